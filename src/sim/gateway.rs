//! API Gateway: four levels of throttling, keys, authorizers, cache, timeouts, status codes.
//!
//! Order of checks, as a request meets them: path, signature, firewall, key, authorizer, payload,
//! body, media type, usage plan, stage, account; then the cache, then the integration.
//! Source: Amazon API Gateway Developer Guide, Throttle requests; Gateway response types; Cache
//! settings; Quotas (2026-11).

use std::collections::BTreeMap;

use super::{
    bucket::TokenBucket,
    core::{Call, Core, End, OWN, Part, Reason, Reply, Told},
    deadline::Deadlines,
    draw::{DrawStream, Law},
    meter::Count,
    queue::Class,
    time::{SECOND, SimTime},
};

/// What is wrong with every request of a run, for showing what the gateway answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Flaw {
    #[default]
    None,
    MissingApiKey,
    BadSignature,
    UnknownPath,
    Firewall,
    NoToken,
    ExpiredToken,
    Denied,
    AuthorizerError,
    TooLarge,
    BadBody,
    MediaType,
    Unreachable,
    MalformedResponse,
    NoPermission,
}

/// Rate and burst of one level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Throttle {
    pub rate: u64,
    pub burst: u64,
}

impl Throttle {
    /// The account's default in most Regions.
    pub const ACCOUNT: Self = Self { rate: 10_000, burst: 5_000 };
}

/// What an API is set to.
#[derive(Debug, Clone, PartialEq)]
pub struct GatewaySetup {
    pub target: String,
    pub is_http: bool,
    pub account: Throttle,
    pub stage: Option<Throttle>,
    pub plan: Option<Throttle>,
    /// Requests that the usage plan's quota still holds.
    pub quota: Option<u64>,
    /// Seconds that a response is kept, 1 to 3,600; 0: no cache.
    pub cache_ttl: SimTime,
    pub timeout: SimTime,
    pub overhead: Law,
    /// How long an authorizer function takes; none without one.
    pub authorizer: Option<SimTime>,
    /// How long its answer is kept.
    pub authorizer_ttl: SimTime,
    pub flaw: Flaw,
}

impl Default for GatewaySetup {
    fn default() -> Self {
        Self {
            target: String::new(),
            is_http: false,
            account: Throttle::ACCOUNT,
            stage: None,
            plan: None,
            quota: None,
            cache_ttl: 0,
            timeout: 29 * SECOND,
            overhead: Law::Fixed(0),
            authorizer: None,
            authorizer_ttl: 300 * SECOND,
            flaw: Flaw::None,
        }
    }
}

const FORWARD: u16 = OWN;
const TIME_OUT: u16 = OWN + 1;

/// An API at work.
#[derive(Debug)]
pub struct Gateway {
    part: Part,
    target: Part,
    setup: GatewaySetup,
    account: TokenBucket,
    stage: Option<TokenBucket>,
    plan: Option<TokenBucket>,
    quota: Option<u64>,
    /// Key to the instant at which its response grows stale.
    cache: BTreeMap<u32, SimTime>,
    authorized: BTreeMap<u32, SimTime>,
    overheads: DrawStream,
    deadlines: Deadlines,
    /// Calls of the authorizer function.
    pub n_authorizations: u64,
}

impl Gateway {
    pub fn new(core: &Core, part: Part, name: &str, target: Part, setup: GatewaySetup) -> Self {
        let bucket = |level: Throttle| TokenBucket::full(level.rate * 1_000, level.burst);
        Self {
            part,
            target,
            account: bucket(setup.account),
            stage: setup.stage.map(bucket),
            plan: setup.plan.map(bucket),
            quota: setup.quota,
            cache: BTreeMap::new(),
            authorized: BTreeMap::new(),
            overheads: DrawStream::new(core.seed, name, "overhead"),
            deadlines: Deadlines::default(),
            n_authorizations: 0,
            setup,
        }
    }

    pub fn on_enter(&mut self, core: &mut Core, slot: u32) {
        core.count(self.part, Count::In);
        let call = *core.call(slot);
        if let Some(reply) = self.refusal(call.bytes).or_else(|| self.throttle(core.now)) {
            let what =
                if reply.end == End::Throttled { Count::Throttled } else { Count::ClientError };
            core.count(self.part, what);
            core.answer(slot, reply, 0);
            return;
        }
        let mut wait = self.setup.overhead.draw(self.overheads, call.number, call.attempt);
        if let Some(time) = self.setup.authorizer {
            let is_known = self.authorized.get(&call.key).is_some_and(|until| core.now < *until);
            if !is_known {
                self.n_authorizations += 1;
                wait += time;
                let until = core.now + time + self.setup.authorizer_ttl;
                self.authorized.insert(call.key, until);
            }
        }
        if wait == 0 {
            self.forward(core, slot);
        } else {
            core.plan(core.now + wait, Class::Hop, self.part, FORWARD, slot, call.generation);
        }
    }

