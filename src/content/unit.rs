//! Units: what a figure counts, how it is written, and how a typed answer is read.
//!
//! Within a dimension figures compare by value, so 900 s, 15 min and 0.25 h are one answer. Sizes
//! follow AWS: 1 KB is 1,024 B.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::{number, text};

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
        let of_symbol = UNITS.iter().find(|entry| entry.symbol == symbol);
        of_symbol.map(Self).ok_or_else(|| D::Error::custom("no such unit"))
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
        &[
            "requests per second",
            "rps",
            "req/s",
            "/s",
            "request/s",
            "requests a second",
            "per second",
            "a second",
            "/ s",
            "/sec",
            "/second",
            "requests/sec",
            "requests/second",
            "request per second",
            "per sec",
            "requests per sec",
            "tps",
            "transactions per second",
            "each second",
            "every second",
        ],
    ),
    count("requests", &["request", "req"]),
    count("items", &["item"]),
    count("functions", &["function"]),
    count("environments", &["environment", "envs"]),
    count(
        "executions",
        &[
            "execution",
            "concurrent executions",
            "invocations",
            "invocation",
            "concurrent",
            "concurrent invocations",
            "concurrently",
            "in parallel",
            "at once",
            "at a time",
            "at the same time",
            "simultaneous executions",
            "parallel executions",
        ],
    ),
    count("connections", &["connection"]),
    count("shards", &["shard"]),
    count("records", &["record"]),
    count("layers", &["layer"]),
    count("indexes", &["index", "indices"]),
    count("Regions", &["region", "regions"]),
    count("stages", &["stage"]),
    count("attempts", &["attempt", "tries", "times", "try"]),
    count("retries", &["retry", "times", "more times", "attempts", "more attempts"]),
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
    count(
        "x",
        &["fold", "times", "time", "-fold", "times as much", "times as long", "times as many"],
    ),
    count("HTTP", &["status", "code", "status code", "http status", "error"]),
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
    fn same_amount(self, typed: f64, other: Self, value: f64) -> bool {
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
pub(super) const COUNT_EXAMPLES: &str = "`17`, `1,234`, `1.7k`";

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

/// What a typed figure turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// The same amount.
    Same,
    /// A figure, but another one.
    Other,
    /// A figure in a unit that measures something else, or with words that say nothing here.
    OtherKind,
    /// No figure can be read from it.
    NoNumber,
}

/// Holds what a person typed against `value` of `unit`. A missing unit is taken to be the expected
/// one, and so are words that stand in `context`, the question: `10 requests` where requests are
/// asked for. Without a unit only the number counts.
pub fn compare(typed: &str, value: f64, unit: Option<Unit>, context: &str) -> Reading {
    let all = amounts(typed);
    if all.is_empty() {
        return Reading::NoNumber;
    }
    let held: Vec<Reading> =
        all.iter().map(|amount| amount.against(value, unit, context)).collect();
    [Reading::Same, Reading::Other]
        .into_iter()
        .find(|wanted| held.contains(wanted))
        .unwrap_or(Reading::OtherKind)
}

/// A number that was typed, and the words around it.
#[derive(Debug)]
struct Amount {
    number: f64,
    words: String,
}

/// Every way to read a text as one amount; `1 h 30 min` is one of them.
fn amounts(typed: &str) -> Vec<Amount> {
    let mut found = Vec::new();
    for one in number::readings(typed) {
        let digit = one.words.find(|symbol: char| symbol.is_ascii_digit());
        let Some((head, tail)) = digit.map(|at| one.words.split_at(at)) else {
            found.push(Amount { number: one.value, words: one.words });
            continue;
        };
        // Two amounts of time are one; other figures behind the first say something else.
        let seconds = |number: f64, words: &str| {
            let unit = Unit::spelled(words.trim().trim_end_matches("and").trim())?;
            (unit.0.dimension == Dimension::Time).then(|| number * unit.0.factor / 1e9)
        };
        let rest = number::readings(tail);
        let sums = rest
            .iter()
            .filter_map(|rest| Some(seconds(one.value, head)? + seconds(rest.value, &rest.words)?));
        let sums: Vec<f64> = sums.collect();
        if sums.is_empty() {
            found.push(Amount { number: one.value, words: one.words.clone() });
        }
        found.extend(sums.into_iter().map(|number| Amount { number, words: "s".to_owned() }));
    }
    found
}

