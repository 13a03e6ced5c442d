//! Units: what a figure counts, how it is written, and how a typed answer is read.
//!
//! Within a dimension figures compare by value, so 900 s, 15 min and 0.25 h are one answer. Sizes
//! follow AWS: 1 KB is 1,024 B.

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
    entry("months", Dimension::Calendar, 1.0, &["month", "mo"]),
    entry("years", Dimension::Calendar, 12.0, &["year", "y", "yr"]),
    entry("B", Dimension::Bytes, 1.0, &["byte", "bytes"]),
    entry("KB", Dimension::Bytes, KIB, &["k", "kib", "kilobyte", "kilobytes"]),
    entry("MB", Dimension::Bytes, KIB * KIB, &["m", "mib", "megabyte", "megabytes"]),
    entry("GB", Dimension::Bytes, KIB * KIB * KIB, &["g", "gib", "gigabyte", "gigabytes"]),
    entry("TB", Dimension::Bytes, KIB * KIB * KIB * KIB, &["t", "tib", "terabyte", "terabytes"]),
    entry("%", Dimension::Share, 1.0, &["percent", "per cent", "pct"]),
    entry("USD", Dimension::Money, 1.0, &["$", "dollar", "dollars", "usd"]),
    count("GB-s", &["gb-seconds", "gb seconds", "gbs", "gb s"]),
    count("RCU", &["rcus", "read units", "read capacity units"]),
    count("WCU", &["wcus", "write units", "write capacity units"]),
    count("units", &["unit"]),
    count(
        "requests/s",
        &["requests per second", "rps", "req/s", "/s", "request/s", "requests a second"],
    ),
    count("requests", &["request", "req"]),
    count("items", &["item"]),
    count("functions", &["function"]),
    count("environments", &["environment", "envs"]),
    count("executions", &["execution", "concurrent executions"]),
    count("connections", &["connection"]),
    count("shards", &["shard"]),
    count("records", &["record"]),
    count("layers", &["layer"]),
    count("indexes", &["index", "indices"]),
    count("Regions", &["region", "regions"]),
    count("stages", &["stage"]),
    count("attempts", &["attempt", "tries"]),
    count("retries", &["retry"]),
    count("readers", &["reader"]),
    count("vCPU", &["vcpus", "cpu", "cpus", "vcpu"]),
    count("steps", &["step"]),
    count("messages", &["message"]),
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
    count("x", &["fold"]),
    count("HTTP", &["status", "code"]),
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

    /// Whether `typed` of `self` is the same amount as `value` of `other`.
    fn same_amount(self, typed: f64, other: Self, value: f64) -> bool {
        let comparable = self.0.dimension == other.0.dimension
            && (self.0.dimension != Dimension::Count || self == other);
        let (left, right) = (typed * self.0.factor, value * other.0.factor);
        // A billionth covers what decimal fractions lose in binary; no two figures of the facts are
        // so near.
        comparable && (left - right).abs() <= 1e-9 * right.abs()
    }
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

/// What a typed figure turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// The same amount.
    Same,
    /// A figure, but another one.
    Other,
    /// A figure in a unit that measures something else.
    OtherDimension,
    /// No figure can be read from it.
    NoNumber,
}

/// Holds what a person typed against `value` of `unit`. A missing unit is taken to be the expected
/// one.
pub fn compare(typed: &str, value: f64, unit: Unit) -> Reading {
    let Some((number, word)) = split_number(typed) else {
        return Reading::NoNumber;
    };
    let candidates: Vec<Unit> = if word.is_empty() {
        vec![unit]
    } else {
        UNITS.iter().filter(|entry| entry.is_spelled(&word)).map(Unit).collect()
    };
    if candidates.iter().any(|one| one.same_amount(number, unit, value)) {
        return Reading::Same;
    }
    let is_comparable = candidates.iter().any(|one| {
        one.0.dimension == unit.0.dimension && (one.0.dimension != Dimension::Count || *one == unit)
    });
    if is_comparable { Reading::Other } else { Reading::OtherDimension }
}

/// `value` of `unit`, in another unit of the same kind; counts convert to any count.
pub fn amount(value: f64, unit: Unit, wanted: Unit) -> Option<f64> {
    let is_same = unit.0.dimension == wanted.0.dimension;
    is_same.then(|| value * unit.0.factor / wanted.0.factor)
}

