//! What is remembered of one card, as it follows from its log.

use super::fsrs::Memory;
use crate::clock::{Day, Timestamp};

pub(super) const MS_PER_DAY: i64 = 86_400_000;
/// A card that was forgotten this often is a leech.
pub const LEECH_LAPSES: u32 = 8;

/// Where a card is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Phase {
    #[default]
    New,
    /// In its first steps.
    Learning,
    Review,
    /// In steps after having been forgotten.
    Relearning,
}

impl Phase {
    pub const ALL: [Self; 4] = [Self::New, Self::Learning, Self::Review, Self::Relearning];

    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Learning => "learning",
            Self::Review => "review",
            Self::Relearning => "relearning",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.word() == word)
    }
}

/// When a card comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Whenever there is room for new cards.
    Unplanned,
    /// Within a day: at this instant.
    At(Timestamp),
    On(Day),
}

/// How long a card rests after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    Minutes(u32),
    Days(i32),
}

/// Everything that follows from the log of one card.
#[derive(Debug, Clone, PartialEq)]
pub struct CardState {
    pub phase: Phase,
    pub memory: Option<Memory>,
    pub due: Due,
    /// Which of the steps it is in.
    pub step: u8,
    /// Study day of the first answer.
    pub first_day: Option<Day>,
    /// Study day and instant of the last answer.
    pub last: Option<(Day, Timestamp)>,
    pub n_answers: u32,
    /// How often it was forgotten after having been known.
    pub n_lapses: u32,
    pub is_suspended: bool,
    pub buried_until: Option<Day>,
}

impl Default for CardState {
    fn default() -> Self {
        Self::FRESH
    }
}

impl CardState {
    /// A card that was never touched.
    pub const FRESH: Self = Self {
        phase: Phase::New,
        memory: None,
        due: Due::Unplanned,
        step: 0,
        first_day: None,
        last: None,
        n_answers: 0,
        n_lapses: 0,
        is_suspended: false,
        buried_until: None,
    };

    /// Whether it may be shown on this day at all.
    pub fn is_available(&self, today: Day) -> bool {
        !self.is_suspended && self.buried_until.is_none_or(|until| until <= today)
    }

    /// Whether it comes back within the day, at its first answers or after it was forgotten.
    pub fn is_in_steps(&self) -> bool {
        matches!(self.phase, Phase::Learning | Phase::Relearning)
    }

    /// The state when a clock that was ahead dated the last answer later than `today`, the day by
    /// which it was given: it counts as one of that day, and nothing rests longer than from then
    /// on.
    #[must_use]
    pub fn as_of(mut self, today: Day) -> Self {
        if let Some((day, at)) = self.last
            && today < day
        {
            let late = day.since(today);
            self.last = Some((today, at.plus_ms(-i64::from(late) * MS_PER_DAY)));
            self.first_day = self.first_day.map(|first| first.min(today));
            self.due = match self.due {
                Due::On(due) => Due::On(due.plus(-late)),
                Due::At(due) => Due::At(due.plus_ms(-i64::from(late) * MS_PER_DAY)),
                Due::Unplanned => Due::Unplanned,
            };
        }
        // A card is only ever put off until tomorrow.
        self.buried_until = self.buried_until.map(|until| until.min(today.plus(1)));
        self
    }

    pub fn is_leech(&self) -> bool {
        LEECH_LAPSES <= self.n_lapses
    }

    /// Study days since the last answer, at least 0.
    pub fn elapsed_days(&self, today: Day) -> i32 {
        self.last.map_or(0, |(day, _)| today.since(day).max(0))
    }
}