    /// What is answered without asking anybody: the request itself is wrong.
    fn refusal(&self, bytes: u32) -> Option<Reply> {
        const MAX_BYTES: u32 = 10 * 1_024 * 1_024;
        let client = |reason, status| Some(Reply::new(End::ClientError, reason, status));
        match self.setup.flaw {
            Flaw::UnknownPath => client(Reason::UnknownPath, 403),
            Flaw::BadSignature => client(Reason::InvalidSignature, 403),
            Flaw::Firewall => client(Reason::WafFiltered, 403),
            Flaw::MissingApiKey => client(Reason::MissingApiKey, 403),
            Flaw::NoToken | Flaw::ExpiredToken => client(Reason::Unauthorized, 401),
            Flaw::Denied => client(Reason::AccessDenied, 403),
            Flaw::AuthorizerError => {
                Some(Reply::new(End::FunctionError, Reason::AuthorizerFailure, 500))
            }
            Flaw::TooLarge => client(Reason::RequestTooLarge, 413),
            Flaw::BadBody => client(Reason::BadRequestBody, 400),
            Flaw::MediaType => client(Reason::UnsupportedMediaType, 415),
            Flaw::None | Flaw::Unreachable | Flaw::MalformedResponse | Flaw::NoPermission => {
                if MAX_BYTES < bytes {
                    client(Reason::RequestTooLarge, 413)
                } else {
                    None
                }
            }
        }
    }

    /// All levels must hold a token, and only then one is taken of each.
    fn throttle(&mut self, now: SimTime) -> Option<Reply> {
        let refused = |reason| Some(Reply::new(End::Throttled, reason, 429));
        if self.quota == Some(0) {
            return refused(Reason::QuotaExceeded);
        }
        let holds = |bucket: &mut Option<TokenBucket>| {
            bucket.as_mut().is_none_or(|bucket| bucket.holds_milli(now, 1_000))
        };
        if !holds(&mut self.plan) {
            return refused(Reason::UsagePlanThrottled);
        }
        if !holds(&mut self.stage) || !self.account.holds_milli(now, 1_000) {
            return refused(Reason::Throttled);
        }
        for bucket in [&mut self.plan, &mut self.stage].into_iter().flatten() {
            bucket.take_milli(1_000);
        }
        self.account.take_milli(1_000);
        self.quota = self.quota.map(|quota| quota - 1);
        None
    }

    fn forward(&mut self, core: &mut Core, slot: u32) {
        let call = *core.call(slot);
        if 0 < self.setup.cache_ttl {
            if self.cache.get(&call.key).is_some_and(|until| core.now < *until) {
                core.count(self.part, Count::CacheHits);
                core.count(self.part, Count::Ok);
                core.answer(slot, Reply::OK, 0);
                return;
            }
            core.count(self.part, Count::CacheMisses);
        }
        let broken = match self.setup.flaw {
            Flaw::Unreachable => Some((Reason::IntegrationFailure, 504)),
            Flaw::NoPermission => Some((Reason::NotPermitted, 500)),
            Flaw::None
            | Flaw::MissingApiKey
            | Flaw::BadSignature
            | Flaw::UnknownPath
            | Flaw::Firewall
            | Flaw::NoToken
            | Flaw::ExpiredToken
            | Flaw::Denied
            | Flaw::AuthorizerError
            | Flaw::TooLarge
            | Flaw::BadBody
            | Flaw::MediaType
            | Flaw::MalformedResponse => None,
        };
        if let Some((reason, status)) = broken {
            core.count(self.part, Count::FunctionError);
            core.answer(slot, Reply::new(End::FunctionError, reason, status), 0);
            return;
        }
        let at = core.now + self.setup.timeout;
        self.deadlines.set(core, self.part, TIME_OUT, at, slot);
        let target = self.target;
        core.ask(slot, target, Call { state: 0, step: 0, ..call });
    }

    pub fn on_event(&mut self, core: &mut Core, what: u16, slot: u32, generation: u32) {
        match what {
            FORWARD if core.is_live(slot, generation) => self.forward(core, slot),
            TIME_OUT => {
                while let Some(late) = self.deadlines.late(core, self.part, TIME_OUT) {
                    core.count(self.part, Count::Timeout);
                    // The function goes on, and is billed; nobody listens to it any more.
                    let status = if self.setup.is_http { 503 } else { 504 };
                    let reply = Reply::new(End::Timeout, Reason::IntegrationTimeout, status);
                    core.answer(late, reply, 0);
                }
            }
            _ => {}
        }
    }

    pub fn on_told(&mut self, core: &mut Core, slot: u32, told: Told) {
        let call = *core.call(slot);
        if self.setup.flaw == Flaw::MalformedResponse && told.reply.is_ok() {
            core.count(self.part, Count::FunctionError);
            core.answer(slot, Reply::new(End::FunctionError, Reason::MalformedResponse, 502), 0);
            return;
        }
        let reply = match told.reply.end {
            End::Ok => Reply::OK,
            // A throttled function is an integration error: 500 behind a proxy integration, 503
            // behind an HTTP API. It is never passed on as 429.
            End::Throttled => {
                let status = if self.setup.is_http { 503 } else { 500 };
                Reply::new(End::Throttled, told.reply.reason, status)
            }
            End::FunctionError => Reply::new(End::FunctionError, told.reply.reason, 502),
            End::Timeout => Reply::new(End::Timeout, told.reply.reason, 504),
            End::ClientError | End::Refused | End::Dropped => told.reply,
        };
        if reply.is_ok() {
            if 0 < self.setup.cache_ttl {
                self.cache.insert(call.key, core.now + self.setup.cache_ttl);
            }
            core.count(self.part, Count::Ok);
        } else {
            core.count(self.part, Count::FunctionError);
        }
        core.answer(slot, reply, 0);
    }

    /// Tokens of the account's bucket.
    pub fn tokens(&self, now: SimTime) -> u64 {
        self.account.tokens(now)
    }
}
