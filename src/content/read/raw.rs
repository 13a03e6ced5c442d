//! What one file holds, before ids are resolved.

use std::ops::Range;

use super::{
    binding::{RawBinding, RawPick},
    card::RawCard,
    drill::RawDrill,
    item::RawSituation,
};
use crate::content::{
    Document, FactKind, Limit, Note, NoteLine, Price, Rank, Select, Status, Topic, Track, Value,
    judge::Term, world::WorldFile,
};
use crate::{
    diag::Diagnostic,
    fields::At,
    ids::{DocumentId, FactId},
};

/// Everything that one file holds; ids are not resolved yet.
#[derive(Debug, Default)]
pub(in crate::content) struct Parsed {
    /// The track that it describes, with its place.
    pub(in crate::content) track: Option<At<Track>>,
    pub(in crate::content) facts: Vec<At<RawFact>>,
    pub(in crate::content) cards: Vec<At<RawCard>>,
    pub(in crate::content) topics: Vec<At<Topic>>,
    pub(in crate::content) notes: Vec<At<Note>>,
    pub(in crate::content) documents: Vec<At<Document>>,
    pub(in crate::content) decks: Vec<At<RawDeck>>,
    /// The cards that a newcomer meets first.
    pub(in crate::content) first: Vec<At<String>>,
    pub(in crate::content) prices: Vec<At<Price>>,
    pub(in crate::content) limits: Vec<At<Limit>>,
    pub(in crate::content) terms: Vec<Term>,
    pub(in crate::content) contrasts: Vec<Vec<String>>,
    pub(in crate::content) worlds: Vec<At<WorldFile>>,
    pub(in crate::content) situations: Vec<At<RawSituation>>,
    pub(in crate::content) bindings: Vec<At<RawBinding>>,
    pub(in crate::content) picks: Vec<At<RawPick>>,
    pub(in crate::content) drills: Vec<At<RawDrill>>,
    pub(in crate::content) problems: Vec<Diagnostic>,
    /// Faults beyond those.
    pub(in crate::content) n_more: usize,
}

impl Parsed {
    /// Whether anything in it runs.
    pub(in crate::content) fn has_runs(&self) -> bool {
        !(self.worlds.is_empty()
            && self.situations.is_empty()
            && self.bindings.is_empty()
            && self.picks.is_empty()
            && self.drills.is_empty())
    }
}

#[derive(Debug)]
pub(in crate::content) struct RawFact {
    pub(in crate::content) id: FactId,
    pub(in crate::content) topic: Option<At<String>>,
    pub(in crate::content) statement: At<String>,
    pub(in crate::content) kind: FactKind,
    pub(in crate::content) rank: Rank,
    pub(in crate::content) status: Status,
    pub(in crate::content) claims: Vec<String>,
    pub(in crate::content) beyond: Vec<u32>,
    pub(in crate::content) sources: Vec<At<NoteLine>>,
    pub(in crate::content) aws: Option<At<DocumentId>>,
    pub(in crate::content) values: Vec<Value>,
    pub(in crate::content) said: Option<String>,
    pub(in crate::content) exam: Option<String>,
    pub(in crate::content) older_names: Vec<String>,
}

#[derive(Debug)]
pub(in crate::content) struct RawDeck {
    pub(in crate::content) id: String,
    pub(in crate::content) title: String,
    pub(in crate::content) about: Option<String>,
    pub(in crate::content) select: Option<Select>,
}

/// Where in a file something was read; `check` points there.
#[derive(Debug, Clone)]
pub(in crate::content) struct Spot {
    pub(in crate::content) file: usize,
    pub(in crate::content) span: Range<usize>,
}
