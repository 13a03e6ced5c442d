//! A run as rows of samples: what charts, tables and series are made from.
//!
//! Samples are taken when the run has come to a border; they plan nothing and draw nothing, so a
//! run that is watched has the same digest as one that is not. A ring holds the last of them:
//! memory does not grow with the length of a run.

use std::collections::VecDeque;

use crate::sim::{
    cost,
    kernel::{
        bill::Prices,
        meter::{Count, Histogram, N_COUNTS},
        number::float,
        seen::{Gauge, Tally},
        time::{MINUTE, MS, SECOND, SimTime, to_seconds},
    },
    world::World,
};

/// As many samples are kept.
pub const N_SAMPLES: usize = 600;

/// What happened between two borders, and how things stood at the later one.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    pub at: SimTime,
    /// By component, in order of names.
    counts: Vec<[u64; N_COUNTS]>,
    gauges: Vec<Vec<(Gauge, u64)>>,
    /// Latency of the requests that ended in between: median, 95th and 99th percentile; none when
    /// no request ended.
    pub latency: Option<[SimTime; 3]>,
    /// What a month of the run so far would cost.
    pub usd_month: f64,
}

impl Sample {
    /// A counter of a component, since the sample before.
    pub fn count(&self, part: usize, what: Count) -> u64 {
        self.counts.get(part).and_then(|counts| counts.get(what as usize)).copied().unwrap_or(0)
    }

    /// Whether the same things happened in another lane.
    pub fn is_same(&self, other: &Self) -> bool {
        self.counts == other.counts && self.latency == other.latency
    }

    /// A counter of all components together.
    pub fn sum(&self, parts: impl IntoIterator<Item = usize>, what: Count) -> u64 {
        parts.into_iter().map(|part| self.count(part, what)).sum()
    }

    /// A state of a component at the border.
    pub fn gauge(&self, part: usize, what: Gauge) -> Option<u64> {
        let gauges = self.gauges.get(part)?;
        gauges.iter().find(|(gauge, _)| *gauge == what).map(|(_, value)| *value)
    }
}

/// Takes samples of one world.
#[derive(Debug)]
pub struct Recorder {
    pub step: SimTime,
    pub samples: VecDeque<Sample>,
    totals: Vec<[u64; N_COUNTS]>,
    latency: Histogram,
    next: SimTime,
}

/// The finest step with which a run of this length fits into the ring: 100 ms, 1 s, 10 s, or
/// minutes.
pub fn step_for(length: SimTime) -> SimTime {
    let steps = [100 * MS, SECOND, 10 * SECOND, MINUTE, 10 * MINUTE, 60 * MINUTE];
    let fits = |step: &SimTime| length / step <= N_SAMPLES as u64;
    steps.into_iter().find(fits).unwrap_or(24 * 60 * MINUTE)
}

impl Recorder {
    /// A recorder that takes a sample each `step`.
    pub fn new(step: SimTime) -> Self {
        Self {
            step,
            samples: VecDeque::new(),
            totals: Vec::new(),
            latency: Histogram::default(),
            next: step,
        }
    }

    /// When the next sample is due.
    pub fn next(&self) -> SimTime {
        self.next
    }

    /// Takes the sample that is due; the world stands at that moment.
    pub fn take(&mut self, world: &World, prices: &Prices) {
        let mut counts = Vec::new();
        let mut totals = Vec::new();
        let mut gauges = Vec::new();
        let mut sums = Tally::default();
        for (index, (name, part)) in world.components().enumerate() {
            let mut now = [0; N_COUNTS];
            for (count, what) in now.iter_mut().zip(Count::ALL) {
                *count = world.count(name, *what);
            }
            let before = self.totals.get(index).copied().unwrap_or([0; N_COUNTS]);
            let mut delta = now;
            for (count, old) in delta.iter_mut().zip(before) {
                *count -= old;
            }
            counts.push(delta);
            totals.push(now);
            gauges.push(part.gauges(&world.core));
            part.tally(&world.core, &mut sums);
        }
        let latency = sums.times().clone();
        let recent = latency.since(&self.latency);
        let percentiles =
            (0 < recent.n()).then(|| [50, 95, 99].map(|percent| recent.percentile(percent)));
        if self.samples.len() == N_SAMPLES {
            self.samples.pop_front();
        }
        self.samples.push_back(Sample {
            at: self.next,
            counts,
            gauges,
            latency: percentiles,
            usd_month: cost::monthly(world, prices),
        });
        self.totals = totals;
        self.latency = latency;
        self.next += self.step;
    }

    /// A counter of a component as a rate a second, for each sample.
    pub fn rates(&self, parts: &[usize], what: Count) -> Vec<f64> {
        let seconds = to_seconds(self.step);
        let rate = |sample: &Sample| float(sample.sum(parts.iter().copied(), what)) / seconds;
        self.samples.iter().map(rate).collect()
    }

    /// A state of a component, for each sample.
    pub fn levels(&self, part: usize, what: Gauge) -> Vec<f64> {
        let level = |sample: &Sample| float(sample.gauge(part, what).unwrap_or(0));
        self.samples.iter().map(level).collect()
    }
}
