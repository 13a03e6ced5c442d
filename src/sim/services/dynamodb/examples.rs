//! Worked examples of DynamoDB.

#![expect(clippy::unnecessary_wraps, reason = "all examples share one signature")]

use serde_json::{Value, json};

use super::calc;
use super::{
    Table,
    setup::{AutoScaling, Capacity, TableClass, TableSetup},
    units::{self, Access, Consistency, IndexChange},
};
use crate::sim::Setup;
use crate::sim::World;
use crate::sim::fidelity::form::Example;
use crate::sim::fidelity::given::{
    ExampleAnswer, GivenKey, Inputs, Takes, client, milli, reason_name, run, world,
};
use crate::sim::kernel::{
    bill::Prices,
    call::Op,
    draw::Law,
    meter::Count,
    number::float,
    time::{HOUR, MINUTE, SECOND, to_seconds},
};
use crate::sim::services::client::{
    load::{Batch, Load},
    setup::ClientSetup,
};
use crate::sim::services::{Component, PartSetup};

/// By the names that files give them.
pub const EXAMPLES: &[Example] = &[
    Example::new("ddb_units", DDB_UNITS, ddb_units),
    Example::new("ddb_item_size", DDB_ITEM_SIZE, ddb_item_size),
    Example::new("ddb_check", DDB_CHECK, ddb_check),
    Example::new("ddb_rate", DDB_RATE, ddb_rate),
    Example::new("ddb_burst", DDB_BURST, ddb_burst),
    Example::new("ddb_hot_key", DDB_HOT_KEY, ddb_hot_key),
    Example::new("ddb_autoscaling", DDB_AUTOSCALING, ddb_autoscaling),
    Example::new("ddb_on_demand_limit", DDB_ON_DEMAND_LIMIT, ddb_on_demand_limit),
    Example::new("ddb_index_units", DDB_INDEX_UNITS, ddb_index_units),
    Example::new("ddb_replicated_units", DDB_REPLICATED_UNITS, ddb_replicated_units),
    Example::new("ddb_cost", DDB_COST, ddb_cost),
];

const DDB_UNITS: &[GivenKey] = &[
    (
        "op",
        Takes::Choice(&[
            "get",
            "put",
            "update",
            "delete",
            "batch_get",
            "batch_write",
            "query",
            "scan",
            "tx_get",
            "tx_write",
        ]),
    ),
    ("bytes", Takes::Number),
    ("sizes", Takes::Numbers),
    ("count", Takes::Number),
    ("before_bytes", Takes::Number),
    ("consistency", Takes::Word(&["eventual", "strong"])),
    ("exists", Takes::Flag),
    ("fetched", Takes::Numbers),
];

const DDB_ITEM_SIZE: &[GivenKey] = &[("attributes", Takes::List)];

const DDB_CHECK: &[GivenKey] = &[
    (
        "limit",
        Takes::Choice(&[
            "item_bytes",
            "batch_get_items",
            "batch_write_items",
            "transaction_items",
            "transaction_bytes",
            "partition_key_bytes",
            "sort_key_bytes",
        ]),
    ),
    ("value", Takes::Number),
];

const DDB_RATE: &[GivenKey] = &[
    ("op", Takes::Word(&["get", "read", "put", "write", "update"])),
    ("bytes", Takes::Number),
    ("consistency", Takes::Word(&["eventual", "strong"])),
    ("capacity", Takes::Number),
    ("offered_per_s", Takes::Number),
    ("seconds", Takes::Number),
    ("burst_start", Takes::Number),
];

const DDB_BURST: &[GivenKey] =
    &[("capacity", Takes::Number), ("idle_s", Takes::Number), ("load_per_s", Takes::Number)];

const DDB_HOT_KEY: &[GivenKey] = &[
    ("side", Takes::Word(&["write", "read"])),
    ("item_bytes", Takes::Number),
    ("consistency", Takes::Word(&["strong", "eventual"])),
    ("offered_per_s", Takes::Number),
    ("seconds", Takes::Number),
];

const DDB_AUTOSCALING: &[GivenKey] = &[
    ("target", Takes::Number),
    ("min", Takes::Number),
    ("max", Takes::Number),
    ("start", Takes::Number),
    ("apply_delay_s", Takes::Number),
    ("consumed", Takes::Numbers),
];

const DDB_ON_DEMAND_LIMIT: &[GivenKey] =
    &[("side", Takes::Word(&["read", "write"])), ("previous_peak", Takes::Number)];

const DDB_INDEX_UNITS: &[GivenKey] = &[
    ("change", Takes::Choice(&["new", "removed", "key_change", "projected", "untouched"])),
    ("entry_before", Takes::Number),
    ("entry_after", Takes::Number),
];

const DDB_REPLICATED_UNITS: &[GivenKey] =
    &[("writes_per_s", Takes::Numbers), ("item_bytes", Takes::Number)];

