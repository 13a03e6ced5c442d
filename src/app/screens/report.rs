//! What a mock came to, and the way to each of its questions.

use super::{Scene, list::Cursor};
use crate::{
    app::{
        Ctx, Next, Opening,
        keys::action::{Action, Place},
    },
    memory::stats::Returns,
    study::{
        debrief::{ReportLine, lines, returns},
        mock::bank_of,
    },
};

/// The screen.
#[derive(Debug)]
pub struct ReportView {
    /// The mock by its place on the desk.
    pub mock: usize,
    /// Its questions in the order of the debrief.
    pub lines: Vec<ReportLine>,
    pub cursor: Cursor,
    /// Whether the items are still those that were asked: texts shown are those of today.
    pub is_same_bank: bool,
    /// What its misses brought back.
    pub returns: Returns,
}

impl ReportView {
    pub fn new(ctx: &Ctx<'_>, mock: usize) -> Option<Self> {
        let attempt = ctx.desk.history.mocks.get(mock)?;
        let lines = lines(&ctx.desk.library, attempt);
        let is_same_bank = attempt.bank == bank_of(&ctx.desk.library);
        let returns = returns(&ctx.desk.history.reviews, attempt, &lines);
        Some(Self { mock, lines, cursor: Cursor::default(), is_same_bank, returns })
    }
}

impl Scene for ReportView {
    fn place(&self) -> Place {
        Place::Report
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "actions of other screens do nothing here")]
    fn act(&mut self, ctx: &mut Ctx<'_>, action: Action) -> Next {
        let height = usize::from(ctx.size.height.saturating_sub(HEAD_ROWS));
        match action {
            Action::Back => Next::Pop,
            Action::Undo => {
                ctx.say("a mock that is done stays done");
                Next::Stay
            }
            Action::Open | Action::NextItem => {
                if ctx.desk.history.mocks.len() <= self.mock {
                    return Next::Pop;
                }
                let from = self.lines.iter().skip(self.cursor.selected);
                let questions = from.map(|line| line.question).collect();
                Next::Push(Opening::Debrief { mock: self.mock, questions })
            }
            other => {
                self.cursor.act(other, self.lines.len(), height);
                Next::Stay
            }
        }
    }

    fn click(&mut self, ctx: &mut Ctx<'_>, entry: usize) -> Next {
        self.cursor.selected = entry;
        self.act(ctx, Action::Open)
    }
}

/// Rows of the screen above the list of questions, frame and foot with them.
pub const HEAD_ROWS: u16 = 13;
