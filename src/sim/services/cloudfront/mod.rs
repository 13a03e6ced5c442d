//! CloudFront: an edge cache before an origin, with a function at the edge.
//!
//! A CloudFront Function looks at viewer requests only, in less than a millisecond, with no network
//! and no body, at any rate that matters here. A Lambda@Edge function may run on viewer requests
//! or, on a miss, on origin requests; 10,000 requests a second in a Region. Source: Amazon
//! CloudFront Developer Guide, Choosing between CloudFront Functions and Lambda@Edge; Quotas
//! (2026-11).

pub mod examples;
mod part;
pub mod setup;

use std::collections::BTreeMap;

use self::setup::{EDGE_RATE, EdgeFunction, EdgeSetup};
use crate::sim::kernel::{
    bucket::TokenBucket,
    call::{Credential, End, Op, PartId, Reason, Reply},
    core::{Call, Core, OWN, Told},
    draw::DrawStream,
    events::Class,
    meter::Count,
    part::Service,
    time::{MINUTE, MS, SimTime},
};

const LOOK_UP: u16 = OWN;
const FETCH: u16 = OWN + 1;

/// A distribution at work.
#[derive(Debug)]
pub struct Edge {
    part: PartId,
    target: PartId,
    setup: EdgeSetup,
    cache: BTreeMap<u32, SimTime>,
    tidy_at: SimTime,
    rate: TokenBucket,
    hits: DrawStream,
    turned_away: DrawStream,
}

impl Edge {
    pub fn new(core: &Core, part: PartId, name: &str, target: PartId, setup: EdgeSetup) -> Self {
        Self {
            part,
            target,
            cache: BTreeMap::new(),
            tidy_at: MINUTE,
            rate: TokenBucket::full(EDGE_RATE * 1_000, EDGE_RATE),
            hits: DrawStream::new(core.seed, name, "hit"),
            turned_away: DrawStream::new(core.seed, name, "turned-away"),
            setup,
        }
    }

    /// Runs the function if it stands here: how long it takes, or how it ends the request.
    fn run(&mut self, core: &mut Core, call: &Call, at_origin: bool) -> Result<SimTime, Reply> {
        let stands_here = match self.setup.function {
            EdgeFunction::None => false,
            EdgeFunction::CloudFront => !at_origin,
            EdgeFunction::Lambda => at_origin == self.setup.at_origin,
        };
        if !stands_here {
            return Ok(0);
        }
        if self.setup.function == EdgeFunction::Lambda && !self.rate.take_one(core.now) {
            core.refuse(self.part, Count::Throttled, Reason::EdgeRateExceeded);
            return Err(Reply::new(End::Throttled, Reason::EdgeRateExceeded, 503));
        }
        core.count(self.part, Count::EdgeRuns);
        if self.setup.function == EdgeFunction::Lambda {
            let billed = self.setup.function_time.div_ceil(MS);
            core.meter.add(self.part, Count::BilledMs, billed);
        }
        let share = f64::from(self.setup.turned_away_milli) / 1_000.0;
        let is_stranger = call.credential != Credential::Full;
        if is_stranger || self.turned_away.happens(call.number, 0, share) {
            core.refuse(self.part, Count::ClientError, Reason::AccessDenied);
            return Err(Reply::new(End::ClientError, Reason::AccessDenied, 403));
        }
        Ok(self.setup.function_time)
    }

    fn look_up(&mut self, core: &mut Core, slot: u32) {
        let call = *core.call(slot);
        if self.tidy_at <= core.now {
            self.tidy_at = core.now + 10 * MINUTE;
            self.cache.retain(|_, until| core.now < *until);
        }
        let is_read = !call.op.is_write() && call.op != Op::Event;
        if is_read && self.cache.get(&call.key).is_some_and(|until| core.now < *until) {
            core.count(self.part, Count::CacheHits);
            core.count(self.part, Count::Ok);
            let wait = self.setup.hit_latency.draw(self.hits, call.number, call.attempt);
            core.answer(slot, Reply::OK, wait);
            return;
        }
        core.count(self.part, Count::CacheMisses);
        match self.run(core, &call, true) {
            Ok(time) => {
                let at = core.now + time + self.setup.distance;
                core.plan(at, Class::Hop, self.part, FETCH, slot, call.generation);
            }
            Err(reply) => core.answer(slot, reply, 0),
        }
    }
}

impl Service for Edge {
    fn on_enter(&mut self, core: &mut Core, slot: u32) {
        core.count(self.part, Count::In);
        let call = *core.call(slot);
        match self.run(core, &call, false) {
            Ok(0) => self.look_up(core, slot),
            Ok(time) => {
                let at = core.now + time;
                core.plan(at, Class::Hop, self.part, LOOK_UP, slot, call.generation);
            }
            Err(reply) => core.answer(slot, reply, 0),
        }
    }

    fn on_event(&mut self, core: &mut Core, what: u16, slot: u32, generation: u32) {
        if !core.is_live(slot, generation) {
            return;
        }
        if what == FETCH {
            let call = *core.call(slot);
            let target = self.target;
            core.ask(slot, target, Call { state: 0, step: 0, ..call });
        } else {
            self.look_up(core, slot);
        }
    }

    fn on_told(&mut self, core: &mut Core, slot: u32, told: Told) {
        let call = *core.call(slot);
        if told.reply.is_ok() {
            core.count(self.part, Count::Ok);
            if 0 < self.setup.ttl && !call.op.is_write() && call.op != Op::Event {
                self.cache.insert(call.key, core.now + self.setup.ttl);
            }
        }
        core.answer(slot, told.reply, 0);
    }
}
