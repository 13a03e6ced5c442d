//! A line of a table of examples: what is given, what a document expects, and how near is near
//! enough.

use serde_json::{Map, Value, json};

use super::{answer, form::unknown};
use crate::sim::kernel::bill::Prices;

/// The keys of a case, and those of its tolerance.
const KEYS: [&str; 6] = ["id", "service", "given", "expect", "tolerance", "source"];
const TOLERANCE: [&str; 2] = ["abs", "rel"];

/// One example with what has to come out.
#[derive(Debug, Clone, PartialEq)]
pub struct ExampleCase {
    pub id: String,
    pub given: Map<String, Value>,
    pub expect: Map<String, Value>,
    /// A number is near enough when |x - e| <= abs + rel x |e|.
    pub abs: f64,
    pub rel: f64,
}

impl ExampleCase {
    /// Reads a case as files have it.
    ///
    /// # Errors
    /// What it lacks, or has too much.
    pub fn read(case: &Value) -> Result<Self, String> {
        let Some(table) = case.as_object() else { return Err("a case is a table".to_owned()) };
        if let Some(key) = table.keys().find(|key| !KEYS.contains(&key.as_str())) {
            return Err(unknown("a case has no key", key, KEYS.into_iter()));
        }
        let object = |key: &str| match table.get(key) {
            None => Ok(Map::new()),
            Some(Value::Object(fields)) => Ok(fields.clone()),
            Some(other) => Err(format!("`{key}` is a table, not {other}")),
        };
        let tolerance = object("tolerance")?;
        if let Some(key) = tolerance.keys().find(|key| !TOLERANCE.contains(&key.as_str())) {
            return Err(unknown("a tolerance has no key", key, TOLERANCE.into_iter()));
        }
        let bound = |key: &str| match tolerance.get(key) {
            None => Ok(0.0),
            Some(value) => value
                .as_f64()
                .filter(|bound| 0.0 <= *bound)
                .ok_or_else(|| format!("`{key}` is a number from 0 on, not {value}")),
        };
        if !table.contains_key("given") {
            return Err("the case has no `given`".to_owned());
        }
        Ok(Self {
            id: table.get("id").and_then(Value::as_str).unwrap_or_default().to_owned(),
            given: object("given")?,
            expect: object("expect")?,
            abs: bound("abs")?,
            rel: bound("rel")?,
        })
    }

    /// What differs from what is expected, one sentence for each figure; nothing when all is met.
    pub fn misses(&self, prices: &Prices) -> Vec<String> {
        if self.expect.is_empty() {
            return vec![format!("{}: it expects nothing", self.id)];
        }
        let found = answer(&self.given, prices);
        let miss = |key: &String, expected: &Value| {
            let found = match (found.get(key), found.get("error")) {
                (Some(value), _) if self.agrees(value, expected) => return None,
                (Some(value), _) => value.to_string(),
                (None, Some(error)) => format!("not answered ({error})"),
                (None, None) => "not answered".to_owned(),
            };
            Some(format!("{}: {key} is {found}, expected {expected}", self.id))
        };
        self.expect.iter().filter_map(|(key, expected)| miss(key, expected)).collect()
    }

    /// Whether a value is near enough, also inside lists; texts must be equal.
    fn agrees(&self, found: &Value, expected: &Value) -> bool {
        match (found, expected) {
            (Value::Array(found), Value::Array(expected)) => {
                found.len() == expected.len()
                    && found.iter().zip(expected).all(|(f, e)| self.agrees(f, e))
            }
            (Value::Number(found), Value::Number(expected)) => {
                match (found.as_f64(), expected.as_f64()) {
                    (Some(f), Some(e)) => (f - e).abs() <= self.abs + self.rel * e.abs(),
                    (None, _) | (_, None) => false,
                }
            }
            (found, expected) => found == expected,
        }
    }
}

/// A case by its id, or why it cannot be read.
pub type ReadCase = (String, Result<ExampleCase, String>);

/// The cases of a table by their ids, each as it could be read.
///
/// # Errors
/// When the table holds none, something else beside them, or an id twice or not at all.
pub fn cases(table: &Value) -> Result<Vec<ReadCase>, String> {
    let fields = table.as_object().cloned().unwrap_or_default();
    if let Some(key) = fields.keys().find(|key| *key != "case") {
        return Err(format!("`{key}` stands beside the cases; a table of examples has none"));
    }
    let list = fields.get("case").and_then(Value::as_array).cloned().unwrap_or_default();
    if list.is_empty() {
        return Err("it holds no [[case]]".to_owned());
    }
    let mut all: Vec<ReadCase> = Vec::new();
    for (index, case) in list.iter().enumerate() {
        let id = case.get("id").and_then(Value::as_str).unwrap_or_default();
        if id.is_empty() {
            return Err(format!("case {} has no `id`", index + 1));
        }
        if all.iter().any(|(other, _)| other == id) {
            return Err(format!("the id `{id}` stands twice"));
        }
        all.push((id.to_owned(), ExampleCase::read(case)));
    }
    Ok(all)
}

/// What is answered to a case that cannot be read.
pub fn told(why: &str) -> Value {
    json!({ "error": why })
}
