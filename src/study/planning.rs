//! What each day holds, from what the desk holds.
//!
//! A day is fixed at its start, by the log before it: what is left of it follows from what was done
//! since. So home, the end of a session, the plan, the figures and the commands say the same, and a
//! restart, an undo or a second window change nothing.

use std::{cell::OnceCell, collections::BTreeSet, rc::Rc};

use super::{
    desk::Desk,
    plan::{FixedDay, Morning},
    preferences::Planning,
    words::Back,
};
use crate::{
    clock::Day,
    content::{Card, Rank},
    ids::{CardId, DeckId, FactId},
    memory::{
        CardState, Due, Phase,
        course::{BACK_DAYS, BREAK_DAYS, Course},
        day::{Calendar, DayCards},
        plan::{self, Outlook, Pace, Subject},
        queue::{self, Today},
        readiness::Correction,
        roster::Roster,
        state::Rest,
        stats::Review,
    },
};

/// Answers from which a learner's own times are used.
const OWN_TIMES_FROM: usize = 50;
/// Longer times do not count for the mean: the learner was elsewhere (memory notes, section 6).
const MOST_MS: u32 = 60_000;
/// Seconds for what is read after the answer, of a known card and a new one: the log has the time
/// up to the answer only. Our own estimate.
const READING_S: (f64, f64) = (3.0, 12.0);
/// A wrong answer with its repetition takes so many times as long as a right one (30 s and 12 s of
/// the memory notes).
const FAIL_TIMES: f64 = 2.5;
/// Days that are played ahead without an exam date.
const N_AHEAD: i32 = 31;

impl Desk {
    /// Whether the plan to the exam date rules `day`.
    pub fn is_planned(&self, day: Day) -> bool {
        let is_ahead = self.preferences.exam_date.is_some_and(|exam| day <= exam);
        is_ahead && self.preferences.planning == Planning::Exam
    }

    /// Days to the exam; none without a date or after it.
    pub fn days_to_exam(&self, day: Day) -> Option<i32> {
        self.preferences.exam_date.map(|exam| exam.since(day)).filter(|days| 0 <= *days)
    }

    /// Begins a day, or begins it anew after the settings or the progress file have changed.
    pub fn begin(&mut self, day: Day) {
        if self.plan.day != day {
            self.plan.dawn.clear();
        }
        self.plan.day = day;
        self.plan.correction = self.correction_before(day);
        self.plan.held = Rc::new(self.hold(day));
    }

    /// The answers that were given before a day.
    fn before(&self, day: Day) -> impl Iterator<Item = &Review> {
        // What a clock that was ahead has dated later was given before today as well.
        self.history.reviews.iter().filter(move |one| one.day != day)
    }

    /// How far what the model in use expects is off for this learner.
    fn correction_before(&self, day: Day) -> Correction {
        let foreseen = self.before(day).filter_map(|one| Some((one.foreseen?, one.is_pass())));
        Correction::fit(&foreseen.collect::<Vec<_>>())
    }

    /// How long answers take: what the learner has shown before a day, or start values.
    fn pace(&self, day: Day) -> Pace {
        let start = Pace::default();
        if self.before(day).take(OWN_TIMES_FROM).count() < OWN_TIMES_FROM {
            return start;
        }
        let mean = |is_known: bool| {
            let times = self
                .before(day)
                .filter(|one| one.expected.is_some() == is_known && 0 < one.time_ms)
                .map(|one| f64::from(one.time_ms.min(MOST_MS)) / 1_000.0);
            let (n, sum) = times.fold((0.0, 0.0), |(n, sum), one| (n + 1.0, sum + one));
            (0.0 < n).then(|| sum / n)
        };
        let own = |seconds: Option<f64>, reading: f64, start: f64| {
            seconds.map_or(start, |seconds| (seconds + reading).max(0.6 * start))
        };
        let pass_s = own(mean(true), READING_S.0, start.pass_s);
        let new_s = own(mean(false), READING_S.1, start.new_s);
        Pace { pass_s, fail_s: FAIL_TIMES * pass_s, new_s, ..start }
    }

