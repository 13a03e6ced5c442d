//! Drills that run: the world of a question with an answer in it, beside the right one.

use super::Drill;
use crate::sim::{
    PartSetup, Setup,
    client::{Batch, ClientSetup, Load},
    core::Op,
    draw::Law,
    function_setup::FunctionSetup,
    gateway_setup::{GatewaySetup, Throttle},
    table_setup::{Capacity, TableSetup},
    time::{MS, SECOND, SimTime, from_seconds},
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

impl Drill {
    /// The world of the question with a number as the answer; none for questions without a run-time
    /// meaning, and for numbers that no setting takes.
    #[expect(clippy::too_many_lines, reason = "one arm for each template that runs")]
    pub fn stage(&self, number: f64) -> Option<Stage> {
        let given = |name: &str| self.given.iter().find(|(one, _)| *one == name).map(|(_, v)| *v);
        let rate = given("rate");
        let of_table = |op: Op, is_read: bool| {
            let (rate, kb) = (rate?, given("kb")?);
            let setup = Setup::new(1)
                .with("callers", even("table", rate, op, kb * 1_024.0))
                .with("table", if is_read { table(number, 1.0) } else { table(1.0, number) });
            Some(Stage {
                title: "the table with your capacity",
                says: "Too little throttles, and too much is paid for nothing.",
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
                    title: "a rise as long as your answer",
                    says: "While the credit lasts nothing is throttled; after that all above is.",
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
                    title: "so many at once",
                    says: "Calls that find no room are throttled.",
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
                    title: "the bucket, request by request",
                    says: "An empty bucket answers 429; it refills at its rate, up to the burst.",
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
                    title: "a cache that lets so many through",
                    says: "Each key is fetched once in its time to live.",
                    setup,
                    length: lasts(rate, 1_200.0),
                })
            }
            _ => None,
        }
    }
}
