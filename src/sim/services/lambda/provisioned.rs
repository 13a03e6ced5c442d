//! Provisioned concurrency: environments that are kept ready for pay, and target tracking of how
//! many.
//!
//! Source: AWS Lambda Developer Guide, Configuring provisioned concurrency (2026-11).

use super::{Environment, Function, MINUTE_ENDS, READY};
use crate::sim::kernel::{
    core::{Core, NO_CALL},
    events::Class,
    part::Part,
    shared::QuotaLevel,
    time::{MINUTE, SECOND, SimTime},
};

/// Provisioned environments that were asked for are ready after this (our choice; AWS says that it
/// takes a minute or two to begin).
const PROVISION_TIME: SimTime = 90 * SECOND;
const MINUTE_NS: u128 = MINUTE as u128;

impl Function {
    /// Sees to it that there will be `wanted` provisioned environments.
    pub(in crate::sim) fn provision(&mut self, core: &mut Core, wanted: u32) {
        let held = self.held();
        self.wanted = wanted;
        while self.wanted < self.n_provisioned
            && let Some(environment) = self.warm.pop()
        {
            self.retire(core.now, environment);
        }
        core.account.pool = (core.account.pool + held).saturating_sub(self.held());
        if self.n_provisioned < wanted {
            let at = core.now + PROVISION_TIME;
            core.plan(at, Class::Control, self.part, READY, wanted, 0);
        }
    }

    pub(in crate::sim) fn retire(&mut self, now: SimTime, environment: u32) {
        self.provisioned_time = (self.provisioned_time(now), now);
        self.environment(environment).is_provisioned = false;
        self.n_provisioned -= 1;
        self.follow_rate(now);
        self.gone.push(environment);
    }

    /// As many as were asked for then are ready, unless fewer are wanted by now.
    pub(in crate::sim) fn make_ready(&mut self, now: SimTime, asked: u32) {
        self.provisioned_time = (self.provisioned_time(now), now);
        while self.n_provisioned < self.wanted.min(asked) {
            let fresh = Environment {
                is_provisioned: true,
                generation: 0,
                since: now,
                starts: now,
                was_cut: false,
                call: NO_CALL,
            };
            let index = if let Some(index) = self.gone.pop() {
                let one = self.environment(index);
                *one = Environment { generation: one.generation, ..fresh };
                index
            } else {
                self.environments.push(fresh);
                u32::try_from(self.environments.len() - 1)
                    .expect("an account has far fewer environments")
            };
            self.warm.push(index);
            self.n_provisioned += 1;
        }
        self.follow_rate(now);
    }

    /// Their rate goes with how many there are, and so does what is left of a reserve.
    fn follow_rate(&mut self, now: SimTime) {
        let rest = self.setup.on_demand_reserve(self.n_provisioned);
        let buckets =
            [(&mut self.provisioned_rate, self.n_provisioned), (&mut self.reserved_rate, rest)];
        for (bucket, units) in buckets {
            let QuotaLevel { rate, burst } = QuotaLevel::of_concurrency(units);
            bucket.resize(now, rate * 1_000, burst);
        }
    }

    /// Target tracking: three minutes above the target raise the provisioned concurrency, fifteen
    /// below nine tenths of it lower it.
    pub(in crate::sim) fn track(&mut self, core: &mut Core) {
        self.plan_minute(core);
        let busy = self.busy_until(core.now);
        let used = (busy - self.minute_time).min(u128::from(self.n_provisioned) * MINUTE_NS);
        self.minute_time = busy;
        if self.n_provisioned != self.wanted || self.setup.provisioned_max == 0 {
            self.tracked = (0, 0);
            return;
        }
        // Thousandths of the provisioned concurrency that were used.
        let whole = u128::from(self.n_provisioned.max(1)) * MINUTE_NS;
        let used_milli = used * 1_000 / whole;
        let target = u128::from(self.setup.provisioned_target) * 10;
        let (above, below) = self.tracked;
        self.tracked = (
            if target < used_milli { above + 1 } else { 0 },
            if used_milli < target * 9 / 10 { below + 1 } else { 0 },
        );
        if 3 <= self.tracked.0 || 15 <= self.tracked.1 {
            let wanted = (u128::from(self.n_provisioned) * used_milli).div_ceil(target.max(1));
            let least = self.setup.provisioned.max(1);
            let wanted = u32::try_from(wanted).unwrap_or(u32::MAX);
            self.tracked = (0, 0);
            self.provision(core, wanted.clamp(least, self.setup.provisioned_max.max(least)));
        }
    }

    pub(in crate::sim) fn plan_minute(&mut self, core: &mut Core) {
        let at = core.now + MINUTE;
        core.plan(at, Class::Control, self.part, MINUTE_ENDS, 0, self.tracking);
    }

    /// The integral of the provisioned concurrency up to `now`: environment-nanoseconds.
    pub fn provisioned_time(&self, now: SimTime) -> u128 {
        let (before, since) = self.provisioned_time;
        before + u128::from(self.n_provisioned) * u128::from(now - since)
    }

    /// Provisioned environments that are ready.
    pub fn n_provisioned(&self) -> u32 {
        self.n_provisioned
    }
}
