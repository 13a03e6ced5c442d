//! Carries effects out: the only place where the app reaches files and the database.

mod decks;
mod file;
pub mod tracks;

use std::{path::PathBuf, sync::Arc};

use anyhow::Context;

use crate::{
    app::{App, event::Size},
    clock::{Day, Now},
    config::{self, Config},
    content::Library,
    ids::CardId,
    memory::{Entry, queue::States, stats::Summary},
    store::{FileStanding, Store, StoreError},
    study::{
        desk::Desk,
        record::{Effect, Outcome, Progress},
    },
    text,
};

pub use self::{decks::load_library, file::FilePlace};

/// The outside: an open progress file and a configuration file.
#[derive(Debug)]
pub struct Driver {
    store: Store,
    config_file: PathBuf,
    /// The id of a track of the user's own.
    track: Option<String>,
    library: Arc<Library>,
    place: FilePlace,
    /// None: all has to be read anew.
    seen_version: Option<i64>,
    /// What is to be told besides the outcome of an effect.
    news: Option<String>,
    /// A copy of what the open file held when another one took its place.
    kept: Option<PathBuf>,
    /// What was said of the file last.
    told: FileStanding,
}

/// Opens everything and gives back the app on its home screen with the driver behind it.
///
/// # Errors
/// When the progress file cannot be used.
pub fn open(config: &Config, size: Size) -> anyhow::Result<(App, Driver)> {
    let place = FilePlace::of(config);
    let mut store = place.open(config)?;
    let (library, n_faults) = load_library(config);
    let library = Arc::new(library);
    // Asked before the states are read: what another window writes meanwhile is then seen as new.
    let read = |error| place.explain(error).context("cannot read the progress file");
    let seen_version = Some(store.data_version().map_err(read)?);
    let last_at = store.last_at().map_err(read)?;
    let desk = desk(config, library.clone(), Some(&mut store))?;
    let now = config.clock.now();
    let mut app = App::new(now, size, desk, config.keymap.clone());
    let ahead_ms = last_at.map(|at| at.since_ms(now.wall));
    let words = file_words(&place, &store).or_else(|| greeting(config, n_faults, ahead_ms));
    if let Some(words) = words {
        app.say(crate::text::clean(&words));
    }
    let driver = Driver {
        store,
        config_file: config.config_file.clone(),
        track: config.track.clone(),
        library,
        place,
        seen_version,
        news: None,
        kept: None,
        told: FileStanding::Same,
    };
    Ok((app, driver))
}

/// What has to be said of the progress file at the start: it weighs more than all else.
fn file_words(place: &FilePlace, store: &Store) -> Option<String> {
    if let Some(why) = store.unwritable() {
        return Some(format!("{why}: you can look at everything, but nothing can be saved"));
    }
    place.loss(Some(store)).map(|(words, step)| format!("{words}; {step}"))
}

/// The data of a session; without a progress file that of somebody who has just begun.
///
/// # Errors
/// When the progress file cannot be read.
pub fn desk(
    config: &Config,
    library: Arc<Library>,
    store: Option<&mut Store>,
) -> anyhow::Result<Desk> {
    let (preferences, seed) = (config.preferences.clone(), config.seed);
    let Some(store) = store else {
        let nothing = (States::new(), Summary::default(), Vec::new());
        return Ok(Desk::new(library, nothing.0, nothing.1, nothing.2, preferences, seed));
    };
    let read = |store: &mut Store| -> Result<Desk, StoreError> {
        let progress = progress(store, &library, config.clock.now().day)?;
        let times = store.recent_times()?;
        let nothing = (States::new(), Summary::default());
        let mut desk = Desk::new(library.clone(), nothing.0, nothing.1, times, preferences, seed);
        desk.take(progress);
        Ok(desk)
    };
    let explain = |error| FilePlace::of(config).explain(error);
    read(store).map_err(explain).context("cannot read the progress file")
}

fn progress(store: &mut Store, library: &Library, day: Day) -> Result<Progress, StoreError> {
    let reviews = store.reviews()?;
    Ok(Progress {
        states: store.states(|card| mark_of(library, card))?,
        summary: store.summary(&reviews)?,
        solved: store.solved()?,
        items: store.item_log()?,
        predictions: store.predictions()?,
        drills: store.drill_counts()?,
        mocks: store.mocks()?,
        reviews,
        forecasts: store.forecasts()?,
        day,
        answered_by: store.answered_by(day)?,
        dawn: store.states_before(day, |card| mark_of(library, card))?,
    })
}

/// What has to be said at the start, the weightiest only.
fn greeting(config: &Config, n_faults: usize, ahead_ms: Option<i64>) -> Option<String> {
    const HOUR_MS: i64 = 3_600_000;
    if let Some(hours) = ahead_ms.filter(|ms| HOUR_MS < *ms).map(|ms| ms / HOUR_MS) {
        let behind = match usize::try_from(hours).unwrap_or(0) {
            hours @ 0..48 => text::plural(hours, "hour"),
            hours => text::plural(hours / 24, "day"),
        };
        return Some(format!(
            "the clock is {behind} behind your last answer; what was answered then counts as of today"
        ));
    }
    if let Some(problem) = config.problems.first() {
        return Some(format!("configuration, line {}: {}", problem.line, problem.what));
    }
    if 0 < n_faults {
        let faults = text::plural(n_faults, "fault");
        return Some(format!("{faults} in your decks; `coldstart check` lists them"));
    }
    None
}

