//! Examples of API Gateway, SQS and queueing theory.

use serde_json::{Value, json};

use super::{Answer, Given, client, drain, float, reason_name, run, whole_of, world};
use crate::sim::{
    cost::calc::Prices,
    kernel::{
        draw::Law,
        meter::Count,
        time::{HOUR, MS, SECOND, SimTime, from_seconds, to_seconds},
    },
    services::{
        api_gateway::setup::{Flaw, GatewaySetup, Throttle},
        client::{Batch, ClientSetup, Load},
        lambda::setup::{FunctionSetup, ScalingRule},
        sqs::setup::QueueSetup,
    },
    world::{Component, PartSetup, Setup},
};

/// A function that answers at once, for worlds about what stands before it.
fn instant_function() -> FunctionSetup {
    FunctionSetup {
        duration: Law::Fixed(0),
        init: 0,
        scaling: ScalingRule::Unlimited,
        ..FunctionSetup::default()
    }
}

pub(super) fn apigw_bucket(given: &Given<'_>) -> Answer {
    let account =
        Throttle { rate: given.whole("rate", 10_000), burst: given.whole("burst", 5_000) };
    let gateway = GatewaySetup { target: "function".into(), account, ..GatewaySetup::default() };
    let batch = |batch: &Value| {
        let number = |key| batch.get(key).and_then(Value::as_f64).unwrap_or(0.0);
        Batch {
            at: from_seconds(number("at_ms") / 1_000.0),
            count: batch.get("count").and_then(whole_of).unwrap_or(0),
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
    drain(&mut world, SimTime::MAX)?;
    Ok(
        json!({ "ok": world.count("client", Count::Ok), "throttled": world.count("client", Count::Throttled) }),
    )
}

pub(super) fn apigw_status(given: &Given<'_>) -> Answer {
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
    drain(&mut world, SimTime::MAX)?;
    let Some(Component::Client(sender)) = world.component("client") else {
        return Err("the world has no client".to_owned());
    };
    let after = to_seconds(sender.latency.max()) * 1_000.0;
    let reply = sender.last_reply;
    let reason = reason_name(reply.reason);
    Ok(json!({ "status": reply.status, "after_ms": after, "reason": reason }))
}

pub(super) fn ttl_cache(given: &Given<'_>) -> Answer {
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
    drain(&mut world, seconds + HOUR)?;
    Ok(json!({
        "hits": world.count("gateway", Count::CacheHits),
        "misses": world.count("gateway", Count::CacheMisses),
    }))
}

pub(super) fn sqs_redrive(given: &Given<'_>) -> Answer {
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
    run(&mut world, 24 * HOUR)?;
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

pub(super) fn loss_system(given: &Given<'_>) -> Answer {
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

pub(super) fn bucket_loss(given: &Given<'_>) -> Answer {
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
    drain(&mut world, SimTime::MAX)?;
    let (sent, throttled) =
        (world.count("client", Count::In), world.count("client", Count::Throttled));
    Ok(json!({ "throttle_ratio": float(throttled) / float(sent.max(1)) }))
}

/// Connections that can be open at once, what becomes of a message, and a month's bill.
pub(super) fn apigw_websocket(given: &Given<'_>, prices: &Prices) -> Value {
    const MESSAGE: u64 = 128 * 1_024;
    const FRAME: u64 = 32 * 1_024;
    let life_s = given.number("life_s", 7_200.0).min(7_200.0);
    let bytes = given.whole("message_bytes", 0);
    let result = if bytes <= MESSAGE { "ok" } else { "closed" };
    let usd = given.number("messages", 0.0) * prices.usd("apigw.websocket.message")
        + given.number("connection_minutes", 0.0) * prices.usd("apigw.websocket.minute");
    json!({
        "connections": given.number("connect_rate", 500.0) * life_s,
        "result": result,
        "close_code": if result == "ok" { Value::Null } else { json!(1_009) },
        "frames": bytes.div_ceil(FRAME),
        "usd": usd,
    })
}
