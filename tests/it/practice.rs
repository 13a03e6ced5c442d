//! Scenarios, drills and the live pane by their keys.

use coldstart::{
    app::screens::{
        Screen,
        live::{Kind, Live},
        play::Cast,
        practice::Practice,
        question::Question,
    },
    content::{
        self, Body, Card, CardKind, binding::CardReply, kinds::options::ChooseOne, trial::Trial,
    },
    memory::{Deed, Rating, stats::AnswerCounts},
    sim::watch::lanes::LaneId,
    study::{
        preferences::{Motion, Preferences, WatchAfter},
        record::{Effect, Record},
    },
};

use crate::bed::{Bed, sample, sample_of};

fn practice(bed: &Bed) -> &Practice {
    match bed.app.screen() {
        Screen::Practice(practice) => practice,
        other => panic!("no scenario is in front but {other:?}"),
    }
}

fn question(bed: &Bed) -> &Question {
    practice(bed).question.as_ref().expect("a question is in front")
}

/// The key that picks an option, by its name in the situation.
fn key_of(bed: &Bed, option: &str) -> String {
    let library = &bed.app.desk.library;
    let (_, situation) = question(bed).parts(library);
    let place = situation.option(option).unwrap();
    let shown = question(bed).order.iter().position(|one| *one == place).unwrap();
    (shown + 1).to_string()
}

/// The sample's scenario, with all options run in the background.
fn asked() -> Bed {
    let bed = Bed::new().play("p");
    assert!(question(&bed).trials.is_none(), "nothing has run when the question comes");
    assert!(bed.app.wake_in().is_some());
    let bed = bed.play("~60");
    assert!(question(&bed).trials.is_some(), "all options have run while the person reads");
    assert_eq!(bed.app.wake_in(), None, "then nothing moves");
    bed
}

fn wrong() -> Bed {
    let bed = asked();
    let key = key_of(&bed, "memory");
    bed.play(&format!("+9s {key} <enter>"))
}

#[test]
fn the_lanes_play_at_once_after_the_answers_that_were_set() {
    let plays = |watch: WatchAfter, option: &str| {
        let preferences = Preferences { watch, ..Preferences::default() };
        let bed = Bed::with(sample(), preferences, 80, 24).play("p ~60");
        let key = key_of(&bed, option);
        let bed = bed.play(&format!("{key} <enter>"));
        let is_playing = matches!(bed.app.screen(), Screen::Lab(lab) if lab.is_playing);
        // Behind them stands the explanation; the answer counts once.
        let bed = if is_playing { bed.play("<esc>") } else { bed };
        let answered = question(&bed).answered.as_ref().unwrap();
        assert_eq!(practice(&bed).n_done, 1);
        (is_playing, answered.is_right)
    };
    let table = [
        (WatchAfter::Never, false, false),
        (WatchAfter::Wrong, true, false),
        (WatchAfter::Always, true, true),
    ];
    for (watch, after_wrong, after_right) in table {
        assert_eq!(plays(watch, "memory"), (after_wrong, false), "{watch:?}");
        assert_eq!(plays(watch, "snapstart"), (after_right, true), "{watch:?}");
    }
}

#[test]
fn a_wrong_answer_is_kept_and_explained_with_figures_of_its_run() {
    let bed = wrong();
    assert_eq!((practice(&bed).n_done, practice(&bed).n_right), (1, 0));
    let saved = bed.effects.iter().find_map(|effect| match effect {
        Effect::Keep(Record::Item(record)) => Some(record.clone()),
        _ => None,
    });
    let saved = saved.expect("the answer is saved");
    assert!(!saved.is_right);
    assert_eq!((saved.picked, saved.time_ms), (vec!["memory".to_owned()], 9_000 + 60 * 33));
    // The same answer run by itself has the figure that the explanation shows.
    let library = bed.app.desk.library.clone();
    let (item, situation) = question(&bed).parts(&library);
    let place = situation.option("memory").unwrap();
    let numbers = &question(&bed).numbers;
    let alone = Trial::run(situation, item, numbers, &[place], &library.price_list());
    let (goal, value, _) = alone.goals.first().unwrap();
    assert!(bed.text().contains(&goal.shown(*value)), "{}", bed.text());
}

#[test]
fn keys_do_not_wait_for_the_runs() {
    let bed = Bed::new().play("p 1 <enter>");
    assert!(bed.text().contains("still running"), "{}", bed.text());
    let bed = bed.play("~60");
    assert!(!bed.text().contains("still running"), "{}", bed.text());
}

