//! One or two worlds on the same clock: what a screen plays and a command prints.
//!
//! Two lanes have the same seed, so the same requests come at the same moments in both, and what
//! differs between them is the settings alone.

use super::{log::Log, record::Recorder};
use crate::sim::{
    budget::{Budget, SLICE, Spent},
    kernel::{
        bill::Prices,
        call::Reason,
        part::SetupError,
        setting::{Refusal, SettingValue},
        time::SimTime,
    },
    setup::Setup,
    world::World,
};

/// A world with what was recorded of it.
#[derive(Debug)]
pub struct Lane {
    pub world: World,
    pub recorder: Recorder,
    pub log: Log,
}

impl Lane {
    /// A world at time 0, sampled each `step`.
    ///
    /// # Errors
    /// When the setup cannot be.
    pub fn new(setup: &Setup, step: SimTime) -> Result<Self, SetupError> {
        let world = World::new(setup)?;
        let mut log = Log::default();
        log.look(&world);
        Ok(Self { world, recorder: Recorder::new(step), log })
    }

    /// Runs up to `time` with at most `budget` events; what is left of the budget when that moment
    /// was reached.
    pub fn advance(&mut self, time: SimTime, budget: u64, prices: &Prices) -> Option<u64> {
        let mut left = budget;
        loop {
            let border = self.recorder.next();
            left = self.world.advance_within(time.min(border), left)?;
            if time < border {
                return Some(left);
            }
            self.world.check();
            self.recorder.take(&self.world, prices);
            self.log.look(&self.world);
        }
    }
}

/// One of two lanes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LaneId {
    A,
    B,
}

impl LaneId {
    /// The lane beside it.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
        }
    }
}

/// One or two lanes.
#[derive(Debug)]
pub struct Lanes {
    pub a: Lane,
    pub b: Option<Lane>,
    prices: Prices,
}

impl Lanes {
    /// One lane, or two with the same seed.
    ///
    /// # Errors
    /// When a setup cannot be.
    pub fn new(
        a: &Setup,
        b: Option<&Setup>,
        step: SimTime,
        prices: Prices,
    ) -> Result<Self, SetupError> {
        let b = b.map(|setup| {
            let setup = Setup { seed: a.seed, ..setup.clone() };
            Lane::new(&setup, step)
        });
        Ok(Self { a: Lane::new(a, step)?, b: b.transpose()?, prices })
    }

    /// The moment that all lanes have reached.
    pub fn now(&self) -> SimTime {
        let a = self.a.world.core.now;
        self.b.as_ref().map_or(a, |b| a.min(b.world.core.now))
    }

    /// Runs all lanes up to `time`, sample by sample side by side, with at most `budget` events of
    /// them all; true when that moment was reached.
    pub fn advance(&mut self, time: SimTime, budget: u64) -> bool {
        let mut left = budget;
        loop {
            let border = self.a.recorder.next().min(time);
            let Some(rest) = self.a.advance(border, left, &self.prices) else { return false };
            left = rest;
            if let Some(b) = &mut self.b {
                let Some(rest) = b.advance(border, left, &self.prices) else { return false };
                left = rest;
            }
            if border == time {
                return true;
            }
        }
    }

    /// Runs all lanes up to `time`, with at most `events` events of them all and each within a
    /// budget; true when that moment was reached.
    ///
    /// # Errors
    /// What is too much in the first lane that has no budget left.
    pub fn go_within(&mut self, time: SimTime, events: u64, budget: Budget) -> Result<bool, Spent> {
        self.a.world.bound(budget);
        if let Some(b) = &mut self.b {
            b.world.bound(budget);
        }
        let mut left = events;
        while 0 < left {
            self.afford(budget)?;
            let slice = left.min(SLICE);
            if self.advance(time, slice) {
                self.afford(budget)?;
                return Ok(true);
            }
            left -= slice;
        }
        Ok(false)
    }

    /// Whether each lane keeps within a budget.
    ///
    /// # Errors
    /// What is too much in the first that does not.
    pub fn afford(&self, budget: Budget) -> Result<(), Spent> {
        self.a.world.afford(budget)?;
        self.b.as_ref().map_or(Ok(()), |b| b.world.afford(budget))
    }

    pub fn prices(&self) -> &Prices {
        &self.prices
    }

    /// Turns a knob of one lane while it runs.
    ///
    /// # Errors
    /// When the setting cannot be made.
    pub fn turn(&mut self, id: LaneId, path: &str, value: &SettingValue) -> Result<(), Refusal> {
        let lane = match (id, &mut self.b) {
            (LaneId::B, Some(b)) => b,
            (LaneId::A, _) | (LaneId::B, None) => &mut self.a,
        };
        lane.world.turn(path, value)
    }

    /// The first sample in which the two lanes differ.
    pub fn parted_at(&self) -> Option<SimTime> {
        let b = self.b.as_ref()?;
        let pairs = self.a.recorder.samples.iter().zip(&b.recorder.samples);
        let mut pairs = pairs.filter(|(a, b)| !a.is_same(b));
        pairs.next().map(|(a, _)| a.at)
    }
}

/// Reasons with how often a component did not serve for them, the most frequent first.
pub fn refusals(world: &World, part: u16) -> Vec<(Reason, u64)> {
    let all = Reason::ALL.iter().map(|reason| (*reason, world.core.meter.reason(part, *reason)));
    let mut found: Vec<(Reason, u64)> = all.filter(|(_, n)| 0 < *n).collect();
    found.sort_by_key(|(reason, n)| (std::cmp::Reverse(*n), *reason));
    found
}
