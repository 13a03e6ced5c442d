//! What comes into the app, and what it wants done.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};

use super::{action::Action, preferences::Preferences};
use crate::{
    clock::{Day, Timestamp},
    exam::{
        self,
        attempt::{Attempt, Response},
    },
    ids::{CardId, ItemId},
    memory::{
        CardState, Entry,
        queue::States,
        stats::{AnswerCounts, AnswerKind, Forecast, ItemEntry, Prediction, Review, Summary},
    },
};

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

/// Columns and rows of the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub width: u16,
    pub height: u16,
}

/// What a mouse can do here. Where a click fell is found by the front end that drew the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mouse {
    /// A click on an entry of the list in view, counted from 0 over the whole list.
    Entry(usize),
    ScrollUp,
    ScrollDown,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Key(Key),
    /// An action by itself, whatever its key: the line-by-line mode has names.
    Act(Action),
    Paste(String),
    Mouse(Mouse),
    Resize(Size),
    /// The deadline of [`App::wake_in`](super::App::wake_in) has passed.
    Wake,
    Done(Outcome),
}

/// Everything that the progress file holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Progress {
    pub states: States,
    pub summary: Summary,
    /// Worlds whose challenge was solved.
    pub solved: BTreeSet<String>,
    /// Answers to scenarios, the oldest first.
    pub items: Vec<ItemEntry>,
    pub predictions: Vec<Prediction>,
    /// Templates of drills by name.
    pub drills: BTreeMap<String, AnswerCounts>,
    pub mocks: Vec<Attempt>,
    /// Answers to cards, the oldest first.
    pub reviews: Vec<Review>,
    /// What was said of the exam on each day, the oldest first.
    pub forecasts: Vec<Forecast>,
    /// The study day on which it was read, and the states that cards which were touched on it had
    /// before.
    pub day: Day,
    pub dawn: States,
    /// Cards that a clock which was ahead has dated later than today, and by which day they were
    /// answered.
    pub answered_by: BTreeMap<CardId, Day>,
}

/// How an effect ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A line of the log is on the disk.
    Saved {
        token: u64,
        seq: i64,
        card: CardId,
        state: CardState,
    },
    /// A line of the log was taken back.
    Undone {
        seq: i64,
        card: CardId,
        state: CardState,
    },
    /// A record is on the disk.
    Kept(Record),
    /// The progress file was read again.
    Loaded(Box<Progress>),
    /// The last line of the log was taken back, that of this card; none: nothing was left.
    TakenBack {
        card: Option<CardId>,
        progress: Box<Progress>,
    },
    Failed {
        effect: Effect,
        why: String,
    },
}

/// Something to be done outside.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Add a line to the log.
    Save {
        token: u64,
        session: u64,
        entry: Entry,
    },
    /// Take back the line `seq`.
    Undo {
        seq: i64,
        session: u64,
        entry: Entry,
    },
    /// Take the last line of the log back that is about a card, whichever session wrote it.
    UndoLast,
    /// Keep something that was done besides cards.
    Keep(Record),
    /// Write one setting; none removes it.
    SaveSetting {
        key: &'static str,
        value: Option<Setting>,
    },
    /// Schedule by these settings from now on, what is known already too.
    Reschedule(Box<Preferences>),
    /// Read the progress file again if another window has written to it.
    Refresh,
    /// Make today's copy of the progress file.
    BackUp,
    /// Stop the process until the shell brings it back.
    Suspend,
    Leave,
}

/// Something that was done besides cards; it is only ever added. Each carries the moment and the
/// study day at which it was done, which may be days before it reaches the disk.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    /// A run that solved a challenge.
    Run(RunRecord),
    Item(ItemRecord),
    Prediction(PredictionRecord),
    Drill(DrillRecord),
    Mock(Box<MockRecord>),
    Forecast {
        at: Timestamp,
        forecast: Forecast,
    },
}

impl Record {
    /// What it is, as the subject of a sentence.
    pub fn what(&self) -> &'static str {
        match self {
            Self::Run(_) => "the solved challenge",
            Self::Item(_) | Self::Drill(_) => "the answer",
            Self::Prediction(_) => "the prediction",
            Self::Mock(_) => "the mock",
            Self::Forecast { .. } => "today's forecast",
        }
    }
}

/// A run of the simulator that is worth keeping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRecord {
    pub at: Timestamp,
    pub day: Day,
    pub world: String,
    /// What differs from the world's file: `component.setting=value`, separated by spaces.
    pub changes: String,
    pub seed: u64,
    pub digest: u64,
    pub is_solved: bool,
}

/// The answer to a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemRecord {
    pub at: Timestamp,
    pub day: Day,
    pub item: ItemId,
    /// The numbers that it was shown with.
    pub numbers: Vec<(String, f64)>,
    /// Options by the names that they have in the situation.
    pub picked: Vec<String>,
    pub is_right: bool,
    pub time_ms: u32,
    pub kind: AnswerKind,
}

/// What was done to a mock.
#[derive(Debug, Clone, PartialEq)]
pub enum MockRecord {
    Begun(Attempt),
    /// How a question stands now.
    Noted {
        mock: i64,
        question: usize,
        response: Response,
        at: Timestamp,
    },
    Ended {
        mock: i64,
        at: Timestamp,
        outcome: exam::attempt::Outcome,
    },
}

/// What was said of a run beforehand, and what came.
#[derive(Debug, Clone, PartialEq)]
pub struct PredictionRecord {
    pub at: Timestamp,
    pub item: ItemId,
    pub metric: String,
    pub prediction: Prediction,
}

/// The answer to a drill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrillRecord {
    pub at: Timestamp,
    pub day: Day,
    /// The template by its name.
    pub template: String,
    /// 1 to 3.
    pub level: u8,
    pub is_right: bool,
    pub time_ms: u32,
}

/// The value of a setting as the configuration file writes it.
#[derive(Debug, Clone, PartialEq)]
pub enum Setting {
    Text(String),
    Number(f64),
    Flag(bool),
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
