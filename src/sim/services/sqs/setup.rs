//! What a queue and its mapping to a function are set to, with the figures that AWS gives.
//!
//! Source: Amazon SQS Developer Guide, Quotas; AWS Lambda Developer Guide, Configuring scaling
//! behavior for SQS event source mappings (2026-11).

use serde::{Deserialize, Serialize};

use crate::sim::kernel::{
    part::{Configure, Unfit},
    setting::{
        Refusal, SettingValue, flag, maybe_small, maybe_text, seconds, share_milli, small, whole,
    },
    time::{HOUR, SECOND, SimTime, to_seconds},
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

/// A provisioned poller works on so many batches at once, and so many batches more a minute can be
/// had (AWS Lambda Developer Guide, Using provisioned mode with an Amazon SQS event source mapping;
/// 2026-11).
pub const BATCHES_PER_POLLER: u32 = 10;
pub const MORE_PROVISIONED: u32 = 1_000;

/// Messages of a batch without a batching window, and of a FIFO queue.
const SMALL_BATCH: u32 = 10;

/// What a queue and its mapping are set to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct QueueSetup {
    /// The function that gets the batches; none for a queue that only fills.
    pub target: Option<String>,
    pub batch: u32,
    /// How long the mapping gathers messages for a batch, at most 5 min; 0: not at all.
    pub window: SimTime,
    /// The share of messages that the mapping's filter lets through, in thousandths; others are
    /// deleted, and no function runs for them.
    pub passing_milli: u32,
    /// The mapping's own limit, 2 to 1,000.
    pub maximum_concurrency: Option<u32>,
    /// Provisioned pollers, least and most, 2 to 2,000; none: the mapping has its own.
    pub pollers: Option<(u32, u32)>,
    /// 30 s by default, at most 12 h.
    pub visibility: SimTime,
    /// The mapping was made before the queue got this timeout: Lambda does not look at it again.
    pub is_mapped_before: bool,
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
            window: 0,
            passing_milli: 1_000,
            maximum_concurrency: None,
            pollers: None,
            visibility: 30 * SECOND,
            is_mapped_before: false,
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
    match setup.pollers {
        Some((_, most)) => most * BATCHES_PER_POLLER,
        None => setup.maximum_concurrency.unwrap_or(MOST_BATCHES),
    }
}

/// Batches of the mapping that may be out at once at the beginning.
pub(in crate::sim) fn first(setup: &QueueSetup) -> u32 {
    let first = match setup.pollers {
        Some((least, _)) => least * BATCHES_PER_POLLER,
        None if setup.is_fifo => most(setup),
        None => FIRST_BATCHES,
    };
    first.min(most(setup))
}

/// How many batches more may be out at once after each second in which there were not enough.
pub(in crate::sim) fn more(setup: &QueueSetup) -> u32 {
    let minute = if setup.pollers.is_some() { MORE_PROVISIONED } else { MORE_BATCHES };
    minute.div_ceil(60)
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
            "window_s",
            "passing_percent",
            "maximum_concurrency",
            "pollers",
            "most_pollers",
            "visibility_s",
            "mapped_before",
            "max_receives",
            "retention_s",
            "delay_s",
            "fifo",
            "fifo_rate",
            "partial",
            "duplicate_percent",
        ]
    }

    fn metrics(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("in", "NumberOfMessagesSent"),
            ("deliveries", "NumberOfMessagesReceived"),
            ("items", "NumberOfMessagesDeleted"),
            ("waiting", "ApproximateNumberOfMessagesVisible"),
            ("in_flight", "ApproximateNumberOfMessagesNotVisible"),
            ("age_ms", "ApproximateAgeOfOldestMessage"),
        ]
    }

    fn set(&mut self, key: &str, value: &SettingValue) -> Result<(), Refusal> {
        match key {
            "target" => self.target = maybe_text(value)?,
            "batch" => self.batch = small(value, 1, 10_000)?,
            "maximum_concurrency" => {
                self.maximum_concurrency = maybe_small(value, 2, 1_000)?;
            }
            "window_s" => self.window = seconds(value, 0.0, 300.0)?,
            "passing_percent" => self.passing_milli = share_milli(value)?,
            "pollers" => {
                let least = small(value, 0, 200)?;
                let most = self.pollers.map_or(200, |(_, most)| most).max(least);
                self.pollers = (0 < least).then_some((least.max(2), most));
            }
            "most_pollers" => {
                let most = small(value, 2, 2_000)?;
                self.pollers = self.pollers.map(|(least, _)| (least, most));
            }
            "visibility_s" => self.visibility = seconds(value, 0.0, 43_200.0)?,
            "mapped_before" => self.is_mapped_before = flag(value)?,
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

    /// AWS Lambda Developer Guide, Lambda parameters for Amazon SQS event source mappings
    /// (2026-11).
    fn refused(&self) -> Option<Unfit> {
        self.target.as_ref()?;
        if self.is_fifo && SMALL_BATCH < self.batch {
            return Some(Unfit::new("batch", "a batch of a FIFO queue has 10 messages at most"));
        }
        if self.is_fifo && 0 < self.window {
            return Some(Unfit::new("window_s", "a FIFO queue has no batching window"));
        }
        if SMALL_BATCH < self.batch && self.window < SECOND {
            let what = "a batch of more than 10 messages needs a batching window of 1 s at least";
            return Some(Unfit::new("batch", what));
        }
        if self.pollers.is_some() && self.maximum_concurrency.is_some() {
            let what = "provisioned pollers have no maximum concurrency: their number is the limit";
            return Some(Unfit::new("maximum_concurrency", what));
        }
        if self.pollers.is_some_and(|(least, most)| most < least) {
            return Some(Unfit::new("most_pollers", "fewer pollers at most than at least"));
        }
        None
    }

    /// Lambda makes no mapping whose function may run longer than messages are hidden (AWS Lambda
    /// Developer Guide, Creating and configuring an Amazon SQS event source mapping; 2026-11).
    fn refused_with(&self, reader: &dyn Configure) -> Option<Unfit> {
        if self.is_mapped_before {
            return None;
        }
        let timeout = reader.timeout().filter(|timeout| self.visibility < *timeout)?;
        let what = format!(
            "messages are hidden for {} s, and the function may run for {} s: AWS takes no \
             visibility timeout below the timeout of the function",
            to_seconds(self.visibility),
            to_seconds(timeout)
        );
        Some(Unfit::new("visibility_s", what))
    }
}
