//! Sources of events: SNS topics, `EventBridge` buses and schedules, S3 buckets.
//!
//! Each hands a copy of every event to each of its targets. A function takes it at once and works
//! on it later; a target that refuses is tried again, waiting twice as long each time, until the
//! source gives up: after 24 h or 185 times on a bus or a schedule. Delivery is at least once: a
//! share of copies comes twice (our choice, off unless set). Source: Amazon SNS Developer Guide,
//! Message delivery retries; Amazon `EventBridge` User Guide, Retry policy, Rules that run on a
//! schedule; Amazon S3 User Guide, Event notifications (2026-11).

use crate::sim::kernel::{
    core::{Call, Core, NO_CALL, OWN, Op, Part, Reply, Told},
    draw::{DrawStream, Law},
    events::Class,
    meter::Count,
    service::{Configure, Gauge, Service},
    setting::{Given, Refusal, flag, millis, seconds, share_milli, small, texts},
    time::{HOUR, MINUTE, MS, SECOND, SimTime},
};

/// Which source of events it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FanoutKind {
    Topic,
    Bus,
    Schedule,
    Bucket,
}

/// What a source of events is set to.
#[derive(Debug, Clone, PartialEq)]
pub struct FanoutSetup {
    pub kind: FanoutKind,
    pub targets: Vec<String>,
    /// From the event to its delivery.
    pub delay: Law,
    /// The share of events that the filter lets through, in thousandths.
    pub passing_milli: u32,
    /// The share of copies that are delivered twice, in thousandths.
    pub duplicate_milli: u32,
    /// A schedule fires this often.
    pub every: SimTime,
    /// How long and how often a delivery is tried.
    pub retry_age: SimTime,
    pub attempts: u32,
    pub has_dead_letters: bool,
}

impl FanoutSetup {
    /// The defaults of one kind. The delays are our choice: S3 says that events usually come
    /// within seconds, the others name no figure.
    pub fn new(kind: FanoutKind) -> Self {
        let (delay, attempts, retry_age) = match kind {
            FanoutKind::Topic => (Law::Fixed(20 * MS), 50, HOUR),
            FanoutKind::Bus | FanoutKind::Schedule => (Law::Fixed(100 * MS), 185, 24 * HOUR),
            FanoutKind::Bucket => (Law::LogNormal { median: 700 * MS, p99: 4 * SECOND }, 50, HOUR),
        };
        Self {
            kind,
            targets: Vec::new(),
            delay,
            passing_milli: 1_000,
            duplicate_milli: 0,
            every: 5 * MINUTE,
            retry_age,
            attempts,
            has_dead_letters: false,
        }
    }
}

const DELIVER: u16 = OWN;
const FIRE: u16 = OWN + 1;

/// A source of events at work.
#[derive(Debug)]
pub struct Fanout {
    part: Part,
    targets: Vec<Part>,
    setup: FanoutSetup,
    delays: DrawStream,
    passing: DrawStream,
    duplicates: DrawStream,
    n_fired: u64,
    /// Raised when the interval of a schedule changes.
    generation: u32,
    /// Copies that have not reached their target.
    pub waiting: u64,
}

impl Fanout {
    pub fn new(
        core: &Core,
        part: Part,
        name: &str,
        targets: Vec<Part>,
        setup: FanoutSetup,
    ) -> Self {
        let stream = |purpose| DrawStream::new(core.seed, name, purpose);
        Self {
            part,
            targets,
            delays: stream("delay"),
            passing: stream("filter"),
            duplicates: stream("duplicate"),
            n_fired: 0,
            generation: 0,
            waiting: 0,
            setup,
        }
    }

    fn publish(&mut self, core: &mut Core, event: &Call) {
        let share = f64::from(self.setup.passing_milli) / 1_000.0;
        if self.setup.passing_milli < 1_000 && !self.passing.happens(event.number, 0, share) {
            return;
        }
        for index in 0..self.targets.len() {
            let copy = u32::try_from(index).unwrap_or(0);
            self.send(core, event, copy, 0);
            let share = f64::from(self.setup.duplicate_milli) / 1_000.0;
            if self.duplicates.happens(event.number, copy, share) {
                core.count(self.part, Count::Duplicates);
                self.send(core, event, copy, 1);
            }
        }
    }

    /// One copy sets out for the target `index`.
    fn send(&mut self, core: &mut Core, event: &Call, index: u32, again: u32) {
        self.waiting += 1;
        // A bucket tells which object has come, not what is in it.
        let bytes = match self.setup.kind {
            FanoutKind::Bucket => 1_024,
            FanoutKind::Topic | FanoutKind::Bus | FanoutKind::Schedule => event.bytes,
        };
        let copy = Call { op: Op::Event, bytes, state: index, step: 0, attempt: 0, ..*event };
        let slot = core.own_call(self.part, copy);
        let generation = core.call(slot).generation;
        let delay = self.setup.delay.draw(self.delays, event.number, index * 2 + again);
        core.plan(core.now + delay, Class::Hop, self.part, DELIVER, slot, generation);
    }

