//! What the figures of an example may be.
//!
//! An example is written by hand, and a slip of a few digits must be told instead of being run: no
//! product of two figures within these ranges leaves 64 bits, and no list of them fills memory. How
//! long a run lasts is bounded by its budget.

use serde_json::{Map, Value};

/// A figure by its key: the least, the most, and whether it counts something.
struct Range(&'static str, f64, f64, Kind);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A whole number.
    Count,
    /// Any number.
    Amount,
}
use Kind::{Amount, Count};

/// Thirty days less the hour that some examples run on.
const DAYS_S: f64 = 2_500_000.0;
const DAYS_MS: f64 = DAYS_S * 1_000.0;
const MILLION: f64 = 1e6;
const BILLION: f64 = 1e9;
/// Of bills: no arithmetic in whole numbers follows.
const LARGE: f64 = 1e15;

const RANGES: &[Range] = &[
    Range("account", 0.0, BILLION, Count),
    Range("apply_delay_s", 0.0, DAYS_S, Amount),
    Range("at_ms", 0.0, DAYS_MS, Amount),
    Range("batch", 1.0, 10.0, Count),
    Range("batches", 0.0, BILLION, Amount),
    Range("before_bytes", 0.0, BILLION, Count),
    Range("burst", 0.0, MILLION, Count),
    Range("burst_start", 0.0, BILLION, Count),
    Range("bytes", 0.0, BILLION, Count),
    Range("cache_gb", 0.0, 237.0, Amount),
    Range("cache_hours", 0.0, LARGE, Amount),
    Range("calls_per_s", 0.0, 200_000.0, Amount),
    Range("capacity", 0.0, BILLION, Count),
    Range("code_kb", 0.0, LARGE, Amount),
    Range("cold_ms", 0.0, DAYS_MS, Amount),
    Range("concurrency", 0.0, MILLION, Count),
    Range("connect_rate", 0.0, LARGE, Amount),
    Range("connection_minutes", 0.0, LARGE, Amount),
    Range("consumed", 0.0, MILLION, Count),
    Range("consumers", 0.0, MILLION, Amount),
    Range("count", 0.0, MILLION, Count),
    Range("duration_ms", 0.0, DAYS_MS, Amount),
    Range("entry_after", 0.0, BILLION, Count),
    Range("entry_before", 0.0, BILLION, Count),
    Range("executions", 0.0, LARGE, Amount),
    Range("factor", 0.0, MILLION, Count),
    Range("fetched", 0.0, BILLION, Count),
    Range("function_ms", 0.0, DAYS_MS, Amount),
    Range("function_timeout_ms", 0.0, DAYS_MS, Amount),
    Range("hours", 0.0, LARGE, Amount),
    Range("idle_s", 0.0, DAYS_S, Amount),
    Range("in_mb_s", 0.0, MILLION, Amount),
    Range("in_records_s", 0.0, BILLION, Amount),
    Range("init_ms", 0.0, DAYS_MS, Amount),
    Range("integration_timeout_ms", 0.0, DAYS_MS, Amount),
    Range("item_bytes", 0.0, BILLION, Count),
    Range("keys", 1.0, MILLION, Count),
    Range("life_s", 0.0, LARGE, Amount),
    Range("limit", 0.0, MILLION, Count),
    Range("load_per_s", 0.0, 200_000.0, Amount),
    Range("max", 0.0, BILLION, Count),
    Range("max_age_s", 0.0, DAYS_S, Amount),
    Range("max_connections", 0.0, MILLION, Count),
    Range("max_receive_count", 0.0, 1_000.0, Count),
    Range("max_retries", 0.0, 2.0, Count),
    Range("maximum_concurrency", 0.0, MILLION, Count),
    Range("mean_ms", 0.0, DAYS_MS, Amount),
    Range("memory_bytes", 0.0, LARGE, Count),
    Range("memory_mb", 0.0, MILLION, Amount),
    Range("message_bytes", 0.0, LARGE, Count),
    Range("messages", 0.0, LARGE, Amount),
    Range("min", 0.0, BILLION, Count),
    Range("minutes", 0.0, DAYS_S / 60.0, Count),
    Range("offered_per_s", 0.0, 200_000.0, Amount),
    Range("ops", 0.0, DAYS_S, Amount),
    Range("pool_percent", 0.0, 100.0, Count),
    Range("previous_peak", 0.0, BILLION, Count),
    Range("provisioned", 0.0, MILLION, Count),
    Range("quota", 0.0, BILLION, Count),
    Range("rate", 0.0, BILLION, Count),
    Range("rcu", 0.0, LARGE, Amount),
    Range("read_units", 0.0, LARGE, Amount),
    Range("requests", 0.0, LARGE, Count),
    Range("reserved", 0.0, BILLION, Count),
    Range("retries", 0.0, LARGE, Amount),
    Range("rps", 0.0, 200_000.0, Amount),
    Range("seconds", 0.001, DAYS_S, Amount),
    Range("seed", 0.0, LARGE, Count),
    Range("shards", 0.0, BILLION, Count),
    Range("sizes", 0.0, BILLION, Count),
    Range("spread_ms", 0.0, DAYS_MS, Amount),
    Range("start", 0.0, BILLION, Count),
    Range("storage_gb", 0.0, LARGE, Amount),
    Range("target", 0.0, 1.0, Amount),
    Range("transitions", 0.0, LARGE, Amount),
    Range("ttl_s", 0.0, DAYS_S, Amount),
    Range("tx_ms", 0.0, DAYS_MS, Amount),
    Range("value", 0.0, LARGE, Amount),
    Range("viewer_limit_s", 0.0, LARGE, Amount),
    Range("visibility_s", 0.0, DAYS_S, Amount),
    Range("wcu", 0.0, LARGE, Amount),
    Range("write_units", 0.0, LARGE, Amount),
    Range("writes_per_s", 0.0, MILLION, Count),
];

