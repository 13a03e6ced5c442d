//! Bills and other arithmetic, as the screens show it. Prices come in as data.

use std::collections::BTreeMap;

use crate::sim::services::dynamodb::setup::{
    NEW_ON_DEMAND_READS, NEW_ON_DEMAND_WRITES, on_demand_limit,
};

/// One vCPU goes with this much memory (AWS Lambda Developer Guide, Configure function memory).
pub const MB_PER_VCPU: f64 = 1_769.0;
/// At least this much of an account's concurrency stays unreserved.
pub const MIN_UNRESERVED: u64 = 100;
/// Requests that one unit of concurrency serves in a second at most.
pub const REQUESTS_PER_UNIT: u64 = 10;

/// Prices in USD by id, as `content/prices.toml` has them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Prices(pub BTreeMap<String, f64>);

impl Prices {
    /// The prices that the calculators use; a test holds them against the file.
    pub const USED: &'static [&'static str] = &[
        "lambda.request",
        "lambda.gb-second.x86",
        "lambda.gb-second.arm",
        "lambda.free.requests",
        "lambda.free.gb-seconds",
        "dynamodb.wcu-hour",
        "dynamodb.rcu-hour",
        "dynamodb.write-request",
        "dynamodb.read-request",
        "apigw.rest",
        "apigw.rest.over-333m",
        "apigw.rest.over-1b",
        "apigw.rest.over-20b",
        "apigw.http",
        "apigw.websocket.message",
        "apigw.websocket.minute",
        "apigw.http.over-300m",
        "sfn.transition",
        "apigw.cache-hour.0.5",
        "apigw.cache-hour.1.6",
        "apigw.cache-hour.6.1",
        "apigw.cache-hour.13.5",
        "apigw.cache-hour.28.4",
        "apigw.cache-hour.58.2",
        "apigw.cache-hour.118",
        "apigw.cache-hour.237",
        "dynamodb.storage.gb-month",
        "dynamodb.ia.wcu-hour",
        "dynamodb.ia.rcu-hour",
        "dynamodb.ia.write-request",
        "dynamodb.ia.read-request",
        "dynamodb.ia.storage.gb-month",
        "dynamodb.pitr.gb-month",
        "dynamodb.backup.gb-month",
        "dynamodb.export.gb",
        "dax.node-hour",
        "elasticache.node-hour",
        "sqs.request",
        "sqs.fifo-request",
        "sns.publish",
        "events.event",
        "s3.put",
        "kinesis.shard-hour",
        "kinesis.put-unit",
        "kinesis.fan-out.shard-hour",
        "sfn.free.transitions",
        "sfn.express.request",
        "sfn.express.gb-second",
        "cloudfront.request",
        "cloudfront.function",
        "edge.request",
        "edge.gb-second",
        "rds.proxy.vcpu-hour",
        "lambda.provisioned.gb-second",
        "lambda.provisioned.duration",
        "lambda.ephemeral.gb-second",
    ];

    /// The price called `id`.
    pub fn usd(&self, id: &str) -> f64 {
        *self.0.get(id).expect("a test finds every price that is used in the file of prices")
    }
}

/// A month of a Lambda function.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LambdaBill {
    pub usd_requests: f64,
    pub usd_compute: f64,
}

impl LambdaBill {
    pub fn usd_total(self) -> f64 {
        self.usd_requests + self.usd_compute
    }
}

/// requests x price + GB-seconds x price; the free allowance takes from both, every month.
pub fn lambda_bill(
    prices: &Prices,
    requests: f64,
    billed_ms: f64,
    memory_mb: f64,
    has_free_tier: bool,
    is_arm: bool,
) -> LambdaBill {
    let gb_seconds = requests * billed_ms / 1_000.0 * memory_mb / 1_024.0;
    let free = |id| if has_free_tier { prices.usd(id) } else { 0.0 };
    let rate = if is_arm { "lambda.gb-second.arm" } else { "lambda.gb-second.x86" };
    LambdaBill {
        usd_requests: (requests - free("lambda.free.requests")).max(0.0)
            * prices.usd("lambda.request"),
        usd_compute: (gb_seconds - free("lambda.free.gb-seconds")).max(0.0) * prices.usd(rate),
    }
}

/// A duration as it is billed: up to the next whole millisecond.
pub fn billed_ms(duration_ms: f64) -> f64 {
    libm::ceil(duration_ms)
}

/// The share of a vCPU that goes with an amount of memory.
pub fn vcpus(memory_mb: f64) -> f64 {
    memory_mb / MB_PER_VCPU
}

/// Requests a second that a concurrency can serve: ten for each unit, and what the duration allows.
pub fn max_requests_per_s(concurrency: f64, duration_ms: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "ten")]
    let by_rate = concurrency * REQUESTS_PER_UNIT as f64;
    by_rate.min(concurrency / (duration_ms / 1_000.0))
}

/// What is left for functions without a reservation, and how much more could be reserved.
pub fn unreserved_pool(account: u64, reserved: &[u64]) -> (u64, u64) {
    let left = account.saturating_sub(reserved.iter().sum());
    (left, left.saturating_sub(MIN_UNRESERVED))
}

/// Hours of provisioned capacity.
pub fn provisioned_bill(prices: &Prices, writes: f64, reads: f64, hours: f64) -> f64 {
    hours * (writes * prices.usd("dynamodb.wcu-hour") + reads * prices.usd("dynamodb.rcu-hour"))
}

