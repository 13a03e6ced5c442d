//! Which request gets an environment, and which is throttled.
//!
//! In order: an idle provisioned environment, as long as these serve no more than ten requests a
//! second each; the rate of on-demand requests, ten a second for each unit of the reserve or of the
//! account's concurrency, but for events; an idle on-demand environment; room in the concurrency;
//! the scaling rate, 1,000 environments at once and 100 a second after; and only then a new one.
//! Source: AWS Lambda Developer Guide, Understanding function scaling; Lambda quotas (2026-11).

use super::{Environment, Function, setup::ScalingRule};
use crate::sim::kernel::{
    bucket::TokenBucket,
    call::Reason,
    core::{Core, NO_CALL},
    meter::Count,
    shared::{QuotaLevel, SharedQuota},
    time::{MINUTE, SimTime},
};

/// How a function is invoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim) enum Invocation {
    /// Somebody waits for the answer: a caller, or a poller.
    Request,
    /// From the queue inside Lambda.
    Event,
}

/// A rate for so many units of concurrency.
pub(super) fn rate_of(units: u32) -> TokenBucket {
    let QuotaLevel { rate, burst } = QuotaLevel::of_concurrency(units);
    TokenBucket::full(rate * 1_000, burst)
}

impl Function {
    /// An environment for one more request, or why there is none. Provisioned ones take ten
    /// requests a second each, and what is above that runs on demand; events have no rate.
    pub(in crate::sim) fn admit(
        &mut self,
        core: &mut Core,
        how: Invocation,
    ) -> Result<(u32, bool), Reason> {
        if self.setup.reserved == Some(0) {
            return Err(Reason::ReservedFunctionConcurrentInvocationLimitExceeded);
        }
        let is_event = how == Invocation::Event;
        if !self.warm.is_empty()
            && (is_event || self.provisioned_rate.take_one(core.now))
            && let Some(environment) = self.warm.pop()
        {
            return Ok((environment, self.starts_again(core, environment)));
        }
        if !is_event {
            self.take_rate(core)?;
        }
        let has_room = match self.setup.reserved {
            // Provisioned environments hold their part of it, busy or not.
            Some(reserved) => {
                let provisioned = self.n_provisioned;
                let busy = provisioned.saturating_sub(u32::try_from(self.warm.len()).unwrap_or(0));
                self.running.saturating_sub(busy) < reserved.saturating_sub(provisioned)
            }
            None => core.account.running < core.account.pool,
        };
        if !has_room {
            return Err(match self.setup.reserved {
                Some(_) => Reason::ReservedFunctionConcurrentInvocationLimitExceeded,
                None => Reason::ConcurrentInvocationLimitExceeded,
            });
        }
        let (environment, is_cold) = match self.reuse(core.now) {
            Some(environment) => (environment, self.starts_again(core, environment)),
            None => (self.create(core)?, true),
        };
        if self.setup.reserved.is_none() {
            core.account.running += 1;
            assert!(core.account.running <= core.account.pool, "the pool is never exceeded");
        }
        if 0 < self.setup.provisioned {
            core.count(self.part, Count::Spillover);
        }
        Ok((environment, is_cold))
    }

    /// Takes a token of the rate of on-demand invocations: of the reserve, or of the account.
    fn take_rate(&mut self, core: &mut Core) -> Result<(), Reason> {
        if self.setup.reserved.is_some() {
            let has_room = self.reserved_rate.take_one(core.now);
            return if has_room {
                Ok(())
            } else {
                Err(Reason::ReservedFunctionInvocationRateLimitExceeded)
            };
        }
        if core.shared.of(SharedQuota::Invocations).take_one(core.now) {
            Ok(())
        } else {
            Err(Reason::FunctionInvocationRateLimitExceeded)
        }
    }

    /// Whether an environment that was cut has to initialise again.
    fn starts_again(&mut self, core: &mut Core, environment: u32) -> bool {
        let was_cut = std::mem::take(&mut self.environment(environment).was_cut);
        if was_cut {
            core.count(self.part, Count::ColdStarts);
        }
        was_cut
    }

    /// The idle on-demand environment that was used last, unless it has been removed since.
    fn reuse(&mut self, now: SimTime) -> Option<u32> {
        let newest = *self.idle.back()?;
        let since = self.environments.get(newest as usize)?.since;
        if since + self.setup.keep_alive < now {
            // All others are older still.
            self.gone.extend(self.idle.drain(..));
            return None;
        }
        self.idle.pop_back()
    }

    fn create(&mut self, core: &mut Core) -> Result<u32, Reason> {
        let may_grow = match self.setup.scaling {
            ScalingRule::Unlimited => true,
            ScalingRule::PerFunction => self.scaling.take_one(core.now),
            ScalingRule::Legacy { burst } => {
                let more = 500 * (core.now / MINUTE);
                u64::from(self.running) < u64::from(burst) + more
            }
        };
        if !may_grow {
            return Err(Reason::ScalingRateExceeded);
        }
        core.count(self.part, Count::ColdStarts);
        self.sweep(core.now);
        if let Some(slot) = self.gone.pop() {
            return Ok(slot);
        }
        let environment = Environment {
            is_provisioned: false,
            generation: 0,
            since: 0,
            was_cut: false,
            call: NO_CALL,
        };
        self.environments.push(environment);
        Ok(u32::try_from(self.environments.len() - 1)
            .expect("an account has far fewer environments"))
    }

    /// Takes note of environments that have been idle for too long.
    fn sweep(&mut self, now: SimTime) {
        while let Some(oldest) = self.idle.front().copied() {
            let is_old = self
                .environments
                .get(oldest as usize)
                .is_some_and(|one| one.since + self.setup.keep_alive < now);
            if !is_old {
                return;
            }
            self.idle.pop_front();
            self.gone.push(oldest);
        }
    }
}
