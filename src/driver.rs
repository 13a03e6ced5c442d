//! Carries effects out: the only place where the app reaches files and the database.

use std::{collections::BTreeSet, path::PathBuf, sync::Arc};

use anyhow::Context;

use crate::{
    app::{
        App,
        desk::Desk,
        event::{Effect, MockRecord, Outcome, Progress, Record, Size},
    },
    clock::Now,
    config::{self, Config},
    content::{self, Library},
    diag::{Diagnostic, Layer, Severity},
    ids::CardId,
    memory::{queue::States, stats::Summary},
    store::{DrillAnswer, ItemAnswer, Run, Store, StoreError},
};

/// The outside: an open progress file and a configuration file.
#[derive(Debug)]
pub struct Driver {
    store: Store,
    config_file: PathBuf,
    library: Arc<Library>,
    seen_version: i64,
}

/// Everything that can be studied: what is built in, and the user's own decks over it.
pub fn load_library(config: &Config) -> (Library, Vec<Diagnostic>) {
    let mut files = content::files::built_in();
    let folder = config.deck_folder();
    let mut problems = Vec::new();
    if folder.is_dir() {
        let (own, mut unreadable) = content::files::read(&folder, Layer::User);
        files.extend(own);
        problems.append(&mut unreadable);
    }
    let loaded = content::load(&files);
    let own = files.iter().filter(|file| file.layer == Layer::User);
    let own: BTreeSet<&str> = own.map(|file| file.name.as_str()).collect();
    let is_own = |problem: &Diagnostic| own.contains(problem.file.as_str());
    problems.extend(loaded.problems.into_iter().filter(is_own));
    (loaded.library, problems)
}

/// Opens everything and gives back the app on its home screen with the driver behind it.
///
/// # Errors
/// When the progress file cannot be used.
pub fn open(config: &Config, size: Size) -> anyhow::Result<(App, Driver)> {
    let path = config.progress_file();
    let scheduler = config.preferences.scheduler();
    let mut store = Store::open(&path, scheduler)
        .with_context(|| format!("cannot open the progress file `{}`", path.display()))?;
    let (library, problems) = load_library(config);
    let library = Arc::new(library);
    // Asked before the states are read: what another window writes meanwhile is then seen as new.
    let seen_version = store.data_version().context("cannot read the progress file")?;
    let last_at = store.last_at().context("cannot read the progress file")?;
    let desk = desk(config, library.clone(), Some(&mut store))?;
    let now = config.clock.now();
    let mut app = App::new(now, size, desk, config.keymap.clone());
    if let Some(words) = greeting(config, &problems, last_at.map(|at| at.since_ms(now.wall))) {
        app.say(words);
    }
    let driver = Driver { store, config_file: config.config_file.clone(), library, seen_version };
    Ok((app, driver))
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
        let progress = progress(store, &library)?;
        let times = store.recent_times()?;
        let nothing = (States::new(), Summary::default());
        let mut desk = Desk::new(library.clone(), nothing.0, nothing.1, times, preferences, seed);
        desk.take(progress);
        Ok(desk)
    };
    read(store).context("cannot read the progress file")
}

fn progress(store: &mut Store, library: &Library) -> Result<Progress, StoreError> {
    Ok(Progress {
        states: store.states(|card| mark_of(library, card))?,
        summary: store.summary()?,
        solved: store.solved()?,
        items: store.item_log()?,
        predictions: store.predictions()?,
        drills: store.drill_counts()?,
        mocks: store.mocks()?,
        reviews: store.reviews()?,
        forecasts: store.forecasts()?,
    })
}

/// What has to be said at the start, the weightiest only.
fn greeting(config: &Config, decks: &[Diagnostic], ahead_ms: Option<i64>) -> Option<String> {
    const HOUR_MS: i64 = 3_600_000;
    let n_faults = decks.iter().filter(|problem| problem.severity == Severity::Fault).count();
    if let Some(hours) = ahead_ms.filter(|ms| HOUR_MS < *ms).map(|ms| ms / HOUR_MS) {
        return Some(format!(
            "the clock is {hours} h before your last answer; waits are counted from today"
        ));
    }
    if let Some(problem) = config.problems.first() {
        return Some(format!("configuration, line {}: {}", problem.line, problem.what));
    }
    if 0 < n_faults {
        let faults = crate::text::plural(n_faults, "fault");
        return Some(format!("{faults} in your decks; `coldstart check` lists them"));
    }
    None
}

