//! Drills: a question with numbers drawn anew, its answer by a closed formula, and the answers that
//! the usual wrong models give, each with the arithmetic behind it.
//!
//! The forty templates, their formulas and their wrong models are those of section 6 of the exam
//! blueprint. Prices and free tiers come from the price list; 1 KB is 1,024 B, a month 730 h.

pub use super::answer::{Answer, Ask, Decision, Form, Part, Unit, calculate, shown};
use super::{bills, functions, services, tables};
use crate::{
    rng::{Seed, Stream},
    sim::kernel::bill::Prices,
};

/// What somebody gets who thinks in a wrong way.
#[derive(Debug, Clone, PartialEq)]
pub struct Wrong {
    pub answer: Answer,
    /// What the slip is, `you did not round up per item`.
    pub model: &'static str,
    /// The arithmetic of it.
    pub working: String,
}

/// One question with everything that belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Drill {
    /// 1 to 40.
    pub template: u8,
    pub level: u8,
    pub question: String,
    /// What is to be chosen; none where only numbers are asked for.
    pub decision: Option<Decision>,
    /// The numbers that are asked for.
    pub asks: Vec<Ask>,
    pub key: Answer,
    pub working: String,
    /// Only those whose answer differs from the key and from each other.
    pub wrong: Vec<Wrong>,
    /// The numbers of the question by name.
    pub given: Vec<(&'static str, f64)>,
}

/// What the person gets to see when answers are picked, in the order shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Choices {
    pub answers: Vec<Answer>,
    /// Which of them is right.
    pub key: usize,
}

impl Drill {
    /// A question for one number.
    pub(super) fn new(question: String, unit: Unit, key: Answer) -> Self {
        Self::of(question, vec![Ask { label: "", unit }], key)
    }

    /// A question for several numbers.
    pub(super) fn of(question: String, asks: Vec<Ask>, key: Answer) -> Self {
        Self {
            template: 0,
            level: 0,
            question,
            decision: None,
            asks,
            key,
            working: String::new(),
            wrong: Vec::new(),
            given: Vec::new(),
        }
    }

    /// With a decision before the number: what it is about, its options, and what the number is.
    /// The options are the same in every question of a template, so that they give nothing away.
    #[must_use]
    pub(super) fn decides(
        mut self,
        label: &'static str,
        options: &[&str],
        number: &'static str,
    ) -> Self {
        let options = options.iter().map(|one| (*one).to_owned()).collect();
        self.decision = Some(Decision { label, options });
        if let Some(ask) = self.asks.first_mut() {
            ask.label = number;
        }
        self
    }

    /// With the arithmetic of the key.
    #[must_use]
    pub(super) fn working(mut self, working: String) -> Self {
        self.working = working;
        self
    }

    /// With a wrong model, unless its answer is one that is there already.
    #[must_use]
    pub(super) fn wrong(mut self, answer: Answer, model: &'static str, working: String) -> Self {
        // A wrong answer within the rounding of the right one could not be told apart from it.
        let is_key = self.key.choice == answer.choice
            && self.key.is_near(&answer, if self.is_whole() { 1e-9 } else { 0.01 });
        let is_there = is_key || self.wrong.iter().any(|one| one.answer.is_same(&answer));
        let is_finite = answer.numbers.iter().all(|number| number.is_finite());
        if !is_there && is_finite && self.wrong.len() < 3 {
            self.wrong.push(Wrong { answer, model, working });
        }
        self
    }

    /// With the numbers that were drawn.
    #[must_use]
    pub(super) fn given(mut self, given: &[(&'static str, f64)]) -> Self {
        self.given = given.to_vec();
        self
    }

    /// The key among the answers of the wrong models, shuffled.
    pub fn choices(&self, seed: Seed, showing: u64) -> Choices {
        let mut answers: Vec<Answer> = vec![self.key.clone()];
        answers.extend(self.wrong.iter().map(|wrong| wrong.answer.clone()));
        seed.stream(&format!("drill-choices/{}", self.template), showing).shuffle(&mut answers);
        let key = answers.iter().position(|answer| answer.is_same(&self.key)).unwrap_or(0);
        Choices { answers, key }
    }

    fn is_whole(&self) -> bool {
        self.key.numbers.iter().all(|number| number.fract() == 0.0)
    }

    /// Whether a number is the key's. Whole keys have to be met; others within half a percent,
    /// since digits on paper end somewhere.
    pub fn is_right(&self, answer: &Answer) -> bool {
        let share = if self.is_whole() { 1e-9 } else { 0.005 };
        self.key.choice == answer.choice && self.key.is_near(answer, share)
    }

    /// The wrong model that leads to an answer.
    pub fn model_of(&self, answer: &Answer) -> Option<&Wrong> {
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
    pub fn form(&self) -> Form<'_> {
        Form { decision: self.decision.as_ref(), asks: &self.asks }
    }

    /// An answer in words, with the units of this question.
    pub fn words(&self, answer: &Answer) -> String {
        answer.words(&self.asks)
    }
}

/// Where a template's numbers come from.
pub(super) struct Draw<'a> {
    stream: Stream,
    /// 1 to 3.
    pub(super) level: u8,
    pub(super) prices: &'a Prices,
}

impl Draw<'_> {
    /// One of some values.
    pub(super) fn pick<T: Copy>(&mut self, values: &[T]) -> T {
        let last = values.len().saturating_sub(1) as u64;
        let place = usize::try_from(self.stream.between(0, last)).unwrap_or(0);
        *values.get(place).expect("a list of values is never empty")
    }

