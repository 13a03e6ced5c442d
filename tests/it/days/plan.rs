//! The plan over days: what a mock, missed days and a fit change.

use std::collections::BTreeSet;

use coldstart::{
    app::screens::Screen,
    clock::{Day, Timestamp},
    content::Card,
    ids::CardId,
    memory::{Due, Rating, Source, fit, stats::Review},
    study::{preferences::Preferences, record::Effect},
};

use crate::bed::{Bed, built_in};

/// The whole way of a newcomer: an exam date, three days of study, a mock, and another plan.
#[test]
fn three_days_and_a_mock_change_the_plan() {
    let exam_date = Day::parse("2026-12-12");
    let preferences = Preferences { exam_date, minutes_per_day: 30, ..Preferences::default() };
    let mut bed = Bed::with(built_in(), preferences, 80, 24);
    let plan = |bed: &Bed| match bed.app.screen() {
        Screen::Plan(plan) => (plan.today, plan.standing.clone().unwrap(), plan.moved.clone()),
        other => panic!("the plan is not in front but {other:?}"),
    };
    bed = bed.play("P");
    let (today, before, moved) = plan(&bed);
    assert_eq!((today.n_due, moved), (0, None));
    // 27 minutes of cards, half a minute each.
    assert_eq!(today.n_new, 54);
    assert!(!before.is_enough, "nothing is said of the chance with nothing to go on");
    assert!(!bed.text().contains("% to reach"), "{}", bed.text());
    bed = bed.play("q");
    for _ in 0..3 {
        bed = bed.play("<enter>");
        for _ in 0..40 {
            bed = bed.play("<ctrl-g> 3");
        }
        bed = bed.play("<esc> <esc> q +86400s ~1");
    }
    let n_seen = bed.app.desk.cards.states.values().filter(|state| state.memory.is_some()).count();
    assert!(100 <= n_seen, "{n_seen} cards were seen in three days");
    bed = bed.play("P");
    let (_, after, moved) = plan(&bed);
    assert!(before.readiness.score < after.readiness.score);
    let moved = moved.expect("yesterday's forecast is there");
    assert_eq!(moved.days, 1);
    bed = bed.play("q m <enter>");
    for _ in 0..20 {
        bed = bed.play("1 <enter>");
    }
    bed = bed.play("E y q q q P");
    let (_, tested, _) = plan(&bed);
    assert_eq!(tested.readiness.asked, 20);
    assert!(tested.is_enough && bed.text().contains("% to reach"), "{}", bed.text());
    assert_ne!(tested.readiness.score.to_bits(), after.readiness.score.to_bits());
}

/// Days that are missed leave less time, and the plan says so.
#[test]
fn missed_days_are_planned_anew() {
    let exam_date = Day::parse("2026-12-02");
    let preferences = Preferences { exam_date, ..Preferences::default() };
    let bed = Bed::with(built_in(), preferences, 120, 40).play("P");
    let calendar = |bed: &Bed| match bed.app.screen() {
        Screen::Plan(plan) => plan.calendar.clone().unwrap(),
        other => panic!("the plan is not in front but {other:?}"),
    };
    let first = calendar(&bed);
    assert_eq!(first.days.len(), 11);
    let bed = bed.play("q +432000s ~1 P");
    let later = calendar(&bed);
    assert_eq!(later.days.len(), 6);
    assert!(first.left_out.len() < later.left_out.len() && later.known < first.known);
    let bed = bed.play("<down> <down> <down> <down> <down> <down> <down> <down> <down> <down>");
    assert!(bed.text().contains("does not suffice"), "{}", bed.text());
    // Plain FSRS is a switch away.
    let plain = bed.play("q s <down> <down> <down> <right> q P");
    assert!(plain.text().contains("plain FSRS fills the days"), "{}", plain.text());
}

/// What a mock has missed is learnt next: new cards of its deciding facts come first.
#[test]
fn missed_facts_come_first_among_new_cards() {
    let exam_date = Day::parse("2026-12-20");
    let preferences = Preferences { exam_date, ..Preferences::default() };
    let bed = Bed::with(built_in(), preferences, 80, 24).play("m <enter>");
    let mut bed = bed;
    for _ in 0..20 {
        bed = bed.play("1 <enter>");
    }
    let bed = bed.play("E y q q");
    let desk = &bed.app.desk;
    let missed = desk.missed_facts();
    assert!(5 <= missed.len(), "{missed:?}");
    let today = desk.today(&"everything".into(), bed.now.day, 0);
    let is_missed = |card: &CardId| missed.contains(desk.library.card(card).unwrap().main_fact());
    let n = today.new.iter().take_while(|card| is_missed(card)).count();
    let all = desk.library.cards.iter().filter(|card| missed.contains(card.main_fact()));
    let facts: BTreeSet<_> = all.map(Card::main_fact).collect();
    assert_eq!(n, facts.len().min(today.new.len()), "{:?}", today.new);
}

