//! A Lambda function: environments, cold starts, concurrency, retries of events, billing.
//!
//! `admission` says which request gets an environment.
//! Source: AWS Lambda Developer Guide, Understanding function scaling; Lambda quotas (2026-11).

mod admission;
pub mod calc;
mod environments;
mod events;
pub mod examples;
mod part;
mod provisioned;
pub mod setup;

use std::collections::VecDeque;

use self::{
    admission::{Invocation, rate_of},
    events::{EventFates, RECORD, Waiting, WaitingLine},
    setup::FunctionSetup,
};
use crate::sim::kernel::{
    bucket::TokenBucket,
    call::{Chain, End, Lasting, Op, PartId, Reason, Reply},
    core::{Call, Core, NO_CALL, OWN, Told},
    deadline::Deadlines,
    draw::DrawStream,
    events::Class,
    meter::{Count, Histogram},
    part::{Part, Service},
    time::{MS, SimTime},
};

/// Whom a function asks, by place.
#[derive(Debug, Clone, Default)]
pub struct Wires {
    pub calls: Vec<PartId>,
    pub on_success: Option<PartId>,
    pub on_failure: Option<PartId>,
}

#[derive(Debug, Clone, Copy)]
pub(in crate::sim) struct Environment {
    pub(in crate::sim) is_provisioned: bool,
    pub(in crate::sim) generation: u32,
    /// When it became idle or, while it serves, busy.
    pub(in crate::sim) since: SimTime,
    /// When the handler began to work.
    starts: SimTime,
    /// It was cut, and initialises again when it is used next.
    pub(in crate::sim) was_cut: bool,
    /// The call it serves; none while idle.
    pub(in crate::sim) call: u32,
}

const DONE: u16 = OWN;
const CUT: u16 = OWN + 1;
pub(in crate::sim) const TRY_EVENT: u16 = OWN + 2;
const SDK_RETRY: u16 = OWN + 3;

/// And one more for those that started cold.
const LATE: u16 = OWN + 4;
const LATE_COLD: u16 = LATE + 1;
pub(in crate::sim) const READY: u16 = OWN + 6;
pub(in crate::sim) const MINUTE_ENDS: u16 = OWN + 7;
pub(in crate::sim) const TRY_LINE: u16 = OWN + 8;

/// A function at work.
#[derive(Debug)]
pub struct Function {
    pub(in crate::sim) part: PartId,
    pub(in crate::sim) setup: FunctionSetup,
    pub(in crate::sim) wires: Wires,
    pub(in crate::sim) environments: Vec<Environment>,
    /// How many provisioned environments there are, and how many there should be.
    pub(in crate::sim) n_provisioned: u32,
    pub(in crate::sim) wanted: u32,
    /// The integral of the provisioned concurrency, up to when it changed last.
    pub(in crate::sim) provisioned_time: (u128, SimTime),
    /// Minutes in a row above and below the target of the provisioned concurrency.
    pub(in crate::sim) tracked: (u32, u32),
    /// The integral of the concurrency at the last full minute.
    pub(in crate::sim) minute_time: u128,
    /// Raised when target tracking is turned on anew.
    pub(in crate::sim) tracking: u32,
    /// Idle provisioned ones, and idle on-demand ones with the oldest in front.
    pub(in crate::sim) warm: Vec<u32>,
    idle: VecDeque<u32>,
    pub(in crate::sim) gone: Vec<u32>,
    /// Requests a second of its reserve, and of its provisioned environments.
    pub(in crate::sim) reserved_rate: TokenBucket,
    pub(in crate::sim) provisioned_rate: TokenBucket,
    scaling: TokenBucket,
    /// Refused by the scaling rate: AWS lists no reason of its own for it, and calls it a limit of
    /// the function.
    n_too_fast: u64,
    pub(in crate::sim) events: Vec<Waiting>,
    pub(in crate::sim) free_events: Vec<u32>,
    pub(in crate::sim) lines: Vec<WaitingLine>,
    /// From what set them off to their end: events that were worked off.
    pub(in crate::sim) work: Histogram,
    durations: DrawStream,
    failures: DrawStream,
    backoff: DrawStream,
    /// Timeouts of invocations that call others: started warm, and started cold.
    deadlines: [Deadlines; 2],
    pub running: u32,
    pub max_running: u32,
    /// Concurrency integrated over time: environment-nanoseconds.
    pub busy_time: u128,
    changed: SimTime,
    pub queued_events: u64,
    pub fates: EventFates,
    /// The sum of the time that environments were busy, counted one by one.
    pub served_time: u128,
}

