//! The loop. One thread owns everything; three small ones feed it: one reads keys, one waits for
//! signals, one for the end of the terminal.
//!
//! The main thread is never inside the reader of keys, because that spins for ever on a terminal
//! that is gone. A terminal may go without a signal (a shell that ignores the hang-up, a session of
//! its own), so its end is watched for by itself: the system tells it, nobody asks again and again.

use std::{
    io::{self, IsTerminal as _},
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread,
    time::Duration,
};

use anyhow::Context;
use crossterm::{
    event::{self as ct, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind},
    execute,
    terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate},
};

use super::{
    Target, draw,
    parts::theme::{ASCII, Look, UNICODE},
    session::{self, Session, StdoutTerminal},
};
use crate::{
    app::{
        App, Opening,
        event::{Event, Mouse, Size},
        keys::key::{Key, KeyCode},
    },
    clock::Clock,
    config::Config,
    driver::{self, Driver},
    study::record::Effect,
};

/// Exit codes of a process that a signal ended, as shells count them.
const HANGUP: u8 = 128 + 1;
const QUIT: u8 = 128 + 3;
const TERMINATED: u8 = 128 + 15;

/// What the threads report.
#[derive(Debug)]
enum Message {
    Input(ct::Event),
    /// The program has to end, with this exit code.
    End(u8),
    Stop,
    /// Somebody has stopped the process, and it goes on: the shell had the terminal meanwhile.
    Continued,
    /// The size has changed. The reader of keys tells it too, but not before it has begun to read.
    Resized,
}

/// Runs the app full screen until the person leaves. Gives back the exit code.
///
/// # Errors
/// When the progress file or the terminal cannot be used.
pub fn run(config: &Config, opening: Opening) -> anyhow::Result<u8> {
    session::restore_on_panic();
    let (sender, receiver) = mpsc::channel();
    // From here on a change of size is told, so the size asked for now cannot grow stale.
    watch_signals(&sender)?;
    let size = size().context("cannot ask the terminal for its size")?;
    let (mut app, mut driver) = driver::open(config, size)?;
    let session = match Session::begin(config.preferences.mouse) {
        Ok(session) => session,
        Err(error) if is_gone(&error) => return Ok(HANGUP),
        Err(error) => return Err(error).context("cannot set up the terminal"),
    };
    watch_terminal(sender.clone());
    watch_keys(sender);
    let effects = app.open(opening);
    driver::settle(&mut app, &mut driver, config.clock.now(), effects);
    let signs = if config.is_ascii { &ASCII } else { &UNICODE };
    let look = Look::new(config.preferences.theme, config.colors, signs);
    let mut front = Front { app, driver, clock: config.clock.clone(), look, targets: Vec::new() };
    // However it ends, the session tries to give the terminal back when it is dropped: whoever
    // sends a hang-up may have left it in place, and one that is gone only refuses.
    match front.live(&session, &receiver) {
        Ok(code) => Ok(code),
        // Nothing can be written any more: the window was closed.
        Err(error) if is_gone(&error) => {
            front.last_try();
            Ok(HANGUP)
        }
        Err(error) => Err(error).context("cannot draw on the terminal"),
    }
}

fn size() -> io::Result<Size> {
    let (width, height) = crossterm::terminal::size()?;
    Ok(Size { width, height })
}

/// Whether a failure is that of a terminal that is gone. Asking for its size fails with whatever
/// the last of several ways to ask came to, so the terminal itself is asked too.
fn is_gone(error: &io::Error) -> bool {
    const EIO: i32 = 5;
    error.kind() == io::ErrorKind::BrokenPipe
        || error.raw_os_error() == Some(EIO)
        || !io::stdout().is_terminal()
}

fn watch_keys(sender: Sender<Message>) {
    thread::spawn(move || {
        loop {
            let message = match ct::read() {
                Ok(event) => Message::Input(event),
                Err(_) => Message::End(HANGUP),
            };
            let is_last = matches!(message, Message::End(_));
            if sender.send(message).is_err() || is_last {
                return;
            }
        }
    });
}

