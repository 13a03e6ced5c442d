//! Answers to scenarios and drills.

use std::collections::BTreeMap;

use rusqlite::params;

use super::{Store, StoreError};
use crate::{
    clock::Day,
    ids::ItemId,
    memory::stats::{AnswerCounts, AnswerKind, ItemEntry, Prediction},
    study::record::{DrillRecord, ItemRecord, PredictionRecord},
};

impl Store {
    /// Adds an answer to a drill. It has reached the disk when this returns.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn keep_drill(&mut self, record: &DrillRecord) -> Result<(), StoreError> {
        let DrillRecord { at, day, template, level, is_right, time_ms } = record;
        self.db.execute(
            "INSERT INTO drill_answer (at_ms, day, template, level, is_right, time_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![at.0, day.0, template, level, is_right, time_ms],
        )?;
        Ok(())
    }

    /// All templates that were drilled, with how it went.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn drill_counts(&self) -> Result<BTreeMap<String, AnswerCounts>, StoreError> {
        let mut statement =
            self.db.prepare("SELECT template, is_right FROM drill_answer ORDER BY seq")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut counts: BTreeMap<String, AnswerCounts> = BTreeMap::new();
        for row in rows {
            let (name, is_right): (String, bool) = row?;
            counts.entry(name).or_default().note(is_right);
        }
        Ok(counts)
    }

    /// Adds an answer. It has reached the disk when this returns.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn keep_item(&mut self, record: &ItemRecord) -> Result<(), StoreError> {
        let ItemRecord { at, day, item, numbers, picked, is_right, time_ms, kind } = record;
        // Numbers as `name=value` and options by name, both separated by spaces.
        let number = |(name, value): &(String, f64)| format!("{name}={value}");
        let numbers = numbers.iter().map(number).collect::<Vec<_>>().join(" ");
        let picked = picked.join(" ");
        self.db.execute(
            "INSERT INTO item_answer (at_ms, day, item, numbers, picked, is_right, time_ms, kind)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![at.0, day.0, &*item.0, numbers, picked, is_right, time_ms, kind.word()],
        )?;
        Ok(())
    }

    /// Adds a prediction. It has reached the disk when this returns.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn keep_prediction(&mut self, record: &PredictionRecord) -> Result<(), StoreError> {
        let PredictionRecord { at, item, metric, prediction } = record;
        let Prediction { day, predicted, actual } = prediction;
        self.db.execute(
            "INSERT INTO prediction (at_ms, day, item, metric, predicted, actual)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![at.0, day.0, &*item.0, metric, predicted, actual],
        )?;
        Ok(())
    }

    /// All predictions, the oldest first.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn predictions(&self) -> Result<Vec<Prediction>, StoreError> {
        let mut statement =
            self.db.prepare("SELECT day, predicted, actual FROM prediction ORDER BY seq")?;
        let rows = statement.query_map([], |row| {
            let day = Day(row.get(0)?);
            Ok(Prediction { day, predicted: row.get(1)?, actual: row.get(2)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// All answers to scenarios, the oldest first.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn item_log(&self) -> Result<Vec<ItemEntry>, StoreError> {
        let mut statement = self
            .db
            .prepare("SELECT day, item, picked, is_right, kind FROM item_answer ORDER BY seq")?;
        let rows = statement.query_map([], |row| {
            let (item, picked): (String, String) = (row.get(1)?, row.get(2)?);
            let kind: String = row.get(4)?;
            Ok(ItemEntry {
                day: Day(row.get(0)?),
                item: ItemId(item.into()),
                picked: picked.split_whitespace().map(str::to_owned).collect(),
                is_right: row.get(3)?,
                kind: AnswerKind::parse(&kind).unwrap_or(AnswerKind::Practice),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::Timestamp,
        memory::{
            Scheduler,
            stats::{counts_by_item, median_factor},
        },
    };

    #[test]
    fn predictions_are_kept_in_order_and_their_error_is_a_factor() {
        let mut store = Store::in_memory(Scheduler::default()).unwrap();
        for (predicted, actual) in [(50.0, 100.0), (400.0, 100.0), (0.0, 0.5)] {
            let record = PredictionRecord {
                at: Timestamp(1),
                item: ItemId("claims-portal.cost".into()),
                metric: "p99_ms".into(),
                prediction: Prediction { day: Day(3), predicted, actual },
            };
            store.keep_prediction(&record).unwrap();
        }
        let kept = store.predictions().unwrap();
        let factors: Vec<String> = kept.iter().map(|one| one.factor().to_string()).collect();
        assert_eq!(factors, ["2", "4", "1"]);
        assert_eq!(median_factor(&kept).map(|factor| factor.to_string()), Some("2".to_owned()));
        assert_eq!(median_factor(&[]), None);
    }

    #[test]
    fn drills_are_counted_by_template() {
        let mut store = Store::in_memory(Scheduler::default()).unwrap();
        for (template, is_right) in [("wcu", true), ("burst", false), ("wcu", false)] {
            let (at, day) = (Timestamp(1), Day(2));
            let template = template.to_owned();
            let record = DrillRecord { at, day, template, level: 2, is_right, time_ms: 9 };
            store.keep_drill(&record).unwrap();
        }
        let of = |n_right, n_wrong| AnswerCounts { n_right, n_wrong, was_right: false };
        let expected = BTreeMap::from([("burst".into(), of(0, 1)), ("wcu".into(), of(1, 1))]);
        assert_eq!(store.drill_counts().unwrap(), expected);
    }

    #[test]
    fn answers_are_counted_and_the_last_one_is_known() {
        let mut store = Store::in_memory(Scheduler::default()).unwrap();
        assert_eq!(store.item_log().unwrap(), []);
        let kinds = [AnswerKind::Practice, AnswerKind::Mock, AnswerKind::Mock];
        let all = [false, true, false].into_iter().zip(kinds);
        for (is_right, kind) in all.chain([(true, AnswerKind::Contrast)]) {
            let record = ItemRecord {
                at: Timestamp(1),
                day: Day(2),
                item: ItemId("claims-portal.cost".into()),
                numbers: vec![("rate".into(), 30.0)],
                picked: vec!["snapstart".into()],
                is_right,
                time_ms: 60_000,
                kind,
            };
            store.keep_item(&record).unwrap();
        }
        let counts = AnswerCounts { n_right: 1, n_wrong: 2, was_right: false };
        let expected = BTreeMap::from([(ItemId("claims-portal.cost".into()), counts)]);
        let log = store.item_log().unwrap();
        assert_eq!(counts_by_item(&log), expected);
        assert_eq!(log[3].kind, AnswerKind::Contrast);
    }
}