const DDB_COST: &[GivenKey] = &[
    ("mode", Takes::Word(&["provisioned", "on_demand", "on-demand"])),
    ("class", Takes::Word(&["standard", "standard_ia", "ia"])),
    ("wcu", Takes::Number),
    ("rcu", Takes::Number),
    ("hours", Takes::Number),
    ("write_units", Takes::Number),
    ("read_units", Takes::Number),
    ("storage_gb", Takes::Number),
];

fn consistency(given: &Inputs<'_>) -> Consistency {
    if given.word("consistency") == "strong" { Consistency::Strong } else { Consistency::Eventual }
}

/// What `DynamoDB` answers to a request that is beyond a limit.
fn invalid(why: &str) -> ExampleAnswer {
    Ok(json!({ "result": "ValidationException", "error": format!("ValidationException: {why}") }))
}

fn ddb_units(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    let consistency = consistency(given);
    let bytes = given.whole("bytes", 0);
    let before = given.whole("before_bytes", 0);
    let count = given.whole("count", 1);
    let mut sizes = given.wholes("sizes");
    if sizes.is_empty() {
        sizes = vec![bytes; usize::try_from(count).unwrap_or(1)];
    }
    let op = given.word("op");
    let (most_items, most_bytes) = units::most_of(op);
    let n = sizes.len() as u64;
    if most_items < n {
        return invalid(&format!("`{op}` takes {most_items} items at most, not {n}"));
    }
    let largest = sizes.iter().copied().chain([before]).max().unwrap_or(0);
    // What a query or a scan reads may be given as one sum.
    let is_sum = ["query", "scan"].contains(&op);
    if !is_sum && units::MAX_ITEM_BYTES < largest {
        let most = units::MAX_ITEM_BYTES;
        return invalid(&format!("an item has {most} bytes at most, not {largest}"));
    }
    let total: u64 = sizes.iter().sum();
    if most_bytes < total {
        return invalid(&format!("`{op}` takes {most_bytes} bytes at most, not {total}"));
    }
    let each = |cost: &dyn Fn(u64) -> u64| sizes.iter().map(|size| cost(*size)).sum::<u64>();
    let milli = match op {
        "get" if !given.flag("exists", true) => units::read_milli(0, consistency),
        "get" | "batch_get" => each(&|size| units::read_milli(size, consistency)),
        // What an index does not hold is fetched from the table, item by item.
        "query" | "scan" => {
            let fetched = given.wholes("fetched");
            let fetch = fetched.iter().map(|size| units::read_milli(*size, consistency));
            units::pages_milli(&sizes, consistency) + fetch.sum::<u64>()
        }
        "batch_write" => each(&units::write_milli),
        "tx_get" => 2 * each(&|size| units::read_milli(size, Consistency::Strong)),
        "tx_write" => 2 * each(&units::write_milli),
        _ => units::write_milli(bytes.max(before)),
    };
    Ok(json!({ "units": float(milli) / 1_000.0 }))
}

fn ddb_item_size(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    let mut bytes = 0;
    for attribute in given.list("attributes") {
        let name = attribute.get("name").and_then(Value::as_str).unwrap_or_default();
        bytes += name.len() as u64 + value_bytes(attribute)?;
    }
    Ok(json!({ "bytes": bytes }))
}

/// No binary value of an example is larger; an item ends at 400 KB.
const MOST_BINARY: u64 = 1_000_000_000;

/// Bytes of one attribute's value; lists and maps cost three bytes and one for each element.
fn value_bytes(attribute: &Value) -> Result<u64, String> {
    let value = attribute.get("value").unwrap_or(&Value::Null);
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let elements = || value.as_array().map_or(&[][..], Vec::as_slice);
    match attribute.get("type").and_then(Value::as_str).unwrap_or_default() {
        "S" => Ok(text.len() as u64),
        "N" => Ok(units::number_bytes(&text)),
        "B" => match value.as_u64() {
            Some(bytes) if bytes <= MOST_BINARY => Ok(bytes),
            Some(_) | None => {
                Err(format!("a binary value is given as its bytes, 0 to {MOST_BINARY}"))
            }
        },
        "BOOL" | "NULL" => Ok(1),
        // A set counts its values and nothing beside them.
        "SS" => Ok(elements().iter().filter_map(Value::as_str).map(|one| one.len() as u64).sum()),
        "NS" => {
            let digits = |one: &Value| one.as_str().map_or_else(|| one.to_string(), str::to_owned);
            Ok(elements().iter().map(|one| units::number_bytes(&digits(one))).sum())
        }
        "BS" => elements().iter().try_fold(0, |sum, one| match one.as_u64() {
            Some(bytes) if bytes <= MOST_BINARY => Ok(sum + bytes),
            Some(_) | None => {
                Err(format!("a binary value is given as its bytes, 0 to {MOST_BINARY}"))
            }
        }),
        "L" => elements().iter().try_fold(3, |sum, one| Ok(sum + 1 + value_bytes(one)?)),
        "M" => elements().iter().try_fold(3, |sum, one| {
            let name = one.get("name").and_then(Value::as_str).unwrap_or_default();
            Ok(sum + 1 + name.len() as u64 + value_bytes(one)?)
        }),
        other => Err(format!("unknown type `{other}`")),
    }
}

