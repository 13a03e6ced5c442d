//! Deadlines of one length: the first that was set is the first that can pass.
//!
//! One event stands for all of them, so that a timeout of 29 s at 10,000 requests a second does not
//! fill the future with events that will find their call ended.

use std::collections::VecDeque;

use super::{call::PartId, core::Core, events::Class, time::SimTime};

/// Calls that must end in time.
#[derive(Debug, Default)]
pub(in crate::sim) struct Deadlines {
    /// When, which call, and its generation.
    waiting: VecDeque<(SimTime, u32, u32)>,
    planned_at: Option<SimTime>,
}

impl Deadlines {
    /// Sets a deadline for a call; `what` is the event that the component then gets.
    pub(in crate::sim) fn set(
        &mut self,
        core: &mut Core,
        part: PartId,
        what: u16,
        at: SimTime,
        slot: u32,
    ) {
        self.drop_ended(core);
        let generation = core.call(slot).generation;
        // With one length for all the end of the list is the place; after a setting has changed it
        // may be another.
        if self.waiting.back().is_none_or(|(last, ..)| *last <= at) {
            self.waiting.push_back((at, slot, generation));
        } else {
            let place = self.waiting.partition_point(|(other, ..)| *other <= at);
            self.waiting.insert(place, (at, slot, generation));
        }
        self.plan(core, part, what);
    }

    /// The event has come: the next call that is late, none when the rest has time.
    pub(in crate::sim) fn late(&mut self, core: &mut Core, part: PartId, what: u16) -> Option<u32> {
        if self.planned_at.is_some_and(|planned| planned <= core.now) {
            self.planned_at = None;
        }
        self.drop_ended(core);
        let (at, slot, _) = *self.waiting.front()?;
        if core.now < at {
            self.plan(core, part, what);
            return None;
        }
        self.waiting.pop_front();
        Some(slot)
    }

    fn drop_ended(&mut self, core: &Core) {
        while let Some((_, slot, generation)) = self.waiting.front()
            && !core.is_live(*slot, *generation)
        {
            self.waiting.pop_front();
        }
    }

    fn plan(&mut self, core: &mut Core, part: PartId, what: u16) {
        if let Some((at, _, _)) = self.waiting.front()
            && self.planned_at.is_none_or(|planned| *at < planned)
        {
            core.plan(*at, Class::Control, part, what, 0, 0);
            self.planned_at = Some(*at);
        }
    }
}
