//! What a run came to: one set of figures for reports, goals and comparisons.

use crate::sim::{
    cost::{bill, calc::Prices},
    kernel::{
        meter::{Count, Histogram},
        time::{SimTime, to_seconds},
    },
    services::dynamodb::setup::Capacity,
    world::{Component, PartSetup, Setup, World},
};

/// The figures of a run, in the order of reports. Costs are for a month of 730 hours of the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Metrics(pub Vec<(&'static str, f64)>);

/// All figures: their names, what people call them, and their units.
const FIGURES: [(&str, &str, &str); 31] = [
    ("sent", "requests sent", ""),
    ("ok", "requests served", ""),
    ("http_429", "answers of 429", ""),
    ("fn_throttled", "throttled by functions", ""),
    ("table_throttled", "throttled by tables", ""),
    ("errors", "errors", ""),
    ("errors_percent", "errors", "%"),
    ("cold_starts", "cold starts", ""),
    ("max_concurrency", "highest concurrency", ""),
    ("mean_concurrency", "mean concurrency", ""),
    ("p50_ms", "p50 latency", "ms"),
    ("p95_ms", "p95 latency", "ms"),
    ("p99_ms", "p99 latency", "ms"),
    ("throttle_ratio", "share throttled", ""),
    ("retries", "retries", ""),
    ("cache_hit_ratio", "share of cache hits", ""),
    ("dead_letters", "dead letters", ""),
    ("dropped", "dropped", ""),
    ("refused_connections", "environments without a connection", ""),
    ("queue_depth", "still waiting", ""),
    ("oldest_s", "longest wait of a record", "s"),
    ("components_operated", "components operated", ""),
    ("lost", "lost", ""),
    ("duplicated", "delivered twice", ""),
    ("stale_reads", "stale reads", ""),
    ("public_hops", "ways in from the internet", ""),
    ("allowed_actions", "allowed actions", ""),
    ("recovery_s", "recovery", "s"),
    ("trespasses", "served to strangers", ""),
    ("cost_usd", "cost a month", "USD"),
    ("events", "events of the simulator", ""),
];

/// Names of all figures.
pub const NAMES: [&str; 31] = {
    let mut names = [""; 31];
    let mut index = 0;
    while index < names.len() {
        names[index] = FIGURES[index].0;
        index += 1;
    }
    names
};

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

#[derive(Debug, Default)]
struct Sums {
    sent: u64,
    ok: u64,
    in_flight: u64,
    retries: u64,
    fn_throttled: u64,
    gateway_throttled: u64,
    table_throttled: u64,
    other_throttled: u64,
    cold: u64,
    busy_s: f64,
    hits: u64,
    misses: u64,
    dead: u64,
    dropped: u64,
    lost: u64,
    duplicated: u64,
    stale: u64,
    refused: usize,
    depth: u64,
    oldest: SimTime,
    recovery: SimTime,
    trespasses: u64,
}

/// The figures of `world` until now.
pub fn metrics(world: &World, prices: &Prices) -> Metrics {
    let setup = world.setup();
    let mut sums = Sums::default();
    let mut latency = Histogram::default();
    for (name, part) in world.components() {
        let count = |what| world.count(name, what);
        sums.dead += count(Count::DeadLetters);
        sums.hits += count(Count::CacheHits);
        sums.misses += count(Count::CacheMisses);
        sums.lost += count(Count::Lost);
        sums.duplicated += count(Count::Duplicates);
        sums.stale += count(Count::StaleHits) + count(Count::ReadExpired);
        sums.retries += count(Count::Retries);
        sums.trespasses += count(Count::Trespasses);
        match part {
            // Whom nobody should serve is not counted among those who want to be.
            Component::Client(client) if client.is_stranger() => {}
            Component::Client(client) => {
                sums.sent += count(Count::In);
                sums.ok += count(Count::Ok);
                sums.in_flight += client.in_flight;
                latency.merge(&client.latency);
            }
            Component::Gateway(_) => sums.gateway_throttled += count(Count::Throttled),
            Component::Function(function) => {
                sums.fn_throttled += count(Count::Throttled);
                sums.cold += count(Count::ColdStarts);
                sums.dropped += count(Count::Dropped);
                sums.busy_s += nanoseconds(function.busy_until(world.core.now));
                sums.depth += function.queued_events;
            }
            Component::Table(table) => {
                sums.table_throttled += count(Count::Throttled);
                sums.recovery = sums.recovery.max(table.recovery);
            }
            Component::Queue(queue) => {
                sums.depth += queue.depth() as u64;
                sums.dropped += queue.n_expired;
                sums.other_throttled += count(Count::Throttled);
            }
            Component::Database(database) => sums.refused += database.n_refused(),
            Component::Fanout(source) => {
                sums.dropped += count(Count::Dropped);
                sums.depth += source.waiting;
            }
            Component::Stream(stream) => {
                sums.dropped += count(Count::Dropped);
                sums.depth += stream.waiting();
                sums.oldest = sums.oldest.max(stream.age(world.core.now)).max(stream.max_age);
                sums.other_throttled += count(Count::Throttled);
            }
            Component::Cache(_)
            | Component::Workflow(_)
            | Component::SignIn(_)
            | Component::Edge(_) => sums.other_throttled += count(Count::Throttled),
        }
    }
    let errors = sums.sent - sums.ok - sums.in_flight;
    let ended = (sums.sent - sums.in_flight).max(1);
    let elapsed = to_seconds(world.core.now.max(1));
    let ms = |percent| to_seconds(latency.percentile(percent)) * 1_000.0;
    let throttled =
        sums.gateway_throttled + sums.fn_throttled + sums.table_throttled + sums.other_throttled;
    let values = [
        float(sums.sent),
        float(sums.ok),
        float(sums.gateway_throttled),
        float(sums.fn_throttled),
        float(sums.table_throttled),
        float(errors),
        100.0 * float(errors) / float(ended),
        float(sums.cold),
        f64::from(world.core.account.max_running),
        sums.busy_s / elapsed,
        ms(50),
        ms(95),
        ms(99),
        float(throttled) / float(sums.sent.max(1)),
        float(sums.retries),
        float(sums.hits) / float((sums.hits + sums.misses).max(1)),
        float(sums.dead),
        float(sums.dropped),
        float(sums.refused as u64),
        float(sums.depth),
        to_seconds(sums.oldest),
        float(components_operated(setup)),
        float(sums.dropped + sums.lost),
        float(sums.duplicated),
        float(sums.stale),
        float(public_hops(setup)),
        float(allowed_actions(setup)),
        to_seconds(sums.recovery),
        float(sums.trespasses),
        bill::monthly(world, prices),
        float(world.core.n_events()),
    ];
    Metrics(NAMES.into_iter().zip(values).collect())
}

