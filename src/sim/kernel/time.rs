//! Simulated time: whole nanoseconds from 0. No floating point takes part in it.

/// Nanoseconds since the world began.
pub type SimTime = u64;

pub const US: SimTime = 1_000;
pub const MS: SimTime = 1_000_000;
pub const SECOND: SimTime = 1_000_000_000;
pub const MINUTE: SimTime = 60 * SECOND;
pub const HOUR: SimTime = 60 * MINUTE;
/// No run may be longer: thirty simulated days. Within it no product of a time and a rate leaves
/// 128 bits.
pub const MAX_TIME: SimTime = 30 * 24 * HOUR;

/// `seconds` as simulated time, rounded to the nanosecond; negative and absurd ones are bounded.
pub fn from_seconds(seconds: f64) -> SimTime {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the longest run"
    )]
    #[expect(clippy::cast_precision_loss, reason = "the bound need not be exact")]
    let time = libm::round((seconds * 1e9).clamp(0.0, MAX_TIME as f64)) as SimTime;
    time
}

/// A simulated time in seconds, for reports.
pub fn to_seconds(time: SimTime) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "reports show far fewer digits")]
    let seconds = time as f64 / 1e9;
    seconds
}
