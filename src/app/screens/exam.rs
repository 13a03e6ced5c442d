//! A mock exam: one question after the other against the clock, the list of all, and the end.
//!
//! Everything that is done to a question goes to the disk at once, so that a mock goes on where it
//! was after the program is gone. There is no feedback before the end.

use std::time::Duration;

use super::{
    Scene,
    list::{Cursor, scroll, step, toggle},
};
use crate::{
    app::{
        Ctx, Next, Opening,
        keys::action::{Action, Place},
        overlay::{Overlay, ToConfirm},
    },
    clock::{Now, Timestamp},
    content::{Library, item::Item, situation::Situation},
    exam::attempt::{Attempt, Response},
    memory::Confidence,
    study::{
        mock::{QuestionStanding, Sheet, n_answered, sentences, sheets},
        preferences::Motion,
        record::{Effect, MockRecord, Record},
    },
    text,
};

/// While a mock runs, its clock is drawn anew this often.
const TICK: Duration = Duration::from_secs(1);
/// Rows that a long question scrolls by.
const HALF_PAGE: usize = 5;
/// Rows of the list of questions that are no entry: frame, head and foot.
pub const LIST_FRAME: u16 = 5;

/// The screen of a running mock.
#[derive(Debug)]
pub struct Exam {
    /// Its place among the mocks of the desk.
    pub mock: usize,
    pub sheets: Vec<Sheet>,
    /// The question in front.
    pub at: usize,
    /// The option that the cursor is on, by place shown.
    pub cursor: usize,
    /// The sentence of the stem that would be marked.
    pub sentence: Option<usize>,
    /// The list of all questions, when it is in front.
    pub list: Option<List>,
    pub hides_clock: bool,
    /// First line shown of a long question.
    pub scroll: usize,
    shown: Duration,
    /// When this screen was opened: by the clock that cannot be set, and by the wall's.
    opened: (Duration, Timestamp),
}

/// The list of all questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List {
    pub filter: Filter,
    pub cursor: Cursor,
}

/// Which questions are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    All,
    Incomplete,
    Flagged,
}

impl Exam {
    /// Goes on with a mock of the desk, at the first question that was not answered.
    pub fn new(ctx: &Ctx<'_>, mock: usize) -> Option<Self> {
        let attempt = ctx.desk.history.mocks.get(mock)?;
        let sheets = sheets(&ctx.desk.library, attempt);
        let mut exam = Self {
            mock,
            sheets,
            at: 0,
            cursor: 0,
            sentence: None,
            list: None,
            hides_clock: false,
            scroll: 0,
            shown: ctx.now.mono,
            opened: (ctx.now.mono, ctx.now.wall.max(attempt.last)),
        };
        let library = &ctx.desk.library;
        let is_open =
            |at: &usize| exam.standing(library, attempt, *at) != QuestionStanding::Answered;
        exam.at = (0..exam.sheets.len()).find(is_open).unwrap_or(0);
        Some(exam)
    }

    /// The instant that counts for the mock: that of the wall, but never less than has passed since
    /// the screen was opened, so that setting the clock back gives no time back.
    pub fn instant(&self, now: Now) -> Timestamp {
        let (mono, wall) = self.opened;
        let passed = now.mono.saturating_sub(mono).as_millis();
        now.wall.max(wall.plus_ms(i64::try_from(passed).unwrap_or(i64::MAX)))
    }

    /// Whether the mock has ended, here or in another window, or its time is over.
    fn is_over(&self, ctx: &Ctx<'_>) -> bool {
        let mock = ctx.desk.history.mocks.get(self.mock);
        mock.is_none_or(|mock| mock.ended.is_some() || mock.is_over(self.instant(ctx.now)))
    }

