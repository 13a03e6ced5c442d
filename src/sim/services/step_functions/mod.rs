//! A Step Functions state machine: tasks, waits, parallel branches, maps, approvals, retries.
//!
//! A Standard execution is started and runs by itself, up to a year, with at most 25,000 events in
//! its history; an Express one is waited for and ends after five minutes. A failed task is tried
//! again three times after 1, 2 and 4 s, then the catcher takes over, else the execution fails.
//! Every state entered is a transition, and retries count. Source: AWS Step Functions Developer
//! Guide, Quotas; Handling errors; Choosing workflow type (2026-11).

pub mod calc;
pub mod examples;
mod part;
pub mod setup;

use std::collections::VecDeque;

use self::setup::{EXPRESS_S, HISTORY, Step, WorkflowSetup};
use crate::sim::kernel::{
    call::{Chain, End, Op, PartId, Reason, Reply},
    core::{Call, Core, NO_CALL, OWN, Told},
    draw::DrawStream,
    events::Class,
    meter::{Count, Histogram},
    part::Service,
    shared::SharedQuota,
    time::{HOUR, MS, SimTime, from_seconds},
};

/// A run of the machine.
#[derive(Debug, Clone, Copy, Default)]
struct Execution {
    /// Its own call, or that of the caller who waits.
    slot: u32,
    generation: u32,
    step: u32,
    /// Answers that the present step still waits for.
    open: u32,
    /// Items of a Map that nobody works on yet.
    items_left: u32,
    has_failed: bool,
    is_caught: bool,
    history: u32,
    began: SimTime,
    reason: Reason,
}

const GO_ON: u16 = OWN;
const TRY_AGAIN: u16 = OWN + 1;
const TOO_LATE: u16 = OWN + 2;
const WAITED: u16 = OWN + 3;
const TASK_LATE: u16 = OWN + 4;

/// A state machine at work.
#[derive(Debug)]
pub struct Workflow {
    part: PartId,
    steps: Vec<Step<PartId>>,
    catch: Option<PartId>,
    setup: WorkflowSetup,
    choices: DrawStream,
    executions: Vec<Execution>,
    free: Vec<u32>,
    /// Executions that wait for the quota of transitions, in the order in which they came, each
    /// with its generation; and when the next of them is let in.
    waiting: VecDeque<(u32, u32)>,
    let_in_at: Option<SimTime>,
    pub running: u64,
    /// How long executions took.
    pub durations: Histogram,
    /// Time that Express executions are paid for, ms: each up to the next 100 ms (AWS Step
    /// Functions pricing, 2026-11).
    pub express_ms: u64,
}

impl Workflow {
    pub fn new(
        part: PartId,
        steps: Vec<Step<PartId>>,
        catch: Option<PartId>,
        choices: DrawStream,
        setup: WorkflowSetup,
    ) -> Self {
        Self {
            part,
            steps,
            catch,
            choices,
            executions: Vec::new(),
            free: Vec::new(),
            waiting: VecDeque::new(),
            let_in_at: None,
            running: 0,
            durations: Histogram::default(),
            express_ms: 0,
            setup,
        }
    }

    fn execution(&mut self, index: u32) -> &mut Execution {
        self.executions.get_mut(index as usize).expect("executions are never removed")
    }

    fn start_execution(&mut self, core: &mut Core, slot: u32) {
        self.running += 1;
        let fresh = Execution { slot, began: core.now, ..Execution::default() };
        let index = match self.free.pop() {
            Some(index) => {
                let generation = self.execution(index).generation;
                *self.execution(index) = Execution { generation, ..fresh };
                index
            }
            None => {
                self.executions.push(fresh);
                u32::try_from(self.executions.len() - 1).expect("memory ends before")
            }
        };
        core.call_mut(slot).state = index;
        if self.setup.is_express {
            let generation = self.execution(index).generation;
            let most = from_seconds(EXPRESS_S);
            core.plan(core.now + most, Class::Control, self.part, TOO_LATE, index, generation);
        }
        self.enter_step(core, index);
    }

