//! Global secondary indexes: each has a capacity and partitions of its own.
//!
//! A write needs room in every index as well as in the table, so an index that is short of
//! capacity, or of which one partition is hot, holds up the writes of the table. The partition key
//! of an index has fewer values than that of the table where so many are set. Reads of an index are
//! eventually consistent. Source: Amazon `DynamoDB` Developer Guide, Using Global Secondary
//! Indexes; Resolving throttling issues (2026-11).

use super::{
    Table,
    capacity::{self, Full, Level, Side},
    setup::{Capacity, PARTITION_READS, PARTITION_WRITES, TableSetup, partitions_for},
};
use crate::sim::kernel::{call::Reason, draw::DrawStream, time::SimTime};

/// One index at work.
#[derive(Debug)]
pub(super) struct TableIndex {
    writes: Side,
    reads: Side,
}

/// The levels of an index with so many write units: those of the table where it is on demand.
fn levels(setup: &TableSetup, units: u64, of_table: (Level, Level)) -> (Level, Level) {
    match setup.capacity {
        Capacity::Provisioned { .. } => (
            capacity::provisioned(setup.index_reads, setup.first_credit),
            capacity::provisioned(units, setup.first_credit),
        ),
        Capacity::OnDemand { .. } => of_table,
    }
}

impl TableIndex {
    pub(super) fn new(setup: &TableSetup, units: u64, of_table: (Level, Level)) -> Self {
        let (reads, writes) = levels(setup, units, of_table);
        let n = partitions_for(reads.units, writes.units);
        Self {
            writes: Side::new(writes, PARTITION_WRITES, n, None),
            reads: Side::new(reads, PARTITION_READS, n, None),
        }
    }

    /// Takes new settings while the world runs.
    pub(super) fn turn(
        &mut self,
        now: SimTime,
        setup: &TableSetup,
        units: u64,
        of_table: (Level, Level),
    ) {
        let (reads, writes) = levels(setup, units, of_table);
        for (side, level) in [(&mut self.reads, reads), (&mut self.writes, writes)] {
            if (side.level.units, side.level.new_table) != (level.units, level.new_table) {
                side.set_level(now, level);
            }
        }
        self.follow_capacity(now);
    }

    fn follow_capacity(&mut self, now: SimTime) {
        let n = partitions_for(self.reads.level.units, self.writes.level.units);
        self.reads.grow_partitions(now, n);
        self.writes.grow_partitions(now, n);
    }

    /// A minute has ended: hot partitions split, that of an on-demand table learns its peak.
    pub(super) fn minute(&mut self, now: SimTime) {
        self.reads.minute(now);
        self.writes.minute(now);
        self.follow_capacity(now);
    }

    /// Thousandths of units that were read from it.
    pub(super) fn read_milli(&self) -> u64 {
        self.reads.total_milli
    }
}

/// Where the entry of a key lies in the index at `place`.
#[inline]
fn lies(setup: &TableSetup, keys: DrawStream, key: u32, place: usize) -> u64 {
    let value = if setup.index_keys == 0 { key } else { key % setup.index_keys };
    keys.bits(u64::from(value), 1 + u32::try_from(place).unwrap_or(0))
}

impl Table {
    /// Whether every index has room for the entry of a key.
    pub(super) fn indexes_hold(
        &mut self,
        now: SimTime,
        key: u32,
        milli: u64,
    ) -> Result<(), Reason> {
        for (place, index) in self.indexes.iter_mut().enumerate() {
            let at = lies(&self.setup, self.partition_keys, key, place);
            index.writes.holds(now, at, milli).map_err(|full| match full {
                Full::Provisioned => Reason::IndexWriteProvisionedThroughputExceeded,
                Full::Maximum | Full::Quota | Full::Partition => {
                    Reason::IndexWriteKeyRangeThroughputExceeded
                }
            })?;
        }
        Ok(())
    }

    /// Takes what [`Self::indexes_hold`] has found to be there.
    pub(super) fn take_of_indexes(&mut self, key: u32, milli: u64) {
        for (place, index) in self.indexes.iter_mut().enumerate() {
            let at = lies(&self.setup, self.partition_keys, key, place);
            index.writes.take(at, milli);
        }
    }

    /// Takes the units of a read of the first index.
    pub(super) fn charge_index(
        &mut self,
        now: SimTime,
        key: u32,
        milli: u64,
    ) -> Result<(), Reason> {
        let at = lies(&self.setup, self.partition_keys, key, 0);
        let Some(index) = self.indexes.first_mut() else { return Err(Reason::NoSuchIndex) };
        index.reads.holds(now, at, milli).map_err(|full| match full {
            Full::Provisioned => Reason::IndexReadProvisionedThroughputExceeded,
            Full::Maximum | Full::Quota | Full::Partition => {
                Reason::IndexReadKeyRangeThroughputExceeded
            }
        })?;
        index.reads.take(at, milli);
        Ok(())
    }
}
