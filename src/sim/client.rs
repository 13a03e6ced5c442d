//! Clients: who sends requests, when, of what, and how often they try again.

use super::{
    core::{Call, Closed, Core, Credential, End, NO_CALL, OWN, Op, Part, Reason, Reply, Told},
    draw::{DrawStream, Law},
    given::{
        Given, Refusal, expected, flag, millis, op, rate, seconds, share_milli, small, text, whole,
        word,
    },
    meter::{Count, Histogram},
    queue::Class,
    service::{Configure, Gauge, Service},
    time::{MS, SECOND, SimTime, from_seconds},
};

/// When requests come. Rates are in thousandths of a request per second.
#[derive(Debug, Clone, PartialEq)]
pub enum Load {
    /// Request i at floor(i x 10^9 / rate) ns.
    Even { rate_milli: u64 },
    /// Exponential gaps.
    Poisson { rate_milli: u64 },
    /// From one rate to another over a time, evenly within each moment.
    Ramp { from_milli: u64, to_milli: u64, over: SimTime },
    /// Evenly, `high` during the first `length` of each `every`, else `low`.
    Burst { low_milli: u64, high_milli: u64, every: SimTime, length: SimTime },
    /// Around a mean, up and down once in `period`, between 0 and twice the mean.
    Daily { mean_milli: u64, period: SimTime },
    /// Batches: at an instant, how many, spread over how long.
    Batches(Vec<Batch>),
}

/// Some requests at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batch {
    pub at: SimTime,
    pub count: u64,
    /// Request i of the batch comes at `at` + floor(i x spread / count).
    pub spread: SimTime,
}

/// How a client of an AWS SDK tries again (standard mode: 3 attempts, exponential with jitter, at
/// most 20 s between two; SDKs and Tools Reference Guide, Retry behavior).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Retry {
    pub attempts: u32,
    pub base: SimTime,
    pub cap: SimTime,
}

impl Retry {
    /// One attempt, no second.
    pub const NONE: Self = Self { attempts: 1, base: 0, cap: 0 };
    pub const STANDARD: Self = Self { attempts: 3, base: 100 * MS, cap: 20 * SECOND };

    /// How long to wait before the attempt after `attempt`: anywhere up to the doubled base.
    pub fn wait(self, stream: DrawStream, number: u64, attempt: u32) -> SimTime {
        let most = self.base.saturating_mul(1 << attempt.min(20)).min(self.cap);
        fraction(most, stream.unit(number, attempt))
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a duration")]
#[expect(clippy::cast_precision_loss, reason = "waits are far below 2^53 ns")]
pub(super) fn fraction(time: SimTime, share: f64) -> SimTime {
    (time as f64 * share) as SimTime
}

/// What a client is set to.
#[derive(Debug, Clone, PartialEq)]
pub struct ClientSetup {
    pub target: String,
    pub load: Load,
    /// No request comes at or after this.
    pub until: SimTime,
    /// No more requests than this.
    pub n_requests: u64,
    pub op: Op,
    pub bytes: u32,
    /// Keys are drawn evenly from this many; 0: request i has key i.
    pub n_keys: u32,
    /// Keys in turn instead of drawn.
    pub keys_in_turn: bool,
    pub retry: Retry,
    /// After this a client stops waiting; 0: it waits for ever.
    pub timeout: SimTime,
    /// The share of requests on which the handler fails each time, in thousandths.
    pub poison_milli: u32,
    /// Whether it is outside of the VPC.
    pub is_outside: bool,
    pub credential: Credential,
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
            n_keys: 1_000,
            keys_in_turn: false,
            retry: Retry::NONE,
            timeout: 0,
            poison_milli: 0,
            is_outside: true,
            credential: Credential::Full,
        }
    }
}

const ARRIVE: u16 = OWN;
const RETRY: u16 = OWN + 1;
const GIVE_UP: u16 = OWN + 2;

/// A client at work.
#[derive(Debug)]
pub struct Client {
    part: Part,
    target: Part,
    setup: ClientSetup,
    n_sent: u64,
    /// Where in the batches the next request is.
    batch: (usize, u64),
    /// The mean gap between two requests of a Poisson load.
    gap: Option<SimTime>,
    /// Even arrivals are counted from here: since when, and how many had come.
    anchor: (SimTime, u64),
    /// Raised when the load changes; arrivals that were planned before are then stale.
    generation: u32,
    arrivals: DrawStream,
    poison: DrawStream,
    keys: DrawStream,
    backoff: DrawStream,
    pub latency: Histogram,
    /// Requests whose end is not known yet.
    pub in_flight: u64,
    pub last_reply: Reply,
}

