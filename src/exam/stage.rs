//! Drills that run: the world of a question with an answer in it, beside the right one.

use super::{Answer, Drill};
use crate::sim::{
    PartSetup, Setup,
    kernel::{
        call::Op,
        draw::Law,
        time::{MS, SECOND, SimTime, from_seconds},
    },
    services::{
        api_gateway::setup::{GatewaySetup, Throttle},
        client::{
            load::{Batch, Load},
            setup::ClientSetup,
        },
        dynamodb::setup::{Capacity, TableSetup},
        kinesis::setup::StreamSetup,
        lambda::setup::FunctionSetup,
        sqs::setup::QueueSetup,
    },
};

/// A world made from a question's numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    pub title: &'static str,
    /// What to look at.
    pub says: &'static str,
    pub setup: Setup,
    pub length: SimTime,
}

/// Requests of a run are kept below this, so that a lane runs within a moment.
const MOST: f64 = 60_000.0;

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
fn whole(value: f64) -> u64 {
    libm::round(value).clamp(0.0, 1e9) as u64
}

fn small(value: f64) -> u32 {
    u32::try_from(whole(value)).unwrap_or(u32::MAX)
}

fn even(target: &str, rate: f64, op: Op, bytes: f64) -> PartSetup {
    PartSetup::Client(ClientSetup {
        target: target.to_owned(),
        load: Load::Even { rate_milli: whole(rate * 1_000.0) },
        op,
        bytes: small(bytes),
        ..ClientSetup::default()
    })
}

/// A table with some capacity and without saved credit, so that what lacks shows at once.
fn table(reads: f64, writes: f64) -> PartSetup {
    PartSetup::Table(TableSetup {
        capacity: Capacity::Provisioned { reads: whole(reads), writes: whole(writes) },
        n_partitions: 10,
        ..TableSetup::default()
    })
}

fn function(seconds: f64) -> FunctionSetup {
    let time = from_seconds(seconds);
    FunctionSetup {
        duration: Law::Fixed(time),
        init: 0,
        timeout: 900 * SECOND,
        ..FunctionSetup::default()
    }
}

fn lasts(rate: f64, seconds: f64) -> SimTime {
    from_seconds(seconds.min(MOST / rate.max(1.0)).max(2.0))
}

/// A hot partition key over `n` suffixes. The table has twice the units that are needed and a full
/// store of unused ones, so only a partition can throttle; every suffix is on one of its own.
fn hot_key(reads: f64, writes: f64, n: f64) -> Option<Stage> {
    /// Units of one request: few large requests run faster than many small ones.
    const UNITS: f64 = 100.0;
    if !(1.0..=100.0).contains(&n) || n.fract() != 0.0 {
        return None;
    }
    let all_suffixes = |rate: f64, op: Op, kb: f64| {
        PartSetup::Client(ClientSetup {
            target: "table".to_owned(),
            load: Load::Even { rate_milli: whole(rate / UNITS * 1_000.0) },
            op,
            bytes: small(UNITS * kb * 1_024.0),
            n_keys: small(n),
            keys_in_turn: true,
            ..ClientSetup::default()
        })
    };
    let table = TableSetup {
        capacity: Capacity::Provisioned { reads: whole(2.0 * reads), writes: whole(2.0 * writes) },
        first_credit: 10_000_000,
        n_partitions: 1_000,
        ..TableSetup::default()
    };
    let setup = Setup::new(1)
        .with("readers", all_suffixes(reads, Op::ReadStrong, 4.0))
        .with("writers", all_suffixes(writes, Op::Write, 1.0))
        .with("table", PartSetup::Table(table));
    Some(Stage {
        title: "one key over that many suffixes",
        says: "A partition throttles reads above 3,000 units per second and writes above 1,000.",
        setup,
        // After five minutes at its limit a partition would split.
        length: 280 * SECOND,
    })
}

/// When the backlog of a queue can be received: the mapping is at its maximum concurrency by then.
const BACKLOG_AT: SimTime = 90 * SECOND;

