//! Clients: who sends requests, when, of what, and how often they try again.

mod keys;
pub mod load;
mod part;
pub mod setup;

use self::{
    keys::Keys,
    load::{Load, even, mean_gap},
    setup::ClientSetup,
};
use crate::sim::kernel::{
    call::{Credential, End, PartId, Reason, Reply},
    core::{Call, Closed, Core, NO_CALL, OWN, Told},
    draw::{DrawStream, Law},
    events::Class,
    meter::{Count, Histogram},
    part::Service,
    time::SimTime,
};

const ARRIVE: u16 = OWN;
const RETRY: u16 = OWN + 1;
const GIVE_UP: u16 = OWN + 2;

/// A client at work.
#[derive(Debug)]
pub struct Client {
    part: PartId,
    target: PartId,
    /// Whether it is answered as soon as somebody has taken what it sends, and the work comes
    /// after.
    hands_over: bool,
    setup: ClientSetup,
    n_sent: u64,
    /// Where in the batches the next request is.
    batch: (usize, u64),
    /// The mean gap between two requests of a Poisson load.
    gap: Option<SimTime>,
    /// Even arrivals are counted from here: since when, and how many had come.
    anchor: (SimTime, u64),
    /// What has come to pass of the next request, of a load whose rate changes.
    had: u128,
    /// Raised when the load changes; arrivals that were planned before are then stale.
    generation: u32,
    arrivals: DrawStream,
    poison: DrawStream,
    keys: DrawStream,
    hot: DrawStream,
    law: Keys,
    backoff: DrawStream,
    pub latency: Histogram,
    /// Requests whose end is not known yet.
    pub in_flight: u64,
    pub last_reply: Reply,
}

impl Client {
    pub fn new(
        core: &Core,
        part: PartId,
        name: &str,
        (target, hands_over): (PartId, bool),
        setup: ClientSetup,
    ) -> Self {
        Self {
            part,
            target,
            hands_over,
            n_sent: 0,
            batch: (0, 0),
            gap: mean_gap(&setup.load),
            anchor: (0, 0),
            had: 0,
            generation: 0,
            arrivals: DrawStream::new(core.seed, name, "arrivals"),
            poison: DrawStream::new(core.seed, name, "poison"),
            keys: DrawStream::new(core.seed, name, "keys"),
            hot: DrawStream::new(core.seed, name, "hot"),
            law: Keys::new(&setup),
            backoff: DrawStream::new(core.seed, name, "backoff"),
            latency: Histogram::default(),
            in_flight: 0,
            last_reply: Reply::OK,
            setup,
        }
    }

    fn plan_next(&mut self, core: &mut Core, now: SimTime) {
        if self.setup.n_requests <= self.n_sent {
            return;
        }
        if let Some(at) = self.next_at(now).filter(|at| *at < self.setup.until) {
            core.plan(at, Class::Arrival, self.part, ARRIVE, 0, self.generation);
        }
    }

    /// When the request `n_sent` comes; `now` is when the one before came.
    fn next_at(&mut self, now: SimTime) -> Option<SimTime> {
        let n = self.n_sent;
        match &self.setup.load {
            Load::Even { rate_milli } => {
                let (since, n_before) = self.anchor;
                Some(since + even(n - n_before, *rate_milli)?)
            }
            Load::Poisson { .. } => {
                let mean = self.gap?;
                Some(now + Law::Exponential(mean).draw(self.arrivals, n, 0))
            }
            Load::Ramp { .. } | Load::Burst { .. } | Load::Daily { .. } => {
                if n == 0 && self.setup.load.begins_at_once() {
                    return Some(0);
                }
                let (at, had) = self.setup.load.next(now, self.had)?;
                self.had = had;
                Some(at)
            }
            Load::Batches(batches) => {
                let (mut index, mut within) = self.batch;
                while batches.get(index).is_some_and(|batch| batch.count <= within) {
                    index += 1;
                    within = 0;
                }
                let batch = batches.get(index)?;
                self.batch = (index, within + 1);
                let offset =
                    u128::from(within) * u128::from(batch.spread) / u128::from(batch.count.max(1));
                Some(batch.at + u64::try_from(offset).unwrap_or(batch.spread))
            }
        }
    }

