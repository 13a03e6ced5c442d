//! The kinds of card, and the one list of them.
//!
//! A kind has a file here and, with the same name, one in `kinds` of the app (what a learner does
//! while it is asked), of the full screen (how it looks) and of the lines (how it is spoken); kinds
//! that are alike share them. The file here knows what such a card asks: its keys in a deck and the
//! rules for them, the right answer and what of it makes the mark, and what else search finds.
//! All four rooms read `kinds!`.

pub mod basic;
pub mod cloze;
pub mod matching;
pub mod numeric;
pub mod options;
pub mod order;
pub(in crate::content) mod raw;

use serde::{Deserialize, Serialize};

use self::{cloze::Cloze, options::Choice, raw::RawBody};
use super::{Value, fact::words};
use crate::{
    fields::{Fields, Reader},
    rng::stable_hash,
};

/// What a kind of card is called, and how it is read.
pub(in crate::content) trait InDeck: Asks {
    /// What screens call it.
    const TITLE: &'static str;
    /// Whether the answer is typed, without options to recognise it among.
    const IS_TYPED: bool = false;
    /// The keys that it has in a deck besides those of every card.
    const KEYS: &'static [&'static str];

    /// Reads those keys; none when they are not enough to go on.
    fn read(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<Box<dyn RawBody>>;
}

/// What a card asks for.
pub trait Asks {
    /// The right answer, part by part.
    fn answer_parts(&self) -> Vec<String>;

    /// What of the right answer makes the mark of the card: all of a typed answer, only the
    /// figures of what is recognized.
    fn marked(&self) -> String;

    /// The options to pick from.
    fn options(&self) -> &[Choice] {
        &[]
    }

    /// What is to be typed, which tells what judges it.
    fn typed(&self) -> Option<Typed<'_>> {
        None
    }

    /// What search finds on the card besides its question and its answer.
    fn more(&self) -> Vec<&str> {
        Vec::new()
    }
}

/// What is to be typed.
#[derive(Debug, Clone, Copy)]
pub enum Typed<'a> {
    Gap(&'a Cloze),
    Figure(&'a Value),
}

/// The one list of kinds, handed to the macro `$make` as `Name(type) = "word in decks"`.
macro_rules! kinds {
    ($make:ident) => {
        $make! {
            Cloze(cloze::Cloze) = "cloze",
            Numeric(numeric::Numeric) = "numeric",
            Choice(options::ChooseOne) = "choice",
            Multiple(options::ChooseSeveral) = "multiple",
            Match(matching::Matching) = "match",
            Order(order::InOrder) = "order",
            Which(options::WhichService) = "which",
            Basic(basic::Basic) = "basic",
        }
    };
}
pub(crate) use kinds;

macro_rules! make {
    ($($name:ident($module:ident::$kind:ident) = $word:literal,)*) => {
        words! {
            /// A kind of card.
            CardKind { $($name = $word,)* }
        }

        impl CardKind {
            /// Whether the answer is typed, without options to recognise it among.
            pub fn is_typed(self) -> bool {
                match self {
                    $(Self::$name => $module::$kind::IS_TYPED,)*
                }
            }

            /// What screens call it.
            pub fn title(self) -> &'static str {
                match self {
                    $(Self::$name => $module::$kind::TITLE,)*
                }
            }

            /// The keys that it has in a deck besides those of every card.
            pub(in crate::content) fn keys(self) -> &'static [&'static str] {
                match self {
                    $(Self::$name => $module::$kind::KEYS,)*
                }
            }

            /// Reads those keys; none when they are not enough to go on.
            pub(in crate::content) fn read(
                self,
                reader: &mut Reader<'_>,
                table: &Fields<'_>,
            ) -> Option<Box<dyn RawBody>> {
                match self {
                    $(Self::$name => $module::$kind::read(reader, table),)*
                }
            }
        }

        /// What a card asks for, by its kind.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        pub enum Body {
            $($name($module::$kind),)*
        }

        impl Body {
            pub fn kind(&self) -> CardKind {
                match self {
                    $(Self::$name(_) => CardKind::$name,)*
                }
            }

            pub fn asks(&self) -> &dyn Asks {
                match self {
                    $(Self::$name(body) => body,)*
                }
            }
        }

        $(
            impl From<$module::$kind> for Body {
                fn from(body: $module::$kind) -> Self {
                    Self::$name(body)
                }
            }
        )*
    };
}
kinds!(make);

impl Body {
    /// See [`Card::mark`](super::Card::mark).
    pub(in crate::content) fn mark(&self) -> u64 {
        stable_hash(format!("{}:{}", self.kind().word(), self.asks().marked()).as_bytes())
    }
}

/// The figures in a text, `1,000` and `1000` alike.
fn figures(text: &str) -> String {
    let mut shown = String::new();
    let mut is_inside = false;
    for symbol in text.replace(',', "").chars() {
        if symbol.is_ascii_digit() || (symbol == '.' && is_inside) {
            shown.push(symbol);
            is_inside = true;
        } else if is_inside {
            shown.push(' ');
            is_inside = false;
        }
    }
    shown
}
