//! Figures about learning: what was done, streaks, activity, how often what went wrong.

use std::collections::{BTreeMap, BTreeSet};

use super::{Answer, Entry, Rating, Source};
use crate::{
    clock::{Day, Timestamp},
    ids::{CardId, ItemId, TopicId},
    text,
};

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
    pub at: Timestamp,
    pub day: Day,
    pub rating: Rating,
    pub is_right: bool,
    /// Recall as it was expected, 0 to 1; none for a first answer.
    pub expected: Option<f64>,
    /// Recall as the model in use would have expected it, 0 to 1, where that says something about
    /// the model: at the card, and on another day than the answer before.
    pub foreseen: Option<f64>,
    pub source: Source,
    /// From showing the card to giving the answer; 0 where it was given elsewhere.
    pub time_ms: u32,
}

impl Review {
    /// An answer that was just given, under the model that is in use.
    pub fn of(entry: &Entry, answer: &Answer) -> Self {
        let review = Self {
            card: entry.card.clone(),
            at: entry.at,
            day: entry.day,
            rating: answer.rating,
            is_right: answer.is_right,
            expected: answer.expected_recall.map(f64::from),
            foreseen: None,
            source: answer.source,
            time_ms: answer.time_ms,
        };
        Self { foreseen: review.foretold(), ..review }
    }

    /// What was expected on another day than that of the answer before: on the same day recall is
    /// taken to be certain, which says nothing about the model, and scenarios choose their cards by
    /// how they went.
    pub fn foretold(&self) -> Option<f64> {
        let is_outcome = self.source == Source::Review;
        self.expected.filter(|expected| *expected < 1.0 && is_outcome)
    }

    /// Whether a miss elsewhere brought the card back.
    pub fn is_return(&self) -> bool {
        !self.source.is_at_card() && !self.is_right
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

/// What was answered or solved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// A card, at its turn or ahead of it.
    Card,
    Scenario,
    /// A question of a mock that has ended.
    Mock,
    Drill,
    /// A challenge of the lab that was solved.
    Challenge,
}

impl Work {
    pub const ALL: [Self; 5] =
        [Self::Card, Self::Scenario, Self::Mock, Self::Drill, Self::Challenge];

    /// As figures name several of them.
    pub fn word(self) -> &'static str {
        match self {
            Self::Card => "cards",
            Self::Scenario => "scenarios",
            Self::Mock => "mocks",
            Self::Drill => "drills",
            Self::Challenge => "challenges",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    /// The longest that one of them counts as time of study, in milliseconds: who goes away with a
    /// question in front does not study (a card as in the memory model, section 4.2; ten minutes
    /// are our choice). The time of a challenge is not known.
    pub fn most_ms(self) -> u32 {
        match self {
            Self::Card => 60_000,
            Self::Scenario | Self::Mock | Self::Drill => 600_000,
            Self::Challenge => 0,
        }
    }
}

/// What was done on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Activity {
    /// In the order of [`Work::ALL`].
    counts: [u32; Work::ALL.len()],
    /// Misses in scenarios, mocks and drills.
    pub n_missed: u32,
    pub time_ms: u64,
}

impl Activity {
    /// All answers, and challenges that were solved.
    pub fn n(&self) -> u32 {
        self.counts.iter().sum()
    }

    pub fn of(&self, work: Work) -> u32 {
        Work::ALL.iter().zip(self.counts).find(|(one, _)| **one == work).map_or(0, |(_, n)| n)
    }

    /// Minutes of study, rounded up.
    pub fn minutes(&self) -> u64 {
        self.time_ms.div_ceil(60_000)
    }

    /// `n` more, which took so long together.
    pub fn add(&mut self, work: Work, n: u32, time_ms: u64) {
        for (_, count) in Work::ALL.iter().zip(&mut self.counts).filter(|(one, _)| **one == work) {
            *count += n;
        }
        self.time_ms += time_ms;
    }

    /// All of two days.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        for work in Work::ALL {
            self.add(work, other.of(work), 0);
        }
        self.time_ms += other.time_ms;
        self.n_missed += other.n_missed;
        self
    }
}

/// What misses outside of review brought back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Returns {
    pub n_misses: u32,
    pub cards: BTreeSet<CardId>,
}

impl Returns {
    /// One more miss, with the cards that it brought back.
    pub fn note_miss(&mut self, cards: impl IntoIterator<Item = CardId>) {
        self.n_misses += 1;
        self.cards.extend(cards);
    }

    pub fn add(&mut self, other: Self) {
        self.n_misses += other.n_misses;
        self.cards.extend(other.cards);
    }

