//! The progress file when it is not as it should be: damaged, emptied, missing, behind a link, not
//! writable. Each time the person is told what it is, and which command is the next step.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rusqlite::Connection;

use crate::cli::{json, run, run_with_input};

fn answer(data: &Path, n: usize) {
    let script = "answer.give-up\nreview.easy\n".repeat(n);
    let ran = run_with_input(data, &["review", "--plain"], &script);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

fn progress(data: &Path) -> PathBuf {
    data.join("progress.sqlite3")
}

/// A folder with a file of three answers and two copies, of two and of three.
fn studied() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    answer(folder.path(), 2);
    let older = folder.path().join("backups/progress-2026-11-20.sqlite3");
    fs::create_dir_all(folder.path().join("backups")).unwrap();
    assert_eq!(run(folder.path(), &["backup", older.to_str().unwrap()]).code, 0);
    answer(folder.path(), 1);
    let newer = folder.path().join("backups/progress-2026-11-21.sqlite3");
    let _ = fs::remove_file(&newer);
    assert_eq!(run(folder.path(), &["backup", newer.to_str().unwrap()]).code, 0);
    folder
}

/// Writes over twenty pages from the third on, as a failing disk would.
fn damage(file: &Path) {
    let mut bytes = fs::read(file).unwrap();
    let end = bytes.len().min(22 * 4_096);
    bytes[2 * 4_096..end].fill(0xA5);
    fs::write(file, bytes).unwrap();
}

