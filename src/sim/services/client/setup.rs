//! What a client is set to.

use serde::{Deserialize, Serialize};

use super::load::{Batch, Load};
use crate::sim::kernel::{
    call::{Credential, Op},
    ledger::Recurrence,
    part::{Configure, Unfit},
    retry::Retry,
    setting::{
        Refusal, SettingValue, expected, flag, millis, number, op, rate, seconds, share_milli,
        small, text, whole, word,
    },
    time::{SECOND, SimTime, from_seconds},
};

/// What a client is set to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClientSetup {
    pub target: String,
    pub load: Load,
    /// No request comes at or after this.
    pub until: SimTime,
    /// No more requests than this.
    pub n_requests: u64,
    pub op: Op,
    pub bytes: u32,
    /// Items of each batch.
    pub n_items: u32,
    /// Keys are drawn evenly from this many; 0: request i has key i.
    pub n_keys: u32,
    /// Keys in turn instead of drawn.
    pub keys_in_turn: bool,
    /// How much more often the first keys come than the last: the exponent of Zipf's law, in
    /// thousandths; 0: each comes as often as the other.
    pub skew_milli: u32,
    /// The share of requests that are about the first key, in thousandths; the rest is drawn.
    pub hot_milli: u32,
    pub retry: Retry,
    /// After this a client stops waiting; 0: it waits for ever.
    pub timeout: SimTime,
    /// The share of requests on which the handler fails each time, in thousandths.
    pub poison_milli: u32,
    /// Whether it is outside of the VPC.
    pub is_outside: bool,
    pub credential: Credential,
    /// Whether it should be served. One that should not is left out of the figures of a run.
    pub is_wanted: bool,
}

impl Default for ClientSetup {
    fn default() -> Self {
        Self {
            target: String::new(),
            load: Load::Even { rate_milli: 10_000 },
            until: SimTime::MAX,
            n_requests: u64::MAX,
            op: Op::Request,
            bytes: 1_024,
            n_items: 1,
            n_keys: 1_000,
            keys_in_turn: false,
            skew_milli: 0,
            hot_milli: 0,
            retry: Retry::NONE,
            timeout: 0,
            poison_milli: 0,
            is_outside: true,
            credential: Credential::Full,
            is_wanted: true,
        }
    }
}

impl Configure for ClientSetup {
    fn kind(&self) -> &'static str {
        "client"
    }

    fn keys(&self) -> &'static [&'static str] {
        &[
            "target",
            "load",
            "rate",
            "to_rate",
            "over_s",
            "every_s",
            "length_s",
            "low_rate",
            "batches",
            "spreads_s",
            "recorded",
            "until_s",
            "requests",
            "op",
            "bytes",
            "items",
            "keys",
            "keys_in_turn",
            "skew",
            "hot_percent",
            "attempts",
            "backoff_ms",
            "timeout_s",
            "poison_percent",
            "from",
            "credentials",
            "wanted",
        ]
    }

    fn set(&mut self, key: &str, value: &SettingValue) -> Result<(), Refusal> {
        match key {
            "target" => self.target = text(value)?,
            "load" => self.load = load_of(value)?,
            "rate" => set_rate(&mut self.load, rate(value)?),
            "to_rate" | "over_s" | "every_s" | "length_s" | "low_rate" => {
                return shape_load(&mut self.load, key, value);
            }
            "batches" => self.load = batches_of(value)?,
            "spreads_s" => set_spreads(&mut self.load, value)?,
            "recorded" => self.load = recorded(value)?,
            "until_s" => self.until = seconds(value, 0.0, 2_592_000.0)?,
            "requests" => self.n_requests = whole(value, 1, 1_000_000_000)?,
            "op" => self.op = op(value)?,
            "bytes" => self.bytes = small(value, 0, 20_000_000)?,
            "items" => self.n_items = small(value, 1, 100)?,
            "keys" => self.n_keys = small(value, 0, 1_000_000)?,
            "attempts" => {
                let standard = if self.retry.attempts <= 1 { Retry::STANDARD } else { self.retry };
                self.retry = Retry { attempts: small(value, 1, 10)?, ..standard };
            }
            "backoff_ms" => self.retry.base = millis(value, 60_000.0)?,
            "poison_percent" => self.poison_milli = share_milli(value)?,
            "from" => self.is_outside = word(value, &["internet", "vpc"])? == "internet",
            "credentials" => {
                self.credential = match word(value, &["full", "api-key", "none"])? {
                    "api-key" => Credential::ApiKey,
                    "none" => Credential::None,
                    _ => Credential::Full,
                }
            }
            "wanted" => self.is_wanted = flag(value)?,
            "keys_in_turn" => self.keys_in_turn = flag(value)?,
            "skew" => {
                let milli = libm::round(number(value, 0.0, 3.0)? * 1_000.0);
                self.skew_milli = small(&SettingValue::Number(milli), 0, 3_000)?;
            }
            "hot_percent" => self.hot_milli = share_milli(value)?,
            "timeout_s" => self.timeout = seconds(value, 0.0, 3_600.0)?,
            _ => return Err(Refusal::NoKey),
        }
        Ok(())
    }

    fn wires(&self) -> Vec<(&'static str, &str)> {
        vec![("target", &self.target)]
    }

    /// Whatever has an address; a schedule has none.
    fn leads_to(&self, _key: &str) -> &'static [&'static str] {
        &[
            "gateway",
            "edge",
            "function",
            "table",
            "cache",
            "database",
            "queue",
            "topic",
            "bus",
            "bucket",
            "stream",
            "workflow",
            "user-pool",
            "identity-pool",
        ]
    }

    fn refused(&self) -> Option<Unfit> {
        let most = self.op.most_items();
        (most < self.n_items).then(|| {
            let what = format!("such a call carries {most} items at most, not {}", self.n_items);
            Unfit::new("items", what)
        })
    }

    fn still(&self) -> &'static [&'static str] {
        &["requests"]
    }

    fn is_caller(&self) -> bool {
        true
    }

    fn pace(&self) -> Recurrence {
        if self.until < SimTime::MAX || self.n_requests < u64::MAX {
            return Recurrence::Once(0);
        }
        match self.load {
            Load::Even { .. } | Load::Poisson { .. } => Recurrence::Steady,
            Load::Burst { every, .. } => Recurrence::Periods(every),
            Load::Daily { period, .. } => Recurrence::Periods(period),
            Load::Ramp { from_milli, to_milli, .. } if from_milli == to_milli => Recurrence::Steady,
            Load::Ramp { .. } | Load::Batches(_) => Recurrence::Once(0),
        }
    }

    fn is_wanted(&self) -> bool {
        self.is_wanted && self.credential == Credential::Full
    }

    fn is_outside(&self) -> bool {
        self.is_outside
    }

    fn chores(&self) -> u64 {
        0
    }
}