/// A day of the plan can be worked off, cards among it whose own day has not come yet.
#[test]
fn a_planned_day_can_be_emptied() {
    let exam_date = Day::parse("2026-11-26");
    let preferences = Preferences { exam_date, minutes_per_day: 600, ..Preferences::default() };
    let mut bed = Bed::with(built_in(), preferences, 80, 24).play("<enter>");
    let n_left = |bed: &Bed| {
        let today = bed.app.desk.today(&"everything".into(), bed.now.day, 0);
        today.n_due() + today.new.len()
    };
    let work_off = |mut bed: Bed| {
        for _ in 0..900 {
            bed = bed.play("<ctrl-g> 3");
            if bed.text().contains("Done for now") {
                break;
            }
        }
        bed
    };
    bed = work_off(bed);
    assert!(n_left(&bed) <= 1, "{} are left of the first day", n_left(&bed));
    bed = bed.play("<esc> +86400s ~1");
    let today = bed.app.desk.today(&"everything".into(), bed.now.day, 0);
    let is_early = |card: &&CardId| matches!(bed.app.desk.cards.state(card).due, Due::On(due) if bed.now.day < due);
    assert!(0 < today.reviews.iter().filter(is_early).count(), "the plan brings cards forward");
    bed = work_off(bed.play("<enter>"));
    assert!(n_left(&bed) <= 1, "{} are left of the second day", n_left(&bed));
}

/// What was taken back does not count.
#[test]
fn an_answer_that_is_taken_back_is_no_review() {
    let bed = Bed::with(built_in(), Preferences::default(), 80, 24).play("<enter> <ctrl-g> 3");
    let n = bed.app.desk.history.reviews.len();
    let bed = bed.play("u <ctrl-g>");
    assert_eq!(bed.app.desk.history.reviews.len(), n - 1);
}

/// The reviews of somebody who forgets most of what a day ago was good.
pub(crate) fn forget_most(bed: &mut Bed) {
    let card = bed.app.desk.library.cards[0].id.clone();
    let review = |card: &str, day: i32, rating: Rating, expected: Option<f64>| Review {
        card: card.into(),
        at: Timestamp(0),
        day: Day(day),
        rating,
        is_right: rating == Rating::Good,
        expected,
        foreseen: None,
        source: Source::Review,
        time_ms: 9_000,
    };
    for at in 0..120 {
        let card = format!("{card}.{at}");
        let start = at / 6;
        bed.app.desk.history.reviews.push(review(&card, start, Rating::Good, None));
        for (days, n) in [(3, 3), (5, 4), (9, 5)] {
            let rating = if at % n == 0 { Rating::Good } else { Rating::Again };
            bed.app.desk.history.reviews.push(review(&card, start + days, rating, Some(0.9)));
        }
    }
    bed.app.desk.history.reviews.sort_by_key(|one| one.day);
    let model = bed.app.desk.cards.scheduler.model.clone();
    fit::foresee(&model, &mut bed.app.desk.history.reviews);
}

/// With enough answers the memory is fitted to them, and the fit can be taken back.
#[test]
fn the_memory_is_fitted_to_own_answers_and_back() {
    let mut bed = Bed::with(built_in(), Preferences::default(), 80, 24).play("S F");
    assert!(bed.text().contains("0 of the 200 reviews"), "{}", bed.text());
    forget_most(&mut bed);
    let bed = bed.play("q S F");
    assert!(bed.app.desk.preferences.parameters.is_some(), "{}", bed.text());
    let is_rescheduled =
        |bed: &Bed| bed.effects.iter().filter(|one| matches!(one, Effect::Reschedule(_))).count();
    assert_eq!(is_rescheduled(&bed), 1);
    let bed = bed.play("u");
    assert_eq!(bed.app.desk.preferences.parameters, None);
    assert_eq!(is_rescheduled(&bed), 2);
}
