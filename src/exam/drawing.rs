//! How questions are drawn from a template: its numbers, the answer, and the slips that can be told
//! apart from it.

use std::sync::Arc;

use super::{
    answer::{Ask, AskUnit, Decision, DrillAnswer},
    drill::{Drill, Wrong},
    formula::Formula,
    template::{AskPlan, Cell, DrawSource, LEVELS, Template, Version},
    wording::{Text, Values},
};
use crate::rng::{Seed, Stream};

/// A draw that makes no question is drawn again, this often at most.
const TRIES: u64 = 1_000;
/// Choices have no more wrong answers.
const MAX_WRONG: usize = 3;
/// A question with fewer wrong answers is not asked.
const MIN_WRONG: usize = 2;
/// With this seed every template has been tried on every level when it was read.
const TRIED: Seed = Seed(1);

/// What an attempt to draw a question came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Draft {
    Made(Box<Drill>),
    /// By a condition of the template.
    PassedOver,
    /// An answer that is no amount, with the numbers behind it.
    NoAmount(f64, Values),
    /// Fewer than two slips can be told apart from the answer and from each other.
    NoSlips,
}

impl Template {
    /// The question number `index` under a seed.
    pub fn drill(self: &Arc<Self>, level: u8, seed: Seed, index: u64) -> Drill {
        let level = level.clamp(1, 3);
        let found = self.found(level, seed, index).or_else(|| self.found(level, TRIED, 0));
        found.expect("a template is left out when this seed makes no question on some level")
    }

    /// Whether each level has questions.
    ///
    /// # Errors
    /// The first level that has none, and what the last attempts came to.
    pub(crate) fn try_out(self: &Arc<Self>) -> Result<(), (u8, Draft)> {
        for level in LEVELS {
            let mut last = Draft::PassedOver;
            for at in 0..TRIES {
                let attempt = self.attempt(level, TRIED, 0, at);
                if attempt != Draft::PassedOver {
                    last = attempt;
                }
                if matches!(last, Draft::Made(_)) {
                    break;
                }
            }
            if !matches!(last, Draft::Made(_)) {
                return Err((level, last));
            }
        }
        Ok(())
    }

    fn found(self: &Arc<Self>, level: u8, seed: Seed, index: u64) -> Option<Drill> {
        (0..TRIES).find_map(|at| match self.attempt(level, seed, index, at) {
            Draft::Made(drill) => Some(*drill),
            Draft::PassedOver | Draft::NoAmount(..) | Draft::NoSlips => None,
        })
    }

    /// One attempt at a question.
    pub(crate) fn attempt(self: &Arc<Self>, level: u8, seed: Seed, index: u64, at: u64) -> Draft {
        let Some(version) = self.version(level) else { return Draft::PassedOver };
        let name = format!("drill/{}/{level}", self.id);
        let mut stream = seed.stream(&name, index.wrapping_mul(TRIES).wrapping_add(at));
        let mut values = Values { numbers: vec![f64::from(level)], texts: Vec::new() };
        values.numbers.extend(&self.figures);
        for draw in &version.draws {
            let source = draw.by_level.get(usize::from(level) - 1);
            if source.and_then(|source| source.take(&mut stream, &mut values)).is_none() {
                return Draft::PassedOver;
            }
        }
        for formula in &version.lets {
            values.numbers.push(formula.value(&values.numbers));
        }
        if !version.keep.iter().all(|one| one.holds(&values.numbers)) {
            return Draft::PassedOver;
        }
        for text in &version.words {
            values.texts.push(text.fill(&values));
        }
        version.make(self, level, values)
    }
}

impl AskPlan {
    fn ask(&self, values: &Values) -> Ask {
        let unit = match self.unit.as_slice() {
            [] => AskUnit::Plain,
            [unit] => AskUnit::Measure(unit.fill(values)),
            [one, many, ..] => AskUnit::Things { one: one.fill(values), many: many.fill(values) },
        };
        Ask { label: self.label.clone(), unit }
    }
}

