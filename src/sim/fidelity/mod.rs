//! Worked examples: what is given goes in as JSON, what the simulator or a calculator makes of it
//! comes out. `coldstart sim fidelity FILE` prints the answers; tests hold them against documents.

mod cast;
mod functions;
mod gateways;
mod ranges;
mod tables;

use serde_json::{Map, Value, json};

use super::{
    budget::Budget,
    cost::calc::{self, Prices},
    kernel::{
        core::Reason,
        time::{SimTime, from_seconds},
    },
    services::client::{ClientSetup, Load},
    world::{Setup, World},
};

/// What is given of one example.
struct Given<'a>(&'a Map<String, Value>);

type Answer = Result<Value, String>;

impl Given<'_> {
    fn number(&self, key: &str, default: f64) -> f64 {
        self.0.get(key).and_then(Value::as_f64).unwrap_or(default)
    }

    fn whole(&self, key: &str, default: u64) -> u64 {
        self.0.get(key).and_then(whole_of).unwrap_or(default)
    }

    fn small(&self, key: &str, default: u32) -> u32 {
        u32::try_from(self.whole(key, u64::from(default))).unwrap_or(u32::MAX)
    }

    fn word(&self, key: &str) -> &str {
        self.0.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    fn flag(&self, key: &str, default: bool) -> bool {
        self.0.get(key).and_then(Value::as_bool).unwrap_or(default)
    }

    fn list(&self, key: &str) -> &[Value] {
        self.0.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    fn wholes(&self, key: &str) -> Vec<u64> {
        self.list(key).iter().filter_map(whole_of).collect()
    }

    fn millis(&self, key: &str, default: f64) -> SimTime {
        from_seconds(self.number(key, default) / 1_000.0)
    }

    fn seconds(&self, key: &str, default: f64) -> SimTime {
        from_seconds(self.number(key, default))
    }

    /// A rate in thousandths of a request per second.
    fn rate(&self, key: &str) -> u64 {
        milli(self.number(key, 0.0))
    }
}

/// A whole number, also one that was written as 3e6.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "ranges are checked")]
fn whole_of(value: &Value) -> Option<u64> {
    let of_float = || value.as_f64().filter(|one| 0.0 <= *one && one.fract() == 0.0);
    value.as_u64().or_else(|| of_float().map(|one| one as u64))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rates are small and positive"
)]
fn milli(rate: f64) -> u64 {
    libm::round(rate.max(0.0) * 1_000.0) as u64
}

/// Answers one example; an unknown kind or input, or a figure outside of its range, is an object
/// with the key `error`.
pub fn answer(given: &Map<String, Value>, prices: &Prices) -> Value {
    if let Err(error) = ranges::check(given) {
        return json!({ "error": error });
    }
    let given = Given(given);
    let answered = match given.word("kind") {
        "ddb_units" => tables::ddb_units(&given),
        "ddb_item_size" => tables::ddb_item_size(&given),
        "ddb_check" => tables::ddb_check(&given),
        "ddb_rate" => tables::ddb_rate(&given),
        "ddb_burst" => tables::ddb_burst(&given),
        "ddb_hot_key" => tables::ddb_hot_key(&given),
        "ddb_autoscaling" => tables::ddb_autoscaling(&given),
        "ddb_on_demand_limit" => Ok(json!({
            "instant_limit": calc::on_demand_instant_limit(given.word("side") == "write", given.whole("previous_peak", 0))
        })),
        "ddb_index_units" => tables::ddb_index_units(&given),
        "ddb_replicated_units" => Ok(tables::ddb_replicated_units(&given)),
        "ddb_cost" => Ok(tables::ddb_cost(&given, prices)),
        "dax_reads" => tables::dax_reads(&given),
        "lambda_run" => functions::lambda_run(&given),
        "lambda_batches" => functions::lambda_batches(&given),
        "lambda_rps_cap" => Ok(json!({
            "max_rps": calc::max_requests_per_s(given.number("concurrency", 1_000.0), given.number("duration_ms", 100.0))
        })),
        "lambda_cost" => Ok(functions::lambda_cost(&given, prices)),
        "lambda_billed_ms" => {
            Ok(json!({ "billed_ms": calc::billed_ms(given.number("duration_ms", 0.0)) }))
        }
        "lambda_vcpu" => Ok(json!({ "vcpu": calc::vcpus(given.number("memory_mb", 128.0)) })),
        "lambda_pool" => {
            let (unreserved, more) =
                calc::unreserved_pool(given.whole("account", 1_000), &given.wholes("reserved"));
            Ok(json!({ "unreserved": unreserved, "still_reservable": more }))
        }
        "lambda_async" => functions::lambda_async(&given),
        "lambda_esm_sqs" => functions::lambda_esm_sqs(&given),
        "rds_max_connections" => Ok(json!({
            "max_connections": calc::max_connections(given.word("engine") == "postgres", given.whole("memory_bytes", 0))
        })),
        "rds_connections" => functions::rds_connections(&given),
        "apigw_bucket" => gateways::apigw_bucket(&given),
        "apigw_status" => gateways::apigw_status(&given),
        "ttl_cache" => gateways::ttl_cache(&given),
        "apigw_cost" => Ok(json!({
            "usd": calc::gateway_bill(prices, given.word("api") == "http", given.number("requests", 0.0))
        })),
        "sqs_redrive" => gateways::sqs_redrive(&given),
        "kinesis_shards" => Ok(json!({
            "shards": calc::kinesis_shards(given.number("in_mb_s", 0.0), given.number("in_records_s", 0.0), given.number("consumers", 1.0))
        })),
        "lambda_check" => functions::lambda_check(&given),
        "lambda_stream_concurrency" => functions::lambda_stream_concurrency(&given),
        "apigw_websocket" => Ok(gateways::apigw_websocket(&given, prices)),
        "sfn_cost" => cast::sfn_cost(&given, prices),
        "sqs_fifo_rate" => cast::sqs_fifo_rate(&given),
        "cognito_rate" => cast::cognito_rate(&given),
        "edge_pick" => Ok(cast::edge_pick(&given, prices)),
        "loss_system" => gateways::loss_system(&given),
        "bucket_loss" => gateways::bucket_loss(&given),
        _ => Err("unknown kind".to_owned()),
    };
    answered.unwrap_or_else(|error| json!({ "error": error }))
}

fn world(setup: &Setup) -> Result<World, String> {
    World::new(setup).map_err(|error| error.to_string())
}

/// Runs up to `until`, within the budget of everything that is checked.
fn run(world: &mut World, until: SimTime) -> Result<(), String> {
    world.run_within(until, Budget::CHECK).map_err(|spent| spent.words("the example"))
}

/// Runs until nothing is planned any more, or up to `limit`.
fn drain(world: &mut World, limit: SimTime) -> Result<(), String> {
    world.drain_within(limit, Budget::CHECK).map_err(|spent| spent.words("the example"))
}

/// A client that sends to `to` until `until`.
fn client(to: &str, load: Load, until: SimTime) -> ClientSetup {
    ClientSetup { target: to.to_owned(), load, until, ..ClientSetup::default() }
}

#[expect(clippy::cast_precision_loss, reason = "reports show far fewer digits")]
fn float(n: u64) -> f64 {
    n as f64
}

/// A reason as AWS spells it.
pub fn reason_name(reason: Reason) -> String {
    format!("{reason:?}")
}
