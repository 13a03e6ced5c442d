//! A cache in front of a table: DAX, or ElastiCache as its neighbour.
//!
//! DAX keeps items for five minutes from when they were written into it, answers eventual reads,
//! lets strong and transactional reads pass by, and writes through. ElastiCache holds whatever the
//! application puts there: here it is filled on a miss, and a write goes around it, so that what it
//! holds may be out of date until its time is over. An entry holds as long as t < written + TTL.
//! Source: Amazon DynamoDB Developer Guide, DAX and DynamoDB consistency models; Amazon ElastiCache
//! User Guide, Caching strategies (2026-11).

use std::collections::BTreeMap;

use crate::sim::kernel::{
    bucket::TokenBucket,
    core::{Call, Core, End, Op, Part, Reason, Reply, Told},
    draw::{DrawStream, Law},
    meter::Count,
    service::{Configure, Gauge, Service},
    setting::{Given, Refusal, millis, seconds, small, text, whole, word},
    time::{MS, SECOND, SimTime, US},
};

/// Which cache it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Engine {
    #[default]
    Dax,
    ElastiCache,
}

/// What a cache is set to.
#[derive(Debug, Clone, PartialEq)]
pub struct CacheSetup {
    pub target: String,
    pub engine: Engine,
    /// 1 to 11 nodes; each serves `node_rate` requests a second, or any number at 0 (our choice:
    /// AWS names no figure).
    pub nodes: u32,
    pub node_rate: u64,
    pub ttl: SimTime,
    pub hit_latency: Law,
    /// Entries at most; the one that was used longest ago goes first.
    pub n_entries: usize,
}

impl Default for CacheSetup {
    fn default() -> Self {
        Self {
            target: String::new(),
            engine: Engine::Dax,
            nodes: 3,
            node_rate: 0,
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
    capacity: TokenBucket,
}

fn capacity(setup: &CacheSetup) -> (u64, u64) {
    let rate = setup.node_rate * u64::from(setup.nodes);
    (rate * 1_000, (rate / 10).max(1))
}

impl StoreCache {
    pub fn new(core: &Core, part: Part, name: &str, target: Part, setup: CacheSetup) -> Self {
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
    type Setup = CacheSetup;

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

    fn turn(&mut self, core: &mut Core, setup: CacheSetup) {
        let (rate, burst) = capacity(&setup);
        self.capacity.resize(core.now, rate, burst);
        if setup.ttl == 0 {
            self.entries.clear();
            self.by_use.clear();
        }
        self.setup = setup;
        self.trim();
    }

    fn check(&self, _core: &Core) {
        assert!(self.entries.len() <= self.setup.n_entries, "no more entries than there is room");
    }

    fn n_kept(&self) -> usize {
        self.entries.len() + self.versions.len()
    }

    fn gauges(&self, _core: &Core) -> Vec<(Gauge, u64)> {
        vec![(Gauge::Entries, self.entries.len() as u64)]
    }
}

impl Configure for CacheSetup {
    fn kind(&self) -> &'static str {
        "cache"
    }

    fn keys(&self) -> &'static [&'static str] {
        &["target", "engine", "ttl_s", "hit_ms", "entries", "nodes", "node_rate"]
    }

    fn set(&mut self, key: &str, value: &Given) -> Result<(), Refusal> {
        match key {
            "target" => self.target = text(value)?,
            "engine" => {
                let is_dax = word(value, &["dax", "elasticache"])? == "dax";
                self.engine = if is_dax { Engine::Dax } else { Engine::ElastiCache };
            }
            "ttl_s" => self.ttl = seconds(value, 0.0, 86_400.0)?,
            "hit_ms" => self.hit_latency = Law::Fixed(millis(value, 1_000.0)?.max(MS / 1_000)),
            "entries" => {
                self.n_entries = usize::try_from(whole(value, 1, 10_000_000)?).unwrap_or(1);
            }
            "nodes" => self.nodes = small(value, 1, 11)?,
            "node_rate" => self.node_rate = whole(value, 0, 1_000_000)?,
            _ => return Err(Refusal::NoKey),
        }
        Ok(())
    }

    fn wires(&self) -> Vec<&str> {
        vec![&self.target]
    }
}
