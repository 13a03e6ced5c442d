//! Single commands: exact words, exit codes, and JSON on standard output only.

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
    assert_eq!(by_kind.len(), 7);
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
fn plain_study_answers_saves_and_counts() {
    let folder = tempfile::tempdir().unwrap();
    // Whatever the first cards are, giving up and rating them works by name.
    let script = "answer.give-up\nreview.easy\nanswer.give-up\nreview.again\n:esc\n:q\n";
    let ran = run_with_input(folder.path(), &["review", "--plain"], script);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("Card 1 of 20."), "{}", ran.out);
    assert!(ran.out.contains("Ratings: 1 again 10 minutes"), "{}", ran.out);
    assert!(!ran.out.contains('\x1b'), "plain means plain");
    let stats = json(folder.path(), &["stats"]);
    assert_eq!(stats["answers"], 2);
    assert_eq!(stats["streak_days"], 1);
    assert_eq!(stats["due"], 1);
    assert_eq!(stats["new"], 18);
    let topics = stats["topics"].as_array().unwrap();
    assert_eq!(topics.len(), 10);
    let seen: u64 = topics.iter().map(|topic| topic["seen"].as_u64().unwrap()).sum();
    assert_eq!(seen, 2);
}

/// The first card of a session that is typed into, and what is said there.
fn plain_typed(data: &Path, script: &str) -> String {
    // Cards to pick are given up on until one to type comes.
    for n in 0..20 {
        let script = "answer.give-up\nreview.easy\n".repeat(n) + script;
        let out = run_with_input(data, &["review", "--plain"], &script).out;
        // Once more from the beginning, so that each try sees the same cards.
        std::fs::remove_dir_all(data).unwrap();
        let asked = out.split("\n> ").nth(2 * n).unwrap_or_default().to_owned();
        if asked.contains("Type the answer") {
            return out;
        }
    }
    panic!("no card to type came");
}

#[test]
fn a_lone_question_mark_is_help_where_an_answer_is_typed() {
    let folder = tempfile::tempdir().unwrap();
    let out = plain_typed(&folder.path().join("data"), "?\n:esc\n");
    assert!(out.contains("Keys: a question to type"), "{out}");
    assert!(!out.contains("You said"), "{out}");
    assert!(out.contains("`:f1` helps, `:ctrl-g` shows it, `:esc` leaves"), "{out}");
}

#[test]
fn plain_names_the_keys_as_they_are_bound() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("own.toml");
    let keys = "[keys]\n\"app.help\" = [\"f2\"]\n\"answer.give-up\" = [\"ctrl-y\"]\n\"home.quit\" = [\"Z\"]\n";
    std::fs::write(&config, keys).unwrap();
    let config = config.to_str().unwrap();
    let ran = run_with_input(folder.path(), &["--plain", "--config", config], "?\nf2\nq\nZ\n");
    assert!(ran.out.contains("f2 help, Z quits."), "{}", ran.out);
    assert!(
        ran.out.contains("`?` is no key and no action here; f2 tells what there is"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("Keys: home\n"), "{}", ran.out);
    let script = "answer.give-up\nreview.easy\n".repeat(20);
    let ran = run_with_input(folder.path(), &["--plain", "--config", config, "review"], &script);
    assert!(ran.out.contains("`:ctrl-y` shows it"), "{}", ran.out);
    assert!(!ran.out.contains("ctrl-g"), "{}", ran.out);
}

#[test]
fn plain_says_nothing_back_that_steers_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let typed = "\u{1b}[2J\u{1b}]0;title\u{7}nonsense\u{9b}1m";
    let ran = run_with_input(folder.path(), &["--plain"], &format!("{typed}\n"));
    assert!(ran.out.contains("nonsense"), "{}", ran.out);
    let controls: Vec<char> = ran.out.chars().filter(|c| c.is_control() && *c != '\n').collect();
    assert_eq!(controls, [], "{:?}", ran.out);
    let folder = tempfile::tempdir().unwrap();
    let out = plain_typed(&folder.path().join("data"), &format!("{typed}\n"));
    assert!(
        out.contains("You said: ") && !out.contains('\u{1b}') && !out.contains('\u{7}'),
        "{out}"
    );
}

