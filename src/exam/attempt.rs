//! A mock that is being taken: what was answered, flagged and struck, and the clock.
//!
//! The clock is that of the wall: it goes on while the program is closed. A clock that is set back
//! does not give time back: nothing counts as earlier than the last entry.

use crate::{
    clock::Timestamp,
    exam::{
        blueprint::{Blueprint, place},
        form::Chosen,
        score::DomainResult,
    },
    memory::Confidence,
};

/// What the person has done to a question. Options count by their place in the item, not as shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Response {
    /// In ascending order.
    pub picked: Vec<usize>,
    pub struck: Vec<usize>,
    pub is_flagged: bool,
    /// None: not said.
    pub confidence: Option<Confidence>,
    /// Sentences of the stem that are marked, from 0.
    pub highlights: Vec<usize>,
    /// The time that it was in front, in milliseconds; 0 for one never seen.
    pub time_ms: u64,
}

/// Whether an answer went from right to wrong or the other way, or between two wrong ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    ToRight,
    ToWrong,
    Neither,
}

/// A mock as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// Names it in the progress file: the instant of its start in milliseconds.
    pub id: i64,
    pub started: Timestamp,
    pub minutes: u32,
    pub size: u32,
    pub seed: u64,
    pub bank: u64,
    pub questions: Vec<Chosen>,
    pub responses: Vec<Response>,
    /// The marks that each question had, one after the other.
    pub marks: Vec<Vec<Vec<usize>>>,
    /// The instant of the last entry.
    pub last: Timestamp,
    /// When it ended and what it came to then.
    pub ended: Option<(Timestamp, MockOutcome)>,
}

/// What is known of a question's item, for scoring.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemKey {
    /// The right options in ascending order.
    pub key: Vec<usize>,
    /// From 1 on.
    pub domain: u8,
    pub rating: f64,
}

/// What an attempt came to.
#[derive(Debug, Clone, PartialEq)]
pub struct MockOutcome {
    pub score: u32,
    /// Of the scored questions.
    pub right: u32,
    pub n_scored: u32,
    pub mean_rating: f64,
    /// The domains of the exam, scored questions only.
    pub domains: Vec<DomainResult>,
}

impl Attempt {
    /// A new attempt at some questions.
    pub fn new(
        (size, seed, bank): (u32, u64, u64),
        questions: Vec<Chosen>,
        started: Timestamp,
        minutes: u32,
    ) -> Self {
        let n = questions.len();
        Self {
            id: started.0,
            started,
            minutes,
            size,
            seed,
            bank,
            questions,
            responses: vec![Response::default(); n],
            marks: vec![Vec::new(); n],
            last: started,
            ended: None,
        }
    }

    /// Milliseconds until the end, 0 when it is over.
    pub fn left_ms(&self, now: Timestamp) -> u64 {
        let now = now.max(self.last);
        let passed = u64::try_from(now.0.saturating_sub(self.started.0)).unwrap_or(0);
        (u64::from(self.minutes) * 60_000).saturating_sub(passed)
    }

