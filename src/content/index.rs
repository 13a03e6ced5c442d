//! Where in a library things stand by their ids, so that nobody searches its lists: what a user's
//! file names is looked up once for each time it is named.

use std::collections::BTreeMap;

use super::{Card, Library, binding, item, world};
use crate::ids::{CardId, FactId, ItemId};

#[derive(Debug, Default)]
pub(super) struct Index {
    worlds: BTreeMap<String, usize>,
    items: BTreeMap<ItemId, usize>,
    situations: BTreeMap<String, usize>,
    /// The items of each situation.
    items_of: BTreeMap<String, Vec<usize>>,
    /// The first binding of a card, and of a fact.
    bindings_of_cards: BTreeMap<CardId, usize>,
    bindings_of_facts: BTreeMap<FactId, usize>,
    /// The first pick of each option of a card.
    picks: BTreeMap<CardId, BTreeMap<String, usize>>,
}

impl Library {
    pub fn world(&self, id: &str) -> Option<&world::WorldFile> {
        self.worlds.get(self.world_position(id)?)
    }

    /// The place of a world in `worlds`.
    pub fn world_position(&self, id: &str) -> Option<usize> {
        self.index.worlds.get(id).copied()
    }

    pub fn item(&self, id: &str) -> Option<&item::Item> {
        self.items.get(self.item_position(&ItemId(id.into()))?)
    }

    /// The place of an item in `items`.
    pub fn item_position(&self, id: &ItemId) -> Option<usize> {
        self.index.items.get(id).copied()
    }

    /// The situation of an item.
    pub fn situation_of(&self, item: &item::Item) -> &item::Situation {
        let place = self.index.situations.get(&item.situation);
        let found = place.and_then(|place| self.situations.get(*place));
        found.expect("linking keeps no item without its situation")
    }

    /// The items of a situation.
    pub fn items_of<'a>(&'a self, situation: &str) -> impl Iterator<Item = &'a item::Item> {
        let places = self.index.items_of.get(situation).into_iter().flatten();
        places.filter_map(|place| self.items.get(*place))
    }

    /// The other items of an item's situation.
    pub fn siblings<'a>(&'a self, item: &'a item::Item) -> impl Iterator<Item = &'a item::Item> {
        self.items_of(&item.situation).filter(move |one| one.id != item.id)
    }

    /// What runs beside a card: what names the card, else what its main fact has.
    pub fn binding_of(&self, card: &Card) -> Option<&binding::Binding> {
        self.bindings.get(self.binding_position(card)?)
    }

    /// The place in `bindings` of what runs beside a card.
    pub fn binding_position(&self, card: &Card) -> Option<usize> {
        let of_card = self.index.bindings_of_cards.get(&card.id);
        of_card.or_else(|| self.index.bindings_of_facts.get(card.main_fact())).copied()
    }

    /// What one option of a card puts into the world of its binding.
    pub fn pick_of(&self, card: &CardId, option: &str) -> Option<&binding::Pick> {
        self.picks.get(*self.index.picks.get(card)?.get(option)?)
    }

    /// Adds a world, or puts it in the place of the one with its id.
    pub(super) fn put_world(&mut self, world: world::WorldFile) {
        match self.world_position(&world.id).and_then(|place| self.worlds.get_mut(place)) {
            Some(found) => *found = world,
            None => {
                self.index.worlds.insert(world.id.clone(), self.worlds.len());
                self.worlds.push(world);
            }
        }
    }

    /// Adds a binding; cards and facts that have one already keep it.
    pub(super) fn push_binding(&mut self, binding: binding::Binding) {
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
    pub(super) fn push_pick(&mut self, pick: binding::Pick) {
        let of_card = self.index.picks.entry(pick.card.clone()).or_default();
        of_card.entry(pick.option.clone()).or_insert(self.picks.len());
        self.picks.push(pick);
    }

    /// Finds the places of situations and items, once all of them are there.
    pub(super) fn index_items(&mut self) {
        let situations = self.situations.iter().enumerate();
        self.index.situations = situations.map(|(at, one)| (one.id.clone(), at)).collect();
        for (at, item) in self.items.iter().enumerate() {
            self.index.items.insert(item.id.clone(), at);
            self.index.items_of.entry(item.situation.clone()).or_default().push(at);
        }
    }
}
