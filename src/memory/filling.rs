//! How a day is filled, card by card.

use std::collections::BTreeSet;

use super::{day::DayCards, plan::Gain, roster::Roster};

/// The most gain a second first.
pub(super) fn sort_by_rate(gains: &mut [Gain]) {
    gains.sort_by(|a, b| b.rate().total_cmp(&a.rate()).then_with(|| a.place.cmp(&b.place)));
}

/// A day while it is filled: no two cards of a group, and so many seconds.
pub(super) struct Filling<'a> {
    roster: &'a Roster,
    /// Seconds of a card in steps.
    step_s: f64,
    taken: BTreeSet<usize>,
    pub(super) used_s: f64,
    pub(super) cards: DayCards,
}

impl<'a> Filling<'a> {
    pub(super) fn new(roster: &'a Roster, step_s: f64) -> Self {
        let cards = DayCards::default();
        Self { roster, step_s, taken: BTreeSet::new(), used_s: 0.0, cards }
    }

    fn group(&self, one: &Gain) -> usize {
        self.roster.get(one.place).map_or(usize::MAX, |subject| subject.group)
    }

    /// Takes the place of its group for the day; false when a sibling has it.
    fn claim(&mut self, one: &Gain) -> bool {
        let group = self.group(one);
        let is_free = self.taken.insert(group);
        if is_free {
            self.used_s += one.seconds;
        }
        is_free
    }

    pub(super) fn take_steps(&mut self) {
        let seconds = self.step_s;
        for (place, subject) in self.roster.met() {
            if subject.is_in_steps && subject.rests <= 0 {
                let one = Gain { place, gain: 0.0, seconds };
                self.claim(&one);
                self.cards.steps.push(one);
            }
        }
    }

    /// Due cards in their order while they fit into the room, one at least.
    pub(super) fn take_due(&mut self, due: Vec<Gain>, room: f64) {
        let mut due_s = 0.0;
        let mut due = due.into_iter();
        for one in due.by_ref() {
            let fits = due_s + one.seconds <= room || (due_s <= 0.0 && 0.0 < room);
            if !fits {
                self.cards.waiting.push(one);
                break;
            }
            if self.claim(&one) {
                due_s += one.seconds;
                self.cards.due.push(one);
            }
        }
        self.cards.waiting.extend(due);
        if !self.cards.waiting.is_empty() {
            self.cards.least_rate = self.cards.due.last().map_or(f64::INFINITY, Gain::rate);
        }
    }

    /// Known cards, the best first, against the next new one, until the day has its seconds. The
    /// next new one is the first in line that is worth as much as the known one: a light topic
    /// whose turn it is must not hold up the heavy ones behind it.
    pub(super) fn rank(
        &mut self,
        known: impl Iterator<Item = Gain>,
        new: impl Iterator<Item = Gain>,
        seconds: f64,
        most_new: usize,
    ) {
        let mut known = known.peekable();
        let mut new = Queue { rest: new, passed: Vec::new(), best_passed: f64::NEG_INFINITY };
        while self.used_s < seconds {
            let least = known.peek().map_or(0.0, Gain::rate);
            let has_room = self.cards.new.len() < most_new;
            let next = if has_room { new.first_worth(least) } else { None };
            let is_new = next.is_some();
            let Some(one) = next.or_else(|| known.next()) else { break };
            if self.claim(&one) {
                if is_new { &mut self.cards.new } else { &mut self.cards.early }.push(one);
            }
        }
    }

    /// What waits is what neither found room nor has a sibling on this day.
    pub(super) fn done(mut self) -> DayCards {
        let mut waiting = std::mem::take(&mut self.cards.waiting);
        waiting.retain(|one| !self.taken.contains(&self.group(one)));
        self.cards.waiting = waiting;
        self.cards
    }
}

/// New cards in line.
struct Queue<I> {
    rest: I,
    /// Those that were worth less than what was asked for when it was their turn, in order.
    passed: Vec<Gain>,
    /// None of them is worth more a second.
    best_passed: f64,
}

impl<I: Iterator<Item = Gain>> Queue<I> {
    /// Takes the first one out that is worth at least so much a second.
    fn first_worth(&mut self, least: f64) -> Option<Gain> {
        let is_worth = |one: &Gain| least <= one.rate();
        if least <= self.best_passed {
            if let Some(at) = self.passed.iter().position(is_worth) {
                return Some(self.passed.remove(at));
            }
            self.best_passed = self.passed.iter().map(Gain::rate).fold(f64::NEG_INFINITY, f64::max);
        }
        for one in self.rest.by_ref() {
            if is_worth(&one) {
                return Some(one);
            }
            self.best_passed = self.best_passed.max(one.rate());
            self.passed.push(one);
        }
        None
    }
}
