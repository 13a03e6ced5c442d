//! A card as its deck has it, and what is said of its faults.
//!
//! Faults are things that make a card unanswerable or ambiguous; everything about style is advice.

use std::{collections::BTreeSet, fmt::Debug, ops::Range};

use super::Body;
use crate::content::Fact;
use crate::{
    diag::{Diagnostic, Letters, SourceFile},
    fields::At,
    text,
};

/// The keys of one kind, as a deck has them.
pub(in crate::content) trait RawBody: Debug {
    /// Holds them against the rules of the kind: what makes it fair.
    fn lint(&self, lint: &mut Lint<'_>, card: &Around<'_>);

    /// What the card asks; none when it cannot be asked, with the reason where nobody has told it
    /// yet.
    fn build(&self, card: &Around<'_>, faults: &mut Faults<'_>) -> Option<Body>;
}

/// What stands around the keys of a kind.
#[derive(Debug)]
pub(in crate::content) struct Around<'a> {
    pub(in crate::content) front: &'a At<String>,
    /// Where the card stands.
    pub(in crate::content) span: &'a Range<usize>,
    /// The fact that it mainly teaches.
    pub(in crate::content) main: &'a Fact,
}

/// What is found against the rules of a card.
pub(in crate::content) struct Lint<'a> {
    pub(in crate::content) file: &'a SourceFile,
    pub(in crate::content) found: Vec<Diagnostic>,
    /// As many faults are made; the rest is counted.
    pub(in crate::content) room: usize,
    pub(in crate::content) n_more: usize,
}

impl Lint<'_> {
    pub(super) fn keep(&mut self, make: impl FnOnce(&SourceFile) -> Diagnostic) {
        if self.room <= self.found.len() {
            self.n_more += 1;
            return;
        }
        self.found.push(make(self.file));
    }

    pub(super) fn fault(
        &mut self,
        rule: &'static str,
        span: &Range<usize>,
        what: impl Into<String>,
    ) {
        self.keep(|file| file.problem(span.clone(), what).rule(rule));
    }

    pub(in crate::content) fn advice(
        &mut self,
        rule: &'static str,
        span: &Range<usize>,
        what: impl Into<String>,
    ) {
        self.keep(|file| file.problem(span.clone(), what).rule(rule).advice());
    }
}

/// Where it is told that a card names something that is not there.
pub(in crate::content) struct Faults<'a> {
    pub(in crate::content) file: &'a SourceFile,
    pub(in crate::content) letters: &'a mut Letters,
    pub(in crate::content) problems: &'a mut Vec<Diagnostic>,
}

impl Faults<'_> {
    /// Tells it, with the nearest of the names that there are.
    pub(super) fn unknown<'n>(
        &mut self,
        named: &At<String>,
        what: String,
        names: impl Iterator<Item = &'n str> + Clone,
    ) {
        let problem = self.file.problem(named.span.clone(), what);
        self.problems.push(self.letters.nearest(problem, &named.it, names));
    }
}

/// Which of some texts stand there already, the first one of each left aside.
pub(super) fn repeated<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<bool> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    texts.map(|text| !seen.insert(normal(text))).collect()
}

/// A text as it is compared with the others of its card: case, accents and spaces do not count.
pub(super) fn normal(text: &str) -> String {
    text::fold(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether `part` stands in `text` as whole words.
pub(super) fn contains_words(text: &str, part: &str) -> bool {
    let is_word = |symbol: char| symbol.is_alphanumeric();
    text.match_indices(part).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + part.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

/// How many words a text has.
pub(in crate::content) fn words(text: &str) -> usize {
    text.split_whitespace().count()
}
