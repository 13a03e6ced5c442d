//! Everything there is to study, by index and by id.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    card::Card,
    fact::{Fact, Status},
    figure::{Limit, Price},
    judge::Terms,
    runs::Lazy,
    track::{Track, TrackName},
};
use crate::ids::{CardId, DeckId, DocumentId, FactId, TopicId};

/// A part of the section that decks and figures are grouped by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Topic {
    pub id: TopicId,
    pub title: String,
    /// Share of the section's questions, in percent: an editorial choice, since AWS publishes none.
    pub weight: f64,
    /// How its questions fall on the domains of the exam; only their relation counts. Empty: on all
    /// alike.
    pub domains: Vec<f64>,
}

impl Topic {
    /// How many of its questions are of a domain, by the place of the domain.
    pub fn share(&self, domain: usize) -> f64 {
        if self.domains.is_empty() { 1.0 } else { self.domains.get(domain).copied().unwrap_or(0.0) }
    }
}

/// One of the five sets of notes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The name that sources and screens use.
    pub id: String,
    /// The name of the document itself.
    pub file: String,
    pub n_lines: u32,
}

/// A document of AWS that confirms facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    pub id: DocumentId,
    pub title: String,
    /// The month in which the facts were last held against it: `2026-11`.
    pub checked: String,
}

/// Which cards belong to a deck that is a view over others. A card belongs when every part that is
/// given holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Select {
    /// Any of these topics; all when empty.
    pub topics: Vec<TopicId>,
    /// The main fact has any of these; all when empty.
    pub statuses: Vec<Status>,
    /// The main fact has a figure.
    pub has_figures: bool,
}

/// A set of cards with a name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Deck {
    pub id: DeckId,
    pub title: String,
    pub about: Option<String>,
    /// `None`: the cards whose own deck it is.
    pub select: Option<Select>,
}

impl Deck {
    /// All cards, where no file describes such a deck.
    pub(super) fn everything() -> Self {
        Self {
            id: DeckId::everything(),
            title: "Everything".to_owned(),
            about: Some("Every card there is.".to_owned()),
            select: Some(Select::default()),
        }
    }
}

/// Everything there is to study, by index and by id.
#[derive(Debug, Default)]
pub struct Library {
    /// The exam that all of it is for.
    pub track: Track,
    /// The tracks that can be chosen, as far as that was asked.
    pub tracks: Vec<TrackName>,
    pub topics: Vec<Topic>,
    pub notes: Vec<Note>,
    pub documents: Vec<Document>,
    pub decks: Vec<Deck>,
    pub facts: Vec<Fact>,
    pub cards: Vec<Card>,
    /// The cards that a newcomer meets first, in order.
    pub first: Vec<CardId>,
    pub prices: Vec<Price>,
    pub limits: Vec<Limit>,
    /// Names of things, for judging typed answers.
    pub terms: Terms,
    pub(super) runs: Lazy,
    /// The decks that files describe; others come from topics and cards.
    pub(super) described: Vec<Deck>,
    pub(super) fact_index: BTreeMap<FactId, usize>,
    pub(super) card_index: BTreeMap<CardId, usize>,
}

impl Library {
    pub fn fact(&self, id: &FactId) -> Option<&Fact> {
        self.facts.get(*self.fact_index.get(id)?)
    }

    pub fn card(&self, id: &CardId) -> Option<&Card> {
        self.cards.get(self.card_position(id)?)
    }

    /// The place of a card in `cards`.
    pub fn card_position(&self, id: &CardId) -> Option<usize> {
        self.card_index.get(id).copied()
    }

    pub fn document(&self, id: &DocumentId) -> Option<&Document> {
        self.documents.iter().find(|document| document.id == *id)
    }

    pub fn deck(&self, id: &str) -> Option<&Deck> {
        self.decks.iter().find(|deck| &*deck.id.0 == id)
    }

    /// Of items by place, the first one of each situation.
    pub fn first_of_each_situation(&self, places: &mut Vec<usize>) {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        places.retain(|at| self.items().get(*at).is_some_and(|item| seen.insert(&item.situation)));
    }

    /// The prices as the calculators of the simulator take them.
    pub fn price_list(&self) -> crate::sim::kernel::bill::Prices {
        let pairs = self.prices.iter().map(|price| (price.id.clone(), price.usd));
        crate::sim::kernel::bill::Prices(pairs.collect())
    }

    /// The title of a topic, or its id when the topic is nowhere described.
    pub fn topic_title<'a>(&'a self, id: &'a TopicId) -> &'a str {
        self.topics.iter().find(|topic| topic.id == *id).map_or(&*id.0, |topic| &topic.title)
    }

    /// Whether `card` belongs to `deck`.
    pub fn is_in_deck(&self, card: &Card, deck: &Deck) -> bool {
        let Some(select) = &deck.select else {
            return card.deck == deck.id;
        };
        let fact = self.fact(card.main_fact());
        let has_topic = select.topics.is_empty() || select.topics.contains(&card.topic);
        let has_status = select.statuses.is_empty()
            || fact.is_some_and(|fact| select.statuses.contains(&fact.status));
        let has_figures = !select.has_figures || fact.is_some_and(|fact| !fact.values.is_empty());
        has_topic && has_status && has_figures
    }

    /// The facts that a card cites, the main one first.
    pub fn facts_of<'a>(&'a self, card: &'a Card) -> impl Iterator<Item = &'a Fact> {
        card.facts.iter().filter_map(|id| self.fact(id))
    }

    /// The cards that cite a fact.
    pub fn cards_of<'a>(&'a self, fact: &'a FactId) -> impl Iterator<Item = &'a Card> {
        self.cards.iter().filter(move |card| card.facts.contains(fact))
    }
}
