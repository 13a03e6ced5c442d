//! What a learner remembers: the log of answers, the state of a card that follows from it, and what
//! to show next.
//!
//! Everything here is a function of values. The log of [`Entry`]s is the truth; a [`CardState`] is
//! what [`Scheduler::replay`] makes of it, and can be thrown away and made again.

pub mod course;
pub mod day;
pub mod figures;
mod filling;
pub mod fit;
pub mod fsrs;
pub mod grade;
pub mod plan;
pub mod queue;
mod ranked;
pub mod readiness;
pub mod roster;
pub mod schedule;
pub mod state;
pub mod stats;

use crate::{
    clock::{Day, Timestamp},
    ids::CardId,
};

pub use self::{
    fsrs::Memory,
    schedule::Scheduler,
    state::{CardState, Due, Phase},
};

/// The four ratings of FSRS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rating {
    /// Not remembered.
    Again = 1,
    /// Remembered with trouble: still a pass.
    Hard = 2,
    Good = 3,
    /// Remembered at once.
    Easy = 4,
}

impl Rating {
    pub const ALL: [Self; 4] = [Self::Again, Self::Hard, Self::Good, Self::Easy];

    /// 1 to 4, as the log stores it.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// The rating that `number` stands for.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|rating| rating.number() == number)
    }

    /// What belongs to it among what there is for each of the four.
    pub fn pick<T>(self, [again, hard, good, easy]: [T; 4]) -> T {
        match self {
            Self::Again => again,
            Self::Hard => hard,
            Self::Good => good,
            Self::Easy => easy,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Again => "again",
            Self::Hard => "hard",
            Self::Good => "good",
            Self::Easy => "easy",
        }
    }
}

/// How sure a learner said to be before seeing the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Confidence {
    #[default]
    Sure,
    Unsure,
    Guess,
}

impl Confidence {
    pub fn word(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::Unsure => "unsure",
            Self::Guess => "guess",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::Sure, Self::Unsure, Self::Guess].into_iter().find(|one| one.word() == word)
    }

    /// The next one, around.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Sure => Self::Unsure,
            Self::Unsure => Self::Guess,
            Self::Guess => Self::Sure,
        }
    }
}

/// What was done to a card.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    Answer(Answer),
    /// Not shown again until resumed.
    Suspend,
    Resume,
    /// Not shown before this day.
    Bury {
        until: Day,
    },
    /// Everything learnt is forgotten; the log keeps it.
    Reset,
}

/// One answer with its circumstances.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub rating: Rating,
    /// Whether the answer given was right; the rating may differ from it.
    pub is_right: bool,
    pub confidence: Confidence,
    /// From showing the card to giving the answer, by a clock that cannot be set.
    pub time_ms: u32,
    /// The recall that was expected at the moment of showing; none for a new card.
    pub expected_recall: Option<f32>,
    /// What was typed or picked, for people; nothing reads it.
    pub given: String,
    pub source: Source,
}

/// Where an answer to a card was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Source {
    /// At the card, when it was its turn.
    #[default]
    Review,
    /// At the card, ahead of its turn and on demand. It counts as time and activity only: what was
    /// seen shortly before says nothing about the memory, and the next interval shall not grow.
    Cram,
    Scenario,
    Drill,
    Mock,
    /// Of a run, beforehand, and far off.
    Prediction,
}

impl Source {
    pub const ALL: [Self; 6] =
        [Self::Review, Self::Cram, Self::Scenario, Self::Drill, Self::Mock, Self::Prediction];

    pub fn word(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::Cram => "cram",
            Self::Scenario => "scenario",
            Self::Drill => "drill",
            Self::Mock => "mock",
            Self::Prediction => "prediction",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.word() == word)
    }

    /// Whether the card itself was shown and answered; else something else was, and told of it.
    pub fn is_at_card(self) -> bool {
        match self {
            Self::Review | Self::Cram => true,
            Self::Scenario | Self::Drill | Self::Mock | Self::Prediction => false,
        }
    }

    /// Whether the answer changes what is known of the card.
    pub fn reaches_memory(self) -> bool {
        match self {
            Self::Cram => false,
            Self::Review | Self::Scenario | Self::Drill | Self::Mock | Self::Prediction => true,
        }
    }
}

/// One line of the log: what was done to which card, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub card: CardId,
    pub at: Timestamp,
    pub offset_min: i32,
    /// The study day, as it was when it happened.
    pub day: Day,
    /// A number that stood for the right answer at that time: answers to a question whose right
    /// answer has changed since do not count.
    pub mark: u64,
    pub deed: Deed,
}
