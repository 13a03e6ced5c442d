//! What help, hints and messages promise: every action that is offered does something, and every
//! key that is named is the one that is bound.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, LazyLock},
};

use coldstart::{
    app::{
        App, Opening,
        event::Event,
        keys::{
            action::{Action, Place},
            actions::{self, Info},
            key::{Key, KeyCode},
            keymap::Keymap,
        },
        screens::Screen,
    },
    clock::Day,
    content::Library,
    study::preferences::Preferences,
    tui::hint_list,
};

use crate::{
    bed::{Bed, built_in, sample},
    decks::basic::asked,
    screens::{option_key, until},
    tidy::files_below,
};

/// A place with scripts that lead there, in the states in which a person may ask what there is.
pub(crate) struct State {
    pub(crate) place: Place,
    bed: fn() -> Bed,
    script: String,
}

impl State {
    pub(crate) fn new(place: Place, bed: fn() -> Bed, script: impl Into<String>) -> Self {
        Self { place, bed, script: script.into() }
    }

    /// A bed on which the script was played.
    pub(crate) fn begin(&self) -> Bed {
        (self.bed)().play(&self.script)
    }
}

fn of_built_in() -> Bed {
    static LIBRARY: LazyLock<Arc<Library>> = LazyLock::new(|| Arc::new(built_in()));
    Bed::on(LIBRARY.clone(), Preferences::default(), 80, 24)
}

fn with_date() -> Bed {
    let exam_date = Day::parse("2026-12-14");
    Bed::with(sample(), Preferences { exam_date, ..Preferences::default() }, 80, 24)
}

fn predicting() -> Bed {
    Bed::with(sample(), Preferences { predict: true, ..Preferences::default() }, 80, 24)
}

pub(crate) fn states() -> Vec<State> {
    let mut all = Vec::new();
    let mut add = |place, bed: fn() -> Bed, scripts: &[String]| {
        all.extend(scripts.iter().map(|script| State::new(place, bed, script)));
    };
    let own = |scripts: &[&str]| scripts.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
    let (figure, gap, one) = (until("a figure"), until("fill the gap"), until("choose one"));
    let (several, pairs, order) = (until("choose several"), until("match"), until("put in order"));
    let wrong = format!("p ~60 {} <enter>", option_key("p", "memory"));
    let sibling = format!("{wrong} <enter> m ~60");
    let turned = format!("{sibling} {} <enter>", option_key(&sibling, "snapstart"));
    add(Place::Home, Bed::new, &own(&["", "<down>"]));
    add(Place::Home, with_date, &own(&[""]));
    add(
        Place::Pick,
        Bed::new,
        &[
            one.clone() + " <down>",
            several.clone() + " 1 3",
            pairs.clone() + " 1",
            order.clone() + " 2 4",
            several + " 1 <down>",
        ],
    );
    add(Place::Pick, asked, &own(&[""]));
    add(Place::Card, asked, &own(&["<enter>"]));
    add(Place::Type, Bed::new, &[figure.clone() + " 600", gap.clone()]);
    add(
        Place::Card,
        Bed::new,
        &[
            figure.clone() + " 600_s <enter>",
            figure + " 600_s <enter> ~90 <down> <down>",
            gap + " queue <enter> ~60",
            one + " 1 <enter> <down>",
            pairs + " 1234 <enter>",
        ],
    );
    let drilled = "<ctrl-g> <enter> ".repeat(20);
    add(
        Place::Finish,
        Bed::new,
        &[
            "d <down> <enter> <ctrl-g> 4 <ctrl-g> 4".to_owned(),
            format!("{wrong} <enter>"),
            format!("D {drilled}"),
        ],
    );
    add(Place::Browse, Bed::new, &own(&["b", "b <down> <down>", "b G <enter> <down>"]));
    add(Place::Browse, Bed::new, &own(&["b w w <down>", "/ zzzz <enter>"]));
    add(Place::Search, Bed::new, &own(&["/ da"]));
    add(Place::Worlds, Bed::new, &own(&["L", "L <down>", "L c"]));
    add(
        Place::Lab,
        Bed::new,
        &own(&[
            "L <enter>",
            "L <enter> <space> ~60 <right> <down>",
            "L <enter> + b <right> <space> ~30 <tab> <down> <down>",
            "L <down> <enter> > <space> ~9",
            "L <enter> <down> < e ~20 t <down>",
        ]),
    );
    add(Place::Lab, Bed::new, &[format!("{wrong} w ~120")]);
    add(Place::Item, Bed::new, &own(&["p ~60", "p ~60 1 <down>"]));
    add(Place::Predict, predicting, &own(&["p ~60 1 <enter>", "p ~60 1 <enter> 3"]));
    add(
        Place::Explain,
        Bed::new,
        &[wrong.clone(), format!("{wrong} <down>"), turned.clone(), format!("{turned} b ~200")],
    );
    add(Place::Mocks, Bed::new, &own(&["m", "m <down>"]));
    add(Place::Mocks, of_built_in, &own(&["m <enter> 1 q <down>"]));
    add(Place::Exam, of_built_in, &own(&["m <enter> 1 <pagedown>", "m <enter> 1 <enter> v 2"]));
    add(Place::ExamList, of_built_in, &own(&["m <enter> o <down>", "m <enter> o <tab> <tab>"]));
    add(Place::Report, of_built_in, &own(&["m <enter> 1 E y", "m <enter> 1 E y <down>"]));
    add(Place::Plan, Bed::new, &own(&["P", "P <down>"]));
    add(Place::Plan, with_date, &own(&["P <down>"]));
    add(Place::Stats, Bed::new, &own(&["S", "S <down>", "S t"]));
    add(Place::Drill, Bed::new, &own(&["D", "D 12"]));
    let typed: Vec<String> =
        (1..6).map(|n| format!("D {}", "<ctrl-g> <enter> ".repeat(n))).collect();
    add(Place::Drill, Bed::new, &typed);
    add(Place::DrillPick, Bed::new, &own(&["D <tab>", "D <tab> <down>"]));
    let drills: Vec<String> =
        (0..6).map(|n| format!("D {}<ctrl-g>", "<ctrl-g> <enter> ".repeat(n))).collect();
    add(Place::Drilled, Bed::new, &drills);
    add(Place::Settings, Bed::new, &own(&["s", "s <down>"]));
    add(Place::Edit, Bed::new, &own(&["s <enter> 2026"]));
    add(Place::List, Bed::new, &own(&["?", "? <down>", "d <down>", "b ?"]));
    add(Place::Palette, Bed::new, &own(&[":", ": <down>", ":zzzz", ":se"]));
    add(Place::Confirm, Bed::new, &own(&["b w w R"]));
    all
}