    /// The first day after the last break up to `day`, if there was one.
    fn return_day(&self, day: Day) -> Option<Day> {
        let mut studied: Vec<Day> =
            self.history.summary.by_day.keys().copied().filter(|one| *one <= day).collect();
        if studied.last() != Some(&day) {
            studied.push(day);
        }
        let is_break = |from: Day, to: Day| {
            let missed = (1..to.since(from)).map(|days| from.plus(days));
            let wanted = missed.filter(|one| 0 < self.preferences.minutes_on(one.weekday()));
            BREAK_DAYS as usize <= wanted.take(BREAK_DAYS as usize).count()
        };
        let pairs = studied.windows(2).rev();
        pairs
            .filter_map(|pair| Some((*pair.first()?, *pair.get(1)?)))
            .find_map(|(from, to)| is_break(from, to).then_some(to))
    }

    /// The course from `day` on, as the answers before `known_until` shape it.
    fn course(&self, day: Day, known_until: Day) -> Course<'_> {
        // Without an answer on either day all answers were given before both.
        let [begun, until] = [self.plan.day, known_until];
        let is_between = |one: &Review| begun != until && (one.day == begun || one.day == until);
        let correction = if self.history.reviews.iter().any(is_between) {
            self.correction_before(known_until)
        } else {
            self.plan.correction
        };
        let minutes = std::array::from_fn(|ahead| {
            let weekday = (usize::from(day.weekday()) + ahead) % 7;
            f64::from(self.preferences.minutes_on(u8::try_from(weekday).unwrap_or(0)))
        });
        let back_days = self.return_day(day).map_or(0, |returned| BACK_DAYS - day.since(returned));
        Course {
            outlook: Outlook { model: &self.cards.scheduler.model, correction },
            pace: self.pace(known_until),
            retention: self.cards.scheduler.retention,
            exam: self.days_to_exam(day).filter(|_| self.is_planned(day)),
            minutes,
            mock_min: self.mock_minutes(),
            most_new: self.preferences.new_per_day.map(|n| n as usize),
            most_known: self.preferences.reviews_per_day as usize,
            back_days,
            number: day.0,
        }
    }

    /// The state of a card at the start of the day that was begun.
    fn at_dawn(&self, card: &CardId) -> &CardState {
        self.plan.dawn.get(card).unwrap_or_else(|| self.cards.state(card))
    }

    /// Cards that were ever touched, by their place in the line, in order.
    pub(super) fn touched(&self) -> impl Iterator<Item = (usize, &Card)> {
        let places = self.plan.touched.iter();
        places.filter_map(|place| Some((*place, self.library.in_line(*place)?)))
    }

    /// What the plan knows of all cards; of those that were touched, by their states.
    pub(super) fn subjects<'a>(
        &'a self,
        day: Day,
        state: impl Fn(&CardId) -> &'a CardState,
    ) -> Vec<Subject> {
        let mut subjects = self.plan.subjects.clone();
        for (place, card) in self.touched() {
            if let Some(subject) = subjects.get_mut(place) {
                *subject = as_of(*subject, state(&card.id), day);
            }
        }
        subjects
    }

    /// All cards that are not suspended, as their states have it.
    fn roster<'a>(&'a self, day: Day, state: impl Fn(&CardId) -> &'a CardState) -> Roster {
        let is_out = |(_, card): &(usize, &Card)| state(&card.id).is_suspended;
        let out: BTreeSet<usize> = self.touched().filter(is_out).map(|(place, _)| place).collect();
        Roster::of(self.subjects(day, &state), |place| !out.contains(&place))
    }

    /// How cards stood at the start of a day, and what it takes of them.
    fn morning(&self, day: Day) -> Morning<'_> {
        let roster = self.roster(day, |card| self.at_dawn(card));
        let course = self.course(day, day);
        let cards = course.day(&roster, 0);
        Morning { roster, course, cards }
    }

    /// Fixes a day by how cards stood at its start.
    fn hold(&self, day: Day) -> FixedDay {
        let Morning { course, cards, .. } = self.morning(day);
        let name =
            |one: &plan::Gain| Some((self.library.in_line(one.place)?.id.clone(), one.seconds));
        FixedDay {
            day,
            known: cards.due.iter().chain(&cards.early).filter_map(name).collect(),
            waiting: cards.waiting.iter().filter_map(name).collect(),
            n_new: cards.new.len(),
            room_s: cards.room_s,
            pace: course.pace,
            calendar: OnceCell::new(),
        }
    }

    /// The day as its start fixed it.
    pub(super) fn held(&self, day: Day) -> Rc<FixedDay> {
        if self.plan.held.day == day { self.plan.held.clone() } else { Rc::new(self.hold(day)) }
    }

    /// Whether a card was answered on a day.
    fn is_done(&self, card: &CardId, day: Day) -> bool {
        self.cards.state(card).last.is_some_and(|(last, _)| last == day)
    }

    /// The cards of `deck` that `day` still holds; with `n_more` that many more: what waits, then
    /// new ones.
    pub fn today(&self, deck: &DeckId, day: Day, n_more: usize) -> Today {
        let deck = self.library.deck(&deck.0);
        self.today_where(day, n_more, &|card| {
            let card = self.library.card(card);
            card.zip(deck).is_some_and(|(card, deck)| self.library.is_in_deck(card, deck))
        })
    }

    /// The cards of all decks that `day` still holds.
    pub(super) fn today_of_all(&self, day: Day) -> Today {
        self.today_where(day, 0, &|_| true)
    }

    fn today_where(&self, day: Day, n_more: usize, in_deck: &dyn Fn(&CardId) -> bool) -> Today {
        let held = self.held(day);
        let is_open = |card: &CardId| {
            let state = self.cards.state(card);
            state.phase == Phase::Review && state.is_available(day) && !self.is_done(card, day)
        };
        let mut seconds = 0.0;
        let mut reviews = Vec::new();
        let mut taken = self.facts_of_today(day);
        let mut left: Vec<&(CardId, f64)> =
            held.known.iter().filter(|(card, _)| is_open(card)).collect();
        let waiting: Vec<&(CardId, f64)> =
            held.waiting.iter().filter(|(card, _)| is_open(card) && in_deck(card)).collect();
        left.extend(waiting.iter().take(n_more));
        for (card, needs) in left {
            if let Some(card) = self.library.card(card) {
                taken.insert(card.main_fact().clone());
            }
            if in_deck(card) {
                reviews.push(card.clone());
                seconds += needs;
            }
        }
        let n_more_new = n_more.saturating_sub(waiting.len());
        let new = self.new_cards(&held, taken, n_more_new, in_deck);
        let is_step = |card: &&CardId| {
            let state = self.cards.state(card);
            state.is_in_steps() && state.is_available(day) && in_deck(card)
        };
        let mut steps: Vec<CardId> =
            self.touched().map(|(_, card)| &card.id).filter(is_step).cloned().collect();
        queue::sort_steps(&mut steps, &self.cards.states);
        #[expect(clippy::cast_precision_loss, reason = "counts of cards")]
        let (n_steps, n_new) = (steps.len() as f64, new.len() as f64);
        seconds += n_steps * held.pace.pass_s + n_new * held.pace.new_s;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seconds")]
        let seconds = seconds as u64;
        let n_waiting = waiting.len().saturating_sub(n_more);
        Today { steps, reviews, new, n_waiting, seconds }
    }

    /// Facts of which a card was answered today or is in steps.
    fn facts_of_today(&self, day: Day) -> BTreeSet<FactId> {
        let is_taken = |(_, card): &(usize, &Card)| {
            let state = self.cards.state(&card.id);
            (state.is_in_steps() && !state.is_suspended)
                || state.last.is_some_and(|(last, _)| last == day)
        };
        self.touched().filter(is_taken).map(|(_, card)| card.main_fact().clone()).collect()
    }

    /// What is left of a day's new cards, and so many more, of the deck that `in_deck` tells.
    fn new_cards(
        &self,
        held: &FixedDay,
        mut taken: BTreeSet<FactId>,
        n_more: usize,
        in_deck: &dyn Fn(&CardId) -> bool,
    ) -> Vec<CardId> {
        let is_first = |state: &&CardState| state.first_day == Some(held.day);
        let n_done = self.cards.states.values().filter(is_first).count();
        let (mut n_left, mut n_more) = (held.n_new.saturating_sub(n_done), n_more);
        let mut new = Vec::new();
        // Those of facts that a scenario has missed come first.
        let missed = self.missed_facts();
        let is_missed = |card: &&Card| missed.contains(card.main_fact());
        let line = || (0..self.library.line().len()).filter_map(|at| self.library.in_line(at));
        let sooner = line().filter(|card| !missed.is_empty() && is_missed(card));
        let later = line().filter(|card| missed.is_empty() || !is_missed(card));
        for card in sooner.chain(later) {
            if n_left + n_more == 0 {
                break;
            }
            let state = self.cards.state(&card.id);
            let is_fresh =
                state.phase == Phase::New && !state.is_suspended && state.is_available(held.day);
            // The day's own cards are chosen over all decks; what comes on top is of this one.
            let is_of_day = 0 < n_left;
            let fact = card.main_fact();
            if !is_fresh || !(is_of_day || in_deck(&card.id)) || !taken.insert(fact.clone()) {
                continue;
            }
            if is_of_day {
                n_left -= 1;
            } else {
                n_more -= 1;
            }
            if in_deck(&card.id) {
                new.push(card.id.clone());
            }
        }
        new
    }

    /// Known cards of a deck that `day` does not ask for, the weakest first: to be studied ahead.
    pub fn ahead(&self, deck: &DeckId, day: Day, n: usize) -> Today {
        let deck = self.library.deck(&deck.0);
        let is_meant = |card: &&Card| {
            let state = self.cards.state(&card.id);
            state.phase == Phase::Review
                && state.is_available(day)
                && !self.is_done(&card.id, day)
                && !self.is_due(&card.id, day)
                && deck.is_some_and(|deck| self.library.is_in_deck(card, deck))
        };
        let recall = |card: &Card| self.cards.scheduler.recall(self.cards.state(&card.id), day);
        let mut weakest: Vec<(f32, &CardId)> = self
            .touched()
            .map(|(_, card)| card)
            .filter(is_meant)
            .map(|card| (recall(card).unwrap_or(0.0), &card.id))
            .collect();
        weakest.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(b.1)));
        let cards = weakest.into_iter().take(n).map(|(_, card)| card.clone());
        Today { reviews: cards.collect(), ..Today::default() }
    }

    /// Whether `day` still asks for a known card.
    pub fn is_due(&self, card: &CardId, day: Day) -> bool {
        let state = self.cards.state(card);
        let is_known = |held: &FixedDay| held.known.iter().any(|(one, _)| one == card);
        state.is_available(day)
            && (state.is_in_steps() || (!self.is_done(card, day) && is_known(&self.held(day))))
    }

    /// When a card comes back after each rating on `day`.
    pub fn previews(&self, card: &CardId, day: Day) -> [Back; 4] {
        let state = self.cards.state(card);
        let rests = self.cards.scheduler.preview(card, state, day);
        if !self.is_planned(day) {
            return rests.map(Back::In);
        }
        let held = self.held(day);
        let calendar = held.calendar.get_or_init(|| self.days_from_dawn(day));
        let course = self.course(day, day);
        let after = self.cards.scheduler.model.next_all(state.memory, state.elapsed_days(day));
        let place = self.plan.place(&self.library, card);
        let subject = place.and_then(|place| self.plan.subjects.get(place));
        let weight = subject.map_or(0.0, |subject| subject.weight);
        let mut place = 0;
        rests.map(|rest| {
            let memory = after.get(place).copied();
            place += 1;
            match rest {
                Rest::Minutes(_) => Back::In(rest),
                Rest::Days(_) => {
                    let answered = Subject { memory, weight, ..Subject::default() };
                    let days = course.comes_back(&answered, calendar);
                    days.map_or(Back::AfterExam, |days| Back::In(Rest::Days(days)))
                }
            }
        })
    }

    /// The days ahead as they looked at the start of `day`.
    fn days_from_dawn(&self, day: Day) -> Calendar {
        let Morning { roster, course, cards } = self.morning(day);
        course.calendar(roster, cards, self.n_ahead(day))
    }

    /// How many days the calendar plays, today first.
    pub(super) fn n_ahead(&self, day: Day) -> i32 {
        if self.is_planned(day) { self.days_to_exam(day).unwrap_or(N_AHEAD) } else { N_AHEAD }
    }

    /// The minutes of the mock that the plan asks for: the shortest.
    fn mock_minutes(&self) -> u32 {
        self.library.track.blueprint.shortest().map_or(0, |length| length.minutes)
    }

    /// Share of the cards that were seen.
    pub fn coverage(&self) -> f64 {
        let is_seen = |(_, card): &(usize, &Card)| self.cards.state(&card.id).memory.is_some();
        let n = self.touched().filter(is_seen).count();
        #[expect(clippy::cast_precision_loss, reason = "counts of cards")]
        let share = n as f64 / self.library.line().len().max(1) as f64;
        share
    }

    /// The days ahead, what is left of today first: to the exam, or a month without a date.
    pub fn calendar(&self, day: Day) -> Calendar {
        self.days_ahead(day, self.n_ahead(day))
    }

    /// So many days ahead, what is left of today first.
    pub(super) fn days_ahead(&self, day: Day, n_days: i32) -> Calendar {
        let roster = self.roster(day, |card| self.cards.state(card));
        let today = self.today(&DeckId::everything(), day, 0);
        let held = self.held(day);
        let of = |cards: &[CardId], seconds: f64| {
            let place = |card: &CardId| self.plan.place(&self.library, card);
            let places = cards.iter().filter_map(place);
            places.map(|place| plan::Gain { place, gain: 0.0, seconds }).collect::<Vec<_>>()
        };
        let (pass_s, new_s) = (held.pace.pass_s, held.pace.new_s);
        let waiting: Vec<CardId> =
            held.waiting.iter().map(|(card, _)| card.clone()).take(today.n_waiting).collect();
        let left = DayCards {
            steps: of(&today.steps, pass_s),
            due: of(&today.reviews, pass_s),
            new: of(&today.new, new_s),
            waiting: of(&waiting, pass_s),
            room_s: held.room_s,
            ..DayCards::default()
        };
        // The mornings to come know what was answered today.
        let course = self.course(day, day.plus(1));
        course.calendar(roster, left, n_days)
    }

    /// The cards that the days ahead never reach, by rank, the weightiest first.
    pub fn left_out(&self, calendar: &Calendar) -> Vec<(Rank, usize)> {
        let left_out = calendar.left_out.iter();
        let ranks: Vec<Rank> =
            left_out.filter_map(|place| self.library.rank_in_line(*place)).collect();
        let n_of = |rank: &Rank| ranks.iter().filter(|one| *one == rank).count();
        Rank::ALL.iter().map(|rank| (*rank, n_of(rank))).filter(|(_, n)| 0 < *n).collect()
    }
}

/// What the plan knows of a card by its state.
fn as_of(fresh: Subject, state: &CardState, day: Day) -> Subject {
    #[expect(clippy::cast_precision_loss, reason = "days of a life are exact in 24 bits")]
    let elapsed = state.elapsed_days(day) as f32;
    Subject {
        memory: state.memory,
        elapsed,
        is_in_steps: state.is_in_steps(),
        due_in: match state.due {
            Due::On(due) => due.since(day),
            Due::Unplanned | Due::At(_) => 0,
        },
        rests: state.buried_until.map_or(0, |until| until.since(day)),
        ..fresh
    }
}
