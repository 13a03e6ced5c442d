//! What a drill asks for and how an answer to it is read: a decision among some words, numbers with
//! their units, or both.

use super::formula::Formula;
use crate::{
    number::{self, Bound},
    text, unit,
};

/// What a number of an answer counts or measures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AskUnit {
    /// A plain number, such as a moment in epoch seconds.
    Plain,
    /// A unit of measure, which has one form: `s`, `GB`, `USD`.
    Measure(String),
    /// Things, which have two forms.
    Things { one: String, many: String },
}

impl AskUnit {
    /// `1 invocation at once`, `35 %`, `204,800 KB`.
    pub fn words(&self, value: f64) -> String {
        let number = shown(value);
        match self {
            Self::Plain => number,
            Self::Measure(unit) => format!("{number} {unit}"),
            Self::Things { one, .. } if number == "1" => format!("{number} {one}"),
            Self::Things { many, .. } => format!("{number} {many}"),
        }
    }

    /// What is to be typed: `a number`, `a number, in USD`, `how many suffixes`.
    pub fn hint(&self) -> String {
        match self {
            Self::Plain => "a number".to_owned(),
            Self::Measure(unit) => format!("a number, in {unit}"),
            Self::Things { many, .. } => format!("how many {many}"),
        }
    }

    /// The name of the unit, empty for a plain number.
    pub fn name(&self) -> &str {
        match self {
            Self::Plain => "",
            Self::Measure(unit) => unit,
            Self::Things { many, .. } => many,
        }
    }

    /// Whether words beside a number say this unit, or nothing at all.
    fn is_said_by(&self, words: &str) -> bool {
        unit::is_said(words, unit::Unit::parse(self.name()), self.name())
    }
}

/// One number that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// What it is, `deciding number` or `reads`; empty where the question alone says it.
    pub label: String,
    pub unit: AskUnit,
}

/// The decision that is asked for: what it is about, and the words to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub label: String,
    pub options: Vec<String>,
}

/// An answer: what is chosen, if something is to be chosen, and numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct DrillAnswer {
    pub choice: Option<String>,
    pub numbers: Vec<f64>,
}

impl DrillAnswer {
    /// Whether two answers are the same; numbers to a billionth.
    pub fn is_same(&self, other: &Self) -> bool {
        self.choice == other.choice && self.is_near(other, 1e-9)
    }

    /// Whether all numbers are as near as a share of them.
    pub(super) fn is_near(&self, other: &Self, share: f64) -> bool {
        self.numbers.len() == other.numbers.len()
            && self.numbers.iter().zip(&other.numbers).all(|(own, its)| is_near(*own, *its, share))
    }

    /// The first number.
    pub fn number(&self) -> f64 {
        self.numbers.first().copied().unwrap_or(f64::NAN)
    }

    /// `provisioned, 35 %`; `150 RCU and 20 WCU`.
    pub fn words(&self, asks: &[Ask]) -> String {
        let numbers: Vec<String> =
            self.numbers.iter().zip(asks).map(|(number, ask)| ask.unit.words(*number)).collect();
        let numbers = numbers.join(" and ");
        match &self.choice {
            Some(choice) if numbers.is_empty() => choice.clone(),
            Some(choice) => format!("{choice}, {numbers}"),
            None => numbers,
        }
    }
}

pub(super) fn is_near(left: f64, right: f64, share: f64) -> bool {
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

/// The parts of an answer that are asked for, in their order.
#[derive(Debug, Clone, Copy)]
pub struct AnswerForm<'a> {
    pub decision: Option<&'a Decision>,
    pub asks: &'a [Ask],
}

/// One part of an answer, read.
#[derive(Debug, Clone, PartialEq)]
pub enum AnswerPart {
    Choice(String),
    Number(f64),
}

