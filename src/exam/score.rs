//! What a mock comes to.
//!
//! Where an exam keeps its table from right answers to its scale, this is our own convention (exam
//! blueprint, 2.8): the cut lies where a just-qualified candidate is expected, and both sides of it
//! are straight lines. Screens call it an estimate.

use serde::{Deserialize, Serialize};

/// The scale of an exam.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Scale {
    /// The score of nothing right.
    pub low: u32,
    /// The score that passes.
    pub pass: u32,
    /// The score of everything right.
    pub high: u32,
    /// The rating of an item that has none: the judged chance that a just-qualified candidate is
    /// right.
    pub rating: f64,
}

impl Scale {
    /// The scaled score of `right` answers out of `n` scored questions with a mean rating of
    /// `mean`.
    ///
    /// From `low` in a straight line to `pass` at the cut `c n`, from there in another one to
    /// `high`, in whole numbers. Out of nothing the score is `low`.
    pub fn scaled(self, right: u32, n: u32, mean: f64) -> u32 {
        let [low, pass, high] = [self.low, self.pass, self.high].map(f64::from);
        let (r, all) = (f64::from(right.min(n)), f64::from(n));
        let cut = mean.clamp(0.01, 0.99) * all;
        let score = if n == 0 {
            low
        } else if r <= cut {
            low + (pass - low) * r / cut
        } else {
            pass + (high - pass) * (r - cut) / (all - cut)
        };
        // The cut itself is no whole number in binary: 0.7 x 50 is a hair above 35.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "low to high")]
        let whole = libm::round(score + 1e-9) as u32;
        whole
    }

    /// The least number of right answers that passes, out of `n` with a mean rating.
    pub fn cut(self, n: u32, mean: f64) -> u32 {
        (0..=n).find(|right| self.passes(self.scaled(*right, n, mean))).unwrap_or(n)
    }

    /// Whether a score passes.
    pub fn passes(self, score: u32) -> bool {
        self.pass <= score
    }
}

/// How a domain went: its right answers, which the cut of the same share is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DomainResult {
    pub right: u32,
    pub n: u32,
}

impl DomainResult {
    /// Whether a whole exam like this would pass, with the mean rating of its questions.
    pub fn meets(self, scale: Scale, mean: f64) -> bool {
        0 < self.n && scale.passes(scale.scaled(self.right, self.n, mean))
    }

    /// As reports say it.
    pub fn words(self, scale: Scale, mean: f64) -> &'static str {
        match (self.n, self.meets(scale, mean)) {
            (0, _) => "no questions",
            (_, true) => "meets the mark",
            (_, false) => "needs work",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SCALE: Scale = Scale { low: 100, pass: 720, high: 1_000, rating: 0.70 };

    #[test]
    fn the_vectors_of_the_blueprint() {
        let scores = [0, 28, 35, 40, 50].map(|right| SCALE.scaled(right, 50, 0.70));
        assert_eq!(scores, [100, 596, 720, 813, 1_000]);
        assert_eq!(SCALE.cut(50, 0.70), 35);
        assert_eq!(SCALE.scaled(0, 0, 0.7), 100);
        // Another scale: percent, with the line in its middle.
        let percent = Scale { low: 0, pass: 60, high: 100, rating: 0.5 };
        let scores = [0, 1, 2, 3, 4].map(|right| percent.scaled(right, 4, 0.5));
        assert_eq!(scores, [0, 30, 60, 80, 100]);
        assert_eq!(percent.cut(4, 0.5), 2);
    }

    proptest! {
        #[test]
        fn one_more_right_answer_never_lowers_the_score(
            n in 1_u32..=65, mean in 0.3_f64..0.95, right in 0_u32..65,
        ) {
            let right = right.min(n - 1);
            let (low, high) = (SCALE.scaled(right, n, mean), SCALE.scaled(right + 1, n, mean));
            prop_assert!(low <= high);
            prop_assert!((100..=1_000).contains(&low) && (100..=1_000).contains(&high));
            prop_assert_eq!(SCALE.scaled(n, n, mean), 1_000);
            // The pass line is where the share of right answers reaches the mean rating.
            let reached = f64::from(right + 1) - mean * f64::from(n);
            prop_assert!(reached < 0.0 || SCALE.passes(high));
            // Half a point of the scale is rounded up, which is at most 0.06 of a question.
            prop_assert!(-0.06 <= reached || !SCALE.passes(high));
        }
    }
}
