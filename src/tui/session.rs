//! The terminal's modes: every one that is set here is undone here, on leaving, on a signal and on
//! a panic.

use std::{
    io::{self, Stdout, Write},
    mem::ManuallyDrop,
    sync::atomic::{AtomicBool, Ordering},
};

use crossterm::{
    cursor, event, execute, queue, style,
    terminal::{self, EnterAlternateScreen, LeaveAlternateScreen},
};
use ratatui::{Terminal, backend::CrosstermBackend};

/// Whether the modes are set at this moment; the panic hook and the guard ask it, so they are
/// undone once.
static IS_SET: AtomicBool = AtomicBool::new(false);

/// A terminal on the standard output. It is never dropped: what ratatui does then, to show the
/// cursor, the session does, and on a terminal that is gone ratatui's complaint about it panics.
pub type StdoutTerminal = ManuallyDrop<Terminal<CrosstermBackend<io::BufWriter<Stdout>>>>;

/// The modes, as long as this lives.
#[derive(Debug)]
pub struct Session {
    has_mouse: bool,
}

impl Session {
    /// Sets all modes.
    pub fn begin(has_mouse: bool) -> io::Result<Self> {
        // The theme itself leaves colours out where they are not wanted. Crossterm's own switch
        // would write resets instead, and those wipe bold and reverse.
        style::force_color_output(true);
        // Made first, so that a failure half way undoes what was set.
        let session = Self { has_mouse };
        set(has_mouse)?;
        Ok(session)
    }

    /// A fresh terminal on the standard output. Made anew after a stop too: clearing the old one
    /// would ask the terminal for its cursor and may wait two seconds for an answer.
    pub fn terminal() -> io::Result<StdoutTerminal> {
        Terminal::new(CrosstermBackend::new(io::BufWriter::new(io::stdout())))
            .map(ManuallyDrop::new)
    }

    /// Gives the terminal back for a while.
    pub fn pause(&self) -> io::Result<()> {
        let _ = self;
        unset()
    }

    /// Takes it again, also from a shell that has set its own modes without asking: crossterm would
    /// otherwise believe that the raw mode still holds.
    pub fn resume(&self) -> io::Result<()> {
        terminal::disable_raw_mode()?;
        set(self.has_mouse)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = unset();
    }
}

fn set(has_mouse: bool) -> io::Result<()> {
    terminal::enable_raw_mode()?;
    IS_SET.store(true, Ordering::SeqCst);
    let mut out = io::stdout();
    queue!(
        out,
        EnterAlternateScreen,
        // Not empty where the process was stopped from outside: the shell has written here.
        terminal::Clear(terminal::ClearType::All),
        terminal::SetTitle("coldstart"),
        event::EnableBracketedPaste,
        cursor::Hide
    )?;
    if has_mouse {
        queue!(out, event::EnableMouseCapture)?;
    }
    out.flush()
}

/// Undoes all modes, also those that were not set: undoing twice does no harm.
fn unset() -> io::Result<()> {
    if !IS_SET.swap(false, Ordering::SeqCst) {
        return Ok(());
    }
    let written = execute!(
        io::stdout(),
        event::DisableMouseCapture,
        event::DisableBracketedPaste,
        LeaveAlternateScreen,
        terminal::SetTitle(""),
        cursor::Show
    );
    terminal::disable_raw_mode()?;
    written
}

/// From now on a panic gives the terminal back before it says why.
pub fn restore_on_panic() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if IS_SET.load(Ordering::SeqCst) {
            let _ = unset();
            let mut out = io::stderr();
            let _ =
                writeln!(out, "coldstart has failed; every answer that was confirmed is saved.");
            let _ = writeln!(
                out,
                "Please report what follows, and what you did, where you got coldstart from."
            );
        }
        report(info);
    }));
}