fn ddb_check(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    let limit = match given.word("limit") {
        "item_bytes" => units::MAX_ITEM_BYTES,
        "batch_get_items" | "transaction_items" => 100,
        "batch_write_items" => 25,
        "transaction_bytes" => 4 * 1_024 * 1_024,
        "partition_key_bytes" => 2_048,
        "sort_key_bytes" => 1_024,
        other => return Err(format!("unknown limit `{other}`")),
    };
    let result = if limit < given.whole("value", 0) { "ValidationException" } else { "ok" };
    Ok(json!({ "result": result }))
}

fn rate_op(given: &Inputs<'_>) -> Op {
    match (given.word("op"), given.word("consistency")) {
        ("put" | "write" | "update", _) => Op::Write,
        (_, "strong") => Op::ReadStrong,
        _ => Op::Read,
    }
}

fn ddb_rate(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    let op = rate_op(given);
    let bytes = given.small("bytes", 1_024);
    let capacity = given.whole("capacity", 1);
    let seconds = given.seconds("seconds", 60.0);
    let table = TableSetup {
        capacity: Capacity::Provisioned { reads: capacity, writes: capacity },
        latency: Law::Fixed(0),
        n_partitions: 1_000,
        first_credit: Some(given.whole("burst_start", 0)),
        quota: u64::MAX,
        ..TableSetup::default()
    };
    let load = Load::Even { rate_milli: given.rate("offered_per_s") };
    let sender = ClientSetup { op, bytes, ..client("table", load, seconds) };
    let setup = Setup::new(1)
        .with("client", PartSetup::Client(sender))
        .with("table", PartSetup::Table(table));
    let mut world = world(&setup)?;
    run(&mut world, seconds)?;
    let milli = match op {
        Op::Write | Op::ConditionalWrite | Op::WriteBatch => units::write_milli(u64::from(bytes)),
        Op::TransactWrite => 2 * units::write_milli(u64::from(bytes)),
        Op::TransactRead => 2 * units::read_milli(u64::from(bytes), Consistency::Strong),
        Op::ReadStrong => units::read_milli(u64::from(bytes), Consistency::Strong),
        Op::Read | Op::Request | Op::Event | Op::ReadIndex | Op::ReadBatch => {
            units::read_milli(u64::from(bytes), Consistency::Eventual)
        }
    };
    let ok = world.count("client", Count::Ok);
    let per_s = float(ok) / to_seconds(seconds);
    Ok(json!({ "units_per_op": float(milli) / 1_000.0, "ok_per_s": per_s }))
}

fn ddb_burst(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    let capacity = given.whole("capacity", 1);
    let idle = given.seconds("idle_s", 0.0);
    let rate = given.rate("load_per_s");
    let table = TableSetup {
        capacity: Capacity::Provisioned { reads: capacity, writes: capacity },
        quota: u64::MAX,
        first_credit: Some(0),
        latency: Law::Fixed(0),
        n_partitions: 1_000,
        ..TableSetup::default()
    };
    // The load runs on for as long as the credit could last, and a second more.
    let longest = idle + HOUR;
    let per_second = rate / 1_000;
    let batches = (0..3_600).map(|second| Batch {
        at: idle + second * SECOND,
        count: per_second,
        spread: SECOND,
    });
    let load = Load::Batches(batches.collect());
    let sender = ClientSetup { op: Op::Write, bytes: 1_000, ..client("table", load, longest) };
    let setup = Setup::new(1)
        .with("client", PartSetup::Client(sender))
        .with("table", PartSetup::Table(table));
    let mut world = world(&setup)?;
    run(&mut world, idle.saturating_sub(1))?;
    let stored = table_of(&world)?.credit(idle, Access::Write);
    let mut first = None;
    while first.is_none() && world.core.now < longest {
        let next = world.core.now + SECOND;
        run(&mut world, next)?;
        first = table_of(&world)?.first_throttle;
    }
    let first = first.map(|at| to_seconds(at - idle));
    Ok(json!({ "stored_units": stored, "first_throttle_s": first }))
}

fn table_of(world: &World) -> Result<&Table, String> {
    match world.component("table") {
        Some(Component::Table(table)) => Ok(table),
        Some(_) | None => Err("the world has no table".to_owned()),
    }
}

