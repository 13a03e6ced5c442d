//! The queue inside Lambda: events that functions take later, try again, and give up.
//!
//! A throttled event waits 1 s, then twice as long each time, up to five minutes; a failed one is
//! tried again after one and after two minutes. What grows too old or has failed too often goes to
//! the destination for failures, or is dropped where there is none. Source: AWS Lambda Developer
//! Guide, How Lambda handles errors and retries with asynchronous invocation (2026-11).

use std::collections::VecDeque;

use super::{Function, TRY_EVENT, TRY_LINE, admission::Invocation};
use crate::sim::kernel::{
    call::{Chain, Doing, End, Lasting, Op, PartId, Reason, Reply},
    core::{Call, Core},
    events::Class,
    meter::Count,
    time::{MINUTE, SECOND, SimTime},
};

/// An event in the internal queue.
#[derive(Debug, Clone, Copy)]
pub(in crate::sim) struct Waiting {
    number: u64,
    bytes: u32,
    key: u32,
    is_poison: bool,
    /// Whether the handler has done with it what counts.
    is_done: bool,
    born: SimTime,
    chain: Chain,
    arrived: SimTime,
    /// Attempts that the handler failed.
    n_failed: u32,
    /// Attempts that were throttled in a row.
    n_throttled: u32,
    generation: u32,
}

/// What became of events, with instants, for reports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFates {
    pub attempts: u64,
    pub last_attempt: Option<SimTime>,
    pub last_dead_letter: Option<SimTime>,
}

/// First wait of a throttled event; each further one is twice as long, up to five minutes.
const THROTTLE_WAIT: SimTime = SECOND;
const MAX_THROTTLE_WAIT: SimTime = 5 * MINUTE;
/// Waits before the second and the third attempt of a failed event.
const ERROR_WAITS: [SimTime; 2] = [MINUTE, 2 * MINUTE];

/// Events that wait equally long: the first in is the first out, so one planned event stands for
/// all of them.
#[derive(Debug, Default)]
pub(in crate::sim) struct WaitingLine {
    wait: SimTime,
    /// When, which event, and its generation.
    events: VecDeque<(SimTime, u32, u32)>,
    is_planned: bool,
}

/// The state of a call that carries a record to a destination: no environment works on it.
pub(in crate::sim) const RECORD: u32 = u32::MAX;

impl Function {
    pub(in crate::sim) fn take_event(&mut self, core: &mut Core, slot: u32, call: Call) {
        if self.setup.max_event_bytes < call.bytes {
            core.refuse(self.part, Count::ClientError, Reason::RequestTooLarge);
            core.answer(slot, Reply::new(End::ClientError, Reason::RequestTooLarge, 413), 0);
            return;
        }
        core.answer(slot, Reply::new(End::Ok, Reason::None, 202), 0);
        let fresh = Waiting {
            number: call.number,
            bytes: call.bytes,
            key: call.key,
            is_poison: call.is_poison,
            is_done: call.doing == Doing::Again,
            born: call.born,
            chain: call.chain,
            arrived: core.now,
            n_failed: 0,
            n_throttled: 0,
            generation: 0,
        };
        self.queued_events += 1;
        let index = match self.free_events.pop() {
            Some(index) => {
                let generation = self.waiting(index).generation;
                *self.waiting(index) = Waiting { generation, ..fresh };
                index
            }
            None => {
                self.events.push(fresh);
                u32::try_from(self.events.len() - 1)
                    .expect("memory ends before four billion events")
            }
        };
        let is_loop = self.is_loop(call.chain);
        if is_loop {
            core.meter.add_reason(self.part, Reason::RecursiveLoop);
        }
        if is_loop || self.setup.reserved == Some(0) {
            // A function that is switched off, or that would go on for ever, sends its events on
            // without an attempt.
            self.give_up(core, index);
            return;
        }
        let generation = self.waiting(index).generation;
        self.try_event(core, index, generation);
    }

    fn waiting(&mut self, index: u32) -> &mut Waiting {
        self.events.get_mut(index as usize).expect("events are never removed from the list")
    }

