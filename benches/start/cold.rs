//! The built program in a terminal of its own: the processor time of all its threads until the
//! first frame has ended, and the most memory that it held until then.

use std::{fmt::Write as _, fs, io::Read as _, path::Path, sync::mpsc, time::Duration};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

/// So many starts, of which the fastest counts: what else the machine does only adds.
const STARTS: usize = 20;
/// The last row of the home screen; after it the frame has ended.
const LAST_WORD: &[u8] = b"quit";
/// Nothing more comes when nothing has come for so long.
const QUIET: Duration = Duration::from_millis(60);

/// What one start took.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Start {
    cpu_ms: f64,
    peak_mib: f64,
}

/// Cards that a person has of their own.
const OWN_CARDS: [usize; 4] = [0, 1_000, 10_000, 100_000];

/// Prints a row for each number of own cards.
#[expect(clippy::print_stdout, reason = "a bench tells what it found")]
pub(crate) fn report() {
    if !Path::new("/proc/self/schedstat").exists() {
        println!("first frame: not measured here, since this system tells no processor time");
        return;
    }
    for n_cards in OWN_CARDS {
        let folder = tempfile::tempdir().expect("a folder");
        own_decks(&folder.path().join("decks"), n_cards);
        let starts: Vec<Start> = (0..STARTS).filter_map(|_| start(folder.path())).collect();
        let least = |of: fn(&Start) -> f64| starts.iter().map(of).fold(f64::INFINITY, f64::min);
        println!(
            "first frame with {n_cards} own cards: {:.1} ms of processor time, {:.1} MiB at most \
             ({} starts)",
            least(|one| one.cpu_ms),
            least(|one| one.peak_mib),
            starts.len(),
        );
    }
}

/// Decks of 1,000 cards each, about facts of the program's own.
fn own_decks(folder: &Path, n_cards: usize) {
    fs::create_dir_all(folder).expect("a folder");
    for deck in 0..n_cards.div_ceil(1_000) {
        let mut text = String::new();
        for n in 0..1_000.min(n_cards - deck * 1_000) {
            write!(
                text,
                "[[card]]\nid = \"own-{deck}.card-{n}\"\nfacts = [\"lambda-core.ec2.server\"]\n\
                 kind = \"choice\"\nfront = \"Which is number {n} of deck {deck}?\"\n\
                 options = [\n    {{ text = \"the one of {n}\", right = true, why = \"It is {n}.\" }},\n    \
                 {{ text = \"another\", why = \"It is another.\" }},\n    \
                 {{ text = \"a third\", why = \"It is a third.\" }},\n]\n\n"
            )
            .expect("memory");
        }
        fs::write(folder.join(format!("own-{deck}.toml")), text).expect("a file");
    }
}

/// One start in `folder`; none when the program ended before its first frame.
fn start(folder: &Path) -> Option<Start> {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_coldstart"));
    command.arg("--data-dir");
    command.arg(folder);
    command.env_clear();
    command.env("TERM", "xterm-256color");
    command.env("LANG", "en_US.UTF-8");
    let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).expect("a terminal");
    let mut child = pair.slave.spawn_command(command).expect("the program");
    drop(pair.slave);
    let process = child.process_id()?;
    let mut output = pair.master.try_clone_reader().expect("its output");
    let (sender, receiver) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        let mut buffer = vec![0; 65_536];
        while let Ok(n @ 1..) = output.read(&mut buffer) {
            if sender.send(buffer.get(..n).unwrap_or_default().to_vec()).is_err() {
                return;
            }
        }
    });
    let mut seen: Vec<u8> = Vec::new();
    let has_ended = |seen: &[u8]| seen.windows(LAST_WORD.len()).any(|part| part == LAST_WORD);
    while !has_ended(&seen) {
        seen.extend(receiver.recv_timeout(Duration::from_secs(30)).ok()?);
    }
    while receiver.recv_timeout(QUIET).is_ok() {}
    let found = used(process);
    let _ = child.kill();
    let _ = child.wait();
    drop(pair.master);
    let _ = reader.join();
    found
}

/// Processor time of all threads of a process, and the most memory that it has held.
fn used(process: u32) -> Option<Start> {
    let mut nanoseconds = 0.0;
    for thread in fs::read_dir(format!("/proc/{process}/task")).ok()?.flatten() {
        let text = fs::read_to_string(thread.path().join("schedstat")).ok()?;
        nanoseconds += text.split_whitespace().next()?.parse::<f64>().ok()?;
    }
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = peak.split_whitespace().next()?.parse().ok()?;
    Some(Start { cpu_ms: nanoseconds / 1e6, peak_mib: kib / 1_024.0 })
}
