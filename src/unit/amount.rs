//! What a person typed, read as an amount and held against a figure.
//!
//! A text of several amounts (`15 minutes (900 s)`) is right when all of them are the figure. Words
//! beside an amount may say what is counted, or again what the question says; a second number, a
//! rate that is not asked for, a negation or a bound that the question does not ask for never pass.

use super::{
    Dimension, UNITS, Unit, is_near,
    words::{
        ALIKE, LOWEST, PREPOSITIONS, REASONS, TURNS, is_filler, is_one_of, periods, stem, words,
    },
};
use crate::number::{self, Bound};

/// What a typed figure turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmountReading {
    /// The same amount.
    Same,
    /// A figure, but another one.
    Other,
    /// A figure in a unit that measures something else, or with words that say something else.
    OtherKind,
    /// No figure can be read from it.
    NoNumber,
}

/// What is asked for, in words.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The question, whose words may be said again.
    pub text: &'a str,
    /// What is counted, in its own words.
    pub counted: &'a str,
    /// Whether the unit has to be named, and no bound may be.
    pub is_strict: bool,
}

/// Holds what a person typed against `value` of `unit`; without a unit only the number counts.
pub fn compare(typed: &str, value: f64, unit: Option<Unit>, asked: Asked<'_>) -> AmountReading {
    let typed = number::plain(&rates_of_bytes(typed));
    // `HTTP/1.1 202` has one figure.
    let typed = match typed.strip_prefix("http/").and_then(|rest| rest.split_once(' ')) {
        Some((_, rest)) => format!("http {rest}"),
        None => typed,
    };
    let whole = compare_one(&typed, value, unit, asked);
    let parts = parts(&typed);
    if whole == AmountReading::Same || parts.len() < 2 {
        return whole;
    }
    let held: Vec<AmountReading> =
        parts.iter().map(|part| compare_one(part, value, unit, asked)).collect();
    let all_are = |wanted| held.iter().all(|one| *one == wanted);
    let agreed =
        [AmountReading::Same, AmountReading::Other].into_iter().find(|wanted| all_are(*wanted));
    agreed.unwrap_or(AmountReading::OtherKind)
}

/// With `MB/s` for `MBps` and `Mbit/s` for `Mb/s`, as long as the case of letters shows it: bits
/// are no bytes.
fn rates_of_bytes(typed: &str) -> String {
    ["K", "M", "G"].iter().fold(typed.to_owned(), |typed, size| {
        let bytes = typed.replace(&format!("{size}Bps"), &format!("{size}B/s"));
        bytes.replace(&format!("{size}b/s"), &format!("{size}bit/s"))
    })
}

/// `value` of `unit`, in another unit of the same kind; counts convert to any count.
pub fn amount(value: f64, unit: Unit, wanted: Unit) -> Option<f64> {
    let is_same = unit.0.dimension == wanted.0.dimension;
    is_same.then(|| value * unit.0.factor / wanted.0.factor)
}

/// What a person typed, in another unit; a missing unit is taken to be `expected`.
pub fn amount_of(typed: &str, expected: Unit, wanted: Unit) -> Option<f64> {
    let first = amounts(typed).into_iter().next()?;
    let (named, _) = unit_in(&first.words(), expected);
    let unit = named.into_iter().find(|one| one.is_comparable(expected)).unwrap_or(expected);
    amount(first.number, unit, wanted)
}

/// Pieces of a text that have a number each, where signs or `or` part them.
fn parts(text: &str) -> Vec<&str> {
    const SIGNS: [&str; 8] = [" or ", "(", ")", "=", ";", ", ", "/", " - "];
    let has_number = |piece: &str| !number::readings(piece).is_empty();
    let mut found = Vec::new();
    let mut rest = text;
    let mut from = 0;
    while let Some(ahead) = rest.get(from..) {
        let next = SIGNS.iter().filter_map(|sign| Some((ahead.find(sign)?, sign.len()))).min();
        let Some((at, length)) = next else { break };
        let (piece, behind) = (rest.get(..from + at), rest.get(from + at + length..));
        match (piece, behind) {
            (Some(piece), Some(behind)) if has_number(piece) && has_number(behind) => {
                found.push(piece);
                rest = behind;
                from = 0;
            }
            _ => from += at + length,
        }
    }
    found.push(rest);
    found
}

