//! How callers try again.

use serde::{Deserialize, Serialize};

use super::{
    draw::DrawStream,
    time::{MS, SECOND, SimTime},
};

/// How a client of an AWS SDK tries again (standard mode: 3 attempts, exponential with jitter, at
/// most 20 s between two; SDKs and Tools Reference Guide, Retry behavior).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Retry {
    pub attempts: u32,
    pub base: SimTime,
    pub cap: SimTime,
}

impl Retry {
    /// One attempt, no second.
    pub const NONE: Self = Self { attempts: 1, base: 0, cap: 0 };
    pub const STANDARD: Self = Self { attempts: 3, base: 100 * MS, cap: 20 * SECOND };

    /// How long to wait before the attempt after `attempt`: anywhere up to the doubled base.
    pub fn wait(self, stream: DrawStream, number: u64, attempt: u32) -> SimTime {
        let most = self.base.saturating_mul(1 << attempt.min(20)).min(self.cap);
        fraction(most, stream.unit(number, attempt))
    }
}

/// A share of a duration.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a duration")]
#[expect(clippy::cast_precision_loss, reason = "waits are far below 2^53 ns")]
pub(in crate::sim) fn fraction(time: SimTime, share: f64) -> SimTime {
    (time as f64 * share) as SimTime
}