impl AnswerForm<'_> {
    /// How many parts are asked for.
    pub fn n_parts(self) -> usize {
        usize::from(self.decision.is_some()) + self.asks.len()
    }

    /// What the part at `place` is called, and what is to be typed there.
    pub fn hint(&self, place: usize) -> (&str, String) {
        match (self.decision, place) {
            (Some(decision), 0) => {
                let numbered = decision.options.iter().enumerate();
                let all: Vec<String> =
                    numbered.map(|(at, option)| format!("{} {option}", at + 1)).collect();
                (&decision.label, all.join("   "))
            }
            _ => self.ask(place).map_or(("", String::new()), |ask| (&ask.label, ask.unit.hint())),
        }
    }

    /// What is typed as the part at `place`; none when it cannot be read.
    pub fn read_part(self, place: usize, typed: &str) -> Option<AnswerPart> {
        match (self.decision, place) {
            (Some(decision), 0) => decision.read(typed).map(AnswerPart::Choice),
            _ => figure(typed, &self.ask(place)?.unit).map(AnswerPart::Number),
        }
    }

    /// The whole answer from its parts.
    pub fn whole(self, parts: Vec<AnswerPart>) -> Option<DrillAnswer> {
        let is_whole = parts.len() == self.n_parts();
        let mut answer = DrillAnswer { choice: None, numbers: Vec::new() };
        for part in parts {
            match part {
                AnswerPart::Choice(choice) => answer.choice = Some(choice),
                AnswerPart::Number(number) => answer.numbers.push(number),
            }
        }
        is_whole.then_some(answer)
    }

    /// A whole answer typed as one line: `provisioned 35 %`, `150 and 20`.
    pub fn read_line(self, typed: &str) -> Option<DrillAnswer> {
        let line = number::plain(typed);
        let words: Vec<&str> = line.split_whitespace().collect();
        self.read_words(&words, 0).and_then(|parts| self.whole(parts))
    }

    /// The parts from `place` on, in the longest pieces that can be read.
    fn read_words(self, words: &[&str], place: usize) -> Option<Vec<AnswerPart>> {
        if place == self.n_parts() {
            return words.is_empty().then(Vec::new);
        }
        let is_last = place + 1 == self.n_parts();
        let ends = if is_last { words.len()..=words.len() } else { 1..=words.len() };
        ends.rev().find_map(|end| {
            let piece = words.get(..end)?.join(" ");
            let piece = piece.trim_end_matches([',', ';', ':']).trim_end_matches(" and");
            let rest = words.get(end..)?;
            let joint = rest.first().is_some_and(|word| [",", ";", "and"].contains(word));
            let rest = rest.get(usize::from(joint)..)?;
            let part = self.read_part(place, piece)?;
            let mut parts = self.read_words(rest, place + 1)?;
            parts.insert(0, part);
            Some(parts)
        })
    }

    fn ask(&self, place: usize) -> Option<&Ask> {
        let before = usize::from(self.decision.is_some());
        self.asks.get(place.checked_sub(before)?)
    }
}

impl Decision {
    /// The option that is typed: its number, its words without commas and blanks, or their
    /// beginning where only one begins so.
    fn read(&self, typed: &str) -> Option<String> {
        let plain = |text: &str| -> String {
            let folded = number::plain(text);
            folded.chars().filter(|symbol| symbol.is_alphanumeric()).collect()
        };
        let wanted = plain(typed);
        if wanted.is_empty() {
            return None;
        }
        if let Some(option) = self.options.iter().find(|option| plain(option) == wanted) {
            return Some(option.clone());
        }
        let by_number = wanted.parse::<usize>().ok().and_then(|place| place.checked_sub(1));
        if let Some(option) = by_number.and_then(|place| self.options.get(place)) {
            return Some(option.clone());
        }
        let mut begun = self.options.iter().filter(|option| plain(option).starts_with(&wanted));
        match (begun.next(), begun.next()) {
            (Some(only), None) => Some(only.clone()),
            _ => None,
        }
    }
}

/// A number as it is typed, or a sum; none where it cannot be read or is counted in something else.
fn figure(typed: &str, unit: &AskUnit) -> Option<f64> {
    let is_sum = typed.trim_start().chars().skip(1).any(|symbol| "+*/()x^-".contains(symbol));
    if !is_sum {
        let mut all = number::readings(typed);
        all.retain(|one| one.bound != Bound::Beyond && unit.is_said_by(&one.words()));
        let own = all.iter().find(|one| !one.words().is_empty());
        return own.or(all.first()).map(|one| one.value);
    }
    calculate(typed)
}

