//! What is listed for a place does something there.

use coldstart::{
    app::{
        event::Event,
        keys::{action::Place, actions},
        screens::Screen,
    },
    content::Library,
    study::preferences::Preferences,
};

use crate::{
    bed::{Bed, built_in, sample, sample_of},
    days::plan::forget_most,
    offered::{State, states},
    screens::until,
};

/// A bed on a library in which every scenario has six options, the most that there may be.
fn with_six_options(library: Library) -> Bed {
    let (mut situations, mut items) = (library.situations().to_vec(), library.items().to_vec());
    for situation in &mut situations {
        let last = situation.options.last().unwrap().clone();
        situation.options.resize(6, last);
    }
    for item in &mut items {
        let last = item.roles.last().unwrap().clone();
        item.roles.resize(6, last);
    }
    Bed::with(library.with_items(situations, items), Preferences::default(), 80, 24)
}

/// The sample with nine items on the right of its match.
fn with_nine_to_match() -> Bed {
    let text = include_str!("sample.toml");
    let more = r#"extra = ["29 s", "30 s", "31 s", "32 s", "33 s"]"#;
    let library = sample_of(text.replace(r#"extra = ["29 s"]"#, more));
    Bed::with(library, Preferences::default(), 80, 24)
}

fn with_enough_to_fit() -> Bed {
    let mut bed = Bed::new();
    forget_most(&mut bed);
    bed
}

/// Leads to a drill of several parts.
fn to_parts() -> String {
    let script = |n: usize| format!("D {}", "<ctrl-g> <enter> ".repeat(n));
    let has_parts = |script: &String| {
        let bed = Bed::new().play(script);
        let Screen::Drills(drills) = bed.app.screen() else { return false };
        drills.question.as_ref().is_some_and(|asked| 1 < asked.fields.len())
    };
    (0..20).map(script).find(has_parts).expect("some drills have several parts")
}

/// States in which what is rare can be done.
fn rare() -> Vec<State> {
    let six = || with_six_options(sample());
    let six_in_mocks = || with_six_options(built_in());
    let ahead = "d <down> <enter> <ctrl-g> 4 <ctrl-g> 4 <esc> +86400s d <down> <enter>";
    vec![
        State::new(Place::Pick, with_nine_to_match, until("match")),
        State::new(Place::Item, six, "p ~60"),
        State::new(Place::Lab, six, "p ~60 1 <enter> w ~60"),
        State::new(Place::Exam, six_in_mocks, "m <enter>"),
        State::new(Place::Stats, with_enough_to_fit, "S"),
        State::new(Place::Edit, Bed::new, "s <enter> 2026-12-14"),
        State::new(Place::Finish, Bed::new, ahead),
        State::new(Place::Drill, Bed::new, to_parts()),
        State::new(Place::DrillPick, Bed::new, "D <tab> +"),
        State::new(Place::Drilled, Bed::new, "D <ctrl-g> +"),
    ]
}

/// What an action has changed: the screen as it is kept, what stands in front, and what was asked
/// for. Words alone are no change: they say why there was none.
fn changed(bed: &Bed) -> (String, usize) {
    (format!("{:?} {:?}", bed.app.screen(), bed.app.overlay()), bed.effects.len())
}

#[test]
fn every_action_does_something_in_each_of_its_places() {
    let mut states = states();
    states.extend(rare());
    let mut idle = Vec::new();
    for info in actions::all() {
        for place in info.places {
            let is_there = |state: &&State| *place == Place::Anywhere || state.place == *place;
            let acts = |state: &State| {
                let mut bed = state.begin();
                assert_eq!(bed.app.place(), state.place, "{}", bed.text());
                let before = changed(&bed);
                bed.send(Event::Act(info.action));
                changed(&bed) != before
            };
            if !states.iter().filter(is_there).any(acts) {
                idle.push(format!("`{}` in {place:?}", info.name));
            }
        }
    }
    assert!(idle.is_empty(), "listed, and nothing comes of it:\n{}", idle.join("\n"));
}
