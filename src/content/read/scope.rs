//! The names of a drill template, and its formulas and texts read with them.

use std::ops::Range;

use toml::de::DeValue;

use crate::{
    exam::{
        formula::{Formula, Misread, is_reserved},
        wording::{Case, Piece, Shape, Text},
    },
    fields::{At, MAX_TEXT, Reader, list_of, wrong_type},
    text,
};

/// A text of a template has no more cases, and a formula no more characters.
const MAX_CASES: usize = 20;
const MAX_FORMULA: usize = 300;

/// The names that stand for numbers and texts so far, in their order.
#[derive(Debug, Clone)]
pub(in crate::content) struct Scope {
    pub(in crate::content) numbers: Vec<String>,
    texts: Vec<String>,
}

/// What a value of a file is called in messages, and the value.
type Value<'t> = At<&'t DeValue<'t>>;

impl Scope {
    /// Knows the level and nothing else.
    pub(in crate::content) fn new() -> Self {
        Self { numbers: vec!["level".to_owned()], texts: Vec::new() }
    }

    /// Adds the name of a number; none when it cannot be one.
    pub(in crate::content) fn add_number(
        &mut self,
        reader: &mut Reader<'_>,
        name: &str,
        span: &Range<usize>,
    ) -> Option<()> {
        self.tell_name(reader, name, span)?;
        self.numbers.push(name.to_owned());
        Some(())
    }

    /// Adds the name of a text; none when it cannot be one.
    pub(in crate::content) fn add_text(
        &mut self,
        reader: &mut Reader<'_>,
        name: &str,
        span: &Range<usize>,
    ) -> Option<()> {
        self.tell_name(reader, name, span)?;
        self.texts.push(name.to_owned());
        Some(())
    }

    fn tell_name(&self, reader: &mut Reader<'_>, name: &str, span: &Range<usize>) -> Option<()> {
        let is_plain = name.starts_with(|first: char| first.is_ascii_lowercase())
            && name.chars().all(|one| matches!(one, 'a'..='z' | '0'..='9' | '_'));
        if !is_plain || is_reserved(name) {
            let what = format!("`{}` can be no name", text::clean(name));
            let hint = "use lower-case letters, digits and underscores, and no word of formulas";
            reader.fault_hint(span, what, hint);
            return None;
        }
        if self.numbers.iter().chain(&self.texts).any(|one| one == name) {
            reader.fault(span, format!("the name `{name}` stands twice"));
            return None;
        }
        Some(())
    }

    /// A formula: a text, or a number by itself.
    pub(in crate::content) fn formula(
        &self,
        reader: &mut Reader<'_>,
        value: &Value<'_>,
        key: &str,
    ) -> Option<Formula> {
        let written = match value.it {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().to_owned(),
            DeValue::Float(number) => number.as_str().to_owned(),
            DeValue::Integer(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_)
            | DeValue::Table(_) => {
                wrong_type(reader, value, &format!("`{key}`"), "a formula or a number");
                return None;
            }
        };
        self.formula_of(reader, &written, &value.span, key)
    }

    pub(in crate::content) fn formula_of(
        &self,
        reader: &mut Reader<'_>,
        written: &str,
        span: &Range<usize>,
        key: &str,
    ) -> Option<Formula> {
        let length = written.chars().count();
        if MAX_FORMULA < length {
            let what = format!("a formula of {length} characters, more than {MAX_FORMULA}");
            reader.fault_hint(span, what, "work out a part of it under `let`");
            return None;
        }
        let place_of = |name: &str| self.numbers.iter().position(|one| one == name);
        match Formula::parse(written, &place_of) {
            Ok(formula) => Some(formula),
            Err(Misread::Unknown(name)) => {
                let what = format!("unknown name `{name}` in `{key}`");
                let known = self.numbers.iter().map(String::as_str);
                reader.fault_near(span, what, &name, known.collect::<Vec<&str>>());
                None
            }
            Err(Misread::Other(why)) => {
                let written = text::clean(written);
                reader.fault(span, format!("`{written}` is no formula: {why}"));
                None
            }
        }
    }

    /// A text with places, or a list of `[condition, text]` with `[text]` at its end.
    pub(in crate::content) fn text(
        &self,
        reader: &mut Reader<'_>,
        value: &Value<'_>,
        key: &str,
    ) -> Option<Text> {
        if value.it.as_str().is_some() {
            return Some(Text(vec![Case { when: None, pieces: self.pieces(reader, value, key)? }]));
        }
        let mut cases = Vec::new();
        for case in list_of(reader, value, key, "texts with conditions", MAX_CASES)? {
            let parts = list_of(reader, &case, key, "a condition and a text", 2)?;
            let (when, words) = match parts.as_slice() {
                [words] => (None, words),
                [when, words] => (Some(self.formula(reader, when, key)?), words),
                _ => {
                    let hint = "write [\"condition\", \"text\"], and [\"text\"] as the last one";
                    reader.fault_hint(&case.span, format!("an empty case of `{key}`"), hint);
                    return None;
                }
            };
            cases.push(Case { when, pieces: self.pieces(reader, words, key)? });
        }
        Some(Text(cases))
    }

    fn pieces(&self, reader: &mut Reader<'_>, value: &Value<'_>, key: &str) -> Option<Vec<Piece>> {
        let Some(raw) = value.it.as_str() else {
            wrong_type(reader, value, &format!("`{key}`"), "a text");
            return None;
        };
        let words = text::clean(raw);
        let length = words.chars().count();
        if words != raw || MAX_TEXT < length {
            let what = format!("`{key}` holds control characters, or more than {MAX_TEXT} others");
            reader.fault(&value.span, what);
            return None;
        }
        let mut pieces = Vec::new();
        let mut rest = words.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let Some((place, behind)) = after.split_once('}') else {
                reader.fault(&value.span, format!("a place in `{key}` has no end: `{{{after}`"));
                return None;
            };
            if !before.is_empty() {
                pieces.push(Piece::Plain(before.to_owned()));
            }
            pieces.push(self.place(reader, place, &value.span, key)?);
            rest = behind;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Plain(rest.to_owned()));
        }
        Some(pieces)
    }

    /// What stands between braces: a text by its name, or a formula with how it is written.
    fn place(
        &self,
        reader: &mut Reader<'_>,
        place: &str,
        span: &Range<usize>,
        key: &str,
    ) -> Option<Piece> {
        if let Some(at) = self.texts.iter().position(|name| name == place) {
            return Some(Piece::Text(at));
        }
        let (formula, word) = place.rsplit_once(':').unwrap_or((place, Shape::Shown.word()));
        let shape = Shape::ALL.iter().find(|shape| shape.word() == word.trim());
        let Some(shape) = shape else {
            let what = format!("unknown way to write a number, `{word}`, in `{key}`");
            reader.fault_near(span, what, word, Shape::ALL.iter().map(|one| one.word()));
            return None;
        };
        self.formula_of(reader, formula, span, key).map(|formula| Piece::Number(formula, *shape))
    }
}
