//! A stream in shards: Kinesis Data Streams, or the stream of a table.
//!
//! A shard of Kinesis takes 1,000 records and 1 MB a second and can be read five times a second by
//! all its readers together, unless they have a throughput of their own (enhanced fan-out). The
//! mapping to a function looks at a shard once a second, at one of a table's stream four times,
//! works on up to ten batches of one shard at once, keeps the order of each key, and tries a failed
//! batch again until it succeeds, is cut in two, or is given up; until then nothing behind it is
//! worked on. Source: Amazon Kinesis Data Streams Developer Guide, Quotas and limits; AWS Lambda
//! Developer Guide, Using Lambda with Kinesis, with `DynamoDB` (2026-11).

pub mod calc;
pub mod examples;
mod part;
pub mod setup;

use self::setup::{SHARD_BYTES, SHARD_READS, SHARD_RECORDS, StreamSetup};
use crate::sim::kernel::{
    bill::payload_units,
    bucket::TokenBucket,
    call::{Doing, End, Lasting, Op, PartId, Reason, Reply},
    core::{Call, Core, NO_CALL, OWN, Told},
    draw::DrawStream,
    events::Class,
    fifo::Fifo,
    meter::{Count, Histogram},
    part::Service,
    quota,
    time::{MINUTE, MS, SECOND, SimTime},
};

/// The mapping looks at a shard of Kinesis this often, and at one of a table's stream this often
/// (AWS Lambda Developer Guide, How Lambda processes records from stream and queue-based event
/// sources; 2026-11).
const POLL: SimTime = SECOND;
const POLL_OF_TABLE: SimTime = 250 * MS;

/// With enhanced fan-out records are pushed within this (AWS: about 70 ms).
const PUSH: SimTime = 70 * MS;

/// A batch that has failed is tried again after this, and after twice as long each time, up to a
/// minute (our choice; AWS names no waits).
const RETRY_WAIT: SimTime = SECOND;
const MOST_RETRY_WAIT: SimTime = MINUTE;

#[derive(Debug, Clone, Copy)]
struct Record {
    number: u64,
    sequence: u64,
    key: u32,
    bytes: u32,
    is_poison: bool,
    /// Whether a handler has done with it what counts.
    is_done: bool,
    at: SimTime,
    born: SimTime,
}

/// The records of one reader that have to come in order: a shard, or a part of it.
#[derive(Debug, Default)]
struct ShardLine {
    waiting: Fifo<Record>,
    /// How many of the first records are being worked on; 0 while none are.
    out: usize,
    /// How often the first batch has failed.
    n_failed: u32,
    /// Only so many records make up the next batch, after a failure was cut in two.
    most: Option<usize>,
    is_planned: bool,
    /// Until when it gathers records for a batch.
    gathers_until: Option<SimTime>,
    /// When records were fetched last: what came by then is there to be worked on.
    polled_at: Option<SimTime>,
    /// The last record that was worked off.
    last: u64,
}

impl ShardLine {
    /// Whether a record had come when the reader looked last.
    fn has_fetched(&self, record: &Record) -> bool {
        self.polled_at.is_some_and(|polled_at| record.at <= polled_at)
    }
}

const PUT_UNIT: u64 = 25 * 1_024;

const READ: u16 = OWN;

/// A stream at work.
#[derive(Debug)]
pub struct DataStream {
    part: PartId,
    targets: Vec<PartId>,
    setup: StreamSetup,
    records: Vec<TokenBucket>,
    bytes: Vec<TokenBucket>,
    places: DrawStream,
    passing: DrawStream,
    /// From what set them off until they were worked off.
    pub work: Histogram,
    /// For each target the lines of all its shards.
    lines: Vec<Vec<ShardLine>>,
    n_in: u64,
    /// PUT payload units of all records: 25 KB each (Amazon Kinesis Data Streams pricing, 2026-11).
    n_units: u64,
    /// Raised when the shards are cut anew: answers to batches from before mean nothing then.
    epoch: u64,
    /// Records that were worked off, and that were given up, by all readers together.
    pub n_done: u64,
    pub n_given_up: u64,
    /// The longest that a record has waited.
    pub max_age: SimTime,
}

impl DataStream {
    pub fn new(
        core: &Core,
        part: PartId,
        name: &str,
        targets: Vec<PartId>,
        setup: StreamSetup,
    ) -> Self {
        let n = setup.shards as usize;
        let n_lines = n * setup.factor as usize;
        let lines = || std::iter::repeat_with(ShardLine::default).take(n_lines).collect();
        Self {
            part,
            lines: targets.iter().map(|_| lines()).collect(),
            targets,
            records: vec![TokenBucket::full(SHARD_RECORDS * 1_000, SHARD_RECORDS); n],
            bytes: vec![TokenBucket::full(SHARD_BYTES * 1_000, SHARD_BYTES); n],
            places: DrawStream::new(core.seed, name, "shard"),
            passing: DrawStream::new(core.seed, name, "filter"),
            work: Histogram::default(),
            n_in: 0,
            n_units: 0,
            epoch: 0,
            n_done: 0,
            n_given_up: 0,
            max_age: 0,
            setup,
        }
    }

