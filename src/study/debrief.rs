//! The debrief of a mock: how each question went, and what its misses brought back.

use super::mock::keys;
use crate::{
    content::Library,
    exam::attempt::{Attempt, Change},
    memory::{
        Confidence, Source,
        stats::{Returns, Review},
    },
};

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
