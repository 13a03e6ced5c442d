//! Putting a copy in the place of the progress file.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, backup::Backup};

use super::{
    BUSY, Store, StoreError,
    open::{copy_into, real, snapshot},
    sides::{self, free_name, side_files},
};
use crate::{memory::Scheduler, private};

/// Puts `copy` in the place of the progress file at `path`; what was there is kept beside it and
/// named in the answer.
///
/// # Errors When the copy is no whole progress file of a version that this program knows, or the
/// folder cannot be written.
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
    private::create_folder(folder)?;
    let part = folder.join("restore.part");
    for leftover in side_files(&part) {
        let _ = fs::remove_file(leftover);
    }
    let checked = take(copy, &part, scheduler);
    let restored = checked.and_then(|()| put(&part, path));
    for leftover in side_files(&part) {
        let _ = fs::remove_file(leftover);
    }
    restored
}

/// Copies, brings up to date and checks, all before the file that is there is touched.
fn take(copy: &Path, part: &Path, scheduler: Scheduler) -> Result<(), StoreError> {
    // With what lies beside it: it may be the progress file of another machine.
    let foreign = || StoreError::Foreign { file: copy.display().to_string() };
    let source =
        snapshot(copy).map_err(|error| if error.is_no_database() { foreign() } else { error })?;
    let sql = "SELECT 1 FROM sqlite_schema WHERE name = 'entry'";
    if !source.prepare(sql)?.exists([])? {
        return Err(foreign());
    }
    private::create_file(part)?;
    copy_into(&source, &mut Connection::open(part)?)?;
    let checked = Store::open(part, scheduler)?;
    let integrity = checked.integrity()?;
    if integrity != "ok" {
        return Err(StoreError::Damaged(integrity));
    }
    Ok(())
}

fn put(part: &Path, path: &Path) -> Result<Option<PathBuf>, StoreError> {
    sides::put_stale_aside(&real(path))?;
    let mut kept = None;
    if fs::metadata(path).is_ok_and(|metadata| 0 < metadata.len()) {
        kept = Some(keep(path)?);
        // Page by page into the file that is there: a window that has it open sees the change.
        // Only a file that is no database is replaced.
        if copy_pages(part, path).is_ok() {
            return Ok(kept);
        }
    }
    // What lies beside the old file must not be laid over the new one.
    for stale in side_files(&real(path)).into_iter().skip(1) {
        let _ = fs::remove_file(stale);
    }
    // A link to the file stays one, unless it leads to another disk.
    fs::rename(part, real(path)).or_else(|_| fs::rename(part, path))?;
    Ok(kept)
}

/// Keeps what is at `path` beside it.
fn keep(path: &Path) -> Result<PathBuf, StoreError> {
    let name = free_name(|n| path.with_extension(format!("before-restore-{n}.sqlite3")));
    private::create_file(&name)?;
    let old = Connection::open(path)?;
    let copied = copy_into(&old, &mut Connection::open(&name)?);
    drop(old);
    if copied.is_err() {
        // A damaged file cannot be copied page by page; its bytes are still kept.
        for (from, to) in side_files(path).iter().zip(side_files(&name)) {
            if from.exists() {
                private::write(&to, &fs::read(from)?)?;
            }
        }
    }
    Ok(name)
}

fn copy_pages(from: &Path, to: &Path) -> Result<(), rusqlite::Error> {
    let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut target = Connection::open(to)?;
    target.busy_timeout(BUSY)?;
    let backup = Backup::new(&source, &mut target)?;
    backup.run_to_completion(10_000, Duration::from_millis(20), None)
}
