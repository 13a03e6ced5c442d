//! What was done: answers, mocks, challenges, and what was said of the exam.

use std::collections::{BTreeMap, BTreeSet};

use super::record::{DrillRecord, ItemRecord, RunRecord};
use crate::{
    clock::Day,
    exam::attempt::Attempt,
    ids::ItemId,
    memory::{
        Source,
        stats::{
            AnswerCounts, AnswerKind, Forecast, ItemEntry, Prediction, Returns, Review, Summary,
            Work, count_answer, counts_by_item,
        },
    },
};

/// Everything that was done besides what is remembered of cards, the oldest first.
#[derive(Debug, Default)]
pub struct History {
    pub summary: Summary,
    /// Worlds whose challenge was solved.
    pub solved: BTreeSet<String>,
    /// Answers to scenarios, and how each of these went.
    pub item_log: Vec<ItemEntry>,
    pub item_history: BTreeMap<ItemId, AnswerCounts>,
    pub mocks: Vec<Attempt>,
    /// Answers to cards.
    pub reviews: Vec<Review>,
    /// What was said of the exam on each day.
    pub forecasts: Vec<Forecast>,
    /// How drills went, by the name of their template.
    pub drill_history: BTreeMap<String, AnswerCounts>,
    /// What was said of runs beforehand.
    pub predictions: Vec<Prediction>,
}

impl History {
    /// A scenario was answered.
    pub fn note_item(&mut self, record: &ItemRecord) {
        let ItemRecord { day, item, picked, is_right, kind, time_ms, .. } = record.clone();
        let work = match kind {
            AnswerKind::Mock => Work::Mock,
            AnswerKind::Practice | AnswerKind::Contrast => Work::Scenario,
        };
        if picked.is_empty() {
            self.summary.note_time(day, work, time_ms);
        } else {
            self.summary.note(day, work, time_ms);
        }
        if !is_right {
            self.summary.note_miss(day);
        }
        let entry = ItemEntry { day, item, picked, is_right, kind };
        count_answer(&mut self.item_history, &entry);
        self.item_log.push(entry);
    }

    /// Takes in the log of answers to scenarios.
    pub fn set_items(&mut self, log: Vec<ItemEntry>) {
        self.item_history = counts_by_item(&log);
        self.item_log = log;
    }

    /// A drill was answered.
    pub fn note_drill(&mut self, record: &DrillRecord) {
        self.drill_history.entry(record.template.clone()).or_default().note(record.is_right);
        self.summary.note(record.day, Work::Drill, record.time_ms);
        if !record.is_right {
            self.summary.note_miss(record.day);
        }
    }

    /// A challenge was solved.
    pub fn note_solved(&mut self, record: &RunRecord) {
        self.solved.insert(record.world.clone());
        self.summary.note(record.day, Work::Challenge, 0);
    }

    /// What the misses of a day brought back. A prediction that was far off is one, too.
    pub fn returns(&self, day: Day) -> Returns {
        let came = self.reviews.iter().filter(|one| one.day == day && one.is_return());
        let n_predicted = came.clone().filter(|one| one.source == Source::Prediction).count();
        Returns {
            n_misses: self.summary.activity(day).n_missed
                + u32::try_from(n_predicted).unwrap_or(u32::MAX),
            cards: came.map(|one| one.card.clone()).collect(),
        }
    }

    /// Items that this person has met in a mock or in practice.
    pub fn seen_items(&self) -> BTreeSet<ItemId> {
        let of_mocks = self.mocks.iter().flat_map(|mock| &mock.questions);
        let met = of_mocks.map(|one| one.item.clone());
        met.chain(self.item_history.keys().cloned()).collect()
    }
}