impl Function {
    pub fn new(core: &Core, part: PartId, name: &str, wires: Wires, setup: FunctionSetup) -> Self {
        let environment = Environment {
            is_provisioned: true,
            generation: 0,
            since: 0,
            starts: 0,
            was_cut: false,
            call: NO_CALL,
        };
        let stream = |purpose| DrawStream::new(core.seed, name, purpose);
        Self {
            part,
            wires,
            n_provisioned: setup.provisioned,
            wanted: setup.provisioned,
            provisioned_time: (0, 0),
            tracked: (0, 0),
            minute_time: 0,
            tracking: 0,
            environments: vec![environment; setup.provisioned as usize],
            warm: (0..setup.provisioned).rev().collect(),
            idle: VecDeque::new(),
            gone: Vec::new(),
            reserved_rate: rate_of(setup.on_demand_reserve(setup.provisioned)),
            provisioned_rate: rate_of(setup.provisioned),
            scaling: TokenBucket::full(100_000, 1_000),
            n_too_fast: 0,
            events: Vec::new(),
            free_events: Vec::new(),
            lines: Vec::new(),
            work: Histogram::default(),
            durations: stream("duration"),
            failures: stream("failure"),
            backoff: stream("backoff"),
            deadlines: [Deadlines::default(), Deadlines::default()],
            running: 0,
            max_running: 0,
            busy_time: 0,
            changed: 0,
            queued_events: 0,
            fates: EventFates::default(),
            served_time: 0,
            setup,
        }
    }

    pub(in crate::sim) fn begin(
        &mut self,
        core: &mut Core,
        (environment, is_cold): (u32, bool),
        slot: u32,
    ) {
        self.tick(core.now);
        self.running += 1;
        core.account.all_running += 1;
        core.account.max_running = core.account.max_running.max(core.account.all_running);
        self.max_running = self.max_running.max(self.running);
        let call = core.call(slot);
        let drawn = self.setup.duration.draw(self.durations, call.number, call.attempt);
        let work = self.setup.scaled(drawn);
        let init = if is_cold { self.setup.start_time() } else { 0 };
        let now = core.now;
        let generation = {
            let one = self.environment(environment);
            one.call = slot;
            one.since = now;
            one.starts = now + init;
            one.generation = one.generation.wrapping_add(1);
            one.generation
        };
        let mine = core.call_mut(slot);
        mine.state = environment;
        mine.step = 0;
        let starts = now + init;
        let is_cut = self.setup.timeout < work;
        let ends = starts + work.min(self.setup.timeout);
        let what = if is_cut { CUT } else { DONE };
        core.plan(ends, Class::Completion, self.part, what, environment, generation);
        if !is_cut && !self.wires.calls.is_empty() {
            let at = starts + self.setup.timeout;
            let what = LATE + u16::from(is_cold);
            if let Some(deadlines) = self.deadlines.get_mut(usize::from(is_cold)) {
                deadlines.set(core, self.part, what, at, slot);
            }
        }
    }

    pub(in crate::sim) fn environment(&mut self, index: u32) -> &mut Environment {
        self.environments
            .get_mut(index as usize)
            .expect("environments are never removed from the list")
    }

    /// Brings the integral of the concurrency up to `now`.
    fn tick(&mut self, now: SimTime) {
        self.busy_time += u128::from(self.running) * u128::from(now - self.changed);
        self.changed = now;
    }

