//! Mock exams.

use std::collections::BTreeMap;

use rusqlite::params;

use super::{Store, StoreError};
use crate::{
    clock::Timestamp,
    exam::{
        attempt::{Attempt, MockOutcome, Response},
        form::Chosen,
        score::DomainResult,
    },
    memory::Confidence,
};

/// SQLite has signed numbers only: the bits are kept, not the value.
pub(super) fn bits(number: u64) -> i64 {
    i64::from_ne_bytes(number.to_ne_bytes())
}

fn unbits(number: i64) -> u64 {
    u64::from_ne_bytes(number.to_ne_bytes())
}

fn joined(places: &[usize]) -> String {
    places.iter().map(usize::to_string).collect::<Vec<_>>().join(" ")
}

fn parted(text: &str) -> Vec<usize> {
    text.split_whitespace().filter_map(|one| one.parse().ok()).collect()
}

impl Store {
    /// Adds a mock that begins. It has reached the disk when this returns.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin_mock(&mut self, mock: &Attempt) -> Result<(), StoreError> {
        let word = |one: &Chosen| format!("{}{}", one.item, if one.is_scored { "" } else { "*" });
        let questions: Vec<String> = mock.questions.iter().map(word).collect();
        self.db.execute(
            "INSERT INTO mock (id, size, seed, bank, minutes, questions)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                mock.id,
                mock.size,
                bits(mock.seed),
                bits(mock.bank),
                mock.minutes,
                questions.join(" ")
            ],
        )?;
        Ok(())
    }

    /// Adds how a question of a mock stands now. It has reached the disk when this returns.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn note_mock(
        &mut self,
        mock: i64,
        question: usize,
        response: &Response,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let time_ms = i64::try_from(response.time_ms).unwrap_or(i64::MAX);
        self.db.execute(
            "INSERT INTO mock_entry (mock, at_ms, question, picked, struck, highlights, is_flagged,
                confidence, time_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                mock,
                at.0,
                i64::try_from(question).unwrap_or(i64::MAX),
                joined(&response.picked),
                joined(&response.struck),
                joined(&response.highlights),
                response.is_flagged,
                response.confidence.map(Confidence::word),
                time_ms,
            ],
        )?;
        Ok(())
    }

    /// Adds what a mock came to. It has reached the disk when this returns.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn end_mock(
        &mut self,
        mock: i64,
        at: Timestamp,
        outcome: &MockOutcome,
    ) -> Result<(), StoreError> {
        let domains: Vec<String> =
            outcome.domains.iter().map(|one| format!("{}/{}", one.right, one.n)).collect();
        self.db.execute(
            "INSERT OR IGNORE INTO mock_end (mock, at_ms, score, n_right, n_scored, rating, domains)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                mock,
                at.0,
                outcome.score,
                outcome.right,
                outcome.n_scored,
                outcome.mean_rating,
                domains.join(" ")
            ],
        )?;
        Ok(())
    }

    /// All mocks as they stand, the oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn mocks(&self) -> Result<Vec<Attempt>, StoreError> {
        let mut ends: BTreeMap<i64, (Timestamp, MockOutcome)> = BTreeMap::new();
        let mut query = self.db.prepare(
            "SELECT mock, at_ms, score, n_right, n_scored, rating, domains FROM mock_end",
        )?;
        let rows = query.query_map([], |row| {
            let outcome = MockOutcome {
                score: row.get(2)?,
                right: row.get(3)?,
                n_scored: row.get(4)?,
                mean_rating: row.get(5)?,
                domains: levels(&row.get::<_, String>(6)?),
            };
            Ok((row.get(0)?, Timestamp(row.get(1)?), outcome))
        })?;
        for row in rows {
            let (mock, at, outcome) = row?;
            ends.insert(mock, (at, outcome));
        }
        let mut query = self
            .db
            .prepare("SELECT id, size, seed, bank, minutes, questions FROM mock ORDER BY id")?;
        let rows = query.query_map([], |row| {
            let id: i64 = row.get(0)?;
            let questions: String = row.get(5)?;
            let (seed, bank): (i64, i64) = (row.get(2)?, row.get(3)?);
            Ok(Attempt::new(
                (row.get(1)?, unbits(seed), unbits(bank)),
                questions.split_whitespace().map(chosen).collect(),
                Timestamp(id),
                row.get(4)?,
            ))
        })?;
        let mut mocks = rows.collect::<Result<Vec<Attempt>, _>>()?;
        for mock in &mut mocks {
            self.entries_of(mock)?;
            mock.ended = ends.remove(&mock.id);
        }
        Ok(mocks)
    }

    /// The rows of a mock, each question's in the order in which they were made: the time that a
    /// question was in front only grows, also where a row was written again after a failure.
    fn entries_of(&self, mock: &mut Attempt) -> Result<(), StoreError> {
        let mut query = self.db.prepare_cached(
            "SELECT question, picked, struck, highlights, is_flagged, confidence, time_ms, at_ms
             FROM mock_entry WHERE mock = ?1 ORDER BY time_ms, seq",
        )?;
        let rows = query.query_map([mock.id], |row| {
            let text = |column: usize| row.get::<_, String>(column).map(|text| parted(&text));
            let confidence: Option<String> = row.get(5)?;
            let response = Response {
                picked: text(1)?,
                struck: text(2)?,
                highlights: text(3)?,
                is_flagged: row.get(4)?,
                confidence: confidence.and_then(|word| Confidence::parse(&word)),
                time_ms: row.get::<_, i64>(6)?.cast_unsigned(),
            };
            Ok((row.get::<_, i64>(0)?, response, Timestamp(row.get(7)?)))
        })?;
        for row in rows {
            let (question, response, at) = row?;
            mock.note(usize::try_from(question).unwrap_or(usize::MAX), response, at);
        }
        Ok(())
    }
}

