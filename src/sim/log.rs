//! What happened, in words, with the rule that decided it.
//!
//! Entries are made from counters and states at the borders of samples, so that watching costs the
//! run nothing and changes nothing in it.

use std::collections::{BTreeMap, VecDeque};

use super::{
    core::{Part, Reason},
    limits,
    meter::Count,
    table_setup::{Capacity, PARTITION_READS, PARTITION_WRITES},
    time::{SECOND, SimTime},
    world::{Component, PartSetup, World},
};
use crate::text::thousands;

/// As many entries are kept.
pub const N_ENTRIES: usize = 400;
/// Something that has not come again for this long is over.
const CALM: SimTime = 3 * SECOND;

/// How an entry is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something is refused, lost or late.
    Bad,
    /// Something is over.
    Good,
    /// Something has changed.
    Plain,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub at: SimTime,
    pub part: String,
    pub words: String,
    pub tone: Tone,
}

/// What goes on with one component for one cause: since when, until when, how often.
#[derive(Debug, Clone, Copy, Default)]
struct Spell {
    seen: u64,
    last_at: SimTime,
    began_with: u64,
    is_on: bool,
}

/// What is watched of a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cause {
    Reason(Reason),
    Count(Count),
}

/// The log of one run.
#[derive(Debug, Default)]
pub struct Log {
    pub entries: VecDeque<Entry>,
    spells: BTreeMap<(usize, Cause), Spell>,
    levels: BTreeMap<(usize, u8), u64>,
}

/// Counters that are worth a word by themselves.
const COUNTS: [Count; 8] = [
    Count::ColdStarts,
    Count::Spillover,
    Count::DeadLetters,
    Count::Dropped,
    Count::Duplicates,
    Count::Lost,
    Count::StaleHits,
    Count::Trespasses,
];

impl Log {
    /// Looks at the world at `world.core.now`.
    pub fn look(&mut self, world: &World) {
        let now = world.core.now;
        for (index, (name, part)) in world.components().enumerate() {
            let place = Part::try_from(index).unwrap_or(Part::MAX);
            for reason in Reason::ALL {
                let n = world.core.meter.reason(place, *reason);
                self.spell(now, world, (index, name), Cause::Reason(*reason), n);
            }
            for what in COUNTS {
                let n = world.core.meter.get(place, what);
                self.spell(now, world, (index, name), Cause::Count(what), n);
            }
            self.levels(now, index, name, part);
        }
    }

    fn push(&mut self, at: SimTime, part: &str, tone: Tone, words: String) {
        if self.entries.len() == N_ENTRIES {
            self.entries.pop_front();
        }
        self.entries.push_back(Entry { at, part: part.to_owned(), words, tone });
    }

    /// Follows one cause: a word when it begins, and one when it is over.
    fn spell(
        &mut self,
        now: SimTime,
        world: &World,
        (index, name): (usize, &str),
        cause: Cause,
        n: u64,
    ) {
        if n == 0 {
            return;
        }
        let spell = self.spells.entry((index, cause)).or_default();
        let more = n - spell.seen;
        let before = spell.seen;
        spell.seen = n;
        if 0 < more {
            spell.last_at = now;
            if !spell.is_on {
                (spell.is_on, spell.began_with) = (true, before);
                let (tone, words) = begins(world, name, cause, more);
                self.push(now, name, tone, words);
            }
        } else if spell.is_on && spell.last_at + CALM <= now {
            spell.is_on = false;
            let (in_all, at) = (n - spell.began_with, spell.last_at);
            if let Some(words) = ends(cause, in_all) {
                self.push(at, name, Tone::Good, words);
            }
        }
    }

    /// Follows what is set while the world runs: capacity, partitions.
    fn levels(&mut self, now: SimTime, index: usize, name: &str, part: &Component) {
        let watched: Vec<(u8, u64, &str)> = match part {
            Component::Table(table) => vec![
                (0, table.provisioned(true), "write units a second"),
                (1, table.provisioned(false), "read units a second"),
                (2, table.n_partitions() as u64, "partitions: a hot one was split"),
                (3, table.n_exports, "exports finished"),
            ],
            Component::Function(function) => {
                vec![(4, u64::from(function.n_provisioned()), "provisioned environments are ready")]
            }
            Component::Queue(queue) => {
                vec![(5, u64::from(queue.allowed), "batches may run at once: pollers have grown")]
            }
            Component::Client(_)
            | Component::Gateway(_)
            | Component::Cache(_)
            | Component::Database(_)
            | Component::Fanout(_)
            | Component::Stream(_)
            | Component::Workflow(_)
            | Component::SignIn(_)
            | Component::Edge(_) => Vec::new(),
        };
        for (kind, value, words) in watched {
            let before = self.levels.insert((index, kind), value);
            if let Some(before) = before.filter(|before| *before != value) {
                let words = format!("{} {words} (was {})", thousands(value), thousands(before));
                self.push(now, name, Tone::Plain, words);
            }
        }
    }
}

