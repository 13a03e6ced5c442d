//! What is remembered of cards, and how fast.

use std::collections::BTreeMap;

use crate::{
    content::CardKind,
    ids::CardId,
    memory::{
        CardState, Scheduler, grade,
        queue::{self, States},
    },
};

/// The states of cards, what moves them, and the learner's times.
#[derive(Debug)]
pub struct Cards {
    pub states: States,
    pub scheduler: Scheduler,
    /// Times of right answers by kind, in milliseconds.
    pub(super) times: BTreeMap<&'static str, Vec<u32>>,
}

impl Cards {
    /// The state of a card; fresh when it was never touched.
    pub fn state(&self, card: &CardId) -> &CardState {
        queue::state_of(&self.states, card)
    }

    /// The learner's median time for right answers of a kind of card, none while there are too few.
    pub fn median_ms(&self, kind: CardKind) -> Option<u32> {
        grade::median_ms(self.times.get(kind.word())?)
    }

    /// Median seconds of right answers by kind of card, where there are enough.
    pub fn median_times(&self) -> Vec<(&'static str, f64)> {
        let median = |times: &Vec<u32>| grade::median_ms(times).map(|ms| f64::from(ms) / 1_000.0);
        self.times.iter().filter_map(|(kind, times)| Some((*kind, median(times)?))).collect()
    }
}
