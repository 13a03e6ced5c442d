//! Learners, and how they really forget.

use coldstart::{
    memory::{
        Rating,
        fsrs::{Memory, Model},
    },
    rng::Stream,
};

/// A normal draw (Box and Muller 1958).
pub(super) fn normal(stream: &mut Stream) -> f64 {
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
pub(super) enum Truth {
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

pub(super) struct Learner {
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
    pub(super) fn new(truth: Truth, n: usize, stream: &mut Stream) -> Self {
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

    pub(super) fn recall(&self, place: usize, day: f64) -> f64 {
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

    pub(super) fn study(&mut self, place: usize, day: f64, rating: Rating) {
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

pub(super) fn logit(p: f64) -> f64 {
    libm::log(p / (1.0 - p))
}

pub(super) fn sigmoid(x: f64) -> f64 {
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

pub(super) fn rated(stream: &mut Stream, shares: &[(Rating, f64)]) -> Rating {
    let mut left = stream.unit();
    for (rating, share) in shares {
        if left < *share {
            return *rating;
        }
        left -= share;
    }
    shares.last().map_or(Rating::Good, |(rating, _)| *rating)
}
