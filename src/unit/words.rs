//! Words beside a figure: those that change nothing, those that make something else of it, rates,
//! and what is counted.

use super::{DAY, Dimension, UNITS, Unit};
use crate::number;

/// Words behind which stands what an amount is for.
pub(super) const PREPOSITIONS: &str = "per in within of for at on with without a an each every";
const VERBS: &str = "can does do is are should must may to the that and";

/// Words around a figure that change nothing.
const FILLERS: &str = "\
    a ago all altogether always amazon an and are as at aws back be by can default \
    different duration each every for from full in interval is it its last later limit \
    long my of old on our past per period previous quota retention single size the their time \
    timeout to total ttl whole window with your";

/// Words that make something else of a figure.
pub(super) const TURNS: &str = "not no non never or but except other than neither nor isn";

/// Ways to say the same of an amount.
pub(super) const ALIKE: &[&[&str]] = &[
    &[
        "at the same time",
        "at a time",
        "at once",
        "in parallel",
        "parallel",
        "concurrent",
        "concurrently",
        "simultaneous",
        "simultaneously",
    ],
    &["compressed", "zipped"],
    &["cheaper", "less", "lower", "off"],
    &["shorten", "shorter", "less", "faster"],
];

/// Words of a question about the lowest of something.
pub(super) const LOWEST: &str = "smallest lowest shortest fewest least minimum begin";

/// Rates that are written as one word. `mbps` is none of bytes.
const RATES: &[(&str, &[&str])] = &[
    ("rps", &["requests", "per", "s"]),
    ("tps", &["requests", "per", "s"]),
    ("monthly", &["per", "month"]),
    ("daily", &["per", "day"]),
];

/// What HTTP calls a status, and AWS what it stands for.
pub(super) const REASONS: &[(f64, &[&str])] = &[
    (200.0, &["ok"]),
    (201.0, &["created"]),
    (202.0, &["accepted"]),
    (204.0, &["no content"]),
    (400.0, &["bad request"]),
    (401.0, &["unauthorized"]),
    (403.0, &["forbidden"]),
    (404.0, &["not found"]),
    (409.0, &["conflict"]),
    (413.0, &["payload too large", "content too large", "request entity too large"]),
    (429.0, &["too many requests", "toomanyrequests", "toomanyrequestsexception"]),
    (500.0, &["internal server error"]),
    (502.0, &["bad gateway"]),
    (503.0, &["service unavailable"]),
    (504.0, &["gateway timeout", "gateway time out"]),
];

/// The words at the beginning of a text that name a thing: up to a preposition, a verb or a sign.
pub fn thing(text: &str) -> String {
    let text = number::one_form(text);
    let is_end = |symbol: char| !(symbol.is_alphanumeric() || [' ', '-'].contains(&symbol));
    let head = text.split(is_end).next().unwrap_or_default();
    let words = head.split_whitespace();
    let words = words.take_while(|word| !is_one_of(PREPOSITIONS, word) && !is_one_of(VERBS, word));
    words.collect::<Vec<_>>().join(" ")
}

/// Whether words beside a number say nothing but a unit, or `own`, the words of what is counted.
pub fn is_said(text: &str, unit: Option<Unit>, own: &str) -> bool {
    let own: Vec<String> = words(own).iter().map(|word| stem(word)).collect();
    let (_, mut rest) = periods(&words(text));
    rest.retain(|word| !is_filler(word) && !own.contains(&stem(word)));
    rest.is_empty() || unit.is_some_and(|unit| unit.0.is_spelled(&rest.join(" ")))
}

/// Whether `word` is one of the words of `list`.
pub(super) fn is_one_of(list: &str, word: &str) -> bool {
    list.split(' ').any(|one| one == word)
}

/// Whether a word beside a figure changes nothing.
pub(super) fn is_filler(word: &str) -> bool {
    is_one_of(FILLERS, word)
}

/// The words of a text, with rates written out.
pub(super) fn words(text: &str) -> Vec<String> {
    let spaced = text.replace('/', " per ").replace('\u{d7}', " x ");
    let all = spaced.split(|symbol: char| !(symbol.is_alphanumeric() || "%$".contains(symbol)));
    let all = all.filter(|word| !word.is_empty()).flat_map(|word| {
        let rate = RATES.iter().find(|(one, _)| *one == word);
        rate.map_or_else(|| vec![word], |(_, words)| words.to_vec())
    });
    all.map(str::to_owned).collect()
}

/// The periods that a text names (`per second`, `a day`, `in 24 hours`), in nanoseconds, and the
/// words that are left.
pub(super) fn periods(words: &[String]) -> (Vec<f64>, Vec<String>) {
    let factor = |word: &String| {
        let unit = UNITS.iter().find(|entry| entry.is_spelled(word))?;
        match unit.dimension {
            Dimension::Time => Some(unit.factor),
            Dimension::Calendar => Some(30.0 * DAY * unit.factor),
            Dimension::Bytes | Dimension::Money | Dimension::Share | Dimension::Count => None,
        }
    };
    let (mut found, mut rest) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(ahead) = words.get(at..).filter(|ahead| !ahead.is_empty()) {
        let is_led =
            ahead.first().is_some_and(|word| is_one_of(PREPOSITIONS, word) || word == "and");
        let single = ahead.get(1).and_then(factor);
        let several = || {
            let number: f64 = ahead.get(1)?.parse().ok()?;
            Some(number * factor(ahead.get(2)?)?)
        };
        let period = if is_led { single.map(|one| (one, 2)) } else { None };
        let period = period.or_else(|| if is_led { several().map(|all| (all, 3)) } else { None });
        match period {
            Some((period, n_words)) => {
                found.push(period);
                at += n_words;
            }
            None => {
                rest.extend(ahead.first().cloned());
                at += 1;
            }
        }
    }
    (found, rest)
}

/// A word without the ending of its plural.
pub(super) fn stem(word: &str) -> String {
    word.trim_end_matches('s').to_owned()
}