/// A backlog that a mapping at its maximum concurrency processes in `seconds_in_all`. Messages
/// become visible 30 s after they were sent, all at one moment. Before that, some others keep the
/// first five pollers busy over the end of the first minute, when Lambda adds more.
fn backlog(drill: &Drill, seconds_in_all: f64) -> Option<Stage> {
    let given = |name: &str| drill.given.iter().find(|(one, _)| *one == name).map(|(_, v)| *v);
    let (n, batch) = (given("n")?, given("batch")?);
    let (seconds, cap) = (given("seconds")?, given("cap")?);
    if MOST < n || !(0.0..=3_600.0).contains(&seconds_in_all) {
        return None;
    }
    let rounds = libm::ceil(12.0 / seconds);
    let load = vec![
        Batch { at: 20 * SECOND, count: whole(5.0 * batch * rounds), spread: 0 },
        Batch { at: BACKLOG_AT - 30 * SECOND, count: whole(n), spread: 0 },
    ];
    let senders = ClientSetup {
        target: "queue".to_owned(),
        load: Load::Batches(load),
        op: Op::Event,
        ..ClientSetup::default()
    };
    let queue = QueueSetup {
        target: Some("function".to_owned()),
        batch: small(batch),
        maximum_concurrency: Some(small(cap)),
        delay: 30 * SECOND,
        visibility: from_seconds(6.0 * seconds + 30.0),
        ..QueueSetup::default()
    };
    let setup = Setup::new(1)
        .with("senders", PartSetup::Client(senders))
        .with("queue", PartSetup::Queue(queue))
        .with("function", PartSetup::Function(function(seconds)));
    Some(Stage {
        title: "the backlog, from second 90 on",
        says: "Before that, a few messages bring the mapping to its maximum concurrency.",
        setup,
        length: BACKLOG_AT + from_seconds(seconds_in_all),
    })
}

