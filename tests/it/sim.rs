//! The simulator: worked examples from documents, laws that hold in every run, and queueing theory.

mod behaviour;
mod random;

use coldstart::{
    content,
    rng::Seed,
    sim::{
        PartSetup, Setup, World, fidelity,
        kernel::{
            bill::Prices,
            call::{End, Op},
            draw::Law,
            meter::Count,
            retry::Retry,
            time::{HOUR, MINUTE, MS, SECOND, SimTime},
        },
        services::{
            Component,
            api_gateway::setup::{GatewaySetup, Throttle},
            client::{load::Load, setup::ClientSetup},
            dynamodb::setup::{Capacity, TableSetup},
            lambda::setup::{FunctionSetup, ScalingRule},
            sqs::setup::QueueSetup,
        },
    },
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn answer(given: &Value) -> Value {
    let prices = content::built_in().price_list();
    fidelity::answer(given.as_object().unwrap(), &prices)
}

/// Whether a number is near enough, also inside lists; texts must be equal.
fn agrees(found: &Value, expected: &Value, abs: f64, rel: f64) -> bool {
    match (found, expected) {
        (Value::Array(found), Value::Array(expected)) => {
            found.len() == expected.len()
                && found.iter().zip(expected).all(|(f, e)| agrees(f, e, abs, rel))
        }
        (Value::Number(found), Value::Number(expected)) => {
            let (f, e) = (found.as_f64().unwrap(), expected.as_f64().unwrap());
            (f - e).abs() <= abs + rel * e.abs()
        }
        (found, expected) => found == expected,
    }
}

/// `tests/vectors/examples.toml`: each case names the document or the arithmetic that it is from.
#[test]
fn worked_examples_are_met() {
    let text = include_str!("../vectors/examples.toml");
    let table: toml::Table = text.parse().unwrap();
    let json = serde_json::to_value(&table).unwrap();
    let cases = json["case"].as_array().unwrap();
    assert!(80 <= cases.len(), "{} examples", cases.len());
    let mut wrong = Vec::new();
    for case in cases {
        let found = answer(&case["given"]);
        let number = |key| case["tolerance"].get(key).and_then(Value::as_f64).unwrap_or(0.0);
        for (key, expected) in case["expect"].as_object().unwrap() {
            let value = found.get(key).unwrap_or(&Value::Null);
            if !agrees(value, expected, number("abs"), number("rel")) {
                wrong.push(format!("{}: {key} is {value}, expected {expected}", case["id"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn unknown_kinds_and_inputs_are_told() {
    assert_eq!(answer(&json!({ "kind": "nothing" })), json!({ "error": "unknown kind" }));
    let wrong = answer(&json!({ "kind": "ddb_units", "op": "peek" }));
    assert_eq!(
        wrong,
        json!({
            "error": "unknown op `peek`; it is one of get, put, update, delete, batch_get, \
                      batch_write, query, scan, tx_get, tx_write"
        })
    );
    let empty = Map::new();
    assert_eq!(fidelity::answer(&empty, &Prices::default()), json!({ "error": "unknown kind" }));
}

/// A world with most of what there is, from a handful of numbers.
#[derive(Debug, Clone)]
struct Knobs {
    seed: u64,
    rate: u64,
    is_poisson: bool,
    concurrency: u32,
    duration_ms: u64,
    reserved: Option<u32>,
    provisioned: u32,
    capacity: u64,
    stage: u64,
    attempts: u32,
    error_milli: u32,
    batch: u32,
}

fn knobs() -> impl Strategy<Value = Knobs> {
    let numbers = (0_u64..1_000, 1_u64..400, any::<bool>(), 20_u32..120, 1_u64..900);
    let more = (
        proptest::option::of(0_u32..20),
        0_u32..10,
        1_u64..200,
        1_u64..300,
        1_u32..4,
        0_u32..400,
        1_u32..10,
    );
    (numbers, more).prop_map(|(a, b)| Knobs {
        seed: a.0,
        rate: a.1,
        is_poisson: a.2,
        concurrency: a.3 + 30,
        duration_ms: a.4,
        reserved: b.0,
        provisioned: b.1.min(b.0.unwrap_or(u32::MAX)),
        capacity: b.2,
        stage: b.3,
        attempts: b.4,
        error_milli: b.5,
        batch: b.6,
    })
}

const END: SimTime = 20 * SECOND;

fn setup(k: &Knobs) -> Setup {
    let load = if k.is_poisson {
        Load::Poisson { rate_milli: k.rate * 1_000 }
    } else {
        Load::Even { rate_milli: k.rate * 1_000 }
    };
    let retry = Retry { attempts: k.attempts, base: 50 * MS, cap: SECOND };
    let people = ClientSetup {
        target: "api".into(),
        load: load.clone(),
        until: END,
        retry,
        timeout: 4 * SECOND,
        ..ClientSetup::default()
    };
    let events = ClientSetup {
        target: "worker".into(),
        load: Load::Even { rate_milli: k.rate * 100 },
        until: END,
        op: Op::Event,
        ..ClientSetup::default()
    };
    let senders = ClientSetup { target: "jobs".into(), load, until: END, ..ClientSetup::default() };
    let api = GatewaySetup {
        target: "web".into(),
        stage: Some(Throttle { rate: k.stage, burst: k.stage / 2 + 1 }),
        timeout: 3 * SECOND,
        ..GatewaySetup::default()
    };
    let web = FunctionSetup {
        duration: Law::Exponential(k.duration_ms * MS),
        timeout: 2 * SECOND,
        reserved: k.reserved,
        provisioned: k.provisioned,
        calls: vec!["data".into()],
        call_op: Op::Write,
        ..FunctionSetup::default()
    };
    let worker = FunctionSetup {
        duration: Law::LogNormal { median: 100 * MS, p99: SECOND },
        error_milli: k.error_milli,
        event_age: MINUTE,
        ..FunctionSetup::default()
    };
    let data = TableSetup {
        capacity: Capacity::Provisioned { reads: k.capacity, writes: k.capacity },
        indexes: vec![k.capacity * 2],
        n_partitions: 2,
        ..TableSetup::default()
    };
    let jobs = QueueSetup {
        target: Some("worker".into()),
        batch: k.batch,
        visibility: 5 * SECOND,
        max_receives: 2,
        ..QueueSetup::default()
    };
    let mut setup = Setup::new(k.seed)
        .with("people", PartSetup::Client(people))
        .with("events", PartSetup::Client(events))
        .with("senders", PartSetup::Client(senders))
        .with("api", PartSetup::Gateway(api))
        .with("web", PartSetup::Function(web))
        .with("worker", PartSetup::Function(worker))
        .with("data", PartSetup::Table(data))
        .with("jobs", PartSetup::Queue(jobs));
    setup.concurrency = k.concurrency;
    setup
}

fn function<'a>(world: &'a World, name: &str) -> &'a coldstart::sim::services::lambda::Function {
    match world.component(name) {
        Some(Component::Function(function)) => function,
        other => panic!("{name} is {other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// Invariants 1, 3, 4, 5, 6, 7 and 13: conservation is asserted by the world itself at the end
    /// of every slice, and so is that time never goes back.
    #[test]
    fn laws_of_every_run(k in knobs()) {
        let mut world = World::new(&setup(&k)).unwrap();
        for frame in 1..=30 {
            world.advance_to(frame * SECOND);
            for name in ["web", "worker"] {
                let one = function(&world, name);
                // 3: running within its limit, environments cover what runs.
                prop_assert!(one.running as usize <= one.n_environments(world.core.now));
                // 4: Little's law as an identity: concurrency over time is the sum of busy times.
                prop_assert!(one.served_time <= one.busy_until(world.core.now));
            }
            if let Some(reserved) = k.reserved {
                prop_assert!(function(&world, "web").running <= reserved.max(k.provisioned));
            }
            let seconds = frame;
            // 3: at most 1,000 + 100 a second new environments.
            prop_assert!(world.count("web", Count::ColdStarts) <= 1_000 + 100 * seconds);
            // 5: units consumed within (300 + T) x provisioned.
            let most = (300 + seconds) * k.capacity * 1_000;
            prop_assert!(world.count("data", Count::MilliUnits) <= most);
        }
        world.advance_to(10 * MINUTE);
        // 6: every event has one fate, and a failing one had at most three attempts.
        let taken = world.count("events", Count::Ok);
        let jobs_ok = world.count("jobs", Count::Items);
        let worker = function(&world, "worker");
        prop_assert_eq!(worker.queued_events, 0);
        let dead = world.count("worker", Count::DeadLetters);
        prop_assert!(dead <= taken);
        prop_assert!(jobs_ok <= world.count("jobs", Count::In));
        // 4: when nothing runs any more, the identity is exact.
        for name in ["web", "worker"] {
            let one = function(&world, name);
            prop_assert_eq!(one.running, 0, "{} still runs", name);
            prop_assert_eq!(one.served_time, one.busy_until(world.core.now));
        }
    }

    /// Invariant 11: the same digest for any slicing, and on a second run.
    #[test]
    fn slices_do_not_matter(k in knobs(), slices in proptest::collection::vec(1_u64..SECOND, 1..60)) {
        let mut whole = World::new(&setup(&k)).unwrap();
        whole.advance_to(END);
        let mut sliced = World::new(&setup(&k)).unwrap();
        let mut now = 0;
        for slice in slices {
            now += slice;
            sliced.advance_to(now.min(END));
        }
        while sliced.advance_within(END, 37).is_none() {}
        prop_assert_eq!(whole.core.digest(), sliced.core.digest());
        prop_assert_eq!(whole.core.n_events(), sliced.core.n_events());
    }

    /// Invariant 12: under the same arrivals, more rate or burst never throttles more.
    #[test]
    fn a_larger_bucket_never_throttles_more(
        seed in 0_u64..50, rate in 1_u64..200, burst in 1_u64..50, more in 0_u64..50, wider in 0_u64..50,
    ) {
        let throttled = |rate, burst| {
            let given = json!({
                "kind": "bucket_loss", "rps": 100, "rate": rate, "burst": burst, "requests": 3_000, "seed": seed,
            });
            answer(&given)["throttle_ratio"].as_f64().unwrap()
        };
        prop_assert!(throttled(rate + more, burst + wider) <= throttled(rate, burst));
    }
}

#[test]
fn the_same_request_draws_the_same_in_two_lanes() {
    // Two lanes differ in the concurrency only; the durations of the requests that both serve must
    // not. With one request at a time the latencies tell.
    let run = |concurrency| {
        let mut setup = setup(&Knobs {
            seed: 5,
            rate: 1,
            is_poisson: false,
            concurrency,
            duration_ms: 300,
            reserved: None,
            provisioned: 0,
            capacity: 100,
            stage: 100,
            attempts: 1,
            error_milli: 0,
            batch: 1,
        });
        setup.parts.remove("events");
        setup.parts.remove("senders");
        let mut world = World::new(&setup).unwrap();
        world.advance_to(END);
        match world.component("people") {
            Some(Component::Client(client)) => (client.latency.mean(), client.latency.max()),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(run(40), run(400));
}

#[test]
fn wires_to_nothing_and_impossible_settings_are_refused() {
    let lost = Setup::new(1).with(
        "client",
        PartSetup::Client(ClientSetup { target: "nowhere".into(), ..ClientSetup::default() }),
    );
    let words = World::new(&lost).unwrap_err().to_string();
    assert_eq!(words, "`client` is wired to `nowhere`, and there is no such component");
    let slow = FunctionSetup { timeout: 1_200 * SECOND, ..FunctionSetup::default() };
    let words = World::new(&Setup::new(1).with("job", PartSetup::Function(slow))).unwrap_err();
    assert_eq!(
        words.to_string(),
        "`job`: a function is cut after 900 s, so its timeout cannot be 1200 s"
    );
    let greedy = FunctionSetup { reserved: Some(1_001), ..FunctionSetup::default() };
    assert!(World::new(&Setup::new(1).with("job", PartSetup::Function(greedy))).is_err());
}

/// Erlang's loss formula, by its recursion.
fn erlang_b(load: f64, servers: u32) -> f64 {
    (1..=servers).fold(1.0, |b, n| load * b / (f64::from(n) + load * b))
}

/// The share of time all servers are busy with waiting allowed.
fn erlang_c(load: f64, servers: u32) -> f64 {
    let b = erlang_b(load, servers);
    let utilisation = load / f64::from(servers);
    b / (1.0 - utilisation * (1.0 - b))
}

#[test]
fn erlang_formulas_give_the_published_values() {
    assert!((erlang_b(100.0, 100) - 0.07570).abs() < 1e-5);
    assert!((erlang_b(120.0, 100) - 0.19627).abs() < 1e-5);
    assert!((erlang_c(80.0, 100) - 0.01965).abs() < 1e-5);
    assert!((erlang_c(95.0, 100) - 0.50646).abs() < 1e-5);
}

/// A function at its limit loses what Erlang says, whatever the law of its durations. The standard
/// error of a loss ratio over n requests that see a correlated system is bounded by five times that
/// of independent ones here; five such errors are allowed.
#[test]
fn a_full_function_loses_what_erlang_says() {
    const N: u64 = 100_000;
    for service in ["exp", "fixed"] {
        for load in [100.0, 120.0, 200.0] {
            for seed in 1..=3 {
                let given = json!({
                    "kind": "loss_system", "arrivals": "poisson", "service": service, "rps": load,
                    "mean_ms": 1_000, "concurrency": 100, "requests": N, "seed": seed,
                });
                let found = answer(&given)["throttle_ratio"].as_f64().unwrap();
                let expected = erlang_b(load, 100);
                let sigma = 5.0 * (expected * (1.0 - expected) / N as f64).sqrt();
                assert!(
                    (found - expected).abs() < 5.0 * sigma,
                    "{service} {load}: {found} {expected}"
                );
            }
        }
    }
}

/// A token bucket under Poisson arrivals is an M/D/1/b queue: its blocking for b = 1 at full load
/// is one half, and far above full load 1 - r/l.
#[test]
fn a_bucket_blocks_like_a_queue() {
    for (rate, burst, expected) in [(100, 1, 0.5), (100, 50, 0.010_033_445)] {
        for seed in 1..=3 {
            let given = json!({
                "kind": "bucket_loss", "arrivals": "poisson", "rps": 100, "rate": rate, "burst": burst,
                "requests": 300_000, "seed": seed,
            });
            let found = answer(&given)["throttle_ratio"].as_f64().unwrap();
            assert!((found - expected).abs() < 0.004, "{rate} {burst}: {found}");
        }
    }
    let over = answer(&json!({
        "kind": "bucket_loss", "arrivals": "poisson", "rps": 150, "rate": 100, "burst": 50, "requests": 300_000,
    }));
    assert!((over["throttle_ratio"].as_f64().unwrap() - 1.0 / 3.0).abs() < 0.005);
}

/// A proxy's pool is a queue of 100 servers that lets clients wait: Erlang C.
#[test]
fn a_pool_waits_as_erlang_says() {
    use coldstart::sim::services::rds::setup::DatabaseSetup;
    for load in [80_u64, 90] {
        let people = ClientSetup {
            target: "job".into(),
            load: Load::Poisson { rate_milli: load * 10_000 },
            until: 200 * SECOND,
            ..ClientSetup::default()
        };
        let job = FunctionSetup {
            duration: Law::Fixed(0),
            init: 0,
            scaling: ScalingRule::Unlimited,
            timeout: 900 * SECOND,
            calls: vec!["pool".into()],
            ..FunctionSetup::default()
        };
        let pool = DatabaseSetup {
            max_connections: 100,
            transaction: Law::Exponential(100 * MS),
            proxy_percent: Some(100),
            ..DatabaseSetup::default()
        };
        let mut setup = Setup::new(3)
            .with("people", PartSetup::Client(people))
            .with("job", PartSetup::Function(job))
            .with("pool", PartSetup::Database(pool));
        setup.concurrency = 1_000_000;
        let mut world = World::new(&setup).unwrap();
        world.drain(HOUR);
        let Some(Component::Client(client)) = world.component("people") else { panic!() };
        let c = erlang_c(load as f64, 100);
        let expected = 0.1 + c * 0.1 / (100.0 - load as f64);
        let found = client.latency.mean() as f64 / 1e9;
        assert!((found / expected - 1.0).abs() < 0.02, "{load}: {found} s, expected {expected} s");
    }
}

#[test]
fn a_call_that_times_out_leaves_the_function_running() {
    let people = ClientSetup {
        target: "api".into(),
        n_requests: 1,
        load: Load::Even { rate_milli: 1_000 },
        ..ClientSetup::default()
    };
    let api = GatewaySetup { target: "slow".into(), ..GatewaySetup::default() };
    let slow = FunctionSetup {
        duration: Law::Fixed(40 * SECOND),
        init: 0,
        timeout: MINUTE,
        ..FunctionSetup::default()
    };
    let setup = Setup::new(1)
        .with("people", PartSetup::Client(people))
        .with("api", PartSetup::Gateway(api))
        .with("slow", PartSetup::Function(slow));
    let mut world = World::new(&setup).unwrap();
    world.advance_to(30 * SECOND);
    assert_eq!(world.count("people", Count::Timeout), 1);
    assert_eq!(function(&world, "slow").running, 1);
    world.advance_to(MINUTE);
    assert_eq!(world.count("slow", Count::BilledMs), 40_000);
    assert_eq!(End::default(), End::Ok);
}

#[test]
fn another_seed_is_another_run() {
    let digest = |seed| {
        let mut setup = setup(&Knobs {
            seed,
            rate: 50,
            is_poisson: true,
            concurrency: 50,
            duration_ms: 200,
            reserved: None,
            provisioned: 2,
            capacity: 20,
            stage: 40,
            attempts: 2,
            error_milli: 100,
            batch: 5,
        });
        setup.seed = seed;
        let mut world = World::new(&setup).unwrap();
        world.advance_to(END);
        world.core.digest()
    };
    assert_eq!(digest(1), digest(1));
    assert_ne!(digest(1), digest(2));
    assert_ne!(Seed(1), Seed(2));
}
