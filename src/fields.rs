//! Reads tables of a TOML file field by field, and notes every fault instead of stopping at the
//! first.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use toml::de::{DeTable, DeValue};

use crate::{
    diag::{Diagnostic, Letters, SourceFile},
    text,
};

/// No text of a file may be longer, in characters.
pub(crate) const MAX_TEXT: usize = 2_000;
/// No list of a file may have more entries.
pub(crate) const MAX_LIST: usize = 100_000;

/// Of one file no more faults than this are made; the rest is only counted.
const MAX_FAULTS: usize = 1_000;

/// Letters that the hints of one file may compare.
const MAX_LETTERS: usize = 5_000_000;

/// How a message about the syntax begins.
const NO_TOML: &str = "not TOML";

/// A value and the bytes of the file that hold it.
#[derive(Debug, Clone)]
pub(crate) struct At<T> {
    pub(crate) it: T,
    pub(crate) span: Range<usize>,
}

/// The file being read and what was wrong in it so far.
pub(crate) struct Reader<'f> {
    pub(crate) file: &'f SourceFile,
    pub(crate) problems: Vec<Diagnostic>,
    /// Faults beyond those that are made.
    pub(crate) n_more: usize,
    letters: Letters,
}

impl<'f> Reader<'f> {
    pub(crate) fn new(file: &'f SourceFile) -> Self {
        Self { file, problems: Vec::new(), n_more: 0, letters: Letters(MAX_LETTERS) }
    }

    /// Whether no fault will be made any more, so that nothing need be found out for one.
    pub(crate) fn is_full(&self) -> bool {
        MAX_FAULTS <= self.problems.len()
    }

    /// Keeps a fault; once there are too many none is even made.
    fn keep(&mut self, make: impl FnOnce(&'f SourceFile, &mut Letters) -> Diagnostic) {
        if self.is_full() {
            self.n_more += 1;
            return;
        }
        let problem = make(self.file, &mut self.letters);
        self.problems.push(problem);
    }

    pub(crate) fn fault(&mut self, span: &Range<usize>, what: impl Into<String>) {
        self.keep(|file, _| file.problem(span.clone(), what));
    }

    /// A fault that one of the rules of the house is about.
    pub(crate) fn fault_of(
        &mut self,
        rule: &'static str,
        span: &Range<usize>,
        what: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.keep(|file, _| file.problem(span.clone(), what).rule(rule).hint(hint));
    }

    /// Takes in what the parser of TOML itself found wrong.
    pub(crate) fn syntax(&mut self, errors: Vec<toml::de::Error>) {
        for error in errors {
            self.keep(|file, _| {
                let message = error.message().trim_end_matches('.').replace('\n', "; ");
                file.problem(error.span().unwrap_or(0..0), format!("{NO_TOML} here: {message}"))
            });
        }
    }

    /// Drops what only follows from a slip in the syntax of the same line: the value that was
    /// read there is not what its author meant.
    pub(crate) fn drop_echoes(&mut self) {
        let is_syntax = |problem: &Diagnostic| problem.what.starts_with(NO_TOML);
        let lines: BTreeSet<usize> =
            self.problems.iter().filter(|one| is_syntax(one)).map(|one| one.line).collect();
        self.problems.retain(|one| is_syntax(one) || !lines.contains(&one.line));
    }

    pub(crate) fn fault_near<'a>(
        &mut self,
        span: &Range<usize>,
        what: impl Into<String>,
        typed: &str,
        known: impl IntoIterator<Item = &'a str> + Clone,
    ) {
        self.keep(|file, letters| letters.nearest(file.problem(span.clone(), what), typed, known));
    }

    pub(crate) fn fault_hint(
        &mut self,
        span: &Range<usize>,
        what: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.keep(|file, _| file.problem(span.clone(), what).hint(hint));
    }
}

/// A key, the place of it, and its value.
pub(crate) type KeyAndValue<'a, 't> = (&'t str, &'a Range<usize>, &'a At<&'t DeValue<'t>>);

/// One table, by the name that messages use for it.
pub(crate) struct Fields<'t> {
    pub(crate) name: &'static str,
    pub(crate) span: Range<usize>,
    entries: BTreeMap<&'t str, (Range<usize>, At<&'t DeValue<'t>>)>,
}

