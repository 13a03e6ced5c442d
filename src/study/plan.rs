//! What every day is planned from, and the day that was begun.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use crate::{
    clock::Day,
    content::{Card, CardKind, FactKind, Library, Rank},
    ids::{CardId, FactId, TopicId},
    memory::{
        course::Course,
        day::{Calendar, DayCards},
        plan::{Pace, Subject},
        queue::{self, QueueCard, States},
        readiness::Correction,
        roster::Roster,
    },
};

/// A study day as its start fixed it.
#[derive(Debug)]
pub(super) struct FixedDay {
    pub(super) day: Day,
    /// Known cards that it shows, in order, and the seconds of each.
    pub(super) known: Vec<(CardId, f64)>,
    /// Known cards that are due and have no room.
    pub(super) waiting: Vec<(CardId, f64)>,
    /// How many new cards it shows.
    pub(super) n_new: usize,
    /// Seconds that it has for cards.
    pub(super) room_s: f64,
    pub(super) pace: Pace,
    /// The days after it as they looked at its start.
    pub(super) calendar: OnceCell<Calendar>,
}

/// The start of a day.
pub(super) struct Morning<'a> {
    /// All cards by their place in the plan.
    pub(super) roster: Roster,
    pub(super) course: Course<'a>,
    pub(super) cards: DayCards,
}

/// How many cards a topic has, and what they weigh together.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct OfTopic {
    pub(super) n_cards: usize,
    pub(super) weight: f64,
}

/// What every day is planned from, and the day that was begun.
#[derive(Debug)]
pub(super) struct Plan {
    /// All cards, in the order in which they are learnt.
    pub(super) items: Vec<QueueCard>,
    /// What is known of each of them as long as it was never studied. All weights together are 1:
    /// that of a topic is shared out over its cards by rank, so that a topic does not count more
    /// because it has more of them.
    pub(super) subjects: Vec<Subject>,
    /// The place in `items` of each card of the library.
    places: Vec<usize>,
    pub(super) topics: BTreeMap<TopicId, OfTopic>,
    /// The places of all cards that were ever touched, in order.
    pub(super) touched: Vec<usize>,
    /// How far what the model expects is off for this learner, as of the last look: it is fitted
    /// when the file is read, at the beginning of a day, and with other parameters.
    pub(super) correction: Correction,
    /// The day that was begun, how it was fixed at its start, and the states that cards which were
    /// touched today had before.
    pub(super) day: Day,
    pub(super) held: Rc<FixedDay>,
    pub(super) dawn: States,
}

impl Plan {
    /// The plan before any day was begun.
    pub(super) fn new(library: &Library) -> Self {
        let weights: Vec<(TopicId, f64)> =
            library.topics.iter().map(|topic| (topic.id.clone(), topic.weight)).collect();
        let first: BTreeMap<&CardId, usize> =
            library.first.iter().enumerate().map(|(place, card)| (card, place)).collect();
        let items = library.cards.iter().map(|card| item_of(library, card, &first)).collect();
        let items = queue::curriculum(items, &weights);
        let mut places = vec![0; items.len()];
        for (place, item) in items.iter().enumerate() {
            if let Some(card) = library.card_position(&item.card).and_then(|at| places.get_mut(at))
            {
                *card = place;
            }
        }
        let subjects = subjects(&items, &worths(&items, &weights));
        let mut topics: BTreeMap<TopicId, OfTopic> = BTreeMap::new();
        for (item, subject) in items.iter().zip(&subjects) {
            let topic = topics.entry(item.topic.clone()).or_default();
            topic.n_cards += 1;
            topic.weight += subject.weight;
        }
        Self {
            items,
            subjects,
            places,
            topics,
            touched: Vec::new(),
            correction: Correction::default(),
            day: Day(0),
            held: Rc::default(),
            dawn: States::new(),
        }
    }

    /// The place of a card of the library in `items`.
    pub(super) fn place(&self, library: &Library, card: &CardId) -> Option<usize> {
        self.places.get(library.card_position(card)?).copied()
    }

    /// A card was touched.
    pub(super) fn touch(&mut self, library: &Library, card: &CardId) {
        let Some(place) = self.place(library, card) else { return };
        if let Err(at) = self.touched.binary_search(&place) {
            self.touched.insert(at, place);
        }
    }

    /// The places of some cards, in order.
    pub(super) fn places_of<'a>(
        &self,
        library: &Library,
        cards: impl Iterator<Item = &'a CardId>,
    ) -> Vec<usize> {
        let places = cards.filter_map(|card| self.place(library, card));
        places.collect::<BTreeSet<usize>>().into_iter().collect()
    }
}

/// What is known of cards that were never studied.
fn subjects(items: &[QueueCard], worths: &BTreeMap<TopicId, f64>) -> Vec<Subject> {
    let mut groups: BTreeMap<&FactId, usize> = BTreeMap::new();
    let mut last: Option<(&FactId, usize)> = None;
    let subject = |item| {
        let QueueCard { fact, topic, .. }: &QueueCard = item;
        let group = match last {
            Some((one, group)) if one == fact => group,
            Some(_) | None => {
                let next = groups.len();
                *groups.entry(fact).or_insert(next)
            }
        };
        last = Some((fact, group));
        let worth = worths.get(topic).copied().unwrap_or(1.0);
        Subject { weight: rank_of(item).weight() * worth, group, ..Subject::default() }
    };
    items.iter().map(subject).collect()
}

impl Default for FixedDay {
    /// The day before all days, which holds nothing.
    fn default() -> Self {
        Self {
            day: Day(i32::MIN),
            known: Vec::new(),
            waiting: Vec::new(),
            n_new: 0,
            room_s: 0.0,
            pace: Pace::default(),
            calendar: OnceCell::new(),
        }
    }
}

pub(super) fn rank_of(item: &QueueCard) -> Rank {
    Rank::ALL.get(usize::from(item.rank)).copied().unwrap_or(Rank::Detail)
}

/// The weight of one unit of rank in each topic, so that all cards together weigh 1.
fn worths(items: &[QueueCard], weights: &[(TopicId, f64)]) -> BTreeMap<TopicId, f64> {
    let mut sums: BTreeMap<TopicId, f64> = BTreeMap::new();
    for item in items {
        *sums.entry(item.topic.clone()).or_default() += rank_of(item).weight();
    }
    let weight_of = |topic: &TopicId| {
        let weight = weights.iter().find(|(one, _)| one == topic);
        weight.map_or(1.0, |(_, weight)| weight.max(0.1))
    };
    let all: f64 = sums.keys().map(weight_of).sum();
    sums.into_iter().map(|(topic, sum)| (topic.clone(), weight_of(&topic) / all / sum)).collect()
}

fn item_of(library: &Library, card: &Card, first: &BTreeMap<&CardId, usize>) -> QueueCard {
    let fact = library.fact(card.main_fact());
    QueueCard {
        card: card.id.clone(),
        fact: card.main_fact().clone(),
        topic: card.topic.clone(),
        rank: fact.map_or(Rank::Useful, |fact| fact.rank) as u8,
        need: fact.map_or(0, |fact| need_of(fact.kind)),
        is_figure: card.kind == CardKind::Numeric,
        first: first.get(&card.id).copied(),
    }
}

/// What has to be known before what: a word, its use, how it differs, its rules, its figures.
fn need_of(kind: FactKind) -> u8 {
    match kind {
        FactKind::Definition => 0,
        FactKind::UseCase => 1,
        FactKind::Comparison => 2,
        FactKind::Rule | FactKind::Fact | FactKind::Default => 3,
        FactKind::Limit => 4,
        FactKind::Price => 5,
    }
}
