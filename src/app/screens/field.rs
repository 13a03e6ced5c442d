//! A line of text that is being typed.

use crate::{
    app::keys::key::{Key, KeyCode},
    text,
};

/// No line may grow longer, in characters.
const MAX_TYPED: usize = 200;

/// A line of text and where in it the cursor stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Field {
    symbols: Vec<char>,
    /// In characters, from 0 to their number.
    cursor: usize,
}

impl Field {
    /// A line with this text, the cursor at its end.
    pub fn new(text: &str) -> Self {
        let symbols: Vec<char> = text.chars().take(MAX_TYPED).collect();
        Self { cursor: symbols.len(), symbols }
    }

    pub fn text(&self) -> String {
        self.symbols.iter().collect()
    }

    pub fn is_empty(&self) -> bool {
        self.symbols.is_empty()
    }

    /// The column of the cursor, counted from the beginning of the text.
    pub fn cursor_column(&self) -> usize {
        let before: String = self.symbols.iter().take(self.cursor).collect();
        text::width(&before)
    }

    /// Puts text in at the cursor; control characters are removed, line breaks become spaces.
    pub fn insert(&mut self, added: &str) {
        for symbol in text::clean(added).replace('\n', " ").chars() {
            if self.symbols.len() < MAX_TYPED {
                self.symbols.insert(self.cursor, symbol);
                self.cursor += 1;
            }
        }
    }

    /// Whether the key was meant for the line, which has then changed or moved its cursor.
    pub fn key(&mut self, key: Key) -> bool {
        if let Some(symbol) = key.typed() {
            self.insert(symbol.encode_utf8(&mut [0; 4]));
            return true;
        }
        match (key.code, key.ctrl) {
            (KeyCode::Left, false) => self.cursor = self.cursor.saturating_sub(1),
            (KeyCode::Right, false) => self.cursor = (self.cursor + 1).min(self.symbols.len()),
            (KeyCode::Home, _) | (KeyCode::Char('a'), true) => self.cursor = 0,
            (KeyCode::End, _) | (KeyCode::Char('e'), true) => self.cursor = self.symbols.len(),
            (KeyCode::Backspace, false) => self.erase_back_to(self.cursor.saturating_sub(1)),
            (KeyCode::Delete, _) if self.cursor < self.symbols.len() => {
                self.symbols.remove(self.cursor);
            }
            (KeyCode::Char('u'), true) => self.erase_back_to(0),
            (KeyCode::Char('w') | KeyCode::Backspace, true) => {
                self.erase_back_to(self.word_start());
            }
            _ => return false,
        }
        true
    }

    fn erase_back_to(&mut self, start: usize) {
        self.symbols.drain(start..self.cursor);
        self.cursor = start;
    }

    fn word_start(&self) -> usize {
        let before = self.symbols.get(..self.cursor).unwrap_or_default();
        let end = before.iter().rposition(|symbol| *symbol != ' ').map_or(0, |at| at + 1);
        let word = before.get(..end).unwrap_or_default();
        word.iter().rposition(|symbol| *symbol == ' ').map_or(0, |at| at + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(keys: &str, expected: &str) {
        let mut field = Field::new("dead letter queue");
        for key in keys.split_whitespace() {
            field.key(key.parse().unwrap());
        }
        assert_eq!(field.text(), expected);
    }

    #[test]
    fn the_usual_keys_edit() {
        check("backspace", "dead letter queu");
        check("home delete", "ead letter queue");
        check("left left X", "dead letter queXue");
        check("ctrl-w", "dead letter ");
        check("ctrl-w ctrl-w", "dead ");
        check("ctrl-u", "");
        check("home backspace", "dead letter queue");
        check("ctrl-a end delete", "dead letter queue");
    }

    #[test]
    fn pasted_text_loses_what_could_steer_a_terminal() {
        let mut field = Field::default();
        field.insert("a\x1b[2Jb\nc");
        assert_eq!(field.text(), "a[2Jb c");
    }

    proptest! {
        #[test]
        fn no_key_breaks_the_line(keys in proptest::collection::vec(0_usize..10, 0..60)) {
            let names = "left right home end backspace delete ctrl-u ctrl-w é 漢";
            let names: Vec<&str> = names.split(' ').collect();
            let mut field = Field::default();
            for key in keys {
                field.key(names[key].parse().unwrap());
                prop_assert!(field.cursor <= field.symbols.len());
            }
        }
    }
}
