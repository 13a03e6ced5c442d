//! A program in a terminal, and what is seen of it.

use std::{
    fs::File,
    io::{Read, Write},
    path::Path,
    process::Command,
    sync::{Arc, Mutex},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

const DEADLINE: Duration = Duration::from_secs(20);
/// How long nothing may happen before a test says that nothing more will.
pub(super) const QUIET: Duration = Duration::from_millis(700);

/// A program in a terminal.
pub(super) struct Term {
    pub(super) child: Box<dyn Child + Send + Sync>,
    pub(super) master: Option<Box<dyn MasterPty + Send>>,
    input: Option<Box<dyn Write + Send>>,
    pub(super) seen: Arc<Mutex<Seen>>,
    reader: JoinHandle<()>,
}

pub(super) struct Seen {
    pub(super) screen: vt100::Parser,
    pub(super) bytes: Vec<u8>,
    /// The window closes: nothing more is read, so that nobody holds the terminal.
    is_closing: bool,
}

impl Term {
    pub(super) fn coldstart(data: &Path, arguments: &[&str], width: u16, height: u16) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_coldstart"));
        command.args(["--data-dir", data.to_str().unwrap()]);
        command.args(arguments);
        Self::start(command, width, height, &[])
    }

    pub(super) fn start(
        mut command: CommandBuilder,
        width: u16,
        height: u16,
        variables: &[(&str, &str)],
    ) -> Self {
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("LANG", "en_US.UTF-8");
        command.env("COLDSTART_SEED", "7");
        command.env("PATH", std::env::var("PATH").unwrap_or_default());
        for (name, value) in variables {
            command.env(name, value);
        }
        let size = PtySize { rows: height, cols: width, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut output = pair.master.try_clone_reader().unwrap();
        let input = pair.master.take_writer().unwrap();
        let parser = vt100::Parser::new(height, width, 0);
        let seen =
            Arc::new(Mutex::new(Seen { screen: parser, bytes: Vec::new(), is_closing: false }));
        let sink = seen.clone();
        let reader = std::thread::spawn(move || {
            let mut buffer = vec![0; 65_536];
            while let Ok(n @ 1..) = output.read(&mut buffer) {
                let mut seen = sink.lock().unwrap();
                seen.screen.process(&buffer[..n]);
                seen.bytes.extend_from_slice(&buffer[..n]);
                if seen.is_closing {
                    return;
                }
            }
        });
        Self { child, master: Some(pair.master), input: Some(input), seen, reader }
    }

    /// The same behind a shell that ignores the hang-up and so keeps it from the program; the exit
    /// code is written into `code`.
    pub(super) fn behind_a_deaf_shell(data: &Path, code: &Path) -> Self {
        let mut command = CommandBuilder::new("sh");
        command.args(["-c", "trap '' HUP; \"$0\" --data-dir \"$1\"; echo $? > \"$2\"; sleep 60"]);
        command.args([env!("CARGO_BIN_EXE_coldstart").as_ref(), data.as_os_str()]);
        command.arg(code);
        Self::start(command, 80, 24, &[])
    }

    /// Closes the window as a terminal does: nobody holds it any more, whatever still runs in it.
    #[track_caller]
    pub(super) fn close(&mut self) {
        self.seen.lock().unwrap().is_closing = true;
        // The reader sees that it is over when it has read once more.
        self.send("?");
        self.until("the reader lets go", |term| term.reader.is_finished());
        self.input = None;
        self.master = None;
    }

    /// The modes of the terminal, as `stty` names them.
    pub(super) fn modes(&self) -> String {
        let name = self.master.as_ref().unwrap().tty_name().unwrap();
        let ran = Command::new("stty").arg("-a").stdin(File::open(name).unwrap()).output().unwrap();
        String::from_utf8(ran.stdout).unwrap()
    }

    /// Lets `stty` set the modes, as a shell does when it takes the terminal back.
    pub(super) fn set_modes(&self, words: &[&str]) {
        let name = self.master.as_ref().unwrap().tty_name().unwrap();
        let status = Command::new("stty").args(words).stdin(File::open(name).unwrap()).status();
        assert!(status.unwrap().success());
    }

    pub(super) fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    pub(super) fn text(&self) -> String {
        self.seen.lock().unwrap().screen.screen().contents()
    }

    pub(super) fn n_bytes(&self) -> usize {
        self.seen.lock().unwrap().bytes.len()
    }

    pub(super) fn has_written(&self, bytes: &[u8]) -> bool {
        self.seen.lock().unwrap().bytes.windows(bytes.len()).any(|part| part == bytes)
    }

    /// Waits until the screen is as wanted; polls, and never sleeps longer than it has to.
    #[track_caller]
    pub(super) fn until(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let started = Instant::now();
        while !is_so(self) {
            assert!(started.elapsed() < DEADLINE, "{what}; the screen is\n{}", self.text());
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    #[track_caller]
    pub(super) fn until_text(&self, text: &str) {
        self.until(&format!("waiting for `{text}`"), |term| term.text().contains(text));
    }

    pub(super) fn send(&mut self, keys: &str) {
        // A program that has been killed reads no more keys.
        let _ = self.input.as_mut().unwrap().write_all(keys.as_bytes());
    }

    pub(super) fn signal(&self, name: &str) {
        let status =
            Command::new("kill").args([format!("-{name}"), self.pid().to_string()]).status();
        assert!(status.unwrap().success());
    }

    #[track_caller]
    pub(super) fn exit_code(&mut self) -> u32 {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(started.elapsed() < DEADLINE, "the program does not end");
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Term {
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-9", &self.pid().to_string()]).status();
        let _ = self.child.wait();
    }
}
