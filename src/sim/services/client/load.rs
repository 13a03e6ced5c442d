//! When the requests of a client come.

use serde::{Deserialize, Serialize};

use crate::sim::kernel::time::{MS, SimTime, to_seconds};

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

/// When the next request comes at a rate that changes: as soon as the rate has come to one more.
/// The rate is looked at once in each step.
pub(super) fn after(now: SimTime, step: SimTime, rate: impl Fn(SimTime) -> u64) -> Option<SimTime> {
    const STEPS: u32 = 100_000;
    const ONE: u128 = 1_000_000_000_000;
    let step = step.max(MS);
    let (mut at, mut had) = (now, 0_u128);
    for _ in 0..STEPS {
        let rate = u128::from(rate(at));
        let border = (at / step + 1) * step;
        let more = rate * u128::from(border - at);
        if ONE <= had + more {
            let wait = (ONE - had).div_ceil(rate.max(1));
            return u64::try_from(wait).ok().map(|wait| at + wait);
        }
        (at, had) = (border, had + more);
    }
    None
}

/// The rate of a day: nothing at its beginning, twice the mean in its middle.
pub(super) fn daily_rate(mean_milli: u64, at: SimTime, period: SimTime) -> u64 {
    let turn = to_seconds(at) / to_seconds(period);
    let share = 1.0 - libm::cos(std::f64::consts::TAU * turn);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rate"
    )]
    let rate = (mean_milli as f64 * share) as u64;
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

pub(super) fn mix_rates(from: u64, to: u64, passed: SimTime, span: SimTime) -> u64 {
    let (from, to) = (i128::from(from), i128::from(to));
    let rate = from + (to - from) * i128::from(passed) / i128::from(span);
    u64::try_from(rate).unwrap_or(0)
}
