//! Laws of the supporting cast: streams, caches, tables in several Regions, FIFO queues, workflows.

use std::collections::BTreeMap;

use coldstart::{
    content,
    sim::{
        PartSetup, Setup, World, fidelity,
        kernel::{
            call::Op,
            draw::Law,
            meter::Count,
            setting::SettingValue,
            time::{HOUR, MINUTE, MS, SECOND},
        },
        services::{
            Component,
            client::{load::Load, setup::ClientSetup},
            dynamodb::setup::{Capacity, TableSetup},
            lambda::setup::FunctionSetup,
        },
    },
};
use proptest::prelude::*;
use serde_json::{Value, json};

fn part(kind: &str, given: &[(&str, SettingValue)]) -> PartSetup {
    let mut part = PartSetup::of_kind(kind).unwrap();
    for (key, value) in given {
        part.set(key, value).unwrap_or_else(|refusal| panic!("{kind}.{key}: {refusal:?}"));
    }
    part
}

fn number(n: impl Into<f64>) -> SettingValue {
    SettingValue::Number(n.into())
}

fn text(words: &str) -> SettingValue {
    SettingValue::Text(words.to_owned())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// Invariant 8. That each line keeps its order is asserted by the stream itself.
    #[test]
    fn a_stream_keeps_order_and_bounds_and_loses_nothing(
        seed in 0_u64..1_000,
        (shards, factor, batch) in (1_u32..5, 1_u32..4, 1_u32..40),
        poison in 0_u32..3,
        (bisects, retries) in (any::<bool>(), proptest::option::of(0_u32..4)),
        shards_later in 1_u32..5,
    ) {
        let retries = retries.map_or(text("none"), number);
        let setup = Setup::new(seed)
            .with("meters", part("client", &[
                ("target", text("stream")),
                ("rate", number(60)),
                ("until_s", number(20)),
                ("keys", number(30)),
                ("poison_percent", number(poison)),
            ]))
            .with("stream", part("stream", &[
                ("targets", text("worker, archive")),
                ("shards", number(shards)),
                ("parallelization", number(factor)),
                ("batch", number(batch)),
                ("bisect", SettingValue::Flag(bisects)),
                ("max_retries", retries.clone()),
            ]))
            .with("worker", part("function", &[("duration_ms", number(80))]))
            .with("archive", part("function", &[("duration_ms", number(10))]));
        let mut world = World::new(&setup).unwrap();
        let mut most = shards;
        for second in 1..=40 {
            if second == 9 {
                world.turn("stream.shards", &number(shards_later)).unwrap();
                most = shards_later;
            }
            world.advance_to(second * SECOND);
            let Some(Component::Stream(stream)) = world.component("stream") else { panic!() };
            prop_assert!(stream.running() <= (2 * most * factor) as usize);
        }
        world.advance_to(HOUR);
        let Some(Component::Stream(stream)) = world.component("stream") else { panic!() };
        if poison == 0 || retries != text("none") {
            prop_assert_eq!(stream.waiting(), 0, "everything is worked off or given up");
        }
        let known = stream.n_done + stream.n_given_up + stream.waiting();
        prop_assert_eq!(known, 2 * world.count("stream", Count::Ok));
    }

    /// Invariant 9, against a cache written down in the plainest way: an entry holds for t <
    /// written + TTL, a write through it is fresh at once, one around it is not seen.
    #[test]
    fn a_cache_is_what_a_plain_one_is(
        ttl in 1_u64..20,
        ops in proptest::collection::vec((0_u64..4, 0_usize..4), 1..60),
    ) {
        let names = ["get", "get_strong", "put", "put_direct"];
        let (mut now, mut value) = (0_u64, 0_u64);
        let mut list = Vec::new();
        let mut table: BTreeMap<u32, u64> = BTreeMap::new();
        let mut cache: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
        let (mut hits, mut misses, mut stale, mut reads) = (0, 0, 0, 0);
        let key = 0_u32;
        for (wait, op) in ops {
            now += wait + 1;
            value += 1;
            list.push(json!([now, names[op], format!("k{key}"), value]));
            let present = table.get(&key).copied().unwrap_or(0);
            match names[op] {
                "get" => match cache.get(&key).filter(|(until, _)| now < *until) {
                    Some((_, seen)) => {
                        hits += 1;
                        stale += u64::from(*seen != present);
                    }
                    None => {
                        misses += 1;
                        reads += 1;
                        cache.insert(key, (now + ttl, present));
                    }
                },
                "get_strong" => reads += 1,
                "put" => {
                    table.insert(key, value);
                    cache.insert(key, (now + ttl, value));
                }
                _ => {
                    table.insert(key, value);
                }
            }
        }
        let given = json!({ "kind": "dax_reads", "ttl_s": ttl, "ops": list });
        let prices = content::built_in().price_list();
        let found: Value = fidelity::answer(given.as_object().unwrap(), &prices);
        prop_assert_eq!(&found["hits"], &json!(hits), "hits of {}", given);
        prop_assert_eq!(&found["misses"], &json!(misses));
        prop_assert_eq!(&found["stale_hits"], &json!(stale), "stale of {}", given);
        prop_assert_eq!(&found["table_reads"], &json!(reads));
    }

    /// Invariant 10: when writes have stopped and replication has drained, the Regions are equal,
    /// and each item has the stamp of the latest write anywhere.
    #[test]
    fn regions_agree_in_the_end(
        seed in 0_u64..1_000,
        rates in (1_u64..60, 1_u64..60),
        keys in 1_u32..20,
        lag_ms in 1_u64..3_000,
        is_strong in any::<bool>(),
        capacity in proptest::option::of(5_u64..60),
    ) {
        let table = |other: &str| TableSetup {
            capacity: match capacity {
                Some(units) => Capacity::Provisioned { reads: 5, writes: units },
                None => Capacity::OnDemand { peak_reads: 0, peak_writes: 0 },
            },
            replicas: vec![other.to_owned()],
            replication: Law::LogNormal { median: lag_ms * MS, p99: 3 * lag_ms * MS },
            is_strong,
            ..TableSetup::default()
        };
        let writer = |target: &str, rate: u64| ClientSetup {
            target: target.to_owned(),
            load: Load::Poisson { rate_milli: rate * 1_000 },
            until: 30 * SECOND,
            op: Op::Write,
            n_keys: keys,
            ..ClientSetup::default()
        };
        let setup = Setup::new(seed)
            .with("dublin", PartSetup::Table(table("ohio")))
            .with("ohio", PartSetup::Table(table("dublin")))
            .with("east", PartSetup::Client(writer("dublin", rates.0)))
            .with("west", PartSetup::Client(writer("ohio", rates.1)));
        let mut world = World::new(&setup).unwrap();
        world.advance_to(2 * HOUR);
        let versions = |name: &str| match world.component(name) {
            Some(Component::Table(table)) => table.versions(),
            other => panic!("{other:?}"),
        };
        prop_assert_eq!(versions("dublin"), versions("ohio"));
        if is_strong {
            prop_assert_eq!(world.count("dublin", Count::Lost), 0, "refused, never lost");
        }
    }

    /// Invariant 7 for FIFO queues: one batch of a group at a time, everything in order (asserted
    /// by the queue), nothing lost.
    #[test]
    fn a_fifo_group_has_one_batch_out(
        seed in 0_u64..1_000,
        keys in 1_u32..12,
        batch in 1_u32..11,
        errors in 0_u32..40,
    ) {
        let setup = Setup::new(seed)
            .with("shop", part("client", &[
                ("target", text("queue")),
                ("load", text("poisson")),
                ("rate", number(40)),
                ("until_s", number(30)),
                ("keys", number(keys)),
            ]))
            .with("queue", part("queue", &[
                ("target", text("worker")),
                ("fifo", SettingValue::Flag(true)),
                ("batch", number(batch)),
                ("visibility_s", number(20)),
                ("max_receives", number(3)),
            ]))
            .with("worker", part("function", &[
                ("duration_ms", number(150)),
                ("error_percent", number(errors)),
            ]));
        let mut world = World::new(&setup).unwrap();
        for second in 1..60 {
            world.advance_to(second * SECOND);
            let Some(Component::Queue(queue)) = world.component("queue") else { panic!() };
            prop_assert!(queue.running <= keys, "{} batches of {keys} groups", queue.running);
        }
        // A failed batch holds its group up for 20 s: the worst case needs hours.
        world.advance_to(24 * HOUR);
        let Some(Component::Queue(queue)) = world.component("queue") else { panic!() };
        prop_assert_eq!(queue.n_sent, queue.n_deleted + queue.n_dead);
        prop_assert_eq!(queue.n_sent, world.count("shop", Count::In));
    }

    /// Every execution ends once, and a task is tried four times at most.
    #[test]
    fn a_workflow_ends_once(
        seed in 0_u64..1_000,
        is_express in any::<bool>(),
        retries in 0_u32..4,
        errors in 0_u32..60,
        has_catch in any::<bool>(),
    ) {
        let catch = if has_catch { "refund" } else { "none" };
        let setup = Setup::new(seed)
            .with("shop", part("client", &[
                ("target", text("order")),
                ("rate", number(10)),
                ("until_s", number(20)),
            ]))
            .with("order", part("workflow", &[
                ("express", SettingValue::Flag(is_express)),
                ("steps", SettingValue::Texts(vec![
                    "charge".into(), "wait 2".into(), "pack + mail".into(), "3 x label".into(),
                ])),
                ("retries", number(retries)),
                ("catch", text(catch)),
            ]))
            .with("charge", part("function", &[("error_percent", number(errors))]))
            .with("pack", part("function", &[("duration_ms", number(300))]))
            .with("mail", part("function", &[]))
            .with("label", part("function", &[]))
            .with("refund", part("function", &[]));
        let mut world = World::new(&setup).unwrap();
        world.advance_to(10 * MINUTE);
        let Some(Component::Workflow(workflow)) = world.component("order") else { panic!() };
        prop_assert_eq!(workflow.running, 0);
        let count = |what| world.count("order", what);
        let ended = count(Count::Ok) + count(Count::FunctionError) + count(Count::Timeout);
        prop_assert_eq!(count(Count::In), ended + count(Count::Throttled));
        let tries = world.count("charge", Count::In);
        prop_assert!(tries <= 200 * u64::from(retries + 1));
        let failed = world.count("charge", Count::FunctionError);
        prop_assert_eq!(tries - failed, world.count("pack", Count::In), "only the paid are packed");
        prop_assert_eq!(3 * world.count("pack", Count::In), world.count("label", Count::In));
        if has_catch {
            prop_assert_eq!(count(Count::FunctionError), 0);
            let refunds = world.count("refund", Count::In);
            prop_assert_eq!(refunds + world.count("pack", Count::In), 200);
        }
    }
}

