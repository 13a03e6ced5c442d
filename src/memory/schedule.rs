//! When a card is shown again.
//!
//! A new or forgotten card takes short steps (minutes, within a day); a known one takes intervals
//! of FSRS (whole study days). Elapsed time is counted in study days, never in parts of them, as
//! FSRS-6 was trained.
//!
//! Interval fuzz follows Anki: none below 2.5 days, then up and down by 1 day + 15 % of the part
//! between 2.5 and 7, 10 % of that between 7 and 20, and 5 % of that above 20. Its seed is the
//! card's id and its number of answers, so the interval that a button shows is the one that it
//! gives.

use super::{
    Answer, Deed, Entry, Rating,
    fsrs::{self, MAX_INTERVAL_DAYS, Memory, Model},
    state::{CardState, Due, Phase, Rest},
};
use crate::{
    clock::Day,
    ids::CardId,
    rng::{Seed, stable_hash},
};

const MS_PER_MIN: i64 = 60_000;
/// How cards are scheduled for one learner.
#[derive(Debug, Clone)]
pub struct Scheduler {
    pub model: Model,
    /// The share of due cards that should be remembered, within [`fsrs::RETENTION`].
    pub retention: f32,
    /// Minutes of each step of a new card.
    pub learning_steps_min: Vec<u32>,
    /// Minutes of each step of a forgotten card.
    pub relearning_steps_min: Vec<u32>,
    /// Longest interval in days.
    pub max_interval_days: i32,
    pub has_fuzz: bool,
}

impl Default for Scheduler {
    fn default() -> Self {
        Self {
            model: Model::default(),
            retention: 0.90,
            learning_steps_min: vec![10],
            relearning_steps_min: vec![10],
            max_interval_days: MAX_INTERVAL_DAYS,
            has_fuzz: true,
        }
    }
}

impl Scheduler {
    /// The chance that a card is remembered on `today`; none for a card that was never answered.
    pub fn recall(&self, state: &CardState, today: Day) -> Option<f32> {
        #[expect(clippy::cast_precision_loss, reason = "days of a life are exact in 24 bits")]
        let days = state.elapsed_days(today) as f32;
        Some(self.model.recall(state.memory?, days))
    }

    /// How long `card` would rest after each rating on `today`.
    pub fn preview(&self, card: &CardId, state: &CardState, today: Day) -> [Rest; 4] {
        Rating::ALL.map(|rating| self.next(card, state, rating, today).2)
    }

    /// `state` after one more line of the log.
    #[must_use]
    pub fn apply(&self, state: &CardState, entry: &Entry) -> CardState {
        let mut next = state.clone();
        match &entry.deed {
            Deed::Answer(answer) if answer.source.reaches_memory() => {
                return self.answered(state, entry, answer);
            }
            // Studied ahead: the card is where it was.
            Deed::Answer(_) => {}
            Deed::Suspend => next.is_suspended = true,
            Deed::Resume => {
                next.is_suspended = false;
                next.buried_until = None;
            }
            Deed::Bury { until } => next.buried_until = Some(*until),
            Deed::Reset => {
                next = CardState { is_suspended: state.is_suspended, ..CardState::default() }
            }
        }
        next
    }

