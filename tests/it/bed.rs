//! The test bed: an app on a small library, keys as a script, and the screen as text.

use std::sync::{Arc, LazyLock};

use coldstart::{
    app::{
        App,
        event::{Event, Size},
        keys::{key::Key, keymap::Keymap},
    },
    clock::Now,
    config::ColorLevel,
    content::{self, Library},
    diag::SourceFile,
    exam::Template,
    memory::{queue::States, stats::Summary},
    rng::Seed,
    study::{
        desk::Desk,
        preferences::{Preferences, Theme},
        record::{Effect, Outcome},
    },
    tui::{
        draw,
        parts::theme::{Look, UNICODE},
    },
};
use ratatui::{Terminal, backend::TestBackend, buffer::Buffer, style::Modifier};

/// The file of the track that is built in.
pub(crate) const TRACK: &str = "content/saa-c03-serverless/track.toml";

/// The moment at which every script begins.
pub(crate) const START: &str = "2026-11-21T20:00:00+00:00";

static DRILLS: LazyLock<Vec<Arc<Template>>> = LazyLock::new(|| built_in().drills().to_vec());

pub(crate) fn sample() -> Library {
    sample_of(include_str!("sample.toml").to_owned())
}

/// The sample library with another text of its file.
pub(crate) fn sample_of(text: String) -> Library {
    let mut files = content::files::built_in();
    // Bills need prices, and prices name documents; mocks and items are of a track.
    let is_kept = ["content/prices.toml", "content/documents.toml", TRACK];
    files.retain(|file| is_kept.contains(&&*file.name));
    files.push(SourceFile::user("sample.toml", text));
    let loaded = content::load(&files);
    assert_eq!(loaded.problems, [], "the sample library is sound");
    // Drills rest on facts and limits that the sample does not have.
    loaded.library.with_drills(DRILLS.clone())
}

pub(crate) fn built_in() -> Library {
    content::built_in()
}

/// An app, its clock, and every effect that it has asked for. Saving always succeeds unless told
/// otherwise.
pub(crate) struct Bed {
    pub app: App,
    pub now: Now,
    pub effects: Vec<Effect>,
    pub saving_fails: bool,
    /// Lines that reached the disk.
    pub(crate) next_seq: i64,
}

impl Bed {
    pub(crate) fn new() -> Self {
        Self::with(sample(), Preferences::default(), 80, 24)
    }

    pub(crate) fn sized(width: u16, height: u16) -> Self {
        Self::with(sample(), Preferences::default(), width, height)
    }

    pub(crate) fn with(
        library: Library,
        preferences: Preferences,
        width: u16,
        height: u16,
    ) -> Self {
        Self::on(Arc::new(library), preferences, width, height)
    }

    /// The same on a library that others have too.
    pub(crate) fn on(
        library: Arc<Library>,
        preferences: Preferences,
        width: u16,
        height: u16,
    ) -> Self {
        let now = Now::parse(START, 4).unwrap();
        let desk = Desk::new(
            library,
            States::new(),
            Summary::default(),
            Vec::new(),
            preferences,
            Seed(42),
        );
        let app = App::new(now, Size { width, height }, desk, Keymap::default());
        Self { app, now, effects: Vec::new(), saving_fails: false, next_seq: 0 }
    }

    /// Plays a script: `<enter>` and `<ctrl-g>` are named keys, `+61s` moves the clock, `~30` lets
    /// thirty frames pass, other words are typed letter by letter; `_` is a space.
    pub(crate) fn play(mut self, script: &str) -> Self {
        for word in script.split_whitespace() {
            if let Some(seconds) = word.strip_prefix('+').and_then(|rest| rest.strip_suffix('s')) {
                self.now = self.now.plus_ms(seconds.parse::<u32>().unwrap() * 1_000, 4);
            } else if let Some(frames) = word.strip_prefix('~').and_then(|n| n.parse::<u32>().ok())
            {
                for _ in 0..frames {
                    self.now = self.now.plus_ms(33, 4);
                    self.send(Event::Wake);
                }
            } else if let Some(name) =
                word.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'))
            {
                self.send(Event::Key(name.parse::<Key>().unwrap()));
            } else {
                for symbol in word.chars() {
                    let symbol = if symbol == '_' { ' ' } else { symbol };
                    self.send(Event::Key(Key::char(symbol)));
                }
            }
        }
        self
    }

    pub(crate) fn send(&mut self, event: Event) {
        let effects = self.app.update(self.now, event);
        self.carry(effects);
    }

    fn carry(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            self.effects.push(effect.clone());
            let outcome = match &effect {
                Effect::Save { .. } | Effect::Undo { .. } | Effect::Keep(_)
                    if self.saving_fails =>
                {
                    Some(Outcome::Failed { effect, why: "the disk is full".into() })
                }
                Effect::Save { token, entry, .. } => {
                    self.next_seq += 1;
                    let state = self.app.desk.cards.state(&entry.card).clone();
                    Some(Outcome::Saved {
                        token: *token,
                        seq: self.next_seq,
                        card: entry.card.clone(),
                        state,
                    })
                }
                Effect::Undo { seq, entry, .. } => {
                    let state = self.app.desk.cards.state(&entry.card).clone();
                    Some(Outcome::Undone { seq: *seq, card: entry.card.clone(), state })
                }
                Effect::Keep(record) => Some(Outcome::Kept(record.clone())),
                _ => None,
            };
            if let Some(outcome) = outcome {
                let more = self.app.update(self.now, Event::Done(outcome));
                self.carry(more);
            }
        }
    }

    pub(crate) fn buffer(&self, look: Look) -> Buffer {
        let Size { width, height } = self.app.size();
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| drop(draw(frame, &self.app, look))).unwrap();
        terminal.backend().buffer().clone()
    }

    pub(crate) fn look() -> Look {
        Look::new(Theme::Terminal, ColorLevel::Ansi16, &UNICODE)
    }

    /// The screen as text, and below it a letter for the style of each cell.
    pub(crate) fn screen(&self) -> String {
        let buffer = self.buffer(Self::look());
        format!("{}\n{}", symbols(&buffer), styles(&buffer))
    }

    /// The screen as text only.
    pub(crate) fn text(&self) -> String {
        symbols(&self.buffer(Self::look()))
    }
}

pub(crate) fn symbols(buffer: &Buffer) -> String {
    let area = buffer.area;
    let line = |y| {
        (0..area.width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned()
    };
    (0..area.height).map(line).collect::<Vec<_>>().join("\n")
}

/// `.` plain, `r` reversed, `b` bold, `d` dim, and the first letter of a colour (upper case when
/// bold).
fn styles(buffer: &Buffer) -> String {
    let area = buffer.area;
    let letter = |x, y| {
        let cell = &buffer[(x, y)];
        let is_bold = cell.modifier.contains(Modifier::BOLD);
        let color = match cell.fg {
            ratatui::style::Color::Reset => None,
            other => format!("{other:?}").chars().next().map(|c| c.to_ascii_lowercase()),
        };
        match (cell.modifier.contains(Modifier::REVERSED), color) {
            (true, _) => 'r',
            (false, Some(color)) if is_bold => color.to_ascii_uppercase(),
            (false, Some(color)) => color,
            (false, None) if is_bold => 'b',
            (false, None) if cell.modifier.contains(Modifier::DIM) => 'd',
            (false, None) => '.',
        }
    };
    let line = |y| {
        (0..area.width).map(|x| letter(x, y)).collect::<String>().trim_end_matches('.').to_owned()
    };
    (0..area.height).map(line).collect::<Vec<_>>().join("\n")
}