/// No list of an example has more entries; those of which each becomes a client have fewer.
const MOST_ENTRIES: usize = 10_000;
const MOST_CLIENTS: usize = 1_000;

/// Holds all figures of an example against their ranges.
///
/// # Errors
/// The first that is outside, and what it may be.
pub(super) fn check(given: &Map<String, Value>) -> Result<(), String> {
    given.iter().try_for_each(|(key, value)| check_one(key, value))
}

fn check_one(key: &str, value: &Value) -> Result<(), String> {
    match value {
        // Attributes of an item may have any value; what counts is how long it is. Parts of a world
        // have bounds of their own.
        Value::Array(_) if ["attributes", "part", "turn"].contains(&key) => Ok(()),
        Value::Array(entries) => {
            let is_of_clients = ["batches", "ops"].contains(&key);
            let most = if is_of_clients { MOST_CLIENTS } else { MOST_ENTRIES };
            if most < entries.len() {
                return Err(format!("`{key}` has {} entries, more than {most}", entries.len()));
            }
            entries.iter().try_for_each(|entry| check_one(key, entry))
        }
        Value::Object(fields) => check(fields),
        Value::Number(number) => in_range(key, number.as_f64().unwrap_or(f64::NAN)),
        Value::Null | Value::Bool(_) | Value::String(_) => Ok(()),
    }
}

fn in_range(key: &str, number: f64) -> Result<(), String> {
    let Some(Range(_, low, high, kind)) = RANGES.iter().find(|range| range.0 == key) else {
        return Ok(());
    };
    if !(low..=high).contains(&&number) {
        return Err(format!("`{key}` is a number from {low} to {high}, not {number}"));
    }
    match kind {
        Count if number.fract() != 0.0 => Err(format!("`{key}` is a whole number, not {number}")),
        Count | Amount => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::fidelity::given::Takes;

    /// A figure without a range would be run as it is.
    #[test]
    fn every_figure_that_an_example_takes_has_a_range() {
        let mut n_keys = 0;
        for example in crate::sim::fidelity::kinds() {
            for (key, takes) in example.keys {
                let rows = match takes {
                    Takes::Number | Takes::Numbers => vec![*key],
                    Takes::Tables(keys) => keys.iter().map(|(key, _)| *key).collect(),
                    Takes::Flag
                    | Takes::Word(_)
                    | Takes::Choice(_)
                    | Takes::Text
                    | Takes::Lists
                    | Takes::List => Vec::new(),
                };
                for key in rows {
                    n_keys += 1;
                    assert!(RANGES.iter().any(|range| range.0 == key), "`{key}` has no range");
                }
            }
        }
        assert!(80 < n_keys, "{n_keys} keys were found");
    }

    #[test]
    fn ranges_stand_once_each_and_in_order() {
        assert!(RANGES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(RANGES.iter().all(|range| range.1 < range.2));
    }
}
