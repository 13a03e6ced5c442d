//! Worked examples of Lambda.

#![expect(clippy::unnecessary_wraps, reason = "all examples share one signature")]

use serde_json::{Value, json};

use super::calc;
use super::{
    Function,
    setup::{Architecture, EVENT_PAYLOAD, FUNCTION_TIMEOUT_S, FunctionSetup, ScalingRule},
};
use crate::sim::Setup;
use crate::sim::World;
use crate::sim::fidelity::form::Example;
use crate::sim::fidelity::given::{
    ExampleAnswer, GivenKey, Inputs, Takes, arrivals, client, drain, whole_of, world,
};
use crate::sim::kernel::{
    bill::Prices,
    call::Op,
    draw::Law,
    meter::Count,
    number::float,
    quota,
    time::{HOUR, SECOND, SimTime, from_seconds, to_seconds},
};
use crate::sim::services::client::{
    load::{Batch, Load},
    setup::ClientSetup,
};
use crate::sim::services::{Component, PartSetup};

/// By the names that files give them.
pub const EXAMPLES: &[Example] = &[
    Example::new("lambda_run", LAMBDA_RUN, lambda_run),
    Example::new("lambda_batches", LAMBDA_BATCHES, lambda_batches),
    Example::new("lambda_rps_cap", LAMBDA_RPS_CAP, lambda_rps_cap),
    Example::new("lambda_cost", LAMBDA_COST, lambda_cost),
    Example::new("lambda_billed_ms", LAMBDA_BILLED_MS, lambda_billed_ms),
    Example::new("lambda_vcpu", LAMBDA_VCPU, lambda_vcpu),
    Example::new("lambda_pool", LAMBDA_POOL, lambda_pool),
    Example::new("lambda_async", LAMBDA_ASYNC, lambda_async),
    Example::new("lambda_check", LAMBDA_CHECK, lambda_check),
    Example::new("loss_system", LOSS_SYSTEM, loss_system),
];

const LAMBDA_RUN: &[GivenKey] = &[
    ("rps", Takes::Number),
    ("duration_ms", Takes::Number),
    ("seconds", Takes::Number),
    ("concurrency", Takes::Number),
    ("cold_ms", Takes::Number),
    ("provisioned", Takes::Number),
];

const LAMBDA_BATCHES: &[GivenKey] = &[
    ("rule", Takes::Word(&["2023", "legacy"])),
    ("burst", Takes::Number),
    ("limit", Takes::Number),
    ("duration_ms", Takes::Number),
    ("batches", Takes::Lists),
];

const LAMBDA_RPS_CAP: &[GivenKey] =
    &[("concurrency", Takes::Number), ("duration_ms", Takes::Number)];

const LAMBDA_COST: &[GivenKey] = &[
    ("requests", Takes::Number),
    ("duration_ms", Takes::Number),
    ("memory_mb", Takes::Number),
    ("free_tier", Takes::Flag),
    ("architecture", Takes::Word(&["x86_64", "x86", "arm64", "arm"])),
];

const LAMBDA_BILLED_MS: &[GivenKey] = &[
    ("rule", Takes::Word(&["2025", "2020"])),
    ("duration_ms", Takes::Number),
    ("init_ms", Takes::Number),
];

const LAMBDA_VCPU: &[GivenKey] = &[("memory_mb", Takes::Number)];

const LAMBDA_POOL: &[GivenKey] = &[("account", Takes::Number), ("reserved", Takes::Numbers)];

const LAMBDA_ASYNC: &[GivenKey] = &[
    ("failure", Takes::Choice(&["function_error", "throttle", "reserved_zero"])),
    ("duration_ms", Takes::Number),
    ("max_retries", Takes::Number),
    ("max_age_s", Takes::Number),
];

const LAMBDA_CHECK: &[GivenKey] = &[
    (
        "limit",
        Takes::Choice(&[
            "timeout_s",
            "memory_mb",
            "ephemeral_mb",
            "payload_bytes",
            "event_bytes",
            "environment_bytes",
            "layers",
            "zip_bytes",
            "unzipped_bytes",
            "image_bytes",
            "file_descriptors",
        ]),
    ),
    ("value", Takes::Number),
];

