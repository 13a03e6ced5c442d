//! Single commands: exact words, exit codes, and JSON on standard output only.

mod simulator;
mod study;

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::Value;

const NOW: &str = "2026-11-21T20:00:00+00:00";

pub(crate) struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

pub(crate) fn run_with_input(data: &Path, arguments: &[&str], input: &str) -> Ran {
    ran_at(data, NOW, arguments, input)
}

/// Runs a command at a moment, for what it leaves in the data folder.
pub(crate) fn run_at(data: &Path, now: &str, arguments: &[&str], input: &str) -> String {
    let ran = ran_at(data, now, arguments, input);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    ran.out
}

fn ran_at(data: &Path, now: &str, arguments: &[&str], input: &str) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_coldstart"))
        .args(["--data-dir", data.to_str().unwrap(), "--now", now])
        .args(arguments)
        .env_clear()
        .env("COLDSTART_SEED", "7")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that does not read its input closes it.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

pub(crate) fn run(data: &Path, arguments: &[&str]) -> Ran {
    run_with_input(data, arguments, "")
}

pub(crate) fn json(data: &Path, arguments: &[&str]) -> Value {
    let ran = run(data, &[arguments, &["--json"]].concat());
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}", ran.out))
}

#[track_caller]
fn check_error(arguments: &[&str], code: i32, expected: &str) {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(folder.path(), arguments);
    assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{arguments:?}: {}", ran.err);
    assert_eq!(ran.err, expected, "{arguments:?}");
}

#[test]
fn without_a_terminal_it_says_what_works() {
    check_error(
        &[],
        2,
        "error: there is no terminal to draw on\nhint: `coldstart --plain` goes line by line; \
         `coldstart stats`, `search`, `check` and others need none\n",
    );
}

#[test]
fn wrong_names_get_the_nearest_right_one() {
    check_error(
        &["review", "--deck", "limits-onli"],
        2,
        "error: there is no deck `limits-onli`\nhint: did you mean `limits-only`?\n",
    );
    check_error(
        &["config", "set", "exam_dat", "x"],
        2,
        "error: unknown setting `exam_dat`\nhint: did you mean `exam_date`?\n",
    );
    check_error(
        &["config", "set", "theme", "drak"],
        2,
        "error: `theme` takes one of terminal, dark, light, high-contrast, mono, not `drak`\n",
    );
    check_error(
        &["restore", "nowhere.sqlite3"],
        3,
        "error: cannot restore from `nowhere.sqlite3`: there is no file `nowhere.sqlite3`\n",
    );
    check_error(
        &["backup", "copy.sqlite3"],
        2,
        "error: there is no progress file yet\nhint: study a card first\n",
    );
}

