//! Settings of components by name: world files, `--set` and knobs all go through here.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a value of any other shape is refused with what was expected"
)]

use super::{
    client::{Batch, ClientSetup, Load, Retry},
    core::Op,
    database::DatabaseSetup,
    draw::Law,
    function_setup::{FunctionSetup, ScalingRule},
    gateway::{GatewaySetup, Throttle},
    message_queue::QueueSetup,
    store_cache::CacheSetup,
    table::{AutoScaling, Capacity, TableSetup},
    time::{MS, SECOND, SimTime, from_seconds},
    world::{PartSetup, Setup},
};

/// A value as a file or a command line gives it.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    Number(f64),
    Text(String),
    Flag(bool),
    Texts(Vec<String>),
    Numbers(Vec<f64>),
}

/// Why a setting cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such component.
    NoPart,
    /// The component has no such setting.
    NoKey,
    /// What was expected instead.
    Expected(String),
}

/// The kinds of component, as files write them.
pub const KINDS: &[&str] =
    &["client", "gateway", "function", "table", "cache", "queue", "database"];

/// A component of a kind with its defaults.
pub fn default_of(kind: &str) -> Option<PartSetup> {
    Some(match kind {
        "client" => PartSetup::Client(ClientSetup::default()),
        "gateway" => PartSetup::Gateway(GatewaySetup::default()),
        "function" => PartSetup::Function(FunctionSetup::default()),
        "table" => PartSetup::Table(TableSetup::default()),
        "cache" => PartSetup::Cache(CacheSetup::default()),
        "queue" => PartSetup::Queue(QueueSetup::default()),
        "database" => PartSetup::Database(DatabaseSetup::default()),
        _ => return None,
    })
}

/// What a component is called in files.
pub fn kind_of(part: &PartSetup) -> &'static str {
    match part {
        PartSetup::Client(_) => "client",
        PartSetup::Gateway(_) => "gateway",
        PartSetup::Function(_) => "function",
        PartSetup::Table(_) => "table",
        PartSetup::Cache(_) => "cache",
        PartSetup::Queue(_) => "queue",
        PartSetup::Database(_) => "database",
    }
}

/// The settings of a component.
pub fn keys_of(part: &PartSetup) -> &'static [&'static str] {
    match part {
        PartSetup::Client(_) => &[
            "target",
            "load",
            "rate",
            "to_rate",
            "over_s",
            "every_s",
            "length_s",
            "low_rate",
            "batches",
            "until_s",
            "requests",
            "op",
            "bytes",
            "keys",
            "attempts",
            "backoff_ms",
            "timeout_s",
        ],
        PartSetup::Gateway(_) => &[
            "target",
            "http",
            "account_rate",
            "account_burst",
            "stage_rate",
            "stage_burst",
            "plan_rate",
            "plan_burst",
            "quota",
            "cache_ttl_s",
            "timeout_s",
            "overhead_ms",
            "authorizer_ms",
            "authorizer_ttl_s",
        ],
        PartSetup::Function(_) => &[
            "duration_ms",
            "duration_p99_ms",
            "duration_mean_ms",
            "init_ms",
            "memory_mb",
            "timeout_s",
            "reserved",
            "provisioned",
            "calls",
            "call_op",
            "call_bytes",
            "sdk_attempts",
            "error_percent",
            "event_retries",
            "event_age_s",
            "dead_letters",
            "scaling",
        ],
        PartSetup::Table(_) => &[
            "mode",
            "reads",
            "writes",
            "peak_reads",
            "peak_writes",
            "first_credit",
            "partitions",
            "latency_ms",
            "indexes",
            "scale_target_percent",
            "scale_min",
            "scale_max",
            "scale_delay_s",
        ],
        PartSetup::Cache(_) => &["target", "ttl_s", "hit_ms", "entries"],
        PartSetup::Queue(_) => &[
            "target",
            "batch",
            "maximum_concurrency",
            "visibility_s",
            "max_receives",
            "retention_s",
        ],
        PartSetup::Database(_) => {
            &["max_connections", "transaction_ms", "proxy_percent", "borrow_timeout_s"]
        }
    }
}

/// Sets `component.key`, or `concurrency` of the account, or `seed`.
///
/// # Errors
/// When there is no such component or key, or the value is none that it takes.
pub fn set(setup: &mut Setup, path: &str, value: &Given) -> Result<(), Refusal> {
    let Some((name, key)) = path.split_once('.') else {
        return match path {
            "concurrency" => {
                setup.concurrency = small(value, 0, 1_000_000)?;
                Ok(())
            }
            "seed" => {
                setup.seed = whole(value, 0, u64::from(u32::MAX))?;
                Ok(())
            }
            _ => Err(Refusal::NoPart),
        };
    };
    let part = setup.parts.get_mut(name).ok_or(Refusal::NoPart)?;
    set_part(part, key, value)
}

