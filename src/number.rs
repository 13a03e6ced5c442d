//! Numbers as people type them: `1,000`, `0,25`, `1k`, `10^3`, `two`, `about 15 min`, `1 h 30 min`.
//!
//! A text may be read in more than one way (`1.000` is one or a thousand, `10m` ten or ten
//! million); all readings are given, and who knows what is asked for takes the one that fits.

use unicode_normalization::UnicodeNormalization as _;

use crate::text;

/// One way to read a text that begins with a number.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    pub value: f64,
    /// What stands around the number, folded: a unit, a currency, what is counted.
    pub words: String,
}

/// No longer text is looked at, in characters: nobody types a number so long.
const MAX_TYPED: usize = 200;

/// What says nothing about the amount, before the number.
const BEFORE: &[&str] = &[
    "about",
    "approximately",
    "approx.",
    "approx",
    "around",
    "roughly",
    "circa",
    "ca.",
    "ca",
    "up to",
    "at most",
    "at least",
    "a maximum of",
    "maximum of",
    "maximum",
    "max.",
    "max",
    "a minimum of",
    "no more than",
    "not more than",
    "more than",
    "less than",
    "over",
    "under",
    "exactly",
    "only",
    "just",
    "nearly",
    "almost",
    "it is",
    "it's",
    "always",
    "the",
    "~",
    "\u{2248}",
    "\u{2264}",
    "\u{2265}",
    "<=",
    ">=",
    "<",
    ">",
    "=",
    "+",
];

