//! A DynamoDB table: capacity, burst credit, partitions, indexes, auto scaling, throttles.
//!
//! Capacity units follow `units`. Buckets hold up to 300 s of unused provisioned capacity; a
//! partition carries at most 3,000 read and 1,000 write units a second, with one second of credit
//! (the credit is our choice, AWS names none). A starved index throttles the table's write.
//! Source: Amazon DynamoDB Developer Guide, Burst and adaptive capacity; Partition key design;
//! Managing throughput capacity with auto scaling (2026-11).

use super::{
    bucket::TokenBucket,
    core::{Core, End, OWN, Op, Part, Reason, Reply},
    draw::{DrawStream, Law},
    meter::Count,
    queue::Class,
    time::{MINUTE, MS, SimTime},
    units,
};

/// Seconds of unused capacity that are kept.
pub const BURST_S: u64 = 300;
/// What one partition carries, units a second.
pub const PARTITION_READS: u64 = 3_000;
pub const PARTITION_WRITES: u64 = 1_000;
/// A new on-demand table carries this at once.
pub const NEW_ON_DEMAND_READS: u64 = 12_000;
pub const NEW_ON_DEMAND_WRITES: u64 = 4_000;

/// How a table is paid for and bounded.
#[derive(Debug, Clone, PartialEq)]
pub enum Capacity {
    Provisioned {
        reads: u64,
        writes: u64,
    },
    /// Twice the previous peak at once; never less than what a new table carries.
    OnDemand {
        peak_reads: u64,
        peak_writes: u64,
    },
}

/// Target tracking of provisioned capacity, one side.
#[derive(Debug, Clone, PartialEq)]
pub struct AutoScaling {
    /// 20 to 90 %.
    pub target_percent: u64,
    pub min: u64,
    pub max: u64,
    /// From the decision to the new capacity.
    pub delay: SimTime,
}

/// What a table is set to.
#[derive(Debug, Clone, PartialEq)]
pub struct TableSetup {
    pub capacity: Capacity,
    /// Units of credit that the buckets begin with; more than they hold fills them.
    pub first_credit: u64,
    pub n_partitions: u32,
    pub latency: Law,
    /// Write units a second of each global index; every write costs each of them the item's units.
    pub indexes: Vec<u64>,
    pub scale_reads: Option<AutoScaling>,
    pub scale_writes: Option<AutoScaling>,
}

impl Default for TableSetup {
    fn default() -> Self {
        Self {
            capacity: Capacity::OnDemand { peak_reads: 0, peak_writes: 0 },
            first_credit: 0,
            n_partitions: 1,
            latency: Law::Fixed(5 * MS),
            indexes: Vec::new(),
            scale_reads: None,
            scale_writes: None,
        }
    }
}

const MINUTE_ENDS: u16 = OWN;
const APPLY: u16 = OWN + 1;

/// One side of the capacity: reads or writes.
#[derive(Debug)]
struct Side {
    bucket: TokenBucket,
    partitions: Vec<TokenBucket>,
    provisioned: u64,
    /// Thousandths of units used in the present minute.
    used_milli: u64,
    total_milli: u64,
    scaling: Option<Tracker>,
}

/// What target tracking has seen.
#[derive(Debug)]
struct Tracker {
    setup: AutoScaling,
    n_above: u32,
    n_below: u32,
    pending: Option<u64>,
    landed_at: Option<SimTime>,
    last_decrease_hour: Option<u64>,
    n_decreases: u32,
}

/// A table at work.
#[derive(Debug)]
pub struct Table {
    part: Part,
    setup: TableSetup,
    reads: Side,
    writes: Side,
    indexes: Vec<TokenBucket>,
    latencies: DrawStream,
    partition_keys: DrawStream,
    /// Changes of capacity: when, whether of writes, to what.
    pub changes: Vec<(SimTime, bool, u64)>,
    pub first_throttle: Option<SimTime>,
    pub last_reason: Reason,
}

