//! What a table is set to, with the figures that AWS gives.
//!
//! Source: Amazon DynamoDB Developer Guide, Burst and adaptive capacity; Partition key design;
//! Managing throughput capacity with auto scaling; Global tables; Time to Live; Point-in-time
//! recovery; Data export; Table classes (2026-11).

use serde::{Deserialize, Serialize};

use crate::{
    sim::kernel::{
        bill::Prices,
        draw::Law,
        part::{Configure, Unfit},
        setting::{
            Refusal, SettingValue, expected, maybe_text, millis, number, seconds, small, texts,
            whole, word,
        },
        time::{HOUR, MINUTE, MS, SECOND, SimTime, to_seconds},
    },
    text::thousands,
};

/// Seconds of unused capacity that are kept.
pub const BURST_S: u64 = 300;
/// What one partition carries, units a second.
pub const PARTITION_READS: u64 = 3_000;
pub const PARTITION_WRITES: u64 = 1_000;
/// A table has no more units a second of either kind unless its owner has asked for more.
pub const TABLE_QUOTA: u64 = 40_000;
/// A new on-demand table carries this at once.
pub const NEW_ON_DEMAND_READS: u64 = 12_000;
pub const NEW_ON_DEMAND_WRITES: u64 = 4_000;

/// No setting counts more units.
const MOST: u64 = 1_000_000;

/// How a table is paid for and bounded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Capacity {
    Provisioned {
        reads: u64,
        writes: u64,
    },
    /// Twice the previous peak at once; never less than what a new table carries.
    OnDemand {
        peak_reads: u64,
        peak_writes: u64,
    },
}

/// Target tracking of provisioned capacity, one side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AutoScaling {
    /// 20 to 90 %.
    pub target_percent: u64,
    pub min: u64,
    pub max: u64,
    /// From the decision to the new capacity.
    pub delay: SimTime,
}

/// What a table is set to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TableSetup {
    pub capacity: Capacity,
    /// Reads and writes that it is provisioned for whenever it is provisioned.
    pub kept: (u64, u64),
    /// Units of credit that the buckets begin with; more than they hold fills them. None: those of
    /// one second, so that a fresh table serves its first request (our choice).
    pub first_credit: Option<u64>,
    /// 0: as many as the capacity needs at the beginning.
    pub n_partitions: u32,
    pub latency: Law,
    /// Write units a second of each global index; every write costs each of them the item's units.
    pub indexes: Vec<u64>,
    /// Read units a second of each of them, and how many values their partition keys have; 0: as
    /// many as that of the table.
    pub index_reads: u64,
    pub index_keys: u32,
    pub scale_reads: Option<AutoScaling>,
    pub scale_writes: Option<AutoScaling>,
    /// More than this an on-demand table does not serve, as its owner wants it; 0: no such limit.
    pub most_reads: u64,
    pub most_writes: u64,
    /// How long an eventual read may still return the version before.
    pub lag: Law,
    /// Items expire this long after they were written; 0: never.
    pub ttl: SimTime,
    /// An expired item is removed within this.
    pub ttl_delay: SimTime,
    /// Where every change is written to.
    pub stream: Option<String>,
    /// The same table in other Regions.
    pub replicas: Vec<String>,
    /// How long a write is under way to another Region.
    pub replication: Law,
    /// A write is answered only when the other Regions have it too.
    pub is_strong: bool,
    pub protection: Protection,
    pub backup_every: SimTime,
    /// How long a backup is kept; 0: until the next one is there.
    pub backup_keep: SimTime,
    /// When all is lost by a mistake; 0: never.
    pub disaster_at: SimTime,
    /// How long restoring into a new table takes.
    pub restore: SimTime,
    pub export: Export,
    pub export_every: SimTime,
    pub storage_gb: f64,
    /// Units a second of either kind that the table may have: a quota that can be raised.
    pub quota: u64,
    pub class: TableClass,
}

/// What is kept for the case that data are lost by a mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Protection {
    #[default]
    None,
    /// Backups at intervals.
    Backups,
    /// Any second of the last 35 days, the last five minutes not yet.
    PointInTime,
}

