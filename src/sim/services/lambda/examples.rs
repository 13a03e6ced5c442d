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
use crate::sim::fidelity::given::{
    Example, ExampleAnswer, Inputs, arrivals, client, drain, whole_of, world,
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
pub const EXAMPLES: &[(&str, Example)] = &[
    ("lambda_run", lambda_run),
    ("lambda_batches", lambda_batches),
    ("lambda_rps_cap", lambda_rps_cap),
    ("lambda_cost", lambda_cost),
    ("lambda_billed_ms", lambda_billed_ms),
    ("lambda_vcpu", lambda_vcpu),
    ("lambda_pool", lambda_pool),
    ("lambda_async", lambda_async),
    ("lambda_check", lambda_check),
    ("loss_system", loss_system),
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
        "arm64" => Architecture::Arm,
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
    Ok(json!({ "billed_ms": calc::billed_ms(given.number("duration_ms", 0.0)) }))
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
