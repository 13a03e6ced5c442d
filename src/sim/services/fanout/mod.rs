//! Sources of events: SNS topics, `EventBridge` buses and schedules, S3 buckets.
//!
//! Each hands a copy of every event to each of its targets. A function takes it at once and works
//! on it later; a target that refuses is tried again until the source gives up: a topic by the
//! policy of its endpoint (`retries`), a bus or a schedule after 24 h or 185 times, waiting twice
//! as long each time, a bucket like a topic (our choice; S3 names no schedule). Delivery is at
//! least once: a share of copies comes twice (our choice, off unless set). Source: Amazon SNS
//! Developer Guide, Message delivery retries; Amazon `EventBridge` User Guide, Retry policy, Rules
//! that run on a schedule; Amazon S3 User Guide, Event notifications (2026-11).

mod part;
mod retries;
pub mod setup;

use self::retries::Subscriber;
use self::setup::{FanoutKind, FanoutSetup};
use crate::sim::kernel::{
    bill::payload_units,
    call::{Chain, Doing, Op, PartId, Reason, Reply},
    core::{Call, Core, NO_CALL, OWN, Told},
    draw::DrawStream,
    events::Class,
    meter::Count,
    part::Service,
};

/// A topic and a bus are paid by units of this many bytes (Amazon SNS pricing, Amazon `EventBridge`
/// pricing; 2026-11).
const UNIT: u64 = 64 * 1_024;

const DELIVER: u16 = OWN;
const FIRE: u16 = OWN + 1;

/// A source of events at work.
#[derive(Debug)]
pub struct Fanout {
    part: PartId,
    targets: Vec<(PartId, Subscriber)>,
    setup: FanoutSetup,
    delays: DrawStream,
    passing: DrawStream,
    duplicates: DrawStream,
    jitter: DrawStream,
    n_fired: u64,
    /// Raised when the interval of a schedule changes.
    generation: u32,
    /// Requests that are paid for: each 64 KB of a message or an event is one, an object of any
    /// size too.
    n_paid: u64,
    /// Copies that have not reached their target.
    pub waiting: u64,
}

impl Fanout {
    pub fn new(
        core: &Core,
        part: PartId,
        name: &str,
        targets: Vec<(PartId, Subscriber)>,
        setup: FanoutSetup,
    ) -> Self {
        let stream = |purpose| DrawStream::new(core.seed, name, purpose);
        Self {
            part,
            targets,
            delays: stream("delay"),
            passing: stream("filter"),
            duplicates: stream("duplicate"),
            jitter: stream("jitter"),
            n_fired: 0,
            generation: 0,
            n_paid: 0,
            waiting: 0,
            setup,
        }
    }

    fn publish(&mut self, core: &mut Core, event: &Call) {
        let share = f64::from(self.setup.passing_milli) / 1_000.0;
        if self.setup.passing_milli < 1_000 && !self.passing.happens(event.number, 0, share) {
            return;
        }
        for index in 0..self.targets.len() {
            let copy = u32::try_from(index).unwrap_or(0);
            self.send(core, event, copy, 0);
            let share = f64::from(self.setup.duplicate_milli) / 1_000.0;
            if self.duplicates.happens(event.number, copy, share) {
                core.count(self.part, Count::Duplicates);
                self.send(core, event, copy, 1);
            }
        }
    }

    /// One copy sets out for the target `index`.
    fn send(&mut self, core: &mut Core, event: &Call, index: u32, again: u32) {
        self.waiting += 1;
        // A bucket tells which object has come, not what is in it.
        let bytes = match self.setup.kind {
            FanoutKind::Bucket => 1_024,
            FanoutKind::Topic | FanoutKind::Bus | FanoutKind::Schedule => event.bytes,
        };
        // Loops through a bus are not detected.
        let chain = match self.setup.kind {
            FanoutKind::Topic | FanoutKind::Bucket => event.chain,
            FanoutKind::Bus | FanoutKind::Schedule => Chain::default(),
        };
        let copy =
            Call { op: Op::Event, bytes, chain, state: index, step: 0, attempt: 0, ..*event };
        let doing = if 0 < again { Doing::Again } else { event.doing };
        let copy = Call { doing, ..copy };
        let slot = core.own_call(self.part, copy);
        let generation = core.call(slot).generation;
        let delay = self.setup.delay.draw(self.delays, event.number, index * 2 + again);
        core.plan(core.now + delay, Class::Hop, self.part, DELIVER, slot, generation);
    }

    fn deliver(&mut self, core: &mut Core, slot: u32) {
        let call = *core.call(slot);
        core.count(self.part, Count::Deliveries);
        if let Some((target, _)) = self.targets.get(call.state as usize).copied() {
            core.ask(slot, target, Call { state: 0, step: 0, attempt: 0, ..call });
        }
    }
}

impl Service for Fanout {
    fn start(&mut self, core: &mut Core) {
        if self.setup.kind == FanoutKind::Schedule {
            core.plan(self.setup.every, Class::Arrival, self.part, FIRE, 0, 0);
        }
    }

    fn on_enter(&mut self, core: &mut Core, slot: u32) {
        core.count(self.part, Count::In);
        let call = *core.call(slot);
        self.n_paid += match self.setup.kind {
            FanoutKind::Topic | FanoutKind::Bus => payload_units(u64::from(call.bytes), UNIT),
            FanoutKind::Bucket | FanoutKind::Schedule => 1,
        };
        self.publish(core, &call);
        core.count(self.part, Count::Ok);
        core.answer(slot, Reply::OK, 0);
    }

    fn on_event(&mut self, core: &mut Core, what: u16, slot: u32, generation: u32) {
        match what {
            DELIVER if core.is_live(slot, generation) => self.deliver(core, slot),
            FIRE if generation == self.generation => {
                core.count(self.part, Count::In);
                core.count(self.part, Count::Ok);
                let number = self.n_fired;
                self.n_fired += 1;
                self.publish(
                    core,
                    &Call { number, bytes: 256, count: 1, born: core.now, ..Call::default() },
                );
                let at = core.now + self.setup.every;
                core.plan(at, Class::Arrival, self.part, FIRE, 0, self.generation);
            }
            _ => {}
        }
    }

    fn on_told(&mut self, core: &mut Core, slot: u32, told: Told) {
        let call = *core.call(slot);
        assert!(call.parent == NO_CALL, "copies are sent on the source's own account");
        if told.reply.is_ok() {
            self.waiting -= 1;
            core.answer(slot, told.reply, 0);
            return;
        }
        // A loop that Lambda has stopped is not tried again.
        let n = call.attempt + 1;
        let wait = self.wait_before(call.state, n, call.number).filter(|wait| {
            let is_late = call.began + self.setup.retry_age < core.now + wait;
            told.reply.reason != Reason::RecursiveLoop && !is_late
        });
        let Some(wait) = wait else {
            self.waiting -= 1;
            let what =
                if self.setup.has_dead_letters { Count::DeadLetters } else { Count::Dropped };
            core.refuse(self.part, what, told.reply.reason);
            core.answer(slot, told.reply, 0);
            return;
        };
        core.count(self.part, Count::Retries);
        core.call_mut(slot).attempt = n;
        core.plan(core.now + wait, Class::Retry, self.part, DELIVER, slot, call.generation);
    }
}