    /// The next state is entered: one transition, if there is room for it.
    fn enter_step(&mut self, core: &mut Core, index: u32) {
        let execution = *self.execution(index);
        // To end is no state.
        let is_over = !execution.is_caught && self.steps.len() <= execution.step as usize;
        if !self.setup.is_express && !is_over {
            let is_first = self.waiting.is_empty();
            if !is_first || !core.shared.of(SharedQuota::Transitions).take_one(core.now) {
                core.refuse(self.part, Count::Throttled, Reason::StateTransitionRateExceeded);
                self.waiting.push_back((index, execution.generation));
                self.plan_next_transition(core);
                return;
            }
        }
        self.take_step(core, index);
    }

    /// Plans the moment at which the quota has room for the first execution that waits: one event
    /// for all of them. Other workflows of the account may be faster; then it is planned anew.
    pub(super) fn plan_next_transition(&mut self, core: &mut Core) {
        if self.waiting.is_empty() {
            return;
        }
        let quota = core.shared.of(SharedQuota::Transitions);
        let Some(wait) = quota.wait_for_one(core.now) else { return };
        let at = core.now + wait;
        if self.let_in_at.is_none_or(|planned| at < planned) {
            self.let_in_at = Some(at);
            core.plan(at, Class::Retry, self.part, GO_ON, 0, 0);
        }
    }

    /// Lets in whoever the quota has room for.
    fn let_in(&mut self, core: &mut Core) {
        if self.let_in_at.is_some_and(|planned| planned <= core.now) {
            self.let_in_at = None;
        }
        while let Some((index, generation)) = self.waiting.front().copied() {
            let execution = *self.execution(index);
            let is_live = execution.generation == generation && execution.slot != NO_CALL;
            if is_live && !core.shared.of(SharedQuota::Transitions).take_one(core.now) {
                break;
            }
            self.waiting.pop_front();
            if is_live {
                self.take_step(core, index);
            }
        }
        self.plan_next_transition(core);
    }

    /// The execution is in its next state, which is one transition at least.
    fn take_step(&mut self, core: &mut Core, index: u32) {
        let execution = *self.execution(index);
        let step = if execution.is_caught {
            self.catch.filter(|_| execution.step == u32::MAX).map(|part| Step::Tasks(vec![part]))
        } else {
            self.steps.get(execution.step as usize).cloned()
        };
        let step = match step {
            // A choice is a state of its own before the one that it leads to.
            Some(Step::Choice(share, then, other)) => {
                core.count(self.part, Count::Transitions);
                self.note_history(core, index, 2);
                let number = core.call(execution.slot).number;
                let share = f64::from(share) / 1_000.0;
                let goes = self.choices.happens(number, execution.step, share);
                let Some(to) = (if goes { Some(then) } else { other }) else {
                    self.execution(index).step += 1;
                    self.enter_step(core, index);
                    return;
                };
                Some(Step::Tasks(vec![to]))
            }
            step => step,
        };
        let (part, generation) = (self.part, execution.generation);
        // Every state entered is a transition, and so is every branch or item of one.
        let n_inner = match &step {
            Some(Step::Tasks(parts)) if 1 < parts.len() => parts.len() as u64,
            Some(Step::Map(_, n, _)) => u64::from(*n),
            Some(Step::Tasks(_) | Step::Wait(_) | Step::Approval(_) | Step::Choice(..)) | None => 0,
        };
        let n_entered = u64::from(step.is_some()) + n_inner;
        core.meter.add(self.part, Count::Transitions, n_entered);
        match step {
            None | Some(Step::Choice(..)) => self.end(core, index, Reply::OK),
            Some(Step::Wait(time) | Step::Approval(time)) => {
                self.note_history(core, index, 2);
                self.execution(index).open = 1;
                core.plan(core.now + time, Class::Retry, part, WAITED, index, generation);
            }
            Some(Step::Tasks(parts)) => {
                self.execution(index).open = u32::try_from(parts.len()).unwrap_or(0);
                for to in parts {
                    self.ask(core, index, to, 0);
                }
            }
            Some(Step::Map(to, n, most)) => {
                let first = n.min(most);
                (self.execution(index).open, self.execution(index).items_left) = (n, n - first);
                for item in 0..first {
                    self.ask(core, index, to, item);
                }
            }
        }
    }

