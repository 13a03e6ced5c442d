//! Cards with a front and a back (`tests/decks/front-and-back.toml`): recalled, looked at, and rated
//! by nobody but the learner.

use coldstart::{
    content::Library,
    memory::{Answer, Deed, Rating},
    study::{preferences::Preferences, record::Effect},
};

use crate::{
    bed::{Bed, sample_of},
    cli::{json, run, run_with_input},
};

const DECK: &str = include_str!("../../decks/front-and-back.toml");
const HEAD: &str = "[[topics]]\nid = \"lambda\"\ntitle = \"Lambda\"\nweight = 100\n\n\
    [[decks]]\nid = \"everything\"\ntitle = \"Everything\"\nselect = {}\n\n";

/// A library of these cards alone.
pub(crate) fn library() -> Library {
    sample_of(HEAD.to_owned() + DECK)
}

/// The first card is asked.
pub(crate) fn asked() -> Bed {
    Bed::with(library(), Preferences::default(), 80, 24).play("<enter>")
}

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

fn says_how_it_went(text: &str) -> bool {
    let text = text.to_lowercase();
    ["right", "wrong", "not answered", "✓", "✗"].iter().any(|word| text.contains(word))
}

#[test]
fn the_back_is_shown_after_enter_and_nothing_is_called_right_or_wrong() {
    let bed = asked();
    let text = bed.text();
    assert!(text.contains("front and back"), "{text}");
    assert!(text.contains("recall the answer; enter shows it"), "{text}");
    assert!(!text.contains("It loads") && !text.contains("ends it"), "{text}");
    let text = bed.play("<enter>").text();
    assert!(text.contains("It loads the code") || text.contains("Lambda ends it"), "{text}");
    assert!(text.contains("rate how well you remembered it"), "{text}");
    assert!(!says_how_it_went(&text), "{text}");
}

#[test]
fn the_keys_of_the_ratings_rate_it_and_no_rating_is_proposed() {
    let remembered = [
        ("1", Rating::Again, false),
        ("2", Rating::Hard, true),
        ("3", Rating::Good, true),
        ("4", Rating::Easy, true),
    ];
    for (key, rating, is_right) in remembered {
        let bed = asked().play("+3s <enter> <enter> <space>");
        assert!(answers(&bed).is_empty(), "enter and space rate nothing");
        assert!(bed.text().contains("rate it yourself: 1 again to 4 easy"), "{}", bed.text());
        let all = answers(&bed.play(key));
        let answer = &all[0];
        assert_eq!((all.len(), answer.rating, answer.is_right), (1, rating, is_right));
        assert_eq!((answer.time_ms, answer.given.as_str()), (3_000, ""));
    }
}

#[test]
fn a_session_of_them_ends_with_ratings_and_without_a_share_of_right_answers() {
    let text = asked().play("<enter> 3 <enter> 4").text();
    assert!(text.lines().any(|line| line.trim() == "2 answers in 0 min 00 s"), "{text}");
    assert!(text.contains("good       1") && text.contains("easy       1"), "{text}");
    assert!(!says_how_it_went(&text), "{text}");
    let back = asked().play("<enter> 1 u");
    assert!(back.text().contains("rate how well you remembered it"), "{}", back.text());
}

#[test]
fn another_figure_is_learned_anew_and_other_words_are_not() {
    let mark = |old: &str, new: &str| {
        let library = sample_of(HEAD.to_owned() + &DECK.replace(old, new));
        library.card(&"mine.timeout.basic".into()).unwrap().mark
    };
    let now = mark("basic", "basic");
    assert_eq!(mark("Lambda ends it", "It is ended"), now);
    assert_ne!(mark("15 minutes", "5 minutes"), now);
}

#[test]
fn line_by_line_the_back_is_told_and_then_rated() {
    let folder = tempfile::tempdir().unwrap();
    let decks = folder.path().join("decks");
    std::fs::create_dir(&decks).unwrap();
    std::fs::write(decks.join("mine.toml"), DECK).unwrap();
    // The deck is no part of today's new cards; `m` brings them.
    let script = "m\n1 2\n\n\n3\n\n1\n:esc\n:q\n";
    let ran = run_with_input(folder.path(), &["review", "--deck", "mine", "--plain"], script);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let told = |words: &str| assert!(ran.out.contains(words), "no `{words}` in\n{}", ran.out);
    told("Lambda, front and back.");
    told("Recall the answer; enter tells it.");
    told("Note: nothing is picked here; enter shows the back.");
    told("It is: It loads the code, starts the runtime, and runs the code outside of the handler.");
    told(". Rate how well you remembered it.");
    told("Note: rate it yourself: 1 again to 4 easy.");
    let (_, asked) = ran.out.split_once("Recall the answer").unwrap();
    assert!(!says_how_it_went(asked), "{asked}");
    let stats = json(folder.path(), &["stats"]);
    assert_eq!(stats["answers"], 2);
    assert_eq!(stats["kinds"]["basic"]["answers"], 2);
    // What was rated again was not remembered.
    assert_eq!(stats["kinds"]["basic"]["right_share"], 0.5);
    let shown = run(folder.path(), &["show", "mine.timeout.basic"]).out;
    assert!(shown.contains("  + Lambda ends it after up to 15 minutes, and it fails."), "{shown}");
    let found = json(folder.path(), &["search", "ends", "after", "15", "fails", "--limit", "1"]);
    assert_eq!(found[0]["id"], "mine.timeout.basic");
}
