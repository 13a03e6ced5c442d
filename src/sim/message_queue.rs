//! An SQS queue with its mapping to a function.
//!
//! Messages are visible, in flight, deleted, dead-lettered or expired, and always exactly one of
//! these. The mapping polls with 5 batches at once, 300 more each minute, at most 1,250 (or its own
//! maximum). Source: AWS Lambda Developer Guide, Using Lambda with Amazon SQS; Amazon SQS Developer
//! Guide, Visibility timeout, Dead-letter queues, Quotas (2026-11).

use std::collections::VecDeque;

use super::{
    core::{Call, Core, NO_CALL, OWN, Op, Part, Reply, Told},
    meter::Count,
    queue::Class,
    time::{HOUR, MINUTE, SECOND, SimTime},
};

/// Concurrent batches at the beginning, more each minute, and at most.
pub const FIRST_BATCHES: u32 = 5;
pub const MORE_BATCHES: u32 = 300;
pub const MOST_BATCHES: u32 = 1_250;

/// What a queue and its mapping are set to.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueSetup {
    /// The function that gets the batches; none for a queue that only fills.
    pub target: Option<String>,
    pub batch: u32,
    /// The mapping's own limit, 2 to 1,000.
    pub maximum_concurrency: Option<u32>,
    /// 30 s by default, at most 12 h.
    pub visibility: SimTime,
    /// After this many receives a message moves to the dead-letter queue; 0: never.
    pub max_receives: u32,
    /// Four days by default.
    pub retention: SimTime,
    /// Messages that are always there, for showing how pollers grow.
    pub is_endless: bool,
}

