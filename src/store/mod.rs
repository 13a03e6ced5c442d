//! The progress file: one SQLite database.
//!
//! The log of [`Entry`](crate::memory::Entry)s is appended to and never changed. The state of a
//! card is derived from it, in the same transaction and from the log as it then is, so two open
//! windows cannot lose each other's answers. A write has reached the disk when it returns (WAL,
//! `synchronous = FULL`).

mod forecasts;
mod items;
mod log;
mod mocks;
mod runs;
mod sums;

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags};

use crate::{clock::Day, memory::Scheduler};

pub use self::{
    items::{DrillAnswer, ItemAnswer},
    log::Receipt,
    runs::Run,
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
];
/// How many daily copies are kept.
const N_BACKUPS: usize = 10;
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
    #[error("the disk is full")]
    Full,
    #[error("{0}")]
    Sql(rusqlite::Error),
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::Full,
            Some(rusqlite::ErrorCode::DatabaseCorrupt) => Self::Damaged(error.to_string()),
            Some(_) | None => Self::Sql(error),
        }
    }
}

/// An open progress file.
#[derive(Debug)]
pub struct Store {
    db: Connection,
    scheduler: Scheduler,
    path: Option<PathBuf>,
}

impl Store {
    /// Opens the progress file, makes it when it is missing, and brings an older one up to date
    /// after copying it.
    ///
    /// # Errors
    /// When the file is of a newer version, no database at all, or cannot be read or written.
    pub fn open(path: &Path, scheduler: Scheduler) -> Result<Self, StoreError> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let db = Connection::open(path)?;
        Self::prepare(db, scheduler, Some(path.to_owned()))
    }

    /// Opens a file that must be there already, for commands that make none.
    ///
    /// # Errors
    /// As [`open`](Self::open), and when there is no such file.
    pub fn look(path: &Path, scheduler: Scheduler) -> Result<Self, StoreError> {
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        Self::prepare(db, scheduler, Some(path.to_owned()))
    }

    /// A store that lives and ends with the program.
    ///
    /// # Errors
    /// When SQLite itself fails.
    pub fn in_memory(scheduler: Scheduler) -> Result<Self, StoreError> {
        Self::prepare(Connection::open_in_memory()?, scheduler, None)
    }

    fn prepare(
        db: Connection,
        scheduler: Scheduler,
        path: Option<PathBuf>,
    ) -> Result<Self, StoreError> {
        db.busy_timeout(BUSY)?;
        let mut store = Self { db, scheduler, path };
        store.configure().map_err(|error| store.explain(error))?;
        store.migrate()?;
        store.rebuild_if_stale()?;
        Ok(store)
    }

    fn configure(&self) -> Result<(), StoreError> {
        self.db.pragma_update(None, "journal_mode", "WAL")?;
        self.db.pragma_update(None, "synchronous", "FULL")?;
        self.db.pragma_update(None, "foreign_keys", true)?;
        Ok(())
    }

    fn explain(&self, error: StoreError) -> StoreError {
        match &error {
            StoreError::Sql(inner)
                if inner.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) =>
            {
                StoreError::Foreign { file: self.name() }
            }
            StoreError::Newer { .. }
            | StoreError::Foreign { .. }
            | StoreError::Damaged(_)
            | StoreError::Full
            | StoreError::Sql(_)
            | StoreError::Io(_) => error,
        }
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

    /// Writes a whole and consistent copy of the database, also while other windows write.
    ///
    /// # Errors
    /// When the target exists or cannot be written.
    pub fn copy_to(&self, target: &Path) -> Result<(), StoreError> {
        if target.exists() {
            let what = format!("`{}` exists already", target.display());
            return Err(std::io::Error::new(std::io::ErrorKind::AlreadyExists, what).into());
        }
        let copied = (|| {
            let mut copy = Connection::open(target)?;
            let backup = rusqlite::backup::Backup::new(&self.db, &mut copy)?;
            backup.run_to_completion(1_000, Duration::ZERO, None)
        })();
        if copied.is_err() {
            // Half a copy must not pass for a whole one.
            let _ = fs::remove_file(target);
        }
        Ok(copied?)
    }

    /// The folder of the daily copies; none for a store in memory.
    pub fn backup_folder(&self) -> Option<PathBuf> {
        Some(self.path.as_ref()?.parent()?.join("backups"))
    }

    /// Makes today's copy unless there is one, and removes the oldest beyond ten. Says where the
    /// copy is when it made one.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn back_up_daily(&self, today: Day) -> Result<Option<PathBuf>, StoreError> {
        let has_answers: bool =
            self.db.query_row("SELECT EXISTS (SELECT 1 FROM entry)", [], |row| row.get(0))?;
        let Some(folder) = self.backup_folder().filter(|_| has_answers) else {
            return Ok(None);
        };
        if folder.join(format!("progress-{today}.sqlite3")).exists() {
            return Ok(None);
        }
        let made = self.back_up(&today.to_string())?;
        let mut daily: Vec<PathBuf> =
            fs::read_dir(&folder)?.flatten().map(|entry| entry.path()).collect();
        daily.retain(|path| is_daily(path));
        daily.sort();
        for old in daily.iter().rev().skip(N_BACKUPS) {
            fs::remove_file(old)?;
        }
        Ok(made)
    }

    fn back_up(&self, label: &str) -> Result<Option<PathBuf>, StoreError> {
        let Some(folder) = self.backup_folder() else {
            return Ok(None);
        };
        fs::create_dir_all(&folder)?;
        let target = folder.join(format!("progress-{label}.sqlite3"));
        // A copy that broke off must not pass for a whole one: it gets its name when it is
        // complete.
        let part = folder.join(format!("progress-{label}.part"));
        let _ = fs::remove_file(&part);
        self.copy_to(&part)?;
        fs::rename(&part, &target)?;
        Ok(Some(target))
    }
}

