//! What keys do: scripts in, effects and screens out.

use coldstart::{
    app::event::Event,
    memory::{Answer, Confidence, Deed, Rating},
    study::{preferences::Preferences, record::Effect},
};

use crate::bed::{Bed, sample_of};

fn answers(bed: &Bed) -> Vec<Answer> {
    let saved = bed.effects.iter().filter_map(|effect| match effect {
        Effect::Save { entry, .. } => match &entry.deed {
            Deed::Answer(answer) => Some(answer.clone()),
            _ => None,
        },
        _ => None,
    });
    saved.collect()
}

/// The first line of the question in front.
fn front(bed: &Bed) -> String {
    bed.text().lines().nth(2).unwrap_or_default().trim().to_owned()
}

#[test]
fn a_rating_is_saved_before_the_next_card_is_drawn() {
    let bed = Bed::new().play("<enter> <ctrl-g>");
    assert_eq!(answers(&bed).len(), 0, "showing an answer saves nothing");
    let bed = bed.play("3");
    assert_eq!(answers(&bed).len(), 1);
    assert_eq!(answers(&bed)[0].rating, Rating::Good);
}

#[test]
fn enter_takes_the_proposal_and_wrong_is_again() {
    let bed = Bed::new().play("<enter> <ctrl-g> <enter>");
    assert_eq!(answers(&bed)[0].rating, Rating::Again);
    assert!(!answers(&bed)[0].is_right);
}

/// Plays until a card of a kind is asked; the sample has one of each.
fn go_to(bed: Bed, kind: &str) -> Bed {
    let mut bed = bed.play("<enter>");
    while !bed.text().contains(kind) {
        bed = bed.play("<ctrl-g> <enter>");
    }
    bed
}

fn at_figure() -> Bed {
    go_to(Bed::new(), "· a figure ·")
}

#[test]
fn a_right_figure_is_good_and_keeps_time_and_words() {
    let bed = at_figure().play("+12s 15_min <enter> <enter>");
    let last = answers(&bed).pop().unwrap();
    assert_eq!((last.rating, last.is_right), (Rating::Good, true));
    assert_eq!((last.time_ms, last.given.as_str()), (12_000, "15 min"));
}

#[test]
fn confidence_changes_the_proposal() {
    let unsure = at_figure().play("<tab> 900 <enter> <enter>");
    let last = answers(&unsure).pop().unwrap();
    assert_eq!((last.rating, last.confidence), (Rating::Hard, Confidence::Unsure));
    let guess = at_figure().play("<tab> <tab> 900 <enter> <enter>");
    let last = answers(&guess).pop().unwrap();
    assert_eq!((last.rating, last.is_right), (Rating::Again, true));
}

#[test]
fn an_empty_answer_is_not_taken() {
    let bed = at_figure().play("<enter>");
    assert!(bed.text().contains("type an answer first"), "{}", bed.text());
}

fn at_gap() -> Bed {
    go_to(Bed::new(), "· fill the gap ·")
}

#[test]
fn a_slip_is_asked_about_and_counts_as_right() {
    let bed = at_gap().play("dead-leter_queue <enter>");
    assert!(bed.text().contains("did you mean dead-letter queue? enter yes, esc no"));
    let n = answers(&bed).len();
    let bed = bed.play("<enter> <enter>");
    let last = answers(&bed).pop().unwrap();
    assert_eq!((answers(&bed).len(), last.is_right, last.rating), (n + 1, true, Rating::Good));
    // Once it is answered, nothing is asked back any more, and esc leaves.
    for given in ["<enter>", "<ctrl-g>"] {
        let bed = at_gap().play(&format!("dead-leter_queue <enter> {given} <esc>"));
        assert!(bed.text().contains("coldstart"), "home:\n{}", bed.text());
    }
}

#[test]
fn a_slip_that_was_none_can_be_typed_anew() {
    let bed = at_gap().play("dead-leter_queue <enter> <esc>");
    assert!(bed.text().contains("> dead-leter queue"), "still asked:\n{}", bed.text());
    assert!(!bed.text().contains("did you mean"), "{}", bed.text());
    // What is typed on is another answer; the question is gone.
    let bed = at_gap().play("dead-leter_queue <enter> s");
    assert!(!bed.text().contains("did you mean"), "{}", bed.text());
    let bed = bed.play("<ctrl-u> topic <enter> <enter>");
    assert!(!answers(&bed).pop().unwrap().is_right);
    // Nothing is asked back any more, so esc leaves.
    let bed = at_gap().play("dead-leter_queue <enter> <esc> <esc>");
    assert!(bed.text().contains("coldstart"), "home:\n{}", bed.text());
}