    /// The handler's own work is done: the next of its calls, or the end.
    fn go_on(&mut self, core: &mut Core, slot: u32) {
        let call = core.call(slot);
        if let Some(next) = self.wires.calls.get(call.step as usize).copied() {
            let op = self.setup.call_op;
            let bytes = self.setup.call_bytes;
            let is_outside = !self.setup.in_vpc;
            // Each try of the SDK has draws of its own.
            let attempt = call.attempt + (call.tries << 8);
            // A batch of items is the handler's own; of what else it asks for, its event decides.
            let count = if 1 < op.most_items() { self.setup.call_items } else { call.count };
            let chain = call.chain.with(self.part);
            let asked =
                Call { op, bytes, count, is_outside, attempt, chain, state: 0, step: 0, ..*call };
            core.ask_by_hop(slot, next, asked);
            return;
        }
        let reply = if call.is_poison || self.fails(call) {
            Reply::new(End::FunctionError, Reason::HandlerError, 200)
        } else {
            Reply::OK
        };
        self.end(core, slot, reply);
    }

    /// Whether Lambda stops the chain before this function.
    pub(in crate::sim) fn is_loop(&self, chain: Chain) -> bool {
        self.setup.stops_loops && chain.is_loop_of(self.part)
    }

    /// Whether the handler throws an error this time.
    fn fails(&self, call: &Call) -> bool {
        let share = || f64::from(self.setup.error_milli) / 1_000.0;
        0 < self.setup.error_milli && self.failures.happens(call.number, call.attempt, share())
    }

    /// An invocation ends: the environment is idle again and the caller is told.
    fn end(&mut self, core: &mut Core, slot: u32, reply: Reply) {
        let call = core.call(slot);
        let (environment, event) = (call.state, (call.op == Op::Event).then_some(call.count));
        self.tick(core.now);
        assert!(0 < self.running, "only a running invocation ends");
        self.running -= 1;
        core.account.all_running -= 1;
        let now = core.now;
        let one = self.environment(environment);
        let busy = now - one.since;
        let worked = now.saturating_sub(one.starts);
        one.call = NO_CALL;
        one.since = now;
        one.was_cut = reply.reason == Reason::FunctionTimeout;
        one.generation = one.generation.wrapping_add(1);
        let is_provisioned = one.is_provisioned;
        self.served_time += u128::from(busy);
        core.meter.add(self.part, Count::BilledMs, busy.div_ceil(MS));
        if is_provisioned {
            if self.wanted < self.n_provisioned {
                let held = self.held();
                self.retire(core.now, environment);
                core.account.pool = (core.account.pool + held).saturating_sub(self.held());
            } else {
                self.warm.push(environment);
            }
        } else {
            if self.setup.reserved.is_none() {
                core.account.running -= 1;
            }
            self.idle.push_back(environment);
        }
        let what = match reply.end {
            End::Ok => Count::Ok,
            _ if reply.reason == Reason::FunctionTimeout => Count::Timeout,
            End::ClientError
            | End::Throttled
            | End::FunctionError
            | End::Timeout
            | End::Refused
            | End::Dropped => Count::FunctionError,
        };
        if reply.is_ok() {
            core.count(self.part, what);
        } else {
            core.refuse(self.part, what, reply.reason);
        }
        let reply = reply.with_effect(self.effect_of(worked, reply));
        core.answer(slot, reply, 0);
        if let Some(event) = event {
            self.event_ended(core, event, reply);
        }
    }

    /// What an invocation that ends so has done for good after it has worked for so long.
    fn effect_of(&self, worked: SimTime, reply: Reply) -> Lasting {
        match self.setup.effect {
            Some(after) if reply.is_ok() || after <= worked => {
                if self.setup.is_idempotent {
                    Lasting::Idempotent
                } else {
                    Lasting::Plain
                }
            }
            _ => Lasting::None,
        }
    }

    /// The integral of the concurrency up to `now`.
    pub fn busy_until(&self, now: SimTime) -> u128 {
        self.busy_time + u128::from(self.running) * u128::from(now - self.changed)
    }

