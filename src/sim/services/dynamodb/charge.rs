//! What a request takes: the units of the table, of its partition and of every index, all or none.

use super::{Table, capacity::Full, units::Access};
use crate::sim::kernel::{call::Reason, core::Core, meter::Count, time::SimTime};

impl Table {
    /// Takes the units from the table, the partition and every index, or from none of them.
    #[inline]
    pub(super) fn charge(
        &mut self,
        now: SimTime,
        access: Access,
        key: u32,
        milli: u64,
    ) -> Result<(), Reason> {
        let is_write = access == Access::Write;
        let place = self.partition_keys.bits(u64::from(key), 0);
        let side = if is_write { &mut self.writes } else { &mut self.reads };
        if let Err(full) = side.holds(now, place, milli) {
            return Err(match (full, is_write) {
                (Full::Provisioned, true) => Reason::TableWriteProvisionedThroughputExceeded,
                (Full::Provisioned, false) => Reason::TableReadProvisionedThroughputExceeded,
                (Full::Maximum, true) => Reason::TableWriteMaxOnDemandThroughputExceeded,
                (Full::Maximum, false) => Reason::TableReadMaxOnDemandThroughputExceeded,
                (Full::Quota, true) => Reason::TableWriteAccountLimitExceeded,
                (Full::Quota, false) => Reason::TableReadAccountLimitExceeded,
                (Full::Partition, true) => Reason::TableWriteKeyRangeThroughputExceeded,
                (Full::Partition, false) => Reason::TableReadKeyRangeThroughputExceeded,
            });
        }
        if is_write && !self.indexes.is_empty() {
            self.indexes_hold(now, key, milli)?;
            self.take_of_indexes(key, milli);
        }
        let side = if is_write { &mut self.writes } else { &mut self.reads };
        side.take(place, milli);
        Ok(())
    }

    /// Counts the units of a request, those of the indexes included.
    pub(super) fn note_units(&self, core: &mut Core, access: Access, milli: u64) {
        let n_charged = if access == Access::Write { 1 + self.indexes.len() as u64 } else { 1 };
        core.meter.add(self.part, Count::MilliUnits, milli * n_charged);
    }
}
