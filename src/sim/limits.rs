//! What no setting can go beyond, and worlds that therefore cannot be.
//!
//! The figures stand in `content/limits.toml` with source and date; a test holds these constants
//! against that file.

use std::collections::BTreeSet;

use super::{
    kernel::time::{MS, SECOND, to_seconds},
    services::{
        api_gateway::setup::{Authorizer, GatewaySetup},
        cloudfront::{CLOUDFRONT_FUNCTION, EdgeFunction, EdgeSetup},
        dynamodb::setup::{Export, Protection, TableSetup},
        kinesis::StreamSetup,
        lambda::setup::FunctionSetup,
        step_functions::WorkflowSetup,
    },
    world::{PartSetup, Setup, SetupError},
};

/// A function is cut after this.
pub const FUNCTION_TIMEOUT_S: f64 = 900.0;
pub(super) const TIMEOUT_WORDS: &str =
    "a number from 1 to 900: a function is cut after 900 s (AWS Lambda quotas)";
/// Payload of a synchronous invocation, and of an event, bytes.
pub const FUNCTION_PAYLOAD: u32 = 6 * 1_024 * 1_024;
pub const EVENT_PAYLOAD: u32 = 1_024 * 1_024;
/// Payload of an API, bytes.
pub const GATEWAY_PAYLOAD: u64 = 10 * 1_024 * 1_024;
/// One vCPU goes with this much memory, MB.
pub const MB_PER_VCPU: u32 = 1_769;
/// A REST API waits no longer unless its owner has asked for more; an HTTP API never does.
pub const REST_TIMEOUT_S: f64 = 29.0;
pub const HTTP_TIMEOUT_S: f64 = 30.0;
/// Readers of one shard of a table's stream.
pub const TABLE_STREAM_READERS: usize = 2;
/// Batches of one shard that a function works on at once.
pub const PARALLELIZATION: u32 = 10;
/// A message, bytes.
pub const MESSAGE_BYTES: u32 = 1_024 * 1_024;
/// Messages that somebody works on, of one queue.
pub const IN_FLIGHT: u64 = 120_000;
/// Calls of each action that a FIFO queue takes a second.
pub const FIFO_CALLS: u64 = 300;
/// An Express workflow runs no longer.
pub const EXPRESS_S: f64 = 300.0;
/// A component of a world sends to no more others: our choice, so that one event has a bounded
/// number of consequences.
const MOST_WIRES: usize = 100;
/// Events in the history of a Standard execution.
pub const HISTORY: u32 = 25_000;

/// Every constant above by the name that it has in `content/limits.toml`.
#[expect(clippy::cast_precision_loss, reason = "limits are far below 2^53")]
pub fn named() -> Vec<(&'static str, f64)> {
    use crate::sim::services::{
        cloudfront, cognito,
        dynamodb::{setup as table_setup, units},
        kinesis, sqs, step_functions,
    };
    vec![
        ("lambda.timeout-s", FUNCTION_TIMEOUT_S),
        ("lambda.payload-bytes", f64::from(FUNCTION_PAYLOAD)),
        ("lambda.event-bytes", f64::from(EVENT_PAYLOAD)),
        ("lambda.mb-per-vcpu", f64::from(MB_PER_VCPU)),
        ("apigw.payload-bytes", GATEWAY_PAYLOAD as f64),
        ("apigw.rest-timeout-s", REST_TIMEOUT_S),
        ("apigw.http-timeout-s", HTTP_TIMEOUT_S),
        ("dynamodb.stream-readers", TABLE_STREAM_READERS as f64),
        ("dynamodb.item-bytes", units::MAX_ITEM_BYTES as f64),
        ("dynamodb.burst-s", table_setup::BURST_S as f64),
        ("dynamodb.partition-reads", table_setup::PARTITION_READS as f64),
        ("dynamodb.partition-writes", table_setup::PARTITION_WRITES as f64),
        ("dynamodb.new-on-demand-reads", table_setup::NEW_ON_DEMAND_READS as f64),
        ("dynamodb.new-on-demand-writes", table_setup::NEW_ON_DEMAND_WRITES as f64),
        ("lambda.parallelization", f64::from(PARALLELIZATION)),
        ("sqs.message-bytes", f64::from(MESSAGE_BYTES)),
        ("sqs.in-flight", IN_FLIGHT as f64),
        ("sqs.fifo-calls", FIFO_CALLS as f64),
        ("sqs.first-batches", f64::from(sqs::setup::FIRST_BATCHES)),
        ("sqs.more-batches", f64::from(sqs::setup::MORE_BATCHES)),
        ("sqs.most-batches", f64::from(sqs::setup::MOST_BATCHES)),
        ("kinesis.records-per-shard", kinesis::SHARD_RECORDS as f64),
        ("kinesis.bytes-per-shard", kinesis::SHARD_BYTES as f64),
        ("kinesis.reads-per-shard", kinesis::SHARD_READS as f64),
        ("cognito.sign-ins", cognito::SIGN_INS as f64),
        ("edge.lambda-rate", cloudfront::EDGE_RATE as f64),
        ("sfn.express-s", EXPRESS_S),
        ("sfn.history", f64::from(HISTORY)),
        ("sfn.start-burst", step_functions::START_BURST as f64),
        ("sfn.start-rate", step_functions::START_RATE as f64),
        ("sfn.transition-burst", step_functions::TRANSITION_BURST as f64),
        ("sfn.transition-rate", step_functions::TRANSITION_RATE as f64),
    ]
}

