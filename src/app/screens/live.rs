//! The live pane of a card: its world in two lanes, or the walk of one request.
//!
//! The answer stands in one lane and what is so in the other. The whole run is played within a few
//! seconds; a walk goes on a step each third of a second.

use std::time::Duration;

use crate::{
    content::{
        Card, Library,
        binding::{Binding, CardReply, Shown, watched},
        world::{Goal, WorldFile},
    },
    sim::{
        Setup,
        budget::Budget,
        kernel::{bill::Prices, meter::Count, seen::Gauge, time::SimTime},
        watch::{figures, lanes::Lane, record},
    },
    study::preferences::Motion,
};

/// Frames in which the whole run is played.
const FRAMES: u64 = 75;
/// Events of all lanes in one frame.
const BUDGET: u64 = 20_000;
const FRAME: Duration = Duration::from_millis(33);
const SLOW_FRAME: Duration = Duration::from_millis(100);
/// Frames that a walk stays at a step.
const PACE: u64 = 10;

/// What plays beside an answered card.
#[derive(Debug)]
pub struct Live {
    pub says: String,
    pub kind: Kind,
    frame: u64,
}

/// A run in two lanes, or a walk.
#[derive(Debug)]
pub enum Kind {
    Run(Box<Run>),
    Walk { steps: Vec<String>, decides: usize },
}

/// Two lanes on the same traffic, each of which may turn out to be impossible.
#[derive(Debug)]
pub struct Run {
    pub file: WorldFile,
    pub lanes: [LiveLane; 2],
    pub watch: String,
    prices: Prices,
    target: SimTime,
}

/// A lane by its name; without a world it says what is in its way.
#[derive(Debug)]
pub struct LiveLane {
    pub name: String,
    amount: Option<f64>,
    pub setup: Option<Setup>,
    pub lane: Result<Box<Lane>, String>,
}

impl Live {
    /// What plays beside a card; none for a card without a binding. `given` is what was answered,
    /// unless that was right.
    pub fn new(library: &Library, card: &Card, given: Option<&CardReply>) -> Option<Self> {
        let binding: &Binding = library.binding_of(card)?;
        let kind = match &binding.shown {
            Shown::Walk { steps, decides } => {
                Kind::Walk { steps: steps.clone(), decides: *decides }
            }
            Shown::Run { watch, .. } => {
                let (file, setups) = binding.lanes(library, card, given)?;
                let step = record::step_for(file.length);
                let lanes = setups.map(|one| {
                    let lane = one.setup.clone().and_then(|setup| {
                        Lane::new(&setup, step).map(Box::new).map_err(|error| error.to_string())
                    });
                    LiveLane { name: one.name, amount: one.amount, setup: one.setup.ok(), lane }
                });
                let prices = library.price_list();
                let watch = watch.clone();
                Kind::Run(Box::new(Run { file, lanes, watch, prices, target: 0 }))
            }
        };
        Some(Self { says: binding.says.clone(), kind, frame: 0 })
    }

    /// What to see: the words of the binding, or that both lanes ran alike.
    pub fn says(&self) -> String {
        let sameness = match &self.kind {
            Kind::Run(run) => run.sameness(),
            Kind::Walk { .. } => None,
        };
        sameness.unwrap_or_else(|| self.says.clone())
    }

    /// How long until the next frame; none when all has been shown.
    pub fn wake_in(&self, motion: Motion) -> Option<Duration> {
        let is_moving = match &self.kind {
            Kind::Run(run) => run.target < run.file.length,
            Kind::Walk { steps, .. } => self.step() + 1 < steps.len(),
        };
        is_moving.then_some(if motion == Motion::Full { FRAME } else { SLOW_FRAME })
    }

    /// The step at which a walk is.
    pub fn step(&self) -> usize {
        let at = usize::try_from(self.frame / PACE).unwrap_or(usize::MAX);
        match &self.kind {
            Kind::Walk { steps, .. } => at.min(steps.len().saturating_sub(1)),
            Kind::Run(_) => 0,
        }
    }

