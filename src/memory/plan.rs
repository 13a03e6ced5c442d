//! What a day holds when there is an exam date: the cards that raise the expected score on the exam
//! day most for the time that they take.
//!
//! Reviews and new cards stand in one ranking by gain a second. The gain of a card is the recall on
//! the exam day when it is studied now, less the recall when it is not, times its weight. No later
//! review is assumed: what is left alone weakens by itself as the exam nears, so weak cards rise
//! and a last sweep comes of its own (section 4 of the memory notes, where this rule was never
//! worse than well-paced plain FSRS in simulations).

use super::{
    Rating,
    fsrs::{Memory, Model},
    readiness::Correction,
};

/// How a learner forgets, as far as is known: the model, and how far it is off for this learner.
#[derive(Debug, Clone, Copy)]
pub struct Outlook<'a> {
    pub model: &'a Model,
    pub correction: Correction,
}

impl Outlook<'_> {
    fn recall(&self, memory: Memory, days: f32) -> f64 {
        self.correction.apply(f64::from(self.model.recall(memory, days)))
    }
}

/// Below this rise of recall a card is not worth showing.
const LEAST_GAIN: f64 = 0.0005;
/// On the exam day itself half a day is left.
const LEAST_DAYS: f32 = 0.5;

/// How long answers take and how they fall out: start values, or the learner's own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// Seconds of a right answer to a known card, of a wrong one with its repetition, of a new card
    /// with its repetition.
    pub pass_s: f64,
    pub fail_s: f64,
    pub new_s: f64,
    /// Shares of "hard", "good" and "easy" among right answers.
    pub pass_split: [f64; 3],
    /// Shares of the four ratings of first answers.
    pub first: [f64; 4],
}

impl Default for Pace {
    /// The start values of the memory notes, for answers that are graded.
    fn default() -> Self {
        Self {
            pass_s: 12.0,
            fail_s: 30.0,
            new_s: 30.0,
            pass_split: [0.10, 0.85, 0.05],
            first: [0.24, 0.09, 0.50, 0.17],
        }
    }
}

/// What the plan has to know of a card.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Subject {
    /// None: never studied.
    pub memory: Option<Memory>,
    /// Days since it was last studied.
    pub elapsed: f32,
    /// Its share of the score: all weights together are 1.
    pub weight: f64,
    /// Cards of one group, those of a fact, are not shown on the same day.
    pub group: usize,
}

/// What studying a card now is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gain {
    /// Which of the subjects.
    pub place: usize,
    /// How much the expected score rises, as a share of all.
    pub gain: f64,
    /// How long it is expected to take.
    pub seconds: f64,
}

impl Gain {
    fn rate(&self) -> f64 {
        self.gain / self.seconds.max(0.1)
    }
}

/// Days from a study day to the exam, at least half a day.
pub fn days_left(days: i32) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "days of a life are exact in 24 bits")]
    let days = days as f32;
    days.max(LEAST_DAYS)
}

/// Recall on the exam day if nothing is studied any more.
pub fn kept(outlook: Outlook<'_>, subject: &Subject, days: f32) -> f64 {
    subject.memory.map_or(0.0, |memory| outlook.recall(memory, subject.elapsed + days))
}

/// The state after a lapse and its repetition on the same day.
fn relearnt(model: &Model, again: Memory) -> Memory {
    model.next(Some(again), Rating::Good, 0)
}

#[expect(clippy::cast_possible_truncation, reason = "days of a life")]
fn whole(days: f32) -> i32 {
    libm::roundf(days) as i32
}

/// What it is worth to study a card now, `days` before the exam.
pub fn gain(outlook: Outlook<'_>, subject: &Subject, days: f32, pace: &Pace) -> (f64, f64) {
    let model = outlook.model;
    let at_exam = |memory: Memory| outlook.recall(memory, days);
    let Some(memory) = subject.memory else {
        let after: f64 = Rating::ALL
            .iter()
            .zip(pace.first)
            .map(|(rating, share)| {
                let next = model.next(None, *rating, 0);
                let next = if *rating == Rating::Again { relearnt(model, next) } else { next };
                share * at_exam(next)
            })
            .sum();
        return (subject.weight * after, pace.new_s);
    };
    let p = outlook.recall(memory, subject.elapsed);
    let [again, hard, good, easy] = model.next_all(Some(memory), whole(subject.elapsed));
    let passed: f64 = [hard, good, easy]
        .into_iter()
        .zip(pace.pass_split)
        .map(|(next, share)| share * at_exam(next))
        .sum();
    let after = (1.0 - p) * at_exam(relearnt(model, again)) + p * passed;
    let rise = after - kept(outlook, subject, days);
    let gain = if rise < LEAST_GAIN { 0.0 } else { subject.weight * rise };
    (gain, p * pace.pass_s + (1.0 - p) * pace.fail_s)
}