/// What a table is paid by: storage is cheaper in one class, requests in the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum TableClass {
    #[default]
    Standard,
    /// Standard-IA.
    Infrequent,
}

impl TableClass {
    /// The price of something in this class.
    pub fn usd(self, prices: &Prices, what: &str) -> f64 {
        let class = match self {
            Self::Standard => "dynamodb",
            Self::Infrequent => "dynamodb.ia",
        };
        prices.usd(&format!("{class}.{what}"))
    }
}

/// How the table is copied out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Export {
    #[default]
    None,
    /// Page by page, with the table's own read capacity.
    Scan,
    /// From the point-in-time backups, with no read capacity at all.
    PointInTime,
    /// The same, and only what has changed since the last one.
    Incremental,
}

impl Default for TableSetup {
    fn default() -> Self {
        Self {
            capacity: Capacity::OnDemand { peak_reads: 0, peak_writes: 0 },
            kept: (5, 5),
            first_credit: None,
            n_partitions: 0,
            latency: Law::Fixed(5 * MS),
            indexes: Vec::new(),
            index_reads: 0,
            index_keys: 0,
            scale_reads: None,
            scale_writes: None,
            most_reads: 0,
            most_writes: 0,
            lag: Law::Fixed(0),
            ttl: 0,
            ttl_delay: 48 * HOUR,
            stream: None,
            replicas: Vec::new(),
            replication: Law::Fixed(800 * MS),
            is_strong: false,
            protection: Protection::None,
            backup_every: HOUR,
            backup_keep: 0,
            disaster_at: 0,
            restore: 10 * MINUTE,
            export: Export::None,
            export_every: HOUR,
            storage_gb: 0.0,
            quota: TABLE_QUOTA,
            class: TableClass::Standard,
        }
    }
}

impl TableSetup {
    /// The partitions at the beginning: what the capacity comes to, at 3,000 read and 1,000 write
    /// units each (Developer Guide of 2018; AWS names no formula any more).
    pub fn first_partitions(&self) -> u32 {
        if 0 < self.n_partitions {
            return self.n_partitions;
        }
        match self.capacity {
            Capacity::Provisioned { reads, writes } => partitions_for(reads, writes),
            Capacity::OnDemand { peak_reads, peak_writes } => partitions_for(
                on_demand_limit(peak_reads, NEW_ON_DEMAND_READS),
                on_demand_limit(peak_writes, NEW_ON_DEMAND_WRITES),
            ),
        }
    }
}

/// Partitions for a capacity, at 3,000 read and 1,000 write units each.
pub fn partitions_for(reads: u64, writes: u64) -> u32 {
    let thousandths = reads.saturating_mul(1_000) / (PARTITION_READS / 1_000)
        + writes.saturating_mul(1_000) / (PARTITION_WRITES / 1_000);
    u32::try_from(thousandths.div_ceil(1_000_000)).unwrap_or(u32::MAX).clamp(1, 10_000)
}

impl TableSetup {
    /// How many backups there are at a time, on average.
    pub fn backup_copies(&self) -> f64 {
        if self.backup_keep == 0 {
            return 1.0;
        }
        to_seconds(self.backup_keep) / to_seconds(self.backup_every)
    }
}