/// Runs the command that stands between backticks, as the person would.
#[track_caller]
fn follow(data: &Path, said: &str) {
    let command = said.split('`').find(|part| part.contains(" restore /"));
    let command = command.unwrap_or_else(|| panic!("no command is named: {said}"));
    let mut words = command.split(' ');
    assert_eq!(words.next(), Some("coldstart"));
    let words: Vec<&str> = words.collect();
    assert_eq!(words[..2], ["--data-dir", data.to_str().unwrap()], "for the same folder");
    let ran = run(data, &words[2..]);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn a_damaged_file_is_told_with_the_way_back() {
    for broken_copy in [false, true] {
        let folder = studied();
        damage(&progress(folder.path()));
        let mut expected = 3;
        if broken_copy {
            damage(&folder.path().join("backups/progress-2026-11-21.sqlite3"));
            expected = 2;
        }
        let words = format!("progress-2026-11-2{}.sqlite3`", expected - 2);
        let (plain, stats) = (run(folder.path(), &["--plain"]), run(folder.path(), &["stats"]));
        let doctor = run(folder.path(), &["doctor"]);
        assert_eq!((plain.code, stats.code, doctor.code), (3, 3, 1));
        for said in [&plain.err, &stats.err, &doctor.out] {
            assert!(said.contains(&words), "{said}");
            assert!(said.contains(&format!("with {expected} answers")), "{said}");
            assert!(said.contains("damaged"), "{said}");
        }
        follow(folder.path(), &stats.err);
        assert_eq!(json(folder.path(), &["stats"])["answers"], expected);
        assert_eq!(run(folder.path(), &["doctor"]).code, 0);
    }
}

#[test]
fn copies_are_listed_with_what_is_in_them() {
    let folder = studied();
    damage(&folder.path().join("backups/progress-2026-11-20.sqlite3"));
    fs::write(folder.path().join("backups/progress-2026-11-19.sqlite3"), "").unwrap();
    let listed = json(folder.path(), &["backups"]);
    let copies = listed["copies"].as_array().unwrap();
    assert_eq!(copies.len(), 3);
    assert_eq!((&copies[0]["date"], &copies[0]["answers"]), (&"2026-11-21".into(), &3.into()));
    assert_eq!((&copies[0]["whole"], &copies[0]["fault"]), (&true.into(), &().into()));
    assert!(copies[1..].iter().all(|copy| copy["whole"] == false), "{listed}");
    let words = run(folder.path(), &["backups"]);
    assert_eq!(words.code, 0);
    assert!(words.out.contains("2026-11-21       3  yes"), "{}", words.out);
    let none = run(tempfile::tempdir().unwrap().path(), &["backups"]);
    assert!(none.out.starts_with("there are no copies yet"), "{}", none.out);
}

#[test]
fn an_emptied_or_vanished_file_is_no_silent_beginning() {
    for what in ["is empty", "is missing"] {
        let folder = studied();
        let path = progress(folder.path());
        if what == "is empty" {
            fs::write(&path, "").unwrap();
        } else {
            fs::remove_file(&path).unwrap();
        }
        let stats = run(folder.path(), &["stats"]);
        assert_eq!(stats.code, 0);
        let doctor = run(folder.path(), &["doctor"]);
        assert_eq!(doctor.code, 1);
        for said in [&stats.err, &doctor.out] {
            assert!(said.contains(what), "{said}");
            assert!(said.contains("holds 3 answers"), "{said}");
        }
        let plain = run(folder.path(), &["--plain"]).out;
        assert!(plain.contains("a copy of 2026-11-21 holds 3 answers"), "{plain}");
        follow(folder.path(), &plain);
        assert_eq!(json(folder.path(), &["stats"])["answers"], 3);
        assert!(!run(folder.path(), &["--plain"]).out.contains("a copy of"));
    }
}

type Harm<'a> = &'a dyn Fn(&Path);

/// Each of these keeps the app from starting or from saving; it says so, and so does `doctor`.
#[cfg(unix)]
#[test]
fn doctor_finds_what_keeps_the_app_from_starting() {
    let sql = |data: &Path, sql: &str| {
        Connection::open(progress(data)).unwrap().execute_batch(sql).unwrap();
    };
    let cases: [(&str, Harm<'_>); 5] = [
        ("is a link to `/nowhere/progress.sqlite3`, which is not there", &|data| {
            fs::remove_file(progress(data)).unwrap();
            let target = "/nowhere/progress.sqlite3";
            std::os::unix::fs::symlink(target, progress(data)).unwrap();
        }),
        ("the table `forecast` is missing", &|data| sql(data, "DROP TABLE forecast")),
        ("the table `item_answer` has no column `kind`", &|data| {
            sql(data, "ALTER TABLE item_answer DROP COLUMN kind");
        }),
        ("was written by a newer coldstart (schema 99", &|data| {
            sql(data, "PRAGMA user_version = 99");
        }),
        ("is no progress file of coldstart", &|data| {
            fs::write(progress(data), "a letter to a friend ".repeat(400)).unwrap();
        }),
    ];
    for (words, harm) in cases {
        let folder = studied();
        harm(folder.path());
        let (doctor, plain) = (run(folder.path(), &["doctor"]), run(folder.path(), &["--plain"]));
        assert_eq!((doctor.code, plain.code), (1, 3), "{words}: {}{}", doctor.out, plain.err);
        for said in [&doctor.out, &plain.err] {
            assert!(said.contains(words) && said.contains("hint: "), "{words}: {said}");
        }
    }
    let folder = studied();
    fs::write(folder.path().join("decks"), "no folder").unwrap();
    let doctor = run(folder.path(), &["doctor"]);
    assert!(doctor.code == 1 && doctor.out.contains("decks is no folder"), "{}", doctor.out);
}

#[cfg(unix)]
mod as_somebody_else {
    use std::{
        io::{BufRead, BufReader, Write},
        os::unix::fs::{MetadataExt, PermissionsExt, chown},
        process::{Command, Stdio},
    };

    use super::*;
    use crate::cli::Ran;

    /// The user `nobody`, by custom.
    const NOBODY: u32 = 65_534;

    fn mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// A program that a user without rights can run, and a folder that belongs to that user. Who
    /// runs the tests as root needs one: root may write everywhere.
    struct Other {
        folder: tempfile::TempDir,
        is_root: bool,
    }

    impl Other {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let is_root = fs::metadata(folder.path()).unwrap().uid() == 0;
            mode(folder.path(), 0o755);
            if is_root {
                let program = folder.path().join("coldstart");
                fs::copy(env!("CARGO_BIN_EXE_coldstart"), &program).unwrap();
                mode(&program, 0o755);
            }
            fs::create_dir(folder.path().join("data")).unwrap();
            Self { folder, is_root }
        }

        fn data(&self) -> PathBuf {
            self.folder.path().join("data")
        }

        /// Gives the folder to the other user, with these modes for it and for its files.
        fn set(&self, folder: u32, files: u32) {
            for entry in fs::read_dir(self.data()).unwrap() {
                let path = entry.unwrap().path();
                let is_file = path.is_file();
                mode(&path, if is_file { files } else { folder });
                if self.is_root {
                    chown(&path, Some(NOBODY), Some(NOBODY)).unwrap();
                }
            }
            if self.is_root {
                chown(self.data(), Some(NOBODY), Some(NOBODY)).unwrap();
            }
            mode(&self.data(), folder);
        }

        fn command(&self, arguments: &[&str]) -> Command {
            let mut command = if self.is_root {
                let mut command = Command::new("setpriv");
                let user = format!("--reuid={NOBODY}");
                let group = format!("--regid={NOBODY}");
                command.args([&user, &group, "--clear-groups"]);
                command.arg(self.folder.path().join("coldstart"));
                command
            } else {
                Command::new(env!("CARGO_BIN_EXE_coldstart"))
            };
            command.args(["--data-dir", self.data().to_str().unwrap()]);
            command.args(["--now", "2026-11-21T20:00:00+00:00"]).args(arguments);
            command.env_clear().env("COLDSTART_SEED", "7");
            command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
            command
        }

        fn run(&self, arguments: &[&str], input: &str) -> Ran {
            let mut child = self.command(arguments).spawn().unwrap();
            let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
            let output = child.wait_with_output().unwrap();
            Ran {
                code: output.status.code().unwrap(),
                out: String::from_utf8(output.stdout).unwrap(),
                err: String::from_utf8(output.stderr).unwrap(),
            }
        }
    }

    impl Drop for Other {
        fn drop(&mut self) {
            // Who is not root could not take the folder away.
            self.set(0o755, 0o644);
        }
    }

    fn files_of(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found: Vec<PathBuf> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        found.sort();
        let read = |path: PathBuf| (path.clone(), fs::read(path).unwrap_or_default());
        found.into_iter().map(read).collect()
    }

    /// As an older version left it: in WAL mode, the last answer only in the WAL.
    fn into_wal_mode(data: &Path, has_wal: bool) {
        let file = progress(data);
        let db = Connection::open(&file).unwrap();
        db.pragma_update(None, "journal_mode", "WAL").unwrap();
        if !has_wal {
            return;
        }
        db.execute_batch(
            "INSERT INTO entry (at_ms, offset_min, day, session, card, mark, deed, rating,
                    is_right, confidence, time_ms)
                SELECT at_ms + 60000, offset_min, day, session, card, mark, deed, rating, is_right,
                    confidence, time_ms FROM entry WHERE deed = 'answer' LIMIT 1",
        )
        .unwrap();
        let wal = data.join("progress.sqlite3-wal");
        let kept = [&file, &wal].map(|path| (path.clone(), fs::read(path).unwrap()));
        drop(db);
        for (path, bytes) in kept {
            fs::write(path, bytes).unwrap();
        }
    }

    #[track_caller]
    fn check_look(other: &Other, n_answers: u64, why: &str) {
        let before = files_of(&other.data());
        let stats = other.run(&["stats", "--json"], "");
        assert_eq!(stats.code, 0, "{}", stats.err);
        let stats: serde_json::Value = serde_json::from_str(&stats.out).unwrap();
        assert_eq!(stats["answers"], n_answers);
        for command in [&["plan"][..], &["search", "dead", "letter"], &["report", "--json"]] {
            let ran = other.run(command, "");
            let is_told = ran.code == 2 && ran.err.contains("no mock");
            assert!(ran.code == 0 || is_told, "{command:?}: {} {}", ran.code, ran.err);
        }
        let copy = std::env::temp_dir().join(format!("coldstart-test-{}", std::process::id()));
        let copied = other.run(&["backup", copy.to_str().unwrap()], "");
        fs::remove_file(&copy).unwrap();
        assert_eq!(copied.code, 0, "{}", copied.err);
        let doctor = other.run(&["doctor"], "");
        assert!(doctor.code == 1 && doctor.out.contains(why), "{}", doctor.out);
        let plain = other.run(&["--plain"], "");
        assert_eq!(plain.code, 0, "{}", plain.err);
        assert!(plain.out.contains("nothing can be saved"), "{}", plain.out);
        let study = other.run(&["review", "--plain"], "answer.give-up\nreview.easy\n");
        assert!(study.out.contains(&format!("not saved: {why}")), "{}", study.out);
        assert_eq!((study.code, study.err.as_str()), (3, "error: 1 answer could not be saved\n"));
        assert_eq!(files_of(&other.data()), before, "looking changes nothing");
    }

    #[test]
    fn what_cannot_be_written_can_be_looked_at() {
        let other = Other::new();
        answer(&other.data(), 2);
        let path = progress(&other.data());
        other.set(0o755, 0o444);
        check_look(&other, 2, &format!("`{}` is read-only", path.display()));
        other.set(0o555, 0o644);
        check_look(&other, 2, &format!("the folder `{}` is read-only", other.data().display()));
        // Files as older versions left them, without and with a WAL that holds an answer.
        for (has_wal, n_answers) in [(false, 2), (true, 3)] {
            other.set(0o755, 0o644);
            into_wal_mode(&other.data(), has_wal);
            other.set(0o555, 0o444);
            check_look(&other, n_answers, &format!("`{}` is read-only", path.display()));
        }
    }

    /// The one file then holds everything, the answer of the WAL too.
    #[test]
    fn a_file_of_an_older_version_has_nothing_beside_it_any_more() {
        let other = Other::new();
        answer(&other.data(), 1);
        into_wal_mode(&other.data(), true);
        answer(&other.data(), 1);
        let names: Vec<PathBuf> = files_of(&other.data()).into_iter().map(|one| one.0).collect();
        assert!(!names.iter().any(|name| name.to_string_lossy().contains("-wal")), "{names:?}");
        assert_eq!(json(&other.data(), &["stats"])["answers"], 3);
    }

    /// As soon as it is allowed again, what waited is saved.
    #[test]
    fn a_file_that_can_be_written_again_takes_what_waited() {
        let other = Other::new();
        answer(&other.data(), 1);
        other.set(0o755, 0o444);
        let mut child = other.command(&["review", "--plain"]).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let script = b"answer.give-up\nreview.easy\n";
        input.write_all(script).unwrap();
        let is_told = |line: std::io::Result<String>| line.unwrap().contains("not saved: ");
        assert!(said.any(is_told), "it ends without a word");
        other.set(0o755, 0o644);
        input.write_all(script).unwrap();
        drop(input);
        let rest: Vec<String> = said.map(Result::unwrap).collect();
        assert_eq!(child.wait().unwrap().code(), Some(0), "{}", rest.join("\n"));
        assert_eq!(json(&other.data(), &["stats"])["answers"], 3);
    }

    #[test]
    fn everything_that_is_made_is_private() {
        let top = tempfile::tempdir().unwrap();
        let data = top.path().join("new/data");
        answer(&data, 1);
        assert_eq!(run(&data, &["config", "set", "new_per_day", "7"]).code, 0);
        // The copy of a day is made at the next start.
        assert_eq!(run(&data, &["--plain"]).code, 0);
        let copy = data.join("copy.sqlite3");
        assert_eq!(run(&data, &["backup", copy.to_str().unwrap()]).code, 0);
        assert_eq!(run(&data, &["restore", copy.to_str().unwrap()]).code, 0);
        let is = |path: PathBuf| {
            let found = fs::metadata(&path).unwrap_or_else(|_| panic!("{}", path.display()));
            found.mode() & 0o777
        };
        for file in [
            "progress.sqlite3",
            "config.toml",
            "copy.sqlite3",
            "backups/progress-2026-11-21.sqlite3",
            "progress.before-restore-1.sqlite3",
        ] {
            assert_eq!(is(data.join(file)), 0o600, "{file}");
        }
        for folder in ["", "backups", ".."] {
            assert_eq!(is(data.join(folder)), 0o700, "{folder}");
        }
    }
}
