//! Worked examples of DAX.

use serde_json::{Value, json};

use super::setup::CacheSetup;
use crate::sim::Setup;
use crate::sim::fidelity::form::Example;
use crate::sim::fidelity::given::{
    ExampleAnswer, GivenKey, Inputs, Takes, client, drain, part, run, world,
};
use crate::sim::kernel::{
    bill::Prices,
    call::Op,
    draw::Law,
    meter::Count,
    time::{SimTime, from_seconds},
};
use crate::sim::services::PartSetup;
use crate::sim::services::client::{
    load::{Batch, Load},
    setup::ClientSetup,
};

/// By the names that files give them.
pub const EXAMPLES: &[Example] = &[Example::new("dax_reads", DAX_READS, dax_reads)];

const DAX_READS: &[GivenKey] = &[("ttl_s", Takes::Number), ("ops", Takes::Lists)];

/// Each operation is a client of its own that sends once; those that go around the cache tell it
/// that the table has a newer version.
fn dax_reads(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    let ttl = given.seconds("ttl_s", 300.0);
    let cache = CacheSetup {
        target: "table".into(),
        ttl,
        hit_latency: Law::Fixed(0),
        ..CacheSetup::default()
    };
    let table =
        part("table", &[("latency_ms", 0.0.into()), ("first_credit", 300_000_000.0.into())])?;
    let mut setup = Setup::new(1).with("cache", PartSetup::Cache(cache)).with("table", table);
    let mut keys: Vec<String> = Vec::new();
    let mut around: Vec<(SimTime, u32)> = Vec::new();
    let mut n_table_writes = 0;
    for (index, op) in given.list("ops").iter().enumerate() {
        // Operations of one instant come in the order given, a nanosecond apart.
        let at = from_seconds(op.get(0).and_then(Value::as_f64).unwrap_or(0.0)) + index as u64;
        let what = op.get(1).and_then(Value::as_str).unwrap_or_default();
        let key = op.get(2).and_then(Value::as_str).unwrap_or_default().to_owned();
        let place = keys.iter().position(|one| *one == key).unwrap_or_else(|| {
            keys.push(key);
            keys.len() - 1
        });
        let place = u32::try_from(place).unwrap_or(0);
        let (kind, to) = match what {
            "get" => (Op::Read, "cache"),
            "get_strong" => (Op::ReadStrong, "cache"),
            "put" => (Op::Write, "cache"),
            "put_direct" => (Op::Write, "table"),
            other => return Err(format!("unknown operation `{other}`")),
        };
        if kind == Op::Write {
            n_table_writes += 1;
        }
        if what == "put_direct" {
            around.push((at, place));
        }
        let load = Load::Batches(vec![Batch { at, count: 1, spread: 0 }]);
        let sender = ClientSetup { op: kind, n_keys: 1, ..client(to, load, SimTime::MAX) };
        setup = setup.with(&format!("client-{index:04}"), PartSetup::Client(sender));
    }
    if 1 < keys.len() {
        return Err("examples of a cache use one key".to_owned());
    }
    let mut world = world(&setup)?;
    around.sort_unstable();
    for (at, key) in around {
        run(&mut world, at)?;
        world.written_around("cache", key);
    }
    drain(&mut world, SimTime::MAX)?;
    let count = |what| world.count("cache", what);
    let reads = world.count("table", Count::In) - n_table_writes;
    Ok(json!({
        "hits": count(Count::CacheHits),
        "misses": count(Count::CacheMisses),
        "stale_hits": count(Count::StaleHits),
        "table_reads": reads,
    }))
}
