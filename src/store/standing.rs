//! Whether the path still leads to the file that is open. A syncer puts a new file in its place,
//! and writing on into the old one would lose what is written.

use std::{fs, path::Path};

use rusqlite::{OptionalExtension, params};

use super::{Store, StoreError, immutable::immutable_uri};
use crate::memory::Entry;

/// What lies at the path of an open progress file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileStanding {
    Same,
    /// Another file.
    Replaced,
    Gone,
    /// The same file, cut to nothing.
    Emptied,
}

/// Names one file of this machine: its device and its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Identity(u64, u64);

impl Identity {
    /// Of the file that a path leads to, links followed. Asking opens nothing: to close a file
    /// drops all locks that SQLite holds on it in this process.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        Some(Self::from(&metadata))
    }

    #[cfg(unix)]
    fn from(metadata: &fs::Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self(metadata.dev(), metadata.ino())
    }

    /// Elsewhere an open file cannot be replaced.
    #[cfg(not(unix))]
    fn from(_metadata: &fs::Metadata) -> Self {
        Self(0, 0)
    }
}

impl Store {
    /// What the path leads to by now; a store in memory stays what it is.
    pub fn standing(&self) -> FileStanding {
        let (Some(path), Some(identity)) = (&self.path, self.identity) else {
            return FileStanding::Same;
        };
        match fs::metadata(path) {
            Err(_) => FileStanding::Gone,
            Ok(metadata) if Identity::from(&metadata) != identity => FileStanding::Replaced,
            Ok(metadata) if metadata.len() == 0 => FileStanding::Emptied,
            Ok(_) => FileStanding::Same,
        }
    }

    /// The line of the log that holds `entry`: `seq` when that is it, or another one, since a file
    /// that was put in the place of the old one counts anew. None when it is not there.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn line_of(&self, seq: i64, entry: &Entry) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT seq FROM entry WHERE card = ?1 AND at_ms = ?2 AND deed <> 'undo'
            ORDER BY seq <> ?3 LIMIT 1";
        let values = params![&*entry.card.0, entry.at.0, seq];
        Ok(self.db.query_row(sql, values, |row| row.get(0)).optional()?)
    }

    /// Brings the mocks that are still running over from a whole copy of another progress file:
    /// how a mock stands follows from its rows, so it cannot go on without them.
    ///
    /// # Errors
    /// When one of the two cannot be read or this one not written; then nothing was.
    pub fn bring_mocks_from(&mut self, copy: &Path) -> Result<(), StoreError> {
        self.db.execute("ATTACH DATABASE ?1 AS old", [immutable_uri(copy)])?;
        let brought = self.db.execute_batch(
            "BEGIN IMMEDIATE;
             CREATE TEMP TABLE brought AS SELECT id FROM old.mock
                 WHERE id NOT IN (SELECT mock FROM old.mock_end)
                     AND id NOT IN (SELECT id FROM main.mock);
             INSERT INTO main.mock SELECT * FROM old.mock WHERE id IN (SELECT id FROM brought);
             INSERT INTO main.mock_entry (mock, at_ms, question, picked, struck, highlights,
                     is_flagged, confidence, time_ms)
                 SELECT mock, at_ms, question, picked, struck, highlights, is_flagged, confidence,
                     time_ms FROM old.mock_entry
                 WHERE mock IN (SELECT id FROM brought) ORDER BY seq;
             DROP TABLE brought;
             COMMIT",
        );
        if !self.db.is_autocommit() {
            self.db.execute_batch("ROLLBACK")?;
        }
        self.db.execute("DETACH DATABASE old", [])?;
        Ok(brought?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::{Day, Timestamp},
        exam::{
            Blueprint,
            attempt::{Attempt, Response},
            form::Chosen,
        },
        ids::CardId,
        memory::{Deed, Scheduler},
    };

    fn entry(card: &str, day: i32) -> Entry {
        let at = Timestamp(i64::from(day) * 86_400_000);
        let card = CardId::from(card);
        Entry { card, at, offset_min: 0, day: Day(day), mark: 1, deed: Deed::Suspend }
    }

    fn open(path: &Path) -> Store {
        Store::open(path, Scheduler::default()).unwrap()
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_leads_elsewhere_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("a.sqlite3"), folder.path().join("b.sqlite3"));
        drop(open(&other));
        let mut store = open(&path);
        store.append(&entry("a.b", 1), 1).unwrap();
        assert_eq!(store.standing(), FileStanding::Same);
        let before = fs::read(&other).unwrap();
        fs::rename(&other, &path).unwrap();
        assert_eq!(store.standing(), FileStanding::Replaced);
        // SQLite's own guard: between the look and the write the file may be replaced too.
        let refused = store.append(&entry("a.b", 2), 1).unwrap_err();
        assert!(matches!(refused, StoreError::Moved), "{refused}");
        assert_eq!(fs::read(&path).unwrap(), before, "the new file is left alone");
        let store = open(&path);
        fs::remove_file(&path).unwrap();
        assert_eq!(store.standing(), FileStanding::Gone);
        let store = open(&path);
        fs::write(&path, "").unwrap();
        assert_eq!(store.standing(), FileStanding::Emptied);
    }

    #[test]
    fn a_line_is_found_by_what_it_says_and_not_by_its_number() {
        let mut store = Store::in_memory(Scheduler::default()).unwrap();
        for day in 1..4 {
            store.append(&entry("a.b", day), 1).unwrap();
        }
        assert_eq!(store.line_of(2, &entry("a.b", 2)).unwrap(), Some(2));
        assert_eq!(store.line_of(1, &entry("a.b", 3)).unwrap(), Some(3), "it moved");
        assert_eq!(store.line_of(2, &entry("a.c", 2)).unwrap(), None, "another card");
    }

    #[test]
    fn a_running_mock_comes_along_and_one_that_ended_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let mut old = open(&folder.path().join("old.sqlite3"));
        let mut begin = |id| {
            let chosen = Chosen { item: "a.one".into(), is_scored: true };
            let mut mock = Attempt::new((20, 7, 8), vec![chosen], Timestamp(id), 49);
            old.begin_mock(&mock).unwrap();
            let response = Response { picked: vec![2], time_ms: 900, ..Response::default() };
            old.note_mock(id, 0, &response, Timestamp(id + 1)).unwrap();
            mock.note(0, response, Timestamp(id + 1));
            mock
        };
        let (ended, running) = (begin(1_000), begin(2_000));
        old.end_mock(ended.id, Timestamp(1_500), &ended.outcome(&[None], &Blueprint::default()))
            .unwrap();
        let kept = old.keep_replaced().unwrap().unwrap();
        let mut new = open(&folder.path().join("new.sqlite3"));
        for _ in 0..2 {
            new.bring_mocks_from(&kept).unwrap();
            assert_eq!(new.mocks().unwrap(), std::slice::from_ref(&running), "once only");
        }
    }
}
