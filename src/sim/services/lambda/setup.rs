//! What a Lambda function is set to, with the defaults and bounds that AWS gives.
//!
//! Source: AWS Lambda Developer Guide, Lambda quotas; Configuring error handling for asynchronous
//! invocations (2026-11).

use serde::{Deserialize, Serialize};

use crate::sim::kernel::{
    call::Op,
    draw::Law,
    part::{Configure, Unfit},
    quota,
    retry::Retry,
    setting::{
        Refusal, SettingValue, expected, flag, maybe_small, maybe_text, millis, op, seconds,
        share_milli, small, texts, word,
    },
    time::{HOUR, MINUTE, MS, SECOND, SimTime, to_seconds},
};

/// A function is cut after this.
pub const FUNCTION_TIMEOUT_S: f64 = 900.0;
const TIMEOUT_WORDS: &str =
    "a number from 1 to 900: a function is cut after 900 s (AWS Lambda quotas)";

/// Payload of an event, bytes.
pub const EVENT_PAYLOAD: u32 = 1_024 * 1_024;

/// One vCPU goes with this much memory, MB.
pub const MB_PER_VCPU: u32 = 1_769;

/// How long a new environment takes by runtime (our choice; AWS names no figures).
pub const RUNTIMES: [(&str, SimTime); 6] = [
    ("rust", 30 * MS),
    ("go", 80 * MS),
    ("node", 180 * MS),
    ("python", 200 * MS),
    ("dotnet", 600 * MS),
    ("java", 2_500 * MS),
];

/// How long a snapshot takes to be restored (our choice).
pub const RESTORE: SimTime = 200 * MS;

/// How fast a function may get new environments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ScalingRule {
    /// Since November 2023: 1,000 at once and 100 a second after, for each function.
    PerFunction,
    /// Before: a burst by Region, then 500 a minute.
    Legacy { burst: u32 },
    /// No limit, for comparison with queueing theory.
    Unlimited,
}

/// The processors of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Architecture {
    X86,
    /// Cheaper ones.
    Arm,
}

impl Architecture {
    /// The price of a GB-second, by its id.
    pub fn price(self) -> &'static str {
        match self {
            Self::X86 => "lambda.gb-second.x86",
            Self::Arm => "lambda.gb-second.arm",
        }
    }

    /// The price of a GB-second that a provisioned environment is there, by its id.
    pub fn provisioned_price(self) -> &'static str {
        match self {
            Self::X86 => "lambda.provisioned.gb-second",
            Self::Arm => "lambda.provisioned.gb-second.arm",
        }
    }

    /// The price of a GB-second that a provisioned environment works, by its id.
    pub fn provisioned_duration(self) -> &'static str {
        match self {
            Self::X86 => "lambda.provisioned.duration",
            Self::Arm => "lambda.provisioned.duration.arm",
        }
    }

    /// The tiers of a month: GB-seconds up to which a price holds (AWS Lambda pricing, 2026-11).
    pub fn tiers(self) -> &'static [(f64, &'static str)] {
        match self {
            Self::X86 => &[
                (6e9, "lambda.gb-second.x86"),
                (15e9, "lambda.gb-second.x86.over-6b"),
                (f64::INFINITY, "lambda.gb-second.x86.over-15b"),
            ],
            Self::Arm => &[
                (7.5e9, "lambda.gb-second.arm"),
                (18.75e9, "lambda.gb-second.arm.over-7.5b"),
                (f64::INFINITY, "lambda.gb-second.arm.over-18.75b"),
            ],
        }
    }
}

