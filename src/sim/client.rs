//! Clients: who sends requests, when, of what, and how often they try again.

use super::{
    core::{Call, Core, End, NO_CALL, OWN, Op, Part, Reply, Told},
    draw::{DrawStream, Law},
    meter::{Count, Histogram},
    queue::Class,
    time::{MS, SECOND, SimTime},
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
fn fraction(time: SimTime, share: f64) -> SimTime {
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
    arrivals: DrawStream,
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
            setup,
            n_sent: 0,
            batch: (0, 0),
            arrivals: DrawStream::new(core.seed, name, "arrivals"),
            keys: DrawStream::new(core.seed, name, "keys"),
            backoff: DrawStream::new(core.seed, name, "backoff"),
            latency: Histogram::default(),
            in_flight: 0,
            last_reply: Reply::OK,
        }
    }

    pub fn start(&mut self, core: &mut Core) {
        self.plan_next(core, 0);
    }

    fn plan_next(&mut self, core: &mut Core, now: SimTime) {
        if self.setup.n_requests <= self.n_sent {
            return;
        }
        if let Some(at) = self.next_at(now).filter(|at| *at < self.setup.until) {
            core.plan(at, Class::Arrival, self.part, ARRIVE, 0, 0);
        }
    }

    /// When the request `n_sent` comes; `now` is when the one before came.
    fn next_at(&mut self, now: SimTime) -> Option<SimTime> {
        let n = self.n_sent;
        match &self.setup.load {
            Load::Even { rate_milli } => even(n, *rate_milli),
            Load::Poisson { rate_milli } => {
                let mean = even(1, *rate_milli)?;
                Some(now + Law::Exponential(mean).draw(self.arrivals, n, 0))
            }
            Load::Ramp { from_milli, to_milli, over } => {
                let span = (*over).max(1);
                let passed = now.min(span);
                let rate = mix_rates(*from_milli, *to_milli, passed, span);
                Some(if n == 0 { 0 } else { now + even(1, rate)? })
            }
            Load::Burst { low_milli, high_milli, every, length } => {
                let place = now % (*every).max(1);
                let rate = if place < *length { *high_milli } else { *low_milli };
                let gap = even(1, rate);
                // A quiet part may have no request at all; the next one is the first of the burst.
                let next_burst = now - place + *every;
                match gap {
                    _ if n == 0 => Some(0),
                    Some(gap) => Some((now + gap).min(next_burst)),
                    None => Some(next_burst),
                }
            }
            Load::Daily { mean_milli, period } => {
                let turn = super::time::to_seconds(now) / super::time::to_seconds((*period).max(1));
                let share = 1.0 - libm::cos(std::f64::consts::TAU * turn);
                #[expect(clippy::cast_precision_loss, reason = "a rate")]
                let rate = (*mean_milli as f64 * share).max(*mean_milli as f64 / 100.0);
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a rate"
                )]
                let gap = even(1, rate as u64)?;
                Some(if n == 0 { 0 } else { now + gap })
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

    pub fn on_event(&mut self, core: &mut Core, what: u16, slot: u32, generation: u32) {
        match what {
            ARRIVE => self.arrive(core),
            RETRY if core.is_live(slot, generation) => {
                core.count(self.part, Count::Retries);
                self.attempt(core, slot);
            }
            GIVE_UP if core.is_live(slot, generation) => {
                self.close(
                    core,
                    slot,
                    Reply::new(End::Timeout, super::core::Reason::ClientTimeout, 0),
                );
            }
            _ => {}
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
            n => self.keys.bits(number, 0) % n,
        };
        let call = Call {
            number,
            key: u32::try_from(key & 0xffff_ffff).unwrap_or(0),
            op: self.setup.op,
            bytes: self.setup.bytes,
            count: 1,
            ..Call::default()
        };
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

    fn attempt(&mut self, core: &mut Core, slot: u32) {
        let mine = *core.call(slot);
        let target = self.target;
        core.ask(slot, target, Call { state: 0, step: 0, ..mine });
    }

    pub fn on_told(&mut self, core: &mut Core, slot: u32, told: Told) {
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

    fn close(&mut self, core: &mut Core, slot: u32, reply: Reply) {
        self.in_flight -= 1;
        self.last_reply = reply;
        self.latency.add(core.now - core.call(slot).began);
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
        assert!(core.call(slot).parent == NO_CALL, "a client's call is the outermost one");
        core.answer(slot, reply, 0);
    }
}

/// floor(i x 10^12 / rate in thousandths) ns; none for a rate of 0.
fn even(index: u64, rate_milli: u64) -> Option<SimTime> {
    let scaled = u128::from(index) * 1_000_000_000_000;
    u64::try_from(scaled.checked_div(u128::from(rate_milli))?).ok()
}

fn mix_rates(from: u64, to: u64, passed: SimTime, span: SimTime) -> u64 {
    let (from, to) = (i128::from(from), i128::from(to));
    let rate = from + (to - from) * i128::from(passed) / i128::from(span);
    u64::try_from(rate).unwrap_or(0)
}