    fn deliver(&mut self, core: &mut Core, slot: u32) {
        let call = *core.call(slot);
        core.count(self.part, Count::Deliveries);
        if let Some(target) = self.targets.get(call.state as usize).copied() {
            core.ask(slot, target, Call { state: 0, step: 0, attempt: 0, ..call });
        }
    }
}

impl Service for Fanout {
    type Setup = FanoutSetup;

    fn start(&mut self, core: &mut Core) {
        if self.setup.kind == FanoutKind::Schedule {
            core.plan(self.setup.every, Class::Arrival, self.part, FIRE, 0, 0);
        }
    }

    fn on_enter(&mut self, core: &mut Core, slot: u32) {
        core.count(self.part, Count::In);
        let call = *core.call(slot);
        self.publish(core, &call);
        core.count(self.part, Count::Ok);
        core.answer(slot, Reply::OK, 0);
    }

    fn on_event(&mut self, core: &mut Core, what: u16, slot: u32, generation: u32) {
        match what {
            DELIVER if core.is_live(slot, generation) => self.deliver(core, slot),
            FIRE if generation == self.generation => {
                core.count(self.part, Count::In);
                core.count(self.part, Count::Ok);
                let number = self.n_fired;
                self.n_fired += 1;
                self.publish(core, &Call { number, bytes: 256, count: 1, ..Call::default() });
                let at = core.now + self.setup.every;
                core.plan(at, Class::Arrival, self.part, FIRE, 0, self.generation);
            }
            _ => {}
        }
    }

    fn on_told(&mut self, core: &mut Core, slot: u32, told: Told) {
        let call = *core.call(slot);
        assert!(call.parent == NO_CALL, "copies are sent on the source's own account");
        if told.reply.is_ok() {
            self.waiting -= 1;
            core.answer(slot, told.reply, 0);
            return;
        }
        let n = call.attempt + 1;
        let wait = SECOND.saturating_mul(1 << n.min(9)).min(8 * MINUTE);
        let is_late = call.began + self.setup.retry_age < core.now + wait;
        if self.setup.attempts <= n || is_late {
            self.waiting -= 1;
            let what =
                if self.setup.has_dead_letters { Count::DeadLetters } else { Count::Dropped };
            core.refuse(self.part, what, told.reply.reason);
            core.answer(slot, told.reply, 0);
            return;
        }
        core.count(self.part, Count::Retries);
        core.call_mut(slot).attempt = n;
        core.plan(core.now + wait, Class::Retry, self.part, DELIVER, slot, call.generation);
    }

    fn turn(&mut self, core: &mut Core, setup: FanoutSetup) {
        let is_other = setup.every != self.setup.every;
        self.setup = setup;
        if is_other && self.setup.kind == FanoutKind::Schedule {
            self.generation += 1;
            let at = core.now + self.setup.every;
            core.plan(at, Class::Arrival, self.part, FIRE, 0, self.generation);
        }
    }

    fn gauges(&self, _core: &Core) -> Vec<(Gauge, u64)> {
        vec![(Gauge::Waiting, self.waiting)]
    }
}

impl Configure for FanoutSetup {
    fn kind(&self) -> &'static str {
        match self.kind {
            FanoutKind::Topic => "topic",
            FanoutKind::Bus => "bus",
            FanoutKind::Schedule => "schedule",
            FanoutKind::Bucket => "bucket",
        }
    }

    fn keys(&self) -> &'static [&'static str] {
        match self.kind {
            FanoutKind::Schedule => {
                &["targets", "every_s", "delay_ms", "retry_age_s", "attempts", "dead_letters"]
            }
            FanoutKind::Topic | FanoutKind::Bus | FanoutKind::Bucket => &[
                "targets",
                "delay_ms",
                "passing_percent",
                "duplicate_percent",
                "retry_age_s",
                "attempts",
                "dead_letters",
            ],
        }
    }

    fn set(&mut self, key: &str, value: &Given) -> Result<(), Refusal> {
        match key {
            "targets" => self.targets = texts(value)?,
            "every_s" => self.every = minutes(value)?,
            "delay_ms" => self.delay = Law::Fixed(millis(value, 60_000.0)?),
            "passing_percent" => self.passing_milli = share_milli(value)?,
            "duplicate_percent" => self.duplicate_milli = share_milli(value)?,
            "retry_age_s" => self.retry_age = seconds(value, 60.0, 86_400.0)?,
            "attempts" => self.attempts = small(value, 1, 185)?,
            "dead_letters" => self.has_dead_letters = flag(value)?,
            _ => return Err(Refusal::NoKey),
        }
        Ok(())
    }

    fn wires(&self) -> Vec<&str> {
        self.targets.iter().map(String::as_str).collect()
    }
}

/// A schedule knows whole minutes only.
fn minutes(value: &Given) -> Result<SimTime, Refusal> {
    let time = seconds(value, 60.0, 2_592_000.0)?;
    if time.is_multiple_of(MINUTE) {
        Ok(time)
    } else {
        crate::sim::kernel::setting::expected("whole minutes in seconds: 60, 120, 300, ...")
    }
}
