//! What a lane shows: rows of a title, a figure and a series, the same for charts, tables and
//! words.

use crate::sim::{
    cost::{bill, calc::Prices},
    kernel::{
        meter::Count,
        service::Gauge,
        time::{SECOND, to_seconds},
    },
    services::dynamodb::setup::Capacity,
    watch::{
        figures::{float, shown_figure},
        lanes::Lane,
        record::Sample,
    },
    world::{Component, PartSetup},
};

/// What a row means, for its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    Plain,
    /// Bad when it is above zero.
    Trouble,
    Cold,
    Cost,
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    pub title: String,
    /// The present figure with its unit.
    pub value: String,
    /// The same in fewer letters.
    pub short: Option<String>,
    /// What it comes to in all, where there is room for that.
    pub total: Option<String>,
    /// A value for each sample.
    pub series: Vec<f64>,
    pub meaning: Meaning,
}

/// The rows of a lane. `other` is the lane beside it: a row that either of them needs is in both.
pub fn readings(lane: &Lane, other: Option<&Lane>, prices: &Prices) -> Vec<Reading> {
    let desk = Reader { lane, other };
    let mut rows = desk.of_clients();
    for (index, (name, part)) in lane.world.components().enumerate() {
        desk.of_part(&mut rows, index, name, part);
    }
    rows.push(Reading {
        title: "cost a month".to_owned(),
        value: format!("{} at this rate", dollars(bill::monthly(&lane.world, prices))),
        short: Some(dollars(bill::monthly(&lane.world, prices))),
        total: None,
        series: lane.recorder.samples.iter().map(|sample| sample.usd_month).collect(),
        meaning: Meaning::Cost,
    });
    rows
}

/// `$1,234` or `$0.57`.
pub fn dollars(usd: f64) -> String {
    format!("${}", shown_figure(usd))
}

struct Reader<'a> {
    lane: &'a Lane,
    other: Option<&'a Lane>,
}

