//! A token bucket in whole numbers.
//!
//! The rate is in thousandths of a token per second, the level in billionths of a thousandth: then
//! `level += nanoseconds x rate` is exact, and no request is let through or refused by a rounding.

use crate::sim::kernel::time::SimTime;

/// Level units in one token: 10^3 for the rate's thousandths times 10^9 ns in a second.
const UNIT: u128 = 1_000_000_000_000;

/// Tokens that refill at a rate up to a capacity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenBucket {
    rate_milli: u64,
    capacity: u128,
    level: u128,
    updated: SimTime,
}

impl TokenBucket {
    /// A full bucket: `rate_milli` thousandths of a token a second, up to `capacity` tokens.
    pub fn full(rate_milli: u64, capacity: u64) -> Self {
        let capacity = u128::from(capacity) * UNIT;
        Self { rate_milli, capacity, level: capacity, updated: 0 }
    }

    /// The same bucket with some tokens, at most its capacity.
    pub fn with_tokens(rate_milli: u64, capacity: u64, tokens: u64) -> Self {
        let full = Self::full(rate_milli, capacity);
        Self { level: (u128::from(tokens) * UNIT).min(full.capacity), ..full }
    }

    /// Brings the level to what it is at `now`.
    #[inline]
    pub fn refill(&mut self, now: SimTime) {
        let passed = now.saturating_sub(self.updated);
        self.updated = now;
        let added = u128::from(passed) * u128::from(self.rate_milli);
        self.level = (self.level + added).min(self.capacity);
    }

    /// Whether `milli` thousandths of a token are there now.
    #[inline]
    pub fn holds_milli(&mut self, now: SimTime, milli: u64) -> bool {
        self.refill(now);
        u128::from(milli) * (UNIT / 1_000) <= self.level
    }

    /// Takes what [`holds_milli`](Self::holds_milli) has found to be there.
    #[inline]
    pub fn take_milli(&mut self, milli: u64) {
        let wanted = u128::from(milli) * (UNIT / 1_000);
        assert!(wanted <= self.level, "only what a bucket holds is taken from it");
        self.level -= wanted;
    }

    /// Takes one token if there is one.
    #[inline]
    pub fn take_one(&mut self, now: SimTime) -> bool {
        let is_there = self.holds_milli(now, 1_000);
        if is_there {
            self.take_milli(1_000);
        }
        is_there
    }

    /// How long it takes from `now` until one token is there; none when it never is.
    pub fn wait_for_one(&mut self, now: SimTime) -> Option<SimTime> {
        self.refill(now);
        if UNIT <= self.level {
            return Some(0);
        }
        if self.rate_milli == 0 || self.capacity < UNIT {
            return None;
        }
        u64::try_from((UNIT - self.level).div_ceil(u128::from(self.rate_milli))).ok()
    }

    /// Changes rate and capacity; what is there above the new capacity is lost.
    pub fn resize(&mut self, now: SimTime, rate_milli: u64, capacity: u64) {
        self.refill(now);
        self.rate_milli = rate_milli;
        self.capacity = u128::from(capacity) * UNIT;
        self.level = self.level.min(self.capacity);
    }

    /// Whole tokens there at `now`, without changing anything.
    pub fn tokens(&self, now: SimTime) -> u64 {
        let passed = now.saturating_sub(self.updated);
        let level = self.level + u128::from(passed) * u128::from(self.rate_milli);
        u64::try_from(level.min(self.capacity) / UNIT).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::kernel::time::{MS, SECOND};
    use proptest::prelude::*;

    #[test]
    fn the_example_of_the_101st_millisecond() {
        // API Gateway Developer Guide, edition before 2022: rate 10,000, burst 5,000.
        let mut bucket = TokenBucket::full(10_000_000, 5_000);
        let served =
            |bucket: &mut TokenBucket, at, n| (0..n).filter(|_| bucket.take_one(at)).count();
        assert_eq!(served(&mut bucket, 0, 5_000), 5_000);
        assert_eq!(served(&mut bucket, 100 * MS, 5_000), 1_000);
    }

    proptest! {
        /// Invariant 2 of the model: never below 0 nor above the capacity, and in any window no
        /// more than capacity + rate x time is let through.
        #[test]
        fn a_bucket_never_gives_more_than_it_has(
            rate in 1_u64..5_000, capacity in 1_u64..200,
            gaps in proptest::collection::vec(0_u64..SECOND, 1..200),
        ) {
            let mut bucket = TokenBucket::full(rate * 1_000, capacity);
            let mut now = 0;
            let mut taken = Vec::new();
            for gap in gaps {
                now += gap;
                if bucket.take_one(now) {
                    taken.push(now);
                }
                prop_assert!(bucket.tokens(now) <= capacity);
            }
            for (first, start) in taken.iter().enumerate() {
                for (last, end) in taken.iter().enumerate().skip(first) {
                    let n = (last - first + 1) as u128;
                    let most = u128::from(capacity) * u128::from(SECOND)
                        + u128::from(rate) * u128::from(end - start);
                    prop_assert!(n * u128::from(SECOND) <= most);
                }
            }
        }
    }
}
