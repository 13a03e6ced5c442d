//! What is given of an example, and how its world is built and run.

use serde_json::{Map, Value};

use crate::sim::{
    Setup, World,
    budget::Budget,
    kernel::{
        bill::FreeTier,
        call::Reason,
        seen::Gauge,
        setting::SettingValue,
        time::{SimTime, from_seconds},
    },
    services::{
        PartSetup,
        client::{load::Load, setup::ClientSetup},
    },
};

/// What a key takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Takes {
    Number,
    Flag,
    /// One of these; the first where the key does not stand.
    Word(&'static [&'static str]),
    /// One of these, and the key has to stand.
    Choice(&'static [&'static str]),
    /// Any text.
    Text,
    /// A list of numbers.
    Numbers,
    /// A list of lists, each of them one step of the example.
    Lists,
    /// A list of tables with these keys.
    Tables(&'static [GivenKey]),
    /// A list of whatever the example reads by itself.
    List,
}

/// A key by its name, and what it takes.
pub type GivenKey = (&'static str, Takes);

/// What is given of one example, held against the keys of its kind before.
pub struct Inputs<'a> {
    given: &'a Map<String, Value>,
    /// The keys that its kind has: no other one is ever read.
    keys: &'static [GivenKey],
}

/// What an example comes to, or why it cannot be answered.
pub type ExampleAnswer = Result<Value, String>;

impl<'a> Inputs<'a> {
    pub(super) fn new(given: &'a Map<String, Value>, keys: &'static [GivenKey]) -> Self {
        Self { given, keys }
    }

    /// The value of a key, where there is one.
    pub fn get(&self, key: &str) -> Option<&Value> {
        debug_assert!(self.keys.iter().any(|(name, _)| *name == key), "`{key}` is not declared");
        self.given.get(key)
    }

    pub fn number(&self, key: &str, default: f64) -> f64 {
        self.get(key).and_then(Value::as_f64).unwrap_or(default)
    }

    pub fn whole(&self, key: &str, default: u64) -> u64 {
        self.get(key).and_then(whole_of).unwrap_or(default)
    }

    pub fn small(&self, key: &str, default: u32) -> u32 {
        u32::try_from(self.whole(key, u64::from(default))).unwrap_or(u32::MAX)
    }

    pub fn word(&self, key: &str) -> &str {
        self.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    pub fn flag(&self, key: &str, default: bool) -> bool {
        self.get(key).and_then(Value::as_bool).unwrap_or(default)
    }

    /// Whether the free allowance is taken off a bill.
    pub fn free_tier(&self) -> FreeTier {
        if self.flag("free_tier", false) { FreeTier::Left } else { FreeTier::Used }
    }

    pub fn list(&self, key: &str) -> &[Value] {
        self.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    pub fn wholes(&self, key: &str) -> Vec<u64> {
        self.list(key).iter().filter_map(whole_of).collect()
    }

    pub fn millis(&self, key: &str, default: f64) -> SimTime {
        from_seconds(self.number(key, default) / 1_000.0)
    }

    pub fn seconds(&self, key: &str, default: f64) -> SimTime {
        from_seconds(self.number(key, default))
    }

    /// A rate in thousandths of a request per second.
    pub fn rate(&self, key: &str) -> u64 {
        milli(self.number(key, 0.0))
    }
}

/// A whole number, also one that was written as 3e6.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "ranges are checked")]
pub fn whole_of(value: &Value) -> Option<u64> {
    let of_float = || value.as_f64().filter(|one| 0.0 <= *one && one.fract() == 0.0);
    value.as_u64().or_else(|| of_float().map(|one| one as u64))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rates are small and positive"
)]
pub fn milli(rate: f64) -> u64 {
    libm::round(rate.max(0.0) * 1_000.0) as u64
}

pub fn world(setup: &Setup) -> Result<World, String> {
    World::new(setup).map_err(|error| error.to_string())
}

/// Runs up to `until`, within the budget of everything that is checked.
pub fn run(world: &mut World, until: SimTime) -> Result<(), String> {
    world.run_within(until, Budget::CHECK).map_err(|spent| spent.words("the example"))
}

/// Runs until nothing is planned any more, or up to `limit`.
pub fn drain(world: &mut World, limit: SimTime) -> Result<(), String> {
    world.drain_within(limit, Budget::CHECK).map_err(|spent| spent.words("the example"))
}

/// A client that sends to `to` until `until`.
pub fn client(to: &str, load: Load, until: SimTime) -> ClientSetup {
    ClientSetup { target: to.to_owned(), load, until, ..ClientSetup::default() }
}

/// Requests that come evenly, or with exponential gaps.
pub fn arrivals(given: &Inputs<'_>) -> Load {
    let rate_milli = given.rate("rps");
    match given.word("arrivals") {
        "even" => Load::Even { rate_milli },
        _ => Load::Poisson { rate_milli },
    }
}

/// A part with some of its settings.
pub fn part(kind: &str, settings: &[(&str, SettingValue)]) -> Result<PartSetup, String> {
    let mut part = PartSetup::of_kind(kind).ok_or_else(|| format!("no kind `{kind}`"))?;
    for (key, value) in settings {
        let refused = |refusal| format!("`{key}` of a {kind} cannot be {value}: {refusal:?}");
        part.set(key, value).map_err(refused)?;
    }
    Ok(part)
}

/// A function that answers at once however many ask, for worlds about what stands around it.
pub fn instant_function(settings: &[(&str, SettingValue)]) -> Result<PartSetup, String> {
    let instant =
        [("duration_ms", 0.0.into()), ("init_ms", 0.0.into()), ("scaling", "unlimited".into())];
    part("function", &[&instant, settings].concat())
}

/// A state of a part; 0 for one that it does not have.
pub fn gauge(world: &World, name: &str, what: Gauge) -> u64 {
    let gauges = world.component(name).map(|part| part.gauges(&world.core)).unwrap_or_default();
    gauges.into_iter().find(|(gauge, _)| *gauge == what).map_or(0, |(_, value)| value)
}

/// A reason as AWS spells it.
pub fn reason_name(reason: Reason) -> String {
    format!("{reason:?}")
}
