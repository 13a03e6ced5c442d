//! Templates of drills: what a file says of a kind of question, and how questions are drawn.
//!
//! A template knows its numbers by place: the level, figures of the library, drawn numbers, worked
//! out numbers, and last the numbers of an answer that is looked at.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    answer::{Answer, Ask, Decision, Unit},
    drill::{Drill, Wrong},
    formula::Formula,
    stage::StagePlan,
    wording::{Text, Values},
};
use crate::{
    ids::{FactId, TopicId},
    rng::{Seed, Stream},
};

/// The levels of difficulty: easy by head, mixed, odd.
pub const LEVELS: [u8; 3] = [1, 2, 3];

/// A draw that makes no question is drawn again, this often at most.
pub(crate) const TRIES: u64 = 1_000;
/// Choices have no more wrong answers.
const MAX_WRONG: usize = 3;
/// A question with fewer wrong answers is not asked.
const MIN_WRONG: usize = 2;
/// With this seed every template has been tried on every level when it was read.
const TRIED: Seed = Seed(1);

/// A kind of question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Template {
    /// Its place among all of them, from 1 on.
    pub number: usize,
    pub id: String,
    pub title: String,
    pub topic: TopicId,
    /// The facts that it trains, the main one first.
    pub facts: Vec<FactId>,
    /// Whether it needs a price: then it asks what something costs.
    pub is_bill: bool,
    /// Figures of the library, in the order in which the template names them.
    pub figures: Vec<f64>,
    /// Their names: of a price, of a limit, or `fact/value`.
    pub figure_ids: Vec<String>,
    /// At least one for each level; the first one of a level is asked.
    pub versions: Vec<Version>,
}

/// How a template asks on some levels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Version {
    pub levels: Vec<u8>,
    pub draws: Vec<Draw>,
    /// The names of all numbers, in their order.
    pub names: Vec<String>,
    /// What is worked out from what was drawn.
    pub lets: Vec<Formula>,
    pub words: Vec<Text>,
    /// Draws in which any of these does not hold are passed over.
    pub keep: Vec<Formula>,
    pub question: Text,
    pub decides: Option<Decides>,
    pub asks: Vec<AskPlan>,
    pub answers: Vec<Formula>,
    pub working: Text,
    pub slips: Vec<Slip>,
    pub stage: Option<StagePlan>,
}

/// A number that is asked for: what it is called, and the forms of its unit. A plain number has
/// none, a measure one, and things have two.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AskPlan {
    pub label: String,
    pub unit: Vec<Text>,
}

impl AskPlan {
    fn ask(&self, values: &Values) -> Ask {
        let unit = match self.unit.as_slice() {
            [] => Unit::Plain,
            [unit] => Unit::Measure(unit.fill(values)),
            [one, many, ..] => Unit::Things { one: one.fill(values), many: many.fill(values) },
        };
        Ask { label: self.label.clone(), unit }
    }
}

/// A decision: its options, and which of them an answer with such numbers comes to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decides {
    pub label: String,
    pub options: Vec<Text>,
    pub choice: Text,
}

/// A wrong way to think, and what it leads to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Slip {
    pub when: Option<Formula>,
    /// `you did not round up per item`.
    pub says: Text,
    /// The numbers of it; those of the key where there are none.
    pub answers: Vec<Formula>,
    /// Where the slip is in the decision itself.
    pub choice: Option<Text>,
    pub working: Text,
}

/// Numbers and texts that are drawn together, on each of the three levels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draw {
    pub by_level: [Source; 3],
}

/// Where a draw comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Source {
    /// It is worked out, not drawn.
    Fixed(Formula),
    /// A number of steps from `low`, up to `high`.
    Range { low: Formula, high: Formula, step: Formula },
    /// One of some rows; of those only for which the formula holds.
    Rows { rows: Vec<Vec<Cell>>, filter: Option<Formula> },
}

/// One value of a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Cell {
    Number(Formula),
    Text(Text),
}

impl Source {
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

/// What an attempt to draw a question came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Attempt {
    Made(Box<Drill>),
    /// By a condition of the template.
    PassedOver,
    /// An answer that is no amount, with the numbers behind it.
    NoAmount(f64, Values),
    /// Fewer than two slips can be told apart from the answer and from each other.
    NoSlips,
}

