//! A table in a world: how it is built, what is seen of it, what it costs.

use super::{
    BACK_UP, EXPORT, Table, Wires, levels, needs_items,
    scaling::Tracker,
    setup::{
        BURST_S, Capacity, Export, NEW_ON_DEMAND_READS, NEW_ON_DEMAND_WRITES, PARTITION_READS,
        PARTITION_WRITES, Protection, TABLE_QUOTA, TableSetup,
    },
    units::{Access, MAX_ITEM_BYTES},
};
use crate::{
    sim::kernel::{
        bill::{BillLine, HOURS, Month},
        call::Reason,
        core::Core,
        events::Class,
        meter::Count,
        number::float,
        part::{Part, SetupError, Site},
        seen::{Gauge, Row, Tally},
        time::{HOUR, MINUTE, to_seconds},
    },
    text::thousands,
};

/// An incremental export is paid for as this much at least (Amazon `DynamoDB` pricing, 2026-11).
const LEAST_INCREMENT_GB: f64 = 10.0 / 1_024.0;
const BYTES_PER_GB: f64 = 1_073_741_824.0;

impl Table {
    /// The price of something in the table's class.
    fn usd(&self, month: &Month<'_>, what: &str) -> f64 {
        self.setup.class.usd(month.prices, what)
    }

    fn bill_capacity(&self, used: &[f64; 6], month: &Month<'_>) -> Vec<BillLine> {
        let usd = |what| self.usd(month, what);
        let &[seconds, read_time, write_time, reads, writes, _] = used;
        match self.setup.capacity {
            Capacity::Provisioned { .. } => {
                let seconds = seconds.max(1e-9);
                let writes = write_time / seconds + float(self.setup.indexes.iter().sum());
                let reads = read_time / seconds;
                let n_indexes = self.setup.indexes.len() as u64;
                let reads = reads + float(self.setup.index_reads * n_indexes);
                vec![
                    BillLine::new("write capacity", HOURS * writes * usd("wcu-hour")),
                    BillLine::new("read capacity", HOURS * reads * usd("rcu-hour")),
                ]
            }
            Capacity::OnDemand { .. } => {
                let writes = writes * (1.0 + float(self.setup.indexes.len() as u64));
                vec![
                    BillLine::new("write requests", month.runs * writes * usd("write-request")),
                    BillLine::new("read requests", month.runs * reads * usd("read-request")),
                ]
            }
        }
    }

    fn bill_storage(&self, month: &Month<'_>, written_bytes: f64) -> Vec<BillLine> {
        let gb = self.setup.storage_gb;
        let mut lines = vec![BillLine::new("storage", gb * self.usd(month, "storage.gb-month"))];
        match self.setup.protection {
            Protection::None => {}
            Protection::Backups => {
                let usd = month.prices.usd("dynamodb.backup.gb-month");
                lines.push(BillLine::new("backups", gb * self.setup.backup_copies() * usd));
            }
            Protection::PointInTime => {
                let usd = month.prices.usd("dynamodb.pitr.gb-month");
                lines.push(BillLine::new("point-in-time recovery", gb * usd));
            }
        }
        let n = HOURS * to_seconds(HOUR) / to_seconds(self.setup.export_every);
        let exported_gb = match self.setup.export {
            Export::None | Export::Scan => return lines,
            Export::PointInTime => gb * n,
            Export::Incremental => {
                (written_bytes * month.runs / BYTES_PER_GB).max(n * LEAST_INCREMENT_GB)
            }
        };
        let usd = month.prices.usd("dynamodb.export.gb");
        lines.push(BillLine::new("exports", exported_gb * usd));
        lines
    }

    /// Why partitions are at their limit: some are hot, or all together carry no more.
    fn rule_of_partitions(&self, access: Access) -> String {
        let (limit, unit) = match access {
            Access::Write => (PARTITION_WRITES, "write"),
            Access::Read => (PARTITION_READS, "read"),
        };
        let (n_hot, n) = self.hot_partitions(access);
        if n_hot == 0 && !self.is_provisioned() {
            let units = thousands(self.provisioned(access));
            return format!(
                "on-demand carries {units} {unit} units per second at once, twice its previous peak"
            );
        }
        format!("{n_hot} of {n} partitions at {} {unit} units per second", thousands(limit))
    }
}