/// A number that was typed, and the words around it.
#[derive(Debug)]
struct Amount {
    number: f64,
    bound: Bound,
    before: Vec<String>,
    after: Vec<String>,
}

impl Amount {
    fn words(&self) -> Vec<String> {
        [self.before.as_slice(), &self.after].concat()
    }
}

/// Every way to read a text as one amount; `1 h 30 min` is one of them.
fn amounts(typed: &str) -> Vec<Amount> {
    let amount = |one: &number::Reading, number: f64, after: &str| Amount {
        number,
        bound: one.bound,
        before: words(&one.before),
        after: words(after),
    };
    let mut found = Vec::new();
    for one in number::readings(typed) {
        let digit = one.after.find(|symbol: char| symbol.is_ascii_digit());
        let split = digit.map(|at| one.after.split_at(at));
        let sum = split.and_then(|(head, tail)| sum_of_times(one.value, head, tail));
        found.push(match sum {
            Some(seconds) => amount(&one, seconds, "s"),
            None => amount(&one, one.value, &one.after),
        });
    }
    found
}

/// The seconds of a time in two units, the smaller one behind the larger: `1 h 30 min`.
fn sum_of_times(value: f64, unit: &str, rest: &str) -> Option<f64> {
    let factor = |words: &str| {
        let unit = Unit::spelled(words.trim().trim_end_matches("and").trim())?;
        (unit.0.dimension == Dimension::Time).then(|| unit.0.factor / 1e9)
    };
    let large = factor(unit)?;
    let seconds = |rest: &number::Reading| Some(rest.value * factor(&rest.after)?);
    let small = number::readings(rest).iter().find_map(seconds)?;
    (small < large).then_some(value * large + small)
}

/// Holds a text against a figure in every way to read it.
fn compare_one(typed: &str, value: f64, unit: Option<Unit>, asked: Asked<'_>) -> AmountReading {
    let all = amounts(typed);
    if all.is_empty() {
        return AmountReading::NoNumber;
    }
    let wanted = Wanted::new(value, unit, asked);
    let held: Vec<AmountReading> = all.iter().map(|amount| wanted.hold(amount)).collect();
    [AmountReading::Same, AmountReading::Other]
        .into_iter()
        .find(|wanted| held.contains(wanted))
        .unwrap_or(AmountReading::OtherKind)
}

/// The figure that is asked for, and what may be said around it.
struct Wanted {
    value: f64,
    unit: Option<Unit>,
    /// The question, with a blank around each word.
    text: String,
    asked: Vec<String>,
    counted: Vec<String>,
    periods: Vec<f64>,
    is_strict: bool,
}

impl Wanted {
    fn new(value: f64, unit: Option<Unit>, asked: Asked<'_>) -> Self {
        let stems = |text: &str| -> Vec<String> {
            words(&number::one_form(text)).iter().map(|word| stem(word)).collect()
        };
        let all = words(&number::one_form(asked.text));
        let (mut periods, _) = periods(&all);
        // Capacity is per second by its definition.
        if unit.is_some_and(|unit| ["requests/s", "RCU", "WCU"].contains(&unit.symbol())) {
            periods.push(1e9);
        }
        Self {
            value,
            unit,
            text: format!(" {} ", all.join(" ")),
            asked: stems(asked.text),
            counted: stems(asked.counted),
            periods,
            is_strict: asked.is_strict,
        }
    }

