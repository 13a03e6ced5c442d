//! Exam items: questions about a situation that runs, and options that change it.
//!
//! The [`Item`]s of one situation are siblings: the same situation with another requirement or
//! another qualifier, so that another option is right. What is right is not said by the text alone:
//! every option is run (see [`trial`](super::trial)), and an item whose text and run disagree is a
//! fault.

use serde::{Deserialize, Serialize};

use super::{
    fact::words,
    numbers::{Numbers, fill, value_of},
    situation::{ItemOption, Situation},
    world::{Goal, WorldFile, refusal_words},
};
use crate::{
    ids::{FactId, ItemId},
    sim::{Setup, kernel::setting::SettingValue},
};

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

/// How much an option changes, as a figure.
pub const CHANGES: &str = "units_changed";

words! {
    /// Why a wrong option is wrong (exam blueprint, section 4).
    DistractorClass {
        Loses = "loses",
        Breaks = "breaks",
        Neighbor = "neighbor",
        Misconfigured = "misconfigured",
    }
}

impl DistractorClass {
    /// What screens call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Loses => "works, and loses",
            Self::Breaks => "breaks a requirement",
            Self::Neighbor => "the neighbor",
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
pub struct Defeat {
    pub class: DistractorClass,
    /// The requirement that it fails, `limit` when it cannot be set up at all; of no meaning for
    /// one that loses.
    pub by: Option<String>,
    pub why: String,
}

/// What an option comes to in an item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum OptionRole {
    Key {
        why: String,
    },
    Wrong(Defeat),
    /// A fact speaks against it: nothing runs.
    Refuted {
        fact: FactId,
        why: String,
    },
}

impl OptionRole {
    pub fn is_key(&self) -> bool {
        matches!(self, Self::Key { .. })
    }

    /// The fact that speaks against it.
    pub fn refuting(&self) -> Option<&FactId> {
        match self {
            Self::Refuted { fact, .. } => Some(fact),
            Self::Key { .. } | Self::Wrong(_) => None,
        }
    }

    pub fn why(&self) -> &str {
        match self {
            Self::Key { why } | Self::Refuted { why, .. } => why,
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
    pub roles: Vec<OptionRole>,
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
}
