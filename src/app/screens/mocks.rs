//! Mocks: begin one, go on with one, look at those that are done.

use super::{Scene, list::Cursor, practice::Practice};
use crate::{
    app::{
        Ctx, Next, Opening,
        keys::action::{Action, Place},
    },
    exam::{
        attempt::Attempt,
        blueprint::Length,
        form::{Form, Missing},
    },
    rng::Seed,
    study::{
        mock::{MockPlan, bank, running},
        record::{Effect, MockRecord, Record},
    },
};

/// Rows of the screen that are no entry of the list.
pub const FRAME_ROWS: u16 = 8;

/// The screen.
#[derive(Debug)]
pub struct Mocks {
    pub cursor: Cursor,
    pub plan: MockPlan,
    /// The form of each length, or what the bank lacks for it.
    pub forms: Vec<(Length, Result<Form, Missing>)>,
    /// Of each form, how many questions were seen before.
    pub repeats: Vec<usize>,
}

/// An entry of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MockRow {
    Resume(usize),
    /// A length by its place among the forms.
    Begin(usize),
    /// A mock that is done, by its place on the desk.
    Past(usize),
}

impl Mocks {
    pub fn new(ctx: &mut Ctx<'_>, plan: MockPlan) -> Self {
        let over = ctx.desk.end_mocks_over(ctx.now);
        ctx.effects.extend(over);
        let mut mocks =
            Self { cursor: Cursor::default(), plan, forms: Vec::new(), repeats: Vec::new() };
        mocks.make_forms(ctx);
        mocks
    }

    fn make_forms(&mut self, ctx: &Ctx<'_>) {
        let (bank, seen) = (bank(&ctx.desk.library), ctx.desk.history.seen_items());
        let first = Seed(ctx.desk.session).stream("mock", ctx.desk.history.mocks.len() as u64);
        let first = first.clone().between(1, 999_000);
        let form = |length| match self.plan.seed {
            Some(seed) => Form::new(&bank, length, seed),
            None => Form::freshest(&bank, length, first, &seen),
        };
        let lengths = bank.blueprint.lengths.iter();
        self.forms = lengths.map(|length| (*length, form(*length))).collect();
        let repeats =
            |form: &Result<Form, Missing>| form.as_ref().map_or(0, |form| form.n_repeats(&seen));
        self.repeats = self.forms.iter().map(|(_, form)| repeats(form)).collect();
    }

    /// The entries: a mock that runs, the lengths, and those that are done, the last one first.
    pub fn rows(&self, mocks: &[Attempt]) -> Vec<MockRow> {
        let past = (0..mocks.len())
            .rev()
            .filter(|place| mocks.get(*place).is_some_and(|mock| mock.ended.is_some()));
        let begin = (0..self.forms.len()).map(MockRow::Begin);
        running(mocks)
            .map(MockRow::Resume)
            .into_iter()
            .chain(begin)
            .chain(past.map(MockRow::Past))
            .collect()
    }

    /// Begins the mock that was asked for on the command line: the wanted length, or the longest.
    pub fn begin_wanted(&mut self, ctx: &mut Ctx<'_>) -> Next {
        if let Some(mock) = running(&ctx.desk.history.mocks).filter(|_| !self.plan.is_practice) {
            ctx.say("a mock was running; it goes on");
            return Next::Push(Opening::Exam(mock));
        }
        let fits = |(_, (length, form)): &(usize, &(Length, Result<Form, Missing>))| {
            self.plan.length.map_or(form.is_ok(), |wanted| wanted == *length)
        };
        let place = self.forms.iter().enumerate().rev().find(fits).map(|(place, _)| place);
        place.map_or(Next::Stay, |place| self.begin(ctx, place))
    }

    fn begin(&mut self, ctx: &mut Ctx<'_>, place: usize) -> Next {
        let form = match self.forms.get(place) {
            Some((_, Ok(form))) => form.clone(),
            Some((_, Err(missing))) => {
                ctx.say(format!(
                    "{}; {{mocks.practice}} makes it practice, which may be shorter",
                    missing.words()
                ));
                if !self.plan.is_practice {
                    return Next::Stay;
                }
                return self.practice(ctx, place);
            }
            None => return Next::Stay,
        };
        if self.plan.is_practice {
            return self.practice(ctx, place);
        }
        if let Some(mock) = running(&ctx.desk.history.mocks) {
            ctx.say("a mock is running; it ends before another one begins");
            return Next::Push(Opening::Exam(mock));
        }
        let minutes = self.plan.minutes(form.length);
        let parts = (form.length.questions, form.seed, form.bank);
        // A mock is named by its start, so two never have the same.
        let last =
            ctx.desk.history.mocks.last().map_or(ctx.now.wall, |last| last.started.plus_ms(1));
        let mock = Attempt::new(parts, form.questions, ctx.now.wall.max(last), minutes);
        let repeats = self.repeats.get(place).copied().unwrap_or(0);
        if 0 < repeats {
            ctx.say(format!("{repeats} of these questions were seen before"));
        }
        ctx.desk.history.mocks.push(mock.clone());
        ctx.effects.push(Effect::Keep(Record::Mock(Box::new(MockRecord::Begun(mock)))));
        Next::Push(Opening::Exam(ctx.desk.history.mocks.len() - 1))
    }

    /// The questions of a form with feedback after each; of a length that cannot be filled, those
    /// that there are, one of each situation.
    fn practice(&self, ctx: &mut Ctx<'_>, place: usize) -> Next {
        let library = &ctx.desk.library;
        let items: Vec<usize> = match self.forms.get(place) {
            Some((_, Ok(form))) => {
                form.questions.iter().filter_map(|one| library.item_position(&one.item)).collect()
            }
            Some((length, Err(_))) => {
                let line = Practice::line(ctx, |_, _| true);
                line.into_iter().take(length.questions as usize).collect()
            }
            None => Vec::new(),
        };
        Next::Push(Opening::Practice(items))
    }
}

impl Scene for Mocks {
    fn place(&self) -> Place {
        Place::Mocks
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "actions of other screens do nothing here")]
    fn act(&mut self, ctx: &mut Ctx<'_>, action: Action) -> Next {
        let rows = self.rows(&ctx.desk.history.mocks);
        let height = usize::from(ctx.size.height.saturating_sub(FRAME_ROWS));
        match action {
            Action::Back => return Next::Pop,
            Action::Undo => ctx.say("a mock that is done stays done"),
            Action::ExtraTime => self.plan.has_extra_time = !self.plan.has_extra_time,
            Action::AsPractice => self.plan.is_practice = !self.plan.is_practice,
            Action::Open => {
                return match rows.get(self.cursor.selected) {
                    Some(MockRow::Resume(mock)) => Next::Push(Opening::Exam(*mock)),
                    Some(MockRow::Past(mock)) => Next::Push(Opening::Report(*mock)),
                    Some(MockRow::Begin(place)) => self.begin(ctx, *place),
                    None => Next::Stay,
                };
            }
            other => self.cursor.act(other, rows.len(), height),
        }
        Next::Stay
    }

    fn click(&mut self, ctx: &mut Ctx<'_>, entry: usize) -> Next {
        self.cursor.selected = entry;
        self.act(ctx, Action::Open)
    }

    fn come_back(&mut self, ctx: &mut Ctx<'_>) {
        *self = Self { cursor: self.cursor, ..Self::new(ctx, self.plan) };
    }
}
