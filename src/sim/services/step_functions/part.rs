//! A workflow in a world: how it is built, what is seen of it, what it costs.

use super::{
    Workflow,
    calc::EXPRESS_TIERS,
    setup::{EXPRESS_S, HISTORY, WorkflowSetup},
};
use crate::{
    sim::kernel::{
        bill::{BillLine, MB_PER_GB, Month},
        core::Core,
        draw::DrawStream,
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

    const PRICES: &'static [&'static str] = &[
        "sfn.transition",
        "sfn.free.transitions",
        "sfn.express.request",
        "sfn.express.gb-second",
        "sfn.express.gb-second.over-1k-h",
        "sfn.express.gb-second.over-5k-h",
    ];

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
        let choices = DrawStream::new(site.core.seed, site.name, "choice");
        Ok(Self::new(site.me, steps, catch, choices, setup.clone()))
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

    fn used(&self, core: &Core) -> Vec<f64> {
        let count = |what| float(core.meter.get(self.part, what));
        let started = count(Count::In) - count(Count::Throttled);
        vec![count(Count::Transitions), started.max(0.0), float(self.express_ms)]
    }

    fn bill(&self, used: &[f64], month: &Month<'_>) -> Vec<BillLine> {
        let &[transitions, executions, express_ms] = used else { return Vec::new() };
        if !self.setup.is_express {
            return vec![month.counted("transitions", transitions, "sfn.transition")];
        }
        // The smallest chunk of memory is 64 MB.
        let gb_seconds = express_ms / 1_000.0 * 64.0 / MB_PER_GB;
        vec![
            month.counted("executions", executions, "sfn.express.request"),
            month.tiered("duration", gb_seconds, &EXPRESS_TIERS),
        ]
    }
}
