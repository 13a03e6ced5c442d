//! `coldstart sim` and challenges, without a screen.

use std::path::Path;

use super::{check_error, json, run, run_with_input};

#[test]
fn worlds_run_without_a_screen() {
    let folder = tempfile::tempdir().unwrap();
    let all = json(folder.path(), &["sim", "list"]);
    assert!(15 <= all.as_array().unwrap().len());
    let run = |extra: &[&str]| {
        let base = ["sim", "run", "connection-storm", "--duration", "60s"];
        json(folder.path(), &[&base[..], extra].concat())
    };
    let plain = run(&[]);
    assert_eq!(plain["duration_s"], 60.0);
    assert_eq!(plain["trace_hash"], run(&[])["trace_hash"], "the same run twice");
    let shop =
        |seed| json(folder.path(), &["sim", "run", "web-shop", "--duration", "5s", "--seed", seed]);
    assert_ne!(shop("1")["trace_hash"], shop("2")["trace_hash"]);
    let lanes = run(&["--against", "database.proxy_percent=90"]);
    assert_eq!(lanes["trace_hash"], plain["trace_hash"], "a second lane leaves the first alone");
    assert_eq!(lanes["against"]["metrics"]["errors"], 0.0);
    assert_eq!(lanes["against"]["metrics"]["sent"], lanes["metrics"]["sent"], "the same traffic");
    // A minute fits into the ring at ten samples a second.
    let table = run_csv(folder.path());
    assert_eq!(table.lines().count(), 601);
}

fn run_csv(data: &Path) -> String {
    run(data, &["sim", "run", "connection-storm", "--duration", "60s", "--csv"]).out
}

/// An item gives the figures without a screen that its explanation shows, and a number that it does
/// not have is told.
#[test]
fn an_item_runs_without_a_screen() {
    let folder = tempfile::tempdir().unwrap();
    let item = ["sim", "run", "claims-portal.cost", "--answer", "C", "--against", "best"];
    let run = |more: &[&str]| json(folder.path(), &[&item[..], more].concat());
    let stored = run(&[]);
    assert_eq!((&stored["answer"], &stored["is_key"]), (&"C".into(), &false.into()));
    assert_eq!(stored["against"]["is_key"], true);
    assert!(1_000.0 < stored["metrics"]["p99_ms"].as_f64().unwrap());
    assert!(stored["against"]["metrics"]["p99_ms"].as_f64().unwrap() <= 1_000.0);
    let other = run(&["--number", "rate=55"]);
    assert_eq!(other["numbers"]["rate"], 55.0);
    // ceil(55 x 0.4 + 4)
    assert_eq!(other["numbers"]["units"], 26.0);
    // The library counts the same as the command.
    let library = coldstart::content::load(&coldstart::content::files::built_in()).library;
    let one = library.item("claims-portal.cost").unwrap();
    let situation = library.situation_of(one);
    let numbers = situation.with_derived([("rate".to_owned(), 55.0)].into());
    let trial = coldstart::content::trial::Trial::run(
        situation,
        one,
        &numbers,
        &[2],
        &library.price_list(),
    );
    assert_eq!(other["metrics"]["p99_ms"].as_f64(), trial.metrics.get("p99_ms"));
    let wrong = run_with_input(folder.path(), &[&item[..], &["--number", "rat=5"]].concat(), "");
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("numbers are rate"), "{}", wrong.err);
}

/// Without a screen a challenge is solved, kept, and known again.
#[test]
fn a_challenge_is_solved_line_by_line_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let play = |script: &str| {
        let ran = run_with_input(folder.path(), &["lab", "hot-partition", "--plain"], script);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out
    };
    assert!(play("e\n").contains("Not solved: a goal is missed."));
    let solved = play(&format!("down\ndown\ndown\n{}e\n", ">\n".repeat(10)));
    assert!(solved.contains("\nSolved.\n"), "{solved}");
    assert!(play("q\n").contains("The hot partition, challenge solved"));
    let json = json(folder.path(), &["sim", "run", "hot-partition", "--set", "votes.keys=101"]);
    assert_eq!(json["challenge"]["solved"], true);
}

#[test]
fn wrong_changes_of_a_world_name_the_nearest_setting() {
    check_error(
        &["sim", "run", "connection-storn"],
        2,
        "error: there is no world `connection-storn`\nhint: did you mean `connection-storm`?\n",
    );
    check_error(
        &["sim", "run", "connection-storm", "--set", "database.max_conections=5"],
        2,
        "error: there is no setting `database.max_conections`\nhint: did you mean `database.max_connections`?\n",
    );
    check_error(
        &["sim", "run", "connection-storm", "--set", "orders.timeout_s=1200"],
        2,
        "error: `orders.timeout_s` takes a number from 1 to 900: a function is cut after 900 s (AWS Lambda quotas)\n",
    );
}

#[test]
fn a_run_beyond_its_budget_says_what_to_lower() {
    let folder = tempfile::tempdir().unwrap();
    let world = folder.path().join("w.toml");
    let text = "[[world]]\nid = \"mine\"\ntitle = \"t\"\ncaption = \"c\"\nseconds = 2592000\n\
        [[world.part]]\nname = \"people\"\nkind = \"client\"\ntarget = \"jobs\"\nrate = 200000\n\
        [[world.part]]\nname = \"jobs\"\nkind = \"queue\"\n";
    std::fs::write(&world, text).unwrap();
    let ran = run(folder.path(), &["sim", "run", world.to_str().unwrap()]);
    assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
    let words =
        "in `mine` more than 1,000,000 messages and calls wait at once, most of them at `jobs`";
    assert!(ran.err.contains(words), "{}", ran.err);
    assert!(ran.err.contains("hint: lower the rate that reaches it"), "{}", ran.err);
}
