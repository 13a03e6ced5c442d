//! Terms of the field: names that mean the same, and what therefore is no slip of something else.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::words::{joined, tokens};
use crate::{
    content::Library,
    fields::{Fields, Reader},
};

/// The names of one thing: `SQS` and `Simple Queue Service`. A single word that only must not be
/// taken for another one, such as an opposite, is a term too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    pub names: Vec<String>,
}

pub(in crate::content) fn read_term(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<Term> {
    table.only(reader, &["names"]);
    let names: Vec<String> = table.texts(reader, "names").into_iter().map(|name| name.it).collect();
    if names.is_empty() {
        table.missing(reader, "names");
        return None;
    }
    Some(Term { names })
}

/// The terms of a library, by what is compared of them.
#[derive(Debug, Default)]
pub struct Terms {
    all: Vec<Term>,
    by_form: BTreeMap<String, BTreeSet<usize>>,
}

impl Terms {
    pub(in crate::content) fn of(terms: Vec<Term>) -> Self {
        let mut all = Self::default();
        terms.into_iter().for_each(|term| all.add(term));
        all
    }

    pub(in crate::content) fn add(&mut self, term: Term) {
        for name in &term.names {
            self.by_form.entry(joined(&tokens(name))).or_default().insert(self.all.len());
        }
        self.all.push(term);
    }

    pub fn all(&self) -> &[Term] {
        &self.all
    }

    /// Every name of what `text` names, itself left out where it is no term.
    pub(super) fn names_of<'a>(&'a self, text: &str) -> impl Iterator<Item = &'a str> {
        let places = self.by_form.get(&joined(&tokens(text))).into_iter().flatten();
        let terms = places.filter_map(|place| self.all.get(*place));
        terms.flat_map(|term| &term.names).map(String::as_str)
    }

    pub(super) fn has(&self, form: &str) -> bool {
        self.by_form.contains_key(form)
    }
}

/// Whether `typed`, or the word of it that differs from what was expected, means something by
/// itself: it is a term, or what another card asks for.
pub(super) fn is_known(library: &Library, typed: &[String], differing: &str) -> bool {
    let whole = joined(typed);
    if library.terms.has(&whole) || library.terms.has(differing) {
        return true;
    }
    library.cards.iter().filter_map(super::gap_of).any(|(gap, accept)| {
        std::iter::once(gap).chain(accept.iter().map(String::as_str)).any(|one| {
            let tokens = tokens(one);
            joined(&tokens) == whole || tokens.iter().any(|token| token == differing)
        })
    })
}
