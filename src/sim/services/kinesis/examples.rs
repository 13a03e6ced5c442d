//! Worked examples of streams and their mappings.

#![expect(clippy::unnecessary_wraps, reason = "all examples share one signature")]

use serde_json::json;

use super::calc;
use crate::sim::fidelity::given::{Example, ExampleAnswer, Inputs};
use crate::sim::kernel::{bill::Prices, quota};

/// By the names that files give them.
pub const EXAMPLES: &[(&str, Example)] =
    &[("kinesis_shards", kinesis_shards), ("lambda_stream_concurrency", lambda_stream_concurrency)];

fn kinesis_shards(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    let (mb_s, records_s) = (given.number("in_mb_s", 0.0), given.number("in_records_s", 0.0));
    let shards = calc::kinesis_shards(mb_s, records_s, given.number("consumers", 1.0));
    Ok(json!({ "shards": shards }))
}

fn lambda_stream_concurrency(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    let factor = given.whole("factor", 1);
    if !(1..=u64::from(quota::PARALLELIZATION)).contains(&factor) {
        return Err(format!("the parallelization factor is 1 to 10, not {factor}"));
    }
    Ok(json!({ "concurrency": given.whole("shards", 1) * factor }))
}