/// Sets one setting of a component.
///
/// # Errors
/// When it has no such setting, or the value is none that it takes.
pub fn set_part(part: &mut PartSetup, key: &str, value: &Given) -> Result<(), Refusal> {
    if !keys_of(part).contains(&key) {
        return Err(Refusal::NoKey);
    }
    match part {
        PartSetup::Client(client) => set_client(client, key, value),
        PartSetup::Gateway(gateway) => set_gateway(gateway, key, value),
        PartSetup::Function(function) => set_function(function, key, value),
        PartSetup::Table(table) => set_table(table, key, value),
        PartSetup::Cache(cache) => set_cache(cache, key, value),
        PartSetup::Queue(queue) => set_queue(queue, key, value),
        PartSetup::Database(database) => set_database(database, key, value),
    }
}

fn expected<T>(what: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::Expected(what.into()))
}

fn number(value: &Given, low: f64, high: f64) -> Result<f64, Refusal> {
    match value {
        Given::Number(number) if (low..=high).contains(number) => Ok(*number),
        _ => expected(format!("a number from {low} to {high}")),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "within the bounds asked for"
)]
#[expect(clippy::cast_precision_loss, reason = "bounds of settings are far below 2^53")]
fn whole(value: &Given, low: u64, high: u64) -> Result<u64, Refusal> {
    let found = number(value, low as f64, high as f64)?;
    if found.fract() == 0.0 {
        Ok(found as u64)
    } else {
        expected(format!("a whole number from {low} to {high}"))
    }
}

fn small(value: &Given, low: u32, high: u32) -> Result<u32, Refusal> {
    let found = whole(value, u64::from(low), u64::from(high))?;
    Ok(u32::try_from(found).unwrap_or(high))
}

fn seconds(value: &Given, low: f64, high: f64) -> Result<SimTime, Refusal> {
    Ok(from_seconds(number(value, low, high)?))
}

fn millis(value: &Given, high: f64) -> Result<SimTime, Refusal> {
    Ok(from_seconds(number(value, 0.0, high)? / 1_000.0))
}

fn rate(value: &Given) -> Result<u64, Refusal> {
    const MOST: f64 = 200_000.0;
    let milli = number(value, 0.0, MOST)? * 1_000.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded above")]
    let milli = libm::round(milli) as u64;
    Ok(milli)
}

fn flag(value: &Given) -> Result<bool, Refusal> {
    match value {
        Given::Flag(flag) => Ok(*flag),
        Given::Text(text) if text == "true" || text == "on" => Ok(true),
        Given::Text(text) if text == "false" || text == "off" => Ok(false),
        _ => expected("true or false"),
    }
}

fn text(value: &Given) -> Result<String, Refusal> {
    match value {
        Given::Text(text) => Ok(text.clone()),
        _ => expected("a name"),
    }
}

fn op(value: &Given) -> Result<Op, Refusal> {
    match value {
        Given::Text(text) if text == "request" => Ok(Op::Request),
        Given::Text(text) if text == "event" => Ok(Op::Event),
        Given::Text(text) if text == "read" => Ok(Op::Read),
        Given::Text(text) if text == "read-strong" => Ok(Op::ReadStrong),
        Given::Text(text) if text == "write" => Ok(Op::Write),
        _ => expected("one of request, event, read, read-strong, write"),
    }
}

fn set_client(client: &mut ClientSetup, key: &str, value: &Given) -> Result<(), Refusal> {
    match key {
        "target" => client.target = text(value)?,
        "load" => client.load = load_of(value)?,
        "rate" => set_rate(&mut client.load, rate(value)?),
        "to_rate" | "over_s" | "every_s" | "length_s" | "low_rate" => {
            return shape_load(&mut client.load, key, value);
        }
        "batches" => client.load = batches_of(value)?,
        "until_s" => client.until = seconds(value, 0.0, 2_592_000.0)?,
        "requests" => client.n_requests = whole(value, 1, 1_000_000_000)?,
        "op" => client.op = op(value)?,
        "bytes" => client.bytes = small(value, 0, 20_000_000)?,
        "keys" => client.n_keys = small(value, 0, 1_000_000)?,
        "attempts" => {
            let standard = if client.retry.attempts <= 1 { Retry::STANDARD } else { client.retry };
            client.retry = Retry { attempts: small(value, 1, 10)?, ..standard };
        }
        "backoff_ms" => client.retry.base = millis(value, 60_000.0)?,
        "timeout_s" => client.timeout = seconds(value, 0.0, 3_600.0)?,
        _ => return Err(Refusal::NoKey),
    }
    Ok(())
}

