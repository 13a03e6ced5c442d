//! The whole program in a terminal of its own: signals, hang-up, suspend, kill, and what is left of
//! the screen.

mod files;
mod term;

use std::{path::Path, time::Duration};

use coldstart::{
    memory::Scheduler,
    rng::Seed,
    store::Store,
    tui::session::{self, Session},
};
use portable_pty::{CommandBuilder, PtySize};

use self::term::{QUIET, Term};

const LEAVE_SCREEN: &[u8] = b"\x1b[?1049l";
const SHOW_CURSOR: &[u8] = b"\x1b[?25h";
const NO_PASTE_MODE: &[u8] = b"\x1b[?2004l";

fn answers(data: &Path) -> u64 {
    let store = Store::look(&data.join("progress.sqlite3"), Scheduler::default()).unwrap();
    assert_eq!(store.integrity().unwrap(), "ok");
    store.n_answers().unwrap()
}

#[test]
fn an_evening_ten_cards_and_all_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut term = Term::coldstart(folder.path(), &[], 80, 24);
    term.until_text("20 new");
    term.send("\r");
    for n in 1..=10 {
        term.until_text(&format!("  {n}/20"));
        // Ctrl-G shows the answer, 4 rates it easy, so that no card comes back today.
        term.send("\x07");
        term.until_text("4 easy");
        term.send("4");
    }
    term.until_text("11/20");
    term.send("\x1b");
    term.until_text("10 new");
    term.send("q");
    assert_eq!(term.exit_code(), 0);
    // The last bytes may be read a moment after the process has ended.
    term.until("the terminal is left clean", |term| {
        term.has_written(LEAVE_SCREEN) && term.has_written(SHOW_CURSOR)
    });
    assert_eq!(answers(folder.path()), 10);
    let again = Term::coldstart(folder.path(), &[], 80, 24);
    again.until_text("0 due · 10 new");
}

/// The number of the card in front: `4` where the title ends with `4/20`.
fn title_count(screen: &str) -> Option<u64> {
    let title = screen.lines().next()?;
    title.rsplit(' ').next()?.split_once('/')?.0.parse().ok()
}

#[test]
fn fifty_kills_lose_no_confirmed_answer() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("config.toml"), "new_per_day = 500\nminutes_per_day = 600\n")
        .unwrap();
    let mut moments = Seed(50).stream("kill", 0);
    let mut kept = 0;
    for round in 0..50 {
        let mut term = Term::coldstart(folder.path(), &["review"], 80, 24);
        term.until("the first card", |term| title_count(&term.text()) == Some(1));
        // Keys go out without waiting, so the kill falls anywhere: while asking, saving or drawing.
        let n_keys = moments.between(1, 12);
        for _ in 0..n_keys {
            term.send("\x074");
        }
        std::thread::sleep(Duration::from_micros(moments.between(0, 60_000)));
        term.signal("KILL");
        term.child.wait().unwrap();
        // The title counts the card in front, so one less has been confirmed.
        let shown = title_count(&term.text()).expect("a card is in front in every frame");
        let now = answers(folder.path());
        assert!(kept + shown - 1 <= now, "round {round}: {shown} shown, {kept} before, {now} now");
        assert!(now <= kept + n_keys, "round {round}: more answers than keys");
        kept = now;
    }
    assert!(0 < kept, "no round ever saved an answer");
}

/// A mock, twenty questions, the power goes, ten minutes pass: the marks are there, and ten minutes
/// are gone. Three of the twenty want two marks and have one, so seventeen are answered.
#[test]
fn a_killed_mock_has_its_answers_and_its_clock() {
    let folder = tempfile::tempdir().unwrap();
    let begin = ["--now", "2026-11-21T20:00:00Z", "exam", "--seed", "5"];
    let mut term = Term::coldstart(folder.path(), &begin, 80, 24);
    term.until_text("Mock 1/");
    for at in 2..=20 {
        term.send("1\r");
        term.until_text(&format!("Mock {at}/"));
    }
    term.send("1");
    term.until_text("A ■");
    term.signal("KILL");
    term.child.wait().unwrap();
    let again = ["--now", "2026-11-21T20:10:00Z", "exam"];
    let mut term = Term::coldstart(folder.path(), &again, 80, 24);
    term.until_text("go on: 17 of");
    term.until_text("17 of 65 answered · 2:00:00 left");
    // It goes on at the first question that wants another mark.
    term.send("\r");
    term.until_text("Mock 6/65");
    term.signal("TERM");
}

