//! A library as one flat block of bytes: what the build script makes of the built-in files, and
//! what a start opens without parsing anything.
//!
//! The block has two halves. The first holds facts and cards; the second what runs, and is opened
//! when first asked for. They are read by the program that they were made with and by no other, so
//! they carry no version.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{
    card::Card,
    fact::Fact,
    figure::{Limit, Price},
    judge::{Term, Terms},
    library::{Deck, Document, Library, Note, Topic},
    runs::{Lazy, Runs},
    track::Track,
};
use crate::ids::CardId;

/// Everything but what runs.
#[derive(Serialize, Deserialize)]
struct Shelf {
    track: Track,
    topics: Vec<Topic>,
    notes: Vec<Note>,
    documents: Vec<Document>,
    decks: Vec<Deck>,
    described: Vec<Deck>,
    facts: Vec<Fact>,
    cards: Vec<Card>,
    first: Vec<CardId>,
    prices: Vec<Price>,
    limits: Vec<Limit>,
    terms: Vec<Term>,
    contrasts: Vec<Vec<String>>,
}

/// The two halves of a library.
pub fn pack(library: &Library) -> [Vec<u8>; 2] {
    fn bytes(half: &impl Serialize) -> Vec<u8> {
        postcard::to_allocvec(half).expect("plain values have bytes")
    }
    let shelf = Shelf {
        track: library.track.clone(),
        topics: library.topics.clone(),
        notes: library.notes.clone(),
        documents: library.documents.clone(),
        decks: library.decks.clone(),
        described: library.described.clone(),
        facts: library.facts.clone(),
        cards: library.cards.clone(),
        first: library.first.clone(),
        prices: library.prices.clone(),
        limits: library.limits.clone(),
        terms: library.terms.all().to_vec(),
        contrasts: library.terms.contrasts().to_vec(),
    };
    [bytes(&shelf), bytes(library.runs())]
}

/// The library of a first half; `open` opens the second.
pub(super) fn unpack(first_half: &[u8], open: fn() -> Runs) -> Library {
    let shelf: Shelf = read(first_half);
    let facts = shelf.facts.iter().enumerate();
    let cards = shelf.cards.iter().enumerate();
    Library {
        fact_index: facts.map(|(at, fact)| (fact.id.clone(), at)).collect(),
        card_index: cards.map(|(at, card)| (card.id.clone(), at)).collect(),
        track: shelf.track,
        tracks: Vec::new(),
        topics: shelf.topics,
        notes: shelf.notes,
        documents: shelf.documents,
        decks: shelf.decks,
        described: shelf.described,
        facts: shelf.facts,
        cards: shelf.cards,
        first: shelf.first,
        prices: shelf.prices,
        limits: shelf.limits,
        terms: Terms::of(shelf.terms, shelf.contrasts),
        runs: Lazy::of(open),
    }
}

/// What runs, from a second half.
pub(super) fn unpack_runs(second_half: &[u8]) -> Runs {
    read::<Runs>(second_half).indexed()
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> T {
    postcard::from_bytes(bytes).expect("the program reads what it was built with")
}
