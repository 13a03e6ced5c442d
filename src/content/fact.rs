//! A fact: one testable statement, its figures, and who says so.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::packed::Packed;
use crate::{
    ids::{DocumentId, FactId, TopicId},
    unit::Unit,
};

/// One of a list of words.
pub trait Worded: Copy {
    /// The words of all of them, in the order in which they are listed to people.
    const WORDS: &'static [&'static str];

    fn as_word(self) -> &'static str;

    fn of_word(word: &str) -> Option<Self>;
}

/// A list of words that a file may use, and what each stands for.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(
            Debug,
            Clone,
            Copy,
            PartialEq,
            Eq,
            PartialOrd,
            Ord,
            serde::Serialize,
            serde::Deserialize,
        )]
        pub enum $name { $($(#[$inner])* $variant,)+ }

        impl $name {
            /// All of them, in the order in which they are listed to people.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word as files and screens write it.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The one that `word` names.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }
        }

        impl $crate::content::fact::Worded for $name {
            const WORDS: &'static [&'static str] = &[$($word,)+];

            fn as_word(self) -> &'static str {
                self.word()
            }

            fn of_word(word: &str) -> Option<Self> {
                Self::parse(word)
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What sort of statement a fact makes.
    FactKind {
        Limit = "limit",
        Default = "default",
        Price = "price",
        Rule = "rule",
        Fact = "fact",
        Comparison = "comparison",
        UseCase = "use-case",
        Definition = "definition",
    }
}

words! {
    /// How the notes stand to a fact.
    Status {
        /// Several documents say so, and it holds.
        Agreed = "agreed",
        /// One document says so, and it holds.
        Single = "single",
        /// The documents contradict each other.
        Conflict = "conflict",
        /// It was true when written, and is no more.
        Outdated = "outdated",
        /// The notes contradict what AWS documents.
        Wrong = "wrong",
        /// No document of the notes has it.
        Beyond = "beyond",
    }
}

impl Status {
    /// Whether the notes have to be corrected here.
    pub fn is_correction(self) -> bool {
        match self {
            Self::Conflict | Self::Outdated | Self::Wrong => true,
            Self::Agreed | Self::Single | Self::Beyond => false,
        }
    }
}

words! {
    /// How much the exam turns on a fact; new cards come in this order.
    Rank {
        /// Questions turn on it often.
        Core = "core",
        /// It helps to decide, or to rule an option out.
        Useful = "useful",
        /// True, and rarely asked: a format, a list price, a quota that decides nothing.
        Detail = "detail",
    }
}

impl Rank {
    /// What a card of such a fact counts beside others of its topic (memory notes, section 4.4).
    pub fn weight(self) -> f64 {
        match self {
            Self::Core => 4.0,
            Self::Useful => 2.0,
            Self::Detail => 1.0,
        }
    }
}

/// One line of one of the five notes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NoteLine {
    /// `notes-a` to `notes-e`.
    pub note: String,
    /// 1-based.
    pub line: u32,
}

impl fmt::Display for NoteLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.note, self.line)
    }
}

/// A figure with what it counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    pub value: f64,
    pub unit: Unit,
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.unit.show(self.value))
    }
}

/// A figure that held until some date, and that exam texts may still use.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Older {
    pub quantity: Quantity,
    /// When it ended: a month, a year, or what replaced it. Read as "was 256 KB until 2025-10".
    pub until: String,
}

/// A figure of a fact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Value {
    /// What cards call it.
    pub name: String,
    pub quantity: Quantity,
    /// Per what it holds: `per invocation`.
    pub scope: String,
    /// The month in which it was last checked: `2026-11`.
    pub as_of: String,
    pub older: Option<Older>,
}

/// One testable statement.
#[derive(Debug, Clone)]
pub struct Fact {
    pub id: FactId,
    pub topic: TopicId,
    pub kind: FactKind,
    pub rank: Rank,
    pub status: Status,
    /// Whether it has a figure.
    pub has_figures: bool,
    pub text: Packed<FactText>,
}

/// What a fact says, and who says so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FactText {
    pub statement: String,
    /// Claims of the notes' ledger that this fact settles.
    pub claims: Vec<String>,
    /// Ranks in the list of facts beyond the notes.
    pub beyond: Vec<u32>,
    pub sources: Vec<NoteLine>,
    /// The AWS document that confirms it.
    pub aws: Option<DocumentId>,
    pub values: Vec<Value>,
    /// What the notes said, where they disagree or are wrong.
    pub said: Option<String>,
    /// What the exam expects, where that needs saying.
    pub exam: Option<String>,
    /// Retired names of a service.
    pub older_names: Vec<String>,
}

impl Fact {
    /// The figure that cards call `name`.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.text.values.iter().find(|value| value.name == name)
    }
}
