//! A DynamoDB table: capacity, throttles, consistency, transactions, time to live, streams, other
//! Regions, backups, exports.
//!
//! Capacity units follow `units`. A request passes if the table, its partition and, for writes,
//! every index hold enough; all are charged, or none. A starved index throttles the table's write.
//! Source: Amazon DynamoDB Developer Guide (2026-11), the pages that `table_setup` names.

mod backups;
mod batches;
pub mod calc;
mod capacity;
mod charge;
pub mod examples;
mod indexes;
mod part;
mod regions;
mod scaling;
pub mod setup;
pub mod units;
mod versions;

use std::collections::VecDeque;

use self::{
    capacity::{Level, Side},
    indexes::TableIndex,
    setup::{
        Capacity, Export, NEW_ON_DEMAND_READS, NEW_ON_DEMAND_WRITES, PARTITION_READS,
        PARTITION_WRITES, Protection, TableSetup, partitions_for,
    },
    units::{Access, Consistency},
    versions::Items,
};
use crate::sim::kernel::{
    call::{End, Op, PartId, Reason, Reply},
    core::{Call, Core, OWN, Told},
    draw::DrawStream,
    events::Class,
    meter::Count,
    part::Service,
    retry::fraction,
    time::{MINUTE, SimTime},
};

/// Where a table sends what it writes, by place.
#[derive(Debug, Clone, Default)]
pub struct Wires {
    pub stream: Option<PartId>,
    pub replicas: Vec<PartId>,
}

const MINUTE_ENDS: u16 = OWN;
const APPLY: u16 = OWN + 1;
const DELIVER: u16 = OWN + 2;
const REMOVE: u16 = OWN + 3;
const BACK_UP: u16 = OWN + 4;
const DISASTER: u16 = OWN + 5;
pub(in crate::sim) const EXPORT: u16 = OWN + 6;
pub(in crate::sim) const SCAN: u16 = OWN + 7;
const TRY_REPLICA: u16 = OWN + 8;

/// The state of a call of the table's own: a change on its way to a stream or another Region.
const RECORD: u32 = u32::MAX;

/// The step of a write or a removal that comes from another Region.
const REPLICATED: u32 = u32::MAX;
const REPLICATED_REMOVAL: u32 = u32::MAX - 1;

/// The state of a write that its Region answers only when this one has taken it.
const STRONG: u32 = 1;

/// A table at work.
#[derive(Debug)]
pub struct Table {
    pub(in crate::sim) part: PartId,
    wires: Wires,
    pub(in crate::sim) setup: TableSetup,
    pub(in crate::sim) reads: Side,
    writes: Side,
    indexes: Vec<TableIndex>,
    items: Items,
    keeps_items: bool,
    latencies: DrawStream,
    partition_keys: DrawStream,
    lags: DrawStream,
    removals: DrawStream,
    replications: DrawStream,
    removal_at: Option<SimTime>,
    /// Changes from other Regions that wait for capacity.
    stuck: VecDeque<(u32, u32)>,
    /// Changes of capacity: when, whether of writes, to what.
    pub changes: Vec<(SimTime, bool, u64)>,
    pub first_throttle: Option<SimTime>,
    pub last_reason: Reason,
    /// Bytes of all writes.
    written_bytes: u64,
    /// Writes so far, and how many of them the last backup holds.
    pub(in crate::sim) n_writes: u64,
    pub(in crate::sim) n_backed_up: u64,
    /// Until when it is being restored.
    pub(in crate::sim) restored_at: SimTime,
    /// From the mistake until the restored table was there.
    pub recovery: SimTime,
    pub(in crate::sim) pages_left: u64,
    /// Copies that were finished, and how long the last one took.
    pub n_exports: u64,
    pub export_time: SimTime,
    pub(in crate::sim) export_began: SimTime,
}

fn levels(setup: &TableSetup) -> (Level, Level) {
    match setup.capacity {
        Capacity::Provisioned { reads, writes } => (
            capacity::provisioned(reads, setup.first_credit),
            capacity::provisioned(writes, setup.first_credit),
        ),
        Capacity::OnDemand { peak_reads, peak_writes } => (
            capacity::on_demand(peak_reads, NEW_ON_DEMAND_READS, setup.most_reads, setup.quota),
            capacity::on_demand(peak_writes, NEW_ON_DEMAND_WRITES, setup.most_writes, setup.quota),
        ),
    }
}

fn needs_items(setup: &TableSetup) -> bool {
    0 < setup.ttl || !setup.replicas.is_empty() || 0 < setup.lag.typical()
}

