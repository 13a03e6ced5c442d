//! What runs beside a card: a world with the answer in it, or the walk of one request.
//!
//! A binding belongs to facts, and so to the cards that mainly teach them. What has a run-time
//! behaviour runs: once as it is, and once as a wrong answer would have it. What is a matter of
//! structure is walked: one request passes component by component, and the step that decides is
//! marked.

use serde::{Deserialize, Serialize};

use super::Card;
use crate::{
    ids::{CardId, FactId},
    sim::{
        Setup, World,
        kernel::{bill::Prices, meter::Count, number::float, seen::Gauge, setting::SettingValue},
        watch::figures,
    },
    unit::Unit,
};

/// Settings as path and value.
pub type Changes = Vec<(String, SettingValue)>;

/// Which setting takes the learner's figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnswerPath {
    pub path: String,
    /// The unit that the setting counts in.
    pub unit: Unit,
}

/// What is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Shown {
    Run {
        world: String,
        /// Made in both lanes.
        set: Changes,
        /// As it is; beside a figure of the fact where `answer` takes one.
        right: Changes,
        /// As a wrong answer would have it.
        wrong: Changes,
        answer: Option<AnswerPath>,
        /// The figure to look at: a metric, or a counter or a state of one component.
        watch: String,
    },
    Walk {
        steps: Vec<String>,
        /// The step that decides, from 0.
        decides: usize,
    },
}

/// What runs beside the cards of some facts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Binding {
    pub facts: Vec<FactId>,
    /// Cards that it belongs to besides.
    pub cards: Vec<CardId>,
    pub shown: Shown,
    /// What to see in it, a sentence.
    pub says: String,
}

/// What the world of a card's binding has when one option is got wrong: a wrong one picked, or a
/// right one left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pick {
    pub card: CardId,
    /// The text of the option.
    pub option: String,
    pub set: Changes,
}

impl Pick {
    /// The answer that gets this option wrong and no other: it alone of the wrong ones, or all
    /// right ones but it.
    pub fn answer(&self, card: &Card) -> CardReply {
        let options = card.options().iter().enumerate();
        let picked = options.filter(|(_, one)| (one.text == self.option) != one.is_right);
        CardReply::Picked(picked.map(|(place, _)| place).collect())
    }
}

/// What was answered to a card, as what runs beside it takes it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum CardReply {
    /// Nothing, or nothing that a world can take.
    #[default]
    Nothing,
    /// A figure or a word.
    Typed(String),
    /// Options by their place in the card.
    Picked(Vec<usize>),
}

/// A figure of a world: a metric, or a counter or a state of one component.
pub fn watched(world: &World, prices: &Prices, name: &str) -> Option<f64> {
    if let Some((part, word)) = name.split_once('.') {
        let gauges = world.component(part)?.gauges(&world.core);
        if let Some((_, value)) = gauges.iter().find(|(gauge, _)| gauge.word() == word) {
            return Some(float(*value));
        }
    }
    let metrics = figures::metrics(world, prices);
    figures::figure(&metrics, world, name)
}

/// Whether runs of a setup have a figure of this name.
pub fn is_watchable(setup: &Setup, name: &str) -> bool {
    let is_gauge = name.split_once('.').is_some_and(|(part, word)| {
        setup.parts.contains_key(part) && Gauge::ALL.iter().any(|gauge| gauge.word() == word)
    });
    is_gauge || figures::is_figure(setup, name)
}

/// All figures that a setup has, for suggestions.
pub(super) fn watchable(setup: &Setup) -> Vec<String> {
    let of_part = |name: &String| {
        let counts = Count::ALL.iter().map(|what| what.word());
        let gauges = Gauge::ALL.iter().map(|gauge| gauge.word());
        counts.chain(gauges).map(|word| format!("{name}.{word}")).collect::<Vec<String>>()
    };
    let own = figures::NAMES.iter().map(|name| (*name).to_owned());
    own.chain(setup.parts.keys().flat_map(of_part)).collect()
}
