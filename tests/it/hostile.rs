//! Files that somebody made to do harm, or by mistake: they cost little and lose nothing.

use std::fs;

use coldstart::{
    clock::Day,
    content::{self, check},
    diag::{Diagnostic, Layer, Severity, SourceFile},
    sim::{
        PartSetup, Setup, World,
        budget::{Budget, Spent},
        fidelity,
        kernel::{
            bill::Prices,
            setting::SettingValue,
            time::{HOUR, SECOND},
        },
        services::{
            client::{load::Load, setup::ClientSetup},
            fanout::setup::{FanoutKind, FanoutSetup},
            lambda::setup::FunctionSetup,
            sqs::setup::QueueSetup,
        },
        watch::lanes::Lanes,
    },
};
use serde_json::{Value, json};

fn today() -> Day {
    Day::parse("2026-11-21").unwrap()
}

/// A file with `n` times the same mistake.
fn repeated(n: usize, line: impl Fn(usize) -> String) -> String {
    (0..n).fold(String::new(), |text, at| text + &line(at))
}

/// The work itself, counted: of many thousand faults two hundred are made.
#[test]
fn faults_beyond_those_that_are_told_are_counted_and_not_made() {
    let text = repeated(40_000, |n| format!("k{n} = 1\n"));
    let loaded = content::load(&[SourceFile::user("bad.toml", text)]);
    assert_eq!(loaded.problems.len(), 201);
    let rest = "39800 more faults in this file are not listed";
    assert!(loaded.problems.iter().any(|one| one.what == rest), "{:?}", loaded.problems[0]);
}

#[test]
fn a_text_of_too_many_tables_is_not_parsed() {
    for text in [format!("x = [{}1]\n", "{a=1},".repeat(690_000)), "=\n".repeat(2_000_000)] {
        let loaded = content::load(&[SourceFile::user("bad.toml", text)]);
        let [problem] = loaded.problems.as_slice() else { panic!("{:?}", loaded.problems) };
        assert!(problem.what.ends_with("MB to be read, more than 120"), "{problem}");
        assert_eq!(problem.hint.as_deref(), Some("split it into several files"));
    }
}

/// Whatever stands at some place of a drill: it is read or told, and the rest goes on.
#[test]
fn a_drill_with_anything_in_it_is_read_or_told() {
    let sample = || SourceFile::new("sample.toml", include_str!("sample.toml"), Layer::BuiltIn);
    let sound = include_str!("../bad/drill-few-questions.toml").replace("5 to 10", "5 to 100");
    let loaded = content::load(&[sample(), SourceFile::user("own.toml", sound.as_str())]);
    assert_eq!(loaded.library.drills().len(), 1, "{:?}", loaded.problems);
    let pieces = ["{", "}", "((((", "1e999", "-", "ä", "n ^ n ^ n", "[1]", "\"", "0 / 0", "level"];
    for (at, _) in sound.char_indices().step_by(3) {
        for piece in pieces {
            let (before, after) = sound.split_at(at);
            let text = format!("{before}{piece}{after}");
            let loaded = content::load(&[sample(), SourceFile::user("own.toml", text)]);
            let n = loaded.library.drills().len();
            assert!(n == 1 || !loaded.problems.is_empty(), "{before}<{piece}>{after}");
        }
    }
}

/// A client at full speed, for as long as a world can be.
fn busy(target: &str) -> PartSetup {
    let load = Load::Even { rate_milli: 200_000_000 };
    PartSetup::Client(ClientSetup { target: target.into(), load, ..ClientSetup::default() })
}

fn topic(target: &str) -> PartSetup {
    let targets = vec![target.to_owned()];
    PartSetup::Fanout(FanoutSetup { targets, ..FanoutSetup::new(FanoutKind::Topic) })
}