const LOSS_SYSTEM: &[GivenKey] = &[
    ("arrivals", Takes::Word(&["poisson", "even"])),
    ("service", Takes::Word(&["exp", "fixed"])),
    ("rps", Takes::Number),
    ("mean_ms", Takes::Number),
    ("concurrency", Takes::Number),
    ("requests", Takes::Number),
    ("seed", Takes::Number),
];

fn function_of(world: &World) -> Result<&Function, String> {
    match world.component("function") {
        Some(Component::Function(function)) => Ok(function),
        Some(_) | None => Err("the world has no function".to_owned()),
    }
}

fn lambda_run(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
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

fn lambda_batches(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
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

fn lambda_rps_cap(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    let concurrency = given.number("concurrency", 1_000.0);
    let duration_ms = given.number("duration_ms", 100.0);
    Ok(json!({ "max_rps": calc::max_requests_per_s(concurrency, duration_ms) }))
}

fn lambda_cost(given: &Inputs<'_>, prices: &Prices) -> ExampleAnswer {
    let architecture = match given.word("architecture") {
        "arm64" | "arm" => Architecture::Arm,
        _ => Architecture::X86,
    };
    let bill = calc::lambda_bill(
        prices,
        given.number("requests", 0.0),
        calc::billed_ms(given.number("duration_ms", 0.0)),
        given.number("memory_mb", 128.0),
        given.free_tier(),
        architecture,
    );
    let (compute, requests) = (bill.usd_compute, bill.usd_requests);
    let total = bill.usd_total();
    Ok(json!({ "usd_compute": compute, "usd_requests": requests, "usd_total": total }))
}

fn lambda_billed_ms(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    // Since August 2025 the start of an environment is billed like its work.
    let init = if given.word("rule") == "2020" { 0.0 } else { given.number("init_ms", 0.0) };
    Ok(json!({ "billed_ms": calc::billed_ms(init + given.number("duration_ms", 0.0)) }))
}

fn lambda_vcpu(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    Ok(json!({ "vcpu": calc::vcpus(given.number("memory_mb", 128.0)) }))
}

fn lambda_pool(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    let (unreserved, more) =
        calc::unreserved_pool(given.whole("account", 1_000), &given.wholes("reserved"));
    Ok(json!({ "unreserved": unreserved, "still_reservable": more }))
}

fn lambda_async(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
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
        _ => setup.concurrency = 0,
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

/// Bounds of a function by name: the least and the most that it takes.
const BOUNDS: [(&str, f64, f64); 11] = [
    ("timeout_s", 1.0, FUNCTION_TIMEOUT_S),
    ("memory_mb", 128.0, 10_240.0),
    ("ephemeral_mb", 512.0, 10_240.0),
    ("payload_bytes", 0.0, quota::FUNCTION_PAYLOAD as f64),
    ("event_bytes", 0.0, EVENT_PAYLOAD as f64),
    ("environment_bytes", 0.0, 4_096.0),
    ("layers", 0.0, 5.0),
    ("zip_bytes", 0.0, 50.0 * 1_048_576.0),
    ("unzipped_bytes", 0.0, 250.0 * 1_048_576.0),
    ("image_bytes", 0.0, 10.0 * 1_073_741_824.0),
    ("file_descriptors", 0.0, 1_024.0),
];

fn lambda_check(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    let limit = given.word("limit");
    let Some((_, low, high)) = BOUNDS.iter().find(|(name, ..)| *name == limit) else {
        return Err(format!("unknown limit `{limit}`"));
    };
    let value = given.number("value", 0.0);
    let result = if (*low..=*high).contains(&value) { "ok" } else { "refused" };
    Ok(json!({ "result": result, "least": low, "most": high }))
}

fn loss_system(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
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
    drain(&mut world, SimTime::MAX)?;
    let (sent, throttled) =
        (world.count("client", Count::In), world.count("client", Count::Throttled));
    Ok(json!({ "throttle_ratio": float(throttled) / float(sent.max(1)) }))
}