impl Template {
    /// Whether it names a figure of the library.
    pub fn needs(&self, figure: &str) -> bool {
        self.figure_ids.iter().any(|one| one == figure)
    }

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
    pub(crate) fn try_out(self: &Arc<Self>) -> Result<(), (u8, Attempt)> {
        for level in LEVELS {
            let mut last = Attempt::PassedOver;
            for at in 0..TRIES {
                let attempt = self.attempt(level, TRIED, 0, at);
                if attempt != Attempt::PassedOver {
                    last = attempt;
                }
                if matches!(last, Attempt::Made(_)) {
                    break;
                }
            }
            if !matches!(last, Attempt::Made(_)) {
                return Err((level, last));
            }
        }
        Ok(())
    }

    fn found(self: &Arc<Self>, level: u8, seed: Seed, index: u64) -> Option<Drill> {
        (0..TRIES).find_map(|at| match self.attempt(level, seed, index, at) {
            Attempt::Made(drill) => Some(*drill),
            Attempt::PassedOver | Attempt::NoAmount(..) | Attempt::NoSlips => None,
        })
    }

    /// One attempt at a question.
    pub(crate) fn attempt(self: &Arc<Self>, level: u8, seed: Seed, index: u64, at: u64) -> Attempt {
        let Some(version) = self.versions.iter().find(|one| one.levels.contains(&level)) else {
            return Attempt::PassedOver;
        };
        let name = format!("drill/{}/{level}", self.id);
        let mut stream = seed.stream(&name, index.wrapping_mul(TRIES).wrapping_add(at));
        let mut values = Values { numbers: vec![f64::from(level)], texts: Vec::new() };
        values.numbers.extend(&self.figures);
        for draw in &version.draws {
            let [easy, mixed, odd] = &draw.by_level;
            let source = match level {
                1 => easy,
                2 => mixed,
                _ => odd,
            };
            if source.take(&mut stream, &mut values).is_none() {
                return Attempt::PassedOver;
            }
        }
        for formula in &version.lets {
            values.numbers.push(formula.value(&values.numbers));
        }
        if !version.keep.iter().all(|one| one.holds(&values.numbers)) {
            return Attempt::PassedOver;
        }
        for text in &version.words {
            values.texts.push(text.fill(&values));
        }
        version.make(self, level, values)
    }
}

impl Version {
    fn make(&self, template: &Arc<Template>, level: u8, values: Values) -> Attempt {
        let key = self.answer(&self.answers, None, &values);
        let is_amount = |number: &&f64| number.is_finite() && 0.0 <= **number;
        if let Some(number) = key.numbers.iter().find(|number| !is_amount(number)) {
            return Attempt::NoAmount(*number, values);
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
            return Attempt::NoSlips;
        }
        drill.question = self.question.fill(&values);
        drill.working = self.working.fill(&values);
        drill.decision = self.decides.as_ref().map(|decides| Decision {
            label: decides.label.clone(),
            options: decides.options.iter().map(|one| one.fill(&values)).collect(),
        });
        drill.values = values;
        Attempt::Made(Box::new(drill))
    }

    /// An answer with its numbers worked out and the choice that goes with them.
    fn answer(&self, answers: &[Formula], choice: Option<&Text>, values: &Values) -> Answer {
        let numbers: Vec<f64> =
            answers.iter().map(|one| tidy(one.value(&values.numbers))).collect();
        let choice = choice.or(self.decides.as_ref().map(|decides| &decides.choice));
        let choice = choice.map(|choice| choice.fill(&with_answer(values, &numbers)));
        Answer { choice, numbers }
    }
}

/// The values of a question with the numbers of an answer behind them.
pub(super) fn with_answer(values: &Values, numbers: &[f64]) -> Values {
    let mut all = values.clone();
    all.numbers.extend(numbers);
    all
}

impl Drill {
    /// Adds a wrong answer, unless it is one that is there already.
    fn add_wrong(&mut self, slip: usize, answer: Answer, tell: impl FnOnce() -> (String, String)) {
        // A wrong answer within the rounding of the right one could not be told apart from it.
        let is_key = self.key.choice == answer.choice
            && self.key.is_near(&answer, if self.is_whole() { 1e-9 } else { 0.01 });
        let is_there = is_key || self.wrong.iter().any(|one| one.answer.is_same(&answer));
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
