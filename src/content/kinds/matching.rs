//! `match`: every item on the left has one on the right.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    Asks, Body, InDeck, figures,
    raw::{Around, Faults, Lint, RawBody, normal},
};
use crate::{
    content::read::scalar::MAX_VALUES,
    fields::{At, Fields, Reader},
};

/// Every left item has one right item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Matching {
    pub pairs: Vec<(String, String)>,
    /// Right items that fit none.
    pub extra: Vec<String>,
}

impl Matching {
    /// The right-hand item at a place: first those of the pairs, then the extra ones.
    pub fn right_item(&self, at: usize) -> Option<&str> {
        match self.pairs.get(at) {
            Some((_, right)) => Some(right),
            None => self.extra.get(at - self.pairs.len()).map(String::as_str),
        }
    }
}

impl InDeck for Matching {
    const TITLE: &'static str = "match";
    const KEYS: &'static [&'static str] = &["pairs", "extra"];

    fn read(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<Box<dyn RawBody>> {
        let mut pairs = Vec::new();
        for pair in table.text_lists(reader, "pairs", MAX_VALUES) {
            match <[String; 2]>::try_from(pair.it) {
                Ok([left, right]) => pairs.push(At { it: (left, right), span: pair.span }),
                Err(_) => reader.fault_hint(
                    &pair.span,
                    "a pair has two texts",
                    "write pairs as [[\"left\", \"right\"], [\"left\", \"right\"]]",
                ),
            }
        }
        if !table.has("pairs") {
            table.missing(reader, "pairs");
            return None;
        }
        Some(Box::new(RawMatch { pairs, extra: table.few_texts(reader, "extra", MAX_VALUES) }))
    }
}

impl Asks for Matching {
    fn answer_parts(&self) -> Vec<String> {
        self.pairs.iter().map(|(left, right)| format!("{left} = {right}")).collect()
    }

    fn marked(&self) -> String {
        self.pairs.iter().map(|(_, right)| figures(right)).collect()
    }

    fn more(&self) -> Vec<&str> {
        self.extra.iter().map(String::as_str).collect()
    }
}

#[derive(Debug)]
struct RawMatch {
    pairs: Vec<At<(String, String)>>,
    extra: Vec<At<String>>,
}

impl RawBody for RawMatch {
    fn lint(&self, lint: &mut Lint<'_>, card: &Around<'_>) {
        let n = self.pairs.len();
        if !(4..=6).contains(&n) {
            lint.fault("L38", card.span, format!("a match has 4 to 6 pairs, this one has {n}"));
        }
        if self.extra.is_empty() {
            let what = "a match needs `extra` right-hand items, else the last pair answers itself";
            lint.fault("L38", card.span, what);
        }
        let mut rights: BTreeSet<String> = BTreeSet::new();
        for pair in &self.pairs {
            if !rights.insert(normal(&pair.it.1)) {
                lint.fault("L38", &pair.span, format!("`{}` is right for two items", pair.it.1));
            }
        }
        for one in self.extra.iter().filter(|one| rights.contains(&normal(&one.it))) {
            lint.fault("L38", &one.span, format!("`{}` is both extra and right", one.it));
        }
    }

    fn build(&self, _: &Around<'_>, _: &mut Faults<'_>) -> Option<Body> {
        // As many right items as there are digit keys.
        if self.pairs.len() < 2 || 9 < self.pairs.len() + self.extra.len() {
            return None;
        }
        let body = Matching {
            pairs: self.pairs.iter().map(|pair| pair.it.clone()).collect(),
            extra: self.extra.iter().map(|extra| extra.it.clone()).collect(),
        };
        Some(body.into())
    }
}
