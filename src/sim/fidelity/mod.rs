//! Worked examples: what is given goes in as JSON, what the simulator or a calculator makes of it
//! comes out. `coldstart sim fidelity FILE` prints the answers, and with `--check` holds them
//! against what the file expects.
//!
//! The examples of a service stand in its room.

pub mod case;
pub mod form;
pub mod given;
mod ranges;
mod whole;

use serde_json::{Map, Value, json};

use self::{form::Example, given::Inputs};
use super::{
    kernel::bill::Prices,
    services::{
        api_gateway, cache, cloudfront, cognito, dynamodb, kinesis, lambda, rds, sqs,
        step_functions,
    },
};

const EXAMPLES: [&[Example]; 11] = [
    api_gateway::examples::EXAMPLES,
    cache::examples::EXAMPLES,
    cloudfront::examples::EXAMPLES,
    cognito::examples::EXAMPLES,
    dynamodb::examples::EXAMPLES,
    kinesis::examples::EXAMPLES,
    lambda::examples::EXAMPLES,
    rds::examples::EXAMPLES,
    sqs::examples::EXAMPLES,
    step_functions::examples::EXAMPLES,
    whole::EXAMPLES,
];

/// All kinds of examples.
pub fn kinds() -> impl Iterator<Item = &'static Example> {
    EXAMPLES.into_iter().flatten()
}

/// Answers one example; an unknown kind, key or word, or a figure outside of its range, is an
/// object with the key `error`.
pub fn answer(given: &Map<String, Value>, prices: &Prices) -> Value {
    answered(given, prices).unwrap_or_else(|error| json!({ "error": error }))
}

fn answered(given: &Map<String, Value>, prices: &Prices) -> Result<Value, String> {
    let kind = given.get("kind").and_then(Value::as_str).unwrap_or_default();
    let example = kinds().find(|one| one.kind == kind).ok_or("unknown kind")?;
    example.check(given)?;
    ranges::check(given)?;
    (example.answer)(&Inputs::new(given, example.keys), prices)
}