    /// The shard of a key, and its line within the shard.
    fn place(&self, key: u32) -> (usize, usize) {
        let bits = self.places.bits(u64::from(key), 0);
        let n = u64::from(self.setup.shards);
        let factor = u64::from(self.setup.factor);
        let shard = usize::try_from(bits % n).unwrap_or(0);
        let within = usize::try_from((bits / n) % factor).unwrap_or(0);
        (shard, shard * self.setup.factor as usize + within)
    }

    fn has_room(&mut self, now: SimTime, shard: usize, bytes: u32) -> bool {
        let milli = u64::from(bytes) * 1_000;
        let (Some(records), Some(volume)) =
            (self.records.get_mut(shard), self.bytes.get_mut(shard))
        else {
            return false;
        };
        let has_room = records.holds_milli(now, 1_000) && volume.holds_milli(now, milli);
        if has_room {
            records.take_milli(1_000);
            volume.take_milli(milli);
        }
        has_room
    }

    /// When a reader looks at a shard next. Readers share five reads a second.
    fn next_read(&self, now: SimTime) -> SimTime {
        if self.setup.is_enhanced {
            return now + PUSH;
        }
        let shared = self.targets.len() as u64 * SECOND / SHARD_READS;
        let every = if self.setup.is_of_table { POLL_OF_TABLE } else { POLL.max(shared) };
        (now / every + 1) * every
    }

    fn line(&mut self, target: usize, line: usize) -> Option<&mut ShardLine> {
        self.lines.get_mut(target)?.get_mut(line)
    }

    /// Plans the next look at a line that has records and is not being worked on.
    fn plan_read(&mut self, core: &mut Core, target: usize, line: usize, at: SimTime) {
        let part = self.part;
        let Some(one) = self.line(target, line) else { return };
        if one.is_planned || one.waiting.is_empty() || 0 < one.out {
            return;
        }
        one.is_planned = true;
        let (slot, reader) = (u32::try_from(line).unwrap_or(0), u32::try_from(target).unwrap_or(0));
        core.plan(at, Class::Retry, part, READ, slot, reader);
    }

    fn read(&mut self, core: &mut Core, target: usize, line: usize) {
        let (now, part) = (core.now, self.part);
        let (retention, batch) = (self.setup.retention, self.setup.batch as usize);
        let has_destination = self.setup.has_destination;
        let (window, next) = (self.setup.window, self.next_read(now));
        let Some(to) = self.targets.get(target).copied() else { return };
        let Some(one) = self.line(target, line) else { return };
        one.is_planned = false;
        let mut n_old = 0;
        while one.waiting.front().is_some_and(|first| first.at + retention < now) {
            one.waiting.pop_front();
            n_old += 1;
            (one.n_failed, one.most) = (0, None);
        }
        if !one.waiting.front().is_some_and(|first| one.has_fetched(first)) {
            one.polled_at = Some(now);
        }
        let fetched = one.waiting.iter().take_while(|record| one.has_fetched(record)).take(batch);
        // What would not fit into one invocation waits for the next.
        let mut bytes = 0_u32;
        let fits = |record: &&Record| {
            bytes = bytes.saturating_add(record.bytes);
            bytes <= quota::FUNCTION_PAYLOAD || bytes == record.bytes
        };
        let n = fetched.take_while(fits).count().min(one.most.unwrap_or(batch));
        let is_full = n == batch || quota::FUNCTION_PAYLOAD < bytes || one.most.is_some();
        if 0 < window && 0 < n && !is_full {
            let until = *one.gathers_until.get_or_insert(now + window);
            if now < until {
                one.polled_at = None;
                let at = until.min(next);
                self.plan_read(core, target, line, at);
                return;
            }
        }
        one.gathers_until = None;
        let first = one.waiting.front().copied();
        let is_poison = one.waiting.iter().take(n).any(|record| record.is_poison);
        let bytes = one.waiting.iter().take(n).map(|record| record.bytes);
        let bytes = bytes.fold(0, u32::saturating_add);
        one.out = n;
        let attempt = one.n_failed;
        if 0 < n_old {
            self.n_given_up += n_old;
            let what = if has_destination { Count::DeadLetters } else { Count::Dropped };
            core.meter.add(part, what, n_old);
        }
        let Some(first) = first else { return };
        self.max_age = self.max_age.max(now - first.at);
        let epoch = self.epoch;
        let count = u32::try_from(n).unwrap_or(0);
        core.meter.add(part, Count::Deliveries, u64::from(count));
        let call = Call {
            number: first.number,
            attempt,
            key: first.key,
            bytes,
            count,
            is_poison,
            born: first.born,
            op: Op::Request,
            stamp: epoch,
            state: u32::try_from(line).unwrap_or(0),
            step: u32::try_from(target).unwrap_or(0),
            ..Call::default()
        };
        let mine = core.own_call(part, call);
        core.ask(mine, to, Call { state: 0, step: 0, ..call });
    }

