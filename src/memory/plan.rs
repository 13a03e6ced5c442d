//! What it is worth to study a card before an exam.
//!
//! The gain of a card is the recall on the exam day when it is studied now, less the recall when it
//! is not, times its weight. No later review is assumed: what is left alone weakens by itself as
//! the exam nears, so weak cards rise and a last sweep comes of its own (section 4.2 of the memory
//! notes). What a day holds by it is told by [`course`](super::course).

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

    /// How long an answer is expected to take, and the chance that it is right.
    fn asked(&self, memory: Memory, elapsed: f32, pace: &Pace) -> (f64, f64) {
        let p = self.recall(memory, elapsed);
        (p * pace.pass_s + (1.0 - p) * pace.fail_s, p)
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
    /// In steps after a first or a forgotten answer: it is shown before all else.
    pub is_in_steps: bool,
    /// Days until its interval is over; 0 and less: it is. Without an exam date that decides.
    pub due_in: i32,
    /// Days until it may be shown at all: it was put off. Suspended cards are no subjects.
    pub rests: i32,
}

impl Subject {
    /// Whether it is a known card that may be shown: neither in steps nor put off.
    pub(super) fn is_known(&self) -> bool {
        self.memory.is_some() && !self.is_in_steps && self.rests <= 0
    }
}

impl Default for Subject {
    /// A card that was never studied and weighs nothing.
    fn default() -> Self {
        Self {
            memory: None,
            elapsed: 0.0,
            weight: 0.0,
            group: 0,
            is_in_steps: false,
            due_in: 0,
            rests: 0,
        }
    }
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
    /// Gain a second.
    pub fn rate(&self) -> f64 {
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
    let [_, _, good, _] = model.foresee(again, 0);
    good
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
    let (seconds, p) = outlook.asked(memory, subject.elapsed, pace);
    // Recall depends on the stability alone.
    let [again, passed @ ..] = model.foresee(memory, whole(subject.elapsed));
    let passed = passed.into_iter().zip(pace.pass_split);
    let passed: f64 = passed.map(|(next, share)| share * at_exam(next)).sum();
    let after = (1.0 - p) * at_exam(relearnt(model, again)) + p * passed;
    let rise = after - kept(outlook, subject, days);
    let gain = if rise < LEAST_GAIN { 0.0 } else { subject.weight * rise };
    (gain, seconds)
}

/// How long a known card is expected to take.
pub fn seconds(outlook: Outlook<'_>, subject: &Subject, pace: &Pace) -> f64 {
    let memory = subject.memory;
    memory.map_or(pace.new_s, |memory| outlook.asked(memory, subject.elapsed, pace).0)
}

/// A card after it was studied as expected: the middle outcome stands for all.
#[must_use]
pub fn studied(model: &Model, subject: &Subject, retention: f32) -> Subject {
    let memory = match subject.memory {
        None => model.next(None, Rating::Good, 0),
        Some(memory) => {
            let [again, _, good, _] = model.foresee(memory, whole(subject.elapsed));
            if model.recall(memory, subject.elapsed) < 0.5 { relearnt(model, again) } else { good }
        }
    };
    let due_in = model.interval_days(memory.stability, retention);
    Subject { memory: Some(memory), elapsed: 0.0, is_in_steps: false, due_in, ..*subject }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outlook(model: &Model) -> Outlook<'_> {
        Outlook { model, correction: Correction::default() }
    }

    #[test]
    fn a_weak_card_gains_more_than_a_strong_one() {
        let model = Model::default();
        let known = |stability, elapsed| Subject {
            memory: Some(Memory { stability, difficulty: 5.0 }),
            elapsed,
            weight: 0.5,
            ..Subject::default()
        };
        let worth = |subject| gain(outlook(&model), &subject, 10.0, &Pace::default()).0;
        assert!(0.0 < worth(known(100.0, 5.0)));
        assert!(worth(known(100.0, 5.0)) < worth(known(3.0, 6.0)));
    }

    #[test]
    fn the_gain_of_a_new_card_is_its_recall_on_the_exam_day() {
        let model = Model::default();
        let (outlook, pace) = (outlook(&model), Pace::default());
        let new = Subject { weight: 1.0, ..Subject::default() };
        let near = gain(outlook, &new, 1.0, &pace).0;
        let far = gain(outlook, &new, 30.0, &pace).0;
        assert!(far < near && near < 1.0, "{far} {near}");
        assert!(kept(outlook, &new, 5.0) < f64::MIN_POSITIVE);
    }
}
