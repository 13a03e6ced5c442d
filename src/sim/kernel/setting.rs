//! Values of settings as files and command lines give them, read with bounds.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a value of any other shape is refused with what was expected"
)]

use serde::{Deserialize, Serialize};

use super::{
    call::Op,
    time::{SimTime, from_seconds},
};

/// A value as a file or a command line gives it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum SettingValue {
    Number(f64),
    Text(String),
    Flag(bool),
    Texts(Vec<String>),
    Numbers(Vec<f64>),
}

impl SettingValue {
    /// What a command line or a file of words means: a number or a flag where it is one, else a
    /// text.
    pub fn of_text(text: &str) -> Self {
        match (text.trim(), text.trim().parse::<f64>()) {
            (_, Ok(number)) if number.is_finite() => Self::Number(number),
            ("true" | "on", _) => Self::Flag(true),
            ("false" | "off", _) => Self::Flag(false),
            (text, _) => Self::Text(text.to_owned()),
        }
    }
}

impl From<f64> for SettingValue {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for SettingValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl std::fmt::Display for SettingValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
            Self::Flag(flag) => f.write_str(if *flag { "on" } else { "off" }),
            Self::Texts(texts) => f.write_str(&texts.join(", ")),
            Self::Numbers(numbers) => {
                let words: Vec<String> = numbers.iter().map(f64::to_string).collect();
                f.write_str(&words.join(", "))
            }
        }
    }
}

/// Why a setting cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such component.
    NoPart,
    /// The component has no such setting.
    NoKey,
    /// What was expected instead.
    Expected(String),
}

pub(in crate::sim) fn expected<T>(what: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::Expected(what.into()))
}

pub(in crate::sim) fn number(value: &SettingValue, low: f64, high: f64) -> Result<f64, Refusal> {
    match value {
        SettingValue::Number(number) if (low..=high).contains(number) => Ok(*number),
        _ => expected(format!("a number from {low} to {high}")),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "within the bounds asked for"
)]
#[expect(clippy::cast_precision_loss, reason = "bounds of settings are far below 2^53")]
pub(in crate::sim) fn whole(value: &SettingValue, low: u64, high: u64) -> Result<u64, Refusal> {
    let found = number(value, low as f64, high as f64)?;
    if found.fract() == 0.0 {
        Ok(found as u64)
    } else {
        expected(format!("a whole number from {low} to {high}"))
    }
}

pub(in crate::sim) fn small(value: &SettingValue, low: u32, high: u32) -> Result<u32, Refusal> {
    let found = whole(value, u64::from(low), u64::from(high))?;
    Ok(u32::try_from(found).unwrap_or(high))
}

pub(in crate::sim) fn seconds(
    value: &SettingValue,
    low: f64,
    high: f64,
) -> Result<SimTime, Refusal> {
    Ok(from_seconds(number(value, low, high)?))
}

pub(in crate::sim) fn millis(value: &SettingValue, high: f64) -> Result<SimTime, Refusal> {
    Ok(from_seconds(number(value, 0.0, high)? / 1_000.0))
}

pub(in crate::sim) fn rate(value: &SettingValue) -> Result<u64, Refusal> {
    const MOST: f64 = 200_000.0;
    let milli = number(value, 0.0, MOST)? * 1_000.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded above")]
    let milli = libm::round(milli) as u64;
    Ok(milli)
}

pub(in crate::sim) fn flag(value: &SettingValue) -> Result<bool, Refusal> {
    match value {
        SettingValue::Flag(flag) => Ok(*flag),
        SettingValue::Text(text) if text == "true" || text == "on" => Ok(true),
        SettingValue::Text(text) if text == "false" || text == "off" => Ok(false),
        _ => expected("true or false"),
    }
}

pub(in crate::sim) fn text(value: &SettingValue) -> Result<String, Refusal> {
    match value {
        SettingValue::Text(text) => Ok(text.clone()),
        _ => expected("a name"),
    }
}

/// What can be asked for, as files write it.
const OPS: [(&str, Op); 11] = [
    ("request", Op::Request),
    ("event", Op::Event),
    ("read", Op::Read),
    ("read-strong", Op::ReadStrong),
    ("write", Op::Write),
    ("write-if", Op::ConditionalWrite),
    ("write-transaction", Op::TransactWrite),
    ("read-transaction", Op::TransactRead),
    ("read-index", Op::ReadIndex),
    ("write-batch", Op::WriteBatch),
    ("read-batch", Op::ReadBatch),
];

pub(in crate::sim) fn op(value: &SettingValue) -> Result<Op, Refusal> {
    let found = match value {
        SettingValue::Text(text) => OPS.iter().find(|(word, _)| word == text),
        _ => None,
    };
    match found {
        Some((_, op)) => Ok(*op),
        None => expected(format!("one of {}", OPS.map(|(word, _)| word).join(", "))),
    }
}

/// A share in percent as thousandths.
pub(in crate::sim) fn share_milli(value: &SettingValue) -> Result<u32, Refusal> {
    let milli = libm::round(number(value, 0.0, 100.0)? * 10.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1,000")]
    let milli = milli as u32;
    Ok(milli)
}

/// A name, or none for `none`.
pub(in crate::sim) fn maybe_text(value: &SettingValue) -> Result<Option<String>, Refusal> {
    let name = text(value)?;
    Ok((name != "none").then_some(name))
}

/// A whole number, or none for `none`.
pub(in crate::sim) fn maybe_small(
    value: &SettingValue,
    low: u32,
    high: u32,
) -> Result<Option<u32>, Refusal> {
    match value {
        SettingValue::Text(word) if word == "none" => Ok(None),
        _ => match small(value, low, high) {
            Ok(number) => Ok(Some(number)),
            Err(_) => expected(format!("a whole number from {low} to {high}, or none")),
        },
    }
}

/// Names in a list, or one by itself.
pub(in crate::sim) fn texts(value: &SettingValue) -> Result<Vec<String>, Refusal> {
    match value {
        SettingValue::Texts(names) => Ok(names.clone()),
        SettingValue::Text(name) if name == "none" => Ok(Vec::new()),
        SettingValue::Text(name) => Ok(name.split(',').map(|one| one.trim().to_owned()).collect()),
        _ => expected("a list of names"),
    }
}

/// One of some words.
pub(in crate::sim) fn word<'a>(
    value: &SettingValue,
    words: &[&'a str],
) -> Result<&'a str, Refusal> {
    let found = match value {
        SettingValue::Text(text) => words.iter().find(|word| *word == text),
        _ => None,
    };
    match found {
        Some(word) => Ok(word),
        None => expected(format!("one of {}", words.join(", "))),
    }
}
