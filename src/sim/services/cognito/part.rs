//! A user pool or an identity pool in a world: how it is built, and what is seen of it.

use super::{
    SignIn,
    setup::{SIGN_INS, SignInKind, SignInSetup},
};
use crate::{
    sim::kernel::{
        bill::{BillLine, Month},
        call::Reason,
        core::Core,
        number::float,
        part::{Part, SetupError, Site},
        seen::Gauge,
    },
    text::thousands,
};

impl Part for SignIn {
    type Setup = SignInSetup;

    const KINDS: &'static [&'static str] = &["user-pool", "identity-pool"];

    const PRICES: &'static [&'static str] = &[
        "cognito.user.lite",
        "cognito.user.essentials",
        "cognito.user.plus",
        "cognito.rate-month",
    ];

    fn quotas() -> Vec<(&'static str, f64)> {
        vec![("cognito.sign-ins", float(SIGN_INS))]
    }

    fn setup_of(kind: &str) -> SignInSetup {
        SignInSetup::new(match kind {
            "identity-pool" => SignInKind::IdentityPool,
            _ => SignInKind::UserPool,
        })
    }

    fn build(setup: &SignInSetup, site: Site<'_>) -> Result<Self, SetupError> {
        let target = site.to(&setup.target)?;
        Ok(Self::new(site.core, site.me, site.name, target, setup.clone()))
    }

    fn turn(&mut self, core: &mut Core, setup: SignInSetup) {
        self.bucket.resize(core.now, setup.rate * 1_000, setup.rate);
        self.setup = setup;
    }

    fn n_kept(&self) -> usize {
        self.tokens.len()
    }

    fn gauges(&self, core: &Core) -> Vec<(Gauge, u64)> {
        vec![
            (Gauge::Tokens, self.bucket.tokens(core.now)),
            (Gauge::Entries, self.tokens.len() as u64),
        ]
    }

    fn bill(&self, _used: &[f64], month: &Month<'_>) -> Vec<BillLine> {
        if self.setup.kind == SignInKind::IdentityPool {
            // Lent credentials cost nothing.
            return Vec::new();
        }
        let usd = |n: u64, id| float(n) * month.prices.usd(id);
        let more = self.setup.rate.saturating_sub(SIGN_INS);
        vec![
            BillLine::new("active users", usd(self.setup.users, self.setup.plan.price())),
            BillLine::new("raised quota", usd(more, "cognito.rate-month")),
        ]
    }

    fn rule(&self, _core: &Core, reason: Reason) -> Option<String> {
        match (reason, self.setup.kind) {
            (Reason::TooManyRequests, _) => Some(format!(
                "throttles: its quota is {} requests per second",
                thousands(self.setup.rate)
            )),
            (Reason::Unauthorized, _) => Some("answers 400: NotAuthorizedException".to_owned()),
            (Reason::AccessDenied, SignInKind::IdentityPool) => {
                Some("gives a role that does not allow it: AccessDeniedException, 400".to_owned())
            }
            _ => None,
        }
    }
}
