//! What an API is set to, with the defaults and bounds that AWS gives.
//!
//! Source: Amazon API Gateway Developer Guide, Throttle requests; Quotas; Cache settings; Canary
//! release deployments; API endpoint types (2026-11).

use serde::{Deserialize, Serialize};

use crate::sim::kernel::{
    draw::Law,
    ledger::Recurrence,
    part::{Configure, Unfit},
    setting::{
        Refusal, SettingValue, expected, flag, maybe_text, millis, number, seconds, small, text,
        whole, word,
    },
    shared::{QuotaLevel, SharedQuota},
    time::{HOUR, MS, SECOND, SimTime, to_seconds},
};

/// Payload of an API, bytes.
pub const GATEWAY_PAYLOAD: u64 = 10 * 1_024 * 1_024;

/// A REST API waits no longer unless its owner has asked for more; an HTTP API never does.
pub const REST_TIMEOUT_S: f64 = 29.0;
pub const HTTP_TIMEOUT_S: f64 = 30.0;

/// What is wrong with every request of a run, for showing what the gateway answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
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

/// Who decides whether a request may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Authorizer {
    #[default]
    None,
    /// A function that takes this long; its answer can be kept.
    Function(SimTime),
    /// The token of a user pool, checked on the spot.
    UserPool,
    /// A signature, checked on the spot.
    Iam,
}

/// A token or a signature is checked within this (our choice; AWS names no figure).
pub const CHECK_TIME: SimTime = MS;

/// Where the API is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Endpoint {
    /// Through the nearest edge location: part of the way runs on AWS's own network.
    Edge,
    #[default]
    Regional,
    /// From within the VPC only.
    Private,
}

/// The share of the way that is left through an edge location, in percent (our choice).
pub const EDGE_WAY_PERCENT: u64 = 60;

/// Rate and burst of one level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Throttle {
    pub rate: u64,
    pub burst: u64,
}

impl Throttle {
    /// The account's default in most Regions.
    pub const ACCOUNT: Self =
        Self { rate: QuotaLevel::API_REQUESTS.rate, burst: QuotaLevel::API_REQUESTS.burst };
}

/// What an API is set to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GatewaySetup {
    pub target: String,
    pub is_http: bool,
    /// Of the account, for all its APIs; none: as every account has it.
    pub account: Option<Throttle>,
    pub stage: Option<Throttle>,
    /// Of each API key of the usage plan.
    pub plan: Option<Throttle>,
    pub region: Option<Throttle>,
    /// How many API keys there are; requests belong to them by their key.
    pub n_api_keys: u32,
    /// Requests that the usage plan lets each API key make in a period.
    pub quota: Option<u64>,
    pub quota_period: SimTime,
    /// Seconds that a response is kept, 1 to 3,600; 0: no cache.
    pub cache_ttl: SimTime,
    pub timeout: SimTime,
    pub overhead: Law,
    pub authorizer: Authorizer,
    /// How long its answer is kept.
    pub authorizer_ttl: SimTime,
    pub flaw: Flaw,
    pub endpoint: Endpoint,
    /// How long a request is under way from outside to the Region.
    pub distance: SimTime,
    /// The share of requests that go to the canary, in percent.
    pub canary_percent: u32,
    pub canary_target: Option<String>,
    /// Size of the cache, GB; 0 without one. It is paid by the hour.
    pub cache_gb: f64,
}

impl Default for GatewaySetup {
    fn default() -> Self {
        Self {
            target: String::new(),
            is_http: false,
            account: None,
            stage: None,
            plan: None,
            region: None,
            n_api_keys: 1,
            quota: None,
            quota_period: 24 * HOUR,
            cache_ttl: 0,
            timeout: 29 * SECOND,
            overhead: Law::Fixed(0),
            authorizer: Authorizer::None,
            authorizer_ttl: 300 * SECOND,
            flaw: Flaw::None,
            endpoint: Endpoint::Regional,
            distance: 0,
            canary_percent: 0,
            canary_target: None,
            cache_gb: 0.5,
        }
    }
}

/// Sizes in which a cache can be had, GB.
pub const CACHE_SIZES: [f64; 8] = [0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118.0, 237.0];