impl Client {
    pub fn new(core: &Core, part: Part, name: &str, target: Part, setup: ClientSetup) -> Self {
        Self {
            part,
            target,
            n_sent: 0,
            batch: (0, 0),
            gap: mean_gap(&setup.load),
            anchor: (0, 0),
            generation: 0,
            arrivals: DrawStream::new(core.seed, name, "arrivals"),
            poison: DrawStream::new(core.seed, name, "poison"),
            keys: DrawStream::new(core.seed, name, "keys"),
            backoff: DrawStream::new(core.seed, name, "backoff"),
            latency: Histogram::default(),
            in_flight: 0,
            last_reply: Reply::OK,
            setup,
        }
    }

    fn plan_next(&mut self, core: &mut Core, now: SimTime) {
        if self.setup.n_requests <= self.n_sent {
            return;
        }
        if let Some(at) = self.next_at(now).filter(|at| *at < self.setup.until) {
            core.plan(at, Class::Arrival, self.part, ARRIVE, 0, self.generation);
        }
    }

    /// When the request `n_sent` comes; `now` is when the one before came.
    fn next_at(&mut self, now: SimTime) -> Option<SimTime> {
        let n = self.n_sent;
        match &self.setup.load {
            Load::Even { rate_milli } => {
                let (since, n_before) = self.anchor;
                Some(since + even(n - n_before, *rate_milli)?)
            }
            Load::Poisson { .. } => {
                let mean = self.gap?;
                Some(now + Law::Exponential(mean).draw(self.arrivals, n, 0))
            }
            Load::Ramp { from_milli, to_milli, over } => {
                let span = (*over).max(1);
                let rate = |at: SimTime| mix_rates(*from_milli, *to_milli, at.min(span), span);
                if n == 0 && 0 < *from_milli { Some(0) } else { after(now, span / 200, rate) }
            }
            Load::Burst { low_milli, high_milli, every, length } => {
                let every = (*every).max(1);
                let place = now % every;
                let rate = if place < *length { *high_milli } else { *low_milli };
                if n == 0 && 0 < rate {
                    return Some(0);
                }
                // A quiet part may have no request at all; the next one is the first of the burst.
                let next_burst = now - place + every;
                let next_part = if place < *length { now - place + *length } else { next_burst };
                match even(1, rate) {
                    Some(gap) => Some((now + gap).min(next_burst)),
                    None if 0 < low_milli + high_milli => Some(next_part.max(now + 1)),
                    None => None,
                }
            }
            Load::Daily { mean_milli, period } => {
                let period = (*period).max(1);
                let rate = |at: SimTime| daily_rate(*mean_milli, at, period);
                after(now, period / 400, rate)
            }
            Load::Batches(batches) => {
                let (mut index, mut within) = self.batch;
                while batches.get(index).is_some_and(|batch| batch.count <= within) {
                    index += 1;
                    within = 0;
                }
                let batch = batches.get(index)?;
                self.batch = (index, within + 1);
                let offset =
                    u128::from(within) * u128::from(batch.spread) / u128::from(batch.count.max(1));
                Some(batch.at + u64::try_from(offset).unwrap_or(batch.spread))
            }
        }
    }

    fn arrive(&mut self, core: &mut Core) {
        let number = self.n_sent;
        self.n_sent += 1;
        self.in_flight += 1;
        core.count(self.part, Count::In);
        let n_keys = u64::from(self.setup.n_keys);
        let key = match n_keys {
            0 => number,
            n if self.setup.keys_in_turn => number % n,
            n => self.keys.below(number, n),
        };
        let call = Call {
            number,
            key: u32::try_from(key & 0xffff_ffff).unwrap_or(0),
            op: self.setup.op,
            bytes: self.setup.bytes,
            count: 1,
            is_poison: self.is_poison(number),
            is_outside: self.setup.is_outside,
            credential: self.setup.credential,
            ..Call::default()
        };
        if self.setup.retry.attempts <= 1 && self.setup.timeout == 0 {
            core.ask_for(self.part, self.target, call);
            let now = core.now;
            self.plan_next(core, now);
            return;
        }
        let slot = core.own_call(self.part, call);
        if 0 < self.setup.timeout {
            let generation = core.call(slot).generation;
            let at = core.now + self.setup.timeout;
            core.plan(at, Class::Control, self.part, GIVE_UP, slot, generation);
        }
        self.attempt(core, slot);
        let now = core.now;
        self.plan_next(core, now);
    }

