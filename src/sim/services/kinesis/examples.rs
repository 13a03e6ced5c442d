//! Worked examples of streams and their mappings.

#![expect(clippy::unnecessary_wraps, reason = "all examples share one signature")]

use serde_json::json;

use super::calc;
use crate::sim::fidelity::form::Example;
use crate::sim::fidelity::given::{ExampleAnswer, GivenKey, Inputs, Takes};
use crate::sim::kernel::{bill::Prices, quota};

/// By the names that files give them.
pub const EXAMPLES: &[Example] = &[
    Example::new("kinesis_shards", KINESIS_SHARDS, kinesis_shards),
    Example::new("lambda_stream_concurrency", LAMBDA_STREAM_CONCURRENCY, lambda_stream_concurrency),
];

const KINESIS_SHARDS: &[GivenKey] = &[
    ("in_mb_s", Takes::Number),
    ("in_records_s", Takes::Number),
    ("consumers", Takes::Number),
    ("enhanced", Takes::Flag),
];

const LAMBDA_STREAM_CONCURRENCY: &[GivenKey] =
    &[("shards", Takes::Number), ("factor", Takes::Number)];

fn kinesis_shards(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    let (mb_s, records_s) = (given.number("in_mb_s", 0.0), given.number("in_records_s", 0.0));
    // Readers with enhanced fan-out have a throughput each and share nothing.
    let readers = if given.flag("enhanced", false) { 0.0 } else { given.number("consumers", 1.0) };
    let shards = calc::kinesis_shards(mb_s, records_s, readers);
    Ok(json!({ "shards": shards }))
}

fn lambda_stream_concurrency(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    let factor = given.whole("factor", 1);
    if !(1..=u64::from(quota::PARALLELIZATION)).contains(&factor) {
        return Err(format!("the parallelization factor is 1 to 10, not {factor}"));
    }
    Ok(json!({ "concurrency": given.whole("shards", 1) * factor }))
}
