//! The rules that one card keeps by itself: what its kind needs to be fair.
//!
//! Faults are things that make a card unanswerable or ambiguous; everything about style is advice.

use std::{collections::BTreeSet, ops::Range};

use super::{
    body::normal,
    card::{RawBody, RawCard},
};
use crate::content::{Choice, Fact};
use crate::{
    diag::{Diagnostic, SourceFile},
    fields::At,
    text,
};

const MAX_FRONT_WORDS: usize = 60;
const WHICH_WORDS: std::ops::RangeInclusive<usize> = 20..=40;
const WHY_WORDS: std::ops::RangeInclusive<usize> = 8..=35;
const MAX_OPTION_WORDS: usize = 30;
/// Longest option over shortest, in characters; short options may differ more.
const MAX_LENGTH_RATIO: usize = 180;
const MAX_SHORT_LENGTH_RATIO: usize = 360;
const SHORT_OPTION: usize = 40;

struct Lint<'a> {
    file: &'a SourceFile,
    found: Vec<Diagnostic>,
    /// As many faults are made; the rest is counted.
    room: usize,
    n_more: usize,
}

impl Lint<'_> {
    fn keep(&mut self, make: impl FnOnce(&SourceFile) -> Diagnostic) {
        if self.room <= self.found.len() {
            self.n_more += 1;
            return;
        }
        self.found.push(make(self.file));
    }

    fn fault(&mut self, rule: &'static str, span: &Range<usize>, what: impl Into<String>) {
        self.keep(|file| file.problem(span.clone(), what).rule(rule));
    }

    fn advice(&mut self, rule: &'static str, span: &Range<usize>, what: impl Into<String>) {
        self.keep(|file| file.problem(span.clone(), what).rule(rule).advice());
    }
}

/// Which of some texts stand there already, the first one of each left aside.
fn repeated<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<bool> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    texts.map(|text| !seen.insert(normal(text))).collect()
}

/// Holds one card against the rules of its kind. `main` is the fact that it mainly teaches. Of what
/// is found at most `room` is made; how much more there is comes with it.
pub(in crate::content) fn shape(
    file: &SourceFile,
    card: &RawCard,
    span: &Range<usize>,
    main: &Fact,
    room: usize,
) -> (Vec<Diagnostic>, usize) {
    let mut lint = Lint { file, found: Vec::new(), room, n_more: 0 };
    texts(&mut lint, card);
    if let Some(body) = &card.body {
        of_kind(&mut lint, card, body, span, main);
    }
    (lint.found, lint.n_more)
}

fn texts(lint: &mut Lint<'_>, card: &RawCard) {
    let front = &card.front;
    let n_words = words(&front.it);
    if MAX_FRONT_WORDS < n_words {
        lint.advice(
            "L13",
            &front.span,
            format!("the front has {n_words} words, more than {MAX_FRONT_WORDS}"),
        );
    }
    if front.it.split_whitespace().any(|word| matches!(word, "NOT" | "EXCEPT")) {
        lint.advice("L10", &front.span, "the question is negative; ask for what is so");
    }
    if let Some(note) = card.note.as_ref().filter(|note| MAX_FRONT_WORDS < words(&note.it)) {
        lint.advice("L13", &note.span, format!("the note has more than {MAX_FRONT_WORDS} words"));
    }
}

fn of_kind(lint: &mut Lint<'_>, card: &RawCard, body: &RawBody, span: &Range<usize>, main: &Fact) {
    match body {
        RawBody::Cloze { accept } => cloze(lint, card, accept, main),
        RawBody::Numeric { .. } => {}
        RawBody::Choice { options } => {
            let n_right = options.iter().filter(|option| option.it.is_right).count();
            if n_right != 1 {
                lint.fault(
                    "L08",
                    span,
                    format!("a choice has one right option, this one has {n_right}"),
                );
            }
            if options.len() != 4 {
                lint.fault(
                    "L08",
                    span,
                    format!("a choice has 4 options, this one has {}", options.len()),
                );
            }
            check_options(lint, options);
        }
        RawBody::Multiple { options } => multiple(lint, card, options, span),
        RawBody::Match { pairs, extra } => matching(lint, pairs, extra, span),
        RawBody::Order { steps } => order(lint, steps, span),
        RawBody::Which { answer, among } => which(lint, card, answer, among, span),
    }
}

fn cloze(lint: &mut Lint<'_>, card: &RawCard, accept: &[String], main: &Fact) {
    let front = &card.front;
    let n_gaps = front.it.matches("{{").count();
    let gap = front
        .it
        .split_once("{{")
        .and_then(|(_, rest)| rest.split_once("}}"))
        .map(|(gap, _)| gap.trim());
    let Some(gap) = gap.filter(|gap| n_gaps == 1 && !gap.is_empty()) else {
        let what =
            format!("a cloze has one gap, this one has {}", if n_gaps == 1 { 0 } else { n_gaps });
        lint.keep(|file| {
            let problem = file.problem(front.span.clone(), what).rule("L39");
            problem.hint("write the gap as {{its text}}")
        });
        return;
    };
    let rest = text::fold(&front.it.replacen(&format!("{{{{{gap}}}}}"), " ", 1));
    if contains_words(&rest, &text::fold(gap)) {
        lint.fault(
            "L39",
            &front.span,
            format!("the gap's text `{gap}` stands elsewhere on the card"),
        );
    }
    if matches!(text::fold(gap).as_str(), "the" | "a" | "an" | "is" | "not" | "and" | "or") {
        lint.fault("L39", &front.span, format!("the gap `{gap}` decides nothing"));
    }
    let statement = text::fold(&main.text.statement);
    let mut spellings = std::iter::once(gap).chain(accept.iter().map(String::as_str));
    if !spellings.any(|one| statement.contains(&text::fold(one))) {
        let what = format!("the gap's text `{gap}` does not stand in the fact `{}`", main.id);
        lint.fault("L39", &front.span, what);
    }
}

