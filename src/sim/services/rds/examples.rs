//! Worked examples of RDS and its proxy.

#![expect(clippy::unnecessary_wraps, reason = "all examples share one signature")]

use serde_json::json;

use super::calc;
use super::setup::DatabaseSetup;
use crate::sim::Setup;
use crate::sim::fidelity::form::Example;
use crate::sim::fidelity::given::{
    ExampleAnswer, GivenKey, Inputs, Takes, client, instant_function, run, world,
};
use crate::sim::kernel::{
    bill::Prices,
    draw::Law,
    time::{SECOND, to_seconds},
};
use crate::sim::services::client::load::Load;
use crate::sim::services::{Component, PartSetup};

/// By the names that files give them.
pub const EXAMPLES: &[Example] = &[
    Example::new("rds_max_connections", RDS_MAX_CONNECTIONS, rds_max_connections),
    Example::new("rds_connections", RDS_CONNECTIONS, rds_connections),
];

const RDS_MAX_CONNECTIONS: &[GivenKey] = &[
    ("engine", Takes::Word(&["mysql", "postgres", "postgresql"])),
    ("memory_bytes", Takes::Number),
];

const RDS_CONNECTIONS: &[GivenKey] = &[
    ("rps", Takes::Number),
    ("duration_ms", Takes::Number),
    ("tx_ms", Takes::Number),
    ("max_connections", Takes::Number),
    ("proxy", Takes::Flag),
    ("pool_percent", Takes::Number),
];

fn rds_max_connections(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    let memory = given.whole("memory_bytes", 0);
    let most = match given.word("engine") {
        "postgres" | "postgresql" => calc::postgres_connections(memory),
        _ => calc::mysql_connections(memory),
    };
    Ok(json!({ "max_connections": most }))
}

fn rds_connections(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    let duration = given.millis("duration_ms", 500.0);
    let transaction = given.millis("tx_ms", 20.0);
    let has_proxy = given.flag("proxy", false);
    let database = DatabaseSetup {
        max_connections: given.small("max_connections", 85),
        transaction: Law::Fixed(transaction),
        proxy_percent: has_proxy.then(|| given.small("pool_percent", 100)),
        ..DatabaseSetup::default()
    };
    // The transaction is the end of the run, so both together last as long as given.
    let own_ms = to_seconds(duration.saturating_sub(transaction)) * 1_000.0;
    let function = instant_function(&[
        ("duration_ms", own_ms.into()),
        ("timeout_s", 900.0.into()),
        ("calls", "database".into()),
        ("sdk_attempts", 1.0.into()),
    ])?;
    let seconds = 3 * SECOND;
    let sender = client("function", Load::Even { rate_milli: given.rate("rps") }, seconds);
    let mut setup = Setup::new(1)
        .with("client", PartSetup::Client(sender))
        .with("database", PartSetup::Database(database))
        .with("function", function);
    setup.concurrency = 1_000_000;
    let mut world = world(&setup)?;
    run(&mut world, seconds)?;
    let Some(Component::Database(database)) = world.component("database") else {
        return Err("the world has no database".to_owned());
    };
    Ok(json!({
        "db_connections": database.connections(),
        "refused": database.n_refused(),
        "pool": database.pool(),
    }))
}
