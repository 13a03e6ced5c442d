//! Figures about learning: streaks, activity, and how long today will take.

use std::collections::BTreeMap;

use super::{Rating, Source};
use crate::{
    clock::Day,
    ids::{CardId, ItemId, TopicId},
};

/// Seconds that a known card takes before the learner's own times are known (memory model, section
/// 4.2: 12 s for a pass, 30 s for a failure, at one failure in ten).
const REVIEW_S: f64 = 0.9 * 12.0 + 0.1 * 30.0;
/// The same for a new card.
const NEW_S: f64 = 30.0;
/// How many answers it takes before the learner's own times are used.
const OWN_TIMES_FROM: u64 = 50;

/// What was said of a run beforehand, and what came.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prediction {
    pub day: Day,
    pub predicted: f64,
    pub actual: f64,
}

impl Prediction {
    /// By what factor it was off, 1 for a hit. Below one of its unit a figure counts as one, so
    /// that 0 and 0.5 are no infinite miss.
    pub fn factor(&self) -> f64 {
        let (low, high) = (self.predicted.min(self.actual), self.predicted.max(self.actual));
        high.max(1.0) / low.max(1.0)
    }
}

/// The middle of some factors; none without any.
pub fn median_factor(predictions: &[Prediction]) -> Option<f64> {
    let mut factors: Vec<f64> = predictions.iter().map(Prediction::factor).collect();
    factors.sort_by(f64::total_cmp);
    let half = factors.len() / 2;
    let high = *factors.get(half)?;
    let is_odd = factors.len() % 2 == 1;
    let low = if is_odd { high } else { factors.get(half.checked_sub(1)?).copied()? };
    Some(f64::midpoint(low, high))
}

/// An answer to a card, as the log has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    pub card: CardId,
    pub day: Day,
    pub rating: Rating,
    pub is_right: bool,
    /// Recall as it was expected, 0 to 1; none for a first answer.
    pub expected: Option<f64>,
    pub source: Source,
    /// From showing the card to giving the answer; 0 where it was given elsewhere.
    pub time_ms: u32,
}

impl Review {
    /// What was expected on another day than that of the answer before: on the same day recall is
    /// taken to be certain, which says nothing about the model, and scenarios choose their cards by
    /// how they went.
    pub fn foretold(&self) -> Option<f64> {
        let is_outcome = self.source == Source::Review;
        self.expected.filter(|expected| *expected < 1.0 && is_outcome)
    }

    /// Whether it was remembered, as the memory model counts: a right guess was not, and who rates
    /// an answer that was only thought decides it.
    pub fn is_pass(&self) -> bool {
        self.rating != Rating::Again
    }
}

/// What was said of the exam on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    pub day: Day,
    pub exam_day: Day,
    /// Expected scaled score.
    pub score: f64,
    /// The chance to reach the pass line, 0 to 1.
    pub pass: f64,
    /// Mock questions that it rests on.
    pub asked: u32,
    /// Expected recall on the exam day by topic, 0 to 1.
    pub topics: Vec<(TopicId, f64)>,
}

/// Where an answer to a scenario was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerKind {
    Practice,
    Mock,
    /// Between two options only, one of which was once taken for the other.
    Contrast,
}

impl AnswerKind {
    pub fn word(self) -> &'static str {
        match self {
            Self::Practice => "practice",
            Self::Mock => "mock",
            Self::Contrast => "contrast",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::Practice, Self::Mock, Self::Contrast].into_iter().find(|one| one.word() == word)
    }
}

/// An answer to a scenario, as the log has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemEntry {
    pub day: Day,
    pub item: ItemId,
    /// Options by name.
    pub picked: Vec<String>,
    pub is_right: bool,
    pub kind: AnswerKind,
}

/// How each scenario went; answers between two options only do not count.
pub fn counts_by_item(log: &[ItemEntry]) -> BTreeMap<ItemId, AnswerCounts> {
    let mut counts = BTreeMap::new();
    for one in log {
        count_answer(&mut counts, one);
    }
    counts
}

/// Adds one more answer to [`counts_by_item`].
pub fn count_answer(counts: &mut BTreeMap<ItemId, AnswerCounts>, one: &ItemEntry) {
    if one.kind != AnswerKind::Contrast {
        counts.entry(one.item.clone()).or_default().note(one.is_right);
    }
}

/// How a scenario, or a template of drills, was answered so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AnswerCounts {
    pub n_right: u32,
    pub n_wrong: u32,
    /// The last answer.
    pub was_right: bool,
}

