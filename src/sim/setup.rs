//! Everything that a run depends on: parts by name, their settings by path, and worlds that cannot
//! be.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    kernel::{
        ledger::Recurrence,
        part::{SetupError, Unfit},
        setting::{Refusal, SettingValue, small, whole},
        shared::{QuotaLevel, SharedQuota},
        time::SimTime,
    },
    services::PartSetup,
};
use crate::text::{alternatives, with_article};

/// A part of a world sends to no more others: our choice, so that one event has a bounded number of
/// consequences.
const MOST_WIRES: usize = 100;

/// Everything that a run depends on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Setup {
    pub seed: u64,
    /// Concurrent executions of the account in the Region.
    pub concurrency: u32,
    /// How long a run of it is, for traffic that does not go on; 0: of any length.
    pub length: SimTime,
    pub parts: BTreeMap<String, PartSetup>,
}

impl Setup {
    /// A setup without components, with the account's default concurrency.
    pub fn new(seed: u64) -> Self {
        Self { seed, concurrency: 1_000, length: 0, parts: BTreeMap::new() }
    }

    /// The same setup with one more component.
    #[must_use]
    pub fn with(mut self, name: &str, part: PartSetup) -> Self {
        self.parts.insert(name.to_owned(), part);
        self
    }

    /// Sets `component.key`, or `concurrency` of the account, or `seed`: world files, `--set` and
    /// knobs all go through here.
    ///
    /// # Errors
    /// When there is no such component or key, or the value is none that it takes.
    pub fn set(&mut self, path: &str, value: &SettingValue) -> Result<(), Refusal> {
        match path.split_once('.') {
            Some((name, key)) => self.parts.get_mut(name).ok_or(Refusal::NoPart)?.set(key, value),
            None if path == "concurrency" => {
                self.concurrency = small(value, 0, 1_000_000)?;
                Ok(())
            }
            None if path == "seed" => {
                self.seed = whole(value, 0, u64::from(u32::MAX))?;
                Ok(())
            }
            None => Err(Refusal::NoPart),
        }
    }

    /// How the traffic of all parts goes on.
    pub(super) fn pace(&self) -> Recurrence {
        let paces = self.parts.values().map(|part| part.configure().pace());
        let pace = paces.fold(Recurrence::Steady, |all, one| match (all, one) {
            (Recurrence::Once(_), _) | (_, Recurrence::Once(_)) => Recurrence::Once(self.length),
            (Recurrence::Periods(a), Recurrence::Periods(b)) => Recurrence::Periods(a.max(b)),
            (Recurrence::Periods(a), Recurrence::Steady)
            | (Recurrence::Steady, Recurrence::Periods(a)) => Recurrence::Periods(a),
            (Recurrence::Steady, Recurrence::Steady) => Recurrence::Steady,
        });
        match pace {
            // A burst that no second one follows.
            Recurrence::Periods(period) if 0 < self.length && self.length < period => {
                Recurrence::Once(self.length)
            }
            Recurrence::Steady | Recurrence::Periods(_) | Recurrence::Once(_) => pace,
        }
    }

    /// Whether [`Self::set`] could make a setting; only the component that it is of is copied for
    /// that.
    ///
    /// # Errors
    /// As [`Self::set`].
    pub fn try_set(&self, path: &str, value: &SettingValue) -> Result<(), Refusal> {
        let mut trial = Self { parts: BTreeMap::new(), ..*self };
        if let Some((name, _)) = path.split_once('.') {
            let part = self.parts.get(name).cloned().ok_or(Refusal::NoPart)?;
            trial.parts.insert(name.to_owned(), part);
        }
        trial.set(path, value)
    }
}

/// Refuses a setup that no service would take, with the limit that is in its way.
///
/// # Errors
/// The first such limit, with the component.
pub(super) fn check(setup: &Setup) -> Result<(), SetupError> {
    let circle = circle(setup);
    for (name, part) in &setup.parts {
        let refuse =
            |key, what: String| Err(SetupError::OutOfRange { name: name.clone(), key, what });
        let wires = part.configure().wires();
        if let Some((key, _)) = wires.get(MOST_WIRES) {
            return refuse(key, format!("sends to {} others, more than {MOST_WIRES}", wires.len()));
        }
        for (key, wire) in &wires {
            check_wire(setup, (name, part), key, wire)?;
        }
        if circle == Some(name.as_str()) {
            let key = wires.first().map_or("", |(key, _)| key);
            return refuse(key, "is asked by what it asks itself, in a circle without end".into());
        }
        let readers = wires.iter().filter_map(|(_, wire)| setup.parts.get(*wire));
        let mut with_readers =
            readers.filter_map(|reader| part.configure().refused_with(reader.configure()));
        if let Some(Unfit { key, what }) =
            part.configure().refused().or_else(|| with_readers.next())
        {
            return refuse(key, what);
        }
    }
    Ok(())
}

