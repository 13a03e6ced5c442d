//! The app: a state machine that turns events into a new state and a list of effects.
//!
//! It has no terminal, no clock and no files. The same events at the same times with the same seed
//! give the same state, and so the same screen. [`App::update`] is the only way to change it.

mod ctx;
pub mod event;
pub mod keys;
mod next;
mod offers;
mod open;
pub mod overlay;
mod saving;
pub mod screens;

pub use self::{
    ctx::Ctx,
    next::{Next, Opening},
};

use std::time::Duration;

use self::{
    event::{Event, Mouse, Size},
    keys::{
        action::{Action, Place},
        key::Key,
        keymap::Keymap,
    },
    overlay::{DeckList, Overlay, Palette, ToConfirm},
    screens::{Scene, Screen, field::Field, home::Home, list::Cursor},
};
use crate::{
    clock::Now,
    study::{desk::Desk, record::Effect},
    text,
};

/// The whole state.
#[derive(Debug)]
pub struct App {
    now: Now,
    size: Size,
    pub desk: Desk,
    pub keymap: Keymap,
    stack: Vec<Screen>,
    overlay: Option<Overlay>,
    toast: Option<String>,
    /// A sentence that came together with a key, and so has to outlive it.
    news: Option<String>,
    /// What did not reach the disk and is tried again.
    unsaved: Vec<Effect>,
    effects: Vec<Effect>,
    forget: Vec<u64>,
}

impl App {
    /// The app on its home screen.
    pub fn new(now: Now, size: Size, desk: Desk, keymap: Keymap) -> Self {
        let mut app = Self {
            now,
            size,
            desk,
            keymap,
            stack: vec![Home::default().into()],
            overlay: None,
            toast: None,
            news: None,
            unsaved: Vec::new(),
            effects: Vec::new(),
            forget: Vec::new(),
        };
        app.desk.begin(now.day);
        app.refresh_home();
        app
    }

    pub fn now(&self) -> Now {
        self.now
    }

    pub fn size(&self) -> Size {
        self.size
    }

    /// The screen in front, below an overlay.
    pub fn screen(&self) -> &Screen {
        self.stack.last().expect("home is never popped")
    }

    pub fn overlay(&self) -> Option<&Overlay> {
        self.overlay.as_ref()
    }

    pub fn toast(&self) -> Option<&str> {
        self.toast.as_deref()
    }

    /// How many lines of the log have not reached the disk.
    pub fn n_unsaved(&self) -> usize {
        self.unsaved.len()
    }

    /// Where the person is.
    pub fn place(&self) -> Place {
        self.overlay.as_ref().map_or_else(|| self.screen_place(), Overlay::place)
    }

    fn screen_place(&self) -> Place {
        self.screen().scene().place()
    }

    /// Shows a sentence until the next key.
    pub fn say(&mut self, words: impl Into<String>) {
        self.toast = Some(words.into());
    }

    /// Shows a sentence until the key after the next: the next one may have been typed already.
    pub fn tell(&mut self, words: impl Into<String>) {
        self.toast = Some(words.into());
        self.news.clone_from(&self.toast);
    }

    /// How long nothing will change without an event; `None`: for ever.
    pub fn wake_in(&self) -> Option<Duration> {
        let front = self.screen().scene();
        let rests = self.overlay.is_some() && front.rests_behind();
        front.wake_in(self.desk.preferences.motion).filter(|_| !rests)
    }

    /// The program ends, whoever wants it: what did not reach the disk is tried once more.
    pub fn last_try(&mut self) -> Vec<Effect> {
        self.retry();
        std::mem::take(&mut self.effects)
    }

    /// Takes in one event.
    pub fn update(&mut self, now: Now, event: Event) -> Vec<Effect> {
        let is_new_day = self.now.day != now.day;
        self.now = now;
        if is_new_day {
            self.desk.begin(now.day);
            self.refresh_home();
            self.effects.push(Effect::BackUp);
            self.keep_forecast();
        }
        match event {
            Event::Key(key) => self.key(key),
            Event::Act(action) => {
                self.toast = None;
                self.act(action);
            }
            Event::Paste(text) => self.paste(&text),
            Event::Mouse(mouse) => self.mouse(mouse),
            Event::Resize(size) => self.resize(size),
            Event::Wake => self.wake(),
            Event::Done(outcome) => self.done(&outcome),
        }
        self.fill_toast();
        std::mem::take(&mut self.effects)
    }

    /// What was said gets the present keys of what it names, those of where the person now is.
    fn fill_toast(&mut self) {
        let place = self.place();
        self.toast = self.toast.take().map(|words| self.keymap.fill(place, &words));
    }

    fn wake(&mut self) {
        let is_covered = self.overlay.is_some();
        let (front, mut ctx) = self.front();
        if is_covered && front.rests_behind() {
            return;
        }
        let next = front.wake(&mut ctx);
        if !matches!(next, Next::Stay) {
            self.overlay = None;
        }
        self.follow(next);
    }

    fn resize(&mut self, size: Size) {
        self.size = size;
        let (front, ctx) = self.front();
        front.resize(&ctx);
    }

    fn key(&mut self, key: Key) {
        self.toast = self.news.take();
        let place = self.place();
        match self.keymap.action(place, key) {
            Some(action) => self.act(action),
            None => self.edit(|field| field.key(key)),
        }
    }

    fn paste(&mut self, text: &str) {
        self.edit(|field| {
            field.insert(text);
            true
        });
    }

