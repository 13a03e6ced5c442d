//! Studying line by line, and what is shown of it.

use std::path::Path;

use super::{json, run, run_with_input};

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