#[test]
fn a_right_answer_is_right_and_the_next_round_begins_with_what_went_wrong() {
    let bed = asked();
    let item = question(&bed).item;
    let library = bed.app.desk.library.clone();
    let (one, situation) = question(&bed).parts(&library);
    let option = situation.options[one.key()[0]].id.clone();
    let key = key_of(&bed, &option);
    let bed = bed.play(&format!("{key} <enter>"));
    assert_eq!(practice(&bed).n_right, 1);
    // One of the two siblings only: the round is over, and the next has the other one.
    let bed = bed.play("<enter> m");
    assert_ne!(question(&bed).item, item);
}

#[test]
fn both_answers_run_from_just_before_they_part() {
    let bed = wrong().play("w ~80");
    let Screen::Lab(lab) = bed.app.screen() else { panic!("the lab is in front") };
    let Some(Cast::Item(play)) = &lab.play else { panic!("an item plays") };
    assert_eq!(play.a, play.own);
    assert_eq!(play.b.as_ref(), Some(&play.item.key()));
    let parted = lab.parted_at.expect("they differ");
    assert!(lab.seek.is_none() && parted <= lab.lanes.now());
    // To its end the lane comes to what the explanation says.
    let bed = bed.play("e ~200");
    let Screen::Lab(lab) = bed.app.screen() else { panic!("the lab is in front") };
    let (_, shown, holds) = lab.goals(LaneId::A)[0];
    assert!(!holds && 1_000.0 < shown);
    let (_, best, holds) = lab.goals(LaneId::B)[0];
    assert!(holds && best <= 1_000.0);
}

#[test]
fn any_option_comes_into_either_lane() {
    let bed = wrong();
    let key = key_of(&bed, "provisioned");
    let bed = bed.play(&format!("w ~80 {key} ~80"));
    let Screen::Lab(lab) = bed.app.screen() else { panic!("the lab is in front") };
    let Some(Cast::Item(play)) = &lab.play else { panic!("an item plays") };
    assert_eq!(play.a, vec![play.situation.option("provisioned").unwrap()]);
    let bed = bed.play("0 ~80 o 9 ~20");
    let Screen::Lab(lab) = bed.app.screen() else { panic!("the lab is in front") };
    let Some(Cast::Item(play)) = &lab.play else { panic!("an item plays") };
    assert_eq!((&play.a, play.b.as_ref()), (&play.own, Some(&play.item.key())));
}

#[test]
fn what_was_said_beforehand_is_held_against_the_run() {
    let preferences = Preferences { predict: true, ..Preferences::default() };
    let bed = Bed::with(crate::bed::sample(), preferences, 80, 24).play("p ~60");
    let key = key_of(&bed, "memory");
    let bed = bed.play(&format!("{key} <enter>"));
    assert!(question(&bed).answered.is_none(), "the prediction comes first");
    assert!(bed.text().contains("Before it runs"), "{}", bed.text());
    // All has run while the person read: no frame has to pass.
    let bed = bed.play("1300 <enter>");
    let kept = bed.effects.iter().find_map(|effect| match effect {
        Effect::Keep(Record::Prediction(record)) => Some(record.clone()),
        _ => None,
    });
    let kept = kept.expect("the prediction is kept");
    assert_eq!(
        (kept.metric.as_str(), kept.prediction.predicted.to_string()),
        ("p99_ms", "1300".into())
    );
    assert!((1.9..2.1).contains(&kept.prediction.factor()), "2,600 ms came: {kept:?}");
    assert!(bed.text().contains("you said 1,300 ms"), "{}", bed.text());
    // Once is enough.
    let again = bed.play("~5").effects;
    assert_eq!(
        again.iter().filter(|one| matches!(one, Effect::Keep(Record::Prediction(_)))).count(),
        1
    );
}

#[test]
fn a_prediction_is_not_lost_when_the_question_goes_away() {
    let preferences = Preferences { predict: true, ..Preferences::default() };
    let bed = Bed::with(crate::bed::sample(), preferences, 80, 24);
    let bed = bed.play("p 1 <enter> 500 <enter> <enter>");
    let n =
        bed.effects.iter().filter(|one| matches!(one, Effect::Keep(Record::Prediction(_)))).count();
    assert_eq!(n, 1);
}

#[test]
fn knobs_of_a_lane_stand_where_its_answer_put_them() {
    let bed = wrong().play("w ~80");
    let Screen::Lab(lab) = bed.app.screen() else { panic!("the lab is in front") };
    let memory = lab.file.knobs.iter().position(|knob| knob.path == "portal.memory_mb").unwrap();
    assert_eq!(lab.a[memory].to_string(), "2048", "yours raises it");
    assert_eq!(lab.b.as_ref().unwrap()[memory].to_string(), "1024", "the best leaves it");
    assert_eq!(lab.n_changes(LaneId::A), 0, "nothing was turned");
}

