//! A cache in front of a table: DAX, or ElastiCache as its neighbour.
//!
//! DAX keeps items for five minutes from when they were written into it, answers eventual reads,
//! lets strong reads pass by, and writes through. An entry holds as long as t < written + TTL.
//! Source: Amazon DynamoDB Developer Guide, DAX and DynamoDB consistency models (2026-11).

use std::collections::BTreeMap;

use super::{
    core::{Call, Core, Op, Part, Reply, Told},
    draw::{DrawStream, Law},
    meter::Count,
    time::{SECOND, SimTime, US},
};

/// What a cache is set to.
#[derive(Debug, Clone, PartialEq)]
pub struct CacheSetup {
    pub target: String,
    pub ttl: SimTime,
    pub hit_latency: Law,
    /// Entries at most; the one that was used longest ago goes first.
    pub n_entries: usize,
}

impl Default for CacheSetup {
    fn default() -> Self {
        Self {
            target: String::new(),
            ttl: 300 * SECOND,
            hit_latency: Law::Fixed(300 * US),
            n_entries: 100_000,
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    until: SimTime,
    version: u64,
    used: u64,
}

/// A cache at work.
#[derive(Debug)]
pub struct StoreCache {
    part: Part,
    target: Part,
    setup: CacheSetup,
    entries: BTreeMap<u32, Entry>,
    by_use: BTreeMap<u64, u32>,
    n_uses: u64,
    /// The version of each key in the table, so that stale answers can be counted.
    versions: BTreeMap<u32, u64>,
    latencies: DrawStream,
}

impl StoreCache {
    pub fn new(core: &Core, part: Part, name: &str, target: Part, setup: CacheSetup) -> Self {
        Self {
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

    pub fn on_enter(&mut self, core: &mut Core, slot: u32) {
        core.count(self.part, Count::In);
        let call = *core.call(slot);
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

    pub fn on_told(&mut self, core: &mut Core, slot: u32, told: Told) {
        let call = *core.call(slot);
        if told.reply.is_ok() {
            core.count(self.part, Count::Ok);
            match call.op {
                Op::Write => {
                    self.written_around(call.key);
                    self.keep(core.now, call.key);
                }
                Op::Read | Op::Request | Op::Event => self.keep(core.now, call.key),
                Op::ReadStrong => {}
            }
        }
        core.answer(slot, told.reply, 0);
    }

    /// The table has a newer version of `key` now.
    pub fn written_around(&mut self, key: u32) {
        *self.versions.entry(key).or_insert(0) += 1;
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
