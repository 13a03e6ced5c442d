//! What a workflow is set to, with the figures that AWS gives.

use serde::{Deserialize, Serialize};

use crate::sim::kernel::{
    call::PartId,
    part::{Configure, SetupError, Unfit},
    setting::{
        Refusal, SettingValue, expected, flag, maybe_text, number, seconds, share_milli, small,
        texts, whole,
    },
    shared::{QuotaLevel, SharedQuota},
    time::{SECOND, SimTime, from_seconds},
};

/// An Express workflow runs no longer.
pub const EXPRESS_S: f64 = 300.0;

/// Events in the history of a Standard execution.
pub const HISTORY: u32 = 25_000;

/// An inline Map works on about so many items at once (AWS Step Functions Developer Guide, Using
/// Map state in Inline mode; 2026-11).
pub const INLINE_MAP: u32 = 40;

/// One state of the machine, by names or by places.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Step<P> {
    /// Asks one component, or several at once and waits for all.
    Tasks(Vec<P>),
    /// Asks a component for each of so many items, so many of them at once.
    Map(P, u32, u32),
    /// Asks one component for a share of executions, in thousandths, and another one or none for
    /// the rest.
    Choice(u32, P, Option<P>),
    Wait(SimTime),
    /// Waits for somebody to bring the task token back.
    Approval(SimTime),
}

impl Step<String> {
    /// `charge`, `charge + notify`, `20 x resize`, `200 x resize by 5`, `30% audit`,
    /// `30% audit else pack`, `wait 30`, `approve 3600`.
    fn read(text: &str) -> Result<Self, Refusal> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let time = |word: &str| {
            let given = word
                .parse::<f64>()
                .map_or(SettingValue::Text(word.to_owned()), SettingValue::Number);
            number(&given, 0.0, 31_536_000.0).map(from_seconds)
        };
        match words.as_slice() {
            ["wait", wait] => Ok(Self::Wait(time(wait)?)),
            ["approve", wait] => Ok(Self::Approval(time(wait)?)),
            [count, "x", name] => Self::map(count, name, "40"),
            [count, "x", name, "by", most] => Self::map(count, name, most),
            [share, name] if share.ends_with('%') => Self::choice(share, name, None),
            [share, name, "else", other] if share.ends_with('%') => {
                Self::choice(share, name, Some((*other).to_owned()))
            }
            [] => expected("a step: `charge`, `charge + notify`, `20 x resize`, `wait 30`"),
            _ => Ok(Self::Tasks(text.split('+').map(|name| name.trim().to_owned()).collect())),
        }
    }

    fn map(count: &str, name: &str, most: &str) -> Result<Self, Refusal> {
        match (count.parse::<u32>(), most.parse::<u32>()) {
            (Ok(n), Ok(most)) if (1..=10_000).contains(&n) && 1 <= most => {
                Ok(Self::Map(name.to_owned(), n, most.min(INLINE_MAP)))
            }
            _ => expected(
                "a step such as `20 x resize` or `20 x resize by 5`, with 1 to 10,000 items",
            ),
        }
    }

    fn choice(share: &str, name: &str, other: Option<String>) -> Result<Self, Refusal> {
        let percent = share.trim_end_matches('%').parse::<f64>();
        match percent.map(SettingValue::Number).map(|percent| share_milli(&percent)) {
            Ok(share) => Ok(Self::Choice(share?, name.to_owned(), other)),
            Err(_) => expected("a step such as `30% audit` or `30% audit else pack`"),
        }
    }

    /// The same step with components by place.
    ///
    /// # Errors
    /// When there is no such component.
    pub fn placed(
        &self,
        to: &impl Fn(&str) -> Result<PartId, SetupError>,
    ) -> Result<Step<PartId>, SetupError> {
        Ok(match self {
            Self::Tasks(names) => {
                let parts: Result<Vec<PartId>, SetupError> =
                    names.iter().map(|name| to(name)).collect();
                Step::Tasks(parts?)
            }
            Self::Map(name, n, most) => Step::Map(to(name)?, *n, *most),
            Self::Choice(share, name, other) => {
                let other = other.as_deref().map(to).transpose()?;
                Step::Choice(*share, to(name)?, other)
            }
            Self::Wait(time) => Step::Wait(*time),
            Self::Approval(time) => Step::Approval(*time),
        })
    }
}

/// What a state machine is set to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorkflowSetup {
    pub is_express: bool,
    pub steps: Vec<Step<String>>,
    /// Takes over when a task has failed for good.
    pub catch: Option<String>,
    /// Attempts of a task after the first, the wait before the second, and by how much each further
    /// wait is longer, in tenths.
    pub retries: u32,
    pub interval: SimTime,
    pub backoff_tenths: u32,
    /// A task fails that takes longer than this (`TimeoutSeconds`); 0: none does.
    pub task_timeout: SimTime,
    /// Quotas of the account that its owner has asked for; none: as every account has them.
    pub start_rate: Option<u64>,
    pub start_burst: Option<u64>,
    pub transition_rate: Option<u64>,
    pub transition_burst: Option<u64>,
}

