//! A library as one flat block of bytes: what the build script makes of the built-in files, and
//! what a start opens without parsing anything.
//!
//! The block has two halves. The first holds facts and cards, of which only what plans and counts
//! need is read at once: their texts stay bytes until one is asked for. The second holds what runs,
//! and is opened when first asked for. They are read by the program that they were made with and
//! by no other, so they carry no version.

use std::{collections::BTreeMap, ops::Range};

use serde::{Deserialize, Serialize};

use super::{
    by_id::{ById, small},
    card::Card,
    fact::{Fact, FactKind, Rank, Status},
    figure::{Limit, Price},
    judge::{Term, Terms},
    kinds::CardKind,
    library::{Deck, Document, InLine, Library, Note, Topic},
    packed::{Bytes, Packed},
    runs::Lazy,
    track::Track,
};
use crate::{
    diag::Layer,
    ids::{CardId, DeckId, FactId, TopicId},
};

/// Everything but what runs, without the texts.
#[derive(Serialize, Deserialize)]
struct Shelf {
    track: Track,
    topics: Vec<Topic>,
    notes: Vec<Note>,
    documents: Vec<Document>,
    decks: Vec<Deck>,
    described: Vec<Deck>,
    /// How many rows of facts come behind this, and how many of cards behind those.
    n_facts: usize,
    n_cards: usize,
    first: Vec<CardId>,
    prices: Vec<Price>,
    limits: Vec<Limit>,
    terms: Vec<Term>,
    contrasts: Vec<Vec<String>>,
    /// The topics and decks of facts and cards, which name them by place.
    topic_ids: Vec<TopicId>,
    deck_ids: Vec<DeckId>,
    /// The places of facts and cards in the order of their ids.
    facts_by_id: Vec<u32>,
    cards_by_id: Vec<u32>,
    /// See [`Library::line`].
    line: Vec<InLine>,
}

#[derive(Serialize, Deserialize)]
struct FactRow {
    id: FactId,
    topic: u32,
    kind: FactKind,
    rank: Rank,
    status: Status,
    has_figures: bool,
    /// Bytes of its text.
    length: u32,
}

#[derive(Serialize, Deserialize)]
struct CardRow {
    id: CardId,
    deck: u32,
    topic: u32,
    facts: Vec<u32>,
    kind: CardKind,
    mark: u64,
    layer: Layer,
    /// Bytes of its text.
    length: u32,
}

/// The two halves of a library.
pub fn pack(library: &Library) -> [Vec<u8>; 2] {
    let (rows, texts) = pack_shelf(library);
    let mut half = small(rows.len()).to_le_bytes().to_vec();
    half.extend(rows);
    half.extend(texts);
    [half, pack_runs(library)]
}

/// The second half.
pub(super) fn pack_runs(library: &Library) -> Vec<u8> {
    let mut half = library.runs().has().bytes().to_vec();
    half.extend(bytes_of(library.runs()));
    half
}

fn bytes_of(value: &impl Serialize) -> Vec<u8> {
    postcard::to_allocvec(value).expect("plain values have bytes")
}

/// What the first half is made of: the rows, and the texts of facts and cards.
pub(super) fn pack_shelf(library: &Library) -> (Vec<u8>, Vec<u8>) {
    let mut texts = Vec::new();
    let mut topics = Places::default();
    let mut decks = Places::default();
    let facts = library.facts.iter().map(|fact| FactRow {
        id: fact.id.clone(),
        topic: topics.of(&fact.topic),
        kind: fact.kind,
        rank: fact.rank,
        status: fact.status,
        has_figures: fact.has_figures,
        length: appended(&fact.text, &mut texts),
    });
    let facts: Vec<FactRow> = facts.collect();
    let cards = library.cards.iter().map(|card| CardRow {
        id: card.id.clone(),
        deck: decks.of(&card.deck),
        topic: topics.of(&card.topic),
        facts: card.facts.iter().filter_map(|id| library.fact_position(id)).map(small).collect(),
        kind: card.kind,
        mark: card.mark,
        layer: card.layer,
        length: appended(&card.text, &mut texts),
    });
    let cards: Vec<CardRow> = cards.collect();
    let shelf = Shelf {
        track: library.track.clone(),
        topics: library.topics.clone(),
        notes: library.notes.clone(),
        documents: library.documents.clone(),
        decks: library.decks.clone(),
        described: library.described.clone(),
        n_facts: facts.len(),
        n_cards: cards.len(),
        first: library.first.clone(),
        prices: library.prices.clone(),
        limits: library.limits.clone(),
        terms: library.terms.all().to_vec(),
        contrasts: library.terms.contrasts().to_vec(),
        topic_ids: topics.all,
        deck_ids: decks.all,
        facts_by_id: library.facts_by_id.all(|at| Some(&*library.facts.get(at)?.id.0)),
        cards_by_id: library.cards_by_id.all(|at| Some(&*library.cards.get(at)?.id.0)),
        line: library.line.clone(),
    };
    let mut rows = bytes_of(&shelf);
    rows.extend(facts.iter().flat_map(bytes_of));
    rows.extend(cards.iter().flat_map(bytes_of));
    (rows, texts)
}

