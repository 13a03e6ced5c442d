//! What a run may cost that nobody watches: how many events, and how much may wait in it at once.
//!
//! A world comes from a file that anybody may have written. Events bound the time of its run, what
//! waits bounds the memory: a message or a call takes about a hundred bytes, so that a million of
//! them stay below 200 MB.

use super::{
    kernel::{meter::Count, time::SimTime},
    world::World,
};
use crate::text::thousands;

/// The most that a run may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Events from the beginning of the world.
    pub events: u64,
    /// Events, and the calls and answers that came of them: one event may be the work of many.
    pub steps: u64,
    /// Calls, planned events and whatever components keep, at one moment.
    pub live: usize,
}

impl Budget {
    /// Of every run that a check repeats many times: challenges, bindings, items, examples. What
    /// comes with the program has far fewer events.
    pub const CHECK: Self = Self { events: 20_000_000, steps: 25_000_000, live: 1_000_000 };
    /// Of one run that a person has asked for and waits for: some five seconds of a processor.
    pub const RUN: Self = Self { events: 40_000_000, ..Self::CHECK };
    /// Of a run that somebody watches, and may leave at any time.
    pub const WATCHED: Self = Self { events: u64::MAX, steps: u64::MAX, ..Self::CHECK };
}

/// A run has come to the end of its budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spent {
    /// Too many events; the client that sends most.
    Events { most: u64, client: String },
    /// Too many calls and answers for the events that there were; the client that sends most.
    Steps { most: u64, client: String },
    /// Too much waits at once; where most of it does.
    Live { most: usize, part: String },
}

impl Spent {
    /// What happened in the world called `world`, and what to lower.
    pub fn words(&self, world: &str) -> String {
        match self {
            Self::Events { most, client } => {
                let most = thousands(*most);
                format!(
                    "`{world}` has more than {most} events in one run; lower the rate of \
                     `{client}`, or let it run for a shorter time"
                )
            }
            Self::Steps { most, client } => {
                let most = thousands(*most);
                format!(
                    "`{world}` has more than {most} events, calls and answers in one run; lower \
                     the rate of `{client}`, or let it run for a shorter time"
                )
            }
            Self::Live { most, part } => {
                let most = thousands(*most as u64);
                format!(
                    "in `{world}` more than {most} messages and calls wait at once, most of them \
                     at `{part}`; lower the rate that reaches it, or let something take them away"
                )
            }
        }
    }
}

/// Between two looks at what waits. One event adds at most a call for each wire of a component,
/// and those are bounded too.
pub(super) const SLICE: u64 = 1_024;

impl World {
    /// Runs up to `time` unless the budget ends before.
    ///
    /// # Errors
    /// What is too much.
    pub fn run_within(&mut self, time: SimTime, budget: Budget) -> Result<(), Spent> {
        self.go_within(time, u64::MAX, budget)?;
        self.check();
        Ok(())
    }

    /// Runs at most `events` events up to `time`; gives back how many are left when that moment was
    /// reached.
    ///
    /// # Errors
    /// What is too much of the whole run.
    pub fn go_within(
        &mut self,
        time: SimTime,
        events: u64,
        budget: Budget,
    ) -> Result<Option<u64>, Spent> {
        self.bound(budget);
        let mut left = events;
        while 0 < left {
            self.afford(budget)?;
            let slice = left.min(SLICE);
            let rest = self.advance_within(time, slice);
            left = left - slice + rest.unwrap_or(0);
            if rest.is_some() {
                self.afford(budget)?;
                return Ok(Some(left));
            }
        }
        Ok(None)
    }

    /// Runs until nothing is planned any more, or up to `time`, unless the budget ends before.
    ///
    /// # Errors
    /// What is too much.
    pub fn drain_within(&mut self, time: SimTime, budget: Budget) -> Result<(), Spent> {
        self.bound(budget);
        while !self.drain_slice(time, SLICE) {
            self.afford(budget)?;
        }
        self.afford(budget)?;
        self.check();
        Ok(())
    }

    /// From now on a single event stops where it asks for more than a budget lets wait at once;
    /// then the run is over, as [`Self::afford`] tells.
    pub fn bound(&mut self, budget: Budget) {
        self.core.most_calls = budget.live;
    }

    /// Whether the run so far keeps within a budget.
    ///
    /// # Errors
    /// What is too much.
    pub fn afford(&self, budget: Budget) -> Result<(), Spent> {
        if budget.events < self.core.n_events() {
            return Err(Spent::Events { most: budget.events, client: self.busiest() });
        }
        if budget.steps < self.core.n_events() + self.core.n_steps {
            return Err(Spent::Steps { most: budget.steps, client: self.busiest() });
        }
        let held: usize = self.components().map(|(_, component)| component.n_kept()).sum();
        if budget.live < self.core.n_live() + held {
            return Err(Spent::Live { most: budget.live, part: self.fullest() });
        }
        Ok(())
    }

    /// The client that has sent most, or the component that was asked most where there is none.
    fn busiest(&self) -> String {
        let asked = self
            .components()
            .map(|(name, _)| (self.is_caller(name), self.count(name, Count::In), name));
        asked.max().map_or_else(String::new, |(.., name)| name.to_owned())
    }

    /// The component at which most waits.
    fn fullest(&self) -> String {
        let mut waiting: Vec<(usize, &str)> =
            self.components().map(|(name, component)| (component.n_kept(), name)).collect();
        for call in self.core.live_calls() {
            if let Some((n, _)) = waiting.get_mut(usize::from(call.part)) {
                *n += 1;
            }
        }
        waiting.into_iter().max().map_or_else(String::new, |(_, name)| name.to_owned())
    }
}
