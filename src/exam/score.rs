//! What a mock comes to.
//!
//! AWS does not publish its table from right answers to the scale of 100 to 1,000. This is our own
//! convention (exam blueprint, 2.8): the cut lies where a just-qualified candidate is expected, and
//! both sides of it are straight lines. Screens call it an estimate.

/// The score that passes.
pub const PASS: u32 = 720;
/// The rating of an item that has none: the judged chance that a just-qualified candidate is right.
pub const RATING: f64 = 0.70;

/// The scaled score, 100 to 1,000, of `right` answers out of `n` scored questions with a mean
/// rating of `mean`.
///
/// `100 + 620 r / (c n)` up to the cut `c n`, then `720 + 280 (r - c n) / (n - c n)`, in whole
/// numbers. Out of nothing the score is 100.
pub fn scaled(right: u32, n: u32, mean: f64) -> u32 {
    let (r, all) = (f64::from(right.min(n)), f64::from(n));
    let cut = mean.clamp(0.01, 0.99) * all;
    let score = if n == 0 {
        100.0
    } else if r <= cut {
        100.0 + 620.0 * r / cut
    } else {
        720.0 + 280.0 * (r - cut) / (all - cut)
    };
    // The cut itself is no whole number in binary: 0.7 x 50 is a hair above 35.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "100 to 1,000")]
    let whole = libm::round(score + 1e-9) as u32;
    whole
}

/// The least number of right answers that passes, out of `n` with a mean rating.
pub fn cut(n: u32, mean: f64) -> u32 {
    (0..=n).find(|right| PASS <= scaled(*right, n, mean)).unwrap_or(n)
}

/// How a domain went: its right answers against the cut of the same share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level {
    pub right: u32,
    pub n: u32,
    pub meets: bool,
}

impl Level {
    /// The level of `right` answers out of `n` with a mean rating.
    pub fn new(right: u32, n: u32, mean: f64) -> Self {
        Self { right, n, meets: 0 < n && PASS <= scaled(right, n, mean) }
    }

    /// As reports say it.
    pub fn words(self) -> &'static str {
        match (self.n, self.meets) {
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

    #[test]
    fn the_vectors_of_the_blueprint() {
        let scores = [0, 28, 35, 40, 50].map(|right| scaled(right, 50, 0.70));
        assert_eq!(scores, [100, 596, 720, 813, 1_000]);
        assert_eq!(cut(50, 0.70), 35);
        assert_eq!(scaled(0, 0, 0.7), 100);
    }

    proptest! {
        #[test]
        fn one_more_right_answer_never_lowers_the_score(
            n in 1_u32..=65, mean in 0.3_f64..0.95, right in 0_u32..65,
        ) {
            let right = right.min(n - 1);
            let (low, high) = (scaled(right, n, mean), scaled(right + 1, n, mean));
            prop_assert!(low <= high);
            prop_assert!((100..=1_000).contains(&low) && (100..=1_000).contains(&high));
            prop_assert_eq!(scaled(n, n, mean), 1_000);
            // The pass line is where the share of right answers reaches the mean rating.
            let reached = f64::from(right + 1) - mean * f64::from(n);
            prop_assert!(reached < 0.0 || PASS <= high);
            // Half a point of the scale is rounded up, which is at most 0.06 of a question.
            prop_assert!(-0.06 <= reached || high < PASS);
        }
    }
}