impl GatewaySetup {
    /// What an HTTP API does not have (Amazon API Gateway Developer Guide, Choose between REST APIs
    /// and HTTP APIs, 2026-11).
    fn refused_of_http(&self, timeout_s: f64) -> Option<Unfit> {
        let lacks = |key, what: &str| {
            Some(Unfit::new(key, format!("an HTTP API has no {what}; a REST API has")))
        };
        if HTTP_TIMEOUT_S < timeout_s {
            let what = format!("an HTTP API waits 30 s at most, not {timeout_s} s");
            return Some(Unfit::new("timeout_s", what));
        }
        if 0 < self.cache_ttl {
            return lacks("cache_ttl_s", "cache");
        }
        if self.plan.is_some() || self.quota.is_some() {
            let key = if self.plan.is_some() { "plan_rate" } else { "quota" };
            return lacks(key, "usage plans");
        }
        if 0 < self.canary_percent || self.canary_target.is_some() {
            let key = if 0 < self.canary_percent { "canary_percent" } else { "canary_target" };
            return lacks(key, "canary releases");
        }
        if self.endpoint != Endpoint::Regional {
            return Some(Unfit::new("endpoint", "an HTTP API is Regional only"));
        }
        None
    }
}

impl Configure for GatewaySetup {
    fn kind(&self) -> &'static str {
        "gateway"
    }

    fn keys(&self) -> &'static [&'static str] {
        &[
            "target",
            "http",
            "account_rate",
            "account_burst",
            "region_rate",
            "region_burst",
            "stage_rate",
            "stage_burst",
            "plan_rate",
            "plan_burst",
            "api_keys",
            "quota",
            "quota_period_s",
            "cache_ttl_s",
            "cache_gb",
            "timeout_s",
            "overhead_ms",
            "authorizer",
            "authorizer_ms",
            "authorizer_ttl_s",
            "endpoint",
            "distance_ms",
            "canary_percent",
            "canary_target",
            "request",
        ]
    }

    fn metrics(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("in", "Count"),
            ("cache_hits", "CacheHitCount"),
            ("cache_misses", "CacheMissCount"),
            ("client_errors", "4XXError"),
            ("throttled", "4XXError"),
            ("function_errors", "5XXError"),
            ("timeouts", "5XXError"),
        ]
    }

    fn set(&mut self, key: &str, value: &SettingValue) -> Result<(), Refusal> {
        match key {
            "target" => self.target = text(value)?,
            "http" => {
                self.is_http = flag(value)?;
                self.timeout = if self.is_http { 30 * SECOND } else { 29 * SECOND };
            }
            "account_rate" | "account_burst" => throttle(&mut self.account, key, value)?,
            "region_rate" | "region_burst" => throttle(&mut self.region, key, value)?,
            "stage_rate" | "stage_burst" => throttle(&mut self.stage, key, value)?,
            "plan_rate" | "plan_burst" => throttle(&mut self.plan, key, value)?,
            "api_keys" => self.n_api_keys = small(value, 1, 10_000)?,
            "quota" => self.quota = Some(whole(value, 0, 1_000_000_000)?),
            "quota_period_s" => self.quota_period = seconds(value, 1.0, 2_592_000.0)?,
            "cache_ttl_s" => self.cache_ttl = seconds(value, 0.0, 3_600.0)?,
            "cache_gb" => {
                let size = number(value, 0.5, 237.0)?;
                if !CACHE_SIZES.contains(&size) {
                    return expected("one of 0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118, 237 GB");
                }
                self.cache_gb = size;
            }
            "timeout_s" => self.timeout = seconds(value, 0.05, 300.0)?,
            "overhead_ms" => self.overhead = Law::Fixed(millis(value, 1_000.0)?),
            "authorizer" => {
                self.authorizer = match word(value, &["none", "function", "user-pool", "iam"])? {
                    "function" => Authorizer::Function(100 * MS),
                    "user-pool" => Authorizer::UserPool,
                    "iam" => Authorizer::Iam,
                    _ => Authorizer::None,
                }
            }
            "authorizer_ms" => {
                let time = millis(value, 10_000.0)?;
                self.authorizer =
                    if time == 0 { Authorizer::None } else { Authorizer::Function(time) };
            }
            "authorizer_ttl_s" => self.authorizer_ttl = seconds(value, 0.0, 3_600.0)?,
            "endpoint" => {
                self.endpoint = match word(value, &["edge", "regional", "private"])? {
                    "edge" => Endpoint::Edge,
                    "private" => Endpoint::Private,
                    _ => Endpoint::Regional,
                }
            }
            "distance_ms" => self.distance = millis(value, 1_000.0)?,
            "canary_percent" => self.canary_percent = small(value, 0, 100)?,
            "canary_target" => self.canary_target = maybe_text(value)?,
            "request" => self.flaw = flaw(value)?,
            _ => return Err(Refusal::NoKey),
        }
        Ok(())
    }

    /// A quota that is used up comes back with its next period.
    fn pace(&self) -> Recurrence {
        match self.quota {
            Some(_) => Recurrence::Periods(self.quota_period),
            None => Recurrence::Steady,
        }
    }

    fn wires(&self) -> Vec<(&'static str, &str)> {
        let canary = self.canary_target.iter().map(|one| ("canary_target", one.as_str()));
        std::iter::once(("target", self.target.as_str())).chain(canary).collect()
    }

    /// Functions, addresses, and actions of services: of any service for a REST API, of five for an
    /// HTTP API (Amazon API Gateway Developer Guide, Integration subtype reference, 2026-11).
    fn leads_to(&self, _key: &str) -> &'static [&'static str] {
        if self.is_http {
            &["function", "gateway", "edge", "bus", "queue", "stream", "workflow"]
        } else {
            &[
                "function", "gateway", "edge", "bus", "queue", "stream", "workflow", "topic",
                "table", "bucket",
            ]
        }
    }

    fn quotas_set(&self) -> Vec<(SharedQuota, &'static str, QuotaLevel)> {
        let level = |Throttle { rate, burst }| QuotaLevel { rate, burst };
        let set = self.account.map(|one| (SharedQuota::ApiRequests, "account_rate", level(one)));
        set.into_iter().collect()
    }

    fn hands_on(&self) -> bool {
        true
    }

    fn refused(&self) -> Option<Unfit> {
        let timeout_s = to_seconds(self.timeout);
        if self.is_http {
            return self.refused_of_http(timeout_s);
        }
        // Only Regional and private APIs may wait longer than 29 s.
        if self.endpoint == Endpoint::Edge && REST_TIMEOUT_S < timeout_s {
            let what = format!("an edge-optimized API waits 29 s at most, not {timeout_s} s");
            return Some(Unfit::new("timeout_s", what));
        }
        match self.authorizer {
            Authorizer::Function(time) if 10 * SECOND < time => {
                let what = format!("an authorizer may take 10 s, not {} ms", time / MS);
                Some(Unfit::new("authorizer_ms", what))
            }
            Authorizer::None | Authorizer::Function(_) | Authorizer::UserPool | Authorizer::Iam => {
                None
            }
        }
    }

    fn is_open(&self) -> bool {
        self.endpoint != Endpoint::Private
    }
}

