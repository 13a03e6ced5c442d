//! Texts of drill templates: places in braces hold formulas or texts, and a text may be one of
//! several, by conditions. How numbers and prices are written for people.

use serde::{Deserialize, Serialize};

use super::{answer::shown, formula::Formula};

/// The numbers and the texts of one question, in the order in which its template names them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Values {
    pub numbers: Vec<f64>,
    pub texts: Vec<String>,
}

impl Values {
    /// The values of a question with the numbers of an answer behind them.
    pub(super) fn with_answer(&self, numbers: &[f64]) -> Self {
        let mut all = self.clone();
        all.numbers.extend(numbers);
        all
    }
}

/// A text; the first of its cases that holds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Text(pub Vec<Case>);

/// A text, and when it is taken; always, where nothing is said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    pub when: Option<Formula>,
    pub pieces: Vec<Piece>,
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Piece {
    Plain(String),
    Number(Formula, Shape),
    /// A text by its place.
    Text(usize),
}

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shape {
    /// Whole numbers with commas, others with the digits that count.
    Shown,
    /// Up to three digits behind the point.
    Digits,
    /// An amount in USD, to the cent.
    Cents,
    /// A price in USD with all its digits.
    Money,
    /// A price, for a million of what it buys.
    PerMillion,
    /// A price, with how many a dollar buys.
    PerGbSecond,
    /// A price of a second, with that of an hour.
    PerGbHour,
}

impl Shape {
    /// Every way to write a number.
    pub const ALL: &'static [Self] = &[
        Self::Shown,
        Self::Digits,
        Self::Cents,
        Self::Money,
        Self::PerMillion,
        Self::PerGbSecond,
        Self::PerGbHour,
    ];

    /// The word of a template.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Digits => "digits",
            Self::Cents => "cents",
            Self::Money => "money",
            Self::PerMillion => "per-million",
            Self::PerGbSecond => "per-gb-second",
            Self::PerGbHour => "per-gb-hour",
        }
    }

    fn write(self, value: f64) -> String {
        match self {
            Self::Shown => shown(value),
            Self::Digits => (libm::round(value * 1_000.0) / 1_000.0).to_string(),
            Self::Cents => cents(value),
            Self::Money => money(value),
            Self::PerMillion => per_million(value),
            Self::PerGbSecond => per_gb_second(value),
            Self::PerGbHour => per_gb_hour(value),
        }
    }
}

impl Text {
    /// The text with its places filled; empty when no case holds.
    pub fn fill(&self, values: &Values) -> String {
        let holds = |case: &&Case| case.when.as_ref().is_none_or(|it| it.holds(&values.numbers));
        let Some(case) = self.0.iter().find(holds) else { return String::new() };
        let words = case.pieces.iter().map(|piece| match piece {
            Piece::Plain(words) => words.clone(),
            Piece::Number(formula, shape) => shape.write(formula.value(&values.numbers)),
            Piece::Text(place) => values.texts.get(*place).cloned().unwrap_or_default(),
        });
        words.collect()
    }

    /// The formula of a text that is one place and nothing else: it stands for a number.
    pub fn as_number(&self) -> Option<&Formula> {
        match self.0.as_slice() {
            [Case { when: None, pieces }] => match pieces.as_slice() {
                [Piece::Number(formula, _)] => Some(formula),
                _ => None,
            },
            _ => None,
        }
    }
}

/// An amount of money to the cent, for a working.
fn cents(usd: f64) -> String {
    if usd.abs() < 1.0 {
        return shown(usd);
    }
    let (whole, hundredths) = (libm::trunc(usd), libm::round(usd * 100.0) % 100.0);
    match hundredths {
        0.0 => shown(libm::round(usd)),
        _ => format!("{}.{hundredths:02}", shown(whole)),
    }
}

/// Dollars with all their digits, and with two behind the point at least: `0.20`, `0.0000166667`.
fn money(usd: f64) -> String {
    let exact = format!("{usd:.11e}").parse::<f64>().unwrap_or(usd);
    let plain = exact.to_string();
    match plain.split_once('.') {
        Some((_, digits)) if 2 <= digits.len() => format!("{plain} USD"),
        _ => format!("{exact:.2} USD"),
    }
}

/// The price of a million of something: `0.20 USD per million`.
fn per_million(price: f64) -> String {
    format!("{} per million", money(price * 1e6))
}

/// The price of a GB-second, and how many a dollar buys: that can be worked out by head.
fn per_gb_second(price: f64) -> String {
    let bought = shown(libm::round(1.0 / price / 1_000.0) * 1_000.0);
    format!("{} per GB-second (about 1 USD per {bought})", money(price))
}

/// The price of a GB-second, and of a GB-hour.
fn per_gb_hour(price: f64) -> String {
    let hour = libm::round(price * 3_600.0 * 10_000.0) / 10_000.0;
    format!("{} per GB-second (about {} per GB-hour)", money(price), money(hour))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_written_for_people() {
        assert_eq!(
            (cents(147.25), cents(3.999_9), cents(1_204.5)),
            ("147.25".to_owned(), "4".to_owned(), "1,204.50".to_owned())
        );
        assert_eq!(money(0.000_016_666_7), "0.0000166667 USD");
        assert_eq!(money(3.0), "3.00 USD");
        assert_eq!(per_million(0.000_000_2), "0.20 USD per million");
        assert_eq!(per_million(0.000_000_625), "0.625 USD per million");
        assert_eq!(
            per_gb_second(0.000_016_666_7),
            "0.0000166667 USD per GB-second (about 1 USD per 60,000)"
        );
        assert_eq!(
            per_gb_hour(0.000_004_166_7),
            "0.0000041667 USD per GB-second (about 0.015 USD per GB-hour)"
        );
    }
}