fn begins(world: &World, name: &str, cause: Cause, n: u64) -> (Tone, String) {
    let many = thousands(n);
    match cause {
        Cause::Reason(reason) => (Tone::Bad, rule(world, name, reason)),
        Cause::Count(what) => match what {
            Count::ColdStarts => {
                (Tone::Plain, format!("starts {many} environments cold: none was idle"))
            }
            Count::Spillover => (
                Tone::Plain,
                "spills over: all provisioned environments are busy, others take the rest".into(),
            ),
            Count::DeadLetters => {
                (Tone::Bad, "gives up for good; what failed is kept as dead letters".into())
            }
            Count::Dropped => {
                (Tone::Bad, "drops what it has given up: no destination keeps it".into())
            }
            Count::Duplicates => {
                (Tone::Bad, "delivers something twice: delivery is at least once".into())
            }
            Count::Lost => (Tone::Bad, format!("loses {many} writes for good")),
            Count::StaleHits => {
                (Tone::Bad, "answers with what is no longer so: eventual consistency".into())
            }
            _ => (Tone::Bad, "serves rows of somebody else: the role has no row-level rule".into()),
        },
    }
}

fn ends(cause: Cause, n: u64) -> Option<String> {
    let many = thousands(n);
    match cause {
        Cause::Reason(_) => Some(format!("serves again; {many} were refused")),
        Cause::Count(Count::ColdStarts) => {
            Some(format!("has enough environments; {many} cold starts"))
        }
        Cause::Count(_) => None,
    }
}

