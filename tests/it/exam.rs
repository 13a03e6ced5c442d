//! Mocks: which questions they hold, what their keys do, and that nothing of them is lost.

use std::collections::{BTreeMap, BTreeSet};

use coldstart::{
    app::{
        keys::action::Place,
        screens::{
            Screen,
            exam::{Exam, Filter},
            play::Cast,
            report::ReportView,
        },
    },
    clock::Day,
    content,
    diag::{Layer, SourceFile},
    exam::{
        attempt::Attempt,
        form::{Bank, Form},
    },
    ids::ItemId,
    memory::{
        Confidence,
        stats::{AnswerKind, ItemEntry},
    },
    study::{
        confusion,
        debrief::Went,
        mock::{bank, bank_of},
        preferences::Preferences,
        record::{Effect, MockRecord, Record},
    },
};

use crate::bed::{Bed, built_in};

fn bed(script: &str) -> Bed {
    Bed::with(built_in(), Preferences::default(), 80, 24).play(script)
}

fn exam(bed: &Bed) -> &Exam {
    match bed.app.screen() {
        Screen::Exam(exam) => exam,
        other => panic!("no mock is in front but {other:?}"),
    }
}

fn report(bed: &Bed) -> &ReportView {
    match bed.app.screen() {
        Screen::Report(report) => report,
        other => panic!("no report is in front but {other:?}"),
    }
}

/// The mock that the last script has begun or ended.
fn mock(bed: &Bed) -> &Attempt {
    bed.app.desk.history.mocks.last().unwrap()
}

/// Exam blueprint, 2.11: over a thousand seeds all counts hold, no item comes twice, and siblings
/// are never together.
#[test]
fn forms_hold_all_counts_over_a_thousand_seeds() {
    let library = built_in();
    let bank = bank(&library);
    let all = &bank.candidates;
    let blueprint = &bank.blueprint;
    let by_id: BTreeMap<&ItemId, _> = all.iter().map(|one| (&one.item, one)).collect();
    let table = [
        (20, [6, 5, 5, 4], [4, 4, 4, 3], 4, 5),
        (40, [12, 10, 10, 8], [9, 8, 8, 6], 8, 9),
        (65, [19, 17, 16, 13], [15, 13, 12, 10], 13, 15),
    ];
    assert_eq!(blueprint.lengths.len(), table.len());
    for (n, domains, scored_of, multiple, unscored) in table {
        let length = blueprint.length(n).unwrap();
        let mut met: BTreeSet<ItemId> = BTreeSet::new();
        for seed in 0..1_000 {
            let form = Form::new(&bank, length, seed).unwrap();
            let chosen: Vec<_> = form.questions.iter().map(|one| by_id[&one.item]).collect();
            let n = |is: &dyn Fn(usize) -> bool| (0..chosen.len()).filter(|at| is(*at)).count();
            for ((domain, wanted), scored_of) in (1..).zip(domains).zip(scored_of) {
                assert_eq!(n(&|at| chosen[at].domain == domain), wanted, "seed {seed}");
                let scored = n(&|at| chosen[at].domain == domain && form.questions[at].is_scored);
                assert_eq!(scored, scored_of);
            }
            assert_eq!(n(&|at| chosen[at].is_multiple), multiple, "seed {seed}");
            assert_eq!(n(&|at| !form.questions[at].is_scored), unscored, "seed {seed}");
            let situations: BTreeSet<&str> =
                chosen.iter().map(|one| one.situation.as_str()).collect();
            assert_eq!(situations.len(), chosen.len(), "siblings or an item twice, seed {seed}");
            for (at, one) in chosen.iter().enumerate() {
                for other in &chosen[at + 1..] {
                    let shared = one.facts.iter().filter(|fact| other.facts.contains(fact)).count();
                    assert!(shared <= 1, "{} and {} share {shared} facts", one.item, other.item);
                }
            }
            met.extend(form.questions.into_iter().map(|one| one.item));
        }
        // A bank without one domain fills nothing.
        let less = all.iter().filter(|one| one.domain != 2).cloned().collect();
        let missing = Form::new(&Bank { candidates: less, ..bank.clone() }, length, 1).unwrap_err();
        assert_eq!(missing.by_domain, [0, domains[1] as u32, 0, 0]);
        // Nothing is left out for good.
        assert!(all.len() * 9 / 10 <= met.len(), "{} of {} items come", met.len(), all.len());
    }
}