/// Each screen that stands still or moves, with what it shows first.
const PLACES: [(&[&str], &str); 4] = [
    (&[], "20 new"),
    (&["review"], "1/20"),
    (&["lab", "cold-herd"], "lane B"),
    (&["exam", "--size", "20", "--seed", "3"], "Mock 1/"),
];

#[test]
fn closing_the_window_ends_the_program_at_once() {
    for (arguments, text) in PLACES {
        let folder = tempfile::tempdir().unwrap();
        let mut term = Term::coldstart(folder.path(), arguments, 80, 24);
        term.until_text(text);
        term.close();
        assert_eq!(term.exit_code(), 129, "{arguments:?}");
    }
}

#[test]
fn a_closed_window_keeps_every_confirmed_answer() {
    let folder = tempfile::tempdir().unwrap();
    let mut term = Term::coldstart(folder.path(), &["review"], 80, 24);
    term.until_text("1/20");
    term.send("\x074");
    term.until_text("2/20");
    term.close();
    assert_eq!(term.exit_code(), 129);
    assert_eq!(answers(folder.path()), 1);
}

/// Nobody sends a signal here; the end of the terminal is all that there is to notice.
#[test]
fn a_terminal_that_goes_without_a_signal_ends_an_idle_screen() {
    let folder = tempfile::tempdir().unwrap();
    let code = folder.path().join("code");
    let mut term = Term::behind_a_deaf_shell(folder.path(), &code);
    term.until_text("20 new");
    term.close();
    term.until("it ends", |_| std::fs::read_to_string(&code).is_ok_and(|text| text == "129\n"));
}

#[test]
fn a_signal_on_a_living_terminal_leaves_it_clean() {
    for (signal, code) in [("HUP", 129), ("QUIT", 131), ("TERM", 143)] {
        let folder = tempfile::tempdir().unwrap();
        let mut term = Term::coldstart(folder.path(), &["review"], 80, 24);
        term.until_text("1/20");
        assert!(term.modes().contains("-icanon"), "{}", term.modes());
        term.signal(signal);
        assert_eq!(term.exit_code(), code, "{signal}");
        term.until("the modes are undone", |term| {
            [LEAVE_SCREEN, SHOW_CURSOR, NO_PASTE_MODE].iter().all(|bytes| term.has_written(bytes))
        });
        let modes = term.modes();
        assert!(!modes.contains("-icanon") && !modes.contains("-echo "), "{signal}: {modes}");
    }
}

#[cfg(target_os = "linux")]
fn state_of(pid: u32) -> char {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit(") ").next().and_then(|rest| rest.chars().next()).unwrap_or('?')
}

#[cfg(target_os = "linux")]
#[test]
fn ctrl_z_stops_and_fg_brings_it_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut term = Term::coldstart(folder.path(), &["review"], 80, 24);
    term.until_text("1/20");
    let pid = term.pid();
    term.send("\x1a");
    term.until("it stops", |_| state_of(pid) == 'T');
    term.until("the screen is given back", |term| term.has_written(LEAVE_SCREEN));
    term.signal("CONT");
    term.until_text("1/20");
    term.send("\x07");
    term.until_text("4 easy");
}