    /// Hands a task to a component, on a call of its own.
    fn ask(&mut self, core: &mut Core, index: u32, to: PartId, item: u32) {
        // A task enters and leaves its state, is scheduled, started and done.
        if self.note_history(core, index, 5) {
            return;
        }
        let execution = *self.execution(index);
        let call = *core.call(execution.slot);
        let task = Call {
            op: Op::Request,
            key: call.key.wrapping_add(item),
            state: index,
            step: execution.generation,
            attempt: 0,
            chain: Chain::default(),
            stamp: u64::from(to),
            is_outside: false,
            ..call
        };
        let slot = core.own_call(self.part, task);
        self.plan_timeout(core, slot);
        core.ask(slot, to, Call { state: 0, step: 0, stamp: 0, ..task });
    }

    /// Plans the moment at which a task takes too long.
    fn plan_timeout(&self, core: &mut Core, slot: u32) {
        if 0 < self.setup.task_timeout {
            let generation = core.call(slot).generation;
            let at = core.now + self.setup.task_timeout;
            core.plan(at, Class::Control, self.part, TASK_LATE, slot, generation);
        }
    }

    /// Adds to the history; true when it was full and the execution has failed of it.
    fn note_history(&mut self, core: &mut Core, index: u32, n: u32) -> bool {
        let is_limited = !self.setup.is_express;
        let execution = self.execution(index);
        if execution.slot == NO_CALL {
            return true;
        }
        execution.history += n;
        let is_full = is_limited && HISTORY < execution.history;
        if is_full {
            let reply = Reply::new(End::FunctionError, Reason::ExecutionHistoryLimit, 0);
            self.end(core, index, reply);
        }
        is_full
    }

    /// One answer of the present step has come.
    fn answered(&mut self, core: &mut Core, index: u32, reply: Reply) {
        let execution = self.execution(index);
        execution.open = execution.open.saturating_sub(1);
        if !reply.is_ok() {
            execution.has_failed = true;
            execution.reason = reply.reason;
            // No more items are begun once one has failed.
            execution.open -= std::mem::take(&mut execution.items_left);
        }
        if 0 < execution.items_left {
            execution.items_left -= 1;
            let (left, step) = (execution.items_left, execution.step);
            if let Some(Step::Map(to, n, _)) = self.steps.get(step as usize) {
                let (to, item) = (*to, n - left - 1);
                self.ask(core, index, to, item);
            }
            return;
        }
        if 0 < execution.open {
            return;
        }
        if !execution.has_failed {
            if execution.is_caught {
                execution.step = 0;
                let reason = execution.reason;
                self.end(core, index, Reply::new(End::Ok, reason, 200));
                return;
            }
            execution.step += 1;
            self.enter_step(core, index);
            return;
        }
        if self.catch.is_some() && !self.execution(index).is_caught {
            let execution = self.execution(index);
            (execution.is_caught, execution.has_failed, execution.step) = (true, false, u32::MAX);
            self.enter_step(core, index);
            return;
        }
        let reason = self.execution(index).reason;
        self.end(core, index, Reply::new(End::FunctionError, reason, 0));
    }

    /// A task has been answered, or has taken too long: its execution goes on, or tries it again in
    /// a call of its own.
    fn task_ended(&mut self, core: &mut Core, slot: u32, reply: Reply) {
        let task = *core.call(slot);
        let (index, generation) = (task.state, task.step);
        let is_live = self.execution(index).generation == generation;
        core.answer(slot, reply, 0);
        if !is_live {
            return;
        }
        if reply.is_ok() || self.setup.retries <= task.attempt {
            self.answered(core, index, reply);
            return;
        }
        core.count(self.part, Count::Retries);
        if self.note_history(core, index, 3) {
            return;
        }
        let n = task.attempt + 1;
        let slot = core.own_call(self.part, Call { attempt: n, ..task });
        let (at, generation) = (core.now + self.wait_before(n), core.call(slot).generation);
        core.plan(at, Class::Retry, self.part, TRY_AGAIN, slot, generation);
    }