#[test]
fn the_same_seed_gives_the_same_form_and_another_bank_another_version() {
    let library = built_in();
    let bank = bank(&library);
    let shortest = bank.blueprint.shortest().unwrap();
    let form = |seed| Form::new(&bank, shortest, seed).unwrap();
    assert_eq!(form(7), form(7));
    assert_ne!(form(7).questions, form(8).questions);
    // The same files with one more sentence in an item.
    let mut files = content::files::built_in();
    let file = files.iter_mut().find(|file| file.text().contains("\nwants = \"")).unwrap();
    let text = file.text().replacen("\nwants = \"", "\nwants = \"At once. ", 1);
    *file = SourceFile::new(file.name.clone(), text, Layer::BuiltIn);
    assert_ne!(bank_of(&library), bank_of(&content::load(&files).library));
    let sheets =
        |bed: &Bed| exam(bed).sheets.iter().map(|one| one.order.clone()).collect::<Vec<_>>();
    let (one, two) = (bed("m <enter>"), bed("m <enter>"));
    assert_eq!(sheets(&one), sheets(&two));
    assert_eq!(mock(&one).questions, mock(&two).questions);
}

/// Repeats are avoided as long as the bank allows, and announced when it does not.
#[test]
fn the_next_mock_brings_what_was_not_seen() {
    let bed = bed("m <enter> E y q");
    let first: BTreeSet<ItemId> = mock(&bed).questions.iter().map(|one| one.item.clone()).collect();
    let bed = bed.play("q m <enter>");
    let again = mock(&bed).questions.iter().filter(|one| first.contains(&one.item)).count();
    assert!(again <= 2, "{again} of 20 were seen in the mock before");
    // The list is made anew when it comes back into view.
    let before = mock(&bed).seed;
    let bed = bed.play("E y q");
    assert!(
        !bed.text().contains(&format!("20 questions · 40 min · none seen before · seed {before}")),
        "{}",
        bed.text()
    );
}

#[test]
fn marks_flags_strikes_and_confidence_are_kept_and_can_be_changed() {
    let bed = bed("m <enter> +10s 2 f <tab> x");
    let place = exam(&bed).sheets[0].order[1];
    let response = &mock(&bed).responses[0];
    // Striking an option out takes its mark away.
    assert_eq!((response.picked.clone(), response.struck.clone()), (vec![], vec![place]));
    assert!(response.is_flagged);
    assert_eq!(response.confidence, Some(Confidence::Sure));
    assert!(10_000 <= response.time_ms);
    let bed = bed.play("1 v V <enter> +5s <left>");
    let response = &mock(&bed).responses[0];
    assert_eq!(response.picked, [exam(&bed).sheets[0].order[0]]);
    assert_eq!(response.highlights, [0]);
    assert_eq!(exam(&bed).at, 0);
    assert!(5_000 <= mock(&bed).responses[1].time_ms);
    assert!(!bed.text().contains("right"), "no feedback before the end\n{}", bed.text());
}

#[test]
fn the_list_shows_what_is_open_and_flagged_and_jumps() {
    let bed = bed("m <enter> 1 <enter> f <enter> o <tab>");
    assert_eq!(bed.app.place(), Place::ExamList);
    let list = exam(&bed).list.unwrap();
    assert_eq!(list.filter, Filter::Incomplete);
    let listed = exam(&bed).listed(&bed.app.desk.library, mock(&bed));
    assert!(!listed.contains(&0) || exam(&bed).n_keys(&bed.app.desk.library, 0) == 2);
    let bed = bed.play("<tab>");
    assert_eq!(exam(&bed).listed(&bed.app.desk.library, mock(&bed)), [1]);
    let bed = bed.play("<enter>");
    assert_eq!((bed.app.place(), exam(&bed).at), (Place::Exam, 1));
}

/// The end asks first and says what is open; after it nothing can be changed.
#[test]
fn the_end_asks_and_then_reports() {
    let bed = bed("m <enter> 1 E");
    assert!(bed.text().contains("not answered"), "{}", bed.text());
    let bed = bed.play("n");
    assert_eq!(bed.app.place(), Place::Exam);
    let bed = bed.play("E y");
    let ended = mock(&bed).ended.clone().unwrap();
    assert!(ended.1.score < 720);
    assert_eq!(report(&bed).lines.len(), 20);
    let n = bed.effects.iter().filter(|effect| matches!(effect, Effect::Keep(Record::Mock(one)) if matches!(**one, MockRecord::Ended { .. }))).count();
    assert_eq!(n, 1);
    let bed = bed.play("q q m");
    assert!(bed.text().contains("not passed"), "{}", bed.text());
}