#[test]
fn a_wrong_flag_or_time_is_wrong_usage() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(folder.path(), &["--colour", "never"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--color"), "{}", ran.err);
    let child = Command::new(env!("CARGO_BIN_EXE_coldstart"))
        .args(["--data-dir", folder.path().to_str().unwrap(), "--now", "yesterday", "stats"])
        .env_clear()
        .output()
        .unwrap();
    assert_eq!(child.status.code(), Some(2));
    let words = String::from_utf8(child.stderr).unwrap();
    assert!(words.contains("`yesterday` is no moment"), "{words}");
}

#[test]
fn check_prints_the_figures_as_json() {
    let folder = tempfile::tempdir().unwrap();
    let report = json(folder.path(), &["check"]);
    assert_eq!(report["problems"], Value::Array(Vec::new()));
    assert_eq!(report["claims"]["held"], 397);
    let total = report["cards"]["total"].as_u64().unwrap();
    let by_kind = report["cards"]["by_kind"].as_object().unwrap();
    assert_eq!(by_kind.len(), 8);
    assert_eq!(by_kind.values().map(|n| n.as_u64().unwrap()).sum::<u64>(), total);
    assert!(457 <= report["facts"].as_u64().unwrap());
}

#[test]
fn a_users_deck_with_three_mistakes_reports_all_three_and_exits_with_one() {
    let folder = tempfile::tempdir().unwrap();
    let deck = folder.path().join("my-deck.toml");
    let text = include_str!("../decks/three-mistakes.toml")
        .replace("s.timout", "lambda-core.limit.timout")
        .replace("s.dead-letter", "lambda-scaling.async-dlq")
        .replace("s.index", "dynamodb-core.gsi.any-time")
        .replace("s.timeout", "lambda-core.limit.timeout");
    std::fs::write(&deck, text).unwrap();
    let ran = run(folder.path(), &["check", deck.to_str().unwrap()]);
    assert_eq!(ran.code, 1);
    for (line, what) in [
        (6, "unknown fact `lambda-core.limit.timout`"),
        (14, "a choice has 4 options, this one has 3"),
        (36, "unknown kind of card `numerical`"),
    ] {
        let place = format!("my-deck.toml:{line}:");
        let found = ran.out.lines().any(|said| said.contains(&place) && said.contains(what));
        assert!(found, "line {line}: {what}\n{}", ran.out);
    }
    let report = json(folder.path(), &["check", deck.to_str().unwrap()]);
    let faults = report["problems"].as_array().unwrap();
    assert!(3 <= faults.len());
    assert_eq!(faults[0]["severity"], "fault");
}

#[test]
fn own_decks_are_loaded_from_the_data_folder() {
    let folder = tempfile::tempdir().unwrap();
    let decks = folder.path().join("decks");
    std::fs::create_dir(&decks).unwrap();
    std::fs::write(
        decks.join("mine.toml"),
        "[[fact]]\nid = \"mine.one\"\ntopic = \"lambda\"\nstatement = \"A function has a name in its Region.\"\nkind = \"fact\"\nstatus = \"beyond\"\naws = \"lambda-what-is\"\n\n[[card]]\nid = \"mine.one.cloze\"\nkind = \"cloze\"\nfacts = [\"mine.one\"]\nfront = \"Within one {{Region}} no two functions share a name.\"\n",
    )
    .unwrap();
    let shown = json(folder.path(), &["show", "mine.one.cloze"]);
    assert_eq!(shown["deck"], "mine");
    let deck = json(folder.path(), &["show", "mine"]);
    assert_eq!(deck["cards"], serde_json::json!(["mine.one.cloze"]));
}

#[test]
fn search_and_show_find_facts() {
    let folder = tempfile::tempdir().unwrap();
    let found = json(folder.path(), &["search", "dead", "letter", "--limit", "3"]);
    assert_eq!(found.as_array().unwrap().len(), 3);
    let id = found[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(json(folder.path(), &["show", &id])["id"], Value::String(id));
    let none = run(folder.path(), &["search", "zzzz"]);
    assert_eq!((none.code, none.out.as_str()), (0, "nothing found for `zzzz`\n"));
}

#[test]
fn settings_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(
        run(folder.path(), &["config", "set", "exam_date", "2026-12-14"]).out,
        "exam_date = 2026-12-14\n"
    );
    assert_eq!(run(folder.path(), &["config", "show", "exam_date"]).out, "2026-12-14\n");
    let path = run(folder.path(), &["config", "path"]).out;
    assert_eq!(Path::new(path.trim()), folder.path().join("config.toml"));
    assert_eq!(json(folder.path(), &["config", "show"])["retention_percent"], "90");
}

#[test]
fn a_broken_configuration_is_told_and_the_rest_holds() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("config.toml"), "theme = \"drak\"\nnew_per_day = 7\n")
        .unwrap();
    let ran = run(folder.path(), &["config", "show", "new_per_day"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "7\n"));
    assert!(ran.err.contains("config.toml:1:9: `theme` takes one of"), "{}", ran.err);
}

