//! Arithmetic of Lambda: bills, memory, concurrency.

use super::setup::{Architecture, MB_PER_VCPU};
use crate::sim::kernel::bill::{FreeTier, Prices, tiered};

/// At least this much of an account's concurrency stays unreserved.
pub const MIN_UNRESERVED: u64 = 100;

/// Requests that one unit of concurrency serves in a second at most.
pub const REQUESTS_PER_UNIT: u64 = 10;

/// A month of a Lambda function.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LambdaBill {
    pub usd_requests: f64,
    pub usd_compute: f64,
}

impl LambdaBill {
    pub fn usd_total(self) -> f64 {
        self.usd_requests + self.usd_compute
    }
}

/// requests x price + GB-seconds x price; the free allowance takes from both, every month.
pub fn lambda_bill(
    prices: &Prices,
    requests: f64,
    billed_ms: f64,
    memory_mb: f64,
    free: FreeTier,
    architecture: Architecture,
) -> LambdaBill {
    let gb_seconds = requests * billed_ms / 1_000.0 * memory_mb / 1_024.0;
    let free = |id| free.of(prices, id);
    LambdaBill {
        usd_requests: (requests - free("lambda.free.requests")).max(0.0)
            * prices.usd("lambda.request"),
        usd_compute: tiered(
            prices,
            architecture.tiers(),
            (gb_seconds - free("lambda.free.gb-seconds")).max(0.0),
        ),
    }
}

/// The same for a function on x86.
pub fn x86_bill(
    prices: &Prices,
    requests: f64,
    billed_ms: f64,
    memory_mb: f64,
    free: FreeTier,
) -> LambdaBill {
    lambda_bill(prices, requests, billed_ms, memory_mb, free, Architecture::X86)
}

/// A duration as it is billed: up to the next whole millisecond.
pub fn billed_ms(duration_ms: f64) -> f64 {
    libm::ceil(duration_ms)
}

/// The share of a vCPU that goes with an amount of memory.
pub fn vcpus(memory_mb: f64) -> f64 {
    memory_mb / f64::from(MB_PER_VCPU)
}

/// Requests a second that a concurrency can serve: ten for each unit, and what the duration allows.
pub fn max_requests_per_s(concurrency: f64, duration_ms: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "ten")]
    let by_rate = concurrency * REQUESTS_PER_UNIT as f64;
    by_rate.min(concurrency / (duration_ms / 1_000.0))
}

/// What is left for functions without a reservation, and how much more could be reserved.
pub fn unreserved_pool(account: u64, reserved: &[u64]) -> (u64, u64) {
    let left = account.saturating_sub(reserved.iter().sum());
    (left, left.saturating_sub(MIN_UNRESERVED))
}