/// At zero the exam ends by itself, whoever looks away; open questions count as wrong.
#[test]
fn time_out_ends_the_exam_by_itself() {
    let before = bed("m <enter> 1 +2399s ~1");
    assert_eq!(before.app.place(), Place::Exam, "a second is left");
    let after = before.play("+1s ~1");
    assert_eq!(after.app.place(), Place::Report);
    let (at, outcome) = mock(&after).ended.clone().unwrap();
    assert_eq!(at.0, mock(&after).started.0 + 2_400_000);
    assert!(outcome.right <= 1);
    // A key that comes too late changes nothing.
    let late = bed("m <enter> +2401s 1");
    assert_eq!(late.app.place(), Place::Report);
    assert!(mock(&late).responses[0].picked.is_empty());
    // A mock that ran out while nobody was there is ended when one comes back.
    let away = bed("m <enter> 1 q q +5000s m");
    assert!(mock(&away).ended.is_some());
}

/// Leaving keeps the mock and its clock running.
#[test]
fn a_mock_goes_on_where_it_was() {
    let bed = bed("m <enter> 1 <enter> <enter> q q +600s m");
    assert!(bed.text().contains("30:00 left"), "{}", bed.text());
    let bed = bed.play("<enter>");
    assert_eq!(exam(&bed).at, 1, "the first question without an answer is in front");
    assert_eq!(mock(&bed).left_ms(bed.now.wall), 30 * 60_000);
}

/// All right answers: the whole score, and each first answer reaches the log of scenarios.
#[test]
fn right_answers_pass_and_are_told_in_the_report() {
    let mut bed = bed("m <enter>");
    let library = bed.app.desk.library.clone();
    for at in 0..20 {
        let sheet = exam(&bed).sheets[at].clone();
        let item = &library.items()[sheet.item.unwrap()];
        let keys: Vec<String> = item
            .key()
            .iter()
            .map(|key| (sheet.order.iter().position(|one| one == key).unwrap() + 1).to_string())
            .collect();
        // One is answered wrong and surely so, then all the others right.
        let script = if at == 4 && !item.is_multiple() {
            let wrong =
                (0..sheet.order.len()).find(|place| !item.key().contains(&sheet.order[*place]));
            format!("{} <tab> <enter>", wrong.unwrap() + 1)
        } else {
            format!("{} <enter>", keys.join(" "))
        };
        bed = bed.play(&script);
    }
    let is_wrong = !library.items()[exam(&bed).sheets[4].item.unwrap()].is_multiple();
    let bed = bed.play("E y");
    let (_, outcome) = mock(&bed).ended.clone().unwrap();
    let lines = &report(&bed).lines;
    if is_wrong {
        assert_eq!(lines[0].went, Went::SureButWrong);
        assert_eq!(lines[0].question, 4);
    } else {
        assert_eq!(outcome.score, 1_000);
    }
    assert!(720 <= outcome.score);
    let log = &bed.app.desk.history.item_log;
    assert_eq!(log.len(), 20);
    assert!(log.iter().all(|one| one.kind == AnswerKind::Mock));
    // The debrief explains each with its own run.
    let bed = bed.play("<enter> ~60");
    assert!(bed.text().contains("Debrief"), "{}", bed.text());
    assert_eq!(bed.app.place(), Place::Explain);
    let bed = bed.play("w");
    assert!(matches!(bed.app.screen(), Screen::Lab(_)), "{}", bed.text());
}

/// Setting the clock back gives no time back while the mock is open.
#[test]
fn a_clock_set_back_gives_no_time_back() {
    let mut bed = bed("m <enter> +600s 1");
    assert!(bed.text().contains("30:00 left"), "{}", bed.text());
    bed.now.wall = bed.now.wall.plus_ms(-3_600_000);
    let bed = bed.play("+300s 2");
    assert!(bed.text().contains("25:00 left"), "{}", bed.text());
}