fn is_daily(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let day = name.strip_prefix("progress-").and_then(|rest| rest.strip_suffix(".sqlite3"));
    day.and_then(Day::parse).is_some()
}

/// Puts `copy` in the place of the progress file at `path`; what was there is kept beside it and
/// named in the answer.
///
/// # Errors
/// When the copy is no progress file of a version that this program knows, or the folder cannot be
/// written.
pub fn restore(
    copy: &Path,
    path: &Path,
    scheduler: Scheduler,
) -> Result<Option<PathBuf>, StoreError> {
    if !copy.is_file() {
        let what = format!("there is no file `{}`", copy.display());
        return Err(std::io::Error::new(std::io::ErrorKind::NotFound, what).into());
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let part = folder.join("restore.part");
    for leftover in side_files(&part) {
        let _ = fs::remove_file(leftover);
    }
    let source = Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let is_ours =
        source.query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'entry'", [], |row| {
            row.get::<_, i64>(0)
        });
    if !matches!(is_ours, Ok(1)) {
        return Err(StoreError::Foreign { file: copy.display().to_string() });
    }
    {
        let mut target = Connection::open(&part)?;
        rusqlite::backup::Backup::new(&source, &mut target)?.run_to_completion(
            1_000,
            Duration::ZERO,
            None,
        )?;
    }
    let checked = Store::open(&part, scheduler)?;
    let integrity = checked.integrity()?;
    if integrity != "ok" {
        return Err(StoreError::Damaged(integrity));
    }
    checked.db.pragma_update(None, "journal_mode", "DELETE")?;
    drop(checked);
    let mut kept = None;
    if path.exists() {
        let beside = |n: u32| path.with_extension(format!("before-restore-{n}.sqlite3"));
        let name = (1..=u32::MAX).map(beside).find(|name| !name.exists());
        let name = name.expect("no folder holds four billion files");
        let old = Connection::open(path)?;
        let mut target = Connection::open(&name)?;
        let copied = rusqlite::backup::Backup::new(&old, &mut target)
            .and_then(|backup| backup.run_to_completion(1_000, Duration::ZERO, None));
        if copied.is_err() {
            // A damaged file cannot be copied page by page; its bytes are still kept.
            drop(target);
            for (from, to) in side_files(path).iter().zip(side_files(&name)) {
                if from.exists() {
                    fs::copy(from, to)?;
                }
            }
        }
        kept = Some(name);
    }
    // Page by page into the file that is there: a window that has it open sees the change. Only a
    // file that is no database is replaced.
    if kept.is_some() && copy_pages(&part, path).is_ok() {
        for leftover in side_files(&part) {
            let _ = fs::remove_file(leftover);
        }
        return Ok(kept);
    }
    for stale in side_files(path).into_iter().skip(1) {
        let _ = fs::remove_file(stale);
    }
    fs::rename(&part, path)?;
    Ok(kept)
}

fn copy_pages(from: &Path, to: &Path) -> Result<(), rusqlite::Error> {
    let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut target = Connection::open(to)?;
    target.busy_timeout(BUSY)?;
    let backup = rusqlite::backup::Backup::new(&source, &mut target)?;
    backup.run_to_completion(10_000, Duration::from_millis(20), None)
}

/// A database file and the two that SQLite keeps beside it.
fn side_files(path: &Path) -> [PathBuf; 3] {
    let beside = |suffix: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    [path.to_owned(), beside("-wal"), beside("-shm")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::{Deed, Source};

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
        let store = Store::open(&path, Scheduler::default()).unwrap();
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
        let copy = store.backup_folder().unwrap().join("progress-before-schema-8.sqlite3");
        assert!(copy.exists(), "the file as it was is kept");
        let known: Vec<Source> =
            store.reviews().unwrap().into_iter().map(|one| one.source).collect();
        assert_eq!(known, sources);
    }
}
