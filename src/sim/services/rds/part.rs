//! A database in a world: how it is built, what is seen of it, what it costs.

use super::{Database, setup::DatabaseSetup};
use crate::{
    sim::kernel::{
        bill::{BillLine, Month},
        call::Reason,
        core::Core,
        part::{Part, SetupError, Site},
        seen::{Gauge, Row, Tally},
    },
    text::thousands,
};

impl Part for Database {
    type Setup = DatabaseSetup;

    const KINDS: &'static [&'static str] = &["database"];

    const PRICES: &'static [&'static str] = &["rds.proxy.vcpu-hour"];

    fn setup_of(_kind: &str) -> DatabaseSetup {
        DatabaseSetup::default()
    }

    fn build(setup: &DatabaseSetup, site: Site<'_>) -> Result<Self, SetupError> {
        Ok(Self::new(site.core, site.me, site.name, setup.clone()))
    }

    fn turn(&mut self, core: &mut Core, setup: DatabaseSetup) {
        if setup.proxy_percent.is_some() != self.setup.proxy_percent.is_some() {
            // Functions connect anew, to the proxy or past it.
            self.held.clear();
            self.refused.clear();
        }
        self.setup = setup;
        while self.setup.proxy_percent.is_none_or(|_| self.in_use < self.pool())
            && let Some((next, generation)) = self.waiting.pop_front()
        {
            if core.is_live(next, generation) {
                self.begin(core, next);
            }
        }
    }

    fn n_kept(&self) -> usize {
        self.held.len() + self.refused.len() + self.waiting.len()
    }

    fn gauges(&self, _core: &Core) -> Vec<(Gauge, u64)> {
        vec![
            (Gauge::Connections, u64::from(self.in_use())),
            (Gauge::Waiting, self.waiting.len() as u64),
        ]
    }

    fn rows(&self, _core: &Core) -> Vec<Row> {
        let most = thousands(u64::from(self.setup.max_connections));
        let value = format!("{} of {most}", thousands(u64::from(self.in_use())));
        vec![Row::Level { words: "links", gauge: Gauge::Connections, value, short: None }]
    }

    fn tally(&self, _core: &Core, sums: &mut Tally) {
        sums.refused += self.n_refused();
    }

    fn rule(&self, _core: &Core, reason: Reason) -> Option<String> {
        (reason == Reason::TooManyConnections).then(|| {
            let most = thousands(u64::from(self.setup.max_connections));
            format!("refuses connections: all {most} are held, one by each environment")
        })
    }

    fn bill(&self, _used: &[f64], month: &Month<'_>) -> Vec<BillLine> {
        // A proxy is paid for two vCPUs at least.
        let has_proxy = self.setup.proxy_percent.is_some();
        if has_proxy { vec![month.hourly("proxy", 2.0, "rds.proxy.vcpu-hour")] } else { Vec::new() }
    }
}
