//! The simulator beside a bare loop of the same law, all in one run: read the ratios, not the
//! times.
//!
//! `cargo bench --bench sim`

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a bench reads the clock and prints a table"
)]

use std::{cmp::Reverse, collections::BinaryHeap, hint::black_box, time::Instant};

use coldstart::sim::{
    PartSetup, Setup, World,
    kernel::{
        call::Op,
        draw::{DrawStream, Law},
        time::{HOUR, MS, SECOND, SimTime},
    },
    services::{
        api_gateway::setup::{GatewaySetup, Throttle},
        client::{load::Load, setup::ClientSetup},
        dynamodb::setup::{Capacity, TableSetup},
        lambda::setup::{FunctionSetup, ScalingRule},
    },
};

const N: u64 = 1_000_000;
const RATE: u64 = 100;
const SERVERS: u32 = 100;
const ROUNDS: usize = 5;

/// Events and requests of one run, and the seconds that it took: the median of some rounds.
fn median(run: impl Fn() -> (u64, u64)) -> (u64, u64, f64) {
    let mut times = Vec::new();
    let mut counts = (0, 0);
    for _ in 0..ROUNDS {
        let started = Instant::now();
        counts = black_box(run());
        times.push(started.elapsed().as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    (counts.0, counts.1, times[ROUNDS / 2])
}

/// A loss system as short as it can be written: a heap, a counter of busy servers.
fn bare(has_draws: bool) -> (u64, u64) {
    let arrivals = DrawStream::new(1, "client", "arrivals");
    let durations = DrawStream::new(1, "function", "duration");
    let mean: SimTime = SECOND;
    let gap = SECOND / RATE;
    let mut heap: BinaryHeap<Reverse<(u64, u8, u64)>> = BinaryHeap::new();
    let (mut sent, mut busy, mut events, mut digest) =
        (0_u64, 0_u32, 0_u64, 0xcbf2_9ce4_8422_2325_u64);
    let mut state = 88_172_645_463_325_252_u64;
    let mut cheap = |mean: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        mean / 2 + state % mean
    };
    heap.push(Reverse((0, 7, 0)));
    while let Some(Reverse((now, class, number))) = heap.pop() {
        events += 1;
        if has_draws {
            digest = (digest ^ now ^ u64::from(class)).wrapping_mul(0x0000_0100_0000_01b3);
            digest = (digest.rotate_left(23) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
        if class == 0 {
            busy -= 1;
            continue;
        }
        if busy < SERVERS {
            busy += 1;
            let time = if has_draws {
                Law::Exponential(mean).draw(durations, number, 0)
            } else {
                cheap(mean)
            };
            heap.push(Reverse((now + time, 0, number)));
        }
        sent += 1;
        if sent < N {
            let wait =
                if has_draws { Law::Exponential(gap).draw(arrivals, sent, 0) } else { cheap(gap) };
            heap.push(Reverse((now + wait, 7, sent)));
        }
    }
    black_box(digest);
    (events, sent)
}

fn loss_system() -> (u64, u64) {
    let client = ClientSetup {
        target: "function".into(),
        load: Load::Poisson { rate_milli: RATE * 1_000 },
        until: SimTime::MAX,
        n_requests: N,
        // The number of the request is its key: no draw that the bare loop does not make.
        n_keys: 0,
        ..ClientSetup::default()
    };
    let function = FunctionSetup {
        duration: Law::Exponential(SECOND),
        init: 0,
        timeout: 900 * SECOND,
        scaling: ScalingRule::Unlimited,
        ..FunctionSetup::default()
    };
    let mut setup = Setup::new(1)
        .with("client", PartSetup::Client(client))
        .with("function", PartSetup::Function(function));
    setup.concurrency = SERVERS;
    let mut world = World::new(&setup).expect("a sound world");
    world.drain(SimTime::MAX);
    (world.core.n_events(), N)
}

fn full_path() -> (u64, u64) {
    let client = ClientSetup {
        target: "api".into(),
        load: Load::Poisson { rate_milli: 5_000_000 },
        until: HOUR,
        n_requests: N,
        ..ClientSetup::default()
    };
    let api = GatewaySetup {
        target: "function".into(),
        account: Some(Throttle { rate: 10_000, burst: 5_000 }),
        ..GatewaySetup::default()
    };
    let function = FunctionSetup {
        duration: Law::Exponential(50 * MS),
        calls: vec!["table".into()],
        call_op: Op::Write,
        ..FunctionSetup::default()
    };
    let table = TableSetup {
        capacity: Capacity::OnDemand { peak_reads: 0, peak_writes: 20_000 },
        n_partitions: 100,
        ..TableSetup::default()
    };
    let setup = Setup::new(1)
        .with("client", PartSetup::Client(client))
        .with("api", PartSetup::Gateway(api))
        .with("function", PartSetup::Function(function))
        .with("table", PartSetup::Table(table));
    let mut world = World::new(&setup).expect("a sound world");
    world.drain(HOUR);
    (world.core.n_events(), N)
}

fn main() {
    let rows = [
        ("bare heap, cheap draws, no digest", median(|| bare(false))),
        ("bare heap, the same draws, a digest", median(|| bare(true))),
        ("M/M/100/100 in the simulator", median(loss_system)),
        ("gateway, function, table", median(full_path)),
    ];
    println!("{:<38} {:>10} {:>14} {:>14}", "", "seconds", "events/s", "requests/s");
    for (name, (events, requests, seconds)) in &rows {
        println!(
            "{name:<38} {seconds:>10.3} {:>14.0} {:>14.0}",
            *events as f64 / seconds,
            *requests as f64 / seconds
        );
    }
    let rate = |index: usize| rows[index].1.0 as f64 / rows[index].1.2;
    println!("simulator / bare heap with the same draws and digest  {:.2}", rate(2) / rate(1));
    println!("simulator / bare heap with cheap draws, no digest     {:.2}", rate(2) / rate(0));
    println!("bare heap with draws and digest / without             {:.2}", rate(1) / rate(0));
}