    pub(in crate::sim) fn try_event(&mut self, core: &mut Core, index: u32, generation: u32) {
        let event = *self.waiting(index);
        if event.generation != generation {
            return;
        }
        if event.arrived + self.setup.event_age <= core.now {
            self.give_up(core, index);
            return;
        }
        self.fates.attempts += 1;
        self.fates.last_attempt = Some(core.now);
        match self.admit(core, Invocation::Event) {
            Ok(environment) => {
                let call = Call {
                    number: event.number,
                    attempt: event.n_failed,
                    bytes: event.bytes,
                    key: event.key,
                    is_poison: event.is_poison,
                    born: event.born,
                    chain: event.chain,
                    op: Op::Event,
                    count: index,
                    ..Call::default()
                };
                let slot = core.own_call(self.part, call);
                self.waiting(index).n_throttled = 0;
                self.begin(core, environment, slot);
            }
            Err(reason) => {
                core.refuse(self.part, Count::Throttled, reason);
                let n = event.n_throttled.min(20);
                let wait = THROTTLE_WAIT.saturating_mul(1 << n).min(MAX_THROTTLE_WAIT);
                self.waiting(index).n_throttled += 1;
                self.try_later(core, index, wait);
            }
        }
    }

    fn try_later(&mut self, core: &mut Core, index: u32, wait: SimTime) {
        let event = *self.waiting(index);
        // An event that would be too old by then is given up when it becomes so.
        let at = core.now + wait;
        let too_old = event.arrived + self.setup.event_age;
        if too_old <= at {
            core.plan(too_old, Class::Retry, self.part, TRY_EVENT, index, event.generation);
            return;
        }
        core.count(self.part, Count::Retries);
        let place = self.lines.iter().position(|line| line.wait == wait);
        let place = place.unwrap_or_else(|| {
            self.lines.push(WaitingLine { wait, ..WaitingLine::default() });
            self.lines.len() - 1
        });
        if let Some(line) = self.lines.get_mut(place) {
            line.events.push_back((at, index, event.generation));
        }
        self.plan_line(core, place);
    }

    /// Plans the moment at which the first event of a line has waited long enough.
    fn plan_line(&mut self, core: &mut Core, place: usize) {
        let part = self.part;
        let Some(line) = self.lines.get_mut(place).filter(|line| !line.is_planned) else { return };
        if let Some((at, ..)) = line.events.front() {
            line.is_planned = true;
            let slot = u32::try_from(place).unwrap_or(0);
            core.plan(*at, Class::Retry, part, TRY_LINE, slot, 0);
        }
    }

    /// Tries the events of a line that have waited long enough.
    pub(in crate::sim) fn try_line(&mut self, core: &mut Core, place: u32) {
        let place = place as usize;
        if let Some(line) = self.lines.get_mut(place) {
            line.is_planned = false;
        }
        while let Some(line) = self.lines.get_mut(place)
            && let Some((at, index, generation)) = line.events.front().copied()
            && at <= core.now
        {
            line.events.pop_front();
            self.try_event(core, index, generation);
        }
        self.plan_line(core, place);
    }

    pub(in crate::sim) fn event_ended(&mut self, core: &mut Core, index: u32, reply: Reply) {
        let part = self.part;
        let event = self.waiting(index);
        if reply.effect != Lasting::None && !event.is_poison {
            let again = std::mem::replace(&mut event.is_done, true);
            core.note_effect(part, reply.effect, Doing::after(again));
        }
        if reply.is_ok() {
            let born = self.waiting(index).born;
            self.work.add(core.now - born);
            self.send_record(core, index, self.wires.on_success);
            self.forget(index);
            return;
        }
        let n_failed = {
            let event = self.waiting(index);
            event.n_failed += 1;
            event.n_failed
        };
        let wait = ERROR_WAITS.get(n_failed as usize - 1).copied();
        match wait {
            Some(wait) if n_failed <= self.setup.event_retries => self.try_later(core, index, wait),
            _ => self.give_up(core, index),
        }
    }

    fn give_up(&mut self, core: &mut Core, index: u32) {
        let what = if self.setup.has_dead_letters { Count::DeadLetters } else { Count::Dropped };
        core.count(self.part, what);
        self.fates.last_dead_letter = Some(core.now);
        self.send_record(core, index, self.wires.on_failure);
        self.forget(index);
    }

    /// Sends the record of an event to its destination.
    fn send_record(&mut self, core: &mut Core, index: u32, destination: Option<PartId>) {
        let Some(destination) = destination else { return };
        let event = *self.waiting(index);
        let record = Call {
            number: event.number,
            bytes: event.bytes,
            key: event.key,
            born: event.born,
            chain: event.chain,
            op: Op::Event,
            count: 1,
            ..Call::default()
        };
        let slot = core.own_call(self.part, Call { state: RECORD, ..record });
        core.ask(slot, destination, record);
    }

    fn forget(&mut self, index: u32) {
        let event = self.waiting(index);
        event.generation = event.generation.wrapping_add(1);
        self.free_events.push(index);
        self.queued_events -= 1;
    }
}
