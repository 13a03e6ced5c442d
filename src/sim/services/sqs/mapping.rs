//! The mapping of a queue to a function: it gathers messages, leaves out what its filter does not
//! let through, and hands out batches while pollers have room.

use super::{
    Batch, GATHERED, GROW, Message, MessageQueue, UNIT,
    setup::{IN_FLIGHT, most},
};
use crate::sim::kernel::{
    bill::payload_units,
    call::Chain,
    core::{Call, Core},
    events::Class,
    meter::Count,
    quota,
    time::SECOND,
};

impl MessageQueue {
    /// Whether the mapping has gathered long enough, or enough; plans the end of the window if not.
    fn has_gathered(&mut self, core: &mut Core) -> bool {
        if self.setup.window == 0 {
            return true;
        }
        if self.visible.is_empty() {
            self.gathers_since = None;
            return false;
        }
        if self.setup.batch as usize <= self.visible.len() {
            return true;
        }
        if self.gathers_since.is_none() {
            self.gathers_since = Some(core.now);
            let at = core.now + self.setup.window;
            core.plan(at, Class::Retry, self.part, GATHERED, 0, 0);
        }
        self.gathers_since.is_some_and(|since| since + self.setup.window <= core.now)
    }

    /// Hands out batches while there are messages and room.
    pub(super) fn poll(&mut self, core: &mut Core) {
        let Some(target) = self.target.filter(|_| core.now >= self.pause) else { return };
        while self.in_flight < IN_FLIGHT {
            if self.allowed <= self.running {
                self.plan_growth(core);
                return;
            }
            if !self.has_gathered(core) {
                return;
            }
            let messages = self.receive(core);
            let Some(first) = messages.first().copied() else { return };
            self.gathers_since = None;
            let oldest = messages.iter().map(|message| core.now - message.sent).max();
            self.max_age = self.max_age.max(oldest.unwrap_or(0));
            self.running += 1;
            let n = u32::try_from(messages.len()).unwrap_or(u32::MAX);
            self.in_flight += u64::from(n);
            core.meter.add(self.part, Count::Deliveries, u64::from(n));
            let bytes = messages.iter().map(|message| message.bytes).fold(0, u32::saturating_add);
            self.n_calls += payload_units(u64::from(bytes), UNIT);
            let is_poison = messages.iter().any(|message| message.is_poison);
            let hidden_until = core.now + self.setup.visibility;
            if self.setup.is_fifo {
                self.busy_groups.insert(first.key);
            }
            let index = match self.free.pop() {
                Some(index) => index,
                None => {
                    self.batches.push(Batch::default());
                    u32::try_from(self.batches.len() - 1).expect("batches are few")
                }
            };
            if let Some(batch) = self.batches.get_mut(index as usize) {
                batch.messages = messages;
                batch.is_running = true;
                batch.generation = batch.generation.wrapping_add(1);
            }
            let generation = self.generation(index);
            // With one visibility timeout for all, the end of the list is nearly always the place.
            let place = self.hidden.partition_point(|(at, ..)| *at <= hidden_until);
            self.hidden.insert(place, (hidden_until, index, generation));
            self.plan_visible(core);
            let call = Call {
                number: first.number,
                attempt: first.n_receives - 1,
                key: first.key,
                bytes,
                count: n,
                is_poison,
                born: first.born,
                chain: first.chain,
                state: index,
                step: generation,
                ..Call::default()
            };
            let mine = core.own_call(self.part, call);
            core.ask(mine, target, Call { state: 0, step: 0, ..call });
        }
    }

    /// Looks a second later whether there still are not enough batches.
    fn plan_growth(&mut self, core: &mut Core) {
        let has_work = self.setup.is_endless || 0 < self.visible.len() + self.ready.len();
        if has_work && !self.will_grow && self.allowed < most(&self.setup) {
            self.will_grow = true;
            core.plan(core.now + SECOND, Class::Control, self.part, GROW, 0, 0);
        }
    }

    /// Whether the mapping's filter lets a message through. One that it does not is deleted.
    fn passes(&mut self, core: &mut Core, message: &Message) -> bool {
        let share = f64::from(self.setup.passing_milli) / 1_000.0;
        let passes =
            1_000 <= self.setup.passing_milli || self.passing.happens(message.number, 0, share);
        if !passes {
            self.n_deleted += 1;
            self.undeleted.remove(message.sequence);
            core.count(self.part, Count::Filtered);
        }
        passes
    }

    pub(super) fn generation(&self, index: u32) -> u32 {
        self.batches.get(index as usize).map_or(0, |batch| batch.generation)
    }

    fn receive(&mut self, core: &mut Core) -> Vec<Message> {
        let wanted = self.setup.batch as usize;
        if self.setup.is_fifo {
            return self.receive_group(core, wanted);
        }
        let mut batch = Vec::new();
        let mut bytes = 0_u32;
        while batch.len() < wanted {
            let message = match self.visible.pop_front() {
                Some(message) => message,
                None if self.setup.is_endless => {
                    let number = self.n_sent;
                    self.n_sent += 1;
                    self.undeleted.add(core.now);
                    let (key, bytes, is_poison) = (0, 256, false);
                    let (is_done, was_overdue) = (false, false);
                    let (sequence, sent, born, n_receives) = (number, core.now, core.now, 0);
                    let chain = Chain::default();
                    Message {
                        number,
                        sequence,
                        key,
                        bytes,
                        is_poison,
                        is_done,
                        was_overdue,
                        born,
                        chain,
                        sent,
                        n_receives,
                    }
                }
                None => break,
            };
            if self.is_too_old(core, &message) || !self.passes(core, &message) {
                continue;
            }
            bytes = message.bytes.saturating_add(bytes);
            batch.push(Message { n_receives: message.n_receives + 1, ..message });
            // What would not fit into one invocation waits for the next.
            let next = self.visible.front().map_or(0, |message| message.bytes);
            if quota::FUNCTION_PAYLOAD < bytes.saturating_add(next) {
                break;
            }
        }
        batch
    }

    /// The first messages of the group that has waited longest among those without a batch out.
    fn receive_group(&mut self, core: &mut Core, wanted: usize) -> Vec<Message> {
        let mut batch = Vec::new();
        while batch.is_empty()
            && let Some(group) = self.ready.pop_front()
        {
            self.is_ready.remove(&group);
            let mut waiting = self.groups.remove(&group).unwrap_or_default();
            let mut bytes = 0_u32;
            while batch.len() < wanted
                && let Some(message) = waiting.front().copied()
                && (batch.is_empty()
                    || bytes.saturating_add(message.bytes) <= quota::FUNCTION_PAYLOAD)
            {
                waiting.pop_front();
                bytes = bytes.saturating_add(message.bytes);
                self.n_grouped -= 1;
                if !self.is_too_old(core, &message) && self.passes(core, &message) {
                    batch.push(Message { n_receives: message.n_receives + 1, ..message });
                }
            }
            if !waiting.is_empty() {
                self.groups.insert(group, waiting);
            }
        }
        batch
    }
}
