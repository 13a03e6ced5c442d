//! Lines of the log and states of cards as rows of their tables.

use rusqlite::{Row, named_params};

use super::StoreError;
use crate::{
    clock::{Day, Timestamp},
    ids::CardId,
    memory::{Answer, CardState, Confidence, Deed, Due, Entry, Memory, Phase, Rating, Source},
};

/// A line of the log with its number.
pub(super) fn read_entry(row: &Row<'_>) -> rusqlite::Result<(i64, Entry)> {
    let unreadable = |column: &str| rusqlite::Error::InvalidColumnName(column.to_owned());
    let deed: String = row.get("deed")?;
    let deed = match deed.as_str() {
        "answer" => Deed::Answer(Answer {
            rating: Rating::from_number(row.get("rating")?).ok_or_else(|| unreadable("rating"))?,
            is_right: row.get("is_right")?,
            confidence: Confidence::parse(&row.get::<_, String>("confidence")?).unwrap_or_default(),
            time_ms: row.get("time_ms")?,
            expected_recall: row.get("expected_recall")?,
            given: row.get::<_, Option<String>>("given")?.unwrap_or_default(),
            source: Source::parse(&row.get::<_, String>("source")?)
                .ok_or_else(|| unreadable("source"))?,
        }),
        "suspend" => Deed::Suspend,
        "resume" => Deed::Resume,
        "bury" => Deed::Bury { until: Day(row.get("until_day")?) },
        "reset" => Deed::Reset,
        _ => return Err(unreadable("deed")),
    };
    let entry = Entry {
        card: CardId::from(row.get::<_, String>("card")?.as_str()),
        at: Timestamp(row.get("at_ms")?),
        offset_min: row.get("offset_min")?,
        day: Day(row.get("day")?),
        mark: row.get::<_, i64>("mark")?.cast_unsigned(),
        deed,
    };
    Ok((row.get("seq")?, entry))
}

/// Appends a line to the log, with the memory that its answer leaves; its number.
pub(super) fn insert(
    db: &rusqlite::Connection,
    entry: &Entry,
    session: u64,
    state: &CardState,
    model: &str,
) -> Result<i64, StoreError> {
    let (deed, until, answer) = match &entry.deed {
        Deed::Answer(answer) => ("answer", None, Some(answer)),
        Deed::Suspend => ("suspend", None, None),
        Deed::Resume => ("resume", None, None),
        Deed::Bury { until } => ("bury", Some(until.0), None),
        Deed::Reset => ("reset", None, None),
    };
    let memory = state.memory.filter(|_| answer.is_some());
    let mut query = db.prepare_cached(
        "INSERT INTO entry (at_ms, offset_min, day, session, card, mark, deed, rating, is_right, confidence, time_ms,
                            expected_recall, given, source, until_day, stability, difficulty, model)
         VALUES (:at, :offset, :day, :session, :card, :mark, :deed, :rating, :right,
                 :confidence, :time,
                 :recall, :given, :source, :until, :stability, :difficulty, :model)",
    )?;
    let seq = query.insert(named_params! {
        ":at": entry.at.0,
        ":offset": entry.offset_min,
        ":day": entry.day.0,
        ":session": session.cast_signed(),
        ":card": &*entry.card.0,
        ":mark": entry.mark.cast_signed(),
        ":deed": deed,
        ":rating": answer.map(|answer| answer.rating.number()),
        ":right": answer.map(|answer| answer.is_right),
        ":confidence": answer.map(|answer| answer.confidence.word()),
        ":time": answer.map(|answer| answer.time_ms),
        ":recall": answer.and_then(|answer| answer.expected_recall),
        ":given": answer.map(|answer| &answer.given),
        ":source": answer.map_or(Source::Review, |answer| answer.source).word(),
        ":until": until,
        ":stability": memory.map(|memory| memory.stability),
        ":difficulty": memory.map(|memory| memory.difficulty),
        ":model": answer.map(|_| model),
    })?;
    Ok(seq)
}

/// Puts the derived state of a card in the place of the one before.
pub(super) fn write_state(
    db: &rusqlite::Connection,
    card: &CardId,
    mark: u64,
    state: &CardState,
) -> Result<(), StoreError> {
    let mut query = db.prepare_cached(
        "INSERT OR REPLACE INTO card_state (card, mark, phase, stability, difficulty, due_at_ms, due_day, step, first_day,
             last_day, last_at_ms, n_answers, n_lapses, is_suspended, buried_until)
         VALUES (:card, :mark, :phase, :stability, :difficulty, :due_at, :due_day, :step,
             :first_day,
             :last_day, :last_at, :n_answers, :n_lapses, :suspended, :buried)",
    )?;
    let (due_at, due_day) = match state.due {
        Due::Unplanned => (None, None),
        Due::At(at) => (Some(at.0), None),
        Due::On(day) => (None, Some(day.0)),
    };
    query.execute(named_params! {
        ":card": &*card.0,
        ":mark": mark.cast_signed(),
        ":phase": state.phase.word(),
        ":stability": state.memory.map(|memory| memory.stability),
        ":difficulty": state.memory.map(|memory| memory.difficulty),
        ":due_at": due_at,
        ":due_day": due_day,
        ":step": state.step,
        ":first_day": state.first_day.map(|day| day.0),
        ":last_day": state.last.map(|(day, _)| day.0),
        ":last_at": state.last.map(|(_, at)| at.0),
        ":n_answers": state.n_answers,
        ":n_lapses": state.n_lapses,
        ":suspended": state.is_suspended,
        ":buried": state.buried_until.map(|day| day.0),
    })?;
    Ok(())
}

/// Asks for all derived states, whose rows [`read_state`] reads.
pub(super) const STATES: &str =
    "SELECT card, mark, phase, stability, difficulty, due_at_ms, due_day, step, first_day,
         last_day, last_at_ms, n_answers, n_lapses, is_suspended, buried_until FROM card_state";

/// A card, the mark that its state follows from, and the state.
pub(super) fn read_state(row: &Row<'_>) -> rusqlite::Result<(CardId, u64, CardState)> {
    let day = |column: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<i32>>(column)?.map(Day));
    let (stability, difficulty): (Option<f32>, Option<f32>) = (row.get(3)?, row.get(4)?);
    let due_at: Option<i64> = row.get(5)?;
    let last_at = row.get::<_, Option<i64>>(10)?.map(Timestamp);
    let state = CardState {
        phase: Phase::parse(row.get_ref(2)?.as_str()?).unwrap_or_default(),
        memory: stability
            .zip(difficulty)
            .map(|(stability, difficulty)| Memory { stability, difficulty }),
        due: match (due_at, day(6)?) {
            (Some(at), _) => Due::At(Timestamp(at)),
            (None, Some(day)) => Due::On(day),
            (None, None) => Due::Unplanned,
        },
        step: row.get(7)?,
        first_day: day(8)?,
        last: day(9)?.zip(last_at),
        n_answers: row.get(11)?,
        n_lapses: row.get(12)?,
        is_suspended: row.get(13)?,
        buried_until: day(14)?,
    };
    let mark = row.get::<_, i64>(1)?.cast_unsigned();
    Ok((CardId::from(row.get_ref(0)?.as_str()?), mark, state))
}