    /// The state that the whole log of one card leads to. Answers to another right answer than
    /// `mark` do not count.
    pub fn replay<'a>(&self, entries: impl IntoIterator<Item = &'a Entry>, mark: u64) -> CardState {
        entries
            .into_iter()
            .filter(|entry| entry.mark == mark || !matches!(entry.deed, Deed::Answer(_)))
            .fold(CardState::default(), |state, entry| self.apply(&state, entry))
    }

    fn answered(&self, state: &CardState, entry: &Entry, answer: &Answer) -> CardState {
        let (memory, (phase, step), rest) = self.next(&entry.card, state, answer.rating, entry.day);
        let due = match rest {
            Rest::Minutes(minutes) => Due::At(entry.at.plus_ms(i64::from(minutes) * MS_PER_MIN)),
            Rest::Days(days) => Due::On(entry.day.plus(days)),
        };
        // A lucky guess is rated again, but nothing that was known has been lost.
        let is_lapse =
            state.phase == Phase::Review && answer.rating == Rating::Again && !answer.is_right;
        CardState {
            phase,
            memory: Some(memory),
            due,
            step,
            first_day: state.first_day.or(Some(entry.day)),
            last: Some((entry.day, entry.at)),
            n_answers: state.n_answers.saturating_add(1),
            n_lapses: state.n_lapses + u32::from(is_lapse),
            is_suspended: state.is_suspended,
            buried_until: None,
        }
    }

    /// Memory, phase with step, and rest after a rating.
    fn next(
        &self,
        card: &CardId,
        state: &CardState,
        rating: Rating,
        today: Day,
    ) -> (Memory, (Phase, u8), Rest) {
        let elapsed = state.elapsed_days(today);
        let memory = self.model.next(state.memory, rating, elapsed);
        let (steps, in_steps) = match state.phase {
            Phase::New | Phase::Learning => (&self.learning_steps_min, Phase::Learning),
            Phase::Review | Phase::Relearning => (&self.relearning_steps_min, Phase::Relearning),
        };
        let is_stepping = state.phase != Phase::Review || rating == Rating::Again;
        if is_stepping && let Some((step, minutes)) = next_step(steps, state.step, rating) {
            return (memory, (in_steps, step), Rest::Minutes(minutes));
        }
        // Within steps Hard rests for minutes, so Good need not be longer than a Hard of days.
        let hard_rests_days = !is_stepping || steps.is_empty();
        let days = self.rest_days(card, state, rating, elapsed, hard_rests_days);
        (memory, (Phase::Review, 0), Rest::Days(days))
    }

    /// Whole days after a rating. Among the three passes a better rating always rests longer.
    fn rest_days(
        &self,
        card: &CardId,
        state: &CardState,
        rating: Rating,
        elapsed: i32,
        hard_rests_days: bool,
    ) -> i32 {
        let days = |rating: Rating| {
            let memory = self.model.next(state.memory, rating, elapsed);
            let days = self.model.interval(memory.stability, self.retention);
            self.fuzzed(card, state.n_answers, days)
        };
        let at_most = self.max_interval_days.clamp(1, MAX_INTERVAL_DAYS);
        let hard = days(Rating::Hard);
        let good = days(Rating::Good).max(if hard_rests_days { hard + 1 } else { 1 });
        let chosen = match rating {
            Rating::Again => days(Rating::Again),
            Rating::Hard => hard,
            Rating::Good => good,
            Rating::Easy => days(Rating::Easy).max(good + 1),
        };
        chosen.min(at_most)
    }

    fn fuzzed(&self, card: &CardId, n_answers: u32, days: f32) -> i32 {
        if !self.has_fuzz {
            return fsrs::whole_days(days);
        }
        let (low, high) = fuzz_range(days);
        let seed = Seed(stable_hash(card.0.as_bytes()));
        let low = u64::try_from(low).unwrap_or(1);
        let high = u64::try_from(high).unwrap_or(1);
        let drawn = seed.stream("fuzz", u64::from(n_answers)).between(low, high);
        i32::try_from(drawn).unwrap_or(MAX_INTERVAL_DAYS)
    }
}

/// The next step and its minutes; none when the steps are done.
///
/// Again goes back to the first, Hard repeats, Good goes on, Easy is through. The first step is
/// repeated after half as long again, or after the mean of the first two, so that it differs from
/// Again.
fn next_step(steps: &[u32], step: u8, rating: Rating) -> Option<(u8, u32)> {
    let first = *steps.first()?;
    let at = |index: u8| steps.get(usize::from(index)).copied();
    match rating {
        Rating::Again => Some((0, first)),
        Rating::Hard => {
            let here = at(step).unwrap_or(first);
            let minutes = match (step, at(1)) {
                (0, None) => first.saturating_mul(3).div_ceil(2),
                (0, Some(second)) => first.saturating_add(second).div_ceil(2),
                _ => here,
            };
            Some((step, minutes))
        }
        Rating::Good => at(step.saturating_add(1)).map(|minutes| (step + 1, minutes)),
        Rating::Easy => None,
    }
}