#[test]
fn one_day_is_no_days() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("config.toml"), "exam_date = \"2026-11-22\"\n").unwrap();
    let ran = run_with_input(folder.path(), &["--plain"], "");
    assert!(ran.out.contains("The exam is in 1 day.\n"), "{}", ran.out);
}

#[test]
fn plain_study_ends_with_its_input() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run_with_input(folder.path(), &["--plain"], "");
    assert_eq!(ran.code, 0);
    assert!(ran.out.starts_with("Home. 0 due, 20 new"), "{}", ran.out);
}

#[test]
fn stats_of_a_newcomer() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(folder.path(), &["stats"]);
    assert_eq!(ran.code, 0);
    assert!(
        ran.out.starts_with("answers  0, -\u{20}right\ntoday    0 due, 20 new\nstreak   0 days\n"),
        "{}",
        ran.out
    );
    assert!(!folder.path().join("progress.sqlite3").exists(), "looking makes no file");
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

/// A mock line by line, and its report in every form.
#[test]
fn a_mock_without_a_screen_and_its_report() {
    let folder = tempfile::tempdir().unwrap();
    let form = json(folder.path(), &["exam", "--size", "20", "--seed", "3"]);
    assert_eq!(form["questions"].as_array().unwrap().len(), 20);
    assert_eq!((form["minutes"].as_u64(), form["scored"].as_u64()), (Some(40), Some(15)));
    assert!(form["questions"][0].get("key").is_none(), "a form gives no answers away");
    let extra = json(folder.path(), &["exam", "--size", "20", "--seed", "3", "--extra-time"]);
    assert_eq!(extra["minutes"], 49);
    assert_eq!(extra["questions"], form["questions"]);
    let script = "1\nf\n2\nexam.end\ny\nq\nq\nq\n";
    let arguments = ["--plain", "exam", "--size", "20", "--seed", "3"];
    let ran = run_with_input(folder.path(), &arguments, script);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("Question 1 of 20, 40:00 left."), "{}", ran.out);
    assert!(ran.out.contains("Not passed: 100 of 1,000"), "{}", ran.out);
    let report = json(folder.path(), &["report"]);
    assert_eq!((report["score"].as_u64(), report["seed"].as_u64()), (Some(100), Some(3)));
    assert_eq!(report["questions"].as_array().unwrap().len(), 20);
    let flagged = report["questions"].as_array().unwrap().iter();
    assert_eq!(flagged.filter(|one| one["flagged"] == true).count(), 1);
    let markdown = run(folder.path(), &["report", "--markdown"]).out;
    let stem = form["questions"][0]["stem"].as_str().unwrap();
    assert!(markdown.contains(stem) && markdown.contains("(right)"), "{markdown}");
    assert!(!markdown.contains('{'), "a figure is missing:\n{markdown}");
    let html = run(folder.path(), &["report", "--html"]).out;
    assert!(html.starts_with("<!doctype html>") && html.contains("<svg"), "{html}");
    assert!(!html.contains("http"), "the page loads something");
    let ran = run(folder.path(), &["report", "2"]);
    assert_eq!((ran.code, ran.err.as_str()), (2, "error: there is 1 report\n"));
    let whole = json(folder.path(), &["exam", "--size", "65", "--seed", "3"]);
    assert_eq!(whole["questions"].as_array().unwrap().len(), 65);
    assert_eq!((whole["minutes"].as_u64(), whole["scored"].as_u64()), (Some(130), Some(50)));
    let ran = run(folder.path(), &["exam", "--size", "33"]);
    assert!(ran.err.contains("20, 40 or 65"), "{}", ran.err);
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
