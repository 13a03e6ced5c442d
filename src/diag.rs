//! What is wrong in a file: where, what was expected, and what to do.

use std::{borrow::Cow, fmt, ops::Range, sync::OnceLock};

use serde::{Deserialize, Serialize};

/// Who wrote a file: a user's file wins over a built-in one where both use an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Layer {
    BuiltIn,
    User,
}

/// One TOML file, already in memory.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The name that messages show: a path.
    pub name: String,
    pub layer: Layer,
    text: Cow<'static, str>,
    /// Where each line begins: found at the first fault, so that a sound file costs nothing and a
    /// bad one is not counted through for each of its faults.
    lines: OnceLock<Vec<usize>>,
}

impl SourceFile {
    pub fn new(name: impl Into<String>, text: impl Into<Cow<'static, str>>, layer: Layer) -> Self {
        Self { name: name.into(), layer, text: text.into(), lines: OnceLock::new() }
    }

    /// A user's file with this text, as tests and `check` make it.
    pub fn user(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text: String = text.into();
        Self::new(name, text, Layer::User)
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The line that holds the byte `at`, from 0, and the bytes of it without its end.
    fn line_at(&self, at: usize) -> (usize, Range<usize>) {
        let lines = self.lines.get_or_init(|| {
            let ends = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect()
        });
        let index = lines.partition_point(|start| *start <= at).saturating_sub(1);
        let start = lines.get(index).copied().unwrap_or(0);
        let end = lines.get(index + 1).map_or(self.text.len(), |next| next - 1);
        let line = self.text.get(start..end).unwrap_or_default();
        (index, start..start + line.strip_suffix('\r').unwrap_or(line).len())
    }

    /// A message about the bytes `span` of this file.
    pub fn problem(&self, span: Range<usize>, what: impl Into<String>) -> Diagnostic {
        let start = floor_boundary(&self.text, span.start);
        let (index, line) = self.line_at(start);
        let line_text = self.text.get(line.clone()).unwrap_or_default();
        let prefix = self.text.get(line.start..start).unwrap_or_default();
        let end = floor_boundary(&self.text, span.end.clamp(start, line.end.max(start)));
        let marked = self.text.get(start..end).map_or(0, |part| part.chars().count());
        Diagnostic {
            file: self.name.clone(),
            line: index + 1,
            column: prefix.chars().count() + 1,
            severity: Severity::Fault,
            rule: None,
            // Words of the file may be part of it.
            what: crate::text::clean(&what.into()),
            hint: None,
            source: crate::text::clean(&around(line_text, prefix.len())),
            marked: marked.max(1),
        }
    }
}

/// The part of a very long line that matters: everything up to the fault is kept short.
fn around(line: &str, at: usize) -> String {
    const KEPT: usize = 4_000;
    if line.len() <= KEPT || KEPT / 2 < at {
        return if line.len() <= KEPT { line.to_owned() } else { String::new() };
    }
    line.get(..floor_boundary(line, KEPT)).unwrap_or_default().to_owned()
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|index| text.is_char_boundary(*index)).unwrap_or(0)
}

/// How far the search for nearest names may still go, in letters compared.
///
/// A file of noise names thousands of things that do not exist, and each would be compared with
/// everything that does; the first ones get their hint.
#[derive(Debug, Clone)]
pub(crate) struct Letters(pub(crate) usize);

impl Letters {
    /// `problem` with the nearest of `known` as its hint, as far as there are letters left.
    pub(crate) fn nearest<'a>(
        &mut self,
        problem: Diagnostic,
        typed: &str,
        known: impl IntoIterator<Item = &'a str> + Clone,
    ) -> Diagnostic {
        // Folding a word costs about as much as comparing two hundred letters.
        const WORD: usize = 200;
        let cost: usize =
            known.clone().into_iter().map(|word| WORD + word.len() * typed.len()).sum();
        match self.0.checked_sub(cost) {
            Some(left) => {
                self.0 = left;
                problem.nearest(typed, known)
            }
            None => problem,
        }
    }
}

/// How much a message weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something is wrong, and what it is about may be missing.
    Fault,
    /// Everything works, but the card could be better.
    Advice,
}

/// One fault of one file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Diagnostic {
    pub file: String,
    /// 1-based.
    pub line: usize,
    /// 1-based, in characters.
    pub column: usize,
    pub severity: Severity,
    /// The rule of the house that it is about, such as `L13`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<&'static str>,
    /// What is wrong and what was expected: lower case, no final period.
    pub what: String,
    /// The next step, or the nearest valid name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The line itself.
    #[serde(skip)]
    pub source: String,
    /// How many characters of the line the caret underlines.
    #[serde(skip)]
    pub marked: usize,
}