    /// Whether the time is over.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.left_ms(now) == 0
    }

    /// The instant at which the clock reaches zero.
    pub fn deadline(&self) -> Timestamp {
        Timestamp(self.started.0 + i64::from(self.minutes) * 60_000)
    }

    /// Takes in what was done to a question.
    pub fn note(&mut self, question: usize, response: Response, at: Timestamp) {
        self.last = self.last.max(at);
        if let Some(marks) = self.marks.get_mut(question)
            && marks.last() != Some(&response.picked)
        {
            marks.push(response.picked.clone());
        }
        if let Some(one) = self.responses.get_mut(question) {
            *one = response;
        }
    }

    /// How an answer was changed since the first whole one; none where it was not.
    pub fn change(&self, question: usize, key: &[usize]) -> Option<Change> {
        let first = self.marks.get(question)?.iter().find(|marks| marks.len() == key.len())?;
        let last = &self.responses.get(question)?.picked;
        if first == last || last.is_empty() {
            return None;
        }
        Some(match (first == key, last == key) {
            (false, true) => Change::ToRight,
            (true, false) => Change::ToWrong,
            (true, true) | (false, false) => Change::Neither,
        })
    }

    /// Whether a question was answered right; an open one is wrong.
    pub fn is_right(&self, question: usize, key: &[usize]) -> bool {
        self.responses.get(question).is_some_and(|one| one.picked == key)
    }

    /// What it comes to in an exam. `keys` belong to the questions; one without a key (its item is
    /// gone) does not count.
    pub fn outcome(&self, keys: &[Option<ItemKey>], exam: &Blueprint) -> MockOutcome {
        let mut domains = vec![DomainResult { right: 0, n: 0 }; exam.domains.len().max(1)];
        let last = domains.len() - 1;
        let mut sum = 0.0;
        for (question, (chosen, key)) in self.questions.iter().zip(keys).enumerate() {
            let Some(key) = key else { continue };
            if !chosen.is_scored {
                continue;
            }
            sum += key.rating;
            if let Some(level) = domains.get_mut(place(key.domain).min(last)) {
                level.n += 1;
                level.right += u32::from(self.is_right(question, &key.key));
            }
        }
        let right = domains.iter().map(|level| level.right).sum();
        let n_scored = domains.iter().map(|level| level.n).sum();
        let mean_rating = if n_scored == 0 { exam.scale.rating } else { sum / f64::from(n_scored) };
        let score = exam.scale.scaled(right, n_scored, mean_rating);
        MockOutcome { score, right, n_scored, mean_rating, domains }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exam::{blueprint::Domain, score::Scale};

    fn attempt(n: usize) -> Attempt {
        let chosen =
            |at: usize| Chosen { item: format!("i.{at}").as_str().into(), is_scored: at != 0 };
        let questions = (0..n).map(chosen).collect();
        Attempt::new((20, 7, 9), questions, Timestamp(1_000), 40)
    }

    fn picked(picked: &[usize]) -> Response {
        Response { picked: picked.to_vec(), ..Response::default() }
    }

    #[test]
    fn the_clock_goes_on_and_cannot_be_set_back() {
        let mut mock = attempt(2);
        assert_eq!(mock.left_ms(Timestamp(1_000)), 2_400_000);
        mock.note(0, picked(&[1]), Timestamp(601_000));
        assert_eq!(mock.left_ms(Timestamp(601_000)), 1_800_000);
        assert_eq!(mock.left_ms(Timestamp(2_000)), 1_800_000, "an hour back gives nothing back");
        assert!(!mock.is_over(Timestamp(2_400_999)));
        assert!(mock.is_over(Timestamp(2_401_000)));
        assert_eq!(mock.deadline(), Timestamp(2_401_000));
    }

    #[test]
    fn open_questions_and_half_sets_are_wrong_and_unscored_ones_do_not_count() {
        let mut mock = attempt(4);
        let key = |key: &[usize], domain| Some(ItemKey { key: key.to_vec(), domain, rating: 0.5 });
        let keys = [key(&[0], 1), key(&[1], 1), key(&[0, 2], 2), key(&[3], 4)];
        mock.note(0, picked(&[0]), Timestamp(2_000));
        mock.note(1, picked(&[1]), Timestamp(3_000));
        mock.note(2, picked(&[0]), Timestamp(4_000));
        let domains = [30, 26, 24, 20].map(|share| Domain { title: String::new(), share });
        let scale = Scale { low: 100, pass: 720, high: 1_000, rating: 0.7 };
        let exam = Blueprint { domains: domains.to_vec(), lengths: Vec::new(), scale };
        let outcome = mock.outcome(&keys, &exam);
        assert_eq!((outcome.right, outcome.n_scored), (1, 3));
        // One of three at a mean rating of 0.5: 100 + 620 x 1 / 1.5 = 513.3.
        assert_eq!(outcome.score, 513);
        assert_eq!(outcome.domains[0], DomainResult { right: 1, n: 1 });
        assert!(outcome.domains[0].meets(scale, outcome.mean_rating));
        assert_eq!(outcome.domains[2].n, 0);
    }

    #[test]
    fn changed_answers_are_told_by_direction() {
        let mut mock = attempt(3);
        mock.note(0, picked(&[0]), Timestamp(2_000));
        mock.note(0, picked(&[1]), Timestamp(3_000));
        mock.note(1, picked(&[2]), Timestamp(4_000));
        assert_eq!(mock.change(0, &[1]), Some(Change::ToRight));
        assert_eq!(mock.change(0, &[0]), Some(Change::ToWrong));
        assert_eq!(mock.change(0, &[3]), Some(Change::Neither));
        assert_eq!((mock.change(1, &[2]), mock.change(2, &[2])), (None, None));
        // Two marks of one answer are no change of it.
        mock.note(2, picked(&[0]), Timestamp(5_000));
        mock.note(2, picked(&[0, 2]), Timestamp(6_000));
        assert_eq!(mock.change(2, &[0, 2]), None);
        mock.note(2, picked(&[2]), Timestamp(7_000));
        mock.note(2, picked(&[1, 2]), Timestamp(8_000));
        assert_eq!(mock.change(2, &[0, 2]), Some(Change::ToWrong));
    }
}