impl Default for QueueSetup {
    fn default() -> Self {
        Self {
            target: None,
            batch: 10,
            maximum_concurrency: None,
            visibility: 30 * SECOND,
            max_receives: 0,
            retention: 96 * HOUR,
            is_endless: false,
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Message {
    number: u64,
    key: u32,
    bytes: u32,
    sent: SimTime,
    n_receives: u32,
}

/// A batch that the function works on, or that waits to become visible again.
#[derive(Debug, Clone, Default)]
struct Batch {
    messages: Vec<Message>,
    hidden_until: SimTime,
    generation: u32,
}

const POLL: u16 = OWN;
const GROW: u16 = OWN + 1;
const VISIBLE: u16 = OWN + 2;

/// A queue at work.
#[derive(Debug)]
pub struct MessageQueue {
    part: Part,
    target: Option<Part>,
    setup: QueueSetup,
    visible: VecDeque<Message>,
    batches: Vec<Batch>,
    free: Vec<u32>,
    /// How many batches may be worked on at once, now.
    pub allowed: u32,
    pub running: u32,
    pub in_flight: u64,
    pub n_sent: u64,
    pub n_deleted: u64,
    pub n_dead: u64,
    pub n_expired: u64,
    pub last_dead_letter: Option<SimTime>,
    /// A poll that found the function throttled waits this long.
    pause: SimTime,
}

impl MessageQueue {
    pub fn new(part: Part, target: Option<Part>, setup: QueueSetup) -> Self {
        let most = setup.maximum_concurrency.unwrap_or(MOST_BATCHES);
        Self {
            part,
            target,
            visible: VecDeque::new(),
            batches: Vec::new(),
            free: Vec::new(),
            allowed: FIRST_BATCHES.min(most),
            running: 0,
            in_flight: 0,
            n_sent: 0,
            n_deleted: 0,
            n_dead: 0,
            n_expired: 0,
            last_dead_letter: None,
            pause: 0,
            setup,
        }
    }

    pub fn start(&mut self, core: &mut Core) {
        if self.target.is_some() {
            core.plan(MINUTE, Class::Control, self.part, GROW, 0, 0);
        }
        if self.setup.is_endless {
            core.plan(0, Class::Retry, self.part, POLL, 0, 0);
        }
    }

    pub fn on_enter(&mut self, core: &mut Core, slot: u32) {
        core.count(self.part, Count::In);
        let call = *core.call(slot);
        self.n_sent += 1;
        let (number, key, bytes) = (call.number, call.key, call.bytes);
        self.visible.push_back(Message { number, key, bytes, sent: core.now, n_receives: 0 });
        core.answer(slot, Reply::OK, 0);
        self.poll(core);
    }

    pub fn on_event(&mut self, core: &mut Core, what: u16, slot: u32, generation: u32) {
        match what {
            POLL => {
                self.pause = 0;
                self.poll(core);
            }
            GROW => {
                let most = self.setup.maximum_concurrency.unwrap_or(MOST_BATCHES);
                // Pollers grow while there is more than they work off.
                if self.allowed <= self.running || self.setup.is_endless {
                    self.allowed = (self.allowed + MORE_BATCHES).min(most);
                }
                core.plan(core.now + MINUTE, Class::Control, self.part, GROW, 0, 0);
                self.poll(core);
            }
            VISIBLE if self.is_hidden(slot, generation) => {
                self.reappear(core, slot);
                self.poll(core);
            }
            _ => {}
        }
    }

    /// Whether a slot still holds the batch whose time has come.
    fn is_hidden(&self, slot: u32, generation: u32) -> bool {
        self.batches.get(slot as usize).is_some_and(|batch| batch.generation == generation)
    }

    /// Hands out batches while there are messages and room.
    fn poll(&mut self, core: &mut Core) {
        let Some(target) = self.target.filter(|_| core.now >= self.pause) else { return };
        while self.running < self.allowed {
            let messages = self.receive(core);
            if messages.is_empty() {
                return;
            }
            self.running += 1;
            let n = u32::try_from(messages.len()).unwrap_or(u32::MAX);
            self.in_flight += u64::from(n);
            core.meter.add(self.part, Count::Deliveries, u64::from(n));
            let first = messages.first().copied().expect("the batch is not empty");
            let bytes = messages.iter().map(|message| message.bytes).fold(0, u32::saturating_add);
            let hidden_until = core.now + self.setup.visibility;
            let index = match self.free.pop() {
                Some(index) => index,
                None => {
                    self.batches.push(Batch::default());
                    u32::try_from(self.batches.len() - 1).expect("batches are few")
                }
            };
            if let Some(batch) = self.batches.get_mut(index as usize) {
                batch.messages = messages;
                batch.hidden_until = hidden_until;
                batch.generation = batch.generation.wrapping_add(1);
            }
            let call = Call {
                number: first.number,
                attempt: first.n_receives - 1,
                key: first.key,
                bytes,
                count: n,
                op: Op::Request,
                state: index,
                ..Call::default()
            };
            let mine = core.own_call(self.part, call);
            core.ask(mine, target, Call { state: 0, ..call });
        }
    }

    fn receive(&mut self, core: &mut Core) -> Vec<Message> {
        let mut batch = Vec::new();
        let wanted = self.setup.batch as usize;
        while batch.len() < wanted {
            let message = match self.visible.pop_front() {
                Some(message) => message,
                None if self.setup.is_endless => {
                    let number = self.n_sent;
                    self.n_sent += 1;
                    Message { number, key: 0, bytes: 256, sent: core.now, n_receives: 0 }
                }
                None => break,
            };
            if message.sent + self.setup.retention < core.now {
                self.n_expired += 1;
                core.count(self.part, Count::Dropped);
                continue;
            }
            batch.push(Message { n_receives: message.n_receives + 1, ..message });
        }
        batch
    }

    pub fn on_told(&mut self, core: &mut Core, slot: u32, told: Told) {
        let index = core.call(slot).state;
        assert!(core.call(slot).parent == NO_CALL, "a poller asks on its own account");
        core.answer(slot, told.reply, 0);
        self.running -= 1;
        if told.reply.is_ok() {
            let n = self.take_batch(index).len() as u64;
            self.n_deleted += n;
            self.in_flight -= n;
            core.meter.add(self.part, Count::Items, n);
            core.meter.add(self.part, Count::Ok, n);
        } else {
            core.count(self.part, Count::Retries);
            if told.reply.end == super::core::End::Throttled {
                // Pollers back off when the function has no room.
                self.pause = core.now + SECOND;
                core.plan(self.pause, Class::Retry, self.part, POLL, 0, 0);
            }
            let at = self.batches.get(index as usize).map_or(0, |batch| batch.hidden_until);
            let generation = self.batches.get(index as usize).map_or(0, |batch| batch.generation);
            core.plan(at, Class::Retry, self.part, VISIBLE, index, generation);
        }
        self.poll(core);
    }

    fn take_batch(&mut self, index: u32) -> Vec<Message> {
        self.free.push(index);
        let batch = self.batches.get_mut(index as usize).expect("the mapping made this batch");
        batch.generation = batch.generation.wrapping_add(1);
        std::mem::take(&mut batch.messages)
    }

    /// The visibility timeout of a failed batch has ended.
    fn reappear(&mut self, core: &mut Core, index: u32) {
        for message in self.take_batch(index) {
            self.in_flight -= 1;
            if 0 < self.setup.max_receives && self.setup.max_receives <= message.n_receives {
                self.n_dead += 1;
                self.last_dead_letter = Some(core.now);
                core.count(self.part, Count::DeadLetters);
            } else {
                self.visible.push_back(message);
            }
        }
    }

    /// Messages that can be received now.
    pub fn depth(&self) -> usize {
        self.visible.len()
    }
}