    fn is_poison(&self, number: u64) -> bool {
        0 < self.setup.poison_milli
            && self.poison.happens(number, 0, f64::from(self.setup.poison_milli) / 1_000.0)
    }

    fn attempt(&mut self, core: &mut Core, slot: u32) {
        let mine = *core.call(slot);
        let target = self.target;
        core.ask(slot, target, Call { state: 0, step: 0, ..mine });
    }

    /// Ends a request that had a call of its own.
    fn close(&mut self, core: &mut Core, slot: u32, reply: Reply) {
        let call = *core.call(slot);
        assert!(call.parent == NO_CALL, "a client's call is the outermost one");
        self.on_closed(core, Closed { reply, began: call.began });
        core.answer(slot, reply, 0);
    }

    /// A request has ended: it is counted in the one way in which it did.
    pub(super) fn on_closed(&mut self, core: &mut Core, Closed { reply, began }: Closed) {
        self.in_flight -= 1;
        self.last_reply = reply;
        self.latency.add(core.now - began);
        let what = match reply.end {
            End::Ok => Count::Ok,
            End::ClientError => Count::ClientError,
            End::Throttled => Count::Throttled,
            End::FunctionError => Count::FunctionError,
            End::Timeout => Count::Timeout,
            End::Refused => Count::Refused,
            End::Dropped => Count::Dropped,
        };
        core.count(self.part, what);
        if what == Count::Ok && self.is_stranger() {
            core.count(self.part, Count::Trespasses);
        }
    }

    /// Whether nobody here should be served.
    pub fn is_stranger(&self) -> bool {
        self.setup.credential != Credential::Full
    }
}

impl Service for Client {
    type Setup = ClientSetup;

    fn start(&mut self, core: &mut Core) {
        self.plan_next(core, 0);
    }

    fn on_event(&mut self, core: &mut Core, what: u16, slot: u32, generation: u32) {
        match what {
            ARRIVE if generation == self.generation => self.arrive(core),
            RETRY if core.is_live(slot, generation) => {
                core.count(self.part, Count::Retries);
                self.attempt(core, slot);
            }
            GIVE_UP if core.is_live(slot, generation) => {
                self.close(core, slot, Reply::new(End::Timeout, Reason::ClientTimeout, 0));
            }
            _ => {}
        }
    }

    fn on_told(&mut self, core: &mut Core, slot: u32, told: Told) {
        let call = *core.call(slot);
        let can_retry = matches!(told.reply.end, End::Throttled | End::Timeout)
            || 500 <= told.reply.status
            || told.reply.status == 429;
        if !told.reply.is_ok() && can_retry && call.attempt + 1 < self.setup.retry.attempts {
            let wait = self.setup.retry.wait(self.backoff, call.number, call.attempt);
            core.call_mut(slot).attempt += 1;
            let generation = call.generation;
            core.plan(core.now + wait.max(1), Class::Retry, self.part, RETRY, slot, generation);
            return;
        }
        self.close(core, slot, told.reply);
    }

    fn turn(&mut self, core: &mut Core, setup: ClientSetup) {
        let is_new_load = setup.load != self.setup.load || setup.until != self.setup.until;
        self.setup = setup;
        self.gap = mean_gap(&self.setup.load);
        if is_new_load {
            self.generation += 1;
            self.anchor = (core.now, self.n_sent);
            let now = core.now;
            self.plan_next(core, now);
        }
    }

    /// Every request is in exactly one place: ended in one way, or in flight.
    fn check(&self, core: &Core) {
        let count = |what| core.meter.get(self.part, what);
        let ended: u64 = Count::ENDS.into_iter().map(count).sum();
        assert!(count(Count::In) == ended + self.in_flight, "requests are conserved");
    }