/// Refuses a setup that no service would take, with the limit that is in its way.
///
/// # Errors
/// The first such limit, with the component.
pub fn check(setup: &Setup) -> Result<(), SetupError> {
    let circle = circle(setup);
    for (name, part) in &setup.parts {
        let wires = part.wires();
        if MOST_WIRES < wires.len() {
            let what = format!("sends to {} others, more than {MOST_WIRES}", wires.len());
            return Err(SetupError::OutOfRange { name: name.clone(), what });
        }
        for wire in wires {
            if wire.is_empty() {
                return Err(SetupError::NoWire { from: name.clone() });
            }
            if !setup.parts.contains_key(wire) {
                let (from, to) = (name.clone(), wire.to_owned());
                return Err(SetupError::NoSuchPart { from, to });
            }
            if let Some(PartSetup::Client(_)) = setup.parts.get(wire) {
                let what = format!("sends to `{wire}`, and a client answers nobody");
                return Err(SetupError::OutOfRange { name: name.clone(), what });
            }
        }
        if circle == Some(name.as_str()) {
            let what = "is asked by what it asks itself, in a circle without end".to_owned();
            return Err(SetupError::OutOfRange { name: name.clone(), what });
        }
        let wrong = match part {
            PartSetup::Function(function) => check_function(function),
            PartSetup::Gateway(gateway) => check_gateway(gateway),
            PartSetup::Table(table) => check_table(table),
            PartSetup::Stream(stream) => check_stream(stream),
            PartSetup::Workflow(workflow) => check_workflow(workflow),
            PartSetup::Client(_)
            | PartSetup::Cache(_)
            | PartSetup::Queue(_)
            | PartSetup::Database(_)
            | PartSetup::Fanout(_)
            | PartSetup::SignIn(_) => None,
            PartSetup::Edge(edge) => check_edge(edge),
        };
        if let Some(what) = wrong {
            return Err(SetupError::OutOfRange { name: name.clone(), what });
        }
    }
    Ok(())
}

/// Whether a component hands on at once what it is asked.
fn hands_on(part: &PartSetup) -> bool {
    match part {
        PartSetup::Cache(_)
        | PartSetup::SignIn(_)
        | PartSetup::Edge(_)
        | PartSetup::Gateway(_)
        | PartSetup::Function(_) => true,
        // These keep what they get for a while, or hand nothing on.
        PartSetup::Client(_)
        | PartSetup::Table(_)
        | PartSetup::Queue(_)
        | PartSetup::Database(_)
        | PartSetup::Fanout(_)
        | PartSetup::Stream(_)
        | PartSetup::Workflow(_) => false,
    }
}

/// The first name in a circle of components that hand on at once, where there is one: what it asks
/// asks it again. Each component and each wire is looked at once.
fn circle(setup: &Setup) -> Option<&str> {
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for start in setup.parts.keys() {
        // The way from the start to here, and the wires of each that are not looked at yet.
        let mut way: Vec<(&str, Vec<&str>)> = Vec::new();
        let mut on_way: BTreeSet<&str> = BTreeSet::new();
        let mut next = Some(start.as_str());
        loop {
            if let Some(name) = next.filter(|name| !done.contains(name)) {
                if !on_way.insert(name) {
                    let circle = way.iter().skip_while(|(one, _)| *one != name);
                    return circle.map(|(one, _)| *one).min();
                }
                let part = setup.parts.get(name).filter(|part| hands_on(part));
                way.push((name, part.map(PartSetup::wires).unwrap_or_default()));
            }
            let Some((name, wires)) = way.last_mut() else { break };
            next = wires.pop();
            if next.is_none() {
                done.insert(*name);
                on_way.remove(*name);
                way.pop();
            }
        }
    }
    None
}

