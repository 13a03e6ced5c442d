//! The one door to the `fsrs` crate: FSRS-6 with checked inputs.
//!
//! The crate does not check what it is given (a negative time gives NaN, a retention of 1 an
//! interval of 0), so this module does: times are clamped to zero, the desired retention to
//! 0.70..=0.97, and results must be finite.
//!
//! Formulas (FSRS-6, open-spaced-repetition): retrievability `R(t,S) = (1 + F t/S)^-w20` with
//! `F = 0.9^(-1/w20) - 1`, so that `R(S,S) = 0.9`; interval `I(S,r) = S/F (r^(-1/w20) - 1)`.

use ::fsrs::{
    ComputeParametersInput, DEFAULT_PARAMETERS, FSRS, FSRSItem, FSRSReview, MemoryState,
    compute_parameters, current_retrievability,
};

use super::Rating;

/// Bounds of the share of due cards that should be remembered.
pub const RETENTION: std::ops::RangeInclusive<f32> = 0.70..=0.97;
/// The longest interval: a hundred years, as in the reference implementations.
pub const MAX_INTERVAL_DAYS: i32 = 36_500;
/// How many numbers describe a learner in FSRS-6.
pub const N_PARAMETERS: usize = 21;

/// What FSRS keeps of a card.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Memory {
    /// Days until recall has fallen to 90 %.
    pub stability: f32,
    /// 1 (easy) to 10 (hard).
    pub difficulty: f32,
}

/// FSRS-6 with one learner's parameters.
#[derive(Debug, Clone)]
pub struct Model {
    fsrs: FSRS,
    /// The exponent of forgetting, `w20`.
    decay: f32,
    parameters: Vec<f32>,
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
        let fsrs = FSRS::new(parameters).ok()?;
        Some(Self { fsrs, decay: *parameters.last()?, parameters: parameters.to_vec() })
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
        let [again, hard, good, easy] = self.next_all(memory, elapsed_days);
        match rating {
            Rating::Again => again,
            Rating::Hard => hard,
            Rating::Good => good,
            Rating::Easy => easy,
        }
    }

    /// The chance to remember after `elapsed_days` (parts of days allowed), 0 to 1.
    pub fn recall(&self, memory: Memory, elapsed_days: f32) -> f32 {
        let state =
            MemoryState { stability: memory.stability.max(0.001), difficulty: memory.difficulty };
        current_retrievability(state, elapsed_days.max(0.0), self.decay).clamp(0.0, 1.0)
    }

    /// Days until recall has fallen to `retention`, not rounded.
    pub fn interval(&self, stability: f32, retention: f32) -> f32 {
        let retention = retention.clamp(*RETENTION.start(), *RETENTION.end());
        let factor = libm::powf(0.9, -1.0 / self.decay) - 1.0;
        let days = stability / factor * (libm::powf(retention, -1.0 / self.decay) - 1.0);
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
        assert!(Model::new(&[1.0; 20]).is_none());
        assert!(Model::new(&[f32::NAN; 21]).is_none());
    }
}