impl Table {
    pub fn new(core: &Core, part: PartId, name: &str, wires: Wires, setup: TableSetup) -> Self {
        let (reads, writes) = levels(&setup);
        let n = setup.first_partitions();
        let index = |units: &u64| TableIndex::new(&setup, *units, (reads, writes));
        let stream = |purpose| DrawStream::new(core.seed, name, purpose);
        Self {
            part,
            wires,
            reads: Side::new(reads, PARTITION_READS, n, setup.scale_reads.as_ref()),
            writes: Side::new(writes, PARTITION_WRITES, n, setup.scale_writes.as_ref()),
            indexes: setup.indexes.iter().map(index).collect(),
            items: Items::default(),
            keeps_items: needs_items(&setup),
            latencies: stream("latency"),
            partition_keys: stream("partition"),
            lags: stream("lag"),
            removals: stream("removal"),
            replications: stream("replication"),
            removal_at: None,
            stuck: VecDeque::new(),
            changes: Vec::new(),
            first_throttle: None,
            last_reason: Reason::None,
            written_bytes: 0,
            n_writes: 0,
            n_backed_up: 0,
            restored_at: 0,
            recovery: 0,
            pages_left: 0,
            n_exports: 0,
            export_time: 0,
            export_began: 0,
            setup,
        }
    }

    fn is_provisioned(&self) -> bool {
        matches!(self.setup.capacity, Capacity::Provisioned { .. })
    }

    /// What a request is refused for before any capacity is asked for.
    fn refusal(&self, now: SimTime, call: &Call) -> Option<(End, Reason)> {
        if units::MAX_ITEM_BYTES < u64::from(call.bytes) {
            return Some((End::ClientError, Reason::ItemTooLarge));
        }
        if now < self.restored_at {
            return Some((End::Refused, Reason::TableRestoring));
        }
        let is_locked = call.op.is_write()
            && self.items.get(call.key).is_some_and(|item| now < item.locked_until);
        is_locked.then_some((End::ClientError, Reason::TransactionConflict))
    }

    fn refuse(&mut self, core: &mut Core, slot: u32, end: End, reason: Reason) {
        let what = match end {
            End::Throttled => Count::Throttled,
            End::Refused => Count::Refused,
            End::Ok | End::ClientError | End::FunctionError | End::Timeout | End::Dropped => {
                Count::ClientError
            }
        };
        core.refuse(self.part, what, reason);
        core.answer(slot, Reply::new(end, reason, 400), 0);
    }

    /// A read was paid for: counts one that returned what is no longer so, or has run out.
    fn look(&self, core: &mut Core, call: &Call) {
        let Some(item) = self.items.get(call.key) else { return };
        let lag = self.setup.lag.draw(self.lags, call.number, call.attempt);
        if matches!(call.op, Op::Read | Op::ReadIndex | Op::ReadBatch)
            && core.now < item.stamp.0 + lag
            && 0 < item.stamp.0
        {
            core.count(self.part, Count::StaleHits);
        }
        if item.expires.is_some_and(|expires| expires <= core.now) {
            core.count(self.part, Count::ReadExpired);
        }
    }

    /// A write was paid for: what follows from it. True when the answer has to wait for others.
    fn keep(&mut self, core: &mut Core, slot: u32, call: &Call, wait: SimTime) -> bool {
        self.n_writes += 1;
        self.written_bytes += u64::from(call.bytes);
        if call.op == Op::TransactWrite {
            self.items.lock(call.key, core.now + wait);
        }
        if self.keeps_items || call.op == Op::ConditionalWrite {
            self.items.write(call.key, (core.now, self.part));
        }
        if 0 < self.setup.ttl {
            let expires = core.now + self.setup.ttl;
            let share = self.removals.unit(call.number, call.attempt);
            let delay = fraction(self.setup.ttl_delay, share);
            self.items.expire(call.key, expires, expires + delay);
            self.plan_removal(core);
        } else if self.keeps_items {
            self.items.keep_for_ever(call.key);
        }
        self.send_to_stream(core, call);
        if self.wires.replicas.is_empty() {
            return false;
        }
        if self.setup.is_strong {
            let time = self.setup.replication.draw(self.replications, call.number, 0);
            let generation = core.call(slot).generation;
            let n_replicas = u32::try_from(self.wires.replicas.len()).unwrap_or(0);
            let now = core.now;
            let mine = core.call_mut(slot);
            (mine.state, mine.stamp) = (n_replicas, now);
            core.plan(core.now + wait + time, Class::Hop, self.part, DELIVER, slot, generation);
            return true;
        }
        self.send_to_regions(core, call, REPLICATED);
        false
    }

