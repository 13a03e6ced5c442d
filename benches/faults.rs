//! What faults in a deck cost: ten times as many take about ten times as long. With work that grows
//! with their square they took a hundred times. `cargo bench --bench faults` prints a row for each
//! kind of fault and fails when one takes more than twenty times as long.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench prints its table and reads the clock"
)]

use std::time::Instant;

use coldstart::{content, diag::SourceFile};

/// A file with `n` times the same mistake.
fn repeated(n: usize, line: impl Fn(usize) -> String) -> String {
    (0..n).fold(String::new(), |text, at| text + &line(at))
}

fn card(n: usize, fact: usize) -> String {
    format!("[[card]]\nid = \"a.c{n}\"\nkind = \"cloze\"\nfacts = [\"a.f{fact}\"]\nfront = \"x\"\n")
}

/// Seconds that loading takes, the least of three.
fn seconds_of(text: &str) -> f64 {
    let once = || {
        let files = [SourceFile::user("bad.toml", text.to_owned())];
        let start = Instant::now();
        assert!(!content::load(&files).problems.is_empty());
        start.elapsed().as_secs_f64()
    };
    (0..3).map(|_| once()).fold(f64::INFINITY, f64::min)
}

fn main() {
    type Line = fn(usize) -> String;
    let lines: [(&str, usize, Line); 5] = [
        ("no key", 4_000, |_| "=\n".to_owned()),
        ("unknown keys", 4_000, |n| format!("k{n} = 1\n")),
        ("unknown facts", 1_500, |n| card(n, n)),
        ("one id", 1_500, |n| card(0, n)),
        ("decks", 400, |n| format!("[[decks]]\nid = \"a{n}\"\ntitle = \"b\"\nx = 1\n")),
    ];
    let mut worst = 0.0_f64;
    for (name, n, line) in lines {
        let few = seconds_of(&repeated(n, line));
        let many = seconds_of(&repeated(10 * n, line));
        println!("{name:<14} {n:>6}: {few:.4} s, ten times: {many:.4} s, {:.1} times", many / few);
        worst = worst.max(many / few);
    }
    if 20.0 < worst {
        println!("missed: {worst:.1} times, at most 20");
        std::process::exit(1);
    }
}