    /// A batch was worked off.
    fn done(&mut self, core: &mut Core, target: usize, line: usize) {
        let part = self.part;
        let Some(one) = self.line(target, line) else { return };
        let n = one.out;
        let mut born = Vec::with_capacity(n);
        for _ in 0..n {
            let record = one.waiting.pop_front().expect("what was handed out still waits");
            assert!(one.last <= record.sequence, "a line keeps its order");
            one.last = record.sequence;
            born.push(record.born);
        }
        (one.out, one.n_failed) = (0, 0);
        // What was cut in two goes on with the rest of it in one piece again.
        one.most = None;
        self.n_done += n as u64;
        for born in born {
            self.work.add(core.now - born);
        }
        core.meter.add(part, Count::Items, n as u64);
        // Records that have been fetched already do not wait for the next poll.
        let next = self.next_read(core.now);
        let Some(one) = self.line(target, line) else { return };
        let is_fetched = one.waiting.front().is_some_and(|first| one.has_fetched(first));
        let at = if is_fetched { core.now } else { next };
        self.plan_read(core, target, line, at);
    }

    /// A batch has failed: the line waits for it, cuts it in two, or gives it up.
    fn failed(&mut self, core: &mut Core, target: usize, line: usize, reply: Reply) {
        let (part, bisects, max_retries) = (self.part, self.setup.bisects, self.setup.max_retries);
        let has_destination = self.setup.has_destination;
        if self.setup.is_partial && reply.reason == Reason::HandlerError {
            self.keep_failed(core, target, line);
        }
        let Some(one) = self.line(target, line) else { return };
        let n = std::mem::take(&mut one.out);
        // A throttle is no failure of the batch, and a cut does not count as a retry.
        if reply.end != End::Throttled && bisects && 1 < n {
            one.most = Some(n / 2);
        } else if reply.end != End::Throttled {
            one.n_failed += 1;
            if max_retries.is_some_and(|most| most < one.n_failed) {
                for _ in 0..n {
                    one.waiting.pop_front();
                }
                (one.n_failed, one.most) = (0, None);
                self.n_given_up += n as u64;
                let what = if has_destination { Count::DeadLetters } else { Count::Dropped };
                core.meter.add(part, what, n as u64);
            } else {
                // The same records again, and no newer ones.
                one.most = Some(n);
            }
        } else {
            one.most = Some(n);
        }
        core.count(part, Count::Retries);
        let n_failed = self.line(target, line).map_or(0, |one| one.n_failed);
        let wait = (RETRY_WAIT << n_failed.saturating_sub(1).min(6)).min(MOST_RETRY_WAIT);
        let at = core.now + wait;
        self.plan_read(core, target, line, at);
    }

    /// Counts what a handler has done for good with the records of a batch: with those before the
    /// first on which it fails.
    fn note_effects(&mut self, core: &mut Core, target: usize, line: usize, reply: Reply) {
        let Some(to) = self.targets.get(target).copied() else { return };
        let Some(one) = self.line(target, line).filter(|_| reply.effect != Lasting::None) else {
            return;
        };
        let has_failed = reply.reason == Reason::HandlerError;
        let records = one.waiting.iter_mut().take(one.out);
        for record in records.take_while(|record| !(has_failed && record.is_poison)) {
            let again = std::mem::replace(&mut record.is_done, true);
            core.note_effect(to, reply.effect, Doing::after(again));
        }
    }

    /// The function has reported which record failed: those before it are done with.
    fn keep_failed(&mut self, core: &mut Core, target: usize, line: usize) {
        let Some(one) = self.line(target, line) else { return };
        let out = one.out;
        let sound = one.waiting.iter().take(out).take_while(|record| !record.is_poison).count();
        if sound == 0 || sound == out {
            return;
        }
        let mut born = Vec::with_capacity(sound);
        for _ in 0..sound {
            let record = one.waiting.pop_front().expect("what was handed out still waits");
            one.last = record.sequence;
            born.push(record.born);
        }
        one.out = out - sound;
        one.n_failed = 0;
        self.n_done += sound as u64;
        for born in born {
            self.work.add(core.now - born);
        }
        core.meter.add(self.part, Count::Items, sound as u64);
    }

