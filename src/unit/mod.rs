//! Units: what a figure counts or measures, and how it is written.
//!
//! Within a dimension figures compare by value, so 900 s, 15 min and 0.25 h are one answer. Sizes
//! follow AWS: 1 KB is 1,024 B.

mod amount;
mod words;

pub use self::{
    amount::{AmountReading, Asked, amount, amount_of, compare},
    words::{is_said, thing},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::text;

/// What a unit measures; figures of different dimensions are never equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Dimension {
    Time,
    /// Months and years: their length in seconds is not fixed.
    Calendar,
    Bytes,
    Money,
    Share,
    /// Things that are counted; the word is part of the dimension.
    Count,
}

#[derive(Debug)]
struct Entry {
    symbol: &'static str,
    dimension: Dimension,
    /// In the smallest unit of the dimension.
    factor: f64,
    /// Other spellings that an answer may use, folded.
    spellings: &'static [&'static str],
}

impl Entry {
    fn is_spelled(&self, folded: &str) -> bool {
        self.symbol.eq_ignore_ascii_case(folded) || self.spellings.contains(&folded)
    }
}

/// A unit of the fixed list.
#[derive(Debug, Clone, Copy)]
pub struct Unit(&'static Entry);

impl PartialEq for Unit {
    fn eq(&self, other: &Self) -> bool {
        self.0.symbol == other.0.symbol
    }
}

impl Eq for Unit {}

/// As its symbol.
impl Serialize for Unit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.symbol)
    }
}

impl<'de> Deserialize<'de> for Unit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let symbol = <&str>::deserialize(deserializer)?;
        Self::parse(symbol).ok_or_else(|| D::Error::custom("no such unit"))
    }
}

const fn entry(
    symbol: &'static str,
    dimension: Dimension,
    factor: f64,
    spellings: &'static [&'static str],
) -> Entry {
    Entry { symbol, dimension, factor, spellings }
}

