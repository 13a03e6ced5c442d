//! A distribution in a world: how it is built, what is seen of it, what it costs.

use super::{
    Edge,
    setup::{EDGE_RATE, EdgeFunction, EdgeSetup},
};
use crate::sim::kernel::{
    bill::{BillLine, MB_PER_GB, Month},
    core::Core,
    meter::Count,
    number::float,
    part::{Part, SetupError, Site},
    seen::{Gauge, Row},
};

impl Part for Edge {
    type Setup = EdgeSetup;

    const KINDS: &'static [&'static str] = &["edge"];

    const PRICES: &'static [&'static str] =
        &["cloudfront.request", "cloudfront.function", "edge.request", "edge.gb-second"];

    fn quotas() -> Vec<(&'static str, f64)> {
        vec![("edge.lambda-rate", float(EDGE_RATE))]
    }

    fn setup_of(_kind: &str) -> EdgeSetup {
        EdgeSetup::default()
    }

    fn build(setup: &EdgeSetup, site: Site<'_>) -> Result<Self, SetupError> {
        let target = site.to(&setup.target)?;
        Ok(Self::new(site.core, site.me, site.name, target, setup.clone()))
    }

    fn turn(&mut self, _core: &mut Core, setup: EdgeSetup) {
        self.setup = setup;
    }

    fn n_kept(&self) -> usize {
        self.cache.len()
    }

    fn gauges(&self, _core: &Core) -> Vec<(Gauge, u64)> {
        vec![(Gauge::Entries, self.cache.len() as u64)]
    }

    fn rows(&self, _core: &Core) -> Vec<Row> {
        vec![Row::Hits]
    }

    fn used(&self, core: &Core) -> Vec<f64> {
        let count = |what| float(core.meter.get(self.part, what));
        vec![count(Count::In), count(Count::EdgeRuns), count(Count::BilledMs)]
    }

    fn bill(&self, used: &[f64], month: &Month<'_>) -> Vec<BillLine> {
        let &[requests, runs, billed_ms] = used else { return Vec::new() };
        let mut lines = vec![month.counted("requests", requests, "cloudfront.request")];
        match self.setup.function {
            EdgeFunction::None => {}
            EdgeFunction::CloudFront => {
                lines.push(month.counted("functions", runs, "cloudfront.function"));
            }
            EdgeFunction::Lambda => {
                let gb = f64::from(self.setup.function_mb) / MB_PER_GB;
                let gb_seconds = billed_ms / 1_000.0 * gb;
                lines.push(month.counted("functions", runs, "edge.request"));
                lines.push(month.counted("their duration", gb_seconds, "edge.gb-second"));
            }
        }
        lines
    }
}
