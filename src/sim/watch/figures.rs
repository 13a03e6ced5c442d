//! What a run came to: one set of figures for reports, goals and comparisons.

use crate::sim::{
    cost,
    kernel::{bill::Prices, meter::Count, number::float, seen::Tally, time::to_seconds},
    setup::Setup,
    world::World,
};

/// The figures of a run, in the order of reports. Costs are for a month of 730 hours of the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Metrics(pub Vec<(&'static str, f64)>);

/// A run, summed up.
struct Run<'a> {
    world: &'a World,
    sums: Tally,
    prices: &'a Prices,
}

/// Declares the figures: name, what people call it, unit, and how it follows from a run.
macro_rules! figures {
    ($($name:literal, $words:literal, $unit:literal => |$run:ident| $value:expr;)+) => {
        /// All figures: their names, what people call them, and their units.
        const FIGURES: &[(&str, &str, &str)] = &[$(($name, $words, $unit)),+];

        /// Names of all figures.
        pub const NAMES: &[&str] = &[$($name),+];

        fn values(run: &Run<'_>) -> Vec<(&'static str, f64)> {
            vec![$(($name, { let $run = run; $value })),+]
        }
    };
}

figures! {
    "sent", "requests sent", "" => |run| float(run.sums.sent);
    "ok", "requests served", "" => |run| float(run.sums.ok);
    "http_429", "answers of 429", "" => |run| float(run.sums.gateway_throttled);
    "fn_throttled", "throttled by functions", "" => |run| float(run.sums.fn_throttled);
    "table_throttled", "throttled by tables", "" => |run| float(run.sums.table_throttled);
    "errors", "errors", "" => |run| float(run.errors());
    "errors_percent", "errors", "%" => |run| 100.0 * float(run.errors()) / float(run.ended());
    "cold_starts", "cold starts", "" => |run| float(run.sums.cold);
    "max_concurrency", "highest concurrency", "" => |run| {
        f64::from(run.world.core.account.max_running)
    };
    "mean_concurrency", "mean concurrency", "" => |run| run.mean_concurrency();
    "p50_ms", "p50 latency", "ms" => |run| run.latency_ms(50);
    "p95_ms", "p95 latency", "ms" => |run| run.latency_ms(95);
    "p99_ms", "p99 latency", "ms" => |run| run.latency_ms(99);
    "work_p50_ms", "p50 of end-to-end latency", "ms" => |run| run.work_ms(50);
    "work_p95_ms", "p95 of end-to-end latency", "ms" => |run| run.work_ms(95);
    "work_p99_ms", "p99 of end-to-end latency", "ms" => |run| run.work_ms(99);
    "throttle_ratio", "share throttled", "" => |run| run.share_throttled();
    "retries", "retries", "" => |run| float(run.count(Count::Retries));
    "cache_hit_ratio", "share of cache hits", "" => |run| run.hit_ratio();
    "dead_letters", "dead letters", "" => |run| float(run.count(Count::DeadLetters));
    "dropped", "dropped", "" => |run| float(run.sums.dropped);
    "refused_connections", "environments without a connection", "" => |run| {
        float(run.sums.refused as u64)
    };
    "queue_depth", "still waiting", "" => |run| float(run.sums.depth);
    "oldest_s", "longest wait of a message or record", "s" => |run| to_seconds(run.sums.oldest);
    "components_operated", "components operated", "" => |run| float(chores(run.world.setup()));
    "lost", "lost", "" => |run| float(run.sums.dropped + run.count(Count::Lost));
    "duplicated", "delivered twice", "" => |run| float(run.count(Count::Duplicates));
    "effects_twice", "effects done twice", "" => |run| float(run.count(Count::EffectsTwice));
    "stale_reads", "stale reads", "" => |run| {
        float(run.count(Count::StaleHits) + run.count(Count::ReadExpired))
    };
    "public_hops", "ways in from the internet", "" => |run| float(ways_in(run.world.setup()));
    "allowed_actions", "allowed actions", "" => |run| float(actions(run.world.setup()));
    "recovery_s", "recovery", "s" => |run| to_seconds(run.sums.recovery);
    "trespasses", "served without access", "" => |run| float(run.count(Count::Trespasses));
    "cost_usd", "cost a month", "USD" => |run| cost::monthly(run.world, run.prices);
    "events", "events of the simulator", "" => |run| float(run.world.core.n_events());
}

