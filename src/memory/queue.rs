//! The cards of a day, and which of them comes next in a session.
//!
//! - At most one card of a fact a day: siblings wait for tomorrow.
//! - Cards in steps come back at their minute, or after eight others, or when nothing else is left.

use std::collections::{BTreeMap, VecDeque};

use super::{CardState, Due};
use crate::{clock::Now, ids::CardId};

/// When nothing else is left, a card in steps is shown up to this much early.
const AHEAD_MS: i64 = 20 * 60_000;
/// A card in steps may come back early after this many others.
const OTHERS_BETWEEN: u32 = 8;

/// The cards of a day that still wait.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Today {
    /// In steps, soonest first.
    pub steps: Vec<CardId>,
    pub reviews: Vec<CardId>,
    pub new: Vec<CardId>,
    /// Known cards that are due and do not fit into the day.
    pub n_waiting: usize,
    /// Seconds that the cards are expected to take.
    pub seconds: u64,
}

impl Today {
    /// Cards that are due: in steps or known.
    pub fn n_due(&self) -> usize {
        self.steps.len() + self.reviews.len()
    }

    /// Minutes that the cards are expected to take, rounded up; 0 for none.
    pub fn minutes(&self) -> u64 {
        self.seconds.div_ceil(60)
    }

    pub fn is_empty(&self) -> bool {
        self.n_due() + self.new.len() == 0
    }
}

/// Every card's state, by id; a card that is missing was never answered.
pub type States = BTreeMap<CardId, CardState>;

static FRESH: CardState = CardState::FRESH;

/// The state of a card, fresh when it is not in `states`.
pub fn state_of<'a>(states: &'a States, card: &CardId) -> &'a CardState {
    states.get(card).unwrap_or(&FRESH)
}

/// Cards in steps, the soonest first.
pub fn sort_steps(steps: &mut [CardId], states: &States) {
    steps.sort_by_key(|card| match state_of(states, card).due {
        Due::At(at) => at.0,
        Due::Unplanned | Due::On(_) => 0,
    });
}

/// The line in front of a learner: what was planned, and what comes back within the session.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    planned: VecDeque<CardId>,
    /// In steps: the card, when it is due, and how many cards had been shown when it went there.
    steps: Vec<(CardId, i64, u32)>,
    n_shown: u32,
}

impl Line {
    /// A line of today's cards, new ones spread evenly among the known.
    pub fn new(today: &Today, states: &States) -> Self {
        let (n_known, n_new) = (today.reviews.len(), today.new.len());
        let mut planned = VecDeque::with_capacity(n_known + n_new);
        let (mut known, mut new) = (today.reviews.iter(), today.new.iter());
        for place in 0..n_known + n_new {
            // As many new ones among the first `place + 1` as their share says.
            let n_new_by_now = (place + 1) * n_new / (n_known + n_new);
            let is_new = place * n_new / (n_known + n_new) < n_new_by_now;
            planned.extend(if is_new { new.next() } else { known.next() }.cloned());
        }
        let due = |card: &CardId| match state_of(states, card).due {
            Due::At(at) => at.0,
            Due::Unplanned | Due::On(_) => 0,
        };
        let steps = today.steps.iter().map(|card| (card.clone(), due(card), 0)).collect();
        Self { planned, steps, n_shown: 0 }
    }

    /// Takes the next card out of the line; none when everything is done or rests longer.
    pub fn next(&mut self, now: Now) -> Option<CardId> {
        let n_shown = self.n_shown;
        let is_ready =
            |step: &(CardId, i64, u32)| step.1 <= now.wall.0 || step.2 + OTHERS_BETWEEN <= n_shown;
        let soonest = |line: &Self, ready: &dyn Fn(&(CardId, i64, u32)) -> bool| {
            let steps = line.steps.iter().enumerate().filter(|(_, step)| ready(step));
            steps.min_by_key(|(_, step)| step.1).map(|(index, _)| index)
        };
        let card = if let Some(index) = soonest(self, &is_ready) {
            self.steps.remove(index).0
        } else if let Some(card) = self.planned.pop_front() {
            card
        } else {
            let ahead = now.wall.0.saturating_add(AHEAD_MS);
            let index = soonest(self, &|step| step.1 <= ahead)?;
            self.steps.remove(index).0
        };
        self.n_shown += 1;
        Some(card)
    }

    /// Puts a card back after its answer, when it rests within the session only.
    pub fn answered(&mut self, card: &CardId, state: &CardState) {
        if let Due::At(at) = state.due {
            self.steps.push((card.clone(), at.0, self.n_shown));
        }
    }

    /// Puts a card in front of all that is planned.
    pub fn put_first(&mut self, card: CardId) {
        self.drop_card(&card);
        self.planned.push_front(card);
    }

    /// Takes a card out: it was suspended or buried.
    pub fn drop_card(&mut self, card: &CardId) {
        self.planned.retain(|one| one != card);
        self.steps.retain(|(one, _, _)| one != card);
    }

    /// Cards still in line.
    pub fn len(&self) -> usize {
        self.planned.len() + self.steps.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Day, Timestamp};
    use std::time::Duration;

    fn card(n: usize, topic: &str) -> CardId {
        CardId::from(&*format!("{topic}.{n:03}"))
    }

    fn now(ms: i64) -> Now {
        Now { mono: Duration::ZERO, wall: Timestamp(ms), offset_min: 0, day: Day(0) }
    }

    #[test]
    fn a_failed_card_comes_back_after_its_minutes_or_eight_others_or_at_the_end() {
        let cards: Vec<CardId> = (0..20).map(|n| card(n, "a")).collect();
        let today = Today { new: cards.clone(), ..Today::default() };
        let mut line = Line::new(&today, &States::new());
        let first = line.next(now(0)).unwrap();
        let resting = CardState { due: Due::At(Timestamp(600_000)), ..CardState::default() };
        line.answered(&first, &resting);
        let mut by_time = line.clone();
        assert_ne!(by_time.next(now(599_999)), Some(first.clone()));
        assert_eq!(by_time.next(now(600_000)), Some(first.clone()));
        for _ in 0..8 {
            assert_ne!(line.next(now(1)), Some(first.clone()));
        }
        assert_eq!(line.next(now(1)), Some(first.clone()));
        let only = Today { new: vec![first.clone()], ..Today::default() };
        let mut short = Line::new(&only, &States::new());
        assert_eq!(short.next(now(0)), Some(first.clone()));
        short.answered(&first, &resting);
        assert_eq!(short.next(now(0)), Some(first));
        assert_eq!(short.next(now(0)), None);
    }

    #[test]
    fn new_ones_are_spread_among_the_known() {
        let ids = |topic| (0..3).map(|n| card(n, topic)).collect::<Vec<_>>();
        let reviews: Vec<CardId> = (0..9).map(|n| card(n, "r")).collect();
        let today = Today { reviews, new: ids("n"), ..Today::default() };
        let mut line = Line::new(&today, &States::new());
        let mut order = String::new();
        while let Some(card) = line.next(now(0)) {
            order.extend(card.0.chars().next());
        }
        assert_eq!(order, "rrrnrrrnrrrn");
    }
}
