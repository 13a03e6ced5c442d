//! When the requests of a client come.

use serde::{Deserialize, Serialize};

use crate::sim::kernel::time::{MAX_TIME, MS, SECOND, SimTime, to_seconds};

/// When requests come. Rates are in thousandths of a request per second.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Load {
    /// Request i at floor(i x 10^9 / rate) ns.
    Even { rate_milli: u64 },
    /// Exponential gaps.
    Poisson { rate_milli: u64 },
    /// From one rate to another over a time, evenly within each moment.
    Ramp { from_milli: u64, to_milli: u64, over: SimTime },
    /// Evenly, `high` during the first `length` of each `every`, else `low`.
    Burst { low_milli: u64, high_milli: u64, every: SimTime, length: SimTime },
    /// Around a mean, up and down once in `period`, between 0 and twice the mean.
    Daily { mean_milli: u64, period: SimTime },
    /// Batches: at an instant, how many, spread over how long.
    Batches(Vec<Batch>),
}

/// Some requests at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    pub at: SimTime,
    pub count: u64,
    /// Request i of the batch comes at `at` + floor(i x spread / count).
    pub spread: SimTime,
}

/// floor(i x 10^12 / rate in thousandths) ns; none for a rate of 0.
pub(super) fn even(index: u64, rate_milli: u64) -> Option<SimTime> {
    let scaled = u128::from(index) * 1_000_000_000_000;
    u64::try_from(scaled.checked_div(u128::from(rate_milli))?).ok()
}

/// One request, in billionths of a request a second times nanoseconds.
const ONE: u128 = 1_000_000_000 * SECOND as u128;

/// A rate in thousandths of a request a second as one in billionths.
fn nano(rate_milli: u64) -> u128 {
    u128::from(rate_milli) * 1_000_000
}

/// A rate that holds for a while, in billionths of a request a second, and until when.
struct Phase {
    rate: u128,
    until: SimTime,
}

impl Load {
    /// What holds at `at`; none for loads that are not told by a rate that changes.
    fn phase(&self, at: SimTime) -> Option<Phase> {
        let stepped = |step: SimTime| (at / step + 1) * step;
        match self {
            Self::Ramp { from_milli, to_milli, over } => {
                let span = (*over).max(1);
                if span <= at {
                    return Some(Phase { rate: nano(*to_milli), until: MAX_TIME + 1 });
                }
                let rate = nano(mix_rates(*from_milli, *to_milli, at, span));
                Some(Phase { rate, until: stepped((span / 200).max(MS)).min(span) })
            }
            Self::Burst { low_milli, high_milli, every, length } => {
                let every = (*every).max(1);
                let (began, place) = (at - at % every, at % every);
                Some(if place < *length {
                    let until = began + (*length).min(every);
                    Phase { rate: nano(*high_milli), until }
                } else {
                    Phase { rate: nano(*low_milli), until: began + every }
                })
            }
            Self::Daily { mean_milli, period } => {
                let period = (*period).max(1);
                let rate = daily_rate(*mean_milli, at, period);
                Some(Phase { rate, until: stepped((period / 400).max(MS)) })
            }
            Self::Even { .. } | Self::Poisson { .. } | Self::Batches(_) => None,
        }
    }

    /// How much comes in a whole turn, and how long it takes, where turns repeat.
    fn turn(&self) -> Option<(u128, SimTime)> {
        let Self::Burst { low_milli, high_milli, every, length } = self else { return None };
        let every = (*every).max(1);
        let high = (*length).min(every);
        let comes =
            nano(*high_milli) * u128::from(high) + nano(*low_milli) * u128::from(every - high);
        Some((comes, every))
    }

    /// When the next request comes after `now`: as soon as the rate has come to one more, and
    /// something comes at all. `had` is what has come to pass of it by `now`; what is left over
    /// then is given back for the one after.
    pub(super) fn next(&self, now: SimTime, had: u128) -> Option<(SimTime, u128)> {
        let (mut at, mut had) = (now, had);
        // Whole turns that bring less than one request are skipped in one.
        if let Some((comes, every)) = self.turn() {
            let turns = ONE.saturating_sub(had).checked_div(comes)?.saturating_sub(1);
            let turns = u64::try_from(turns).ok()?;
            at = at.checked_add(every.checked_mul(turns)?)?;
            had += comes * u128::from(turns);
        }
        while at <= MAX_TIME {
            let Phase { rate, until } = self.phase(at)?;
            if 0 < rate {
                let wait = ONE.saturating_sub(had).div_ceil(rate);
                if wait < u128::from(until - at) {
                    let wait = u64::try_from(wait).ok()?;
                    return Some((at + wait, had + rate * u128::from(wait) - ONE));
                }
            }
            had += rate * u128::from(until - at);
            at = until;
        }
        None
    }