/// What a function is set to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct FunctionSetup {
    /// How long the handler works by itself.
    pub duration: Law,
    /// How long a new environment takes before its first request.
    pub init: SimTime,
    /// A snapshot is restored instead (`SnapStart`); not together with provisioned concurrency.
    pub has_snapshot: bool,
    pub memory_mb: u32,
    /// The share of the duration that is computing, in percent: it shrinks with the CPU that goes
    /// with the memory. `duration` is for one vCPU.
    pub cpu_percent: u32,
    pub architecture: Architecture,
    /// The temporary folder, 512 to 10,240 MB.
    pub ephemeral_mb: u32,
    /// The handler is cut here, 1 s to 900 s.
    pub timeout: SimTime,
    pub reserved: Option<u32>,
    pub provisioned: u32,
    /// Target tracking raises and lowers the provisioned concurrency up to this; 0: it stays.
    pub provisioned_max: u32,
    /// The utilisation that target tracking keeps, in percent.
    pub provisioned_target: u32,
    pub scaling: ScalingRule,
    /// Whom the handler calls after its own work, one after the other.
    pub calls: Vec<String>,
    /// Whether it is attached to the VPC: only then a private API lets it in. Its cold start is
    /// the same, since the network interface is made when it is configured.
    pub in_vpc: bool,
    /// What it asks of them.
    pub call_op: Op,
    pub call_bytes: u32,
    /// Items of each batch that it asks for.
    pub call_items: u32,
    /// How the SDK inside the function tries again when a call is throttled.
    pub sdk_retry: Retry,
    /// The share of invocations that fail, in thousandths.
    pub error_milli: u32,
    /// How long the handler has worked when it has done what counts with what it was given, such as
    /// charging an order: whatever the end of an invocation that got so far, it stays done. None:
    /// nothing is counted. It is counted for events, messages and records, which come again.
    pub effect: Option<SimTime>,
    /// The handler looks up whether it has done so before, and does it once.
    pub is_idempotent: bool,
    /// Idle on-demand environments are removed after this.
    pub keep_alive: SimTime,
    /// How often a failed event is tried again, 0 to 2.
    pub event_retries: u32,
    /// How old an event may grow, 60 s to 6 h.
    pub event_age: SimTime,
    pub has_dead_letters: bool,
    /// Where the record of an event goes that was worked off, and of one that was given up.
    pub on_success: Option<String>,
    pub on_failure: Option<String>,
    /// Recursive loop detection: Lambda stops a chain of events that has come back too often.
    pub stops_loops: bool,
    /// The largest synchronous payload, bytes (6 MB), and the largest event (1 MB).
    pub max_bytes: u32,
    pub max_event_bytes: u32,
}

impl Default for FunctionSetup {
    fn default() -> Self {
        Self {
            duration: Law::Fixed(100 * MS),
            init: 200 * MS,
            has_snapshot: false,
            memory_mb: 128,
            cpu_percent: 0,
            architecture: Architecture::X86,
            ephemeral_mb: 512,
            timeout: 3 * SECOND,
            reserved: None,
            provisioned: 0,
            provisioned_max: 0,
            provisioned_target: 70,
            scaling: ScalingRule::PerFunction,
            calls: Vec::new(),
            in_vpc: false,
            call_op: Op::Read,
            call_bytes: 1_024,
            call_items: 1,
            sdk_retry: Retry { attempts: 4, base: 50 * MS, cap: 20 * SECOND },
            error_milli: 0,
            effect: None,
            is_idempotent: false,
            keep_alive: 10 * MINUTE,
            event_retries: 2,
            event_age: 6 * HOUR,
            has_dead_letters: true,
            on_success: None,
            on_failure: None,
            stops_loops: true,
            max_bytes: quota::FUNCTION_PAYLOAD,
            max_event_bytes: EVENT_PAYLOAD,
        }
    }
}

impl FunctionSetup {
    /// How long a new environment takes until its first request begins.
    pub fn start_time(&self) -> SimTime {
        if self.has_snapshot { RESTORE.min(self.init) } else { self.init }
    }

    /// What is left of its reserve beside so many provisioned environments.
    pub fn on_demand_reserve(&self, provisioned: u32) -> u32 {
        self.reserved.unwrap_or(0).saturating_sub(provisioned)
    }

    /// What a piece of work takes with the CPU of the memory: one vCPU goes with 1,769 MB, and one
    /// thread uses no more than one.
    pub fn scaled(&self, work: SimTime) -> SimTime {
        if self.cpu_percent == 0 {
            return work;
        }
        let computing = u128::from(work) * u128::from(self.cpu_percent) / 100;
        let waiting = u128::from(work) - computing;
        let memory = u128::from(self.memory_mb.clamp(1, MB_PER_VCPU));
        let slowed = computing * u128::from(MB_PER_VCPU) / memory;
        u64::try_from(waiting + slowed).unwrap_or(u64::MAX)
    }
}

