//! What a distribution and its function are set to, with the figures that AWS gives.

use serde::{Deserialize, Serialize};

use crate::sim::kernel::{
    draw::Law,
    part::{Configure, Unfit},
    setting::{Refusal, SettingValue, flag, millis, seconds, share_milli, small, text, word},
    time::{HOUR, MS, SimTime},
};

/// Requests a second that Lambda@Edge takes in a Region.
pub const EDGE_RATE: u64 = 10_000;

/// A CloudFront Function runs for less than this.
pub const CLOUDFRONT_FUNCTION: SimTime = MS;

/// What runs at the edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum EdgeFunction {
    #[default]
    None,
    CloudFront,
    Lambda,
}

/// What a distribution is set to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EdgeSetup {
    pub target: String,
    /// How long an answer is kept; 0: not at all.
    pub ttl: SimTime,
    pub hit_latency: Law,
    /// The way from the edge to the origin.
    pub distance: SimTime,
    pub function: EdgeFunction,
    /// The function runs on origin requests, not on viewer requests.
    pub at_origin: bool,
    pub function_time: SimTime,
    pub function_mb: u32,
    pub needs_network: bool,
    pub needs_body: bool,
    /// The share of requests that the function turns away, in thousandths.
    pub turned_away_milli: u32,
}

impl Default for EdgeSetup {
    fn default() -> Self {
        Self {
            target: String::new(),
            ttl: 24 * HOUR,
            hit_latency: Law::Fixed(10 * MS),
            distance: 60 * MS,
            function: EdgeFunction::None,
            at_origin: false,
            function_time: 0,
            function_mb: 128,
            needs_network: false,
            needs_body: false,
            turned_away_milli: 0,
        }
    }
}

impl Configure for EdgeSetup {
    fn kind(&self) -> &'static str {
        "edge"
    }

    fn keys(&self) -> &'static [&'static str] {
        &[
            "target",
            "ttl_s",
            "hit_ms",
            "distance_ms",
            "function",
            "at",
            "function_ms",
            "function_mb",
            "needs_network",
            "needs_body",
            "turned_away_percent",
        ]
    }

    fn metrics(&self) -> &'static [(&'static str, &'static str)] {
        &[("in", "Requests")]
    }

    fn set(&mut self, key: &str, value: &SettingValue) -> Result<(), Refusal> {
        match key {
            "target" => self.target = text(value)?,
            "ttl_s" => self.ttl = seconds(value, 0.0, 31_536_000.0)?,
            "hit_ms" => self.hit_latency = Law::Fixed(millis(value, 1_000.0)?),
            "distance_ms" => self.distance = millis(value, 1_000.0)?,
            "function" => {
                self.function = match word(value, &["none", "cloudfront", "lambda"])? {
                    "cloudfront" => EdgeFunction::CloudFront,
                    "lambda" => EdgeFunction::Lambda,
                    _ => EdgeFunction::None,
                }
            }
            "at" => self.at_origin = word(value, &["viewer", "origin"])? == "origin",
            "function_ms" => self.function_time = millis(value, 30_000.0)?,
            "function_mb" => self.function_mb = small(value, 1, 10_240)?,
            "needs_network" => self.needs_network = flag(value)?,
            "needs_body" => self.needs_body = flag(value)?,
            "turned_away_percent" => self.turned_away_milli = share_milli(value)?,
            _ => return Err(Refusal::NoKey),
        }
        Ok(())
    }

    fn wires(&self) -> Vec<(&'static str, &str)> {
        vec![("target", &self.target)]
    }

    /// Origins: a bucket, an API, the URL of a function (Amazon CloudFront Developer Guide, Using
    /// various origins, 2026-11).
    fn leads_to(&self, _key: &str) -> &'static [&'static str] {
        &["bucket", "gateway", "function"]
    }

    fn hands_on(&self) -> bool {
        true
    }

    fn refused(&self) -> Option<Unfit> {
        if self.function != EdgeFunction::CloudFront {
            return None;
        }
        if CLOUDFRONT_FUNCTION <= self.function_time {
            let what = "a CloudFront Function runs for less than 1 ms; Lambda@Edge may";
            return Some(Unfit::new("function_ms", what));
        }
        if self.needs_network || self.needs_body || self.at_origin {
            let what = "a CloudFront Function has no network, no body and no origin requests; \
                        Lambda@Edge has";
            return Some(Unfit::new("function", what));
        }
        None
    }
}