impl Configure for TableSetup {
    fn kind(&self) -> &'static str {
        "table"
    }

    fn keys(&self) -> &'static [&'static str] {
        &[
            "mode",
            "reads",
            "writes",
            "peak_reads",
            "peak_writes",
            "most_reads",
            "most_writes",
            "first_credit",
            "partitions",
            "latency_ms",
            "indexes",
            "index_writes",
            "index_reads",
            "index_keys",
            "scale_target_percent",
            "scale_min",
            "scale_max",
            "scale_delay_s",
            "lag_ms",
            "ttl_s",
            "ttl_delay_s",
            "stream",
            "replicas",
            "replication_ms",
            "replicas_are",
            "protection",
            "backup_every_s",
            "backup_keep_s",
            "disaster_s",
            "restore_s",
            "export",
            "export_every_s",
            "storage_gb",
            "class",
            "quota",
        ]
    }

    fn metrics(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("throttled", "ThrottledRequests"),
            ("expired", "TimeToLiveDeletedItemCount"),
            ("write_units", "ProvisionedWriteCapacityUnits"),
            ("read_units", "ProvisionedReadCapacityUnits"),
        ]
    }

    fn set(&mut self, key: &str, value: &SettingValue) -> Result<(), Refusal> {
        match key {
            "mode" | "reads" | "writes" | "peak_reads" | "peak_writes" => {
                return set_capacity(self, key, value);
            }
            "first_credit" => self.first_credit = Some(whole(value, 0, 300 * MOST)?),
            "partitions" => self.n_partitions = small(value, 0, 10_000)?,
            "latency_ms" => self.latency = Law::Fixed(millis(value, 10_000.0)?),
            "indexes" => {
                let SettingValue::Numbers(units) = value else {
                    return expected("a list of write units, one for each index");
                };
                let units: Result<Vec<u64>, Refusal> =
                    units.iter().map(|one| whole(&SettingValue::Number(*one), 1, MOST)).collect();
                self.indexes = units?;
            }
            "index_writes" => {
                let units = whole(value, 1, MOST)?;
                self.indexes = vec![units; self.indexes.len().max(1)];
            }
            "index_reads" => self.index_reads = whole(value, 0, MOST)?,
            "index_keys" => self.index_keys = small(value, 0, 1_000_000)?,
            "most_reads" => self.most_reads = whole(value, 0, MOST)?,
            "most_writes" => self.most_writes = whole(value, 0, MOST)?,
            "lag_ms" => self.lag = Law::Exponential(millis(value, 60_000.0)?),
            "ttl_s" => self.ttl = seconds(value, 0.0, 2_592_000.0)?,
            "ttl_delay_s" => self.ttl_delay = seconds(value, 0.0, 604_800.0)?,
            "stream" => self.stream = maybe_text(value)?,
            "storage_gb" => self.storage_gb = number(value, 0.0, 1_000_000.0)?,
            "quota" => self.quota = whole(value, 1, MOST)?,
            "class" => {
                self.class = match word(value, &["standard", "infrequent"])? {
                    "infrequent" => TableClass::Infrequent,
                    _ => TableClass::Standard,
                };
            }
            "replicas" | "replication_ms" | "replicas_are" | "protection" | "backup_every_s"
            | "backup_keep_s" | "disaster_s" | "restore_s" | "export" | "export_every_s" => {
                return set_copies(self, key, value);
            }
            _ => return set_scaling(self, key, value),
        }
        Ok(())
    }

    fn wires(&self) -> Vec<(&'static str, &str)> {
        let stream = self.stream.iter().map(|one| ("stream", one.as_str()));
        stream.chain(self.replicas.iter().map(|one| ("replicas", one.as_str()))).collect()
    }

    fn leads_to(&self, key: &str) -> &'static [&'static str] {
        if key == "stream" { &["stream"] } else { &["table"] }
    }

    fn still(&self) -> &'static [&'static str] {
        &["indexes", "disaster_s"]
    }

    fn refused(&self) -> Option<Unfit> {
        let is_from_backups = matches!(self.export, Export::PointInTime | Export::Incremental);
        if is_from_backups && self.protection != Protection::PointInTime {
            let what = "an export without read capacity needs point-in-time recovery";
            return Some(Unfit::new("export", what));
        }
        if let Capacity::Provisioned { reads, writes } = self.capacity
            && self.quota < reads.max(writes)
        {
            let (key, units) = if reads <= writes { ("writes", writes) } else { ("reads", reads) };
            let what = format!(
                "a table has {} units per second at most, not {}; set `quota` where AWS has raised it",
                thousands(self.quota),
                thousands(units)
            );
            return Some(Unfit::new(key, what));
        }
        for scaling in self.scale_writes.iter().chain(&self.scale_reads) {
            if scaling.max < scaling.min {
                let (min, max) = (scaling.min, scaling.max);
                let what = format!("auto scaling cannot stay between {min} and {max}");
                return Some(Unfit::new("scale_max", what));
            }
        }
        if self.is_strong && 0 < self.ttl {
            let what = "with strong consistency across Regions there is no time to live (TTL)";
            return Some(Unfit::new("ttl_s", what));
        }
        None
    }

    fn chores(&self) -> u64 {
        let by_hand =
            matches!(self.capacity, Capacity::Provisioned { .. }) && self.scale_writes.is_none();
        1 + u64::from(by_hand)
    }
}

