//! Worked examples: what is given goes in as JSON, what the simulator or a calculator makes of it
//! comes out. `coldstart sim fidelity FILE` prints the answers; tests hold them against documents.

use serde_json::{Map, Value, json};

use super::{
    calc::{self, Prices},
    client::{Batch, ClientSetup, Load, Retry},
    core::{Op, Reason},
    database::DatabaseSetup,
    draw::Law,
    function::{FunctionSetup, ScalingRule},
    gateway::{Flaw, GatewaySetup, Throttle},
    message_queue::QueueSetup,
    meter::Count,
    store_cache::CacheSetup,
    table::{AutoScaling, Capacity, TableSetup},
    time::{HOUR, MINUTE, MS, SECOND, SimTime, from_seconds, to_seconds},
    units::{self, IndexChange},
    world::{Component, PartSetup, Setup, World},
};

/// What is given of one example.
struct Given<'a>(&'a Map<String, Value>);

type Answer = Result<Value, String>;

impl Given<'_> {
    fn number(&self, key: &str, default: f64) -> f64 {
        self.0.get(key).and_then(Value::as_f64).unwrap_or(default)
    }

    fn whole(&self, key: &str, default: u64) -> u64 {
        self.0.get(key).and_then(Value::as_u64).unwrap_or(default)
    }

    fn small(&self, key: &str, default: u32) -> u32 {
        u32::try_from(self.whole(key, u64::from(default))).unwrap_or(u32::MAX)
    }

    fn word(&self, key: &str) -> &str {
        self.0.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    fn flag(&self, key: &str, default: bool) -> bool {
        self.0.get(key).and_then(Value::as_bool).unwrap_or(default)
    }

    fn list(&self, key: &str) -> &[Value] {
        self.0.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    fn wholes(&self, key: &str) -> Vec<u64> {
        self.list(key).iter().filter_map(Value::as_u64).collect()
    }

    fn millis(&self, key: &str, default: f64) -> SimTime {
        from_seconds(self.number(key, default) / 1_000.0)
    }

    fn seconds(&self, key: &str, default: f64) -> SimTime {
        from_seconds(self.number(key, default))
    }

    /// A rate in thousandths of a request per second.
    fn rate(&self, key: &str) -> u64 {
        milli(self.number(key, 0.0))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rates are small and positive"
)]
fn milli(rate: f64) -> u64 {
    libm::round(rate.max(0.0) * 1_000.0) as u64
}

/// Answers one example; an unknown kind or input is an object with the key `error`.
pub fn answer(given: &Map<String, Value>, prices: &Prices) -> Value {
    let given = Given(given);
    let answered = match given.word("kind") {
        "ddb_units" => ddb_units(&given),
        "ddb_item_size" => ddb_item_size(&given),
        "ddb_check" => ddb_check(&given),
        "ddb_rate" => ddb_rate(&given),
        "ddb_burst" => ddb_burst(&given),
        "ddb_hot_key" => ddb_hot_key(&given),
        "ddb_autoscaling" => ddb_autoscaling(&given),
        "ddb_on_demand_limit" => Ok(json!({
            "instant_limit": calc::on_demand_instant_limit(given.word("side") == "write", given.whole("previous_peak", 0))
        })),
        "ddb_index_units" => ddb_index_units(&given),
        "ddb_replicated_units" => Ok(ddb_replicated_units(&given)),
        "ddb_cost" => Ok(ddb_cost(&given, prices)),
        "dax_reads" => dax_reads(&given),
        "lambda_run" => lambda_run(&given),
        "lambda_batches" => lambda_batches(&given),
        "lambda_rps_cap" => Ok(json!({
            "max_rps": calc::max_requests_per_s(given.number("concurrency", 1_000.0), given.number("duration_ms", 100.0))
        })),
        "lambda_cost" => Ok(lambda_cost(&given, prices)),
        "lambda_billed_ms" => {
            Ok(json!({ "billed_ms": calc::billed_ms(given.number("duration_ms", 0.0)) }))
        }
        "lambda_vcpu" => Ok(json!({ "vcpu": calc::vcpus(given.number("memory_mb", 128.0)) })),
        "lambda_pool" => {
            let (unreserved, more) =
                calc::unreserved_pool(given.whole("account", 1_000), &given.wholes("reserved"));
            Ok(json!({ "unreserved": unreserved, "still_reservable": more }))
        }
        "lambda_async" => lambda_async(&given),
        "lambda_esm_sqs" => lambda_esm_sqs(&given),
        "rds_max_connections" => Ok(json!({
            "max_connections": calc::max_connections(given.word("engine") == "postgres", given.whole("memory_bytes", 0))
        })),
        "rds_connections" => rds_connections(&given),
        "apigw_bucket" => apigw_bucket(&given),
        "apigw_status" => apigw_status(&given),
        "ttl_cache" => ttl_cache(&given),
        "apigw_cost" => Ok(json!({
            "usd": calc::gateway_bill(prices, given.word("api") == "http", given.number("requests", 0.0))
        })),
        "sqs_redrive" => sqs_redrive(&given),
        "kinesis_shards" => Ok(json!({
            "shards": calc::kinesis_shards(given.number("in_mb_s", 0.0), given.number("in_records_s", 0.0), given.number("consumers", 1.0))
        })),
        "loss_system" => loss_system(&given),
        "bucket_loss" => bucket_loss(&given),
        _ => Err("unknown kind".to_owned()),
    };
    answered.unwrap_or_else(|error| json!({ "error": error }))
}

fn world(setup: &Setup) -> Result<World, String> {
    World::new(setup).map_err(|error| error.to_string())
}

/// A client that sends to `to` until `until`.
fn client(to: &str, load: Load, until: SimTime) -> ClientSetup {
    ClientSetup { target: to.to_owned(), load, until, ..ClientSetup::default() }
}

#[expect(clippy::cast_precision_loss, reason = "reports show far fewer digits")]
fn float(n: u64) -> f64 {
    n as f64
}

fn ddb_units(given: &Given<'_>) -> Answer {
    let is_strong = given.word("consistency") == "strong";
    let bytes = given.whole("bytes", 0);
    let count = given.whole("count", 1);
    let mut sizes = given.wholes("sizes");
    if sizes.is_empty() {
        sizes = vec![bytes; usize::try_from(count).unwrap_or(1)];
    }
    let total: u64 = sizes.iter().sum();
    let each = |cost: &dyn Fn(u64) -> u64| sizes.iter().map(|size| cost(*size)).sum::<u64>();
    let milli = match given.word("op") {
        "get" if !given.flag("exists", true) => units::read_milli(0, is_strong),
        "get" | "batch_get" => each(&|size| units::read_milli(size, is_strong)),
        "query" | "scan" => units::pages_milli(total, is_strong),
        "put" | "update" | "delete" => {
            units::write_milli(bytes.max(given.whole("before_bytes", 0)))
        }
        "batch_write" => each(&units::write_milli),
        "tx_get" => 2 * each(&|size| units::read_milli(size, true)),
        "tx_write" => 2 * each(&units::write_milli),
        other => return Err(format!("unknown op `{other}`")),
    };
    Ok(json!({ "units": float(milli) / 1_000.0 }))
}

fn ddb_item_size(given: &Given<'_>) -> Answer {
    let mut bytes = 0;
    for attribute in given.list("attributes") {
        let name = attribute.get("name").and_then(Value::as_str).unwrap_or_default();
        bytes += name.len() as u64 + value_bytes(attribute)?;
    }
    Ok(json!({ "bytes": bytes }))
}

/// Bytes of one attribute's value; lists and maps cost three bytes and one for each element.
fn value_bytes(attribute: &Value) -> Result<u64, String> {
    let value = attribute.get("value").unwrap_or(&Value::Null);
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let elements = || value.as_array().map_or(&[][..], Vec::as_slice);
    match attribute.get("type").and_then(Value::as_str).unwrap_or_default() {
        "S" => Ok(text.len() as u64),
        "N" => Ok(units::number_bytes(&text)),
        "B" => value.as_u64().ok_or_else(|| "a binary value is given as its bytes".to_owned()),
        "BOOL" | "NULL" => Ok(1),
        "L" => elements().iter().try_fold(3, |sum, one| Ok(sum + 1 + value_bytes(one)?)),
        "M" => elements().iter().try_fold(3, |sum, one| {
            let name = one.get("name").and_then(Value::as_str).unwrap_or_default();
            Ok(sum + 1 + name.len() as u64 + value_bytes(one)?)
        }),
        other => Err(format!("unknown type `{other}`")),
    }
}

fn ddb_check(given: &Given<'_>) -> Answer {
    let limit = match given.word("limit") {
        "item_bytes" => units::MAX_ITEM_BYTES,
        "batch_get_items" | "transaction_items" => 100,
        "batch_write_items" => 25,
        "transaction_bytes" => 4 * 1_024 * 1_024,
        "partition_key_bytes" => 2_048,
        "sort_key_bytes" => 1_024,
        other => return Err(format!("unknown limit `{other}`")),
    };
    let result = if limit < given.whole("value", 0) { "ValidationException" } else { "ok" };
    Ok(json!({ "result": result }))
}

fn read_op(given: &Given<'_>) -> Op {
    match (given.word("op"), given.word("consistency")) {
        ("put" | "write" | "update", _) => Op::Write,
        (_, "strong") => Op::ReadStrong,
        _ => Op::Read,
    }
}

fn ddb_rate(given: &Given<'_>) -> Answer {
    let op = read_op(given);
    let bytes = given.small("bytes", 1_024);
    let capacity = given.whole("capacity", 1);
    let seconds = given.seconds("seconds", 60.0);
    let table = TableSetup {
        capacity: Capacity::Provisioned { reads: capacity, writes: capacity },
        latency: Law::Fixed(0),
        n_partitions: 1_000,
        first_credit: given.whole("burst_start", 0),
        ..TableSetup::default()
    };
    let load = Load::Even { rate_milli: given.rate("offered_per_s") };
    let sender = ClientSetup { op, bytes, ..client("table", load, seconds) };
    let setup = Setup::new(1)
        .with("client", PartSetup::Client(sender))
        .with("table", PartSetup::Table(table));
    let mut world = world(&setup)?;
    world.advance_to(seconds);
    let milli = match op {
        Op::Write => units::write_milli(u64::from(bytes)),
        Op::ReadStrong => units::read_milli(u64::from(bytes), true),
        Op::Read | Op::Request | Op::Event => units::read_milli(u64::from(bytes), false),
    };
    let ok = world.count("client", Count::Ok);
    Ok(
        json!({ "units_per_op": float(milli) / 1_000.0, "ok_per_s": float(ok) / to_seconds(seconds) }),
    )
}

fn ddb_burst(given: &Given<'_>) -> Answer {
    let capacity = given.whole("capacity", 1);
    let idle = given.seconds("idle_s", 0.0);
    let rate = given.rate("load_per_s");
    let table = TableSetup {
        capacity: Capacity::Provisioned { reads: capacity, writes: capacity },
        latency: Law::Fixed(0),
        n_partitions: 1_000,
        ..TableSetup::default()
    };
    // The load runs on for as long as the credit could last, and a second more.
    let longest = idle + HOUR;
    let per_second = rate / 1_000;
    let batches = (0..3_600).map(|second| Batch {
        at: idle + second * SECOND,
        count: per_second,
        spread: SECOND,
    });
    let load = Load::Batches(batches.collect());
    let sender = ClientSetup { op: Op::Write, bytes: 1_000, ..client("table", load, longest) };
    let setup = Setup::new(1)
        .with("client", PartSetup::Client(sender))
        .with("table", PartSetup::Table(table));
    let mut world = world(&setup)?;
    world.advance_to(idle.saturating_sub(1));
    let stored = table_of(&world)?.credit(idle, true);
    let mut first = None;
    while first.is_none() && world.core.now < longest {
        world.advance_to(world.core.now + SECOND);
        first = table_of(&world)?.first_throttle;
    }
    let first = first.map(|at| to_seconds(at - idle));
    Ok(json!({ "stored_units": stored, "first_throttle_s": first }))
}

fn table_of(world: &World) -> Result<&super::table::Table, String> {
    match world.component("table") {
        Some(Component::Table(table)) => Ok(table),
        Some(_) | None => Err("the world has no table".to_owned()),
    }
}

fn function_of(world: &World) -> Result<&super::function::Function, String> {
    match world.component("function") {
        Some(Component::Function(function)) => Ok(function),
        Some(_) | None => Err("the world has no function".to_owned()),
    }
}

fn ddb_hot_key(given: &Given<'_>) -> Answer {
    let seconds = given.seconds("seconds", 60.0);
    let is_write = given.word("side") != "read";
    let op = if is_write { Op::Write } else { Op::ReadStrong };
    let sender = ClientSetup {
        op,
        bytes: given.small("item_bytes", 1_000),
        n_keys: 1,
        ..client("table", Load::Even { rate_milli: given.rate("offered_per_s") }, seconds)
    };
    let table = TableSetup { latency: Law::Fixed(0), n_partitions: 4, ..TableSetup::default() };
    let setup = Setup::new(1)
        .with("client", PartSetup::Client(sender))
        .with("table", PartSetup::Table(table));
    let mut world = world(&setup)?;
    world.advance_to(seconds);
    let ok = float(world.count("client", Count::Ok)) / to_seconds(seconds);
    Ok(json!({ "ok_per_s": ok, "reason": reason_name(table_of(&world)?.last_reason) }))
}

/// A reason as AWS spells it.
pub fn reason_name(reason: Reason) -> String {
    format!("{reason:?}")
}

fn ddb_autoscaling(given: &Given<'_>) -> Answer {
    let target_percent = milli(given.number("target", 0.7)) / 10;
    let start = given.whole("start", 5);
    let scaling = AutoScaling {
        target_percent,
        min: given.whole("min", 5),
        max: given.whole("max", 40_000),
        delay: given.seconds("apply_delay_s", 60.0),
    };
    let table = TableSetup {
        capacity: Capacity::Provisioned { reads: 1, writes: start },
        first_credit: u64::MAX,
        latency: Law::Fixed(0),
        n_partitions: 1_000,
        scale_writes: Some(scaling),
        ..TableSetup::default()
    };
    // `consumed` is the mean of each minute: that many units in each of its seconds.
    let consumed = given.wholes("consumed");
    let mut batches = Vec::new();
    for (minute, units) in (0_u64..).zip(&consumed) {
        for second in 0..60 {
            let at = minute * MINUTE + second * SECOND;
            batches.push(Batch { at, count: *units, spread: SECOND });
        }
    }
    let end = consumed.len() as u64 * MINUTE;
    let sender =
        ClientSetup { op: Op::Write, bytes: 1_000, ..client("table", Load::Batches(batches), end) };
    let setup = Setup::new(1)
        .with("client", PartSetup::Client(sender))
        .with("table", PartSetup::Table(table));
    let mut world = world(&setup)?;
    world.advance_to(end);
    let table = table_of(&world)?;
    let changes: Vec<Value> =
        table.changes.iter().map(|(at, _, units)| json!([at / MINUTE, units])).collect();
    Ok(json!({ "changes": changes, "final": table.provisioned(true) }))
}

fn ddb_index_units(given: &Given<'_>) -> Answer {
    let change = match given.word("change") {
        "new" => IndexChange::New,
        "removed" => IndexChange::Removed,
        "key_change" => IndexChange::KeyChanged,
        "projected" => IndexChange::ProjectedChanged,
        "untouched" => IndexChange::Untouched,
        other => return Err(format!("unknown change `{other}`")),
    };
    let milli =
        units::index_milli(change, given.whole("entry_before", 0), given.whole("entry_after", 0));
    Ok(json!({ "index_units": float(milli) / 1_000.0 }))
}

fn ddb_replicated_units(given: &Given<'_>) -> Value {
    let writes = given.wholes("writes_per_s");
    let each = units::write_milli(given.whole("item_bytes", 1_000));
    // Every Region takes the writes of all of them.
    let per_region = writes.iter().sum::<u64>() * each;
    let total = per_region * writes.len() as u64;
    json!({ "per_region": float(per_region) / 1_000.0, "total": float(total) / 1_000.0 })
}

fn ddb_cost(given: &Given<'_>, prices: &Prices) -> Value {
    let usd = if given.word("mode") == "on_demand" {
        calc::on_demand_bill(
            prices,
            given.number("write_units", 0.0),
            given.number("read_units", 0.0),
        )
    } else {
        let hours = given.number("hours", 730.0);
        calc::provisioned_bill(prices, given.number("wcu", 0.0), given.number("rcu", 0.0), hours)
    };
    json!({ "usd": usd })
}

/// Each operation is a client of its own that sends once; those that go around the cache tell it
/// that the table has a newer version.
fn dax_reads(given: &Given<'_>) -> Answer {
    let ttl = given.seconds("ttl_s", 300.0);
    let cache = CacheSetup {
        target: "table".into(),
        ttl,
        hit_latency: Law::Fixed(0),
        ..CacheSetup::default()
    };
    let table =
        TableSetup { latency: Law::Fixed(0), first_credit: u64::MAX, ..TableSetup::default() };
    let mut setup =
        Setup::new(1).with("cache", PartSetup::Cache(cache)).with("table", PartSetup::Table(table));
    let mut keys: Vec<String> = Vec::new();
    let mut around: Vec<(SimTime, u32)> = Vec::new();
    let mut n_table_writes = 0;
    for (index, op) in given.list("ops").iter().enumerate() {
        // Operations of one instant come in the order given, a nanosecond apart.
        let at = from_seconds(op.get(0).and_then(Value::as_f64).unwrap_or(0.0)) + index as u64;
        let what = op.get(1).and_then(Value::as_str).unwrap_or_default();
        let key = op.get(2).and_then(Value::as_str).unwrap_or_default().to_owned();
        let place = keys.iter().position(|one| *one == key).unwrap_or_else(|| {
            keys.push(key);
            keys.len() - 1
        });
        let place = u32::try_from(place).unwrap_or(0);
        let (kind, to) = match what {
            "get" => (Op::Read, "cache"),
            "get_strong" => (Op::ReadStrong, "cache"),
            "put" => (Op::Write, "cache"),
            "put_direct" => (Op::Write, "table"),
            other => return Err(format!("unknown operation `{other}`")),
        };
        if kind == Op::Write {
            n_table_writes += 1;
        }
        if what == "put_direct" {
            around.push((at, place));
        }
        let load = Load::Batches(vec![Batch { at, count: 1, spread: 0 }]);
        let sender = ClientSetup { op: kind, n_keys: 1, ..client(to, load, SimTime::MAX) };
        setup = setup.with(&format!("client-{index:04}"), PartSetup::Client(sender));
    }
    if 1 < keys.len() {
        return Err("examples of a cache use one key".to_owned());
    }
    let mut world = world(&setup)?;
    around.sort_unstable();
    for (at, key) in around {
        world.advance_to(at);
        world.written_around("cache", key);
    }
    world.drain(SimTime::MAX);
    let count = |what| world.count("cache", what);
    let reads = world.count("table", Count::In) - n_table_writes;
    Ok(json!({
        "hits": count(Count::CacheHits),
        "misses": count(Count::CacheMisses),
        "stale_hits": count(Count::StaleHits),
        "table_reads": reads,
    }))
}

fn lambda_run(given: &Given<'_>) -> Answer {
    let seconds = given.seconds("seconds", 60.0);
    let provisioned = given.small("provisioned", 0);
    let function = FunctionSetup {
        duration: Law::Fixed(given.millis("duration_ms", 100.0)),
        init: given.millis("cold_ms", 0.0),
        provisioned,
        timeout: 900 * SECOND,
        ..FunctionSetup::default()
    };
    let sender = client("function", Load::Even { rate_milli: given.rate("rps") }, seconds);
    let mut setup = Setup::new(1)
        .with("client", PartSetup::Client(sender))
        .with("function", PartSetup::Function(function));
    setup.concurrency = given.small("concurrency", 1_000);
    let mut world = world(&setup)?;
    world.drain(seconds + HOUR);
    Ok(json!({
        "sent": world.count("client", Count::In),
        "ok": world.count("client", Count::Ok),
        "throttled": world.count("client", Count::Throttled),
        "cold_starts": world.count("function", Count::ColdStarts),
        "max_concurrency": function_of(&world)?.max_running,
        "spillover": world.count("function", Count::Spillover),
    }))
}

fn lambda_batches(given: &Given<'_>) -> Answer {
    let scaling = match given.word("rule") {
        "legacy" => ScalingRule::Legacy { burst: given.small("burst", 3_000) },
        _ => ScalingRule::PerFunction,
    };
    let function = FunctionSetup {
        duration: Law::Fixed(given.millis("duration_ms", 100.0)),
        init: 0,
        timeout: 900 * SECOND,
        scaling,
        ..FunctionSetup::default()
    };
    let mut setup = Setup::new(1).with("function", PartSetup::Function(function));
    setup.concurrency = given.small("limit", 1_000);
    let mut names = Vec::new();
    for (index, batch) in given.list("batches").iter().enumerate() {
        let at = from_seconds(batch.get(0).and_then(Value::as_f64).unwrap_or(0.0));
        let count = batch.get(1).and_then(Value::as_u64).unwrap_or(0);
        let name = format!("client-{index:04}");
        let load = Load::Batches(vec![Batch { at, count, spread: 0 }]);
        setup = setup.with(&name, PartSetup::Client(client("function", load, SimTime::MAX)));
        names.push(name);
    }
    let mut world = world(&setup)?;
    world.drain(SimTime::MAX);
    let counts = |what| names.iter().map(|name| world.count(name, what)).collect::<Vec<u64>>();
    Ok(json!({ "ok": counts(Count::Ok), "throttled": counts(Count::Throttled) }))
}

fn lambda_cost(given: &Given<'_>, prices: &Prices) -> Value {
    let bill = calc::lambda_bill(
        prices,
        given.number("requests", 0.0),
        calc::billed_ms(given.number("duration_ms", 0.0)),
        given.number("memory_mb", 128.0),
        given.flag("free_tier", false),
        given.word("architecture") == "arm64",
    );
    json!({ "usd_compute": bill.usd_compute, "usd_requests": bill.usd_requests, "usd_total": bill.usd_total() })
}

fn lambda_async(given: &Given<'_>) -> Answer {
    let mut function = FunctionSetup {
        duration: Law::Fixed(given.millis("duration_ms", 1_000.0)),
        init: 0,
        timeout: 900 * SECOND,
        event_retries: given.small("max_retries", 2),
        event_age: given.seconds("max_age_s", 21_600.0),
        ..FunctionSetup::default()
    };
    let mut setup = Setup::new(1);
    match given.word("failure") {
        "function_error" => function.error_milli = 1_000,
        "reserved_zero" => function.reserved = Some(0),
        // An account without a unit left throttles every attempt.
        "throttle" => setup.concurrency = 0,
        other => return Err(format!("unknown failure `{other}`")),
    }
    let sender = ClientSetup {
        op: Op::Event,
        n_requests: 1,
        ..client("function", Load::Even { rate_milli: 1_000 }, SECOND)
    };
    let setup = setup
        .with("client", PartSetup::Client(sender))
        .with("function", PartSetup::Function(function));
    let mut world = world(&setup)?;
    world.drain(SimTime::MAX);
    let fates = &function_of(&world)?.fates;
    Ok(json!({
        "attempts": fates.attempts,
        "last_attempt_s": fates.last_attempt.map(to_seconds),
        "dead_letter_s": fates.last_dead_letter.map(to_seconds),
    }))
}

fn lambda_esm_sqs(given: &Given<'_>) -> Answer {
    let limit = given.0.get("maximum_concurrency").and_then(Value::as_u64);
    let queue = QueueSetup {
        target: Some("function".into()),
        is_endless: true,
        maximum_concurrency: limit.map(|limit| u32::try_from(limit).unwrap_or(u32::MAX)),
        ..QueueSetup::default()
    };
    let function = FunctionSetup {
        duration: Law::Fixed(10 * SECOND),
        init: 0,
        timeout: 900 * SECOND,
        scaling: ScalingRule::Unlimited,
        ..FunctionSetup::default()
    };
    let mut setup = Setup::new(1)
        .with("queue", PartSetup::Queue(queue))
        .with("function", PartSetup::Function(function));
    setup.concurrency = 100_000;
    let mut world = world(&setup)?;
    let mut found = Vec::new();
    for minute in given.wholes("minutes") {
        world.advance_to(minute * MINUTE);
        found.push(function_of(&world)?.running);
    }
    Ok(json!({ "concurrency": found }))
}

fn rds_connections(given: &Given<'_>) -> Answer {
    let duration = given.millis("duration_ms", 500.0);
    let transaction = given.millis("tx_ms", 20.0);
    let has_proxy = given.flag("proxy", false);
    let database = DatabaseSetup {
        max_connections: given.small("max_connections", 85),
        transaction: Law::Fixed(transaction),
        proxy_percent: has_proxy.then(|| given.small("pool_percent", 100)),
        ..DatabaseSetup::default()
    };
    // The transaction is the end of the run, so both together last as long as given.
    let function = FunctionSetup {
        duration: Law::Fixed(duration.saturating_sub(transaction)),
        init: 0,
        timeout: 900 * SECOND,
        scaling: ScalingRule::Unlimited,
        calls: vec!["database".into()],
        sdk_retry: Retry::NONE,
        ..FunctionSetup::default()
    };
    let seconds = 3 * SECOND;
    let sender = client("function", Load::Even { rate_milli: given.rate("rps") }, seconds);
    let mut setup = Setup::new(1)
        .with("client", PartSetup::Client(sender))
        .with("database", PartSetup::Database(database))
        .with("function", PartSetup::Function(function));
    setup.concurrency = 1_000_000;
    let mut world = world(&setup)?;
    world.advance_to(seconds);
    let Some(Component::Database(database)) = world.component("database") else {
        return Err("the world has no database".to_owned());
    };
    Ok(json!({
        "db_connections": database.connections(),
        "refused": database.n_refused(),
        "pool": database.pool(),
    }))
}

/// A function that answers at once, for worlds about what stands before it.
fn instant_function() -> FunctionSetup {
    FunctionSetup {
        duration: Law::Fixed(0),
        init: 0,
        scaling: ScalingRule::Unlimited,
        ..FunctionSetup::default()
    }
}

fn apigw_bucket(given: &Given<'_>) -> Answer {
    let account =
        Throttle { rate: given.whole("rate", 10_000), burst: given.whole("burst", 5_000) };
    let gateway = GatewaySetup { target: "function".into(), account, ..GatewaySetup::default() };
    let batch = |batch: &Value| {
        let number = |key| batch.get(key).and_then(Value::as_f64).unwrap_or(0.0);
        Batch {
            at: from_seconds(number("at_ms") / 1_000.0),
            count: batch.get("count").and_then(Value::as_u64).unwrap_or(0),
            spread: from_seconds(number("spread_ms") / 1_000.0),
        }
    };
    let load = Load::Batches(given.list("batches").iter().map(batch).collect());
    let mut setup = Setup::new(1)
        .with("client", PartSetup::Client(client("gateway", load, SimTime::MAX)))
        .with("function", PartSetup::Function(instant_function()))
        .with("gateway", PartSetup::Gateway(gateway));
    setup.concurrency = 1_000_000;
    let mut world = world(&setup)?;
    world.drain(SimTime::MAX);
    Ok(
        json!({ "ok": world.count("client", Count::Ok), "throttled": world.count("client", Count::Throttled) }),
    )
}

fn apigw_status(given: &Given<'_>) -> Answer {
    let mut gateway = GatewaySetup {
        target: "function".into(),
        timeout: given.millis("integration_timeout_ms", 29_000.0),
        ..GatewaySetup::default()
    };
    let mut function =
        FunctionSetup { duration: Law::Fixed(100 * MS), init: 0, ..FunctionSetup::default() };
    let mut concurrency = 1_000;
    let none = Throttle { rate: 1, burst: 0 };
    match given.word("scenario") {
        "ok" => {}
        "account_throttle" => gateway.account = none,
        "usage_plan_throttle" => gateway.plan = Some(none),
        "usage_plan_quota" => gateway.quota = Some(0),
        "missing_api_key" => gateway.flaw = Flaw::MissingApiKey,
        "iam_bad_signature" => gateway.flaw = Flaw::BadSignature,
        "unknown_path" => gateway.flaw = Flaw::UnknownPath,
        "waf_block" => gateway.flaw = Flaw::Firewall,
        "cognito_no_token" | "authorizer_no_token" => gateway.flaw = Flaw::NoToken,
        "cognito_expired_token" => gateway.flaw = Flaw::ExpiredToken,
        "authorizer_deny" => gateway.flaw = Flaw::Denied,
        "authorizer_error" => gateway.flaw = Flaw::AuthorizerError,
        "payload_11_mb" => gateway.flaw = Flaw::TooLarge,
        "bad_request_body" => gateway.flaw = Flaw::BadBody,
        "unsupported_media_type" => gateway.flaw = Flaw::MediaType,
        "integration_unreachable" => gateway.flaw = Flaw::Unreachable,
        "lambda_bad_shape" => gateway.flaw = Flaw::MalformedResponse,
        "lambda_no_permission" => gateway.flaw = Flaw::NoPermission,
        "lambda_unhandled_error" => function.error_milli = 1_000,
        "lambda_timeout" => {
            function.duration = Law::Fixed(10 * SECOND);
            function.timeout = 3 * SECOND;
        }
        "lambda_throttled" => concurrency = 0,
        "integration_timeout" => {
            function.duration = Law::Fixed(60 * SECOND);
            function.timeout = 900 * SECOND;
        }
        "lambda_slow" => {
            function.duration = Law::Fixed(given.millis("function_ms", 100.0));
            function.timeout = given.millis("function_timeout_ms", 3_000.0);
        }
        other => return Err(format!("unknown scenario `{other}`")),
    }
    let sender = ClientSetup {
        n_requests: 1,
        ..client("gateway", Load::Even { rate_milli: 1_000 }, SECOND)
    };
    let mut setup = Setup::new(1)
        .with("client", PartSetup::Client(sender))
        .with("function", PartSetup::Function(function))
        .with("gateway", PartSetup::Gateway(gateway));
    setup.concurrency = concurrency;
    let mut world = world(&setup)?;
    world.drain(SimTime::MAX);
    let Some(Component::Client(sender)) = world.component("client") else {
        return Err("the world has no client".to_owned());
    };
    let after = to_seconds(sender.latency.max()) * 1_000.0;
    Ok(
        json!({ "status": sender.last_reply.status, "after_ms": after, "reason": reason_name(sender.last_reply.reason) }),
    )
}

fn ttl_cache(given: &Given<'_>) -> Answer {
    let seconds = given.seconds("seconds", 60.0);
    let gateway = GatewaySetup {
        target: "function".into(),
        cache_ttl: given.seconds("ttl_s", 300.0),
        ..GatewaySetup::default()
    };
    let sender = ClientSetup {
        n_keys: given.small("keys", 1),
        keys_in_turn: true,
        ..client("gateway", Load::Even { rate_milli: given.rate("rps") }, seconds)
    };
    let mut setup = Setup::new(1)
        .with("client", PartSetup::Client(sender))
        .with("function", PartSetup::Function(instant_function()))
        .with("gateway", PartSetup::Gateway(gateway));
    setup.concurrency = 100_000;
    let mut world = world(&setup)?;
    world.drain(seconds + HOUR);
    Ok(json!({
        "hits": world.count("gateway", Count::CacheHits),
        "misses": world.count("gateway", Count::CacheMisses),
    }))
}

fn sqs_redrive(given: &Given<'_>) -> Answer {
    let queue = QueueSetup {
        target: Some("function".into()),
        visibility: given.seconds("visibility_s", 30.0),
        max_receives: given.small("max_receive_count", 3),
        ..QueueSetup::default()
    };
    let function = FunctionSetup { error_milli: 1_000, ..instant_function() };
    let sender =
        ClientSetup { n_requests: 1, ..client("queue", Load::Even { rate_milli: 1_000 }, SECOND) };
    let setup = Setup::new(1)
        .with("client", PartSetup::Client(sender))
        .with("function", PartSetup::Function(function))
        .with("queue", PartSetup::Queue(queue));
    let mut world = world(&setup)?;
    world.advance_to(24 * HOUR);
    let Some(Component::Queue(queue)) = world.component("queue") else {
        return Err("the world has no queue".to_owned());
    };
    Ok(json!({
        "deliveries": world.count("queue", Count::Deliveries),
        "dead_letter_s": queue.last_dead_letter.map(to_seconds),
    }))
}

fn arrivals(given: &Given<'_>) -> Load {
    let rate_milli = given.rate("rps");
    match given.word("arrivals") {
        "even" => Load::Even { rate_milli },
        _ => Load::Poisson { rate_milli },
    }
}

fn loss_system(given: &Given<'_>) -> Answer {
    let mean = given.millis("mean_ms", 1_000.0);
    let duration =
        if given.word("service") == "fixed" { Law::Fixed(mean) } else { Law::Exponential(mean) };
    let function = FunctionSetup {
        duration,
        init: 0,
        timeout: 900 * SECOND,
        scaling: ScalingRule::Unlimited,
        ..FunctionSetup::default()
    };
    let sender = ClientSetup {
        n_requests: given.whole("requests", 200_000),
        ..client("function", arrivals(given), SimTime::MAX)
    };
    let mut setup = Setup::new(given.whole("seed", 1))
        .with("client", PartSetup::Client(sender))
        .with("function", PartSetup::Function(function));
    setup.concurrency = given.small("concurrency", 100);
    let mut world = world(&setup)?;
    world.drain(SimTime::MAX);
    let (sent, throttled) =
        (world.count("client", Count::In), world.count("client", Count::Throttled));
    Ok(json!({ "throttle_ratio": float(throttled) / float(sent.max(1)) }))
}

fn bucket_loss(given: &Given<'_>) -> Answer {
    let account = Throttle { rate: given.whole("rate", 100), burst: given.whole("burst", 50) };
    let gateway = GatewaySetup { target: "function".into(), account, ..GatewaySetup::default() };
    let sender = ClientSetup {
        n_requests: given.whole("requests", 500_000),
        ..client("gateway", arrivals(given), SimTime::MAX)
    };
    let mut setup = Setup::new(given.whole("seed", 1))
        .with("client", PartSetup::Client(sender))
        .with("function", PartSetup::Function(instant_function()))
        .with("gateway", PartSetup::Gateway(gateway));
    setup.concurrency = 100_000;
    let mut world = world(&setup)?;
    world.drain(SimTime::MAX);
    let (sent, throttled) =
        (world.count("client", Count::In), world.count("client", Count::Throttled));
    Ok(json!({ "throttle_ratio": float(throttled) / float(sent.max(1)) }))
}
