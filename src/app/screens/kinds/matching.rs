//! A match: a right item for each on the left.

use super::{Answerable, Answering, AskedCard, Judged, picked, share};
use crate::{
    app::{keys::action::Action, screens::list::step},
    content::kinds::matching::Matching,
};

/// For each item on the left the place shown of its right item.
#[derive(Debug, Clone)]
pub struct MatchedPairs {
    pub asks: Matching,
    /// On which item on the left the cursor is.
    pub cursor: usize,
    pub given: Vec<Option<usize>>,
}

impl Answerable for Matching {
    type Input = MatchedPairs;

    fn begin(&self) -> MatchedPairs {
        MatchedPairs { asks: self.clone(), cursor: 0, given: vec![None; self.pairs.len()] }
    }
}

impl MatchedPairs {
    /// The right item at `place` goes to the item that the cursor is on, and the cursor on to the
    /// next one that has none.
    fn give(&mut self, place: usize) {
        // A right item belongs to one left item only; picked again, it moves.
        for one in self.given.iter_mut().filter(|one| **one == Some(place)) {
            *one = None;
        }
        if let Some(here) = self.given.get_mut(self.cursor) {
            *here = Some(place);
        }
        let n = self.given.len();
        let mut ahead = (1..=n).map(|ahead| (self.cursor + ahead) % n);
        let next = ahead.find(|at| self.given.get(*at) == Some(&None));
        self.cursor = next.unwrap_or(self.cursor);
    }
}

impl Answering for MatchedPairs {
    fn n_options(&self) -> usize {
        self.asks.pairs.len() + self.asks.extra.len()
    }

    /// The cursor stands on the left, where nothing is picked.
    fn offers(&self, action: Action) -> bool {
        action != Action::Mark
    }

    fn pick(&mut self, action: Action) {
        if action == Action::EraseAll {
            self.cursor = 0;
            self.given.fill(None);
        }
        step(&mut self.cursor, self.given.len(), action);
        if let Some(place) = picked(action, None, self.n_options()) {
            self.give(place);
        }
        if action == Action::Erase
            && let Some(here) = self.given.get_mut(self.cursor)
        {
            *here = None;
        }
    }

    fn complete(&mut self) -> Result<(), String> {
        match self.given.iter().filter(|one| one.is_none()).count() {
            0 => Ok(()),
            n_open => Err(format!("{n_open} on the left still need a number")),
        }
    }

    fn settle(&mut self, asked: &AskedCard<'_>) -> Option<Judged> {
        let is_right = |(left, place): &(usize, &Option<usize>)| {
            place.and_then(|place| asked.order.get(place)) == Some(left)
        };
        let n_right = self.given.iter().enumerate().filter(is_right).count();
        Some(share(n_right, self.asks.pairs.len()))
    }

    fn words(&self, order: &[usize]) -> String {
        let words = |((left, _), place): (&(String, String), &Option<usize>)| {
            let at = place.and_then(|place| order.get(place));
            let right = at.and_then(|at| self.asks.right_item(*at));
            format!("{left} = {}", right.unwrap_or_default())
        };
        let pairs = self.asks.pairs.iter().zip(&self.given);
        pairs.map(words).collect::<Vec<_>>().join("; ")
    }
}