/// All cards that are worth showing, the best first; ties in the order of the subjects.
///
/// New cards weigh alike, so they come in the order of the subjects: by their weights whole topics
/// would come one after the other, and a learner would see nothing of the next for weeks.
pub fn ranked(outlook: Outlook<'_>, subjects: &[Subject], days: f32, pace: &Pace) -> Vec<Gain> {
    #[expect(clippy::cast_precision_loss, reason = "counts of cards")]
    let mean = subjects.iter().map(|one| one.weight).sum::<f64>() / subjects.len().max(1) as f64;
    let fresh = Subject { memory: None, elapsed: 0.0, weight: mean, group: 0 };
    let fresh = gain(outlook, &fresh, days, pace);
    let mut gains: Vec<Gain> = subjects
        .iter()
        .enumerate()
        .map(|(place, subject)| {
            let (gain, seconds) = match subject.memory {
                None => fresh,
                Some(_) => gain(outlook, subject, days, pace),
            };
            Gain { place, gain, seconds }
        })
        .filter(|one| 0.0 < one.gain)
        .collect();
    gains.sort_by(|a, b| b.rate().total_cmp(&a.rate()).then_with(|| a.place.cmp(&b.place)));
    gains
}

/// The best of each group.
pub fn apart(gains: &[Gain], subjects: &[Subject]) -> Vec<Gain> {
    let mut taken = std::collections::BTreeSet::new();
    let is_first =
        |one: &&Gain| subjects.get(one.place).is_some_and(|subject| taken.insert(subject.group));
    gains.iter().filter(is_first).copied().collect()
}

/// The best cards that fit into some seconds; the last one may reach over the end.
pub fn fitting(gains: &[Gain], seconds: f64) -> Vec<Gain> {
    let mut left = seconds;
    let mut chosen = Vec::new();
    for one in gains {
        if left <= 0.0 {
            break;
        }
        left -= one.seconds;
        chosen.push(*one);
    }
    chosen
}

/// A card after it was studied as expected: the middle outcome stands for all.
pub fn studied(model: &Model, subject: &Subject) -> Subject {
    let memory = match subject.memory {
        None => model.next(None, Rating::Good, 0),
        Some(memory) => {
            let [again, _, good, _] = model.next_all(Some(memory), whole(subject.elapsed));
            if model.recall(memory, subject.elapsed) < 0.5 { relearnt(model, again) } else { good }
        }
    };
    Subject { memory: Some(memory), elapsed: 0.0, ..*subject }
}

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct DayPlan {
    /// Days from today.
    pub ahead: i32,
    pub n_reviews: usize,
    pub n_new: usize,
    /// Minutes of cards, of scenarios, of drills, and of a mock.
    pub cards_min: f64,
    pub items_min: f64,
    pub drills_min: f64,
    pub mock_min: u32,
}

impl DayPlan {
    /// All minutes of the day.
    pub fn minutes(&self) -> f64 {
        self.cards_min + self.items_min + self.drills_min + f64::from(self.mock_min)
    }
}

/// The days to the exam, and what they come to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Calendar {
    pub days: Vec<DayPlan>,
    /// Expected recall over all cards on the exam day, 0 to 1: by this plan, and if nothing is done
    /// from now on.
    pub known: f64,
    pub known_without: f64,
    /// Subjects that are never studied because the time does not suffice.
    pub left_out: Vec<usize>,
}

/// Days before the exam on which a mock is due, and the last day that is left light.
pub const MOCKS_BEFORE: [i32; 3] = [3, 7, 14];
/// From so much of the cards seen on, scenarios and drills have their whole share.
const ENOUGH_SEEN: f64 = 0.5;

