//! What runs: worlds, situations with their items, what runs beside cards, drills; and where they
//! stand by their ids, so that nobody searches lists.
//!
//! They are opened when first asked for: a start needs none of them.

use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{Arc, OnceLock},
};

use serde::{Deserialize, Serialize};

use super::{
    binding::{Binding, Pick},
    item::Item,
    packed::Bytes,
    situation::Situation,
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

/// What of all that runs there is any of; how its bytes begin, so that this is known unopened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Has {
    pub worlds: bool,
    pub items: bool,
    pub drills: bool,
}

impl Has {
    /// How many bytes it takes.
    const BYTES: usize = 3;

    pub(super) fn bytes(self) -> [u8; Self::BYTES] {
        [self.worlds, self.items, self.drills].map(u8::from)
    }

    fn of_bytes(bytes: &[u8]) -> Self {
        let is = |place: usize| bytes.get(place) == Some(&1);
        Self { worlds: is(0), items: is(1), drills: is(2) }
    }
}

/// What runs, or the bytes that it is made from when somebody asks for it.
#[derive(Debug, Default)]
pub(super) struct Lazy {
    opened: OnceLock<Runs>,
    /// None: what is there was put there.
    from: Option<(Bytes, Range<usize>)>,
}

impl Lazy {
    /// What lies in a part of `bytes`.
    pub(super) fn lying_in(bytes: Bytes, part: Range<usize>) -> Self {
        Self { opened: OnceLock::new(), from: Some((bytes, part)) }
    }

    pub(super) fn get(&self) -> &Runs {
        self.opened.get_or_init(|| match &self.from {
            Some((bytes, part)) => {
                let part = part.start + Has::BYTES..part.end;
                Runs::read(bytes.all().get(part).unwrap_or_default())
            }
            None => Runs::default(),
        })
    }

    pub(super) fn get_mut(&mut self) -> &mut Runs {
        self.get();
        self.from = None;
        self.opened.get_mut().expect("it was just opened")
    }

    /// What there is, without opening it.
    pub(super) fn has(&self) -> Has {
        match (self.opened.get(), &self.from) {
            (None, Some((bytes, part))) => {
                Has::of_bytes(bytes.all().get(part.clone()).unwrap_or_default())
            }
            (Some(_), _) | (None, None) => self.get().has(),
        }
    }

    /// Whether it is what comes with the program, with nothing added or replaced.
    pub(super) fn is_built_in(&self) -> bool {
        matches!(self.from, Some((Bytes::BuiltIn(_), _)))
    }
}

impl Runs {
    pub(super) fn has(&self) -> Has {
        Has {
            worlds: !self.worlds.is_empty(),
            items: !self.items.is_empty(),
            drills: !self.drills.is_empty(),
        }
    }

    /// The place of a world in `worlds`.
    pub(super) fn world_position(&self, id: &str) -> Option<usize> {
        self.index.worlds.get(id).copied()
    }

    /// The place of an item in `items`.
    pub(super) fn item_position(&self, id: &ItemId) -> Option<usize> {
        self.index.items.get(id).copied()
    }

    /// The situation of an item.
    pub(super) fn situation_of(&self, item: &Item) -> &Situation {
        let place = self.index.situations.get(&item.situation);
        let found = place.and_then(|place| self.situations.get(*place));
        found.expect("linking keeps no item without its situation")
    }

    /// The items of a situation.
    pub(super) fn items_of(&self, situation: &str) -> impl Iterator<Item = &Item> + use<'_> {
        let places = self.index.items_of.get(situation).into_iter().flatten();
        places.filter_map(|place| self.items.get(*place))
    }

    /// The place in `bindings` of what names the card, else of what its main fact has.
    pub(super) fn binding_position(&self, card: &CardId, fact: &FactId) -> Option<usize> {
        let of_card = self.index.bindings_of_cards.get(card);
        of_card.or_else(|| self.index.bindings_of_facts.get(fact)).copied()
    }

    /// What one option of a card puts into the world of its binding.
    pub(super) fn pick_of(&self, card: &CardId, option: &str) -> Option<&Pick> {
        self.picks.get(*self.index.picks.get(card)?.get(option)?)
    }

    /// What runs, from a second half of a library's bytes.
    fn read(half: &[u8]) -> Self {
        let runs: Self =
            postcard::from_bytes(half).expect("the program reads what it was built with");
        runs.indexed()
    }

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
