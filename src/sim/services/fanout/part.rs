//! A source of events in a world: how it is built, and what it costs.

use super::{
    FIRE, Fanout,
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

    fn bill(&self, core: &Core, month: &Month<'_>) -> Vec<BillLine> {
        let id = match self.setup.kind {
            FanoutKind::Topic => "sns.publish",
            FanoutKind::Bus => "events.event",
            FanoutKind::Schedule => return Vec::new(),
            FanoutKind::Bucket => "s3.put",
        };
        vec![month.counted("requests", float(core.meter.get(self.part, Count::In)), id)]
    }
}