#[cfg(unix)]
fn watch_signals(sender: &Sender<Message>) -> anyhow::Result<()> {
    use signal_hook::{
        consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH},
        iterator::Signals,
    };
    let all = [SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH];
    let mut signals = Signals::new(all).context("cannot listen for signals")?;
    let sender = sender.clone();
    thread::spawn(move || {
        for signal in signals.forever() {
            let message = match signal {
                SIGHUP => Message::End(HANGUP),
                SIGQUIT => Message::End(QUIT),
                SIGTSTP => Message::Stop,
                SIGCONT => Message::Continued,
                SIGWINCH => Message::Resized,
                _ => Message::End(TERMINATED),
            };
            if sender.send(message).is_err() {
                return;
            }
        }
    });
    Ok(())
}

#[cfg(not(unix))]
fn watch_signals(_sender: &Sender<Message>) -> anyhow::Result<()> {
    Ok(())
}

/// Tells when the terminal is gone. The system wakes this thread then, and at each key; so it costs
/// nothing while nothing happens. Where a terminal cannot be watched, the signals have to do.
#[cfg(unix)]
fn watch_terminal(sender: Sender<Message>) {
    use std::os::fd::AsRawFd as _;

    use mio::{Events, Interest, Poll, Token, unix::SourceFd};

    let watch = move || -> io::Result<()> {
        let mut poll = Poll::new()?;
        let terminal = io::stdout().as_raw_fd();
        poll.registry().register(&mut SourceFd(&terminal), Token(0), Interest::READABLE)?;
        let mut events = Events::with_capacity(1);
        loop {
            match poll.poll(&mut events, None) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            }
            if events.iter().any(|event| event.is_read_closed() || event.is_error()) {
                // Nobody listens when the program ends already.
                let _ = sender.send(Message::End(HANGUP));
                return Ok(());
            }
        }
    };
    thread::spawn(watch);
}

#[cfg(not(unix))]
fn watch_terminal(_sender: Sender<Message>) {}

/// Stops the process, as the shell's Ctrl-Z does; returns when it is brought back.
#[cfg(unix)]
fn stop() -> io::Result<()> {
    signal_hook::low_level::raise(signal_hook::consts::SIGSTOP)
}

#[cfg(not(unix))]
fn stop() -> io::Result<()> {
    Ok(())
}

struct Front {
    app: App,
    driver: Driver,
    clock: Clock,
    look: Look,
    targets: Vec<Target>,
}

/// What a batch of messages came to.
#[derive(Default)]
struct Batch {
    /// Effects that only the loop can carry out.
    left: Vec<Effect>,
    resized: Option<Size>,
    /// The terminal was in other hands.
    is_back: bool,
    /// The program ends with this exit code.
    end: Option<u8>,
}

impl Front {
    /// Draw once; wait; take everything that waits; update in order; draw once.
    fn live(&mut self, session: &Session, receiver: &Receiver<Message>) -> io::Result<u8> {
        let mut terminal = Session::terminal()?;
        self.draw(&mut terminal)?;
        // The first frame is on the screen; the day's backup has time now.
        self.settle(vec![Effect::BackUp]);
        if self.app.toast().is_some() {
            self.draw(&mut terminal)?;
        }
        loop {
            let Some(first) = self.wait(receiver) else {
                return Ok(HANGUP);
            };
            let mut batch = self.take(first.into_iter().chain(receiver.try_iter()));
            if let Some(code) = batch.end {
                self.last_try();
                return Ok(code);
            }
            // Keys that come fast do not hold the world up.
            if self.app.wake_in().is_some() {
                batch.left.append(&mut self.update(Event::Wake));
            }
            if let Some(size) = batch.resized {
                batch.left.append(&mut self.update(Event::Resize(size)));
            }
            if batch.left.contains(&Effect::Leave) {
                return Ok(0);
            }
            if batch.left.contains(&Effect::Suspend) {
                session.pause()?;
                stop()?;
                batch.is_back = true;
            }
            if batch.is_back {
                session.resume()?;
                terminal = Session::terminal()?;
                if let Ok(size) = size() {
                    self.update(Event::Resize(size));
                }
            }
            self.draw(&mut terminal)?;
        }
    }

    /// Takes messages in, in their order, up to one that ends the program.
    fn take(&mut self, messages: impl Iterator<Item = Message>) -> Batch {
        let mut batch = Batch { left: self.settle(vec![Effect::Refresh]), ..Batch::default() };
        for message in messages {
            match message {
                Message::End(code) => {
                    batch.end = Some(code);
                    break;
                }
                Message::Stop => batch.left.push(Effect::Suspend),
                Message::Continued => batch.is_back = true,
                // A terminal that cannot tell its size is about to be found gone.
                Message::Resized => batch.resized = size().ok().or(batch.resized),
                Message::Input(ct::Event::Resize(width, height)) => {
                    batch.resized = Some(Size { width, height });
                }
                Message::Input(event) => {
                    if let Some(event) = self.translate(&event) {
                        batch.left.append(&mut self.update(event));
                    }
                }
            }
        }
        batch
    }