    fn hold(&self, amount: &Amount) -> AmountReading {
        let (named_periods, after) = periods(&self.without_alike(&amount.after));
        let (before, after) = (&amount.before, self.without_reason(amount.number, &after));
        let is_turned = [before, &after].into_iter().flatten().any(|word| is_one_of(TURNS, word));
        let is_lowest = self.asked.iter().any(|word| is_one_of(LOWEST, word));
        let is_bounded = match amount.bound {
            Bound::Exact => true,
            Bound::AtMost => !is_lowest && !self.is_strict,
            Bound::AtLeast => is_lowest && !self.is_strict,
            Bound::Beyond => false,
        };
        let is_period = |one: &f64| self.periods.iter().any(|own| is_near(*one, *own));
        if is_turned || !is_bounded || !named_periods.iter().all(is_period) {
            return AmountReading::OtherKind;
        }
        if !self.is_strict && self.are_said(before) && self.is_bare(&after) {
            let is_same = is_near(amount.number, self.value);
            return if is_same { AmountReading::Same } else { AmountReading::Other };
        }
        let Some(unit) = self.unit else { return AmountReading::OtherKind };
        let all = [before.as_slice(), &after].concat();
        let (named, rest) = unit_in(&all, unit);
        let is_own = |word: &String| self.is_said(word) || unit.0.is_spelled(word);
        if !rest.iter().all(is_own) || !named.iter().any(|one| one.is_comparable(unit)) {
            return AmountReading::OtherKind;
        }
        let is_same = named.iter().any(|one| one.same_amount(amount.number, unit, self.value));
        if is_same { AmountReading::Same } else { AmountReading::Other }
    }

    /// Without phrases that say what the question says in other words.
    fn without_alike(&self, words: &[String]) -> Vec<String> {
        let mut text = format!(" {} ", words.join(" "));
        let is_in = |text: &str, phrase: &str| text.contains(&format!(" {phrase} "));
        for group in ALIKE.iter().filter(|group| group.iter().any(|one| is_in(&self.text, one))) {
            for phrase in *group {
                text = text.replace(&format!(" {phrase} "), " ");
            }
        }
        text.split_whitespace().map(str::to_owned).collect()
    }

    /// Without what stands behind a status code as its name.
    fn without_reason(&self, number: f64, words: &[String]) -> Vec<String> {
        let is_status = self.unit.is_some_and(|unit| unit.symbol() == "HTTP");
        let mut reasons = REASONS.iter().filter(|(status, _)| is_near(number, *status));
        let Some((_, names)) = reasons.next().filter(|_| is_status) else {
            return words.to_vec();
        };
        let text = words.join(" ");
        let end = names.iter().find_map(|name| text.strip_suffix(name));
        end.unwrap_or(&text).split_whitespace().map(str::to_owned).collect()
    }

    /// Whether words behind a number name no unit: only what is counted, and what for.
    fn is_bare(&self, words: &[String]) -> bool {
        let is_count = self.unit.is_none_or(|unit| unit.0.dimension == Dimension::Count);
        let end = words.iter().position(|word| is_one_of(PREPOSITIONS, word));
        let (thing, rest) = words.split_at(end.unwrap_or(words.len()));
        let is_thing =
            |word: &String| is_filler(word) || (is_count && self.counted.contains(&stem(word)));
        thing.iter().all(is_thing) && self.are_said(rest)
    }

    fn are_said(&self, words: &[String]) -> bool {
        words.iter().all(|word| self.is_said(word))
    }

    /// Whether a word changes nothing or stands in the question; a number always says something.
    fn is_said(&self, word: &str) -> bool {
        let is_number = word.contains(|symbol: char| symbol.is_ascii_digit())
            || number::spoken(&[word]).is_some();
        is_filler(word) || (!is_number && self.asked.contains(&stem(word)))
    }
}

