//! Why a component refuses or fails, in words, with the figure of the rule as it is set.

use crate::sim::{kernel::call::Reason, world::World};

/// What a component does for a reason, and the documented rule that makes it do so.
pub fn rule(world: &World, name: &str, reason: Reason) -> String {
    let told = world.component(name).and_then(|part| part.rule(&world.core, reason));
    told.unwrap_or_else(|| plain(reason).to_owned())
}

/// The words for a reason where no setting decides.
#[expect(clippy::wildcard_enum_match_arm, reason = "tables have theirs below")]
fn plain(reason: Reason) -> &'static str {
    match reason {
        Reason::ConcurrentInvocationLimitExceeded
        | Reason::ReservedFunctionConcurrentInvocationLimitExceeded => {
            "fails: the function that it asks has no concurrency left"
        }
        Reason::FunctionInvocationRateLimitExceeded => {
            "throttles: 10 requests per second for each unit of the account's concurrency"
        }
        Reason::ReservedFunctionInvocationRateLimitExceeded => {
            "throttles: 10 requests per second for each unit of its reserved concurrency"
        }
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
        Reason::PrivateEndpoint => "serves callers within the VPC only",
        Reason::HandlerError => "fails: the handler throws an error",
        Reason::FunctionTimeout => "fails: the function was stopped at its timeout",
        Reason::NotPermitted => "cannot be invoked: no permission",
        Reason::TooManyConnections => "fails: the database has no connection left",
        Reason::BorrowTimeout => "gives up waiting for a connection of the proxy",
        Reason::ClientTimeout => "gives up waiting",
        Reason::StreamWriteThroughputExceeded => {
            "throttles: a shard takes 1,000 records and 1 MB per second"
        }
        Reason::FifoRateExceeded => "fails: the queue throttles it",
        Reason::InFlightLimitExceeded => "hands out no more: 120,000 messages are in flight",
        Reason::ExecutionStartRateExceeded => "throttles: more executions than the quota allows",
        Reason::StateTransitionRateExceeded => "waits: more transitions than the quota allows",
        Reason::ExecutionTimedOut => "ends an Express execution after five minutes",
        Reason::ExecutionHistoryLimit => "fails: 25,000 events in the history of an execution",
        Reason::TooManyRequests => "throttles: more requests per second than its quota",
        Reason::EdgeRateExceeded => {
            "throttles: Lambda@Edge takes 10,000 requests per second in a Region"
        }
        Reason::RecursiveLoop => "is stopped: one chain of events has invoked it 16 times",
        Reason::TaskTimedOut => "gives up a task: it takes longer than its `TimeoutSeconds`",
        Reason::CacheOverloaded => "throttles: its nodes serve no more",
        _ => of_table(reason),
    }
}

/// The words for what a table refuses.
#[expect(clippy::wildcard_enum_match_arm, reason = "of all reasons those of tables")]
fn of_table(reason: Reason) -> &'static str {
    match reason {
        Reason::IndexWriteProvisionedThroughputExceeded => {
            "throttles writes: an index has no capacity left and holds the table up"
        }
        Reason::IndexReadProvisionedThroughputExceeded => {
            "throttles reads of an index: its capacity is used up"
        }
        Reason::IndexWriteKeyRangeThroughputExceeded => {
            "throttles writes: a partition of an index is at its limit and holds the table up"
        }
        Reason::IndexReadKeyRangeThroughputExceeded => {
            "throttles reads of an index: one of its partitions is at its limit"
        }
        Reason::NoSuchIndex => "refuses reads of an index that it does not have",
        Reason::UnprocessedItems => "gives a part of a batch back unprocessed",
        Reason::ConditionalCheckFailed => "refuses writes: their condition does not hold",
        Reason::TransactionConflict => "refuses writes: a transaction works on the same item",
        Reason::ReplicatedWriteConflict => {
            "refuses writes: another Region has written the same item"
        }
        Reason::ItemTooLarge => "refuses items above 400 KB",
        Reason::TableRestoring => "is being restored into a new table",
        Reason::TableReadProvisionedThroughputExceeded
        | Reason::TableWriteProvisionedThroughputExceeded
        | Reason::TableReadKeyRangeThroughputExceeded
        | Reason::TableWriteKeyRangeThroughputExceeded
        | Reason::TableReadMaxOnDemandThroughputExceeded
        | Reason::TableWriteMaxOnDemandThroughputExceeded
        | Reason::TableReadAccountLimitExceeded
        | Reason::TableWriteAccountLimitExceeded => "fails: the table throttles it",
        _ => "refuses",
    }
}