#[test]
fn a_struck_option_is_not_marked() {
    let bed = asked().play("1 x");
    assert_eq!((question(&bed).struck.as_slice(), question(&bed).marked.len()), (&[0][..], 0));
    let bed = bed.play("1");
    assert!(question(&bed).struck.is_empty(), "marking brings it back");
}

#[test]
fn a_miss_brings_a_learnt_card_back() {
    // Learnt first: every card of the sample rated easy.
    let learnt = Bed::new().play(&format!("<enter> {}<esc>", "<ctrl-g> 4 ".repeat(7)));
    let bed = learnt.play("p ~60");
    let library = bed.app.desk.library.clone();
    let (item, situation) = question(&bed).parts(&library);
    let other = (0..item.roles.len()).find(|place| !item.key().contains(place)).unwrap();
    let option = situation.options[other].id.clone();
    let fact = item.facts[0].clone();
    let key = key_of(&bed, &option);
    let bed = bed.play(&format!("{key} <enter>"));
    let again = bed.effects.iter().find_map(|effect| match effect {
        Effect::Save { entry, .. } => match &entry.deed {
            Deed::Answer(answer) if answer.given.starts_with("scenario") => {
                Some((entry.card.clone(), answer.rating))
            }
            _ => None,
        },
        _ => None,
    });
    let (card, rating) = again.expect("a card of the fact comes back");
    assert_eq!(rating, Rating::Again);
    assert_eq!(*library.card(&card).unwrap().main_fact(), fact);
}

#[test]
fn the_answer_plays_beside_its_card() {
    let script = crate::screens::until("a figure");
    let bed = Bed::new().play(&format!("{script} 600_s <enter>"));
    let Screen::Review(review) = bed.app.screen() else { panic!("review is in front") };
    let Some(Kind::Run(run)) = review.live.as_ref().map(|live| &live.kind) else {
        panic!("a world plays beside the card")
    };
    assert_eq!(run.lanes[0].name, "you 600 s");
    assert!(bed.app.wake_in().is_some());
    let bed = bed.play("~90");
    let Screen::Review(review) = bed.app.screen() else { panic!("review is in front") };
    let Some(Kind::Run(run)) = review.live.as_ref().map(|live| &live.kind) else {
        panic!("a world plays beside the card")
    };
    // Calls at 0 s, 100 s, ... of 1,200 s, each after a cold start: those that came before 600 s
    // are cut after 600 s, those before 300 s after 900 s.
    let figure = |at: usize| run.figure(run.lanes[at].lane.as_ref().unwrap());
    assert_eq!((figure(0), figure(1)), ("6".to_owned(), "3".to_owned()));
    assert_eq!(bed.app.wake_in(), None);
    let bed = bed.play("w");
    assert!(matches!(bed.app.screen(), Screen::Lab(_)));
}

/// The very option that was picked stands in the learner's lane.
#[test]
fn a_picked_option_plays_beside_its_card() {
    let script = crate::screens::until("choose one");
    let picked = |option: &str| {
        let bed = Bed::new().play(&script);
        let Screen::Review(review) = bed.app.screen() else { panic!("review is in front") };
        let showing = review.showing().unwrap();
        let card = bed.app.desk.library.card(&showing.card).unwrap();
        let place = showing.order.iter().position(|at| card.options()[*at].text == option);
        let bed = bed.play(&format!("{} <enter> ~90", place.unwrap() + 1));
        let Screen::Review(review) = bed.app.screen() else { panic!("review is in front") };
        let Some(Kind::Run(run)) = review.live.as_ref().map(|live| &live.kind) else {
            panic!("a world plays beside the card")
        };
        let figure = |at: usize| run.figure(run.lanes[at].lane.as_ref().unwrap());
        (run.lanes[0].name.clone(), figure(0), figure(1))
    };
    let option = "They are accepted, since there is no limit";
    let (name, own, best) = picked(option);
    assert_eq!(name, format!("you: {option}"));
    // Two events a second for 20 seconds: of 2 MB none is taken, of 700 KB all are.
    assert_eq!((&*own, &*best), ("0", "40"));
    // An option without a world of its own shows what the author foresaw.
    assert_eq!(picked("They are cut at 512 KB and then accepted").0, "as if");
}

/// Options are known by their place, so their text may hold whatever separates answers on screens.
#[test]
fn an_option_with_a_semicolon_in_it_plays_too() {
    let plain = "They are accepted, since there is no limit";
    let odd = "They are accepted; there is no limit";
    let library = sample_of(include_str!("sample.toml").replace(plain, odd));
    let pick = library.picks().iter().find(|pick| pick.option == odd).expect("the sample binds it");
    let card = library.card(&pick.card).unwrap();
    let Body::Choice(ChooseOne { options }) = &card.text.body else {
        panic!("one option is right")
    };
    let place = options.iter().position(|one| one.text == odd).unwrap();
    let live = Live::new(&library, card, Some(&CardReply::Picked(vec![place]))).unwrap();
    let Kind::Run(run) = &live.kind else { panic!("a world plays beside the card") };
    assert_eq!(run.lanes[0].name, format!("you: {odd}"));
}