    /// `2 misses brought 3 cards back`; none where nothing came back.
    pub fn words(&self) -> Option<String> {
        let misses = match self.n_misses {
            1 => "1 miss".to_owned(),
            n => format!("{n} misses"),
        };
        let cards = text::plural(self.cards.len(), "card");
        (!self.cards.is_empty()).then(|| format!("{misses} brought {cards} back"))
    }
}

/// What the log says in sum.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// All answers to cards themselves that were ever given and not undone.
    pub n_answers: u64,
    pub n_right: u64,
    /// Everything that was done, by study day; days without anything are left out.
    pub by_day: BTreeMap<Day, Activity>,
}

impl Summary {
    /// What was done on one day.
    pub fn activity(&self, day: Day) -> Activity {
        self.by_day.get(&day).copied().unwrap_or_default()
    }

    /// How many answers were given and challenges solved on one day.
    pub fn on(&self, day: Day) -> u32 {
        self.activity(day).n()
    }

    /// Everything that was ever done.
    pub fn ever(&self) -> Activity {
        self.by_day.values().fold(Activity::default(), Activity::and)
    }

    /// Something was answered or solved.
    pub fn note(&mut self, day: Day, work: Work, time_ms: u32) {
        let time_ms = u64::from(time_ms.min(work.most_ms()));
        self.by_day.entry(day).or_default().add(work, 1, time_ms);
    }

    /// A scenario, a question of a mock or a drill was missed: answered wrong, or left open, which
    /// takes time and is no answer.
    pub fn note_miss(&mut self, day: Day) {
        self.by_day.entry(day).or_default().n_missed += 1;
    }

    /// Time without an answer.
    pub fn note_time(&mut self, day: Day, work: Work, time_ms: u32) {
        let time_ms = u64::from(time_ms.min(work.most_ms()));
        self.by_day.entry(day).or_default().add(work, 0, time_ms);
    }

    /// A card was answered.
    pub fn note_card(&mut self, review: &Review) {
        self.n_answers += 1;
        self.n_right += u64::from(review.is_right);
        self.note(review.day, Work::Card, review.time_ms);
    }

    /// The answer to a card is taken back.
    pub fn take_card_back(&mut self, day: Day, answer: &Answer) {
        self.n_answers = self.n_answers.saturating_sub(1);
        self.n_right = self.n_right.saturating_sub(u64::from(answer.is_right));
        let Some(activity) = self.by_day.get_mut(&day) else { return };
        let time_ms = u64::from(answer.time_ms.min(Work::Card.most_ms()));
        let [n_cards, ..] = &mut activity.counts;
        *n_cards = n_cards.saturating_sub(1);
        activity.time_ms = activity.time_ms.saturating_sub(time_ms);
        if *activity == Activity::default() {
            self.by_day.remove(&day);
        }
    }

    /// Days in a row with answers or a solved challenge, up to today; today may still be open.
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::{Confidence, Deed};

    fn summary(days: &[i32]) -> Summary {
        let mut summary = Summary::default();
        for day in days {
            // Whatever it is, it counts.
            for work in [Work::Card, Work::Drill, Work::Challenge] {
                summary.note(Day(*day), work, 1_000);
            }
        }
        summary
    }

    #[test]
    fn who_goes_away_does_not_study_and_a_challenge_takes_no_known_time() {
        let mut summary = Summary::default();
        let answer = Answer {
            rating: Rating::Good,
            is_right: true,
            confidence: Confidence::Sure,
            time_ms: 3_600_000,
            expected_recall: None,
            given: String::new(),
            source: Source::Review,
        };
        let entry = Entry {
            card: "a.b".into(),
            at: Timestamp(0),
            offset_min: 0,
            day: Day(3),
            mark: 0,
            deed: Deed::Answer(answer.clone()),
        };
        summary.note_card(&Review::of(&entry, &answer));
        summary.note(Day(3), Work::Scenario, 90_000);
        summary.note(Day(3), Work::Challenge, 90_000);
        // A minute of the card and a minute and a half of the scenario.
        assert_eq!((summary.on(Day(3)), summary.activity(Day(3)).time_ms), (3, 150_000));
        assert_eq!(summary.activity(Day(3)).minutes(), 3);
        summary.take_card_back(Day(3), &answer);
        assert_eq!((summary.on(Day(3)), summary.activity(Day(3)).time_ms), (2, 90_000));
    }

    #[test]
    fn what_came_back_is_said_in_words() {
        let mut returns = Returns::default();
        returns.note_miss([]);
        assert_eq!(returns.words(), None);
        returns.note_miss(["a".into(), "b".into()]);
        returns.note_miss(["b".into()]);
        assert_eq!(returns.words().as_deref(), Some("3 misses brought 2 cards back"));
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