    fn arrive(&mut self, core: &mut Core) {
        let number = self.n_sent;
        self.n_sent += 1;
        self.in_flight += 1;
        core.count(self.part, Count::In);
        let key = self.law.draw(number, self.keys, self.hot);
        let call = Call {
            number,
            key: u32::try_from(key & 0xffff_ffff).unwrap_or(0),
            op: self.setup.op,
            bytes: self.setup.bytes,
            count: self.setup.n_items,
            is_poison: self.is_poison(number),
            is_outside: self.setup.is_outside,
            credential: self.setup.credential,
            born: core.now,
            ..Call::default()
        };
        if self.setup.retry.attempts <= 1 && self.setup.timeout == 0 {
            core.ask_for(self.part, self.target, call);
            let now = core.now;
            self.plan_next(core, now);
            return;
        }
        let slot = core.own_call(self.part, call);
        if 0 < self.setup.timeout {
            let generation = core.call(slot).generation;
            let at = core.now + self.setup.timeout;
            core.plan(at, Class::Control, self.part, GIVE_UP, slot, generation);
        }
        self.attempt(core, slot);
        let now = core.now;
        self.plan_next(core, now);
    }

    fn is_poison(&self, number: u64) -> bool {
        0 < self.setup.poison_milli
            && self.poison.happens(number, 0, f64::from(self.setup.poison_milli) / 1_000.0)
    }

    fn attempt(&mut self, core: &mut Core, slot: u32) {
        let mine = *core.call(slot);
        let target = self.target;
        core.ask(slot, target, Call { state: 0, step: 0, ..mine });
    }

    /// Ends a request that had a call of its own.
    fn close(&mut self, core: &mut Core, slot: u32, reply: Reply) {
        let call = *core.call(slot);
        assert!(call.parent == NO_CALL, "a client's call is the outermost one");
        self.on_closed(core, Closed { reply, began: call.began });
        core.answer(slot, reply, 0);
    }

    /// Whether nobody here should be served, as they cannot show who they are.
    pub fn is_stranger(&self) -> bool {
        self.setup.credential != Credential::Full
    }
}

impl Service for Client {
    /// A request has ended: it is counted in the one way in which it did.
    fn on_closed(&mut self, core: &mut Core, Closed { reply, began }: Closed) {
        self.in_flight -= 1;
        self.last_reply = reply;
        self.latency.add(core.now - began);
        let what = match reply.end {
            End::Ok => Count::Ok,
            End::ClientError => Count::ClientError,
            End::Throttled => Count::Throttled,
            End::FunctionError => Count::FunctionError,
            End::Timeout => Count::Timeout,
            End::Refused => Count::Refused,
            End::Dropped => Count::Dropped,
        };
        core.count(self.part, what);
        if what == Count::Ok && self.is_stranger() {
            core.count(self.part, Count::Trespasses);
        }
        if reply.reason == Reason::ConditionalCheckFailed {
            core.count(self.part, Count::ConditionsFailed);
        }
    }

    fn start(&mut self, core: &mut Core) {
        self.plan_next(core, 0);
    }

    fn on_event(&mut self, core: &mut Core, what: u16, slot: u32, generation: u32) {
        match what {
            ARRIVE if generation == self.generation => self.arrive(core),
            RETRY if core.is_live(slot, generation) => {
                core.count(self.part, Count::Retries);
                self.attempt(core, slot);
            }
            GIVE_UP if core.is_live(slot, generation) => {
                self.close(core, slot, Reply::new(End::Timeout, Reason::ClientTimeout, 0));
            }
            _ => {}
        }
    }

    fn on_told(&mut self, core: &mut Core, slot: u32, told: Told) {
        let call = *core.call(slot);
        let can_retry = matches!(told.reply.end, End::Throttled | End::Timeout)
            || 500 <= told.reply.status
            || told.reply.status == 429;
        if !told.reply.is_ok() && can_retry && call.attempt + 1 < self.setup.retry.attempts {
            let wait = self.setup.retry.wait(self.backoff, call.number, call.attempt);
            core.call_mut(slot).attempt += 1;
            core.call_mut(slot).left = u32::from(told.reply.left);
            let generation = call.generation;
            core.plan(core.now + wait.max(1), Class::Retry, self.part, RETRY, slot, generation);
            return;
        }
        self.close(core, slot, told.reply);
    }
}
