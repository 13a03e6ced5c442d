//! Figures over the log: how well expected recall agrees with what came, by bin, by topic, by age.

use super::stats::Review;

/// Borders of the bins of expected recall.
const BINS: [f64; 7] = [0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0];

/// Expected recall beside what came, for a group of answers.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Agreement {
    /// Mean expected recall, 0 to 1.
    pub said: f64,
    /// Share of answers that were remembered, 0 to 1.
    pub was: f64,
    pub n: u32,
}

impl Agreement {
    /// The agreement of some answers.
    pub fn of<'a>(answers: impl IntoIterator<Item = &'a Review>) -> Self {
        let (mut said, mut was, mut n) = (0.0, 0.0, 0_u32);
        for (one, expected) in answers.into_iter().filter_map(|one| Some((one, one.foretold()?))) {
            said += expected;
            was += f64::from(u8::from(one.is_pass()));
            n += 1;
        }
        let all = f64::from(n.max(1));
        Self { said: said / all, was: was / all, n }
    }
}

/// A bin of expected recall, from and to, with the answers in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    pub from: f64,
    pub to: f64,
    pub agreement: Agreement,
}

/// The bins of a calibration plot; empty ones are left out.
pub fn calibration(answers: &[Review]) -> Vec<Bin> {
    let pairs = BINS.iter().zip(BINS.iter().skip(1));
    pairs
        .map(|(from, to)| {
            let is_in = |one: &&Review| {
                one.foretold().is_some_and(|one| *from <= one && (one < *to || *to >= 1.0))
            };
            let agreement = Agreement::of(answers.iter().filter(is_in));
            Bin { from: *from, to: *to, agreement }
        })
        .filter(|bin| 0 < bin.agreement.n)
        .collect()
}

/// The root of the mean squared difference of said and was over the bins, weighted by their answers
/// (RMSE of bins, as FSRS's benchmarks name it); none without answers.
pub fn calibration_error(bins: &[Bin]) -> Option<f64> {
    let n: f64 = bins.iter().map(|bin| f64::from(bin.agreement.n)).sum();
    let sum: f64 = bins
        .iter()
        .map(|bin| f64::from(bin.agreement.n) * (bin.agreement.said - bin.agreement.was).powi(2))
        .sum();
    (0.0 < n).then(|| libm::sqrt(sum / n))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::{Day, Timestamp},
        memory::{Rating, Source},
    };

    fn answer(expected: f64, is_right: bool) -> Review {
        let rating = if is_right { Rating::Good } else { Rating::Again };
        Review {
            expected: Some(expected),
            foreseen: None,
            is_right,
            at: Timestamp(0),
            day: Day(1),
            card: "c".into(),
            rating,
            source: Source::Review,
            time_ms: 9_000,
        }
    }

    #[test]
    fn bins_hold_what_was_said_and_what_came() {
        // Of ten that were said to be 0.95, eight came; both of 0.45 did not.
        let mut answers: Vec<Review> = (0..10).map(|n| answer(0.95, n < 8)).collect();
        answers.extend([answer(0.45, false), answer(0.45, false)]);
        let bins = calibration(&answers);
        assert_eq!(bins.len(), 2);
        assert_eq!((bins[0].agreement.n, bins[0].agreement.was), (2, 0.0));
        assert!((bins[1].agreement.was - 0.8).abs() < 1e-12);
        // sqrt((2 x 0.45^2 + 10 x 0.15^2) / 12) = 0.2291...
        let error = calibration_error(&bins).unwrap();
        assert!((error - (0.63_f64 / 12.0).sqrt()).abs() < 1e-12, "{error}");
        assert_eq!(calibration_error(&[]), None);
    }

    #[test]
    fn what_was_not_asked_at_its_turn_says_nothing() {
        let sources = Source::ALL.map(|source| Review { source, ..answer(0.8, true) });
        assert_eq!(Agreement::of(&sources).n, 1);
    }

    #[test]
    fn a_second_answer_on_the_same_day_says_nothing() {
        assert_eq!(calibration(&[answer(1.0, true)]), []);
    }
}