/// The days, both included, among which fuzz chooses.
fn fuzz_range(days: f32) -> (i32, i32) {
    const PARTS: [(f32, f32, f32); 3] =
        [(2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, f32::MAX, 0.05)];
    if days < 2.5 {
        let day = fsrs::whole_days(days);
        return (day, day);
    }
    let delta: f32 = 1.0
        + PARTS
            .iter()
            .map(|(from, to, share)| share * (days.min(*to) - from).max(0.0))
            .sum::<f32>();
    let low = fsrs::whole_days(days - delta).max(2);
    let high = fsrs::whole_days(days + delta).max(low);
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::Timestamp,
        memory::{Confidence, Source, state::MS_PER_DAY},
    };
    use proptest::prelude::*;

    fn card() -> CardId {
        CardId::from("lambda-core.timeout.numeric")
    }

    fn entry(day: i32, minute: i64, deed: Deed) -> Entry {
        let at = Timestamp(i64::from(day) * 86_400_000 + minute * MS_PER_MIN);
        Entry { card: card(), at, offset_min: 0, day: Day(day), mark: 1, deed }
    }

    fn answer(day: i32, minute: i64, rating: Rating) -> Entry {
        let given = Answer {
            rating,
            is_right: rating != Rating::Again,
            confidence: Confidence::Sure,
            time_ms: 5_000,
            expected_recall: None,
            given: String::new(),
            source: Source::Review,
        };
        entry(day, minute, Deed::Answer(given))
    }

    fn plain() -> Scheduler {
        Scheduler { has_fuzz: false, ..Scheduler::default() }
    }

    #[track_caller]
    fn check(entries: &[Entry], phase: Phase, due: Due) {
        let state = plain().replay(entries, 1);
        assert_eq!((state.phase, state.due), (phase, due));
    }

    #[test]
    fn a_failed_new_card_comes_back_in_ten_minutes_and_then_leaves_for_days() {
        let minute = |m: i64| Due::At(Timestamp(100 * 86_400_000 + m * MS_PER_MIN));
        check(&[answer(100, 0, Rating::Again)], Phase::Learning, minute(10));
        check(&[answer(100, 0, Rating::Hard)], Phase::Learning, minute(15));
        check(
            &[answer(100, 0, Rating::Again), answer(100, 10, Rating::Good)],
            Phase::Review,
            Due::On(Day(101)),
        );
    }

    #[test]
    fn what_was_studied_ahead_leaves_the_card_where_it_was() {
        let cram = |day: i32, rating: Rating| {
            let mut entry = answer(day, 0, rating);
            if let Deed::Answer(answer) = &mut entry.deed {
                answer.source = Source::Cram;
            }
            entry
        };
        // S0(good) = 2.3065: due after two days, whatever was looked at in between.
        let between =
            [answer(100, 0, Rating::Good), cram(101, Rating::Easy), cram(101, Rating::Again)];
        check(&between, Phase::Review, Due::On(Day(102)));
        assert_eq!(plain().replay(&[cram(100, Rating::Good)], 1), CardState::default());
    }

    #[test]
    fn first_intervals_are_the_stabilities_of_the_default_parameters() {
        // FSRS-6 defaults: S0(good) = 2.3065, S0(easy) = 8.2956 (the published `w[2]` and `w[3]`).
        check(&[answer(100, 0, Rating::Good)], Phase::Review, Due::On(Day(102)));
        check(&[answer(100, 0, Rating::Easy)], Phase::Review, Due::On(Day(108)));
    }

    #[test]
    fn a_forgotten_card_is_a_lapse_a_lucky_guess_is_none() {
        let known = [answer(100, 0, Rating::Good)];
        let lapse = plain().replay(known.iter().chain([&answer(102, 0, Rating::Again)]), 1);
        assert_eq!((lapse.phase, lapse.n_lapses), (Phase::Relearning, 1));
        let mut guess = answer(102, 0, Rating::Again);
        if let Deed::Answer(answer) = &mut guess.deed {
            answer.is_right = true;
        }
        let guessed = plain().replay(known.iter().chain([&guess]), 1);
        assert_eq!((guessed.phase, guessed.n_lapses), (Phase::Relearning, 0));
    }

    #[test]
    fn eight_lapses_make_a_leech() {
        let mut entries = vec![answer(0, 0, Rating::Good)];
        for n in 1..=8 {
            assert!(!plain().replay(&entries, 1).is_leech());
            entries.push(answer(n * 10, 0, Rating::Again));
            entries.push(answer(n * 10, 10, Rating::Good));
        }
        assert!(plain().replay(&entries, 1).is_leech());
    }

    #[test]
    fn suspending_burying_and_resetting() {
        let known = answer(100, 0, Rating::Good);
        let state = |deed: Deed| plain().replay([&known, &entry(100, 1, deed)], 1);
        assert!(!state(Deed::Suspend).is_available(Day(200)));
        let buried = state(Deed::Bury { until: Day(101) });
        assert!(!buried.is_available(Day(100)) && buried.is_available(Day(101)));
        assert_eq!(state(Deed::Reset), CardState::default());
        let resumed = plain().replay([&entry(1, 0, Deed::Suspend), &entry(2, 0, Deed::Resume)], 1);
        assert!(resumed.is_available(Day(2)));
    }

    #[test]
    fn answers_to_an_older_right_answer_do_not_count() {
        let state = plain().replay(&[answer(100, 0, Rating::Good)], 2);
        assert_eq!(state, CardState::default());
    }

    #[test]
    fn a_clock_set_back_counts_as_no_time() {
        let state = plain().replay(&[answer(100, 0, Rating::Good), answer(90, 0, Rating::Good)], 1);
        assert_eq!(state.elapsed_days(Day(80)), 0);
        assert!(state.memory.unwrap().stability.is_finite());
    }

    #[test]
    fn a_clock_that_was_ahead_lets_no_card_rest_for_a_month() {
        let scheduler = plain();
        let known = scheduler.replay(&[answer(130, 0, Rating::Good)], 1);
        assert_eq!(known.due, Due::On(Day(132)));
        assert_eq!(known.clone().as_of(Day(104)).due, Due::On(Day(106)));
        assert_eq!(known.clone().as_of(Day(130)), known);
        let in_steps = scheduler.replay(&[answer(130, 0, Rating::Again)], 1).as_of(Day(104));
        assert_eq!(in_steps.due, Due::At(Timestamp(104 * MS_PER_DAY + 10 * MS_PER_MIN)));
        assert_eq!(in_steps.first_day, Some(Day(104)));
    }

    #[test]
    fn fuzz_is_the_documented_range() {
        // 2.4 days: none. 10 days: 1 + .15 x 4.5 + .10 x 3 = 1.975. 100 days: 1 + .675 + 1.3 + 4 =
        // 6.975.
        assert_eq!(fuzz_range(2.4), (2, 2));
        assert_eq!(fuzz_range(10.0), (8, 12));
        assert_eq!(fuzz_range(100.0), (93, 107));
    }

    proptest! {
        #[test]
        fn the_button_shows_the_interval_that_it_gives(
            days in proptest::collection::vec((0_usize..4, 0_i32..60), 0..8),
            rating in 0_usize..4,
        ) {
            let scheduler = Scheduler::default();
            let mut today = 100;
            let mut entries = Vec::new();
            for (rating, gap) in days {
                today += gap;
                entries.push(answer(today, 0, Rating::ALL[rating]));
            }
            let state = scheduler.replay(&entries, 1);
            let shown = scheduler.preview(&card(), &state, Day(today))[rating];
            let after = scheduler.apply(&state, &answer(today, 0, Rating::ALL[rating]));
            let given = match after.due {
                Due::On(day) => Rest::Days(day.since(Day(today))),
                Due::At(at) => {
                    let ms = at.since_ms(Timestamp(i64::from(today) * 86_400_000));
                    Rest::Minutes(u32::try_from(ms / MS_PER_MIN).unwrap())
                }
                Due::Unplanned => unreachable!("an answered card has a plan"),
            };
            prop_assert_eq!(shown, given);
        }

        #[test]
        fn better_ratings_of_a_known_card_rest_longer(gap in 1_i32..300) {
            let scheduler = Scheduler::default();
            let twice = [answer(0, 0, Rating::Good), answer(2, 0, Rating::Good)];
            let state = scheduler.replay(&twice, 1);
            let days = scheduler.preview(&card(), &state, Day(2 + gap)).map(|rest| match rest {
                Rest::Minutes(_) => 0,
                Rest::Days(days) => days,
            });
            prop_assert!(days.is_sorted_by(|a, b| a < b), "{:?}", days);
        }

        #[test]
        fn replaying_all_is_replaying_one_by_one(
            list in proptest::collection::vec((0_usize..4, 0_i32..60), 1..10),
        ) {
            let scheduler = Scheduler::default();
            let mut day = 0;
            let entries: Vec<Entry> = list.into_iter().map(|(rating, gap)| {
                day += gap;
                answer(day, 0, Rating::ALL[rating])
            }).collect();
            let mut state = CardState::default();
            for entry in &entries {
                state = scheduler.apply(&state, entry);
            }
            prop_assert_eq!(scheduler.replay(&entries, 1), state);
        }
    }
}