/// Writes a text behind the others; its length.
fn appended<T: Serialize + serde::de::DeserializeOwned>(
    text: &Packed<T>,
    texts: &mut Vec<u8>,
) -> u32 {
    let before = texts.len();
    text.write(texts);
    small(texts.len() - before)
}

/// Ids by their place in a list.
struct Places<I> {
    all: Vec<I>,
    places: BTreeMap<I, u32>,
}

impl<I> Default for Places<I> {
    fn default() -> Self {
        Self { all: Vec::new(), places: BTreeMap::new() }
    }
}

impl<I: Ord + Clone> Places<I> {
    fn of(&mut self, id: &I) -> u32 {
        if let Some(place) = self.places.get(id) {
            return *place;
        }
        let place = small(self.all.len());
        self.places.insert(id.clone(), place);
        self.all.push(id.clone());
        place
    }
}

/// The library of a whole first half; none when that is no first half.
pub(super) fn unpack(half: &'static [u8], runs: Lazy) -> Option<Library> {
    let (length, rest) = half.split_first_chunk::<4>()?;
    let (rows, texts) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    unpack_rows(rows, &Bytes::BuiltIn(texts), texts.len(), runs)
}

/// The library of these rows, whose texts are all of `bytes` and so long; none when they are no
/// rows.
pub(super) fn unpack_rows(
    rows: &[u8],
    bytes: &Bytes,
    n_texts: usize,
    runs: Lazy,
) -> Option<Library> {
    let (shelf, mut rows): (Shelf, _) = postcard::take_from_bytes(rows).ok()?;
    let mut texts = Texts { next: 0, end: u32::try_from(n_texts).ok()? };
    let mut facts = Vec::with_capacity(shelf.n_facts.min(rows.len()));
    for _ in 0..shelf.n_facts {
        let row: FactRow = next(&mut rows)?;
        facts.push(Fact {
            id: row.id,
            topic: at(&shelf.topic_ids, row.topic)?,
            kind: row.kind,
            rank: row.rank,
            status: row.status,
            has_figures: row.has_figures,
            text: Packed::lying_in(bytes, texts.take(row.length)?),
        });
    }
    let mut cards = Vec::with_capacity(shelf.n_cards.min(rows.len()));
    for _ in 0..shelf.n_cards {
        let row: CardRow = next(&mut rows)?;
        let cited = row.facts.iter().map(|place| Some(facts.get(*place as usize)?.id.clone()));
        cards.push(Card {
            id: row.id,
            deck: at(&shelf.deck_ids, row.deck)?,
            topic: at(&shelf.topic_ids, row.topic)?,
            facts: cited.collect::<Option<_>>()?,
            kind: row.kind,
            mark: row.mark,
            layer: row.layer,
            text: Packed::lying_in(bytes, texts.take(row.length)?),
        });
    }
    let is_sound =
        |one: &InLine| (one.card as usize) < cards.len() && (one.fact as usize) < facts.len();
    if !shelf.line.iter().all(is_sound) {
        return None;
    }
    Some(Library {
        facts_by_id: ById::sorted(shelf.facts_by_id),
        cards_by_id: ById::sorted(shelf.cards_by_id),
        line: shelf.line,
        track: shelf.track,
        tracks: Vec::new(),
        topics: shelf.topics,
        notes: shelf.notes,
        documents: shelf.documents,
        decks: shelf.decks,
        described: shelf.described,
        facts,
        cards,
        first: shelf.first,
        prices: shelf.prices,
        limits: shelf.limits,
        terms: Terms::of(shelf.terms, shelf.contrasts),
        runs,
    })
}

/// Takes the next row off: one after the other they need no memory besides what is made of them.
fn next<T: serde::de::DeserializeOwned>(rows: &mut &[u8]) -> Option<T> {
    let (row, rest) = postcard::take_from_bytes(rows).ok()?;
    *rows = rest;
    Some(row)
}

fn at<I: Clone>(ids: &[I], place: u32) -> Option<I> {
    ids.get(place as usize).cloned()
}

/// Where the texts lie that were not taken yet.
struct Texts {
    next: u32,
    end: u32,
}

impl Texts {
    fn take(&mut self, length: u32) -> Option<Range<u32>> {
        let start = self.next;
        self.next = start.checked_add(length).filter(|next| *next <= self.end)?;
        Some(start..self.next)
    }
}
