//! Two windows on one progress file, and a file that another takes the place of.

use std::{path::Path, process::Command};

use super::{answers, term::Term};
use coldstart::{memory::Scheduler, store::Store};

#[test]
fn two_windows_see_each_others_answers() {
    let folder = tempfile::tempdir().unwrap();
    let mut left = Term::coldstart(folder.path(), &[], 80, 24);
    left.until_text("20 new");
    let mut right = Term::coldstart(folder.path(), &["review"], 80, 24);
    right.until_text("1/20");
    right.send("\x074");
    right.until_text("2/20");
    // Any key lets the other window look.
    left.send("j");
    left.until_text("19 new");
    left.send("\r");
    left.until_text("1/19");
    left.send("\x074");
    left.until_text("2/19");
    assert_eq!(answers(folder.path()), 2);
}

/// A progress file of another machine.
fn other_machine(folder: &Path, n: i32) -> std::path::PathBuf {
    use coldstart::{
        clock::{Day, Timestamp},
        ids::CardId,
        memory::{Answer, Confidence, Deed, Entry, Rating, Source},
    };
    let path = folder.join("progress.sqlite3");
    let mut store = Store::open(&path, Scheduler::default()).unwrap();
    for n in 0..n {
        let answer = Answer {
            rating: Rating::Good,
            is_right: true,
            confidence: Confidence::Unsure,
            time_ms: 4_000,
            expected_recall: None,
            given: String::new(),
            source: Source::Review,
        };
        let entry = Entry {
            card: CardId::from(format!("other.{n}").as_str()),
            at: Timestamp(1_790_000_000_000 + i64::from(n) * 1_000),
            offset_min: 0,
            day: Day(20_700),
            mark: 1,
            deed: Deed::Answer(answer),
        };
        store.append(&entry, 1).unwrap();
    }
    path
}

/// A syncer puts the file of another machine in the place of the open one: not one answer is lost,
/// neither those of the other machine nor those of this one.
#[cfg(unix)]
#[test]
fn a_file_that_is_put_in_place_of_the_open_one_is_taken_over() {
    let (folder, away) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let path = folder.path().join("progress.sqlite3");
    let mut term = Term::coldstart(folder.path(), &["review"], 80, 24);
    for n in 1..=2 {
        term.until_text(&format!("  {n}/20"));
        term.send("\x074");
    }
    term.until_text("3/20");
    // What a syncer takes while the program runs is whole: the one file holds everything.
    std::fs::create_dir(away.path().join("taken")).unwrap();
    std::fs::copy(&path, away.path().join("taken/progress.sqlite3")).unwrap();
    assert_eq!(answers(&away.path().join("taken")), 2);
    let other = other_machine(away.path(), 60);
    std::fs::copy(other, folder.path().join(".tmp")).unwrap();
    std::fs::rename(folder.path().join(".tmp"), &path).unwrap();
    term.send("\x07");
    term.until_text("the progress file was replaced by another one");
    term.send("4");
    term.until("the answer is in the new file", |_| answers(folder.path()) == 61);
    term.signal("TERM");
    assert_eq!(term.exit_code(), 143);
    assert_eq!(answers(folder.path()), 61);
    let kept = Store::look(
        &folder.path().join("backups/progress-replaced-1.sqlite3"),
        Scheduler::default(),
    );
    assert_eq!(kept.unwrap().n_answers().unwrap(), 2);
}

/// A file that is taken away is not made anew with the one answer in it: the answer waits, what the
/// file held is kept, and the named command brings both together.
#[cfg(unix)]
#[test]
fn answers_wait_for_a_file_that_was_taken_away() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("progress.sqlite3");
    let mut term = Term::coldstart(folder.path(), &["review"], 120, 40);
    term.until_text("  1/20");
    term.send("\x074");
    term.until_text("2/20");
    std::fs::remove_file(&path).unwrap();
    term.send("\x07");
    term.until_text("the progress file is gone");
    term.send("4");
    term.until_text("1 unsaved");
    term.until_text("restore");
    assert!(!path.exists(), "no file with one answer takes its place");
    let kept = folder.path().join("backups/progress-replaced-1.sqlite3");
    // A file that is no good is refused, and the answer goes on waiting.
    std::fs::write(&path, "no database, though long enough to be one ".repeat(200)).unwrap();
    term.send("\x07");
    term.until_text("cannot be used");
    let restored = Command::new(env!("CARGO_BIN_EXE_coldstart"))
        .args(["--data-dir", folder.path().to_str().unwrap(), "restore", kept.to_str().unwrap()])
        .env_clear()
        .output()
        .unwrap();
    assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
    term.send("\x07");
    term.until("the answer is saved at last", |_| answers(folder.path()) == 2);
    term.until("nothing waits any more", |term| !term.text().contains("unsaved"));
}