/// Request units of on-demand capacity.
pub fn on_demand_bill(prices: &Prices, write_units: f64, read_units: f64) -> f64 {
    write_units * prices.usd("dynamodb.write-request")
        + read_units * prices.usd("dynamodb.read-request")
}

/// What an on-demand table carries at once, units a second.
pub fn on_demand_instant_limit(is_write: bool, previous_peak: u64) -> u64 {
    let new_table = if is_write { NEW_ON_DEMAND_WRITES } else { NEW_ON_DEMAND_READS };
    on_demand_limit(previous_peak, new_table)
}

/// Calls of an API in a month; each tier is paid at its own price.
pub fn gateway_bill(prices: &Prices, is_http: bool, requests: f64) -> f64 {
    const M: f64 = 1e6;
    let tiers: &[(f64, &str)] = if is_http {
        &[(300.0 * M, "apigw.http"), (f64::INFINITY, "apigw.http.over-300m")]
    } else {
        &[
            (333.0 * M, "apigw.rest"),
            (1_000.0 * M, "apigw.rest.over-333m"),
            (20_000.0 * M, "apigw.rest.over-1b"),
            (f64::INFINITY, "apigw.rest.over-20b"),
        ]
    };
    let mut from = 0.0;
    let mut usd = 0.0;
    for (to, price) in tiers {
        usd += (requests.min(*to) - from).max(0.0) * prices.usd(price);
        from = *to;
    }
    usd
}

/// A month of Standard workflows: every transition, retries included; 4,000 are free.
pub fn standard_bill(prices: &Prices, transitions: f64, has_free_tier: bool) -> f64 {
    let free = if has_free_tier { prices.usd("sfn.free.transitions") } else { 0.0 };
    (transitions - free).max(0.0) * prices.usd("sfn.transition")
}

/// A month of Express workflows: executions, and GB-seconds in steps of 100 ms and 64 MB.
pub fn express_bill(prices: &Prices, executions: f64, duration_ms: f64, memory_mb: f64) -> f64 {
    let seconds = libm::ceil(duration_ms / 100.0) / 10.0;
    let gb = libm::ceil(memory_mb / 64.0) * 64.0 / 1_024.0;
    executions
        * (prices.usd("sfn.express.request") + seconds * gb * prices.usd("sfn.express.gb-second"))
}

/// Connections that a database of this size takes (Amazon RDS User Guide, Quotas): memory over
/// 12,582,880 for MySQL and MariaDB, the smaller of memory over 9,531,392 and 5,000 for PostgreSQL.
pub fn max_connections(is_postgres: bool, memory_bytes: u64) -> u64 {
    if is_postgres { (memory_bytes / 9_531_392).min(5_000) } else { memory_bytes / 12_582_880 }
}

/// Shards of a stream: 1 MB/s or 1,000 records/s in, 2 MB/s out shared by all readers.
pub fn kinesis_shards(in_mb_s: f64, in_records_s: f64, readers: f64) -> f64 {
    let by_bytes = libm::ceil(in_mb_s);
    let by_records = libm::ceil(in_records_s / 1_000.0);
    let by_readers = libm::ceil(readers * in_mb_s / 2.0);
    by_bytes.max(by_records).max(by_readers)
}

#[cfg(test)]
#[expect(clippy::cast_precision_loss, reason = "figures of examples are small")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn prices() -> Prices {
        let text = include_str!("../../../content/prices.toml");
        let table: toml::Table = text.parse().unwrap();
        let list = table["prices"].as_array().unwrap();
        let pair = |price: &toml::Value| {
            let usd = &price["usd"];
            let number = usd.as_float().unwrap_or_else(|| usd.as_integer().unwrap() as f64);
            (price["id"].as_str().unwrap().to_owned(), number)
        };
        Prices(list.iter().map(pair).collect())
    }

    #[test]
    fn every_price_that_is_used_is_in_the_file() {
        for id in Prices::USED {
            assert!(0.0 < prices().usd(id), "{id}");
        }
    }

    #[test]
    fn examples_of_the_price_pages() {
        let bill = lambda_bill(&prices(), 3e6, 120.0, 1_536.0, true, false);
        assert!((bill.usd_compute - 2.33).abs() < 0.005, "{bill:?}");
        assert!((bill.usd_requests - 0.40).abs() < 0.005, "{bill:?}");
        assert!((provisioned_bill(&prices(), 100.0, 100.0, 730.0) - 56.94).abs() < 0.005);
        assert!((gateway_bill(&prices(), true, 216e6) - 216.0).abs() < 0.005);
        // 333 million at 3.50 and 67 million at 2.80 a million.
        assert!((gateway_bill(&prices(), false, 400e6) - 1_353.1).abs() < 0.005);
    }

    proptest! {
        /// Invariant 12 of the model, second half.
        #[test]
        fn bills_never_fall_as_volume_rises_and_are_never_negative(
            low in 0.0_f64..5e10, more in 0.0_f64..5e10, ms in 1.0_f64..900_000.0,
        ) {
            let p = prices();
            for is_http in [false, true] {
                let bill = |n| gateway_bill(&p, is_http, n);
                prop_assert!(bill(low) <= bill(low + more));
            }
            let bill = |n| lambda_bill(&p, n, ms, 512.0, true, false).usd_total();
            prop_assert!(0.0 <= bill(low) && bill(low) <= bill(low + more));
        }
    }
}