#[test]
fn what_is_no_figure_is_asked_for_again_and_never_marked() {
    for typed in ["soon", "12_bananas", "15_MB"] {
        let bed = at_figure();
        let n = answers(&bed).len();
        let bed = bed.play(&format!("{typed} <enter>"));
        assert!(bed.text().contains("no figure that can be read here"), "{}", bed.text());
        assert!(bed.text().contains("`7 s`, `0.2 min`"), "{}", bed.text());
        let bed = bed.play("<enter>");
        assert_eq!(answers(&bed).len(), n, "nothing is marked");
        let bed = bed.play("<ctrl-u> 0,25_h <enter> <enter>");
        let last = answers(&bed).pop().unwrap();
        assert_eq!((last.is_right, last.rating), (true, Rating::Good));
    }
}

#[test]
fn an_older_figure_is_told_and_at_best_hard() {
    let with_older =
        r#"as_of = "2026-11", older = { value = 300, unit = "s", until = "2018-10" } }]"#;
    let text = include_str!("sample.toml").replacen(r#"as_of = "2026-11" }]"#, with_older, 1);
    let library = sample_of(text);
    let bed = go_to(Bed::with(library, Preferences::default(), 80, 24), "· a figure ·");
    let bed = bed.play("300_s <enter>");
    assert!(bed.text().contains("300 s was right until"), "{}", bed.text());
    let last = answers(&bed.play("<enter>")).pop().unwrap();
    assert_eq!((last.is_right, last.rating), (true, Rating::Hard));
}

#[test]
fn letters_are_text_where_text_is_typed() {
    let bed = at_figure().play("qux?:");
    assert!(bed.text().contains("> qux?:"), "{}", bed.text());
}

#[test]
fn undo_brings_the_card_and_its_state_back() {
    let bed = Bed::new().play("<enter> <ctrl-g>");
    let card = front(&bed);
    let before = bed.app.desk.cards.states.clone();
    let mut bed = bed.play("4");
    assert_ne!(front(&bed), card);
    // The next card may be one to type, where `u` is a letter.
    bed = bed.play("<ctrl-t>");
    assert_eq!(front(&bed), card);
    assert_eq!(bed.app.desk.history.summary.n_answers, 0);
    let touched: Vec<_> =
        bed.app.desk.cards.states.values().filter(|state| state.n_answers != 0).collect();
    assert_eq!((touched.len(), before.len()), (0, 0));
    assert!(bed.effects.iter().any(|effect| matches!(effect, Effect::Undo { seq: 1, .. })));
}

#[test]
fn any_number_of_answers_can_be_taken_back() {
    let mut bed = Bed::new().play("<enter>");
    let mut fronts = Vec::new();
    for _ in 0..5 {
        fronts.push(front(&bed));
        bed = bed.play("<ctrl-g> 4");
    }
    for expected in fronts.iter().rev() {
        bed = bed.play("<ctrl-t>");
        assert_eq!(&front(&bed), expected);
    }
    assert_eq!(bed.app.desk.history.summary.n_answers, 0);
}

#[test]
fn an_answer_that_could_not_be_saved_is_tried_again_with_the_next() {
    let mut bed = Bed::new().play("<enter> <ctrl-g>");
    bed.saving_fails = true;
    bed = bed.play("4");
    assert_eq!(bed.app.n_unsaved(), 1);
    bed.saving_fails = false;
    bed = bed.play("<ctrl-g> 4");
    assert_eq!(bed.app.n_unsaved(), 0);
    assert_eq!(answers(&bed).len(), 3, "the first one was tried twice");
}

#[test]
fn leaving_with_unsaved_answers_asks_first() {
    let mut bed = Bed::new().play("<enter> <ctrl-g>");
    bed.saving_fails = true;
    bed = bed.play("4 <ctrl-c>");
    assert!(bed.text().contains("Leave and lose it?"), "{}", bed.text());
    assert!(!bed.effects.contains(&Effect::Leave));
    bed = bed.play("n");
    assert!(!bed.effects.contains(&Effect::Leave));
    bed.saving_fails = false;
    bed = bed.play("<ctrl-c>");
    assert!(bed.effects.contains(&Effect::Leave), "the disk is back, so nothing is left to ask");
}

#[test]
fn an_unsaved_answer_that_is_taken_back_is_not_written_later() {
    let mut bed = Bed::new().play("<enter> <ctrl-g>");
    bed.saving_fails = true;
    bed = bed.play("4 <ctrl-t>");
    assert_eq!(bed.app.n_unsaved(), 0);
}

#[test]
fn suspended_cards_leave_the_session_and_come_back_in_browse() {
    let bed = Bed::new().play("<enter> <ctrl-g> x <esc> b w w d d d d");
    assert!(bed.text().contains("1 of 1"), "{}", bed.text());
    let bed = bed.play("x");
    assert!(bed.text().contains("nothing found"), "{}", bed.text());
}

#[test]
fn a_buried_card_is_not_new_today() {
    let bed = Bed::new().play("<enter> <ctrl-g> z");
    let buried = bed.effects.iter().any(|effect| match effect {
        Effect::Save { entry, .. } => {
            matches!(entry.deed, Deed::Bury { until } if until == bed.now.day.plus(1))
        }
        _ => false,
    });
    assert!(buried);
}

#[test]
fn resetting_asks_and_forgets() {
    let bed = Bed::new().play("<enter> <ctrl-g> 4 <esc>");
    assert_eq!(bed.app.desk.cards.states.values().filter(|state| 0 < state.n_answers).count(), 1);
    let bed = bed.play("b w w d d d R n");
    assert_eq!(bed.app.desk.cards.states.values().filter(|state| 0 < state.n_answers).count(), 1);
    let bed = bed.play("R y");
    assert_eq!(bed.app.desk.cards.states.values().filter(|state| 0 < state.n_answers).count(), 0);
}

#[test]
fn a_multiple_wants_its_number_of_marks() {
    let mut bed = Bed::new().play("<enter>");
    while !bed.text().contains("· choose several ·") {
        bed = bed.play("<ctrl-g> <enter>");
    }
    let bed = bed.play("1 <enter>");
    assert!(bed.text().contains("mark 2 options; so far 1"), "{}", bed.text());
    let bed = bed.play("1 2 3 <enter>");
    assert!(bed.text().contains("(you)"), "{}", bed.text());
}

#[test]
fn options_are_shuffled_at_each_showing() {
    let mut orders = std::collections::BTreeSet::new();
    for n in 0..6 {
        let mut bed = Bed::new();
        bed.app.desk.seed = coldstart::rng::Seed(n);
        bed = bed.play("<enter>");
        while !bed.text().contains("· choose one ·") {
            bed = bed.play("<ctrl-g> <enter>");
        }
        orders.insert(bed.text().lines().skip(4).take(6).collect::<Vec<_>>().join("\n"));
    }
    assert!(1 < orders.len(), "{orders:?}");
}

#[test]
fn the_same_keys_and_seed_give_the_same_screen() {
    let play =
        || Bed::new().play("<enter> <ctrl-g> 3 <ctrl-g> 1 <ctrl-g> <enter> ? <esc>").screen();
    assert_eq!(play(), play());
}

#[test]
fn pasted_text_goes_into_a_text_field_only() {
    let mut bed = Bed::new();
    bed.send(Event::Paste("q\x1b[2J".into()));
    assert!(!bed.effects.contains(&Effect::Leave));
    let mut bed = at_figure();
    bed.send(Event::Paste("900\x1b[2J s\n".into()));
    assert!(bed.text().contains("> 900[2J s"), "{}", bed.text());
}

#[test]
fn a_wrong_exam_date_says_what_is_expected_and_stays() {
    let bed = Bed::new().play("s <enter> soon <enter>");
    assert!(bed.text().contains("takes a date such as 2026-12-14"), "{}", bed.text());
    let bed = bed.play("<ctrl-u> 2026-12-14 <enter> q");
    assert!(bed.text().contains("SAA-C03 in 23 days"), "{}", bed.text());
    let saved = bed
        .effects
        .iter()
        .any(|effect| matches!(effect, Effect::SaveSetting { key: "exam_date", .. }));
    assert!(saved);
}

#[test]
fn a_failed_card_is_asked_again_in_the_same_session() {
    let mut bed = Bed::new().play("<enter>");
    let first = front(&bed);
    bed = bed.play("<ctrl-g> 1");
    let mut n = 0;
    while front(&bed) != first {
        bed = bed.play("<ctrl-g> 4");
        n += 1;
        assert!(n < 20, "{}", bed.text());
    }
}

#[test]
fn more_brings_new_cards_beyond_the_days_number() {
    let mut bed = Bed::new().play("s <down> <down> <down> <down> <right> q");
    assert!(bed.text().contains("nothing is due"), "{}", bed.text());
    bed = bed.play("d <enter> m");
    assert!(bed.text().contains("1/7"), "{}", bed.text());
}

#[test]
fn a_key_pressed_twice_never_rates_what_it_picked() {
    let mut bed = Bed::new().play("<enter>");
    while !bed.text().contains("· choose one ·") {
        bed = bed.play("<ctrl-g> <enter>");
    }
    let n = answers(&bed).len();
    let bed = bed.play("3 3");
    assert_eq!(answers(&bed).len(), n);
    assert!(!bed.text().contains("(you)"), "only enter gives the answer:\n{}", bed.text());
    let bed = bed.play("<enter>");
    assert!(bed.text().contains("(you)"), "{}", bed.text());
}

#[test]
fn space_marks_what_the_cursor_is_on() {
    let mut bed = Bed::new().play("<enter>");
    while !bed.text().contains("· choose several ·") {
        bed = bed.play("<ctrl-g> <enter>");
    }
    let bed = bed.play("<down> <space> <down> <space>");
    assert!(bed.text().contains("2 of 2 marked"), "{}", bed.text());
}

#[test]
fn a_visit_to_the_facts_goes_straight_back_to_the_card() {
    let bed = Bed::new().play("<enter> <ctrl-g>");
    let card = bed.text();
    let bed = bed.play("f");
    assert_ne!(bed.text(), card);
    assert_eq!(bed.play("q").text(), card);
}

#[test]
fn leaving_writes_every_unsaved_answer_once() {
    let mut bed = Bed::new().play("<enter> <ctrl-g>");
    bed.saving_fails = true;
    bed = bed.play("4 <ctrl-g> 4");
    assert_eq!(bed.app.n_unsaved(), 2);
    bed.saving_fails = false;
    bed = bed.play("<ctrl-c>");
    assert_eq!((bed.next_seq, bed.app.n_unsaved()), (2, 0));
    assert!(bed.effects.contains(&Effect::Leave));
}

#[test]
fn every_undo_that_failed_is_tried_again() {
    let mut bed = Bed::new().play("<enter> <ctrl-g> 4 <ctrl-g> 4");
    bed.saving_fails = true;
    bed = bed.play("<ctrl-t> <ctrl-t>");
    assert_eq!(bed.app.n_unsaved(), 2);
    bed.saving_fails = false;
    bed = bed.play("<ctrl-g> 4");
    assert_eq!(bed.app.n_unsaved(), 0);
}

#[test]
fn more_cards_keep_what_can_be_undone() {
    let mut bed = Bed::new().play("d <down> <enter>");
    while !bed.text().contains("Done for now") {
        bed = bed.play("<ctrl-g> 4");
    }
    let n = bed.app.desk.history.summary.n_answers;
    let bed = bed.play("m u");
    assert_eq!(bed.app.desk.history.summary.n_answers, n - 1, "{}", bed.text());
}

#[test]
fn all_picks_can_be_taken_back_at_once() {
    let mut bed = Bed::new().play("<enter>");
    while !bed.text().contains("· put in order ·") {
        bed = bed.play("<ctrl-g> <enter>");
    }
    let fresh = bed.text();
    assert_eq!(bed.play("2 4 <ctrl-u>").text(), fresh);
}

#[test]
fn a_new_day_is_seen_before_its_first_key() {
    let mut bed = Bed::new().play("<enter>");
    while !bed.text().contains("Done for now") {
        bed = bed.play("<ctrl-g> 3");
    }
    let bed = bed.play("<esc> +864000s <enter>");
    assert!(bed.text().contains("1/"), "{}", bed.text());
    assert!(bed.effects.contains(&Effect::BackUp));
}
