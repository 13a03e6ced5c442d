//! What runs: worlds, situations with their items, what runs beside cards, drills; and where they
//! stand by their ids, so that nobody searches lists.
//!
//! They are opened when first asked for: a start needs none of them.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use serde::{Deserialize, Serialize};

use super::{
    Card, Library,
    binding::{Binding, Pick},
    item::{Item, Situation},
    world::WorldFile,
};
use crate::{
    exam::Template,
    ids::{CardId, FactId, ItemId},
};

/// Everything of a library that runs.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Runs {
    pub worlds: Vec<WorldFile>,
    pub situations: Vec<Situation>,
    pub items: Vec<Item>,
    pub bindings: Vec<Binding>,
    /// What options of cards put into the world of their binding.
    pub picks: Vec<Pick>,
    /// Kinds of questions with numbers; each knows its place.
    pub drills: Vec<Arc<Template>>,
    #[serde(skip)]
    index: Index,
}

#[derive(Debug, Default)]
struct Index {
    worlds: BTreeMap<String, usize>,
    items: BTreeMap<ItemId, usize>,
    situations: BTreeMap<String, usize>,
    /// The items of each situation.
    items_of: BTreeMap<String, Vec<usize>>,
    /// What runs beside a card, and beside the cards of a fact.
    bindings_of_cards: BTreeMap<CardId, usize>,
    bindings_of_facts: BTreeMap<FactId, usize>,
    /// The pick of each option of a card.
    picks: BTreeMap<CardId, BTreeMap<String, usize>>,
}

/// Opens what runs of the built-in content; none in a library of files alone.
#[derive(Debug, Default)]
pub(super) struct Lazy {
    opened: OnceLock<Runs>,
    open: Option<fn() -> Runs>,
}

impl Lazy {
    /// To be opened when first asked for.
    pub(super) fn of(open: fn() -> Runs) -> Self {
        Self { opened: OnceLock::new(), open: Some(open) }
    }

    fn get(&self) -> &Runs {
        self.opened.get_or_init(|| self.open.map(|open| open()).unwrap_or_default())
    }

    fn get_mut(&mut self) -> &mut Runs {
        self.get();
        self.opened.get_mut().expect("it was just opened")
    }
}

impl Library {
    pub fn worlds(&self) -> &[WorldFile] {
        &self.runs.get().worlds
    }

    pub fn situations(&self) -> &[Situation] {
        &self.runs.get().situations
    }

    pub fn items(&self) -> &[Item] {
        &self.runs.get().items
    }

    pub fn bindings(&self) -> &[Binding] {
        &self.runs.get().bindings
    }

    pub fn picks(&self) -> &[Pick] {
        &self.runs.get().picks
    }

    pub fn drills(&self) -> &[Arc<Template>] {
        &self.runs.get().drills
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

    /// Everything that runs.
    pub(super) fn runs(&self) -> &Runs {
        self.runs.get()
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
        self.runs.get().index.worlds.get(id).copied()
    }

    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items().get(self.item_position(&ItemId(id.into()))?)
    }

    /// The place of an item in `items`.
    pub fn item_position(&self, id: &ItemId) -> Option<usize> {
        self.runs.get().index.items.get(id).copied()
    }

    /// The situation of an item.
    pub fn situation_of(&self, item: &Item) -> &Situation {
        let place = self.runs.get().index.situations.get(&item.situation);
        let found = place.and_then(|place| self.situations().get(*place));
        found.expect("linking keeps no item without its situation")
    }

    /// The items of a situation.
    pub fn items_of<'a>(&'a self, situation: &str) -> impl Iterator<Item = &'a Item> {
        let places = self.runs.get().index.items_of.get(situation).into_iter().flatten();
        places.filter_map(|place| self.items().get(*place))
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
        let of_card = self.runs.get().index.bindings_of_cards.get(&card.id);
        of_card.or_else(|| self.runs.get().index.bindings_of_facts.get(card.main_fact())).copied()
    }

    /// What one option of a card puts into the world of its binding.
    pub fn pick_of(&self, card: &CardId, option: &str) -> Option<&Pick> {
        self.picks().get(*self.runs.get().index.picks.get(card)?.get(option)?)
    }
}

impl Runs {
    /// Adds a world, or puts it in the place of the one with its id.
    pub(super) fn put_world(&mut self, world: WorldFile) {
        match self.index.worlds.get(&world.id).and_then(|place| self.worlds.get_mut(*place)) {
            Some(found) => *found = world,
            None => {
                self.index.worlds.insert(world.id.clone(), self.worlds.len());
                self.worlds.push(world);
            }
        }
    }

    /// Adds a binding; cards and facts that have one already keep it.
    pub(super) fn push_binding(&mut self, binding: Binding) {
        let place = self.bindings.len();
        for card in &binding.cards {
            self.index.bindings_of_cards.entry(card.clone()).or_insert(place);
        }
        for fact in &binding.facts {
            self.index.bindings_of_facts.entry(fact.clone()).or_insert(place);
        }
        self.bindings.push(binding);
    }

    /// Adds a pick; an option that has one already keeps it.
    pub(super) fn push_pick(&mut self, pick: Pick) {
        let of_card = self.index.picks.entry(pick.card.clone()).or_default();
        of_card.entry(pick.option.clone()).or_insert(self.picks.len());
        self.picks.push(pick);
    }

    /// Finds the places of situations and items, once all of them are there.
    pub(super) fn index_items(&mut self) {
        let situations = self.situations.iter().enumerate();
        self.index.situations = situations.map(|(at, one)| (one.id.clone(), at)).collect();
        self.index.items.clear();
        self.index.items_of.clear();
        for (at, item) in self.items.iter().enumerate() {
            self.index.items.insert(item.id.clone(), at);
            self.index.items_of.entry(item.situation.clone()).or_default().push(at);
        }
    }

    /// Finds the places of everything in what was read back as a whole.
    pub(super) fn indexed(mut self) -> Self {
        let worlds = self.worlds.iter().enumerate();
        self.index.worlds = worlds.map(|(at, one)| (one.id.clone(), at)).collect();
        for binding in std::mem::take(&mut self.bindings) {
            self.push_binding(binding);
        }
        for pick in std::mem::take(&mut self.picks) {
            self.push_pick(pick);
        }
        self.index_items();
        self
    }
}
