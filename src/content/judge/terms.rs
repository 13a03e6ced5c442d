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
    /// What it is, which people put beside its name: `service` of the `SQS service`.
    pub kind: Option<String>,
}

pub(in crate::content) fn read_term(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<Term> {
    table.only(reader, &["names", "kind"]);
    let kind = table.text(reader, "kind").map(|text| text.it);
    Some(Term { names: read_list(reader, table, "names")?, kind })
}

/// Words that exclude each other.
pub(in crate::content) fn read_contrast(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
) -> Option<Vec<String>> {
    table.only(reader, &["words"]);
    read_list(reader, table, "words")
}

fn read_list(reader: &mut Reader<'_>, table: &Fields<'_>, key: &str) -> Option<Vec<String>> {
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
    contrasts: Vec<Vec<String>>,
    /// Made when an answer is first judged.
    forms: OnceLock<Forms>,
    /// Every word of the library, and what its gaps ask for; made when a slip may have been typed.
    known: OnceLock<BTreeSet<String>>,
}

/// Where the form of a name stands.
#[derive(Debug, Default)]
struct Forms {
    terms: BTreeMap<String, BTreeSet<usize>>,
    /// The contrasts that a word stands in, under any of its names.
    contrasts: BTreeMap<String, BTreeSet<usize>>,
}

impl Terms {
    pub(in crate::content) fn of(all: Vec<Term>, contrasts: Vec<Vec<String>>) -> Self {
        Self { all, contrasts, ..Self::default() }
    }

    pub(in crate::content) fn add(&mut self, term: Term) {
        self.all.push(term);
        self.forms.take();
    }

    /// Takes in words of which none says the same as another one.
    pub(in crate::content) fn contrast(&mut self, words: Vec<String>) {
        self.contrasts.push(words);
        self.forms.take();
    }

    fn forms(&self) -> &Forms {
        self.forms.get_or_init(|| Forms::of(&self.all, &self.contrasts))
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
        let places = self.forms().terms.get(form).into_iter().flatten();
        let terms = places.filter_map(|place| self.all.get(*place));
        terms.flat_map(|term| &term.names).map(String::as_str)
    }

    pub(super) fn has(&self, form: &str) -> bool {
        self.forms().terms.contains_key(form)
    }

    /// Whether `name` is another name of something that `text` names too: `access control list` of
    /// what a `web ACL` is.
    pub(super) fn is_name_within(&self, name: &str, text: &str) -> bool {
        let (own, words) = (tokens(name), tokens(text));
        let mut others = self.names(&joined(&own)).map(tokens).filter(|other| *other != own);
        others.any(|other| words.windows(other.len().max(1)).any(|window| window == other))
    }

    /// Whether a word only says what the thing with the name of this form is.
    pub(super) fn is_kind(&self, form: &str, word: &str) -> bool {
        let places = self.forms().terms.get(form).into_iter().flatten();
        let mut kinds = places.filter_map(|place| self.all.get(*place)?.kind.as_deref());
        kinds.any(|kind| form_of(kind) == word)
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
        let known = &self.forms().contrasts;
        let contrasts = |forms: &[String]| -> BTreeSet<usize> {
            let phrases = (1..=3).flat_map(|n_words| forms.windows(n_words)).map(joined);
            phrases.filter_map(|phrase| known.get(&phrase)).flatten().copied().collect()
        };
        !contrasts(one).is_disjoint(&contrasts(other))
    }
}

impl Forms {
    fn of(all: &[Term], contrasts: &[Vec<String>]) -> Self {
        let mut forms = Self::default();
        for (place, term) in all.iter().enumerate() {
            for name in &term.names {
                forms.terms.entry(form_of(name)).or_default().insert(place);
            }
        }
        for (place, words) in contrasts.iter().enumerate() {
            for form in words.iter().map(|word| form_of(word)) {
                let places = forms.terms.get(&form).into_iter().flatten();
                let terms = places.filter_map(|place| all.get(*place));
                let names: Vec<String> =
                    terms.flat_map(|term| &term.names).map(|name| form_of(name)).collect();
                for form in names.into_iter().chain([form]) {
                    forms.contrasts.entry(form).or_default().insert(place);
                }
            }
        }
        forms
    }
}

/// A name as names are compared.
pub(super) fn form_of(name: &str) -> String {
    joined(&tokens(name))
}