/// All that a person could notice of an action: the screen as it is kept, what stands in front,
/// what was said, what was asked for.
fn noticed(bed: &Bed) -> (String, usize) {
    let app = &bed.app;
    let said = format!("{:?} {:?} {:?}", app.screen(), app.overlay(), app.toast());
    (said, bed.effects.len())
}

/// Actions that wait for something to move, to take back or to begin again; one of the states of a
/// place has to have it.
fn waits(action: Action) -> bool {
    matches!(
        action,
        Action::Up
            | Action::Down
            | Action::PageUp
            | Action::PageDown
            | Action::Top
            | Action::Bottom
            | Action::Erase
            | Action::EraseAll
            | Action::Restart
    )
}

fn offered(app: &App, place: Place) -> Vec<(&'static Info, Key)> {
    let is_here = |info: &&Info| {
        info.places.iter().any(|one| *one == place || *one == Place::Anywhere)
            && app.offers(place, info.action)
    };
    let with_key = |info: &'static Info| Some((info, app.keymap.first_key(place, info)?));
    actions::all().filter(is_here).filter_map(with_key).collect()
}

#[test]
fn everything_that_is_offered_does_something() {
    let mut idle: BTreeMap<(Place, &str), bool> = BTreeMap::new();
    let mut silent = Vec::new();
    let states = states();
    for state in &states {
        let start = || state.begin();
        let bed = start();
        assert_eq!(bed.app.place(), state.place, "`{}`:\n{}", state.script, bed.text());
        for (info, key) in offered(&bed.app, state.place) {
            // One showing of numbers stands for all; which there are differs from card to card.
            if matches!(info.action, Action::Pick(2..)) {
                continue;
            }
            let mut bed = start();
            let before = noticed(&bed);
            bed.send(Event::Key(key));
            let has_done = noticed(&bed) != before;
            if waits(info.action) {
                *idle.entry((state.place, info.name)).or_default() |= has_done;
            } else if !has_done {
                silent.push(format!("{:?}: `{}` after `{}`", state.place, info.name, state.script));
            }
        }
    }
    let never = idle.iter().filter(|(_, has_done)| !**has_done);
    silent.extend(never.map(|((place, name), _)| format!("{place:?}: `{name}` in no state")));
    assert!(silent.is_empty(), "offered, and nothing comes of it:\n{}", silent.join("\n"));
    for place in Place::ALL.iter().copied().filter(|place| *place != Place::Anywhere) {
        assert!(states.iter().any(|state| state.place == place), "no state of {place:?}");
    }
}

