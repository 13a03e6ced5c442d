//! Worked examples of Cognito.

use serde_json::json;

use super::setup::{SIGN_INS, SignInKind, SignInSetup};
use crate::sim::Setup;
use crate::sim::fidelity::form::Example;
use crate::sim::fidelity::given::{
    ExampleAnswer, GivenKey, Inputs, Takes, client, drain, part, world,
};
use crate::sim::kernel::{
    bill::Prices,
    meter::Count,
    number::float,
    time::{HOUR, to_seconds},
};
use crate::sim::services::PartSetup;
use crate::sim::services::client::load::Load;

/// By the names that files give them.
pub const EXAMPLES: &[Example] = &[Example::new("cognito_rate", COGNITO_RATE, cognito_rate)];

const COGNITO_RATE: &[GivenKey] =
    &[("rps", Takes::Number), ("seconds", Takes::Number), ("quota", Takes::Number)];

/// Runs a user pool before a function that takes no time: everybody who comes has to sign in.
fn cognito_rate(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    let seconds = given.seconds("seconds", 10.0);
    let pool = SignInSetup {
        target: "function".into(),
        rate: given.whole("quota", SIGN_INS),
        ..SignInSetup::new(SignInKind::UserPool)
    };
    let mut sender = client("pool", Load::Even { rate_milli: given.rate("rps") }, seconds);
    sender.n_keys = 0;
    let setup = Setup::new(1)
        .with("client", PartSetup::Client(sender))
        .with("function", part("function", &[])?)
        .with("pool", PartSetup::SignIn(pool));
    let mut world = world(&setup)?;
    drain(&mut world, seconds + HOUR)?;
    let signed_in = world.count("pool", Count::SignIns);
    Ok(json!({
        "ok": signed_in,
        "throttled": world.count("pool", Count::Throttled),
        "ok_per_s": float(signed_in) / to_seconds(seconds),
    }))
}
