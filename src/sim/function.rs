//! A Lambda function: environments, cold starts, concurrency, retries of events, billing.
//!
//! Admission in order: payload, invocation rate (10 a second for each unit of concurrency), an idle
//! provisioned environment, an idle on-demand one, room in the concurrency, the scaling rate (1,000
//! environments at once and 100 a second after), and only then a new environment.
//! Source: AWS Lambda Developer Guide, Understanding function scaling; Lambda quotas (2026-11).

use std::collections::VecDeque;

use super::{
    bucket::TokenBucket,
    core::{Call, Core, End, NO_CALL, OWN, Op, Part, Reason, Reply, Told},
    deadline::Deadlines,
    draw::DrawStream,
    function_setup::{FunctionSetup, ScalingRule},
    meter::Count,
    queue::Class,
    time::{MINUTE, MS, SECOND, SimTime},
};

/// The concurrency that functions of one account share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// What is not reserved by any function nor held by provisioned environments outside of one.
    pub pool: u32,
    pub running: u32,
}

#[derive(Debug, Clone, Copy)]
struct Environment {
    is_provisioned: bool,
    generation: u32,
    idle_since: SimTime,
    /// The call it serves; none while idle.
    call: u32,
}

/// An event in the internal queue.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    number: u64,
    bytes: u32,
    key: u32,
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

const DONE: u16 = OWN;
const CUT: u16 = OWN + 1;
const TRY_EVENT: u16 = OWN + 2;
const SDK_RETRY: u16 = OWN + 3;
/// And one more for those that started cold.
const LATE: u16 = OWN + 4;
const LATE_COLD: u16 = LATE + 1;

/// First wait of a throttled event; each further one is twice as long, up to five minutes.
const THROTTLE_WAIT: SimTime = SECOND;
const MAX_THROTTLE_WAIT: SimTime = 5 * MINUTE;
/// Waits before the second and the third attempt of a failed event.
const ERROR_WAITS: [SimTime; 2] = [MINUTE, 2 * MINUTE];

