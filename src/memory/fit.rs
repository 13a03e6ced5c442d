//! FSRS parameters fitted to a person's own answers.
//!
//! The fit is tried on the first four fifths of the days and judged on the rest: only when it
//! foretells these better than the parameters in use is it taken, and then made on all answers.

use std::collections::BTreeMap;

use super::{
    Rating,
    fsrs::{self, Memory, Model},
    stats::Review,
};
use crate::{clock::Day, ids::CardId};

/// Reviews on another day than the answer before that it takes (memory notes, section 5.2).
pub const REVIEWS_NEEDED: usize = 200;
/// Share of the days that the fit may see before it is judged.
const SEEN: f64 = 0.8;

/// What a fit came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    pub parameters: Vec<f32>,
    /// Reviews on another day that it rests on.
    pub n: usize,
    /// Log loss on the last fifth, with the parameters in use and with fitted ones.
    pub before: f64,
    pub after: f64,
}

impl Fit {
    /// Whether it foretells better than what is in use.
    pub fn is_better(&self) -> bool {
        self.after < self.before
    }
}

/// A card's answers since it was last new.
type History = Vec<Answered>;

#[derive(Debug, Clone, Copy, PartialEq)]
struct Answered {
    rating: Rating,
    day: Day,
}

fn histories(reviews: &[Review]) -> Vec<History> {
    let mut open: BTreeMap<&CardId, History> = BTreeMap::new();
    let mut done = Vec::new();
    for one in reviews.iter().filter(|one| one.source.reaches_memory()) {
        // A first answer begins anew: the card was reset, or its right answer has changed.
        if one.expected.is_none()
            && let Some(old) = open.remove(&one.card)
        {
            done.push(old);
        }
        let Review { rating, day, .. } = *one;
        open.entry(&one.card).or_default().push(Answered { rating, day });
    }
    done.extend(open.into_values());
    done
}

/// How many reviews came on another day than the answer before.
pub fn n_reviews(reviews: &[Review]) -> usize {
    histories(reviews).iter().map(|one| one.windows(2).filter(|two| is_later(two)).count()).sum()
}

fn is_later(two: &[Answered]) -> bool {
    matches!(two, [before, after] if 0 < after.day.since(before.day))
}

/// Every beginning of a history that ends with a review on another day, up to `last`: ratings with
/// the days since the answer before, and which card each is of.
fn beginnings(histories: &[History], last: Day) -> (Vec<Vec<(Rating, u32)>>, Vec<i64>) {
    let (mut all, mut cards) = (Vec::new(), Vec::new());
    for (card, history) in (0_i64..).zip(histories) {
        let mut reviews: Vec<(Rating, u32)> = Vec::new();
        let mut before: Option<Day> = None;
        for one in history.iter().take_while(|one| one.day <= last) {
            let days = before.map_or(0, |before| one.day.since(before).max(0));
            reviews.push((one.rating, u32::try_from(days).unwrap_or(0)));
            if 0 < days {
                all.push(reviews.clone());
                cards.push(card);
            }
            before = Some(one.day);
        }
    }
    (all, cards)
}

fn trained(histories: &[History], last: Day) -> Option<Vec<f32>> {
    let (all, cards) = beginnings(histories, last);
    fsrs::fitted(all, cards)
}

/// Says of each review what a model would have expected of it, where that says something about the
/// model. Answers that came from scenarios and drills move the state of a card and are no outcome:
/// a miss there counts for any learnt card of the fact, a hit only for one that is due.
pub fn foresee(model: &Model, reviews: &mut [Review]) {
    let mut cards: BTreeMap<CardId, (Memory, Day)> = BTreeMap::new();
    for one in reviews {
        one.foreseen = None;
        if !one.source.reaches_memory() {
            continue;
        }
        // A first answer begins anew: the card was reset, or its right answer has changed.
        let before = cards.get(&one.card).copied().filter(|_| one.expected.is_some());
        let after = match before {
            None => model.next(None, one.rating, 0),
            Some((memory, last)) => {
                let elapsed = one.day.since(last).max(0);
                if 0 < elapsed && one.source.is_at_card() {
                    #[expect(clippy::cast_precision_loss, reason = "days of a life")]
                    let recall = model.recall(memory, elapsed as f32);
                    one.foreseen = Some(f64::from(recall));
                }
                one.rating.pick(model.foresee(memory, elapsed))
            }
        };
        cards.insert(one.card.clone(), (after, one.day));
    }
}

/// Mean log loss of a model on the reviews after a day; none without any.
fn log_loss(model: &Model, reviews: &[Review], after: Day) -> Option<f64> {
    let mut reviews = reviews.to_vec();
    foresee(model, &mut reviews);
    let later = reviews.iter().filter(|one| after < one.day);
    let losses: Vec<f64> = later
        .filter_map(|one| {
            let recall = one.foreseen?.clamp(1e-4, 0.9999);
            Some(-libm::log(if one.is_pass() { recall } else { 1.0 - recall }))
        })
        .collect();
    #[expect(clippy::cast_precision_loss, reason = "a count of answers")]
    let n = losses.len() as f64;
    (!losses.is_empty()).then(|| losses.iter().sum::<f64>() / n)
}

