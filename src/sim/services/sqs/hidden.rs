//! Messages that cannot be received now: those that are delayed, in flight, or too old.

use super::{DELAY_ENDS, Message, MessageQueue, VISIBLE};
use crate::sim::kernel::{core::Core, events::Class, meter::Count};

impl MessageQueue {
    pub(super) fn end_delays(&mut self, core: &mut Core) {
        while let Some((at, message)) = self.delayed.front().copied() {
            if core.now < at {
                core.plan(at, Class::Retry, self.part, DELAY_ENDS, 0, 0);
                break;
            }
            self.delayed.pop_front();
            self.show(message);
        }
        self.poll(core);
    }

    /// Plans the moment at which the next batch becomes visible again: one event for all of them.
    pub(super) fn plan_visible(&mut self, core: &mut Core) {
        while let Some((_, index, generation)) = self.hidden.front().copied()
            && self.generation(index) != generation
        {
            self.hidden.pop_front();
        }
        if let Some((at, ..)) = self.hidden.front().copied()
            && self.visible_at.is_none_or(|planned| at < planned)
        {
            self.visible_at = Some(at);
            core.plan(at, Class::Retry, self.part, VISIBLE, 0, 0);
        }
    }

    pub(super) fn end_hiding(&mut self, core: &mut Core) {
        if self.visible_at.is_some_and(|planned| planned <= core.now) {
            self.visible_at = None;
        }
        while let Some((at, index, generation)) = self.hidden.front().copied()
            && at <= core.now
        {
            self.hidden.pop_front();
            if self.generation(index) == generation {
                self.reappear(core, index);
            }
        }
        self.plan_visible(core);
        self.poll(core);
    }

    pub(super) fn is_too_old(&mut self, core: &mut Core, message: &Message) -> bool {
        let is_old = message.sent + self.setup.retention < core.now;
        if is_old {
            self.n_expired += 1;
            self.undeleted.remove(message.sequence);
            core.count(self.part, Count::Dropped);
        }
        is_old
    }

    /// With partial responses the sound messages of a failed batch are done with.
    pub(super) fn keep_failed(&mut self, core: &mut Core, index: u32) {
        let Some(batch) = self.batches.get_mut(index as usize) else { return };
        if batch.messages.iter().all(|message| !message.is_poison) {
            return;
        }
        let mut sound = std::mem::take(&mut batch.messages);
        if self.setup.is_fifo {
            // What stands behind the one that failed is not done with either.
            let first = sound.iter().position(|message| message.is_poison).unwrap_or(0);
            batch.messages = sound.split_off(first);
        } else {
            batch.messages = sound.extract_if(.., |message| message.is_poison).collect();
        }
        self.delete(core, &sound);
    }

    /// Lambda has stopped a loop: the messages go to the dead-letter queue, or are gone without
    /// one.
    pub(super) fn set_aside(&mut self, core: &mut Core, index: u32) {
        let messages = self.take_batch(index);
        for message in &messages {
            self.undeleted.remove(message.sequence);
        }
        let n = messages.len() as u64;
        self.in_flight -= n;
        let has_dead_letters = 0 < self.setup.max_receives;
        let what = if has_dead_letters { Count::DeadLetters } else { Count::Dropped };
        core.meter.add(self.part, what, n);
        if has_dead_letters {
            self.n_dead += n;
            self.last_dead_letter = Some(core.now);
        } else {
            self.n_expired += n;
        }
        if let Some(first) = messages.first().filter(|_| self.setup.is_fifo) {
            self.release(first.key);
        }
    }

    /// The visibility timeout of a failed batch has ended.
    pub(super) fn reappear(&mut self, core: &mut Core, index: u32) {
        let generation = self.generation(index);
        let is_running = self.batches.get(index as usize).is_some_and(|batch| batch.is_running);
        let mut messages = self.take_batch(index);
        if is_running {
            self.let_go((index, generation), &mut messages);
            // The work takes longer than the messages are hidden: somebody else gets them too.
            core.meter.add(self.part, Count::Duplicates, messages.len() as u64);
        }
        let group = messages.first().filter(|_| self.setup.is_fifo).map(|first| first.key);
        // A FIFO group goes on with the message that failed; a standard queue has no order.
        for message in messages.into_iter().rev() {
            self.in_flight -= 1;
            if 0 < self.setup.max_receives && self.setup.max_receives <= message.n_receives {
                self.n_dead += 1;
                self.undeleted.remove(message.sequence);
                self.last_dead_letter = Some(core.now);
                core.count(self.part, Count::DeadLetters);
            } else if self.setup.is_fifo {
                self.n_grouped += 1;
                self.groups.entry(message.key).or_default().push_front(message);
            } else {
                self.visible.push_back(message);
            }
        }
        if let Some(group) = group {
            self.release(group);
        }
    }

    /// Drops what has been kept for too long, from the front; the rest is looked at when received.
    pub(super) fn expire(&mut self, core: &mut Core) {
        let retention = self.setup.retention;
        let is_old = |message: &Message| message.sent + retention < core.now;
        let mut n_old = 0;
        while let Some(old) = self.visible.front().copied().filter(is_old) {
            self.visible.pop_front();
            self.undeleted.remove(old.sequence);
            n_old += 1;
        }
        for group in self.groups.values_mut() {
            while let Some(old) = group.front().copied().filter(is_old) {
                group.pop_front();
                self.undeleted.remove(old.sequence);
                self.n_grouped -= 1;
                n_old += 1;
            }
        }
        self.groups.retain(|_, group| !group.is_empty());
        self.ready.retain(|group| self.groups.contains_key(group));
        self.is_ready.retain(|group| self.groups.contains_key(group));
        if 0 < n_old {
            self.n_expired += n_old;
            core.meter.add(self.part, Count::Dropped, n_old);
        }
    }
}
