//! Worlds: setups of the simulator as files, with a caption, goals and knobs.

use serde::{Deserialize, Serialize};

use crate::sim::{
    PartSetup, Setup, World,
    budget::Budget,
    kernel::{
        bill::Prices,
        number::shown_figure,
        setting::{Refusal, SettingValue},
        time::SimTime,
    },
    watch::figures::{self, Metrics},
};

/// A setting that may be turned while a world runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Knob {
    /// `component.setting`.
    pub path: String,
    pub title: String,
    /// What the world's file sets it to.
    pub start: SettingValue,
    pub range: Span,
}

/// The values of a knob.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Span {
    Numbers { low: f64, high: f64, step: f64 },
    Values(Vec<SettingValue>),
}

impl Knob {
    /// The value `steps` further up or down from `value`, within the range.
    pub fn turned(&self, value: &SettingValue, steps: i32) -> SettingValue {
        match (&self.range, value) {
            (Span::Numbers { low, high, step }, SettingValue::Number(number)) => {
                let next = number + f64::from(steps) * step;
                // Steps count from the low end, so that a start between two of them finds back.
                SettingValue::Number(
                    (libm::round((next - low) / step) * step + low).clamp(*low, *high),
                )
            }
            (Span::Numbers { low, .. }, _) => SettingValue::Number(*low),
            (Span::Values(values), value) => {
                let at = values.iter().position(|one| one == value).unwrap_or(0);
                let last = values.len().saturating_sub(1);
                let next = i32::try_from(at).unwrap_or(0).saturating_add(steps).max(0);
                let next = usize::try_from(next).unwrap_or(0).min(last);
                values.get(next).cloned().unwrap_or_else(|| value.clone())
            }
        }
    }

    /// Whether the knob can be turned to a value, between two steps too.
    pub fn reaches(&self, value: &SettingValue) -> bool {
        match (&self.range, value) {
            (Span::Numbers { low, high, .. }, SettingValue::Number(number)) => {
                (low..=high).contains(&number)
            }
            (Span::Numbers { .. }, _) => false,
            (Span::Values(values), value) => values.contains(value),
        }
    }

    /// `20 to 400 in steps of 20`, or all values.
    pub fn range_words(&self) -> String {
        match &self.range {
            Span::Numbers { low, high, step } => format!("{low} to {high} in steps of {step}"),
            Span::Values(values) => {
                let words: Vec<String> = values.iter().map(SettingValue::to_string).collect();
                words.join(", ")
            }
        }
    }
}

/// A design to mend, or goals to reach within a budget: with few changes of settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Challenge {
    /// What is asked, in words.
    pub task: String,
    /// How many settings may be changed.
    pub changes: usize,
    /// Changes that reach all goals, as path and value.
    pub solution: Vec<(String, SettingValue)>,
}

/// What a figure of the run has to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    pub metric: String,
    pub at_least: Option<f64>,
    pub at_most: Option<f64>,
}

impl Goal {
    /// The figure of a run that it is about.
    pub fn value(&self, metrics: &Metrics, world: &World) -> f64 {
        let own = || metrics.get(&self.metric);
        figures::figure(metrics, world, &self.metric).or_else(own).unwrap_or(f64::NAN)
    }

    /// Whether a value reaches the goal.
    pub fn holds(&self, value: f64) -> bool {
        self.at_least.is_none_or(|least| least <= value)
            && self.at_most.is_none_or(|most| value <= most)
    }

    /// `p99 latency at most 500 ms`.
    pub fn sentence(&self) -> String {
        let (words, _) = figures::words(&self.metric);
        let bound = |word: &str, value: Option<f64>| {
            value.map(|value| format!("{word} {}", self.shown(value)))
        };
        let bounds = [bound("at least", self.at_least), bound("at most", self.at_most)];
        let bounds: Vec<String> = bounds.into_iter().flatten().collect();
        format!("{words} {}", bounds.join(" and "))
    }

    /// A value of its figure with the unit.
    pub fn shown(&self, value: f64) -> String {
        let figure = shown_figure(value);
        match figures::words(&self.metric).1 {
            "USD" if value < 100.0 => format!("${value:.2}"),
            "USD" => format!("${figure}"),
            "" => figure,
            unit => format!("{figure} {unit}"),
        }
    }

    /// `errors_percent at most 1`.
    pub fn words(&self) -> String {
        let bound = |word: &str, value: Option<f64>| value.map(|value| format!("{word} {value}"));
        let bounds: Vec<String> =
            [bound("at least", self.at_least), bound("at most", self.at_most)]
                .into_iter()
                .flatten()
                .collect();
        format!("{} {}", self.metric, bounds.join(" and "))
    }
}

/// A world as its file describes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorldFile {
    pub id: String,
    pub title: String,
    /// What to look at, and what it teaches.
    pub caption: String,
    pub length: SimTime,
    pub setup: Setup,
    pub knobs: Vec<Knob>,
    pub goals: Vec<Goal>,
    pub challenge: Option<Challenge>,
    /// Made for cards; the lab does not list it.
    pub is_hidden: bool,
}

impl WorldFile {
    /// Whether bills of this world may contain a price.
    pub fn pays(&self, price: &str) -> bool {
        self.setup.parts.values().any(|part| part.pays(price))
    }

    /// Whether a run of the whole length with these changes reaches every goal.
    ///
    /// # Errors
    /// When a change cannot be made, or the run is too long.
    pub fn is_reached(
        &self,
        changes: &[(String, SettingValue)],
        prices: &Prices,
    ) -> Result<bool, String> {
        let mut setup = self.setup.clone();
        for (path, value) in changes {
            setup.set(path, value).map_err(|refusal| refusal_words(&setup, path, &refusal).0)?;
        }
        let mut world = World::new(&setup).map_err(|error| error.to_string())?;
        world.run_within(self.length, Budget::CHECK).map_err(|spent| spent.words(&self.id))?;
        let metrics = figures::metrics(&world, prices);
        Ok(self.goals.iter().all(|goal| goal.holds(goal.value(&metrics, &world))))
    }
}

/// What to say of a path that cannot be set, and the paths that can.
pub fn refusal_words(setup: &Setup, path: &str, refusal: &Refusal) -> (String, Vec<String>) {
    let of_part = |name: &str, part: &PartSetup| {
        part.keys().iter().map(|key| format!("{name}.{key}")).collect::<Vec<String>>()
    };
    let all: Vec<String> =
        setup.parts.iter().flat_map(|(name, part)| of_part(name, part)).collect();
    let what = match refusal {
        Refusal::NoPart => format!("there is no part in `{path}`"),
        Refusal::NoKey => format!("there is no setting `{path}`"),
        Refusal::Expected(what) => format!("`{path}` takes {what}"),
    };
    // Another part may have the setting that was meant.
    let key = path.rsplit('.').next().unwrap_or(path);
    let same: Vec<String> =
        all.iter().filter(|one| one.ends_with(&format!(".{key}"))).cloned().collect();
    let known = match refusal {
        Refusal::Expected(_) => Vec::new(),
        Refusal::NoPart | Refusal::NoKey if same.is_empty() => all,
        Refusal::NoPart | Refusal::NoKey => same,
    };
    (what, known)
}