    /// One frame has passed. Without motion everything is shown at once.
    pub fn wake(&mut self, motion: Motion) {
        self.frame += 1;
        match &mut self.kind {
            Kind::Run(run) => run.go(if motion == Motion::Full { FRAMES } else { 1 }),
            Kind::Walk { steps, .. } if motion != Motion::Full => {
                self.frame = PACE * steps.len() as u64;
            }
            Kind::Walk { .. } => {}
        }
    }
}

impl Run {
    fn go(&mut self, frames: u64) {
        let next = (self.target + self.file.length.div_ceil(frames)).min(self.file.length);
        let mut left = BUDGET;
        for one in &mut self.lanes {
            let Ok(lane) = &mut one.lane else { continue };
            // Whoever made the binding may have made a world that never ends.
            if let Err(spent) = lane.world.afford(Budget::CHECK) {
                one.lane = Err(spent.words(&self.file.id));
                continue;
            }
            match lane.advance(next, left, &self.prices) {
                Some(rest) => left = rest,
                // The rest of this stretch comes with the next frame.
                None => return,
            }
        }
        self.target = next;
    }

    /// What to say instead of the binding's words when the whole run has shown the same in both
    /// lanes: what was answered does no harm in this world.
    fn sameness(&self) -> Option<String> {
        let [other, best] = &self.lanes;
        let (Ok(left), Ok(right)) = (&other.lane, &best.lane) else { return None };
        let is_over = self.file.length <= self.target;
        let is_same = self.figure(left) == self.figure(right);
        (is_over && is_same).then(|| {
            let own = other.name.trim_start_matches("you").trim_start_matches(':').trim();
            match (other.amount, best.amount) {
                (Some(given), Some(figure)) if given < figure => {
                    format!("Both lanes run alike: {own} lies within {}.", best.name)
                }
                _ => format!(
                    "Both lanes run alike: this world does not tell {own} from {}.",
                    best.name
                ),
            }
        })
    }

    /// The watched figure of a lane with its unit, as far as it has run.
    pub fn figure(&self, lane: &Lane) -> String {
        let goal = Goal { metric: self.watch.clone(), at_least: None, at_most: None };
        let value = watched(&lane.world, &self.prices, &self.watch);
        value.map_or_else(String::new, |value| goal.shown(value))
    }

    /// What the watched figure is called.
    pub fn title(&self) -> String {
        match self.watch.split_once('.') {
            Some((part, "in")) => format!("requests to {part}"),
            Some((part, word)) => format!("{part} {}", word.replace('_', " ")),
            None => figures::words(&self.watch).0,
        }
    }

    /// The course of the watched figure: of a counter what came in each sample, of a state its
    /// height, of any other figure the rate of the client's requests that were served.
    pub fn series(&self, lane: &Lane) -> Vec<f64> {
        let place = |name: &str| lane.world.components().position(|(one, _)| one == name);
        if let Some((part, word)) = self.watch.split_once('.')
            && let Some(at) = place(part)
        {
            if let Some(gauge) = Gauge::ALL.iter().find(|gauge| gauge.word() == word) {
                return lane.recorder.levels(at, *gauge);
            }
            if let Some(what) = Count::ALL.iter().find(|what| what.word() == word) {
                return lane.recorder.rates(&[at], *what);
            }
        }
        let samples = &lane.recorder.samples;
        match self.watch.as_str() {
            "cost_usd" => samples.iter().map(|one| one.usd_month).collect(),
            "p50_ms" | "p95_ms" | "p99_ms" => {
                let ms = |time: SimTime| crate::sim::kernel::time::to_seconds(time) * 1_000.0;
                samples.iter().map(|one| one.latency.map_or(0.0, |[_, _, p99]| ms(p99))).collect()
            }
            _ => {
                let clients: Vec<usize> = lane
                    .world
                    .components()
                    .enumerate()
                    .filter(|(_, (_, part))| {
                        matches!(part, crate::sim::services::Component::Client(_))
                    })
                    .map(|(at, _)| at)
                    .collect();
                lane.recorder.rates(&clients, Count::Ok)
            }
        }
    }

    /// How many samples the whole run has.
    pub fn n_all(&self) -> usize {
        usize::try_from(self.file.length / record::step_for(self.file.length)).unwrap_or(1)
    }
}
