//! The card in front: what was typed or picked so far, and what is made of it.

use std::time::Duration;

use super::kinds::{AskedCard, Input, Judged};
use crate::{
    app::Ctx,
    content::{Card, Verdict, binding::CardReply},
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
}

#[derive(Debug, Clone)]
pub enum CardStage {
    Asking,
    Answered(AnsweredCard),
}

/// An answer and what is made of it.
#[derive(Debug, Clone)]
pub struct AnsweredCard {
    pub judged: Judged,
    /// In words, for the log and the screen.
    pub given: String,
    pub reply: CardReply,
    /// None where the learner judges.
    pub proposal: Option<Rating>,
    /// When it comes back after each rating.
    pub rests: [Back; 4],
    pub time_ms: u32,
    pub(super) expected_recall: Option<f32>,
    /// First line shown of the answer.
    pub scroll: usize,
}

impl Showing {
    pub(super) fn new(ctx: &Ctx<'_>, card: &Card, n_shown: u64) -> Self {
        let input = Input::begin(&card.text.body);
        let mut order: Vec<usize> = (0..input.answering().n_options()).collect();
        let name = format!("options of {}", card.id);
        ctx.desk.seed.stream(&name, n_shown).shuffle(&mut order);
        let is_new = ctx.desk.cards.state(&card.id).n_answers == 0;
        Self {
            card: card.id.clone(),
            order,
            input,
            confidence: Confidence::Sure,
            is_new,
            shown: ctx.now.mono,
            stage: CardStage::Asking,
        }
    }

    /// How the answer is judged; none while something has to be asked back first.
    pub(super) fn settle(&mut self, ctx: &Ctx<'_>, card: &Card) -> Option<Judged> {
        let asked = AskedCard { library: &ctx.desk.library, card, order: &self.order };
        self.input.answering_mut().settle(&asked)
    }

    /// Takes an answer, or that there is none.
    pub(super) fn answer(&mut self, ctx: &Ctx<'_>, card: &Card, judged: Judged) {
        let is_given = judged != Judged::NotGiven;
        let elapsed = ctx.now.mono.saturating_sub(self.shown).as_millis();
        let time_ms = u32::try_from(elapsed).unwrap_or(u32::MAX);
        let state = ctx.desk.cards.state(&card.id);
        let input = self.input.answering();
        let proposal = grade::propose(Given {
            is_right: !judged.is_missed(),
            is_older: matches!(judged, Judged::Is(Verdict::Older { .. })),
            confidence: self.confidence,
            is_typed: card.kind.is_typed(),
            time_ms,
            median_ms: ctx.desk.cards.median_ms(card.kind),
        });
        self.stage = CardStage::Answered(AnsweredCard {
            proposal: (judged != Judged::ByOneself).then_some(proposal),
            judged,
            given: if is_given { input.words(&self.order) } else { String::new() },
            reply: if is_given { input.reply(&self.order) } else { CardReply::Nothing },
            rests: ctx.desk.previews(&card.id, ctx.now.day),
            time_ms,
            expected_recall: ctx.desk.cards.scheduler.recall(state, ctx.now.day),
            scroll: 0,
        });
    }
}