/// Fits parameters to all answers and judges them; none while there are too few.
pub fn fit(reviews: &[Review], in_use: &Model) -> Option<Fit> {
    let n = n_reviews(reviews);
    if n < REVIEWS_NEEDED {
        return None;
    }
    let histories = histories(reviews);
    let mut days: Vec<Day> = histories
        .iter()
        .flat_map(|one| one.windows(2).filter(|two| is_later(two)))
        .filter_map(|two| two.last().map(|one| one.day))
        .collect();
    days.sort_unstable();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a place in a list"
    )]
    let border = *days.get((days.len() as f64 * SEEN) as usize)?;
    // Something has to be left to be judged on.
    let newest = *days.last()?;
    let border =
        if border < newest { border } else { days.iter().copied().rfind(|day| *day < newest)? };
    let tried = Model::new(&trained(&histories, border)?)?;
    let parameters = trained(&histories, Day(i32::MAX))?;
    Model::new(&parameters)?;
    Some(Fit {
        parameters,
        n,
        before: log_loss(in_use, reviews, border)?,
        after: log_loss(&tried, reviews, border)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clock::Timestamp, memory::Source, rng::Seed};

    /// Answers of somebody whose memory is `factor` times as stable as the default.
    fn answers(factor: f32, n_cards: u64) -> Vec<Review> {
        let model = Model::default();
        let mut all = Vec::new();
        for card in 0..n_cards {
            let mut stream = Seed(3).stream("answers", card);
            let mut memory = None;
            let mut day = i32::try_from(stream.between(0, 9)).unwrap();
            let mut elapsed = 0_i32;
            for _ in 0..6 {
                let recall = memory.map(|m: Memory| {
                    let real = Memory { stability: m.stability * factor, ..m };
                    f64::from(model.recall(real, f32::from(i16::try_from(elapsed).unwrap())))
                });
                let is_right = recall.is_none_or(|recall| stream.unit() < recall);
                let rating = if is_right { Rating::Good } else { Rating::Again };
                all.push(Review {
                    card: format!("c.{card}").as_str().into(),
                    at: Timestamp(0),
                    day: Day(day),
                    rating,
                    is_right,
                    expected: recall,
                    foreseen: None,
                    source: Source::Review,
                    time_ms: 9_000,
                });
                memory = Some(model.next(memory, rating, elapsed));
                elapsed = 1 + i32::try_from(stream.between(0, 12)).unwrap();
                day += elapsed;
            }
        }
        all.sort_by_key(|one| one.day);
        all
    }

    #[test]
    fn too_few_answers_fit_nothing() {
        assert_eq!(fit(&answers(1.0, 20), &Model::default()), None);
        assert_eq!(n_reviews(&answers(1.0, 20)), 100);
    }

    #[test]
    fn somebody_who_forgets_faster_is_foretold_better_by_the_fit() {
        let reviews = answers(0.25, 150);
        let fit = fit(&reviews, &Model::default()).unwrap();
        assert_eq!((fit.n, fit.parameters.len()), (750, 21));
        assert!(fit.is_better(), "{} {}", fit.before, fit.after);
        // Against the same parameters again there is little to gain.
        let own = Model::new(&fit.parameters).unwrap();
        let again = super::fit(&reviews, &own).unwrap();
        assert!(again.before < fit.before);
    }

    #[test]
    fn what_was_studied_ahead_changes_no_fit() {
        let reviews = answers(0.5, 60);
        let ahead = |one: &Review| {
            let mut twice = vec![one.clone()];
            // On a day of its own, and without an expectation: both would count otherwise.
            let day = Day(one.day.0 + 1);
            let expected = None;
            twice.push(Review { source: Source::Cram, day, expected, ..one.clone() });
            twice
        };
        let mut with_cram: Vec<Review> = reviews.iter().flat_map(ahead).collect();
        with_cram.sort_by_key(|one| one.day);
        let without = fit(&reviews, &Model::default());
        assert!(without.is_some(), "there are enough answers");
        assert_eq!(fit(&with_cram, &Model::default()), without);
    }

    #[test]
    fn a_card_that_was_new_again_begins_a_history_of_its_own() {
        let mut reviews = answers(1.0, 1);
        let mut second = answers(1.0, 1);
        for one in &mut second {
            one.day = Day(one.day.0 + 100);
        }
        reviews.extend(second);
        assert_eq!(histories(&reviews).len(), 2);
        assert_eq!(n_reviews(&reviews), 10);
    }
}