fn chosen(word: &str) -> Chosen {
    let item = word.strip_suffix('*');
    Chosen { item: item.unwrap_or(word).into(), is_scored: item.is_none() }
}

fn levels(text: &str) -> Vec<DomainResult> {
    let level = |part: &str| {
        let (right, n) = part.split_once('/').unwrap_or(("0", "0"));
        DomainResult { right: right.parse().unwrap_or(0), n: n.parse().unwrap_or(0) }
    };
    text.split_whitespace().map(level).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        exam::blueprint::{Blueprint, Domain},
        memory::Scheduler,
    };

    #[test]
    fn a_mock_is_the_same_after_the_program_was_gone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("progress.sqlite3");
        let questions = ["a.one", "a.two*", "b.three"].map(chosen).to_vec();
        let mut mock = Attempt::new((20, u64::MAX, 1 << 63), questions, Timestamp(5_000), 49);
        let response = Response {
            picked: vec![0, 3],
            struck: vec![1],
            is_flagged: true,
            confidence: Some(Confidence::Guess),
            highlights: vec![2],
            time_ms: 61_000,
        };
        {
            let mut store = Store::open(&path, Scheduler::default()).unwrap();
            store.begin_mock(&mock).unwrap();
            for (at, picked) in [(6_000_i64, vec![2]), (7_000, vec![0, 3])] {
                let one = Response { picked, time_ms: at.unsigned_abs(), ..response.clone() };
                store.note_mock(mock.id, 1, &one, Timestamp(at)).unwrap();
                mock.note(1, one, Timestamp(at));
            }
            assert_eq!(store.mocks().unwrap(), [mock.clone()]);
        }
        let mut store = Store::open(&path, Scheduler::default()).unwrap();
        assert_eq!(store.mocks().unwrap(), [mock.clone()]);
        assert_eq!(mock.marks[1], [vec![2], vec![0, 3]]);
        let key = |key: &[usize], domain| {
            Some(crate::exam::attempt::ItemKey { key: key.to_vec(), domain, rating: 0.7 })
        };
        let domain = |share| Domain { title: String::new(), share };
        let exam = Blueprint { domains: [60, 40].map(domain).to_vec(), ..Blueprint::default() };
        let outcome = mock.outcome(&[key(&[1], 1), key(&[0, 3], 2), key(&[1], 4)], &exam);
        store.end_mock(mock.id, Timestamp(9_000), &outcome).unwrap();
        mock.ended = Some((Timestamp(9_000), outcome));
        assert_eq!(store.mocks().unwrap(), [mock]);
    }
}
