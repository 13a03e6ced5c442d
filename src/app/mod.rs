//! The app: a state machine that turns events into a new state and a list of effects.
//!
//! It has no terminal, no clock and no files. The same events at the same times with the same seed
//! give the same state, and so the same screen. [`App::update`] is the only way to change it.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "actions are one flat list for all screens; each takes the few that are its own"
)]

pub mod action;
pub mod actions;
mod actions_exam;
pub mod browse;
pub mod confusion;
pub mod desk;
pub mod drills;
pub mod event;
pub mod evidence;
pub mod exam;
pub mod field;
pub mod home;
pub mod keymap;
pub mod lab;
pub mod list;
pub mod live;
mod marking;
pub mod mocks;
mod next;
mod offers;
pub mod overlay;
pub mod plan;
pub mod planning;
pub mod play;
pub mod practice;
pub mod preferences;
pub mod question;
pub mod report;
pub mod review;
mod saving;
pub mod search;
pub mod settings;
pub mod showing;
pub mod standing;
pub mod stats;
pub mod worlds;

pub use self::next::{Next, Opening};

use std::time::Duration;

use self::{
    action::{Action, Place},
    browse::Browse,
    desk::Desk,
    drills::Drills,
    event::{Effect, Event, Key, Mouse, Size},
    exam::Exam,
    field::Field,
    home::Home,
    keymap::Keymap,
    lab::Lab,
    mocks::Mocks,
    overlay::{Ask, DeckList, Overlay, Palette},
    plan::PlanView,
    practice::Practice,
    report::Report,
    review::Review,
    settings::Settings,
    stats::StatsView,
    worlds::Worlds,
};
use crate::{clock::Now, text};

/// A screen of the stack.
#[derive(Debug)]
pub enum Screen {
    Home(Home),
    Review(Box<Review>),
    Browse(Box<Browse>),
    Worlds(Worlds),
    Lab(Box<Lab>),
    Practice(Box<Practice>),
    Drills(Box<Drills>),
    Mocks(Box<Mocks>),
    Exam(Box<Exam>),
    Report(Report),
    Plan(Box<PlanView>),
    Stats(Box<StatsView>),
    Settings(Settings),
}

/// What a screen may use while it acts.
#[derive(Debug)]
pub struct Ctx<'a> {
    pub now: Now,
    pub size: Size,
    pub desk: &'a mut Desk,
    pub effects: &'a mut Vec<Effect>,
    toast: &'a mut Option<String>,
    /// Tokens of lines that must not be written any more.
    forget: &'a mut Vec<u64>,
}

