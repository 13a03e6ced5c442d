//! Worked examples of Step Functions.

use serde_json::json;

use super::calc;
use crate::sim::fidelity::form::Example;
use crate::sim::fidelity::given::{ExampleAnswer, GivenKey, Inputs, Takes};
use crate::sim::kernel::bill::Prices;

/// By the names that files give them.
pub const EXAMPLES: &[Example] = &[Example::new("sfn_cost", SFN_COST, sfn_cost)];

const SFN_COST: &[GivenKey] = &[
    ("type", Takes::Choice(&["standard", "express"])),
    ("executions", Takes::Number),
    ("transitions", Takes::Number),
    ("retries", Takes::Number),
    ("duration_ms", Takes::Number),
    ("memory_mb", Takes::Number),
    ("free_tier", Takes::Flag),
];

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
