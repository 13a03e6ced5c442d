//! Drills that run: the world of a question with an answer in it, beside the right one.

use serde::{Deserialize, Serialize};

use super::{
    formula::Formula,
    wording::{Text, Values},
};
use crate::{
    sim::{
        PartSetup, Setup, World,
        kernel::{
            setting::SettingValue,
            time::{MAX_TIME, SECOND, SimTime, from_seconds, to_seconds},
        },
    },
    text::thousands,
};

/// How a template's world is made from a question and an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StagePlan {
    pub title: Text,
    /// What to look at.
    pub caption: Text,
    /// Which answers can be run; all where nothing is said.
    pub when: Option<Formula>,
    pub seconds: Formula,
    pub concurrency: Option<Formula>,
    pub parts: Vec<PartPlan>,
    pub goals: Vec<GoalPlan>,
}

/// A part of the world with its settings, those that shape others first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartPlan {
    pub name: String,
    pub kind: String,
    pub settings: Vec<(String, SettingPlan)>,
}

/// The value of a setting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum SettingPlan {
    /// As the file has it.
    Fixed(SettingValue),
    Number(Formula),
    Text(Text),
    Numbers(Vec<Formula>),
}

/// What a figure of the run comes to with the right answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GoalPlan {
    pub metric: String,
    pub at_least: Option<Formula>,
    pub at_most: Option<Formula>,
}

/// A world made from a question's numbers and an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    pub title: String,
    /// What to look at.
    pub says: String,
    pub setup: Setup,
    pub length: SimTime,
    pub goals: Vec<StageGoal>,
}

/// A goal with its bounds worked out.
#[derive(Debug, Clone, PartialEq)]
pub struct StageGoal {
    pub metric: String,
    pub at_least: Option<f64>,
    pub at_most: Option<f64>,
}

impl SettingPlan {
    fn given(&self, values: &Values) -> SettingValue {
        match self {
            Self::Fixed(given) => given.clone(),
            Self::Number(formula) => SettingValue::Number(formula.value(&values.numbers)),
            Self::Text(text) => SettingValue::Text(text.fill(values)),
            Self::Numbers(all) => {
                SettingValue::Numbers(all.iter().map(|one| one.value(&values.numbers)).collect())
            }
        }
    }
}

impl StagePlan {
    pub(super) fn stage(&self, values: &Values) -> Result<Stage, String> {
        let number = |formula: &Formula| formula.value(&values.numbers);
        let seconds = number(&self.seconds);
        let is_bounded = 0.0 < seconds && seconds <= to_seconds(MAX_TIME);
        if !is_bounded {
            let longest = thousands(MAX_TIME / SECOND);
            return Err(format!(
                "`seconds` is {seconds}; a world runs for {longest} simulated seconds (30 days) at most"
            ));
        }
        let mut setup = Setup::new(1);
        setup.length = from_seconds(seconds);
        if let Some(concurrency) = &self.concurrency {
            let given = SettingValue::Number(number(concurrency));
            setup.set("concurrency", &given).map_err(|_| "`concurrency` is none".to_owned())?;
        }
        for plan in &self.parts {
            let mut part = PartSetup::of_kind(&plan.kind).expect("the reader knows the kind");
            for (key, setting) in &plan.settings {
                let given = setting.given(values);
                part.set(key, &given)
                    .map_err(|_| format!("`{}.{key}` cannot be {given}", plan.name))?;
            }
            setup.parts.insert(plan.name.clone(), part);
        }
        World::new(&setup).map_err(|error| error.to_string())?;
        let goals = self.goals.iter().map(|goal| StageGoal {
            metric: goal.metric.clone(),
            at_least: goal.at_least.as_ref().map(number),
            at_most: goal.at_most.as_ref().map(number),
        });
        let length = setup.length;
        Ok(Stage {
            title: self.title.fill(values),
            says: self.caption.fill(values),
            setup,
            length,
            goals: goals.collect(),
        })
    }
}
