//! What a world costs a month, if every hour were like the run.
//!
//! Free allowances are left out: they would hide what a choice costs. Sign-ins, the instance of a
//! database and transfer are left out too: no setting changes them.

use super::calc::{self, Prices};
use crate::sim::{
    kernel::{
        meter::Count,
        time::{HOUR, MS, SECOND, to_seconds},
    },
    services::{
        api_gateway::setup::{Authorizer, GatewaySetup},
        cache::{CacheSetup, Engine},
        cloudfront::{EdgeFunction, EdgeSetup},
        dynamodb::setup::{Capacity, Export, Protection, TableSetup},
        fanout::{FanoutKind, FanoutSetup},
        kinesis::StreamSetup,
        lambda::setup::FunctionSetup,
    },
    watch::figures::float,
    world::{Component, PartSetup, World},
};

/// Hours of a month.
const HOURS: f64 = 730.0;
const GB: f64 = 1_024.0;
const PUT_UNIT_BYTES: f64 = 25.0 * 1_024.0;

/// Whether the bill of a component may contain a price: its id begins with the service.
pub fn pays(part: &PartSetup, price: &str) -> bool {
    let service = price.split('.').next().unwrap_or(price);
    let services: &[&str] = match part {
        PartSetup::Client(_) | PartSetup::SignIn(_) => &[],
        PartSetup::Gateway(_) => &["apigw"],
        PartSetup::Function(_) => &["lambda"],
        PartSetup::Table(_) => &["dynamodb"],
        PartSetup::Cache(_) => &["dax", "elasticache"],
        PartSetup::Queue(_) => &["sqs"],
        PartSetup::Database(_) => &["rds"],
        PartSetup::Fanout(_) => &["sns", "events", "s3"],
        PartSetup::Stream(_) => &["kinesis"],
        PartSetup::Workflow(_) => &["sfn"],
        PartSetup::Edge(_) => &["cloudfront", "edge"],
    };
    services.contains(&service)
}

/// A run as a part of a month.
struct Bill<'a> {
    world: &'a World,
    prices: &'a Prices,
    /// How many runs of this length a month has.
    runs: f64,
}

/// USD a month.
pub fn monthly(world: &World, prices: &Prices) -> f64 {
    let run_hours = to_seconds(world.core.now.max(SECOND)) / to_seconds(HOUR);
    let bill = Bill { world, prices, runs: HOURS / run_hours };
    world.setup().parts.iter().map(|(name, part)| bill.part(name, part)).sum()
}