    fn gauges(&self, _core: &Core) -> Vec<(Gauge, u64)> {
        vec![(Gauge::InFlight, self.in_flight)]
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
            "keys",
            "keys_in_turn",
            "attempts",
            "backoff_ms",
            "timeout_s",
            "poison_percent",
            "from",
            "credentials",
        ]
    }

    fn set(&mut self, key: &str, value: &Given) -> Result<(), Refusal> {
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
            "keys_in_turn" => self.keys_in_turn = flag(value)?,
            "timeout_s" => self.timeout = seconds(value, 0.0, 3_600.0)?,
            _ => return Err(Refusal::NoKey),
        }
        Ok(())
    }

    fn wires(&self) -> Vec<&str> {
        vec![&self.target]
    }
}

fn load_of(value: &Given) -> Result<Load, Refusal> {
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

fn shape_load(load: &mut Load, key: &str, value: &Given) -> Result<(), Refusal> {
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
fn batches_of(value: &Given) -> Result<Load, Refusal> {
    let Given::Numbers(numbers) = value else {
        return expected("a list of numbers: second, count, second, count");
    };
    let mut batches = Vec::new();
    for pair in numbers.chunks(2) {
        let [at, count] = pair else { return expected("an even count of numbers") };
        let count = whole(&Given::Number(*count), 0, 10_000_000)?;
        batches.push(Batch { at: from_seconds(*at), count, spread: 0 });
    }
    Ok(Load::Batches(batches))
}

/// `[s, s, ...]`: how long each of the batches takes to arrive.
fn set_spreads(load: &mut Load, value: &Given) -> Result<(), Refusal> {
    let (Load::Batches(batches), Given::Numbers(spreads)) = (load, value) else {
        return expected("a list of seconds, one for each of the `batches`");
    };
    for (batch, spread) in batches.iter_mut().zip(spreads) {
        batch.spread = from_seconds(*spread);
    }
    Ok(())
}

/// `[s, s, ...]`: the instants of single requests, as they were recorded.
fn recorded(value: &Given) -> Result<Load, Refusal> {
    let Given::Numbers(numbers) = value else {
        return expected("a list of seconds, one for each request");
    };
    let is_sorted = numbers.windows(2).all(|pair| pair.first() <= pair.last());
    if !is_sorted || numbers.first().is_some_and(|first| *first < 0.0) {
        return expected("seconds that never go back");
    }
    let batch = |at: &f64| Batch { at: from_seconds(*at), count: 1, spread: 0 };
    Ok(Load::Batches(numbers.iter().map(batch).collect()))
}

/// floor(i x 10^12 / rate in thousandths) ns; none for a rate of 0.
fn even(index: u64, rate_milli: u64) -> Option<SimTime> {
    let scaled = u128::from(index) * 1_000_000_000_000;
    u64::try_from(scaled.checked_div(u128::from(rate_milli))?).ok()
}

/// When the next request comes at a rate that changes: as soon as the rate has come to one more.
/// The rate is looked at once in each step.
fn after(now: SimTime, step: SimTime, rate: impl Fn(SimTime) -> u64) -> Option<SimTime> {
    const STEPS: u32 = 100_000;
    const ONE: u128 = 1_000_000_000_000;
    let step = step.max(MS);
    let (mut at, mut had) = (now, 0_u128);
    for _ in 0..STEPS {
        let rate = u128::from(rate(at));
        let border = (at / step + 1) * step;
        let more = rate * u128::from(border - at);
        if ONE <= had + more {
            let wait = (ONE - had).div_ceil(rate.max(1));
            return u64::try_from(wait).ok().map(|wait| at + wait);
        }
        (at, had) = (border, had + more);
    }
    None
}

/// The rate of a day: nothing at its beginning, twice the mean in its middle.
fn daily_rate(mean_milli: u64, at: SimTime, period: SimTime) -> u64 {
    let turn = super::time::to_seconds(at) / super::time::to_seconds(period);
    let share = 1.0 - libm::cos(std::f64::consts::TAU * turn);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rate"
    )]
    let rate = (mean_milli as f64 * share) as u64;
    rate
}

fn mean_gap(load: &Load) -> Option<SimTime> {
    match load {
        Load::Poisson { rate_milli } => even(1, *rate_milli),
        Load::Even { .. }
        | Load::Ramp { .. }
        | Load::Burst { .. }
        | Load::Daily { .. }
        | Load::Batches(_) => None,
    }
}

fn mix_rates(from: u64, to: u64, passed: SimTime, span: SimTime) -> u64 {
    let (from, to) = (i128::from(from), i128::from(to));
    let rate = from + (to - from) * i128::from(passed) / i128::from(span);
    u64::try_from(rate).unwrap_or(0)
}