impl Drill {
    /// The world of the question with an answer in it; none for questions without a run-time
    /// meaning, and for numbers that no setting takes.
    #[expect(clippy::too_many_lines, reason = "one arm for each template that runs")]
    pub fn stage(&self, answer: &Answer) -> Option<Stage> {
        let number = answer.number();
        let given = |name: &str| self.given.iter().find(|(one, _)| *one == name).map(|(_, v)| *v);
        let rate = given("rate");
        let of_table = |op: Op, is_read: bool| {
            let (rate, kb) = (rate?, given("kb")?);
            let setup = Setup::new(1)
                .with("callers", even("table", rate, op, kb * 1_024.0))
                .with("table", if is_read { table(number, 1.0) } else { table(1.0, number) });
            Some(Stage {
                title: "the table with your capacity",
                says: "With too little, requests are throttled; too much costs for nothing.",
                setup,
                length: lasts(rate, 60.0),
            })
        };
        match self.template {
            1 => of_table(Op::ReadStrong, true),
            2 => of_table(Op::Read, true),
            3 => of_table(Op::TransactRead, true),
            4 => of_table(Op::Write, false),
            5 => of_table(Op::TransactWrite, false),
            9 => hot_key(given("reads")?, given("writes")?, number),
            18 => {
                let (provisioned, spike) = (given("provisioned")?, given("spike")?);
                let (idle, used) = (given("idle")?, given("used")?);
                let quiet = Batch { at: 0, count: whole(used * idle), spread: from_seconds(idle) };
                let peak = Batch {
                    at: from_seconds(idle),
                    count: whole(spike * number),
                    spread: from_seconds(number.max(0.001)),
                };
                if MOST * 4.0 < used * idle + spike * number {
                    return None;
                }
                let writers = PartSetup::Client(ClientSetup {
                    target: "table".into(),
                    load: Load::Batches(vec![quiet, peak]),
                    op: Op::Write,
                    bytes: 1_000,
                    ..ClientSetup::default()
                });
                let setup =
                    Setup::new(1).with("writers", writers).with("table", table(1.0, provisioned));
                Some(Stage {
                    title: "a peak as long as your answer",
                    says: "While burst capacity lasts, nothing is throttled; then the rest is.",
                    setup,
                    length: from_seconds(idle + number + 1.0),
                })
            }
            20 | 21 => {
                let (rate, seconds) = (rate?, given("seconds")?);
                let limit = if self.template == 21 { given("limit")? } else { libm::ceil(number) };
                if 10_000.0 < limit || self.template == 21 && number.is_nan() {
                    return None;
                }
                let mut one = function(seconds);
                one.reserved = Some(small(limit));
                let mut setup = Setup::new(1)
                    .with("callers", even("function", rate, Op::Request, 1_024.0))
                    .with("function", PartSetup::Function(one));
                setup.concurrency = 20_000;
                Some(Stage {
                    title: "the function with that concurrency",
                    says: "Invocations above the reserved concurrency are throttled.",
                    setup,
                    length: lasts(rate, seconds * 20.0),
                })
            }
            35 => {
                let (rate, burst) = (rate?, given("burst")?);
                let (first, second, gap) = (given("first")?, given("second")?, given("gap")?);
                let load = Load::Batches(vec![
                    Batch { at: 0, count: whole(libm::floor(first)), spread: 0 },
                    Batch { at: from_seconds(gap), count: whole(second), spread: 0 },
                ]);
                let callers = PartSetup::Client(ClientSetup {
                    target: "stage".into(),
                    load,
                    ..ClientSetup::default()
                });
                let stage = PartSetup::Gateway(GatewaySetup {
                    target: "function".into(),
                    stage: Some(Throttle { rate: whole(rate), burst: whole(burst) }),
                    ..GatewaySetup::default()
                });
                let mut setup = Setup::new(1)
                    .with("callers", callers)
                    .with("stage", stage)
                    .with("function", PartSetup::Function(function(0.01)));
                setup.concurrency = 100_000;
                Some(Stage {
                    title: "the token bucket, request by request",
                    says: "An empty bucket answers 429; it refills at the rate, up to the burst.",
                    setup,
                    length: from_seconds(gap) + 200 * MS,
                })
            }
            36 => {
                let (keys, rate) = (given("keys")?, rate?);
                // The time to live that the answer stands for.
                let ttl = keys * 3_600.0 / number;
                if !(1.0..=3_600.0).contains(&ttl) {
                    return None;
                }
                let callers = PartSetup::Client(ClientSetup {
                    target: "stage".into(),
                    load: Load::Even { rate_milli: whole(rate * 1_000.0) },
                    op: Op::Read,
                    n_keys: small(keys),
                    keys_in_turn: true,
                    ..ClientSetup::default()
                });
                let stage = PartSetup::Gateway(GatewaySetup {
                    target: "backend".into(),
                    cache_ttl: from_seconds(ttl),
                    cache_gb: 0.5,
                    ..GatewaySetup::default()
                });
                let setup = Setup::new(1)
                    .with("callers", callers)
                    .with("stage", stage)
                    .with("backend", PartSetup::Function(function(0.02)));
                Some(Stage {
                    title: "a cache that lets that many through",
                    says: "Each resource is fetched once per TTL.",
                    setup,
                    length: lasts(rate, 1_200.0),
                })
            }
            6 => {
                let (reads, writes) = (given("reads")?, given("writes")?);
                let (read_kb, write_kb) = (given("read_kb")?, given("write_kb")?);
                let factor = given("factor")?;
                let op = if factor < 1.0 { Op::Read } else { Op::ReadStrong };
                let setup = Setup::new(1)
                    .with("readers", even("table", reads, op, read_kb * 1_024.0))
                    .with("writers", even("table", writes, Op::Write, write_kb * 1_024.0))
                    .with("table", table(number, *answer.numbers.get(1)?));
                Some(Stage {
                    title: "the table with your units",
                    says: "With too little, requests are throttled; too much costs for nothing.",
                    setup,
                    length: lasts(reads + writes, 60.0),
                })
            }
            28 => {
                let wait = |name: &str| given(name).map(from_seconds);
                let mut caller = ClientSetup { target: "api".into(), ..ClientSetup::default() };
                caller.load = Load::Batches(vec![Batch { at: 0, count: 10, spread: SECOND }]);
                caller.timeout = wait("client")?;
                let api = GatewaySetup {
                    target: "function".into(),
                    timeout: wait("api")?,
                    ..GatewaySetup::default()
                };
                let mut worker = function(given("needed")?);
                worker.timeout = wait("function")?;
                let longest = wait("client")?.max(wait("function")?).max(wait("needed")?);
                let setup = Setup::new(1)
                    .with("caller", PartSetup::Client(caller))
                    .with("api", PartSetup::Gateway(api))
                    .with("function", PartSetup::Function(worker));
                Some(Stage {
                    title: "ten requests that take too long",
                    says: "The shortest timeout ends the wait; what is behind it works on in vain.",
                    setup,
                    length: longest + 5 * SECOND,
                })
            }
            30 => {
                let (n, share) = (given("n")?, given("share")?);
                let failing = libm::round(n * share / 100.0);
                let sender = |count: f64, poison: u32| {
                    let all = Batch { at: 0, count: whole(count), spread: SECOND };
                    PartSetup::Client(ClientSetup {
                        target: "function".into(),
                        load: Load::Batches(vec![all]),
                        op: Op::Event,
                        poison_milli: poison,
                        ..ClientSetup::default()
                    })
                };
                let mut worker = function(0.1);
                worker.event_retries = small(given("retries")?);
                let mut setup = Setup::new(1)
                    .with("sound", sender(n - failing, 0))
                    .with("failing", sender(failing, 1_000))
                    .with("function", PartSetup::Function(worker));
                setup.concurrency = 20_000;
                Some(Stage {
                    title: "events that fail, and their retries",
                    says: "Retries come about one and three minutes after the first attempt.",
                    setup,
                    length: 300 * SECOND,
                })
            }
            31 => backlog(self, number),
            32 => {
                let timeout = given("timeout")?;
                if !(1.0..=43_200.0).contains(&number) {
                    return None;
                }
                // Twenty batches come at once, one runs at a time: the others are turned away and
                // tried again within their visibility timeout.
                let senders = ClientSetup {
                    target: "queue".into(),
                    load: Load::Batches(vec![Batch { at: 0, count: 20, spread: SECOND }]),
                    op: Op::Event,
                    ..ClientSetup::default()
                };
                let queue = QueueSetup {
                    target: Some("function".into()),
                    batch: 1,
                    visibility: from_seconds(number),
                    max_receives: 3,
                    ..QueueSetup::default()
                };
                let mut worker = function(timeout * 0.9);
                worker.timeout = from_seconds(timeout);
                worker.reserved = Some(4);
                let setup = Setup::new(1)
                    .with("senders", PartSetup::Client(senders))
                    .with("queue", PartSetup::Queue(queue))
                    .with("function", PartSetup::Function(worker));
                Some(Stage {
                    title: "batches that are throttled at first",
                    says: "A message that is visible too early is received again: a duplicate.",
                    setup,
                    length: from_seconds((timeout * 12.0).min(7_200.0)),
                })
            }
            33 => {
                let (shards, factor) = (given("shards")?, given("factor")?);
                let (batch, seconds) = (given("batch")?, given("seconds")?);
                let (arrival, backlog) = (given("arrival")?, given("backlog")?);
                let length = self.key.number() * 1.1 + 5.0;
                if MOST * 5.0 < backlog + arrival * length {
                    return None;
                }
                let old = ClientSetup {
                    target: "stream".into(),
                    load: Load::Batches(vec![Batch { at: 0, count: whole(backlog), spread: 0 }]),
                    op: Op::Write,
                    bytes: 10,
                    n_keys: 100_000,
                    keys_in_turn: true,
                    ..ClientSetup::default()
                };
                let new = ClientSetup {
                    target: "stream".into(),
                    load: Load::Even { rate_milli: whole(arrival * 1_000.0) },
                    ..old.clone()
                };
                let stream = StreamSetup {
                    is_of_table: true,
                    shards: small(shards),
                    targets: vec!["function".into()],
                    batch: small(batch),
                    factor: small(factor),
                    ..StreamSetup::default()
                };
                let setup = Setup::new(1)
                    .with("old", PartSetup::Client(old))
                    .with("new", PartSetup::Client(new))
                    .with("stream", PartSetup::Stream(stream))
                    .with("function", PartSetup::Function(function(seconds)));
                Some(Stage {
                    title: "a stream that catches up",
                    says: "Each shard has as many concurrent batches as its factor says.",
                    setup,
                    length: from_seconds(length),
                })
            }
            38 => {
                let (quota, daily) = (given("quota")?, given("daily")?);
                let month = from_seconds(30.0 * 86_400.0);
                if MOST * 4.0 < 30.0 * daily {
                    return None;
                }
                let partner = ClientSetup {
                    target: "api".into(),
                    load: Load::Batches(vec![Batch {
                        at: 0,
                        count: whole(30.0 * daily),
                        spread: month,
                    }]),
                    ..ClientSetup::default()
                };
                let api = GatewaySetup {
                    target: "function".into(),
                    quota: Some(whole(quota)),
                    quota_period: month,
                    ..GatewaySetup::default()
                };
                let setup = Setup::new(1)
                    .with("partner", PartSetup::Client(partner))
                    .with("api", PartSetup::Gateway(api))
                    .with("function", PartSetup::Function(function(0.1)));
                Some(Stage {
                    title: "one partner's month",
                    says: "When the quota is used up, every request gets 429 until the month ends.",
                    setup,
                    length: month,
                })
            }
            _ => None,
        }
    }
}
