//! The progress file as it lies at its path: what is said when it is not as it should be, the way
//! back to a copy, and what becomes of the answers when another file takes its place.

use std::{fs, path::PathBuf};

use anyhow::Context;

use super::Driver;
use crate::{
    config::Config,
    store::{self, Copy, FileStanding, Store, StoreError},
    text,
};

/// Where the progress file is, and how this program is called to do something about it.
#[derive(Debug, Clone)]
pub struct FilePlace {
    path: PathBuf,
    program: String,
}

impl FilePlace {
    pub fn of(config: &Config) -> Self {
        Self { path: config.progress_file(), program: config.invocation() }
    }

    /// Opens the progress file, and makes it when it is missing.
    ///
    /// # Errors
    /// When it cannot be used; the message names the way back.
    pub fn open(&self, config: &Config) -> anyhow::Result<Store> {
        let opened = Store::open(&self.path, config.preferences.scheduler());
        opened.map_err(|error| self.explain(error)).with_context(|| self.cannot_open())
    }

    /// Opens the progress file for a command that makes none; nothing when there is none, or an
    /// empty one.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn look(&self, config: &Config) -> anyhow::Result<Option<Store>> {
        use std::io::ErrorKind::{NotADirectory, NotFound};
        let is_blank = match fs::metadata(&self.path) {
            Ok(metadata) => metadata.len() == 0,
            Err(error) => {
                let is_missing = [NotFound, NotADirectory].contains(&error.kind());
                is_missing && fs::symlink_metadata(&self.path).is_err()
            }
        };
        if is_blank {
            return Ok(None);
        }
        let opened = Store::look(&self.path, config.preferences.scheduler());
        opened.map(Some).map_err(|error| self.explain(error)).with_context(|| self.cannot_open())
    }

    fn cannot_open(&self) -> String {
        format!("cannot open the progress file `{}`", self.path.display())
    }

    /// What is to be said when the file holds nothing while a copy does, and the next step.
    pub fn loss(&self, store: Option<&Store>) -> Option<(String, String)> {
        if store.is_some_and(|store| !matches!(store.n_lines(), Ok(0))) {
            return None;
        }
        let copy = store::newest_whole(&self.path)?;
        let answers = text::plural(usize::try_from(copy.n_answers).ok()?, "answer");
        let what = match fs::metadata(&self.path) {
            Err(_) => "is missing",
            Ok(metadata) if metadata.len() == 0 => "is empty",
            Ok(_) => "holds nothing yet",
        };
        let words = format!(
            "the progress file `{}` {what}, while a copy{} holds {answers}",
            self.path.display(),
            of_day(&copy)
        );
        Some((words, format!("`{}` brings them back", self.restore(&copy))))
    }

    /// The next step when the file cannot be used: the newest whole copy and the exact command.
    pub fn way_back(&self) -> Option<String> {
        let copy = store::newest_whole(&self.path)?;
        let answers = text::plural(usize::try_from(copy.n_answers).ok()?, "answer");
        Some(format!(
            "`{}` brings back the newest whole copy{}, with {answers}; `{} backups` lists all",
            self.restore(&copy),
            of_day(&copy),
            self.program
        ))
    }

    fn restore(&self, copy: &Copy) -> String {
        let file = crate::config::quoted(&copy.file.display().to_string());
        format!("{} restore {file}", self.program)
    }

    /// An error of the store with the next step.
    pub fn explain(&self, error: StoreError) -> anyhow::Error {
        let hint = match &error {
            StoreError::Damaged(_) | StoreError::Foreign { .. } => {
                self.way_back().unwrap_or_else(|| {
                    "there is no whole copy in `backups`; move the file away to begin anew"
                        .to_owned()
                })
            }
            StoreError::Dangling { .. } => {
                "plug in the disk that it leads to, or remove the link".to_owned()
            }
            StoreError::Newer { .. } => "use the newer coldstart on this machine too".to_owned(),
            StoreError::Busy => "close the other program, then try again".to_owned(),
            StoreError::Io(_) => {
                "`coldstart doctor` tells what is wrong; `--data-dir DIR` takes another folder"
                    .to_owned()
            }
            StoreError::ReadOnly(_) | StoreError::Moved | StoreError::Full | StoreError::Sql(_) => {
                return error.into();
            }
        };
        anyhow::anyhow!("{error}\nhint: {hint}")
    }
}