fn throttle(level: &mut Option<Throttle>, key: &str, value: &SettingValue) -> Result<(), Refusal> {
    let now = level.unwrap_or(Throttle::ACCOUNT);
    let units = whole(value, 0, 1_000_000)?;
    *level = Some(if key.ends_with("rate") {
        Throttle { rate: units, ..now }
    } else {
        Throttle { burst: units, ..now }
    });
    Ok(())
}

/// What is wrong with all requests, by name.
fn flaw(value: &SettingValue) -> Result<Flaw, Refusal> {
    const NAMES: [&str; 14] = [
        "sound",
        "without-key",
        "badly-signed",
        "unknown-path",
        "blocked-by-firewall",
        "without-token",
        "expired-token",
        "denied",
        "authorizer-fails",
        "too-large",
        "bad-body",
        "wrong-media-type",
        "unreachable-integration",
        "malformed-response",
    ];
    Ok(match word(value, &NAMES)? {
        "without-key" => Flaw::MissingApiKey,
        "badly-signed" => Flaw::BadSignature,
        "unknown-path" => Flaw::UnknownPath,
        "blocked-by-firewall" => Flaw::Firewall,
        "without-token" => Flaw::NoToken,
        "expired-token" => Flaw::ExpiredToken,
        "denied" => Flaw::Denied,
        "authorizer-fails" => Flaw::AuthorizerError,
        "too-large" => Flaw::TooLarge,
        "bad-body" => Flaw::BadBody,
        "wrong-media-type" => Flaw::MediaType,
        "unreachable-integration" => Flaw::Unreachable,
        "malformed-response" => Flaw::MalformedResponse,
        _ => Flaw::None,
    })
}
