//! Copies of the progress file: the daily ones, and those made before something was changed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rusqlite::Connection;

use super::{
    LOGS, MIGRATIONS, Store, StoreError, immutable::immutable, open::copy_into, schema,
    sides::free_name,
};
use crate::{
    clock::{Day, Timestamp},
    private,
};

/// How many daily copies are kept.
const N_BACKUPS: usize = 10;

/// A copy of a progress file, and what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    pub file: PathBuf,
    /// The day in its name, or else that of its last answer.
    pub day: Option<Day>,
    /// When the last thing in it was done.
    pub last: Option<Timestamp>,
    /// Answers to cards, scenarios and drills.
    pub n_answers: u64,
    /// Lines of all logs.
    pub n_lines: u64,
    /// Why it cannot be used; none when it is whole.
    pub fault: Option<String>,
}

impl Copy {
    pub fn is_whole(&self) -> bool {
        self.fault.is_none()
    }
}

/// All copies of the progress file at `path`, those with the newest answers first.
pub fn copies(path: &Path) -> Vec<Copy> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let files = |folder: &Path| -> Vec<PathBuf> {
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
    };
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut found = files(&folder.join("backups"));
    // What a restore has put aside lies beside the file.
    found.extend(files(folder).into_iter().filter(|file| {
        file.file_name().is_some_and(|name| {
            name.to_string_lossy().starts_with(&format!("{stem}.before-restore-"))
        })
    }));
    found.retain(|file| file.extension().is_some_and(|extension| extension == "sqlite3"));
    let mut all: Vec<Copy> = found.iter().map(|file| examine(file)).collect();
    all.sort_by(|left, right| {
        (right.last, right.n_lines, &right.file).cmp(&(left.last, left.n_lines, &left.file))
    });
    all
}

/// The copy to go back to: of those that are whole and hold something, the one with the newest.
pub fn newest_whole(path: &Path) -> Option<Copy> {
    copies(path).into_iter().find(|copy| copy.is_whole() && 0 < copy.n_lines)
}

/// Looks into a copy without changing it or making anything beside it.
pub(super) fn examine(file: &Path) -> Copy {
    let mut copy = Copy {
        file: file.to_owned(),
        day: day_of(file),
        last: None,
        n_answers: 0,
        n_lines: 0,
        fault: None,
    };
    if let Err(error) = look_into(&mut copy) {
        copy.fault = Some(if error.is_no_database() {
            "no database".to_owned()
        } else if error.is_read_only() {
            "no permission to read it".to_owned()
        } else {
            error.to_string()
        });
    }
    copy
}

fn look_into(copy: &mut Copy) -> Result<(), StoreError> {
    let db = immutable(&copy.file)?;
    let version: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let version = usize::try_from(version).unwrap_or(usize::MAX);
    count(&db, copy)?;
    if version == 0 {
        copy.fault = Some("empty".to_owned());
        return Ok(());
    }
    if MIGRATIONS.len() < version {
        copy.fault = Some("written by a newer coldstart".to_owned());
        return Ok(());
    }
    let integrity: String = db.pragma_query_value(None, "integrity_check", |row| row.get(0))?;
    copy.fault = if integrity == "ok" { schema::gap(&db, version)? } else { Some(integrity) };
    Ok(())
}

fn count(db: &Connection, copy: &mut Copy) -> Result<(), StoreError> {
    for table in LOGS {
        let sql = format!("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '{table}'");
        if !db.prepare(&sql)?.exists([])? {
            continue;
        }
        let sql = format!("SELECT count(*), max(at_ms) FROM {table}");
        let (n, last): (i64, Option<i64>) =
            db.query_row(&sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        copy.n_lines += n.cast_unsigned();
        copy.last = copy.last.max(last.map(Timestamp));
        copy.n_answers += match *table {
            "entry" => {
                let sql = "SELECT count(*) FROM entry WHERE deed = 'answer'
                    AND seq NOT IN (SELECT undoes FROM entry WHERE undoes IS NOT NULL)";
                db.query_row(sql, [], |row| row.get::<_, i64>(0))?.cast_unsigned()
            }
            "item_answer" | "drill_answer" => n.cast_unsigned(),
            _ => 0,
        };
        if *table == "entry" && copy.day.is_none() {
            let sql = "SELECT max(day) FROM entry";
            copy.day = db.query_row(sql, [], |row| row.get::<_, Option<i32>>(0))?.map(Day);
        }
    }
    Ok(())
}

/// The day in the name of a daily copy.
fn day_of(path: &Path) -> Option<Day> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let day = name.strip_prefix("progress-").and_then(|rest| rest.strip_suffix(".sqlite3"));
    day.and_then(Day::parse)
}

