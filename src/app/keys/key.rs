//! Keys, and how they are written.

use std::{fmt, str::FromStr};

/// A key without its modifiers. Shift is folded into the character: `A` is a character, not Shift
/// with `a`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyCode {
    Char(char),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    /// 1 to 12.
    F(u8),
}

/// A key press.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub code: KeyCode,
    pub ctrl: bool,
    pub alt: bool,
}

impl Key {
    pub const fn plain(code: KeyCode) -> Self {
        Self { code, ctrl: false, alt: false }
    }

    pub const fn char(symbol: char) -> Self {
        Self::plain(KeyCode::Char(symbol))
    }

    /// The character that this key types into a text field.
    pub fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(symbol) if !self.ctrl && !self.alt => Some(symbol),
            KeyCode::Char(_)
            | KeyCode::Enter
            | KeyCode::Esc
            | KeyCode::Tab
            | KeyCode::BackTab
            | KeyCode::Backspace
            | KeyCode::Delete
            | KeyCode::Up
            | KeyCode::Down
            | KeyCode::Left
            | KeyCode::Right
            | KeyCode::Home
            | KeyCode::End
            | KeyCode::PageUp
            | KeyCode::PageDown
            | KeyCode::F(_) => None,
        }
    }
}

/// Names of keys that are no character, in the spelling of the configuration file.
const NAMED: &[(&str, KeyCode)] = &[
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("backtab", KeyCode::BackTab),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pageup", KeyCode::PageUp),
    ("pagedown", KeyCode::PageDown),
    ("space", KeyCode::Char(' ')),
];

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("ctrl-")?;
        }
        if self.alt {
            f.write_str("alt-")?;
        }
        match (self.code, NAMED.iter().find(|(_, code)| *code == self.code)) {
            (_, Some((name, _))) => f.write_str(name),
            (KeyCode::Char(symbol), None) => write!(f, "{symbol}"),
            (KeyCode::F(number), None) => write!(f, "f{number}"),
            (other, None) => unreachable!("{other:?} is in the list of named keys"),
        }
    }
}

impl FromStr for Key {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut key = Self::char(' ');
        let mut rest = text;
        while let Some((modifier, after)) =
            rest.split_once('-').filter(|(_, after)| !after.is_empty())
        {
            match modifier {
                "ctrl" => key.ctrl = true,
                "alt" => key.alt = true,
                _ => return Err(format!("unknown modifier `{modifier}`")),
            }
            rest = after;
        }
        let mut symbols = rest.chars();
        let only = symbols.next().filter(|_| symbols.next().is_none());
        let number = rest.strip_prefix('f').and_then(|digits| digits.parse().ok());
        key.code = match (NAMED.iter().find(|(name, _)| *name == rest), only, number) {
            (Some((_, code)), _, _) => *code,
            (None, Some(symbol), _) if !symbol.is_control() && symbol != ' ' => {
                KeyCode::Char(symbol)
            }
            (None, None, Some(number @ 1..=12)) => KeyCode::F(number),
            _ => return Err(format!("unknown key `{text}`")),
        };
        Ok(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_key() -> impl Strategy<Value = Key> {
        let named = (0..NAMED.len()).prop_map(|index| NAMED[index].1);
        let function = (1_u8..=12).prop_map(KeyCode::F);
        let symbol =
            any::<char>().prop_filter("a key types no control character", |c| !c.is_control());
        let code = prop_oneof![named, function, symbol.prop_map(KeyCode::Char)];
        (code, any::<bool>(), any::<bool>()).prop_map(|(code, ctrl, alt)| Key { code, ctrl, alt })
    }

    proptest! {
        #[test]
        fn keys_are_read_as_they_are_written(key in any_key()) {
            prop_assert_eq!(key.to_string().parse::<Key>(), Ok(key));
        }

        #[test]
        fn nonsense_is_refused_without_panic(text in any::<String>()) {
            if let Ok(key) = text.parse::<Key>() {
                prop_assert_eq!(key.to_string().parse::<Key>(), Ok(key));
            }
        }
    }

    #[test]
    fn the_hyphen_is_a_key_too() {
        assert_eq!("-".parse::<Key>(), Ok(Key::char('-')));
        assert_eq!(
            "ctrl--".parse::<Key>(),
            Ok(Key { code: KeyCode::Char('-'), ctrl: true, alt: false })
        );
        assert_eq!("shift-a".parse::<Key>(), Err("unknown modifier `shift`".into()));
        assert_eq!("entr".parse::<Key>(), Err("unknown key `entr`".into()));
    }
}
