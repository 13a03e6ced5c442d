//! The card in front: what was typed or picked so far, and what is made of it.

use std::time::Duration;

use super::{
    field::Field,
    list::{step, toggle},
};
use crate::{
    app::{Ctx, keys::action::Action},
    content::{
        Body, Card, Choice, Verdict,
        binding::CardReply,
        judge::{self, Judgement},
    },
    ids::CardId,
    memory::{
        Confidence, Rating,
        grade::{self, Given},
    },
    study::words::Back,
};

/// The card in front.
#[derive(Debug, Clone)]
pub struct Showing {
    pub card: CardId,
    /// The options in the order shown: positions in the card.
    pub order: Vec<usize>,
    pub input: Input,
    pub confidence: Confidence,
    pub is_new: bool,
    pub(super) shown: Duration,
    pub stage: CardStage,
    /// What was asked back about a typed answer.
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

/// What the learner has typed or picked so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    Text(Field),
    /// One of the options; `cursor` counts as shown.
    One {
        cursor: usize,
    },
    /// Several of the options, by place shown.
    Several {
        cursor: usize,
        marked: Vec<usize>,
    },
    /// For each left item, in the card's order, the place shown of its right item.
    Pairs {
        cursor: usize,
        given: Vec<Option<usize>>,
    },
    /// Places shown, in the order picked.
    Sequence {
        cursor: usize,
        given: Vec<usize>,
    },
}

impl Input {
    /// Takes all picks back.
    fn clear(&mut self) {
        match self {
            Self::Text(_) => {}
            Self::One { cursor } => *cursor = 0,
            Self::Several { cursor, marked } => {
                *cursor = 0;
                marked.clear();
            }
            Self::Pairs { cursor, given } => {
                *cursor = 0;
                given.fill(None);
            }
            Self::Sequence { cursor, given } => {
                *cursor = 0;
                given.clear();
            }
        }
    }

    /// Which of the numbered options the cursor is on; none where it is on something else.
    fn cursor(&self) -> Option<usize> {
        match self {
            Self::One { cursor } | Self::Several { cursor, .. } | Self::Sequence { cursor, .. } => {
                Some(*cursor)
            }
            Self::Text(_) | Self::Pairs { .. } => None,
        }
    }
}

#[derive(Debug, Clone)]
pub enum CardStage {
    Asking,
    Answered(AnsweredCard),
}

/// An answer and what is made of it.
#[derive(Debug, Clone)]
pub struct AnsweredCard {
    pub verdict: Verdict,
    /// Whether an answer was given at all.
    pub is_given: bool,
    /// In words, for the log and the screen.
    pub given: String,
    pub reply: CardReply,
    pub proposal: Rating,
    /// When it comes back after each rating.
    pub rests: [Back; 4],
    pub time_ms: u32,
    pub(super) expected_recall: Option<f32>,
    /// First line shown of the answer.
    pub scroll: usize,
}

impl Showing {
    pub(super) fn new(ctx: &Ctx<'_>, card: &Card, n_shown: u64) -> Self {
        let n_options = match &card.text.body {
            Body::Cloze { .. } | Body::Numeric { .. } => 0,
            Body::Choice { options } | Body::Multiple { options } | Body::Which { options } => {
                options.len()
            }
            Body::Match { pairs, extra } => pairs.len() + extra.len(),
            Body::Order { steps } => steps.len(),
        };
        let mut order: Vec<usize> = (0..n_options).collect();
        let name = format!("options of {}", card.id);
        ctx.desk.seed.stream(&name, n_shown).shuffle(&mut order);
        let input = match &card.text.body {
            Body::Cloze { .. } | Body::Numeric { .. } => Input::Text(Field::default()),
            Body::Choice { .. } | Body::Which { .. } => Input::One { cursor: 0 },
            Body::Multiple { .. } => Input::Several { cursor: 0, marked: Vec::new() },
            Body::Match { pairs, .. } => Input::Pairs { cursor: 0, given: vec![None; pairs.len()] },
            Body::Order { .. } => Input::Sequence { cursor: 0, given: Vec::new() },
        };
        let is_new = ctx.desk.cards.state(&card.id).n_answers == 0;
        Self {
            card: card.id.clone(),
            order,
            input,
            confidence: Confidence::Sure,
            is_new,
            shown: ctx.now.mono,
            stage: CardStage::Asking,
            doubt: None,
        }
    }

    /// What was asked back about the answer as it is typed now.
    pub fn doubt(&self) -> Option<&About> {
        let Input::Text(field) = &self.input else { return None };
        let doubt = self.doubt.as_ref().filter(|doubt| doubt.typed == field.text())?;
        Some(&doubt.about)
    }

    /// Leaves the question that was asked back; whether there was one.
    pub(super) fn drop_doubt(&mut self) -> bool {
        let is_open = self.doubt().is_some();
        self.doubt = None;
        is_open
    }

