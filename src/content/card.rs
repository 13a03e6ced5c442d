//! A card: a question, what answers it, and the facts it teaches.

use serde::{Deserialize, Serialize};

use super::{
    Value,
    kinds::{Body, CardKind, Typed, options::Choice},
    packed::Packed,
};
use crate::{
    diag::Layer,
    ids::{CardId, DeckId, FactId, TopicId},
};

/// A question about facts.
#[derive(Debug, Clone)]
pub struct Card {
    pub id: CardId,
    pub deck: DeckId,
    pub topic: TopicId,
    /// At least one; the first is the fact that the card mainly teaches.
    pub facts: Vec<FactId>,
    pub kind: CardKind,
    /// A number that changes when the right answer does, and stays when only the wording changes.
    ///
    /// Typed answers count whole; of picked ones only the figures count. A card whose mark changes
    /// is learnt anew.
    pub mark: u64,
    pub layer: Layer,
    pub text: Packed<CardText>,
}

/// What a card asks and says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CardText {
    pub front: String,
    /// What to say after the answer.
    pub note: Option<String>,
    pub body: Body,
}

impl Card {
    /// The options to pick from; none where the answer is typed, matched or put in order.
    pub fn options(&self) -> &[Choice] {
        self.text.body.asks().options()
    }

    /// The figure that it asks for.
    pub fn figure(&self) -> Option<&Value> {
        match self.text.body.asks().typed() {
            Some(Typed::Figure(value)) => Some(value),
            Some(Typed::Gap(_)) | None => None,
        }
    }

    /// The fact that the card mainly teaches; cards that share it are siblings.
    pub fn main_fact(&self) -> &FactId {
        self.facts.first().expect("parsing refuses a card without facts")
    }

    /// The right answer in one line.
    pub fn answer_line(&self) -> String {
        self.answer_parts().join("; ")
    }

    /// The right answer, part by part.
    pub fn answer_parts(&self) -> Vec<String> {
        self.text.body.asks().answer_parts()
    }
}

/// How an answer was judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Right,
    /// Right but for a slip of the keyboard; the right spelling.
    Misspelt(String),
    Wrong,
    /// Some of the parts are right.
    Partly {
        n_right: usize,
        n: usize,
    },
    /// The figure that held until then, and that exams may still use: no lapse of memory.
    Older {
        until: String,
    },
}

impl Verdict {
    /// Whether it counts as right.
    pub fn is_right(&self) -> bool {
        match self {
            Self::Right | Self::Misspelt(_) | Self::Older { .. } => true,
            Self::Wrong | Self::Partly { .. } => false,
        }
    }
}