fn load_of(value: &SettingValue) -> Result<Load, Refusal> {
    let rate_milli = 10_000;
    Ok(match word(value, &["even", "poisson", "ramp", "burst", "daily"])? {
        "even" => Load::Even { rate_milli },
        "poisson" => Load::Poisson { rate_milli },
        "ramp" => Load::Ramp { from_milli: rate_milli, to_milli: rate_milli, over: 60 * SECOND },
        "burst" => Load::Burst {
            low_milli: 0,
            high_milli: rate_milli,
            every: 60 * SECOND,
            length: 10 * SECOND,
        },
        _ => Load::Daily { mean_milli: rate_milli, period: 86_400 * SECOND },
    })
}

/// The rate of a load: where it begins, for a ramp; its height, for a burst; its mean, for a day.
fn set_rate(load: &mut Load, milli: u64) {
    match load {
        Load::Even { rate_milli } | Load::Poisson { rate_milli } => *rate_milli = milli,
        Load::Ramp { from_milli, .. } => *from_milli = milli,
        Load::Burst { high_milli, .. } => *high_milli = milli,
        Load::Daily { mean_milli, .. } => *mean_milli = milli,
        Load::Batches(_) => *load = Load::Even { rate_milli: milli },
    }
}

fn shape_load(load: &mut Load, key: &str, value: &SettingValue) -> Result<(), Refusal> {
    match (load, key) {
        (Load::Ramp { to_milli, .. }, "to_rate") => *to_milli = rate(value)?,
        (Load::Ramp { over, .. }, "over_s") => *over = seconds(value, 1.0, 86_400.0)?,
        (Load::Burst { every, .. }, "every_s") => *every = seconds(value, 1.0, 86_400.0)?,
        (Load::Burst { length, .. }, "length_s") => *length = seconds(value, 0.0, 86_400.0)?,
        (Load::Burst { low_milli, .. }, "low_rate") => *low_milli = rate(value)?,
        (Load::Daily { period, .. }, "every_s") => *period = seconds(value, 60.0, 604_800.0)?,
        _ => return expected(format!("a load that has `{key}`; set `load` first")),
    }
    Ok(())
}

/// `[at s, count, at s, count, ...]`.
fn batches_of(value: &SettingValue) -> Result<Load, Refusal> {
    let SettingValue::Numbers(numbers) = value else {
        return expected("a list of numbers: second, count, second, count");
    };
    let mut batches = Vec::new();
    for pair in numbers.chunks(2) {
        let [at, count] = pair else { return expected("an even count of numbers") };
        let count = whole(&SettingValue::Number(*count), 0, 10_000_000)?;
        batches.push(Batch { at: from_seconds(*at), count, spread: 0 });
    }
    Ok(Load::Batches(batches))
}

/// `[s, s, ...]`: how long each of the batches takes to arrive.
fn set_spreads(load: &mut Load, value: &SettingValue) -> Result<(), Refusal> {
    let (Load::Batches(batches), SettingValue::Numbers(spreads)) = (load, value) else {
        return expected("a list of seconds, one for each of the `batches`");
    };
    for (batch, spread) in batches.iter_mut().zip(spreads) {
        batch.spread = from_seconds(*spread);
    }
    Ok(())
}

/// `[s, s, ...]`: the instants of single requests, as they were recorded.
fn recorded(value: &SettingValue) -> Result<Load, Refusal> {
    let SettingValue::Numbers(numbers) = value else {
        return expected("a list of seconds, one for each request");
    };
    let is_sorted = numbers.windows(2).all(|pair| pair.first() <= pair.last());
    if !is_sorted || numbers.first().is_some_and(|first| *first < 0.0) {
        return expected("seconds that never go back");
    }
    let batch = |at: &f64| Batch { at: from_seconds(*at), count: 1, spread: 0 };
    Ok(Load::Batches(numbers.iter().map(batch).collect()))
}