impl DrawSource {
    /// Adds what is drawn to the values; none when there is nothing to draw.
    fn take(&self, stream: &mut Stream, values: &mut Values) -> Option<()> {
        let number = match self {
            Self::Fixed(formula) => formula.value(&values.numbers),
            Self::Range { low, high, step } => {
                let [low, high, step] = [low, high, step].map(|one| one.value(&values.numbers));
                let n_steps = whole((high - low) / step)?;
                #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
                let steps = stream.between(0, n_steps) as f64;
                tidy(low + step * steps)
            }
            Self::Rows { rows, filter } => {
                let before = (values.numbers.len(), values.texts.len());
                let fits = |row: &&Vec<Cell>| {
                    let Some(filter) = filter else { return true };
                    put(row, values);
                    let holds = filter.holds(&values.numbers);
                    values.numbers.truncate(before.0);
                    values.texts.truncate(before.1);
                    holds
                };
                let fitting: Vec<&Vec<Cell>> = rows.iter().filter(fits).collect();
                let last = fitting.len().checked_sub(1)?;
                let place = stream.between(0, last as u64);
                put(fitting.get(usize::try_from(place).ok()?)?, values);
                return Some(());
            }
        };
        values.numbers.push(number);
        Some(())
    }
}

fn put(row: &[Cell], values: &mut Values) {
    for cell in row {
        match cell {
            Cell::Number(formula) => values.numbers.push(formula.value(&values.numbers)),
            Cell::Text(text) => values.texts.push(text.fill(values)),
        }
    }
}

/// How many whole steps there are; none for what is no count.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the bounds")]
fn whole(value: f64) -> Option<u64> {
    (0.0..1e12).contains(&value).then(|| libm::floor(value + 1e-9) as u64)
}

impl Version {
    fn make(&self, template: &Arc<Template>, level: u8, values: Values) -> Draft {
        let key = self.answer(&self.answers, None, &values);
        let is_amount = |number: &&f64| number.is_finite() && 0.0 <= **number;
        if let Some(number) = key.numbers.iter().find(|number| !is_amount(number)) {
            return Draft::NoAmount(*number, values);
        }
        let n_fixed = 1 + template.figures.len();
        let named = self.names.iter().cloned().zip(values.numbers.iter().copied());
        let mut drill = Drill {
            template: Arc::clone(template),
            level,
            question: String::new(),
            decision: None,
            asks: self.asks.iter().map(|ask| ask.ask(&values)).collect(),
            key,
            working: String::new(),
            wrong: Vec::new(),
            given: named.skip(n_fixed).collect(),
            values: Values::default(),
        };
        for (place, slip) in self.slips.iter().enumerate() {
            let is_made = slip.when.as_ref().is_none_or(|it| it.holds(&values.numbers));
            if is_made && drill.wrong.len() < MAX_WRONG {
                let answers = if slip.answers.is_empty() { &self.answers } else { &slip.answers };
                let answer = self.answer(answers, slip.choice.as_ref(), &values);
                let tell = || (slip.says.fill(&values), slip.working.fill(&values));
                drill.add_wrong(place, answer, tell);
            }
        }
        if drill.wrong.len() < MIN_WRONG {
            return Draft::NoSlips;
        }
        drill.question = self.question.fill(&values);
        drill.working = self.working.fill(&values);
        drill.decision = self.decides.as_ref().map(|decides| Decision {
            label: decides.label.clone(),
            options: decides.options.iter().map(|one| one.fill(&values)).collect(),
        });
        drill.values = values;
        Draft::Made(Box::new(drill))
    }

    /// An answer with its numbers worked out and the choice that goes with them.
    fn answer(&self, answers: &[Formula], choice: Option<&Text>, values: &Values) -> DrillAnswer {
        let numbers: Vec<f64> =
            answers.iter().map(|one| tidy(one.value(&values.numbers))).collect();
        let choice = choice.or(self.decides.as_ref().map(|decides| &decides.choice));
        let choice = choice.map(|choice| choice.fill(&values.with_answer(&numbers)));
        DrillAnswer { choice, numbers }
    }
}

impl Drill {
    /// Adds a wrong answer, unless it is one that is there already.
    fn add_wrong(
        &mut self,
        slip: usize,
        answer: DrillAnswer,
        tell: impl FnOnce() -> (String, String),
    ) {
        // A wrong answer within the rounding of the right one could not be told apart from it.
        let is_key = self.key.choice == answer.choice
            && self.key.is_near(&answer, if self.is_whole() { 1e-9 } else { 0.01 });
        // Two choices that read the same could not be told apart either.
        let words = self.words(&answer);
        let is_there = is_key
            || self.words(&self.key) == words
            || self.wrong.iter().any(|one| self.words(&one.answer) == words);
        if !is_there && answer.numbers.iter().all(|number| number.is_finite()) {
            let (model, working) = tell();
            self.wrong.push(Wrong { slip, answer, model, working });
        }
    }
}

/// Digits that only binary fractions bring are dropped: twelve are kept.
fn tidy(value: f64) -> f64 {
    if value.fract() == 0.0 || !value.is_finite() {
        return value;
    }
    format!("{value:.11e}").parse().unwrap_or(value)
}
