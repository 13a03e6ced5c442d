//! One side of a table's capacity, reads or writes: the table's bucket and those of its partitions.
//!
//! A partition may use any share of the table's capacity up to its own limit, with one second of
//! credit (our choice; AWS names none). One that is at its limit for five minutes in a row (our
//! choice) splits in two; a single hot key stays in one half. An on-demand table serves twice its
//! previous peak; the peak is the highest minute so far, looked at every 30 minutes. Source: Amazon
//! DynamoDB Developer Guide, Burst and adaptive capacity; On-demand capacity (2026-11).

use super::{
    scaling::Tracker,
    setup::{AutoScaling, BURST_S, on_demand_limit},
};
use crate::sim::kernel::{
    bucket::TokenBucket,
    time::{MINUTE, SimTime},
};

/// Minutes at the limit before a partition splits, and how often one can.
const HOT_MINUTES: u32 = 5;
const MOST_SPLITS: usize = 64;
/// How often an on-demand table takes a new peak into account.
const PEAK_EVERY: SimTime = 30 * MINUTE;

/// How much there is, and what bounds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim) struct Level {
    /// Units a second.
    pub units: u64,
    /// Seconds of unused capacity that are kept.
    pub burst_s: u64,
    /// Units of credit at the beginning.
    pub credit: u64,
    /// What an on-demand table carries when it is new; 0 for a provisioned one.
    pub new_table: u64,
    /// What the owner wants at most; 0 for no such limit.
    pub most: u64,
    /// What the table may have at most.
    pub quota: u64,
}

/// A partition of the key space: its parts after splits, and for how many minutes it has been hot.
#[derive(Debug, Clone)]
struct Partition {
    parts: Vec<TokenBucket>,
    is_hot: bool,
    n_hot: u32,
}

/// Reads or writes of one table.
#[derive(Debug)]
pub(in crate::sim) struct Side {
    bucket: TokenBucket,
    partitions: Vec<Partition>,
    /// Units a second that one partition carries.
    limit: u64,
    pub(in crate::sim) level: Level,
    /// Thousandths of units used in the present minute, and in all.
    pub(in crate::sim) used_milli: u64,
    pub(in crate::sim) total_milli: u64,
    /// The highest minute so far, units a second.
    peak: u64,
    pub(in crate::sim) scaling: Option<Tracker>,
    pub(in crate::sim) n_splits: u64,
    /// The integral of the capacity, up to when it changed last.
    unit_time: (u128, SimTime),
}

/// Why a side has no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim) enum Full {
    /// What is provisioned, the burst included, is used up.
    Provisioned,
    /// The maximum that the owner of an on-demand table has set.
    Maximum,
    /// The quota of the account for one table.
    Quota,
    /// A partition is at its limit, or all of them: an on-demand table has as many as its previous
    /// peak needs twice over.
    Partition,
}

impl Side {
    pub(in crate::sim) fn new(
        level: Level,
        limit: u64,
        n_partitions: u32,
        scaling: Option<&AutoScaling>,
    ) -> Self {
        let partition = Partition {
            parts: vec![TokenBucket::full(limit * 1_000, limit)],
            is_hot: false,
            n_hot: 0,
        };
        Self {
            bucket: bucket_of(level),
            partitions: vec![partition; n_partitions.max(1) as usize],
            limit,
            level,
            used_milli: 0,
            total_milli: 0,
            peak: 0,
            scaling: scaling.cloned().map(Tracker::new),
            n_splits: 0,
            unit_time: (0, 0),
        }
    }

    /// Whether the table and the partition at `place` hold `milli` thousandths of units.
    #[inline]
    pub(in crate::sim) fn holds(
        &mut self,
        now: SimTime,
        place: u64,
        milli: u64,
    ) -> Result<(), Full> {
        if !self.bucket.holds_milli(now, milli) {
            return Err(self.bound());
        }
        let n = self.partitions.len() as u64;
        let index = usize::try_from(place % n).unwrap_or(0);
        let Some(partition) = self.partitions.get_mut(index) else { return Ok(()) };
        let Some(part) = part_at(partition, place / n) else { return Ok(()) };
        if part.holds_milli(now, milli) {
            return Ok(());
        }
        partition.is_hot = true;
        Err(Full::Partition)
    }