fn mark_of(library: &Library, card: &CardId) -> Option<u64> {
    library.card(card).map(content::Card::answer_mark)
}

impl Driver {
    /// Carries one effect out; none for those that belong to the front end.
    pub fn carry(&mut self, effect: Effect, now: Now) -> Option<Outcome> {
        match self.try_carry(&effect, now) {
            Ok(outcome) => outcome,
            Err(error) => Some(Outcome::Failed { effect, why: format!("{error:#}") }),
        }
    }

    fn try_carry(&mut self, effect: &Effect, now: Now) -> anyhow::Result<Option<Outcome>> {
        match effect {
            Effect::Save { token, session, entry } => {
                let receipt = self.store.append(entry, *session)?;
                Ok(Some(Outcome::Saved {
                    token: *token,
                    seq: receipt.seq,
                    card: entry.card.clone(),
                    state: receipt.state,
                }))
            }
            Effect::Undo { seq, session, .. } => {
                let (card, state) =
                    self.store.undo(*seq, now.wall, now.offset_min, now.day, *session)?;
                Ok(Some(Outcome::Undone { seq: *seq, card, state }))
            }
            Effect::Keep(record) => {
                self.keep(record, now)?;
                Ok(Some(Outcome::Kept(record.clone())))
            }
            Effect::SaveSetting { key, value } => {
                config::save(&self.config_file, key, value.as_ref())?;
                Ok(None)
            }
            Effect::Reschedule(preferences) => {
                self.store.reschedule(preferences.scheduler())?;
                self.reload().map(Some)
            }
            Effect::Refresh => self.refresh(),
            Effect::BackUp => {
                self.store.back_up_daily(now.day)?;
                Ok(None)
            }
            Effect::Suspend | Effect::Leave => Ok(None),
        }
    }

    fn keep(&mut self, record: &Record, now: Now) -> anyhow::Result<()> {
        match record {
            Record::Run(record) => {
                let run = Run {
                    world: record.world.clone(),
                    changes: record.changes.clone(),
                    seed: record.seed,
                    digest: record.digest,
                    is_solved: record.is_solved,
                };
                self.store.keep_run(&run, now.wall)?;
            }
            Record::Item(record) => {
                let pair = |(name, value): &(String, f64)| format!("{name}={value}");
                let numbers: Vec<String> = record.numbers.iter().map(pair).collect();
                let answer = ItemAnswer {
                    item: record.item.to_string(),
                    numbers: numbers.join(" "),
                    picked: record.picked.join(" "),
                    is_right: record.is_right,
                    time_ms: record.time_ms,
                    kind: record.kind,
                };
                self.store.keep_item(&answer, now.wall, now.day)?;
            }
            Record::Prediction(record) => {
                let names = (&*record.item.0, record.metric.as_str());
                self.store.keep_prediction(names, record.prediction, now.wall)?;
            }
            Record::Drill(record) => {
                let answer = DrillAnswer {
                    template: record.template.to_owned(),
                    level: record.level,
                    is_right: record.is_right,
                    time_ms: record.time_ms,
                };
                self.store.keep_drill(&answer, now.wall, now.day)?;
            }
            Record::Forecast(forecast) => self.store.keep_forecast(forecast, now.wall)?,
            Record::Mock(record) => match &**record {
                MockRecord::Begun(mock) => self.store.begin_mock(mock)?,
                MockRecord::Noted { mock, question, response, at } => {
                    self.store.note_mock(*mock, *question, response, *at)?;
                }
                MockRecord::Ended { mock, at, outcome } => {
                    self.store.end_mock(*mock, *at, outcome)?;
                }
            },
        }
        Ok(())
    }

    /// Reads everything again when another window has written since the last look.
    fn refresh(&mut self) -> anyhow::Result<Option<Outcome>> {
        let version = self.store.data_version()?;
        if version == self.seen_version {
            return Ok(None);
        }
        let outcome = self.reload()?;
        self.seen_version = version;
        Ok(Some(outcome))
    }

    fn reload(&mut self) -> anyhow::Result<Outcome> {
        let library = self.library.clone();
        Ok(Outcome::Loaded(Box::new(progress(&mut self.store, &library)?)))
    }
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
    }
    left
}
