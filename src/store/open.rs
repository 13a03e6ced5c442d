//! Opening a progress file: to write to it, or, where that is not allowed, to look at it.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, backup::Backup};

use super::{
    BUSY, Store, StoreError,
    immutable::immutable,
    sides::{self, Scratch, Wal, beside},
    standing::Identity,
};
use crate::{memory::Scheduler, private};

/// How often a file is opened anew that is replaced at that very moment.
const N_TRIES: usize = 5;

impl Store {
    /// Opens the progress file, makes it when it is missing, and brings an older one up to date
    /// after copying it. One that cannot be written is read; see [`unwritable`](Self::unwritable).
    ///
    /// # Errors
    /// When the file is of a newer version, damaged, no database at all, or cannot be read.
    pub fn open(path: &Path, scheduler: Scheduler) -> Result<Self, StoreError> {
        refuse_dangling(path)?;
        if let Some(folder) = path.parent() {
            private::create_folder(folder)?;
        }
        match private::create_file(path) {
            Ok(_) => {}
            Err(_) if path.exists() => {}
            Err(error) => return Err(error.into()),
        }
        Self::look(path, scheduler)
    }

    /// Opens a file that must be there already, for commands that make none.
    ///
    /// # Errors
    /// As [`open`](Self::open), and when there is no such file.
    pub fn look(path: &Path, scheduler: Scheduler) -> Result<Self, StoreError> {
        match Self::open_to_write(path, scheduler.clone()) {
            Err(StoreError::ReadOnly(why)) => Self::open_to_read(path, scheduler, why),
            other => other,
        }
    }

    /// The same file, opened anew; what is open goes on until the answer is taken.
    ///
    /// # Errors
    /// As [`look`](Self::look).
    pub fn reopened(&self) -> Result<Self, StoreError> {
        match &self.path {
            Some(path) => Self::look(path, self.scheduler.clone()),
            None => Self::in_memory(self.scheduler.clone()),
        }
    }

    fn open_to_write(path: &Path, scheduler: Scheduler) -> Result<Self, StoreError> {
        refuse_dangling(path)?;
        let real = real(path);
        match sides::put_stale_aside(&real) {
            Err(StoreError::Io(error)) => return Err(unwritable(path, &error)),
            other => other?,
        }
        let (db, identity) = connect(path)?;
        if db.is_readonly("main")? {
            return Err(StoreError::ReadOnly(format!("`{}` is read-only", path.display())));
        }
        let path = Some(path.to_owned());
        let store = Self { db, scheduler, path, identity, unwritable: None };
        store.configure().map_err(|error| store.explain(error))?;
        store.prepared()
    }

    fn open_to_read(path: &Path, scheduler: Scheduler, why: String) -> Result<Self, StoreError> {
        let identity = Identity::of(path);
        let name = path.display().to_string();
        let db = snapshot(path).map_err(|error| {
            if error.is_no_database() {
                StoreError::Foreign { file: name }
            } else if error.is_read_only() {
                // What could not be opened to write cannot be opened at all.
                StoreError::Io(std::io::ErrorKind::PermissionDenied.into())
            } else {
                error
            }
        })?;
        let path = Some(path.to_owned());
        Self { db, scheduler, path, identity, unwritable: Some(why) }.prepared()
    }

    fn configure(&self) -> Result<(), StoreError> {
        self.db.busy_timeout(BUSY)?;
        // An older version that has the file open in another window holds it in WAL mode.
        match self.db.pragma_update(None, "journal_mode", "DELETE").map_err(StoreError::from) {
            Err(StoreError::Busy) => {}
            other => other?,
        }
        // EXTRA waits for the folder too: without it a power cut right after an answer could bring
        // the journal back, which would take the answer away.
        self.db.pragma_update(None, "synchronous", "EXTRA")?;
        self.db.pragma_update(None, "foreign_keys", true)?;
        self.try_to_write()
    }

    /// Changes the first page and takes that back: only so shows whether a journal can be made
    /// beside the file.
    fn try_to_write(&self) -> Result<(), StoreError> {
        let version = self.version()?;
        let tx = self.db.unchecked_transaction()?;
        let tried = tx.pragma_update(None, "user_version", i64::try_from(version).unwrap_or(0));
        tx.rollback()?;
        tried.map_err(|error| {
            let error = StoreError::from(error);
            if !error.is_read_only() {
                return error;
            }
            let folder = self.path.as_deref().map(real);
            let folder = folder.as_deref().and_then(Path::parent).unwrap_or(Path::new("."));
            StoreError::ReadOnly(format!("the folder `{}` is read-only", folder.display()))
        })
    }
}

/// The file that a path leads to. SQLite keeps the journal beside that one.
pub(super) fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// SQLite would make a new file where a link leads to nothing: on the mount point of a disk that
/// is not plugged in, say.
fn refuse_dangling(path: &Path) -> Result<(), StoreError> {
    match fs::read_link(path) {
        Ok(target) if !path.exists() => Err(StoreError::Dangling {
            file: path.display().to_string(),
            target: target.display().to_string(),
        }),
        Ok(_) | Err(_) => Ok(()),
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::ReadOnly(format!("beside `{}`: {}", path.display(), private::reason(error)))
}

/// Opens the file and says which one it was: neither before nor after did the path lead to another.
fn connect(path: &Path) -> Result<(Connection, Option<Identity>), StoreError> {
    // The default but for making a file.
    let flags = OpenFlags::default().difference(OpenFlags::SQLITE_OPEN_CREATE);
    for _ in 0..N_TRIES {
        fs::metadata(path)?;
        let before = Identity::of(path);
        let db = Connection::open_with_flags(path, flags)?;
        if before == Identity::of(path) {
            return Ok((db, before));
        }
    }
    Err(StoreError::Moved)
}

/// A copy in memory of a file that can only be read. It can be brought up to date and derived from
/// like any other.
pub(super) fn snapshot(path: &Path) -> Result<Connection, StoreError> {
    let file = real(path);
    let mut memory = Connection::open_in_memory()?;
    let wal = sides::wal_of(&file)?;
    let has_journal = fs::metadata(beside(&file, "-journal")).is_ok_and(|one| 0 < one.len());
    if wal == Wal::Own || has_journal {
        // SQLite would write what lies beside the file back into it first; so it does to a copy.
        let scratch = Scratch::new()?;
        let copy = scratch.take(&file, "copy")?;
        for suffix in ["-wal", "-journal"] {
            let side = beside(&file, suffix);
            if side.exists() {
                scratch.take(&side, &format!("copy{suffix}"))?;
            }
        }
        copy_into(&Connection::open(&copy)?, &mut memory)?;
        return Ok(memory);
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let copied = Connection::open_with_flags(&file, flags)
        .and_then(|source| copy_into(&source, &mut memory));
    // A file in WAL mode wants two more beside it, which cannot be made here. Nobody else can
    // write to it either, so it is read as it lies there.
    if copied.is_err() {
        copy_into(&immutable(&file)?, &mut memory)?;
    }
    Ok(memory)
}

pub(super) fn copy_into(source: &Connection, target: &mut Connection) -> rusqlite::Result<()> {
    source.busy_timeout(BUSY)?;
    target.busy_timeout(BUSY)?;
    Backup::new(source, target)?.run_to_completion(1_000, Duration::from_millis(1), None)
}
