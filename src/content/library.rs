//! Everything there is to study, by index and by id.

use std::{collections::BTreeSet, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{
    binding::{Binding, Pick},
    by_id::ById,
    card::Card,
    fact::{Fact, Rank, Status},
    figure::{Limit, Price},
    item::Item,
    judge::Terms,
    runs::{Has, Lazy, Runs},
    situation::Situation,
    track::{Track, TrackName},
    world::WorldFile,
};
use crate::{
    exam::Template,
    ids::{CardId, DeckId, DocumentId, FactId, ItemId, TopicId},
};

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

impl Select {
    /// Whether a card belongs, by its main fact, which is only looked up where that decides.
    fn takes<'a>(&self, card: &Card, fact: impl FnOnce() -> Option<&'a Fact>) -> bool {
        if !self.topics.is_empty() && !self.topics.contains(&card.topic) {
            return false;
        }
        if self.statuses.is_empty() && !self.has_figures {
            return true;
        }
        fact().is_some_and(|fact| {
            let has_status = self.statuses.is_empty() || self.statuses.contains(&fact.status);
            has_status && (!self.has_figures || fact.has_figures)
        })
    }
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

/// A card in the line of new ones, and the fact that it mainly teaches, by their places in the
/// library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InLine {
    pub card: u32,
    pub fact: u32,
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
    pub(super) facts_by_id: ById,
    pub(super) cards_by_id: ById,
    /// The order in which new cards are learnt.
    pub(super) line: Vec<InLine>,
}

impl Library {
    pub fn fact(&self, id: &FactId) -> Option<&Fact> {
        self.facts.get(self.fact_position(id)?)
    }

    /// The place of a fact in `facts`.
    pub(super) fn fact_position(&self, id: &FactId) -> Option<usize> {
        self.facts_by_id.find(&id.0, |at| Some(&*self.facts.get(at)?.id.0))
    }

    pub fn card(&self, id: &CardId) -> Option<&Card> {
        self.cards.get(self.card_position(id)?)
    }

    /// The place of a card in `cards`.
    pub fn card_position(&self, id: &CardId) -> Option<usize> {
        self.cards_by_id.find(&id.0, |at| Some(&*self.cards.get(at)?.id.0))
    }

    pub fn document(&self, id: &DocumentId) -> Option<&Document> {
        self.documents.iter().find(|document| document.id == *id)
    }

    pub fn deck(&self, id: &str) -> Option<&Deck> {
        self.decks.iter().find(|deck| &*deck.id.0 == id)
    }

    /// All cards in the order in which new ones are learnt.
    pub fn line(&self) -> &[InLine] {
        &self.line
    }

    /// The card at a place of the line.
    pub fn in_line(&self, place: usize) -> Option<&Card> {
        self.cards.get(self.line.get(place)?.card as usize)
    }

    /// What the main fact of the card at a place of the line is ranked.
    pub fn rank_in_line(&self, place: usize) -> Option<Rank> {
        Some(self.facts.get(self.line.get(place)?.fact as usize)?.rank)
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
        match &deck.select {
            None => card.deck == deck.id,
            Some(select) => select.takes(card, || self.fact(card.main_fact())),
        }
    }

    /// How many cards a deck has that is a view over others.
    pub fn n_selected(&self, select: &Select) -> usize {
        let is_taken = |one: &&InLine| {
            let card = self.cards.get(one.card as usize);
            card.is_some_and(|card| select.takes(card, || self.facts.get(one.fact as usize)))
        };
        self.line.iter().filter(is_taken).count()
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

/// What runs.
impl Library {
    pub fn worlds(&self) -> &[WorldFile] {
        &self.runs().worlds
    }

    pub fn situations(&self) -> &[Situation] {
        &self.runs().situations
    }

    pub fn items(&self) -> &[Item] {
        &self.runs().items
    }

    pub fn bindings(&self) -> &[Binding] {
        &self.runs().bindings
    }

    pub fn picks(&self) -> &[Pick] {
        &self.runs().picks
    }

    pub fn drills(&self) -> &[Arc<Template>] {
        &self.runs().drills
    }

    /// The same library with these templates of drills.
    #[must_use]
    pub fn with_drills(mut self, drills: Vec<Arc<Template>>) -> Self {
        self.runs_mut().drills = drills;
        self
    }

    /// The same library with these situations and the items on them.
    #[must_use]
    pub fn with_items(mut self, situations: Vec<Situation>, items: Vec<Item>) -> Self {
        let runs = self.runs_mut();
        (runs.situations, runs.items) = (situations, items);
        runs.index_items();
        self
    }

    /// A template of drills by its name or its number.
    pub fn drill(&self, name: &str) -> Option<&Arc<Template>> {
        let number = name.parse::<usize>().ok();
        self.drills().iter().find(|one| one.id == name || Some(one.number) == number)
    }

    /// The templates of drills that a figure stands in.
    pub fn drills_with<'a>(&'a self, figure: &'a str) -> impl Iterator<Item = &'a str> {
        let drills = self.drills().iter().filter(move |one| one.needs(figure));
        drills.map(|one| one.id.as_str())
    }

    /// What of all this there is any of, without opening it.
    pub fn has(&self) -> Has {
        self.runs.has()
    }

    /// Everything that runs.
    pub(super) fn runs(&self) -> &Runs {
        self.runs.get()
    }

    /// Whether what runs is what comes with the program, with nothing added or replaced.
    pub(super) fn has_built_in_runs(&self) -> bool {
        self.runs.is_built_in()
    }

    /// What runs, to be added to.
    pub(super) fn runs_mut(&mut self) -> &mut Runs {
        self.runs.get_mut()
    }

    pub fn world(&self, id: &str) -> Option<&WorldFile> {
        self.worlds().get(self.world_position(id)?)
    }

    /// The place of a world in `worlds`.
    pub fn world_position(&self, id: &str) -> Option<usize> {
        self.runs().world_position(id)
    }

    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items().get(self.item_position(&ItemId(id.into()))?)
    }

    /// The place of an item in `items`.
    pub fn item_position(&self, id: &ItemId) -> Option<usize> {
        self.runs().item_position(id)
    }

    /// The situation of an item.
    pub fn situation_of(&self, item: &Item) -> &Situation {
        self.runs().situation_of(item)
    }

    /// The items of a situation.
    pub fn items_of<'a>(&'a self, situation: &str) -> impl Iterator<Item = &'a Item> {
        self.runs().items_of(situation)
    }

    /// The other items of an item's situation.
    pub fn siblings<'a>(&'a self, item: &'a Item) -> impl Iterator<Item = &'a Item> {
        self.items_of(&item.situation).filter(move |one| one.id != item.id)
    }

    /// What runs beside a card: what names the card, else what its main fact has.
    pub fn binding_of(&self, card: &Card) -> Option<&Binding> {
        self.bindings().get(self.binding_position(card)?)
    }

    /// The place in `bindings` of what runs beside a card.
    pub fn binding_position(&self, card: &Card) -> Option<usize> {
        self.runs().binding_position(&card.id, card.main_fact())
    }

    /// What one option of a card puts into the world of its binding.
    pub fn pick_of(&self, card: &CardId, option: &str) -> Option<&Pick> {
        self.runs().pick_of(card, option)
    }
}
