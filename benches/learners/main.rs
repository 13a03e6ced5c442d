//! Simulated learners: the plan against well-paced FSRS, plain FSRS and SM-2, and how honest the
//! readiness is.
//!
//! Truth A forgets as FSRS-6 says, with parameters, stabilities and difficulties of its own; truth
//! B forgets by ACT-R (Pavlik and Anderson 2005), which the scheduler is wrong about. The scheduler
//! always uses the default parameters. The score is the weighted true recall on the exam day; a
//! card never seen counts as nothing. `cargo bench --bench learners` prints the tables and fails
//! when a gate is missed; `-- --quick` takes a tenth of the learners and fails on nothing.

#![expect(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a bench prints its table and says by its exit code whether the gates are met"
)]

mod learner;
mod policy;

use coldstart::{
    content,
    exam::{Blueprint, score::Scale},
    memory::{
        Rating,
        fsrs::Model,
        plan::{Outlook, Pace, Subject},
        readiness::{Correction, DomainEvidence, ExamShape, readiness},
        roster::Roster,
    },
    rng::{Seed, Stream},
};

use self::{
    learner::{Learner, Truth, logit, normal, rated, sigmoid},
    policy::{Kept, Policy, course, line_for, line_of, planned},
};

/// Learners of each row.
const LEARNERS: u64 = 200;
/// Learners of the test of readiness.
const READY: u64 = 2_000;

struct Row {
    name: &'static str,
    days: i32,
    minutes: f64,
    seen: f64,
    unequal: bool,
}

const ROWS: &[Row] = &[
    Row { name: "21 d, 15 min, all new", days: 21, minutes: 15.0, seen: 0.0, unequal: false },
    Row { name: "21 d, 30 min", days: 21, minutes: 30.0, seen: 0.0, unequal: false },
    Row { name: "45 d, 15 min", days: 45, minutes: 15.0, seen: 0.0, unequal: false },
    Row { name: "10 d, 15 min, 60 % seen", days: 10, minutes: 15.0, seen: 0.6, unequal: false },
    Row { name: "7 d, 30 min", days: 7, minutes: 30.0, seen: 0.0, unequal: false },
    Row { name: "21 d, 15 min, unequal", days: 21, minutes: 15.0, seen: 0.0, unequal: true },
    Row { name: "7 d, 30 min, unequal", days: 7, minutes: 30.0, seen: 0.0, unequal: true },
    Row { name: "60 d, 10 min", days: 60, minutes: 10.0, seen: 0.0, unequal: false },
    Row { name: "90 d, 15 min", days: 90, minutes: 15.0, seen: 0.0, unequal: false },
];
const CARDS: usize = 400;
const TOPICS: usize = 8;

fn weights(unequal: bool) -> Vec<f64> {
    // Eight topics; with unequal weights the heaviest counts 7.4 times the lightest (e^2).
    let of = |card: usize| {
        let topic = (card % TOPICS) as f64;
        if unequal { libm::exp(2.0 * topic / (TOPICS - 1) as f64) } else { 1.0 }
    };
    let sum: f64 = (0..CARDS).map(of).sum();
    (0..CARDS).map(|card| of(card) / sum).collect()
}

const PASS_SPLIT: [f64; 3] = [0.22, 0.63, 0.15];

