//! Situations of exam items: a world, the numbers that are drawn for it, and the options, of which
//! each is a change of that world.

use serde::{Deserialize, Serialize};

use super::{numbers::Numbers, world::Knob};
use crate::{
    diag::Layer,
    ids::TopicId,
    rng::Seed,
    sim::{
        PartSetup, Setup,
        kernel::{number::float, time::SimTime},
    },
};

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

/// What is said where the run of a plain situation would be.
pub const NOT_RUN: &str = "Not run: reasons and facts only";

impl Situation {
    /// Whether nothing runs: there are reasons and facts only.
    pub fn is_plain(&self) -> bool {
        self.setup.parts.is_empty()
    }

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::numbers::shown_number;

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
