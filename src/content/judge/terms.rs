//! Terms of the field: names that mean the same, and what therefore is no slip of something else.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

use serde::{Deserialize, Serialize};

use super::words::{joined, tokens};
use crate::fields::{Fields, Reader};

/// The names of one thing: `SQS` and `Simple Queue Service`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    pub names: Vec<String>,
}

pub(in crate::content) fn read_term(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<Term> {
    Some(Term { names: read_list(reader, table, "names")? })
}

/// Words that exclude each other.
pub(in crate::content) fn read_contrast(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
) -> Option<Vec<String>> {
    read_list(reader, table, "words")
}

fn read_list(reader: &mut Reader<'_>, table: &Fields<'_>, key: &str) -> Option<Vec<String>> {
    table.only(reader, &[key]);
    let texts: Vec<String> = table.texts(reader, key).into_iter().map(|text| text.it).collect();
    if texts.is_empty() {
        table.missing(reader, key);
        return None;
    }
    Some(texts)
}

/// The terms of a library, by what is compared of them.
#[derive(Debug, Default)]
pub struct Terms {
    all: Vec<Term>,
    by_form: BTreeMap<String, BTreeSet<usize>>,
    contrasts: Vec<Vec<String>>,
    /// The contrasts that a word stands in, under any of its names.
    in_contrast: BTreeMap<String, BTreeSet<usize>>,
    /// Every word of the library, and what its gaps ask for; made when a slip may have been typed.
    known: OnceLock<BTreeSet<String>>,
}

impl Terms {
    pub(in crate::content) fn of(terms: Vec<Term>, contrasts: Vec<Vec<String>>) -> Self {
        let mut all = Self::default();
        for term in terms {
            all.add(term);
        }
        for words in contrasts {
            all.contrast(words);
        }
        all
    }

    pub(in crate::content) fn add(&mut self, term: Term) {
        for name in &term.names {
            self.by_form.entry(form_of(name)).or_default().insert(self.all.len());
        }
        self.all.push(term);
    }

    /// Takes in words of which none says the same as another one.
    pub(in crate::content) fn contrast(&mut self, words: Vec<String>) {
        for word in &words {
            let form = form_of(word);
            let forms: Vec<String> = self.names(&form).map(form_of).chain([form.clone()]).collect();
            for form in forms {
                self.in_contrast.entry(form).or_default().insert(self.contrasts.len());
            }
        }
        self.contrasts.push(words);
    }

    pub fn all(&self) -> &[Term] {
        &self.all
    }

    /// Lists of words that exclude each other.
    pub fn contrasts(&self) -> &[Vec<String>] {
        &self.contrasts
    }

    /// Every word that means something by itself; `find` says which, once.
    pub(super) fn known(&self, find: impl FnOnce() -> BTreeSet<String>) -> &BTreeSet<String> {
        self.known.get_or_init(find)
    }

    /// Every name of what has this form; none where it is no term.
    pub(super) fn names<'t>(&'t self, form: &str) -> impl Iterator<Item = &'t str> + use<'t> {
        let places = self.by_form.get(form).into_iter().flatten();
        let terms = places.filter_map(|place| self.all.get(*place));
        terms.flat_map(|term| &term.names).map(String::as_str)
    }

    pub(super) fn has(&self, form: &str) -> bool {
        self.by_form.contains_key(form)
    }

    /// A text, and the short names of what it names.
    pub(super) fn with_names(&self, text: &str) -> String {
        let forms = tokens(text);
        let phrases = (1..=4).flat_map(|n_words| forms.windows(n_words)).map(joined);
        let names = phrases.flat_map(|phrase| self.names(&phrase));
        let short = names.filter(|name| !name.contains(' '));
        std::iter::once(text).chain(short).collect::<Vec<_>>().join(" ")
    }

    /// Whether a word of one answer stands in contrast to a word of the other one: the one beside
    /// the other is a list, and no longer name.
    pub(super) fn are_in_contrast(&self, one: &[String], other: &[String]) -> bool {
        let contrasts = |forms: &[String]| -> BTreeSet<usize> {
            let phrases = (1..=3).flat_map(|n_words| forms.windows(n_words)).map(joined);
            phrases.filter_map(|phrase| self.in_contrast.get(&phrase)).flatten().copied().collect()
        };
        !contrasts(one).is_disjoint(&contrasts(other))
    }
}

/// A name as names are compared.
pub(super) fn form_of(name: &str) -> String {
    joined(&tokens(name))
}
