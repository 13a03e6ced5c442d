//! What people type: a table of answers, each judged by hand, and laws that hold for all of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::LazyLock,
};

use coldstart::content::{
    Body, Card, CardText, Library,
    card::Verdict,
    judge::{Judgement, Term, judge},
    kinds::{cloze::Cloze, numeric::Numeric},
};
use proptest::prelude::*;
use toml::{Table, Value};

use crate::bed::built_in;

static LIBRARY: LazyLock<Library> = LazyLock::new(built_in);

/// What somebody who knows the field says of a typed answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Expected {
    Right,
    /// A slip, to be asked about.
    Nearly,
    /// A figure that held until lately.
    Older,
    Wrong,
    /// To be asked for again.
    Unreadable,
}

const WORDS: [(&str, Expected); 5] = [
    ("right", Expected::Right),
    ("nearly", Expected::Nearly),
    ("older", Expected::Older),
    ("wrong", Expected::Wrong),
    ("unreadable", Expected::Unreadable),
];

fn class(judgement: &Judgement) -> Expected {
    match judgement {
        Judgement::Is(Verdict::Right) => Expected::Right,
        Judgement::Is(Verdict::Older { .. }) => Expected::Older,
        Judgement::DidYouMean(_) => Expected::Nearly,
        Judgement::AskAgain { .. } => Expected::Unreadable,
        Judgement::Is(_) => Expected::Wrong,
    }
}

/// Every line of the table: card, what is typed, what it is.
fn table() -> Vec<(String, String, Expected)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/answers.toml");
    let text = fs::read_to_string(path).unwrap();
    let table: Table = text.parse().unwrap();
    let mut found = Vec::new();
    for (card, lists) in &table {
        for (word, list) in lists.as_table().unwrap() {
            let known = WORDS.iter().find(|(one, _)| one == word);
            let (_, expected) = *known.unwrap_or_else(|| panic!("{card}: `{word}`"));
            for typed in list.as_array().unwrap() {
                let Value::String(typed) = typed else { panic!("{card}: {typed}") };
                found.push((card.clone(), typed.clone(), expected));
            }
        }
    }
    found
}

/// What a card takes by itself: its gap with what it lists, its figure as it is shown and bare.
fn listed(card: &Card) -> Vec<String> {
    match &card.text.body {
        Body::Cloze(Cloze { gap, accept, .. }) => {
            std::iter::once(gap).chain(accept).cloned().collect()
        }
        Body::Numeric(Numeric { value }) => {
            vec![value.quantity.to_string(), value.quantity.value.to_string()]
        }
        _ => Vec::new(),
    }
}

fn typed_cards(library: &Library) -> impl Iterator<Item = &Card> {
    library.cards.iter().filter(|card| card.kind.is_typed())
}

