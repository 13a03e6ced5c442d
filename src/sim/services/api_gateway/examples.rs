//! Worked examples of API Gateway.

#![expect(clippy::unnecessary_wraps, reason = "all examples share one signature")]

use serde_json::{Value, json};

use super::calc;
use super::setup::{CACHE_SIZES, Flaw, GatewaySetup, Throttle};
use crate::sim::Setup;
use crate::sim::fidelity::form::Example;
use crate::sim::fidelity::given::{
    ExampleAnswer, GivenKey, Inputs, Takes, arrivals, client, drain, instant_function, part,
    reason_name, whole_of, world,
};
use crate::sim::kernel::{
    bill::{Prices, payload_units},
    meter::Count,
    number::float,
    time::{HOUR, SECOND, SimTime, from_seconds, to_seconds},
};
use crate::sim::services::client::{
    load::{Batch, Load},
    setup::ClientSetup,
};
use crate::sim::services::{Component, PartSetup};

/// By the names that files give them.
pub const EXAMPLES: &[Example] = &[
    Example::new("apigw_bucket", APIGW_BUCKET, apigw_bucket),
    Example::new("apigw_status", APIGW_STATUS, apigw_status),
    Example::new("ttl_cache", TTL_CACHE, ttl_cache),
    Example::new("apigw_cost", APIGW_COST, apigw_cost),
    Example::new("apigw_websocket", APIGW_WEBSOCKET, apigw_websocket),
    Example::new("bucket_loss", BUCKET_LOSS, bucket_loss),
];

const APIGW_BUCKET: &[GivenKey] = &[
    ("rate", Takes::Number),
    ("burst", Takes::Number),
    (
        "batches",
        Takes::Tables(&[
            ("at_ms", Takes::Number),
            ("count", Takes::Number),
            ("spread_ms", Takes::Number),
        ]),
    ),
];

const APIGW_STATUS: &[GivenKey] = &[
    (
        "scenario",
        Takes::Choice(&[
            "ok",
            "account_throttle",
            "usage_plan_throttle",
            "usage_plan_quota",
            "missing_api_key",
            "iam_bad_signature",
            "unknown_path",
            "waf_block",
            "cognito_no_token",
            "cognito_expired_token",
            "authorizer_no_token",
            "authorizer_deny",
            "authorizer_error",
            "payload_11_mb",
            "bad_request_body",
            "unsupported_media_type",
            "integration_timeout",
            "integration_unreachable",
            "lambda_bad_shape",
            "lambda_unhandled_error",
            "lambda_timeout",
            "lambda_throttled",
            "lambda_no_permission",
            "lambda_slow",
        ]),
    ),
    ("function_ms", Takes::Number),
    ("function_timeout_ms", Takes::Number),
    ("integration_timeout_ms", Takes::Number),
];

const TTL_CACHE: &[GivenKey] = &[
    ("ttl_s", Takes::Number),
    ("rps", Takes::Number),
    ("keys", Takes::Number),
    ("seconds", Takes::Number),
];

const APIGW_COST: &[GivenKey] = &[
    ("api", Takes::Word(&["rest", "http", "websocket"])),
    ("requests", Takes::Number),
    ("bytes", Takes::Number),
    ("cache_gb", Takes::Number),
    ("cache_hours", Takes::Number),
];

const APIGW_WEBSOCKET: &[GivenKey] = &[
    ("connect_rate", Takes::Number),
    ("life_s", Takes::Number),
    ("message_bytes", Takes::Number),
    ("messages", Takes::Number),
    ("connection_minutes", Takes::Number),
];

const BUCKET_LOSS: &[GivenKey] = &[
    ("arrivals", Takes::Word(&["poisson", "even"])),
    ("rps", Takes::Number),
    ("rate", Takes::Number),
    ("burst", Takes::Number),
    ("requests", Takes::Number),
    ("seed", Takes::Number),
];

fn apigw_bucket(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    let account =
        Throttle { rate: given.whole("rate", 10_000), burst: given.whole("burst", 5_000) };
    let gateway = GatewaySetup {
        target: "function".into(),
        account: Some(account),
        ..GatewaySetup::default()
    };
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
        .with("function", instant_function(&[])?)
        .with("gateway", PartSetup::Gateway(gateway));
    setup.concurrency = 1_000_000;
    let mut world = world(&setup)?;
    drain(&mut world, SimTime::MAX)?;
    let (ok, throttled) =
        (world.count("client", Count::Ok), world.count("client", Count::Throttled));
    Ok(json!({ "ok": ok, "throttled": throttled }))
}

/// The function behind the gateway in a scenario.
struct Behind {
    duration_ms: f64,
    timeout_s: f64,
    /// The share of requests on which it fails.
    error_percent: f64,
    /// Of the account.
    concurrency: u32,
}

