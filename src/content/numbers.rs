//! The numbers of a situation, and how texts and settings take them.

use std::collections::BTreeMap;

use crate::{sim::kernel::setting::SettingValue, text};

/// The numbers of a situation by name: drawn ones and those that follow from them.
pub type Numbers = BTreeMap<String, f64>;

/// A number as texts show it: `1,200`, `0.5`.
pub fn shown_number(value: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked before")]
    if value.fract() == 0.0 && (0.0..1e15).contains(&value) {
        return text::thousands(value as u64);
    }
    format!("{value}")
}

/// The names between braces in a text, with where they stand.
pub fn places(text: &str) -> Vec<(std::ops::Range<usize>, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(rest) = text.get(from..)
        && let Some(open) = rest.find('{')
        && let Some(length) = rest.get(open + 1..).and_then(|rest| rest.find('}'))
    {
        let start = from + open;
        let end = start + length + 2;
        found.push((start..end, text.get(start + 1..end - 1).unwrap_or_default()));
        from = end;
    }
    found
}

/// A text with the places that `value` knows filled; others stay as they are.
pub fn fill_with(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::new();
    let mut from = 0;
    for (span, name) in places(text) {
        filled.push_str(text.get(from..span.start).unwrap_or_default());
        match value(name) {
            Some(value) => filled.push_str(&value),
            None => filled.push_str(text.get(span.clone()).unwrap_or_default()),
        }
        from = span.end;
    }
    filled.push_str(text.get(from..).unwrap_or_default());
    filled
}

/// The value of a change, with numbers in their places.
pub fn value_of(template: &str, numbers: &Numbers) -> SettingValue {
    let plain = |name: &str| numbers.get(name).map(f64::to_string);
    SettingValue::of_text(&fill_with(template, plain))
}

/// A text with its numbers.
pub fn fill(text: &str, numbers: &Numbers) -> String {
    fill_with(text, |name| numbers.get(name).copied().map(shown_number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_and_others_stay() {
        let numbers = Numbers::from([("rate".to_owned(), 1_200.0), ("share".to_owned(), 0.5)]);
        assert_eq!(
            fill("{rate} a second, {share}; {this.p99_ms}", &numbers),
            "1,200 a second, 0.5; {this.p99_ms}"
        );
        assert_eq!(fill("no place, an open { brace", &numbers), "no place, an open { brace");
    }
}
