//! Drills: a question with numbers drawn anew, its answer by a closed formula, and the answers that
//! the usual wrong models give, each with the arithmetic behind it.
//!
//! The forty templates, their formulas and their wrong models are those of section 6 of the exam
//! blueprint. Prices and free tiers come from the price list; 1 KB is 1,024 B, a month 730 h.

use super::{functions, services, tables};
use crate::{
    rng::{Seed, Stream},
    sim::calc::Prices,
    text,
};

/// An answer: a number or, in a decision, what to choose together with the number that decides.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub choice: Option<String>,
    pub number: f64,
}

impl Answer {
    /// Whether two answers are the same; numbers to a billionth.
    pub fn is_same(&self, other: &Self) -> bool {
        self.choice == other.choice && is_near(self.number, other.number, 1e-9)
    }

    /// `provisioned, 35 %`.
    pub fn words(&self, unit: &str) -> String {
        let number = shown(self.number);
        let number = match unit {
            "" => number,
            "USD" => format!("{number} USD"),
            unit => format!("{number} {unit}"),
        };
        match &self.choice {
            Some(choice) => format!("{choice}: {number}"),
            None => number,
        }
    }
}

fn is_near(left: f64, right: f64, share: f64) -> bool {
    (left - right).abs() <= share * left.abs().max(right.abs())
}

/// A number for people: whole ones with commas, others with the digits that count.
pub fn shown(number: f64) -> String {
    let digits = match number.abs() {
        n if n.fract() == 0.0 && n < 1e15 => 0,
        n if 100.0 <= n => 1,
        n if 1.0 <= n => 2,
        _ => 4,
    };
    let plain = format!("{number:.digits$}");
    let (whole, rest) = plain.split_once('.').unwrap_or((&plain, ""));
    let rest = rest.trim_end_matches('0');
    let grouped = whole.parse::<u64>().map_or_else(|_| whole.to_owned(), text::thousands);
    if rest.is_empty() { grouped } else { format!("{grouped}.{rest}") }
}

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
    /// What the number counts; empty for a plain number.
    pub unit: &'static str,
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
    pub(super) fn new(question: String, unit: &'static str, key: Answer) -> Self {
        Self {
            template: 0,
            level: 0,
            question,
            unit,
            key,
            working: String::new(),
            wrong: Vec::new(),
            given: Vec::new(),
        }
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
            && is_near(self.key.number, answer.number, if self.is_whole() { 1e-9 } else { 0.01 });
        let is_there = is_key || self.wrong.iter().any(|one| one.answer.is_same(&answer));
        if !is_there && answer.number.is_finite() && self.wrong.len() < 3 {
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
        self.key.number.fract() == 0.0
    }

    /// Whether a number is the key's. Whole keys have to be met; others within half a percent,
    /// since digits on paper end somewhere.
    pub fn is_right(&self, answer: &Answer) -> bool {
        let share = if self.is_whole() { 1e-9 } else { 0.005 };
        self.key.choice == answer.choice && is_near(self.key.number, answer.number, share)
    }

    /// The wrong model that leads to an answer.
    pub fn model_of(&self, answer: &Answer) -> Option<&Wrong> {
        let is_near_it = |wrong: &&Wrong| {
            wrong.answer.choice == answer.choice
                && is_near(wrong.answer.number, answer.number, 0.005)
        };
        let off = |wrong: &Wrong| (wrong.answer.number - answer.number).abs();
        self.wrong.iter().filter(is_near_it).min_by(|a, b| off(a).total_cmp(&off(b)))
    }

    /// The choices of a decision: the key's, those of wrong models, and what stands against them,
    /// so that the list gives nothing away.
    pub fn decisions(&self) -> Vec<String> {
        let all = std::iter::once(&self.key).chain(self.wrong.iter().map(|wrong| &wrong.answer));
        let mut found: Vec<String> = all.filter_map(|answer| answer.choice.clone()).collect();
        for pair in OPPOSITES {
            if pair.iter().any(|one| found.iter().any(|choice| choice == one)) {
                found.extend(pair.iter().map(|one| (*one).to_owned()));
            }
        }
        found.sort();
        found.dedup();
        found
    }

    /// Reads what was typed: a number, in a decision after the choice.
    pub fn read(&self, typed: &str) -> Option<Answer> {
        let folded = text::fold(typed.trim());
        if self.key.choice.is_none() {
            return Some(Answer { choice: None, number: calculate(&folded)? });
        }
        // `1024 MB` is `1,024 MB`: commas and blanks of a choice need not be typed.
        let plain = |text: &str| text::fold(text).replace([',', ' '], "");
        let rest_after = |choice: &String| {
            let wanted = plain(choice);
            let ends = folded.char_indices().map(|(at, symbol)| at + symbol.len_utf8());
            let end =
                ends.into_iter().find(|end| folded.get(..*end).map(plain) == Some(wanted.clone()));
            end.and_then(|end| folded.get(end..)).map(str::to_owned)
        };
        let all = self.decisions();
        let found = all.iter().filter_map(|choice| Some((choice, rest_after(choice)?)));
        let (choice, rest) = found.max_by_key(|(choice, _)| choice.len())?;
        Some(Answer { choice: Some(choice.clone()), number: calculate(&rest)? })
    }
}

