//! The supporting cast: streams, caches, tables in several Regions, FIFO queues, workflows.

mod laws;

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
        .with("a", part("gateway", &[("target", text("b"))]))
        .with("b", part("gateway", &[("target", text("a"))]));
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
        let mut given =
            vec![(wire, text("worker")), ("batch", number(10_000)), ("window_s", number(1))];
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