impl Store {
    /// Lines of all logs: cards, scenarios, drills, mocks, predictions, runs.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn n_lines(&self) -> Result<u64, StoreError> {
        let mut n = 0;
        for table in LOGS {
            let sql = format!("SELECT count(*) FROM {table}");
            n += self.db.query_row(&sql, [], |row| row.get::<_, i64>(0))?.cast_unsigned();
        }
        Ok(n)
    }

    /// Writes a whole and consistent copy of the database, also while other windows write.
    ///
    /// # Errors
    /// When the target exists or cannot be written.
    pub fn copy_to(&self, target: &Path) -> Result<(), StoreError> {
        if let Err(error) = private::create_file(target) {
            if error.kind() == std::io::ErrorKind::AlreadyExists {
                let what = format!("`{}` exists already", target.display());
                return Err(std::io::Error::new(error.kind(), what).into());
            }
            return Err(error.into());
        }
        let copied = Connection::open(target).and_then(|mut copy| copy_into(&self.db, &mut copy));
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

    /// Makes today's copy unless there is one, and removes the oldest beyond ten. One that holds
    /// more than the file does, or something else, is never removed: it may be all that is left.
    /// Says where the copy is when it made one.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn back_up_daily(&self, today: Day) -> Result<Option<PathBuf>, StoreError> {
        let n_lines = self.n_lines()?;
        let Some(folder) = self.backup_folder().filter(|_| 0 < n_lines) else {
            return Ok(None);
        };
        if folder.join(format!("progress-{today}.sqlite3")).exists() {
            return Ok(None);
        }
        let made = self.back_up(&today.to_string())?;
        let mut daily: Vec<PathBuf> =
            fs::read_dir(&folder)?.flatten().map(|entry| entry.path()).collect();
        daily.retain(|path| day_of(path).is_some());
        daily.sort();
        for old in daily.iter().rev().skip(N_BACKUPS) {
            let copy = examine(old);
            if copy.is_whole() && copy.n_lines <= n_lines && self.goes_on_from(&copy)? {
                fs::remove_file(old)?;
            }
        }
        Ok(made)
    }

    /// Whether what was done last in a copy is in this file too. One that was begun anew holds
    /// more than the old copies one day, and still nothing of what is in them.
    fn goes_on_from(&self, copy: &Copy) -> Result<bool, StoreError> {
        let Some(last) = copy.last else {
            return Ok(true);
        };
        for table in LOGS {
            let sql = format!("SELECT 1 FROM {table} WHERE at_ms = ?1");
            if self.db.prepare(&sql)?.exists([last.0])? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Keeps the whole content under a name of its own, when another file has taken the place of
    /// this one. None for what is only looked at: that lies where it was.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn keep_replaced(&self) -> Result<Option<PathBuf>, StoreError> {
        let Some(folder) = self.backup_folder().filter(|_| self.unwritable.is_none()) else {
            return Ok(None);
        };
        let free = free_name(|n| folder.join(format!("progress-replaced-{n}.sqlite3")));
        self.copy_whole(&free).map(Some)
    }

    pub(super) fn back_up(&self, label: &str) -> Result<Option<PathBuf>, StoreError> {
        let Some(folder) = self.backup_folder().filter(|_| self.unwritable.is_none()) else {
            return Ok(None);
        };
        self.copy_whole(&folder.join(format!("progress-{label}.sqlite3"))).map(Some)
    }

    /// A copy that broke off must not pass for a whole one: it gets its name when it is complete.
    fn copy_whole(&self, target: &Path) -> Result<PathBuf, StoreError> {
        if let Some(folder) = target.parent() {
            private::create_folder(folder)?;
        }
        let part = target.with_extension("part");
        let _ = fs::remove_file(&part);
        self.copy_to(&part)?;
        fs::rename(&part, target)?;
        Ok(target.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ids::CardId,
        memory::{Deed, Entry, Scheduler},
    };

    fn add(store: &mut Store, day: i32) {
        let at = Timestamp(i64::from(day) * 86_400_000);
        let card = CardId::from("a.b");
        let entry = Entry { card, at, offset_min: 0, day: Day(day), mark: 1, deed: Deed::Suspend };
        store.append(&entry, 1).unwrap();
    }

    /// Ten copies of a file with five lines; then a file that was begun anew, with a line a day for
    /// twenty days, so that it comes to hold more than the old one did.
    #[test]
    fn copies_of_a_lost_file_are_not_rotated_away() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.sqlite3");
        let mut store = Store::open(&path, Scheduler::default()).unwrap();
        for day in 0..5 {
            add(&mut store, day);
        }
        for day in 0..10 {
            store.back_up_daily(Day(day)).unwrap().expect("a copy a day");
        }
        drop(store);
        fs::remove_file(&path).unwrap();
        let mut store = Store::open(&path, Scheduler::default()).unwrap();
        for day in 20..40 {
            add(&mut store, day);
            store.back_up_daily(Day(day)).unwrap().expect("a copy a day");
        }
        let all = copies(&path);
        let of = |lost: bool| all.iter().filter(|copy| (copy.day < Some(Day(20))) == lost).count();
        assert_eq!((of(true), of(false)), (10, 10));
        assert!(all.iter().all(Copy::is_whole), "{all:?}");
    }
}
