//! Sums over the log.

use std::collections::BTreeMap;

use super::{Store, StoreError};
use crate::{
    clock::{Day, Timestamp},
    ids::CardId,
    memory::{
        Rating, Source,
        stats::{Activity, Review, Summary, Work},
    },
};

/// Of how many last answers a median is taken.
const N_RECENT: i64 = 400;

impl Store {
    /// Sums over the log.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn summary(&self) -> Result<Summary, StoreError> {
        let sums = "SELECT count(*), coalesce(sum(is_right), 0)
            FROM entry WHERE deed = 'answer' AND source IN ('review', 'cram')
                AND seq NOT IN (SELECT undoes FROM entry WHERE undoes IS NOT NULL)";
        let (n_answers, n_right) = self.db.query_row(sums, [], |row| {
            let (n_answers, n_right): (i64, i64) = (row.get(0)?, row.get(1)?);
            Ok((n_answers.cast_unsigned(), n_right.cast_unsigned()))
        })?;
        Ok(Summary { n_answers, n_right, by_day: self.by_day()? })
    }

    /// Everything that was done, by study day. An answer that reached a card from elsewhere counts
    /// where it was given, and only there.
    fn by_day(&self) -> Result<BTreeMap<Day, Activity>, StoreError> {
        let sql = "SELECT day, 'cards', count(*), 0, sum(min(time_ms, ?1)) FROM entry
                WHERE deed = 'answer' AND source IN ('review', 'cram')
                    AND seq NOT IN (SELECT undoes FROM entry WHERE undoes IS NOT NULL)
                GROUP BY 1
            UNION ALL SELECT day, CASE kind WHEN 'mock' THEN 'mocks' ELSE 'scenarios' END,
                    sum(picked <> ''), sum(is_right = 0), sum(min(time_ms, ?2))
                FROM item_answer GROUP BY 1, 2
            UNION ALL SELECT day, 'drills', count(*), sum(is_right = 0), sum(min(time_ms, ?3))
                FROM drill_answer GROUP BY 1
            UNION ALL SELECT day, 'challenges', count(*), 0, 0
                FROM run WHERE is_solved = 1 GROUP BY 1";
        let most = [Work::Card, Work::Scenario, Work::Drill].map(Work::most_ms);
        let mut query = self.db.prepare(sql)?;
        let rows = query.query_map(most, |row| {
            let work = Work::parse(&row.get::<_, String>(1)?);
            let work = work.expect("the query names what it counts");
            let time_ms = row.get::<_, i64>(4)?.cast_unsigned();
            Ok((Day(row.get(0)?), work, row.get(2)?, row.get::<_, u32>(3)?, time_ms))
        })?;
        let mut by_day: BTreeMap<Day, Activity> = BTreeMap::new();
        for row in rows {
            let (day, work, n, n_missed, time_ms) = row?;
            let activity = by_day.entry(day).or_default();
            activity.add(work, n, time_ms);
            activity.n_missed += n_missed;
        }
        Ok(by_day)
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
        let sql = "SELECT card, at_ms, day, rating, is_right, expected_recall, time_ms, source
            FROM entry
            WHERE deed = 'answer'
                AND seq NOT IN (SELECT undoes FROM entry WHERE undoes IS NOT NULL)
            ORDER BY seq";
        let mut query = self.db.prepare(sql)?;
        let rows = query.query_map([], |row| {
            Ok(Review {
                card: CardId::from(row.get_ref(0)?.as_str()?),
                at: Timestamp(row.get(1)?),
                day: Day(row.get(2)?),
                rating: Rating::from_number(row.get(3)?).unwrap_or(Rating::Again),
                is_right: row.get(4)?,
                expected: row.get(5)?,
                time_ms: row.get(6)?,
                source: Source::parse(row.get_ref(7)?.as_str()?)
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
