//! A cache in front of a table: DAX, or ElastiCache as its neighbor.
//!
//! DAX keeps items for five minutes from when they were written into it, answers eventual reads,
//! lets strong and transactional reads pass by, and writes through. ElastiCache holds whatever the
//! application puts there: here it is filled on a miss, and a write goes around it, so that what it
//! holds may be out of date until its time is over. An entry holds as long as t < written + TTL.
//! Source: Amazon DynamoDB Developer Guide, DAX and DynamoDB consistency models; Amazon ElastiCache
//! User Guide, Caching strategies (2026-11).

pub mod examples;
mod part;
pub mod setup;

use std::collections::BTreeMap;

use self::setup::{CacheSetup, Engine};
use crate::sim::kernel::{
    bucket::TokenBucket,
    call::{End, Op, PartId, Reason, Reply},
    core::{Call, Core, Told},
    draw::DrawStream,
    meter::Count,
    part::{Part, Service},
    time::SimTime,
};

#[derive(Debug, Clone, Copy)]
struct Entry {
    until: SimTime,
    version: u64,
    used: u64,
}

/// A cache at work.
#[derive(Debug)]
pub struct StoreCache {
    part: PartId,
    target: PartId,
    setup: CacheSetup,
    entries: BTreeMap<u32, Entry>,
    by_use: BTreeMap<u64, u32>,
    n_uses: u64,
    /// The version of each key in the table, so that stale answers can be counted.
    versions: BTreeMap<u32, u64>,
    latencies: DrawStream,
    capacity: TokenBucket,
}

fn capacity(setup: &CacheSetup) -> (u64, u64) {
    let rate = setup.node_rate * u64::from(setup.nodes);
    (rate * 1_000, (rate / 10).max(1))
}

impl StoreCache {
    pub fn new(core: &Core, part: PartId, name: &str, target: PartId, setup: CacheSetup) -> Self {
        let (rate, burst) = capacity(&setup);
        Self {
            capacity: TokenBucket::full(rate, burst),
            part,
            target,
            entries: BTreeMap::new(),
            by_use: BTreeMap::new(),
            n_uses: 0,
            versions: BTreeMap::new(),
            latencies: DrawStream::new(core.seed, name, "hit"),
            setup,
        }
    }

    fn version(&self, key: u32) -> u64 {
        self.versions.get(&key).copied().unwrap_or(0)
    }

    fn keep(&mut self, now: SimTime, key: u32) {
        if self.setup.ttl == 0 {
            return;
        }
        let version = self.version(key);
        let used = self.entries.get(&key).map_or(0, |entry| entry.used);
        self.entries.insert(key, Entry { until: now + self.setup.ttl, version, used });
        self.touch(key);
        self.trim();
    }

    /// The entries that were used longest ago leave until the rest has room.
    fn trim(&mut self) {
        while self.setup.n_entries < self.entries.len() {
            let Some((_, oldest)) = self.by_use.pop_first() else { return };
            self.entries.remove(&oldest);
        }
    }

    fn touch(&mut self, key: u32) {
        self.n_uses += 1;
        let n_uses = self.n_uses;
        if let Some(entry) = self.entries.get_mut(&key) {
            self.by_use.remove(&entry.used);
            entry.used = n_uses;
            self.by_use.insert(n_uses, key);
        }
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl Service for StoreCache {
    fn on_enter(&mut self, core: &mut Core, slot: u32) {
        core.count(self.part, Count::In);
        let call = *core.call(slot);
        if 0 < self.setup.node_rate && !self.capacity.take_one(core.now) {
            core.refuse(self.part, Count::Throttled, Reason::CacheOverloaded);
            core.answer(slot, Reply::new(End::Throttled, Reason::CacheOverloaded, 400), 0);
            return;
        }
        if matches!(call.op, Op::Read | Op::Request | Op::Event) {
            let entry = self.entries.get(&call.key).copied().filter(|entry| core.now < entry.until);
            if let Some(entry) = entry {
                self.touch(call.key);
                core.count(self.part, Count::CacheHits);
                core.count(self.part, Count::Ok);
                if entry.version < self.version(call.key) {
                    core.count(self.part, Count::StaleHits);
                }
                let wait = self.setup.hit_latency.draw(self.latencies, call.number, call.attempt);
                core.answer(slot, Reply::OK, wait);
                return;
            }
            core.count(self.part, Count::CacheMisses);
        }
        let target = self.target;
        core.ask(slot, target, Call { state: 0, step: 0, ..call });
    }

    fn on_told(&mut self, core: &mut Core, slot: u32, told: Told) {
        let call = *core.call(slot);
        if told.reply.is_ok() {
            core.count(self.part, Count::Ok);
            if call.op.is_write() {
                self.written_around(call.key);
                if self.setup.engine == Engine::Dax {
                    self.keep(core.now, call.key);
                }
            } else if matches!(call.op, Op::Read | Op::Request | Op::Event) {
                self.keep(core.now, call.key);
            }
        }
        core.answer(slot, told.reply, 0);
    }
}
