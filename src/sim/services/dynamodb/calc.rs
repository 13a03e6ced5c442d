//! Arithmetic of DynamoDB: bills and limits.

use super::setup::{NEW_ON_DEMAND_READS, NEW_ON_DEMAND_WRITES, TableClass, on_demand_limit};
use crate::sim::kernel::bill::Prices;

/// Hours of provisioned capacity of a standard table.
pub fn standard_bill(prices: &Prices, writes: f64, reads: f64, hours: f64) -> f64 {
    provisioned_bill(prices, TableClass::Standard, writes, reads, hours)
}

/// The same for a table of a class.
pub fn provisioned_bill(
    prices: &Prices,
    class: TableClass,
    writes: f64,
    reads: f64,
    hours: f64,
) -> f64 {
    let usd = |what| class.usd(prices, what);
    hours * (writes * usd("wcu-hour") + reads * usd("rcu-hour"))
}

/// Request units of on-demand capacity of a table of a class.
pub fn on_demand_bill(
    prices: &Prices,
    class: TableClass,
    write_units: f64,
    read_units: f64,
) -> f64 {
    let usd = |what| class.usd(prices, what);
    write_units * usd("write-request") + read_units * usd("read-request")
}

/// Reads that an on-demand table carries at once, units a second.
pub fn on_demand_reads(previous_peak: u64) -> u64 {
    on_demand_limit(previous_peak, NEW_ON_DEMAND_READS)
}

/// Writes that an on-demand table carries at once, units a second.
pub fn on_demand_writes(previous_peak: u64) -> u64 {
    on_demand_limit(previous_peak, NEW_ON_DEMAND_WRITES)
}