impl Reader<'_> {
    /// Samples that the present figure is taken over: those of the last second, one at least.
    fn n_recent(&self) -> usize {
        usize::try_from(SECOND / self.lane.recorder.step.max(1)).unwrap_or(1).max(1)
    }

    fn recent(&self, series: &[f64]) -> f64 {
        let n = self.n_recent().min(series.len()).max(1);
        let last = series.iter().rev().take(n).sum::<f64>();
        #[expect(clippy::cast_precision_loss, reason = "a handful of samples")]
        let mean = last / n as f64;
        mean
    }

    fn clients(&self) -> Vec<usize> {
        let parts = self.lane.world.components().enumerate();
        parts
            .filter(|(_, (_, part))| matches!(part, Component::Client(_)))
            .map(|(index, _)| index)
            .collect()
    }

    fn of_clients(&self) -> Vec<Reading> {
        let clients = self.clients();
        if clients.is_empty() {
            return Vec::new();
        }
        let samples = &self.lane.recorder.samples;
        let rates = self.lane.recorder.rates(&clients, Count::In);
        let errors: Vec<f64> = samples.iter().map(|one| errors_percent(one, &clients)).collect();
        let p99 = |sample: &Sample| sample.latency.map_or(0.0, |[_, _, p99]| ms(p99));
        let latency = samples.iter().rev().find_map(|sample| sample.latency);
        let (latency, short) = match latency.map(|all| all.map(|one| shown_figure(ms(one)))) {
            Some(_) if latency.is_some_and(|[_, _, p99]| p99 == 0) => {
                ("answered at once".to_owned(), "at once".to_owned())
            }
            Some([p50, p95, p99]) => {
                (format!("p50 {p50}   p95 {p95}   p99 {p99} ms"), format!("p99 {p99} ms"))
            }
            None => ("none yet".to_owned(), "none yet".to_owned()),
        };
        vec![
            Reading {
                title: "requests".to_owned(),
                value: format!("{} /s", shown_figure(self.recent(&rates))),
                short: None,
                total: None,
                series: rates,
                meaning: Meaning::Plain,
            },
            Reading {
                title: "errors".to_owned(),
                value: format!("{} %", shown_figure(self.recent(&errors))),
                short: None,
                total: None,
                series: errors,
                meaning: Meaning::Trouble,
            },
            Reading {
                title: "latency".to_owned(),
                value: latency,
                short: Some(short),
                total: None,
                series: samples.iter().map(p99).collect(),
                meaning: Meaning::Plain,
            },
        ]
    }

    fn of_part(&self, rows: &mut Vec<Reading>, index: usize, name: &str, part: &Component) {
        match part {
            Component::Client(_)
            | Component::Gateway(_)
            | Component::SignIn(_)
            | Component::Fanout(_) => {}
            Component::Function(function) => {
                let limit = self.function_limit(name);
                let running = u64::from(function.running);
                let value = format!("{} of {}", whole(running), whole(limit));
                rows.push(self.level(index, name, "busy", Gauge::Running, value));
                self.maybe_rate(rows, index, name, "cold", Count::ColdStarts, Meaning::Cold);
            }
            Component::Table(table) => {
                let units = self.lane.recorder.rates(&[index], Count::MilliUnits);
                let units: Vec<f64> = units.into_iter().map(|milli| milli / 1_000.0).collect();
                rows.push(Reading {
                    title: format!("{name} used"),
                    value: format!("{} units/s", shown_figure(self.recent(&units))),
                    short: Some(format!("{} /s", shown_figure(self.recent(&units)))),
                    total: None,
                    series: units,
                    meaning: Meaning::Plain,
                });
                if self.is_provisioned(name) {
                    let is_write = self.reads_or_writes(index);
                    let gauge = if is_write { Gauge::WriteCredit } else { Gauge::ReadCredit };
                    let credit = table.credit(self.lane.world.core.now, is_write);
                    let units = table.provisioned(is_write);
                    let value = format!("{}, capacity {}", whole(credit), whole(units));
                    let row = self.level(index, name, "credit", gauge, value);
                    rows.push(Reading { short: Some(whole(credit)), ..row });
                }
            }
            Component::Cache(_) | Component::Edge(_) => self.hits(rows, index, name),
            Component::Queue(queue) => {
                let value = whole(queue.depth() as u64);
                rows.push(self.level(index, name, "waiting", Gauge::Waiting, value));
            }
            Component::Database(database) => {
                let most = u64::from(self.connections(name));
                let value = format!("{} of {}", whole(u64::from(database.in_use())), whole(most));
                rows.push(self.level(index, name, "links", Gauge::Connections, value));
            }
            Component::Stream(stream) => {
                let age = stream.age(self.lane.world.core.now);
                let value = format!("{} s", shown_figure(to_seconds(age)));
                rows.push(self.level(index, name, "age", Gauge::AgeMs, value));
            }
            Component::Workflow(workflow) => {
                let value = whole(workflow.running);
                rows.push(self.level(index, name, "running", Gauge::Running, value));
            }
        }
        if !matches!(part, Component::Client(_)) {
            self.troubles(rows, index, name);
        }
        if matches!(part, Component::Gateway(_)) {
            self.hits(rows, index, name);
        }
    }

    /// What went wrong with a component, a row for each that ever did.
    fn troubles(&self, rows: &mut Vec<Reading>, index: usize, name: &str) {
        let all = [
            ("throttled", Count::Throttled),
            ("refused", Count::Refused),
            ("turned away", Count::ClientError),
            ("failed", Count::FunctionError),
            ("timed out", Count::Timeout),
            ("dead letters", Count::DeadLetters),
            ("dropped", Count::Dropped),
            ("twice", Count::Duplicates),
            ("stale", Count::StaleHits),
            ("lost", Count::Lost),
            ("trespasses", Count::Trespasses),
        ];
        for (words, what) in all {
            self.maybe_rate(rows, index, name, words, what, Meaning::Trouble);
        }
    }

    /// The rate of a counter, once either lane has counted anything.
    fn maybe_rate(
        &self,
        rows: &mut Vec<Reading>,
        index: usize,
        name: &str,
        words: &str,
        what: Count,
        meaning: Meaning,
    ) {
        let lanes = [Some(self.lane), self.other];
        let total = |lane: &Lane| lane.world.count(name, what);
        if lanes.into_iter().flatten().all(|lane| total(lane) == 0) {
            return;
        }
        let series = self.lane.recorder.rates(&[index], what);
        rows.push(Reading {
            title: format!("{name} {words}"),
            value: format!("{} /s", shown_figure(self.recent(&series))),
            short: None,
            total: Some(format!("{} in all", whole(total(self.lane)))),
            series,
            meaning,
        });
    }

    fn level(&self, index: usize, name: &str, words: &str, gauge: Gauge, value: String) -> Reading {
        Reading {
            title: format!("{name} {words}"),
            value,
            short: None,
            total: None,
            series: self.lane.recorder.levels(index, gauge),
            meaning: Meaning::Plain,
        }
    }

    /// The share of hits, for a cache that was asked.
    fn hits(&self, rows: &mut Vec<Reading>, index: usize, name: &str) {
        let count = |sample: &Sample, what| float(sample.count(index, what));
        let share = |sample: &Sample| {
            let (hits, misses) =
                (count(sample, Count::CacheHits), count(sample, Count::CacheMisses));
            100.0 * hits / (hits + misses).max(1.0)
        };
        let world = &self.lane.world;
        let all = world.count(name, Count::CacheHits) + world.count(name, Count::CacheMisses);
        if all == 0 {
            return;
        }
        let series: Vec<f64> = self.lane.recorder.samples.iter().map(share).collect();
        rows.push(Reading {
            title: format!("{name} hits"),
            value: format!("{} %", shown_figure(self.recent(&series))),
            short: None,
            total: None,
            series,
            meaning: Meaning::Plain,
        });
    }

    fn function_limit(&self, name: &str) -> u64 {
        let setup = self.lane.world.setup();
        match setup.parts.get(name) {
            Some(PartSetup::Function(function)) => {
                // Its own provisioned environments come to what the account has left.
                let own = function.provisioned.max(function.provisioned_max);
                let free = self.lane.world.core.account.pool.saturating_add(own);
                u64::from(function.reserved.unwrap_or(free))
            }
            _ => 0,
        }
    }

    fn is_provisioned(&self, name: &str) -> bool {
        match self.lane.world.setup().parts.get(name) {
            Some(PartSetup::Table(table)) => {
                matches!(table.capacity, Capacity::Provisioned { .. })
            }
            _ => false,
        }
    }

    fn connections(&self, name: &str) -> u32 {
        match self.lane.world.setup().parts.get(name) {
            Some(PartSetup::Database(database)) => database.max_connections,
            _ => 0,
        }
    }

    /// Whether a table is mostly written to: whichever credit is lower, seen from its capacity.
    fn reads_or_writes(&self, index: usize) -> bool {
        let Some(sample) = self.lane.recorder.samples.back() else { return true };
        let share = |credit, units| {
            let units = sample.gauge(index, units).unwrap_or(1).max(1);
            sample.gauge(index, credit).unwrap_or(0) * 1_000 / units
        };
        share(Gauge::WriteCredit, Gauge::WriteUnits) <= share(Gauge::ReadCredit, Gauge::ReadUnits)
    }
}

fn ms(time: u64) -> f64 {
    to_seconds(time) * 1_000.0
}

fn whole(n: u64) -> String {
    crate::text::thousands(n)
}

/// The share of requests that ended badly, in percent, of those that ended in a sample.
fn errors_percent(sample: &Sample, clients: &[usize]) -> f64 {
    let sum = |what| sample.sum(clients.iter().copied(), what);
    let all: u64 = Count::ENDS.into_iter().map(sum).sum();
    let bad = all - sum(Count::Ok);
    100.0 * float(bad) / float(all.max(1))
}
