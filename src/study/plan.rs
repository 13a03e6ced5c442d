//! What every day is planned from, and the day that was begun.

use std::{cell::OnceCell, collections::BTreeMap, rc::Rc};

use crate::{
    clock::Day,
    content::{Card, CardKind, FactKind, Library, Rank},
    ids::{CardId, TopicId},
    memory::{
        course::Course,
        day::{Calendar, DayCards},
        plan::{Pace, Subject},
        queue::{self, QueueCard, States},
        readiness::Correction,
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
    pub(super) items: Vec<&'a QueueCard>,
    /// What the plan knows of each of them.
    pub(super) subjects: Vec<Subject>,
    pub(super) course: Course<'a>,
    pub(super) cards: DayCards,
}

/// What every day is planned from, and the day that was begun.
#[derive(Debug)]
pub(super) struct Plan {
    /// All cards, in the order in which they are learnt.
    pub(super) items: Vec<QueueCard>,
    /// What one unit of rank weighs in each topic.
    pub(super) worths: BTreeMap<TopicId, f64>,
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
        Self {
            worths: worths(&items, &weights),
            items,
            correction: Correction::default(),
            day: Day(0),
            held: Rc::default(),
            dawn: States::new(),
        }
    }
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
        is_figure: card.kind() == CardKind::Numeric,
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
