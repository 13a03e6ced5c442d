//! A card: a question, what answers it, and the facts it teaches.

use super::{
    Value,
    fact::words,
    unit::{self, Reading},
};
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub text: String,
    pub is_right: bool,
    pub why: Option<String>,
}

/// What answers a card.
#[derive(Debug, Clone, PartialEq)]
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
    /// A service among its neighbours.
    Which { options: Vec<Choice> },
}

/// A question about facts.
#[derive(Debug, Clone)]
pub struct Card {
    pub id: CardId,
    pub deck: DeckId,
    pub topic: TopicId,
    /// At least one; the first is the fact that the card mainly teaches.
    pub facts: Vec<FactId>,
    pub front: String,
    /// What to say after the answer.
    pub note: Option<String>,
    pub body: Body,
    pub layer: Layer,
}

impl Card {
    pub fn kind(&self) -> CardKind {
        match self.body {
            Body::Cloze { .. } => CardKind::Cloze,
            Body::Numeric { .. } => CardKind::Numeric,
            Body::Choice { .. } => CardKind::Choice,
            Body::Multiple { .. } => CardKind::Multiple,
            Body::Match { .. } => CardKind::Match,
            Body::Order { .. } => CardKind::Order,
            Body::Which { .. } => CardKind::Which,
        }
    }

