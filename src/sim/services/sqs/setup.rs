//! What a queue and its mapping to a function are set to, with the figures that AWS gives.
//!
//! Source: Amazon SQS Developer Guide, Quotas; AWS Lambda Developer Guide, Configuring scaling
//! behavior for SQS event source mappings (2026-11).

use serde::{Deserialize, Serialize};

use crate::sim::kernel::{
    part::Configure,
    setting::{
        Refusal, SettingValue, flag, maybe_small, maybe_text, seconds, share_milli, small, whole,
    },
    time::{HOUR, SECOND, SimTime},
};

/// A message, bytes.
pub const MESSAGE_BYTES: u32 = 1_024 * 1_024;

/// Messages that somebody works on, of one queue.
pub const IN_FLIGHT: u64 = 120_000;

/// Calls of each action that a FIFO queue takes a second.
pub const FIFO_CALLS: u64 = 300;

/// Concurrent batches at the beginning, more each minute, and at most.
pub const FIRST_BATCHES: u32 = 5;
pub const MORE_BATCHES: u32 = 300;
pub const MOST_BATCHES: u32 = 1_250;

/// What a queue and its mapping are set to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QueueSetup {
    /// The function that gets the batches; none for a queue that only fills.
    pub target: Option<String>,
    pub batch: u32,
    /// The mapping's own limit, 2 to 1,000.
    pub maximum_concurrency: Option<u32>,
    /// 30 s by default, at most 12 h.
    pub visibility: SimTime,
    /// After this many receives a message moves to the dead-letter queue; 0: never.
    pub max_receives: u32,
    /// Four days by default.
    pub retention: SimTime,
    /// A message becomes visible this long after it was sent, at most 15 min.
    pub delay: SimTime,
    /// Order in each group, and no message twice within five minutes.
    pub is_fifo: bool,
    /// 0 for the quota of 300 calls a second; else what high throughput allows.
    pub fifo_rate: u64,
    /// Only the messages that failed come back, not their whole batch.
    pub is_partial: bool,
    /// The share of messages that a standard queue delivers once more, in thousandths.
    pub duplicate_milli: u32,
    /// Messages that are always there, for showing how pollers grow.
    pub is_endless: bool,
}

impl Default for QueueSetup {
    fn default() -> Self {
        Self {
            target: None,
            batch: 10,
            maximum_concurrency: None,
            visibility: 30 * SECOND,
            max_receives: 0,
            retention: 96 * HOUR,
            delay: 0,
            is_fifo: false,
            fifo_rate: 0,
            is_partial: false,
            duplicate_milli: 0,
            is_endless: false,
        }
    }
}

/// Batches of the mapping that may be out at once.
pub(in crate::sim) fn most(setup: &QueueSetup) -> u32 {
    setup.maximum_concurrency.unwrap_or(MOST_BATCHES)
}

impl QueueSetup {
    /// Calls of each action that it takes a second as a FIFO queue.
    pub fn calls_per_s(&self) -> u64 {
        if self.fifo_rate == 0 { FIFO_CALLS } else { self.fifo_rate }
    }
}

impl Configure for QueueSetup {
    fn kind(&self) -> &'static str {
        "queue"
    }

    fn keys(&self) -> &'static [&'static str] {
        &[
            "target",
            "batch",
            "maximum_concurrency",
            "visibility_s",
            "max_receives",
            "retention_s",
            "delay_s",
            "fifo",
            "fifo_rate",
            "partial",
            "duplicate_percent",
        ]
    }

    fn set(&mut self, key: &str, value: &SettingValue) -> Result<(), Refusal> {
        match key {
            "target" => self.target = maybe_text(value)?,
            "batch" => self.batch = small(value, 1, 10_000)?,
            "maximum_concurrency" => {
                self.maximum_concurrency = maybe_small(value, 2, 1_000)?;
            }
            "visibility_s" => self.visibility = seconds(value, 0.0, 43_200.0)?,
            "max_receives" => self.max_receives = small(value, 0, 1_000)?,
            "retention_s" => self.retention = seconds(value, 60.0, 1_209_600.0)?,
            "delay_s" => self.delay = seconds(value, 0.0, 900.0)?,
            "fifo" => self.is_fifo = flag(value)?,
            "fifo_rate" => self.fifo_rate = whole(value, 0, 70_000)?,
            "partial" => self.is_partial = flag(value)?,
            "duplicate_percent" => self.duplicate_milli = share_milli(value)?,
            _ => return Err(Refusal::NoKey),
        }
        Ok(())
    }

    fn wires(&self) -> Vec<(&'static str, &str)> {
        self.target.iter().map(|one| ("target", one.as_str())).collect()
    }

    /// Its reader is a function, by an event source mapping.
    fn leads_to(&self, _key: &str) -> &'static [&'static str] {
        &["function"]
    }

    fn still(&self) -> &'static [&'static str] {
        &["fifo"]
    }
}