#[test]
fn a_queue_that_nobody_empties_and_a_circle_through_a_topic_come_to_an_end() {
    let budget = Budget { events: 10_000_000, steps: u64::MAX, live: 20_000 };
    let queue = Setup::new(1)
        .with("people", busy("jobs"))
        .with("jobs", PartSetup::Queue(QueueSetup::default()));
    let back = FunctionSetup { calls: vec!["one".into()], ..FunctionSetup::default() };
    let circle = Setup::new(1)
        .with("people", busy("one"))
        .with("one", topic("two"))
        .with("two", PartSetup::Function(back));
    for (setup, parts) in [(queue, ["jobs", "jobs"]), (circle, ["one", "two"])] {
        let mut world = World::new(&setup).unwrap();
        let spent = world.run_within(30 * 24 * HOUR, budget).unwrap_err();
        let Spent::Live { most, part } = &spent else { panic!("{spent:?}") };
        assert_eq!(*most, 20_000);
        assert!(parts.contains(&part.as_str()), "{part}");
        // Between two looks at what waits a thousand events add a few messages each.
        assert!(world.core.n_live() < 30_000, "{}", world.core.n_live());
        let words = spent.words("mine");
        assert!(words.starts_with("in `mine` more than 20,000 messages and calls"), "{words}");
    }
}

/// One start is a thousand starts at once, each of which is a thousand: no event lies between.
#[test]
fn one_event_does_not_ask_for_more_than_there_is_memory_for() {
    let mut within = PartSetup::of_kind("workflow").unwrap();
    within.set("express", &SettingValue::Flag(true)).unwrap();
    within.set("steps", &SettingValue::Texts(vec!["1000 x flow".into()])).unwrap();
    let setup = Setup::new(1).with("people", busy("flow")).with("flow", within);
    let mut world = World::new(&setup).unwrap();
    let budget = Budget { live: 20_000, ..Budget::CHECK };
    let spent = world.run_within(HOUR, budget).unwrap_err();
    assert_eq!(spent, Spent::Live { most: 20_000, part: "flow".into() });
    assert!(world.core.n_live() < 21_000, "{}", world.core.n_live());
}

#[test]
fn a_run_without_an_end_names_the_client_and_stops_at_its_events() {
    let quiet = ClientSetup { target: "jobs".into(), ..ClientSetup::default() };
    let setup =
        Setup::new(1).with("crowd", busy("jobs")).with("people", PartSetup::Client(quiet)).with(
            "jobs",
            PartSetup::Queue(QueueSetup { retention: 60 * SECOND, ..QueueSetup::default() }),
        );
    let budget = Budget { events: 50_000, steps: u64::MAX, live: usize::MAX };
    let client = "crowd".to_owned();
    let expected = Spent::Events { most: 50_000, client };
    let mut world = World::new(&setup).unwrap();
    assert_eq!(world.run_within(30 * 24 * HOUR, budget), Err(expected.clone()));
    assert!(world.core.n_events() < 52_000, "{}", world.core.n_events());
    let mut lanes = Lanes::new(&setup, Some(&setup), SECOND, Prices::default()).unwrap();
    assert_eq!(lanes.go_within(30 * 24 * HOUR, u64::MAX, budget), Err(expected.clone()));
    let words = expected.words("mine");
    assert!(words.contains("lower the rate of `crowd`"), "{words}");
    // What is bounded by nothing else takes only as much as it is given.
    assert_eq!(lanes.go_within(30 * 24 * HOUR, 100, Budget::WATCHED), Ok(false));
}

/// A budget changes nothing in a run that keeps within it.
#[test]
fn a_run_within_its_budget_is_the_same_run() {
    let loaded = content::load(&content::files::built_in());
    let file = loaded.library.world("first-contact").or(loaded.library.worlds().first()).unwrap();
    let mut plain = World::new(&file.setup).unwrap();
    plain.advance_to(file.length);
    let mut within = World::new(&file.setup).unwrap();
    within.run_within(file.length, Budget::CHECK).unwrap();
    assert_eq!(plain.core.digest(), within.core.digest());
    assert_eq!(plain.core.now, within.core.now);
}

const LONG: &str = r#"
[[world]]
id = "mine"
title = "Much too long"
caption = "Nobody empties the queue."
seconds = 2592000
[[world.part]]
name = "people"
kind = "client"
target = "jobs"
rate = 200000
[[world.part]]
name = "jobs"
kind = "queue"
[[world.goal]]
metric = "queue_depth"
at_most = 0
[world.challenge]
task = "See to it that none is left."
solution = ["people.rate=199999"]
"#;

