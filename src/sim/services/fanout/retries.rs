//! How long a source of events waits before it delivers again.
//!
//! Amazon SNS to Lambda and SQS: 3 times at once, 2 times a second apart, 10 times from 1 to 20 s,
//! then 100,000 times 20 s apart, 100,015 times over 23 days in all; to an HTTP endpoint 3 times,
//! 20 s apart. Amazon `EventBridge`: 24 h and up to 185 times, with an exponential backoff and
//! jitter; the waits themselves, from 2 s to 8 min less up to a tenth, are our choice. Source:
//! Amazon SNS Developer Guide, Message delivery retries; Amazon `EventBridge` User Guide, How
//! `EventBridge` retries delivering events (2026-11).

use super::{Fanout, setup::FanoutKind};
use crate::sim::kernel::time::{MINUTE, MS, SECOND, SimTime};

/// What stands behind a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subscriber {
    /// Lambda or SQS.
    Managed,
    /// An address that is somebody's own.
    Http,
}

impl Subscriber {
    /// What a kind of part is to a topic.
    pub(super) fn of(kind: &str) -> Self {
        if kind == "gateway" { Self::Http } else { Self::Managed }
    }
}

/// Retries of each phase for Lambda and SQS.
const AT_ONCE: u32 = 3;
const BEFORE_BACKOFF: u32 = 2;
const IN_BACKOFF: u32 = 10;
const AFTER_BACKOFF: u32 = 100_000;
/// The longest wait, and that of the last phase.
const LONGEST: SimTime = 20 * SECOND;
const HTTP_RETRIES: u32 = 3;

/// The wait of a topic before retry `n`, the first of which is 1; none when it gives up.
fn topic_wait(endpoint: Subscriber, n: u32) -> Option<SimTime> {
    if endpoint == Subscriber::Http {
        return (n <= HTTP_RETRIES).then_some(LONGEST);
    }
    let before = AT_ONCE + BEFORE_BACKOFF;
    match n {
        _ if n <= AT_ONCE => Some(0),
        _ if n <= before => Some(SECOND),
        _ if n <= before + IN_BACKOFF => {
            // Evenly in factors from 1 s to 20 s: 20^(1/9) = 1.395.
            let mut wait = SECOND;
            for _ in 1..(n - before) {
                wait = wait * 1_395 / 1_000;
            }
            Some(wait.min(LONGEST))
        }
        _ if n <= before + IN_BACKOFF + AFTER_BACKOFF => Some(LONGEST),
        _ => None,
    }
}

impl Fanout {
    /// How long to wait before retry `n` of the delivery of an event to a target; none when there
    /// is none.
    pub(super) fn wait_before(&self, target: u32, n: u32, number: u64) -> Option<SimTime> {
        match self.setup.kind {
            FanoutKind::Topic | FanoutKind::Bucket => {
                let (_, endpoint) = *self.targets.get(target as usize)?;
                // Never in no time: a target that refuses at once is asked a moment later.
                topic_wait(endpoint, n).map(|wait| wait.max(MS))
            }
            FanoutKind::Bus | FanoutKind::Schedule => (n <= self.setup.attempts).then(|| {
                let longest = (SECOND << n.min(9)).min(8 * MINUTE);
                longest - self.jitter.below(number ^ (u64::from(n) << 48), longest / 10)
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::kernel::time::{HOUR, to_seconds};

    #[test]
    fn a_topic_tries_for_23_days() {
        let waits: Vec<SimTime> = (1..).map_while(|n| topic_wait(Subscriber::Managed, n)).collect();
        assert_eq!(waits.len(), 100_015);
        let days = to_seconds(waits.iter().sum()) / to_seconds(24 * HOUR);
        assert!((23.0..23.2).contains(&days), "{days}");
        assert_eq!(waits[..6], [0, 0, 0, SECOND, SECOND, SECOND]);
        assert!((19 * SECOND..=LONGEST).contains(&waits[14]));
    }

    #[test]
    fn an_http_endpoint_is_tried_three_times_more() {
        let waits: Vec<SimTime> = (1..).map_while(|n| topic_wait(Subscriber::Http, n)).collect();
        assert_eq!(waits, [LONGEST; 3]);
    }
}
