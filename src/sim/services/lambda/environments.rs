//! Environments of a function: the idle one that is used again, a new one, those that are gone.

use super::{Environment, Function, setup::ScalingRule};
use crate::sim::kernel::{
    call::Reason,
    core::{Core, NO_CALL},
    meter::Count,
    time::{MINUTE, SimTime},
};

impl Function {
    /// Whether an environment that was cut has to initialise again.
    pub(super) fn starts_again(&mut self, core: &mut Core, environment: u32) -> bool {
        let was_cut = std::mem::take(&mut self.environment(environment).was_cut);
        if was_cut {
            core.count(self.part, Count::ColdStarts);
        }
        was_cut
    }

    /// The idle on-demand environment that was used last, unless it has been removed since.
    pub(super) fn reuse(&mut self, now: SimTime) -> Option<u32> {
        let newest = *self.idle.back()?;
        let since = self.environments.get(newest as usize)?.since;
        if since + self.setup.keep_alive < now {
            // All others are older still.
            self.gone.extend(self.idle.drain(..));
            return None;
        }
        self.idle.pop_back()
    }

    pub(super) fn create(&mut self, core: &mut Core) -> Result<u32, Reason> {
        let may_grow = match self.setup.scaling {
            ScalingRule::Unlimited => true,
            ScalingRule::PerFunction => self.scaling.take_one(core.now),
            ScalingRule::Legacy { burst } => {
                let more = 500 * (core.now / MINUTE);
                u64::from(self.running) < u64::from(burst) + more
            }
        };
        if !may_grow {
            self.n_too_fast += 1;
            return Err(Reason::FunctionInvocationRateLimitExceeded);
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
            starts: 0,
            was_cut: false,
            call: NO_CALL,
        };
        self.environments.push(environment);
        Ok(u32::try_from(self.environments.len() - 1)
            .expect("an account has far fewer environments"))
    }

    /// Takes note of environments that have been idle for too long.
    pub(super) fn sweep(&mut self, now: SimTime) {
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