/// How the minutes of a day are shared out: cards, scenarios, drills. With little seen nearly all
/// goes to cards, since scenarios ask about facts that are not there yet.
pub fn shares(seen: f64, days: i32) -> [f64; 3] {
    if ENOUGH_SEEN <= seen || days <= 14 { [0.7, 0.2, 0.1] } else { [0.9, 0.05, 0.05] }
}

/// The minutes that a day `left` days before the exam holds besides a mock, and those of the mock:
/// the day before the exam is light, and a mock takes most of its day.
pub fn room(left: i32, minutes: f64, mock_min: u32) -> (f64, u32) {
    let mock = if MOCKS_BEFORE.contains(&left) { mock_min } else { 0 };
    let light = if left == 1 { 0.5 } else { 1.0 };
    ((minutes * light - f64::from(mock)).max(minutes * 0.3), mock)
}

/// A calendar plays no more days than these.
pub const MOST_DAYS: i32 = 120;

/// What a calendar is about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// Days to the exam; of more than [`MOST_DAYS`] the first ones are played.
    pub days: i32,
    /// Minutes of a day of study, and of a mock.
    pub minutes: f64,
    pub mock_min: u32,
    /// Seconds of cards that today has had already.
    pub used_s: f64,
    /// A mock was taken today.
    pub had_mock: bool,
}

