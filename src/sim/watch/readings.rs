//! What a lane shows: rows of a title, a figure and a series, the same for charts, tables and
//! words.

use super::{lanes::Lane, record::Sample};
use crate::{
    sim::{
        cost,
        kernel::{
            bill::Prices,
            meter::Count,
            number::{float, shown_figure},
            seen::{Meaning, Row},
            time::{SECOND, SimTime, to_seconds},
        },
    },
    text::thousands,
};

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Readout {
    pub title: String,
    /// What `CloudWatch` calls it, where it has a name for it.
    pub metric: Option<&'static str>,
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
pub fn readings(lane: &Lane, other: Option<&Lane>, prices: &Prices) -> Vec<Readout> {
    let reader = Reader { lane, other };
    let mut rows = reader.of_clients();
    for (index, (name, part)) in lane.world.components().enumerate() {
        for row in part.rows(&lane.world.core) {
            rows.extend(reader.reading(index, name, row));
        }
        if !lane.world.is_caller(name) {
            rows.extend(reader.troubles(index, name));
        }
    }
    rows.push(Readout {
        title: "cost a month".to_owned(),
        metric: None,
        value: format!("{} at this rate", dollars(cost::monthly(&lane.world, prices))),
        short: Some(dollars(cost::monthly(&lane.world, prices))),
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

/// A moment of a run, `01:05.3`.
pub fn shown_time(at: SimTime) -> String {
    let tenths = at / 100_000_000;
    let (minutes, rest) = (tenths / 600, tenths % 600);
    if minutes < 60 {
        return format!("{minutes:02}:{:02}.{}", rest / 10, rest % 10);
    }
    format!("{}:{:02}:{:02}", minutes / 60, minutes % 60, rest / 10)
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
            .filter(|(_, (name, _))| self.lane.world.is_wanted(name))
            .map(|(index, _)| index)
            .collect()
    }

    fn of_clients(&self) -> Vec<Readout> {
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
            Readout {
                title: "requests".to_owned(),
                metric: None,
                value: format!("{} /s", shown_figure(self.recent(&rates))),
                short: None,
                total: None,
                series: rates,
                meaning: Meaning::Plain,
            },
            Readout {
                title: "errors".to_owned(),
                metric: None,
                value: format!("{} %", shown_figure(self.recent(&errors))),
                short: None,
                total: None,
                series: errors,
                meaning: Meaning::Trouble,
            },
            Readout {
                title: "latency".to_owned(),
                metric: None,
                value: latency,
                short: Some(short),
                total: None,
                series: samples.iter().map(p99).collect(),
                meaning: Meaning::Plain,
            },
        ]
    }

    fn metric(&self, part: &str, word: &str) -> Option<&'static str> {
        self.lane.world.setup().parts.get(part)?.metric(word)
    }

    /// A row of a component with its figures; none where there is nothing to say yet.
    fn reading(&self, index: usize, name: &str, row: Row) -> Option<Readout> {
        match row {
            Row::Level { words, gauge, value, short } => Some(Readout {
                title: format!("{name} {words}"),
                metric: self.metric(name, gauge.word()),
                value,
                short,
                total: None,
                series: self.lane.recorder.levels(index, gauge),
                meaning: Meaning::Plain,
            }),
            Row::Rate { words, what, meaning } => self.rate(index, name, words, what, meaning),
            Row::Milli { words, what, unit } => {
                let series = self.lane.recorder.rates(&[index], what);
                let series: Vec<f64> = series.into_iter().map(|milli| milli / 1_000.0).collect();
                let recent = shown_figure(self.recent(&series));
                Some(Readout {
                    title: format!("{name} {words}"),
                    metric: self.metric(name, what.word()),
                    value: format!("{recent} {unit}"),
                    short: Some(format!("{recent} /s")),
                    total: None,
                    series,
                    meaning: Meaning::Plain,
                })
            }
            Row::Hits => self.hits(index, name),
        }
    }

    /// What went wrong with a component, a row for each that ever did.
    fn troubles(&self, index: usize, name: &str) -> Vec<Readout> {
        let all = [
            ("throttled", Count::Throttled),
            ("refused", Count::Refused),
            ("turned away", Count::ClientError),
            ("failed", Count::FunctionError),
            ("timed out", Count::Timeout),
            ("dead letters", Count::DeadLetters),
            ("dropped", Count::Dropped),
            ("twice", Count::Duplicates),
            ("done twice", Count::EffectsTwice),
            ("stale", Count::StaleHits),
            ("lost", Count::Lost),
            ("trespasses", Count::Trespasses),
        ];
        let row = |(words, what)| self.rate(index, name, words, what, Meaning::Trouble);
        all.into_iter().filter_map(row).collect()
    }

    /// The rate of a counter, once either lane has counted anything.
    fn rate(
        &self,
        index: usize,
        name: &str,
        words: &str,
        what: Count,
        meaning: Meaning,
    ) -> Option<Readout> {
        let lanes = [Some(self.lane), self.other];
        let total = |lane: &Lane| lane.world.count(name, what);
        if lanes.into_iter().flatten().all(|lane| total(lane) == 0) {
            return None;
        }
        let series = self.lane.recorder.rates(&[index], what);
        Some(Readout {
            title: format!("{name} {words}"),
            metric: self.metric(name, what.word()),
            value: format!("{} /s", shown_figure(self.recent(&series))),
            short: None,
            total: Some(format!("{} in all", thousands(total(self.lane)))),
            series,
            meaning,
        })
    }

    /// The share of hits, for a cache that was asked.
    fn hits(&self, index: usize, name: &str) -> Option<Readout> {
        let count = |sample: &Sample, what| float(sample.count(index, what));
        let share = |sample: &Sample| {
            let (hits, misses) =
                (count(sample, Count::CacheHits), count(sample, Count::CacheMisses));
            100.0 * hits / (hits + misses).max(1.0)
        };
        let world = &self.lane.world;
        let all = world.count(name, Count::CacheHits) + world.count(name, Count::CacheMisses);
        if all == 0 {
            return None;
        }
        let series: Vec<f64> = self.lane.recorder.samples.iter().map(share).collect();
        Some(Readout {
            title: format!("{name} hits"),
            metric: self.metric(name, Count::CacheHits.word()),
            value: format!("{} %", shown_figure(self.recent(&series))),
            short: None,
            total: None,
            series,
            meaning: Meaning::Plain,
        })
    }
}

fn ms(time: u64) -> f64 {
    to_seconds(time) * 1_000.0
}

/// The share of requests that ended badly, in percent, of those that ended in a sample.
fn errors_percent(sample: &Sample, clients: &[usize]) -> f64 {
    let sum = |what| sample.sum(clients.iter().copied(), what);
    let all: u64 = Count::ENDS.into_iter().map(sum).sum();
    let bad = all - sum(Count::Ok) - sum(Count::ConditionsFailed);
    100.0 * float(bad) / float(all.max(1))
}