impl Table {
    pub fn new(core: &Core, part: Part, name: &str, setup: TableSetup) -> Self {
        let (reads, writes) = match setup.capacity {
            Capacity::Provisioned { reads, writes } => (reads, writes),
            Capacity::OnDemand { peak_reads, peak_writes } => (
                on_demand_limit(peak_reads, NEW_ON_DEMAND_READS),
                on_demand_limit(peak_writes, NEW_ON_DEMAND_WRITES),
            ),
        };
        let burst = match setup.capacity {
            Capacity::Provisioned { .. } => BURST_S,
            Capacity::OnDemand { .. } => 1,
        };
        let credit = if burst == 1 { u64::MAX } else { setup.first_credit };
        let bucket = |units: u64| TokenBucket::with_tokens(units * 1_000, units * burst, credit);
        let side = |units: u64, limit: u64, scaling: &Option<AutoScaling>| Side {
            bucket: bucket(units),
            partitions: vec![
                TokenBucket::full(limit * 1_000, limit);
                setup.n_partitions.max(1) as usize
            ],
            provisioned: units,
            used_milli: 0,
            total_milli: 0,
            scaling: scaling.clone().map(Tracker::new),
        };
        Self {
            part,
            reads: side(reads, PARTITION_READS, &setup.scale_reads),
            writes: side(writes, PARTITION_WRITES, &setup.scale_writes),
            indexes: setup.indexes.iter().map(|units| bucket(*units)).collect(),
            latencies: DrawStream::new(core.seed, name, "latency"),
            partition_keys: DrawStream::new(core.seed, name, "partition"),
            changes: Vec::new(),
            first_throttle: None,
            last_reason: Reason::None,
            setup,
        }
    }

    pub fn start(&mut self, core: &mut Core) {
        if self.reads.scaling.is_some() || self.writes.scaling.is_some() {
            core.plan(MINUTE, Class::Control, self.part, MINUTE_ENDS, 0, 0);
        }
    }

    pub fn on_enter(&mut self, core: &mut Core, slot: u32) {
        core.count(self.part, Count::In);
        let call = *core.call(slot);
        let is_write = call.op == Op::Write;
        if units::MAX_ITEM_BYTES < u64::from(call.bytes) {
            core.count(self.part, Count::ClientError);
            core.answer(slot, Reply::new(End::ClientError, Reason::RequestTooLarge, 400), 0);
            return;
        }
        let milli = match call.op {
            Op::Write => units::write_milli(u64::from(call.bytes)),
            Op::ReadStrong => units::read_milli(u64::from(call.bytes), true),
            Op::Read | Op::Request | Op::Event => units::read_milli(u64::from(call.bytes), false),
        };
        match self.charge(core.now, is_write, call.key, milli) {
            Ok(()) => {
                core.count(self.part, Count::Ok);
                core.meter.add(self.part, Count::MilliUnits, milli);
                let side = if is_write { &mut self.writes } else { &mut self.reads };
                side.used_milli += milli;
                side.total_milli += milli;
                let wait = self.setup.latency.draw(self.latencies, call.number, call.attempt);
                core.answer(slot, Reply::OK, wait);
            }
            Err(reason) => {
                core.count(self.part, Count::Throttled);
                self.first_throttle.get_or_insert(core.now);
                self.last_reason = reason;
                core.answer(slot, Reply::new(End::Throttled, reason, 400), 0);
            }
        }
    }

    /// Takes the units from the table, the partition and every index, or from none of them.
    fn charge(&mut self, now: SimTime, is_write: bool, key: u32, milli: u64) -> Result<(), Reason> {
        let is_provisioned = matches!(self.setup.capacity, Capacity::Provisioned { .. });
        let place = self.partition_keys.bits(u64::from(key), 0);
        let side = if is_write { &mut self.writes } else { &mut self.reads };
        if !side.bucket.holds_milli(now, milli) {
            return Err(match (is_write, is_provisioned) {
                (true, true) => Reason::TableWriteProvisionedThroughputExceeded,
                (false, true) => Reason::TableReadProvisionedThroughputExceeded,
                (true, false) => Reason::TableWriteMaxOnDemandThroughputExceeded,
                (false, false) => Reason::TableReadMaxOnDemandThroughputExceeded,
            });
        }
        let n = side.partitions.len() as u64;
        let index = usize::try_from(place % n).unwrap_or(0);
        let Some(partition) = side.partitions.get_mut(index) else { return Ok(()) };
        if !partition.holds_milli(now, milli) {
            return Err(if is_write {
                Reason::TableWriteKeyRangeThroughputExceeded
            } else {
                Reason::TableReadKeyRangeThroughputExceeded
            });
        }
        if is_write {
            if !self.indexes.iter_mut().all(|index| index.holds_milli(now, milli)) {
                return Err(Reason::IndexWriteProvisionedThroughputExceeded);
            }
            for index in &mut self.indexes {
                index.take_milli(milli);
            }
        }
        side.bucket.take_milli(milli);
        partition.take_milli(milli);
        Ok(())
    }