/// A number or a sum, such as `1,200` or `ceil(5/4) x 80`; a unit behind it says nothing.
pub fn calculate(typed: &str) -> Option<f64> {
    let folded = number::plain(typed);
    let symbols: Vec<char> = folded.trim().trim_start_matches([':', '=']).trim().chars().collect();
    let mut plain = String::new();
    for (at, symbol) in symbols.iter().enumerate() {
        let digits_after =
            symbols.iter().skip(at + 1).take_while(|one| one.is_ascii_digit()).count();
        match symbol {
            // `1,200` is a number; within a sum `0,5` might be two, so it is asked for anew.
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
    let worked_out = || Formula::parse(sum, &|_| None).ok().map(|formula| formula.value(&[]));
    let value = sum.parse::<f64>().ok().or_else(worked_out);
    value.filter(|value| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(label: &str, unit: &str) -> Ask {
        Ask { label: label.into(), unit: AskUnit::Measure(unit.into()) }
    }

    fn events() -> AskUnit {
        AskUnit::Things { one: "event".into(), many: "events".into() }
    }

    fn decision(options: &[&str]) -> Decision {
        let options = options.iter().map(|one| (*one).to_owned()).collect();
        Decision { label: "class".into(), options }
    }

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
            (shown("0,5+1"), shown("1:30"), shown("none"), shown("1/0")),
            (None, None, None, None)
        );
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        let read = |typed| figure(typed, &events());
        assert_eq!(read("1,200"), Some(1_200.0));
        assert_eq!(read("0,5"), Some(0.5));
        assert_eq!(read("1k events"), Some(1_000.0));
        assert_eq!(read("about 40"), Some(40.0));
        assert_eq!(read("ten"), Some(10.0));
        assert_eq!(read("3*(2+5)"), Some(21.0));
        assert_eq!(read("10 KB"), None);
        assert_eq!(read("soon"), None);
        assert_eq!(figure("29 s", &AskUnit::Measure("s".into())), Some(29.0));
        assert_eq!(figure("29 seconds", &AskUnit::Measure("s".into())), Some(29.0));
        assert_eq!(figure("250 RCU per second", &AskUnit::Measure("RCU".into())), Some(250.0));
        assert_eq!(figure("$1.25 a month", &AskUnit::Measure("USD".into())), Some(1.25));
        assert_eq!(figure("1.25 USD a month", &AskUnit::Measure("USD".into())), Some(1.25));
    }

    #[test]
    fn units_have_two_forms() {
        assert_eq!(events().words(1.0), "1 event");
        assert_eq!(events().words(2.0), "2 events");
        assert_eq!(events().hint(), "how many events");
        assert_eq!(AskUnit::Plain.words(1_700_000_000.0), "1,700,000,000");
    }

    #[test]
    fn choices_are_read_by_number_by_beginning_and_without_commas_and_blanks() {
        let sizes = decision(&["1,024 MB", "10,240 MB"]);
        for typed in ["1,024 MB", "1024 MB", "1024mb", "1", "102"] {
            let read = sizes.read(typed);
            assert_eq!(read.as_deref(), (typed != "102").then_some("1,024 MB"), "{typed}");
        }
        let classes = decision(&["Standard", "Standard-IA"]);
        assert_eq!(classes.read("standard ia").as_deref(), Some("Standard-IA"));
        assert_eq!(classes.read("standard").as_deref(), Some("Standard"));
        assert_eq!(classes.read("stand"), None);
        assert_eq!(classes.read("perhaps"), None);
    }

    #[test]
    fn a_whole_answer_may_be_one_line() {
        let classes = decision(&["Standard", "Standard-IA"]);
        let one = [asks("reads", "RCU")];
        let form = AnswerForm { decision: Some(&classes), asks: &one };
        let is = |choice: &str| {
            Some(DrillAnswer { choice: Some(choice.to_owned()), numbers: vec![300.0] })
        };
        for typed in ["Standard 300", "standard: 300 RCU", "1, 300", "Standard, 3*100"] {
            assert_eq!(form.read_line(typed), is("Standard"), "{typed}");
        }
        assert_eq!(form.read_line("Standard-IA 300"), is("Standard-IA"));
        assert_eq!(form.read_line("Standard"), None);
        assert_eq!(form.read_line("300"), None);
        let both = [asks("reads", "RCU"), asks("writes", "WCU")];
        let two = AnswerForm { decision: None, asks: &both };
        for typed in
            ["150 20", "150 RCU and 20 WCU", "150, 20", "150 RCU, 20 WCU", "ceil(7/4)*75 20"]
        {
            let numbers = vec![150.0, 20.0];
            assert_eq!(
                two.read_line(typed),
                Some(DrillAnswer { choice: None, numbers }),
                "{typed}"
            );
        }
        assert_eq!(two.read_line("150"), None);
        assert_eq!(two.hint(1), ("writes", "a number, in WCU".to_owned()));
        assert_eq!(form.hint(0), ("class", "1 Standard   2 Standard-IA".to_owned()));
    }
}