/// One learner under one policy: the score on the exam day and two weeks later, 0 to 100.
fn play(row: &Row, truth: Truth, policy: Policy, seed: u64) -> [f64; 2] {
    let pace = Pace { pass_split: PASS_SPLIT, ..Pace::default() };
    let scheduler = Model::default();
    let weights = weights(row.unequal);
    let mut stream = Seed(seed).stream("learner", 0);
    let mut learner = Learner::new(truth, CARDS, &mut stream);
    let mut kept =
        vec![Kept { memory: None, last_day: 0.0, ease: 2.5, interval: 0.0, n: 0 }; CARDS];
    let mut luck = Seed(seed).stream("luck", policy as u64);
    // New cards come in an order of chance, the same for all policies.
    let mut order: Vec<usize> = (0..CARDS).collect();
    stream.shuffle(&mut order);
    for place in order.iter().take((row.seen * CARDS as f64) as usize) {
        let day = -(stream.between(1, 30) as f64);
        learner.study(*place, day, Rating::Good);
        kept[*place] = Kept {
            memory: Some(scheduler.next(None, Rating::Good, 0)),
            last_day: day,
            interval: 1.0,
            n: 1,
            ..kept[*place]
        };
    }
    let line = line_for(row, policy, &order, &weights);
    // Expected recall and outcome of each review.
    let answers = std::cell::RefCell::new(Vec::new());
    let mut answer = |learner: &mut Learner, kept: &mut [Kept], place: usize, day: f64| -> f64 {
        let state = &mut kept[place];
        let (rating, seconds) = if state.memory.is_none() {
            let shares: Vec<(Rating, f64)> = Rating::ALL.into_iter().zip(pace.first).collect();
            (rated(&mut luck, &shares), pace.new_s)
        } else if luck.unit() < learner.recall(place, day) {
            let passes = [Rating::Hard, Rating::Good, Rating::Easy];
            let shares: Vec<(Rating, f64)> = passes.into_iter().zip(PASS_SPLIT).collect();
            (rated(&mut luck, &shares), pace.pass_s)
        } else {
            (Rating::Again, pace.fail_s)
        };
        if let Some(memory) = state.memory {
            let expected = scheduler.recall(memory, (day - state.last_day) as f32);
            answers.borrow_mut().push((f64::from(expected), rating != Rating::Again));
        }
        learner.study(place, day, rating);
        let elapsed = (day - state.last_day).round() as i32;
        let next = scheduler.next(state.memory, rating, elapsed);
        let next = if rating == Rating::Again {
            scheduler.next(Some(next), Rating::Good, 0)
        } else {
            next
        };
        state.memory = Some(next);
        state.last_day = day;
        // SM-2 (Wozniak 1990) with Anki's grades as 2 to 5.
        let grade = f64::from(rating.number()) + 1.0;
        state.ease = (state.ease + 0.1 - (5.0 - grade) * (0.08 + (5.0 - grade) * 0.02)).max(1.3);
        if rating == Rating::Again {
            (state.n, state.interval) = (0, 1.0);
        } else {
            state.n += 1;
            state.interval = match state.n {
                1 => 1.0,
                2 => 6.0,
                _ => (state.interval * state.ease).round(),
            };
        }
        seconds
    };
    for day in 0..row.days {
        let now = f64::from(day);
        let mut left = row.minutes * 60.0;
        let elapsed = |one: &Kept| (now - one.last_day) as f32;
        if !line.is_empty() {
            let subject = |(group, place): (usize, &usize)| Subject {
                memory: kept[*place].memory,
                elapsed: elapsed(&kept[*place]),
                weight: weights[*place],
                group,
                ..Subject::default()
            };
            let roster = Roster::new(line.iter().enumerate().map(subject).collect());
            let outlook =
                Outlook { model: &scheduler, correction: Correction::fit(&answers.borrow()) };
            let course = course(row, outlook, pace, day);
            for at in planned(&course, row, policy, &roster) {
                if left <= 0.0 {
                    break;
                }
                left -= answer(&mut learner, &mut kept, line[at], now);
            }
            continue;
        }
        for place in line_of(&scheduler, policy, &kept, &order, (day, row.days)) {
            if left <= 0.0 {
                break;
            }
            left -= answer(&mut learner, &mut kept, place, now);
        }
    }
    let recall = |day: f64| -> f64 {
        (0..CARDS).map(|place| 100.0 * weights[place] * learner.recall(place, day)).sum()
    };
    let exam = f64::from(row.days);
    [recall(exam), recall(exam + 14.0)]
}

/// What a row comes to.
struct Outcome {
    /// Mean scores on the exam day and two weeks later, by policy.
    means: [[f64; 2]; 5],
    /// Mean of the rule less paced and less bare, each with its standard error.
    over: [(f64, f64); 2],
}