    /// Whether the first request comes at once: something comes from the beginning.
    pub(super) fn begins_at_once(&self) -> bool {
        self.phase(0).is_some_and(|phase| 0 < phase.rate)
    }
}

/// The rate of a day in billionths: nothing at its beginning, twice the mean in its middle.
fn daily_rate(mean_milli: u64, at: SimTime, period: SimTime) -> u128 {
    let turn = to_seconds(at) / to_seconds(period);
    let share = 1.0 - libm::cos(std::f64::consts::TAU * turn);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rate"
    )]
    let rate = (mean_milli as f64 * 1e6 * share) as u128;
    rate
}

pub(super) fn mean_gap(load: &Load) -> Option<SimTime> {
    match load {
        Load::Poisson { rate_milli } => even(1, *rate_milli),
        Load::Even { .. }
        | Load::Ramp { .. }
        | Load::Burst { .. }
        | Load::Daily { .. }
        | Load::Batches(_) => None,
    }
}

fn mix_rates(from: u64, to: u64, passed: SimTime, span: SimTime) -> u64 {
    let (from, to) = (i128::from(from), i128::from(to));
    let rate = from + (to - from) * i128::from(passed) / i128::from(span);
    u64::try_from(rate).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::kernel::time::{HOUR, MINUTE};

    /// How many requests come before `until`, counted one by one.
    fn n_before(load: &Load, until: SimTime) -> u64 {
        let (mut now, mut had, mut n) = (0, 0, u64::from(load.begins_at_once()));
        while let Some((at, left)) = load.next(now, had).filter(|(at, _)| *at < until) {
            (now, had, n) = (at, left, n + 1);
        }
        n
    }

    const DAY: SimTime = 24 * HOUR;

    /// What comes is what the rate sums up to, however little it is; of a load that begins at once
    /// the first request stands at the beginning of its share, so a broken rest counts as one.
    #[test]
    fn loads_of_little_come_to_their_sum() {
        let burst = |low_milli, high_milli, every, length| Load::Burst {
            low_milli,
            high_milli,
            every,
            length,
        };
        // 0.001 a second in 10 of each 60 s: 14.4 a day.
        assert_eq!(n_before(&burst(0, 1, MINUTE, 10 * SECOND), DAY), 15);
        // And 0.5 in the other 50: 0.5 x 50 + 0.01 = 25.01 each of 1,440 times, 36,014.4.
        assert_eq!(n_before(&burst(500, 1, MINUTE, 10 * SECOND), DAY), 36_015);
        // Ten a second for ten seconds of each minute: a hundred each time, the next at its start.
        assert_eq!(n_before(&burst(0, 10_000, MINUTE, 10 * SECOND), 10 * MINUTE), 1_000);
        assert_eq!(n_before(&burst(0, 10_000, MINUTE, 10 * SECOND), 10 * MINUTE + 1), 1_001);
        let third = burst(0, 3_000, MINUTE, 10 * SECOND);
        assert_eq!(n_before(&third, 10 * MINUTE), 300, "a third of a second is no whole number");
        for (mean_milli, n) in [(1, 432), (10, 4_320), (1_000, 432_000)] {
            let day = Load::Daily { mean_milli, period: DAY };
            let found = n_before(&day, 5 * DAY);
            assert!(found.abs_diff(n) <= 1, "{mean_milli}: {found}, not {n}");
        }
        // From nothing to 0.001 a second within a second, then as much all day: 86.4.
        let ramp = Load::Ramp { from_milli: 0, to_milli: 1, over: SECOND };
        assert_eq!(n_before(&ramp, DAY), 86);
        let ramp = Load::Ramp { from_milli: 0, to_milli: 10_000, over: 100 * SECOND };
        // 10 a second x 100 s / 2, in 200 steps of which each has the rate of its beginning.
        assert!(n_before(&ramp, 100 * SECOND).abs_diff(500) <= 3);
    }

    #[test]
    fn a_load_of_nothing_has_no_request() {
        for load in [
            Load::Burst { low_milli: 0, high_milli: 0, every: MINUTE, length: SECOND },
            Load::Daily { mean_milli: 0, period: DAY },
            Load::Ramp { from_milli: 0, to_milli: 0, over: SECOND },
        ] {
            assert_eq!(n_before(&load, MAX_TIME), 0);
        }
    }
}