    /// The next message, or none at all when the app wants to be woken; `None` when nobody can
    /// send any more.
    fn wait(&mut self, receiver: &Receiver<Message>) -> Option<Vec<Message>> {
        let Some(time) = self.app.wake_in() else {
            return receiver.recv().ok().map(|message| vec![message]);
        };
        match receiver.recv_timeout(time.max(Duration::from_millis(1))) {
            Ok(message) => Some(vec![message]),
            Err(RecvTimeoutError::Timeout) => Some(Vec::new()),
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }

    fn update(&mut self, event: Event) -> Vec<Effect> {
        let now = self.clock.now();
        let effects = self.app.update(now, event);
        driver::settle(&mut self.app, &mut self.driver, now, effects)
    }

    fn last_try(&mut self) {
        let effects = self.app.last_try();
        self.settle(effects);
    }

    fn settle(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        driver::settle(&mut self.app, &mut self.driver, self.clock.now(), effects)
    }

    fn draw(&mut self, terminal: &mut StdoutTerminal) -> io::Result<()> {
        execute!(terminal.backend_mut(), BeginSynchronizedUpdate)?;
        let (app, look) = (&self.app, self.look);
        let mut targets = Vec::new();
        terminal.draw(|frame| targets = draw(frame, app, look))?;
        self.targets = targets;
        execute!(terminal.backend_mut(), EndSynchronizedUpdate)
    }

    fn translate(&self, event: &ct::Event) -> Option<Event> {
        match event {
            ct::Event::Key(key) if key.kind != KeyEventKind::Release => {
                translate_key(key).map(Event::Key)
            }
            ct::Event::Paste(text) => Some(Event::Paste(text.clone())),
            ct::Event::Mouse(mouse) => self.translate_mouse(*mouse),
            ct::Event::Key(_)
            | ct::Event::FocusGained
            | ct::Event::FocusLost
            | ct::Event::Resize(..) => None,
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "of all that a mouse can do, three count")]
    fn translate_mouse(&self, mouse: ct::MouseEvent) -> Option<Event> {
        match mouse.kind {
            MouseEventKind::ScrollUp => Some(Event::Mouse(Mouse::ScrollUp)),
            MouseEventKind::ScrollDown => Some(Event::Mouse(Mouse::ScrollDown)),
            MouseEventKind::Down(MouseButton::Left) => {
                let at = ratatui::layout::Position { x: mouse.column, y: mouse.row };
                let hit = self.targets.iter().find(|target| target.area.contains(at))?;
                Some(Event::Mouse(Mouse::Entry(hit.entry)))
            }
            _ => None,
        }
    }
}

/// A key of crossterm as ours. Shift is in the character already.
#[expect(clippy::wildcard_enum_match_arm, reason = "keys that crossterm knows and nobody has")]
fn translate_key(key: &ct::KeyEvent) -> Option<Key> {
    let code = match key.code {
        ct::KeyCode::Char(symbol) => KeyCode::Char(symbol),
        ct::KeyCode::Enter => KeyCode::Enter,
        ct::KeyCode::Esc => KeyCode::Esc,
        ct::KeyCode::Tab => KeyCode::Tab,
        ct::KeyCode::BackTab => KeyCode::BackTab,
        ct::KeyCode::Backspace => KeyCode::Backspace,
        ct::KeyCode::Delete => KeyCode::Delete,
        ct::KeyCode::Up => KeyCode::Up,
        ct::KeyCode::Down => KeyCode::Down,
        ct::KeyCode::Left => KeyCode::Left,
        ct::KeyCode::Right => KeyCode::Right,
        ct::KeyCode::Home => KeyCode::Home,
        ct::KeyCode::End => KeyCode::End,
        ct::KeyCode::PageUp => KeyCode::PageUp,
        ct::KeyCode::PageDown => KeyCode::PageDown,
        ct::KeyCode::F(number) => KeyCode::F(number),
        _ => return None,
    };
    let has = |modifier| key.modifiers.contains(modifier);
    Some(Key { code, ctrl: has(KeyModifiers::CONTROL), alt: has(KeyModifiers::ALT) })
}
