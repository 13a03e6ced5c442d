//! Settings of components by name: world files, `--set` and knobs all go through here.

use std::collections::BTreeMap;

use super::{
    kernel::setting::{Given, Refusal, small, whole},
    services::{
        api_gateway::setup::GatewaySetup,
        cache::CacheSetup,
        client::ClientSetup,
        cloudfront::EdgeSetup,
        cognito::{SignInKind, SignInSetup},
        dynamodb::setup::TableSetup,
        fanout::{FanoutKind, FanoutSetup},
        kinesis::StreamSetup,
        lambda::setup::FunctionSetup,
        rds::DatabaseSetup,
        sqs::setup::QueueSetup,
        step_functions::WorkflowSetup,
    },
    world::{PartSetup, Setup},
};

/// The kinds of component, as files write them.
pub const KINDS: &[&str] = &[
    "client",
    "gateway",
    "function",
    "table",
    "cache",
    "queue",
    "database",
    "topic",
    "bus",
    "schedule",
    "bucket",
    "stream",
    "workflow",
    "user-pool",
    "identity-pool",
    "edge",
];

/// A component of a kind with its defaults.
pub fn default_of(kind: &str) -> Option<PartSetup> {
    let fanout = |kind| Some(PartSetup::Fanout(FanoutSetup::new(kind)));
    Some(match kind {
        "client" => PartSetup::Client(ClientSetup::default()),
        "gateway" => PartSetup::Gateway(GatewaySetup::default()),
        "function" => PartSetup::Function(FunctionSetup::default()),
        "table" => PartSetup::Table(TableSetup::default()),
        "cache" => PartSetup::Cache(CacheSetup::default()),
        "queue" => PartSetup::Queue(QueueSetup::default()),
        "database" => PartSetup::Database(DatabaseSetup::default()),
        "topic" => return fanout(FanoutKind::Topic),
        "bus" => return fanout(FanoutKind::Bus),
        "schedule" => return fanout(FanoutKind::Schedule),
        "bucket" => return fanout(FanoutKind::Bucket),
        "stream" => PartSetup::Stream(StreamSetup::default()),
        "workflow" => PartSetup::Workflow(WorkflowSetup::default()),
        "user-pool" => PartSetup::SignIn(SignInSetup::new(SignInKind::UserPool)),
        "identity-pool" => PartSetup::SignIn(SignInSetup::new(SignInKind::IdentityPool)),
        "edge" => PartSetup::Edge(EdgeSetup::default()),
        _ => return None,
    })
}

/// Sets `component.key`, or `concurrency` of the account, or `seed`.
///
/// # Errors
/// When there is no such component or key, or the value is none that it takes.
pub fn set(setup: &mut Setup, path: &str, value: &Given) -> Result<(), Refusal> {
    let Some((name, key)) = path.split_once('.') else {
        return match path {
            "concurrency" => {
                setup.concurrency = small(value, 0, 1_000_000)?;
                Ok(())
            }
            "seed" => {
                setup.seed = whole(value, 0, u64::from(u32::MAX))?;
                Ok(())
            }
            _ => Err(Refusal::NoPart),
        };
    };
    setup.parts.get_mut(name).ok_or(Refusal::NoPart)?.set(key, value)
}

/// Whether [`set`] could make a setting; only the component that it is of is copied for that.
///
/// # Errors
/// As [`set`].
pub fn try_set(setup: &Setup, path: &str, value: &Given) -> Result<(), Refusal> {
    let (seed, concurrency) = (setup.seed, setup.concurrency);
    let mut trial = Setup { seed, concurrency, parts: BTreeMap::new() };
    if let Some((name, _)) = path.split_once('.') {
        let part = setup.parts.get(name).cloned().ok_or(Refusal::NoPart)?;
        trial.parts.insert(name.to_owned(), part);
    }
    set(&mut trial, path, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_defaults_and_keys() {
        for kind in KINDS {
            let part = default_of(kind).unwrap();
            assert_eq!(part.kind(), *kind);
            assert!(!part.keys().is_empty());
        }
        assert_eq!(default_of("toaster"), None);
    }

    #[test]
    fn every_key_that_is_listed_is_known() {
        for kind in KINDS {
            for key in default_of(kind).unwrap().keys() {
                let mut part = default_of(kind).unwrap();
                let refused = part.set(key, &Given::Texts(Vec::new()));
                assert_ne!(refused, Err(Refusal::NoKey), "{kind}.{key}");
            }
        }
    }

    #[test]
    fn wrong_values_say_what_is_expected() {
        let mut setup = Setup::new(1).with("f", default_of("function").unwrap());
        let refused = |setup: &mut Setup, path: &str, value| set(setup, path, &value).unwrap_err();
        assert_eq!(
            refused(&mut setup, "f.timeout_s", Given::Number(1_200.0)),
            Refusal::Expected(
                "a number from 1 to 900: a function is cut after 900 s (AWS Lambda quotas)".into()
            )
        );
        assert_eq!(refused(&mut setup, "f.size", Given::Number(1.0)), Refusal::NoKey);
        assert_eq!(refused(&mut setup, "g.size", Given::Number(1.0)), Refusal::NoPart);
        assert_eq!(set(&mut setup, "f.memory_mb", &Given::Number(512.0)), Ok(()));
        assert_eq!(set(&mut setup, "concurrency", &Given::Number(50.0)), Ok(()));
        assert_eq!(setup.concurrency, 50);
    }
}
