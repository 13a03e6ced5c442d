//! API Gateway: four levels of throttling, keys, authorizers, cache, timeouts, status codes.
//!
//! Order of checks, as a request meets them: endpoint, path, signature, firewall, key, authorizer,
//! payload, body, media type, usage plan, stage, account, Region; then the cache, then the
//! integration. Source: Amazon API Gateway Developer Guide, Throttle requests; Gateway response
//! types; Cache settings; Quotas (2026-11).

pub mod calc;
pub mod examples;
mod part;
pub mod setup;

use std::collections::BTreeMap;

use self::{
    calc::HTTP_UNIT,
    setup::{
        Authorizer, CHECK_TIME, EDGE_WAY_PERCENT, Endpoint, Flaw, GATEWAY_PAYLOAD, GatewaySetup,
        Throttle,
    },
};
use crate::sim::kernel::{
    bill::payload_units,
    bucket::TokenBucket,
    call::{Credential, End, Op, PartId, Reason, Reply},
    core::{Call, Core, OWN, Told},
    deadline::Deadlines,
    draw::DrawStream,
    events::Class,
    meter::Count,
    part::Service,
    shared::SharedQuota,
    time::{MINUTE, SimTime},
};

const FORWARD: u16 = OWN;
const TIME_OUT: u16 = OWN + 1;

/// An API at work.
#[derive(Debug)]
pub struct Gateway {
    part: PartId,
    target: PartId,
    canary: Option<PartId>,
    setup: GatewaySetup,
    region: Option<TokenBucket>,
    stage: Option<TokenBucket>,
    /// One for each API key.
    plans: Vec<TokenBucket>,
    /// What each API key has used of its quota, and in which period.
    used: Vec<(u64, u64)>,
    /// Key to the instant at which its response grows stale.
    cache: BTreeMap<u32, SimTime>,
    /// From when and until when the authorizer's answer for a caller holds.
    authorized: BTreeMap<u32, (SimTime, SimTime)>,
    /// When stale entries are thrown out next.
    tidy_at: SimTime,
    overheads: DrawStream,
    canaries: DrawStream,
    deadlines: Deadlines,
    /// Calls of the authorizer function.
    pub n_authorizations: u64,
    /// Calls that are paid for: neither throttled nor turned away. A large one of an HTTP API is
    /// several.
    n_paid: u64,
}

impl Gateway {
    /// `targets` are the integration of the stage and that of its canary.
    pub fn new(
        core: &Core,
        part: PartId,
        name: &str,
        targets: (PartId, Option<PartId>),
        setup: GatewaySetup,
    ) -> Self {
        let n_keys = setup.n_api_keys as usize;
        Self {
            part,
            target: targets.0,
            canary: targets.1,
            region: setup.region.map(bucket),
            stage: setup.stage.map(bucket),
            plans: setup.plan.map_or_else(Vec::new, |plan| vec![bucket(plan); n_keys]),
            used: vec![(0, 0); n_keys],
            cache: BTreeMap::new(),
            authorized: BTreeMap::new(),
            tidy_at: MINUTE,
            overheads: DrawStream::new(core.seed, name, "overhead"),
            canaries: DrawStream::new(core.seed, name, "canary"),
            deadlines: Deadlines::default(),
            n_authorizations: 0,
            n_paid: 0,
            setup,
        }
    }

    /// How long the request is under way before anything is decided.
    fn way(&self) -> SimTime {
        match self.setup.endpoint {
            Endpoint::Edge => self.setup.distance * EDGE_WAY_PERCENT / 100,
            Endpoint::Regional | Endpoint::Private => self.setup.distance,
        }
    }

    /// Whether the answer to a call is kept: only what is read, and only with a cache.
    fn is_cached(&self, call: &Call) -> bool {
        0 < self.setup.cache_ttl && !call.op.is_write() && call.op != Op::Event
    }

