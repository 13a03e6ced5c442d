//! Arithmetic of DynamoDB: bills and limits.

use super::setup::{NEW_ON_DEMAND_READS, NEW_ON_DEMAND_WRITES, on_demand_limit};
use crate::sim::kernel::bill::Prices;

/// Hours of provisioned capacity.
pub fn provisioned_bill(prices: &Prices, writes: f64, reads: f64, hours: f64) -> f64 {
    hours * (writes * prices.usd("dynamodb.wcu-hour") + reads * prices.usd("dynamodb.rcu-hour"))
}

/// Request units of on-demand capacity.
pub fn on_demand_bill(prices: &Prices, write_units: f64, read_units: f64) -> f64 {
    write_units * prices.usd("dynamodb.write-request")
        + read_units * prices.usd("dynamodb.read-request")
}

/// Reads that an on-demand table carries at once, units a second.
pub fn on_demand_reads(previous_peak: u64) -> u64 {
    on_demand_limit(previous_peak, NEW_ON_DEMAND_READS)
}

/// Writes that an on-demand table carries at once, units a second.
pub fn on_demand_writes(previous_peak: u64) -> u64 {
    on_demand_limit(previous_peak, NEW_ON_DEMAND_WRITES)
}