#[test]
fn a_check_of_a_world_that_never_ends_ends() {
    let mut files = content::files::built_in();
    files.push(SourceFile::user("mine.toml", LONG));
    let report = check::check(&content::load(&files), &files, &[Layer::User], today());
    let told: Vec<&str> = report.problems.iter().map(|one| one.what.as_str()).collect();
    let [what] = told.as_slice() else { panic!("{told:?}") };
    assert!(what.starts_with("the challenge cannot run: in `mine` more than 1,000,000"), "{what}");
    assert!(what.contains("at `jobs`; lower the rate that reaches it"), "{what}");
}

#[test]
fn absurd_figures_of_an_example_are_told() {
    let prices = content::built_in().price_list();
    let cases = [
        (json!({ "kind": "ddb_units", "op": "get", "count": 10_000_000_000_u64 }), "count"),
        (json!({ "kind": "ddb_units", "op": "put", "bytes": u64::MAX }), "bytes"),
        (json!({ "kind": "ddb_units", "op": "tx_get", "sizes": [u64::MAX, u64::MAX] }), "sizes"),
        (json!({ "kind": "ddb_burst", "capacity": 1, "idle_s": 1e9, "load_per_s": 1 }), "idle_s"),
        (json!({ "kind": "ddb_rate", "offered_per_s": 1e300 }), "offered_per_s"),
        (json!({ "kind": "ddb_rate", "capacity": u64::MAX }), "capacity"),
        (json!({ "kind": "ddb_rate", "capacity": -1 }), "capacity"),
        (json!({ "kind": "ddb_rate", "capacity": 1.5 }), "capacity"),
        (json!({ "kind": "ddb_replicated_units", "writes_per_s": [u64::MAX, 2] }), "writes_per_s"),
        (
            json!({ "kind": "lambda_stream_concurrency", "shards": u64::MAX, "factor": 10 }),
            "shards",
        ),
        (json!({ "kind": "sqs_fifo_rate", "quota": u64::MAX }), "quota"),
        (json!({ "kind": "cognito_rate", "quota": u64::MAX, "rps": 1 }), "quota"),
        (json!({ "kind": "lambda_run", "rps": -5 }), "rps"),
        (json!({ "kind": "lambda_run", "provisioned": u32::MAX }), "provisioned"),
        (json!({ "kind": "lambda_batches", "batches": [[0, u64::MAX]] }), "batches"),
        (json!({ "kind": "apigw_bucket", "batches": [{ "count": 1e18 }] }), "count"),
        (json!({ "kind": "rds_connections", "max_connections": u32::MAX }), "max_connections"),
        (json!({ "kind": "lambda_esm_sqs", "minutes": vec![1; 20_000] }), "minutes"),
        (json!({ "kind": "ddb_autoscaling", "max": u64::MAX }), "max"),
    ];
    for (given, key) in cases {
        let found = fidelity::answer(given.as_object().unwrap(), &prices);
        let error = found["error"].as_str().unwrap_or_else(|| panic!("{given}: {found}"));
        assert!(error.starts_with(&format!("`{key}` ")), "{given}: {error}");
    }
    // What is within the ranges and still too much comes to the end of its budget.
    let given = json!({ "kind": "loss_system", "rps": 200_000, "arrivals": "even",
        "service": "fixed", "mean_ms": 900_000, "requests": 100_000_000, "concurrency": 1_000_000 });
    let found = fidelity::answer(given.as_object().unwrap(), &prices);
    let error = found["error"].as_str().unwrap_or_else(|| panic!("{found}"));
    assert!(error.starts_with("in `the example` more than 1,000,000 messages"), "{error}");
}