    /// The time that the authorizer takes for the caller `key`.
    fn authorize(&mut self, now: SimTime, key: u32) -> SimTime {
        match self.setup.authorizer {
            Authorizer::None => 0,
            Authorizer::UserPool | Authorizer::Iam => CHECK_TIME,
            Authorizer::Function(time) => {
                let known = self.authorized.get(&key);
                if known.is_some_and(|(from, until)| *from <= now && now < *until) {
                    return 0;
                }
                self.n_authorizations += 1;
                // The answer is known when the authorizer has given it, and not before.
                let from = now + time;
                if 0 < self.setup.authorizer_ttl && known.is_none_or(|(_, until)| *until <= now) {
                    self.authorized.insert(key, (from, from + self.setup.authorizer_ttl));
                }
                time
            }
        }
    }

    /// Throws out what has grown stale, so that the caches do not grow with the run.
    fn tidy(&mut self, now: SimTime) {
        if now < self.tidy_at {
            return;
        }
        self.tidy_at = now + MINUTE;
        self.cache.retain(|_, until| now < *until);
        self.authorized.retain(|_, (_, until)| now < *until);
    }

    /// What somebody is told who cannot show who it is. An API key says to whom a request is
    /// counted; only an authorizer asks who sends it (API Gateway Developer Guide, Usage plans).
    fn stranger(&self, credential: Credential) -> Option<Reply> {
        let refused = |reason, status| Some(Reply::new(End::ClientError, reason, status));
        match (credential, self.setup.authorizer) {
            (Credential::Full, _) => None,
            (_, Authorizer::UserPool | Authorizer::Function(_)) => {
                refused(Reason::Unauthorized, 401)
            }
            (_, Authorizer::Iam) => refused(Reason::InvalidSignature, 403),
            (Credential::None, Authorizer::None) if !self.plans.is_empty() => {
                refused(Reason::MissingApiKey, 403)
            }
            (Credential::ApiKey | Credential::None, Authorizer::None) => None,
        }
    }

    /// What is answered without asking anybody: the request itself is wrong.
    fn refusal(&self, call: &Call) -> Option<Reply> {
        let client = |reason, status| Some(Reply::new(End::ClientError, reason, status));
        if self.setup.endpoint == Endpoint::Private && call.is_outside {
            return Some(Reply::new(End::Refused, Reason::PrivateEndpoint, 0));
        }
        if let Some(reply) = self.stranger(call.credential) {
            return Some(reply);
        }
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
                if GATEWAY_PAYLOAD < u64::from(call.bytes) {
                    client(Reason::RequestTooLarge, 413)
                } else {
                    None
                }
            }
        }
    }

    /// All levels must hold a token, and only then one is taken of each.
    fn throttle(&mut self, core: &mut Core, key: u32) -> Option<Reply> {
        let now = core.now;
        let account = core.shared.of(SharedQuota::ApiRequests);
        let refused = |reason| Some(Reply::new(End::Throttled, reason, 429));
        let api_key = key as usize % self.used.len().max(1);
        if let (Some(quota), Some((period, used))) = (self.setup.quota, self.used.get_mut(api_key))
        {
            let this_period = now / self.setup.quota_period.max(1);
            if *period != this_period {
                (*period, *used) = (this_period, 0);
            }
            if quota <= *used {
                return refused(Reason::QuotaExceeded);
            }
        }
        let holds = |bucket: &mut TokenBucket| bucket.holds_milli(now, 1_000);
        if !self.plans.get_mut(api_key).is_none_or(holds) {
            return refused(Reason::UsagePlanThrottled);
        }
        let is_open = self.stage.as_mut().is_none_or(holds)
            && holds(account)
            && self.region.as_mut().is_none_or(holds);
        if !is_open {
            return refused(Reason::Throttled);
        }
        let plan = self.plans.get_mut(api_key);
        for bucket in plan.into_iter().chain(&mut self.stage).chain(&mut self.region) {
            bucket.take_milli(1_000);
        }
        account.take_milli(1_000);
        if let Some((_, used)) = self.used.get_mut(api_key) {
            *used += 1;
        }
        None
    }

    fn forward(&mut self, core: &mut Core, slot: u32) {
        let call = *core.call(slot);
        if self.is_cached(&call) {
            if self.cache.get(&call.key).is_some_and(|until| core.now < *until) {
                core.count(self.part, Count::CacheHits);
                core.count(self.part, Count::Ok);
                core.answer(slot, Reply::OK, 0);
                return;
            }
            core.count(self.part, Count::CacheMisses);
        }
        let broken = match self.setup.flaw {
            Flaw::Unreachable => Some((Reason::IntegrationFailure, self.unavailable())),
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
            core.refuse(self.part, Count::FunctionError, reason);
            core.answer(slot, Reply::new(End::FunctionError, reason, status), 0);
            return;
        }
        let at = core.now + self.setup.timeout;
        self.deadlines.set(core, self.part, TIME_OUT, at, slot);
        let share = f64::from(self.setup.canary_percent) / 100.0;
        let target = match self.canary {
            Some(canary) if self.canaries.happens(call.number, 0, share) => canary,
            Some(_) | None => self.target,
        };
        core.ask(slot, target, Call { state: 0, step: 0, ..call });
    }

    /// The status for a function that has failed or answers what is no response: 502, and 500 of an
    /// HTTP API.
    fn bad_gateway(&self) -> u16 {
        if self.setup.is_http { 500 } else { 502 }
    }

    /// The status for an integration that does not answer: 504, and 503 of an HTTP API.
    fn unavailable(&self) -> u16 {
        if self.setup.is_http { 503 } else { 504 }
    }
}

