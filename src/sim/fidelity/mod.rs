//! Worked examples: what is given goes in as JSON, what the simulator or a calculator makes of it
//! comes out. `coldstart sim fidelity FILE` prints the answers; tests hold them against documents.
//!
//! The examples of a service stand in its room.

pub mod given;
mod ranges;

use serde_json::{Map, Value, json};

use self::given::{Example, Inputs};
use super::{
    kernel::bill::Prices,
    services::{
        api_gateway, cache, cloudfront, cognito, dynamodb, kinesis, lambda, rds, sqs,
        step_functions,
    },
};

const EXAMPLES: [&[(&str, Example)]; 10] = [
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
];

/// Answers one example; an unknown kind or input, or a figure outside of its range, is an object
/// with the key `error`.
pub fn answer(given: &Map<String, Value>, prices: &Prices) -> Value {
    if let Err(error) = ranges::check(given) {
        return json!({ "error": error });
    }
    let given = Inputs(given);
    let kind = given.word("kind");
    let example = EXAMPLES.into_iter().flatten().find(|(name, _)| *name == kind);
    let answered = match example {
        Some((_, example)) => example(&given, prices),
        None => Err("unknown kind".to_owned()),
    };
    answered.unwrap_or_else(|error| json!({ "error": error }))
}