    fn plan_removal(&mut self, core: &mut Core) {
        let Some(at) = self.items.next_removal() else { return };
        if self.removal_at.is_none_or(|planned| at < planned) {
            self.removal_at = Some(at);
            core.plan(at, Class::Control, self.part, REMOVE, 0, 0);
        }
    }

    fn remove_expired(&mut self, core: &mut Core) {
        while let Some(key) = self.items.remove_expired(core.now) {
            core.count(self.part, Count::Expired);
            let removal = Call { key, bytes: 100, ..Call::default() };
            self.send_to_stream(core, &removal);
            self.send_to_regions(core, &removal, REPLICATED_REMOVAL);
        }
        if self.removal_at.is_some_and(|planned| planned <= core.now) {
            self.removal_at = None;
        }
        self.plan_removal(core);
    }

    fn minute(&mut self, core: &mut Core) {
        let before = (self.reads.level.units, self.writes.level.units);
        for (is_write, side) in [(false, &mut self.reads), (true, &mut self.writes)] {
            if side.minute(core.now)
                && let Some(tracker) = &side.scaling
            {
                let at = core.now + tracker.setup.delay;
                core.plan(at, Class::Control, self.part, APPLY, u32::from(is_write), 0);
            }
        }
        if before != (self.reads.level.units, self.writes.level.units) {
            self.follow_capacity(core.now);
        }
        for index in &mut self.indexes {
            index.minute(core.now);
        }
        core.plan(core.now + MINUTE, Class::Control, self.part, MINUTE_ENDS, 0, 0);
    }

    fn apply(&mut self, core: &mut Core, is_write: bool) {
        let side = if is_write { &mut self.writes } else { &mut self.reads };
        let Some(tracker) = side.scaling.as_mut().filter(|_| side.level.new_table == 0) else {
            return;
        };
        let Some(units) = tracker.pending.take() else { return };
        tracker.landed_at = Some(core.now);
        side.set_level(core.now, Level { units, ..side.level });
        self.changes.push((core.now, is_write, units));
        self.follow_capacity(core.now);
    }

    /// A capacity that has grown gets the partitions that carry it. They are not given back.
    fn follow_capacity(&mut self, now: SimTime) {
        let n = partitions_for(self.reads.level.units, self.writes.level.units);
        self.reads.grow_partitions(now, n);
        self.writes.grow_partitions(now, n);
    }

    /// Read and write units consumed so far.
    pub fn consumed(&self) -> (f64, f64) {
        #[expect(clippy::cast_precision_loss, reason = "reports show far fewer digits")]
        let units = |side: &Side| side.total_milli as f64 / 1_000.0;
        let of_indexes: u64 = self.indexes.iter().map(TableIndex::read_milli).sum();
        #[expect(clippy::cast_precision_loss, reason = "reports show far fewer digits")]
        let of_indexes = of_indexes as f64 / 1_000.0;
        (units(&self.reads) + of_indexes, units(&self.writes))
    }

    /// Units times seconds that there were until `now`: of reads, then of writes.
    pub fn unit_seconds(&self, now: SimTime) -> (f64, f64) {
        #[expect(clippy::cast_precision_loss, reason = "reports show far fewer digits")]
        let seconds = |side: &Side| side.unit_time(now) as f64 / 1e9;
        (seconds(&self.reads), seconds(&self.writes))
    }

    /// Units of unused write or read capacity at `now`.
    pub fn credit(&self, now: SimTime, access: Access) -> u64 {
        self.side(access).credit(now)
    }

    /// Provisioned units of one side, or what on-demand carries.
    pub fn provisioned(&self, access: Access) -> u64 {
        self.side(access).level.units
    }

    fn side(&self, access: Access) -> &Side {
        match access {
            Access::Read => &self.reads,
            Access::Write => &self.writes,
        }
    }

    /// Partitions, those that came of splits included.
    pub fn n_partitions(&self) -> usize {
        self.writes.n_partitions().max(self.reads.n_partitions())
    }

    /// Partitions that were at their limit in the present minute, and all.
    pub fn hot_partitions(&self, access: Access) -> (usize, usize) {
        let side = self.side(access);
        (side.n_hot(), side.n_partitions())
    }

    /// Keys with the stamps of their surviving versions, where these are kept.
    pub fn versions(&self) -> Vec<(u32, (SimTime, PartId))> {
        self.items.versions().collect()
    }

    fn note_throttle(&mut self, core: &Core, reason: Reason) {
        self.first_throttle.get_or_insert(core.now);
        self.last_reason = reason;
    }
}