    /// What bounds the table as a whole. AWS names a maximum only where the owner has set one
    /// (`DynamoDB` Developer Guide, Diagnosing throttling; 2026-11).
    fn bound(&self) -> Full {
        let Level { units, new_table, most, .. } = self.level;
        match (new_table, most) {
            (0, _) => Full::Provisioned,
            (_, most) if 0 < most && most <= units => Full::Maximum,
            _ if self.level.quota <= units => Full::Quota,
            _ => Full::Partition,
        }
    }

    /// Takes what [`holds`](Self::holds) has found to be there.
    #[inline]
    pub(in crate::sim) fn take(&mut self, place: u64, milli: u64) {
        self.bucket.take_milli(milli);
        let n = self.partitions.len() as u64;
        let index = usize::try_from(place % n).unwrap_or(0);
        if let Some(partition) = self.partitions.get_mut(index)
            && let Some(part) = part_at(partition, place / n)
        {
            part.take_milli(milli);
        }
        self.used_milli += milli;
        self.total_milli += milli;
    }

    /// Whether the table's own bucket holds `milli`, the partitions left aside; takes them if so.
    pub(in crate::sim) fn take_anywhere(&mut self, now: SimTime, milli: u64) -> bool {
        let holds = self.bucket.holds_milli(now, milli);
        if holds {
            self.bucket.take_milli(milli);
            self.used_milli += milli;
            self.total_milli += milli;
        }
        holds
    }

    /// A minute has ended: hot partitions split, an on-demand table learns its peak. True when
    /// target tracking has decided on a change.
    pub(in crate::sim) fn minute(&mut self, now: SimTime) -> bool {
        let used = std::mem::take(&mut self.used_milli);
        for partition in &mut self.partitions {
            let is_hot = std::mem::take(&mut partition.is_hot);
            partition.n_hot = if is_hot { partition.n_hot + 1 } else { 0 };
            if HOT_MINUTES <= partition.n_hot && partition.parts.len() < MOST_SPLITS {
                partition.n_hot = 0;
                self.n_splits += partition.parts.len() as u64;
                partition.parts.extend(partition.parts.clone());
            }
        }
        if 0 < self.level.new_table {
            self.peak = self.peak.max(used / 60_000);
            if now.is_multiple_of(PEAK_EVERY) {
                let units = on_demand_limit(self.peak, self.level.units);
                self.set_level(now, Level { units, ..self.level }.capped());
            }
        }
        // An on-demand table has nothing to scale.
        if 0 < self.level.new_table {
            return false;
        }
        let provisioned = self.level.units;
        self.scaling.as_mut().is_some_and(|tracker| tracker.minute(now, used, provisioned))
    }

    /// Another capacity from now on; what is there above it is lost.
    pub(in crate::sim) fn set_level(&mut self, now: SimTime, level: Level) {
        self.unit_time = (self.unit_time(now), now);
        if level.new_table != self.level.new_table
            && let Some(tracker) = &mut self.scaling
        {
            tracker.pending = None;
        }
        self.level = level;
        self.bucket.resize(now, level.units * 1_000, level.units * level.burst_s);
    }

    /// The integral of the capacity up to `now`: units times nanoseconds.
    pub(in crate::sim) fn unit_time(&self, now: SimTime) -> u128 {
        let (before, since) = self.unit_time;
        before + u128::from(self.level.units) * u128::from(now - since)
    }

    /// At least so many partitions, as a larger capacity needs them: those that there are stay.
    pub(in crate::sim) fn grow_partitions(&mut self, now: SimTime, n: u32) {
        if self.partitions.len() < n as usize {
            self.set_partitions(now, n);
        }
    }