    /// A whole number of steps between two bounds.
    #[expect(clippy::cast_precision_loss, reason = "bounds of drills are small")]
    pub(super) fn step(&mut self, low: u64, high: u64, step: u64) -> f64 {
        let n = (high - low) / step;
        (low + step * self.stream.between(0, n)) as f64
    }

    /// By level: easy by head, then mixed, then odd.
    pub(super) fn by_level(&mut self, ranges: [(u64, u64, u64); 3]) -> f64 {
        let at = usize::from(self.level.clamp(1, 3) - 1);
        let (low, high, step) = ranges.get(at).copied().unwrap_or((1, 2, 1));
        self.step(low, high, step)
    }

    pub(super) fn coin(&mut self) -> bool {
        self.stream.between(0, 1) == 1
    }
}

/// A kind of question.
#[derive(Debug)]
pub struct Template {
    /// 1 to 40, as in the exam blueprint.
    pub number: u8,
    pub id: &'static str,
    pub title: &'static str,
    pub topic: &'static str,
    /// The facts that it trains, the main one first.
    pub facts: &'static [&'static str],
    pub(super) make: fn(&mut Draw<'_>) -> Drill,
}

/// All forty.
pub static TEMPLATES: [&Template; 40] = {
    let (a, b, c) = (&tables::TABLES, &functions::FUNCTIONS, &services::SERVICES);
    [
        &a[0], &a[1], &a[2], &a[3], &a[4], &a[5], &a[6], &a[7], &a[8], &a[9], &a[10], &a[11],
        &a[12], &a[13], &a[14], &a[15], &a[16], &a[17], &a[18], &b[0], &b[1], &b[2], &b[3], &b[4],
        &b[5], &b[6], &b[7], &b[8], &b[9], &b[10], &b[11], &b[12], &b[13], &b[14], &c[0], &c[1],
        &c[2], &c[3], &c[4], &c[5],
    ]
};

/// A template by its number or its id.
pub fn template(name: &str) -> Option<&'static Template> {
    let number = name.parse::<u8>().ok();
    TEMPLATES.iter().copied().find(|one| one.id == name || Some(one.number) == number)
}

/// A draw without a wrong model that differs is drawn again, this often at most.
const TRIES: u64 = 1_000;

impl Template {
    /// Whether it asks what something costs.
    pub fn is_bill(&self) -> bool {
        bills::BILLS.contains(&self.number)
    }

    /// The question number `index` under a seed. Draws in which no wrong model differs from the key
    /// are passed over.
    pub fn drill(&self, prices: &Prices, level: u8, seed: Seed, index: u64) -> Drill {
        let level = level.clamp(1, 3);
        let make = |attempt: u64| {
            let name = format!("drill/{}/{level}", self.id);
            let stream = seed.stream(&name, index.wrapping_mul(TRIES).wrapping_add(attempt));
            let mut draw = Draw { stream, level, prices };
            let drill = (self.make)(&mut draw);
            Drill { template: self.number, level, ..drill }
        };
        let is_good = |drill: &Drill| {
            let is_sound = |number: &f64| number.is_finite() && 0.0 <= *number;
            !drill.wrong.is_empty() && drill.key.numbers.iter().all(is_sound)
        };
        (0..TRIES)
            .map(make)
            .find(is_good)
            .expect("a test draws every template on every level many times")
    }
}

/// A plain number.
pub(super) fn number(value: f64) -> Answer {
    Answer { choice: None, numbers: vec![tidy(value)] }
}

/// Two numbers.
pub(super) fn pair(first: f64, second: f64) -> Answer {
    Answer { choice: None, numbers: vec![tidy(first), tidy(second)] }
}

/// A unit of measure.
pub(super) const fn measure(unit: &'static str) -> Unit {
    Unit::Measure(unit)
}

/// Things with both of their forms.
pub(super) const fn things(one: &'static str, many: &'static str) -> Unit {
    Unit::Things { one, many }
}

/// A decision with the number that decides.
pub(super) fn decision(choice: &str, value: f64) -> Answer {
    Answer { choice: Some(choice.to_owned()), numbers: vec![tidy(value)] }
}

/// Digits that only binary fractions bring are dropped: twelve are kept.
fn tidy(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    format!("{value:.11e}").parse().unwrap_or(value)
}

/// Rounded up; what is whole but for its last bits stays.
pub(super) fn up(value: f64) -> f64 {
    libm::ceil(value - 1e-9)
}