    /// Hands the line of text in front, if there is one, to `change`.
    fn edit(&mut self, change: impl FnOnce(&mut Field) -> bool) {
        if let Some(overlay) = &mut self.overlay {
            if let Some(field) = overlay.field()
                && change(field)
                && let Overlay::Palette(palette) = overlay
            {
                palette.cursor = Cursor::default();
            }
            return;
        }
        let (front, ctx) = self.front();
        if front.field().is_some_and(change) {
            front.typed(&ctx);
        }
    }

    /// The screen in front beside everything that it may use.
    fn front(&mut self) -> (&mut dyn Scene, Ctx<'_>) {
        let (stack, ctx) = self.split();
        (stack.last_mut().expect("home is never popped").scene_mut(), ctx)
    }

    /// The stack beside everything that a screen may use.
    fn split(&mut self) -> (&mut Vec<Screen>, Ctx<'_>) {
        let ctx = Ctx {
            now: self.now,
            size: self.size,
            desk: &mut self.desk,
            effects: &mut self.effects,
            toast: &mut self.toast,
            forget: &mut self.forget,
        };
        (&mut self.stack, ctx)
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "what is in front takes all others")]
    fn act(&mut self, action: Action) {
        match action {
            Action::Help => {
                let place = self.screen_place();
                let is_open = matches!(self.overlay, Some(Overlay::Help { .. }));
                let rows = overlay::help_rows(place, &self.keymap, &self.offered(place));
                let cursor = Cursor::default();
                self.overlay = (!is_open).then_some(Overlay::Help { place, rows, cursor });
            }
            Action::Palette => {
                let place = self.screen_place();
                let all = self.offered(place);
                self.overlay = Some(Overlay::Palette(Palette::new(place, all)));
            }
            Action::Suspend => self.effects.push(Effect::Suspend),
            Action::Quit => self.leave(),
            _ if self.overlay.is_some() => self.act_overlay(action),
            _ => self.act_screen(action),
        }
    }

    fn act_screen(&mut self, action: Action) {
        let (front, mut ctx) = self.front();
        let next = front.act(&mut ctx, action);
        self.drop_forgotten();
        self.follow(next);
    }

    fn act_overlay(&mut self, action: Action) {
        let height = usize::from(self.size.height.saturating_sub(overlay::FRAME_ROWS));
        let Some(front) = &mut self.overlay else {
            return;
        };
        match (action, front) {
            (Action::Back | Action::No, _) | (Action::Open, Overlay::Help { .. }) => {
                self.overlay = None;
            }
            (Action::Yes, Overlay::Confirm { ask, .. }) => {
                let ask = ask.clone();
                self.overlay = None;
                self.answer(ask);
            }
            (Action::Open, Overlay::Palette(palette)) => {
                let chosen = palette.selected();
                self.overlay = None;
                if let Some(action) = chosen {
                    self.act(action);
                }
            }
            (Action::Open, Overlay::Decks(DeckList { rows, cursor })) => {
                let chosen = rows.get(cursor.selected).map(|row| row.deck.clone());
                self.overlay = None;
                if let Some(deck) = chosen {
                    self.follow(Next::Push(Opening::Review(deck)));
                }
            }
            (other, front) => front.scroll(other, height),
        }
    }

    fn answer(&mut self, ask: ToConfirm) {
        let (stack, mut ctx) = self.split();
        match (ask, stack.last_mut()) {
            (ToConfirm::LeaveUnsaved, _) => self.effects.push(Effect::Leave),
            (ToConfirm::Reset(card), Some(Screen::Browse(browse))) => browse.reset(&mut ctx, &card),
            (ToConfirm::EndExam, Some(Screen::Exam(exam))) => {
                let next = exam.end(&mut ctx);
                self.follow(next);
            }
            (ToConfirm::Reset(_) | ToConfirm::EndExam, _) => {}
        }
    }

    fn leave(&mut self) {
        if self.unsaved.is_empty() {
            self.effects.push(Effect::Leave);
            return;
        }
        // One more try; its outcome decides what the question is about.
        self.retry();
        let question = format!(
            "{} could not be saved. Leave and lose {}?",
            text::plural(self.unsaved.len(), "answer"),
            if self.unsaved.len() == 1 { "it" } else { "them" },
        );
        self.overlay = Some(Overlay::Confirm { question, ask: ToConfirm::LeaveUnsaved });
    }

    fn mouse(&mut self, mouse: Mouse) {
        self.toast = self.news.take();
        match (mouse, &mut self.overlay) {
            (Mouse::ScrollUp, _) => self.act(Action::Up),
            (Mouse::ScrollDown, _) => self.act(Action::Down),
            (Mouse::Entry(entry), Some(Overlay::Decks(list))) => {
                list.cursor.selected = entry;
                self.act(Action::Open);
            }
            (Mouse::Entry(entry), Some(Overlay::Palette(palette))) => {
                palette.cursor.selected = entry;
                self.act(Action::Open);
            }
            (Mouse::Entry(_), Some(Overlay::Help { .. } | Overlay::Confirm { .. })) => {}
            (Mouse::Entry(entry), None) => {
                let (front, mut ctx) = self.front();
                let next = front.click(&mut ctx, entry);
                self.follow(next);
            }
        }
    }

    /// Keeps what is said of the exam at the first look of a day.
    fn keep_forecast(&mut self) {
        let forecast = self.desk.keep_forecast(self.now);
        self.effects.extend(forecast);
    }

    /// Ends the mocks whose time ran out, so that home tells of them, and looks at the desk anew.
    fn refresh_home(&mut self) {
        let over = self.desk.end_mocks_over(self.now);
        self.effects.extend(over);
        let (stack, ctx) = self.split();
        if let Some(Screen::Home(home)) = stack.first_mut() {
            home.refresh(&ctx);
        }
    }
}
