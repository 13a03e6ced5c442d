//! The answers to cards, of which most are kept in one piece: a start reads only what came after.

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::{Store, StoreError};
use crate::{
    clock::{Day, Timestamp},
    ids::CardId,
    memory::{Rating, Source, fit, stats::Review},
};

/// From so many answers behind the kept ones on, all are kept anew: two or three evenings.
const LOOSE: usize = 300;

/// Answers in one piece.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    /// Each card once, in order.
    cards: Vec<CardId>,
    rows: Vec<Row>,
}

/// A [`Review`] whose card is told by its place among the cards.
#[derive(Debug, Serialize, Deserialize)]
struct Row {
    card: u32,
    at: i64,
    day: i32,
    rating: u8,
    is_right: bool,
    expected: Option<f64>,
    foreseen: Option<f64>,
    source: u8,
    time_ms: u32,
}

impl Store {
    /// All answers to cards that still count, the oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn reviews(&mut self) -> Result<Vec<Review>, StoreError> {
        let is_writable = self.unwritable.is_none();
        // All that is asked here is asked of the file as it is at one moment.
        let tx = self.db.transaction()?;
        let kept = kept(&tx)?;
        let last: i64 =
            tx.query_row("SELECT coalesce(max(seq), 0) FROM entry", [], |row| row.get(0))?;
        let (upto, mut reviews) = kept.unwrap_or_default();
        let n_kept = reviews.len();
        reviews.extend(answers_after(&tx, upto)?);
        tx.commit()?;
        if n_kept == 0 {
            fit::foresee(&self.scheduler.model, &mut reviews);
        } else {
            // They were given under the model that is in use: with another one nothing is kept.
            for one in reviews.iter_mut().skip(n_kept) {
                one.foreseen = one.foretold();
            }
        }
        if is_writable && LOOSE <= reviews.len() - n_kept {
            // It only makes the next start faster, so nobody is told when there is no room for it.
            let _ = self.keep_answers(last, &reviews);
        }
        Ok(reviews)
    }

    fn keep_answers(&self, upto: i64, reviews: &[Review]) -> Result<(), StoreError> {
        let bytes = postcard::to_allocvec(&Kept::of(reviews)).expect("plain values have bytes");
        let tx = self.db.unchecked_transaction()?;
        forget_answers(&tx)?;
        // What another window has taken back in the meantime is not to be kept.
        tx.execute(
            "INSERT INTO kept_answers (upto, answers) SELECT ?1, ?2
                WHERE NOT EXISTS (SELECT 1 FROM entry WHERE ?1 < seq AND undoes <= ?1)",
            params![upto, bytes],
        )?;
        tx.commit()?;
        Ok(())
    }
}

/// Drops what is kept.
pub(super) fn forget_answers(db: &Connection) -> rusqlite::Result<()> {
    db.execute("DELETE FROM kept_answers", []).map(|_| ())
}

/// The kept answers, and up to which line of the log they are all; none when they are not whole.
fn kept(db: &Connection) -> Result<Option<(i64, Vec<Review>)>, StoreError> {
    let mut query = db.prepare("SELECT upto, answers FROM kept_answers")?;
    let read = query.query_row([], |row| {
        let kept = postcard::from_bytes::<Kept>(row.get_ref(1)?.as_blob()?).ok();
        Ok((row.get(0)?, kept.and_then(Kept::reviews)))
    });
    Ok(read.optional()?.and_then(|(upto, reviews)| Some((upto, reviews?))))
}

