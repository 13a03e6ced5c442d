//! The one door to the `fsrs` crate: FSRS-6 with checked inputs.
//!
//! The crate does not check what it is given (a negative time gives NaN, a retention of 1 an
//! interval of 0), so this module does: times are clamped to zero, the desired retention to
//! 0.70..=0.97, and results must be finite.
//!
//! Formulas (FSRS-6, open-spaced-repetition): retrievability `R(t,S) = (1 + F t/S)^-w20` with
//! `F = 0.9^(-1/w20) - 1`, so that `R(S,S) = 0.9`; interval `I(S,r) = S/F (r^(-1/w20) - 1)`.
//!
//! The plan weighs each known card on each day ahead, and what a learner is off is fitted to all
//! answers at every start. For that the crate, which works out each state with its interval by
//! itself, takes ten times too long: [`Model::foresee`] has the same formulas with what they share
//! worked out once. A model holds the two against each other before it uses them.

use ::fsrs::{
    ComputeParametersInput, DEFAULT_PARAMETERS, FSRS, FSRSItem, FSRSReview, MemoryState,
    compute_parameters,
};
use libm::{expf, powf};

use super::Rating;

/// Bounds of the share of due cards that should be remembered.
pub const RETENTION: std::ops::RangeInclusive<f32> = 0.70..=0.97;
/// The longest interval: a hundred years, as in the reference implementations.
pub const MAX_INTERVAL_DAYS: i32 = 36_500;
/// How many numbers describe a learner in FSRS-6.
pub const N_PARAMETERS: usize = 21;

/// Bounds of stability in days and of difficulty, as the crate has them.
const LEAST_STABILITY: f32 = 0.001;
const MOST_STABILITY: f32 = 36_500.0;
const EASIEST: f32 = 1.0;
const HARDEST: f32 = 10.0;
/// Cards on which the formulas here are held against the crate: stability, difficulty, and days
/// since the last answer. Each part of the formulas decides one of them.
const PROBES: [(f32, f32, i32); 6] =
    [(0.2, 9.0, 0), (0.2, 9.0, 3), (2.3, 2.1, 2), (8.3, 5.0, 0), (40.0, 7.0, 90), (400.0, 1.5, 30)];

/// What FSRS keeps of a card.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Memory {
    /// Days until recall has fallen to 90 %.
    pub stability: f32,
    /// 1 (easy) to 10 (hard).
    pub difficulty: f32,
}

impl Memory {
    /// Whether two ways to work out a state have come to the same, to a ten thousandth.
    fn is_near(self, other: Self) -> bool {
        let is_near = |one: f32, other: f32| (one - other).abs() <= 1e-4 * other;
        is_near(self.stability, other.stability) && is_near(self.difficulty, other.difficulty)
    }
}

/// FSRS-6 with one learner's parameters.
#[derive(Debug, Clone)]
pub struct Model {
    fsrs: FSRS,
    /// The exponent of forgetting, `w20`, and `F`.
    decay: f32,
    factor: f32,
    parameters: Vec<f32>,
    /// Whether the formulas here say what the crate says: it clips parameters that are out of
    /// bounds.
    is_foreseen: bool,
}

impl Default for Model {
    /// The parameters that `fsrs` 6.6.2 publishes as its default.
    fn default() -> Self {
        Self::new(&DEFAULT_PARAMETERS).expect("the crate's default parameters are valid")
    }
}

impl Model {
    /// A model of these 21 parameters; `None` unless all are finite. Numbers out of bounds are
    /// clipped by the crate.
    pub fn new(parameters: &[f32]) -> Option<Self> {
        if parameters.len() != N_PARAMETERS || parameters.iter().any(|w| !w.is_finite()) {
            return None;
        }
        let (fsrs, decay) = (FSRS::new(parameters).ok()?, *parameters.last()?);
        let factor = powf(0.9, -1.0 / decay) - 1.0;
        let parameters = parameters.to_vec();
        let model = Self { fsrs, decay, factor, parameters, is_foreseen: true };
        Some(Self { is_foreseen: model.foresees(), ..model })
    }

    /// Whether what is foreseen of some cards is what the crate makes of them.
    fn foresees(&self) -> bool {
        PROBES.iter().all(|(stability, difficulty, days)| {
            let memory = Memory { stability: *stability, difficulty: *difficulty };
            let pairs = self.foresee(memory, *days).into_iter();
            let mut pairs = pairs.zip(self.next_all(Some(memory), *days));
            pairs.all(|(foreseen, real)| foreseen.is_near(real))
        })
    }

    /// The 21 numbers that it was made of.
    pub fn parameters(&self) -> &[f32] {
        &self.parameters
    }

    /// The states after each of the four ratings, `elapsed_days` study days after the last answer.
    pub fn next_all(&self, memory: Option<Memory>, elapsed_days: i32) -> [Memory; 4] {
        let state =
            memory.map(|m| MemoryState { stability: m.stability, difficulty: m.difficulty });
        let days = u32::try_from(elapsed_days).unwrap_or(0);
        let next = self
            .fsrs
            .next_states(state, 0.9, days)
            .expect("a state that the model made is valid input for it");
        [next.again, next.hard, next.good, next.easy].map(|one| {
            let MemoryState { stability, difficulty } = one.memory;
            assert!(
                stability.is_finite() && difficulty.is_finite(),
                "FSRS makes finite states of finite ones"
            );
            Memory { stability, difficulty }
        })
    }

