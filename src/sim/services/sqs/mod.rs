//! An SQS queue, standard or FIFO, with its mapping to a function.
//!
//! Messages are delayed, visible, in flight, deleted, dead-lettered or expired, and always exactly
//! one of these. The mapping of a standard queue polls with 5 batches at once, 300 more a minute
//! while there is more to do, at most 1,250 (or its own maximum); that of a FIFO queue works on one
//! batch of each message group at a time. Source: AWS Lambda Developer Guide, Using Lambda with
//! Amazon SQS; Amazon SQS Developer Guide, Visibility timeout, Dead-letter queues, FIFO queues,
//! Quotas (2026-11).

mod effects;
pub mod examples;
mod hidden;
mod mapping;
mod part;
pub mod setup;
mod undeleted;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use self::{
    setup::{MESSAGE_BYTES, QueueSetup, first, more, most},
    undeleted::Undeleted,
};
use crate::sim::kernel::{
    bill::payload_units,
    bucket::TokenBucket,
    call::{Chain, Doing, End, PartId, Reason, Reply},
    core::{Call, Core, NO_CALL, OWN, Told},
    draw::DrawStream,
    events::Class,
    fifo::Fifo,
    meter::{Count, Histogram},
    part::Service,
    time::{HOUR, MINUTE, SECOND, SimTime},
};

#[derive(Debug, Clone, Copy)]
struct Message {
    number: u64,
    /// Its place in the order of sending.
    sequence: u64,
    key: u32,
    bytes: u32,
    is_poison: bool,
    /// Whether a handler has done with it what counts, as far as the message tells.
    is_done: bool,
    /// Whether it became visible while somebody worked on it, so that `done` tells.
    was_overdue: bool,
    born: SimTime,
    chain: Chain,
    sent: SimTime,
    n_receives: u32,
}

/// A call is paid by units of this many bytes.
const UNIT: u64 = 64 * 1_024;

/// A FIFO queue knows a message again for this long.
const DEDUPLICATION: SimTime = 5 * MINUTE;

/// A batch that the function works on, or that waits to become visible again.
#[derive(Debug, Clone, Default)]
struct Batch {
    messages: Vec<Message>,
    /// Whether the function still works on it.
    is_running: bool,
    generation: u32,
}

const POLL: u16 = OWN;
const GROW: u16 = OWN + 1;
const VISIBLE: u16 = OWN + 2;
const DELAY_ENDS: u16 = OWN + 3;
const EXPIRE: u16 = OWN + 4;
const GATHERED: u16 = OWN + 5;

/// A queue at work.
#[derive(Debug)]
pub struct MessageQueue {
    part: PartId,
    target: Option<PartId>,
    setup: QueueSetup,
    visible: Fifo<Message>,
    /// The visible messages of a FIFO queue by group, and the groups of which a batch may go out.
    groups: BTreeMap<u32, VecDeque<Message>>,
    ready: VecDeque<u32>,
    /// The same groups, so that one is found without looking through all of them.
    is_ready: BTreeSet<u32>,
    n_grouped: usize,
    /// Messages that become visible later, in the order of their sending.
    delayed: VecDeque<(SimTime, Message)>,
    batches: Vec<Batch>,
    free: Vec<u32>,
    /// When batches become visible again, with their generations, and the event planned for it.
    hidden: VecDeque<(SimTime, u32, u32)>,
    visible_at: Option<SimTime>,
    /// Groups of which a batch is out.
    busy_groups: BTreeSet<u32>,
    /// When the messages of the last five minutes came, by number.
    seen: BTreeMap<u64, SimTime>,
    seen_order: VecDeque<(SimTime, u64)>,
    calls: TokenBucket,
    duplicates: DrawStream,
    passing: DrawStream,
    undeleted: Undeleted,
    /// Since when the mapping gathers messages for a batch.
    gathers_since: Option<SimTime>,
    /// Whether a look is planned at whether more batches are needed.
    will_grow: bool,
    /// From what set them off to their deletion: messages that were worked off.
    pub work: Histogram,
    /// How old a message was at most when it was handed out.
    pub max_age: SimTime,
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
    /// Calls of the API as they are paid for: sends, receives and deletions, each 64 KB of a
    /// payload as one (Amazon SQS pricing, 2026-11).
    pub n_calls: u64,
    /// The messages, by their place in the order of sending, of batches that somebody still works
    /// on although they are visible again, and those of such messages with which a handler is done.
    overdue: BTreeMap<(u32, u32), Vec<u64>>,
    done: BTreeSet<u64>,
    /// The last message of each group that was worked off.
    last_done: BTreeMap<u32, u64>,
}

