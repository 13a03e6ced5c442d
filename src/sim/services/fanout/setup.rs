//! What a topic, bus, schedule or bucket is set to.

use serde::{Deserialize, Serialize};

use crate::sim::kernel::{
    draw::Law,
    ledger::Recurrence,
    part::Configure,
    setting::{Refusal, SettingValue, expected, flag, millis, seconds, share_milli, small, texts},
    time::{HOUR, MINUTE, MS, SECOND, SimTime},
};

/// Which source of events it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FanoutKind {
    Topic,
    Bus,
    Schedule,
    Bucket,
}

/// What a source of events is set to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FanoutSetup {
    pub kind: FanoutKind,
    pub targets: Vec<String>,
    /// From the event to its delivery.
    pub delay: Law,
    /// The share of events that the filter lets through, in thousandths.
    pub passing_milli: u32,
    /// The share of copies that are delivered twice, in thousandths.
    pub duplicate_milli: u32,
    /// A schedule fires this often.
    pub every: SimTime,
    /// How long and how often a delivery of a bus or a schedule is tried again; what a topic does
    /// is Amazon SNS's own policy.
    pub retry_age: SimTime,
    pub attempts: u32,
    pub has_dead_letters: bool,
}

impl FanoutSetup {
    /// The defaults of one kind. The delays are our choice: S3 says that events usually come
    /// within seconds, the others name no figure.
    pub fn new(kind: FanoutKind) -> Self {
        let (delay, attempts, retry_age) = match kind {
            FanoutKind::Topic => (Law::Fixed(20 * MS), 0, SimTime::MAX / 2),
            FanoutKind::Bus | FanoutKind::Schedule => (Law::Fixed(100 * MS), 185, 24 * HOUR),
            FanoutKind::Bucket => {
                (Law::LogNormal { median: 700 * MS, p99: 4 * SECOND }, 0, SimTime::MAX / 2)
            }
        };
        Self {
            kind,
            targets: Vec::new(),
            delay,
            passing_milli: 1_000,
            duplicate_milli: 0,
            every: 5 * MINUTE,
            retry_age,
            attempts,
            has_dead_letters: false,
        }
    }
}

impl Configure for FanoutSetup {
    fn kind(&self) -> &'static str {
        match self.kind {
            FanoutKind::Topic => "topic",
            FanoutKind::Bus => "bus",
            FanoutKind::Schedule => "schedule",
            FanoutKind::Bucket => "bucket",
        }
    }

    fn keys(&self) -> &'static [&'static str] {
        match self.kind {
            FanoutKind::Schedule => {
                &["targets", "every_s", "delay_ms", "retry_age_s", "attempts", "dead_letters"]
            }
            FanoutKind::Bus => &[
                "targets",
                "delay_ms",
                "passing_percent",
                "duplicate_percent",
                "retry_age_s",
                "attempts",
                "dead_letters",
            ],
            FanoutKind::Topic | FanoutKind::Bucket => {
                &["targets", "delay_ms", "passing_percent", "duplicate_percent", "dead_letters"]
            }
        }
    }

    fn metrics(&self) -> &'static [(&'static str, &'static str)] {
        match self.kind {
            FanoutKind::Topic => &[
                ("in", "NumberOfMessagesPublished"),
                ("dropped", "NumberOfNotificationsFailed"),
                ("dead_letters", "NumberOfNotificationsRedrivenToDlq"),
            ],
            FanoutKind::Bus | FanoutKind::Schedule => &[
                ("deliveries", "InvocationAttempts"),
                ("retries", "RetryInvocationAttempts"),
                ("dropped", "FailedInvocations"),
                ("dead_letters", "InvocationsSentToDlq"),
            ],
            FanoutKind::Bucket => &[("in", "PutRequests")],
        }
    }

    fn set(&mut self, key: &str, value: &SettingValue) -> Result<(), Refusal> {
        match key {
            "targets" => self.targets = texts(value)?,
            "every_s" => self.every = minutes(value)?,
            "delay_ms" => self.delay = Law::Fixed(millis(value, 60_000.0)?),
            "passing_percent" => self.passing_milli = share_milli(value)?,
            "duplicate_percent" => self.duplicate_milli = share_milli(value)?,
            "retry_age_s" => self.retry_age = seconds(value, 60.0, 86_400.0)?,
            "attempts" => self.attempts = small(value, 0, 185)?,
            "dead_letters" => self.has_dead_letters = flag(value)?,
            _ => return Err(Refusal::NoKey),
        }
        Ok(())
    }

    fn pace(&self) -> Recurrence {
        match self.kind {
            FanoutKind::Schedule => Recurrence::Periods(self.every),
            FanoutKind::Topic | FanoutKind::Bus | FanoutKind::Bucket => Recurrence::Steady,
        }
    }

    fn wires(&self) -> Vec<(&'static str, &str)> {
        self.targets.iter().map(|one| ("targets", one.as_str())).collect()
    }

    /// Amazon SNS Developer Guide, Subscribing to topics (of endpoints with an address the API
    /// stands for all); Amazon `EventBridge` User Guide, Event bus targets; Amazon S3 User Guide,
    /// Event notification types and destinations (2026-11).
    fn leads_to(&self, _key: &str) -> &'static [&'static str] {
        match self.kind {
            FanoutKind::Topic => &["function", "queue", "gateway"],
            FanoutKind::Bus | FanoutKind::Schedule => {
                &["function", "queue", "topic", "stream", "workflow", "gateway"]
            }
            FanoutKind::Bucket => &["function", "queue", "topic", "bus"],
        }
    }
}

/// A schedule knows whole minutes only.
fn minutes(value: &SettingValue) -> Result<SimTime, Refusal> {
    let time = seconds(value, 60.0, 2_592_000.0)?;
    if time.is_multiple_of(MINUTE) {
        Ok(time)
    } else {
        expected("whole minutes in seconds: 60, 120, 300, ...")
    }
}