fn compare(row: &Row, truth: Truth, learners: u64) -> Outcome {
    let policies = [Policy::AnkiFsrs, Policy::AnkiSm2, Policy::Paced, Policy::Bare, Policy::Rule];
    let half = learners / 2;
    let part = |from: u64, to: u64| -> Vec<[[f64; 2]; 5]> {
        (from..to)
            .map(|seed| policies.map(|policy| play(row, truth, policy, 90_000 + seed)))
            .collect()
    };
    let mut all = Vec::new();
    std::thread::scope(|scope| {
        let other = scope.spawn(|| part(half, learners));
        all.extend(part(0, half));
        all.extend(other.join().expect("a simulation does not panic"));
    });
    let n = all.len() as f64;
    let mean = |at: usize, when: usize| all.iter().map(|one| one[at][when]).sum::<f64>() / n;
    let means = std::array::from_fn(|at| [mean(at, 0), mean(at, 1)]);
    let over = [2, 3].map(|other| {
        let gains: Vec<f64> = all.iter().map(|one| one[4][0] - one[other][0]).collect();
        let mean = gains.iter().sum::<f64>() / n;
        let variance = gains.iter().map(|gain| (gain - mean).powi(2)).sum::<f64>() / (n - 1.0);
        (mean, (variance / n).sqrt())
    });
    Outcome { means, over }
}

/// How far the rule may stay behind paced and behind the bare ranking (memory notes, section 4.4).
fn gates(row: &Row, truth: Truth) -> [f64; 2] {
    let unseen_min = CARDS as f64 * (1.0 - row.seen) * Pace::default().new_s / 60.0;
    let scarcity = unseen_min / (row.minutes * f64::from(row.days));
    let bare = match (scarcity < 0.4, row.unequal && truth == Truth::B) {
        (true, _) => -0.5,
        (false, false) => -1.0,
        (false, true) => -2.5,
    };
    [-0.4, bare]
}

const N_DOMAINS: usize = 4;

/// The scored questions of each domain in the exam that is built in.
fn questions(exam: &Blueprint) -> Vec<u32> {
    exam.whole().map(|length| exam.scored_by_domain(length)).unwrap_or_default()
}

/// Right answers of `n`, each with a chance that itself varies (beta with 25 pseudo-questions).
fn beta_binomial(stream: &mut Stream, n: u32, p: f64) -> u32 {
    let chance = beta(stream, 25.0 * p, 25.0 * (1.0 - p));
    (0..n).map(|_| u32::from(stream.unit() < chance)).sum()
}

/// A beta draw from two gamma draws (Marsaglia and Tsang 2000).
fn beta(stream: &mut Stream, a: f64, b: f64) -> f64 {
    let (x, y) = (gamma(stream, a), gamma(stream, b));
    x / (x + y)
}

fn gamma(stream: &mut Stream, shape: f64) -> f64 {
    if shape < 1.0 {
        let even = 1.0 - stream.unit();
        return gamma(stream, shape + 1.0) * libm::pow(even, 1.0 / shape);
    }
    let less = shape - 1.0 / 3.0;
    let scale = 1.0 / libm::sqrt(9.0 * less);
    loop {
        let x = normal(stream);
        let cube = libm::pow(1.0 + scale * x, 3.0);
        let even = 1.0 - stream.unit();
        if 0.0 < cube && libm::log(even) < 0.5 * x * x + less - less * cube + less * libm::log(cube)
        {
            return less * cube;
        }
    }
}