    /// Environments that exist, busy or idle.
    pub fn n_environments(&self, now: SimTime) -> usize {
        let is_old = |environment: &u32| {
            let one = self.environments.get(*environment as usize);
            one.is_some_and(|one| one.since + self.setup.keep_alive < now)
        };
        // Idle ones stand in order of their last use.
        let n_old = self.idle.partition_point(is_old);
        self.environments.len() - self.gone.len() - n_old
    }
}

impl Service for Function {
    fn start(&mut self, core: &mut Core) {
        if 0 < self.setup.provisioned_max {
            self.plan_minute(core);
        }
    }

    fn on_enter(&mut self, core: &mut Core, slot: u32) {
        core.count(self.part, Count::In);
        let call = core.call(slot);
        if call.op == Op::Event {
            self.take_event(core, slot, *call);
            return;
        }
        if self.setup.max_bytes < call.bytes {
            core.refuse(self.part, Count::ClientError, Reason::RequestTooLarge);
            core.answer(slot, Reply::new(End::ClientError, Reason::RequestTooLarge, 413), 0);
            return;
        }
        if self.is_loop(call.chain) {
            core.refuse(self.part, Count::Dropped, Reason::RecursiveLoop);
            core.answer(slot, Reply::new(End::Dropped, Reason::RecursiveLoop, 0), 0);
            return;
        }
        match self.admit(core, Invocation::Request) {
            Ok(environment) => self.begin(core, environment, slot),
            Err(reason) => {
                core.refuse(self.part, Count::Throttled, reason);
                core.answer(slot, Reply::new(End::Throttled, reason, 429), 0);
            }
        }
    }

    fn on_event(&mut self, core: &mut Core, what: u16, slot: u32, generation: u32) {
        match what {
            DONE | CUT => {
                let one = *self.environment(slot);
                if one.generation != generation || one.call == NO_CALL {
                    return;
                }
                if what == CUT {
                    let reply = Reply::new(End::FunctionError, Reason::FunctionTimeout, 200);
                    self.end(core, one.call, reply);
                } else {
                    self.go_on(core, one.call);
                }
            }
            LATE | LATE_COLD => {
                let index = usize::from(what - LATE);
                while let Some(late) =
                    self.deadlines.get_mut(index).and_then(|d| d.late(core, self.part, what))
                {
                    let reply = Reply::new(End::FunctionError, Reason::FunctionTimeout, 200);
                    self.end(core, late, reply);
                }
            }
            TRY_LINE => self.try_line(core, slot),
            TRY_EVENT => self.try_event(core, slot, generation),
            READY => self.make_ready(core.now, slot),
            MINUTE_ENDS if generation == self.tracking => self.track(core),
            SDK_RETRY if core.is_live(slot, generation) => self.go_on(core, slot),
            _ => {}
        }
    }

    fn on_told(&mut self, core: &mut Core, slot: u32, told: Told) {
        let call = *core.call(slot);
        if call.state == RECORD {
            core.answer(slot, told.reply, 0);
            return;
        }
        if told.reply.is_ok() {
            core.call_mut(slot).step += 1;
            core.call_mut(slot).tries = 0;
            core.call_mut(slot).left = 0;
            self.go_on(core, slot);
            return;
        }
        let can_retry = told.reply.end == End::Throttled;
        if can_retry && call.tries + 1 < self.setup.sdk_retry.attempts {
            let wait = self.setup.sdk_retry.wait(self.backoff, call.number, call.tries);
            core.call_mut(slot).tries += 1;
            core.call_mut(slot).left = u32::from(told.reply.left);
            core.count(self.part, Count::Retries);
            core.plan(
                core.now + wait.max(1),
                Class::Retry,
                self.part,
                SDK_RETRY,
                slot,
                call.generation,
            );
            return;
        }
        let reply = Reply::new(End::FunctionError, told.reply.reason, 200);
        self.end(core, slot, reply);
    }
}