    pub(in crate::sim) fn set_partitions(&mut self, now: SimTime, n: u32) {
        let limit = self.limit;
        let fresh = || {
            let mut bucket = TokenBucket::full(limit * 1_000, limit);
            bucket.refill(now);
            Partition { parts: vec![bucket], is_hot: false, n_hot: 0 }
        };
        self.partitions.resize_with(n.max(1) as usize, fresh);
    }

    pub(in crate::sim) fn credit(&self, now: SimTime) -> u64 {
        self.bucket.tokens(now)
    }

    /// Partitions that were at their limit in the present minute.
    pub(in crate::sim) fn n_hot(&self) -> usize {
        self.partitions.iter().filter(|partition| partition.is_hot).count()
    }

    /// Partitions with all their splits.
    pub(in crate::sim) fn n_partitions(&self) -> usize {
        self.partitions.iter().map(|partition| partition.parts.len()).sum()
    }
}

/// The part of a partition that holds what lies at `place` within it.
#[inline]
fn part_at(partition: &mut Partition, place: u64) -> Option<&mut TokenBucket> {
    let n = partition.parts.len() as u64;
    partition.parts.get_mut(usize::try_from(place % n).unwrap_or(0))
}

fn bucket_of(level: Level) -> TokenBucket {
    let capacity = level.units * level.burst_s;
    TokenBucket::with_tokens(level.units * 1_000, capacity, level.credit)
}

/// What provisioned capacity comes to; the credit of one second unless another is given.
pub(in crate::sim) fn provisioned(units: u64, credit: Option<u64>) -> Level {
    let credit = credit.unwrap_or(units);
    Level { units, burst_s: BURST_S, credit, new_table: 0, most: 0, quota: u64::MAX }
}

/// What an on-demand table carries after a peak.
pub(in crate::sim) fn on_demand(peak: u64, new_table: u64, most: u64, quota: u64) -> Level {
    let units = on_demand_limit(peak, new_table);
    Level { units, burst_s: 1, credit: u64::MAX, new_table, most, quota }.capped()
}

impl Level {
    /// The same within what its owner wants and the quota of a table allows.
    fn capped(self) -> Self {
        let units = self.units.min(self.quota);
        let units = if self.most == 0 { units } else { units.min(self.most) };
        Self { units, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::kernel::time::SECOND;

    /// 1,500 units a second on one partition that carries 1,000: throttled for five minutes, then
    /// it splits, and two keys that lie apart have room; one key alone never has.
    #[test]
    fn a_hot_partition_splits_after_five_minutes() {
        let level = provisioned(10_000, Some(u64::MAX));
        for (n_keys, expected) in [(2_u64, 0), (1, 500)] {
            let mut side = Side::new(level, 1_000, 1, None);
            let mut refused_last = 0;
            for second in 0..400 {
                refused_last = 0;
                for request in 0..1_500_u64 {
                    let now = second * SECOND + request * SECOND / 1_500;
                    match side.holds(now, request % n_keys, 1_000) {
                        Ok(()) => side.take(request % n_keys, 1_000),
                        Err(full) => {
                            assert_eq!(full, Full::Partition);
                            refused_last += 1;
                        }
                    }
                }
                if (second + 1) % 60 == 0 {
                    side.minute((second + 1) * SECOND);
                }
            }
            assert_eq!(refused_last, expected, "{n_keys} keys");
        }
    }

    /// 6,000 writes a second for half an hour on a table that is new: 4,000 pass, and after the
    /// look at the peak twice that.
    #[test]
    fn an_on_demand_table_grows_to_twice_its_peak() {
        let mut side = Side::new(on_demand(0, 4_000, 0, 40_000), 1_000, 1, None);
        side.used_milli = 4_000 * 60 * 1_000;
        side.minute(29 * MINUTE);
        assert_eq!(side.level.units, 4_000);
        side.minute(30 * MINUTE);
        assert_eq!(side.level.units, 8_000);
    }
}
