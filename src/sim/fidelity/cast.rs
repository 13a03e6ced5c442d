//! Examples of the supporting cast: workflows, queues, sign-in, functions at the edge.

use serde_json::{Value, json};

use super::{Answer, Given, client, drain, float, run, world};
use crate::sim::{
    cost::calc::{self, Prices},
    kernel::{
        meter::Count,
        time::{HOUR, SECOND, SimTime, to_seconds},
    },
    limits,
    services::{
        client::Load,
        cloudfront::CLOUDFRONT_FUNCTION,
        cognito::{SIGN_INS, SignInKind, SignInSetup},
        lambda::setup::FunctionSetup,
        sqs::setup::QueueSetup,
    },
    world::{PartSetup, Setup},
};

pub(super) fn sfn_cost(given: &Given<'_>, prices: &Prices) -> Answer {
    let executions = given.number("executions", 0.0);
    let usd = match given.word("type") {
        "standard" => {
            let transitions = executions * given.number("transitions", 0.0);
            let transitions = transitions + given.number("retries", 0.0);
            calc::standard_bill(prices, transitions, given.flag("free_tier", false))
        }
        "express" => {
            let (ms, mb) = (given.number("duration_ms", 0.0), given.number("memory_mb", 64.0));
            calc::express_bill(prices, executions, ms, mb)
        }
        other => return Err(format!("unknown type `{other}`")),
    };
    Ok(json!({ "usd": usd }))
}

/// Runs a FIFO queue with calls of so many messages each, at the rate that is offered.
pub(super) fn sqs_fifo_rate(given: &Given<'_>) -> Answer {
    // The bucket begins full: it is looked at when what it held at first is gone.
    const WARM: SimTime = 120 * SECOND;
    const LOOK: SimTime = 30 * SECOND;
    let batch = given.whole("batch", 1);
    if !(1..=10).contains(&batch) {
        return Err(format!("a call carries 1 to 10 messages, not {batch}"));
    }
    let rate_milli = super::milli(given.number("calls_per_s", 1_000.0));
    let sender = client("queue", Load::Even { rate_milli }, WARM + LOOK);
    let queue = QueueSetup {
        is_fifo: true,
        fifo_rate: given.whole("quota", limits::FIFO_CALLS),
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

/// Runs a user pool before a function that takes no time: everybody who comes has to sign in.
pub(super) fn cognito_rate(given: &Given<'_>) -> Answer {
    let seconds = given.seconds("seconds", 10.0);
    let pool = SignInSetup {
        target: "function".into(),
        rate: given.whole("quota", SIGN_INS),
        ..SignInSetup::new(SignInKind::UserPool)
    };
    let mut sender = client("pool", Load::Even { rate_milli: given.rate("rps") }, seconds);
    sender.n_keys = 0;
    let setup = Setup::new(1)
        .with("client", PartSetup::Client(sender))
        .with("function", PartSetup::Function(FunctionSetup::default()))
        .with("pool", PartSetup::SignIn(pool));
    let mut world = world(&setup)?;
    drain(&mut world, seconds + HOUR)?;
    let signed_in = world.count("pool", Count::SignIns);
    Ok(json!({
        "ok": signed_in,
        "throttled": world.count("pool", Count::Throttled),
        "ok_per_s": float(signed_in) / to_seconds(seconds),
    }))
}

/// The cheaper function at the edge that can do the work, with a million runs of it.
pub(super) fn edge_pick(given: &Given<'_>, prices: &Prices) -> Value {
    let is_viewer = given.word("trigger") != "origin";
    let time = given.millis("duration_ms", 0.5);
    let simple = is_viewer
        && time < CLOUDFRONT_FUNCTION
        && given.number("memory_mb", 2.0) <= 2.0
        && given.number("code_kb", 10.0) <= 10.0
        && !given.flag("network", false)
        && !given.flag("body", false)
        && matches!(given.word("language"), "" | "javascript");
    let longest_s = if is_viewer { given.number("viewer_limit_s", 30.0) } else { 30.0 };
    let can_lambda = to_seconds(time) <= longest_s
        && matches!(given.word("language"), "" | "javascript" | "python");
    let million = 1e6;
    match (simple, can_lambda) {
        (true, _) => json!({
            "pick": "cloudfront-function",
            "usd_per_million": million * prices.usd("cloudfront.function"),
        }),
        (false, true) => {
            let gb = given.number("memory_mb", 128.0).max(128.0) / 1_024.0;
            let seconds = libm::ceil(to_seconds(time) * 1_000.0) / 1_000.0;
            let each = prices.usd("edge.request") + seconds * gb * prices.usd("edge.gb-second");
            json!({ "pick": "lambda-edge", "usd_per_million": million * each })
        }
        (false, false) => json!({ "pick": "none", "usd_per_million": Value::Null }),
    }
}
