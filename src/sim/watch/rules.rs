//! Why a component refuses or fails, in words, with the figure of the rule as it is set.

use crate::sim::{
    kernel::{core::Reason, time::SECOND},
    limits,
    services::dynamodb::setup::{Capacity, PARTITION_READS, PARTITION_WRITES},
    world::{Component, PartSetup, World},
};
use crate::text::thousands;

/// What a component does for a reason, and the documented rule that makes it do so.
pub fn rule(world: &World, name: &str, reason: Reason) -> String {
    let part = world.setup().parts.get(name);
    let told = match part {
        Some(PartSetup::Function(_)) => of_function(world, name, reason),
        Some(PartSetup::Table(_)) => of_table(world, name, reason),
        Some(PartSetup::Gateway(_)) => of_gateway(world, name, reason),
        Some(PartSetup::Database(database)) if reason == Reason::TooManyConnections => {
            let most = thousands(u64::from(database.max_connections));
            Some(format!("refuses connections: all {most} are held, one by each environment"))
        }
        Some(PartSetup::Queue(queue)) if reason == Reason::FifoRateExceeded => {
            let rate = if queue.fifo_rate == 0 { limits::FIFO_CALLS } else { queue.fifo_rate };
            Some(format!("throttles: a FIFO queue takes {} calls a second", thousands(rate)))
        }
        Some(PartSetup::SignIn(pool)) if reason == Reason::TooManyRequests => {
            Some(format!("throttles: its quota is {} a second", thousands(pool.rate)))
        }
        Some(_) | None => None,
    };
    told.unwrap_or_else(|| plain(reason).to_owned())
}

fn of_function(world: &World, name: &str, reason: Reason) -> Option<String> {
    let Some(PartSetup::Function(function)) = world.setup().parts.get(name) else { return None };
    if reason == Reason::ConcurrentInvocationLimitExceeded {
        let pool = thousands(u64::from(world.core.account.pool));
        return Some(format!("throttles: all {pool} unreserved executions of the account run"));
    }
    if reason == Reason::ReservedFunctionConcurrentInvocationLimitExceeded {
        let reserved = thousands(u64::from(function.reserved.unwrap_or(0)));
        return Some(format!("throttles: its reserve of {reserved} executions is used up"));
    }
    if reason == Reason::FunctionTimeout {
        return Some(format!("is cut at its timeout of {} s", function.timeout / SECOND));
    }
    None
}

fn of_table(world: &World, name: &str, reason: Reason) -> Option<String> {
    let Some(PartSetup::Table(table)) = world.setup().parts.get(name) else { return None };
    let Some(Component::Table(one)) = world.component(name) else { return None };
    let is_write = matches!(
        reason,
        Reason::TableWriteProvisionedThroughputExceeded
            | Reason::TableWriteKeyRangeThroughputExceeded
            | Reason::TableWriteMaxOnDemandThroughputExceeded
    );
    let (what, unit) = if is_write { ("writes", "write") } else { ("reads", "read") };
    let is_hot = matches!(
        reason,
        Reason::TableWriteKeyRangeThroughputExceeded | Reason::TableReadKeyRangeThroughputExceeded
    );
    if is_hot {
        let (n_hot, n) = one.hot_partitions(is_write);
        let limit = thousands(if is_write { PARTITION_WRITES } else { PARTITION_READS });
        return Some(format!(
            "throttles {what}: {n_hot} of {n} partitions at {limit} {unit} units a second"
        ));
    }
    let is_full = matches!(
        reason,
        Reason::TableWriteProvisionedThroughputExceeded
            | Reason::TableReadProvisionedThroughputExceeded
            | Reason::TableWriteMaxOnDemandThroughputExceeded
            | Reason::TableReadMaxOnDemandThroughputExceeded
    );
    let units = thousands(one.provisioned(is_write));
    is_full.then(|| match table.capacity {
        Capacity::Provisioned { .. } => {
            format!("throttles {what}: {units} {unit} units a second are used up, burst too")
        }
        Capacity::OnDemand { .. } => format!(
            "throttles {what}: on-demand carries {units} {unit} units a second at once, twice its \
             previous peak"
        ),
    })
}