/// How the table is paid for and bounded.
fn set_capacity(table: &mut TableSetup, key: &str, value: &SettingValue) -> Result<(), Refusal> {
    match key {
        "mode" => {
            let is_provisioned = word(value, &["provisioned", "on-demand"])? == "provisioned";
            table.capacity = match (&table.capacity, is_provisioned) {
                (Capacity::Provisioned { .. }, true) | (Capacity::OnDemand { .. }, false) => {
                    return Ok(());
                }
                (Capacity::OnDemand { .. }, true) => {
                    let (reads, writes) = table.kept;
                    Capacity::Provisioned { reads, writes }
                }
                (Capacity::Provisioned { .. }, false) => {
                    Capacity::OnDemand { peak_reads: 0, peak_writes: 0 }
                }
            };
        }
        "reads" | "writes" => {
            let units = whole(value, 1, MOST)?;
            if key == "reads" {
                table.kept.0 = units;
            } else {
                table.kept.1 = units;
            }
            if let Capacity::Provisioned { reads, writes } = &mut table.capacity {
                (*reads, *writes) = table.kept;
            }
        }
        "peak_reads" | "peak_writes" => {
            let units = whole(value, 0, MOST)?;
            let Capacity::OnDemand { peak_reads, peak_writes } = &mut table.capacity else {
                return expected("mode = \"on-demand\" first");
            };
            *(if key == "peak_reads" { peak_reads } else { peak_writes }) = units;
        }
        _ => return Err(Refusal::NoKey),
    }
    Ok(())
}

/// Where else the data are: in other Regions, in backups, in exports.
fn set_copies(table: &mut TableSetup, key: &str, value: &SettingValue) -> Result<(), Refusal> {
    match key {
        "replicas" => table.replicas = texts(value)?,
        "replication_ms" => table.replication = Law::Fixed(millis(value, 60_000.0)?),
        "replicas_are" => table.is_strong = word(value, &["eventual", "strong"])? == "strong",
        "protection" => {
            table.protection = match word(value, &["none", "backups", "point-in-time"])? {
                "backups" => Protection::Backups,
                "point-in-time" => Protection::PointInTime,
                _ => Protection::None,
            }
        }
        "backup_every_s" => table.backup_every = seconds(value, 60.0, 2_592_000.0)?,
        "backup_keep_s" => table.backup_keep = seconds(value, 0.0, 31_536_000.0)?,
        "disaster_s" => table.disaster_at = seconds(value, 0.0, 2_592_000.0)?,
        "restore_s" => table.restore = seconds(value, 0.0, 604_800.0)?,
        "export" => {
            table.export = match word(value, &["none", "scan", "point-in-time", "incremental"])? {
                "scan" => Export::Scan,
                "point-in-time" => Export::PointInTime,
                "incremental" => Export::Incremental,
                _ => Export::None,
            }
        }
        "export_every_s" => table.export_every = seconds(value, 60.0, 2_592_000.0)?,
        _ => return Err(Refusal::NoKey),
    }
    Ok(())
}

fn set_scaling(table: &mut TableSetup, key: &str, value: &SettingValue) -> Result<(), Refusal> {
    let start = AutoScaling { target_percent: 70, min: 5, max: 40_000, delay: 60 * SECOND };
    for side in [&mut table.scale_reads, &mut table.scale_writes] {
        let scaling = side.get_or_insert_with(|| start.clone());
        match key {
            "scale_target_percent" => scaling.target_percent = whole(value, 20, 90)?,
            "scale_min" => scaling.min = whole(value, 1, 1_000_000)?,
            "scale_max" => scaling.max = whole(value, 1, 1_000_000)?,
            "scale_delay_s" => scaling.delay = seconds(value, 1.0, 3_600.0)?,
            _ => return Err(Refusal::NoKey),
        }
    }
    Ok(())
}

/// What an on-demand table carries at once after a peak: twice as much, and never less than a new
/// one.
pub fn on_demand_limit(peak: u64, new_table: u64) -> u64 {
    (2 * peak).max(new_table)
}
