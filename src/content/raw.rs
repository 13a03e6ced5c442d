//! What one file holds, before ids are resolved.

use super::{
    Document, FactKind, Limit, Note, NoteLine, Price, Rank, Select, Status, Topic, Value,
    judge::Term,
    read_binding::{RawBinding, RawPick},
    read_card::RawCard,
    read_drill::RawDrill,
    read_item::RawSituation,
    world::WorldFile,
};
use crate::{
    diag::Diagnostic,
    fields::At,
    ids::{DocumentId, FactId},
};

/// Everything that one file holds; ids are not resolved yet.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub(super) facts: Vec<At<RawFact>>,
    pub(super) cards: Vec<At<RawCard>>,
    pub(super) topics: Vec<At<Topic>>,
    pub(super) notes: Vec<At<Note>>,
    pub(super) documents: Vec<At<Document>>,
    pub(super) decks: Vec<At<RawDeck>>,
    /// The cards that a newcomer meets first.
    pub(super) first: Vec<At<String>>,
    pub(super) prices: Vec<At<Price>>,
    pub(super) limits: Vec<At<Limit>>,
    pub(super) terms: Vec<Term>,
    pub(super) contrasts: Vec<Vec<String>>,
    pub(super) worlds: Vec<At<WorldFile>>,
    pub(super) situations: Vec<At<RawSituation>>,
    pub(super) bindings: Vec<At<RawBinding>>,
    pub(super) picks: Vec<At<RawPick>>,
    pub(super) drills: Vec<At<RawDrill>>,
    pub(super) problems: Vec<Diagnostic>,
    /// Faults beyond those.
    pub(super) n_more: usize,
}

impl Parsed {
    /// Whether anything in it runs.
    pub(super) fn has_runs(&self) -> bool {
        !(self.worlds.is_empty()
            && self.situations.is_empty()
            && self.bindings.is_empty()
            && self.picks.is_empty()
            && self.drills.is_empty())
    }
}

#[derive(Debug)]
pub(super) struct RawFact {
    pub(super) id: FactId,
    pub(super) topic: Option<At<String>>,
    pub(super) statement: At<String>,
    pub(super) kind: FactKind,
    pub(super) rank: Rank,
    pub(super) status: Status,
    pub(super) claims: Vec<String>,
    pub(super) beyond: Vec<u32>,
    pub(super) sources: Vec<At<NoteLine>>,
    pub(super) aws: Option<At<DocumentId>>,
    pub(super) values: Vec<Value>,
    pub(super) said: Option<String>,
    pub(super) exam: Option<String>,
    pub(super) older_names: Vec<String>,
}

#[derive(Debug)]
pub(super) struct RawDeck {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) about: Option<String>,
    pub(super) select: Option<Select>,
}
