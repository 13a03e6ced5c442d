//! Every world for ten simulated minutes at 1,000 requests a second, in both lanes; the frames of
//! the lab at full speed; and the memory of a run that is ten times as long.
//!
//! `cargo bench --bench worlds`, or `cargo bench --bench worlds -- rows` for two simulated minutes of
//! each, a line for a world: what `benches/paired.sh` compares of two builds.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a bench reads the clock and prints a table"
)]

use std::{env, fs, thread, time::Instant};

use coldstart::{
    app::screens::lab::BUDGET,
    content::{self, Library},
    sim::{
        PartSetup, Setup, World,
        kernel::time::{MINUTE, SimTime},
        services::client::load::Load,
        watch::{lanes::Lanes, record},
    },
};

const LENGTH: SimTime = 10 * MINUTE;
const RATE_MILLI: u64 = 1_000_000;

/// The same world with 1,000 even requests a second, shared by its clients.
fn at_full_rate(setup: &Setup) -> Setup {
    let mut setup = setup.clone();
    let is_client = |part: &&mut PartSetup| matches!(part, PartSetup::Client(_));
    let n = setup.parts.values_mut().filter(is_client).count().max(1) as u64;
    for part in setup.parts.values_mut() {
        if let PartSetup::Client(client) = part {
            client.load = Load::Even { rate_milli: RATE_MILLI / n };
            client.until = SimTime::MAX;
            client.n_requests = u64::MAX;
        }
    }
    setup
}

/// Seconds for which this thread has had a processor, so that what else the machine does counts
/// little; those of the clock where the system does not tell.
fn spent(since: Instant) -> f64 {
    // The system brings the figure up to date when the thread lets others go first.
    thread::yield_now();
    let stat = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let on_cpu = stat.split(' ').next().and_then(|word| word.parse::<u64>().ok());
    on_cpu.map_or_else(|| since.elapsed().as_secs_f64(), |ns| ns as f64 / 1e9)
}

/// A line for each world: its name, seconds of the processor and events of two minutes in both
/// lanes.
fn rows(library: &Library) {
    const SHORT: SimTime = 2 * MINUTE;
    let start = Instant::now();
    for world in library.worlds() {
        let setup = at_full_rate(&world.setup);
        let (step, prices) = (record::step_for(SHORT), library.price_list());
        let before = spent(start);
        let mut lanes = Lanes::new(&setup, Some(&setup), step, prices).expect("a sound world");
        lanes.advance(SHORT, u64::MAX);
        let seconds = spent(start) - before;
        println!("{}\t{seconds:.6}\t{}", world.id, 2 * lanes.a.world.core.n_events());
    }
}

fn both_lanes(library: &Library) {
    println!("{:<26} {:>9} {:>12} {:>10}", "world, both lanes", "seconds", "events", "frame ms");
    let mut worst = (0.0, "", 0.0);
    for world in library.worlds() {
        let setup = at_full_rate(&world.setup);
        let prices = library.price_list();
        let step = record::step_for(LENGTH);
        let started = Instant::now();
        let mut lanes =
            Lanes::new(&setup, Some(&setup), step, prices.clone()).expect("a sound world");
        lanes.advance(LENGTH, u64::MAX);
        let seconds = started.elapsed().as_secs_f64();
        let events = 2 * lanes.a.world.core.n_events();
        // The same in frames, as the lab plays it at full speed.
        let mut lanes = Lanes::new(&setup, Some(&setup), step, prices).expect("a sound world");
        let mut longest = 0.0_f64;
        loop {
            let frame = Instant::now();
            let is_there = lanes.advance(LENGTH, BUDGET);
            longest = longest.max(frame.elapsed().as_secs_f64() * 1_000.0);
            if is_there {
                break;
            }
        }
        println!("{:<26} {seconds:>9.2} {events:>12} {longest:>10.1}", world.id);
        if worst.0 < seconds {
            worst.0 = seconds;
            worst.1 = &world.id;
        }
        worst.2 = f64::max(worst.2, longest);
    }
    println!("longest run: {} with {:.2} s; longest frame {:.1} ms\n", worst.1, worst.0, worst.2);
}

/// Memory of this process that is in use, in KB; none where the system does not tell.
fn resident_kb() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// The peak of a run, and that of one ten times as long after it.
fn memory(library: &Library) {
    let setup = at_full_rate(&library.world("web-shop").expect("the world of the bench").setup);
    let mut peaks = Vec::new();
    for length in [LENGTH, 10 * LENGTH] {
        let mut world = World::new(&setup).expect("a sound world");
        world.advance_to(length);
        peaks.extend(resident_kb());
    }
    match peaks[..] {
        [once, tenfold] => println!(
            "memory: {once} KB at most for ten minutes, {tenfold} KB for a hundred ({:+.1} %)",
            100.0 * (tenfold as f64 / once as f64 - 1.0)
        ),
        _ => println!("memory: this system does not tell"),
    }
}

fn main() {
    let library = content::built_in();
    if env::args().any(|word| word == "rows") {
        rows(&library);
        return;
    }
    memory(&library);
    both_lanes(&library);
}