    /// The item in front with its situation.
    pub fn parts<'a>(&self, library: &'a Library, at: usize) -> Option<(&'a Item, &'a Situation)> {
        let item = library.items().get(self.sheets.get(at)?.item?)?;
        Some((item, library.situation_of(item)))
    }

    /// How many marks a question wants.
    pub fn n_keys(&self, library: &Library, at: usize) -> usize {
        self.parts(library, at).map_or(1, |(item, _)| item.n_keys())
    }

    /// How a question stands.
    pub fn standing(&self, library: &Library, mock: &Attempt, at: usize) -> QuestionStanding {
        let n = mock.responses.get(at).map_or(0, |one| one.picked.len());
        QuestionStanding::new(n, self.n_keys(library, at))
    }

    /// The questions that the list shows.
    pub fn listed(&self, library: &Library, mock: &Attempt) -> Vec<usize> {
        let filter = self.list.map_or(Filter::All, |list| list.filter);
        let is_listed = |at: &usize| match filter {
            Filter::All => true,
            Filter::Incomplete => self.standing(library, mock, *at) != QuestionStanding::Answered,
            Filter::Flagged => mock.responses.get(*at).is_some_and(|one| one.is_flagged),
        };
        (0..self.sheets.len()).filter(is_listed).collect()
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "actions of other screens do nothing here")]
    fn act_list(&mut self, ctx: &mut Ctx<'_>, action: Action) -> Next {
        let library = ctx.desk.library.clone();
        let Some(mock) = ctx.desk.history.mocks.get(self.mock) else { return Next::Pop };
        let listed = self.listed(&library, mock);
        let height = usize::from(ctx.size.height.saturating_sub(LIST_FRAME));
        let Some(list) = &mut self.list else { return Next::Stay };
        match action {
            Action::Back | Action::Overview => {
                self.list = None;
                self.shown = ctx.now.mono;
            }
            Action::EndExam => return self.ask(ctx),
            Action::Open => match listed.get(list.cursor.selected) {
                Some(at) => {
                    let at = *at;
                    self.list = None;
                    self.shown = ctx.now.mono;
                    self.turn(ctx, at);
                }
                None => ctx.say("nothing is listed here"),
            },
            Action::FilterWhat => {
                let filter = match list.filter {
                    Filter::All => Filter::Incomplete,
                    Filter::Incomplete => Filter::Flagged,
                    Filter::Flagged => Filter::All,
                };
                *list = List { filter, cursor: Cursor::default() };
            }
            Action::HideClock => self.hides_clock = !self.hides_clock,
            Action::Undo => ctx.say("an answer can be changed until the end"),
            other => list.cursor.act(other, listed.len(), height),
        }
        Next::Stay
    }

    fn open_list(&mut self, ctx: &mut Ctx<'_>) {
        self.note(ctx, |_| {});
        let height = usize::from(ctx.size.height.saturating_sub(LIST_FRAME));
        let mut cursor = Cursor { selected: self.at, offset: 0 };
        cursor.keep(self.sheets.len(), height);
        self.list = Some(List { filter: Filter::All, cursor });
    }

    /// To another question; the time of this one is kept.
    fn turn(&mut self, ctx: &mut Ctx<'_>, at: usize) {
        self.note(ctx, |_| {});
        self.at = at;
        self.cursor = 0;
        self.sentence = None;
        self.scroll = 0;
    }

    fn step_sentence(&mut self, ctx: &Ctx<'_>) {
        let Some((item, situation)) = self.parts(&ctx.desk.library, self.at) else { return };
        let Some(sheet) = self.sheets.get(self.at) else { return };
        let n = sentences(&item.story(situation, &sheet.numbers)).len();
        self.sentence = match self.sentence {
            None => Some(0),
            Some(last) if last + 1 < n => Some(last + 1),
            Some(_) => None,
        };
    }

    /// Moves the cursor, marks, strikes out.
    #[expect(clippy::wildcard_enum_match_arm, reason = "actions of other screens do nothing here")]
    fn pick(&mut self, ctx: &mut Ctx<'_>, action: Action) {
        let n = self.sheets.get(self.at).map_or(0, |sheet| sheet.order.len());
        match action {
            Action::Up | Action::Down => step(&mut self.cursor, n, action),
            Action::Pick(number) if usize::from(number) <= n => {
                self.cursor = usize::from(number) - 1;
                self.mark(ctx);
            }
            Action::Mark => self.mark(ctx),
            Action::EraseAll | Action::Erase => self.note(ctx, |one| one.picked.clear()),
            Action::Strike => {
                let Some(option) = self.option(self.cursor) else { return };
                self.note(ctx, |one| {
                    toggle(&mut one.struck, option);
                    one.picked.retain(|picked| *picked != option);
                });
            }
            _ => {}
        }
    }

    fn option(&self, place: usize) -> Option<usize> {
        self.sheets.get(self.at)?.order.get(place).copied()
    }

    fn mark(&mut self, ctx: &mut Ctx<'_>) {
        let Some(option) = self.option(self.cursor) else { return };
        let is_single = self.n_keys(&ctx.desk.library, self.at) == 1;
        self.note(ctx, |one| {
            one.struck.retain(|struck| *struck != option);
            if is_single && !one.picked.contains(&option) {
                one.picked.clear();
            }
            toggle(&mut one.picked, option);
        });
    }

    /// Changes how the question in front stands, with the time that it has been there.
    fn note(&mut self, ctx: &mut Ctx<'_>, change: impl FnOnce(&mut Response)) {
        let passed = ctx.now.mono.saturating_sub(self.shown).as_millis();
        self.shown = ctx.now.mono;
        let at = self.instant(ctx.now);
        let Some(mock) = ctx.desk.history.mocks.get_mut(self.mock) else { return };
        let Some(mut response) = mock.responses.get(self.at).cloned() else { return };
        response.time_ms += u64::try_from(passed).unwrap_or(0).max(1);
        change(&mut response);
        // The key has its options in order.
        for places in [&mut response.picked, &mut response.struck, &mut response.highlights] {
            places.sort_unstable();
        }
        mock.note(self.at, response.clone(), at);
        let record = MockRecord::Noted { mock: mock.id, question: self.at, response, at };
        ctx.effects.push(Effect::Keep(Record::Mock(Box::new(record))));
    }

    /// Asks before the end, with what is still open.
    fn ask(&mut self, ctx: &mut Ctx<'_>) -> Next {
        let library = ctx.desk.library.clone();
        let Some(mock) = ctx.desk.history.mocks.get(self.mock) else { return Next::Pop };
        let n = self.sheets.len();
        let n_done = n_answered(&library, mock);
        let n_flagged = mock.responses.iter().filter(|one| one.is_flagged).count();
        let open = match n - n_done {
            0 => "all questions are answered".to_owned(),
            open => format!("{} not answered", text::plural(open, "question")),
        };
        let flagged = match n_flagged {
            0 => String::new(),
            n => format!(", {n} flagged"),
        };
        let question = format!("End the exam now? {open}{flagged}.");
        Next::Overlay(Overlay::Confirm { question, ask: ToConfirm::EndExam })
    }

    /// What it came to, in place of the questions.
    fn report(&self, ctx: &Ctx<'_>) -> Next {
        if ctx.desk.history.mocks.len() <= self.mock {
            return Next::Pop;
        }
        Next::Replace(Opening::Report(self.mock))
    }

    /// The end: what it comes to, and what it says about the facts behind.
    pub fn end(&mut self, ctx: &mut Ctx<'_>) -> Next {
        if self.list.is_none() {
            self.note(ctx, |_| {});
        }
        let effects = ctx.desk.end_mock(self.mock, ctx.now);
        ctx.effects.extend(effects);
        self.report(ctx)
    }
}

