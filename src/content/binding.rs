//! What runs beside a card: a world with the answer in it, or the walk of one request.
//!
//! A binding belongs to facts, and so to the cards that mainly teach them. What has a run-time
//! behaviour runs: once as it is, and once as a wrong answer would have it. What is a matter of
//! structure is walked: one request passes component by component, and the step that decides is
//! marked.

use serde::{Deserialize, Serialize};

use super::{
    Card, Library, Quantity,
    card::Body,
    world::{WorldFile, refusal_words},
};
use crate::sim::kernel::number::{float, shown_figure};
use crate::{
    ids::{CardId, FactId},
    sim::{
        Setup, World,
        budget::Budget,
        kernel::{bill::Prices, meter::Count, seen::Gauge, setting::SettingValue},
        watch::figures,
    },
    unit::{self, Unit},
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
    pub fn answer(&self, card: &Card) -> Reply {
        let options = card.options().iter().enumerate();
        let picked = options.filter(|(_, one)| (one.text == self.option) != one.is_right);
        Reply::Picked(picked.map(|(place, _)| place).collect())
    }
}

/// What was answered to a card, as what runs beside it takes it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Reply {
    /// Nothing, or nothing that a world can take.
    #[default]
    Nothing,
    /// A figure or a word.
    Typed(String),
    /// Options by their place in the card.
    Picked(Vec<usize>),
}

/// One lane of a binding: what it is called, and the world or what is in its way.
#[derive(Debug, Clone, PartialEq)]
pub struct LaneSetup {
    pub name: String,
    /// The figure that stands in the setting of the answer, in its unit.
    pub amount: Option<f64>,
    pub setup: Result<Setup, String>,
}

/// The name of a lane with the options that were got wrong, and what stands in its world.
fn picked(library: &Library, card: &Card, marked: &[usize]) -> Option<(String, Changes)> {
    let slips: Vec<&Pick> = card
        .options()
        .iter()
        .enumerate()
        .filter(|(place, option)| marked.contains(place) != option.is_right)
        .filter_map(|(_, option)| library.pick_of(&card.id, &option.text))
        .collect();
    let first = slips.first()?;
    let is_left_out = card.options().iter().any(|one| one.is_right && one.text == first.option);
    let verb = if is_left_out { "without" } else { "you" };
    let name = format!("{verb}: {}", first.option);
    Some((name, slips.into_iter().flat_map(|pick| pick.set.clone()).collect()))
}

/// The figure of a fact that a card asks for, or its first one.
fn figure_of(library: &Library, card: &Card) -> Option<Quantity> {
    match &card.body {
        Body::Numeric { value } => Some(value.quantity.clone()),
        Body::Cloze { .. }
        | Body::Choice { .. }
        | Body::Multiple { .. }
        | Body::Match { .. }
        | Body::Order { .. }
        | Body::Which { .. } => {
            let fact = library.fact(card.main_fact())?;
            fact.values.first().map(|value| value.quantity.clone())
        }
    }
}

fn with(mut setup: Setup, changes: &[(String, SettingValue)]) -> Result<Setup, String> {
    for (path, value) in changes {
        setup.set(path, value).map_err(|refusal| refusal_words(&setup, path, &refusal).0)?;
    }
    World::new(&setup).map_err(|error| error.to_string())?;
    Ok(setup)
}

impl Binding {
    /// The two lanes of a run: as it is, and as the answer would have it. `given` is what was
    /// answered; without a figure or an option in it the wrong lane is what the binding's author
    /// foresaw.
    pub fn lanes(
        &self,
        library: &Library,
        card: &Card,
        given: &Reply,
        is_right: bool,
    ) -> Option<(WorldFile, [LaneSetup; 2])> {
        let Shown::Run { world, set, right, wrong, answer, .. } = &self.shown else { return None };
        let file = library.world(world)?.clone();
        let figure = figure_of(library, card);
        let with_all = |changes: &[(String, SettingValue)]| {
            with(file.setup.clone(), &[set.as_slice(), changes].concat())
        };
        let of_figure = |amount: f64, path: &AnswerPath| {
            vec![(path.path.clone(), SettingValue::Number(amount))]
        };
        // As it is: with the fact's own figure, where the answer is one.
        let (name, amount, as_it_is) = match (answer, &figure) {
            (Some(path), Some(figure)) => {
                let amount = unit::amount(figure.value, figure.unit, path.unit)?;
                let changes = [right.clone(), of_figure(amount, path)].concat();
                (figure.to_string(), Some(amount), changes)
            }
            _ => ("so it is".to_owned(), None, right.clone()),
        };
        let best = LaneSetup { name, amount, setup: with_all(&as_it_is) };
        let name = if is_right { "else" } else { "as if" }.to_owned();
        let as_if = LaneSetup { name, amount: None, setup: with_all(wrong) };
        if is_right {
            return Some((file, [as_if, best]));
        }
        let own = match given {
            Reply::Nothing => None,
            Reply::Typed(typed) => answer.as_ref().and_then(|path| {
                let unit = figure.as_ref()?.unit;
                let amount = unit::amount_of(typed, unit, path.unit)?;
                let changes = [right.clone(), of_figure(amount, path)].concat();
                let name = format!("you {typed}");
                Some(LaneSetup { name, amount: Some(amount), setup: with_all(&changes) })
            }),
            Reply::Picked(marked) => picked(library, card, marked).map(|(name, set)| {
                let changes = [as_it_is.as_slice(), &set].concat();
                LaneSetup { name, amount: None, setup: with_all(&changes) }
            }),
        };
        Some((file, [own.unwrap_or(as_if), best]))
    }

    /// Whether the runs show a difference between what is so and what is not, the latter as `given`
    /// has it, or as the author foresaw when that is nothing.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn verify(
        &self,
        library: &Library,
        card: &Card,
        given: &Reply,
        prices: &Prices,
    ) -> Result<(), String> {
        let Shown::Run { watch, .. } = &self.shown else { return Ok(()) };
        let (file, [other, best]) = self
            .lanes(library, card, given, false)
            .ok_or("the answer has no figure in this unit")?;
        let best = best.setup.map_err(|why| format!("as it is, it cannot be: {why}"))?;
        let Ok(other) = other.setup else { return Ok(()) };
        let run = |setup: &Setup| {
            let mut world = World::new(setup).map_err(|error| error.to_string())?;
            world.run_within(file.length, Budget::CHECK).map_err(|spent| spent.words(&file.id))?;
            watched(&world, prices, watch).ok_or_else(|| format!("unknown figure `{watch}`"))
        };
        let (best, other) = (run(&best)?, run(&other)?);
        if (best - other).abs() <= 1e-9 * best.abs().max(1.0) {
            let shown = shown_figure(best);
            return Err(format!("`{watch}` is {shown} in both lanes, so the run shows nothing"));
        }
        Ok(())
    }
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