fn answers_after(db: &Connection, upto: i64) -> Result<Vec<Review>, StoreError> {
    let sql = "SELECT card, at_ms, day, rating, is_right, expected_recall, time_ms, source
        FROM entry
        WHERE ?1 < seq AND deed = 'answer'
            AND seq NOT IN (SELECT undoes FROM entry WHERE undoes IS NOT NULL)
        ORDER BY seq";
    let mut query = db.prepare(sql)?;
    let rows = query.query_map([upto], |row| {
        Ok(Review {
            card: CardId::from(row.get_ref(0)?.as_str()?),
            at: Timestamp(row.get(1)?),
            day: Day(row.get(2)?),
            rating: Rating::from_number(row.get(3)?).unwrap_or(Rating::Again),
            is_right: row.get(4)?,
            expected: row.get(5)?,
            foreseen: None,
            time_ms: row.get(6)?,
            source: Source::parse(row.get_ref(7)?.as_str()?)
                .ok_or_else(|| rusqlite::Error::InvalidColumnName("source".to_owned()))?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

impl Kept {
    fn of(reviews: &[Review]) -> Self {
        let mut cards: Vec<CardId> = reviews.iter().map(|one| one.card.clone()).collect();
        cards.sort_unstable();
        cards.dedup();
        let place = |card: &CardId| cards.binary_search(card).ok();
        let row = |one: &Review| {
            let source = Source::ALL.iter().position(|source| *source == one.source)?;
            Some(Row {
                card: u32::try_from(place(&one.card)?).ok()?,
                at: one.at.0,
                day: one.day.0,
                rating: one.rating.number(),
                is_right: one.is_right,
                expected: one.expected,
                foreseen: one.foreseen,
                source: u8::try_from(source).ok()?,
                time_ms: one.time_ms,
            })
        };
        let rows = reviews.iter().filter_map(row).collect();
        Self { cards, rows }
    }

    fn reviews(self) -> Option<Vec<Review>> {
        let Self { cards, rows } = self;
        let review = |row: Row| {
            Some(Review {
                card: cards.get(row.card as usize)?.clone(),
                at: Timestamp(row.at),
                day: Day(row.day),
                rating: Rating::from_number(row.rating)?,
                is_right: row.is_right,
                expected: row.expected,
                foreseen: row.foreseen,
                source: *Source::ALL.get(usize::from(row.source))?,
                time_ms: row.time_ms,
            })
        };
        rows.into_iter().map(review).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::{Answer, Confidence, Deed, Entry, Scheduler, fsrs::Model};

    /// An answer as the program gives it: with what the model expects of the card then.
    fn answer(store: &mut Store, n: i32) -> i64 {
        let card = CardId::from(format!("a.{}", n % 37).as_str());
        let day = Day(n / 20);
        let states = store.states(|_| Some(1)).unwrap();
        let before = states.get(&card).cloned().unwrap_or_default();
        let rating = if n % 11 == 0 { Rating::Again } else { Rating::Good };
        let answer = Answer {
            rating,
            is_right: rating == Rating::Good,
            confidence: Confidence::Sure,
            time_ms: 1_000 + n.unsigned_abs(),
            expected_recall: store.scheduler.recall(&before, day),
            given: String::new(),
            source: if n % 13 == 0 { Source::Cram } else { Source::Review },
        };
        let at = Timestamp(i64::from(day.0) * 86_400_000 + i64::from(n));
        let deed = Deed::Answer(answer);
        store.append(&Entry { card, at, offset_min: 0, day, mark: 1, deed }, 1).unwrap().seq
    }

    fn n_kept(store: &Store) -> i64 {
        store.db.query_row("SELECT count(*) FROM kept_answers", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn what_is_kept_says_the_same_as_the_log() {
        let mut store = Store::in_memory(Scheduler::default()).unwrap();
        for n in 0..i32::try_from(LOOSE).unwrap() - 1 {
            answer(&mut store, n);
        }
        assert_eq!((store.reviews().unwrap().len(), n_kept(&store)), (LOOSE - 1, 0));
        answer(&mut store, 299);
        let whole = store.reviews().unwrap();
        assert_eq!((whole.len(), n_kept(&store)), (LOOSE, 1));
        assert!(store.reviews().unwrap() == whole);
        // What came after is read from the log, and foreseen as all others are.
        for n in 300..420 {
            answer(&mut store, n);
        }
        let with_kept = store.reviews().unwrap();
        forget_answers(&store.db).unwrap();
        let from_log = store.reviews().unwrap();
        assert_eq!(with_kept.len(), 420);
        assert!(from_log.iter().any(|one| one.foreseen.is_some_and(|recall| recall < 0.9)));
        for (kept, read) in with_kept.iter().zip(&from_log) {
            // The same formulas on another way, to the last digit but one.
            let off = kept.foreseen.unwrap_or(2.0) - read.foreseen.unwrap_or(2.0);
            assert!(off.abs() < 1e-6, "{kept:?} {read:?}");
            assert_eq!(&Review { foreseen: read.foreseen, ..kept.clone() }, read);
        }
    }

    #[test]
    fn what_is_taken_back_is_no_longer_kept() {
        let mut store = Store::in_memory(Scheduler::default()).unwrap();
        let seqs: Vec<i64> = (0..310).map(|n| answer(&mut store, n)).collect();
        store.reviews().unwrap();
        let newer = answer(&mut store, 310);
        store.undo(newer, Timestamp(0), 0, Day(20), 1).unwrap();
        assert_eq!((store.reviews().unwrap().len(), n_kept(&store)), (310, 1));
        store.undo(seqs[5], Timestamp(0), 0, Day(20), 1).unwrap();
        assert_eq!(n_kept(&store), 0);
        assert_eq!(store.reviews().unwrap().len(), 309);
    }

    #[test]
    fn another_model_foresees_all_anew() {
        let mut store = Store::in_memory(Scheduler::default()).unwrap();
        for n in 0..320 {
            answer(&mut store, n);
        }
        let before = store.reviews().unwrap();
        let mut parameters = Model::default().parameters().to_vec();
        parameters[20] *= 1.5;
        let model = Model::new(&parameters).unwrap();
        store.reschedule(Scheduler { model, ..Scheduler::default() }).unwrap();
        assert_eq!(n_kept(&store), 0);
        let after = store.reviews().unwrap();
        assert_eq!(before.len(), after.len());
        assert!(before != after);
    }

    #[test]
    fn a_piece_that_is_not_whole_is_made_again() {
        let mut store = Store::in_memory(Scheduler::default()).unwrap();
        for n in 0..310 {
            answer(&mut store, n);
        }
        let whole = store.reviews().unwrap();
        store.db.execute("UPDATE kept_answers SET answers = x'07'", []).unwrap();
        assert!(store.reviews().unwrap() == whole);
    }
}
