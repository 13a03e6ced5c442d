//! A function in a world: how it is built, what is seen of it, what it costs.

use super::{
    Function, Wires,
    admission::rate_of,
    calc::lambda_bill,
    setup::{EVENT_PAYLOAD, FUNCTION_TIMEOUT_S, FunctionSetup, MB_PER_VCPU, ScalingRule},
};
use crate::{
    sim::kernel::{
        bill::{BillLine, FreeTier, MB_PER_GB, Month},
        call::Reason,
        core::Core,
        meter::Count,
        number::float,
        part::{Part, SetupError, Site},
        quota,
        seen::{Gauge, Meaning, Row, Tally},
        time::SECOND,
    },
    text::thousands,
};

impl Function {
    /// Provisioned environments are paid while they are there, `there_s` a month; the `seconds` of
    /// it that they work are cheaper than those of others.
    fn bill_provisioned(&self, month: &Month<'_>, there_s: f64, seconds: f64) -> Vec<BillLine> {
        if there_s <= 0.0 {
            return Vec::new();
        }
        let gb = f64::from(self.setup.memory_mb) / MB_PER_GB;
        let usd = |id| month.prices.usd(id);
        let architecture = self.setup.architecture;
        let cheaper = usd(architecture.price()) - usd(architecture.provisioned_duration());
        vec![
            BillLine::new(
                "provisioned concurrency",
                there_s * gb * usd(architecture.provisioned_price()),
            ),
            BillLine::new("less for its duration", -seconds * gb * cheaper),
        ]
    }
}

impl Part for Function {
    type Setup = FunctionSetup;

