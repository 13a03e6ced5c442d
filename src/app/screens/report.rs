//! What a mock came to, and the way to each of its questions.

use super::{Scene, list::Cursor, practice::Practice, question::Past};
use crate::{
    app::{
        Ctx, Next,
        keys::action::{Action, Place},
    },
    exam::attempt::Attempt,
    memory::stats::Returns,
    study::{
        debrief::{ReportLine, lines, returns},
        mock::{Sheet, bank_of, sheets},
    },
};

/// The screen.
#[derive(Debug)]
pub struct Report {
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

impl Report {
    pub fn new(ctx: &Ctx<'_>, mock: usize) -> Option<Self> {
        let attempt = ctx.desk.history.mocks.get(mock)?;
        let lines = lines(&ctx.desk.library, attempt);
        let is_same_bank = attempt.bank == bank_of(&ctx.desk.library);
        let returns = returns(&ctx.desk.history.reviews, attempt, &lines);
        Some(Self { mock, lines, cursor: Cursor::default(), is_same_bank, returns })
    }
}

impl Scene for Report {
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
                let Some(mock) = ctx.desk.history.mocks.get(self.mock) else { return Next::Pop };
                let sheets = sheets(&ctx.desk.library, mock);
                let from = self.lines.iter().skip(self.cursor.selected);
                let past = from.filter_map(|line| past(&sheets, mock, line.question)).collect();
                Next::to(Practice::debrief(ctx, past))
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

/// A question of a mock as practice explains it.
fn past(sheets: &[Sheet], mock: &Attempt, question: usize) -> Option<Past> {
    let sheet = sheets.get(question)?;
    let response = mock.responses.get(question)?;
    Some(Past {
        item: sheet.item?,
        numbers: sheet.numbers.clone(),
        order: sheet.order.clone(),
        picked: response.picked.clone(),
    })
}