impl Bill<'_> {
    fn part(&self, name: &str, part: &PartSetup) -> f64 {
        match part {
            PartSetup::Gateway(gateway) => self.gateway(name, gateway),
            PartSetup::Function(function) => self.function(name, function),
            PartSetup::Table(table) => self.table(name, table),
            PartSetup::Cache(cache) => self.cache(cache),
            PartSetup::Queue(queue) => {
                let id = if queue.is_fifo { "sqs.fifo-request" } else { "sqs.request" };
                let calls = match self.world.component(name) {
                    Some(Component::Queue(queue)) => float(queue.n_calls),
                    _ => 0.0,
                };
                calls * self.runs * self.prices.usd(id)
            }
            PartSetup::Database(database) => {
                // A proxy is paid for two vCPUs at least.
                let has_proxy = database.proxy_percent.is_some();
                if has_proxy { 2.0 * HOURS * self.prices.usd("rds.proxy.vcpu-hour") } else { 0.0 }
            }
            PartSetup::Fanout(source) => self.fanout(name, source),
            PartSetup::Stream(stream) => self.stream(name, stream),
            PartSetup::Workflow(workflow) => {
                if !workflow.is_express {
                    return self.counted(name, Count::Transitions, "sfn.transition");
                }
                let ms = match self.world.component(name) {
                    Some(Component::Workflow(one)) => float(one.express_ms),
                    _ => 0.0,
                };
                // The smallest chunk of memory is 64 MB.
                let gb_seconds = ms / 1_000.0 * 64.0 / GB * self.runs;
                self.counted(name, Count::In, "sfn.express.request")
                    + gb_seconds * self.prices.usd("sfn.express.gb-second")
            }
            PartSetup::Edge(edge) => self.edge(name, edge),
            PartSetup::Client(_) | PartSetup::SignIn(_) => 0.0,
        }
    }

    fn count(&self, name: &str, what: Count) -> f64 {
        float(self.world.count(name, what))
    }

    /// A month of what a counter counts, at a price each.
    fn counted(&self, name: &str, what: Count, id: &str) -> f64 {
        self.count(name, what) * self.runs * self.prices.usd(id)
    }

    fn gateway(&self, name: &str, gateway: &GatewaySetup) -> f64 {
        // What is throttled, or turned away before anything is asked, is not paid for.
        let unpaid = self.count(name, Count::Throttled) + self.count(name, Count::ClientError);
        let calls = (self.count(name, Count::In) - unpaid) * self.runs;
        let authorizer = match (gateway.authorizer, self.world.component(name)) {
            (Authorizer::Function(time), Some(Component::Gateway(one))) => {
                let (runs, ms) = (float(one.n_authorizations), float(time.div_ceil(MS)));
                calc::lambda_bill(self.prices, runs * self.runs, ms, 128.0, false, false)
                    .usd_total()
            }
            _ => 0.0,
        };
        let cache = if 0 < gateway.cache_ttl {
            HOURS * self.prices.usd(&format!("apigw.cache-hour.{}", gateway.cache_gb))
        } else {
            0.0
        };
        calc::gateway_bill(self.prices, gateway.is_http, calls) + cache + authorizer
    }

    fn function(&self, name: &str, function: &FunctionSetup) -> f64 {
        let runs = self.ran(name);
        let each = self.count(name, Count::BilledMs) / runs.max(1.0);
        let memory = f64::from(function.memory_mb);
        let month = runs * self.runs;
        let bill = calc::lambda_bill(self.prices, month, each, memory, false, function.is_arm);
        let seconds = month * each / 1_000.0;
        let folder_gb = (f64::from(function.ephemeral_mb) - 512.0) / GB;
        let folder = seconds * folder_gb * self.prices.usd("lambda.ephemeral.gb-second");
        bill.usd_total() + folder + self.provisioned(name, function, seconds)
    }

    /// Invocations that took an environment: throttled ones are not billed.
    fn ran(&self, name: &str) -> f64 {
        self.count(name, Count::Ok)
            + self.count(name, Count::FunctionError)
            + self.count(name, Count::Timeout)
    }

    /// Provisioned environments are paid while they are there; what they do is cheaper than what
    /// others do.
    fn provisioned(&self, name: &str, function: &FunctionSetup, seconds: f64) -> f64 {
        let Some(Component::Function(one)) = self.world.component(name) else { return 0.0 };
        let there = one.provisioned_time(self.world.core.now);
        if there == 0 {
            return 0.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "reports show far fewer digits")]
        let there_s = there as f64 / 1e9 * self.runs;
        let gb = f64::from(function.memory_mb) / GB;
        let runs = self.ran(name);
        let served = 1.0 - self.count(name, Count::Spillover) / runs.max(1.0);
        let cheaper = self.prices.usd(if function.is_arm {
            "lambda.gb-second.arm"
        } else {
            "lambda.gb-second.x86"
        }) - self.prices.usd("lambda.provisioned.duration");
        there_s * gb * self.prices.usd("lambda.provisioned.gb-second")
            - seconds * served.max(0.0) * gb * cheaper
    }

    fn table(&self, name: &str, table: &TableSetup) -> f64 {
        let Some(Component::Table(one)) = self.world.component(name) else { return 0.0 };
        let class = if table.is_infrequent { "dynamodb.ia" } else { "dynamodb" };
        let usd = |what: &str| self.prices.usd(&format!("{class}.{what}"));
        let capacity = match table.capacity {
            Capacity::Provisioned { .. } => {
                let (reads, writes) = one.mean_units(self.world.core.now);
                let indexes = float(table.indexes.iter().sum());
                HOURS * ((writes + indexes) * usd("wcu-hour") + reads * usd("rcu-hour"))
            }
            Capacity::OnDemand { .. } => {
                let (reads, writes) = one.consumed();
                #[expect(clippy::cast_precision_loss, reason = "a handful of indexes")]
                let writes = writes * (1.0 + table.indexes.len() as f64);
                self.runs * (writes * usd("write-request") + reads * usd("read-request"))
            }
        };
        let kept = match table.protection {
            Protection::None => 0.0,
            Protection::Backups => self.prices.usd("dynamodb.backup.gb-month"),
            Protection::PointInTime => self.prices.usd("dynamodb.pitr.gb-month"),
        };
        let exports = if table.export == Export::PointInTime {
            let n = HOURS * to_seconds(HOUR) / to_seconds(table.export_every);
            n * self.prices.usd("dynamodb.export.gb")
        } else {
            0.0
        };
        capacity + table.storage_gb * (usd("storage.gb-month") + kept + exports)
    }

    fn cache(&self, cache: &CacheSetup) -> f64 {
        let id = match cache.engine {
            Engine::Dax => "dax.node-hour",
            Engine::ElastiCache => "elasticache.node-hour",
        };
        f64::from(cache.nodes) * HOURS * self.prices.usd(id)
    }

    fn fanout(&self, name: &str, source: &FanoutSetup) -> f64 {
        let id = match source.kind {
            FanoutKind::Topic => "sns.publish",
            FanoutKind::Bus => "events.event",
            FanoutKind::Schedule => return 0.0,
            FanoutKind::Bucket => "s3.put",
        };
        self.counted(name, Count::In, id)
    }

    fn stream(&self, name: &str, stream: &StreamSetup) -> f64 {
        if stream.is_of_table {
            // Functions read the stream of a table for nothing.
            return 0.0;
        }
        let shards = f64::from(stream.shards);
        let mean_bytes = match self.world.component(name) {
            Some(Component::Stream(one)) => {
                float(one.n_bytes) / self.count(name, Count::Ok).max(1.0)
            }
            _ => 0.0,
        };
        let units = libm::ceil(mean_bytes / PUT_UNIT_BYTES).max(1.0);
        let puts = self.counted(name, Count::Ok, "kinesis.put-unit") * units;
        #[expect(clippy::cast_precision_loss, reason = "a handful of readers")]
        let readers = if stream.is_enhanced { stream.targets.len() as f64 } else { 0.0 };
        shards * HOURS * self.prices.usd("kinesis.shard-hour")
            + puts
            + shards * readers * HOURS * self.prices.usd("kinesis.fan-out.shard-hour")
    }

    fn edge(&self, name: &str, edge: &EdgeSetup) -> f64 {
        let requests = self.counted(name, Count::In, "cloudfront.request");
        let functions = match edge.function {
            EdgeFunction::None => 0.0,
            EdgeFunction::CloudFront => self.counted(name, Count::EdgeRuns, "cloudfront.function"),
            EdgeFunction::Lambda => {
                let gb = f64::from(edge.function_mb) / GB;
                let seconds = self.count(name, Count::BilledMs) / 1_000.0 * self.runs;
                self.counted(name, Count::EdgeRuns, "edge.request")
                    + seconds * gb * self.prices.usd("edge.gb-second")
            }
        };
        requests + functions
    }
}