/// Provisioned capacity is asked for and there after 90 s, and target tracking follows the load.
#[test]
fn provisioned_concurrency_follows_its_target() {
    let setup = Setup::new(5)
        .with("people", part("client", &[("target", text("shop")), ("rate", number(50))]))
        .with(
            "shop",
            part(
                "function",
                &[
                    ("duration_ms", number(1_000)),
                    ("provisioned", number(10)),
                    ("provisioned_max", number(200)),
                    ("provisioned_target_percent", number(70)),
                ],
            ),
        );
    let FunctionSetup { provisioned, .. } = match &setup.parts["shop"] {
        PartSetup::Function(function) => function.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(provisioned, 10);
    let mut world = World::new(&setup).unwrap();
    let ready = |world: &World| match world.component("shop") {
        Some(Component::Function(function)) => function.n_provisioned(),
        other => panic!("{other:?}"),
    };
    // Three minutes above the target, then 90 s until the new ones are ready.
    world.advance_to(3 * MINUTE + 89 * SECOND);
    assert_eq!(ready(&world), 10);
    world.advance_to(3 * MINUTE + 90 * SECOND);
    assert!(10 < ready(&world));
    // 50 a second of one second each are 50 at once: 50 / 0.7 = 72 in the end.
    world.advance_to(HOUR);
    assert_eq!(ready(&world), 72);
}

/// Worlds that once ran into a wall.
#[test]
fn odd_worlds_are_refused_or_run() {
    let client = |target: &str, more: &[(&str, SettingValue)]| {
        let base = [("target", text(target)), ("rate", number(10)), ("until_s", number(20))];
        part("client", &[&base[..], more].concat())
    };
    let cannot = |setup: Setup, words: &str| {
        let error = World::new(&setup).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    };
    let circle = Setup::new(1)
        .with("people", client("a", &[]))
        .with("a", part("cache", &[("target", text("b"))]))
        .with("b", part("cache", &[("target", text("a"))]));
    cannot(circle, "circle");
    let back = Setup::new(1)
        .with("people", client("f", &[("op", text("event"))]))
        .with("f", part("function", &[("on_failure", text("f")), ("reserved", number(0))]));
    cannot(back, "circle");
    let to_client = Setup::new(1)
        .with("people", client("api", &[]))
        .with("others", client("api", &[]))
        .with("api", part("gateway", &[("target", text("others"))]));
    cannot(to_client, "a client answers nobody");
    let scaled = Setup::new(1).with("people", client("t", &[])).with(
        "t",
        part(
            "table",
            &[("mode", text("provisioned")), ("scale_min", number(50)), ("scale_max", number(10))],
        ),
    );
    cannot(scaled, "between 50 and 10");
}

/// A FIFO group whose messages expire and come again has one batch out at a time.
#[test]
fn a_group_that_expires_is_ready_once() {
    for seed in 1..20 {
        let setup = Setup::new(seed)
            .with(
                "shop",
                part(
                    "client",
                    &[
                        ("target", text("queue")),
                        ("load", text("poisson")),
                        ("rate", number(30)),
                        ("keys", number(6)),
                    ],
                ),
            )
            .with(
                "queue",
                part(
                    "queue",
                    &[
                        ("target", text("worker")),
                        ("fifo", SettingValue::Flag(true)),
                        ("retention_s", number(60)),
                        ("maximum_concurrency", number(2)),
                    ],
                ),
            )
            .with(
                "worker",
                part("function", &[("duration_ms", number(9_000)), ("timeout_s", number(20))]),
            );
        let mut world = World::new(&setup).unwrap();
        world.advance_to(10 * MINUTE);
        let Some(Component::Queue(queue)) = world.component("queue") else { panic!() };
        assert!(0 < queue.n_expired && queue.running <= 2);
    }
}

/// What waits or is over costs no more events as time goes by.
#[test]
fn events_grow_with_the_traffic_only() {
    let sessions = Setup::new(1)
        .with(
            "people",
            part(
                "client",
                &[("target", text("sessions")), ("rate", number(1)), ("op", text("write"))],
            ),
        )
        .with("sessions", part("table", &[("ttl_s", number(60)), ("ttl_delay_s", number(3_600))]));
    let behind = Setup::new(1)
        .with(
            "people",
            part(
                "client",
                &[("target", text("here")), ("rate", number(100)), ("op", text("write"))],
            ),
        )
        .with("here", part("table", &[("replicas", text("there"))]))
        .with("there", part("table", &[("mode", text("provisioned")), ("writes", number(10))]));
    for (setup, second) in [(sessions, 3_000), (behind, 100)] {
        let mut world = World::new(&setup).unwrap();
        world.advance_to(second * SECOND);
        let once = world.core.n_events();
        world.advance_to(4 * second * SECOND);
        let more = world.core.n_events();
        assert!(more < 6 * once, "{once} events, then {more}");
    }
}

/// A batch is cut where an invocation takes no more.
#[test]
fn a_batch_fits_into_an_invocation() {
    for kind in ["stream", "queue"] {
        let (wire, shards) = if kind == "stream" { ("targets", 20) } else { ("target", 0) };
        let mut given = vec![(wire, text("worker")), ("batch", number(10_000))];
        if 0 < shards {
            given.push(("shards", number(shards)));
        }
        let setup = Setup::new(1)
            .with(
                "meters",
                part(
                    "client",
                    &[
                        ("target", text(kind)),
                        ("rate", number(200)),
                        ("bytes", number(50_000)),
                        ("until_s", number(30)),
                    ],
                ),
            )
            .with(kind, part(kind, &given))
            .with("worker", part("function", &[("duration_ms", number(500))]));
        let mut world = World::new(&setup).unwrap();
        world.advance_to(10 * MINUTE);
        let taken = world.count(kind, Count::Ok).max(world.count(kind, Count::In));
        assert_eq!(world.count("worker", Count::ClientError), 0, "{kind}");
        assert!(5_900 <= world.count(kind, Count::Items) && 6_000 <= taken, "{kind}");
    }
}

/// An attempt has draws of its own, whatever the handler calls on the way.
#[test]
fn each_attempt_of_an_event_is_drawn_anew() {
    for calls in ["none", "table"] {
        let setup = Setup::new(9)
            .with(
                "uploads",
                part(
                    "client",
                    &[
                        ("target", text("worker")),
                        ("rate", number(20)),
                        ("until_s", number(100)),
                        ("op", text("event")),
                    ],
                ),
            )
            .with(
                "worker",
                part("function", &[("error_percent", number(50)), ("calls", text(calls))]),
            )
            .with("table", part("table", &[]));
        let mut world = World::new(&setup).unwrap();
        world.advance_to(HOUR);
        // Half to the third of 2,000 events: 250, with five standard errors of 14.8.
        let dead = world.count("worker", Count::DeadLetters);
        assert!((176..=324).contains(&dead), "{dead} of 2,000 with calls = {calls}");
    }
}

/// An answer that is still being worked out helps nobody else.
#[test]
fn an_authorizer_is_known_when_it_has_answered() {
    let setup = Setup::new(1)
        .with(
            "apps",
            part(
                "client",
                &[
                    ("target", text("api")),
                    ("rate", number(20)),
                    ("until_s", number(10)),
                    ("keys", number(1)),
                ],
            ),
        )
        .with(
            "api",
            part(
                "gateway",
                &[
                    ("target", text("shop")),
                    ("authorizer_ms", number(1_000)),
                    ("authorizer_ttl_s", number(0)),
                ],
            ),
        )
        .with("shop", part("function", &[("duration_ms", number(1)), ("init_ms", number(0))]));
    let mut world = World::new(&setup).unwrap();
    world.advance_to(MINUTE);
    let Some(Component::Client(client)) = world.component("apps") else { panic!() };
    assert!(1_000 * MS <= client.latency.percentile(1), "everybody waits for it");
    assert_eq!(client.latency.n(), 200);
}

/// Loads that begin at nothing begin nevertheless.
#[test]
fn a_load_may_begin_at_nothing() {
    let sent = |load: &[(&str, SettingValue)], seconds: u64| {
        let base = [("target", text("t")), ("op", text("write"))];
        let setup = Setup::new(1)
            .with("people", part("client", &[&base[..], load].concat()))
            .with("t", part("table", &[]));
        let mut world = World::new(&setup).unwrap();
        world.advance_to(seconds * SECOND);
        world.count("people", Count::In)
    };
    // From 0 to 100 a second over 60 s are 3,000, and 100 a second for 60 s more 6,000.
    let ramp = [
        ("load", text("ramp")),
        ("rate", number(0)),
        ("to_rate", number(100)),
        ("over_s", number(60)),
    ];
    let n = sent(&ramp, 120);
    assert!((8_900..=9_050).contains(&n), "{n}");
    // A mean of 0.05 a second over one period of 2,000 s is 100.
    let day = [("load", text("daily")), ("rate", number(0.05)), ("every_s", number(2_000))];
    let n = sent(&day, 2_000);
    assert!((98..=101).contains(&n), "{n}");
    let silent = [("load", text("burst")), ("rate", number(0)), ("low_rate", number(0))];
    assert_eq!(sent(&silent, 600), 0);
}
