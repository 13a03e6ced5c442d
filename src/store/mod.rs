//! The progress file: one SQLite database.
//!
//! The log of [`Entry`](crate::memory::Entry)s is appended to and never changed. The state of a
//! card is derived from it, in the same transaction and from the log as it then is, so two open
//! windows cannot lose each other's answers. A write has reached the disk when it returns
//! (`synchronous = EXTRA`).
//!
//! The file is kept with a rollback journal and not with a WAL. Between two answers the one file
//! then holds everything, also while the program runs: what a syncer or a copy takes is whole, and
//! nothing lies beside the file that could be laid over another one put in its place. The price is
//! time: on a busy disk an answer took 25 ms instead of 5 (a WAL that is written back after each
//! answer took 19, and still would lie beside the file), once a card.

mod answers;
mod copies;
mod dawn;
mod forecasts;
mod immutable;
mod items;
mod log;
mod mocks;
mod open;
mod restore;
mod rows;
mod runs;
mod schema;
mod sides;
mod standing;
mod sums;

use std::{path::PathBuf, time::Duration};

use rusqlite::Connection;

use crate::{
    memory::Scheduler,
    private,
    study::record::{MockRecord, Record},
};

pub use self::{
    copies::{Copy, copies, newest_whole},
    log::Receipt,
    restore::restore,
    standing::FileStanding,
};

/// One file for each version of the schema; the position is the version less one.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/1.sql"),
    include_str!("migrations/2.sql"),
    include_str!("migrations/3.sql"),
    include_str!("migrations/4.sql"),
    include_str!("migrations/5.sql"),
    include_str!("migrations/6.sql"),
    include_str!("migrations/7.sql"),
    include_str!("migrations/8.sql"),
    include_str!("migrations/9.sql"),
];
/// The tables that are only ever added to, each with `seq` and `at_ms`: what must never get lost.
const LOGS: &[&str] = &["entry", "run", "item_answer", "prediction", "drill_answer", "mock_entry"];
const BUSY: Duration = Duration::from_secs(5);

/// Why the progress file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error(
        "the progress file `{file}` was written by a newer coldstart (schema {found}, this one knows {known})"
    )]
    Newer { file: String, found: usize, known: usize },
    #[error("`{file}` is no progress file of coldstart")]
    Foreign { file: String },
    #[error("the progress file is damaged: {0}")]
    Damaged(String),
    #[error("`{file}` is a link to `{target}`, which is not there")]
    Dangling { file: String, target: String },
    #[error("{0}, so nothing can be saved")]
    ReadOnly(String),
    #[error("the progress file was replaced or taken away")]
    Moved,
    #[error("another program is busy with the progress file")]
    Busy,
    #[error("the disk is full")]
    Full,
    #[error("{0}")]
    Sql(rusqlite::Error),
    #[error("{}", private::reason(.0))]
    Io(std::io::Error),
}

// Not derived: the words hold all that the cause would say, and a chain would say it twice.
impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::{ErrorCode, ffi::SQLITE_READONLY_DBMOVED};
        let is_moved = error
            .sqlite_error()
            .is_some_and(|inner| inner.extended_code == SQLITE_READONLY_DBMOVED);
        match error.sqlite_error_code() {
            Some(ErrorCode::ReadOnly) if is_moved => Self::Moved,
            // A journal that cannot be made beside the file comes as "cannot open".
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::ReadOnly("the progress file or its folder is read-only".to_owned())
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged(error.to_string()),
            Some(_) | None => Self::Sql(error),
        }
    }
}

impl StoreError {
    fn is_no_database(&self) -> bool {
        matches!(self, Self::Sql(inner)
            if inner.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase))
    }

    fn is_read_only(&self) -> bool {
        matches!(self, Self::ReadOnly(_))
    }
}

/// An open progress file.
#[derive(Debug)]
pub struct Store {
    db: Connection,
    scheduler: Scheduler,
    path: Option<PathBuf>,
    /// Which file was opened; the path may lead to another one later.
    identity: Option<standing::Identity>,
    /// Why nothing can be saved; then this is a copy in memory of what can only be read.
    unwritable: Option<String>,
}

impl Store {
    /// A store that lives and ends with the program.
    ///
    /// # Errors
    /// When SQLite itself fails.
    pub fn in_memory(scheduler: Scheduler) -> Result<Self, StoreError> {
        let db = Connection::open_in_memory()?;
        Self { db, scheduler, path: None, identity: None, unwritable: None }.prepared()
    }

    /// Why nothing can be saved; none when all is well.
    pub fn unwritable(&self) -> Option<&str> {
        self.unwritable.as_deref()
    }

    fn prepared(mut self) -> Result<Self, StoreError> {
        self.migrate().map_err(|error| self.explain(error))?;
        if let Some(what) = schema::gap(&self.db, MIGRATIONS.len())? {
            return Err(StoreError::Damaged(what));
        }
        self.rebuild_if_stale()?;
        Ok(self)
    }

    fn explain(&self, error: StoreError) -> StoreError {
        if error.is_no_database() { StoreError::Foreign { file: self.name() } } else { error }
    }

