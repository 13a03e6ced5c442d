//! What may be given of an example: its keys, and what each of them takes.
//!
//! An example is written by hand. A key or a word that its kind does not know would be run as if it
//! did not stand there, so it is told with the nearest one that is known.

use serde_json::{Map, Value};

use super::given::{ExampleAnswer, GivenKey, Inputs, Takes};
use crate::{sim::kernel::bill::Prices, text::nearest};

/// A kind of example: its name, its keys beside `kind`, and how it is answered.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    pub kind: &'static str,
    pub keys: &'static [GivenKey],
    pub answer: fn(&Inputs<'_>, &Prices) -> ExampleAnswer,
}

impl Example {
    /// A kind with its keys.
    pub const fn new(
        kind: &'static str,
        keys: &'static [GivenKey],
        answer: fn(&Inputs<'_>, &Prices) -> ExampleAnswer,
    ) -> Self {
        Self { kind, keys, answer }
    }

    /// Whether everything that is given is something that this kind knows.
    ///
    /// # Errors
    /// The first key or value that it does not know, with the nearest one that it does.
    pub fn check(&self, given: &Map<String, Value>) -> Result<(), String> {
        check_keys(self.kind, self.keys, given)?;
        for (key, takes) in self.keys {
            if let Takes::Choice(words) = takes
                && !given.contains_key(*key)
            {
                return Err(format!("`{key}` is missing: one of {}", words.join(", ")));
            }
        }
        Ok(())
    }
}

fn check_keys(kind: &str, keys: &[GivenKey], given: &Map<String, Value>) -> Result<(), String> {
    for (key, value) in given.iter().filter(|(key, _)| *key != "kind") {
        match keys.iter().find(|(name, _)| name == key) {
            Some((_, takes)) => check_value(kind, key, *takes, value)?,
            None => {
                let names = keys.iter().map(|(name, _)| *name);
                return Err(unknown(&format!("`{kind}` has no key"), key, names));
            }
        }
    }
    Ok(())
}

fn check_value(kind: &str, key: &str, takes: Takes, value: &Value) -> Result<(), String> {
    let list = || value.as_array().map(Vec::as_slice);
    let what = match takes {
        Takes::Number if value.is_number() => return Ok(()),
        Takes::Flag if value.is_boolean() => return Ok(()),
        Takes::Text if value.is_string() => return Ok(()),
        Takes::Word(words) | Takes::Choice(words) => {
            let word = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            if words.contains(&word.as_str()) {
                return Ok(());
            }
            return Err(unknown(&format!("unknown {key}"), &word, words.iter().copied()));
        }
        Takes::Numbers if list().is_some_and(|list| list.iter().all(Value::is_number)) => {
            return Ok(());
        }
        Takes::Lists if list().is_some_and(|list| list.iter().all(Value::is_array)) => {
            return Ok(());
        }
        Takes::List if value.is_array() => return Ok(()),
        Takes::Tables(keys) if list().is_some_and(|list| list.iter().all(Value::is_object)) => {
            let tables = list().unwrap_or_default().iter().filter_map(Value::as_object);
            return tables
                .into_iter()
                .try_for_each(|table| check_keys(&format!("{kind}.{key}"), keys, table));
        }
        Takes::Number => "a number",
        Takes::Flag => "true or false",
        Takes::Text => "a text",
        Takes::Numbers => "a list of numbers",
        Takes::Lists => "a list of lists",
        Takes::List => "a list",
        Takes::Tables(_) => "a list of tables",
    };
    Err(format!("`{key}` is {what}, not {value}"))
}

/// ``unknown op `peek`; did you mean `get`?``, or all words where none is near.
pub(super) fn unknown<'a>(
    what: &str,
    word: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> String {
    match nearest(word, known.clone()) {
        Some(near) => format!("{what} `{word}`; did you mean `{near}`?"),
        None => {
            let known: Vec<&str> = known.collect();
            format!("{what} `{word}`; it is one of {}", known.join(", "))
        }
    }
}