#[test]
fn what_has_no_use_now_is_not_offered() {
    let names = |script: &str| {
        let bed = Bed::new().play(script);
        let offered = offered(&bed.app, bed.app.place());
        offered.into_iter().map(|(info, _)| info.name).collect::<Vec<_>>()
    };
    let check = |script: &str, name: &str, is_offered: bool| {
        assert_eq!(names(script).contains(&name), is_offered, "`{name}` after `{script}`");
    };
    for name in ["pick.clear", "pick.mark", "pick.erase"] {
        check("D <tab>", name, false);
        check(&until("choose one"), name, false);
        check(&until("choose several"), name, true);
    }
    let wrong = format!("p ~60 {} <enter>", option_key("p", "memory"));
    check(&wrong, "app.undo", false);
    check(&until("a figure"), "app.undo", true);
    check("", "app.back", false);
    check(&format!("{} 600_s <enter>", until("a figure")), "item.watch", true);
    check(&format!("{} queue <enter>", until("fill the gap")), "item.watch", false);
    check("L <enter>", "lab.own", false);
    check(&format!("{wrong} w"), "lab.own", true);
}

#[test]
fn back_leaves_the_break_even_point_before_it_leaves_the_scenario() {
    let wrong = format!("p ~60 {} <enter>", option_key("p", "memory"));
    let sibling = format!("{wrong} <enter> m ~60");
    let turned = format!("{sibling} {} <enter>", option_key(&sibling, "snapstart"));
    let explained = Bed::new().play(&turned).text();
    let bed = Bed::new().play(&format!("{turned} b ~200"));
    assert_ne!(bed.text(), explained);
    let bed = bed.play("<esc>");
    assert_eq!(bed.text(), explained);
    assert!(matches!(bed.play("<esc>").app.screen(), Screen::Home(_)));
}

/// Every action on a key of its own, none of which is one of today's.
fn all_rebound() -> Keymap {
    let own = actions::all().zip(0x4e00..).map(|(info, code)| {
        let symbol = char::from_u32(code).unwrap();
        (info.name, vec![Key { code: KeyCode::Char(symbol), ctrl: false, alt: true }])
    });
    Keymap::new(&own.collect()).unwrap()
}

fn rebound(bed: fn() -> Bed) -> Bed {
    let mut bed = bed();
    bed.app.keymap = all_rebound();
    bed
}

/// Plays a script of today's keys on a keyboard where all is elsewhere.
fn play_by_name(bed: Bed, script: &str) -> Bed {
    let old = Keymap::default();
    let mut bed = bed;
    for word in script.split_whitespace() {
        let is_clock = word.starts_with('+') && word.ends_with('s') || word.starts_with('~');
        let keys: Vec<Key> = match word.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
            _ if is_clock => {
                bed = bed.play(word);
                continue;
            }
            Some(name) => vec![name.parse().unwrap()],
            None => word.chars().map(|c| Key::char(if c == '_' { ' ' } else { c })).collect(),
        };
        for key in keys {
            match old.action(bed.app.place(), key) {
                Some(action) => bed.send(Event::Act(action)),
                None => bed.send(Event::Key(key)),
            }
        }
    }
    bed
}

/// The words that today's keys have beyond one symbol.
const OLD: [&str; 9] =
    ["enter", "esc", "tab", "space", "backspace", "pageup", "pagedown", "f1", "ctrl"];

/// Whether a text names one of them: in a sentence of its own, and not as part of a word.
fn names_an_old_key(text: &str) -> Option<&str> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.into_iter().find(|word| OLD.contains(&word.to_lowercase().as_str()))
}

#[test]
fn every_hint_names_the_key_that_is_bound() {
    for state in states() {
        let bed = play_by_name(rebound(state.bed), &state.script);
        let place = bed.app.place();
        assert_eq!(place, state.place, "`{}`:\n{}", state.script, bed.text());
        for (keys, words) in hint_list(&bed.app, place) {
            for key in keys.split("-alt").map(|part| part.trim_start_matches("alt").to_owned()) {
                let key: Key = format!("alt{key}").parse().unwrap();
                assert!(
                    bed.app.keymap.action(place, key).is_some(),
                    "`{key} {words}` in {place:?}"
                );
            }
        }
        let text = bed.text();
        assert_eq!(names_an_old_key(&text), None, "`{}`:\n{text}", state.script);
    }
}

