//! The log of what was done to cards, and the states and sums that follow from it.

use rusqlite::{OptionalExtension, TransactionBehavior, params};

use super::{
    Store, StoreError,
    answers::forget_answers,
    rows::{STATES, insert, read_entry, read_state, write_state},
};
use crate::{
    clock::{Day, Timestamp},
    ids::CardId,
    memory::{CardState, Entry, queue::States},
};

/// Part of the fingerprint of derived states: raise it when replaying gives other results than
/// before.
const REPLAY_VERSION: u32 = 1;
/// What the disk now holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    /// The line of the log, for undoing it.
    pub seq: i64,
    /// The state of the card after it.
    pub state: CardState,
}

impl Store {
    /// Adds a line to the log. When this returns, the line is on the disk.
    ///
    /// # Errors
    /// When it could not be written; then nothing was.
    pub fn append(&mut self, entry: &Entry, session: u64) -> Result<Receipt, StoreError> {
        let model = self.fingerprint();
        let scheduler = &self.scheduler;
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let before = read_log(&tx, &entry.card)?;
        let lines: Vec<&Entry> = before.iter().map(|(_, line)| line).chain([entry]).collect();
        let state = scheduler.replay(lines, entry.mark);
        let seq = insert(&tx, entry, session, &state, &model)?;
        write_state(&tx, &entry.card, entry.mark, &state)?;
        tx.commit()?;
        Ok(Receipt { seq, state })
    }

    /// Takes a line of the log back, by adding one that says so; the card's state is as if it had
    /// never been. Taking back what is already taken back changes nothing.
    ///
    /// # Errors
    /// When it could not be written; then nothing was.
    pub fn undo(
        &mut self,
        seq: i64,
        at: Timestamp,
        offset_min: i32,
        day: Day,
        session: u64,
    ) -> Result<(CardId, CardState), StoreError> {
        let scheduler = &self.scheduler;
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let (card, mark): (String, i64) =
            tx.query_row("SELECT card, mark FROM entry WHERE seq = ?1", [seq], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        let is_undone: bool =
            tx.query_row("SELECT EXISTS (SELECT 1 FROM entry WHERE undoes = ?1)", [seq], |row| {
                row.get(0)
            })?;
        if !is_undone {
            tx.execute("DELETE FROM kept_answers WHERE ?1 <= upto", [seq])?;
            tx.execute(
                "INSERT INTO entry (at_ms, offset_min, day, session, card, mark, deed, undoes)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'undo', ?7)",
                params![at.0, offset_min, day.0, session.cast_signed(), card, mark, seq],
            )?;
        }
        let id = CardId::from(card.as_str());
        let lines = read_log(&tx, &id)?;
        let state = scheduler.replay(lines.iter().map(|(_, line)| line), mark.cast_unsigned());
        write_state(&tx, &id, mark.cast_unsigned(), &state)?;
        tx.commit()?;
        Ok((id, state))
    }

    /// The last line of the log that was done to a card itself and still counts.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn last_deed(&self) -> Result<Option<i64>, StoreError> {
        let sql = format!("{LIVE} AND source IN ('review', 'cram') ORDER BY seq DESC LIMIT 1");
        let mut query = self.db.prepare(&sql)?;
        Ok(query.query_row([], |row| row.get("seq")).optional()?)
    }