/// Refuses a wire that leads nowhere, or to a kind of part to which the service sends nothing.
fn check_wire(
    setup: &Setup,
    (name, part): (&str, &PartSetup),
    key: &'static str,
    wire: &str,
) -> Result<(), SetupError> {
    let from = name.to_owned();
    if wire.is_empty() {
        return Err(SetupError::NoWire { from, key });
    }
    let Some(to) = setup.parts.get(wire) else {
        return Err(SetupError::NoSuchPart { from, key, to: wire.to_owned() });
    };
    let refuse = |what| Err(SetupError::OutOfRange { name: from.clone(), key, what });
    let (kind, to_kind) = (part.kind(), to.kind());
    if to.configure().is_caller() {
        return refuse(format!("sends to `{wire}`, and a client answers nobody"));
    }
    let kinds = part.configure().leads_to(key);
    if !kinds.contains(&to_kind) {
        let kinds: Vec<String> = kinds.iter().map(|one| with_article(one)).collect();
        return refuse(format!(
            "sends to `{wire}`, {}; `{key}` of {} is {}",
            with_article(to_kind),
            with_article(kind),
            alternatives(&kinds)
        ));
    }
    if !to.configure().is_asked_by(kind) {
        return refuse(format!("sends to `{wire}`, to which only a table writes"));
    }
    Ok(())
}

/// The levels of the account's quotas, in the order of [`SharedQuota::ALL`].
///
/// # Errors
/// When two parts set different levels for one of them: an account has one.
pub(super) fn quotas(setup: &Setup) -> Result<[QuotaLevel; SharedQuota::ALL.len()], SetupError> {
    let mut levels = SharedQuota::ALL.map(|quota| quota.by_default(setup.concurrency));
    let mut by: BTreeMap<SharedQuota, &str> = BTreeMap::new();
    for (name, part) in &setup.parts {
        for (quota, key, level) in part.configure().quotas_set() {
            let Some(place) = levels.get_mut(quota as usize) else { continue };
            if let Some(other) = by.insert(quota, name)
                && *place != level
            {
                let what = format!(
                    "asks for {} per second and a burst of {}, and `{other}` for {} and {}; an \
                     account has one such quota",
                    level.rate, level.burst, place.rate, place.burst
                );
                return Err(SetupError::OutOfRange { name: name.clone(), key, what });
            }
            *place = level;
        }
    }
    Ok(levels)
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
                let part = setup.parts.get(name).filter(|part| part.configure().hands_on());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::services::kinds;

    #[test]
    fn every_kind_has_defaults_and_keys() {
        for kind in kinds() {
            let part = PartSetup::of_kind(kind).unwrap();
            assert_eq!(part.kind(), kind);
            assert!(!part.keys().is_empty());
        }
        assert_eq!(PartSetup::of_kind("toaster"), None);
    }

    #[test]
    fn every_key_that_is_listed_is_known() {
        for kind in kinds() {
            for key in PartSetup::of_kind(kind).unwrap().keys() {
                let mut part = PartSetup::of_kind(kind).unwrap();
                let refused = part.set(key, &SettingValue::Texts(Vec::new()));
                assert_ne!(refused, Err(Refusal::NoKey), "{kind}.{key}");
            }
        }
    }

    #[test]
    fn wrong_values_say_what_is_expected() {
        let mut setup = Setup::new(1).with("f", PartSetup::of_kind("function").unwrap());
        let refused = |setup: &mut Setup, path: &str, value| setup.set(path, &value).unwrap_err();
        assert_eq!(
            refused(&mut setup, "f.timeout_s", SettingValue::Number(1_200.0)),
            Refusal::Expected(
                "a number from 1 to 900: a function is cut after 900 s (AWS Lambda quotas)".into()
            )
        );
        assert_eq!(refused(&mut setup, "f.size", SettingValue::Number(1.0)), Refusal::NoKey);
        assert_eq!(refused(&mut setup, "g.size", SettingValue::Number(1.0)), Refusal::NoPart);
        assert_eq!(setup.set("f.memory_mb", &SettingValue::Number(512.0)), Ok(()));
        assert_eq!(setup.set("concurrency", &SettingValue::Number(50.0)), Ok(()));
        assert_eq!(setup.concurrency, 50);
    }

    fn calls(setup: Setup, name: &str, calls: &[&str]) -> Setup {
        let mut function = PartSetup::of_kind("function").unwrap();
        let calls = calls.iter().map(|one| (*one).to_owned()).collect();
        function.set("calls", &SettingValue::Texts(calls)).unwrap();
        setup.with(name, function)
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
