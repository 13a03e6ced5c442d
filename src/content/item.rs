//! Exam items: a situation that runs, options that change it, and questions about them.
//!
//! A [`Situation`] holds a world and the options; each option is a change of that world. The
//! [`Item`]s of one situation are siblings: the same situation with another requirement or another
//! qualifier, so that another option is right. What is right is not said by the text alone: every
//! option is run (see [`trial`](super::trial)), and an item whose text and run disagree is a fault.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    fact::words,
    world::{Goal, Knob, WorldFile, refusal_words},
};
use crate::sim::kernel::number::float;
use crate::{
    diag::Layer,
    ids::{FactId, ItemId, TopicId},
    rng::Seed,
    sim::{
        PartSetup, Setup,
        kernel::{setting::SettingValue, time::SimTime},
    },
    text,
};

/// The numbers of a situation by name: drawn ones and those that follow from them.
pub type Numbers = BTreeMap<String, f64>;

/// A number that is drawn anew at each showing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Range {
    pub name: String,
    /// What it may be, in order.
    pub values: Vec<f64>,
    /// What it is in the stored item.
    pub start: f64,
    /// Settings of the world that it sets.
    pub paths: Vec<String>,
}

/// A number that follows from another: `of x times + plus`, rounded up to whole `step`s.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Derived {
    pub name: String,
    pub of: String,
    pub times: f64,
    pub plus: f64,
    pub step: f64,
}

/// What an option changes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Delta {
    /// Components that it adds or replaces.
    pub parts: Vec<(String, PartSetup)>,
    /// Settings as path and value; values may name numbers.
    pub set: Vec<(String, String)>,
    /// Components that it takes away.
    pub remove: Vec<String>,
    /// Parts of the program that have to be written anew.
    pub code: u32,
}

impl Delta {
    /// How much changes: settings, components and parts of the program (our choice of a measure of
    /// the effort).
    pub fn n_changes(&self) -> usize {
        self.parts.len() + self.set.len() + self.remove.len() + self.code as usize
    }
}

/// One quantity that would make a wrong option right when it is changed far enough.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sweep {
    pub path: String,
    pub title: String,
    pub low: f64,
    pub high: f64,
    pub step: f64,
}

impl Sweep {
    /// The values to try, from `low` up to `high`.
    pub fn values(&self) -> Vec<f64> {
        let mut values = Vec::new();
        let mut value = self.low;
        while value <= self.high + self.step * 1e-9 && values.len() < MAX_SWEEP {
            values.push(value);
            value = self.low + self.step * float(values.len() as u64);
        }
        values
    }
}

/// A sweep has no more points than this.
pub const MAX_SWEEP: usize = 40;

/// An option of all items of a situation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ItemOption {
    /// A name within the situation.
    pub id: String,
    pub text: String,
    pub delta: Delta,
    pub sweep: Option<Sweep>,
}

/// A situation with a world and options.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Situation {
    pub id: String,
    pub topic: TopicId,
    pub text: String,
    pub length: SimTime,
    pub setup: Setup,
    pub ranges: Vec<Range>,
    pub derived: Vec<Derived>,
    pub knobs: Vec<Knob>,
    pub options: Vec<ItemOption>,
    pub layer: Layer,
}

words! {
    /// What decides between options that all meet the requirements.
    Qualifier {
        Cost = "cost",
        Overhead = "overhead",
        Effort = "effort",
        Secure = "secure",
        /// Exactly one option meets the requirements.
        None = "none",
    }
}

impl Qualifier {
    /// The figures that it compares, the deciding one first.
    pub fn metrics(self) -> &'static [&'static str] {
        match self {
            Self::Cost => &["cost_usd"],
            Self::Overhead => &["components_operated"],
            Self::Effort => &[CHANGES],
            Self::Secure => &["public_hops", "allowed_actions"],
            Self::None => &[],
        }
    }
}

/// Stands for a requirement where an option cannot be set up at all.
pub const LIMIT: &str = "limit";

