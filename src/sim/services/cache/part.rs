//! A cache in a world: how it is built, what is seen of it, what it costs.

use super::{
    StoreCache, capacity,
    setup::{CacheSetup, Engine},
};
use crate::sim::kernel::{
    bill::{BillLine, Month},
    core::Core,
    part::{Part, SetupError, Site},
    seen::{Gauge, Row},
};

impl Part for StoreCache {
    type Setup = CacheSetup;

    const KINDS: &'static [&'static str] = &["cache"];

    const PRICES: &'static [&'static str] = &["dax.node-hour", "elasticache.node-hour"];

    fn setup_of(_kind: &str) -> CacheSetup {
        CacheSetup::default()
    }

    fn build(setup: &CacheSetup, site: Site<'_>) -> Result<Self, SetupError> {
        let target = site.to(&setup.target)?;
        Ok(Self::new(site.core, site.me, site.name, target, setup.clone()))
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

    fn written_around(&mut self, key: u32) {
        *self.versions.entry(key).or_default() += 1;
    }

    fn rows(&self, _core: &Core) -> Vec<Row> {
        vec![Row::Hits]
    }

    fn bill(&self, _used: &[f64], month: &Month<'_>) -> Vec<BillLine> {
        let id = match self.setup.engine {
            Engine::Dax => "dax.node-hour",
            Engine::ElastiCache => "elasticache.node-hour",
        };
        vec![month.hourly("nodes", f64::from(self.setup.nodes), id)]
    }
}