    fn name(&self) -> String {
        self.path.as_ref().map_or_else(|| "memory".to_owned(), |path| path.display().to_string())
    }

    fn version(&self) -> Result<usize, StoreError> {
        let version: i64 = self.db.pragma_query_value(None, "user_version", |row| row.get(0))?;
        Ok(usize::try_from(version).unwrap_or(usize::MAX))
    }

    fn migrate(&mut self) -> Result<(), StoreError> {
        let found = self.version()?;
        if MIGRATIONS.len() < found {
            return Err(StoreError::Newer { file: self.name(), found, known: MIGRATIONS.len() });
        }
        if found == MIGRATIONS.len() {
            return Ok(());
        }
        let n_tables: i64 = self.db.query_row(
            "SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'",
            [],
            |row| row.get(0),
        )?;
        if found == 0 && 0 < n_tables {
            return Err(StoreError::Foreign { file: self.name() });
        }
        if 0 < found {
            self.back_up(&format!("before-schema-{}", MIGRATIONS.len()))?;
        }
        let tx = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        // Another window may have migrated while this one waited for the lock.
        let found: i64 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
        for (index, sql) in MIGRATIONS.iter().enumerate().skip(usize::try_from(found).unwrap_or(0))
        {
            tx.execute_batch(sql)?;
            let version = i64::try_from(index + 1).expect("there are few migrations");
            tx.pragma_update(None, "user_version", version)?;
        }
        tx.commit()?;
        Ok(())
    }

    /// Adds a record. It has reached the disk when this returns.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&mut self, record: &Record) -> Result<(), StoreError> {
        match record {
            Record::Run(record) => self.keep_run(record),
            Record::Item(record) => self.keep_item(record),
            Record::Prediction(record) => self.keep_prediction(record),
            Record::Drill(record) => self.keep_drill(record),
            Record::Forecast { at, forecast } => self.keep_forecast(forecast, *at),
            Record::Mock(record) => match &**record {
                MockRecord::Begun(mock) => self.begin_mock(mock),
                MockRecord::Noted { mock, question, response, at } => {
                    self.note_mock(*mock, *question, response, *at)
                }
                MockRecord::Ended { mock, at, outcome } => self.end_mock(*mock, *at, outcome),
            },
        }
    }

    /// A number that changes when another window has written.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        Ok(self.db.pragma_query_value(None, "data_version", |row| row.get(0))?)
    }

    /// What SQLite says of the file's integrity: `ok`, or what is wrong.
    ///
    /// # Errors
    /// When the check itself cannot run.
    pub fn integrity(&self) -> Result<String, StoreError> {
        Ok(self.db.pragma_query_value(None, "integrity_check", |row| row.get(0))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::{Deed, Source};
    use std::path::Path;

    /// A file as the schema of version 7 had it, with answers of every origin.
    fn of_version_7(path: &Path) {
        let db = Connection::open(path).unwrap();
        for sql in &MIGRATIONS[..7] {
            db.execute_batch(sql).unwrap();
        }
        db.pragma_update(None, "user_version", 7).unwrap();
        let answers = [
            ("900 s", 4_000),
            ("scenario claims-portal.cost: memory", 0),
            ("drill 2: 200 RCU", 0),
            ("mock claims-portal.cost: memory", 0),
            ("prediction 50, 400 came", 0),
            // Shown without an answer, as fast as a key can be pressed twice.
            ("", 0),
            // Typed by a person: the time tells.
            ("drill down", 4_000),
        ];
        for (given, time_ms) in answers {
            db.execute(
                "INSERT INTO entry (at_ms, offset_min, day, session, card, mark, deed, rating,
                    is_right, confidence, time_ms, given)
                 VALUES (1, 0, 100, 1, 'a.b', 1, 'answer', 3, 1, 'sure', ?1, ?2)",
                rusqlite::params![time_ms, given],
            )
            .unwrap();
        }
        db.execute(
            "INSERT INTO entry (at_ms, offset_min, day, session, card, mark, deed)
             VALUES (2, 0, 100, 1, 'a.b', 1, 'suspend')",
            [],
        )
        .unwrap();
    }

    #[test]
    fn an_older_file_gets_the_sources_of_its_answers_from_their_first_words() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.sqlite3");
        of_version_7(&path);
        let mut store = Store::open(&path, Scheduler::default()).unwrap();
        let sources: Vec<Source> = store
            .entries()
            .unwrap()
            .into_iter()
            .filter_map(|entry| match entry.deed {
                Deed::Answer(answer) => Some(answer.source),
                Deed::Suspend | Deed::Resume | Deed::Bury { .. } | Deed::Reset => None,
            })
            .collect();
        let words: Vec<&str> = sources.iter().map(|source| source.word()).collect();
        let expected = ["review", "scenario", "drill", "mock", "prediction", "review", "review"];
        assert_eq!(words, expected);
        let copy = store.backup_folder().unwrap().join("progress-before-schema-9.sqlite3");
        assert!(copy.exists(), "the file as it was is kept");
        let known: Vec<Source> =
            store.reviews().unwrap().into_iter().map(|one| one.source).collect();
        assert_eq!(known, sources);
    }
}