impl Configure for FunctionSetup {
    fn kind(&self) -> &'static str {
        "function"
    }

    fn keys(&self) -> &'static [&'static str] {
        &[
            "duration_ms",
            "duration_p99_ms",
            "duration_mean_ms",
            "cpu_percent",
            "runtime",
            "init_ms",
            "snapstart",
            "memory_mb",
            "arm",
            "ephemeral_mb",
            "timeout_s",
            "reserved",
            "provisioned",
            "provisioned_max",
            "provisioned_target_percent",
            "keep_alive_s",
            "calls",
            "vpc",
            "call_op",
            "call_bytes",
            "call_items",
            "sdk_attempts",
            "error_percent",
            "effect_ms",
            "idempotent",
            "event_retries",
            "event_age_s",
            "dead_letters",
            "on_success",
            "on_failure",
            "scaling",
            "recursion",
        ]
    }

    fn metrics(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("throttled", "Throttles"),
            ("function_errors", "Errors"),
            ("timeouts", "Errors"),
            ("spillover", "ProvisionedConcurrencySpilloverInvocations"),
            ("dropped", "AsyncEventsDropped"),
            ("running", "ConcurrentExecutions"),
        ]
    }

    fn set(&mut self, key: &str, value: &SettingValue) -> Result<(), Refusal> {
        const LONGEST_MS: f64 = 3_600_000.0;
        match key {
            "duration_ms" => {
                let time = millis(value, LONGEST_MS)?;
                self.duration = match self.duration {
                    Law::LogNormal { p99, .. } => Law::LogNormal { median: time, p99 },
                    Law::Fixed(_) | Law::Exponential(_) => Law::Fixed(time),
                };
            }
            "duration_p99_ms" => {
                let p99 = millis(value, LONGEST_MS)?;
                self.duration = Law::LogNormal { median: self.duration.typical(), p99 };
            }
            "duration_mean_ms" => self.duration = Law::Exponential(millis(value, LONGEST_MS)?),
            "init_ms" => self.init = millis(value, 10_000.0)?,
            "memory_mb" => self.memory_mb = small(value, 128, 10_240)?,
            "timeout_s" => {
                self.timeout =
                    seconds(value, 1.0, FUNCTION_TIMEOUT_S).or_else(|_| expected(TIMEOUT_WORDS))?;
            }
            "reserved" => self.reserved = maybe_small(value, 0, 100_000)?,
            "provisioned_max" => self.provisioned_max = small(value, 0, 100_000)?,
            "provisioned_target_percent" => self.provisioned_target = small(value, 10, 90)?,
            "runtime" => {
                let names = RUNTIMES.map(|(name, _)| name);
                let name = word(value, &names)?;
                let found = RUNTIMES.iter().find(|(one, _)| *one == name);
                self.init = found.map_or(self.init, |(_, init)| *init);
            }
            "snapstart" => self.has_snapshot = flag(value)?,
            "cpu_percent" => self.cpu_percent = small(value, 0, 100)?,
            "arm" => {
                self.architecture =
                    if flag(value)? { Architecture::Arm } else { Architecture::X86 };
            }
            "ephemeral_mb" => self.ephemeral_mb = small(value, 512, 10_240)?,
            "on_success" => self.on_success = maybe_text(value)?,
            "on_failure" => {
                self.on_failure = maybe_text(value)?;
                self.has_dead_letters = self.on_failure.is_some();
            }
            "keep_alive_s" => self.keep_alive = seconds(value, 1.0, 7_200.0)?,
            "provisioned" => self.provisioned = small(value, 0, 100_000)?,
            "calls" => self.calls = texts(value)?,
            "vpc" => self.in_vpc = flag(value)?,
            "call_op" => self.call_op = op(value)?,
            "call_bytes" => self.call_bytes = small(value, 0, 409_600)?,
            "call_items" => self.call_items = small(value, 1, 100)?,
            "sdk_attempts" => self.sdk_retry.attempts = small(value, 1, 12)?,
            "error_percent" => self.error_milli = share_milli(value)?,
            "effect_ms" => self.effect = Some(millis(value, 900_000.0)?),
            "idempotent" => self.is_idempotent = flag(value)?,
            "event_retries" => self.event_retries = small(value, 0, 2)?,
            "event_age_s" => self.event_age = seconds(value, 60.0, 21_600.0)?,
            "dead_letters" => self.has_dead_letters = flag(value)?,
            "recursion" => {
                self.stops_loops = word(value, &["terminate", "allow"])? == "terminate";
            }
            "scaling" => {
                self.scaling = match word(value, &["per-function", "before-2023", "unlimited"])? {
                    "before-2023" => ScalingRule::Legacy { burst: 3_000 },
                    "unlimited" => ScalingRule::Unlimited,
                    _ => ScalingRule::PerFunction,
                };
            }
            _ => return Err(Refusal::NoKey),
        }
        Ok(())
    }

    fn timeout(&self) -> Option<SimTime> {
        Some(self.timeout)
    }

    fn wires(&self) -> Vec<(&'static str, &str)> {
        let calls = self.calls.iter().map(|one| ("calls", one.as_str()));
        let success = self.on_success.iter().map(|one| ("on_success", one.as_str()));
        let failure = self.on_failure.iter().map(|one| ("on_failure", one.as_str()));
        calls.chain(success).chain(failure).collect()
    }

    /// The program calls whatever has an address; destinations are those of AWS Lambda Developer
    /// Guide, Capturing records of Lambda asynchronous invocations (2026-11).
    fn leads_to(&self, key: &str) -> &'static [&'static str] {
        match key {
            "on_success" => &["queue", "topic", "function", "bus"],
            "on_failure" => &["queue", "topic", "function", "bus", "bucket"],
            _ => &[
                "function",
                "gateway",
                "edge",
                "table",
                "cache",
                "database",
                "queue",
                "topic",
                "bus",
                "bucket",
                "stream",
                "workflow",
                "user-pool",
                "identity-pool",
            ],
        }
    }

    fn hands_on(&self) -> bool {
        true
    }

    fn refused(&self) -> Option<Unfit> {
        if !(128..=10_240).contains(&self.memory_mb) {
            let what = format!("memory is 128 to 10,240 MB, not {} MB", self.memory_mb);
            return Some(Unfit::new("memory_mb", what));
        }
        let timeout_s = to_seconds(self.timeout);
        if FUNCTION_TIMEOUT_S < timeout_s {
            let what =
                format!("a function is cut after 900 s, so its timeout cannot be {timeout_s} s");
            return Some(Unfit::new("timeout_s", what));
        }
        if 2 < self.event_retries {
            let n = self.event_retries;
            let what = format!("a failed event is tried again 0 to 2 times, not {n}");
            return Some(Unfit::new("event_retries", what));
        }
        let provisioned = self.provisioned.max(self.provisioned_max);
        if self.reserved.is_some_and(|reserved| reserved < provisioned) {
            let key =
                if provisioned == self.provisioned { "provisioned" } else { "provisioned_max" };
            let what = format!(
                "{provisioned} provisioned environments do not fit into {} reserved units",
                self.reserved.unwrap_or(0)
            );
            return Some(Unfit::new(key, what));
        }
        let most = self.call_op.most_items();
        if most < self.call_items {
            let what = format!("such a call carries {most} items at most, not {}", self.call_items);
            return Some(Unfit::new("call_items", what));
        }
        if self.is_idempotent && self.effect.is_none() {
            let what = "to be idempotent is about an effect: set `effect_ms`";
            return Some(Unfit::new("idempotent", what));
        }
        if self.has_snapshot && 0 < provisioned {
            let what = "SnapStart and provisioned concurrency exclude each other";
            return Some(Unfit::new("snapstart", what));
        }
        if self.has_snapshot && 512 < self.ephemeral_mb {
            let what = "SnapStart allows no temporary folder above 512 MB";
            return Some(Unfit::new("ephemeral_mb", what));
        }
        None
    }

    fn executions(&self) -> u32 {
        self.reserved.unwrap_or(self.provisioned)
    }

    fn chores(&self) -> u64 {
        1 + u64::from(0 < self.provisioned && self.provisioned_max == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn computing_shrinks_with_memory_down_to_one_thread() {
        let function = |memory_mb, cpu_percent| FunctionSetup {
            memory_mb,
            cpu_percent,
            ..FunctionSetup::default()
        };
        // 1,769 MB is one vCPU; half of it takes twice as long, more than it no less.
        assert_eq!(function(1_769, 100).scaled(100 * MS), 100 * MS);
        assert_eq!(function(3_538, 100).scaled(100 * MS), 100 * MS);
        assert_eq!(function(884, 100).scaled(884 * MS), 1_769 * MS);
        assert_eq!(function(884, 50).scaled(884 * MS), 442 * MS + 884_500_000);
        assert_eq!(function(128, 0).scaled(100 * MS), 100 * MS);
    }
}