/// The figure of [`Delta::n_changes`].
pub const CHANGES: &str = "units_changed";

words! {
    /// Why a wrong option is wrong (exam blueprint, section 4).
    Class {
        Loses = "loses",
        Breaks = "breaks",
        Neighbour = "neighbour",
        Misconfigured = "misconfigured",
    }
}

impl Class {
    /// What screens call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Loses => "works, and loses",
            Self::Breaks => "breaks a requirement",
            Self::Neighbour => "the neighbour",
            Self::Misconfigured => "one setting is wrong",
        }
    }
}

/// A hard requirement on the run; the bound may name a number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Requirement {
    pub metric: String,
    pub is_at_most: bool,
    pub bound: String,
}

impl Requirement {
    /// With the numbers in their places; none when the bound is no number then.
    pub fn goal(&self, numbers: &Numbers) -> Option<Goal> {
        let SettingValue::Number(bound) = value_of(&self.bound, numbers) else { return None };
        let (at_most, at_least) =
            if self.is_at_most { (Some(bound), None) } else { (None, Some(bound)) };
        Some(Goal { metric: self.metric.clone(), at_least, at_most })
    }
}

/// What defeats a wrong option, in words and as a figure of the run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    pub class: Class,
    /// The requirement that it fails, `limit` when it cannot be set up at all; of no meaning for
    /// one that loses.
    pub by: Option<String>,
    pub why: String,
}

/// What an option comes to in an item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Role {
    Key { why: String },
    Wrong(Reason),
}

impl Role {
    pub fn is_key(&self) -> bool {
        matches!(self, Self::Key { .. })
    }

    pub fn why(&self) -> &str {
        match self {
            Self::Key { why } => why,
            Self::Wrong(reason) => &reason.why,
        }
    }
}

/// A question about a situation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    pub id: ItemId,
    pub situation: String,
    /// From 1 on.
    pub domain: u8,
    /// Such as `3.2`.
    pub task: String,
    /// The judged chance that a just-qualified candidate is right.
    pub rating: f64,
    /// The facts that decide.
    pub facts: Vec<FactId>,
    /// What this item wants beyond the situation.
    pub wants: String,
    /// The last sentence of the stem, as the track asks.
    pub question: String,
    /// Settings of the world that come with it.
    pub set: Vec<(String, String)>,
    pub qualifier: Qualifier,
    pub requirements: Vec<Requirement>,
    /// In the order of the situation's options.
    pub roles: Vec<Role>,
    pub verdict: String,
    pub flip: String,
}

impl Item {
    pub fn n_keys(&self) -> usize {
        self.roles.iter().filter(|role| role.is_key()).count()
    }

    /// Whether several options have to be marked.
    pub fn is_multiple(&self) -> bool {
        1 < self.n_keys()
    }

    /// The right options by place.
    pub fn key(&self) -> Vec<usize> {
        let places = self.roles.iter().enumerate().filter(|(_, role)| role.is_key());
        places.map(|(place, _)| place).collect()
    }

    /// All texts of the explanation, with the option that each is about.
    pub(super) fn explanations(&self) -> impl Iterator<Item = (Option<usize>, &str)> {
        let reasons = self.roles.iter().enumerate();
        reasons
            .map(|(place, role)| (Some(place), role.why()))
            .chain([(None, self.verdict.as_str()), (None, self.flip.as_str())])
    }

    /// Situation and wants without the question, with numbers in their places.
    pub fn story(&self, situation: &Situation, numbers: &Numbers) -> String {
        let both = format!("{} {}", situation.text, self.wants);
        fill(both.trim(), numbers)
    }

    /// The whole stem.
    pub fn stem(&self, situation: &Situation, numbers: &Numbers) -> String {
        format!("{} {}", self.story(situation, numbers), self.question)
    }