    pub fn on_event(&mut self, core: &mut Core, what: u16, slot: u32) {
        match what {
            MINUTE_ENDS => {
                for (is_write, side) in [(false, &mut self.reads), (true, &mut self.writes)] {
                    let used = side.used_milli;
                    side.used_milli = 0;
                    let provisioned = side.provisioned;
                    let Some(tracker) = &mut side.scaling else { continue };
                    if tracker.minute(core.now, used, provisioned) {
                        let at = core.now + tracker.setup.delay;
                        core.plan(at, Class::Control, self.part, APPLY, u32::from(is_write), 0);
                    }
                }
                core.plan(core.now + MINUTE, Class::Control, self.part, MINUTE_ENDS, 0, 0);
            }
            APPLY => {
                let is_write = slot == 1;
                let side = if is_write { &mut self.writes } else { &mut self.reads };
                let Some(tracker) = &mut side.scaling else { return };
                let Some(units) = tracker.pending.take() else { return };
                tracker.landed_at = Some(core.now);
                side.provisioned = units;
                side.bucket.resize(core.now, units * 1_000, units * BURST_S);
                self.changes.push((core.now, is_write, units));
            }
            _ => {}
        }
    }

    /// Read and write units consumed so far.
    pub fn consumed(&self) -> (f64, f64) {
        #[expect(clippy::cast_precision_loss, reason = "reports show far fewer digits")]
        let units = |side: &Side| side.total_milli as f64 / 1_000.0;
        (units(&self.reads), units(&self.writes))
    }

    /// Units of unused write or read capacity at `now`.
    pub fn credit(&self, now: SimTime, is_write: bool) -> u64 {
        if is_write { self.writes.bucket.tokens(now) } else { self.reads.bucket.tokens(now) }
    }

    /// Provisioned units of one side, or what on-demand carries.
    pub fn provisioned(&self, is_write: bool) -> u64 {
        if is_write { self.writes.provisioned } else { self.reads.provisioned }
    }
}

/// What an on-demand table carries at once after a peak.
pub fn on_demand_limit(peak: u64, new_table: u64) -> u64 {
    (2 * peak).max(new_table)
}

impl Tracker {
    fn new(setup: AutoScaling) -> Self {
        Self {
            setup,
            n_above: 0,
            n_below: 0,
            pending: None,
            landed_at: None,
            last_decrease_hour: None,
            n_decreases: 0,
        }
    }

    /// One minute has ended with `used_milli` thousandths of units; true when a change is decided.
    ///
    /// Two minutes in a row above the target raise the capacity, fifteen below the target less
    /// twenty points lower it. Minutes that end while a change is on its way, or as it lands, do
    /// not count.
    fn minute(&mut self, now: SimTime, used_milli: u64, provisioned: u64) -> bool {
        if self.pending.is_some() || self.landed_at == Some(now) {
            (self.n_above, self.n_below) = (0, 0);
            return false;
        }
        // used / 60 s against target % of provisioned, in whole numbers.
        let used = u128::from(used_milli) * 100;
        let whole = u128::from(provisioned) * 1_000 * 60;
        let is_above = whole * u128::from(self.setup.target_percent) < used;
        let is_below = used < whole * u128::from(self.setup.target_percent.saturating_sub(20));
        self.n_above = if is_above { self.n_above + 1 } else { 0 };
        self.n_below = if is_below { self.n_below + 1 } else { 0 };
        let is_down = 15 <= self.n_below;
        if self.n_above < 2 && !is_down {
            return false;
        }
        if is_down && !self.may_decrease(now) {
            return false;
        }
        let denominator = 60_000 * u128::from(self.setup.target_percent);
        let wanted = u64::try_from(used.div_ceil(denominator)).unwrap_or(u64::MAX);
        let next = wanted.clamp(self.setup.min, self.setup.max);
        if next == provisioned {
            return false;
        }
        if is_down {
            self.n_decreases += 1;
            self.last_decrease_hour = Some(now / super::time::HOUR);
        }
        self.pending = Some(next);
        true
    }

    /// Four decreases at first, then one in each hour without one, 27 a day at most.
    fn may_decrease(&self, now: SimTime) -> bool {
        let hour = now / super::time::HOUR;
        self.n_decreases < 4
            || (self.n_decreases < 27 && self.last_decrease_hour.is_none_or(|last| last < hour))
    }
}
