//! Cognito: a user pool that signs people in, an identity pool that lends AWS credentials.
//!
//! Both stand before what they open. A caller without a valid token or credentials gets some first,
//! if the pool has room: sign-ins have a quota a second. A role with row-level rules
//! (`dynamodb:LeadingKeys`) lets a caller reach only rows of its own; without them a request for
//! somebody else's row is served too. Source: Amazon Cognito Developer Guide, Quotas; Using tokens;
//! Identity pools; Amazon DynamoDB Developer Guide, Fine-grained access control (2026-11).

use std::collections::BTreeMap;

use crate::sim::kernel::{
    bucket::TokenBucket,
    core::{Call, Core, Credential, End, OWN, Part, Reason, Reply, Told},
    draw::{DrawStream, Law},
    events::Class,
    meter::Count,
    service::{Configure, Gauge, Service},
    setting::{Given, Refusal, flag, millis, seconds, share_milli, text, texts, whole},
    time::{HOUR, MINUTE, MS, SimTime},
};

/// Sign-ins of a user pool a second.
pub const SIGN_INS: u64 = 120;
/// Credentials that an identity pool gives out a second.
pub const CREDENTIALS: u64 = 200;

/// Which pool it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInKind {
    UserPool,
    IdentityPool,
}

/// What a pool is set to.
#[derive(Debug, Clone, PartialEq)]
pub struct SignInSetup {
    pub kind: SignInKind,
    pub target: String,
    /// Sign-ins, or exchanges, a second.
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
            rate,
            token: HOUR,
            time: Law::Fixed(200 * MS),
            foreign_milli: 0,
            own_rows: true,
            allow: vec!["read".to_owned(), "write".to_owned()],
        }
    }
}

const SIGNED_IN: u16 = OWN;

/// A pool at work.
#[derive(Debug)]
pub struct SignIn {
    part: Part,
    target: Part,
    setup: SignInSetup,
    bucket: TokenBucket,
    /// Callers with a token, from when and until when it holds.
    tokens: BTreeMap<u32, (SimTime, SimTime)>,
    tidy_at: SimTime,
    times: DrawStream,
    foreign: DrawStream,
}

impl SignIn {
    pub fn new(core: &Core, part: Part, name: &str, target: Part, setup: SignInSetup) -> Self {
        Self {
            part,
            target,
            bucket: TokenBucket::full(setup.rate * 1_000, setup.rate),
            tokens: BTreeMap::new(),
            tidy_at: HOUR,
            times: DrawStream::new(core.seed, name, "sign-in"),
            foreign: DrawStream::new(core.seed, name, "foreign"),
            setup,
        }
    }

    /// Whether the role lets this request through.
    fn may(&self, core: &mut Core, call: &Call) -> bool {
        if self.setup.kind == SignInKind::UserPool {
            return true;
        }
        let verb = if call.op.is_write() { "write" } else { "read" };
        if !self.setup.allow.iter().any(|one| one == verb) {
            return false;
        }
        let share = f64::from(self.setup.foreign_milli) / 1_000.0;
        if !self.foreign.happens(call.number, 0, share) {
            return true;
        }
        if !self.setup.own_rows {
            core.count(self.part, Count::Trespasses);
        }
        !self.setup.own_rows
    }

    fn forward(&mut self, core: &mut Core, slot: u32) {
        let call = *core.call(slot);
        if !self.may(core, &call) {
            core.refuse(self.part, Count::ClientError, Reason::AccessDenied);
            core.answer(slot, Reply::new(End::ClientError, Reason::AccessDenied, 400), 0);
            return;
        }
        let target = self.target;
        core.ask(slot, target, Call { state: 0, step: 0, ..call });
    }
}

impl Service for SignIn {
    type Setup = SignInSetup;

    fn on_enter(&mut self, core: &mut Core, slot: u32) {
        core.count(self.part, Count::In);
        let call = *core.call(slot);
        if call.credential != Credential::Full {
            core.refuse(self.part, Count::ClientError, Reason::Unauthorized);
            core.answer(slot, Reply::new(End::ClientError, Reason::Unauthorized, 400), 0);
            return;
        }
        let known = self.tokens.get(&call.key).copied();
        if known.is_some_and(|(from, until)| from <= core.now && core.now < until) {
            self.forward(core, slot);
            return;
        }
        if !self.bucket.take_one(core.now) {
            core.refuse(self.part, Count::Throttled, Reason::TooManyRequests);
            core.answer(slot, Reply::new(End::Throttled, Reason::TooManyRequests, 400), 0);
            return;
        }
        core.count(self.part, Count::SignIns);
        if self.tidy_at <= core.now {
            self.tidy_at = core.now + 10 * MINUTE;
            self.tokens.retain(|_, (_, until)| core.now < *until);
        }
        let time = self.setup.time.draw(self.times, call.number, call.attempt);
        if known.is_none_or(|(_, until)| until <= core.now) {
            // The token is there when the person has signed in, and not before.
            let from = core.now + time;
            self.tokens.insert(call.key, (from, from + self.setup.token));
        }
        core.plan(core.now + time, Class::Hop, self.part, SIGNED_IN, slot, call.generation);
    }

    fn on_event(&mut self, core: &mut Core, _what: u16, slot: u32, generation: u32) {
        if core.is_live(slot, generation) {
            self.forward(core, slot);
        }
    }

    fn on_told(&mut self, core: &mut Core, slot: u32, told: Told) {
        if told.reply.is_ok() {
            core.count(self.part, Count::Ok);
        }
        core.answer(slot, told.reply, 0);
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
            SignInKind::UserPool => &["target", "rate", "token_s", "sign_in_ms"],
            SignInKind::IdentityPool => {
                &["target", "rate", "token_s", "sign_in_ms", "foreign_percent", "own_rows", "allow"]
            }
        }
    }

    fn set(&mut self, key: &str, value: &Given) -> Result<(), Refusal> {
        match key {
            "target" => self.target = text(value)?,
            "rate" => self.rate = whole(value, 1, 100_000)?,
            "token_s" => self.token = seconds(value, 300.0, 86_400.0)?,
            "sign_in_ms" => self.time = Law::Fixed(millis(value, 10_000.0)?),
            "foreign_percent" => self.foreign_milli = share_milli(value)?,
            "own_rows" => self.own_rows = flag(value)?,
            "allow" => self.allow = texts(value)?,
            _ => return Err(Refusal::NoKey),
        }
        Ok(())
    }

    fn wires(&self) -> Vec<&str> {
        vec![&self.target]
    }
}