fn load_of(value: &Given) -> Result<Load, Refusal> {
    let rate_milli = 10_000;
    match value {
        Given::Text(text) if text == "even" => Ok(Load::Even { rate_milli }),
        Given::Text(text) if text == "poisson" => Ok(Load::Poisson { rate_milli }),
        Given::Text(text) if text == "ramp" => {
            Ok(Load::Ramp { from_milli: rate_milli, to_milli: rate_milli, over: 60 * SECOND })
        }
        Given::Text(text) if text == "burst" => Ok(Load::Burst {
            low_milli: 0,
            high_milli: rate_milli,
            every: 60 * SECOND,
            length: 10 * SECOND,
        }),
        Given::Text(text) if text == "daily" => {
            Ok(Load::Daily { mean_milli: rate_milli, period: 86_400 * SECOND })
        }
        _ => expected("one of even, poisson, ramp, burst, daily"),
    }
}

/// The rate of a load: where it begins, for a ramp; its height, for a burst; its mean, for a day.
fn set_rate(load: &mut Load, milli: u64) {
    match load {
        Load::Even { rate_milli } | Load::Poisson { rate_milli } => *rate_milli = milli,
        Load::Ramp { from_milli, .. } => *from_milli = milli,
        Load::Burst { high_milli, .. } => *high_milli = milli,
        Load::Daily { mean_milli, .. } => *mean_milli = milli,
        Load::Batches(_) => *load = Load::Even { rate_milli: milli },
    }
}

fn shape_load(load: &mut Load, key: &str, value: &Given) -> Result<(), Refusal> {
    match (load, key) {
        (Load::Ramp { to_milli, .. }, "to_rate") => *to_milli = rate(value)?,
        (Load::Ramp { over, .. }, "over_s") => *over = seconds(value, 1.0, 86_400.0)?,
        (Load::Burst { every, .. }, "every_s") => *every = seconds(value, 1.0, 86_400.0)?,
        (Load::Burst { length, .. }, "length_s") => *length = seconds(value, 0.0, 86_400.0)?,
        (Load::Burst { low_milli, .. }, "low_rate") => *low_milli = rate(value)?,
        (Load::Daily { period, .. }, "every_s") => *period = seconds(value, 60.0, 604_800.0)?,
        _ => return expected(format!("a load that has `{key}`; set `load` first")),
    }
    Ok(())
}

/// `[at s, count, at s, count, ...]`.
fn batches_of(value: &Given) -> Result<Load, Refusal> {
    let Given::Numbers(numbers) = value else {
        return expected("a list of numbers: second, count, second, count");
    };
    let mut batches = Vec::new();
    for pair in numbers.chunks(2) {
        let [at, count] = pair else { return expected("an even count of numbers") };
        let count = whole(&Given::Number(*count), 0, 10_000_000)?;
        batches.push(Batch { at: from_seconds(*at), count, spread: 0 });
    }
    Ok(Load::Batches(batches))
}

fn throttle(level: &mut Option<Throttle>, key: &str, value: &Given) -> Result<(), Refusal> {
    let now = level.unwrap_or(Throttle::ACCOUNT);
    let units = whole(value, 0, 1_000_000)?;
    *level = Some(if key.ends_with("rate") {
        Throttle { rate: units, ..now }
    } else {
        Throttle { burst: units, ..now }
    });
    Ok(())
}

fn set_gateway(gateway: &mut GatewaySetup, key: &str, value: &Given) -> Result<(), Refusal> {
    match key {
        "target" => gateway.target = text(value)?,
        "http" => {
            gateway.is_http = flag(value)?;
            gateway.timeout = if gateway.is_http { 30 * SECOND } else { 29 * SECOND };
        }
        "account_rate" => gateway.account.rate = whole(value, 0, 1_000_000)?,
        "account_burst" => gateway.account.burst = whole(value, 0, 1_000_000)?,
        "stage_rate" | "stage_burst" => throttle(&mut gateway.stage, key, value)?,
        "plan_rate" | "plan_burst" => throttle(&mut gateway.plan, key, value)?,
        "quota" => gateway.quota = Some(whole(value, 0, 1_000_000_000)?),
        "cache_ttl_s" => gateway.cache_ttl = seconds(value, 0.0, 3_600.0)?,
        "timeout_s" => gateway.timeout = seconds(value, 0.05, 300.0)?,
        "overhead_ms" => gateway.overhead = Law::Fixed(millis(value, 1_000.0)?),
        "authorizer_ms" => {
            let time = millis(value, 10_000.0)?;
            gateway.authorizer = (0 < time).then_some(time);
        }
        "authorizer_ttl_s" => gateway.authorizer_ttl = seconds(value, 0.0, 3_600.0)?,
        _ => return Err(Refusal::NoKey),
    }
    Ok(())
}