fn ddb_hot_key(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    let seconds = given.seconds("seconds", 60.0);
    let is_write = given.word("side") != "read";
    let op = match (is_write, given.word("consistency")) {
        (true, _) => Op::Write,
        (false, "eventual") => Op::Read,
        (false, _) => Op::ReadStrong,
    };
    let sender = ClientSetup {
        op,
        bytes: given.small("item_bytes", 1_000),
        n_keys: 1,
        ..client("table", Load::Even { rate_milli: given.rate("offered_per_s") }, seconds)
    };
    let table = TableSetup { latency: Law::Fixed(0), n_partitions: 4, ..TableSetup::default() };
    let setup = Setup::new(1)
        .with("client", PartSetup::Client(sender))
        .with("table", PartSetup::Table(table));
    let mut world = world(&setup)?;
    run(&mut world, seconds)?;
    let ok = float(world.count("client", Count::Ok)) / to_seconds(seconds);
    Ok(json!({ "ok_per_s": ok, "reason": reason_name(table_of(&world)?.last_reason) }))
}

fn ddb_autoscaling(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    let target_percent = milli(given.number("target", 0.7)) / 10;
    let start = given.whole("start", 5);
    let scaling = AutoScaling {
        target_percent,
        min: given.whole("min", 5),
        max: given.whole("max", 40_000),
        delay: given.seconds("apply_delay_s", 60.0),
    };
    let table = TableSetup {
        capacity: Capacity::Provisioned { reads: 1, writes: start },
        first_credit: Some(u64::MAX),
        quota: u64::MAX,
        latency: Law::Fixed(0),
        n_partitions: 1_000,
        scale_writes: Some(scaling),
        ..TableSetup::default()
    };
    // `consumed` is the mean of each minute: that many units in each of its seconds.
    let consumed = given.wholes("consumed");
    let mut batches = Vec::new();
    for (minute, units) in (0_u64..).zip(&consumed) {
        for second in 0..60 {
            let at = minute * MINUTE + second * SECOND;
            batches.push(Batch { at, count: *units, spread: SECOND });
        }
    }
    let end = consumed.len() as u64 * MINUTE;
    let sender =
        ClientSetup { op: Op::Write, bytes: 1_000, ..client("table", Load::Batches(batches), end) };
    let setup = Setup::new(1)
        .with("client", PartSetup::Client(sender))
        .with("table", PartSetup::Table(table));
    let mut world = world(&setup)?;
    run(&mut world, end)?;
    let table = table_of(&world)?;
    let changes: Vec<Value> =
        table.changes.iter().map(|(at, _, units)| json!([at / MINUTE, units])).collect();
    Ok(json!({ "changes": changes, "final": table.provisioned(Access::Write) }))
}

fn ddb_on_demand_limit(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    let peak = given.whole("previous_peak", 0);
    let limit = match given.word("side") {
        "write" => calc::on_demand_writes(peak),
        _ => calc::on_demand_reads(peak),
    };
    Ok(json!({ "instant_limit": limit }))
}

fn ddb_index_units(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    let change = match given.word("change") {
        "new" => IndexChange::New,
        "removed" => IndexChange::Removed,
        "key_change" => IndexChange::KeyChanged,
        "projected" => IndexChange::ProjectedChanged,
        "untouched" => IndexChange::Untouched,
        other => return Err(format!("unknown change `{other}`")),
    };
    let milli =
        units::index_milli(change, given.whole("entry_before", 0), given.whole("entry_after", 0));
    Ok(json!({ "index_units": float(milli) / 1_000.0 }))
}

fn ddb_replicated_units(given: &Inputs<'_>, _prices: &Prices) -> ExampleAnswer {
    let writes = given.wholes("writes_per_s");
    let each = units::write_milli(given.whole("item_bytes", 1_000));
    // Every Region takes the writes of all of them.
    let per_region = writes.iter().sum::<u64>() * each;
    let total = per_region * writes.len() as u64;
    Ok(json!({ "per_region": float(per_region) / 1_000.0, "total": float(total) / 1_000.0 }))
}

fn ddb_cost(given: &Inputs<'_>, prices: &Prices) -> ExampleAnswer {
    let is_infrequent = given.word("class").contains("ia");
    let class = if is_infrequent { TableClass::Infrequent } else { TableClass::Standard };
    let number = |key| given.number(key, 0.0);
    let used = match given.word("mode") {
        "on_demand" | "on-demand" => {
            calc::on_demand_bill(prices, class, number("write_units"), number("read_units"))
        }
        _ => {
            let hours = given.number("hours", 730.0);
            calc::provisioned_bill(prices, class, number("wcu"), number("rcu"), hours)
        }
    };
    let stored = number("storage_gb") * class.usd(prices, "storage.gb-month");
    Ok(json!({ "usd": used + stored }))
}