impl AnswerCounts {
    /// How often it should come beside others: 4 for what was never asked, up to 16 for what goes
    /// wrong, 1 for what is known.
    pub fn weight(self) -> u64 {
        let (right, wrong) = (u64::from(self.n_right), u64::from(self.n_wrong));
        let by_share = (8 * (wrong + 1)).div_ceil(right + wrong + 2);
        let is_open = 0 < right + wrong && !self.was_right;
        if is_open { 2 * by_share } else { by_share }
    }

    /// One more answer.
    pub fn note(&mut self, is_right: bool) {
        self.n_right += u32::from(is_right);
        self.n_wrong += u32::from(!is_right);
        self.was_right = is_right;
    }
}

/// What the log says in sum.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// All answers ever given and not undone.
    pub n_answers: u64,
    pub n_right: u64,
    /// Answers by study day, oldest first, days without answers left out.
    pub by_day: Vec<(Day, u32)>,
    /// Mean seconds of the answers to known cards, each capped at 60; none without any.
    pub review_s: Option<f64>,
    /// The same for first answers.
    pub new_s: Option<f64>,
}

impl Summary {
    /// Answers on one day.
    pub fn on(&self, day: Day) -> u32 {
        self.by_day.iter().find(|(one, _)| *one == day).map_or(0, |(_, n)| *n)
    }

    /// Days in a row with answers, up to today; today may still be open.
    pub fn streak_days(&self, today: Day) -> u32 {
        let has = |day: Day| 0 < self.on(day);
        let mut day = if has(today) { today } else { today.plus(-1) };
        let mut n = 0;
        while has(day) {
            n += 1;
            day = day.plus(-1);
        }
        n
    }

    /// Answers of the last `n_days` days, oldest first, today last.
    pub fn last_days(&self, today: Day, n_days: i32) -> Vec<u32> {
        (0..n_days).rev().map(|back| self.on(today.plus(-back))).collect()
    }

    /// How many minutes `n_due` known and `n_new` new cards will take, rounded up; 0 for none.
    pub fn minutes(&self, n_due: usize, n_new: usize) -> u64 {
        let has_own = OWN_TIMES_FROM <= self.n_answers;
        let own = |times: Option<f64>, start: f64| times.filter(|_| has_own).unwrap_or(start);
        #[expect(clippy::cast_precision_loss, reason = "numbers of cards are small")]
        let seconds =
            n_due as f64 * own(self.review_s, REVIEW_S) + n_new as f64 * own(self.new_s, NEW_S);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a count of minutes"
        )]
        let minutes = libm::ceil(seconds / 60.0) as u64;
        minutes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(days: &[i32]) -> Summary {
        Summary { by_day: days.iter().map(|day| (Day(*day), 3)).collect(), ..Summary::default() }
    }

    #[test]
    fn a_streak_survives_until_the_day_is_over() {
        assert_eq!(summary(&[7, 8, 9]).streak_days(Day(9)), 3);
        assert_eq!(summary(&[7, 8, 9]).streak_days(Day(10)), 3);
        assert_eq!(summary(&[7, 8, 9]).streak_days(Day(11)), 0);
        assert_eq!(summary(&[5, 7, 8]).streak_days(Day(8)), 2);
        assert_eq!(summary(&[]).streak_days(Day(8)), 0);
    }

    #[test]
    fn minutes_use_the_start_values_and_then_the_learners_own() {
        // 14 x 13.8 s + 6 x 30 s = 373.2 s.
        assert_eq!(Summary::default().minutes(14, 6), 7);
        assert_eq!(Summary::default().minutes(0, 0), 0);
        let own =
            Summary { n_answers: 50, review_s: Some(6.0), new_s: Some(12.0), ..Summary::default() };
        assert_eq!(own.minutes(10, 5), 2);
    }

    #[test]
    fn what_goes_wrong_weighs_more() {
        let weight =
            |n_right, n_wrong, was_right| AnswerCounts { n_right, n_wrong, was_right }.weight();
        assert_eq!(weight(0, 0, false), 4);
        // 8 x 2 / 3 rounded up, twice because the last one was wrong.
        assert_eq!(weight(0, 1, false), 12);
        assert_eq!(weight(1, 1, true), 4);
        assert_eq!(weight(6, 0, true), 1);
        assert!((0..50).all(|n| weight(0, n, false) <= 16));
    }

    #[test]
    fn activity_lists_every_day_once() {
        assert_eq!(summary(&[8, 10]).last_days(Day(10), 4), vec![0, 3, 0, 3]);
    }
}