fn mark_of(library: &Library, card: &CardId) -> Option<u64> {
    library.card(card).map(|card| card.mark)
}

impl Driver {
    /// Carries one effect out; none for those that belong to the front end.
    pub fn carry(&mut self, effect: Effect, now: Now) -> Option<Outcome> {
        let mut carried = self.try_carry(&effect, now);
        if matches!(&carried, Err(error) if is_moved(error)) {
            // Another file took the place of this one between the look and the write.
            carried = self.try_carry(&effect, now);
        }
        match carried {
            Ok(outcome) => outcome,
            Err(error) => {
                let error = match error.downcast::<StoreError>() {
                    Ok(error) => self.place.explain(error),
                    Err(error) => error,
                };
                Some(Outcome::Failed { effect, why: one_line(&error) })
            }
        }
    }

    fn try_carry(&mut self, effect: &Effect, now: Now) -> anyhow::Result<Option<Outcome>> {
        match effect {
            Effect::Save { token, session, entry } => {
                self.face_file()?;
                let receipt = self.store.append(entry, *session)?;
                Ok(Some(Outcome::Saved {
                    token: *token,
                    seq: receipt.seq,
                    card: entry.card.clone(),
                    state: receipt.state,
                }))
            }
            Effect::Undo { seq, session, entry } => {
                self.face_file()?;
                self.undo(*seq, *session, entry, now).map(Some)
            }
            Effect::UndoLast => {
                self.face_file()?;
                self.undo_last(now).map(Some)
            }
            Effect::Keep(record) => {
                self.face_file()?;
                self.store.keep(record)?;
                Ok(Some(Outcome::Kept(record.clone())))
            }
            Effect::SaveSetting { key, value } => {
                config::save(&self.config_file, self.track.as_deref(), key, value.as_ref())?;
                Ok(None)
            }
            Effect::Reschedule(preferences) => {
                self.store.reschedule(preferences.scheduler())?;
                self.reload(now.day).map(Some)
            }
            Effect::Refresh => self.refresh(now.day),
            Effect::BackUp => {
                if self.store.unwritable().is_none() {
                    self.face_file()?;
                    self.store.back_up_daily(now.day)?;
                }
                Ok(None)
            }
            Effect::Suspend | Effect::Leave => Ok(None),
        }
    }

    /// Takes a line back where it is by now. A file that was put in place of the old one may not
    /// have it; then it is as if it had never been already.
    fn undo(&mut self, seq: i64, session: u64, entry: &Entry, now: Now) -> anyhow::Result<Outcome> {
        let (card, state) = match self.store.line_of(seq, entry)? {
            Some(line) => self.store.undo(line, now.wall, now.offset_min, now.day, session)?,
            None => {
                let library = self.library.clone();
                let mut states = self.store.states(|card| mark_of(&library, card))?;
                (entry.card.clone(), states.remove(&entry.card).unwrap_or_default())
            }
        };
        Ok(Outcome::Undone { seq, card, state })
    }

    /// Takes the last line about a card back, also that of an earlier session.
    fn undo_last(&mut self, now: Now) -> anyhow::Result<Outcome> {
        let card = match self.store.last_deed()? {
            Some(seq) => {
                let (card, _) = self.store.undo(seq, now.wall, now.offset_min, now.day, 0)?;
                Some(card)
            }
            None => None,
        };
        let library = self.library.clone();
        let progress = Box::new(progress(&mut self.store, &library, now.day)?);
        Ok(Outcome::TakenBack { card, progress })
    }

    /// Reads everything again when another window has written since the last look.
    fn refresh(&mut self, day: Day) -> anyhow::Result<Option<Outcome>> {
        if !self.look_at_file() {
            return Ok(None);
        }
        let version = Some(self.store.data_version()?);
        if version == self.seen_version {
            return Ok(None);
        }
        let outcome = self.reload(day)?;
        self.seen_version = version;
        Ok(Some(outcome))
    }

    fn reload(&mut self, day: Day) -> anyhow::Result<Outcome> {
        let library = self.library.clone();
        Ok(Outcome::Loaded(Box::new(progress(&mut self.store, &library, day)?)))
    }
}

fn is_moved(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref::<StoreError>(), Some(StoreError::Moved))
}

/// An error and its hint as one sentence.
fn one_line(error: &anyhow::Error) -> String {
    format!("{error:#}").replace("\nhint: ", "; ")
}

/// Hands events to the app and its effects to the driver, in order, until nothing is left to do.
/// Gives back the effects that only the front end can carry out.
pub fn settle(app: &mut App, driver: &mut Driver, now: Now, effects: Vec<Effect>) -> Vec<Effect> {
    let mut left = Vec::new();
    let mut waiting = std::collections::VecDeque::from(effects);
    // A save that fails is not tried again before the next event, so this ends.
    while let Some(effect) = waiting.pop_front() {
        if matches!(effect, Effect::Suspend | Effect::Leave) {
            left.push(effect);
            continue;
        }
        if let Some(outcome) = driver.carry(effect, now) {
            waiting.extend(app.update(now, crate::app::event::Event::Done(outcome)));
        }
        if let Some(words) = driver.news.take() {
            app.tell(crate::text::clean(&words));
            waiting.push_back(Effect::Refresh);
        }
    }
    left
}