    /// The item as a world to play: what it wants are the goals.
    pub fn world(&self, situation: &Situation, numbers: &Numbers) -> WorldFile {
        WorldFile {
            id: self.id.to_string(),
            title: self.id.to_string(),
            caption: self.story(situation, numbers),
            length: situation.length,
            setup: situation.setup(self, numbers, &[]).unwrap_or_else(|_| situation.setup.clone()),
            knobs: situation.knobs.clone(),
            goals: self.goals(numbers),
            challenge: None,
            is_hidden: true,
        }
    }

    /// Requirements as goals on a run.
    pub fn goals(&self, numbers: &Numbers) -> Vec<Goal> {
        self.requirements.iter().filter_map(|one| one.goal(numbers)).collect()
    }
}

impl Situation {
    /// The numbers as the file has them.
    pub fn first_numbers(&self) -> Numbers {
        self.with_derived(self.ranges.iter().map(|one| (one.name.clone(), one.start)).collect())
    }

    /// Numbers drawn for a showing.
    pub fn drawn(&self, seed: Seed, showing: u64) -> Numbers {
        let draw = |range: &Range| {
            let name = format!("{}/{}", self.id, range.name);
            let last = range.values.len().saturating_sub(1) as u64;
            let place = seed.stream(&name, showing).between(0, last);
            let value = usize::try_from(place).ok().and_then(|place| range.values.get(place));
            (range.name.clone(), value.copied().unwrap_or(range.start))
        };
        self.with_derived(self.ranges.iter().map(draw).collect())
    }

    /// The stored numbers, each range at both ends with all others as stored, and all at both ends.
    pub fn corners(&self) -> Vec<Numbers> {
        let stored: Numbers = self.ranges.iter().map(|one| (one.name.clone(), one.start)).collect();
        let ends = |range: &Range| [range.values.first().copied(), range.values.last().copied()];
        let mut all = vec![stored.clone()];
        let (mut lowest, mut highest) = (stored.clone(), stored.clone());
        for range in &self.ranges {
            let [low, high] = ends(range).map(|end| end.unwrap_or(range.start));
            for end in [low, high] {
                let mut one = stored.clone();
                one.insert(range.name.clone(), end);
                all.push(one);
            }
            lowest.insert(range.name.clone(), low);
            highest.insert(range.name.clone(), high);
        }
        all.extend([lowest, highest]);
        let mut distinct: Vec<Numbers> = Vec::new();
        for numbers in all.into_iter().map(|one| self.with_derived(one)) {
            if !distinct.contains(&numbers) {
                distinct.push(numbers);
            }
        }
        distinct
    }

    /// Numbers with those that follow from them.
    #[must_use]
    pub fn with_derived(&self, mut numbers: Numbers) -> Numbers {
        for one in &self.derived {
            let from = numbers.get(&one.of).copied().unwrap_or(0.0);
            let exact = from * one.times + one.plus;
            // A product that is whole but for its last bits is not rounded up by them.
            let steps = libm::ceil(exact / one.step - 1e-9);
            numbers.insert(one.name.clone(), steps * one.step);
        }
        numbers
    }

    /// The world of an item with numbers in their places and the changes of some options made.
    ///
    /// # Errors
    /// When a change cannot be made; with the words of what is in its way.
    pub fn setup(
        &self,
        item: &Item,
        numbers: &Numbers,
        options: &[usize],
    ) -> Result<Setup, String> {
        let mut setup = self.setup.clone();
        let put = |setup: &mut Setup, path: &str, value: &SettingValue| {
            setup.set(path, value).map_err(|refusal| refusal_words(setup, path, &refusal).0)
        };
        for range in &self.ranges {
            let Some(value) = numbers.get(&range.name) else { continue };
            for path in &range.paths {
                put(&mut setup, path, &SettingValue::Number(*value))?;
            }
        }
        for (path, value) in &item.set {
            put(&mut setup, path, &value_of(value, numbers))?;
        }
        let chosen: Vec<&ItemOption> =
            options.iter().filter_map(|place| self.options.get(*place)).collect();
        for option in &chosen {
            for (name, part) in &option.delta.parts {
                setup.parts.insert(name.clone(), part.clone());
            }
        }
        for option in &chosen {
            for (path, value) in &option.delta.set {
                put(&mut setup, path, &value_of(value, numbers))?;
            }
        }
        for option in &chosen {
            for name in &option.delta.remove {
                setup.parts.remove(name);
            }
        }
        Ok(setup)
    }

