//! Worked examples of SQS and its mapping to a function.

use serde_json::json;

use super::setup::{FIFO_CALLS, QueueSetup};
use crate::sim::Setup;
use crate::sim::fidelity::form::Example;
use crate::sim::fidelity::given::{
    ExampleAnswer, GivenKey, Inputs, Takes, client, gauge, instant_function, milli, run, whole_of,
    world,
};
use crate::sim::kernel::{
    bill::Prices,
    meter::Count,
    number::float,
    seen::Gauge,
    time::{HOUR, MINUTE, SECOND, SimTime, to_seconds},
};
use crate::sim::services::client::{load::Load, setup::ClientSetup};
use crate::sim::services::{Component, PartSetup};

/// By the names that files give them.
pub const EXAMPLES: &[Example] = &[
    Example::new("lambda_esm_sqs", LAMBDA_ESM_SQS, lambda_esm_sqs),
    Example::new("sqs_redrive", SQS_REDRIVE, sqs_redrive),
    Example::new("sqs_fifo_rate", SQS_FIFO_RATE, sqs_fifo_rate),
];

const LAMBDA_ESM_SQS: &[GivenKey] =
    &[("minutes", Takes::Numbers), ("maximum_concurrency", Takes::Number)];

const SQS_REDRIVE: &[GivenKey] =
    &[("max_receive_count", Takes::Number), ("visibility_s", Takes::Number)];

const SQS_FIFO_RATE: &[GivenKey] =
    &[("batch", Takes::Number), ("calls_per_s", Takes::Number), ("quota", Takes::Number)];

fn lambda_esm_sqs(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    let limit = given.get("maximum_concurrency").and_then(whole_of);
    let queue = QueueSetup {
        target: Some("function".into()),
        is_endless: true,
        // No shorter than the function may run.
        visibility: 900 * SECOND,
        maximum_concurrency: limit.map(|limit| u32::try_from(limit).unwrap_or(u32::MAX)),
        ..QueueSetup::default()
    };
    let function =
        instant_function(&[("duration_ms", 10_000.0.into()), ("timeout_s", 900.0.into())])?;
    let mut setup = Setup::new(1).with("queue", PartSetup::Queue(queue)).with("function", function);
    setup.concurrency = 100_000;
    let mut world = world(&setup)?;
    let mut found = Vec::new();
    for minute in given.wholes("minutes") {
        run(&mut world, minute * MINUTE)?;
        found.push(gauge(&world, "function", Gauge::Running));
    }
    Ok(json!({ "concurrency": found }))
}

fn sqs_redrive(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    let queue = QueueSetup {
        target: Some("function".into()),
        visibility: given.seconds("visibility_s", 30.0),
        max_receives: given.small("max_receive_count", 3),
        ..QueueSetup::default()
    };
    let function = instant_function(&[("error_percent", 100.0.into())])?;
    let sender =
        ClientSetup { n_requests: 1, ..client("queue", Load::Even { rate_milli: 1_000 }, SECOND) };
    let setup = Setup::new(1)
        .with("client", PartSetup::Client(sender))
        .with("function", function)
        .with("queue", PartSetup::Queue(queue));
    let mut world = world(&setup)?;
    run(&mut world, 24 * HOUR)?;
    let Some(Component::Queue(queue)) = world.component("queue") else {
        return Err("the world has no queue".to_owned());
    };
    Ok(json!({
        "deliveries": world.count("queue", Count::Deliveries),
        "dead_letter_s": queue.last_dead_letter.map(to_seconds),
    }))
}

/// Runs a FIFO queue with calls of so many messages each, at the rate that is offered.
fn sqs_fifo_rate(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    // The bucket begins full: it is looked at when what it held at first is gone.
    const WARM: SimTime = 120 * SECOND;
    const LOOK: SimTime = 30 * SECOND;
    let batch = given.whole("batch", 1);
    if !(1..=10).contains(&batch) {
        return Err(format!("a call carries 1 to 10 messages, not {batch}"));
    }
    let rate_milli = milli(given.number("calls_per_s", 1_000.0));
    let sender = client("queue", Load::Even { rate_milli }, WARM + LOOK);
    let queue = QueueSetup {
        is_fifo: true,
        fifo_rate: given.whole("quota", FIFO_CALLS),
        ..QueueSetup::default()
    };
    let setup = Setup::new(1)
        .with("client", PartSetup::Client(sender))
        .with("queue", PartSetup::Queue(queue));
    let mut world = world(&setup)?;
    run(&mut world, WARM)?;
    let before = world.count("client", Count::Ok);
    run(&mut world, WARM + LOOK)?;
    let calls = float(world.count("client", Count::Ok) - before) / to_seconds(LOOK);
    Ok(json!({ "calls_per_s": calls, "messages_per_s": calls * float(batch) }))
}