#[expect(clippy::cast_precision_loss, reason = "reports show far fewer digits")]
pub fn float(n: u64) -> f64 {
    n as f64
}

#[expect(clippy::cast_precision_loss, reason = "reports show far fewer digits")]
fn nanoseconds(n: u128) -> f64 {
    n as f64 / 1e9
}

/// What somebody has to look after: one for each component behind the clients, and one more for
/// each whose size is set by hand (our choice of a measure).
fn components_operated(setup: &Setup) -> u64 {
    let weight = |part: &PartSetup| match part {
        PartSetup::Client(_) => 0,
        PartSetup::Database(_) | PartSetup::Cache(_) => 2,
        PartSetup::Function(function) => {
            1 + u64::from(0 < function.provisioned && function.provisioned_max == 0)
        }
        PartSetup::Table(table) => {
            let by_hand = matches!(table.capacity, Capacity::Provisioned { .. })
                && table.scale_writes.is_none();
            1 + u64::from(by_hand)
        }
        PartSetup::Stream(stream) => 1 + u64::from(!stream.is_of_table),
        PartSetup::Gateway(_)
        | PartSetup::Queue(_)
        | PartSetup::Fanout(_)
        | PartSetup::Workflow(_)
        | PartSetup::SignIn(_)
        | PartSetup::Edge(_) => 1,
    };
    setup.parts.values().map(weight).sum()
}

/// Ways from the internet into the system: clients outside that reach something that lets them in.
fn public_hops(setup: &Setup) -> u64 {
    use crate::sim::services::api_gateway::setup::Endpoint;
    let is_open = |name: &str| match setup.parts.get(name) {
        Some(PartSetup::Gateway(gateway)) => gateway.endpoint != Endpoint::Private,
        Some(_) => true,
        None => false,
    };
    let mut hops = 0;
    for part in setup.parts.values() {
        if let PartSetup::Client(client) = part {
            hops += u64::from(client.is_outside && is_open(&client.target));
        }
    }
    hops
}

/// What callers with lent credentials may do, of all identity pools together.
fn allowed_actions(setup: &Setup) -> u64 {
    use crate::sim::services::cognito::SignInKind;
    let mut actions = 0;
    for part in setup.parts.values() {
        if let PartSetup::SignIn(pool) = part
            && pool.kind == SignInKind::IdentityPool
        {
            // A role without row-level rules allows each action on every row.
            actions += pool.allow.len() as u64 * if pool.own_rows { 1 } else { 2 };
        }
    }
    actions
}

/// A figure for a goal, a chart or a table.
pub fn shown_figure(value: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked before")]
    let whole = |value: f64| crate::text::thousands(libm::round(value) as u64);
    match value {
        value if !value.is_finite() || value < 0.0 => format!("{value:.1}"),
        value if value.fract() == 0.0 || 100.0 <= value => whole(value),
        value if 10.0 <= value => format!("{value:.1}"),
        value => format!("{value:.2}"),
    }
}