impl Scene for Exam {
    fn place(&self) -> Place {
        if self.list.is_some() { Place::ExamList } else { Place::Exam }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "actions of other screens do nothing here")]
    fn act(&mut self, ctx: &mut Ctx<'_>, action: Action) -> Next {
        if self.is_over(ctx) {
            return self.wake(ctx);
        }
        if self.list.is_some() {
            return self.act_list(ctx, action);
        }
        let n = self.sheets.len();
        match action {
            Action::Back => {
                self.note(ctx, |_| {});
                ctx.say("the mock goes on, and so does its clock; {home.mocks} brings it back");
                return Next::Pop;
            }
            Action::Undo => ctx.say("an answer can be changed until the end"),
            Action::NextItem if self.at + 1 < n => self.turn(ctx, self.at + 1),
            Action::Previous if 0 < self.at => self.turn(ctx, self.at - 1),
            Action::Previous => ctx.say("this is the first question"),
            Action::NextItem | Action::Overview => self.open_list(ctx),
            Action::EndExam => return self.ask(ctx),
            Action::Flag => self.note(ctx, |one| one.is_flagged = !one.is_flagged),
            Action::Confidence => self.note(ctx, |one| {
                one.confidence = match one.confidence {
                    None => Some(Confidence::Sure),
                    Some(Confidence::Guess) => None,
                    Some(other) => Some(other.next()),
                };
            }),
            Action::HideClock => self.hides_clock = !self.hides_clock,
            Action::NextSentence => self.step_sentence(ctx),
            Action::Highlight => match self.sentence {
                Some(sentence) => self.note(ctx, |one| toggle(&mut one.highlights, sentence)),
                None => self.step_sentence(ctx),
            },
            Action::PageUp | Action::PageDown | Action::Top => {
                scroll(&mut self.scroll, action, HALF_PAGE);
            }
            _ => self.pick(ctx, action),
        }
        Next::Stay
    }

    /// A click: on an option it marks, in the list it goes to the question.
    fn click(&mut self, ctx: &mut Ctx<'_>, entry: usize) -> Next {
        if let Some(list) = &mut self.list {
            list.cursor.selected = entry;
            return self.act(ctx, Action::Open);
        }
        match u8::try_from(entry + 1) {
            Ok(number) => self.act(ctx, Action::Pick(number)),
            Err(_) => Next::Stay,
        }
    }

    /// The clock ticks.
    fn wake_in(&self, _motion: Motion) -> Option<Duration> {
        Some(TICK)
    }

    fn wake(&mut self, ctx: &mut Ctx<'_>) -> Next {
        if !self.is_over(ctx) {
            return Next::Stay;
        }
        if ctx.desk.history.mocks.get(self.mock).is_none_or(|mock| mock.ended.is_some()) {
            ctx.say("this mock was ended in another window");
            return self.report(ctx);
        }
        ctx.say("the time is over; what was open counts as wrong");
        self.end(ctx)
    }

    fn n_numbers(&self) -> usize {
        self.sheets.get(self.at).map_or(4, |sheet| sheet.order.len())
    }
}