/// What a person typed, in another unit; a missing unit is taken to be `expected`.
pub fn amount_of(typed: &str, expected: Unit, wanted: Unit) -> Option<f64> {
    let (number, word) = split_number(typed)?;
    let unit = if word.is_empty() { expected } else { Unit::spelled(&word).unwrap_or(expected) };
    amount(number, unit, wanted)
}

/// `"1,000 ms"` as 1000 and `"ms"`; `"$3.50"` as 3.5 and `"usd"`; `"HTTP 429"` as 429 and `"http"`.
/// The words `thousand`, `million` and `billion` multiply.
fn split_number(typed: &str) -> Option<(f64, String)> {
    let folded = text::fold(typed.trim());
    let folded = folded.trim_end_matches(['.', ',']);
    let start = folded.find(|symbol: char| symbol.is_ascii_digit() || symbol == '.')?;
    let (before, rest) = folded.split_at(start);
    let end = number_end(rest);
    let (digits, after) = rest.split_at(end);
    let number: f64 = digits.replace([',', '_', ' '], "").parse().ok()?;
    let mut word = format!("{} {}", before.trim(), after.trim()).trim().to_owned();
    let mut scale = 1.0;
    for (name, factor) in [("thousand", 1e3), ("million", 1e6), ("billion", 1e9)] {
        if let Some(rest) = word.strip_prefix(name) {
            scale = factor;
            word = rest.trim().into();
        }
    }
    if word == "$" {
        "usd".clone_into(&mut word);
    }
    number.is_finite().then_some((number * scale, word))
}

/// Where the digits end. A comma, an underscore or a space belongs to them only when three digits
/// follow.
fn number_end(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let is_group = || {
            bytes.get(at + 1..at + 4).is_some_and(|group| group.iter().all(u8::is_ascii_digit))
                && !bytes.get(at + 4).is_some_and(u8::is_ascii_digit)
        };
        match byte {
            b'0'..=b'9' | b'.' => at += 1,
            b',' | b'_' | b' ' if is_group() => at += 1,
            _ => break,
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, value: f64, unit: &str, expected: &Reading) {
        let unit = Unit::parse(unit).unwrap();
        assert_eq!(&compare(typed, value, unit), expected, "{typed} against {value} {unit:?}");
    }

    #[test]
    fn fifteen_minutes_are_nine_hundred_seconds_in_every_spelling() {
        for typed in [
            "900",
            "900 s",
            "900s",
            "15 min",
            "15 minutes",
            "15m",
            "0.25 h",
            "900,000 ms",
            " 900 Seconds. ",
        ] {
            check(typed, 900.0, "s", &Reading::Same);
        }
        check("15", 900.0, "s", &Reading::Other);
        check("900 min", 900.0, "s", &Reading::Other);
        check("900 MB", 900.0, "s", &Reading::OtherDimension);
        check("long", 900.0, "s", &Reading::NoNumber);
    }

    #[test]
    fn sizes_follow_aws() {
        check("10 GB", 10_240.0, "MB", &Reading::Same);
        check("10240", 10_240.0, "MB", &Reading::Same);
        check("10,000 MB", 10_240.0, "MB", &Reading::Other);
        check("256 KiB", 256.0, "KB", &Reading::Same);
    }

    #[test]
    fn money_counts_and_codes() {
        check("$0.20", 0.2, "USD", &Reading::Same);
        check("0.2 USD", 0.2, "USD", &Reading::Same);
        check("400 000", 400_000.0, "GB-s", &Reading::Same);
        check("1 million requests", 1_000_000.0, "requests", &Reading::Same);
        check("1000 requests", 1_000.0, "executions", &Reading::OtherDimension);
        check("HTTP 429", 429.0, "HTTP", &Reading::Same);
        check("50 percent", 50.0, "%", &Reading::Same);
        check("1 year", 12.0, "months", &Reading::Same);
    }

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

    #[test]
    fn hostile_answers_are_only_wrong() {
        let long = "9".repeat(5_000);
        for typed in ["", ".", "....", "1e999", "-", "∞", &long, "1,,2", "\0"] {
            let unit = Unit::parse("s").unwrap();
            assert_ne!(compare(typed, 900.0, unit), Reading::Same, "{typed}");
        }
    }
}