    /// How the answer is judged; none while something has to be asked back first.
    pub(super) fn settle(&mut self, ctx: &Ctx<'_>, card: &Card) -> Option<Verdict> {
        let Input::Text(field) = &self.input else { return Some(self.judge(card)) };
        if let Some(About::DidYouMean(meant)) = self.doubt() {
            return Some(Verdict::Misspelt(meant.clone()));
        }
        let typed = field.text();
        let about = match judge::judge(&ctx.desk.library, card, &typed) {
            Judgement::Is(verdict) => return Some(verdict),
            Judgement::DidYouMean(meant) => About::DidYouMean(meant),
            Judgement::AskAgain { reads } => About::NoFigure { reads },
        };
        self.doubt = Some(Doubt { typed, about });
        None
    }

    /// The position in the card of what is shown at `place`.
    fn at(&self, place: usize) -> Option<usize> {
        self.order.get(place).copied()
    }

    /// Moves the cursor or picks.
    #[expect(clippy::wildcard_enum_match_arm, reason = "actions of other screens do nothing here")]
    pub(super) fn pick(&mut self, action: Action) {
        if action == Action::EraseAll {
            self.input.clear();
        }
        let n_options = self.order.len();
        let number = match action {
            Action::Pick(number) => {
                Some(usize::from(number) - 1).filter(|place| *place < n_options)
            }
            Action::Mark => self.input.cursor().filter(|place| *place < n_options),
            _ => None,
        };
        match &mut self.input {
            Input::Text(_) => {}
            Input::One { cursor } => {
                step(cursor, n_options, action);
                if let Some(place) = number {
                    *cursor = place;
                }
            }
            Input::Several { cursor, marked } => {
                step(cursor, n_options, action);
                if let Some(place) = number {
                    *cursor = place;
                    toggle(marked, place);
                }
                if action == Action::Erase {
                    marked.pop();
                }
            }
            Input::Pairs { cursor, given } => {
                step(cursor, given.len(), action);
                if let Some(place) = number {
                    // A right item belongs to one left item only; picked again, it moves.
                    for one in given.iter_mut().filter(|one| **one == Some(place)) {
                        *one = None;
                    }
                    if let Some(here) = given.get_mut(*cursor) {
                        *here = Some(place);
                    }
                    let n = given.len();
                    let next = (1..=n)
                        .map(|ahead| (*cursor + ahead) % n)
                        .find(|at| given.get(*at) == Some(&None));
                    *cursor = next.unwrap_or(*cursor);
                }
                if action == Action::Erase
                    && let Some(here) = given.get_mut(*cursor)
                {
                    *here = None;
                }
            }
            Input::Sequence { cursor, given } => {
                step(cursor, n_options, action);
                if let Some(place) = number {
                    *cursor = place;
                    match given.iter().position(|one| *one == place) {
                        Some(at) => given.truncate(at),
                        None => given.push(place),
                    }
                }
                if action == Action::Erase {
                    given.pop();
                }
            }
        }
    }

    /// Whether the answer is whole; else what is missing.
    pub(super) fn complete(&mut self, card: &Card) -> Result<(), String> {
        match &mut self.input {
            Input::Text(field) if field.text().trim().is_empty() => {
                Err("type an answer first; {answer.give-up} shows it without one".into())
            }
            Input::Several { marked, .. } => {
                let n = n_right(card);
                let n_marked = marked.len();
                if n_marked == n {
                    Ok(())
                } else {
                    Err(format!("mark {n} options; so far {n_marked}"))
                }
            }
            Input::Pairs { given, .. } if given.contains(&None) => {
                let n_open = given.iter().filter(|one| one.is_none()).count();
                Err(format!("{n_open} on the left still need a number"))
            }
            Input::Sequence { given, .. } if given.len() < self.order.len() => {
                // The last step can only stand at the end.
                let mut open = (0..self.order.len()).filter(|place| !given.contains(place));
                match (open.next(), open.next()) {
                    (Some(last), None) => {
                        given.push(last);
                        Ok(())
                    }
                    _ => Err(format!("{} of {} steps are in order", given.len(), self.order.len())),
                }
            }
            Input::Text(_) | Input::One { .. } | Input::Pairs { .. } | Input::Sequence { .. } => {
                Ok(())
            }
        }
    }

    /// Takes an answer, or that there is none.
    pub(super) fn answer(&mut self, ctx: &Ctx<'_>, card: &Card, verdict: Option<Verdict>) {
        let is_given = verdict.is_some();
        let verdict = verdict.unwrap_or(Verdict::Wrong);
        let elapsed = ctx.now.mono.saturating_sub(self.shown).as_millis();
        let time_ms = u32::try_from(elapsed).unwrap_or(u32::MAX);
        let state = ctx.desk.cards.state(&card.id);
        let proposal = grade::propose(Given {
            is_right: verdict.is_right(),
            is_older: matches!(verdict, Verdict::Older { .. }),
            confidence: self.confidence,
            is_typed: card.kind.is_typed(),
            time_ms,
            median_ms: ctx.desk.cards.median_ms(card.kind),
        });
        self.stage = CardStage::Answered(AnsweredCard {
            verdict,
            is_given,
            given: if is_given { self.given_words(card) } else { String::new() },
            reply: if is_given { self.reply() } else { CardReply::Nothing },
            proposal,
            rests: ctx.desk.previews(&card.id, ctx.now.day),
            time_ms,
            expected_recall: ctx.desk.cards.scheduler.recall(state, ctx.now.day),
            scroll: 0,
        });
    }