fn bucket(level: Throttle) -> TokenBucket {
    TokenBucket::full(level.rate * 1_000, level.burst)
}

impl Service for Gateway {
    fn on_enter(&mut self, core: &mut Core, slot: u32) {
        core.count(self.part, Count::In);
        let call = *core.call(slot);
        let refusal = self.refusal(&call).or_else(|| self.throttle(core, call.key));
        if let Some(reply) = refusal {
            let what = match reply.end {
                End::Throttled => Count::Throttled,
                End::FunctionError => Count::FunctionError,
                End::Refused => Count::Refused,
                End::Ok | End::ClientError | End::Timeout | End::Dropped => Count::ClientError,
            };
            core.refuse(self.part, what, reply.reason);
            core.answer(slot, reply, 0);
            return;
        }
        self.n_paid +=
            if self.setup.is_http { payload_units(u64::from(call.bytes), HTTP_UNIT) } else { 1 };
        let way = self.way();
        let overhead = self.setup.overhead.draw(self.overheads, call.number, call.attempt);
        let wait = way + overhead + self.authorize(core.now + way, call.key);
        self.tidy(core.now);
        if wait == 0 {
            self.forward(core, slot);
        } else {
            core.plan(core.now + wait, Class::Hop, self.part, FORWARD, slot, call.generation);
        }
    }

    fn on_event(&mut self, core: &mut Core, what: u16, slot: u32, generation: u32) {
        match what {
            FORWARD if core.is_live(slot, generation) => self.forward(core, slot),
            TIME_OUT => {
                while let Some(late) = self.deadlines.late(core, self.part, TIME_OUT) {
                    core.refuse(self.part, Count::Timeout, Reason::IntegrationTimeout);
                    // The function goes on, and is billed; nobody listens to it any more.
                    let status = self.unavailable();
                    let reply = Reply::new(End::Timeout, Reason::IntegrationTimeout, status);
                    core.answer(late, reply, 0);
                }
            }
            _ => {}
        }
    }

    fn on_told(&mut self, core: &mut Core, slot: u32, told: Told) {
        let call = *core.call(slot);
        if self.setup.flaw == Flaw::MalformedResponse && told.reply.is_ok() {
            core.refuse(self.part, Count::FunctionError, Reason::MalformedResponse);
            let reply =
                Reply::new(End::FunctionError, Reason::MalformedResponse, self.bad_gateway());
            core.answer(slot, reply, 0);
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
            End::FunctionError => {
                Reply::new(End::FunctionError, told.reply.reason, self.bad_gateway())
            }
            End::Timeout => Reply::new(End::Timeout, told.reply.reason, 504),
            End::ClientError | End::Refused | End::Dropped => told.reply,
        };
        if reply.is_ok() {
            if self.is_cached(&call) {
                self.cache.insert(call.key, core.now + self.setup.cache_ttl);
            }
            core.count(self.part, Count::Ok);
        } else {
            core.count(self.part, Count::FunctionError);
        }
        core.answer(slot, reply, 0);
    }
}
