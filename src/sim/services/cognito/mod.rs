//! Cognito: a user pool that signs people in, an identity pool that lends AWS credentials.
//!
//! Both stand before what they open. A caller without a valid token or credentials gets some first,
//! if the pool has room: sign-ins have a quota a second. A role with row-level rules
//! (`dynamodb:LeadingKeys`) lets a caller reach only rows of its own; without them a request for
//! somebody else's row is served too. Source: Amazon Cognito Developer Guide, Quotas; Using tokens;
//! Identity pools; Amazon DynamoDB Developer Guide, Fine-grained access control (2026-11).

pub mod examples;
mod part;
pub mod setup;

use std::collections::BTreeMap;

use self::setup::{SignInKind, SignInSetup};
use crate::sim::kernel::{
    bucket::TokenBucket,
    call::{Credential, End, PartId, Reason, Reply},
    core::{Call, Core, OWN, Told},
    draw::DrawStream,
    events::Class,
    meter::Count,
    part::Service,
    time::{HOUR, MINUTE, SimTime},
};

const SIGNED_IN: u16 = OWN;

/// A pool at work.
#[derive(Debug)]
pub struct SignIn {
    part: PartId,
    target: PartId,
    setup: SignInSetup,
    bucket: TokenBucket,
    /// Callers with a token, from when and until when it holds.
    tokens: BTreeMap<u32, (SimTime, SimTime)>,
    tidy_at: SimTime,
    times: DrawStream,
    foreign: DrawStream,
}

impl SignIn {
    pub fn new(core: &Core, part: PartId, name: &str, target: PartId, setup: SignInSetup) -> Self {
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
}