impl<'t> Fields<'t> {
    pub(crate) fn new(name: &'static str, table: &'t DeTable<'t>, span: Range<usize>) -> Self {
        let entries = table
            .iter()
            .map(|(key, value)| {
                let at = At { it: value.get_ref(), span: value.span() };
                (key.get_ref().as_ref(), (key.span(), at))
            })
            .collect();
        Self { name, span, entries }
    }

    /// Reports every key that is not in `known`.
    pub(crate) fn only(&self, reader: &mut Reader<'_>, known: &[&str]) {
        for (key, (span, _)) in &self.entries {
            if !known.contains(key) {
                reader.keep(|file, letters| {
                    let what = format!("unknown key `{}` in a {}", text::clean(key), self.name);
                    let problem = file.problem(span.clone(), what).rule("L02");
                    letters.nearest(problem, key, known.iter().copied())
                });
            }
        }
    }

    /// The entries in the order of the file, each with the place of its key.
    pub(crate) fn in_order(&self) -> Vec<KeyAndValue<'_, 't>> {
        let mut all: Vec<_> =
            self.entries.iter().map(|(key, (span, value))| (*key, span, value)).collect();
        all.sort_by_key(|(_, span, _)| span.start);
        all
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    pub(crate) fn get(&self, key: &str) -> Option<&At<&'t DeValue<'t>>> {
        self.entries.get(key).map(|(_, value)| value)
    }

    /// The place of a key's value, or of the table when it has none.
    pub(crate) fn place(&self, key: &str) -> Range<usize> {
        self.get(key).map_or_else(|| self.span.clone(), |value| value.span.clone())
    }

    pub(crate) fn missing(&self, reader: &mut Reader<'_>, key: &str) {
        reader.fault(&self.span, format!("a {} needs the key `{key}`", self.name));
    }

    /// A text that may be missing.
    pub(crate) fn text(&self, reader: &mut Reader<'_>, key: &str) -> Option<At<String>> {
        let value = self.get(key)?;
        text_of(reader, value, &format!("`{key}`"))
    }

    /// A text that must be there.
    pub(crate) fn need_text(&self, reader: &mut Reader<'_>, key: &str) -> Option<At<String>> {
        if !self.has(key) {
            self.missing(reader, key);
        }
        self.text(reader, key)
    }

    /// A list of texts; empty when missing.
    pub(crate) fn texts(&self, reader: &mut Reader<'_>, key: &str) -> Vec<At<String>> {
        self.few_texts(reader, key, MAX_LIST)
    }

    /// A list of at most so many texts; empty when missing.
    pub(crate) fn few_texts(
        &self,
        reader: &mut Reader<'_>,
        key: &str,
        most: usize,
    ) -> Vec<At<String>> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let Some(items) = list_of(reader, value, key, "texts", most) else {
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| text_of(reader, item, &format!("an entry of `{key}`")))
            .collect()
    }

    pub(crate) fn flag(&self, reader: &mut Reader<'_>, key: &str) -> bool {
        let Some(value) = self.get(key) else {
            return false;
        };
        if let Some(flag) = value.it.as_bool() {
            return flag;
        }
        wrong_type(reader, value, &format!("`{key}`"), "true or false");
        false
    }

    /// A finite number.
    pub(crate) fn number(&self, reader: &mut Reader<'_>, key: &str) -> Option<f64> {
        let value = self.get(key)?;
        number_of(reader, value, &format!("`{key}`"))
    }