fn of_day(copy: &Copy) -> String {
    copy.day.map(|day| format!(" of {day}")).unwrap_or_default()
}

impl Driver {
    /// Sees to it that what is open is the file that lies at the path, before anything is written.
    ///
    /// # Errors
    /// When nothing can be written there; nothing is lost then, and the message says what to do.
    pub(super) fn face_file(&mut self) -> anyhow::Result<()> {
        match self.store.standing() {
            FileStanding::Same => self.face_read_only(),
            FileStanding::Replaced => self.take_over(),
            FileStanding::Gone => {
                self.keep_replaced();
                anyhow::bail!("the progress file is gone{}", self.next_step())
            }
            FileStanding::Emptied => {
                anyhow::bail!("the progress file was emptied from outside{}", self.next_step())
            }
        }
    }

    fn next_step(&self) -> String {
        let step = self.place.way_back();
        step.map_or_else(|| "; put it back to its place".to_owned(), |step| format!("; {step}"))
    }

    /// What could only be read may be writable by now.
    fn face_read_only(&mut self) -> anyhow::Result<()> {
        let Some(why) = self.store.unwritable().map(str::to_owned) else {
            return Ok(());
        };
        let again = self.store.reopened().map_err(|error| self.place.explain(error))?;
        if again.unwritable().is_some() {
            anyhow::bail!(why);
        }
        self.go_on_with(again);
        self.news = Some("the progress file can be written to again".to_owned());
        Ok(())
    }

    /// Goes on with the file that was put in the place of the open one. What the old one held is
    /// kept as a copy: the new one may have been written on another machine, and lack some of it.
    fn take_over(&mut self) -> anyhow::Result<()> {
        self.keep_replaced();
        let is_empty = fs::metadata(&self.place.path).is_ok_and(|metadata| metadata.len() == 0);
        if is_empty {
            anyhow::bail!("an empty file was put in place of the progress file{}", self.next_step())
        }
        let opened = self.store.reopened().map_err(|error| self.place.explain(error));
        let mut new = opened
            .context("the progress file was replaced by another one, which cannot be used")?;
        let mut words =
            "the progress file was replaced by another one, which is used from now on".to_owned();
        if let Some(kept) = self.kept.take() {
            words = format!("{words}; what the old one held is kept as `{}`", kept.display());
            if new.unwritable().is_none() && new.bring_mocks_from(&kept).is_err() {
                words.push_str(", with a running mock that could not be brought over");
            }
        }
        self.go_on_with(new);
        self.news = Some(words);
        Ok(())
    }

    /// Keeps the content of a file that no path leads to any more, once. Where that fails the file
    /// stays open, so that it can be tried again.
    fn keep_replaced(&mut self) {
        if self.kept.is_none() {
            self.kept = self.store.keep_replaced().ok().flatten();
        }
    }

    fn go_on_with(&mut self, store: Store) {
        self.store = store;
        self.seen_version = None;
        self.told = FileStanding::Same;
    }

    /// On each look: takes in another file, or tells once that there is none. True when what is
    /// open can be read.
    pub(super) fn look_at_file(&mut self) -> bool {
        let standing = self.store.standing();
        if standing == FileStanding::Same {
            self.told = standing;
            return true;
        }
        match self.face_file() {
            Ok(()) => true,
            Err(error) => {
                if self.told != standing {
                    self.told = standing;
                    self.news = Some(super::one_line(&error));
                }
                false
            }
        }
    }
}