/// A text as all here and the judge of gaps compare it: lower case, no accents, full-width letters
/// and digits as plain ones, every kind of space as one.
pub fn plain(typed: &str) -> String {
    let cut: String = typed.chars().take(MAX_TYPED).collect();
    // The sign for micro and the Greek letter are one to whoever types them.
    let composed: String = cut.nfkc().collect();
    let dashes = ['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}'];
    let quotes = ['\u{2018}', '\u{2019}', '\u{02bc}', '`'];
    let folded = text::fold(&composed).replace(dashes, "-").replace(quotes, "'");
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The ways to read `typed` as a number and words; none when there is no number in it.
pub fn readings(typed: &str) -> Vec<Reading> {
    let folded = plain(typed);
    let text = without_lead(folded.trim_end_matches(['.', ',', ';', '!', '?', ' ']));
    match text.find(|symbol: char| symbol.is_ascii_digit()) {
        Some(first) => of_digits(text, first),
        None => of_words(text).into_iter().collect(),
    }
}

fn without_lead(text: &str) -> &str {
    let mut rest = text.trim();
    loop {
        let shorter = BEFORE.iter().find_map(|lead| {
            let after = rest.strip_prefix(lead)?;
            let is_word = lead.ends_with(char::is_alphabetic);
            let ends = after.starts_with(|symbol: char| !symbol.is_alphanumeric());
            (!is_word || ends).then(|| after.trim_start())
        });
        match shorter {
            Some(after) if !after.is_empty() => rest = after,
            Some(_) | None => return rest,
        }
    }
}

/// A text with digits in it, the first of them at `first`.
fn of_digits(text: &str, first: usize) -> Vec<Reading> {
    let (before, _) = text.split_at(first);
    let trimmed = before.trim_end();
    // `.5` and `-5`; the hyphen of `usd-5` belongs to the word.
    let is_fraction = before.ends_with('.');
    let is_negative = ["-", "-."].contains(&trimmed);
    let start = if is_fraction { first - 1 } else { first };
    let (before, rest) = text.split_at(start);
    let before = before.trim().trim_end_matches(['-', ':']).trim();
    let end = digits_end(rest);
    let (digits, after) = rest.split_at(end);
    if let Some(times) = clock(rest) {
        return times;
    }
    let values = values_of(digits);
    let mut found = Vec::new();
    for value in values {
        let value = if is_negative { -value } else { value };
        let Some((value, after)) = power(value, after) else { continue };
        for (scale, after) in scales(after) {
            let words = format!("{before} {}", after.trim()).trim().to_owned();
            let value = value * scale;
            if value.is_finite() {
                found.push(Reading { value, words });
            }
        }
    }
    found
}

/// Where a number ends: at what is neither digit nor between digits.
fn digits_end(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    // A blank belongs to the number only before a group of three.
    let is_group = |at: usize| (1..=3).all(|ahead| is_digit(at + ahead)) && !is_digit(at + 4);
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'0'..=b'9' => at += 1,
            b'.' | b',' | b'_' | b'\'' if is_digit(at + 1) => at += 1,
            b' ' if is_group(at) && 0 < at => at += 1,
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
fn clock(rest: &str) -> Option<Vec<Reading>> {
    let end = rest.find(|symbol: char| !symbol.is_ascii_digit() && symbol != ':');
    let (digits, after) = rest.split_at(end.unwrap_or(rest.len()));
    let parts: Option<Vec<f64>> = digits.split(':').map(|part| part.parse().ok()).collect();
    let reading = |value: f64| Reading { value, words: "s".to_owned() };
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

/// A number in words at the beginning: `two`, `one hundred`, `twenty-five`, `half an hour`.
fn of_words(text: &str) -> Option<Reading> {
    let spaced = text.replace('-', " ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let (value, used) = spoken(&words)?;
    let rest = words.get(used..).unwrap_or_default().join(" ");
    Some(Reading { value, words: rest })
}

/// A number below ten million in words, and how many words it takes.
pub fn spoken(words: &[&str]) -> Option<(f64, usize)> {
    match words {
        ["half", "a" | "an", ..] => return Some((0.5, 2)),
        ["half", "of", "a" | "an", ..] => return Some((0.5, 3)),
        ["none" | "nothing", ..] => return Some((0.0, 1)),
        ["once", ..] => return Some((1.0, 1)),
        ["twice", ..] => return Some((2.0, 1)),
        _ => {}
    }
    let mut sum = 0.0;
    let mut part: Option<f64> = None;
    let mut used = 0;
    for (at, word) in words.iter().enumerate() {
        let is_start = part.is_none() && sum == 0.0;
        let next = match *word {
            "a" | "an" if at == 0 => Some(1.0),
            // `two hundred and fifty`; the word after it decides whether it belongs.
            "and" if part.is_some_and(|part| part % 100.0 == 0.0) => {
                match words.get(at + 1).and_then(|next| small(next)) {
                    Some(_) => continue,
                    None => break,
                }
            }
            "hundred" => part.or(is_start.then_some(1.0)).map(|part| part * 100.0),
            "thousand" | "million" => {
                let scale = if *word == "thousand" { 1e3 } else { 1e6 };
                sum += part.or(is_start.then_some(1.0))? * scale;
                part = None;
                used = at + 1;
                continue;
            }
            word => match (small(word), part) {
                (Some(value), None) => Some(value),
                (Some(value), Some(part)) if part % 100.0 == 0.0 && value < 100.0 => {
                    Some(part + value)
                }
                (Some(value), Some(part)) if part % 10.0 == 0.0 && value < 10.0 => {
                    Some(part + value)
                }
                _ => None,
            },
        };
        let Some(next) = next else { break };
        part = Some(next);
        used = at + 1;
    }
    let is_article = used == 1 && matches!(words.first(), Some(&"a" | &"an"));
    // `a day` is one day, `a queue` is no number of which anything could be said.
    let is_number = 0 < used && !(is_article && words.len() != 2);
    is_number.then(|| (sum + part.unwrap_or(0.0), used))
}

/// The numbers that have a word of their own, below a hundred.
fn small(word: &str) -> Option<f64> {
    const UNITS: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] =
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let as_number = |at: usize| u8::try_from(at).ok().map(f64::from);
    let unit = UNITS.iter().position(|one| *one == word).and_then(as_number);
    unit.or_else(|| {
        TENS.iter().position(|one| *one == word).and_then(|at| as_number(10 * (at + 2)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, expected: &[(f64, &str)]) {
        let found: Vec<(f64, String)> =
            readings(typed).into_iter().map(|one| (one.value, one.words)).collect();
        let expected: Vec<(f64, String)> =
            expected.iter().map(|(value, words)| (*value, (*words).to_owned())).collect();
        assert_eq!(found, expected, "{typed}");
    }

    #[test]
    fn digits_with_their_separators() {
        check("1,000", &[(1_000.0, "")]);
        check("1 000 000", &[(1e6, "")]);
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
    fn what_leads_in_says_nothing() {
        for typed in
            ["about 900", "~900", "up to 900", "+900", "at most 900.", "max. 900", "Max 900"]
        {
            check(typed, &[(900.0, "")]);
        }
        check("over 200 services", &[(200.0, "services")]);
        check("overt 3", &[(3.0, "overt")]);
    }

    #[test]
    fn times_of_a_clock_have_two_readings() {
        check("15:00", &[(900.0, "s"), (54_000.0, "s")]);
        check("1:30:00", &[(5_400.0, "s")]);
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
        check("an hour", &[(1.0, "hour")]);
        check("one year", &[(1.0, "year")]);
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
        assert!(readings("1,,2").iter().all(|one| !one.words.is_empty()));
    }
}