    /// A list of whole numbers; empty when missing.
    pub(crate) fn integers(&self, reader: &mut Reader<'_>, key: &str) -> Vec<u32> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let Some(items) = list_of(reader, value, key, "whole numbers", MAX_LIST) else {
            return Vec::new();
        };
        let mut numbers = Vec::new();
        for item in &items {
            match item.it.as_integer().and_then(|integer| integer.as_str().parse().ok()) {
                Some(number) => numbers.push(number),
                None => wrong_type(reader, item, &format!("an entry of `{key}`"), "a whole number"),
            }
        }
        numbers
    }

    /// A list of finite numbers; empty when missing.
    pub(crate) fn numbers(&self, reader: &mut Reader<'_>, key: &str) -> Vec<f64> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let Some(items) = list_of(reader, value, key, "numbers", MAX_LIST) else {
            return Vec::new();
        };
        let what = format!("an entry of `{key}`");
        items.iter().filter_map(|item| number_of(reader, item, &what)).collect()
    }

    /// At most so many lists of texts; empty when missing.
    pub(crate) fn text_lists(
        &self,
        reader: &mut Reader<'_>,
        key: &str,
        most: usize,
    ) -> Vec<At<Vec<String>>> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let Some(items) = list_of(reader, value, key, "lists of texts", most) else {
            return Vec::new();
        };
        let mut lists = Vec::new();
        for item in &items {
            if let Some(inner) = list_of(reader, item, key, "texts", MAX_LIST) {
                let texts = inner
                    .iter()
                    .filter_map(|one| text_of(reader, one, &format!("an entry of `{key}`")))
                    .map(|one| one.it)
                    .collect();
                lists.push(At { it: texts, span: item.span.clone() });
            }
        }
        lists
    }

    /// The tables of `[[key]]`, or of a list of inline tables, no more than `most`; empty when
    /// missing.
    pub(crate) fn few_tables(
        &self,
        reader: &mut Reader<'_>,
        key: &str,
        name: &'static str,
        most: usize,
    ) -> Vec<Fields<'t>> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let Some(items) = list_of(reader, value, key, "tables", most) else {
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in &items {
            match item.it.as_table() {
                Some(table) => tables.push(Fields::new(name, table, item.span.clone())),
                None => wrong_type(reader, item, &format!("an entry of `{key}`"), "a table"),
            }
        }
        tables
    }

    /// One table below `key`.
    pub(crate) fn table(
        &self,
        reader: &mut Reader<'_>,
        key: &str,
        name: &'static str,
    ) -> Option<Fields<'t>> {
        let value = self.get(key)?;
        if let Some(table) = value.it.as_table() {
            return Some(Fields::new(name, table, value.span.clone()));
        }
        wrong_type(reader, value, &format!("`{key}`"), "a table");
        None
    }
}

pub(crate) fn list_of<'t>(
    reader: &mut Reader<'_>,
    value: &At<&'t DeValue<'t>>,
    key: &str,
    of: &str,
    most: usize,
) -> Option<Vec<At<&'t DeValue<'t>>>> {
    let Some(items) = value.it.as_array() else {
        wrong_type(reader, value, &format!("`{key}`"), &format!("a list of {of}"));
        return None;
    };
    if most < items.len() {
        let what = format!("`{key}` has {} entries, more than {most}", items.len());
        reader.fault(&value.span, what);
        return None;
    }
    Some(items.iter().map(|item| At { it: item.get_ref(), span: item.span() }).collect())
}

fn number_of(reader: &mut Reader<'_>, value: &At<&DeValue<'_>>, what: &str) -> Option<f64> {
    let digits = match value.it {
        DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str().to_owned(),
        DeValue::Float(float) => float.as_str().to_owned(),
        DeValue::Integer(_)
        | DeValue::String(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Array(_)
        | DeValue::Table(_) => {
            wrong_type(reader, value, what, "a number");
            return None;
        }
    };
    let number = digits.replace('_', "").parse::<f64>().ok().filter(|number| number.is_finite());
    if number.is_none() {
        reader.fault(&value.span, format!("{what} is no finite number"));
    }
    number
}

fn text_of(reader: &mut Reader<'_>, value: &At<&DeValue<'_>>, what: &str) -> Option<At<String>> {
    let Some(raw) = value.it.as_str() else {
        wrong_type(reader, value, what, "a text");
        return None;
    };
    let cleaned = text::clean(raw);
    if cleaned != raw && !raw.contains('\t') {
        reader.fault_hint(
            &value.span,
            format!("{what} holds control characters"),
            "they were removed; take them out of the file",
        );
    }
    let trimmed = cleaned.trim();
    if trimmed.is_empty() {
        reader.fault(&value.span, format!("{what} is empty"));
        return None;
    }
    let length = trimmed.chars().count();
    if MAX_TEXT < length {
        reader.fault(&value.span, format!("{what} has {length} characters, more than {MAX_TEXT}"));
        return None;
    }
    Some(At { it: trimmed.to_owned(), span: value.span.clone() })
}

pub(crate) fn wrong_type(
    reader: &mut Reader<'_>,
    value: &At<&DeValue<'_>>,
    what: &str,
    expected: &str,
) {
    let found = match value.it {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    reader.fault(&value.span, format!("{what} must be {expected}, not {found}"));
}