fn fifo_bucket(setup: &QueueSetup) -> TokenBucket {
    let rate = setup.calls_per_s();
    TokenBucket::full(rate * 1_000, rate)
}

impl MessageQueue {
    pub fn new(
        core: &Core,
        part: PartId,
        name: &str,
        target: Option<PartId>,
        setup: QueueSetup,
    ) -> Self {
        Self {
            part,
            target,
            visible: Fifo::default(),
            groups: BTreeMap::new(),
            ready: VecDeque::new(),
            is_ready: BTreeSet::new(),
            n_grouped: 0,
            delayed: VecDeque::new(),
            batches: Vec::new(),
            free: Vec::new(),
            hidden: VecDeque::new(),
            visible_at: None,
            busy_groups: BTreeSet::new(),
            seen: BTreeMap::new(),
            seen_order: VecDeque::new(),
            calls: fifo_bucket(&setup),
            duplicates: DrawStream::new(core.seed, name, "duplicate"),
            passing: DrawStream::new(core.seed, name, "filter"),
            undeleted: Undeleted::default(),
            gathers_since: None,
            will_grow: false,
            work: Histogram::default(),
            max_age: 0,
            allowed: first(&setup),
            running: 0,
            in_flight: 0,
            n_sent: 0,
            n_deleted: 0,
            n_dead: 0,
            n_expired: 0,
            last_dead_letter: None,
            pause: 0,
            n_calls: 0,
            overdue: BTreeMap::new(),
            done: BTreeSet::new(),
            last_done: BTreeMap::new(),
            setup,
        }
    }

    /// Whether a FIFO queue has seen this message in the last five minutes.
    fn is_known(&mut self, now: SimTime, number: u64) -> bool {
        while let Some((at, old)) = self.seen_order.front().copied()
            && at + DEDUPLICATION <= now
        {
            self.seen_order.pop_front();
            self.seen.remove(&old);
        }
        if self.seen.contains_key(&number) {
            return true;
        }
        self.seen.insert(number, now);
        self.seen_order.push_back((now, number));
        false
    }

    fn take_in(&mut self, core: &mut Core, message: Message) {
        self.n_sent += 1;
        self.undeleted.add(core.now);
        if self.setup.delay == 0 {
            self.show(message);
            return;
        }
        let at = core.now + self.setup.delay;
        if self.delayed.front().is_none_or(|(first, _)| at < *first) {
            core.plan(at, Class::Retry, self.part, DELAY_ENDS, 0, 0);
        }
        let place = self.delayed.partition_point(|(other, _)| *other <= at);
        self.delayed.insert(place, (at, message));
    }

    /// A message can be received from now on.
    fn show(&mut self, message: Message) {
        if !self.setup.is_fifo {
            self.visible.push_back(message);
            return;
        }
        self.n_grouped += 1;
        let group = self.groups.entry(message.key).or_default();
        let is_new = group.is_empty();
        group.push_back(message);
        if is_new && !self.busy_groups.contains(&message.key) {
            self.line_up(message.key);
        }
    }

    /// A group takes its place at the end of those of which a batch may go out.
    fn line_up(&mut self, group: u32) {
        if self.is_ready.insert(group) {
            self.ready.push_back(group);
        }
    }

    /// No batch of a group is out any more.
    fn release(&mut self, group: u32) {
        self.busy_groups.remove(&group);
        if self.groups.contains_key(&group) {
            self.line_up(group);
        }
    }

    fn take_batch(&mut self, index: u32) -> Vec<Message> {
        self.free.push(index);
        let batch = self.batches.get_mut(index as usize).expect("the mapping made this batch");
        batch.generation = batch.generation.wrapping_add(1);
        std::mem::take(&mut batch.messages)
    }

    /// Messages were worked off: they are deleted, but for those that are delivered once more.
    fn delete(&mut self, core: &mut Core, messages: &[Message]) {
        let n = messages.len() as u64;
        self.n_calls += 1;
        self.in_flight -= n;
        core.meter.add(self.part, Count::Items, n);
        core.meter.add(self.part, Count::Ok, n);
        for message in messages {
            if self.setup.is_fifo {
                let last = self.last_done.entry(message.key).or_insert(0);
                assert!(*last <= message.sequence, "a group keeps its order");
                *last = message.sequence;
            }
            let share = f64::from(self.setup.duplicate_milli) / 1_000.0;
            let share = if self.setup.is_fifo { 0.0 } else { share };
            if self.duplicates.happens(message.number, message.n_receives, share) {
                core.count(self.part, Count::Duplicates);
                self.visible.push_back(*message);
            } else {
                self.n_deleted += 1;
                self.undeleted.remove(message.sequence);
                self.work.add(core.now - message.born);
            }
        }
    }