/// Brier score, calibration error over ten bins, and how often the score lay in its interval.
fn honesty(learners: u64) -> (f64, f64, f64) {
    let exam = content::built_in().track.blueprint;
    let scale: Scale = exam.scale;
    let shape = ExamShape {
        questions: questions(&exam),
        scaled: &|right, n, mean| scale.scaled(right, n, mean),
        pass: scale.pass,
        rating: scale.rating,
    };
    let mut bins = [(0.0, 0.0, 0_u32); 10];
    let (mut brier, mut covered) = (0.0, 0_u32);
    for seed in 0..learners {
        let mut stream = Seed(seed).stream("ready", 0);
        // Learners from those who have just begun to those who know nearly everything.
        let level = 0.35 + 0.6 * stream.unit();
        let known: [f64; N_DOMAINS] =
            std::array::from_fn(|_| sigmoid(logit(level) + 0.4 * normal(&mut stream)));
        let offset = -0.5 + 0.75 * normal(&mut stream);
        let success = |known: f64, shift: f64| 0.15 + 0.85 * sigmoid(logit(known) + offset + shift);
        let own: [f64; N_DOMAINS] = std::array::from_fn(|domain| success(known[domain], 0.0));
        let talent: [f64; N_DOMAINS] = std::array::from_fn(|domain| {
            beta(&mut stream, 25.0 * own[domain], 25.0 * (1.0 - own[domain]))
        });
        let n_mocks = stream.between(0, 3) as u32;
        let evidence: [DomainEvidence; N_DOMAINS] = std::array::from_fn(|domain| {
            let asked = n_mocks * shape.questions[domain];
            let right = (0..asked).map(|_| u32::from(stream.unit() < talent[domain])).sum();
            DomainEvidence { known: known[domain], asked, right }
        });
        let said = readiness(&evidence, &shape);
        let shift = 0.25 * normal(&mut stream);
        let mut right = 0;
        for domain in 0..N_DOMAINS {
            let moved = sigmoid(logit(talent[domain]) + shift);
            right += if n_mocks == 0 {
                beta_binomial(&mut stream, shape.questions[domain], success(known[domain], shift))
            } else {
                (0..shape.questions[domain]).map(|_| u32::from(stream.unit() < moved)).sum()
            };
        }
        let rating = 0.70 + 0.02 * (2.0 * stream.unit() - 1.0);
        let score = scale.scaled(right, shape.questions.iter().sum(), rating);
        let passed = f64::from(u8::from(scale.passes(score)));
        brier += (said.pass - passed).powi(2);
        let bin = &mut bins[((said.pass * 10.0) as usize).min(9)];
        *bin = (bin.0 + said.pass, bin.1 + passed, bin.2 + 1);
        covered += u32::from((said.score_range.0..=said.score_range.1).contains(&score));
    }
    let n = learners as f64;
    let error: f64 = bins.iter().map(|(said, came, _)| (said - came).abs()).sum::<f64>() / n;
    (brier / n, error, f64::from(covered) / n)
}

fn main() {
    let is_quick = std::env::args().any(|argument| argument == "--quick");
    let (learners, ready) = if is_quick { (LEARNERS / 10, READY / 10) } else { (LEARNERS, READY) };
    let mut missed = Vec::new();
    println!("{learners} learners a row, {CARDS} cards; weighted recall on the exam day, percent");
    println!("(in brackets two weeks later); gates: plan - paced, plan - bare");
    println!(
        "{:<26} {:>5} {:>5} {:>13} {:>13} {:>13}  plan-paced (se)  plan-bare (se)",
        "", "FSRS", "SM-2", "paced", "bare", "plan"
    );
    for (name, truth) in [("A", Truth::A), ("B", Truth::B)] {
        for row in ROWS {
            let Outcome { means, over } = compare(row, truth, learners);
            let both = |at: usize| format!("{:.1} ({:.1})", means[at][0], means[at][1]);
            println!(
                "{:<26} {:>5.1} {:>5.1} {:>13} {:>13} {:>13}  {:>+6.2} ({:.2})    {:>+6.2} ({:.2})",
                format!("{name} {}", row.name),
                means[0][0],
                means[1][0],
                both(2),
                both(3),
                both(4),
                over[0].0,
                over[0].1,
                over[1].0,
                over[1].1,
            );
            for (what, (gain, _), gate) in
                [("paced", over[0], gates(row, truth)[0]), ("bare", over[1], gates(row, truth)[1])]
            {
                if gain < gate {
                    missed.push(format!(
                        "{name} {} less {what}: {gain:+.2}, at least {gate:+.1}",
                        row.name
                    ));
                }
            }
        }
    }
    let (brier, error, covered) = honesty(ready);
    println!(
        "\nreadiness of {ready} learners: Brier {brier:.3} (at most 0.13), calibration error {error:.3} (at most 0.06), the 90 % interval covers {:.1} % (86 to 95)",
        covered * 100.0
    );
    if 0.13 < brier || 0.06 < error || !(0.86..=0.95).contains(&covered) {
        missed.push("readiness".to_owned());
    }
    if !missed.is_empty() {
        println!("\nmissed: {}", missed.join("; "));
        std::process::exit(i32::from(!is_quick));
    }
}