/// Plays the days to the exam forward, each card as expected.
pub fn calendar(outlook: Outlook<'_>, subjects: &[Subject], span: Span, pace: &Pace) -> Calendar {
    let Span { days, minutes, mock_min, used_s, had_mock } = span;
    let mut now = subjects.to_vec();
    let exam = days_left(days);
    let mut calendar = Calendar {
        known_without: subjects.iter().map(|one| one.weight * kept(outlook, one, exam)).sum(),
        ..Calendar::default()
    };
    #[expect(clippy::cast_precision_loss, reason = "counts of cards")]
    let share_seen = |now: &[Subject]| {
        now.iter().filter(|one| one.memory.is_some()).count() as f64 / now.len().max(1) as f64
    };
    // What was studied today is not studied again, and neither are its siblings.
    let is_done = |one: &Subject| one.memory.is_some() && one.elapsed < 0.5;
    let done: std::collections::BTreeSet<usize> =
        subjects.iter().filter(|one| is_done(one)).map(|one| one.group).collect();
    let n_days = days.clamp(1, MOST_DAYS);
    for ahead in 0..n_days {
        let left = days - ahead;
        let (room, mock) = room(left, minutes, if ahead == 0 && had_mock { 0 } else { mock_min });
        let [cards, items, drills] = shares(share_seen(&now), left);
        let mut gains = apart(&ranked(outlook, &now, days_left(left), pace), &now);
        let mut seconds = room * cards * 60.0;
        if ahead == 0 {
            gains.retain(|one| now.get(one.place).is_some_and(|it| !done.contains(&it.group)));
            seconds -= used_s;
        }
        let mut day = DayPlan {
            ahead,
            items_min: room * items,
            drills_min: room * drills,
            mock_min: mock,
            ..DayPlan::default()
        };
        for one in fitting(&gains, seconds) {
            day.cards_min += one.seconds / 60.0;
            if let Some(subject) = now.get_mut(one.place) {
                if subject.memory.is_none() {
                    day.n_new += 1;
                } else {
                    day.n_reviews += 1;
                }
                *subject = studied(outlook.model, subject);
            }
        }
        for subject in &mut now {
            subject.elapsed += 1.0;
        }
        calendar.days.push(day);
    }
    // The clock of the cards stands at the end of the days that were played.
    #[expect(clippy::cast_precision_loss, reason = "days of a life")]
    let rest = (exam - n_days as f32).max(0.0);
    calendar.known = now.iter().map(|one| one.weight * kept(outlook, one, rest)).sum();
    calendar.left_out =
        (0..now.len()).filter(|at| now.get(*at).is_some_and(|one| one.memory.is_none())).collect();
    calendar
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outlook(model: &Model) -> Outlook<'_> {
        Outlook { model, correction: Correction::default() }
    }

    fn subject(stability: f32, elapsed: f32, weight: f64) -> Subject {
        Subject { memory: Some(Memory { stability, difficulty: 5.0 }), elapsed, weight, group: 0 }
    }

    #[test]
    fn a_weak_card_gains_more_than_a_strong_one() {
        let model = Model::default();
        let (outlook, pace) = (outlook(&model), Pace::default());
        let subjects = [subject(100.0, 5.0, 0.5), subject(3.0, 6.0, 0.5)];
        let ranked = ranked(outlook, &subjects, 10.0, &pace);
        assert_eq!(ranked[0].place, 1);
        assert!(ranked.iter().all(|one| 0.0 < one.gain));
    }

    #[test]
    fn new_cards_come_in_their_order_and_one_of_each_fact() {
        let new = |weight, group| Subject { memory: None, elapsed: 0.0, weight, group };
        let model = Model::default();
        let (outlook, pace) = (outlook(&model), Pace::default());
        let subjects = [new(0.1, 1), new(0.3, 1), new(0.3, 2)];
        let ranked = ranked(outlook, &subjects, 10.0, &pace);
        let places = |gains: &[Gain]| gains.iter().map(|one| one.place).collect::<Vec<_>>();
        assert_eq!(places(&ranked), [0, 1, 2]);
        assert_eq!(places(&apart(&ranked, &subjects)), [0, 2]);
        // 30 s each: a minute holds two, and a second more a third.
        assert_eq!(fitting(&ranked, 60.0).len(), 2);
        assert_eq!(fitting(&ranked, 61.0).len(), 3);
    }

    #[test]
    fn the_gain_of_a_new_card_is_its_recall_on_the_exam_day() {
        let model = Model::default();
        let (outlook, pace) = (outlook(&model), Pace::default());
        let new = Subject { memory: None, elapsed: 0.0, weight: 1.0, group: 0 };
        let near = gain(outlook, &new, 1.0, &pace).0;
        let far = gain(outlook, &new, 30.0, &pace).0;
        assert!(far < near && near < 1.0, "{far} {near}");
        assert!(kept(outlook, &new, 5.0) < f64::MIN_POSITIVE);
    }

    #[test]
    fn the_calendar_spreads_new_cards_and_says_what_is_left_out() {
        let new = |group| Subject { memory: None, elapsed: 0.0, weight: 0.005, group };
        let model = Model::default();
        let (outlook, pace) = (outlook(&model), Pace::default());
        let subjects: Vec<Subject> = (0..200).map(new).collect();
        let span =
            |days, minutes| Span { days, minutes, mock_min: 40, used_s: 0.0, had_mock: false };
        let plenty = calendar(outlook, &subjects, span(21, 30.0), &pace);
        assert_eq!(plenty.days.len(), 21);
        assert_eq!(plenty.left_out, [0; 0]);
        assert_eq!(plenty.days.iter().map(|day| day.n_new).sum::<usize>(), 200);
        let mocks: Vec<i32> =
            plenty.days.iter().filter(|day| 0 < day.mock_min).map(|day| 21 - day.ahead).collect();
        assert_eq!(mocks, [14, 7, 3]);
        assert!(plenty.known_without <= 0.0 && 0.8 < plenty.known, "{}", plenty.known);
        let short = calendar(outlook, &subjects, span(3, 10.0), &pace);
        assert!(!short.left_out.is_empty());
        assert!(short.known < plenty.known);
        // A mock on its very day, and none when it was taken; the day before the exam is light.
        assert_eq!(short.days[0].mock_min, 40);
        let had = Span { had_mock: true, ..span(3, 10.0) };
        assert_eq!(calendar(outlook, &subjects, had, &pace).days[0].mock_min, 0);
        let last = short.days.last().unwrap();
        assert!(last.minutes() < 7.0, "{}", last.minutes());
        // What was done today is taken off, and years ahead are not played.
        let used = Span { used_s: 9_000.0, ..span(10, 30.0) };
        assert_eq!(calendar(outlook, &subjects, used, &pace).days[0].n_new, 0);
        let far = calendar(outlook, &subjects, span(20_000, 30.0), &pace);
        assert_eq!(far.days.len(), 120);
    }
}