impl Ctx<'_> {
    /// Shows a sentence until the next key.
    pub fn say(&mut self, words: impl Into<String>) {
        *self.toast = Some(words.into());
    }
}

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
            stack: vec![Screen::Home(Home::default())],
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
        match self.screen() {
            Screen::Home(_) => Place::Home,
            Screen::Review(review) => review.place(),
            Screen::Browse(browse) => browse.place(),
            Screen::Worlds(_) => Place::Worlds,
            Screen::Lab(_) => Place::Lab,
            Screen::Practice(practice) => practice.place(),
            Screen::Drills(drills) => drills.place(),
            Screen::Mocks(_) => Place::Mocks,
            Screen::Exam(exam) => exam.place(),
            Screen::Report(_) => Place::Report,
            Screen::Plan(_) => Place::Plan,
            Screen::Stats(_) => Place::Stats,
            Screen::Settings(settings) => settings.place(),
        }
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
        match self.screen() {
            Screen::Lab(lab) if self.overlay.is_none() => lab.wake_in(self.desk.preferences.motion),
            Screen::Practice(practice) => practice.wake_in(),
            Screen::Review(review) => review.wake_in(self.desk.preferences.motion),
            Screen::Exam(exam) => exam.wake_in(),
            Screen::Home(_)
            | Screen::Drills(_)
            | Screen::Mocks(_)
            | Screen::Report(_)
            | Screen::Plan(_)
            | Screen::Stats(_)
            | Screen::Browse(_)
            | Screen::Worlds(_)
            | Screen::Lab(_)
            | Screen::Settings(_) => None,
        }
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
        let (stack, mut ctx) = self.split();
        let mut next = Next::Stay;
        match stack.last_mut() {
            Some(Screen::Lab(lab)) if !is_covered => lab.wake(&mut ctx),
            Some(Screen::Practice(practice)) => practice.wake(&mut ctx),
            Some(Screen::Review(review)) => review.wake(&ctx),
            Some(Screen::Exam(exam)) => next = exam.wake(&mut ctx),
            _ => {}
        }
        if matches!(next, Next::Report(_)) {
            self.overlay = None;
        }
        self.follow(next);
    }

    fn resize(&mut self, size: Size) {
        self.size = size;
        if let Some(Screen::Browse(_)) = self.stack.last() {
            self.with_browse(|browse, ctx| {
                let rows = usize::from(ctx.size.height.saturating_sub(browse::FRAME_ROWS));
                browse.cursor.keep(browse.hits.len(), rows);
            });
        }
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
                palette.cursor = list::Cursor::default();
            }
            return;
        }
        let field = match self.stack.last_mut().expect("home is never popped") {
            Screen::Home(_)
            | Screen::Worlds(_)
            | Screen::Lab(_)
            | Screen::Mocks(_)
            | Screen::Exam(_)
            | Screen::Report(_)
            | Screen::Plan(_)
            | Screen::Stats(_) => None,
            Screen::Practice(practice) => practice.field(),
            Screen::Drills(drills) => drills.field(),
            Screen::Review(review) => review.field(),
            Screen::Browse(browse) => browse.field(),
            Screen::Settings(settings) => settings.field(),
        };
        if field.is_some_and(change) {
            self.with_browse(|browse, ctx| browse.typed(ctx));
        }
    }

    fn with_browse(&mut self, change: impl FnOnce(&mut Browse, &mut Ctx<'_>)) {
        let (stack, mut ctx) = self.split();
        if let Some(Screen::Browse(browse)) = stack.last_mut() {
            change(browse, &mut ctx);
        }
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

    fn act(&mut self, action: Action) {
        match action {
            Action::Help => {
                let place = self.screen_place();
                let is_open = matches!(self.overlay, Some(Overlay::Help { .. }));
                let rows = overlay::help_rows(place, &self.keymap, &self.offered(place));
                let cursor = list::Cursor::default();
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
        let (stack, mut ctx) = self.split();
        let next = match stack.last_mut().expect("home is never popped") {
            Screen::Home(home) => home.act(&mut ctx, action),
            Screen::Review(review) => review.act(&mut ctx, action),
            Screen::Browse(browse) => browse.act(&mut ctx, action),
            Screen::Worlds(worlds) => worlds.act(&mut ctx, action),
            Screen::Lab(lab) => lab.act(&mut ctx, action),
            Screen::Practice(practice) => practice.act(&mut ctx, action),
            Screen::Drills(drills) => drills.act(&mut ctx, action),
            Screen::Mocks(mocks) => mocks.act(&mut ctx, action),
            Screen::Exam(exam) => exam.act(&mut ctx, action),
            Screen::Report(report) => report.act(&mut ctx, action),
            Screen::Plan(plan) => plan.act(&mut ctx, action),
            Screen::Stats(stats) => stats.act(&mut ctx, action),
            Screen::Settings(settings) => settings.act(&mut ctx, action),
        };
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
                    self.follow(Next::Review(deck));
                }
            }
            (other, front) => front.scroll(other, height),
        }
    }

    fn answer(&mut self, ask: Ask) {
        match ask {
            Ask::Reset(card) => self.with_browse(|browse, ctx| browse.reset(ctx, &card)),
            Ask::LeaveUnsaved => self.effects.push(Effect::Leave),
            Ask::EndExam => {
                let (stack, mut ctx) = self.split();
                if let Some(Screen::Exam(exam)) = stack.last_mut() {
                    let next = exam.end(&mut ctx);
                    self.follow(next);
                }
            }
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
        self.overlay = Some(Overlay::Confirm { question, ask: Ask::LeaveUnsaved });
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
                let (stack, mut ctx) = self.split();
                let next = match stack.last_mut().expect("home is never popped") {
                    Screen::Home(_) | Screen::Lab(_) | Screen::Plan(_) | Screen::Stats(_) => {
                        Next::Stay
                    }
                    Screen::Mocks(mocks) => {
                        mocks.cursor.selected = entry;
                        mocks.act(&mut ctx, Action::Open)
                    }
                    Screen::Report(report) => {
                        report.cursor.selected = entry;
                        report.act(&mut ctx, Action::Open)
                    }
                    Screen::Exam(exam) => exam.click(&mut ctx, entry),
                    Screen::Worlds(worlds) => worlds.click(&ctx, entry),
                    Screen::Practice(practice) => practice.click(&mut ctx, entry),
                    Screen::Drills(drills) => drills.click(&mut ctx, entry),
                    Screen::Review(review) => review.click(&mut ctx, entry),
                    Screen::Browse(browse) => browse.click(&ctx, entry),
                    Screen::Settings(settings) => settings.click(&mut ctx, entry),
                };
                self.follow(next);
            }
        }
    }

    /// A plan or a list of mocks that comes into view again is made anew: settings or answers may
    /// have changed it.
    fn refresh_front(&mut self) {
        let (stack, mut ctx) = self.split();
        match stack.last_mut() {
            Some(Screen::Plan(plan)) => **plan = PlanView::new(&ctx),
            Some(Screen::Mocks(mocks)) => {
                let cursor = mocks.cursor;
                **mocks = Mocks::new(&mut ctx, mocks.plan);
                mocks.cursor = cursor;
            }
            _ => {}
        }
    }

    /// Keeps what is said of the exam at the first look of a day.
    fn keep_forecast(&mut self) {
        let forecast = self.desk.keep_forecast(self.now);
        self.effects.extend(forecast);
    }

    /// Ends the mocks whose time ran out, so that home tells of them, and looks at the desk anew.
    fn refresh_home(&mut self) {
        let (stack, mut ctx) = self.split();
        exam::end_those_over(&mut ctx);
        if let Some(Screen::Home(home)) = stack.first_mut() {
            home.refresh(&ctx);
        }
    }
}
