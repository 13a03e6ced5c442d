//! A client in a world: how it is built, and what it adds to the figures of a run.

use super::{Client, keys::Keys, load::mean_gap, setup::ClientSetup};
use crate::sim::kernel::{
    call::Op,
    core::Core,
    meter::Count,
    part::{Configure, Part, SetupError, Site},
    seen::{Gauge, Tally},
};

impl Part for Client {
    type Setup = ClientSetup;

    const KINDS: &'static [&'static str] = &["client"];

    fn setup_of(_kind: &str) -> ClientSetup {
        ClientSetup::default()
    }

    fn build(setup: &ClientSetup, site: Site<'_>) -> Result<Self, SetupError> {
        let target = site.to(&setup.target)?;
        let takes = ["queue", "topic", "bus", "bucket", "stream"];
        let kind = site.kind_at(target);
        let is_event = setup.op == Op::Event && kind == "function";
        let hands_over = is_event || takes.contains(&kind);
        Ok(Self::new(site.core, site.me, site.name, (target, hands_over), setup.clone()))
    }

    fn turn(&mut self, core: &mut Core, setup: ClientSetup) {
        let is_new_load = setup.load != self.setup.load || setup.until != self.setup.until;
        self.setup = setup;
        self.gap = mean_gap(&self.setup.load);
        self.law = Keys::new(&self.setup);
        if is_new_load {
            self.generation += 1;
            self.anchor = (core.now, self.n_sent);
            self.had = 0;
            let now = core.now;
            self.plan_next(core, now);
        }
    }

    /// Every request is in exactly one place: ended in one way, or in flight.
    fn check(&self, core: &Core) {
        let count = |what| core.meter.get(self.part, what);
        let ended: u64 = Count::ENDS.into_iter().map(count).sum();
        assert!(count(Count::In) == ended + self.in_flight, "requests are conserved");
    }

    fn gauges(&self, _core: &Core) -> Vec<(Gauge, u64)> {
        vec![(Gauge::InFlight, self.in_flight)]
    }

    fn tally(&self, core: &Core, sums: &mut Tally) {
        // Whom nobody should serve is not counted among those who want to be.
        if self.setup.is_wanted() {
            sums.sent += core.meter.get(self.part, Count::In);
            sums.ok += core.meter.get(self.part, Count::Ok);
            sums.conditions_failed += core.meter.get(self.part, Count::ConditionsFailed);
            sums.in_flight += self.in_flight;
            if !self.hands_over {
                sums.has_waiting = true;
                sums.latency.merge(&self.latency);
            }
        }
    }
}
