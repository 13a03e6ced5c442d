//! The end of a mock: what it came to, and what its answers say about the facts behind.

use std::collections::BTreeSet;

use super::{
    debrief::lines,
    desk::Desk,
    evidence::Evidence,
    mock::{Sheet, keys, sheets},
    record::{Effect, ItemRecord, MockRecord, Record},
};
use crate::{
    clock::{Now, Timestamp, study_day},
    content::{Library, item::Item},
    exam::attempt::{Attempt, Response},
    ids::ItemId,
    memory::{Source, stats::AnswerKind},
};

impl Desk {
    /// Ends the mocks whose time ran out, perhaps while the program was closed.
    pub fn end_mocks_over(&mut self, now: Now) -> Vec<Effect> {
        let is_over = |mock: &Attempt| mock.ended.is_none() && mock.is_over(now.wall);
        let mut effects = Vec::new();
        while let Some(place) = self.history.mocks.iter().position(is_over) {
            effects.extend(self.end_mock(place, now));
        }
        effects
    }

    /// Ends a mock, by its place, at the moment that counts for one that is ended `now`.
    pub fn end_mock(&mut self, place: usize, now: Now) -> Vec<Effect> {
        let Some(mock) = self.history.mocks.get(place) else { return Vec::new() };
        let ended = self.end_of_mock(mock, now);
        self.finish_mock(place, ended)
    }

    /// The moment at which a mock ends when it is ended `now`: not before its last entry, and not
    /// after its time is over, however late it is found.
    fn end_of_mock(&self, mock: &Attempt, now: Now) -> Now {
        let wall = Timestamp(now.wall.max(mock.last).0.min(mock.deadline().0));
        if wall == now.wall {
            return now;
        }
        Now { wall, day: study_day(wall, now.offset_min, self.preferences.rollover_hour), ..now }
    }

    /// Ends a mock, by its place, at a moment of its own: its score is kept, and each first answer
    /// reaches the schedule. Everything that follows carries this moment and its study day.
    fn finish_mock(&mut self, place: usize, ended: Now) -> Vec<Effect> {
        let library = self.library.clone();
        let Some(mock) = self.history.mocks.get_mut(place).filter(|mock| mock.ended.is_none())
        else {
            return Vec::new();
        };
        let outcome = mock.outcome(&keys(&library, mock), &library.track.blueprint);
        mock.ended = Some((ended.wall, outcome.clone()));
        let mock = mock.clone();
        let record = MockRecord::Ended { mock: mock.id, at: ended.wall, outcome };
        let mut effects = vec![Effect::Keep(Record::Mock(Box::new(record)))];
        let met: BTreeSet<ItemId> = self.history.item_history.keys().cloned().collect();
        let sheets = sheets(&library, &mock);
        // In the order of the debrief, a moment apart: what was held for right and is not comes
        // back first.
        for (line, moment) in lines(&library, &mock).iter().zip(0_i64..) {
            let (Some(sheet), Some(response)) =
                (sheets.get(line.question), mock.responses.get(line.question))
            else {
                continue;
            };
            let Some(item) = sheet.item.and_then(|place| library.items().get(place)) else {
                continue;
            };
            // What was never in front says nothing about what is known.
            if response.time_ms == 0 {
                continue;
            }
            let now = Now { wall: ended.wall.plus_ms(moment), ..ended };
            let record = answered(&library, item, sheet, response, now);
            self.history.note_item(&record);
            // A question that was met before tells how well it is remembered, not the facts.
            if !met.contains(&item.id) {
                let evidence = Evidence {
                    is_right: record.is_right,
                    confidence: response.confidence.unwrap_or_default(),
                    given: format!("mock {}: {}", record.item, record.picked.join(", ")),
                    source: Source::Mock,
                };
                effects.extend(self.take_evidence(now, &item.facts, &evidence));
            }
            effects.push(Effect::Keep(Record::Item(record)));
        }
        effects
    }
}

fn answered(
    library: &Library,
    item: &Item,
    sheet: &Sheet,
    response: &Response,
    now: Now,
) -> ItemRecord {
    let options = &library.situation_of(item).options;
    let picked = response.picked.iter().filter_map(|place| options.get(*place));
    ItemRecord {
        at: now.wall,
        day: now.day,
        item: item.id.clone(),
        numbers: sheet.numbers.iter().map(|(name, value)| (name.clone(), *value)).collect(),
        picked: picked.map(|option| option.id.clone()).collect(),
        is_right: response.picked == item.key(),
        time_ms: u32::try_from(response.time_ms).unwrap_or(u32::MAX),
        kind: AnswerKind::Mock,
    }
}
