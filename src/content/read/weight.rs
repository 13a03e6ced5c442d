//! How much memory the parser of TOML takes for a text, told before it is given one.
//!
//! It keeps every token twice (once read, once as an event, 24 bytes each), and every table with a
//! key in it has room for eleven. So four million bytes of `{a=1},` come to a gigabyte, and four of
//! sentences to a few megabytes. The figures below were measured with version 1.2 of the crate.

use toml_parser::{Source, lexer::TokenKind};

/// A text that weighs more is not read.
pub(in crate::content) const MOST: usize = 120_000_000;
/// No text that is shorter can weigh that much.
const SURELY_LIGHT: usize = 100_000;

const TOKEN: usize = 48;
const TABLE: usize = 1_072;
/// Entries that a new table has room for, and the bytes of each one that comes after them.
const ROOM: usize = 11;
const ENTRY: usize = 190;
const VALUE: usize = 64;
/// A fault in the syntax, with its message.
const FAULT: usize = 250;

/// An estimate in bytes, from above; 0 where the text is too short to matter.
pub(in crate::content) fn of(text: &str) -> usize {
    if text.len() < SURELY_LIGHT {
        return 0;
    }
    let mut scale = Scale::default();
    for token in Source::new(text).lex() {
        let span = token.span();
        scale.put(token.kind(), text.get(span.start()..span.end()).unwrap_or_default());
    }
    scale.sum
}

#[derive(Default)]
struct Scale {
    sum: usize,
    /// What is open: true for a brace, false for a bracket of a value.
    open: Vec<bool>,
    /// Behind the `=` of a line.
    is_value: bool,
    /// Something stands in this line before its `=`.
    has_key: bool,
    is_header: bool,
    n_entries: usize,
}

impl Scale {
    fn put(&mut self, kind: TokenKind, text: &str) {
        self.sum += TOKEN;
        match kind {
            TokenKind::Dot if !self.is_value => self.sum += TABLE,
            TokenKind::Dot | TokenKind::Whitespace | TokenKind::Comment | TokenKind::Eof => {}
            TokenKind::Equals => {
                self.n_entries += 1;
                self.sum += match self.n_entries {
                    1 => TABLE,
                    2..=ROOM => 0,
                    _ => ENTRY,
                };
                self.sum += if self.has_key { 0 } else { FAULT };
                (self.is_value, self.has_key) = (true, false);
            }
            TokenKind::Comma => {
                self.sum += if self.open.is_empty() { FAULT } else { VALUE };
                if self.open.last() == Some(&true) {
                    (self.is_value, self.has_key) = (false, false);
                }
            }
            TokenKind::LeftSquareBracket if self.is_value => self.open.push(false),
            TokenKind::LeftSquareBracket => {
                self.sum += if self.is_header { 0 } else { VALUE };
                (self.is_header, self.n_entries) = (true, 0);
            }
            TokenKind::LeftCurlyBracket => {
                self.sum += VALUE;
                self.open.push(true);
                (self.is_value, self.has_key, self.n_entries) = (false, false, 0);
            }
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                self.sum += if self.is_header || !self.open.is_empty() { 0 } else { FAULT };
                self.open.pop();
                self.is_value = !self.is_header;
            }
            TokenKind::Newline => {
                if self.open.is_empty() {
                    self.sum += if self.has_key && !self.is_header { FAULT } else { 0 };
                    (self.is_value, self.has_key, self.is_header) = (false, false, false);
                }
            }
            TokenKind::Atom => {
                let is_first = |one: char| one.is_ascii_digit() || "+-tfin".contains(one);
                self.put_word(!self.is_value || text.starts_with(is_first));
            }
            TokenKind::LiteralString | TokenKind::MlLiteralString => {
                self.put_word(1 < text.len() && text.ends_with('\''));
            }
            TokenKind::BasicString | TokenKind::MlBasicString => {
                self.put_word(1 < text.len() && text.ends_with('"'));
            }
        }
    }

    /// A key or a value that looks as if it is sound.
    fn put_word(&mut self, is_sound: bool) {
        self.sum += if is_sound { 0 } else { FAULT };
        self.has_key |= !self.is_value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes a file of four megabytes of one pattern takes above what is there anyway, measured
    /// with version 1.2 of the crate: the estimate is near, and never far below.
    #[test]
    fn the_estimate_is_what_was_measured() {
        for (line, measured_mb) in [
            ("[[card]]\n", 134),
            ("x = [{a=1},{a=1},{a=1},{a=1},{a=1},{a=1},{a=1},{a=1},{a=1},{a=1}]\n", 938),
            ("k.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a=1\n", 2_055),
            ("[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]\n", 306),
        ] {
            let line = if line.starts_with("[1") { format!("x = {line}") } else { line.to_owned() };
            let text = line.repeat(4 * 1_024 * 1_024 / line.len());
            let estimate_mb = of(&text) / 1_000_000;
            assert!(measured_mb * 9 <= estimate_mb * 10, "{line}: {estimate_mb} MB");
            assert!(estimate_mb <= measured_mb * 2, "{line}: {estimate_mb} MB");
        }
    }

    #[test]
    fn sentences_weigh_little_and_noise_weighs_much() {
        let card = "[[card]]\nid = \"a.b\"\nkind = \"cloze\"\nfacts = [\"a.f\"]\nfront = \"";
        let card = format!("{card}{}\"\n", "A sentence about something. ".repeat(8));
        let deck = card.repeat(4 * 1_024 * 1_024 / card.len());
        assert!(of(&deck) < MOST / 2, "{}", of(&deck));
        for noise in ["=\n", "\"\n", "k=1\n", "a\n", "x=y\n", "]\n", ",\n"] {
            let text = noise.repeat(4 * 1_024 * 1_024 / noise.len());
            assert!(MOST < of(&text), "{noise:?}: {}", of(&text));
        }
        assert_eq!(of("{a=1}"), 0);
    }
}
