//! What a user pool or an identity pool is set to, with the figures that AWS gives.

use serde::{Deserialize, Serialize};

use crate::sim::kernel::{
    draw::Law,
    part::Configure,
    setting::{
        Refusal, SettingValue, flag, millis, seconds, share_milli, text, texts, whole, word,
    },
    time::{HOUR, MS, SimTime},
};

/// Sign-ins of a user pool a second.
pub const SIGN_INS: u64 = 120;

/// Credentials that an identity pool gives out a second.
pub const CREDENTIALS: u64 = 200;

/// Which pool it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignInKind {
    UserPool,
    IdentityPool,
}

/// What a user pool offers, and what a user who is active in a month costs by it (Amazon Cognito
/// pricing, 2026-11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FeaturePlan {
    Lite,
    Essentials,
    /// With adaptive authentication.
    Plus,
}

impl FeaturePlan {
    /// The price of a user, by its id.
    pub fn price(self) -> &'static str {
        match self {
            Self::Lite => "cognito.user.lite",
            Self::Essentials => "cognito.user.essentials",
            Self::Plus => "cognito.user.plus",
        }
    }
}

/// What a pool is set to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignInSetup {
    pub kind: SignInKind,
    pub target: String,
    /// The plan of a user pool, and how many users are active in a month: what is paid for.
    pub plan: FeaturePlan,
    pub users: u64,
    /// Sign-ins, or exchanges, a second. What is above the quota of a user pool is paid for.
    pub rate: u64,
    /// How long a token or credentials hold: 5 min to 24 h, one hour by default.
    pub token: SimTime,
    /// How long signing in takes (our choice).
    pub time: Law,
    /// The share of requests that are for somebody else's row, in thousandths.
    pub foreign_milli: u32,
    /// The role lets a caller reach only its own rows.
    pub own_rows: bool,
    /// What the role allows: read, write.
    pub allow: Vec<String>,
}

impl SignInSetup {
    /// The defaults of one kind.
    pub fn new(kind: SignInKind) -> Self {
        let rate = match kind {
            SignInKind::UserPool => SIGN_INS,
            SignInKind::IdentityPool => CREDENTIALS,
        };
        Self {
            kind,
            target: String::new(),
            plan: FeaturePlan::Essentials,
            users: 0,
            rate,
            token: HOUR,
            time: Law::Fixed(200 * MS),
            foreign_milli: 0,
            own_rows: true,
            allow: vec!["read".to_owned(), "write".to_owned()],
        }
    }
}

impl Configure for SignInSetup {
    fn kind(&self) -> &'static str {
        match self.kind {
            SignInKind::UserPool => "user-pool",
            SignInKind::IdentityPool => "identity-pool",
        }
    }

    fn keys(&self) -> &'static [&'static str] {
        match self.kind {
            SignInKind::UserPool => &["target", "rate", "token_s", "sign_in_ms", "plan", "users"],
            SignInKind::IdentityPool => {
                &["target", "rate", "token_s", "sign_in_ms", "foreign_percent", "own_rows", "allow"]
            }
        }
    }

    fn metrics(&self) -> &'static [(&'static str, &'static str)] {
        match self.kind {
            SignInKind::UserPool => {
                &[("sign_ins", "SignInSuccesses"), ("throttled", "SignInThrottles")]
            }
            SignInKind::IdentityPool => &[],
        }
    }

    fn set(&mut self, key: &str, value: &SettingValue) -> Result<(), Refusal> {
        match key {
            "target" => self.target = text(value)?,
            "rate" => self.rate = whole(value, 1, 100_000)?,
            "token_s" => self.token = seconds(value, 300.0, 86_400.0)?,
            "sign_in_ms" => self.time = Law::Fixed(millis(value, 10_000.0)?),
            "plan" => {
                self.plan = match word(value, &["lite", "essentials", "plus"])? {
                    "lite" => FeaturePlan::Lite,
                    "plus" => FeaturePlan::Plus,
                    _ => FeaturePlan::Essentials,
                }
            }
            "users" => self.users = whole(value, 0, 100_000_000)?,
            "foreign_percent" => self.foreign_milli = share_milli(value)?,
            "own_rows" => self.own_rows = flag(value)?,
            "allow" => self.allow = texts(value)?,
            _ => return Err(Refusal::NoKey),
        }
        Ok(())
    }

    fn wires(&self) -> Vec<(&'static str, &str)> {
        vec![("target", &self.target)]
    }

    /// What a token of a user pool opens, and what the credentials of an identity pool do. One pool
    /// may take another for its identity provider.
    fn leads_to(&self, _key: &str) -> &'static [&'static str] {
        match self.kind {
            SignInKind::UserPool => &["gateway", "edge", "function", "user-pool", "identity-pool"],
            SignInKind::IdentityPool => &[
                "table", "bucket", "queue", "topic", "bus", "stream", "function", "workflow",
                "gateway",
            ],
        }
    }

    fn hands_on(&self) -> bool {
        true
    }

    fn actions(&self) -> u64 {
        // A role without row-level rules allows each action on every row.
        match self.kind {
            SignInKind::IdentityPool => self.allow.len() as u64 * if self.own_rows { 1 } else { 2 },
            SignInKind::UserPool => 0,
        }
    }
}