/// Words around a figure that change nothing.
const FILLERS: &[&str] = &[
    "max",
    "maximum",
    "minimum",
    "most",
    "at",
    "in",
    "total",
    "all",
    "more",
    "less",
    "of",
    "each",
    "every",
    "only",
    "exactly",
    "about",
    "by",
    "default",
    "up",
    "to",
    "the",
    "a",
    "an",
    "per",
    "old",
    "long",
    "and",
    "is",
    "it",
    "+",
    "different",
    "single",
    "once",
    "roughly",
    "approximately",
    "around",
    "ago",
    "later",
    "longer",
    "full",
    "whole",
    "altogether",
];

impl Amount {
    fn against(&self, value: f64, unit: Option<Unit>, context: &str) -> Reading {
        let by_number = || if is_near(self.number, value) { Reading::Same } else { Reading::Other };
        // `not 429` and `2 or 3` say something else than a figure.
        let plain = ["or so", "or more", "or less"]
            .iter()
            .fold(self.words.clone(), |all, phrase| all.replace(phrase, ""));
        let mut all = plain.split(|symbol: char| !symbol.is_alphanumeric());
        if all.any(|word| ["not", "no", "non", "never", "or", "but", "except"].contains(&word)) {
            return Reading::OtherKind;
        }
        let words = without_rate(plain.trim(), unit, context);
        let Some(unit) = unit else {
            return if is_said(words, context) { by_number() } else { Reading::OtherKind };
        };
        // Behind a status code stands its reason phrase.
        let is_phrase = !words.contains(|symbol: char| symbol.is_ascii_digit());
        if words.is_empty() || (unit.symbol() == "HTTP" && is_phrase) {
            return by_number();
        }
        let (named, rest) = unit_in(words, unit);
        if named.is_empty() {
            // What is counted may be said in the words of the question; a measure needs its unit.
            let is_count = unit.0.dimension == Dimension::Count;
            let is_bare = is_said(words, if is_count { context } else { "" });
            return if is_bare { by_number() } else { Reading::OtherKind };
        }
        if !is_said(&rest, context) {
            return Reading::OtherKind;
        }
        if named.iter().any(|one| one.same_amount(self.number, unit, value)) {
            return Reading::Same;
        }
        if named.iter().any(|one| one.is_comparable(unit)) {
            Reading::Other
        } else {
            Reading::OtherKind
        }
    }
}

/// Without `per month` or `/s` at the end where the question says it too; capacity units are per
/// second by their definition.
fn without_rate<'w>(words: &'w str, unit: Option<Unit>, context: &str) -> &'w str {
    let symbol = unit.map_or("", Unit::symbol);
    if symbol == "requests/s" {
        return words;
    }
    let split = if words.starts_with("per ") {
        words.split_once("per ")
    } else {
        words.split_once(" per ").or_else(|| words.split_once('/'))
    };
    let Some((head, tail)) = split else { return words };
    let tail = if ["s", "sec"].contains(&tail.trim()) { "second" } else { tail };
    let is_unit_of_time = ["RCU", "WCU"].contains(&symbol) && tail.trim() == "second";
    if is_unit_of_time || is_said(tail, context) { head.trim_end() } else { words }
}

/// The units that some of the words spell, the expected one before others, and the other words.
fn unit_in(words: &str, expected: Unit) -> (Vec<Unit>, String) {
    let all: Vec<&str> = words.split_whitespace().collect();
    let spans =
        (1..=all.len().min(4)).rev().flat_map(|n| (0..=all.len() - n).map(move |at| (at, n)));
    let mut found: Vec<(Vec<Unit>, String)> = Vec::new();
    for (at, n) in spans {
        let phrase = all.get(at..at + n).unwrap_or_default().join(" ");
        let named: Vec<Unit> =
            UNITS.iter().filter(|entry| entry.is_spelled(&phrase)).map(Unit).collect();
        if !named.is_empty() {
            let rest = [all.get(..at), all.get(at + n..)];
            let rest: Vec<&str> = rest.into_iter().flatten().flatten().copied().collect();
            found.push((named, rest.join(" ")));
        }
    }
    let is_expected =
        |one: &(Vec<Unit>, String)| one.0.iter().any(|unit| unit.is_comparable(expected));
    let best = found.iter().position(is_expected).unwrap_or(0);
    if found.is_empty() { (Vec::new(), words.to_owned()) } else { found.swap_remove(best) }
}

