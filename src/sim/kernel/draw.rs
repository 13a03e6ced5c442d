//! Chance in the simulator: a draw is a function of seed, stream, request number and attempt.
//!
//! No generator carries state, so a retry or an added component never shifts another one's numbers,
//! and two lanes with the same traffic see the same draws. The logarithm comes from `libm`: the
//! platform's may differ in the last bit, and then digests would.

use serde::{Deserialize, Serialize};

use super::time::SimTime;
use crate::rng::stable_hash;

/// One named source of draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DrawStream(u64);

impl DrawStream {
    /// The stream `purpose` of the component `name` under `seed`.
    pub fn new(seed: u64, name: &str, purpose: &str) -> Self {
        let named = stable_hash(format!("{name}/{purpose}").as_bytes());
        Self(mix(seed ^ mix(named)))
    }

    /// 64 random bits for an attempt of a request.
    #[inline]
    pub fn bits(self, number: u64, attempt: u32) -> u64 {
        mix(self.0 ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (u64::from(attempt) << 48))
    }

    /// A number below `n`, each as likely within n in 2^64.
    #[inline]
    pub fn below(self, number: u64, n: u64) -> u64 {
        let product = u128::from(self.bits(number, 0)) * u128::from(n);
        (product >> 64) as u64
    }

    /// A number above 0 and at most 1, with 53 bits.
    #[inline]
    pub fn unit(self, number: u64, attempt: u32) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
        let unit = ((self.bits(number, attempt) >> 11) + 1) as f64 / (1_u64 << 53) as f64;
        unit
    }

    /// Whether something happens that has the chance `share` (0 to 1).
    #[inline]
    pub fn happens(self, number: u64, attempt: u32, share: f64) -> bool {
        0.0 < share && self.unit(number, attempt) <= share
    }
}

/// The finaliser of `SplitMix64` (Steele, Lea, Flood 2014).
#[inline]
fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// How long something takes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Law {
    Fixed(SimTime),
    /// Exponential with this mean.
    Exponential(SimTime),
    /// Log-normal with this median and 99th percentile.
    LogNormal {
        median: SimTime,
        p99: SimTime,
    },
}

impl Law {
    /// The duration of one attempt of one request.
    #[inline]
    pub fn draw(self, stream: DrawStream, number: u64, attempt: u32) -> SimTime {
        match self {
            Self::Fixed(time) => time,
            Self::Exponential(mean) => scale(mean, -libm::log(stream.unit(number, attempt))),
            Self::LogNormal { median, p99 } => {
                // The 99th percentile of the standard normal distribution is 2.3263.
                const Z99: f64 = 2.326_347_874_040_841;
                #[expect(clippy::cast_precision_loss, reason = "a ratio of durations")]
                let sigma = libm::log((p99.max(median).max(1)) as f64 / median.max(1) as f64) / Z99;
                let radius = libm::sqrt(-2.0 * libm::log(stream.unit(number, attempt)));
                let angle = std::f64::consts::TAU * stream.unit(!number, attempt);
                scale(median, libm::exp(sigma * radius * libm::cos(angle)))
            }
        }
    }

    /// The mean, where it is simple, for reports: the median of a log-normal law.
    pub fn typical(self) -> SimTime {
        match self {
            Self::Fixed(time) | Self::Exponential(time) | Self::LogNormal { median: time, .. } => {
                time
            }
        }
    }
}

#[inline]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bounded by the longest run"
)]
#[expect(clippy::cast_precision_loss, reason = "durations below 2^53 ns are exact")]
fn scale(time: SimTime, by: f64) -> SimTime {
    (time as f64 * by).min(super::time::MAX_TIME as f64) as SimTime
}

#[cfg(test)]
#[expect(clippy::cast_precision_loss, reason = "durations of tests are small")]
mod tests {
    use super::*;

    fn mean(law: Law) -> f64 {
        let stream = DrawStream::new(1, "a", "b");
        let sum: f64 = (0..100_000).map(|n| law.draw(stream, n, 0) as f64).sum();
        sum / 100_000.0
    }

    #[test]
    fn the_exponential_law_has_its_mean() {
        // The standard error of the mean of 100,000 draws is 0.32 %; five of them are 1.6 %.
        assert!((mean(Law::Exponential(1_000_000)) / 1e6 - 1.0).abs() < 0.016);
    }

    #[test]
    fn the_log_normal_law_has_its_median_and_percentile() {
        let law = Law::LogNormal { median: 10_000_000, p99: 50_000_000 };
        let stream = DrawStream::new(1, "a", "b");
        let mut all: Vec<u64> = (0..100_000).map(|n| law.draw(stream, n, 0)).collect();
        all.sort_unstable();
        assert!((all[50_000] as f64 / 1e7 - 1.0).abs() < 0.02, "{}", all[50_000]);
        assert!((all[99_000] as f64 / 5e7 - 1.0).abs() < 0.06, "{}", all[99_000]);
    }

    #[test]
    fn draws_are_told_apart_by_every_part_of_their_name() {
        let bits = |seed, name, purpose, number, attempt| {
            DrawStream::new(seed, name, purpose).bits(number, attempt)
        };
        let first = bits(1, "a", "b", 1, 0);
        for other in [
            bits(2, "a", "b", 1, 0),
            bits(1, "c", "b", 1, 0),
            bits(1, "a", "c", 1, 0),
            bits(1, "a", "b", 2, 0),
            bits(1, "a", "b", 1, 1),
        ] {
            assert_ne!(first, other);
        }
    }
}