    /// Judges what was picked.
    fn judge(&self, card: &Card) -> Verdict {
        match (&card.text.body, &self.input) {
            (Body::Choice { options } | Body::Which { options }, Input::One { cursor }) => {
                let picked = self.at(*cursor).and_then(|at| options.get(at));
                if picked.is_some_and(|option| option.is_right) {
                    Verdict::Right
                } else {
                    Verdict::Wrong
                }
            }
            (Body::Multiple { options }, Input::Several { marked, .. }) => {
                let picked = marked.iter().filter_map(|place| options.get(self.at(*place)?));
                let n_right_marked = picked.filter(|option| option.is_right).count();
                share(n_right_marked, n_right(card))
            }
            (Body::Match { pairs, .. }, Input::Pairs { given, .. }) => {
                let is_right = |(left, place): (usize, &Option<usize>)| {
                    place.and_then(|p| self.at(p)) == Some(left)
                };
                share(given.iter().enumerate().filter(|one| is_right(*one)).count(), pairs.len())
            }
            (Body::Order { steps }, Input::Sequence { given, .. }) => {
                let n = given
                    .iter()
                    .enumerate()
                    .filter(|(at, place)| self.at(**place) == Some(*at))
                    .count();
                share(n, steps.len())
            }
            _ => Verdict::Wrong,
        }
    }

    /// The answer as what runs beside the card takes it.
    fn reply(&self) -> CardReply {
        match &self.input {
            Input::Text(field) => CardReply::Typed(field.text().trim().to_owned()),
            Input::One { cursor } => CardReply::Picked(self.at(*cursor).into_iter().collect()),
            Input::Several { marked, .. } => {
                CardReply::Picked(marked.iter().filter_map(|place| self.at(*place)).collect())
            }
            Input::Pairs { .. } | Input::Sequence { .. } => CardReply::Nothing,
        }
    }

    /// The answer as words, for the log and the screen.
    fn given_words(&self, card: &Card) -> String {
        let option = |options: &[Choice], place: usize| {
            self.at(place)
                .and_then(|at| options.get(at))
                .map(|option| option.text.clone())
                .unwrap_or_default()
        };
        match (&card.text.body, &self.input) {
            (_, Input::Text(field)) => field.text().trim().to_owned(),
            (Body::Choice { options } | Body::Which { options }, Input::One { cursor }) => {
                option(options, *cursor)
            }
            (Body::Multiple { options }, Input::Several { marked, .. }) => {
                marked.iter().map(|place| option(options, *place)).collect::<Vec<_>>().join("; ")
            }
            (Body::Match { pairs, extra }, Input::Pairs { given, .. }) => {
                let words = |(left, place): (usize, &Option<usize>)| {
                    let right = place
                        .and_then(|place| self.at(place))
                        .and_then(|at| right_item(pairs, extra, at));
                    let left = pairs.get(left).map_or("", |pair| &pair.0);
                    format!("{left} = {}", right.unwrap_or_default())
                };
                given.iter().enumerate().map(words).collect::<Vec<_>>().join("; ")
            }
            (Body::Order { steps }, Input::Sequence { given, .. }) => {
                let words = given.iter().filter_map(|place| steps.get(self.at(*place)?).cloned());
                words.collect::<Vec<_>>().join("; ")
            }
            _ => String::new(),
        }
    }
}

fn share(n_right: usize, n: usize) -> Verdict {
    match n_right {
        0 => Verdict::Wrong,
        all if all == n => Verdict::Right,
        n_right => Verdict::Partly { n_right, n },
    }
}

/// How many options of a card are right.
pub fn n_right(card: &Card) -> usize {
    match &card.text.body {
        Body::Choice { options } | Body::Multiple { options } | Body::Which { options } => {
            options.iter().filter(|option| option.is_right).count()
        }
        Body::Cloze { .. } | Body::Numeric { .. } | Body::Match { .. } | Body::Order { .. } => 1,
    }
}

/// The right-hand item of a match at `at`: first those of the pairs, then the extra ones.
pub fn right_item<'a>(
    pairs: &'a [(String, String)],
    extra: &'a [String],
    at: usize,
) -> Option<&'a str> {
    match pairs.get(at) {
        Some((_, right)) => Some(right),
        None => extra.get(at - pairs.len()).map(String::as_str),
    }
}
