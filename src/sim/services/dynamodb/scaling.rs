//! Target tracking of provisioned capacity: two minutes above the target raise it, fifteen well
//! below lower it.
//!
//! Source: Amazon DynamoDB Developer Guide, Managing throughput capacity with auto scaling; Service
//! quotas, decreases of provisioned throughput (2026-11).

use super::setup::AutoScaling;
use crate::sim::kernel::time::{HOUR, SimTime};

const DAY: SimTime = 24 * HOUR;

/// What target tracking has seen.
#[derive(Debug)]
pub(in crate::sim) struct Tracker {
    pub(in crate::sim) setup: AutoScaling,
    n_above: u32,
    n_below: u32,
    pub(in crate::sim) pending: Option<u64>,
    pub(in crate::sim) landed_at: Option<SimTime>,
    last_decrease_hour: Option<u64>,
    /// The day of UTC of the last decrease, and how many there were in it. A run begins at
    /// midnight (our choice).
    decreases: (u64, u32),
}

impl Tracker {
    pub(in crate::sim) fn new(setup: AutoScaling) -> Self {
        Self {
            setup,
            n_above: 0,
            n_below: 0,
            pending: None,
            landed_at: None,
            last_decrease_hour: None,
            decreases: (0, 0),
        }
    }

    /// One minute has ended with `used_milli` thousandths of units; true when a change is decided.
    ///
    /// Two minutes in a row above the target raise the capacity, fifteen below the target less
    /// twenty points lower it. Minutes that end while a change is on its way, or as it lands, do
    /// not count.
    pub(in crate::sim) fn minute(
        &mut self,
        now: SimTime,
        used_milli: u64,
        provisioned: u64,
    ) -> bool {
        if self.pending.is_some() || self.landed_at == Some(now) {
            (self.n_above, self.n_below) = (0, 0);
            return false;
        }
        // used / 60 s against target % of provisioned, in whole numbers.
        let used = u128::from(used_milli) * 100;
        let whole = u128::from(provisioned) * 1_000 * 60;
        let is_above = whole * u128::from(self.setup.target_percent) < used;
        let is_below = used < whole * u128::from(self.setup.target_percent.saturating_sub(20));
        self.n_above = if is_above { self.n_above + 1 } else { 0 };
        self.n_below = if is_below { self.n_below + 1 } else { 0 };
        let is_down = 15 <= self.n_below;
        if self.n_above < 2 && !is_down {
            return false;
        }
        if is_down && !self.may_decrease(now) {
            return false;
        }
        let denominator = 60_000 * u128::from(self.setup.target_percent);
        let wanted = u64::try_from(used.div_ceil(denominator)).unwrap_or(u64::MAX);
        let next = wanted.clamp(self.setup.min, self.setup.max);
        if next == provisioned {
            return false;
        }
        if is_down {
            self.decreases = (now / DAY, self.decreases_on(now) + 1);
            self.last_decrease_hour = Some(now / HOUR);
        }
        self.pending = Some(next);
        true
    }

    /// Decreases so far on the day of `now`.
    fn decreases_on(&self, now: SimTime) -> u32 {
        let (day, n) = self.decreases;
        if day == now / DAY { n } else { 0 }
    }

    /// Four decreases on a day at first, then one in each hour without one: 27 at most.
    fn may_decrease(&self, now: SimTime) -> bool {
        let (hour, n) = (now / HOUR, self.decreases_on(now));
        n < 4 || (n < 27 && self.last_decrease_hour.is_none_or(|last| last < hour))
    }
}
