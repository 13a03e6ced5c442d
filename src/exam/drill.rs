//! Drills: a question with numbers drawn anew, its answer by a closed formula, and the answers that
//! the usual wrong models give, each with the arithmetic behind it.

use std::sync::Arc;

pub use super::answer::{
    AnswerForm, AnswerPart, Ask, AskUnit, Decision, DrillAnswer, calculate, shown,
};
use super::{stage::Stage, template::Template, wording::Values};
use crate::rng::Seed;

/// What somebody gets who thinks in a wrong way.
#[derive(Debug, Clone, PartialEq)]
pub struct Wrong {
    /// Its place among the slips of the template.
    pub slip: usize,
    pub answer: DrillAnswer,
    /// What the slip is, `you did not round up per item`.
    pub model: String,
    /// The arithmetic of it.
    pub working: String,
}

/// One question with everything that belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Drill {
    pub template: Arc<Template>,
    pub level: u8,
    pub question: String,
    /// What is to be chosen; none where only numbers are asked for.
    pub decision: Option<Decision>,
    /// The numbers that are asked for.
    pub asks: Vec<Ask>,
    pub key: DrillAnswer,
    pub working: String,
    /// Only those whose answer differs from the key and from each other.
    pub wrong: Vec<Wrong>,
    /// The numbers of the question by name.
    pub given: Vec<(String, f64)>,
    /// Everything that its template knows of it.
    pub(super) values: Values,
}

/// What the person gets to see when answers are picked, in the order shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Choices {
    pub answers: Vec<DrillAnswer>,
    /// Which of them is right.
    pub key: usize,
}

impl Drill {
    /// The key among the answers of the wrong models, shuffled.
    pub fn choices(&self, seed: Seed, showing: u64) -> Choices {
        let mut answers: Vec<DrillAnswer> = vec![self.key.clone()];
        answers.extend(self.wrong.iter().map(|wrong| wrong.answer.clone()));
        seed.stream(&format!("drill-choices/{}", self.template.number), showing)
            .shuffle(&mut answers);
        let key = answers.iter().position(|answer| answer.is_same(&self.key)).unwrap_or(0);
        Choices { answers, key }
    }

    pub(super) fn is_whole(&self) -> bool {
        self.key.numbers.iter().all(|number| number.fract() == 0.0)
    }

    /// Whether a number is the key's. Whole keys have to be met; others within half a percent,
    /// since digits on paper end somewhere.
    pub fn is_right(&self, answer: &DrillAnswer) -> bool {
        let share = if self.is_whole() { 1e-9 } else { 0.005 };
        self.key.choice == answer.choice && self.key.is_near(answer, share)
    }

    /// The wrong model that leads to an answer.
    pub fn model_of(&self, answer: &DrillAnswer) -> Option<&Wrong> {
        let is_near_it = |wrong: &&Wrong| {
            wrong.answer.choice == answer.choice && wrong.answer.is_near(answer, 0.005)
        };
        let off = |wrong: &Wrong| {
            let pairs = wrong.answer.numbers.iter().zip(&answer.numbers);
            pairs.map(|(its, own)| (its - own).abs()).sum::<f64>()
        };
        self.wrong.iter().filter(is_near_it).min_by(|a, b| off(a).total_cmp(&off(b)))
    }

    /// What is asked for, part by part.
    pub fn form(&self) -> AnswerForm<'_> {
        AnswerForm { decision: self.decision.as_ref(), asks: &self.asks }
    }

    /// An answer in words, with the units of this question.
    pub fn words(&self, answer: &DrillAnswer) -> String {
        answer.words(&self.asks)
    }

    /// The world of the question with an answer in it; none for questions without a run-time
    /// meaning, and for numbers that no setting takes.
    pub fn stage(&self, answer: &DrillAnswer) -> Option<Stage> {
        self.try_stage(answer)?.ok()
    }

    /// The same, with the reason why an answer makes no world.
    pub(crate) fn try_stage(&self, answer: &DrillAnswer) -> Option<Result<Stage, String>> {
        let plan = self.template.version(self.level)?.stage.as_ref()?;
        let values = self.values.with_answer(&answer.numbers);
        let can_run = plan.when.as_ref().is_none_or(|it| it.holds(&values.numbers));
        can_run.then(|| plan.stage(&values))
    }
}
