//! Numbers in words.

use super::{Reading, reading};

/// The first number in words: `two`, `all four`, `one hundred`, `twenty-five`, `half an hour`.
pub(super) fn of_words(text: &str) -> Option<Reading> {
    let is_sign = |symbol: char| !(symbol.is_alphanumeric() || "%$".contains(symbol));
    let split = text.split([' ', '-']).map(|word| word.trim_matches(is_sign));
    let words: Vec<&str> = split.filter(|word| !word.is_empty()).collect();
    (0..words.len()).find_map(|at| {
        let (before, ahead) = words.split_at(at);
        let (value, used) = spoken(ahead)?;
        let times = if matches!(ahead.first(), Some(&"once" | &"twice")) { "times " } else { "" };
        let after = format!("{times}{}", ahead.get(used..).unwrap_or_default().join(" "));
        Some(reading(value, &before.join(" "), &after))
    })
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
    // `two and a half`.
    let rest = words.get(used..).unwrap_or_default();
    let (half, more) = if rest.starts_with(&["and", "a", "half"]) { (0.5, 3) } else { (0.0, 0) };
    is_number.then(|| (sum + part.unwrap_or(0.0) + half, used + more))
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
