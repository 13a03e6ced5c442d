//! Where a wrong option becomes right: one quantity changed step by step, each step run.

use super::{
    item::LIMIT,
    item::{Defeat, Item, OptionRole},
    numbers::Numbers,
    situation::{Situation, Sweep},
    trial::{Trial, Trials},
    world::refusal_words,
};
use crate::sim::{
    PartSetup, World,
    budget::Budget,
    kernel::{bill::Prices, setting::SettingValue},
    watch::figures::Metrics,
};

/// One point of a sweep.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    pub value: f64,
    pub option: Trial,
    pub key: Trial,
}

/// Where a wrong option becomes right: one of its quantities, or the load, changed step by step.
#[derive(Debug)]
pub struct Sweeper {
    /// The wrong option.
    pub place: usize,
    pub sweep: Sweep,
    /// What is drawn.
    pub metric: String,
    numbers: Numbers,
    values: Vec<f64>,
    pub points: Vec<Point>,
    half: Option<Trial>,
    now: Option<World>,
}

impl Sweeper {
    /// The sweep of an option; none when it has none.
    pub fn new(
        situation: &Situation,
        item: &Item,
        numbers: &Numbers,
        place: usize,
    ) -> Option<Self> {
        let sweep = situation.options.get(place)?.sweep.clone()?;
        let metric = match item.roles.get(place)? {
            OptionRole::Wrong(Defeat { by: Some(by), .. }) if by != LIMIT => by.clone(),
            OptionRole::Wrong(_) | OptionRole::Refuted { .. } | OptionRole::Key { .. } => {
                let first = item.qualifier.metrics().first().copied();
                let of_requirement = item.requirements.first().map(|one| one.metric.clone());
                first.map(str::to_owned).or(of_requirement)?
            }
        };
        Some(Self {
            place,
            values: sweep.values(),
            sweep,
            metric,
            numbers: numbers.clone(),
            points: Vec::new(),
            half: None,
            now: None,
        })
    }

    pub fn is_done(&self) -> bool {
        self.values.len() <= self.points.len()
    }

    /// Goes on for at most `budget` events; true when all points are there.
    pub fn advance(
        &mut self,
        situation: &Situation,
        item: &Item,
        prices: &Prices,
        budget: u64,
    ) -> bool {
        let mut left = budget;
        while let Some(value) = self.values.get(self.points.len()).copied() {
            let set =
                if self.half.is_none() { Trials::set_for(item, self.place) } else { item.key() };
            let mut world = match self.now.take() {
                Some(world) => world,
                None => match self.setup(situation, item, &set, value) {
                    Ok(world) => world,
                    Err(why) => {
                        let metrics = Metrics(Vec::new());
                        self.take(value, Trial { refused: Some(why), metrics, goals: Vec::new() });
                        continue;
                    }
                },
            };
            let trial = match world.go_within(situation.length, left, Budget::CHECK) {
                Ok(Some(rest)) => {
                    left = rest;
                    Trial::of(situation, item, &self.numbers, &set, &world, prices)
                }
                Ok(None) => {
                    self.now = Some(world);
                    return false;
                }
                Err(spent) => Trial::refused(situation, &set, spent.words(&situation.id)),
            };
            self.take(value, trial);
        }
        true
    }

    fn take(&mut self, value: f64, trial: Trial) {
        match self.half.take() {
            None => self.half = Some(trial),
            Some(option) => self.points.push(Point { value, option, key: trial }),
        }
    }

    /// The world at one value. The key has no such setting unless it is one of the load.
    fn setup(
        &self,
        situation: &Situation,
        item: &Item,
        set: &[usize],
        value: f64,
    ) -> Result<World, String> {
        let mut setup = situation.setup(item, &self.numbers, set)?;
        let is_of_option = self.half.is_none();
        let is_of_load =
            self.sweep.path.split_once('.').is_some_and(|(name, _)| {
                matches!(setup.parts.get(name), Some(PartSetup::Client(_)))
            });
        if is_of_option || is_of_load {
            let value = SettingValue::Number(value);
            setup
                .set(&self.sweep.path, &value)
                .map_err(|refusal| refusal_words(&setup, &self.sweep.path, &refusal).0)?;
        }
        World::new(&setup).map_err(|error| error.to_string())
    }

    /// Whether the option would be right at a point.
    pub fn is_right(item: &Item, point: &Point) -> bool {
        if !point.option.passes() {
            return false;
        }
        let figures = |trial: &Trial| -> Vec<f64> {
            let names = item.qualifier.metrics().iter();
            names.map(|name| trial.metrics.get(name).unwrap_or(f64::NAN)).collect()
        };
        // The first figure decides, the next ones where those before are the same.
        let (option, key) = (figures(&point.option), figures(&point.key));
        option.is_empty() || option < key || !point.key.passes()
    }

    /// The values between which the option turns right or wrong, the first such pair.
    pub fn crossing(&self, item: &Item) -> Option<(f64, f64)> {
        self.points.windows(2).find_map(|pair| match pair {
            [a, b] if Self::is_right(item, a) != Self::is_right(item, b) => {
                Some((a.value, b.value))
            }
            _ => None,
        })
    }

    /// The figure that is drawn, of the option and of the key, at each point so far.
    pub fn curves(&self) -> [Vec<f64>; 2] {
        let figure = |trial: &Trial| {
            let of_goal = trial.goals.iter().find(|(goal, ..)| goal.metric == self.metric);
            let value = of_goal.map(|(_, value, _)| *value);
            value.or_else(|| trial.metrics.get(&self.metric)).unwrap_or(0.0)
        };
        [
            self.points.iter().map(|point| figure(&point.option)).collect(),
            self.points.iter().map(|point| figure(&point.key)).collect(),
        ]
    }
}