/// Whether all words are fillers or stand in the question.
fn is_said(words: &str, context: &str) -> bool {
    let is_break = |symbol: char| !(symbol.is_alphanumeric() || symbol == '+');
    let stem = |word: &str| word.trim_end_matches('s').to_owned();
    let context = number::plain(context);
    let asked: Vec<String> = context.split(is_break).map(stem).collect();
    words
        .split(is_break)
        .filter(|word| !word.is_empty())
        .all(|word| FILLERS.contains(&word) || asked.contains(&stem(word)))
}

/// `value` of `unit`, in another unit of the same kind; counts convert to any count.
pub fn amount(value: f64, unit: Unit, wanted: Unit) -> Option<f64> {
    let is_same = unit.0.dimension == wanted.0.dimension;
    is_same.then(|| value * unit.0.factor / wanted.0.factor)
}

/// What a person typed, in another unit; a missing unit is taken to be `expected`.
pub fn amount_of(typed: &str, expected: Unit, wanted: Unit) -> Option<f64> {
    let amount = amounts(typed).into_iter().next()?;
    let (named, _) = unit_in(&amount.words, expected);
    let unit = named.into_iter().find(|one| one.is_comparable(expected)).unwrap_or(expected);
    self::amount(amount.number, unit, wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, value: f64, unit: &str, expected: Reading) {
        let unit = Unit::parse(unit);
        let found = compare(typed, value, unit, "How many per function?");
        assert_eq!(found, expected, "{typed} against {value} {unit:?}");
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
            check(typed, 900.0, "s", Reading::Same);
        }
        check("15", 900.0, "s", Reading::Other);
        check("900 min", 900.0, "s", Reading::Other);
        check("900 MB", 900.0, "s", Reading::OtherKind);
        check("long", 900.0, "s", Reading::NoNumber);
        check("12 bananas", 900.0, "s", Reading::OtherKind);
        check("1 h 30 min", 5_400.0, "s", Reading::Same);
        check("1h30m", 90.0, "min", Reading::Same);
        check("15:00", 900.0, "s", Reading::Same);
        check("0,25 h", 900.0, "s", Reading::Same);
    }

    #[test]
    fn sizes_follow_aws() {
        check("10 GB", 10_240.0, "MB", Reading::Same);
        check("10240", 10_240.0, "MB", Reading::Same);
        check("10,000 MB", 10_240.0, "MB", Reading::Other);
        check("256 KiB", 256.0, "KB", Reading::Same);
    }

    #[test]
    fn money_counts_and_codes() {
        check("$0.20", 0.2, "USD", Reading::Same);
        check("0.2 USD", 0.2, "USD", Reading::Same);
        check("400 000", 400_000.0, "GB-s", Reading::Same);
        check("1 million requests", 1_000_000.0, "requests", Reading::Same);
        check("1000 requests", 1_000.0, "executions", Reading::OtherKind);
        check("HTTP 429", 429.0, "HTTP", Reading::Same);
        check("50 percent", 50.0, "%", Reading::Same);
        check("1 year", 12.0, "months", Reading::Same);
        check("1 year", 365.0, "days", Reading::Same);
        check("8,760 hours", 365.0, "days", Reading::Same);
        check("360 days", 1.0, "years", Reading::Other);
        check("30 days", 1.0, "months", Reading::Same);
        check("$3.50 per million", 3.5, "USD", Reading::OtherKind);
        check("429 Too Many Requests", 429.0, "HTTP", Reading::Same);
        check("status code 429", 429.0, "HTTP", Reading::Same);
        check("not 429", 429.0, "HTTP", Reading::OtherKind);
        check("429-434", 429.0, "HTTP", Reading::OtherKind);
        check("2 or 3", 2.0, "retries", Reading::OtherKind);
        check("2 or so", 2.0, "retries", Reading::Same);
        check("2 attempts or more", 2.0, "retries", Reading::Same);
        check("10 times", 10.0, "x", Reading::Same);
        check("2 times", 2.0, "retries", Reading::Same);
        check("1000 concurrent", 1_000.0, "executions", Reading::Same);
        check("10 per second", 10.0, "requests/s", Reading::Same);
        check("10 requests per second per function", 10.0, "requests/s", Reading::Same);
        check("3,000 RCU per second", 3_000.0, "RCU", Reading::Same);
        check("2 functions", 2.0, "MB", Reading::OtherKind);
        check("2 weeks", 14.0, "days", Reading::Same);
        check("10 per minute", 10.0, "requests/s", Reading::OtherKind);
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
            assert_ne!(compare(typed, 900.0, Unit::parse("s"), ""), Reading::Same, "{typed}");
        }
    }
}
