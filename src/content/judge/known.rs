//! What is known by a word of its own, and so is no slip of something else.

use std::collections::BTreeSet;

use super::{gap_of, terms::form_of, words::all_words};
use crate::{content::Library, number};

/// Whether `typed`, or the word of it that differs from what was expected, means something by
/// itself: a number, a term, a word of the library or what a card asks for.
pub(super) fn is_known(library: &Library, typed: &str, differing: &str) -> bool {
    let known = library.terms.known(|| vocabulary(library));
    known.contains(typed) || known.contains(differing) || number::spoken(&[differing]).is_some()
}

fn vocabulary(library: &Library) -> BTreeSet<String> {
    let fronts = library.cards.iter().map(|card| &*card.text.front);
    let facts = library.facts.iter().map(|fact| &*fact.text.statement);
    let gaps = library.cards.iter().filter_map(gap_of);
    let gaps = gaps
        .flat_map(|(gap, accept)| std::iter::once(gap).chain(accept.iter().map(String::as_str)));
    let lists = library.terms.all().iter().map(|term| &term.names).chain(library.terms.contrasts());
    let answers: Vec<&str> = gaps.chain(lists.flatten().map(String::as_str)).collect();
    let whole = answers.iter().map(|answer| form_of(answer));
    let texts = fronts.chain(facts).chain(answers.iter().copied());
    let single = texts.flat_map(all_words).flat_map(|word| [word.form, word.written]);
    whole.chain(single).collect()
}