    /// The states of all cards that were ever touched. `mark` tells which right answer a card has
    /// today; a state that follows from another one is made anew.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn states(&mut self, mark: impl Fn(&CardId) -> Option<u64>) -> Result<States, StoreError> {
        let mut states = States::new();
        let mut stale = Vec::new();
        {
            let mut query = self.db.prepare(STATES)?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                let (card, stored, state) = read_state(row)?;
                match mark(&card) {
                    Some(today) if today != stored => stale.push((card, today)),
                    Some(_) | None => {
                        states.insert(card, state);
                    }
                }
            }
        }
        if !stale.is_empty() {
            let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for (card, today) in stale {
                let lines = read_log(&tx, &card)?;
                let state = self.scheduler.replay(lines.iter().map(|(_, line)| line), today);
                write_state(&tx, &card, today, &state)?;
                states.insert(card, state);
            }
            tx.commit()?;
        }
        Ok(states)
    }

    /// The whole log that still counts, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn entries(&self) -> Result<Vec<Entry>, StoreError> {
        let mut query = self.db.prepare(&format!("{LIVE} ORDER BY seq"))?;
        let rows = query.query_map([], |row| Ok(read_entry(row)?.1))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Makes all derived states anew from the log. Says how many cards there are.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn rebuild(&mut self) -> Result<usize, StoreError> {
        let model = self.fingerprint();
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut log: std::collections::BTreeMap<CardId, Vec<Entry>> =
            std::collections::BTreeMap::new();
        {
            let mut query = tx.prepare(&format!("{LIVE} ORDER BY seq"))?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                let (_, entry) = read_entry(row)?;
                log.entry(entry.card.clone()).or_default().push(entry);
            }
        }
        tx.execute("DELETE FROM card_state", [])?;
        forget_answers(&tx)?;
        for (card, lines) in &log {
            // The newest answer was given to the card as it is; `states` corrects a mark that has
            // changed since.
            let mark = lines.last().map_or(0, |line| line.mark);
            write_state(&tx, card, mark, &self.scheduler.replay(lines, mark))?;
        }
        tx.execute(
            "INSERT INTO meta (key, value) VALUES ('model', ?1) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [&model],
        )?;
        tx.commit()?;
        Ok(log.len())
    }

    /// Schedules by other settings from now on, and derives all states anew under them.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn reschedule(&mut self, scheduler: crate::memory::Scheduler) -> Result<(), StoreError> {
        self.scheduler = scheduler;
        self.rebuild_if_stale()
    }

    pub(super) fn rebuild_if_stale(&mut self) -> Result<(), StoreError> {
        let stored: Option<String> = self
            .db
            .query_row("SELECT value FROM meta WHERE key = 'model'", [], |row| row.get(0))
            .optional()?;
        if stored.as_deref() != Some(&self.fingerprint()) {
            self.rebuild()?;
        }
        Ok(())
    }

    /// What derived states depend on besides the log.
    fn fingerprint(&self) -> String {
        let s = &self.scheduler;
        format!(
            "fsrs-6 replay-{REPLAY_VERSION} retention {} steps {:?} {:?} longest {} fuzz {} of {:?}",
            s.retention,
            s.learning_steps_min,
            s.relearning_steps_min,
            s.max_interval_days,
            s.has_fuzz,
            s.model.parameters()
        )
    }
}

/// All lines that are not undone and are no undo.
const LIVE: &str = "SELECT * FROM entry AS live
    WHERE deed <> 'undo'
        AND NOT EXISTS (SELECT 1 FROM entry AS other WHERE other.undoes = live.seq)";