    const KINDS: &'static [&'static str] = &["function"];

    const PRICES: &'static [&'static str] = &[
        "lambda.request",
        "lambda.gb-second.x86",
        "lambda.gb-second.x86.over-6b",
        "lambda.gb-second.x86.over-15b",
        "lambda.gb-second.arm",
        "lambda.gb-second.arm.over-7.5b",
        "lambda.gb-second.arm.over-18.75b",
        "lambda.free.requests",
        "lambda.free.gb-seconds",
        "lambda.provisioned.gb-second",
        "lambda.provisioned.gb-second.arm",
        "lambda.provisioned.duration",
        "lambda.provisioned.duration.arm",
        "lambda.ephemeral.gb-second",
    ];

    fn quotas() -> Vec<(&'static str, f64)> {
        vec![
            ("lambda.timeout-s", FUNCTION_TIMEOUT_S),
            ("lambda.payload-bytes", f64::from(quota::FUNCTION_PAYLOAD)),
            ("lambda.event-bytes", f64::from(EVENT_PAYLOAD)),
            ("lambda.mb-per-vcpu", f64::from(MB_PER_VCPU)),
        ]
    }

    fn setup_of(_kind: &str) -> FunctionSetup {
        FunctionSetup::default()
    }

    fn build(setup: &FunctionSetup, site: Site<'_>) -> Result<Self, SetupError> {
        let wires = Wires {
            calls: site.all(&setup.calls)?,
            on_success: site.maybe(setup.on_success.as_ref())?,
            on_failure: site.maybe(setup.on_failure.as_ref())?,
        };
        Ok(Self::new(site.core, site.me, site.name, wires, setup.clone()))
    }

    fn turn(&mut self, core: &mut Core, setup: FunctionSetup) {
        if setup.reserved != self.setup.reserved {
            self.reserved_rate = rate_of(setup.on_demand_reserve(self.n_provisioned));
        }
        if setup.reserved.is_some() != self.setup.reserved.is_some() {
            // What runs moves from the pool into the reserve, or back.
            let busy = self.n_provisioned - u32::try_from(self.warm.len()).unwrap_or(0);
            let moved = self.running - busy.min(self.running);
            core.account.running = match setup.reserved {
                Some(_) => core.account.running.saturating_sub(moved),
                None => core.account.running + moved,
            };
        }
        let is_tracked = self.setup.provisioned_max == 0 && 0 < setup.provisioned_max;
        let wanted = setup.provisioned;
        let is_other = wanted != self.setup.provisioned;
        self.setup = setup;
        if is_other {
            self.provision(core, wanted);
        }
        if is_tracked {
            self.tracking += 1;
            self.minute_time = self.busy_until(core.now);
            self.plan_minute(core);
        }
    }

    /// Environments cover what runs in them.
    fn check(&self, core: &Core) {
        assert!(
            self.running as usize <= self.n_environments(core.now),
            "who runs has an environment"
        );
    }

    fn n_kept(&self) -> usize {
        self.events.len() + self.environments.len()
    }

    fn gauges(&self, core: &Core) -> Vec<(Gauge, u64)> {
        vec![
            (Gauge::Running, u64::from(self.running)),
            (Gauge::Environments, self.n_environments(core.now) as u64),
            (Gauge::Provisioned, u64::from(self.n_provisioned)),
            (Gauge::Waiting, self.queued_events),
        ]
    }

    fn held(&self) -> u32 {
        self.setup.reserved.unwrap_or_else(|| self.n_provisioned.max(self.wanted))
    }

    fn levels(&self) -> Vec<(u64, &'static str)> {
        vec![(u64::from(self.n_provisioned()), "provisioned environments are ready")]
    }

    fn rows(&self, core: &Core) -> Vec<Row> {
        // Its own provisioned environments come to what the account has left.
        let own = self.setup.provisioned.max(self.setup.provisioned_max);
        let free = core.account.pool.saturating_add(own);
        let limit = thousands(u64::from(self.setup.reserved.unwrap_or(free)));
        let value = format!("{} of {limit}", thousands(u64::from(self.running)));
        vec![
            Row::Level { words: "busy", gauge: Gauge::Running, value, short: None },
            Row::Rate { words: "cold", what: Count::ColdStarts, meaning: Meaning::Cold },
        ]
    }

    fn tally(&self, core: &Core, sums: &mut Tally) {
        sums.fn_throttled += core.meter.get(self.part, Count::Throttled);
        sums.cold += core.meter.get(self.part, Count::ColdStarts);
        sums.dropped += core.meter.get(self.part, Count::Dropped);
        sums.work.merge(&self.work);
        sums.busy += self.busy_until(core.now);
        sums.depth += self.queued_events;
    }

    fn rule(&self, core: &Core, reason: Reason) -> Option<String> {
        if reason == Reason::ConcurrentInvocationLimitExceeded {
            let pool = thousands(u64::from(core.account.pool));
            return Some(format!("throttles: all {pool} unreserved executions of the account run"));
        }
        if reason == Reason::ReservedFunctionConcurrentInvocationLimitExceeded {
            let reserved = thousands(u64::from(self.setup.reserved.unwrap_or(0)));
            return Some(format!("throttles: its reserve of {reserved} executions is used up"));
        }
        if reason == Reason::FunctionInvocationRateLimitExceeded {
            let all = core.meter.reason(self.part, reason);
            if all < 2 * self.n_too_fast {
                let words = match self.setup.scaling {
                    ScalingRule::PerFunction | ScalingRule::Unlimited => {
                        "throttles: 1,000 new environments at once, then 100 per second, and no more"
                    }
                    ScalingRule::Legacy { .. } => {
                        "throttles: a burst of new environments, then 500 per minute, and no more"
                    }
                };
                return Some(words.to_owned());
            }
        }
        if reason == Reason::FunctionTimeout {
            return Some(format!("is cut at its timeout of {} s", self.setup.timeout / SECOND));
        }
        None
    }

    fn used(&self, core: &Core) -> Vec<f64> {
        let count = |what| float(core.meter.get(self.part, what));
        // Invocations that took an environment: throttled ones are not billed.
        let ran = count(Count::Ok) + count(Count::FunctionError) + count(Count::Timeout);
        #[expect(clippy::cast_precision_loss, reason = "reports show far fewer digits")]
        let there_s = self.provisioned_time(core.now) as f64 / 1e9;
        vec![ran, count(Count::BilledMs), there_s, count(Count::Spillover)]
    }

    fn bill(&self, used: &[f64], month: &Month<'_>) -> Vec<BillLine> {
        let &[ran, billed_ms, there_s, spilled] = used else { return Vec::new() };
        let each = billed_ms / ran.max(1.0);
        let memory = f64::from(self.setup.memory_mb);
        let runs = ran * month.runs;
        let architecture = self.setup.architecture;
        let bill = lambda_bill(month.prices, runs, each, memory, FreeTier::Used, architecture);
        let seconds = runs * each / 1_000.0;
        let folder_gb = (f64::from(self.setup.ephemeral_mb) - 512.0) / MB_PER_GB;
        let folder = seconds * folder_gb * month.prices.usd("lambda.ephemeral.gb-second");
        let warm = seconds * (1.0 - spilled / ran.max(1.0)).max(0.0);
        let mut lines = vec![
            BillLine::new("requests", bill.usd_requests),
            BillLine::new("duration", bill.usd_compute),
            BillLine::new("ephemeral storage", folder),
        ];
        lines.extend(self.bill_provisioned(month, there_s * month.runs, warm));
        lines
    }
}