/// The units that some of the words spell, the expected one before others, and the other words.
fn unit_in(all: &[String], expected: Unit) -> (Vec<Unit>, Vec<String>) {
    let spans =
        (1..=all.len().min(4)).rev().flat_map(|n| (0..=all.len() - n).map(move |at| (at, n)));
    let mut found: Vec<(Vec<Unit>, Vec<String>)> = Vec::new();
    for (at, n) in spans {
        let phrase = all.get(at..at + n).unwrap_or_default().join(" ");
        let named: Vec<Unit> =
            UNITS.iter().filter(|entry| entry.is_spelled(&phrase)).map(Unit).collect();
        if !named.is_empty() {
            let rest = [all.get(..at), all.get(at + n..)];
            found.push((named, rest.into_iter().flatten().flatten().cloned().collect()));
        }
    }
    let is_expected =
        |one: &(Vec<Unit>, Vec<String>)| one.0.iter().any(|unit| unit.is_comparable(expected));
    let best = found.iter().position(is_expected).unwrap_or(0);
    if found.is_empty() { (Vec::new(), all.to_vec()) } else { found.swap_remove(best) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, value: f64, unit: &str, expected: AmountReading) {
        let unit = Unit::parse(unit);
        let asked = Asked {
            text: "How many per second and function at the same time?",
            counted: "",
            is_strict: false,
        };
        let found = compare(typed, value, unit, asked);
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
            check(typed, 900.0, "s", AmountReading::Same);
        }
        check("15", 900.0, "s", AmountReading::Other);
        check("900 min", 900.0, "s", AmountReading::Other);
        check("900 MB", 900.0, "s", AmountReading::OtherKind);
        check("long", 900.0, "s", AmountReading::NoNumber);
        check("12 bananas", 900.0, "s", AmountReading::OtherKind);
        check("1 h 30 min", 5_400.0, "s", AmountReading::Same);
        check("1h30m", 90.0, "min", AmountReading::Same);
        check("15:00", 900.0, "s", AmountReading::Same);
        check("0,25 h", 900.0, "s", AmountReading::Same);
    }

    #[test]
    fn sizes_follow_aws() {
        check("10 GB", 10_240.0, "MB", AmountReading::Same);
        check("10240", 10_240.0, "MB", AmountReading::Same);
        check("10,000 MB", 10_240.0, "MB", AmountReading::Other);
        check("256 KiB", 256.0, "KB", AmountReading::Same);
    }

    #[test]
    fn money_counts_and_codes() {
        check("$0.20", 0.2, "USD", AmountReading::Same);
        check("0.2 USD", 0.2, "USD", AmountReading::Same);
        check("400 000", 400_000.0, "GB-s", AmountReading::Same);
        check("1 million requests", 1_000_000.0, "requests", AmountReading::Same);
        check("1000 requests", 1_000.0, "executions", AmountReading::OtherKind);
        check("HTTP 429", 429.0, "HTTP", AmountReading::Same);
        check("50 percent", 50.0, "%", AmountReading::Same);
        check("1 year", 12.0, "months", AmountReading::Same);
        check("1 year", 365.0, "days", AmountReading::Same);
        check("8,760 hours", 365.0, "days", AmountReading::Same);
        check("360 days", 1.0, "years", AmountReading::Other);
        check("30 days", 1.0, "months", AmountReading::Same);
        check("$3.50 per million", 3.5, "USD", AmountReading::OtherKind);
        check("429 Too Many Requests", 429.0, "HTTP", AmountReading::Same);
        check("status code 429", 429.0, "HTTP", AmountReading::Same);
        check("not 429", 429.0, "HTTP", AmountReading::OtherKind);
        check("429-434", 429.0, "HTTP", AmountReading::OtherKind);
        check("2 or 3", 2.0, "retries", AmountReading::OtherKind);
        check("2 or so", 2.0, "retries", AmountReading::Same);
        check("2 attempts or more", 2.0, "retries", AmountReading::OtherKind);
        check("10 times", 10.0, "x", AmountReading::Same);
        check("2 times", 2.0, "retries", AmountReading::Same);
        check("1000 concurrent", 1_000.0, "executions", AmountReading::Same);
        check("10 per second", 10.0, "requests/s", AmountReading::Same);
        check("10 requests per second per function", 10.0, "requests/s", AmountReading::Same);
        check("3,000 RCU per second", 3_000.0, "RCU", AmountReading::Same);
        check("2 functions", 2.0, "MB", AmountReading::OtherKind);
        check("2 weeks", 14.0, "days", AmountReading::Same);
        check("10 per minute", 10.0, "requests/s", AmountReading::OtherKind);
    }

    #[test]
    fn hostile_answers_are_only_wrong() {
        let long = "9".repeat(5_000);
        for typed in ["", ".", "....", "1e999", "-", "∞", &long, "1,,2", "\0"] {
            assert_ne!(
                {
                    let asked = Asked { text: "", counted: "", is_strict: false };
                    compare(typed, 900.0, Unit::parse("s"), asked)
                },
                AmountReading::Same,
                "{typed}"
            );
        }
    }
}