pub(super) fn read_log(
    db: &rusqlite::Connection,
    card: &CardId,
) -> Result<Vec<(i64, Entry)>, StoreError> {
    let mut query = db.prepare_cached(&format!("{LIVE} AND card = ?1 ORDER BY seq"))?;
    let rows = query.query_map([&*card.0], read_entry)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        memory::{Answer, Confidence, Deed, Due, Rating, Scheduler, Source},
        store::restore,
    };

    fn entry(card: &str, day: i32, deed: Deed) -> Entry {
        let at = Timestamp(i64::from(day) * 86_400_000);
        Entry { card: CardId::from(card), at, offset_min: 60, day: Day(day), mark: u64::MAX, deed }
    }

    fn answer(rating: Rating) -> Deed {
        Deed::Answer(Answer {
            rating,
            is_right: rating != Rating::Again,
            confidence: Confidence::Unsure,
            time_ms: 4_200,
            expected_recall: Some(0.75),
            given: "900 s".into(),
            source: Source::Review,
        })
    }

    fn store() -> Store {
        Store::in_memory(Scheduler::default()).unwrap()
    }

    #[test]
    fn the_log_gives_back_what_was_put_in() {
        let mut store = store();
        let lines = [
            entry("a.b", 100, answer(Rating::Good)),
            entry("a.b", 101, Deed::Suspend),
            entry("a.b", 101, Deed::Resume),
            entry("a.c", 102, Deed::Bury { until: Day(103) }),
            entry("a.b", 103, Deed::Reset),
        ];
        for line in &lines {
            store.append(line, 7).unwrap();
        }
        assert_eq!(store.entries().unwrap(), lines);
    }

    #[test]
    fn undo_is_as_if_it_had_never_been_and_the_log_keeps_both() {
        let mut store = store();
        let first = store.append(&entry("a.b", 100, answer(Rating::Good)), 1).unwrap();
        let second = store.append(&entry("a.b", 103, answer(Rating::Again)), 1).unwrap();
        assert_ne!(first.state, second.state);
        let (_, after) = store.undo(second.seq, Timestamp(0), 0, Day(103), 1).unwrap();
        assert_eq!(after, first.state);
        assert_eq!(store.undo(second.seq, Timestamp(0), 0, Day(103), 1).unwrap().1, first.state);
        assert_eq!(store.n_answers().unwrap(), 1);
        let n_rows: i64 =
            store.db.query_row("SELECT count(*) FROM entry", [], |row| row.get(0)).unwrap();
        assert_eq!(n_rows, 3);
    }

    #[test]
    fn derived_states_are_the_same_after_a_rebuild() {
        let mut store = store();
        for n in 0..30 {
            let rating = Rating::ALL[n % 4];
            store
                .append(
                    &entry(
                        &format!("a.{}", n % 5),
                        100 + i32::try_from(n).unwrap(),
                        answer(rating),
                    ),
                    1,
                )
                .unwrap();
        }
        let before = store.states(|_| None).unwrap();
        assert_eq!(store.rebuild().unwrap(), 5);
        assert_eq!(store.states(|_| None).unwrap(), before);
    }

    #[test]
    fn a_changed_right_answer_is_learnt_anew() {
        let mut store = store();
        store.append(&entry("a.b", 100, answer(Rating::Good)), 1).unwrap();
        let states = store.states(|_| Some(5)).unwrap();
        assert_eq!(states[&CardId::from("a.b")], CardState::default());
        let back = store.states(|_| Some(u64::MAX)).unwrap();
        assert_eq!(back[&CardId::from("a.b")].n_answers, 1);
    }

    #[test]
    fn sums_count_answers_and_days() {
        let mut store = store();
        store.append(&entry("a.b", 100, answer(Rating::Good)), 1).unwrap();
        store.append(&entry("a.c", 100, answer(Rating::Again)), 1).unwrap();
        store.append(&entry("a.c", 102, Deed::Suspend), 1).unwrap();
        let reviews = store.reviews().unwrap();
        let summary = store.summary(&reviews).unwrap();
        assert_eq!((summary.n_answers, summary.n_right), (2, 1));
        let days: Vec<(Day, u32)> =
            summary.by_day.iter().map(|(day, one)| (*day, one.n())).collect();
        assert_eq!(days, [(Day(100), 2)]);
        assert_eq!(store.recent_times().unwrap(), vec![(CardId::from("a.b"), 4_200)]);
    }

    #[test]
    fn a_full_disk_is_told_and_loses_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut store =
            Store::open(&folder.path().join("p.sqlite3"), Scheduler::default()).unwrap();
        store.append(&entry("a.b", 100, answer(Rating::Good)), 1).unwrap();
        let n_pages: i64 =
            store.db.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        store.db.pragma_update(None, "max_page_count", n_pages).unwrap();
        let mut n_saved = 1;
        let error = loop {
            match store.append(&entry("a.b", 100 + n_saved, answer(Rating::Good)), 1) {
                Ok(_) => n_saved += 1,
                Err(error) => break error,
            }
        };
        assert!(matches!(error, StoreError::Full), "{error}");
        assert_eq!(i32::try_from(store.n_answers().unwrap()).unwrap(), n_saved);
        assert_eq!(store.integrity().unwrap(), "ok");
    }

    #[test]
    fn two_windows_keep_each_others_answers() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.sqlite3");
        let mut left = Store::open(&path, Scheduler::default()).unwrap();
        let mut right = Store::open(&path, Scheduler::default()).unwrap();
        let seen = left.data_version().unwrap();
        left.append(&entry("a.b", 100, answer(Rating::Good)), 1).unwrap();
        let receipt = right.append(&entry("a.b", 103, answer(Rating::Good)), 2).unwrap();
        assert_eq!(receipt.state.n_answers, 2);
        assert_ne!(left.data_version().unwrap(), seen);
        assert_eq!(left.states(|_| None).unwrap()[&CardId::from("a.b")], receipt.state);
    }

    #[test]
    fn a_window_that_is_open_goes_on_after_a_restore() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.sqlite3");
        let copy = folder.path().join("copy.sqlite3");
        let mut window = Store::open(&path, Scheduler::default()).unwrap();
        window.append(&entry("a.b", 100, answer(Rating::Good)), 1).unwrap();
        window.copy_to(&copy).unwrap();
        window.append(&entry("a.c", 100, answer(Rating::Good)), 1).unwrap();
        let seen = window.data_version().unwrap();
        restore(&copy, &path, Scheduler::default()).unwrap();
        assert_ne!(window.data_version().unwrap(), seen, "the window can see that it has changed");
        window.append(&entry("a.d", 101, answer(Rating::Good)), 1).unwrap();
        let after = Store::open(&path, Scheduler::default()).unwrap();
        assert_eq!(after.n_answers().unwrap(), 2);
    }

    #[test]
    fn other_steps_hold_from_the_next_answer_on() {
        let mut store = store();
        let steps = Scheduler { learning_steps_min: vec![30], ..Scheduler::default() };
        store.reschedule(steps).unwrap();
        let receipt = store.append(&entry("a.b", 100, answer(Rating::Again)), 1).unwrap();
        assert_eq!(receipt.state.due, Due::At(Timestamp(100 * 86_400_000 + 30 * 60_000)));
    }

    #[test]
    fn newer_and_foreign_files_are_refused_with_a_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let newer = folder.path().join("newer.sqlite3");
        Store::open(&newer, Scheduler::default())
            .unwrap()
            .db
            .pragma_update(None, "user_version", 99)
            .unwrap();
        let message = Store::open(&newer, Scheduler::default()).unwrap_err().to_string();
        assert!(message.contains("newer coldstart (schema 99"), "{message}");
        let text = folder.path().join("text.sqlite3");
        std::fs::write(&text, "this is a letter to a friend, and no database at all ".repeat(50))
            .unwrap();
        let message = Store::open(&text, Scheduler::default()).unwrap_err().to_string();
        assert!(message.contains("is no progress file"), "{message}");
        let other = folder.path().join("other.sqlite3");
        rusqlite::Connection::open(&other)
            .unwrap()
            .execute_batch("CREATE TABLE songs (title TEXT)")
            .unwrap();
        let message = Store::open(&other, Scheduler::default()).unwrap_err().to_string();
        assert!(message.contains("is no progress file"), "{message}");
    }

    #[test]
    fn copies_rotate_and_can_be_put_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.sqlite3");
        let mut store = Store::open(&path, Scheduler::default()).unwrap();
        assert_eq!(store.back_up_daily(Day(0)).unwrap(), None, "an empty log needs no copy");
        store.append(&entry("a.b", 100, answer(Rating::Good)), 1).unwrap();
        for day in 0..14 {
            assert!(store.back_up_daily(Day(day)).unwrap().is_some());
            assert!(store.back_up_daily(Day(day)).unwrap().is_none(), "one copy a day");
        }
        let copies = std::fs::read_dir(store.backup_folder().unwrap()).unwrap().count();
        assert_eq!(copies, 10);
        let copy = store.backup_folder().unwrap().join("progress-1970-01-14.sqlite3");
        store.append(&entry("a.b", 103, answer(Rating::Good)), 1).unwrap();
        drop(store);
        let kept = restore(&copy, &path, Scheduler::default()).unwrap().unwrap();
        let count = |path: &std::path::Path| {
            Store::open(path, Scheduler::default()).unwrap().n_answers().unwrap()
        };
        assert_eq!((count(&path), count(&kept)), (1, 2));
    }
}