/// Stopped from outside the program gives nothing back: the shell takes the terminal as it is, and
/// writes on the screen.
#[cfg(target_os = "linux")]
#[test]
fn a_stop_from_outside_gives_the_screen_back_when_it_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let mut term = Term::coldstart(folder.path(), &["review"], 80, 24);
    term.until_text("1/20");
    let pid = term.pid();
    let before = term.text();
    term.signal("STOP");
    term.until("it stops", |_| state_of(pid) == 'T');
    term.set_modes(&["icanon", "echo", "isig", "icrnl"]);
    let rest = b"\x1b[?1049l\x1b[?25h\x1b[?1049h$ fg\r\n".as_slice();
    term.seen.lock().unwrap().screen.process(rest);
    term.signal("CONT");
    term.until("the screen is whole again", |term| term.text() == before);
    term.until("keys come one by one", |term| {
        let modes = term.modes();
        modes.contains("-icanon") && modes.contains("-echo ") && modes.contains("-isig")
    });
    term.send("\x07");
    term.until_text("4 easy");
}

#[test]
fn an_idle_program_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let term = Term::coldstart(folder.path(), &[], 80, 24);
    term.until_text("20 new");
    std::thread::sleep(QUIET);
    let before = term.n_bytes();
    std::thread::sleep(QUIET);
    assert_eq!(term.n_bytes(), before);
}

#[test]
fn frames_come_whole() {
    let folder = tempfile::tempdir().unwrap();
    let term = Term::coldstart(folder.path(), &[], 80, 24);
    term.until_text("20 new");
    term.until("a frame is wrapped", |term| {
        term.has_written(b"\x1b[?2026h") && term.has_written(b"\x1b[?2026l")
    });
}

#[test]
fn resizing_folds_and_keeps_the_session() {
    let folder = tempfile::tempdir().unwrap();
    let mut term = Term::coldstart(folder.path(), &["review"], 80, 24);
    term.until_text("1/20");
    let resize = |term: &Term, cols, rows| {
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        term.seen.lock().unwrap().screen.screen_mut().set_size(rows, cols);
        term.master.as_ref().unwrap().resize(size).unwrap();
    };
    resize(&term, 30, 8);
    term.until_text("40x12 is needed");
    resize(&term, 40, 12);
    term.until_text("1/20");
    term.send("\x07");
    term.until_text("[1 10m]");
}

#[test]
fn no_color_writes_no_colour() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_coldstart"));
    command.args(["--data-dir", folder.path().to_str().unwrap()]);
    let mut term = Term::start(command, 80, 24, &[("NO_COLOR", "1")]);
    term.until_text("20 new");
    term.send("b");
    term.until_text("Browse");
    let seen = term.seen.lock().unwrap();
    let text = String::from_utf8_lossy(&seen.bytes).into_owned();
    for sequence in text.split("\x1b[").skip(1) {
        let Some((codes, _)) = sequence.split_once('m') else { continue };
        if codes.chars().all(|symbol| symbol.is_ascii_digit() || symbol == ';') {
            let is_color = |code: &str| {
                let n = code.parse::<u32>().unwrap_or(0);
                (30..=38).contains(&n) || (40..=48).contains(&n) || (90..=107).contains(&n)
            };
            assert!(!codes.split(';').any(is_color), "ESC[{codes}m");
        }
    }
}

/// Run by the test below in a terminal of its own; does nothing otherwise.
#[test]
fn child_that_panics() {
    if std::env::var_os("COLDSTART_TEST_PANIC").is_some() {
        session::restore_on_panic();
        let _session = Session::begin(true).unwrap();
        panic!("this is the reason");
    }
}

#[test]
fn a_panic_gives_the_terminal_back_and_says_why() {
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args(["--exact", "pty::child_that_panics", "--nocapture"]);
    let mut term = Term::start(command, 100, 30, &[("COLDSTART_TEST_PANIC", "1")]);
    assert_ne!(term.exit_code(), 0);
    term.until_text("this is the reason");
    term.until("the terminal is left clean", |term| {
        term.has_written(LEAVE_SCREEN) && term.has_written(SHOW_CURSOR)
    });
    assert!(term.text().contains("every answer that was confirmed is saved"), "{}", term.text());
}
