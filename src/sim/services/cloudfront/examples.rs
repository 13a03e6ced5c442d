//! Worked examples of functions at the edge.

#![expect(clippy::unnecessary_wraps, reason = "all examples share one signature")]

use serde_json::{Value, json};

use super::setup::CLOUDFRONT_FUNCTION;
use crate::sim::fidelity::form::Example;
use crate::sim::fidelity::given::{ExampleAnswer, GivenKey, Inputs, Takes};
use crate::sim::kernel::{bill::Prices, time::to_seconds};

/// By the names that files give them.
pub const EXAMPLES: &[Example] = &[Example::new("edge_pick", EDGE_PICK, edge_pick)];

const EDGE_PICK: &[GivenKey] = &[
    ("trigger", Takes::Word(&["viewer", "origin"])),
    ("duration_ms", Takes::Number),
    ("memory_mb", Takes::Number),
    ("code_kb", Takes::Number),
    ("network", Takes::Flag),
    ("body", Takes::Flag),
    ("language", Takes::Text),
    ("viewer_limit_s", Takes::Number),
];

/// The cheaper function at the edge that can do the work, with a million runs of it.
fn edge_pick(given: &Inputs<'_>, prices: &Prices) -> ExampleAnswer {
    let is_viewer = given.word("trigger") != "origin";
    let time = given.millis("duration_ms", 0.5);
    let simple = is_viewer
        && time < CLOUDFRONT_FUNCTION
        && given.number("memory_mb", 2.0) <= 2.0
        && given.number("code_kb", 10.0) <= 10.0
        && !given.flag("network", false)
        && !given.flag("body", false)
        && matches!(given.word("language"), "" | "javascript");
    let longest_s = if is_viewer { given.number("viewer_limit_s", 30.0) } else { 30.0 };
    let can_lambda = to_seconds(time) <= longest_s
        && matches!(given.word("language"), "" | "javascript" | "python");
    let million = 1e6;
    Ok(match (simple, can_lambda) {
        (true, _) => json!({
            "pick": "cloudfront-function",
            "usd_per_million": million * prices.usd("cloudfront.function"),
        }),
        (false, true) => {
            let gb = given.number("memory_mb", 128.0).max(128.0) / 1_024.0;
            let seconds = libm::ceil(to_seconds(time) * 1_000.0) / 1_000.0;
            let each = prices.usd("edge.request") + seconds * gb * prices.usd("edge.gb-second");
            json!({ "pick": "lambda-edge", "usd_per_million": million * each })
        }
        (false, false) => json!({ "pick": "none", "usd_per_million": Value::Null }),
    })
}
