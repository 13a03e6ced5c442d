//! An API in a world: how it is built, what is seen of it, what it costs.

use super::{
    Gateway, bucket,
    calc::{http_bill, rest_bill},
    setup::{Authorizer, GATEWAY_PAYLOAD, GatewaySetup, HTTP_TIMEOUT_S, REST_TIMEOUT_S, Throttle},
};
use crate::sim::services::lambda::calc::x86_bill;
use crate::{
    sim::kernel::{
        bill::{BillLine, FreeTier, Month},
        bucket::TokenBucket,
        call::Reason,
        core::Core,
        meter::Count,
        number::float,
        part::{Part, SetupError, Site},
        seen::{Gauge, Row, Tally},
        shared::SharedQuota,
        time::{MS, SECOND},
    },
    text::thousands,
};

impl Part for Gateway {
    type Setup = GatewaySetup;

    const KINDS: &'static [&'static str] = &["gateway"];

    const PRICES: &'static [&'static str] = &[
        "apigw.rest",
        "apigw.rest.over-333m",
        "apigw.rest.over-1b",
        "apigw.rest.over-20b",
        "apigw.http",
        "apigw.http.over-300m",
        "apigw.websocket.message",
        "apigw.websocket.message.over-1b",
        "apigw.websocket.minute",
        "apigw.cache-hour.0.5",
        "apigw.cache-hour.1.6",
        "apigw.cache-hour.6.1",
        "apigw.cache-hour.13.5",
        "apigw.cache-hour.28.4",
        "apigw.cache-hour.58.2",
        "apigw.cache-hour.118",
        "apigw.cache-hour.237",
    ];

    fn quotas() -> Vec<(&'static str, f64)> {
        vec![
            ("apigw.payload-bytes", float(GATEWAY_PAYLOAD)),
            ("apigw.account-rate", float(Throttle::ACCOUNT.rate)),
            ("apigw.account-burst", float(Throttle::ACCOUNT.burst)),
            ("apigw.rest-timeout-s", REST_TIMEOUT_S),
            ("apigw.http-timeout-s", HTTP_TIMEOUT_S),
        ]
    }

    fn setup_of(_kind: &str) -> GatewaySetup {
        GatewaySetup::default()
    }

    fn build(setup: &GatewaySetup, site: Site<'_>) -> Result<Self, SetupError> {
        let targets = (site.to(&setup.target)?, site.maybe(setup.canary_target.as_ref())?);
        Ok(Self::new(site.core, site.me, site.name, targets, setup.clone()))
    }

    fn turn(&mut self, core: &mut Core, setup: GatewaySetup) {
        let now = core.now;
        let adjust = |bucket: &mut Option<TokenBucket>, level: Option<Throttle>| match level {
            Some(level) => bucket
                .get_or_insert_with(|| TokenBucket::full(level.rate * 1_000, level.burst))
                .resize(now, level.rate * 1_000, level.burst),
            None => *bucket = None,
        };
        adjust(&mut self.stage, setup.stage);
        adjust(&mut self.region, setup.region);
        let n_keys = setup.n_api_keys as usize;
        self.used.resize(n_keys, (0, 0));
        if setup.plan != self.setup.plan || n_keys != self.plans.len() {
            self.plans = setup.plan.map_or_else(Vec::new, |plan| vec![bucket(plan); n_keys]);
        }
        if setup.cache_gb.to_bits() != self.setup.cache_gb.to_bits() {
            // A cache that gets another size begins empty.
            self.cache.clear();
        }
        self.setup = setup;
    }

    fn n_kept(&self) -> usize {
        self.cache.len() + self.authorized.len()
    }

    fn gauges(&self, core: &Core) -> Vec<(Gauge, u64)> {
        let of_account = || core.shared.tokens(SharedQuota::ApiRequests, core.now);
        let tokens = self.stage.as_ref().map_or_else(of_account, |stage| stage.tokens(core.now));
        vec![(Gauge::Tokens, tokens), (Gauge::Entries, self.cache.len() as u64)]
    }

    fn rows(&self, _core: &Core) -> Vec<Row> {
        vec![Row::Hits]
    }

    fn tally(&self, core: &Core, sums: &mut Tally) {
        sums.gateway_throttled += core.meter.get(self.part, Count::Throttled);
    }

    fn rule(&self, _core: &Core, reason: Reason) -> Option<String> {
        if reason == Reason::Throttled {
            let level = self.setup.stage.or(self.setup.account).unwrap_or(Throttle::ACCOUNT);
            let (rate, burst) = (thousands(level.rate), thousands(level.burst));
            let whose = if self.setup.stage.is_some() { "" } else { ", shared by all APIs" };
            return Some(format!(
                "answers 429: {rate} requests per second and a burst of {burst}{whose}"
            ));
        }
        if reason == Reason::IntegrationTimeout {
            let seconds = self.setup.timeout / SECOND;
            let status = if self.setup.is_http { 503 } else { 504 };
            return Some(format!(
                "answers {status} after {seconds} s; what it waited for runs on and is billed"
            ));
        }
        None
    }

    fn used(&self, _core: &Core) -> Vec<f64> {
        vec![float(self.n_paid), float(self.n_authorizations)]
    }

    fn bill(&self, used: &[f64], month: &Month<'_>) -> Vec<BillLine> {
        let &[calls, authorizations] = used else { return Vec::new() };
        let bill = if self.setup.is_http { http_bill } else { rest_bill };
        let usd = bill(month.prices, calls * month.runs);
        let mut lines = vec![BillLine::new("requests", usd)];
        if let Authorizer::Function(time) = self.setup.authorizer {
            let (runs, ms) = (authorizations * month.runs, float(time.div_ceil(MS)));
            // The smallest function.
            let bill = x86_bill(month.prices, runs, ms, 128.0, FreeTier::Used);
            lines.push(BillLine::new("authorizer", bill.usd_total()));
        }
        if 0 < self.setup.cache_ttl {
            let id = format!("apigw.cache-hour.{}", self.setup.cache_gb);
            lines.push(month.hourly("cache", 1.0, &id));
        }
        lines
    }
}