/// What was typed below a limit does no harm, and that is said.
#[test]
fn a_figure_below_the_limit_is_said_to_lie_within() {
    let library = content::built_in();
    let is_it = |card: &&Card| {
        &*card.main_fact().0 == "dynamodb-core.item.max" && card.kind == CardKind::Numeric
    };
    let card = library.cards.iter().find(is_it).unwrap();
    let says = |typed: &str| {
        let mut live =
            Live::new(&library, card, Some(&CardReply::Typed(typed.to_owned()))).unwrap();
        while live.wake_in(Motion::Full).is_some() {
            live.wake(Motion::Full);
        }
        live.says()
    };
    assert_eq!(says("300 KB"), "Both lanes run alike: 300 KB lies within 400 KB.");
    assert!(!says("500 KB").contains("alike"));
}

/// The figures have a place for scenarios, and home counts them.
#[test]
fn scenarios_stand_on_home_and_among_the_figures() {
    let bed = wrong().play("q");
    assert!(bed.text().contains("1 today"), "{}", bed.text());
    assert!(!bed.text().contains("New here"), "{}", bed.text());
    let mut bed = bed.play("S");
    let mut text = bed.text();
    for _ in 0..20 {
        bed = bed.play("<down>");
        text.push_str(&bed.text());
    }
    assert!(text.contains("0 of 1 answers right"), "{text}");
    assert!(text.contains("missed most") && text.contains("1 of 1 wrong"), "{text}");
}

/// Templates that went wrong on another day come more often.
#[test]
fn weak_templates_come_more_often_in_the_next_session() {
    let shown = |wrong: u32| -> usize {
        let mut bed = Bed::new();
        let counts = AnswerCounts { n_right: 0, n_wrong: wrong, was_right: false };
        bed.app.desk.history.drill_history.insert("wcu".into(), counts);
        let mut n = 0;
        for session in 0..40 {
            bed.app.desk.session = session;
            bed = bed.play("D");
            let Screen::Drills(drills) = bed.app.screen() else { panic!("drills are in front") };
            n += usize::from(drills.question.as_ref().unwrap().drill.template.id == "wcu");
            bed = bed.play("<esc> q");
        }
        n
    };
    // One of forty by chance; with 16 against 4 of each other about four of forty.
    let (fresh, weak) = (shown(0), shown(9));
    assert!(fresh < weak, "{fresh} {weak}");
}

#[test]
fn drills_name_the_slip_and_come_to_an_end() {
    let bed = Bed::new().play("D");
    let Screen::Drills(drills) = bed.app.screen() else { panic!("drills are in front") };
    let asked = drills.question.as_ref().unwrap();
    let slip = asked.drill.wrong[0].clone();
    let numbers: Vec<String> = slip.answer.numbers.iter().map(f64::to_string).collect();
    let choice = slip.answer.choice.clone().into_iter();
    let typed = choice.chain(numbers).collect::<Vec<_>>().join(" ");
    let bed = bed.play(&format!("+5s {} <enter>", typed.replace(' ', "_")));
    assert!(bed.text().contains(&slip.model), "{}", bed.text());
    let Screen::Drills(drills) = bed.app.screen() else { panic!("drills are in front") };
    assert_eq!((drills.n_done, drills.n_right, drills.missed.len()), (1, 0, 1));
    let bed = bed.play(&format!("<enter> {}", "<ctrl-g> <enter> ".repeat(19)));
    let Screen::Drills(drills) = bed.app.screen() else { panic!("drills are in front") };
    assert!(drills.question.is_none());
    assert_eq!(drills.n_done, 20);
}

/// Units, concurrency and timeouts come before what they cost.
#[test]
fn bills_come_last_in_a_session_of_drills() {
    let mut bed = Bed::new();
    let mut n_late = 0;
    for session in 0..6 {
        bed = bed.play("D");
        for n in 0..20 {
            let Screen::Drills(drills) = bed.app.screen() else { panic!("drills are in front") };
            let asked = drills.question.as_ref().expect("twenty questions");
            let is_bill = asked.drill.template.is_bill;
            assert!(15 <= n || !is_bill, "session {session}, question {n}");
            n_late += usize::from(is_bill);
            bed = bed.play("<ctrl-g> <enter>");
        }
        bed = bed.play("<esc>");
    }
    assert!(0 < n_late, "bills do come");
}
