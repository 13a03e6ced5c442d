//! The built program in a terminal of its own: the processor time of all its threads until the
//! first frame has ended, and the most memory that it held until then; then what single keys take.

use std::{
    cell::RefCell,
    fs,
    io::{Read as _, Write},
    path::Path,
    process::Command,
    sync::mpsc::{self, Receiver},
    time::Duration,
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::own::{Habit, OwnDecks};

/// So many starts, of which the fastest counts: what else the machine does only adds.
const STARTS: usize = 20;
/// The last row of the home screen; after it the frame has ended.
const LAST_WORD: &[u8] = b"quit";
/// Nothing more comes when nothing has come for so long.
const QUIET: Duration = Duration::from_millis(60);

/// Cards that a person has of their own, and how those were learnt that were seen.
const OWN_CARDS: [(usize, Habit); 6] = [
    (0, Habit::KeptUp),
    (1_000, Habit::KeptUp),
    (1_000, Habit::LeftAlone),
    (10_000, Habit::KeptUp),
    (100_000, Habit::KeptUp),
    (100_000, Habit::LeftAlone),
];
/// Keys that are pressed on the home screen, one after the other, and what they ask for.
const KEYS: [(&str, &[u8]); 5] = [
    ("list of decks", b"d"),
    ("back", b"\x1b"),
    ("plan", b"P"),
    ("back", b"\x1b"),
    ("search: open", b"/"),
];
/// A word, letter by letter.
const LETTERS: &[u8] = b"table";

/// Prints a row for each number of own cards.
#[expect(clippy::print_stdout, reason = "a bench tells what it found")]
pub(crate) fn report() {
    if !Path::new("/proc/self/schedstat").exists() {
        println!("first frame: not measured here, since this system tells no processor time");
        return;
    }
    for (n_cards, habit) in OWN_CARDS {
        let own = OwnDecks::new(n_cards, habit);
        // What is kept of the decks is made at the first start.
        drop(Session::start(own.data()));
        let starts: Vec<Used> =
            (0..STARTS).filter_map(|_| Session::start(own.data())?.used()).collect();
        let least = |of: fn(&Used) -> f64| starts.iter().map(of).fold(f64::INFINITY, f64::min);
        println!(
            "first frame with {n_cards} own cards, {habit:?}: {:.1} ms of processor time, {:.1} MiB at most \
             ({} starts)",
            least(|one| one.cpu_ms),
            least(|one| one.peak_mib),
            starts.len(),
        );
        if let Some(session) = Session::start(own.data()) {
            session.press_keys(n_cards);
        }
        check(&own, n_cards);
        own.set_exam();
        if let Some(session) = Session::start(own.data()) {
            println!(
                "    with an exam date: {:.1} ms until the first frame, {:.1} ms for the plan",
                session.used().map_or(0.0, |used| used.cpu_ms),
                session.press(b"P"),
            );
        }
    }
}

/// The whole command, with its start.
#[expect(clippy::print_stdout, reason = "a bench tells what it found")]
#[expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
fn check(own: &OwnDecks, n_cards: usize) {
    if n_cards == 0 || 10_000 < n_cards {
        return;
    }
    let mut least = Duration::MAX;
    for _ in 0..5 {
        let started = std::time::Instant::now();
        let ran = Command::new(env!("CARGO_BIN_EXE_coldstart"))
            .arg("--data-dir")
            .arg(own.data())
            .arg("check")
            .arg(own.decks())
            .output();
        if ran.is_ok() {
            least = least.min(started.elapsed());
        }
    }
    println!("check of {n_cards} own cards: {:.0} ms", least.as_secs_f64() * 1e3);
}

/// What a process has used so far.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Used {
    cpu_ms: f64,
    peak_mib: f64,
}

/// The program in a terminal, on its home screen.
struct Session {
    child: Box<dyn Child + Send + Sync>,
    process: u32,
    /// Open as long as the program runs.
    _terminal: Box<dyn MasterPty + Send>,
    keyboard: RefCell<Box<dyn Write + Send>>,
    output: Receiver<Vec<u8>>,
}

impl Session {
    /// One start; none when the program ended before its first frame.
    fn start(data: &Path) -> Option<Self> {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_coldstart"));
        command.arg("--data-dir");
        command.arg(data);
        command.arg("--config");
        command.arg(data.join("config.toml"));
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("LANG", "en_US.UTF-8");
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a terminal");
        let child = pair.slave.spawn_command(command).expect("the program");
        drop(pair.slave);
        let process = child.process_id()?;
        let mut bytes = pair.master.try_clone_reader().expect("its output");
        let (sender, output) = mpsc::channel();
        std::thread::spawn(move || {
            let mut buffer = vec![0; 65_536];
            while let Ok(n @ 1..) = bytes.read(&mut buffer) {
                if sender.send(buffer.get(..n).unwrap_or_default().to_vec()).is_err() {
                    return;
                }
            }
        });
        let keyboard = RefCell::new(pair.master.take_writer().expect("its input"));
        let session = Self { child, process, _terminal: pair.master, keyboard, output };
        let mut seen: Vec<u8> = Vec::new();
        let has_ended = |seen: &[u8]| seen.windows(LAST_WORD.len()).any(|part| part == LAST_WORD);
        while !has_ended(&seen) {
            seen.extend(session.output.recv_timeout(Duration::from_secs(30)).ok()?);
        }
        session.wait_for_quiet();
        Some(session)
    }

    fn wait_for_quiet(&self) {
        while self.output.recv_timeout(QUIET).is_ok() {}
    }

    /// Processor time of all threads, and the most memory that was held.
    fn used(&self) -> Option<Used> {
        let mut nanoseconds = 0.0;
        for thread in fs::read_dir(format!("/proc/{}/task", self.process)).ok()?.flatten() {
            let text = fs::read_to_string(thread.path().join("schedstat")).ok()?;
            nanoseconds += text.split_whitespace().next()?.parse::<f64>().ok()?;
        }
        let status = fs::read_to_string(format!("/proc/{}/status", self.process)).ok()?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        let kib: f64 = peak.split_whitespace().next()?.parse().ok()?;
        Some(Used { cpu_ms: nanoseconds / 1e6, peak_mib: kib / 1_024.0 })
    }

    /// What a key takes until its frame has ended.
    fn press(&self, key: &[u8]) -> f64 {
        let before = self.used().map_or(0.0, |used| used.cpu_ms);
        let mut keyboard = self.keyboard.borrow_mut();
        keyboard.write_all(key).and_then(|()| keyboard.flush()).expect("it reads");
        self.output.recv_timeout(Duration::from_secs(30)).ok();
        self.wait_for_quiet();
        self.used().map_or(0.0, |used| used.cpu_ms) - before
    }

    #[expect(clippy::print_stdout, reason = "a bench tells what it found")]
    fn press_keys(&self, n_cards: usize) {
        for (what, key) in KEYS {
            println!("    {what}: {:.1} ms ({n_cards} own cards)", self.press(key));
        }
        let letters: Vec<String> =
            LETTERS.iter().map(|letter| format!("{:.1}", self.press(&[*letter]))).collect();
        println!("    search: each letter of a word: {} ms", letters.join(", "));
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
