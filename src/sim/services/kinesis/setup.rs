//! What a stream and its mappings are set to, with the figures that AWS gives.

use serde::{Deserialize, Serialize};

use crate::sim::kernel::{
    part::{Configure, Unfit},
    quota,
    setting::{Refusal, SettingValue, flag, maybe_small, seconds, share_milli, small, texts, word},
    time::{HOUR, SimTime, to_seconds},
};

/// Readers of one shard of a table's stream.
pub const TABLE_STREAM_READERS: usize = 2;

/// What one shard takes a second.
pub const SHARD_RECORDS: u64 = 1_000;
pub const SHARD_BYTES: u64 = 1_024 * 1_024;

/// How often one shard can be read in a second, by all readers together.
pub const SHARD_READS: u64 = 5;

/// What a stream and its mappings are set to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct StreamSetup {
    /// The stream of a table: as many shards as it needs, two readers at most.
    pub is_of_table: bool,
    pub shards: u32,
    pub targets: Vec<String>,
    pub batch: u32,
    /// How long a mapping gathers records for a batch, at most 5 min; 0: not at all.
    pub window: SimTime,
    /// The share of records that the mappings' filters let through, in thousandths.
    pub passing_milli: u32,
    /// Batches of one shard at once, 1 to 10.
    pub factor: u32,
    pub retention: SimTime,
    /// None: until it succeeds or is too old.
    pub max_retries: Option<u32>,
    /// A failed batch is cut in two.
    pub bisects: bool,
    /// The function reports which record failed: those before it do not come again.
    pub is_partial: bool,
    /// Records that are given up are kept elsewhere.
    pub has_destination: bool,
    pub is_enhanced: bool,
}

impl Default for StreamSetup {
    fn default() -> Self {
        Self {
            is_of_table: false,
            shards: 1,
            targets: Vec::new(),
            batch: 100,
            window: 0,
            passing_milli: 1_000,
            factor: 1,
            retention: 24 * HOUR,
            max_retries: None,
            bisects: false,
            is_partial: false,
            has_destination: false,
            is_enhanced: false,
        }
    }
}

impl Configure for StreamSetup {
    fn kind(&self) -> &'static str {
        "stream"
    }

    fn keys(&self) -> &'static [&'static str] {
        &[
            "source",
            "shards",
            "targets",
            "batch",
            "window_s",
            "passing_percent",
            "parallelization",
            "retention_s",
            "max_retries",
            "bisect",
            "partial",
            "failure_destination",
            "enhanced",
        ]
    }

    fn metrics(&self) -> &'static [(&'static str, &'static str)] {
        if self.is_of_table {
            return &[("age_ms", "IteratorAge")];
        }
        &[
            ("in", "IncomingRecords"),
            ("throttled", "WriteProvisionedThroughputExceeded"),
            ("age_ms", "IteratorAge"),
        ]
    }

    fn set(&mut self, key: &str, value: &SettingValue) -> Result<(), Refusal> {
        match key {
            "source" => self.is_of_table = word(value, &["kinesis", "table"])? == "table",
            "shards" => self.shards = small(value, 1, 1_000)?,
            "targets" => self.targets = texts(value)?,
            "batch" => self.batch = small(value, 1, 10_000)?,
            "parallelization" => self.factor = small(value, 1, quota::PARALLELIZATION)?,
            "retention_s" => {
                self.retention = seconds(value, to_seconds(24 * HOUR), 31_536_000.0)?;
            }
            "max_retries" => self.max_retries = maybe_small(value, 0, 10_000)?,
            "window_s" => self.window = seconds(value, 0.0, 300.0)?,
            "passing_percent" => self.passing_milli = share_milli(value)?,
            "partial" => self.is_partial = flag(value)?,
            "bisect" => self.bisects = flag(value)?,
            "failure_destination" => self.has_destination = flag(value)?,
            "enhanced" => self.is_enhanced = flag(value)?,
            _ => return Err(Refusal::NoKey),
        }
        Ok(())
    }

    fn wires(&self) -> Vec<(&'static str, &str)> {
        self.targets.iter().map(|one| ("targets", one.as_str())).collect()
    }

    /// Its readers are functions, by event source mappings.
    fn leads_to(&self, _key: &str) -> &'static [&'static str] {
        &["function"]
    }

    /// Only the table itself writes to its stream.
    fn is_asked_by(&self, kind: &str) -> bool {
        !self.is_of_table || kind == "table"
    }

    fn still(&self) -> &'static [&'static str] {
        &["source"]
    }

    fn refused(&self) -> Option<Unfit> {
        let n = self.targets.len();
        (self.is_of_table && TABLE_STREAM_READERS < n).then(|| {
            let what = format!("at most 2 readers can share a shard of a table's stream, not {n}");
            Unfit::new("targets", what)
        })
    }

    fn chores(&self) -> u64 {
        1 + u64::from(!self.is_of_table)
    }
}
