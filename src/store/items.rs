//! Answers to scenarios.

use std::collections::BTreeMap;

use rusqlite::params;

use super::{Store, StoreError};
use crate::{
    clock::{Day, Timestamp},
    ids::ItemId,
    memory::stats::ItemCounts,
};

/// An answer to a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemAnswer {
    pub item: String,
    /// The numbers that it was shown with: `name=value`, separated by spaces.
    pub numbers: String,
    /// Options by name, separated by spaces.
    pub picked: String,
    pub is_right: bool,
    pub time_ms: u32,
}

impl Store {
    /// Adds an answer. It has reached the disk when this returns.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_item(
        &mut self,
        answer: &ItemAnswer,
        at: Timestamp,
        day: Day,
    ) -> Result<(), StoreError> {
        let ItemAnswer { item, numbers, picked, is_right, time_ms } = answer;
        self.db.execute(
            "INSERT INTO item_answer (at_ms, day, item, numbers, picked, is_right, time_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![at.0, day.0, item, numbers, picked, is_right, time_ms],
        )?;
        Ok(())
    }

    /// All scenarios that were answered, with how it went.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn item_counts(&self) -> Result<BTreeMap<ItemId, ItemCounts>, StoreError> {
        let mut statement =
            self.db.prepare("SELECT item, is_right FROM item_answer ORDER BY seq")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut counts: BTreeMap<ItemId, ItemCounts> = BTreeMap::new();
        for row in rows {
            let (item, is_right): (String, bool) = row?;
            counts.entry(ItemId(item.into())).or_default().note(is_right);
        }
        Ok(counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::Scheduler;

    #[test]
    fn answers_are_counted_and_the_last_one_is_known() {
        let mut store = Store::in_memory(Scheduler::default()).unwrap();
        assert_eq!(store.item_counts().unwrap(), BTreeMap::new());
        for is_right in [false, true, false] {
            let answer = ItemAnswer {
                item: "claims-portal.cost".into(),
                numbers: "rate=30".into(),
                picked: "snapstart".into(),
                is_right,
                time_ms: 60_000,
            };
            store.keep_item(&answer, Timestamp(1), Day(2)).unwrap();
        }
        let counts = ItemCounts { n_right: 1, n_wrong: 2, was_right: false };
        let expected = BTreeMap::from([(ItemId("claims-portal.cost".into()), counts)]);
        assert_eq!(store.item_counts().unwrap(), expected);
    }
}
