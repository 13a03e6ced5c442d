//! Arithmetic of Step Functions: bills.

use crate::sim::kernel::bill::{FreeTier, Prices, tiered};

/// A month of Standard workflows: every transition, retries included; 4,000 are free.
pub fn standard_bill(prices: &Prices, transitions: f64, free: FreeTier) -> f64 {
    let free = free.of(prices, "sfn.free.transitions");
    (transitions - free).max(0.0) * prices.usd("sfn.transition")
}

/// GB-seconds of Express executions: the first 1,000 GB-hours, the next 4,000, and the rest.
pub const EXPRESS_TIERS: [(f64, &str); 3] = [
    (1_000.0 * 3_600.0, "sfn.express.gb-second"),
    (5_000.0 * 3_600.0, "sfn.express.gb-second.over-1k-h"),
    (f64::INFINITY, "sfn.express.gb-second.over-5k-h"),
];

/// A month of Express workflows: executions, and GB-seconds in steps of 100 ms and 64 MB.
pub fn express_bill(prices: &Prices, executions: f64, duration_ms: f64, memory_mb: f64) -> f64 {
    let seconds = libm::ceil(duration_ms / 100.0).max(1.0) / 10.0;
    let gb = libm::ceil(memory_mb / 64.0) * 64.0 / 1_024.0;
    executions * prices.usd("sfn.express.request")
        + tiered(prices, &EXPRESS_TIERS, executions * seconds * gb)
}
