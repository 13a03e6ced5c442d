//! Runs of the simulator that are worth keeping.

use std::collections::BTreeSet;

use rusqlite::params;

use super::{Store, StoreError, mocks::bits};
use crate::study::record::RunRecord;

impl Store {
    /// Adds a run. It has reached the disk when this returns.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn keep_run(&mut self, run: &RunRecord) -> Result<(), StoreError> {
        self.db.execute(
            "INSERT INTO run (at_ms, day, world, changes, seed, digest, is_solved)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                run.at.0,
                run.day.0,
                run.world,
                run.changes,
                bits(run.seed),
                bits(run.digest),
                run.is_solved
            ],
        )?;
        Ok(())
    }

    /// Worlds whose challenge was solved.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn solved(&self) -> Result<BTreeSet<String>, StoreError> {
        let mut statement =
            self.db.prepare("SELECT DISTINCT world FROM run WHERE is_solved = 1")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::{Day, Timestamp},
        memory::Scheduler,
    };

    #[test]
    fn a_solved_challenge_is_known_again_and_a_failed_one_is_not() {
        let mut store = Store::in_memory(Scheduler::default()).unwrap();
        assert_eq!(store.solved().unwrap(), BTreeSet::new());
        for (world, is_solved) in [("hot-partition", true), ("cold-herd", false)] {
            let run = RunRecord {
                at: Timestamp(1),
                day: Day(0),
                world: world.into(),
                changes: "votes.keys=40".into(),
                seed: 7,
                digest: u64::MAX,
                is_solved,
            };
            store.keep_run(&run).unwrap();
            store.keep_run(&RunRecord { at: Timestamp(2), ..run }).unwrap();
        }
        assert_eq!(store.solved().unwrap(), BTreeSet::from(["hot-partition".to_owned()]));
    }
}