    /// The options to pick from; none where the answer is typed, matched or put in order.
    pub fn options(&self) -> &[Choice] {
        match &self.body {
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

    /// A number that changes when the right answer does, and stays when only the wording changes.
    ///
    /// Typed answers count whole; of picked ones only the figures count. A card whose mark changes
    /// is learnt anew.
    pub fn answer_mark(&self) -> u64 {
        let answer = match &self.body {
            Body::Cloze { gap, .. } => text::fold(gap),
            Body::Numeric { value } => value.quantity.to_string(),
            Body::Choice { options } | Body::Multiple { options } => options
                .iter()
                .filter(|option| option.is_right)
                .map(|option| figures(&option.text))
                .collect(),
            Body::Match { pairs, .. } => pairs.iter().map(|(_, right)| figures(right)).collect(),
            Body::Order { steps } => steps.iter().map(|step| figures(step)).collect(),
            Body::Which { options } => options
                .iter()
                .filter(|option| option.is_right)
                .map(|option| text::fold(&option.text))
                .collect(),
        };
        stable_hash(format!("{}:{answer}", self.kind().word()).as_bytes())
    }

    /// The right answer in one line.
    pub fn answer_line(&self) -> String {
        self.answer_parts().join("; ")
    }

    /// The right answer, part by part.
    pub fn answer_parts(&self) -> Vec<String> {
        match &self.body {
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
    /// The figure that held until then.
    Older {
        until: String,
    },
    /// A figure, in a unit that measures something else.
    WrongUnit {
        expected: String,
    },
}

impl Verdict {
    /// Whether it counts as right.
    pub fn is_right(&self) -> bool {
        match self {
            Self::Right | Self::Misspelt(_) => true,
            Self::Wrong | Self::Partly { .. } | Self::Older { .. } | Self::WrongUnit { .. } => {
                false
            }
        }
    }
}

/// Judges a typed figure.
pub fn judge_figure(typed: &str, value: &Value) -> Verdict {
    let Reading::Same = unit::compare(typed, value.quantity.value, value.quantity.unit) else {
        let older = value.older.as_ref().filter(|older| {
            unit::compare(typed, older.quantity.value, older.quantity.unit) == Reading::Same
        });
        if let Some(older) = older {
            return Verdict::Older { until: older.until.clone() };
        }
        return match unit::compare(typed, value.quantity.value, value.quantity.unit) {
            Reading::OtherDimension => {
                Verdict::WrongUnit { expected: value.quantity.unit.symbol().to_owned() }
            }
            Reading::Same | Reading::Other | Reading::NoNumber => Verdict::Wrong,
        };
    };
    Verdict::Right
}

/// Judges a typed word or phrase against the gap and its other spellings.
///
/// Case, accents, articles, hyphens and the end of the sentence do not matter. From six letters on,
/// one slip of the keyboard (a letter wrong, missing, doubled or swapped) is forgiven unless
/// figures are in it.
pub fn judge_gap(typed: &str, gap: &str, accept: &[String]) -> Verdict {
    let answer = normal(typed);
    if answer.is_empty() {
        return Verdict::Wrong;
    }
    let all = || std::iter::once(gap).chain(accept.iter().map(String::as_str));
    if all().any(|one| normal(one) == answer || same_figure(typed, one)) {
        return Verdict::Right;
    }
    let has_digit = answer.chars().any(|symbol| symbol.is_ascii_digit());
    let is_near = |one: &str| {
        let one = normal(one);
        6 <= one.chars().count()
            && !one.chars().any(|symbol| symbol.is_ascii_digit())
            && strsim::osa_distance(&one, &answer) == 1
    };
    match all().find(|one| !has_digit && is_near(one)) {
        Some(meant) => Verdict::Misspelt(meant.to_owned()),
        None => Verdict::Wrong,
    }
}

fn normal(text: &str) -> String {
    let folded = text::fold(text).replace(['-', '_'], " ").replace(',', "");
    let words: Vec<&str> = folded
        .split_whitespace()
        .map(|word| word.trim_matches(['.', ';', ':', '!', '?', '"', '\'', '(', ')']))
        .filter(|word| !matches!(*word, "" | "a" | "an" | "the"))
        .collect();
    words.join(" ")
}

/// Whether the gap is `number unit` and the typed text is the same amount, `6 h` for `6 hours`.
fn same_figure(typed: &str, gap: &str) -> bool {
    let Some((number, word)) = gap.split_once(' ') else {
        return false;
    };
    let Ok(value) = number.replace(',', "").parse::<f64>() else {
        return false;
    };
    let Some(unit) = unit::Unit::spelled(word) else {
        return false;
    };
    unit::compare(typed, value, unit) == Reading::Same && typed.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{Older, Quantity, unit::Unit};

    fn payload() -> Value {
        let quantity = |value, unit| Quantity { value, unit: Unit::parse(unit).unwrap() };
        Value {
            name: "max".into(),
            quantity: quantity(1.0, "MB"),
            scope: "per event".into(),
            as_of: "2026-11".into(),
            older: Some(Older { quantity: quantity(256.0, "KB"), until: "2025-10".into() }),
        }
    }

    #[test]
    fn the_older_figure_is_told_apart_from_a_wrong_one() {
        assert_eq!(judge_figure("1 MB", &payload()), Verdict::Right);
        assert_eq!(judge_figure("1024 KB", &payload()), Verdict::Right);
        assert_eq!(judge_figure("256 KB", &payload()), Verdict::Older { until: "2025-10".into() });
        assert_eq!(judge_figure("6 MB", &payload()), Verdict::Wrong);
        assert_eq!(judge_figure("1 s", &payload()), Verdict::WrongUnit { expected: "MB".into() });
    }

    #[test]
    fn a_gap_forgives_form_but_not_meaning() {
        let gap = |typed| judge_gap(typed, "dead-letter queue", &["DLQ".to_owned()]);
        assert_eq!(gap("Dead letter queue."), Verdict::Right);
        assert_eq!(gap("a dlq"), Verdict::Right);
        assert_eq!(gap("dead-leter queue"), Verdict::Misspelt("dead-letter queue".into()));
        assert_eq!(gap("queue"), Verdict::Wrong);
        assert_eq!(gap(""), Verdict::Wrong);
    }

    #[test]
    fn a_figure_in_a_gap_is_read_as_a_figure() {
        assert_eq!(judge_gap("6 h", "6 hours", &[]), Verdict::Right);
        assert_eq!(judge_gap("360 minutes", "6 hours", &[]), Verdict::Right);
        assert_eq!(judge_gap("5 hours", "6 hours", &[]), Verdict::Wrong);
        assert_eq!(judge_gap("1000", "1,000", &[]), Verdict::Right);
        assert_eq!(judge_gap("10000", "1,000", &[]), Verdict::Wrong);
    }
}