/// Any numbers at all: an answer or an error, in a moment, without a panic.
#[test]
fn any_figures_of_an_example_get_an_answer() {
    use proptest::prelude::*;
    let prices = content::built_in().price_list();
    let kinds = [
        "ddb_units",
        "ddb_check",
        "ddb_index_units",
        "ddb_replicated_units",
        "ddb_on_demand_limit",
        "lambda_pool",
        "lambda_stream_concurrency",
        "lambda_rps_cap",
        "rds_max_connections",
        "kinesis_shards",
        "apigw_websocket",
        "sfn_cost",
    ];
    let keys = [
        "bytes",
        "count",
        "before_bytes",
        "value",
        "entry_before",
        "entry_after",
        "item_bytes",
        "previous_peak",
        "account",
        "shards",
        "factor",
        "concurrency",
        "duration_ms",
        "memory_bytes",
        "in_mb_s",
        "message_bytes",
        "executions",
    ];
    let number = prop_oneof![
        any::<u64>().prop_map(|n| json!(n)),
        any::<i64>().prop_map(|n| json!(n)),
        any::<f64>().prop_map(|n| json!(n)),
        (0_u64..1_000_000).prop_map(|n| json!(n)),
    ];
    let mut runner = proptest::test_runner::TestRunner::default();
    let strategy = (
        proptest::sample::select(kinds.to_vec()),
        proptest::collection::vec((proptest::sample::select(keys.to_vec()), number.clone()), 0..6),
        proptest::collection::vec(number, 0..4),
    );
    runner
        .run(&strategy, |(kind, figures, list)| {
            let mut given = json!({ "kind": kind, "op": "tx_write", "limit": "item_bytes",
                "change": "key_change", "type": "express", "reserved": list,
                "writes_per_s": list, "sizes": list });
            for (key, figure) in figures {
                given[key] = figure;
            }
            let found = fidelity::answer(given.as_object().unwrap(), &prices);
            prop_assert!(matches!(found, Value::Object(_)), "{} {}", given, found);
            Ok(())
        })
        .unwrap();
}

const DECK: &str = "[[fact]]\nid = \"own.name\"\ntopic = \"lambda\"\nstatement = \"A name of our own is here\"\nkind = \"rule\"\nstatus = \"beyond\"\naws = \"lambda-what-is\"\n";

/// A folder of decks as syncers, editors and macOS leave it.
#[test]
fn copies_and_hidden_files_are_named_and_never_win() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    put("a.toml", DECK);
    let other = DECK.replace("is here", "is of elsewhere");
    let copies = [
        "a.sync-conflict-20260101-120000-ABCDEFG.toml",
        "a (conflicted copy 2026-01-01).toml",
        "a (Ann's conflicted copy 2026-01-01).toml",
        "A.toml.orig",
        "a.toml~",
    ];
    for name in copies {
        put(name, &other);
    }
    put("._a.toml", "\0\u{5}\u{16}\u{7}");
    put(".hidden.toml", &other);
    put("notes.md", "# notes");
    fs::create_dir(folder.path().join(".git")).unwrap();
    fs::write(folder.path().join(".git/c.toml"), &other).unwrap();
    let (files, problems) = content::files::read(folder.path(), Layer::User);
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, [folder.path().join("a.toml").display().to_string()]);
    let told: Vec<(String, &str)> =
        problems.iter().map(|one| (last(one), one.what.as_str())).collect();
    let hidden = "a hidden file is no deck";
    let conflict = "a copy that a syncer made of a conflict is not read";
    let left = "a copy that an editor or a merge left is not read";
    let other_kind = "this is no TOML file, so it is not read";
    assert_eq!(
        told.iter().map(|(name, what)| (name.as_str(), *what)).collect::<Vec<_>>(),
        [
            ("._a.toml", hidden),
            (".git", hidden),
            (".hidden.toml", hidden),
            ("A.toml.orig", left),
            ("a (Ann's conflicted copy 2026-01-01).toml", conflict),
            ("a (conflicted copy 2026-01-01).toml", conflict),
            ("a.sync-conflict-20260101-120000-ABCDEFG.toml", conflict),
            ("a.toml~", left),
            ("notes.md", other_kind),
        ]
    );
    assert!(problems.iter().all(|one| one.severity == Severity::Advice));
    let mut all = content::files::built_in();
    all.extend(files);
    let loaded = content::load(&all);
    let fact = loaded.library.fact(&"own.name".into()).unwrap();
    assert_eq!(fact.text.statement, "A name of our own is here");
}

fn last(problem: &Diagnostic) -> String {
    problem.file.rsplit('/').next().unwrap().to_owned()
}

#[test]
fn a_folder_of_many_other_files_is_told_in_short() {
    let folder = tempfile::tempdir().unwrap();
    for n in 0..300 {
        fs::write(folder.path().join(format!("{n:03}.md")), "x").unwrap();
    }
    let (files, problems) = content::files::read(folder.path(), Layer::User);
    assert!(files.is_empty());
    assert_eq!(problems.len(), 21);
    assert_eq!(problems[20].what, "280 more files here are no decks and are not read");
}
