//! A card: a question, what answers it, and the facts it teaches.

use serde::{Deserialize, Serialize};

use super::{Value, fact::words, packed::Packed};
use crate::{
    diag::Layer,
    ids::{CardId, DeckId, FactId, TopicId},
    rng::stable_hash,
    text,
};

words! {
    /// The seven kinds of card.
    CardKind {
        Cloze = "cloze",
        Numeric = "numeric",
        Choice = "choice",
        Multiple = "multiple",
        Match = "match",
        Order = "order",
        Which = "which",
    }
}

impl CardKind {
    /// Whether the answer is typed, without options to recognise it among.
    pub fn is_typed(self) -> bool {
        match self {
            Self::Cloze | Self::Numeric => true,
            Self::Choice | Self::Multiple | Self::Match | Self::Order | Self::Which => false,
        }
    }

    /// What screens call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Cloze => "fill the gap",
            Self::Numeric => "a figure",
            Self::Choice => "choose one",
            Self::Multiple => "choose several",
            Self::Match => "match",
            Self::Order => "put in order",
            Self::Which => "which service",
        }
    }
}

/// An option of a choice, with the reason why it is right or wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub text: String,
    pub is_right: bool,
    pub why: Option<String>,
}

/// What answers a card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Body {
    /// A sentence with one gap.
    Cloze { before: String, gap: String, after: String, accept: Vec<String> },
    /// A figure of the main fact.
    Numeric { value: Value },
    /// One of four.
    Choice { options: Vec<Choice> },
    /// Two or three of five or six.
    Multiple { options: Vec<Choice> },
    /// Every left item has one right item; `extra` fits none.
    Match { pairs: Vec<(String, String)>, extra: Vec<String> },
    /// Steps, listed in the right order.
    Order { steps: Vec<String> },
    /// A service among its neighbors.
    Which { options: Vec<Choice> },
}

impl Body {
    pub fn kind(&self) -> CardKind {
        match self {
            Self::Cloze { .. } => CardKind::Cloze,
            Self::Numeric { .. } => CardKind::Numeric,
            Self::Choice { .. } => CardKind::Choice,
            Self::Multiple { .. } => CardKind::Multiple,
            Self::Match { .. } => CardKind::Match,
            Self::Order { .. } => CardKind::Order,
            Self::Which { .. } => CardKind::Which,
        }
    }

    /// See [`Card::mark`].
    pub(super) fn mark(&self) -> u64 {
        let answer = match self {
            Self::Cloze { gap, .. } => text::fold(gap),
            Self::Numeric { value } => value.quantity.to_string(),
            Self::Choice { options } | Self::Multiple { options } => options
                .iter()
                .filter(|option| option.is_right)
                .map(|option| figures(&option.text))
                .collect(),
            Self::Match { pairs, .. } => pairs.iter().map(|(_, right)| figures(right)).collect(),
            Self::Order { steps } => steps.iter().map(|step| figures(step)).collect(),
            Self::Which { options } => options
                .iter()
                .filter(|option| option.is_right)
                .map(|option| text::fold(&option.text))
                .collect(),
        };
        stable_hash(format!("{}:{answer}", self.kind().word()).as_bytes())
    }
}

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
        match &self.text.body {
            Body::Choice { options } | Body::Multiple { options } | Body::Which { options } => {
                options
            }
            Body::Cloze { .. } | Body::Numeric { .. } | Body::Match { .. } | Body::Order { .. } => {
                &[]
            }
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
        match &self.text.body {
            Body::Cloze { gap, .. } => vec![gap.clone()],
            Body::Numeric { value } => vec![value.quantity.to_string()],
            Body::Choice { options } | Body::Multiple { options } | Body::Which { options } => {
                let right = options.iter().filter(|option| option.is_right);
                right.map(|option| option.text.clone()).collect()
            }
            Body::Match { pairs, .. } => {
                pairs.iter().map(|(left, right)| format!("{left} = {right}")).collect()
            }
            Body::Order { steps } => steps.clone(),
        }
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