/// A distractor that was taken twice for the key comes back beside it, alone.
#[test]
fn what_is_confused_twice_is_asked_as_a_pair() {
    let library = built_in();
    let at = library.items().iter().position(|item| !item.is_multiple()).unwrap();
    let item = &library.items()[at];
    let situation = library.situation_of(item);
    let wrong = (0..situation.options.len()).find(|place| !item.key().contains(place)).unwrap();
    let entry = |is_right: bool, kind| ItemEntry {
        day: Day(1),
        item: item.id.clone(),
        picked: vec![situation.options[if is_right { item.key()[0] } else { wrong }].id.clone()],
        is_right,
        kind,
    };
    let once = vec![entry(false, AnswerKind::Mock)];
    assert_eq!(confusion::recurring(&library, &once), []);
    let twice = [once, vec![entry(false, AnswerKind::Practice)]].concat();
    let pairs = confusion::recurring(&library, &twice);
    assert_eq!(pairs.len(), 1);
    assert_eq!((pairs[0].item, pairs[0].picked, pairs[0].n), (at, wrong, 2));
    let mut right = entry(true, AnswerKind::Contrast);
    right.picked.push(situation.options[wrong].id.clone());
    let told = [twice.clone(), vec![right]].concat();
    assert_eq!(confusion::recurring(&library, &told), []);
    // In a round of practice the pair comes after three other questions.
    let mut bed = Bed::with(library, Preferences::default(), 80, 24);
    bed.app.desk.history.set_items(twice);
    let mut bed = bed.play("p");
    for _ in 0..3 {
        let Screen::Practice(practice) = bed.app.screen() else { panic!("practice is in front") };
        let n = practice.question.as_ref().unwrap().n_keys(&bed.app.desk.library);
        bed = bed.play(if n == 2 { "1 2 <enter> n" } else { "1 <enter> n" });
    }
    let Screen::Practice(practice) = bed.app.screen() else { panic!("practice is in front") };
    let asked = practice.question.as_ref().unwrap();
    assert!(asked.is_contrast(), "{}", bed.text());
    let mut shown = asked.order.clone();
    shown.sort_unstable();
    let mut pair = [pairs[0].key, pairs[0].picked];
    pair.sort_unstable();
    assert_eq!(shown, pair);
}

/// A question that wants two marks and has one is answered nowhere.
#[test]
fn half_an_answer_is_no_answer_on_any_screen() {
    let mut bed = bed("m <enter>");
    let library = bed.app.desk.library.clone();
    let n_keys = |bed: &Bed| exam(bed).n_keys(&library, exam(bed).at);
    let (mut n_whole, mut n_half) = (0, 0);
    for _ in 0..19 {
        n_whole += usize::from(n_keys(&bed) == 1);
        n_half += usize::from(n_keys(&bed) != 1);
        bed = bed.play("1 <enter>");
    }
    assert!(0 < n_half, "a mock has questions with several answers");
    let words = format!("{n_whole} of 20 answered");
    assert!(bed.text().contains(&words), "{}", bed.text());
    let bed = bed.play("o");
    assert!(bed.text().contains(&format!("{n_whole} answered")), "{}", bed.text());
    let bed = bed.play("o E");
    let open = format!("{} questions not answered", 20 - n_whole);
    assert!(bed.text().contains(&open), "{}", bed.text());
    let bed = bed.play("n q");
    assert!(bed.text().contains(&words), "{}", bed.text());
    // It goes on at the first question that wants a mark.
    let bed = bed.play("<enter>");
    assert_ne!(n_keys(&bed), 1, "{}", bed.text());
}

/// Nobody's answer stands beside the best one.
#[test]
fn a_question_that_was_left_open_is_debriefed_as_such() {
    let bed = bed("m <enter> E y <enter> ~60");
    let Screen::Practice(practice) = bed.app.screen() else { panic!("the debrief is in front") };
    let question = practice.question.as_ref().unwrap();
    let library = bed.app.desk.library.clone();
    let (item, _) = question.parts(&library);
    assert!(question.own_trial(item).is_none());
    let best = question.letters(&item.key());
    let head = format!("left open   best: {best}");
    assert!(bed.text().contains(&head) && !bed.text().contains("you:"), "{}", bed.text());
    let bed = bed.play("w");
    let Screen::Lab(lab) = bed.app.screen() else { panic!("the lab is in front") };
    let Some(Cast::Item(play)) = &lab.play else { panic!("an item stands in the lanes") };
    assert_eq!((&play.a, &play.b), (&play.item.key(), &None));
}

#[test]
fn marks_count_in_whatever_order_they_are_made() {
    let mut bed = bed("m <enter>");
    let library = bed.app.desk.library.clone();
    while exam(&bed).n_keys(&library, exam(&bed).at) == 1 {
        bed = bed.play("n");
    }
    let at = exam(&bed).at;
    let sheet = exam(&bed).sheets[at].clone();
    let key = library.items()[sheet.item.unwrap()].key();
    for option in key.iter().rev() {
        let place = sheet.order.iter().position(|one| one == option).unwrap();
        bed = bed.play(&(place + 1).to_string());
    }
    assert!(mock(&bed).is_right(at, &key));
}