fn contains_words(text: &str, part: &str) -> bool {
    let is_word = |symbol: char| symbol.is_alphanumeric();
    text.match_indices(part).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + part.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

fn multiple(lint: &mut Lint<'_>, card: &RawCard, options: &[At<Choice>], span: &Range<usize>) {
    let n_right = options.iter().filter(|option| option.it.is_right).count();
    if !(2..=3).contains(&n_right) {
        lint.fault(
            "L08",
            span,
            format!("a multiple has 2 or 3 right options, this one has {n_right}"),
        );
    }
    if !(5..=6).contains(&options.len()) {
        lint.fault(
            "L08",
            span,
            format!("a multiple has 5 or 6 options, this one has {}", options.len()),
        );
    }
    let ending = if n_right == 3 { "(Select THREE.)" } else { "(Select TWO.)" };
    if !card.front.it.ends_with(ending) {
        lint.fault(
            "L08",
            &card.front.span,
            format!("the front of this multiple must end with \"{ending}\""),
        );
    }
    check_options(lint, options);
}

fn check_options(lint: &mut Lint<'_>, options: &[At<Choice>]) {
    let repeated = repeated(options.iter().map(|option| option.it.text.as_str()));
    for (option, is_repeated) in options.iter().zip(repeated) {
        if is_repeated {
            lint.fault(
                "L16",
                &option.span,
                format!("the option `{}` stands twice", option.it.text),
            );
        }
        let folded = text::fold(&option.it.text);
        if ["all of the above", "none of the above"].iter().any(|phrase| folded.contains(phrase)) {
            lint.fault(
                "L09",
                &option.span,
                "options are shuffled, so none may speak of those above",
            );
        }
        if MAX_OPTION_WORDS < words(&option.it.text) {
            lint.advice(
                "L13",
                &option.span,
                format!("an option has more than {MAX_OPTION_WORDS} words"),
            );
        }
        match &option.it.why {
            None => lint.advice(
                "L07",
                &option.span,
                "an option needs the key `why`: why it is right, or what it would do",
            ),
            Some(why) if !WHY_WORDS.contains(&words(why)) => {
                let n_words = crate::text::plural(words(why), "word");
                let what = format!("`why` has {n_words}; 8 to 35 tell the reason");
                lint.advice("L07", &option.span, what);
            }
            Some(_) => {}
        }
    }
    let lengths = options.iter().map(|option| option.it.text.chars().count());
    let (Some(longest), Some(shortest)) = (lengths.clone().max(), lengths.min()) else {
        return;
    };
    let limit = if longest < SHORT_OPTION { MAX_SHORT_LENGTH_RATIO } else { MAX_LENGTH_RATIO };
    if limit * shortest < longest * 100 {
        let what = format!(
            "options of {shortest} to {longest} characters: the length gives the answer away"
        );
        let span = options.first().map_or(0..0, |option| option.span.clone());
        lint.advice("L14", &span, what);
    }
}

fn matching(
    lint: &mut Lint<'_>,
    pairs: &[At<(String, String)>],
    extra: &[At<String>],
    span: &Range<usize>,
) {
    if !(4..=6).contains(&pairs.len()) {
        lint.fault("L38", span, format!("a match has 4 to 6 pairs, this one has {}", pairs.len()));
    }
    if extra.is_empty() {
        lint.fault(
            "L38",
            span,
            "a match needs `extra` right-hand items, else the last pair answers itself",
        );
    }
    let mut rights: BTreeSet<String> = BTreeSet::new();
    for pair in pairs {
        if !rights.insert(normal(&pair.it.1)) {
            lint.fault("L38", &pair.span, format!("`{}` is right for two items", pair.it.1));
        }
    }
    for one in extra {
        if rights.contains(&normal(&one.it)) {
            lint.fault("L38", &one.span, format!("`{}` is both extra and right", one.it));
        }
    }
}

fn order(lint: &mut Lint<'_>, steps: &[At<String>], span: &Range<usize>) {
    if !(4..=6).contains(&steps.len()) {
        lint.fault("L37", span, format!("an order has 4 to 6 steps, this one has {}", steps.len()));
    }
    let repeated = repeated(steps.iter().map(|step| step.it.as_str()));
    for (step, is_repeated) in steps.iter().zip(repeated) {
        if is_repeated {
            lint.fault("L37", &step.span, format!("the step `{}` stands twice", step.it));
        }
    }
}

fn which(
    lint: &mut Lint<'_>,
    card: &RawCard,
    answer: &At<String>,
    among: &[At<String>],
    span: &Range<usize>,
) {
    let n_words = words(&card.front.it);
    if !WHICH_WORDS.contains(&n_words) {
        lint.advice(
            "L13",
            &card.front.span,
            format!("a situation has 20 to 40 words, this one has {n_words}"),
        );
    }
    if !(3..=4).contains(&among.len()) {
        lint.fault(
            "L08",
            span,
            format!(
                "a which needs 3 or 4 wrong neighbors in `among`, this one has {}",
                among.len()
            ),
        );
    }
    let right = normal(&answer.it);
    for one in among {
        if normal(&one.it) == right {
            lint.fault(
                "L38",
                &one.span,
                format!("the answer `{}` is also among the wrong ones", answer.it),
            );
        }
    }
    if contains_words(&text::fold(&card.front.it), &text::fold(&answer.it)) {
        lint.fault(
            "L18",
            &card.front.span,
            format!("the answer `{}` stands in the question", answer.it),
        );
    }
}

pub(in crate::content) fn words(text: &str) -> usize {
    text.split_whitespace().count()
}
