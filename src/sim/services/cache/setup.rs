//! What a cache is set to.

use serde::{Deserialize, Serialize};

use crate::sim::kernel::{
    draw::Law,
    part::Configure,
    setting::{Refusal, SettingValue, millis, seconds, small, text, whole, word},
    time::{MS, SECOND, SimTime, US},
};

/// Which cache it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Engine {
    #[default]
    Dax,
    ElastiCache,
}

/// What a cache is set to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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

impl Configure for CacheSetup {
    fn kind(&self) -> &'static str {
        "cache"
    }

    fn keys(&self) -> &'static [&'static str] {
        &["target", "engine", "ttl_s", "hit_ms", "entries", "nodes", "node_rate"]
    }

    fn metrics(&self) -> &'static [(&'static str, &'static str)] {
        match self.engine {
            Engine::Dax => &[("cache_hits", "ItemCacheHits"), ("cache_misses", "ItemCacheMisses")],
            Engine::ElastiCache => &[("cache_hits", "CacheHits"), ("cache_misses", "CacheMisses")],
        }
    }

    fn set(&mut self, key: &str, value: &SettingValue) -> Result<(), Refusal> {
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

    fn wires(&self) -> Vec<(&'static str, &str)> {
        vec![("target", &self.target)]
    }

    /// DAX knows tables alone; what the application keeps in ElastiCache it may have of anywhere.
    fn leads_to(&self, _key: &str) -> &'static [&'static str] {
        match self.engine {
            Engine::Dax => &["table"],
            Engine::ElastiCache => &["table", "database", "function"],
        }
    }

    fn hands_on(&self) -> bool {
        true
    }

    fn chores(&self) -> u64 {
        2
    }
}
