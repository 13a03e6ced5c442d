//! What a run came to: one set of figures for reports, goals and comparisons.

use super::{
    calc::{self, Prices},
    meter::Count,
    table::Capacity,
    time::{HOUR, SECOND, to_seconds},
    world::{Component, PartSetup, Setup, World},
};

/// The figures of a run, in the order of reports. Costs are for a month of 730 hours of the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Metrics(pub Vec<(&'static str, f64)>);

/// Names of all figures.
pub const NAMES: [&str; 22] = [
    "sent",
    "ok",
    "http_429",
    "fn_throttled",
    "table_throttled",
    "errors",
    "errors_percent",
    "cold_starts",
    "max_concurrency",
    "mean_concurrency",
    "p50_ms",
    "p95_ms",
    "p99_ms",
    "throttle_ratio",
    "retries",
    "cache_hit_ratio",
    "dead_letters",
    "dropped",
    "refused_connections",
    "queue_depth",
    "cost_usd",
    "events",
];

impl Metrics {
    pub fn get(&self, name: &str) -> Option<f64> {
        self.0.iter().find(|(one, _)| *one == name).map(|(_, value)| *value)
    }
}

#[derive(Debug, Default)]
struct Sums {
    sent: u64,
    ok: u64,
    retries: u64,
    fn_throttled: u64,
    gateway_throttled: u64,
    table_throttled: u64,
    cold: u64,
    max_running: u32,
    busy_s: f64,
    hits: u64,
    misses: u64,
    dead: u64,
    dropped: u64,
    refused: usize,
    depth: usize,
}

/// The figures of `world`, run from `setup` until now.
pub fn metrics(setup: &Setup, world: &World, prices: &Prices) -> Metrics {
    let mut sums = Sums::default();
    let mut latency = super::meter::Histogram::default();
    for (name, part) in world.components() {
        let count = |what| world.count(name, what);
        sums.dead += count(Count::DeadLetters);
        sums.hits += count(Count::CacheHits);
        sums.misses += count(Count::CacheMisses);
        match part {
            Component::Client(client) => {
                sums.sent += count(Count::In);
                sums.ok += count(Count::Ok);
                sums.retries += count(Count::Retries);
                latency.merge(&client.latency);
            }
            Component::Gateway(_) => sums.gateway_throttled += count(Count::Throttled),
            Component::Function(function) => {
                sums.fn_throttled += count(Count::Throttled);
                sums.cold += count(Count::ColdStarts);
                sums.retries += count(Count::Retries);
                sums.dropped += count(Count::Dropped);
                sums.max_running += function.max_running;
                sums.busy_s += nanoseconds(function.busy_until(world.core.now));
            }
            Component::Table(_) => sums.table_throttled += count(Count::Throttled),
            Component::Queue(queue) => {
                sums.depth += queue.depth();
                sums.dropped += queue.n_expired;
            }
            Component::Database(database) => sums.refused += database.n_refused(),
            Component::Cache(_) => {}
        }
    }
    let in_flight = in_flight(world);
    let errors = sums.sent - sums.ok - in_flight;
    let ended = (sums.sent - in_flight).max(1);
    let elapsed = to_seconds(world.core.now.max(1));
    let ms = |percent| to_seconds(latency.percentile(percent)) * 1_000.0;
    let throttled = sums.gateway_throttled + sums.fn_throttled + sums.table_throttled;
    let values = [
        float(sums.sent),
        float(sums.ok),
        float(sums.gateway_throttled),
        float(sums.fn_throttled),
        float(sums.table_throttled),
        float(errors),
        100.0 * float(errors) / float(ended),
        float(sums.cold),
        f64::from(sums.max_running),
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
        float(sums.depth as u64),
        cost(setup, world, prices),
        float(world.core.n_events()),
    ];
    Metrics(NAMES.into_iter().zip(values).collect())
}

#[expect(clippy::cast_precision_loss, reason = "reports show far fewer digits")]
fn float(n: u64) -> f64 {
    n as f64
}

#[expect(clippy::cast_precision_loss, reason = "reports show far fewer digits")]
fn nanoseconds(n: u128) -> f64 {
    n as f64 / 1e9
}

fn in_flight(world: &World) -> u64 {
    let mut sum = 0;
    for (_, part) in world.components() {
        if let Component::Client(client) = part {
            sum += client.in_flight;
        }
    }
    sum
}

/// USD a month if every hour were like the run. Free allowances are left out: they would hide what
/// a choice costs.
pub fn cost(setup: &Setup, world: &World, prices: &Prices) -> f64 {
    const HOURS: f64 = 730.0;
    let run_hours = to_seconds(world.core.now.max(SECOND)) / to_seconds(HOUR);
    let months = HOURS / run_hours;
    let mut usd = 0.0;
    for (name, part) in &setup.parts {
        let count = |what| float(world.count(name, what));
        usd += match part {
            PartSetup::Gateway(gateway) => {
                calc::gateway_bill(prices, gateway.is_http, count(Count::In) * months)
            }
            PartSetup::Function(function) => {
                let runs = count(Count::Ok) + count(Count::FunctionError) + count(Count::Timeout);
                let each = count(Count::BilledMs) / runs.max(1.0);
                let memory = f64::from(function.memory_mb);
                calc::lambda_bill(prices, runs * months, each, memory, false, false).usd_total()
            }
            PartSetup::Table(table) => {
                table_cost(prices, &table.capacity, world, name, months, HOURS)
            }
            PartSetup::Client(_)
            | PartSetup::Cache(_)
            | PartSetup::Queue(_)
            | PartSetup::Database(_) => 0.0,
        };
    }
    usd
}

fn table_cost(
    prices: &Prices,
    capacity: &Capacity,
    world: &World,
    name: &str,
    months: f64,
    hours: f64,
) -> f64 {
    let Some(Component::Table(table)) = world.component(name) else { return 0.0 };
    match capacity {
        Capacity::Provisioned { .. } => {
            let (writes, reads) = (table.provisioned(true), table.provisioned(false));
            calc::provisioned_bill(prices, float(writes), float(reads), hours)
        }
        Capacity::OnDemand { .. } => {
            let (reads, writes) = table.consumed();
            calc::on_demand_bill(prices, writes * months, reads * months)
        }
    }
}
