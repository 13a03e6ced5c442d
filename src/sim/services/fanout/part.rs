//! A source of events in a world: how it is built, and what it costs.

use super::{
    FIRE, Fanout,
    retries::Subscriber,
    setup::{FanoutKind, FanoutSetup},
};
use crate::sim::kernel::{
    bill::{BillLine, Month},
    core::Core,
    events::Class,
    meter::Count,
    number::float,
    part::{Part, SetupError, Site},
    seen::{Gauge, Tally},
};

impl Part for Fanout {
    type Setup = FanoutSetup;

    const KINDS: &'static [&'static str] = &["topic", "bus", "schedule", "bucket"];

    const PRICES: &'static [&'static str] = &["sns.publish", "events.event", "s3.put"];

    fn setup_of(kind: &str) -> FanoutSetup {
        FanoutSetup::new(match kind {
            "bus" => FanoutKind::Bus,
            "schedule" => FanoutKind::Schedule,
            "bucket" => FanoutKind::Bucket,
            _ => FanoutKind::Topic,
        })
    }

    fn build(setup: &FanoutSetup, site: Site<'_>) -> Result<Self, SetupError> {
        let targets = site.all(&setup.targets)?;
        let targets =
            targets.into_iter().map(|to| (to, Subscriber::of(site.kind_at(to)))).collect();
        Ok(Self::new(site.core, site.me, site.name, targets, setup.clone()))
    }

    fn turn(&mut self, core: &mut Core, setup: FanoutSetup) {
        let is_other = setup.every != self.setup.every;
        self.setup = setup;
        if is_other && self.setup.kind == FanoutKind::Schedule {
            self.generation += 1;
            let at = core.now + self.setup.every;
            core.plan(at, Class::Arrival, self.part, FIRE, 0, self.generation);
        }
    }

    fn gauges(&self, _core: &Core) -> Vec<(Gauge, u64)> {
        vec![(Gauge::Waiting, self.waiting)]
    }

    fn tally(&self, core: &Core, sums: &mut Tally) {
        sums.dropped += core.meter.get(self.part, Count::Dropped);
        sums.depth += self.waiting;
    }

    fn used(&self, _core: &Core) -> Vec<f64> {
        vec![float(self.n_paid)]
    }

    fn bill(&self, used: &[f64], month: &Month<'_>) -> Vec<BillLine> {
        let id = match self.setup.kind {
            FanoutKind::Topic => "sns.publish",
            FanoutKind::Bus => "events.event",
            FanoutKind::Schedule => return Vec::new(),
            FanoutKind::Bucket => "s3.put",
        };
        let &[requests] = used else { return Vec::new() };
        vec![month.counted("requests", requests, id)]
    }
}
