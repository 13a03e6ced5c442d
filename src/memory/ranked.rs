//! Known cards, what is worth most a second first, each worked out only when it is its turn.
//!
//! A day takes few of many cards. What a card can be worth at most costs a seventh of what it is
//! worth, and whatever stands in front by its true rate stands in front of all whose best rate is
//! lower: so the order is that of sorting all of them.

use std::{cmp::Ordering, collections::BinaryHeap};

use super::plan::{Gain, Outlook, Pace, Subject, gain, kept};

/// The order of known cards on a day that is `days` before the exam.
pub(super) struct Ranked<'a> {
    outlook: Outlook<'a>,
    pace: &'a Pace,
    days: f32,
    heap: BinaryHeap<Candidate>,
}

/// A card with its rate, or with a rate that is no lower.
#[derive(Debug, PartialEq)]
struct Candidate {
    rate: f64,
    place: usize,
    stands: Stands,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Stands {
    /// What it is worth is not known yet.
    AtMost(Subject),
    At(Gain),
}

impl<'a> Ranked<'a> {
    /// These cards, and some whose worth is known.
    pub(super) fn new(
        outlook: Outlook<'a>,
        pace: &'a Pace,
        days: f32,
        cards: impl Iterator<Item = (usize, Subject)>,
        known: &[Gain],
    ) -> Self {
        let at_most = cards.map(|(place, subject)| Candidate {
            rate: best_rate(outlook, &subject, days, pace),
            place,
            stands: Stands::AtMost(subject),
        });
        let heap = at_most.chain(known.iter().map(Candidate::at)).collect();
        Self { outlook, pace, days, heap }
    }
}

/// No card is worth more a second: after it is studied recall is 1 at most, and no answer takes
/// less than a right one. Rounding is allowed for.
fn best_rate(outlook: Outlook<'_>, subject: &Subject, days: f32, pace: &Pace) -> f64 {
    const ROUNDING: f64 = 1.0 + 1e-9;
    let seconds = pace.pass_s.min(pace.fail_s);
    let gain = subject.weight * (1.0 - kept(outlook, subject, days)) * ROUNDING;
    Gain { place: 0, gain, seconds }.rate()
}

impl Iterator for Ranked<'_> {
    type Item = Gain;

    fn next(&mut self) -> Option<Gain> {
        loop {
            let first = self.heap.pop()?;
            match first.stands {
                Stands::At(gain) => return Some(gain),
                Stands::AtMost(subject) => {
                    let (gain, seconds) = gain(self.outlook, &subject, self.days, self.pace);
                    self.heap.push(Candidate::at(&Gain { place: first.place, gain, seconds }));
                }
            }
        }
    }
}

impl Candidate {
    fn at(gain: &Gain) -> Self {
        Self { rate: gain.rate(), place: gain.place, stands: Stands::At(*gain) }
    }
}

impl Eq for Candidate {}

impl Ord for Candidate {
    /// The greatest is the next one. Of the same rate what is not worked out yet comes first, then
    /// the first in line.
    fn cmp(&self, other: &Self) -> Ordering {
        let is_open = |one: &Self| matches!(one.stands, Stands::AtMost(_));
        let by_rate = self.rate.total_cmp(&other.rate);
        by_rate.then(is_open(self).cmp(&is_open(other))).then(other.place.cmp(&self.place))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::{
        filling::sort_by_rate,
        fsrs::{Memory, Model},
        readiness::Correction,
    };
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_the_order_of_all_by_their_rates(
            cards in prop::collection::vec(
                (0.05_f32..400.0, 1.0_f32..10.0, 0_u16..300, 1_u8..5),
                1..60,
            ),
            days in 0.5_f32..120.0,
            (a, b) in (-1.5_f64..1.5, 0.05_f64..1.8),
        ) {
            let model = Model::default();
            let outlook = Outlook { model: &model, correction: Correction { a, b, n: 9 } };
            let pace = Pace::default();
            let subject = |(stability, difficulty, elapsed, weight): (f32, f32, u16, u8)| Subject {
                memory: Some(Memory { stability, difficulty }),
                elapsed: f32::from(elapsed),
                // Few weights, so that some rates are the same.
                weight: f64::from(weight) / 100.0,
                ..Subject::default()
            };
            // Each card stands there twice.
            let subjects: Vec<Subject> = cards.iter().chain(&cards).copied().map(subject).collect();
            let mut all: Vec<Gain> = subjects
                .iter()
                .enumerate()
                .map(|(place, one)| {
                    let (gain, seconds) = gain(outlook, one, days, &pace);
                    Gain { place, gain, seconds }
                })
                .collect();
            // Those at an odd place are known from the start.
            let (known, open): (Vec<Gain>, Vec<Gain>) =
                all.iter().copied().partition(|one| one.place % 2 == 1);
            sort_by_rate(&mut all);
            let open = open.iter().map(|one| (one.place, subjects[one.place]));
            let ranked = Ranked::new(outlook, &pace, days, open, &known);
            prop_assert_eq!(ranked.collect::<Vec<_>>(), all);
        }
    }
}
