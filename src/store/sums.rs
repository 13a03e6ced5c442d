//! Sums over the log.

use std::collections::BTreeMap;

use super::{Store, StoreError};
use crate::{
    clock::{Day, Timestamp},
    ids::CardId,
    memory::stats::{Activity, Review, Summary, Work},
};

/// Of how many last answers a median is taken.
const N_RECENT: i64 = 400;

impl Store {
    /// How many answers were given to cards themselves.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn n_answers(&self) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM entry
            WHERE deed = 'answer' AND source IN ('review', 'cram')
                AND seq NOT IN (SELECT undoes FROM entry WHERE undoes IS NOT NULL)";
        let n: i64 = self.db.query_row(sql, [], |row| row.get(0))?;
        Ok(n.cast_unsigned())
    }

    /// Sums over all that was done, with the answers to cards.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn summary(&self, reviews: &[Review]) -> Result<Summary, StoreError> {
        let mut summary = Summary { by_day: self.by_day()?, ..Summary::default() };
        // An answer that reached a card from elsewhere counts where it was given, and only there.
        for one in reviews.iter().filter(|one| one.source.is_at_card()) {
            summary.note_card(one);
        }
        Ok(summary)
    }

    /// Everything that was done besides cards, by study day.
    fn by_day(&self) -> Result<BTreeMap<Day, Activity>, StoreError> {
        let sql = "SELECT day, CASE kind WHEN 'mock' THEN 'mocks' ELSE 'scenarios' END,
                    sum(picked <> ''), sum(is_right = 0), sum(min(time_ms, ?1))
                FROM item_answer GROUP BY 1, 2
            UNION ALL SELECT day, 'drills', count(*), sum(is_right = 0), sum(min(time_ms, ?2))
                FROM drill_answer GROUP BY 1
            UNION ALL SELECT day, 'challenges', count(*), 0, 0
                FROM run WHERE is_solved = 1 GROUP BY 1";
        let most = [Work::Scenario, Work::Drill].map(Work::most_ms);
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

    /// The latest instant at which a card was answered.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn last_at(&self) -> Result<Option<Timestamp>, StoreError> {
        let newest: Option<i64> =
            self.db.query_row("SELECT max(last_at_ms) FROM card_state", [], |row| row.get(0))?;
        Ok(newest.map(Timestamp))
    }
}