    /// The state after an answer `elapsed_days` study days after the one before. Zero days means
    /// the same day, for which FSRS-6 has a formula of its own; negative days count as zero.
    pub fn next(&self, memory: Option<Memory>, rating: Rating, elapsed_days: i32) -> Memory {
        rating.pick(self.next_all(memory, elapsed_days))
    }

    /// The chance to remember after `elapsed_days` (parts of days allowed), 0 to 1.
    pub fn recall(&self, memory: Memory, elapsed_days: f32) -> f32 {
        let times = elapsed_days.max(0.0) / memory.stability.max(LEAST_STABILITY);
        powf(1.0 + self.factor * times, -self.decay).clamp(0.0, 1.0)
    }

    /// The states after each of the four ratings, as [`Self::next_all`] has them to a ten
    /// thousandth, for what weighs thousands of cards at once.
    pub fn foresee(&self, memory: Memory, elapsed_days: i32) -> [Memory; 4] {
        if !self.is_foreseen {
            return self.next_all(Some(memory), elapsed_days);
        }
        let w = |place: usize| self.parameters.get(place).copied().unwrap_or(0.0);
        let s = memory.stability.clamp(LEAST_STABILITY, MOST_STABILITY);
        let d = memory.difficulty.clamp(EASIEST, HARDEST);
        let stabilities = if elapsed_days <= 0 {
            // `S'(S,G) = S e^(w17 (G - 3 + w18)) S^-w19`, never less after a pass.
            let flat = powf(s, -w(19));
            let rise = |rating: f32| expf(w(17) * (rating - 3.0 + w(18))) * flat;
            [s * rise(1.0), s * rise(2.0).max(1.0), s * rise(3.0).max(1.0), s * rise(4.0).max(1.0)]
        } else {
            #[expect(clippy::cast_precision_loss, reason = "days of a life are exact in 24 bits")]
            let recall = self.recall(Memory { stability: s, ..memory }, elapsed_days as f32);
            // `S'f = w11 D^-w12 ((S+1)^w13 - 1) e^(w14 (1-R))`, and at most `S / e^(w17 w18)`.
            let lapse = w(11) * powf(d, -w(12)) * (powf(s + 1.0, w(13)) - 1.0);
            let lapse = (lapse * expf(w(14) * (1.0 - recall))).min(s / expf(w(17) * w(18)));
            // `S'r = S (1 + e^w8 (11-D) S^-w9 (e^(w10 (1-R)) - 1))`, the second part times w15 for
            // "hard" and w16 for "easy".
            let rise = expf(w(10) * (1.0 - recall)) - 1.0;
            let rise = expf(w(8)) * (11.0 - d) * powf(s, -w(9)) * rise;
            [lapse, s * (rise * w(15) + 1.0), s * (rise + 1.0), s * (rise * w(16) + 1.0)]
        };
        // `D' = D - w6 (G-3) (10-D)/9`, drawn towards that of a first "easy" by w7.
        let easy = w(4) - expf(3.0 * w(5)) + 1.0;
        let mut rating = 0.0;
        stabilities.map(|stability| {
            rating += 1.0;
            let moved = d - w(6) * (rating - 3.0) * (10.0 - d) / 9.0;
            Memory {
                stability: stability.clamp(LEAST_STABILITY, MOST_STABILITY),
                difficulty: (w(7) * (easy - moved) + moved).clamp(EASIEST, HARDEST),
            }
        })
    }

    /// Days until recall has fallen to `retention`, not rounded.
    pub fn interval(&self, stability: f32, retention: f32) -> f32 {
        let retention = retention.clamp(*RETENTION.start(), *RETENTION.end());
        let days = stability / self.factor * (powf(retention, -1.0 / self.decay) - 1.0);
        if days.is_finite() { days } else { 1.0 }
    }

    /// The interval in whole days, from 1 to [`MAX_INTERVAL_DAYS`].
    pub fn interval_days(&self, stability: f32, retention: f32) -> i32 {
        whole_days(self.interval(stability, retention))
    }
}

/// Parameters fitted to answers: each entry is the beginning of a card's history, as ratings with
/// the days since the answer before, that ends with a review on another day; `cards` says of which
/// card. None when the crate cannot fit them.
pub fn fitted(histories: Vec<Vec<(Rating, u32)>>, cards: Vec<i64>) -> Option<Vec<f32>> {
    let review = |(rating, delta_t): (Rating, u32)| FSRSReview {
        rating: u32::from(rating.number()),
        delta_t,
    };
    let item = |history: Vec<(Rating, u32)>| FSRSItem {
        reviews: history.into_iter().map(review).collect(),
    };
    let input = ComputeParametersInput {
        train_set: histories.into_iter().map(item).collect(),
        card_ids: Some(cards),
        progress: None,
        enable_short_term: true,
        num_relearning_steps: Some(1),
        training_config: None,
    };
    let parameters = compute_parameters(input).ok()?;
    (parameters.len() == N_PARAMETERS && parameters.iter().all(|one| one.is_finite()))
        .then_some(parameters)
}

