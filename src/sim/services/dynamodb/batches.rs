//! Batches: each item is read or written by itself, and those for which there is no room come back
//! unprocessed.
//!
//! Where no item at all has room the whole call is throttled. Source: Amazon `DynamoDB` API
//! Reference, `BatchWriteItem`, `BatchGetItem` (2026-11).

use super::{
    Table,
    units::{self, Access, Consistency},
};
use crate::sim::kernel::{
    call::{End, Op, Reason, Reply},
    core::{Call, Core},
    meter::Count,
};

impl Table {
    /// Works on a batch; of one that comes again on what was left of it.
    pub(super) fn take_batch(&mut self, core: &mut Core, slot: u32, call: &Call) {
        let n = if call.left == 0 { call.count } else { call.left };
        let is_write = call.op == Op::WriteBatch;
        let access = if is_write { Access::Write } else { Access::Read };
        let bytes = u64::from(call.bytes);
        let milli = if is_write {
            units::write_milli(bytes)
        } else {
            units::read_milli(bytes, Consistency::Eventual)
        };
        let wait = self.setup.latency.draw(self.latencies, call.number, call.attempt);
        let (mut left, mut reason) = (0, Reason::None);
        let mut must_wait = false;
        for index in call.count.saturating_sub(n)..call.count {
            // The items of a batch differ: they lie one after the other from its key on.
            let key = call.key.wrapping_add(index);
            if let Err(full) = self.charge(core.now, access, key, milli) {
                (left, reason) = (left + 1, full);
                continue;
            }
            let item = Call { key, count: 1, left: 0, ..*call };
            core.count(self.part, Count::Items);
            self.note_units(core, access, milli);
            if is_write {
                must_wait |= self.keep(core, slot, &item, wait);
            } else {
                self.look(core, &item);
            }
        }
        if 0 < left {
            self.note_throttle(core, reason);
            core.meter.add(self.part, Count::Unprocessed, u64::from(left));
        }
        let n_left = u16::try_from(left).unwrap_or(u16::MAX);
        if 0 < left && left == n {
            // What is left stays as it was: the next attempt is about the same items.
            core.refuse(self.part, Count::Throttled, reason);
            core.answer(slot, Reply::new(End::Throttled, reason, 400).with_left(n_left), 0);
            return;
        }
        core.count(self.part, Count::Ok);
        let unprocessed =
            Reply::new(End::Throttled, Reason::UnprocessedItems, 200).with_left(n_left);
        let reply = if left == 0 { Reply::OK } else { unprocessed };
        if !must_wait {
            core.answer(slot, reply, wait);
        }
    }
}