const fn count(symbol: &'static str, spellings: &'static [&'static str]) -> Entry {
    entry(symbol, Dimension::Count, 1.0, spellings)
}

const KIB: f64 = 1024.0;

static UNITS: &[Entry] = &[
    entry("ns", Dimension::Time, 1.0, &["nanosecond", "nanoseconds"]),
    entry("us", Dimension::Time, 1e3, &["microsecond", "microseconds", "μs"]),
    entry("ms", Dimension::Time, 1e6, &["millisecond", "milliseconds", "msec"]),
    entry("s", Dimension::Time, 1e9, &["second", "seconds", "sec", "secs"]),
    entry("min", Dimension::Time, 60e9, &["m", "mins", "minute", "minutes"]),
    entry("h", Dimension::Time, 3_600e9, &["hour", "hours", "hr", "hrs"]),
    entry("days", Dimension::Time, 86_400e9, &["d", "day"]),
    entry("weeks", Dimension::Time, 604_800e9, &["week", "wk", "wks"]),
    entry("months", Dimension::Calendar, 1.0, &["month", "mo"]),
    entry("years", Dimension::Calendar, 12.0, &["year", "y", "yr"]),
    entry("B", Dimension::Bytes, 1.0, &["byte", "bytes"]),
    entry(
        "KB",
        Dimension::Bytes,
        KIB,
        &["k", "kib", "kilobyte", "kilobytes", "kibibyte", "kibibytes"],
    ),
    entry(
        "MB",
        Dimension::Bytes,
        KIB * KIB,
        &["m", "mib", "megabyte", "megabytes", "mebibyte", "mebibytes"],
    ),
    entry(
        "GB",
        Dimension::Bytes,
        KIB * KIB * KIB,
        &["g", "gib", "gigabyte", "gigabytes", "gibibyte", "gibibytes"],
    ),
    entry("TB", Dimension::Bytes, KIB * KIB * KIB * KIB, &["t", "tib", "terabyte", "terabytes"]),
    entry("%", Dimension::Share, 1.0, &["percent", "per cent", "pct"]),
    entry("USD", Dimension::Money, 1.0, &["$", "dollar", "dollars", "usd"]),
    count("GB-s", &["gb-seconds", "gb seconds", "gbs", "gb s"]),
    count(
        "RCU",
        &[
            "rcus",
            "rru",
            "rrus",
            "read unit",
            "read units",
            "read capacity unit",
            "read capacity units",
        ],
    ),
    count(
        "WCU",
        &[
            "wcus",
            "wru",
            "wrus",
            "write unit",
            "write units",
            "write capacity unit",
            "write capacity units",
        ],
    ),
    count("units", &["unit"]),
    // A typed `per second` is read by itself.
    count("requests/s", &["request", "requests", "req", "reqs", "transaction", "transactions"]),
    count("requests", &["request", "req", "reqs", "invocation", "invocations"]),
    count("items", &["item"]),
    count("functions", &["function"]),
    count("environments", &["environment", "envs"]),
    count("executions", &["execution", "invocation", "invocations"]),
    count("connections", &["connection"]),
    count("shards", &["shard"]),
    count("records", &["record"]),
    count("layers", &["layer"]),
    count("indexes", &["index", "indices"]),
    count("Regions", &["region", "regions"]),
    count("stages", &["stage"]),
    count("attempts", &["attempt", "tries", "times", "try"]),
    count(
        "retries",
        &[
            "retry",
            "attempt",
            "attempts",
            "try",
            "tries",
            "time",
            "times",
            "more",
            "additional",
            "extra",
            "further",
        ],
    ),
    count("readers", &["reader"]),
    count("vCPU", &["vcpus", "cpu", "cpus", "vcpu"]),
    count("steps", &["step"]),
    count("messages", &["message", "msg", "msgs"]),
    count("batches", &["batch"]),
    count("copies", &["copy"]),
    count("nodes", &["node"]),
    count("endpoints", &["endpoint"]),
    count("pools", &["pool"]),
    count("events", &["event"]),
    count("groups", &["group"]),
    count("sources", &["source"]),
    count("services", &["service"]),
    count("times", &["time"]),
    count(
        "x",
        &["fold", "times", "time", "-fold", "times as much", "times as long", "times as many"],
    ),
    count("HTTP", &["status", "code", "error", "response"]),
];

impl Unit {
    /// The unit that a file writes as `symbol`.
    pub fn parse(symbol: &str) -> Option<Self> {
        UNITS.iter().find(|entry| entry.symbol == symbol).map(Self)
    }

    /// The unit that a person writes as `word`: symbol or spelling, in any case.
    pub fn spelled(word: &str) -> Option<Self> {
        let word = text::fold(word);
        UNITS.iter().find(|entry| entry.is_spelled(&word)).map(Self)
    }

    /// The symbols of all units.
    pub fn symbols() -> impl Iterator<Item = &'static str> + Clone {
        UNITS.iter().map(|entry| entry.symbol)
    }

    /// How this unit is written.
    pub fn symbol(self) -> &'static str {
        self.0.symbol
    }

    /// `value` of this unit as screens write it: `15 min`, `1,000 executions`, `HTTP 429`, `0.20
    /// USD`.
    pub fn show(self, value: f64) -> String {
        let number = show_number(value);
        match self.0.symbol {
            "HTTP" => format!("HTTP {}", number.replace(',', "")),
            "%" => format!("{number} %"),
            "x" => format!("{number}x"),
            symbol if (value - 1.0).abs() < f64::EPSILON => {
                format!("{number} {}", singular(symbol))
            }
            symbol => format!("{number} {symbol}"),
        }
    }

    /// What is read as a figure of this unit, for whoever typed something else.
    pub fn examples(self) -> &'static str {
        match (self.0.dimension, self.0.symbol) {
            (Dimension::Time, _) => "`7 s`, `0.2 min`, `1 h 10 min`",
            (Dimension::Calendar, _) => "`2 years`, `6 months`, `90 days`",
            (Dimension::Bytes, _) => "`70 KB`, `0.7 MB`",
            (Dimension::Money, _) => "`3.50`, `$0.20`",
            (Dimension::Share, _) => "`37`, `37 %`",
            (Dimension::Count, "requests/s") => "`170`, `170 per second`",
            (Dimension::Count, "HTTP") => "`404`, `HTTP 404`",
            (Dimension::Count, _) => COUNT_EXAMPLES,
        }
    }

    /// Whether `typed` of `self` is the same amount as `value` of `other`.
    pub fn same_amount(self, typed: f64, other: Self, value: f64) -> bool {
        let (left, right) = (typed * self.0.factor, value * other.0.factor);
        match (self.0.dimension, other.0.dimension) {
            (Dimension::Calendar, Dimension::Time) => months_in_days(left, right / DAY),
            (Dimension::Time, Dimension::Calendar) => months_in_days(right, left / DAY),
            _ => self.is_comparable(other) && is_near(left, right),
        }
    }

    /// Whether amounts of both can be the same.
    fn is_comparable(self, other: Self) -> bool {
        let (own, its) = (self.0.dimension, other.0.dimension);
        let is_time = |one| matches!(one, Dimension::Time | Dimension::Calendar);
        match (own, its) {
            (Dimension::Count, Dimension::Count) => self == other,
            _ => own == its || (is_time(own) && is_time(its)),
        }
    }
}

/// What is read as a plain number or a count, for whoever typed something else.
pub const COUNT_EXAMPLES: &str = "`17`, `1,234`, `1.7k`";

/// Nanoseconds of a day.
const DAY: f64 = 86_400e9;

/// Whether two numbers are one: a billionth covers what decimal fractions lose in binary, and no
/// two figures of the facts are so near.
fn is_near(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-9 * right.abs()
}

/// A year is 365 days; a month, by itself, one of 30.
fn months_in_days(months: f64, days: f64) -> bool {
    let years = months / 12.0;
    if years.fract() == 0.0 { is_near(days, 365.0 * years) } else { is_near(days, 30.0 * months) }
}

fn singular(symbol: &'static str) -> &'static str {
    match symbol {
        "days" => "day",
        "months" => "month",
        "years" => "year",
        "retries" => "retry",
        "batches" => "batch",
        "copies" => "copy",
        "indexes" => "index",
        "ms" | "us" | "ns" | "s" | "GB-s" | "requests/s" => symbol,
        plural => plural.strip_suffix('s').unwrap_or(plural),
    }
}

fn show_number(value: f64) -> String {
    let plain = value.to_string();
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let grouped = whole.parse::<u64>().map_or_else(|_| whole.to_owned(), text::thousands);
    if fraction.is_empty() { grouped } else { format!("{grouped}.{fraction}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_as_people_write_them() {
        let show = |value, unit| Unit::parse(unit).unwrap().show(value);
        assert_eq!(show(900.0, "s"), "900 s");
        assert_eq!(show(1_000.0, "executions"), "1,000 executions");
        assert_eq!(show(1.0, "days"), "1 day");
        assert_eq!(show(429.0, "HTTP"), "HTTP 429");
        assert_eq!(show(0.000_016_666_7, "USD"), "0.0000166667 USD");
        assert_eq!(show(70.0, "%"), "70 %");
    }
}