    /// Records that no reader has worked off, counted once for each reader.
    pub fn waiting(&self) -> u64 {
        let lines = self.lines.iter().flatten();
        lines.map(|line| line.waiting.len() as u64).sum()
    }

    /// How long the oldest record has waited.
    pub fn age(&self, now: SimTime) -> SimTime {
        let firsts = self.lines.iter().flatten().filter_map(|line| line.waiting.front());
        firsts.map(|record| now - record.at).max().unwrap_or(0)
    }

    /// Batches that functions work on, of all shards.
    pub fn running(&self) -> usize {
        self.lines.iter().flatten().filter(|line| 0 < line.out).count()
    }

    /// Cut records anew into shards: the waiting ones move to where their keys now belong.
    fn reshard(&mut self, core: &mut Core, setup: StreamSetup) {
        let n = setup.shards as usize;
        let n_lines = n * setup.factor as usize;
        self.setup = setup;
        self.epoch += 1;
        self.records.resize(n, TokenBucket::full(SHARD_RECORDS * 1_000, SHARD_RECORDS));
        self.bytes.resize(n, TokenBucket::full(SHARD_BYTES * 1_000, SHARD_BYTES));
        let now = core.now;
        for target in 0..self.targets.len() {
            let Some(old) = self.lines.get_mut(target) else { continue };
            let mut waiting: Vec<Record> =
                old.drain(..).flat_map(|mut line| line.waiting.take_all()).collect();
            waiting.sort_by_key(|record| record.sequence);
            let fresh = std::iter::repeat_with(ShardLine::default).take(n_lines).collect();
            if let Some(lines) = self.lines.get_mut(target) {
                *lines = fresh;
            }
            for record in waiting {
                let (_, line) = self.place(record.key);
                if let Some(one) = self.line(target, line) {
                    one.waiting.push_back(record);
                }
            }
            for line in 0..n_lines {
                let at = self.next_read(now);
                self.plan_read(core, target, line, at);
            }
        }
    }
}

impl Service for DataStream {
    fn on_enter(&mut self, core: &mut Core, slot: u32) {
        core.count(self.part, Count::In);
        let call = *core.call(slot);
        let (shard, line) = self.place(call.key);
        if !self.setup.is_of_table && !self.has_room(core.now, shard, call.bytes) {
            let reason = Reason::StreamWriteThroughputExceeded;
            core.refuse(self.part, Count::Throttled, reason);
            core.answer(slot, Reply::new(End::Throttled, reason, 400), 0);
            return;
        }
        core.count(self.part, Count::Ok);
        self.n_in += 1;
        self.n_units += payload_units(u64::from(call.bytes), PUT_UNIT);
        let record = Record {
            number: call.number,
            sequence: self.n_in,
            key: call.key,
            bytes: call.bytes,
            is_poison: call.is_poison,
            is_done: call.doing == Doing::Again,
            at: core.now,
            born: call.born,
        };
        let at = self.next_read(core.now);
        let share = f64::from(self.setup.passing_milli) / 1_000.0;
        for target in 0..self.targets.len() {
            let reader = u32::try_from(target).unwrap_or(0);
            if self.setup.passing_milli < 1_000
                && !self.passing.happens(record.number, reader, share)
            {
                // The filter of the mapping leaves it out, and the reader goes on.
                self.n_done += 1;
                core.count(self.part, Count::Filtered);
                continue;
            }
            if let Some(one) = self.line(target, line) {
                one.waiting.push_back(record);
            }
            self.plan_read(core, target, line, at);
        }
        core.answer(slot, Reply::OK, 0);
    }

    fn on_event(&mut self, core: &mut Core, what: u16, slot: u32, reader: u32) {
        let (line, target) = (slot as usize, reader as usize);
        let is_due = self.line(target, line).is_some_and(|one| one.is_planned && one.out == 0);
        if what == READ && is_due {
            self.read(core, target, line);
        }
    }

    fn on_told(&mut self, core: &mut Core, slot: u32, told: Told) {
        let Call { state: line, step: target, parent, stamp, .. } = *core.call(slot);
        assert!(parent == NO_CALL, "a poller asks on its own account");
        core.answer(slot, told.reply, 0);
        let (line, target) = (line as usize, target as usize);
        if stamp != self.epoch {
            // The shards were cut anew meanwhile; the records come once more.
            core.count(self.part, Count::Duplicates);
            return;
        }
        self.note_effects(core, target, line, told.reply);
        if told.reply.is_ok() {
            self.done(core, target, line);
        } else {
            self.failed(core, target, line, told.reply);
        }
    }
}