/// Choices that stand against each other.
const OPPOSITES: &[&[&str]] = &[
    &["on-demand", "provisioned"],
    &["Standard", "Standard-IA"],
    &["yes", "no"],
    &["yes, into a new table", "yes, in place", "no"],
    &["safe", "too many"],
    &["fits", "too large"],
    &["deploys", "refused"],
    &["client", "API", "function"],
    &["HTTP API", "REST API"],
    &["CloudFront Function", "Lambda@Edge"],
    &["Standard", "Express"],
];

/// A number or a sum, such as `1,200` or `ceil(5/4) x 80`; a unit behind it says nothing.
pub fn calculate(typed: &str) -> Option<f64> {
    let folded = text::fold(typed);
    let symbols: Vec<char> = folded.trim().trim_start_matches([':', '=']).trim().chars().collect();
    let mut plain = String::new();
    for (at, symbol) in symbols.iter().enumerate() {
        let digits_after =
            symbols.iter().skip(at + 1).take_while(|one| one.is_ascii_digit()).count();
        match symbol {
            // `1,200` is a number; `0,5` and `1:30` might be two, so they are asked for anew.
            ',' if digits_after == 3 => {}
            ',' | ':' if 0 < digits_after => return None,
            ',' | '_' => {}
            'x' if 0 < at && 0 < digits_after => plain.push('*'),
            'x' if symbols.get(at + 1) == Some(&' ') && 0 < at => plain.push('*'),
            symbol => plain.push(*symbol),
        }
    }
    let plain = plain.trim().trim_start_matches("usd").to_owned();
    let is_unit = |symbol: char| symbol.is_alphabetic() || ['%', '$', ' '].contains(&symbol);
    // `reads/s` and the like.
    let plain = plain.trim().trim_end_matches("/s").trim_end_matches("/h");
    let sum = plain.trim_end_matches(is_unit).trim_start_matches(['$', ' ']);
    if sum.is_empty() {
        return None;
    }
    let value = sum.parse::<f64>().ok().or_else(|| exmex::eval_str::<f64>(sum).ok());
    value.filter(|value| value.is_finite())
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
            !drill.wrong.is_empty() && drill.key.number.is_finite() && 0.0 <= drill.key.number
        };
        (0..TRIES)
            .map(make)
            .find(is_good)
            .expect("a test draws every template on every level many times")
    }
}

/// A plain number.
pub(super) fn number(value: f64) -> Answer {
    Answer { choice: None, number: tidy(value) }
}

/// A decision with the number that decides.
pub(super) fn decision(choice: &str, value: f64) -> Answer {
    Answer { choice: Some(choice.to_owned()), number: tidy(value) }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_worked_out_and_doubtful_figures_are_asked_for_anew() {
        let shown = |typed| calculate(typed).map(shown);
        let is = |value: &str| Some(value.to_owned());
        assert_eq!(shown("1,200 RCU"), is("1,200"));
        assert_eq!(shown("ceil(7/4)*20/2"), is("20"));
        assert_eq!(shown("4x80"), is("320"));
        assert_eq!(shown("2 x 80"), is("160"));
        assert_eq!(shown("$12.50"), is("12.5"));
        assert_eq!(shown("usd 5"), is("5"));
        assert_eq!(shown("250 reads/s"), is("250"));
        assert_eq!(
            (shown("0,5"), shown("1:30"), shown("none"), shown("1/0")),
            (None, None, None, None)
        );
    }

    #[test]
    fn choices_are_read_without_their_commas_and_blanks() {
        let answer = |choice: &str| decision(choice, 300.0);
        let drill = Drill::new("?".into(), "ms", answer("1,024 MB")).wrong(
            answer("10,240 MB"),
            "x",
            String::new(),
        );
        for typed in ["1,024 MB 300", "1024 MB: 300 ms", "1024mb 300"] {
            assert_eq!(drill.read(typed), Some(answer("1,024 MB")), "{typed}");
        }
        let drill = Drill::new("?".into(), "", answer("Standard"));
        assert_eq!(drill.decisions(), ["Express", "Standard", "Standard-IA"]);
        assert_eq!(drill.read("standard-ia 300"), Some(answer("Standard-IA")));
        assert_eq!(drill.read("perhaps 300"), None);
    }
}