impl Default for WorkflowSetup {
    fn default() -> Self {
        Self {
            is_express: false,
            steps: Vec::new(),
            catch: None,
            retries: 3,
            interval: SECOND,
            backoff_tenths: 20,
            task_timeout: 0,
            start_rate: None,
            start_burst: None,
            transition_rate: None,
            transition_burst: None,
        }
    }
}

impl WorkflowSetup {
    /// The quota of which a start of it takes a token.
    pub fn start_quota(&self) -> SharedQuota {
        if self.is_express { SharedQuota::ExpressStarts } else { SharedQuota::StandardStarts }
    }

    /// Whether a step waits for a task token.
    pub fn has_approval(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Approval(_)))
    }
}

impl Configure for WorkflowSetup {
    fn kind(&self) -> &'static str {
        "workflow"
    }

    fn keys(&self) -> &'static [&'static str] {
        &[
            "express",
            "steps",
            "catch",
            "retries",
            "interval_s",
            "backoff",
            "task_timeout_s",
            "start_rate",
            "start_burst",
            "transition_rate",
            "transition_burst",
        ]
    }

    fn metrics(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("in", "ExecutionsStarted"),
            ("ok", "ExecutionsSucceeded"),
            ("function_errors", "ExecutionsFailed"),
            ("timeouts", "ExecutionsTimedOut"),
            ("throttled", "ExecutionThrottled"),
        ]
    }

    fn set(&mut self, key: &str, value: &SettingValue) -> Result<(), Refusal> {
        const MOST: u64 = 100_000;
        match key {
            "express" => self.is_express = flag(value)?,
            "steps" => {
                let steps: Result<Vec<Step<String>>, Refusal> =
                    texts(value)?.iter().map(|step| Step::read(step)).collect();
                self.steps = steps?;
            }
            "catch" => self.catch = maybe_text(value)?,
            "retries" => self.retries = small(value, 0, 100)?,
            "interval_s" => self.interval = seconds(value, 1.0, 86_400.0)?,
            "backoff" => {
                let tenths = libm::round(number(value, 1.0, 10.0)? * 10.0);
                self.backoff_tenths = small(&SettingValue::Number(tenths), 10, 100)?;
            }
            "task_timeout_s" => self.task_timeout = seconds(value, 0.0, 31_536_000.0)?,
            "start_rate" => self.start_rate = Some(whole(value, 1, MOST)?),
            "start_burst" => self.start_burst = Some(whole(value, 1, MOST)?),
            "transition_rate" => self.transition_rate = Some(whole(value, 1, MOST)?),
            "transition_burst" => self.transition_burst = Some(whole(value, 1, MOST)?),
            _ => return Err(Refusal::NoKey),
        }
        Ok(())
    }

    fn wires(&self) -> Vec<(&'static str, &str)> {
        let catch = self.catch.iter().map(|one| ("catch", one.as_str()));
        let mut all: Vec<(&str, &str)> = catch.collect();
        for step in &self.steps {
            match step {
                Step::Tasks(names) => all.extend(names.iter().map(|one| ("steps", one.as_str()))),
                Step::Map(name, ..) => all.push(("steps", name)),
                Step::Choice(_, name, other) => {
                    all.push(("steps", name));
                    all.extend(other.iter().map(|one| ("steps", one.as_str())));
                }
                Step::Wait(_) | Step::Approval(_) => {}
            }
        }
        all
    }

    fn quotas_set(&self) -> Vec<(SharedQuota, &'static str, QuotaLevel)> {
        let set = |quota: SharedQuota, key, rate: Option<u64>, burst: Option<u64>| {
            let usual = quota.by_default(0);
            let level = QuotaLevel {
                rate: rate.unwrap_or(usual.rate),
                burst: burst.unwrap_or(usual.burst),
            };
            (rate.is_some() || burst.is_some()).then_some((quota, key, level))
        };
        let starts = set(self.start_quota(), "start_rate", self.start_rate, self.start_burst);
        let (rate, burst) = (self.transition_rate, self.transition_burst);
        let transitions = set(SharedQuota::Transitions, "transition_rate", rate, burst);
        starts.into_iter().chain(transitions).collect()
    }

    fn still(&self) -> &'static [&'static str] {
        &["steps", "express"]
    }

    /// Integrations (AWS Step Functions Developer Guide, Integrating services, 2026-11).
    fn leads_to(&self, _key: &str) -> &'static [&'static str] {
        &["function", "table", "queue", "topic", "bus", "bucket", "stream", "workflow", "gateway"]
    }

    fn refused(&self) -> Option<Unfit> {
        (self.is_express && self.has_approval()).then(|| {
            Unfit::new("express", "an Express workflow cannot wait for an approval (task token)")
        })
    }
}