fn set_function(function: &mut FunctionSetup, key: &str, value: &Given) -> Result<(), Refusal> {
    const LONGEST_MS: f64 = 3_600_000.0;
    match key {
        "duration_ms" => {
            let time = millis(value, LONGEST_MS)?;
            function.duration = match function.duration {
                Law::LogNormal { p99, .. } => Law::LogNormal { median: time, p99 },
                Law::Fixed(_) | Law::Exponential(_) => Law::Fixed(time),
            };
        }
        "duration_p99_ms" => {
            let p99 = millis(value, LONGEST_MS)?;
            function.duration = Law::LogNormal { median: function.duration.typical(), p99 };
        }
        "duration_mean_ms" => function.duration = Law::Exponential(millis(value, LONGEST_MS)?),
        "init_ms" => function.init = millis(value, 10_000.0)?,
        "memory_mb" => function.memory_mb = small(value, 128, 10_240)?,
        "timeout_s" => function.timeout = seconds(value, 1.0, 900.0)?,
        "reserved" => function.reserved = Some(small(value, 0, 100_000)?),
        "provisioned" => function.provisioned = small(value, 0, 100_000)?,
        "calls" => match value {
            Given::Texts(names) => function.calls.clone_from(names),
            Given::Text(name) => function.calls = vec![name.clone()],
            _ => return expected("a list of names"),
        },
        "call_op" => function.call_op = op(value)?,
        "call_bytes" => function.call_bytes = small(value, 0, 409_600)?,
        "sdk_attempts" => function.sdk_retry.attempts = small(value, 1, 12)?,
        "error_percent" => {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "0 to 1,000"
            )]
            let milli = libm::round(number(value, 0.0, 100.0)? * 10.0) as u32;
            function.error_milli = milli;
        }
        "event_retries" => function.event_retries = small(value, 0, 2)?,
        "event_age_s" => function.event_age = seconds(value, 60.0, 21_600.0)?,
        "dead_letters" => function.has_dead_letters = flag(value)?,
        "scaling" => {
            function.scaling = match value {
                Given::Text(word) if word == "per-function" => ScalingRule::PerFunction,
                Given::Text(word) if word == "before-2023" => ScalingRule::Legacy { burst: 3_000 },
                Given::Text(word) if word == "unlimited" => ScalingRule::Unlimited,
                _ => return expected("one of per-function, before-2023, unlimited"),
            };
        }
        _ => return Err(Refusal::NoKey),
    }
    Ok(())
}

fn set_table(table: &mut TableSetup, key: &str, value: &Given) -> Result<(), Refusal> {
    const MOST: u64 = 1_000_000;
    match key {
        "mode" => {
            table.capacity = match value {
                Given::Text(word) if word == "provisioned" => {
                    Capacity::Provisioned { reads: 5, writes: 5 }
                }
                Given::Text(word) if word == "on-demand" => {
                    Capacity::OnDemand { peak_reads: 0, peak_writes: 0 }
                }
                _ => return expected("provisioned or on-demand"),
            };
        }
        "reads" | "writes" => match &mut table.capacity {
            Capacity::Provisioned { reads, .. } if key == "reads" => {
                *reads = whole(value, 1, MOST)?;
            }
            Capacity::Provisioned { writes, .. } => *writes = whole(value, 1, MOST)?,
            Capacity::OnDemand { .. } => return expected("mode = \"provisioned\" first"),
        },
        "peak_reads" | "peak_writes" => match &mut table.capacity {
            Capacity::OnDemand { peak_reads, .. } if key == "peak_reads" => {
                *peak_reads = whole(value, 0, MOST)?;
            }
            Capacity::OnDemand { peak_writes, .. } => *peak_writes = whole(value, 0, MOST)?,
            Capacity::Provisioned { .. } => return expected("mode = \"on-demand\" first"),
        },
        "first_credit" => table.first_credit = whole(value, 0, 300 * MOST)?,
        "partitions" => table.n_partitions = small(value, 1, 10_000)?,
        "latency_ms" => table.latency = Law::Fixed(millis(value, 10_000.0)?),
        "indexes" => match value {
            Given::Numbers(units) => {
                let units: Result<Vec<u64>, Refusal> =
                    units.iter().map(|one| whole(&Given::Number(*one), 1, MOST)).collect();
                table.indexes = units?;
            }
            _ => return expected("a list of write units, one for each index"),
        },
        _ => return set_scaling(table, key, value),
    }
    Ok(())
}

