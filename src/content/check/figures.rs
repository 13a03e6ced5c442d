//! The figures that a check tells of facts, cards and decks.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::{
    content::{Fact, Library, Rank, kinds::CardKind},
    ids::{CardId, FactId},
};

#[derive(Debug, Serialize)]
pub struct CardFigures {
    pub total: usize,
    pub by_kind: BTreeMap<&'static str, usize>,
}

#[derive(Debug, Serialize, Default)]
pub struct RankFigures {
    pub facts: usize,
    /// Cards whose main fact has this rank.
    pub cards: usize,
}

/// Facts that are the main fact of no card.
#[derive(Debug, Serialize)]
pub struct MainFigures {
    pub without: BTreeMap<&'static str, Vec<String>>,
}

/// How many of a ledger are held by a fact, and how many of those are taught by a card.
#[derive(Debug, Serialize)]
pub struct ClaimFigures {
    pub held: usize,
    pub taught: usize,
}

#[derive(Debug, Serialize)]
pub struct DeckFigures {
    pub id: String,
    pub title: String,
    pub cards: usize,
}

pub(super) fn card_figures(library: &Library) -> CardFigures {
    let mut by_kind: BTreeMap<&'static str, usize> =
        CardKind::ALL.iter().map(|kind| (kind.word(), 0)).collect();
    for card in &library.cards {
        *by_kind.entry(card.kind.word()).or_default() += 1;
    }
    CardFigures { total: library.cards.len(), by_kind }
}

pub(super) fn rank_figures(library: &Library) -> BTreeMap<&'static str, RankFigures> {
    let mut ranks: BTreeMap<&'static str, RankFigures> =
        Rank::ALL.iter().map(|rank| (rank.word(), RankFigures::default())).collect();
    for fact in &library.facts {
        ranks.entry(fact.rank.word()).or_default().facts += 1;
    }
    for fact in library.cards.iter().filter_map(|card| library.fact(card.main_fact())) {
        ranks.entry(fact.rank.word()).or_default().cards += 1;
    }
    ranks
}

pub(super) fn main_figures(library: &Library) -> MainFigures {
    let taught: BTreeSet<&FactId> =
        library.cards.iter().map(crate::content::Card::main_fact).collect();
    let mut without: BTreeMap<&'static str, Vec<String>> =
        Rank::ALL.iter().map(|rank| (rank.word(), Vec::new())).collect();
    for fact in library.facts.iter().filter(|fact| !taught.contains(&fact.id)) {
        without.entry(fact.rank.word()).or_default().push(fact.id.to_string());
    }
    MainFigures { without }
}

pub(super) fn deck_figures(library: &Library) -> Vec<DeckFigures> {
    let mut own: BTreeMap<&str, usize> = BTreeMap::new();
    for card in &library.cards {
        *own.entry(&card.deck.0).or_default() += 1;
    }
    let n_cards = |deck: &crate::content::Deck| match &deck.select {
        None => own.get(&*deck.id.0).copied().unwrap_or(0),
        Some(_) => library.cards.iter().filter(|card| library.is_in_deck(card, deck)).count(),
    };
    let figures = library.decks.iter().map(|deck| DeckFigures {
        id: deck.id.to_string(),
        title: deck.title.clone(),
        cards: n_cards(deck),
    });
    figures.collect()
}

pub(super) fn cards_by_fact(library: &Library) -> BTreeMap<FactId, Vec<(CardId, CardKind)>> {
    let mut cited: BTreeMap<FactId, Vec<(CardId, CardKind)>> = BTreeMap::new();
    for card in &library.cards {
        for fact in &card.facts {
            cited.entry(fact.clone()).or_default().push((card.id.clone(), card.kind));
        }
    }
    cited
}

pub(super) fn figures_of(
    library: &Library,
    cited: &BTreeMap<FactId, Vec<(CardId, CardKind)>>,
    names: impl Fn(&Fact) -> Vec<String>,
) -> ClaimFigures {
    let mut held = BTreeSet::new();
    let mut taught = BTreeSet::new();
    for fact in &library.facts {
        held.extend(names(fact));
        if cited.contains_key(&fact.id) {
            taught.extend(names(fact));
        }
    }
    ClaimFigures { held: held.len(), taught: taught.len() }
}