    fn end(&mut self, core: &mut Core, index: u32, reply: Reply) {
        let execution = *self.execution(index);
        if execution.slot == NO_CALL {
            return;
        }
        let one = self.execution(index);
        one.generation = one.generation.wrapping_add(1);
        one.slot = NO_CALL;
        self.free.push(index);
        self.running -= 1;
        let time = core.now - execution.began;
        self.durations.add(time);
        if self.setup.is_express {
            self.express_ms += 100 * time.div_ceil(100 * MS).max(1);
        }
        match reply.end {
            End::Ok => core.count(self.part, Count::Ok),
            End::Timeout => core.refuse(self.part, Count::Timeout, reply.reason),
            End::ClientError
            | End::Throttled
            | End::FunctionError
            | End::Refused
            | End::Dropped => core.refuse(self.part, Count::FunctionError, reply.reason),
        }
        core.answer(execution.slot, reply, 0);
    }

    /// How long to wait before attempt `n` (the first retry is 1).
    fn wait_before(&self, n: u32) -> SimTime {
        let mut wait = self.setup.interval;
        for _ in 1..n {
            wait = wait.saturating_mul(u64::from(self.setup.backoff_tenths)) / 10;
        }
        wait.min(HOUR)
    }
}

impl Service for Workflow {
    fn on_enter(&mut self, core: &mut Core, slot: u32) {
        core.count(self.part, Count::In);
        let call = *core.call(slot);
        // Synchronous Express executions have no quota of starts (AWS Step Functions Developer
        // Guide, Synchronous and Asynchronous Express Workflows).
        let is_synchronous = self.setup.is_express && call.op != Op::Event;
        let quota = self.setup.start_quota();
        if !is_synchronous && !core.shared.of(quota).take_one(core.now) {
            let reason = Reason::ExecutionStartRateExceeded;
            core.refuse(self.part, Count::Throttled, reason);
            core.answer(slot, Reply::new(End::Throttled, reason, 400), 0);
            return;
        }
        if is_synchronous {
            self.start_execution(core, slot);
            return;
        }
        let mine = core.own_call(self.part, call);
        core.answer(slot, Reply::OK, 0);
        self.start_execution(core, mine);
    }

    fn on_event(&mut self, core: &mut Core, what: u16, slot: u32, generation: u32) {
        if what == TASK_LATE {
            if core.is_live(slot, generation) {
                self.task_ended(core, slot, Reply::new(End::Timeout, Reason::TaskTimedOut, 0));
            }
            return;
        }
        if what == TRY_AGAIN {
            if !core.is_live(slot, generation) {
                return;
            }
            let task = *core.call(slot);
            if self.execution(task.state).generation != task.step {
                // Its execution has ended meanwhile.
                core.answer(slot, Reply::OK, 0);
                return;
            }
            let to = PartId::try_from(task.stamp).unwrap_or(0);
            core.count(self.part, Count::Transitions);
            self.plan_timeout(core, slot);
            core.ask(slot, to, Call { state: 0, step: 0, stamp: 0, ..task });
            return;
        }
        if what == GO_ON {
            self.let_in(core);
            return;
        }
        let is_live = self
            .executions
            .get(slot as usize)
            .is_some_and(|one| one.generation == generation && one.slot != NO_CALL);
        if !is_live {
            return;
        }
        match what {
            WAITED => self.answered(core, slot, Reply::OK),
            TOO_LATE => {
                let reply = Reply::new(End::Timeout, Reason::ExecutionTimedOut, 504);
                self.end(core, slot, reply);
            }
            _ => {}
        }
    }

    fn on_told(&mut self, core: &mut Core, slot: u32, told: Told) {
        self.task_ended(core, slot, told.reply);
    }
}