/// Why a component refuses, with the figure of the rule as it is set here.
fn rule(world: &World, name: &str, reason: Reason) -> String {
    let setup = world.setup();
    let part = setup.parts.get(name);
    match reason {
        Reason::None => "refuses".into(),
        Reason::ConcurrentInvocationLimitExceeded => {
            let pool = thousands(u64::from(world.core.account.pool));
            format!("throttles: all {pool} unreserved executions of the account run")
        }
        Reason::ReservedFunctionConcurrentInvocationLimitExceeded => match part {
            Some(PartSetup::Function(function)) => {
                let reserved = function.reserved.unwrap_or(0);
                format!(
                    "throttles: its reserve of {} executions is used up",
                    thousands(u64::from(reserved))
                )
            }
            _ => "throttles: its reserve is used up".into(),
        },
        Reason::ScalingRateExceeded => {
            "throttles: 1,000 new environments at once, then 100 a second, and no more".into()
        }
        Reason::FunctionInvocationRateLimitExceeded => {
            "throttles: ten requests a second for each unit of concurrency".into()
        }
        Reason::TableReadProvisionedThroughputExceeded => {
            format!(
                "throttles reads: {} read units a second are used up, burst too",
                units_of(part, false)
            )
        }
        Reason::TableWriteProvisionedThroughputExceeded => {
            format!(
                "throttles writes: {} write units a second are used up, burst too",
                units_of(part, true)
            )
        }
        Reason::IndexWriteProvisionedThroughputExceeded => {
            "throttles writes: an index has no capacity left and holds the table up".into()
        }
        Reason::TableReadKeyRangeThroughputExceeded => {
            hot(world, name, false, PARTITION_READS, "reads", "read")
        }
        Reason::TableWriteKeyRangeThroughputExceeded => {
            hot(world, name, true, PARTITION_WRITES, "writes", "write")
        }
        Reason::TableReadMaxOnDemandThroughputExceeded
        | Reason::TableWriteMaxOnDemandThroughputExceeded => {
            "throttles: more than on-demand carries at once (twice its previous peak)".into()
        }
        Reason::ConditionalCheckFailed => "refuses writes: their condition does not hold".into(),
        Reason::TransactionConflict => {
            "refuses writes: another transaction works on the same item".into()
        }
        Reason::ItemTooLarge => "refuses items above 400 KB".into(),
        Reason::TableRestoring => "is being restored into a new table".into(),
        Reason::Throttled => match part {
            Some(PartSetup::Gateway(gateway)) => {
                let level = gateway.stage.unwrap_or(gateway.account);
                format!(
                    "answers 429: {} requests a second and a burst of {}",
                    thousands(level.rate),
                    thousands(level.burst)
                )
            }
            _ => "throttles".into(),
        },
        Reason::UsagePlanThrottled => "answers 429: the usage plan's rate for this key".into(),
        Reason::QuotaExceeded => "answers 429: the usage plan's quota is used up".into(),
        Reason::MissingApiKey => "answers 403: no API key".into(),
        Reason::InvalidSignature => "answers 403: the signature is wrong".into(),
        Reason::UnknownPath => "answers 403: no such path or method".into(),
        Reason::WafFiltered => "answers 403: a firewall rule".into(),
        Reason::Unauthorized => "answers 401: no valid token".into(),
        Reason::AccessDenied => "refuses: not allowed".into(),
        Reason::AuthorizerFailure => "answers 500: the authorizer failed".into(),
        Reason::RequestTooLarge => "refuses: the payload is too large".into(),
        Reason::BadRequestBody => "answers 400: the body is not valid".into(),
        Reason::UnsupportedMediaType => "answers 415: the media type".into(),
        Reason::IntegrationTimeout => match part {
            Some(PartSetup::Gateway(gateway)) => {
                let seconds = gateway.timeout / SECOND;
                format!("gives up waiting after {seconds} s; the function runs on and is billed")
            }
            _ => "gives up waiting".into(),
        },
        Reason::IntegrationFailure => "answers 504: the integration cannot be reached".into(),
        Reason::MalformedResponse => {
            "answers 502: the function's response has the wrong shape".into()
        }
        Reason::PrivateEndpoint => "lets nobody in from outside the VPC".into(),
        Reason::HandlerError => "fails: the handler throws an error".into(),
        Reason::FunctionTimeout => match part {
            Some(PartSetup::Function(function)) => {
                format!("is cut at its timeout of {} s", function.timeout / SECOND)
            }
            _ => "is cut at its timeout".into(),
        },
        Reason::NotPermitted => "may not be invoked: no permission".into(),
        Reason::TooManyConnections => match part {
            Some(PartSetup::Database(database)) => format!(
                "refuses connections: all {} are held, one by each environment",
                thousands(u64::from(database.max_connections))
            ),
            _ => "fails: the database has no connection left".into(),
        },
        Reason::BorrowTimeout => "gives up waiting for a connection of the proxy".into(),
        Reason::ClientTimeout => "gives up waiting".into(),
        Reason::StreamWriteThroughputExceeded => {
            "throttles: a shard takes 1,000 records and 1 MB a second".into()
        }
        Reason::FifoRateExceeded => format!(
            "throttles: a FIFO queue takes {} calls a second",
            match part {
                Some(PartSetup::Queue(queue)) if 0 < queue.fifo_rate => thousands(queue.fifo_rate),
                _ => thousands(limits::FIFO_CALLS),
            }
        ),
        Reason::InFlightLimitExceeded => "hands out no more: 120,000 messages are in flight".into(),
        Reason::ExecutionStartRateExceeded => {
            "throttles: more executions started than the quota allows".into()
        }
        Reason::StateTransitionRateExceeded => {
            "waits: more state transitions than the quota allows".into()
        }
        Reason::ExecutionTimedOut => "ends an Express execution after five minutes".into(),
        Reason::ExecutionHistoryLimit => {
            "fails: 25,000 events in the history of an execution".into()
        }
        Reason::TooManyRequests => match part {
            Some(PartSetup::SignIn(pool)) => {
                format!("throttles: {} a second are its quota", thousands(pool.rate))
            }
            _ => "throttles".into(),
        },
        Reason::EdgeRateExceeded => {
            "throttles: Lambda@Edge takes 10,000 requests a second in a Region".into()
        }
        Reason::CacheOverloaded => "throttles: its nodes serve no more".into(),
    }
}

fn units_of(part: Option<&PartSetup>, is_write: bool) -> String {
    match part {
        Some(PartSetup::Table(table)) => match table.capacity {
            Capacity::Provisioned { reads, writes } => {
                thousands(if is_write { writes } else { reads })
            }
            Capacity::OnDemand { .. } => "its".into(),
        },
        _ => "its".into(),
    }
}

fn hot(world: &World, name: &str, is_write: bool, limit: u64, what: &str, unit: &str) -> String {
    let (n_hot, n) = match world.component(name) {
        Some(Component::Table(table)) => table.hot_partitions(is_write),
        _ => (1, 1),
    };
    let limit = thousands(limit);
    format!("throttles {what}: {n_hot} of {n} partitions at {limit} {unit} units a second")
}
