//! Arithmetic of Step Functions: bills.

use crate::sim::kernel::bill::{FreeTier, Prices};

/// A month of Standard workflows: every transition, retries included; 4,000 are free.
pub fn standard_bill(prices: &Prices, transitions: f64, free: FreeTier) -> f64 {
    let free = free.of(prices, "sfn.free.transitions");
    (transitions - free).max(0.0) * prices.usd("sfn.transition")
}

/// A month of Express workflows: executions, and GB-seconds in steps of 100 ms and 64 MB.
pub fn express_bill(prices: &Prices, executions: f64, duration_ms: f64, memory_mb: f64) -> f64 {
    let seconds = libm::ceil(duration_ms / 100.0) / 10.0;
    let gb = libm::ceil(memory_mb / 64.0) * 64.0 / 1_024.0;
    executions
        * (prices.usd("sfn.express.request") + seconds * gb * prices.usd("sfn.express.gb-second"))
}