    /// How much some options change together.
    pub fn n_changes(&self, options: &[usize]) -> usize {
        let chosen = options.iter().filter_map(|place| self.options.get(*place));
        chosen.map(|option| option.delta.n_changes()).sum()
    }

    /// The place of an option by its name.
    pub fn option(&self, id: &str) -> Option<usize> {
        self.options.iter().position(|option| option.id == id)
    }
}

/// A number as texts show it: `1,200`, `0.5`.
pub fn shown_number(value: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked before")]
    if value.fract() == 0.0 && (0.0..1e15).contains(&value) {
        return text::thousands(value as u64);
    }
    format!("{value}")
}

/// The names between braces in a text, with where they stand.
pub fn places(text: &str) -> Vec<(std::ops::Range<usize>, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(rest) = text.get(from..)
        && let Some(open) = rest.find('{')
        && let Some(length) = rest.get(open + 1..).and_then(|rest| rest.find('}'))
    {
        let start = from + open;
        let end = start + length + 2;
        found.push((start..end, text.get(start + 1..end - 1).unwrap_or_default()));
        from = end;
    }
    found
}

/// A text with the places that `value` knows filled; others stay as they are.
pub fn fill_with(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::new();
    let mut from = 0;
    for (span, name) in places(text) {
        filled.push_str(text.get(from..span.start).unwrap_or_default());
        match value(name) {
            Some(value) => filled.push_str(&value),
            None => filled.push_str(text.get(span.clone()).unwrap_or_default()),
        }
        from = span.end;
    }
    filled.push_str(text.get(from..).unwrap_or_default());
    filled
}

/// The value of a change, with numbers in their places.
pub fn value_of(template: &str, numbers: &Numbers) -> SettingValue {
    let plain = |name: &str| numbers.get(name).map(f64::to_string);
    SettingValue::of_text(&fill_with(template, plain))
}

/// A text with its numbers.
pub fn fill(text: &str, numbers: &Numbers) -> String {
    fill_with(text, |name| numbers.get(name).copied().map(shown_number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_and_others_stay() {
        let numbers = Numbers::from([("rate".to_owned(), 1_200.0), ("share".to_owned(), 0.5)]);
        assert_eq!(
            fill("{rate} a second, {share}; {this.p99_ms}", &numbers),
            "1,200 a second, 0.5; {this.p99_ms}"
        );
        assert_eq!(fill("no place, an open { brace", &numbers), "no place, an open { brace");
    }

    #[test]
    fn a_derived_number_is_rounded_up_to_its_step() {
        let derived =
            |times, plus, step| Derived { name: "n".into(), of: "rate".into(), times, plus, step };
        let situation = |derived| Situation {
            id: "s".into(),
            topic: TopicId("t".into()),
            text: String::new(),
            length: 1,
            setup: Setup::new(1),
            ranges: vec![Range {
                name: "rate".into(),
                values: vec![100.0, 150.0],
                start: 100.0,
                paths: Vec::new(),
            }],
            derived: vec![derived],
            knobs: Vec::new(),
            options: Vec::new(),
            layer: Layer::BuiltIn,
        };
        let n = |derived| shown_number(situation(derived).first_numbers()["n"]);
        assert_eq!(n(derived(0.2, 0.0, 1.0)), "20");
        assert_eq!(n(derived(0.21, 0.0, 10.0)), "30");
        assert_eq!(n(derived(1.0, 5.0, 50.0)), "150");
    }
}
