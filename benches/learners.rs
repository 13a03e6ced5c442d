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

use coldstart::{
    content,
    exam::{Blueprint, score::Scale},
    ids::{CardId, FactId, TopicId},
    memory::{
        Rating,
        course::{Course, DayCards, Shape},
        fsrs::{Memory, Model},
        plan::{self, Outlook, Pace, Subject},
        queue::{self, Item},
        readiness::{Correction, DomainEvidence, ExamShape, readiness},
    },
    rng::{Seed, Stream},
};

/// Learners of each row.
const LEARNERS: u64 = 200;
/// Learners of the test of readiness.
const READY: u64 = 2_000;

/// A normal draw (Box and Muller 1958).
fn normal(stream: &mut Stream) -> f64 {
    let (u, v) = (1.0 - stream.unit(), stream.unit());
    libm::sqrt(-2.0 * libm::log(u)) * libm::cos(std::f64::consts::TAU * v)
}

/// FSRS-6 default parameters, as `fsrs` 6.6.2 publishes them.
const DEFAULTS: [f32; 21] = [
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835,
    0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
];

/// How a learner really forgets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Truth {
    A,
    B,
}

/// What a card really is to a learner.
struct Real {
    memory: Option<Memory>,
    /// Stability is this many times what the learner's parameters say, and difficulty so much more.
    factor: f32,
    harder: f32,
    /// ACT-R: past presentations as psychological time and decay.
    past: Vec<(f64, f64)>,
    bonus: f64,
    last_day: f64,
}

struct Learner {
    truth: Truth,
    model: Model,
    cards: Vec<Real>,
}

/// ACT-R as Pavlik and Anderson (2005) fitted it: decay a + c e^m, noise, and how much slower time
/// passes between sessions. Their threshold, -0.704, is for words that were studied several times in
/// a session; this one is set so that plain FSRS comes to what the memory notes report for it, 56.
const ACT_A: f64 = 0.177;
const ACT_C: f64 = 0.217;
const ACT_TAU: f64 = -1.5;
const ACT_S: f64 = 0.255;
const ACT_H: f64 = 0.025;
const DAY_S: f64 = 86_400.0;

impl Learner {
    fn new(truth: Truth, n: usize, stream: &mut Stream) -> Self {
        let noisy: Vec<f32> =
            DEFAULTS.iter().map(|w| w * libm::exp(0.1 * normal(stream)) as f32).collect();
        let card = |stream: &mut Stream| Real {
            memory: None,
            factor: libm::exp(0.5 * normal(stream)) as f32,
            harder: normal(stream) as f32,
            past: Vec::new(),
            bonus: 0.3 * normal(stream),
            last_day: 0.0,
        };
        Self {
            truth,
            model: Model::new(&noisy).expect("the noise keeps them finite"),
            cards: (0..n).map(|_| card(stream)).collect(),
        }
    }

    fn recall(&self, place: usize, day: f64) -> f64 {
        let card = &self.cards[place];
        match self.truth {
            Truth::A => card.memory.map_or(0.0, |memory| {
                let real = Memory { stability: memory.stability * card.factor, ..memory };
                f64::from(self.model.recall(real, (day - card.last_day) as f32))
            }),
            Truth::B if card.past.is_empty() => 0.0,
            Truth::B => sigmoid((activation(card, day) - ACT_TAU) / ACT_S),
        }
    }

    fn study(&mut self, place: usize, day: f64, rating: Rating) {
        let model = self.model.clone();
        let card = &mut self.cards[place];
        let elapsed = (day - card.last_day).round() as i32;
        let first = card.memory.is_none();
        let mut memory = model.next(card.memory, rating, elapsed);
        if first {
            memory.difficulty = (memory.difficulty + card.harder).clamp(1.0, 10.0);
        }
        if rating == Rating::Again {
            memory = model.next(Some(memory), Rating::Good, 0);
        }
        card.memory = Some(memory);
        let times = if rating == Rating::Again { 2 } else { 1 };
        for time in 0..times {
            let at = day + f64::from(time) * 600.0 / DAY_S;
            let m = if card.past.is_empty() { f64::NEG_INFINITY } else { activation(card, at) };
            let decay = ACT_C * libm::exp(m) + ACT_A;
            card.past.push((at, decay));
        }
        card.last_day = day;
    }
}