impl Diagnostic {
    /// The same message as advice.
    #[must_use]
    pub fn advice(mut self) -> Self {
        self.severity = Severity::Advice;
        self
    }

    /// The same message with the rule that it is about.
    #[must_use]
    pub fn rule(mut self, rule: &'static str) -> Self {
        self.rule = Some(rule);
        self
    }

    /// The same message with a next step.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(crate::text::clean(&hint.into()));
        self
    }

    /// The same message with the nearest of `known` as its hint, or else the list when it is short.
    #[must_use]
    pub fn nearest<'a>(
        self,
        typed: &str,
        known: impl IntoIterator<Item = &'a str> + Clone,
    ) -> Self {
        if let Some(word) = crate::text::nearest(typed, known.clone()) {
            return self.hint(format!("did you mean `{word}`?"));
        }
        let all: Vec<&str> = known.into_iter().collect();
        if all.is_empty() || 16 < all.len() {
            return self;
        }
        self.hint(format!("known are {}", all.join(", ")))
    }

    /// A message about a file that could not be read at all.
    pub fn unreadable(file: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line: 1,
            column: 1,
            severity: Severity::Fault,
            rule: None,
            what: what.into(),
            hint: None,
            source: String::new(),
            marked: 1,
        }
    }
}

/// `file:line:column: what`, the line with a caret below the fault, and the hint.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.what)?;
        if let Some(rule) = self.rule {
            write!(f, " [{rule}]")?;
        }
        if !self.source.trim().is_empty() {
            let number = self.line.to_string();
            let (shown, column) = window(&self.source, self.column);
            write!(f, "\n  {number} | {shown}")?;
            let indent =
                " ".repeat(number.len() + 3 + crate::text::width(&first(&shown, column - 1)));
            let room = shown.chars().count().saturating_sub(column - 1).max(1);
            write!(f, "\n  {indent}{}", "^".repeat(self.marked.min(room)))?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

fn first(text: &str, n: usize) -> String {
    text.chars().take(n).collect()
}

/// The part of a long line around `column` that fits a terminal, and the column within it.
fn window(line: &str, column: usize) -> (String, usize) {
    const SHOWN: usize = 70;
    const LEAD: usize = 30;
    if line.chars().count() <= SHOWN {
        return (line.to_owned(), column);
    }
    let skipped = column.saturating_sub(LEAD);
    (line.chars().skip(skipped).take(SHOWN).collect(), column - skipped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_below_the_fault() {
        let file = SourceFile::user("a.toml", "x = 1\nkind = \"clze\"\n");
        let problem =
            file.problem(13..19, "unknown kind `clze`").nearest("clze", ["cloze", "order"]);
        assert_eq!(
            problem.to_string(),
            "a.toml:2:8: unknown kind `clze`\n  2 | kind = \"clze\"\n             ^^^^^^\n  hint: did you mean `cloze`?"
        );
    }

    #[test]
    fn words_of_the_file_are_told_without_control_characters() {
        let file = SourceFile::user("a.toml", "kind = 1");
        let problem = file.problem(0..4, "unknown `a\u{7f}b\u{1b}[2J`").hint("`c\u{0}`");
        assert_eq!(problem.what, "unknown `ab[2J`");
        assert_eq!(problem.hint.as_deref(), Some("`c`"));
    }

    #[test]
    fn a_place_outside_the_text_or_inside_a_letter_is_moved_to_one() {
        let file = SourceFile::user("a.toml", "ä = 1");
        assert_eq!(file.problem(1..2, "x").column, 1);
        assert_eq!(file.problem(99..120, "x").line, 1);
        assert_eq!(SourceFile::user("e", "").problem(0..0, "x").to_string(), "e:1:1: x");
    }

    #[test]
    fn lines_are_those_of_the_text() {
        // Byte 3 is the line feed that ends the first line, 4 to 6 the second, 7 the empty third.
        let file = SourceFile::user("a.toml", "ab\r\ncd\n\nef");
        let place = |at: usize| {
            let problem = file.problem(at..at + 1, "x");
            (problem.line, problem.column, problem.source)
        };
        assert_eq!(place(0), (1, 1, "ab".to_owned()));
        assert_eq!(place(4), (2, 1, "cd".to_owned()));
        assert_eq!(place(7), (3, 1, String::new()));
        assert_eq!(place(9), (4, 2, "ef".to_owned()));
    }

    #[test]
    fn hints_end_with_the_letters() {
        let file = SourceFile::user("a.toml", "x");
        let mut letters = Letters(500);
        let mut hint = || {
            let problem = file.problem(0..1, "unknown `clze`");
            letters.nearest(problem, "clze", ["cloze", "order"]).hint
        };
        assert_eq!(hint().as_deref(), Some("did you mean `cloze`?"));
        assert_eq!(hint(), None);
    }
}
