//! Examples of Lambda, its queue, and the database behind it.

use serde_json::{Value, json};

use super::{Answer, Given, client, drain, run, whole_of, world};
use crate::sim::{
    cost::calc::{self, Prices},
    kernel::{
        core::Op,
        draw::Law,
        meter::Count,
        time::{HOUR, MINUTE, SECOND, SimTime, from_seconds, to_seconds},
    },
    limits,
    services::{
        client::{Batch, ClientSetup, Load, Retry},
        lambda::{
            Function,
            setup::{FunctionSetup, ScalingRule},
        },
        rds::DatabaseSetup,
        sqs::setup::QueueSetup,
    },
    world::{Component, PartSetup, Setup, World},
};

fn function_of(world: &World) -> Result<&Function, String> {
    match world.component("function") {
        Some(Component::Function(function)) => Ok(function),
        Some(_) | None => Err("the world has no function".to_owned()),
    }
}

pub(super) fn lambda_run(given: &Given<'_>) -> Answer {
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
    drain(&mut world, seconds + HOUR)?;
    Ok(json!({
        "sent": world.count("client", Count::In),
        "ok": world.count("client", Count::Ok),
        "throttled": world.count("client", Count::Throttled),
        "cold_starts": world.count("function", Count::ColdStarts),
        "max_concurrency": function_of(&world)?.max_running,
        "spillover": world.count("function", Count::Spillover),
    }))
}

pub(super) fn lambda_batches(given: &Given<'_>) -> Answer {
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
        let count = batch.get(1).and_then(whole_of).unwrap_or(0);
        let name = format!("client-{index:04}");
        let load = Load::Batches(vec![Batch { at, count, spread: 0 }]);
        setup = setup.with(&name, PartSetup::Client(client("function", load, SimTime::MAX)));
        names.push(name);
    }
    let mut world = world(&setup)?;
    drain(&mut world, SimTime::MAX)?;
    let counts = |what| names.iter().map(|name| world.count(name, what)).collect::<Vec<u64>>();
    Ok(json!({ "ok": counts(Count::Ok), "throttled": counts(Count::Throttled) }))
}

pub(super) fn lambda_cost(given: &Given<'_>, prices: &Prices) -> Value {
    let bill = calc::lambda_bill(
        prices,
        given.number("requests", 0.0),
        calc::billed_ms(given.number("duration_ms", 0.0)),
        given.number("memory_mb", 128.0),
        given.flag("free_tier", false),
        given.word("architecture") == "arm64",
    );
    let (compute, requests) = (bill.usd_compute, bill.usd_requests);
    let total = bill.usd_total();
    json!({ "usd_compute": compute, "usd_requests": requests, "usd_total": total })
}

pub(super) fn lambda_async(given: &Given<'_>) -> Answer {
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
    drain(&mut world, SimTime::MAX)?;
    let fates = &function_of(&world)?.fates;
    Ok(json!({
        "attempts": fates.attempts,
        "last_attempt_s": fates.last_attempt.map(to_seconds),
        "dead_letter_s": fates.last_dead_letter.map(to_seconds),
    }))
}

pub(super) fn lambda_esm_sqs(given: &Given<'_>) -> Answer {
    let limit = given.0.get("maximum_concurrency").and_then(whole_of);
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
        run(&mut world, minute * MINUTE)?;
        found.push(function_of(&world)?.running);
    }
    Ok(json!({ "concurrency": found }))
}

pub(super) fn rds_connections(given: &Given<'_>) -> Answer {
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
    run(&mut world, seconds)?;
    let Some(Component::Database(database)) = world.component("database") else {
        return Err("the world has no database".to_owned());
    };
    Ok(json!({
        "db_connections": database.connections(),
        "refused": database.n_refused(),
        "pool": database.pool(),
    }))
}

/// Bounds of a function by name: the least and the most that it takes.
const BOUNDS: [(&str, f64, f64); 11] = [
    ("timeout_s", 1.0, limits::FUNCTION_TIMEOUT_S),
    ("memory_mb", 128.0, 10_240.0),
    ("ephemeral_mb", 512.0, 10_240.0),
    ("payload_bytes", 0.0, limits::FUNCTION_PAYLOAD as f64),
    ("event_bytes", 0.0, limits::EVENT_PAYLOAD as f64),
    ("environment_bytes", 0.0, 4_096.0),
    ("layers", 0.0, 5.0),
    ("zip_bytes", 0.0, 50.0 * 1_048_576.0),
    ("unzipped_bytes", 0.0, 250.0 * 1_048_576.0),
    ("image_bytes", 0.0, 10.0 * 1_073_741_824.0),
    ("file_descriptors", 0.0, 1_024.0),
];

pub(super) fn lambda_check(given: &Given<'_>) -> Answer {
    let limit = given.word("limit");
    let Some((_, low, high)) = BOUNDS.iter().find(|(name, ..)| *name == limit) else {
        return Err(format!("unknown limit `{limit}`"));
    };
    let value = given.number("value", 0.0);
    let result = if (*low..=*high).contains(&value) { "ok" } else { "refused" };
    Ok(json!({ "result": result, "least": low, "most": high }))
}

pub(super) fn lambda_stream_concurrency(given: &Given<'_>) -> Answer {
    let factor = given.whole("factor", 1);
    if !(1..=u64::from(limits::PARALLELIZATION)).contains(&factor) {
        return Err(format!("the parallelization factor is 1 to 10, not {factor}"));
    }
    Ok(json!({ "concurrency": given.whole("shards", 1) * factor }))
}
