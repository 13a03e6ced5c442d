//! What every day is planned from, and the day that was begun.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use crate::{
    clock::Day,
    content::{Library, Rank},
    ids::{CardId, TopicId},
    memory::{
        course::Course,
        day::{Calendar, DayCards},
        plan::{Pace, Subject},
        queue::States,
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
    /// What is known of each card of the line as long as it was never studied. All weights together
    /// are 1: that of a topic is shared out over its cards by rank, so that a topic does not count
    /// more because it has more of them.
    pub(super) subjects: Vec<Subject>,
    /// The place in the line of each card of the library.
    places: Vec<u32>,
    pub(super) topics: BTreeMap<TopicId, OfTopic>,
    /// The places in the line of all cards that were ever touched, in order.
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
        let mut stands = vec![Stand::default(); library.cards.len()];
        for (place, one) in (0_u32..).zip(library.line()) {
            if let Some(stand) = stands.get_mut(one.card as usize) {
                *stand = Stand { place, fact: one.fact };
            }
        }
        let (subjects, topics) = subjects(library, &stands);
        let places = stands.into_iter().map(|stand| stand.place).collect();
        Self {
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

    /// The place of a card in the line.
    pub(super) fn place(&self, library: &Library, card: &CardId) -> Option<usize> {
        self.places.get(library.card_position(card)?).map(|place| *place as usize)
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

/// Where a card stands: its place in the line, and that of its main fact among all facts.
#[derive(Debug, Clone, Copy, Default)]
struct Stand {
    place: u32,
    fact: u32,
}

/// What is known of the cards of the line as long as they were never studied, and their topics.
/// Cards are gone through as they lie in memory.
fn subjects(library: &Library, stands: &[Stand]) -> (Vec<Subject>, BTreeMap<TopicId, OfTopic>) {
    let mut of_topic: Vec<(&TopicId, f64)> = Vec::new();
    let mut numbers: BTreeMap<&TopicId, usize> = BTreeMap::new();
    let mut last: Option<(&TopicId, usize)> = None;
    let mut rows: Vec<(usize, f64)> = Vec::with_capacity(library.cards.len());
    for (card, stand) in library.cards.iter().zip(stands) {
        let number = match last {
            Some((topic, number)) if *topic == card.topic => number,
            Some(_) | None => *numbers.entry(&card.topic).or_insert_with(|| {
                of_topic.push((&card.topic, 0.0));
                of_topic.len() - 1
            }),
        };
        last = Some((&card.topic, number));
        let rank = library.facts.get(stand.fact as usize).map(|fact| fact.rank);
        let weight = rank.unwrap_or(Rank::Useful).weight();
        if let Some((_, sum)) = of_topic.get_mut(number) {
            *sum += weight;
        }
        rows.push((number, weight));
    }
    let worths = worths(library, &of_topic);
    let mut topics = vec![OfTopic::default(); of_topic.len()];
    let mut subjects = vec![Subject::default(); stands.len()];
    for ((number, weight), stand) in rows.into_iter().zip(stands) {
        let weight = weight * worths.get(number).copied().unwrap_or(1.0);
        if let Some(topic) = topics.get_mut(number) {
            topic.n_cards += 1;
            topic.weight += weight;
        }
        if let Some(subject) = subjects.get_mut(stand.place as usize) {
            (subject.weight, subject.group) = (weight, stand.fact as usize);
        }
    }
    let names = of_topic.into_iter().map(|(topic, _)| topic.clone());
    (subjects, names.zip(topics).collect())
}

/// The weight of one unit of rank in each of these topics, so that all cards together weigh 1.
fn worths(library: &Library, sums: &[(&TopicId, f64)]) -> Vec<f64> {
    let weight_of = |topic: &TopicId| {
        let topic = library.topics.iter().find(|one| one.id == *topic);
        topic.map_or(1.0, |topic| topic.weight.max(0.1))
    };
    let all: f64 = sums.iter().map(|(topic, _)| weight_of(topic)).sum();
    sums.iter().map(|(topic, sum)| weight_of(topic) / all / sum).collect()
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
