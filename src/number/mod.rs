//! Numbers as people type them: `1,000`, `0,25`, `1k`, `10^3`, `two`, `about 15 min`, `1 h 30 min`.
//!
//! A text may be read in more than one way (`1.000` is one or a thousand, `10m` ten or ten
//! million); all readings are given, and who knows what is asked for takes the one that fits.

mod bound;
mod spoken;

use unicode_normalization::UnicodeNormalization as _;

pub use self::{bound::Bound, spoken::spoken};
use self::{bound::bounded, spoken::of_words};
use crate::text;

/// One way to read a text with a number in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    pub value: f64,
    pub bound: Bound,
    /// What stands before the number, folded: a currency, a label.
    pub before: String,
    /// What stands behind it: a unit, what is counted.
    pub after: String,
}

impl Reading {
    /// The words on both sides of the number.
    pub fn words(&self) -> String {
        format!("{} {}", self.before, self.after).trim().to_owned()
    }
}

/// No longer text is looked at, in characters: nobody types an answer so long.
const MAX_TYPED: usize = 200;

/// Digits of an exponent.
const RAISED: [char; 10] = [
    '\u{2070}', '\u{b9}', '\u{b2}', '\u{b3}', '\u{2074}', '\u{2075}', '\u{2076}', '\u{2077}',
    '\u{2078}', '\u{2079}',
];

/// What says nothing, at the beginning of an answer.
const OPENINGS: &[&str] = &[
    "it is",
    "it's",
    "that is",
    "that's",
    "this is",
    "they are",
    "the answer is",
    "i think",
    "the",
];

/// A sentence as all here and the judge of gaps compare it: lower case, no accents, full-width
/// letters and digits as plain ones, every kind of space as one.
pub fn one_form(text: &str) -> String {
    let mut raised = String::with_capacity(text.len());
    for symbol in text.chars() {
        if RAISED.contains(&symbol) && raised.ends_with(|last: char| last.is_ascii_digit()) {
            raised.push('^');
        }
        raised.push(symbol);
    }
    // Folding would leave a plain `=` of its opposite.
    let raised = raised.replace('\u{2260}', " not ").replace("!=", " not ");
    // The sign for micro and the Greek letter are one to whoever types them.
    let composed = if raised.is_ascii() { raised } else { raised.nfkc().collect() };
    let dashes = ['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}'];
    let quotes = ['\u{2018}', '\u{2019}', '\u{02bc}', '`'];
    let folded = text::fold(&composed).replace(dashes, "-").replace(quotes, "'");
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What somebody typed, in the same form; empty when it is too long for an answer.
pub fn plain(typed: &str) -> String {
    let plain = one_form(typed);
    if MAX_TYPED < plain.chars().count() { String::new() } else { plain }
}

/// The ways to read `typed` as a number and words; none when there is no number in it.
pub fn readings(typed: &str) -> Vec<Reading> {
    let folded = plain(typed);
    let text = without_opening(folded.trim_end_matches(['.', ',', ';', '!', '?', ' ']));
    let found = match text.find(|symbol: char| symbol.is_ascii_digit()) {
        Some(first) => of_digits(text, first),
        None => of_words(text).into_iter().collect(),
    };
    found.into_iter().map(bounded).collect()
}

/// A text without such words as `it is` at its beginning.
pub fn without_opening(text: &str) -> &str {
    let mut rest = text.trim();
    while let Some(after) =
        OPENINGS.iter().find_map(|one| rest.strip_prefix(one)?.strip_prefix(' '))
    {
        rest = after;
    }
    rest
}

/// A text with digits in it, the first of them at `first`.
fn of_digits(text: &str, first: usize) -> Vec<Reading> {
    let (before, _) = text.split_at(first);
    let is_fraction = before.ends_with('.');
    let start = if is_fraction { first - 1 } else { first };
    let (before, rest) = text.split_at(start);
    let is_negative = is_minus(before);
    let before = before.trim_end_matches(['-', ':', '+', ' ']);
    let before = if is_negative { before.trim_end_matches("minus") } else { before };
    if let Some(times) = clock(before, rest) {
        return times;
    }
    let (digits, after) = rest.split_at(digits_end(rest));
    let mut found = Vec::new();
    for value in values_of(digits) {
        let value = if is_negative { -value } else { value };
        let Some((value, after)) = power(value, after) else { continue };
        for (scale, after) in scales(after) {
            let value = value * scale;
            if value.is_finite() {
                found.push(reading(value, before, after));
            }
        }
    }
    found
}

fn reading(value: f64, before: &str, after: &str) -> Reading {
    let words = |text: &str| text.trim().to_owned();
    Reading { value, bound: Bound::Exact, before: words(before), after: words(after) }
}

/// Whether what stands before a number makes it negative; the hyphen of `usd-5` belongs to the
/// word, and that of `limit - 5` is a dash.
fn is_minus(before: &str) -> bool {
    match before.trim_end().strip_suffix('-') {
        Some(head) if before.ends_with('-') => !head.ends_with(char::is_alphanumeric),
        Some(head) => head.is_empty(),
        None => before.trim_end().ends_with("minus"),
    }
}

/// Where a number ends: at what is neither digit nor between digits.
fn digits_end(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    // A blank belongs to the number only before a group of three, behind no more than three.
    let is_group = |at: usize| (1..=3).all(|ahead| is_digit(at + ahead)) && !is_digit(at + 4);
    let first = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'0'..=b'9' => at += 1,
            b'.' | b',' | b'_' | b'\'' if is_digit(at + 1) => at += 1,
            b' ' if is_group(at) && (1..=3).contains(&first) && !rest.starts_with('0') => at += 1,
            _ => break,
        }
    }
    at
}

