//! A stream in a world: how it is built, what is seen of it, what it costs.

use super::{
    DataStream,
    setup::{SHARD_BYTES, SHARD_READS, SHARD_RECORDS, StreamSetup, TABLE_STREAM_READERS},
};
use crate::sim::kernel::{
    bill::{BillLine, Month},
    core::Core,
    meter::Count,
    number::{float, shown_figure},
    part::{Part, SetupError, Site},
    quota,
    seen::{Gauge, Row, Tally},
    time::{MS, to_seconds},
};

impl Part for DataStream {
    type Setup = StreamSetup;

    const KINDS: &'static [&'static str] = &["stream"];

    const PRICES: &'static [&'static str] =
        &["kinesis.shard-hour", "kinesis.put-unit", "kinesis.fan-out.shard-hour"];

    fn quotas() -> Vec<(&'static str, f64)> {
        vec![
            ("dynamodb.stream-readers", float(TABLE_STREAM_READERS as u64)),
            ("lambda.parallelization", f64::from(quota::PARALLELIZATION)),
            ("kinesis.records-per-shard", float(SHARD_RECORDS)),
            ("kinesis.bytes-per-shard", float(SHARD_BYTES)),
            ("kinesis.reads-per-shard", float(SHARD_READS)),
        ]
    }

    fn setup_of(_kind: &str) -> StreamSetup {
        StreamSetup::default()
    }

    fn build(setup: &StreamSetup, site: Site<'_>) -> Result<Self, SetupError> {
        let targets = site.all(&setup.targets)?;
        Ok(Self::new(site.core, site.me, site.name, targets, setup.clone()))
    }

    fn turn(&mut self, core: &mut Core, setup: StreamSetup) {
        let is_other = (setup.shards, setup.factor) != (self.setup.shards, self.setup.factor);
        if is_other {
            self.reshard(core, setup);
        } else {
            self.setup = setup;
        }
    }

    /// A record is waiting, worked off or given up, once for each reader.
    fn check(&self, _core: &Core) {
        let known = self.waiting() + self.n_done + self.n_given_up;
        assert!(self.n_in * self.targets.len() as u64 == known, "records are conserved");
    }

    fn n_kept(&self) -> usize {
        usize::try_from(self.waiting()).unwrap_or(usize::MAX)
    }

    fn gauges(&self, core: &Core) -> Vec<(Gauge, u64)> {
        vec![
            (Gauge::Waiting, self.waiting()),
            (Gauge::Running, self.running() as u64),
            (Gauge::AgeMs, self.age(core.now) / MS),
        ]
    }

    fn rows(&self, core: &Core) -> Vec<Row> {
        let value = format!("{} s", shown_figure(to_seconds(self.age(core.now))));
        vec![Row::Level { words: "age", gauge: Gauge::AgeMs, value, short: None }]
    }

    fn tally(&self, core: &Core, sums: &mut Tally) {
        sums.dropped += core.meter.get(self.part, Count::Dropped);
        sums.depth += self.waiting();
        sums.work.merge(&self.work);
        sums.oldest = sums.oldest.max(self.age(core.now)).max(self.max_age);
    }

    fn used(&self, _core: &Core) -> Vec<f64> {
        vec![float(self.n_units)]
    }

    fn bill(&self, used: &[f64], month: &Month<'_>) -> Vec<BillLine> {
        if self.setup.is_of_table {
            // Functions read the stream of a table for nothing.
            return Vec::new();
        }
        let &[units] = used else { return Vec::new() };
        let shards = f64::from(self.setup.shards);
        let readers = if self.setup.is_enhanced { self.setup.targets.len() } else { 0 };
        vec![
            month.hourly("shards", shards, "kinesis.shard-hour"),
            month.counted("PUT payload units", units, "kinesis.put-unit"),
            month.hourly(
                "enhanced fan-out",
                shards * float(readers as u64),
                "kinesis.fan-out.shard-hour",
            ),
        ]
    }
}
