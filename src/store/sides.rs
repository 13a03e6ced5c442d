//! What SQLite keeps beside a database: a WAL is laid over whatever file has the right name, also
//! over one that was put there since. So before a file is opened its WAL is tried on copies, and
//! one that belongs to another file is put aside.
//!
//! This program makes no WAL any more; older versions did, and left one when they were killed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rusqlite::Connection;

use super::{LOGS, StoreError, immutable::immutable};
use crate::private;

/// A database file and the two that SQLite keeps beside it.
pub(super) fn side_files(path: &Path) -> [PathBuf; 3] {
    [path.to_owned(), beside(path, "-wal"), beside(path, "-shm")]
}

pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// What a WAL beside a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wal {
    /// None, or an empty one.
    Nothing,
    Own,
    /// Of another file.
    Stale,
}

/// Says what lies beside `file`, without touching it.
///
/// # Errors
/// When the files cannot be read, or there is no room for copies of them.
pub(super) fn wal_of(file: &Path) -> Result<Wal, StoreError> {
    let wal = beside(file, "-wal");
    if size(&wal) == 0 {
        return Ok(Wal::Nothing);
    }
    // SQLite drops a WAL beside an empty file, with all that is in it.
    if size(file) == 0 {
        return Ok(Wal::Stale);
    }
    let scratch = Scratch::new()?;
    let alone = scratch.take(file, "alone")?;
    let both = scratch.take(file, "both")?;
    scratch.take(&wal, "both-wal")?;
    if !is_whole(&immutable(&alone)?) {
        // Half written back: only both together are whole.
        return Ok(Wal::Own);
    }
    let both = Connection::open(&both)?;
    let is_own = is_whole(&both) && holds_all_of(&both, &alone);
    Ok(if is_own { Wal::Own } else { Wal::Stale })
}

/// Puts a WAL that belongs to another file out of SQLite's reach. It is kept, since it may be all
/// that is left of some answers.
///
/// # Errors
/// When the folder cannot be written.
pub(super) fn put_stale_aside(file: &Path) -> Result<(), StoreError> {
    if wal_of(file)? != Wal::Stale {
        return Ok(());
    }
    let kept = free_name(|n| beside(file, &format!("-wal.stale-{n}")));
    fs::rename(beside(file, "-wal"), kept)?;
    let _ = fs::remove_file(beside(file, "-shm"));
    Ok(())
}

/// The first name of a row that no file has.
pub(super) fn free_name(name: impl Fn(u32) -> PathBuf) -> PathBuf {
    let free = (1..=u32::MAX).map(name).find(|path| fs::symlink_metadata(path).is_err());
    free.expect("no folder holds four billion files")
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

fn is_whole(db: &Connection) -> bool {
    let words = db.pragma_query_value(None, "quick_check", |row| row.get::<_, String>(0));
    words.is_ok_and(|words| words == "ok")
}

/// Logs are only added to: a WAL that takes lines away is not of this file.
fn holds_all_of(db: &Connection, file: &Path) -> bool {
    if db.execute("ATTACH DATABASE ?1 AS alone", [file.display().to_string()]).is_err() {
        return false;
    }
    LOGS.iter().all(|table| {
        let sql = format!("SELECT 1 FROM alone.sqlite_schema WHERE name = '{table}'");
        if !matches!(db.prepare(&sql).and_then(|mut query| query.exists([])), Ok(true)) {
            return true;
        }
        let sql = format!(
            "SELECT seq, at_ms FROM alone.{table} EXCEPT SELECT seq, at_ms FROM main.{table}"
        );
        matches!(db.prepare(&sql).and_then(|mut query| query.exists([])), Ok(false))
    })
}

/// A folder for copies that only this process sees; it is gone when this is dropped.
#[derive(Debug)]
pub(super) struct Scratch(PathBuf);

impl Scratch {
    pub(super) fn new() -> Result<Self, StoreError> {
        let top = std::env::temp_dir();
        let process = std::process::id();
        let folder = free_name(|n| top.join(format!("coldstart-{process}-{n}")));
        private::create_new_folder(&folder)?;
        Ok(Self(folder))
    }

    /// Copies a file into the folder, writable whatever it was.
    pub(super) fn take(&self, file: &Path, name: &str) -> Result<PathBuf, StoreError> {
        let target = self.0.join(name);
        let mut copy = private::create_file(&target)?;
        std::io::copy(&mut fs::File::open(file)?, &mut copy)?;
        Ok(target)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::{Day, Timestamp},
        ids::CardId,
        memory::{Deed, Entry, Scheduler},
        store::Store,
    };

    fn add(store: &mut Store, card: &str, day: i32) {
        let at = Timestamp(i64::from(day) * 86_400_000);
        let card = CardId::from(card);
        let entry = Entry { card, at, offset_min: 0, day: Day(day), mark: 1, deed: Deed::Suspend };
        store.append(&entry, 1).unwrap();
    }

    fn lines(path: &Path) -> Vec<String> {
        let store = Store::open(path, Scheduler::default()).unwrap();
        assert_eq!(store.integrity().unwrap(), "ok");
        store.entries().unwrap().iter().map(|line| line.card.to_string()).collect()
    }

    /// Two machines begin with the same three lines. One was killed with a line in its WAL, as the
    /// older versions kept it; then a syncer puts the other's file in its place.
    fn swapped(folder: &Path, others: i32) -> PathBuf {
        let (here, there) = (folder.join("progress.sqlite3"), folder.join("there.sqlite3"));
        let mut store = Store::open(&here, Scheduler::default()).unwrap();
        for day in 0..3 {
            add(&mut store, &format!("both.{day}"), day);
        }
        store.copy_to(&there).unwrap();
        store.db.pragma_update(None, "journal_mode", "WAL").unwrap();
        add(&mut store, "here", 5);
        let wal = fs::read(beside(&here, "-wal")).unwrap();
        drop(store);
        let mut store = Store::open(&there, Scheduler::default()).unwrap();
        for day in 0..others {
            add(&mut store, &format!("there.{day}"), 10 + day);
        }
        drop(store);
        fs::rename(&there, &here).unwrap();
        fs::write(beside(&here, "-wal"), wal).unwrap();
        here
    }

    #[test]
    fn the_wal_of_another_file_is_never_laid_over_this_one() {
        for others in [1, 400] {
            let folder = tempfile::tempdir().unwrap();
            let path = swapped(folder.path(), others);
            let found = lines(&path);
            assert_eq!(found.len(), 3 + usize::try_from(others).unwrap());
            assert!(!found.contains(&"here".to_owned()));
            assert!(folder.path().join("progress.sqlite3-wal.stale-1").exists(), "it is kept");
        }
    }

    #[test]
    fn a_wal_of_its_own_is_taken_in() {
        let folder = tempfile::tempdir().unwrap();
        // Nothing was added there, so the WAL goes on from exactly that file.
        let path = swapped(folder.path(), 0);
        assert_eq!(lines(&path), ["both.0", "both.1", "both.2", "here"]);
        assert!(!beside(&path, "-wal").exists(), "from now on one file holds everything");
    }

    #[test]
    fn a_wal_beside_nothing_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = swapped(folder.path(), 0);
        fs::write(&path, "").unwrap();
        assert_eq!(lines(&path).len(), 0);
        assert!(folder.path().join("progress.sqlite3-wal.stale-1").exists());
    }
}
