//! What was said of the exam on each day.

use rusqlite::params;

use super::{Store, StoreError};
use crate::{
    clock::{Day, Timestamp},
    ids::TopicId,
    memory::stats::Forecast,
};

impl Store {
    /// Adds what was said of the exam today, unless it was said before.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_forecast(&mut self, forecast: &Forecast, at: Timestamp) -> Result<(), StoreError> {
        let topic = |(topic, known): &(TopicId, f64)| format!("{topic}={known:.4}");
        let topics: Vec<String> = forecast.topics.iter().map(topic).collect();
        self.db.execute(
            "INSERT OR IGNORE INTO forecast (day, at_ms, exam_day, score, pass, asked, topics)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                forecast.day.0,
                at.0,
                forecast.exam_day.0,
                forecast.score,
                forecast.pass,
                forecast.asked,
                topics.join(" ")
            ],
        )?;
        Ok(())
    }

    /// What was said of the exam on each day, the oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn forecasts(&self) -> Result<Vec<Forecast>, StoreError> {
        let sql = "SELECT day, exam_day, score, pass, asked, topics FROM forecast ORDER BY day";
        let mut query = self.db.prepare(sql)?;
        let rows = query.query_map([], |row| {
            let topics: String = row.get(5)?;
            let topic = |word: &str| {
                let (topic, known) = word.split_once('=')?;
                Some((TopicId::from(topic), known.parse().ok()?))
            };
            Ok(Forecast {
                day: Day(row.get(0)?),
                exam_day: Day(row.get(1)?),
                score: row.get(2)?,
                pass: row.get(3)?,
                asked: row.get(4)?,
                topics: topics.split_whitespace().filter_map(topic).collect(),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