impl Service for Table {
    fn start(&mut self, core: &mut Core) {
        core.plan(MINUTE, Class::Control, self.part, MINUTE_ENDS, 0, 0);
        if self.setup.protection == Protection::Backups {
            core.plan(self.setup.backup_every, Class::Control, self.part, BACK_UP, 0, 0);
        }
        if 0 < self.setup.disaster_at {
            core.plan(self.setup.disaster_at, Class::Control, self.part, DISASTER, 0, 0);
        }
        if self.setup.export != Export::None {
            core.plan(MINUTE, Class::Control, self.part, EXPORT, 0, 0);
        }
    }

    fn on_enter(&mut self, core: &mut Core, slot: u32) {
        core.count(self.part, Count::In);
        let call = *core.call(slot);
        if REPLICATED_REMOVAL <= call.step {
            self.take_replicated(core, slot);
            return;
        }
        if let Some((end, reason)) = self.refusal(core.now, &call) {
            self.refuse(core, slot, end, reason);
            return;
        }
        if matches!(call.op, Op::WriteBatch | Op::ReadBatch) {
            self.take_batch(core, slot, &call);
            return;
        }
        let bytes = u64::from(call.bytes);
        let milli = match call.op {
            Op::Write | Op::ConditionalWrite | Op::WriteBatch => units::write_milli(bytes),
            Op::TransactWrite => 2 * units::write_milli(bytes),
            Op::ReadStrong => units::read_milli(bytes, Consistency::Strong),
            Op::TransactRead => 2 * units::read_milli(bytes, Consistency::Strong),
            Op::Read | Op::Request | Op::Event | Op::ReadIndex | Op::ReadBatch => {
                units::read_milli(bytes, Consistency::Eventual)
            }
        };
        let is_write = call.op.is_write();
        let access = if is_write { Access::Write } else { Access::Read };
        let charged = if call.op == Op::ReadIndex {
            self.charge_index(core.now, call.key, milli)
        } else {
            self.charge(core.now, access, call.key, milli)
        };
        if let Err(reason) = charged {
            if reason == Reason::NoSuchIndex {
                self.refuse(core, slot, End::ClientError, reason);
                return;
            }
            self.note_throttle(core, reason);
            self.refuse(core, slot, End::Throttled, reason);
            return;
        }
        self.note_units(core, access, milli);
        if call.op == Op::ConditionalWrite && self.items.get(call.key).is_some() {
            // The condition is checked after the units are paid.
            self.refuse(core, slot, End::ClientError, Reason::ConditionalCheckFailed);
            return;
        }
        core.count(self.part, Count::Ok);
        let wait = self.setup.latency.draw(self.latencies, call.number, call.attempt);
        let must_wait = if is_write {
            self.keep(core, slot, &call, wait)
        } else {
            self.look(core, &call);
            false
        };
        if !must_wait {
            core.answer(slot, Reply::OK, wait);
        }
    }

    fn on_event(&mut self, core: &mut Core, what: u16, slot: u32, generation: u32) {
        match what {
            MINUTE_ENDS => self.minute(core),
            APPLY => self.apply(core, slot == 1),
            DELIVER if core.is_live(slot, generation) => self.deliver(core, slot),
            TRY_REPLICA => self.try_stuck(core),
            REMOVE => self.remove_expired(core),
            BACK_UP if self.setup.protection == Protection::Backups => {
                self.n_backed_up = self.n_writes;
                let at = core.now + self.setup.backup_every;
                core.plan(at, Class::Control, self.part, BACK_UP, 0, 0);
            }
            DISASTER => self.lose(core),
            EXPORT if self.setup.export != Export::None => self.export(core),
            SCAN => self.scan(core),
            _ => {}
        }
    }

    /// A stream or another Region has taken a change.
    fn on_told(&mut self, core: &mut Core, slot: u32, told: Told) {
        let call = *core.call(slot);
        if call.state == RECORD {
            if !told.reply.is_ok() && call.step == 0 {
                // The stream did not take the change, and nobody sends it again.
                core.refuse(self.part, Count::Lost, told.reply.reason);
            }
            core.answer(slot, told.reply, 0);
            return;
        }
        let back = self.setup.replication.draw(self.replications, call.number, 1);
        if !told.reply.is_ok() {
            core.answer(slot, told.reply, back);
            return;
        }
        let left = call.state.saturating_sub(1);
        core.call_mut(slot).state = left;
        if left == 0 {
            core.answer(slot, Reply::OK, back);
        }
    }
}