/// A function at work.
#[derive(Debug)]
pub struct Function {
    part: Part,
    setup: FunctionSetup,
    calls: Vec<Part>,
    environments: Vec<Environment>,
    /// Idle provisioned ones, and idle on-demand ones with the oldest in front.
    warm: Vec<u32>,
    idle: VecDeque<u32>,
    gone: Vec<u32>,
    rate: TokenBucket,
    scaling: TokenBucket,
    events: Vec<Waiting>,
    free_events: Vec<u32>,
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
    pub fn new(
        core: &Core,
        part: Part,
        name: &str,
        calls: Vec<Part>,
        limit: u32,
        setup: FunctionSetup,
    ) -> Self {
        let units = u64::from(setup.reserved.unwrap_or(limit));
        let environment =
            Environment { is_provisioned: true, generation: 0, idle_since: 0, call: NO_CALL };
        let stream = |purpose| DrawStream::new(core.seed, name, purpose);
        Self {
            part,
            calls,
            environments: vec![environment; setup.provisioned as usize],
            warm: (0..setup.provisioned).rev().collect(),
            idle: VecDeque::new(),
            gone: Vec::new(),
            rate: TokenBucket::full(units * 10_000, units * 10),
            scaling: TokenBucket::full(100_000, 1_000),
            events: Vec::new(),
            free_events: Vec::new(),
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

    pub fn on_enter(&mut self, core: &mut Core, account: &mut Account, slot: u32) {
        core.count(self.part, Count::In);
        let call = *core.call(slot);
        if call.op == Op::Event {
            self.take_event(core, account, slot, call);
            return;
        }
        if self.setup.max_bytes < call.bytes {
            core.count(self.part, Count::ClientError);
            core.answer(slot, Reply::new(End::ClientError, Reason::RequestTooLarge, 413), 0);
            return;
        }
        match self.admit(core, account) {
            Ok(environment) => self.begin(core, environment, slot),
            Err(reason) => {
                core.count(self.part, Count::Throttled);
                core.answer(slot, Reply::new(End::Throttled, reason, 429), 0);
            }
        }
    }

    /// An environment for one more request, or why there is none.
    fn admit(&mut self, core: &mut Core, account: &mut Account) -> Result<(u32, bool), Reason> {
        if !self.rate.take_one(core.now) {
            return Err(Reason::FunctionInvocationRateLimitExceeded);
        }
        if let Some(environment) = self.warm.pop() {
            return Ok((environment, false));
        }
        let has_room = match self.setup.reserved {
            Some(reserved) => self.running < reserved,
            None => account.running < account.pool,
        };
        if !has_room {
            return Err(match self.setup.reserved {
                Some(_) => Reason::ReservedFunctionConcurrentInvocationLimitExceeded,
                None => Reason::ConcurrentInvocationLimitExceeded,
            });
        }
        let (environment, is_cold) = match self.reuse(core.now) {
            Some(environment) => (environment, false),
            None => (self.create(core)?, true),
        };
        if self.setup.reserved.is_none() {
            account.running += 1;
        }
        if 0 < self.setup.provisioned {
            core.count(self.part, Count::Spillover);
        }
        Ok((environment, is_cold))
    }

    /// The idle on-demand environment that was used last, unless it has been removed since.
    fn reuse(&mut self, now: SimTime) -> Option<u32> {
        let newest = *self.idle.back()?;
        let idle_since = self.environments.get(newest as usize)?.idle_since;
        if idle_since + self.setup.keep_alive < now {
            // All others are older still.
            self.gone.extend(self.idle.drain(..));
            return None;
        }
        self.idle.pop_back()
    }

    fn create(&mut self, core: &mut Core) -> Result<u32, Reason> {
        let may_grow = match self.setup.scaling {
            ScalingRule::Unlimited => true,
            ScalingRule::PerFunction => self.scaling.take_one(core.now),
            ScalingRule::Legacy { burst } => {
                let more = 500 * (core.now / MINUTE);
                u64::from(self.running) < u64::from(burst) + more
            }
        };
        if !may_grow {
            return Err(Reason::ScalingRateExceeded);
        }
        core.count(self.part, Count::ColdStarts);
        self.sweep(core.now);
        if let Some(slot) = self.gone.pop() {
            return Ok(slot);
        }
        let environment =
            Environment { is_provisioned: false, generation: 0, idle_since: 0, call: NO_CALL };
        self.environments.push(environment);
        Ok(u32::try_from(self.environments.len() - 1)
            .expect("an account has far fewer environments"))
    }

    /// Takes note of environments that have been idle for too long.
    fn sweep(&mut self, now: SimTime) {
        while let Some(oldest) = self.idle.front().copied() {
            let is_old = self
                .environments
                .get(oldest as usize)
                .is_some_and(|one| one.idle_since + self.setup.keep_alive < now);
            if !is_old {
                return;
            }
            self.idle.pop_front();
            self.gone.push(oldest);
        }
    }

    fn begin(&mut self, core: &mut Core, (environment, is_cold): (u32, bool), slot: u32) {
        self.tick(core.now);
        self.running += 1;
        self.max_running = self.max_running.max(self.running);
        let call = *core.call(slot);
        let work = self.setup.duration.draw(self.durations, call.number, call.attempt);
        let init = if is_cold { self.setup.init } else { 0 };
        let generation = {
            let one = self.environment(environment);
            one.call = slot;
            one.generation = one.generation.wrapping_add(1);
            one.generation
        };
        let now = core.now;
        let mine = core.call_mut(slot);
        mine.state = environment;
        mine.step = 0;
        mine.began = now;
        let starts = core.now + init;
        let is_cut = self.setup.timeout < work;
        let ends = starts + work.min(self.setup.timeout);
        let what = if is_cut { CUT } else { DONE };
        core.plan(ends, Class::Completion, self.part, what, environment, generation);
        if !is_cut && !self.calls.is_empty() {
            let at = starts + self.setup.timeout;
            let what = LATE + u16::from(is_cold);
            if let Some(deadlines) = self.deadlines.get_mut(usize::from(is_cold)) {
                deadlines.set(core, self.part, what, at, slot);
            }
        }
    }

    fn environment(&mut self, index: u32) -> &mut Environment {
        self.environments
            .get_mut(index as usize)
            .expect("environments are never removed from the list")
    }

    /// Brings the integral of the concurrency up to `now`.
    fn tick(&mut self, now: SimTime) {
        self.busy_time += u128::from(self.running) * u128::from(now - self.changed);
        self.changed = now;
    }

    pub fn on_event(
        &mut self,
        core: &mut Core,
        account: &mut Account,
        what: u16,
        slot: u32,
        generation: u32,
    ) {
        match what {
            DONE | CUT => {
                let one = *self.environment(slot);
                if one.generation != generation || one.call == NO_CALL {
                    return;
                }
                if what == CUT {
                    let reply = Reply::new(End::FunctionError, Reason::FunctionTimeout, 200);
                    self.end(core, account, one.call, reply);
                } else {
                    self.go_on(core, account, one.call);
                }
            }
            LATE | LATE_COLD => {
                let index = usize::from(what - LATE);
                while let Some(late) =
                    self.deadlines.get_mut(index).and_then(|d| d.late(core, self.part, what))
                {
                    let reply = Reply::new(End::FunctionError, Reason::FunctionTimeout, 200);
                    self.end(core, account, late, reply);
                }
            }
            TRY_EVENT => self.try_event(core, account, slot, generation),
            SDK_RETRY if core.is_live(slot, generation) => self.go_on(core, account, slot),
            _ => {}
        }
    }

    /// The handler's own work is done: the next of its calls, or the end.
    fn go_on(&mut self, core: &mut Core, account: &mut Account, slot: u32) {
        let call = *core.call(slot);
        if let Some(next) = self.calls.get(call.step as usize).copied() {
            let op = self.setup.call_op;
            let bytes = self.setup.call_bytes;
            core.ask_by_hop(slot, next, Call { op, bytes, state: 0, step: 0, ..call });
            return;
        }
        let share = f64::from(self.setup.error_milli) / 1_000.0;
        let reply = if self.failures.happens(call.number, call.attempt, share) {
            Reply::new(End::FunctionError, Reason::HandlerError, 200)
        } else {
            Reply::OK
        };
        self.end(core, account, slot, reply);
    }

    pub fn on_told(&mut self, core: &mut Core, account: &mut Account, slot: u32, told: Told) {
        let call = *core.call(slot);
        if told.reply.is_ok() {
            core.call_mut(slot).step += 1;
            core.call_mut(slot).attempt = 0;
            self.go_on(core, account, slot);
            return;
        }
        let can_retry = told.reply.end == End::Throttled;
        if can_retry && call.attempt + 1 < self.setup.sdk_retry.attempts {
            let wait = self.setup.sdk_retry.wait(self.backoff, call.number, call.attempt);
            core.call_mut(slot).attempt += 1;
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
        self.end(core, account, slot, reply);
    }

    /// An invocation ends: the environment is idle again and the caller is told.
    fn end(&mut self, core: &mut Core, account: &mut Account, slot: u32, reply: Reply) {
        let call = *core.call(slot);
        let environment = call.state;
        self.tick(core.now);
        assert!(0 < self.running, "only a running invocation ends");
        self.running -= 1;
        let busy = core.now - call.began;
        self.served_time += u128::from(busy);
        core.meter.add(self.part, Count::BilledMs, busy.div_ceil(MS));
        let one = self.environment(environment);
        one.call = NO_CALL;
        one.idle_since = core.now;
        one.generation = one.generation.wrapping_add(1);
        if one.is_provisioned {
            self.warm.push(environment);
        } else {
            if self.setup.reserved.is_none() {
                account.running -= 1;
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
        core.count(self.part, what);
        if call.op == Op::Event {
            let event = call.count;
            core.answer(slot, reply, 0);
            self.event_ended(core, event, reply);
        } else {
            core.answer(slot, reply, 0);
        }
    }

    // Events: the queue inside Lambda.

    fn take_event(&mut self, core: &mut Core, account: &mut Account, slot: u32, call: Call) {
        if self.setup.max_event_bytes < call.bytes {
            core.count(self.part, Count::ClientError);
            core.answer(slot, Reply::new(End::ClientError, Reason::RequestTooLarge, 413), 0);
            return;
        }
        core.answer(slot, Reply::new(End::Ok, Reason::None, 202), 0);
        let fresh = Waiting {
            number: call.number,
            bytes: call.bytes,
            key: call.key,
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
        if self.setup.reserved == Some(0) {
            // A function that is switched off sends its events on without an attempt.
            self.give_up(core, index);
            return;
        }
        let generation = self.waiting(index).generation;
        self.try_event(core, account, index, generation);
    }

    fn waiting(&mut self, index: u32) -> &mut Waiting {
        self.events.get_mut(index as usize).expect("events are never removed from the list")
    }

    fn try_event(&mut self, core: &mut Core, account: &mut Account, index: u32, generation: u32) {
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
        match self.admit(core, account) {
            Ok(environment) => {
                let call = Call {
                    number: event.number,
                    attempt: event.n_failed,
                    bytes: event.bytes,
                    key: event.key,
                    op: Op::Event,
                    count: index,
                    ..Call::default()
                };
                let slot = core.own_call(self.part, call);
                self.waiting(index).n_throttled = 0;
                self.begin(core, environment, slot);
            }
            Err(_) => {
                core.count(self.part, Count::Throttled);
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
            core.count(self.part, Count::Retries);
            core.plan(too_old, Class::Retry, self.part, TRY_EVENT, index, event.generation);
            return;
        }
        core.count(self.part, Count::Retries);
        core.plan(at, Class::Retry, self.part, TRY_EVENT, index, event.generation);
    }

    fn event_ended(&mut self, core: &mut Core, index: u32, reply: Reply) {
        if reply.is_ok() {
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
        self.forget(index);
    }

    fn forget(&mut self, index: u32) {
        let event = self.waiting(index);
        event.generation = event.generation.wrapping_add(1);
        self.free_events.push(index);
        self.queued_events -= 1;
    }

    /// The integral of the concurrency up to `now`.
    pub fn busy_until(&self, now: SimTime) -> u128 {
        self.busy_time + u128::from(self.running) * u128::from(now - self.changed)
    }

    /// Environments that exist, busy or idle.
    pub fn n_environments(&self) -> usize {
        self.environments.len() - self.gone.len()
    }
}
