//! How cards stood before a day began, and what a clock that was ahead has dated later.

use std::collections::BTreeMap;

use super::{Store, StoreError, log::read_log};
use crate::{clock::Day, ids::CardId, memory::queue::States};

impl Store {
    /// Cards whose last answer a clock that was ahead has dated after `today`, and the day by which
    /// that answer was given: the earliest day of what was written after it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn answered_by(&self, today: Day) -> Result<BTreeMap<CardId, Day>, StoreError> {
        let sql = "SELECT card,
                (SELECT min(later.day) FROM entry AS later WHERE later.seq >
                    (SELECT max(own.seq) FROM entry AS own
                        WHERE own.card = card_state.card AND own.deed = 'answer'))
            FROM card_state WHERE ?1 < last_day";
        let mut query = self.db.prepare(sql)?;
        let rows = query.query_map([today.0], |row| {
            let card = CardId::from(row.get::<_, String>(0)?.as_str());
            let by = row.get::<_, Option<i32>>(1)?.map_or(today, Day);
            Ok((card, by.min(today)))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The states that cards which were touched on `day` had before it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn states_before(
        &self,
        day: Day,
        mark: impl Fn(&CardId) -> Option<u64>,
    ) -> Result<States, StoreError> {
        let mut query = self.db.prepare("SELECT DISTINCT card FROM entry WHERE day = ?1")?;
        let rows = query.query_map([day.0], |row| row.get::<_, String>(0))?;
        let mut states = States::new();
        for card in rows {
            let card = CardId::from(card?.as_str());
            let Some(mark) = mark(&card) else { continue };
            let lines = read_log(&self.db, &card)?;
            let before = lines.iter().map(|(_, line)| line).filter(|line| line.day != day);
            states.insert(card, self.scheduler.replay(before, mark));
        }
        Ok(states)
    }
}
