//! Worked examples of Step Functions.

use serde_json::json;

use super::calc;
use crate::sim::fidelity::given::{Example, ExampleAnswer, Inputs};
use crate::sim::kernel::bill::Prices;

/// By the names that files give them.
pub const EXAMPLES: &[(&str, Example)] = &[("sfn_cost", sfn_cost)];

fn sfn_cost(given: &Inputs<'_>, prices: &Prices) -> ExampleAnswer {
    let executions = given.number("executions", 0.0);
    let usd = match given.word("type") {
        "standard" => {
            let transitions = executions * given.number("transitions", 0.0);
            let transitions = transitions + given.number("retries", 0.0);
            calc::standard_bill(prices, transitions, given.free_tier())
        }
        "express" => {
            let (ms, mb) = (given.number("duration_ms", 0.0), given.number("memory_mb", 64.0));
            calc::express_bill(prices, executions, ms, mb)
        }
        other => return Err(format!("unknown type `{other}`")),
    };
    Ok(json!({ "usd": usd }))
}