/// Rounds to whole days within the bounds of an interval.
pub fn whole_days(days: f32) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "clamped to 1..=36,500 before")]
    #[expect(clippy::cast_precision_loss, reason = "36,500 is exact in 24 bits")]
    let rounded = libm::roundf(days).clamp(1.0, MAX_INTERVAL_DAYS as f32) as i32;
    rounded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn history() -> impl Strategy<Value = Vec<(Rating, i32)>> {
        proptest::collection::vec((0_usize..4, -3_i32..400), 1..12).prop_map(|list| {
            list.into_iter().map(|(rating, days)| (Rating::ALL[rating], days)).collect()
        })
    }

    fn after(model: &Model, history: &[(Rating, i32)]) -> Memory {
        let mut memory = None;
        for (rating, days) in history {
            memory = Some(model.next(memory, *rating, *days));
        }
        memory.unwrap()
    }

    proptest! {
        #[test]
        fn states_stay_in_bounds(history in history()) {
            let memory = after(&Model::default(), &history);
            prop_assert!((1.0..=10.0).contains(&memory.difficulty), "{memory:?}");
            prop_assert!(0.0 < memory.stability && memory.stability <= 36_500.0, "{memory:?}");
        }

        #[test]
        fn a_better_grade_never_gives_less(history in history(), days in 0_i32..500) {
            let model = Model::default();
            let memory = after(&model, &history);
            let next = Rating::ALL.map(|rating| model.next(Some(memory), rating, days).stability);
            prop_assert!(next.is_sorted(), "{next:?}");
        }

        #[test]
        fn a_pass_on_another_day_never_weakens_and_a_lapse_never_strengthens(
            history in history(), days in 1_i32..500,
        ) {
            let model = Model::default();
            let memory = after(&model, &history);
            for rating in [Rating::Hard, Rating::Good, Rating::Easy] {
                prop_assert!(memory.stability <= model.next(Some(memory), rating, days).stability);
            }
            let lapse = model.next(Some(memory), Rating::Again, days);
            prop_assert!(lapse.stability <= memory.stability);
        }

        #[test]
        fn what_is_foreseen_is_what_the_crate_makes_of_it(
            history in history(), days in 0_i16..500,
        ) {
            let model = Model::default();
            prop_assert!(model.is_foreseen);
            let memory = after(&model, &history);
            let pairs = model.foresee(memory, i32::from(days)).into_iter();
            for (foreseen, real) in pairs.zip(model.next_all(Some(memory), i32::from(days))) {
                prop_assert!(foreseen.is_near(real), "{foreseen:?} {real:?}");
            }
            let real = ::fsrs::current_retrievability(
                MemoryState { stability: memory.stability, difficulty: memory.difficulty },
                f32::from(days),
                model.decay,
            );
            prop_assert!((model.recall(memory, f32::from(days)) - real).abs() < 1e-5);
        }

        #[test]
        fn recall_falls_with_time_and_is_nine_tenths_at_the_stability(history in history()) {
            let model = Model::default();
            let memory = after(&model, &history);
            let at = |share: f32| model.recall(memory, memory.stability * share);
            prop_assert!((at(1.0) - 0.9).abs() < 1e-4);
            prop_assert!(at(2.0) < at(1.0) && at(1.0) < at(0.5));
        }

        #[test]
        fn intervals_rise_with_stability_and_fall_with_retention(s in 0.01_f32..3000.0) {
            let model = Model::default();
            prop_assert!(model.interval(s, 0.9) <= model.interval(s * 1.1, 0.9));
            prop_assert!(model.interval(s, 0.95) <= model.interval(s, 0.9));
            prop_assert!((model.interval(s, 0.9) / s - 1.0).abs() < 1e-4);
        }
    }

    #[test]
    fn nonsense_in_is_sense_out() {
        let model = Model::default();
        let memory = Memory { stability: 5.0, difficulty: 5.0 };
        assert!((model.recall(memory, -3.0) - 1.0).abs() < 1e-6);
        assert_eq!(
            model.next(Some(memory), Rating::Good, -9),
            model.next(Some(memory), Rating::Good, 0)
        );
        for retention in [f32::MIN, 0.0, 1.0, 1.5, f32::MAX] {
            assert!((1..=MAX_INTERVAL_DAYS).contains(&model.interval_days(5.0, retention)));
        }
        // Out of bounds: the crate clips, so it is asked.
        let clipped = Model::new(&[100.0; 21]).unwrap();
        assert!(!clipped.is_foreseen);
        assert_eq!(clipped.foresee(memory, 9), clipped.next_all(Some(memory), 9));
        assert!(Model::new(&[1.0; 20]).is_none());
        assert!(Model::new(&[f32::NAN; 21]).is_none());
    }
}