    /// How old the oldest message is that is not deleted yet.
    pub fn age(&self, now: SimTime) -> SimTime {
        self.undeleted.oldest().map_or(0, |sent| now - sent)
    }

    /// Messages that wait, those that are delayed included.
    pub fn depth(&self) -> usize {
        self.visible.len() + self.n_grouped + self.delayed.len()
    }
}

impl Service for MessageQueue {
    fn start(&mut self, core: &mut Core) {
        if self.target.is_some() || self.setup.retention < 96 * HOUR {
            core.plan(MINUTE, Class::Control, self.part, EXPIRE, 0, 0);
        }
        if self.setup.is_endless {
            core.plan(0, Class::Retry, self.part, POLL, 0, 0);
        }
    }

    fn on_enter(&mut self, core: &mut Core, slot: u32) {
        core.count(self.part, Count::In);
        let call = *core.call(slot);
        if MESSAGE_BYTES < call.bytes {
            core.refuse(self.part, Count::ClientError, Reason::RequestTooLarge);
            core.answer(slot, Reply::new(End::ClientError, Reason::RequestTooLarge, 400), 0);
            return;
        }
        self.n_calls += payload_units(u64::from(call.bytes), UNIT);
        if self.setup.is_fifo {
            if !self.calls.take_one(core.now) {
                core.refuse(self.part, Count::Throttled, Reason::FifoRateExceeded);
                core.answer(slot, Reply::new(End::Throttled, Reason::FifoRateExceeded, 400), 0);
                return;
            }
            // The same number and key of the same sender is the same message.
            let (sender, _) = core.asker(&call).unwrap_or_default();
            let id = call.number ^ (u64::from(sender) << 48) ^ (u64::from(call.key) << 24);
            if self.is_known(core.now, id) {
                core.answer(slot, Reply::OK, 0);
                return;
            }
        }
        let message = Message {
            number: call.number,
            sequence: self.n_sent,
            key: call.key,
            bytes: call.bytes,
            is_poison: call.is_poison,
            is_done: call.doing == Doing::Again,
            was_overdue: false,
            born: call.born,
            chain: call.chain,
            sent: core.now,
            n_receives: 0,
        };
        self.take_in(core, message);
        core.answer(slot, Reply::OK, 0);
        self.poll(core);
    }

    fn on_event(&mut self, core: &mut Core, what: u16, _slot: u32, _generation: u32) {
        match what {
            POLL => {
                self.pause = 0;
                self.poll(core);
            }
            GROW => {
                self.will_grow = false;
                if self.allowed <= self.running {
                    self.allowed = (self.allowed + more(&self.setup)).min(most(&self.setup));
                }
                self.poll(core);
            }
            GATHERED => self.poll(core),
            EXPIRE => {
                core.plan(core.now + MINUTE, Class::Control, self.part, EXPIRE, 0, 0);
                self.expire(core);
                self.poll(core);
            }
            VISIBLE => self.end_hiding(core),
            DELAY_ENDS => self.end_delays(core),
            _ => {}
        }
    }

    fn on_told(&mut self, core: &mut Core, slot: u32, told: Told) {
        let Call { state: index, step: generation, parent, .. } = *core.call(slot);
        assert!(parent == NO_CALL, "a poller asks on its own account");
        core.answer(slot, told.reply, 0);
        self.running -= 1;
        if self.generation(index) != generation {
            self.note_overdue(core, (index, generation), told.reply);
            // It took too long: the messages have become visible again meanwhile.
            self.poll(core);
            return;
        }
        self.note_effects(core, index, told.reply);
        if told.reply.reason == Reason::RecursiveLoop {
            self.set_aside(core, index);
        } else if told.reply.is_ok() {
            let messages = self.take_batch(index);
            if let Some(first) = messages.first().filter(|_| self.setup.is_fifo) {
                self.release(first.key);
            }
            self.delete(core, &messages);
        } else {
            core.count(self.part, Count::Retries);
            if let Some(batch) = self.batches.get_mut(index as usize) {
                batch.is_running = false;
            }
            if told.reply.end == End::Throttled {
                // Pollers back off when the function has no room.
                if self.pause <= core.now {
                    self.pause = core.now + SECOND;
                    core.plan(self.pause, Class::Retry, self.part, POLL, 0, 0);
                }
            } else if self.setup.is_partial && told.reply.reason == Reason::HandlerError {
                self.keep_failed(core, index);
            }
        }
        self.poll(core);
    }
}