fn check_function(function: &FunctionSetup) -> Option<String> {
    if !(128..=10_240).contains(&function.memory_mb) {
        return Some(format!("memory is 128 to 10,240 MB, not {} MB", function.memory_mb));
    }
    let timeout_s = to_seconds(function.timeout);
    if FUNCTION_TIMEOUT_S < timeout_s {
        return Some(format!(
            "a function is cut after 900 s, so its timeout cannot be {timeout_s} s"
        ));
    }
    if 2 < function.event_retries {
        let n = function.event_retries;
        return Some(format!("a failed event is tried again 0 to 2 times, not {n}"));
    }
    let provisioned = function.provisioned.max(function.provisioned_max);
    if function.reserved.is_some_and(|reserved| reserved < provisioned) {
        return Some(format!(
            "{provisioned} provisioned environments do not fit into {} reserved units",
            function.reserved.unwrap_or(0)
        ));
    }
    if function.has_snapshot && 0 < provisioned {
        return Some("SnapStart and provisioned concurrency exclude each other".to_owned());
    }
    if function.has_snapshot && 512 < function.ephemeral_mb {
        return Some("SnapStart allows no temporary folder above 512 MB".to_owned());
    }
    None
}

fn check_gateway(gateway: &GatewaySetup) -> Option<String> {
    let timeout_s = to_seconds(gateway.timeout);
    if gateway.is_http && HTTP_TIMEOUT_S < timeout_s {
        return Some(format!("an HTTP API waits 30 s at most, not {timeout_s} s"));
    }
    if gateway.is_http && (0 < gateway.cache_ttl || gateway.plan.is_some()) {
        return Some("an HTTP API has no cache and no usage plans; a REST API has".to_owned());
    }
    if gateway.is_http
        && gateway.endpoint != super::services::api_gateway::setup::Endpoint::Regional
    {
        return Some("an HTTP API is Regional only".to_owned());
    }
    match gateway.authorizer {
        Authorizer::Function(time) if 10 * SECOND < time => {
            Some(format!("an authorizer may take 10 s, not {} ms", time / MS))
        }
        Authorizer::None | Authorizer::Function(_) | Authorizer::UserPool | Authorizer::Iam => None,
    }
}

fn check_table(table: &TableSetup) -> Option<String> {
    if table.export == Export::PointInTime && table.protection != Protection::PointInTime {
        return Some("an export without read capacity needs point-in-time recovery".to_owned());
    }
    for scaling in table.scale_writes.iter().chain(&table.scale_reads) {
        if scaling.max < scaling.min {
            return Some(format!(
                "auto scaling cannot stay between {} and {}",
                scaling.min, scaling.max
            ));
        }
    }
    if table.is_strong && 0 < table.ttl {
        return Some(
            "with strong consistency across Regions there is no time to live (TTL)".to_owned(),
        );
    }
    None
}

fn check_stream(stream: &StreamSetup) -> Option<String> {
    if stream.is_of_table && TABLE_STREAM_READERS < stream.targets.len() {
        return Some(format!(
            "at most 2 readers can share a shard of a table's stream, not {}",
            stream.targets.len()
        ));
    }
    None
}

fn check_edge(edge: &EdgeSetup) -> Option<String> {
    if edge.function != EdgeFunction::CloudFront {
        return None;
    }
    if CLOUDFRONT_FUNCTION <= edge.function_time {
        return Some("a CloudFront Function runs for less than 1 ms; Lambda@Edge may".to_owned());
    }
    if edge.needs_network || edge.needs_body || edge.at_origin {
        return Some(
            "a CloudFront Function has no network, no body and no origin requests; Lambda@Edge has"
                .to_owned(),
        );
    }
    None
}

fn check_workflow(workflow: &WorkflowSetup) -> Option<String> {
    if workflow.is_express && workflow.has_approval() {
        return Some("an Express workflow cannot wait for an approval (task token)".to_owned());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::services::lambda::setup::FunctionSetup;

    fn calls(setup: Setup, name: &str, calls: &[&str]) -> Setup {
        let calls = calls.iter().map(|one| (*one).to_owned()).collect();
        setup.with(name, PartSetup::Function(FunctionSetup { calls, ..FunctionSetup::default() }))
    }

    #[test]
    fn a_circle_is_found_behind_its_entrance() {
        let start = calls(Setup::new(1), "a", &["d"]);
        let open = calls(calls(start.clone(), "d", &["c"]), "c", &[]);
        assert_eq!(circle(&open), None);
        let closed = calls(calls(calls(start, "d", &["c"]), "c", &["e"]), "e", &["d"]);
        assert_eq!(circle(&closed), Some("c"));
        assert_eq!(circle(&calls(Setup::new(1), "a", &["a"])), Some("a"));
    }

    /// 400 components that each ask all later ones have 79,800 wires; ways through them there are
    /// 2^398, and a search that takes each from each name anew looks at wires ten million times.
    #[test]
    fn each_wire_is_looked_at_once() {
        let names: Vec<String> = (0..400).map(|n| format!("f{n:03}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let setup = names.iter().enumerate().fold(Setup::new(1), |setup, (at, name)| {
            calls(setup, name, names.get(at + 1..).unwrap_or_default())
        });
        assert_eq!(circle(&setup), None);
        let closed = calls(setup, "f399", &["f398"]);
        assert_eq!(circle(&closed), Some("f398"));
    }
}
