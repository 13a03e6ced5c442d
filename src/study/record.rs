//! What the study side wants done outside, what came of it, and the rows that are kept.

use std::collections::{BTreeMap, BTreeSet};

use super::preferences::Preferences;
use crate::{
    clock::{Day, Timestamp},
    exam::{
        self,
        attempt::{Attempt, Response},
    },
    ids::{CardId, ItemId},
    memory::{
        CardState, Entry,
        queue::States,
        stats::{AnswerCounts, AnswerKind, Forecast, ItemEntry, Prediction, Review, Summary},
    },
};

/// Everything that the progress file holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Progress {
    pub states: States,
    pub summary: Summary,
    /// Worlds whose challenge was solved.
    pub solved: BTreeSet<String>,
    /// Answers to scenarios, the oldest first.
    pub items: Vec<ItemEntry>,
    pub predictions: Vec<Prediction>,
    /// Templates of drills by name.
    pub drills: BTreeMap<String, AnswerCounts>,
    pub mocks: Vec<Attempt>,
    /// Answers to cards, the oldest first.
    pub reviews: Vec<Review>,
    /// What was said of the exam on each day, the oldest first.
    pub forecasts: Vec<Forecast>,
    /// The study day on which it was read, and the states that cards which were touched on it had
    /// before.
    pub day: Day,
    pub dawn: States,
    /// Cards that a clock which was ahead has dated later than today, and by which day they were
    /// answered.
    pub answered_by: BTreeMap<CardId, Day>,
}

/// How an effect ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A line of the log is on the disk.
    Saved {
        token: u64,
        seq: i64,
        card: CardId,
        state: CardState,
    },
    /// A line of the log was taken back.
    Undone {
        seq: i64,
        card: CardId,
        state: CardState,
    },
    /// A record is on the disk.
    Kept(Record),
    /// The progress file was read again.
    Loaded(Box<Progress>),
    /// The last line of the log was taken back, that of this card; none: nothing was left.
    TakenBack {
        card: Option<CardId>,
        progress: Box<Progress>,
    },
    Failed {
        effect: Effect,
        why: String,
    },
}

/// Something to be done outside.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Add a line to the log.
    Save {
        token: u64,
        session: u64,
        entry: Entry,
    },
    /// Take back the line `seq`.
    Undo {
        seq: i64,
        session: u64,
        entry: Entry,
    },
    /// Take the last line of the log back that is about a card, whichever session wrote it.
    UndoLast,
    /// Keep something that was done besides cards.
    Keep(Record),
    /// Write one setting; none removes it.
    SaveSetting {
        key: &'static str,
        value: Option<Setting>,
    },
    /// Schedule by these settings from now on, what is known already too.
    Reschedule(Box<Preferences>),
    /// Read the progress file again if another window has written to it.
    Refresh,
    /// Make today's copy of the progress file.
    BackUp,
    /// Stop the process until the shell brings it back.
    Suspend,
    Leave,
}

/// Something that was done besides cards; it is only ever added. Each carries the moment and the
/// study day at which it was done, which may be days before it reaches the disk.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    /// A run that solved a challenge.
    Run(RunRecord),
    Item(ItemRecord),
    Prediction(PredictionRecord),
    Drill(DrillRecord),
    Mock(Box<MockRecord>),
    Forecast {
        at: Timestamp,
        forecast: Forecast,
    },
}

impl Record {
    /// What it is, as the subject of a sentence.
    pub fn what(&self) -> &'static str {
        match self {
            Self::Run(_) => "the solved challenge",
            Self::Item(_) | Self::Drill(_) => "the answer",
            Self::Prediction(_) => "the prediction",
            Self::Mock(_) => "the mock",
            Self::Forecast { .. } => "today's forecast",
        }
    }
}

/// A run of the simulator that is worth keeping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRecord {
    pub at: Timestamp,
    pub day: Day,
    pub world: String,
    /// What differs from the world's file: `component.setting=value`, separated by spaces.
    pub changes: String,
    pub seed: u64,
    pub digest: u64,
    pub is_solved: bool,
}

/// The answer to a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemRecord {
    pub at: Timestamp,
    pub day: Day,
    pub item: ItemId,
    /// The numbers that it was shown with.
    pub numbers: Vec<(String, f64)>,
    /// Options by the names that they have in the situation.
    pub picked: Vec<String>,
    pub is_right: bool,
    pub time_ms: u32,
    pub kind: AnswerKind,
}

/// What was done to a mock.
#[derive(Debug, Clone, PartialEq)]
pub enum MockRecord {
    Begun(Attempt),
    /// How a question stands now.
    Noted {
        mock: i64,
        question: usize,
        response: Response,
        at: Timestamp,
    },
    Ended {
        mock: i64,
        at: Timestamp,
        outcome: exam::attempt::MockOutcome,
    },
}

/// What was said of a run beforehand, and what came.
#[derive(Debug, Clone, PartialEq)]
pub struct PredictionRecord {
    pub at: Timestamp,
    pub item: ItemId,
    pub metric: String,
    pub prediction: Prediction,
}

/// The answer to a drill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrillRecord {
    pub at: Timestamp,
    pub day: Day,
    /// The template by its name.
    pub template: String,
    /// 1 to 3.
    pub level: u8,
    pub is_right: bool,
    pub time_ms: u32,
}

/// The value of a setting as the configuration file writes it.
#[derive(Debug, Clone, PartialEq)]
pub enum Setting {
    Text(String),
    Number(f64),
    Flag(bool),
}