#[test]
fn typed_answers_are_judged_as_a_fair_examiner_would() {
    let library = &*LIBRARY;
    let mut wrong = Vec::new();
    for (id, typed, expected) in table() {
        let Some(card) = library.card(&(*id).into()) else {
            wrong.push(format!("{id}: no such card"));
            continue;
        };
        let judged = judge(library, card, &typed);
        if class(&judged) != expected {
            wrong.push(format!("{id}: `{typed}` is {expected:?}, judged {judged:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of the table:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_table_has_a_free_right_answer_for_every_typed_card_and_all_that_can_go_wrong() {
    let library = &*LIBRARY;
    let table = table();
    assert!(4_000 <= table.len(), "{} typed answers", table.len());
    let mut by_class: BTreeMap<Expected, usize> = BTreeMap::new();
    for (_, _, expected) in &table {
        *by_class.entry(*expected).or_default() += 1;
    }
    for (least, expected) in [
        (1_500, Expected::Right),
        (300, Expected::Nearly),
        (3, Expected::Older),
        (1_500, Expected::Wrong),
        (400, Expected::Unreadable),
    ] {
        let n = by_class.get(&expected).copied().unwrap_or(0);
        assert!(least <= n, "{n} of {expected:?}");
    }
    let mut without = Vec::new();
    for card in typed_cards(library) {
        let listed = listed(card);
        let is_free = table.iter().any(|(id, typed, expected)| {
            **id == *card.id.0 && *expected == Expected::Right && !listed.contains(typed)
        });
        if !is_free {
            without.push(card.id.to_string());
        }
    }
    assert!(without.is_empty(), "no right answer that is not listed: {}", without.join(", "));
}

#[test]
fn what_the_program_shows_as_the_answer_is_right() {
    let library = &*LIBRARY;
    for card in typed_cards(library) {
        for one in listed(card) {
            assert!(judge(library, card, &one).is_right(), "{}: {one}", card.id);
        }
    }
}

#[test]
fn a_page_of_text_is_no_answer() {
    let library = &*LIBRARY;
    let judged = |id: &str, typed: &str| judge(library, library.card(&id.into()).unwrap(), typed);
    let page = |answer: &str| [answer; 100].join(" ");
    let figure = judged("lambda-core.limit.timeout.cloze", &page("15 minutes"));
    assert!(matches!(figure, Judgement::AskAgain { .. }), "{figure:?}");
    assert_eq!(judged("basics.sqs.cloze", &page("SQS")), Judgement::Is(Verdict::Wrong));
    let far = format!("900{}MB", " ".repeat(250));
    let figure = judged("lambda-core.limit.timeout.numeric", &far);
    assert!(matches!(figure, Judgement::AskAgain { .. }), "{figure:?}");
}

#[test]
fn no_example_of_what_can_be_read_is_the_answer() {
    let library = &*LIBRARY;
    let mut n_examples = 0;
    for card in typed_cards(library) {
        let Judgement::AskAgain { reads } = judge(library, card, "no idea") else { continue };
        for example in reads.split('`').skip(1).step_by(2) {
            n_examples += 1;
            let judged = judge(library, card, example);
            assert_eq!(judged, Judgement::Is(Verdict::Wrong), "{}: {example}", card.id);
        }
    }
    assert!(200 <= n_examples, "{n_examples} examples");
}

/// The names of each thing: the terms, and what stands in a contrast and is none.
fn terms(library: &Library) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> =
        library.terms.all().iter().map(|term| term.names.clone()).collect();
    for word in library.terms.contrasts().iter().flatten() {
        let is_new = |names: &Vec<String>| {
            names.iter().all(|name| name.to_lowercase() != word.to_lowercase())
        };
        if all.iter().all(is_new) {
            all.push(vec![word.clone()]);
        }
    }
    all
}

/// Everything that means something: the terms, and what any card asks for.
fn vocabulary(library: &Library) -> BTreeSet<String> {
    let mut all: BTreeSet<String> = terms(library).into_iter().flatten().collect();
    for card in typed_cards(library) {
        if let Body::Cloze(Cloze { gap, accept, .. }) = &card.text.body {
            all.extend(std::iter::once(gap).chain(accept).cloned());
        }
    }
    all
}

#[test]
fn no_term_is_taken_for_a_slip_of_another() {
    let library = &*LIBRARY;
    let all = vocabulary(library);
    assert!(600 <= all.len(), "{} words", all.len());
    for card in typed_cards(library).filter(|card| matches!(card.text.body, Body::Cloze(_))) {
        for word in &all {
            let judged = judge(library, card, word);
            assert!(
                !matches!(judged, Judgement::DidYouMean(_)),
                "{}: `{word}` is no slip, but {judged:?}",
                card.id
            );
        }
    }
}

#[test]
fn names_of_different_things_are_never_one_answer() {
    let library = &*LIBRARY;
    let terms = terms(library);
    let gap_card = |name: &str| {
        let mut card = typed_cards(library)
            .find(|card| matches!(card.text.body, Body::Cloze(_)))
            .unwrap()
            .clone();
        let body = Body::Cloze(Cloze {
            before: "It is ".into(),
            gap: name.into(),
            after: " here.".into(),
            accept: Vec::new(),
        });
        card.text = CardText { body, ..CardText::clone(&card.text) }.into();
        card
    };
    for (at, term) in terms.iter().enumerate() {
        let card = gap_card(&term[0]);
        for (other_at, other) in terms.iter().enumerate() {
            for name in other {
                let is_right = judge(library, &card, name).is_right();
                assert_eq!(is_right, at == other_at, "{term:?} and {name}");
            }
        }
    }
}

#[test]
fn the_opposites_that_used_to_pass_do_not() {
    let library = &*LIBRARY;
    let gap = |text: &str, accept: &[&str], typed: &str| {
        let mut card = typed_cards(library).next().unwrap().clone();
        let body = Body::Cloze(Cloze {
            before: "An event comes ".into(),
            gap: text.into(),
            after: " here.".into(),
            accept: accept.iter().map(|one| (*one).to_owned()).collect(),
        });
        card.text = CardText { body, ..CardText::clone(&card.text) }.into();
        judge(library, &card, typed)
    };
    let wrong = Judgement::Is(Verdict::Wrong);
    assert_eq!(gap("synchronously", &["synchronous"], "asynchronously"), wrong);
    assert_eq!(gap("asynchronously", &["asynchronous"], "synchronous"), wrong);
    assert_eq!(gap("SQS", &["Amazon SQS"], "Amazon SNS"), wrong);
    assert_eq!(gap("AWS SDK", &[], "AWS CDK"), wrong);
    assert_eq!(gap("IAM", &["AWS IAM"], "AWS SAM"), wrong);
    assert_eq!(gap("exactly once", &[], "exactly one"), wrong);
    assert_eq!(gap("billed", &["chargeable"], "changeable"), wrong);
    assert_eq!(gap("infrastructure", &[], "infrastucture"), {
        Judgement::DidYouMean("infrastructure".into())
    });
    assert_eq!(gap("proxy", &[], "proxi"), Judgement::DidYouMean("proxy".into()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// The form of a right answer never decides.
    #[test]
    fn dressing_up_a_right_answer_keeps_it_right(
        at in any::<prop::sample::Index>(),
        which in any::<prop::sample::Index>(),
        dress in 0..6,
    ) {
        let library = &*LIBRARY;
        let cards: Vec<&Card> = typed_cards(library)
            .filter(|card| matches!(card.text.body, Body::Cloze(_)))
            .collect();
        let card = at.get(&cards);
        let listed = listed(card);
        let answer = which.get(&listed);
        let typed = match dress {
            0 => format!("the {answer}"),
            1 => answer.to_uppercase(),
            2 => format!("  {answer}. "),
            3 => format!("its {answer}"),
            // A hyphen makes a part of a word of an article: `a-synchronous`.
            4 => {
                let bare = answer.strip_prefix("A ").unwrap_or(answer);
                [" a ", " an ", " the "]
                    .iter()
                    .fold(bare.to_owned(), |typed, article| typed.replace(article, " "))
                    .replace(' ', "-")
            }
            _ => format!("\u{201c}{answer}\u{201d}"),
        };
        prop_assert!(judge(library, card, &typed).is_right(), "{}: {}", card.id, typed);
    }

    /// Nonsense beside a right answer is not overlooked: a word that is neither in the sentence nor
    /// in any right answer, nor says what the thing is, makes another answer of it.
    #[test]
    fn a_word_that_says_something_else_is_not_overlooked(
        at in any::<prop::sample::Index>(),
        which in any::<prop::sample::Index>(),
        word in prop::sample::select(&["Region", "bucket", "service", "banana", "false", "SNS", "IAM"][..]),
        is_behind in any::<bool>(),
        joint in prop::sample::select(&[" ", " (", ", ", " = ", " or "][..]),
    ) {
        let library = &*LIBRARY;
        let cards: Vec<&Card> = typed_cards(library)
            .filter(|card| matches!(card.text.body, Body::Cloze(_)))
            .collect();
        let card = at.get(&cards);
        let listed = listed(card);
        let answer = which.get(&listed);
        let says = |text: &String| text.to_lowercase().contains(&word.to_lowercase());
        let of_term = |term: &&Term| term.kind.as_ref().is_some_and(says) || term.names.iter().any(says);
        let is_known = says(&card.text.front)
            || listed.iter().any(says)
            || library.terms.all().iter().filter(of_term).any(|term| {
                term.names.iter().any(|name| listed.iter().any(|one| one.contains(name.as_str())))
            });
        prop_assume!(!is_known);
        let typed = if is_behind {
            format!("{answer}{joint}{word}")
        } else {
            format!("{word}{joint}{answer}")
        };
        prop_assert!(!judge(library, card, &typed).is_right(), "{}: {}", card.id, typed);
    }

    /// No text makes the judge stumble, and nothing is right by accident.
    #[test]
    fn any_text_can_be_typed(text in "\\PC{0,80}", at in any::<prop::sample::Index>()) {
        let library = &*LIBRARY;
        let cards: Vec<&Card> = typed_cards(library).collect();
        let _ = judge(library, cards[at.index(cards.len())], &text);
    }
}
