//! A card whose answer is typed: a gap or a figure.

use super::{Answerable, Answering, AskedCard, Judged};
use crate::{
    app::{
        keys::action::{Action, Place},
        screens::field::Field,
    },
    content::{
        Verdict,
        binding::CardReply,
        judge::{self, Judgement},
        kinds::{cloze::Cloze, numeric::Numeric},
    },
};

/// A line that is typed.
#[derive(Debug, Clone)]
pub struct TypedLine<Q> {
    pub asks: Q,
    pub field: Field,
    /// What was asked back about it.
    doubt: Option<Doubt>,
}

/// A typed answer that is neither right nor wrong yet.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Doubt {
    /// It holds as long as nothing else is typed.
    typed: String,
    about: About,
}

/// What is asked back about a typed answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// One slip away from this right answer: `enter` takes it.
    DidYouMean(String),
    /// No figure can be read from it; such are read.
    NoFigure { reads: &'static str },
}

impl About {
    /// In words, with its keys as `Keymap::fill` fills them in.
    pub fn words(&self) -> String {
        match self {
            Self::DidYouMean(meant) => {
                format!("did you mean {meant}? {{answer.commit}} yes, {{app.back}} no")
            }
            Self::NoFigure { reads } => {
                format!("no figure that can be read here; such are: {reads}")
            }
        }
    }
}

impl Answerable for Cloze {
    type Input = TypedLine<Self>;

    fn begin(&self) -> TypedLine<Self> {
        TypedLine { asks: self.clone(), field: Field::default(), doubt: None }
    }
}

impl Answerable for Numeric {
    type Input = TypedLine<Self>;

    fn begin(&self) -> TypedLine<Self> {
        TypedLine { asks: self.clone(), field: Field::default(), doubt: None }
    }
}

impl<Q> Answering for TypedLine<Q> {
    fn place(&self) -> Place {
        Place::Type
    }

    fn hint(&self, action: Action) -> Option<&'static str> {
        match (self.doubt()?, action) {
            (About::DidYouMean(_), Action::Commit) => Some("yes"),
            (About::DidYouMean(_), Action::Back) => Some("no"),
            (About::NoFigure { .. }, Action::Back) => Some("type again"),
            (About::DidYouMean(_) | About::NoFigure { .. }, _) => None,
        }
    }

    fn field(&mut self) -> Option<&mut Field> {
        Some(&mut self.field)
    }

    fn complete(&mut self) -> Result<(), String> {
        if self.field.text().trim().is_empty() {
            return Err("type an answer first; {answer.give-up} shows it without one".into());
        }
        Ok(())
    }

    fn settle(&mut self, asked: &AskedCard<'_>) -> Option<Judged> {
        if let Some(About::DidYouMean(meant)) = self.doubt() {
            return Some(Judged::Is(Verdict::Misspelt(meant.clone())));
        }
        let typed = self.field.text();
        let about = match judge::judge(asked.library, asked.card, &typed) {
            Judgement::Is(verdict) => return Some(Judged::Is(verdict)),
            Judgement::DidYouMean(meant) => About::DidYouMean(meant),
            Judgement::AskAgain { reads } => About::NoFigure { reads },
        };
        self.doubt = Some(Doubt { typed, about });
        None
    }

    fn doubt(&self) -> Option<&About> {
        let doubt = self.doubt.as_ref().filter(|doubt| doubt.typed == self.field.text())?;
        Some(&doubt.about)
    }

    fn drop_doubt(&mut self) -> bool {
        let is_open = self.doubt().is_some();
        self.doubt = None;
        is_open
    }

    fn words(&self, _: &[usize]) -> String {
        self.field.text().trim().to_owned()
    }

    fn reply(&self, order: &[usize]) -> CardReply {
        CardReply::Typed(self.words(order))
    }
}