#[test]
fn backup_and_restore_go_round() {
    let folder = tempfile::tempdir().unwrap();
    let answer = |n: usize| "answer.give-up\nreview.easy\n".repeat(n);
    run_with_input(folder.path(), &["review", "--plain"], &answer(2));
    let copy = folder.path().join("copy.sqlite3");
    let copied = run(folder.path(), &["backup", copy.to_str().unwrap()]);
    assert_eq!(copied.code, 0, "{}", copied.err);
    let twice = run(folder.path(), &["backup", copy.to_str().unwrap()]);
    assert_eq!(twice.code, 3, "a backup never overwrites");
    run_with_input(folder.path(), &["review", "--plain"], &answer(3));
    assert_eq!(json(folder.path(), &["stats"])["answers"], 5);
    let restored = run(folder.path(), &["restore", copy.to_str().unwrap()]);
    assert_eq!(restored.code, 0, "{}", restored.err);
    assert_eq!(json(folder.path(), &["stats"])["answers"], 2);
    assert!(folder.path().join("progress.before-restore-1.sqlite3").exists());
}

#[test]
fn doctor_finds_a_damaged_file_and_restore_mends_it() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(folder.path(), &["doctor"]).code, 0);
    run_with_input(folder.path(), &["review", "--plain"], "answer.give-up\nreview.easy\n");
    let copy = folder.path().join("copy.sqlite3");
    run(folder.path(), &["backup", copy.to_str().unwrap()]);
    std::fs::write(
        folder.path().join("progress.sqlite3"),
        "not a database at all, though long enough to be one ".repeat(100),
    )
    .unwrap();
    let ran = run(folder.path(), &["doctor"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("is no progress file of coldstart"), "{}", ran.out);
    let study = run(folder.path(), &["--plain"]);
    assert_eq!(study.code, 3);
    assert!(study.err.contains("is no progress file of coldstart"), "{}", study.err);
    assert_eq!(run(folder.path(), &["restore", copy.to_str().unwrap()]).code, 0);
    assert_eq!(json(folder.path(), &["stats"])["answers"], 1);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_made_is_a_failure_of_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "in the way").unwrap();
    let ran = run(&file.join("below"), &["--plain"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(ran.err.starts_with("error: cannot open the progress file"), "{}", ran.err);
}

#[test]
fn completions_and_the_manual_are_printed() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = run(folder.path(), &["completions", shell]);
        assert!(ran.code == 0 && ran.out.contains("coldstart"), "{shell}");
    }
    let manual = run(folder.path(), &["man"]);
    assert!(manual.out.contains(".TH coldstart"), "{}", manual.out);
}

#[test]
fn every_command_has_help() {
    let folder = tempfile::tempdir().unwrap();
    for command in [
        "review",
        "search",
        "show",
        "check",
        "stats",
        "config",
        "doctor",
        "backup",
        "backups",
        "restore",
        "completions",
        "man",
    ] {
        let ran = run(folder.path(), &[command, "--help"]);
        assert!(ran.code == 0 && ran.out.contains("Usage:"), "{command}");
    }
}

/// What lies among the decks and is none is named, and is no fault.
#[test]
fn check_and_doctor_name_what_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let decks = folder.path().join("decks");
    std::fs::create_dir(&decks).unwrap();
    std::fs::write(decks.join("a.sync-conflict-20260101-120000-ABCDEFG.toml"), "").unwrap();
    std::fs::write(decks.join("._a.toml"), "\0").unwrap();
    std::fs::write(decks.join("a.toml"), "").unwrap();
    let doctor = run(folder.path(), &["doctor"]);
    assert_eq!(doctor.code, 0, "{}", doctor.out);
    let own = decks.display().to_string();
    let check = run(folder.path(), &["check", &own]);
    assert_eq!(check.code, 0, "{}{}", check.out, check.err);
    for out in [&doctor.out, &check.out] {
        for name in ["a.sync-conflict-20260101-120000-ABCDEFG.toml", "._a.toml"] {
            assert_eq!(out.matches(name).count(), 1, "{name} in {out}");
        }
    }
    assert!(check.out.contains("no faults, 2 with advice"), "{}", check.out);
}
