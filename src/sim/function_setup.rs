//! What a Lambda function is set to, with the defaults and bounds that AWS gives.
//!
//! Source: AWS Lambda Developer Guide, Lambda quotas; Configuring error handling for asynchronous
//! invocations (2026-11).

use super::{
    client::Retry,
    core::Op,
    draw::Law,
    time::{HOUR, MINUTE, MS, SECOND, SimTime},
};

/// How fast a function may get new environments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalingRule {
    /// Since November 2023: 1,000 at once and 100 a second after, for each function.
    PerFunction,
    /// Before: a burst by Region, then 500 a minute.
    Legacy { burst: u32 },
    /// No limit, for comparison with queueing theory.
    Unlimited,
}

/// What a function is set to.
#[derive(Debug, Clone, PartialEq)]
pub struct FunctionSetup {
    /// How long the handler works by itself.
    pub duration: Law,
    /// How long a new environment takes before its first request.
    pub init: SimTime,
    pub memory_mb: u32,
    /// The handler is cut here, 1 s to 900 s.
    pub timeout: SimTime,
    pub reserved: Option<u32>,
    pub provisioned: u32,
    pub scaling: ScalingRule,
    /// Whom the handler calls after its own work, one after the other.
    pub calls: Vec<String>,
    /// What it asks of them.
    pub call_op: Op,
    pub call_bytes: u32,
    /// How the SDK inside the function tries again when a call is throttled.
    pub sdk_retry: Retry,
    /// The share of invocations that fail, in thousandths.
    pub error_milli: u32,
    /// Idle on-demand environments are removed after this.
    pub keep_alive: SimTime,
    /// How often a failed event is tried again, 0 to 2.
    pub event_retries: u32,
    /// How old an event may grow, 60 s to 6 h.
    pub event_age: SimTime,
    pub has_dead_letters: bool,
    /// The largest synchronous payload, bytes (6 MB), and the largest event (1 MB).
    pub max_bytes: u32,
    pub max_event_bytes: u32,
}

impl Default for FunctionSetup {
    fn default() -> Self {
        Self {
            duration: Law::Fixed(100 * MS),
            init: 200 * MS,
            memory_mb: 128,
            timeout: 3 * SECOND,
            reserved: None,
            provisioned: 0,
            scaling: ScalingRule::PerFunction,
            calls: Vec::new(),
            call_op: Op::Read,
            call_bytes: 1_024,
            sdk_retry: Retry { attempts: 4, base: 50 * MS, cap: 20 * SECOND },
            error_milli: 0,
            keep_alive: 10 * MINUTE,
            event_retries: 2,
            event_age: 6 * HOUR,
            has_dead_letters: true,
            max_bytes: 6 * 1_024 * 1_024,
            max_event_bytes: 1_024 * 1_024,
        }
    }
}
