//! Sums over the log.

use super::{Store, StoreError};
use crate::{
    clock::{Day, Timestamp},
    ids::CardId,
    memory::{
        Rating, Source,
        stats::{Review, Summary},
    },
};

/// The longest time that counts for the mean, as in the memory model.
const MAX_MEAN_MS: i64 = 60_000;
/// Of how many last answers a median is taken.
const N_RECENT: i64 = 400;

impl Store {
    /// Sums over the log.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn summary(&self) -> Result<Summary, StoreError> {
        let sums = "SELECT count(*), coalesce(sum(is_right), 0),
                avg(CASE WHEN expected_recall IS NOT NULL AND source = 'review'
                    THEN min(time_ms, ?1) END) / 1000.0,
                avg(CASE WHEN expected_recall IS NULL AND source = 'review'
                    THEN min(time_ms, ?1) END) / 1000.0
            FROM entry WHERE deed = 'answer'
                AND seq NOT IN (SELECT undoes FROM entry WHERE undoes IS NOT NULL)";
        let mut summary = self.db.query_row(sums, [MAX_MEAN_MS], |row| {
            Ok(Summary {
                n_answers: row.get::<_, i64>(0)?.cast_unsigned(),
                n_right: row.get::<_, i64>(1)?.cast_unsigned(),
                by_day: Vec::new(),
                review_s: row.get(2)?,
                new_s: row.get(3)?,
            })
        })?;
        let days = "SELECT day, count(*) FROM entry
            WHERE deed = 'answer'
                AND seq NOT IN (SELECT undoes FROM entry WHERE undoes IS NOT NULL)
            GROUP BY day ORDER BY day";
        let mut query = self.db.prepare(days)?;
        let rows = query.query_map([], |row| Ok((Day(row.get(0)?), row.get::<_, u32>(1)?)))?;
        summary.by_day = rows.collect::<Result<_, _>>()?;
        Ok(summary)
    }

    /// Answers and right answers by card, for figures by topic; without those ahead of their turn.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn answers_by_card(&self) -> Result<Vec<(CardId, u32, u32)>, StoreError> {
        let sql = "SELECT card, count(*), sum(is_right) FROM entry
            WHERE deed = 'answer' AND source <> 'cram'
                AND seq NOT IN (SELECT undoes FROM entry WHERE undoes IS NOT NULL)
            GROUP BY card ORDER BY card";
        let mut query = self.db.prepare(sql)?;
        let rows = query.query_map([], |row| {
            Ok((CardId::from(row.get::<_, String>(0)?.as_str()), row.get(1)?, row.get(2)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Cards and times of the last right answers, newest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn recent_times(&self) -> Result<Vec<(CardId, u32)>, StoreError> {
        let sql = "SELECT card, time_ms FROM entry
            WHERE deed = 'answer' AND is_right = 1 AND source = 'review'
                AND seq NOT IN (SELECT undoes FROM entry WHERE undoes IS NOT NULL)
            ORDER BY seq DESC LIMIT ?1";
        let mut query = self.db.prepare(sql)?;
        let rows = query.query_map([N_RECENT], |row| {
            Ok((CardId::from(row.get::<_, String>(0)?.as_str()), row.get(1)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// All answers to cards, the oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn reviews(&self) -> Result<Vec<Review>, StoreError> {
        let sql = "SELECT card, day, rating, is_right, expected_recall, time_ms, source
            FROM entry
            WHERE deed = 'answer'
                AND seq NOT IN (SELECT undoes FROM entry WHERE undoes IS NOT NULL)
            ORDER BY seq";
        let mut query = self.db.prepare(sql)?;
        let rows = query.query_map([], |row| {
            Ok(Review {
                card: CardId::from(row.get::<_, String>(0)?.as_str()),
                day: Day(row.get(1)?),
                rating: Rating::from_number(row.get(2)?).unwrap_or(Rating::Again),
                is_right: row.get(3)?,
                expected: row.get(4)?,
                time_ms: row.get(5)?,
                source: Source::parse(&row.get::<_, String>(6)?)
                    .ok_or_else(|| rusqlite::Error::InvalidColumnName("source".to_owned()))?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The instant of the newest line of the log.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn last_at(&self) -> Result<Option<Timestamp>, StoreError> {
        let newest: Option<i64> =
            self.db.query_row("SELECT max(at_ms) FROM entry", [], |row| row.get(0))?;
        Ok(newest.map(Timestamp))
    }
}