/// Sets the gateway to what a scenario is about, and says what is behind it.
fn scenario(given: &Inputs<'_>, gateway: &mut GatewaySetup) -> Result<Behind, String> {
    let mut function =
        Behind { duration_ms: 100.0, timeout_s: 3.0, error_percent: 0.0, concurrency: 1_000 };
    let none = Throttle { rate: 1, burst: 0 };
    match given.word("scenario") {
        "ok" => {}
        "account_throttle" => gateway.account = Some(none),
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
        "lambda_unhandled_error" => function.error_percent = 100.0,
        "lambda_timeout" => {
            function.duration_ms = 10_000.0;
        }
        "lambda_throttled" => function.concurrency = 0,
        "integration_timeout" => {
            (function.duration_ms, function.timeout_s) = (60_000.0, 900.0);
        }
        "lambda_slow" => {
            function.duration_ms = given.number("function_ms", 100.0);
            function.timeout_s = given.number("function_timeout_ms", 3_000.0) / 1_000.0;
        }
        other => return Err(format!("unknown scenario `{other}`")),
    }
    Ok(function)
}

fn apigw_status(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    let mut gateway = GatewaySetup {
        target: "function".into(),
        timeout: given.millis("integration_timeout_ms", 29_000.0),
        ..GatewaySetup::default()
    };
    let behind = scenario(given, &mut gateway)?;
    let function = part(
        "function",
        &[
            ("duration_ms", behind.duration_ms.into()),
            ("init_ms", 0.0.into()),
            ("timeout_s", behind.timeout_s.into()),
            ("error_percent", behind.error_percent.into()),
        ],
    )?;
    let sender = ClientSetup {
        n_requests: 1,
        ..client("gateway", Load::Even { rate_milli: 1_000 }, SECOND)
    };
    let mut setup = Setup::new(1)
        .with("client", PartSetup::Client(sender))
        .with("function", function)
        .with("gateway", PartSetup::Gateway(gateway));
    setup.concurrency = behind.concurrency;
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

fn ttl_cache(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
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
        .with("function", instant_function(&[])?)
        .with("gateway", PartSetup::Gateway(gateway));
    setup.concurrency = 100_000;
    let mut world = world(&setup)?;
    drain(&mut world, seconds + HOUR)?;
    Ok(json!({
        "hits": world.count("gateway", Count::CacheHits),
        "misses": world.count("gateway", Count::CacheMisses),
    }))
}

fn apigw_cost(given: &Inputs<'_>, prices: &Prices) -> ExampleAnswer {
    #[expect(clippy::cast_precision_loss, reason = "a handful of units")]
    let units = |unit| payload_units(given.whole("bytes", 0), unit) as f64;
    let requests = given.number("requests", 0.0);
    let used = match given.word("api") {
        "http" => calc::http_bill(prices, requests * units(calc::HTTP_UNIT)),
        "websocket" => calc::websocket_bill(prices, requests * units(calc::WEBSOCKET_UNIT)),
        _ => calc::rest_bill(prices, requests),
    };
    let cache_gb = given.number("cache_gb", 0.0);
    let cache = match cache_gb {
        0.0 => 0.0,
        size if CACHE_SIZES.contains(&size) => {
            given.number("cache_hours", 730.0) * prices.usd(&format!("apigw.cache-hour.{size}"))
        }
        other => return Err(format!("a cache has 0.5 to 237 GB in eight sizes, not {other}")),
    };
    Ok(json!({ "usd": used + cache }))
}

/// Connections that can be open at once, what becomes of a message, and a month's bill.
fn apigw_websocket(given: &Inputs<'_>, prices: &Prices) -> ExampleAnswer {
    const MESSAGE: u64 = 128 * 1_024;
    let life_s = given.number("life_s", 7_200.0).min(7_200.0);
    let bytes = given.whole("message_bytes", 0);
    let result = if bytes <= MESSAGE { "ok" } else { "closed" };
    #[expect(clippy::cast_precision_loss, reason = "a handful of units")]
    let units = payload_units(bytes, calc::WEBSOCKET_UNIT) as f64;
    let usd = calc::websocket_bill(prices, given.number("messages", 0.0) * units)
        + given.number("connection_minutes", 0.0) * prices.usd("apigw.websocket.minute");
    Ok(json!({
        "connections": given.number("connect_rate", 500.0) * life_s,
        "result": result,
        "close_code": if result == "ok" { Value::Null } else { json!(1_009) },
        "frames": bytes.div_ceil(calc::WEBSOCKET_UNIT),
        "usd": usd,
    }))
}

fn bucket_loss(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    let account = Throttle { rate: given.whole("rate", 100), burst: given.whole("burst", 50) };
    let gateway = GatewaySetup {
        target: "function".into(),
        account: Some(account),
        ..GatewaySetup::default()
    };
    let sender = ClientSetup {
        n_requests: given.whole("requests", 500_000),
        ..client("gateway", arrivals(given), SimTime::MAX)
    };
    let mut setup = Setup::new(given.whole("seed", 1))
        .with("client", PartSetup::Client(sender))
        .with("function", instant_function(&[])?)
        .with("gateway", PartSetup::Gateway(gateway));
    setup.concurrency = 100_000;
    let mut world = world(&setup)?;
    drain(&mut world, SimTime::MAX)?;
    let (sent, throttled) =
        (world.count("client", Count::In), world.count("client", Count::Throttled));
    Ok(json!({ "throttle_ratio": float(throttled) / float(sent.max(1)) }))
}
