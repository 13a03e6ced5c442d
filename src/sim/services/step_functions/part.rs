//! A workflow in a world: how it is built, what is seen of it, what it costs.

use super::{
    Workflow,
    setup::{EXPRESS_S, HISTORY, WorkflowSetup},
};
use crate::{
    sim::kernel::{
        bill::{BillLine, MB_PER_GB, Month},
        core::Core,
        meter::Count,
        number::float,
        part::{Part, SetupError, Site},
        seen::{Gauge, Row},
        shared::QuotaLevel,
    },
    text::thousands,
};

impl Part for Workflow {
    type Setup = WorkflowSetup;

    const KINDS: &'static [&'static str] = &["workflow"];

    const PRICES: &'static [&'static str] =
        &["sfn.transition", "sfn.free.transitions", "sfn.express.request", "sfn.express.gb-second"];

    fn quotas() -> Vec<(&'static str, f64)> {
        vec![
            ("sfn.express-s", EXPRESS_S),
            ("sfn.history", f64::from(HISTORY)),
            ("sfn.start-burst", float(QuotaLevel::STANDARD_STARTS.burst)),
            ("sfn.start-rate", float(QuotaLevel::STANDARD_STARTS.rate)),
            ("sfn.express-start-burst", float(QuotaLevel::EXPRESS_STARTS.burst)),
            ("sfn.express-start-rate", float(QuotaLevel::EXPRESS_STARTS.rate)),
            ("sfn.transition-burst", float(QuotaLevel::TRANSITIONS.burst)),
            ("sfn.transition-rate", float(QuotaLevel::TRANSITIONS.rate)),
        ]
    }

    fn setup_of(_kind: &str) -> WorkflowSetup {
        WorkflowSetup::default()
    }

    fn build(setup: &WorkflowSetup, site: Site<'_>) -> Result<Self, SetupError> {
        let steps = setup.steps.iter().map(|step| step.placed(&|name| site.to(name)));
        let steps = steps.collect::<Result<Vec<_>, _>>()?;
        let catch = site.maybe(setup.catch.as_ref())?;
        Ok(Self::new(site.me, steps, catch, setup.clone()))
    }

    fn turn(&mut self, core: &mut Core, setup: WorkflowSetup) {
        // Steps are wires: they stay as they are.
        self.setup = WorkflowSetup { steps: self.setup.steps.clone(), ..setup };
        // A raised quota lets in earlier who waits for a transition.
        self.plan_next_transition(core);
    }

    fn n_kept(&self) -> usize {
        self.executions.len()
    }

    fn gauges(&self, _core: &Core) -> Vec<(Gauge, u64)> {
        vec![(Gauge::Running, self.running)]
    }

    fn rows(&self, _core: &Core) -> Vec<Row> {
        let value = thousands(self.running);
        vec![Row::Level { words: "running", gauge: Gauge::Running, value, short: None }]
    }

    fn bill(&self, core: &Core, month: &Month<'_>) -> Vec<BillLine> {
        let count = |what| float(core.meter.get(self.part, what));
        if !self.setup.is_express {
            return vec![month.counted("transitions", count(Count::Transitions), "sfn.transition")];
        }
        // The smallest chunk of memory is 64 MB.
        let gb_seconds = float(self.express_ms) / 1_000.0 * 64.0 / MB_PER_GB;
        vec![
            month.counted("executions", count(Count::In), "sfn.express.request"),
            month.counted("duration", gb_seconds, "sfn.express.gb-second"),
        ]
    }
}