fn set_scaling(table: &mut TableSetup, key: &str, value: &Given) -> Result<(), Refusal> {
    let start = AutoScaling { target_percent: 70, min: 5, max: 40_000, delay: 60 * SECOND };
    for side in [&mut table.scale_reads, &mut table.scale_writes] {
        let scaling = side.get_or_insert_with(|| start.clone());
        match key {
            "scale_target_percent" => scaling.target_percent = whole(value, 20, 90)?,
            "scale_min" => scaling.min = whole(value, 1, 1_000_000)?,
            "scale_max" => scaling.max = whole(value, 1, 1_000_000)?,
            "scale_delay_s" => scaling.delay = seconds(value, 1.0, 3_600.0)?,
            _ => return Err(Refusal::NoKey),
        }
    }
    Ok(())
}

fn set_cache(cache: &mut CacheSetup, key: &str, value: &Given) -> Result<(), Refusal> {
    match key {
        "target" => cache.target = text(value)?,
        "ttl_s" => cache.ttl = seconds(value, 0.0, 86_400.0)?,
        "hit_ms" => cache.hit_latency = Law::Fixed(millis(value, 1_000.0)?.max(MS / 1_000)),
        "entries" => cache.n_entries = usize::try_from(whole(value, 1, 10_000_000)?).unwrap_or(1),
        _ => return Err(Refusal::NoKey),
    }
    Ok(())
}

fn set_queue(queue: &mut QueueSetup, key: &str, value: &Given) -> Result<(), Refusal> {
    match key {
        "target" => queue.target = Some(text(value)?),
        "batch" => queue.batch = small(value, 1, 10_000)?,
        "maximum_concurrency" => queue.maximum_concurrency = Some(small(value, 2, 1_000)?),
        "visibility_s" => queue.visibility = seconds(value, 0.0, 43_200.0)?,
        "max_receives" => queue.max_receives = small(value, 0, 1_000)?,
        "retention_s" => queue.retention = seconds(value, 60.0, 1_209_600.0)?,
        _ => return Err(Refusal::NoKey),
    }
    Ok(())
}

fn set_database(database: &mut DatabaseSetup, key: &str, value: &Given) -> Result<(), Refusal> {
    match key {
        "max_connections" => database.max_connections = small(value, 1, 100_000)?,
        "transaction_ms" => database.transaction = Law::Fixed(millis(value, 600_000.0)?),
        "proxy_percent" => {
            let percent = small(value, 0, 100)?;
            database.proxy_percent = (0 < percent).then_some(percent);
        }
        "borrow_timeout_s" => database.borrow_timeout = seconds(value, 1.0, 300.0)?,
        _ => return Err(Refusal::NoKey),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_defaults_and_keys() {
        for kind in KINDS {
            let part = default_of(kind).unwrap();
            assert_eq!(kind_of(&part), *kind);
            assert!(!keys_of(&part).is_empty());
        }
        assert_eq!(default_of("toaster"), None);
    }

    #[test]
    fn every_key_that_is_listed_is_known() {
        for kind in KINDS {
            for key in keys_of(&default_of(kind).unwrap()) {
                let mut part = default_of(kind).unwrap();
                let refused = set_part(&mut part, key, &Given::Flag(false));
                assert_ne!(refused, Err(Refusal::NoKey), "{kind}.{key}");
            }
        }
    }

    #[test]
    fn wrong_values_say_what_is_expected() {
        let mut setup = Setup::new(1).with("f", default_of("function").unwrap());
        let refused = |setup: &mut Setup, path: &str, value| set(setup, path, &value).unwrap_err();
        assert_eq!(
            refused(&mut setup, "f.timeout_s", Given::Number(1_200.0)),
            Refusal::Expected("a number from 1 to 900".into())
        );
        assert_eq!(refused(&mut setup, "f.size", Given::Number(1.0)), Refusal::NoKey);
        assert_eq!(refused(&mut setup, "g.size", Given::Number(1.0)), Refusal::NoPart);
        assert_eq!(set(&mut setup, "f.memory_mb", &Given::Number(512.0)), Ok(()));
        assert_eq!(set(&mut setup, "concurrency", &Given::Number(50.0)), Ok(()));
        assert_eq!(setup.concurrency, 50);
    }
}
