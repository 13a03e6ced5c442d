//! Which rating an answer proposes. The learner confirms it with one key, or takes another.
//!
//! Wrong is Again, right is Good, right but unsure is Hard, a lucky guess is Again (memory of it
//! was not shown). Time only ever makes an answer Easy, and only where nothing could be recognised:
//! a typed answer, sure, in less than half of the learner's own median time for that kind. Hard is
//! a pass, so a wrong answer is never Hard. A figure that held until lately is at best Hard: it was
//! remembered, and exams may still use it, but the new one has to come back soon.

use super::{Confidence, Rating};

/// How many answers of a kind it takes before their median says anything.
pub const MEDIAN_NEEDS: usize = 5;

/// What is known when a card has been answered.
#[derive(Debug, Clone, Copy)]
pub struct Given {
    pub is_right: bool,
    /// Whether it is a figure that held earlier.
    pub is_older: bool,
    pub confidence: Confidence,
    /// Whether the answer was typed rather than picked.
    pub is_typed: bool,
    pub time_ms: u32,
    /// The learner's median for right answers of this kind; none when there are too few.
    pub median_ms: Option<u32>,
}

/// The rating to propose.
pub fn propose(given: Given) -> Rating {
    if !given.is_right {
        return Rating::Again;
    }
    match given.confidence {
        Confidence::Guess => Rating::Again,
        Confidence::Unsure => Rating::Hard,
        Confidence::Sure if given.is_older => Rating::Hard,
        Confidence::Sure => {
            let is_fast = given.median_ms.is_some_and(|median| given.time_ms < median / 2);
            if given.is_typed && is_fast { Rating::Easy } else { Rating::Good }
        }
    }
}

/// The median of times, none for fewer than [`MEDIAN_NEEDS`].
pub fn median_ms(times: &[u32]) -> Option<u32> {
    if times.len() < MEDIAN_NEEDS {
        return None;
    }
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(
        is_right: bool,
        confidence: Confidence,
        is_typed: bool,
        time_ms: u32,
        expected: Rating,
    ) {
        let given = Given {
            is_right,
            is_older: false,
            confidence,
            is_typed,
            time_ms,
            median_ms: Some(10_000),
        };
        assert_eq!(propose(given), expected, "{given:?}");
    }

    #[test]
    fn the_table_of_proposals() {
        for confidence in [Confidence::Sure, Confidence::Unsure, Confidence::Guess] {
            check(false, confidence, true, 1_000, Rating::Again);
        }
        check(true, Confidence::Guess, false, 1_000, Rating::Again);
        check(true, Confidence::Unsure, true, 1_000, Rating::Hard);
        check(true, Confidence::Sure, false, 1_000, Rating::Good);
        check(true, Confidence::Sure, true, 5_000, Rating::Good);
        check(true, Confidence::Sure, true, 4_999, Rating::Easy);
    }

    #[test]
    fn an_older_figure_is_at_best_hard() {
        for (confidence, expected) in [
            (Confidence::Sure, Rating::Hard),
            (Confidence::Unsure, Rating::Hard),
            (Confidence::Guess, Rating::Again),
        ] {
            let given = Given {
                is_right: true,
                is_older: true,
                confidence,
                is_typed: true,
                time_ms: 1,
                median_ms: Some(10_000),
            };
            assert_eq!(propose(given), expected);
        }
    }

    #[test]
    fn slowness_never_fails_an_answer() {
        check(true, Confidence::Sure, true, 3_600_000, Rating::Good);
    }

    #[test]
    fn few_answers_have_no_median() {
        assert_eq!(median_ms(&[1, 2, 3, 4]), None);
        assert_eq!(median_ms(&[9, 1, 5, 3, 7]), Some(5));
    }
}