fn logit(p: f64) -> f64 {
    libm::log(p / (1.0 - p))
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

/// ln of the sum of `t^-d`, time between days running slower.
fn activation(card: &Real, day: f64) -> f64 {
    let sum: f64 = card
        .past
        .iter()
        .map(|(at, decay)| libm::pow(((day - at) * DAY_S * ACT_H).max(1.0), -decay))
        .sum();
    libm::log(sum) + card.bonus
}

/// What a scheduler keeps of a card.
#[derive(Clone, Copy)]
struct Kept {
    memory: Option<Memory>,
    last_day: f64,
    /// SM-2: ease, interval, repetitions.
    ease: f64,
    interval: f64,
    n: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Policy {
    AnkiFsrs,
    AnkiSm2,
    Paced,
    /// Nothing but gain a second.
    Bare,
    /// What the product does.
    Rule,
}

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

fn rated(stream: &mut Stream, shares: &[(Rating, f64)]) -> Rating {
    let mut left = stream.unit();
    for (rating, share) in shares {
        if left < *share {
            return *rating;
        }
        left -= share;
    }
    shares.last().map_or(Rating::Good, |(rating, _)| *rating)
}

/// What a policy without a plan shows on a day, in order.
fn line_of(
    scheduler: &Model,
    policy: Policy,
    kept: &[Kept],
    order: &[usize],
    (day, days): (i32, i32),
) -> Vec<usize> {
    let now = f64::from(day);
    let recall = |one: &Kept| {
        let elapsed = (now - one.last_day) as f32;
        one.memory.map_or(0.0, |memory| f64::from(scheduler.recall(memory, elapsed)))
    };

    let is_sm2 = policy == Policy::AnkiSm2;
    let due_after = |one: &Kept| match one.memory {
        _ if is_sm2 => one.interval,
        Some(memory) => f64::from(scheduler.interval_days(memory.stability, 0.9)),
        None => 0.0,
    };
    let is_due = |one: &Kept| one.memory.is_some() && due_after(one) <= now - one.last_day;
    let mut due: Vec<usize> = (0..CARDS).filter(|place| is_due(&kept[*place])).collect();
    due.sort_by(|a, b| recall(&kept[*a]).total_cmp(&recall(&kept[*b])));
    let fresh: Vec<usize> =
        order.iter().copied().filter(|place| kept[*place].memory.is_none()).collect();
    let days_left = (days - day) as usize;
    if policy == Policy::Paced {
        let n = fresh.len().div_ceil(days_left);
        let mut rest: Vec<usize> = (0..CARDS)
            .filter(|place| kept[*place].memory.is_some() && !is_due(&kept[*place]))
            .collect();
        rest.sort_by(|a, b| recall(&kept[*a]).total_cmp(&recall(&kept[*b])));
        fresh.into_iter().take(n).chain(due).chain(rest).collect()
    } else {
        due.into_iter().chain(fresh.into_iter().take(20)).collect()
    }
}

/// The order in which the product shows new cards: topics in turn by weight, cards of one rank.
fn in_turn(row: &Row, order: &[usize]) -> Vec<usize> {
    let topic = |place: usize| TopicId::from(&*format!("t{}", place % TOPICS));
    let items = order.iter().enumerate().map(|(turn, place)| Item {
        card: CardId::from(&*format!("{turn:04}")),
        fact: FactId::from(&*format!("t{}.m{turn}.f", place % TOPICS)),
        topic: topic(*place),
        rank: 0,
        need: 0,
        is_figure: false,
        first: None,
    });
    let weights = weights(row.unequal);
    let of_topic: Vec<(TopicId, f64)> =
        (0..TOPICS).map(|at| (topic(at), 100.0 * weights[at])).collect();
    let line = queue::curriculum(items.collect(), &of_topic);
    line.iter().map(|item| order[item.card.0.parse::<usize>().expect("a turn")]).collect()
}

/// The order of cards for a policy that plans; empty for the others.
fn line_for(row: &Row, policy: Policy, order: &[usize], weights: &[f64]) -> Vec<usize> {
    match policy {
        Policy::Rule => in_turn(row, order),
        Policy::Bare => {
            let mut line = order.to_vec();
            line.sort_by(|a, b| weights[*b].total_cmp(&weights[*a]));
            line
        }
        Policy::AnkiFsrs | Policy::AnkiSm2 | Policy::Paced => Vec::new(),
    }
}

/// The course from a day of a row on.
fn course<'a>(row: &Row, outlook: Outlook<'a>, pace: Pace, day: i32) -> Course<'a> {
    Course {
        outlook,
        pace,
        retention: 0.9,
        exam: Some(row.days - day),
        minutes: [row.minutes; 7],
        mock_min: 0,
        most_new: None,
        most_known: usize::MAX,
        back_days: 0,
        number: day,
    }
}

/// What the plan shows on a day, in order: what is due, then by gain a second.
fn planned(course: &Course<'_>, row: &Row, policy: Policy, subjects: &[Subject]) -> Vec<usize> {
    /// Answers may take less time than expected: the list goes on a bit beyond the day.
    const BEYOND: f64 = 1.3;
    let left = course.exam.expect("the bench has an exam");
    let unseen = subjects.iter().filter(|one| one.memory.is_none()).count() as f64;
    let seconds = row.minutes * 60.0;
    let unseen_min = unseen * course.pace.new_s / 60.0;
    let all_min = row.minutes * f64::from(left);
    let mut shape = Shape::new(seconds, unseen_min, all_min, left, course.retention);
    if policy == Policy::Bare {
        shape.share = 0.0;
    }
    let is_due = |one: &Subject| {
        one.memory.is_some_and(|it| course.outlook.model.recall(it, one.elapsed) < shape.floor)
    };
    let has_due = subjects.iter().any(is_due);
    let share = shape.share / BEYOND;
    let longer = Shape { seconds: seconds * BEYOND, share, ..shape };
    let cards: DayCards = course.fill(subjects, longer, plan::days_left(left), false);
    if policy == Policy::Rule && has_due && (shape.scarcity < 0.6 || 10 < left) {
        assert!(!cards.due.is_empty(), "{}: nothing that is due is shown", row.name);
    }
    let mut rest: Vec<_> = cards.early.iter().chain(&cards.new).collect();
    rest.sort_by(|a, b| b.rate().total_cmp(&a.rate()));
    cards.due.iter().chain(rest).map(|one| one.place).collect()
}

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
            let subjects: Vec<Subject> = line.iter().enumerate().map(subject).collect();
            let outlook =
                Outlook { model: &scheduler, correction: Correction::fit(&answers.borrow()) };
            let course = course(row, outlook, pace, day);
            for at in planned(&course, row, policy, &subjects) {
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
