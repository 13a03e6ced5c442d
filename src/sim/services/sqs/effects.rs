//! What handlers do for good with messages, and do again with those that come again.

use super::{Message, MessageQueue};
use crate::sim::kernel::{
    call::{Doing, Lasting, Reason, Reply},
    core::Core,
};

impl MessageQueue {
    /// A batch has ended: counts what the handler has done with its messages.
    pub(super) fn note_effects(&mut self, core: &mut Core, index: u32, reply: Reply) {
        let Some(target) = self.target.filter(|_| reply.effect != Lasting::None) else { return };
        let Some(batch) = self.batches.get_mut(index as usize) else { return };
        let has_failed = reply.reason == Reason::HandlerError;
        // A handler that reports single failures goes on behind them, in a FIFO queue it does not.
        let goes_on = self.setup.is_partial && !self.setup.is_fifo;
        for message in &mut batch.messages {
            match message.is_poison && has_failed {
                true if goes_on => {}
                true => break,
                false => core.note_effect(target, reply.effect, doing(&mut self.done, message)),
            }
        }
    }

    /// The messages of a batch become visible while somebody works on them.
    pub(super) fn let_go(&mut self, batch: (u32, u32), messages: &mut [Message]) {
        for message in &mut *messages {
            if message.is_done {
                self.done.insert(message.sequence);
            }
            message.was_overdue = true;
        }
        self.overdue.insert(batch, messages.iter().map(|one| one.sequence).collect());
    }

    /// Somebody is done with a batch whose messages have become visible again meanwhile.
    pub(super) fn note_overdue(&mut self, core: &mut Core, batch: (u32, u32), reply: Reply) {
        let sequences = self.overdue.remove(&batch).unwrap_or_default();
        // Which of them a handler that failed had done is not known.
        let is_known = reply.effect != Lasting::None && reply.reason != Reason::HandlerError;
        let Some(target) = self.target.filter(|_| is_known) else { return };
        for sequence in sequences {
            let doing = Doing::after(!self.done.insert(sequence));
            core.note_effect(target, reply.effect, doing);
        }
    }
}

/// Whether a handler had done with a message before what it has done now.
fn doing(done: &mut std::collections::BTreeSet<u64>, message: &mut Message) -> Doing {
    if message.was_overdue {
        return Doing::after(!done.insert(message.sequence));
    }
    Doing::after(std::mem::replace(&mut message.is_done, true))
}