impl Part for Table {
    type Setup = TableSetup;

    const KINDS: &'static [&'static str] = &["table"];

    const PRICES: &'static [&'static str] = &[
        "dynamodb.wcu-hour",
        "dynamodb.rcu-hour",
        "dynamodb.write-request",
        "dynamodb.read-request",
        "dynamodb.storage.gb-month",
        "dynamodb.ia.wcu-hour",
        "dynamodb.ia.rcu-hour",
        "dynamodb.ia.write-request",
        "dynamodb.ia.read-request",
        "dynamodb.ia.storage.gb-month",
        "dynamodb.pitr.gb-month",
        "dynamodb.backup.gb-month",
        "dynamodb.export.gb",
    ];

    fn quotas() -> Vec<(&'static str, f64)> {
        vec![
            ("dynamodb.item-bytes", float(MAX_ITEM_BYTES)),
            ("dynamodb.burst-s", float(BURST_S)),
            ("dynamodb.table-quota", float(TABLE_QUOTA)),
            ("dynamodb.partition-reads", float(PARTITION_READS)),
            ("dynamodb.partition-writes", float(PARTITION_WRITES)),
            ("dynamodb.new-on-demand-reads", float(NEW_ON_DEMAND_READS)),
            ("dynamodb.new-on-demand-writes", float(NEW_ON_DEMAND_WRITES)),
        ]
    }

    fn setup_of(_kind: &str) -> TableSetup {
        TableSetup::default()
    }

    fn build(setup: &TableSetup, site: Site<'_>) -> Result<Self, SetupError> {
        let stream = site.maybe(setup.stream.as_ref())?;
        let wires = Wires { stream, replicas: site.all(&setup.replicas)? };
        Ok(Self::new(site.core, site.me, site.name, wires, setup.clone()))
    }

    fn turn(&mut self, core: &mut Core, setup: TableSetup) {
        let now = core.now;
        let (reads, writes) = levels(&setup);
        // Only the side that was turned changes: the other may have been scaled since.
        let (reads_before, writes_before) = levels(&self.setup);
        if reads != reads_before {
            self.reads.set_level(now, reads);
        }
        if writes != writes_before {
            self.writes.set_level(now, writes);
        }
        if setup.n_partitions != self.setup.n_partitions {
            self.reads.set_partitions(now, setup.first_partitions());
            self.writes.set_partitions(now, setup.first_partitions());
        } else if reads != reads_before || writes != writes_before {
            self.follow_capacity(now);
        }
        for (index, units) in self.indexes.iter_mut().zip(&setup.indexes) {
            index.turn(now, &setup, *units, (reads, writes));
        }
        for (side, scaling) in
            [(&mut self.reads, &setup.scale_reads), (&mut self.writes, &setup.scale_writes)]
        {
            match (&mut side.scaling, scaling) {
                (Some(tracker), Some(scaling)) => tracker.setup = scaling.clone(),
                (none @ None, Some(scaling)) => {
                    *none = Some(Tracker::new(scaling.clone()));
                }
                (some, None) => *some = None,
            }
        }
        self.keeps_items = needs_items(&setup);
        if setup.protection == Protection::Backups && self.setup.protection != Protection::Backups {
            core.plan(now + setup.backup_every, Class::Control, self.part, BACK_UP, 0, 0);
        }
        if setup.export != Export::None && self.setup.export == Export::None {
            core.plan(now + MINUTE, Class::Control, self.part, EXPORT, 0, 0);
        }
        self.setup = setup;
    }

    fn n_kept(&self) -> usize {
        self.items.len() + self.stuck.len()
    }

    fn gauges(&self, core: &Core) -> Vec<(Gauge, u64)> {
        let mut all = vec![
            (Gauge::WriteUnits, self.provisioned(Access::Write)),
            (Gauge::ReadUnits, self.provisioned(Access::Read)),
        ];
        if self.is_provisioned() {
            all.push((Gauge::WriteCredit, self.credit(core.now, Access::Write)));
            all.push((Gauge::ReadCredit, self.credit(core.now, Access::Read)));
        }
        if self.keeps_items {
            all.push((Gauge::Items, self.items.len() as u64));
        }
        all
    }

    fn check(&self, _core: &Core) {
        assert!(self.n_backed_up <= self.n_writes, "a backup holds no more than was written");
    }

    fn levels(&self) -> Vec<(u64, &'static str)> {
        vec![
            (self.provisioned(Access::Write), "write units per second"),
            (self.provisioned(Access::Read), "read units per second"),
            (self.n_partitions() as u64, "partitions: a hot one was split"),
            (self.n_exports, "exports finished"),
        ]
    }

    fn rows(&self, core: &Core) -> Vec<Row> {
        let mut rows = vec![Row::Milli { words: "used", what: Count::MilliUnits, unit: "units/s" }];
        if self.is_provisioned() {
            // Whichever credit is lower, seen from its capacity.
            let share =
                |access| self.credit(core.now, access) * 1_000 / self.provisioned(access).max(1);
            let (access, gauge) = if share(Access::Write) <= share(Access::Read) {
                (Access::Write, Gauge::WriteCredit)
            } else {
                (Access::Read, Gauge::ReadCredit)
            };
            let credit = thousands(self.credit(core.now, access));
            let value = format!("{credit}, capacity {}", thousands(self.provisioned(access)));
            rows.push(Row::Level { words: "credit", gauge, value, short: Some(credit) });
        }
        rows
    }

    fn tally(&self, core: &Core, sums: &mut Tally) {
        sums.table_throttled += core.meter.get(self.part, Count::Throttled);
        sums.recovery = sums.recovery.max(self.recovery);
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "of all reasons these have a figure")]
    fn rule(&self, _core: &Core, reason: Reason) -> Option<String> {
        let is_write = matches!(
            reason,
            Reason::TableWriteProvisionedThroughputExceeded
                | Reason::TableWriteKeyRangeThroughputExceeded
                | Reason::TableWriteMaxOnDemandThroughputExceeded
                | Reason::TableWriteAccountLimitExceeded
        );
        let (access, what, unit) = if is_write {
            (Access::Write, "writes", "write")
        } else {
            (Access::Read, "reads", "read")
        };
        let units = thousands(self.provisioned(access));
        let rule = match reason {
            Reason::TableWriteKeyRangeThroughputExceeded
            | Reason::TableReadKeyRangeThroughputExceeded => self.rule_of_partitions(access),
            Reason::TableWriteProvisionedThroughputExceeded
            | Reason::TableReadProvisionedThroughputExceeded => {
                format!("{units} {unit} units per second are used up, burst too")
            }
            Reason::TableWriteMaxOnDemandThroughputExceeded
            | Reason::TableReadMaxOnDemandThroughputExceeded => {
                format!("its maximum throughput is set to {units} {unit} units per second")
            }
            Reason::TableWriteAccountLimitExceeded | Reason::TableReadAccountLimitExceeded => {
                format!("the quota of a table is {units} {unit} units per second")
            }
            _ => return None,
        };
        Some(format!("throttles {what}: {rule}"))
    }

    fn used(&self, core: &Core) -> Vec<f64> {
        let (reads, writes) = self.consumed();
        let (read_time, write_time) = self.unit_seconds(core.now);
        let bytes = float(self.written_bytes);
        vec![to_seconds(core.now), read_time, write_time, reads, writes, bytes]
    }

    fn bill(&self, used: &[f64], month: &Month<'_>) -> Vec<BillLine> {
        let Ok(used) = <&[f64; 6]>::try_from(used) else { return Vec::new() };
        let mut lines = self.bill_capacity(used, month);
        lines.extend(self.bill_storage(month, used[5]));
        lines
    }
}
