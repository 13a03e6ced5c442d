//! Which request gets an environment, and which is throttled.
//!
//! In order: an idle provisioned environment, as long as these serve no more than ten requests a
//! second each; the rate of on-demand requests, ten a second for each unit of the reserve or of the
//! account's concurrency, but for events; an idle on-demand environment; room in the concurrency;
//! the scaling rate, 1,000 environments at once and 100 a second after; and only then a new one.
//! Source: AWS Lambda Developer Guide, Understanding function scaling; Lambda quotas (2026-11).

use super::Function;
use crate::sim::kernel::{
    bucket::TokenBucket,
    call::Reason,
    core::Core,
    meter::Count,
    shared::{QuotaLevel, SharedQuota},
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
}