fn of_gateway(world: &World, name: &str, reason: Reason) -> Option<String> {
    let Some(PartSetup::Gateway(gateway)) = world.setup().parts.get(name) else { return None };
    if reason == Reason::Throttled {
        let level = gateway.stage.unwrap_or(gateway.account);
        let (rate, burst) = (thousands(level.rate), thousands(level.burst));
        return Some(format!("answers 429: {rate} requests a second and a burst of {burst}"));
    }
    if reason == Reason::IntegrationTimeout {
        let seconds = gateway.timeout / SECOND;
        let status = if gateway.is_http { 503 } else { 504 };
        return Some(format!(
            "answers {status} after {seconds} s; what it waited for runs on and is billed"
        ));
    }
    None
}

/// The words for a reason where no setting decides.
fn plain(reason: Reason) -> &'static str {
    match reason {
        Reason::None => "refuses",
        Reason::ConcurrentInvocationLimitExceeded
        | Reason::ReservedFunctionConcurrentInvocationLimitExceeded => {
            "fails: the function that it asks has no concurrency left"
        }
        Reason::ScalingRateExceeded => {
            "throttles: 1,000 new environments at once, then 100 a second, and no more"
        }
        Reason::FunctionInvocationRateLimitExceeded => {
            "throttles: ten requests a second for each unit of concurrency"
        }
        Reason::TableReadProvisionedThroughputExceeded
        | Reason::TableWriteProvisionedThroughputExceeded
        | Reason::TableReadKeyRangeThroughputExceeded
        | Reason::TableWriteKeyRangeThroughputExceeded
        | Reason::TableReadMaxOnDemandThroughputExceeded
        | Reason::TableWriteMaxOnDemandThroughputExceeded => "fails: the table throttles it",
        Reason::IndexWriteProvisionedThroughputExceeded => {
            "throttles writes: an index has no capacity left and holds the table up"
        }
        Reason::ConditionalCheckFailed => "refuses writes: their condition does not hold",
        Reason::TransactionConflict => "refuses writes: a transaction works on the same item",
        Reason::ReplicatedWriteConflict => {
            "refuses writes: another Region has written the same item"
        }
        Reason::ItemTooLarge => "refuses items above 400 KB",
        Reason::TableRestoring => "is being restored into a new table",
        Reason::Throttled => "fails: what it asks throttles it",
        Reason::UsagePlanThrottled => "answers 429: the usage plan's rate for this key",
        Reason::QuotaExceeded => "answers 429: the usage plan's quota is used up",
        Reason::MissingApiKey => "answers 403: no API key",
        Reason::InvalidSignature => "answers 403: the signature is wrong",
        Reason::UnknownPath => "answers 403: no such path or method",
        Reason::WafFiltered => "answers 403: a firewall rule",
        Reason::Unauthorized => "answers 401: no valid token",
        Reason::AccessDenied => "answers 403: not allowed",
        Reason::AuthorizerFailure => "answers 500: the authorizer failed",
        Reason::RequestTooLarge => "answers 413: the payload is too large",
        Reason::BadRequestBody => "answers 400: the body is not valid",
        Reason::UnsupportedMediaType => "answers 415: the media type",
        Reason::IntegrationTimeout => "fails: the API gave up waiting",
        Reason::IntegrationFailure => "answers 504: the integration cannot be reached",
        Reason::MalformedResponse => "answers 502: the function's response has the wrong shape",
        Reason::PrivateEndpoint => "lets nobody in from outside the VPC",
        Reason::HandlerError => "fails: the handler throws an error",
        Reason::FunctionTimeout => "fails: the function was cut at its timeout",
        Reason::NotPermitted => "may not be invoked: no permission",
        Reason::TooManyConnections => "fails: the database has no connection left",
        Reason::BorrowTimeout => "gives up waiting for a connection of the proxy",
        Reason::ClientTimeout => "gives up waiting",
        Reason::StreamWriteThroughputExceeded => {
            "throttles: a shard takes 1,000 records and 1 MB a second"
        }
        Reason::FifoRateExceeded => "fails: the queue throttles it",
        Reason::InFlightLimitExceeded => "hands out no more: 120,000 messages are in flight",
        Reason::ExecutionStartRateExceeded => "throttles: more executions than the quota allows",
        Reason::StateTransitionRateExceeded => "waits: more transitions than the quota allows",
        Reason::ExecutionTimedOut => "ends an Express execution after five minutes",
        Reason::ExecutionHistoryLimit => "fails: 25,000 events in the history of an execution",
        Reason::TooManyRequests => "throttles: more a second than its quota",
        Reason::EdgeRateExceeded => {
            "throttles: Lambda@Edge takes 10,000 requests a second in a Region"
        }
        Reason::CacheOverloaded => "throttles: its nodes serve no more",
    }
}