impl Run<'_> {
    /// A counter of all parts together.
    fn count(&self, what: Count) -> u64 {
        self.world.components().map(|(name, _)| self.world.count(name, what)).sum()
    }

    /// What was not served and should have been. A condition that does not hold is an answer:
    /// `CloudWatch` counts it as `ConditionalCheckFailedRequests`, and not among `UserErrors`
    /// (Amazon `DynamoDB` Developer Guide, `DynamoDB` metrics; 2026-11).
    fn errors(&self) -> u64 {
        let sums = &self.sums;
        sums.sent - sums.ok - sums.in_flight - sums.conditions_failed
    }

    fn ended(&self) -> u64 {
        (self.sums.sent - self.sums.in_flight).max(1)
    }

    /// Of what each part was asked for, tries anew included, the share that it throttled: of the
    /// part that throttled most.
    fn share_throttled(&self) -> f64 {
        let share = |name: &str| {
            let count = |what| self.world.count(name, what);
            let ended: u64 = Count::ENDS.into_iter().map(count).sum();
            let asked = count(Count::In).max(ended + count(Count::Transitions));
            float(count(Count::Throttled)) / float(asked.max(1))
        };
        let parts = self.world.components().map(|(name, _)| name);
        parts.filter(|name| !self.world.is_caller(name)).map(share).fold(0.0, f64::max)
    }

    fn mean_concurrency(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "reports show far fewer digits")]
        let busy_s = self.sums.busy as f64 / 1e9;
        busy_s / to_seconds(self.world.core.now.max(1))
    }

    fn latency_ms(&self, percent: u64) -> f64 {
        to_seconds(self.sums.times().percentile(percent)) * 1_000.0
    }

    /// Of work that nobody waited for: from what set it off to its end.
    fn work_ms(&self, percent: u64) -> f64 {
        to_seconds(self.sums.work.percentile(percent)) * 1_000.0
    }

    fn hit_ratio(&self) -> f64 {
        let (hits, misses) = (self.count(Count::CacheHits), self.count(Count::CacheMisses));
        float(hits) / float((hits + misses).max(1))
    }
}

/// The figures of `world` until now.
pub fn metrics(world: &World, prices: &Prices) -> Metrics {
    let mut sums = Tally::default();
    for (_, part) in world.components() {
        part.tally(&world.core, &mut sums);
    }
    Metrics(values(&Run { world, sums, prices }))
}

/// What somebody has to look after, of all parts.
fn chores(setup: &Setup) -> u64 {
    setup.parts.values().map(|part| part.configure().chores()).sum()
}

/// Ways from the internet into the system: callers outside that reach something that lets them in.
fn ways_in(setup: &Setup) -> u64 {
    let is_open = |name: &str| setup.parts.get(name).is_some_and(|part| part.configure().is_open());
    let outside = setup.parts.values().filter(|part| part.configure().is_outside());
    outside.map(|part| part.wires().into_iter().filter(|name| is_open(name)).count() as u64).sum()
}

/// What callers with lent credentials may do, of all parts together.
fn actions(setup: &Setup) -> u64 {
    setup.parts.values().map(|part| part.configure().actions()).sum()
}

/// What people call a figure, and its unit: `p99 latency` and `ms`.
pub fn words(name: &str) -> (String, &'static str) {
    if let Some((_, words, unit)) = FIGURES.iter().find(|(one, ..)| *one == name) {
        return ((*words).to_owned(), unit);
    }
    match name.split_once('.') {
        Some((part, "in")) => (format!("requests to {part}"), ""),
        Some((part, counter)) => (format!("{part}: {}", counter.replace('_', " ")), ""),
        None => (name.replace('_', " "), ""),
    }
}

/// What `CloudWatch` calls a figure of a run, where it has a name for it: of one of [`NAMES`], or
/// of a counter as `component.counter`.
pub fn cloudwatch(setup: &Setup, name: &str) -> Option<&'static str> {
    if let Some((part, counter)) = name.split_once('.') {
        return setup.parts.get(part)?.metric(counter);
    }
    Some(match name {
        "http_429" => "4XXError",
        "fn_throttled" => "Throttles",
        "table_throttled" => "ThrottledRequests",
        "max_concurrency" => "ConcurrentExecutions",
        "queue_depth" => "ApproximateNumberOfMessagesVisible",
        _ => return None,
    })
}

impl Metrics {
    pub fn get(&self, name: &str) -> Option<f64> {
        self.0.iter().find(|(one, _)| *one == name).map(|(_, value)| *value)
    }
}

/// A figure of a run: one of [`NAMES`], or a counter of one component as `component.counter`.
pub fn figure(metrics: &Metrics, world: &World, name: &str) -> Option<f64> {
    let Some((part, counter)) = name.split_once('.') else { return metrics.get(name) };
    world.component(part)?;
    let what = Count::ALL.iter().find(|what| what.word() == counter)?;
    Some(float(world.count(part, *what)))
}

/// Whether a name is one of a figure that runs of this setup have.
pub fn is_figure(setup: &Setup, name: &str) -> bool {
    match name.split_once('.') {
        None => NAMES.contains(&name),
        Some((part, counter)) => {
            setup.parts.contains_key(part) && Count::ALL.iter().any(|what| what.word() == counter)
        }
    }
}