/// The numbers that digits with separators may mean.
fn values_of(digits: &str) -> Vec<f64> {
    let plain = digits.replace(['_', '\'', ' '], "");
    let parse = |text: &str| text.parse::<f64>().ok();
    let is_grouped = |separator: char| {
        let mut parts = plain.split(separator);
        let head = parts.next().unwrap_or_default();
        let is_head = (1..=3).contains(&head.len()) && !head.starts_with('0');
        is_head && parts.all(|part| part.len() == 3)
    };
    let joined = |separator: char| parse(&plain.replace(separator, ""));
    let n = |separator: char| plain.matches(separator).count();
    match (n(','), n('.')) {
        (0, 0) => parse(&plain).into_iter().collect(),
        // `1.000` is one, or a thousand in much of Europe.
        (0, 1) => {
            let decimal = parse(&plain);
            let grouped = if is_grouped('.') { joined('.') } else { None };
            decimal.into_iter().chain(grouped).collect()
        }
        (0, _) if is_grouped('.') => joined('.').into_iter().collect(),
        (_, 0) if is_grouped(',') => joined(',').into_iter().collect(),
        (1, 0) => parse(&plain.replace(',', ".")).into_iter().collect(),
        // The one that stands last is the decimal one.
        (_, 1) if plain.rfind(',') < plain.rfind('.') => joined(',').into_iter().collect(),
        (1, _) if plain.rfind('.') < plain.rfind(',') => {
            parse(&plain.replace('.', "").replace(',', ".")).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// `15:00` in minutes and seconds, or in hours and minutes; `1:30:00` in all three.
fn clock(before: &str, rest: &str) -> Option<Vec<Reading>> {
    let end = rest.find(|symbol: char| !symbol.is_ascii_digit() && symbol != ':');
    let (digits, after) = rest.split_at(end.unwrap_or(rest.len()));
    let parts: Option<Vec<f64>> = digits.split(':').map(|part| part.parse().ok()).collect();
    let reading = |value: f64| reading(value, before, "s");
    let ends = after.trim().is_empty();
    match parts?.as_slice() {
        [large, small] if ends && *small < 60.0 => {
            Some(vec![reading(large * 60.0 + small), reading(large * 3_600.0 + small * 60.0)])
        }
        [hours, minutes, seconds] if ends && *minutes < 60.0 && *seconds < 60.0 => {
            Some(vec![reading(hours * 3_600.0 + minutes * 60.0 + seconds)])
        }
        _ => None,
    }
}

/// What follows the digits as an exponent: `10^3`, `10**3`, `1e3`, `2 x 10^3`. None when it is
/// begun and not ended.
fn power(value: f64, after: &str) -> Option<(f64, &str)> {
    let tight = after.trim_start();
    let is_raised = |text: &str| text.starts_with('^') || text.starts_with("**");
    let ten = |exponent: i32| libm::pow(10.0, f64::from(exponent));
    if is_raised(tight) {
        let (exponent, rest) = exponent(tight.trim_start_matches(['^', '*', ' ']))?;
        return Some((libm::pow(value, f64::from(exponent)), rest));
    }
    if let Some((exponent, rest)) = after.strip_prefix('e').and_then(exponent) {
        return Some((value * ten(exponent), rest));
    }
    let factor = tight.strip_prefix(['x', '*', '\u{b7}', '\u{d7}']).map(str::trim_start);
    if let Some(rest) = factor.and_then(|text| text.strip_prefix("10"))
        && is_raised(rest)
    {
        let (exponent, rest) = exponent(rest.trim_start_matches(['^', '*', ' ']))?;
        return Some((value * ten(exponent), rest));
    }
    Some((value, after))
}

/// A whole number at the beginning, and what is left.
fn exponent(text: &str) -> Option<(i32, &str)> {
    let start = usize::from(text.starts_with('-'));
    let digits = text.get(start..)?;
    let end = start + digits.find(|symbol: char| !symbol.is_ascii_digit()).unwrap_or(digits.len());
    Some((text.get(..end)?.parse().ok()?, text.get(end..)?))
}

/// Words and letters that multiply, with what is left after them; the first way is that there is
/// none.
fn scales(after: &str) -> Vec<(f64, &str)> {
    const WORDS: [(&str, f64); 9] = [
        ("thousand", 1e3),
        ("million", 1e6),
        ("billion", 1e9),
        ("k", 1e3),
        ("mn", 1e6),
        ("mio", 1e6),
        ("m", 1e6),
        ("bn", 1e9),
        ("b", 1e9),
    ];
    let trimmed = after.trim_start_matches([' ', '-']);
    let end = trimmed.find(|symbol: char| !symbol.is_alphabetic()).unwrap_or(trimmed.len());
    let (word, rest) = trimmed.split_at(end);
    let is_it =
        |name: &str| name == word || (3 < name.len() && word.strip_suffix('s') == Some(name));
    let found = WORDS.iter().find(|(name, _)| is_it(name));
    match found {
        // `10 million` is never ten of something; `10m` may be minutes, and `400 k` kilobytes.
        Some((name, scale)) if 3 < name.len() => vec![(*scale, rest)],
        Some((_, scale)) => vec![(1.0, after), (*scale, rest)],
        None => vec![(1.0, after)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, expected: &[(f64, &str)]) {
        let found: Vec<(f64, String)> =
            readings(typed).iter().map(|one| (one.value, one.words())).collect();
        let expected: Vec<(f64, String)> =
            expected.iter().map(|(value, words)| (*value, (*words).to_owned())).collect();
        assert_eq!(found, expected, "{typed}");
    }

    #[test]
    fn digits_with_their_separators() {
        check("1,000", &[(1_000.0, "")]);
        check("1 000 000", &[(1e6, "")]);
        check("0 429", &[(0.0, "429")]);
        check("1234 567", &[(1_234.0, "567")]);
        check("1\u{202f}000 s", &[(1_000.0, "s")]);
        check("\u{ff19}\u{ff10}\u{ff10}", &[(900.0, "")]);
        check("1'000", &[(1_000.0, "")]);
        check("0,25 h", &[(0.25, "h")]);
        check("0.25h", &[(0.25, "h")]);
        check(".5 min", &[(0.5, "min")]);
        check("29,0 s", &[(29.0, "s")]);
        check("0,125", &[(0.125, "")]);
        check("1.234,5", &[(1_234.5, "")]);
        check("1,234.5", &[(1_234.5, "")]);
        check("1.000", &[(1.0, ""), (1_000.0, "")]);
        check("1.000.000", &[(1e6, "")]);
        check("-5", &[(-5.0, "")]);
        check("$3.50 per million", &[(3.5, "$ per million")]);
        check("HTTP 429", &[(429.0, "http")]);
    }

    #[test]
    fn powers_letters_and_words_multiply() {
        check("10^3", &[(1_000.0, "")]);
        check("10\u{b3}", &[(1_000.0, "")]);
        check("10**3 requests", &[(1_000.0, "requests")]);
        check("1e3", &[(1_000.0, "")]);
        check("2 x 10^3", &[(2_000.0, "")]);
        check("1k", &[(1.0, "k"), (1_000.0, "")]);
        check("10M requests", &[(10.0, "m requests"), (1e7, "requests")]);
        check("1 million requests", &[(1e6, "requests")]);
        check("400 KB", &[(400.0, "kb")]);
        check("10 ms", &[(10.0, "ms")]);
        check("2 millions", &[(2e6, "")]);
    }

    #[test]
    fn a_sign_counts_and_a_dash_does_not() {
        check("-35 days", &[(-35.0, "days")]);
        check("\u{2212}35", &[(-35.0, "")]);
        check("about -35", &[(-35.0, "")]);
        check("minus 35", &[(-35.0, "")]);
        check("usd-5", &[(5.0, "usd")]);
        check("limit - 35 days", &[(35.0, "limit days")]);
        check("15-minute", &[(15.0, "-minute")]);
    }

    #[test]
    fn times_of_a_clock_have_two_readings() {
        check("15:00", &[(900.0, "s"), (54_000.0, "s")]);
        check("1:30:00", &[(5_400.0, "s")]);
        check("not 15:00", &[(900.0, "not s"), (54_000.0, "not s")]);
    }

    #[test]
    fn number_words() {
        check("two", &[(2.0, "")]);
        check("Fifteen minutes", &[(15.0, "minutes")]);
        check("one hundred", &[(100.0, "")]);
        check("a hundred", &[(100.0, "")]);
        check("two hundred and fifty-six KB", &[(256.0, "kb")]);
        check("twenty-five items", &[(25.0, "items")]);
        check("ten thousand", &[(10_000.0, "")]);
        check("half an hour", &[(0.5, "hour")]);
        check("two and a half minutes", &[(2.5, "minutes")]);
        check("an hour", &[(1.0, "hour")]);
        check("one year", &[(1.0, "year")]);
        check("all four events", &[(4.0, "all events")]);
        check("within a day", &[(1.0, "within day")]);
        check("once", &[(1.0, "times")]);
        check("twice a day", &[(2.0, "times a day")]);
        for typed in ["soon", "", "a lot of them", "and", "-", "\u{221e}", "....", "\0"] {
            check(typed, &[]);
        }
    }

    #[test]
    fn hostile_texts_end() {
        for typed in ["9".repeat(5_000), "1,".repeat(5_000), "one hundred ".repeat(500)] {
            assert!(readings(&typed).len() <= 4);
        }
        assert!(readings("1e999").is_empty());
        assert!(readings("1,,2").iter().all(|one| !one.words().is_empty()));
        let far = format!("900{}MB", " ".repeat(250));
        check(&far, &[(900.0, "mb")]);
    }
}