#[test]
fn every_message_names_the_key_that_is_bound() {
    let figure = until("a figure");
    let check = |bed: fn() -> Bed, script: &str, names: &[&str]| {
        let bed = play_by_name(rebound(bed), script);
        let said = bed.app.toast().unwrap_or_else(|| panic!("`{script}` says nothing")).to_owned();
        for name in names {
            let key = bed.app.keymap.keys(name).first().unwrap().to_string();
            assert!(said.contains(&key), "`{said}` does not name `{key}` for `{name}`");
        }
        assert!(!said.contains('{'), "{said}");
    };
    check(Bed::new, "<esc>", &["home.quit"]);
    check(Bed::new, &format!("{figure} <enter>"), &["answer.give-up"]);
    check(Bed::new, "D <enter>", &["answer.give-up"]);
    check(predicting, "p ~60 1 <enter> <enter>", &["answer.give-up"]);
    check(Bed::new, "b u", &["card.suspend"]);
    check(Bed::new, "L <enter> o", &["lab.second-lane"]);
    check(Bed::new, "L <down> <enter> w", &["lab.play"]);
    check(Bed::new, "L <enter> e ~20 s", &["lab.restart"]);
    check(Bed::new, "m <enter>", &["mocks.practice"]);
    check(of_built_in, "m <enter> q", &["home.mocks"]);
    let none = "s <down> <down> <down> <down> <right> q <enter>";
    check(Bed::new, none, &["home.decks", "home.browse"]);
}

/// Text of the program that is shown to people, in the three front ends.
fn literals() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in ["app", "study", "tui", "plain"] {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src").join(folder);
        let mut paths = Vec::new();
        files_below(&root, "rs", &mut paths);
        for path in paths {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            // The list of keys, and what keys are called.
            if ["actions.rs", "key.rs"].contains(&name.as_str()) {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let product = text.split("\n#[cfg(test)]\nmod tests").next().unwrap();
            for (number, line) in product.lines().enumerate() {
                if line.trim_start().starts_with("//") || line.contains("reason = ") {
                    continue;
                }
                let literals = line.split('"').skip(1).step_by(2);
                let place = format!("{folder}/{name}:{}", number + 1);
                found.extend(literals.map(|one| (place.clone(), one.to_owned())));
            }
        }
    }
    found
}

/// A key by its old name: a word for it, or a single symbol before what it does (`q leaves`).
fn literal_key(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let trim = |word: &str| word.trim_matches(['`', '.', ',', ';', '(', ')', ':']).to_owned();
    let is_named = |word: &str| {
        let old = ["enter", "esc", "tab", "backspace", "f1"].contains(&word);
        old || word.starts_with("ctrl-")
    };
    if let Some(word) = words.iter().map(|word| trim(word)).find(|word| is_named(word)) {
        return Some(word);
    }
    let does = |word: &str| {
        let word = trim(word);
        word == "help" || (4 <= word.len() && word.ends_with('s') && !word.ends_with("ss"))
    };
    let is_symbol = |word: &str| {
        let only = trim(word);
        only.chars().count() == 1
            && !["a", "A", "B", "I", "s", "h", "-", "/", "|"].contains(&only.as_str())
            && only.chars().all(|symbol| symbol.is_ascii_alphabetic() || symbol == '?')
    };
    let pair = words.windows(2).find(|pair| is_symbol(pair[0]) && does(pair[1]))?;
    Some(pair.join(" "))
}

#[test]
fn no_sentence_of_the_front_ends_names_a_key_itself() {
    for text in ["q leaves", "`:esc` leaves it", "type it; ctrl-g shows it", "? help, q back"] {
        assert!(literal_key(text).is_some(), "{text}");
    }
    for text in ["a mock runs", "{app.help} help", "Lane B runs", "center it", "{} s each", "s is"]
    {
        assert_eq!(literal_key(text), None, "{text}");
    }
    let found: Vec<String> = literals()
        .into_iter()
        .filter_map(|(place, text)| Some(format!("{place}: `{}` in `{text}`", literal_key(&text)?)))
        .collect();
    assert!(found.is_empty(), "name the action instead:\n{}", found.join("\n"));
}

/// A name in braces that is no action would be shown as it stands.
#[test]
fn every_action_that_a_sentence_names_is_there() {
    let mut n_named = 0;
    for (place, text) in literals() {
        for name in text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|one| one.0)
        {
            if name.contains('.') && !name.contains(':') {
                assert!(actions::by_name(name).is_some(), "{place}: `{name}` in `{text}`");
                n_named += 1;
            }
        }
    }
    assert!(40 < n_named, "only {n_named} are named; the reader of sources has gone blind");
}

#[test]
fn a_world_opened_by_name_offers_what_it_has() {
    let mut bed = Bed::new();
    bed.app.open(Opening::Lab(0));
    assert!(!bed.app.offers(Place::Lab, Action::OtherLane));
    let bed = bed.play("b");
    assert!(bed.app.offers(Place::Lab, Action::OtherLane));
}
