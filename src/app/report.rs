//! What a mock came to, and the way to each of its questions.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "actions are one flat list for all screens; each takes the few that are its own"
)]

use super::{
    Ctx, Next,
    action::Action,
    exam::{Sheet, bank_of, keys, sheets},
    list::Cursor,
    question::Past,
};
use crate::{
    content::Library,
    exam::attempt::{Attempt, Change},
    memory::{
        Confidence, Source,
        stats::{Returns, Review},
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

/// How a question went, in the order of the debrief: first what was held for right and is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Went {
    SureButWrong,
    Wrong,
    LeftOpen,
    GuessedRight,
    UnsureButRight,
    Right,
}

impl Went {
    fn new(is_right: bool, is_open: bool, confidence: Option<Confidence>) -> Self {
        match (is_right, is_open, confidence) {
            (false, true, _) => Self::LeftOpen,
            (false, false, Some(Confidence::Sure)) => Self::SureButWrong,
            (false, false, _) => Self::Wrong,
            (true, _, Some(Confidence::Guess)) => Self::GuessedRight,
            (true, _, Some(Confidence::Unsure)) => Self::UnsureButRight,
            (true, _, _) => Self::Right,
        }
    }

    pub fn is_right(self) -> bool {
        matches!(self, Self::GuessedRight | Self::UnsureButRight | Self::Right)
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::SureButWrong => "sure, but wrong",
            Self::Wrong => "wrong",
            Self::LeftOpen => "left open",
            Self::GuessedRight => "guessed right",
            Self::UnsureButRight => "right, unsure",
            Self::Right => "right",
        }
    }
}

/// A question of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportLine {
    /// From 0, in the order of the exam.
    pub question: usize,
    pub went: Went,
    pub confidence: Option<Confidence>,
    pub is_scored: bool,
    pub change: Option<Change>,
    pub time_ms: u64,
    pub is_flagged: bool,
}

/// The questions of a mock in the order of the debrief.
pub fn lines(library: &Library, mock: &Attempt) -> Vec<ReportLine> {
    let keys = keys(library, mock);
    let mut lines: Vec<ReportLine> = (0..mock.questions.len())
        .filter_map(|question| {
            let key = keys.get(question)?.as_ref()?;
            let response = mock.responses.get(question)?;
            Some(ReportLine {
                question,
                went: Went::new(
                    mock.is_right(question, &key.key),
                    response.picked.is_empty(),
                    response.confidence,
                ),
                confidence: response.confidence,
                is_scored: mock.questions.get(question)?.is_scored,
                change: mock.change(question, &key.key),
                time_ms: response.time_ms,
                is_flagged: response.is_flagged,
            })
        })
        .collect();
    lines.sort_by_key(|line| (line.went, line.question));
    lines
}

/// What the misses of a mock brought back: its answers reached the cards at its end, a moment
/// apart.
pub fn returns(reviews: &[Review], mock: &Attempt, lines: &[ReportLine]) -> Returns {
    let Some((ended, _)) = &mock.ended else { return Returns::default() };
    let after = ended.plus_ms(i64::try_from(mock.questions.len()).unwrap_or(i64::MAX));
    let is_of_it = |one: &&Review| {
        one.source == Source::Mock && one.is_return() && *ended <= one.at && one.at < after
    };
    // What was never in front reached nothing.
    let missed = lines.iter().filter(|line| !line.went.is_right() && 0 < line.time_ms);
    Returns {
        n_misses: u32::try_from(missed.count()).unwrap_or(u32::MAX),
        cards: reviews.iter().filter(is_of_it).map(|one| one.card.clone()).collect(),
    }
}

impl Report {
    pub fn new(ctx: &Ctx<'_>, mock: usize) -> Option<Self> {
        let attempt = ctx.desk.mocks.get(mock)?;
        let lines = lines(&ctx.desk.library, attempt);
        let is_same_bank = attempt.bank == bank_of(&ctx.desk.library);
        let returns = returns(&ctx.desk.reviews, attempt, &lines);
        Some(Self { mock, lines, cursor: Cursor::default(), is_same_bank, returns })
    }

    pub fn act(&mut self, ctx: &mut Ctx<'_>, action: Action) -> Next {
        let height = usize::from(ctx.size.height.saturating_sub(HEAD_ROWS));
        match action {
            Action::Back => Next::Pop,
            Action::Undo => {
                ctx.say("a mock that is done stays done");
                Next::Stay
            }
            Action::Open | Action::NextItem => {
                let Some(mock) = ctx.desk.mocks.get(self.mock) else { return Next::Pop };
                let sheets = sheets(&ctx.desk.library, mock);
                let from = self.lines.iter().skip(self.cursor.selected);
                let past = from.filter_map(|line| past(&sheets, mock, line.question)).collect();
                Next::Debrief(past)
            }
            other => {
                self.cursor.act(other, self.lines.len(), height);
                Next::Stay
            }
        }
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
