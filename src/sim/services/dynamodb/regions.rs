//! The same table in other Regions: what is sent there, and what comes from there.

use super::{
    DELIVER, RECORD, REPLICATED, REPLICATED_REMOVAL, STRONG, TRY_REPLICA, Table,
    units::{self, Access},
};
use crate::sim::kernel::{
    call::{End, Op, Reason, Reply},
    core::{Call, Core},
    events::Class,
    meter::Count,
    time::SECOND,
};

impl Table {
    pub(super) fn send_to_stream(&mut self, core: &mut Core, call: &Call) {
        let Some(stream) = self.wires.stream else { return };
        let record = Call { op: Op::Event, count: 1, step: 0, ..*call };
        let slot = core.own_call(self.part, Call { state: RECORD, ..record });
        core.ask(slot, stream, Call { state: 0, ..record });
    }

    /// A change leaves for the other Regions and arrives there later.
    pub(super) fn send_to_regions(&mut self, core: &mut Core, call: &Call, step: u32) {
        for (index, _) in self.wires.replicas.iter().enumerate() {
            let index = u32::try_from(index).unwrap_or(0);
            let time = self.setup.replication.draw(self.replications, call.number, index);
            let record = Call { state: RECORD, step, count: index, stamp: core.now, ..*call };
            let slot = core.own_call(self.part, record);
            let generation = core.call(slot).generation;
            core.plan(core.now + time, Class::Control, self.part, DELIVER, slot, generation);
        }
    }

    pub(super) fn deliver(&mut self, core: &mut Core, slot: u32) {
        let call = *core.call(slot);
        let origin = u32::from(self.part);
        if call.state == RECORD {
            let Some(replica) = self.wires.replicas.get(call.count as usize).copied() else {
                return;
            };
            let asked = Call { op: Op::Write, state: 0, count: origin, ..call };
            core.ask(slot, replica, asked);
            return;
        }
        for replica in self.wires.replicas.clone() {
            let asked =
                Call { op: Op::Write, state: STRONG, step: REPLICATED, count: origin, ..call };
            core.ask(slot, replica, asked);
        }
    }

    /// A change from another Region. It costs a write here too, and waits until there is room.
    pub(super) fn take_replicated(&mut self, core: &mut Core, slot: u32) {
        let call = *core.call(slot);
        let milli = units::write_milli(u64::from(call.bytes));
        let charged = if self.stuck.is_empty() {
            self.charge(core.now, Access::Write, call.key, milli)
        } else {
            // Others wait already, and changes keep their order.
            Err(Reason::None)
        };
        if let Err(reason) = charged {
            if reason != Reason::None {
                core.refuse(self.part, Count::Throttled, reason);
                core.plan(core.now + SECOND, Class::Retry, self.part, TRY_REPLICA, 0, 0);
            }
            self.stuck.push_back((slot, call.generation));
            return;
        }
        self.apply_replicated(core, slot, milli);
    }

    /// There may be room again for the changes that wait.
    pub(super) fn try_stuck(&mut self, core: &mut Core) {
        while let Some((slot, generation)) = self.stuck.front().copied() {
            if core.is_live(slot, generation) {
                let call = *core.call(slot);
                let milli = units::write_milli(u64::from(call.bytes));
                if self.charge(core.now, Access::Write, call.key, milli).is_err() {
                    core.plan(core.now + SECOND, Class::Retry, self.part, TRY_REPLICA, 0, 0);
                    return;
                }
                self.apply_replicated(core, slot, milli);
            }
            self.stuck.pop_front();
        }
    }

    pub(super) fn apply_replicated(&mut self, core: &mut Core, slot: u32, milli: u64) {
        let call = *core.call(slot);
        core.count(self.part, Count::Replicated);
        self.note_units(core, Access::Write, milli);
        if call.step == REPLICATED_REMOVAL {
            self.items.remove(call.key);
        } else {
            let origin = u16::try_from(call.count).unwrap_or(u16::MAX);
            if !self.items.write(call.key, (call.stamp, origin)) {
                if call.state == STRONG {
                    let reason = Reason::ReplicatedWriteConflict;
                    core.refuse(self.part, Count::ClientError, reason);
                    core.answer(slot, Reply::new(End::ClientError, reason, 400), 0);
                    return;
                }
                // The later writer wins; what the earlier one wrote is gone without a word.
                core.count(self.part, Count::Lost);
            }
            self.send_to_stream(core, &call);
        }
        core.answer(slot, Reply::OK, 0);
    }
}
