//! What a day holds, and the days ahead.
//!
//! With an exam date (section 4.4 of the memory notes): cards in steps first; then known cards
//! whose recall has fallen below a floor, as far as a share of the day's minutes allows; then
//! whatever raises the expected score most a second, known cards against the next new one. Share
//! and floor fall as time gets scarce, so that with time to spare what was learnt is repeated as
//! FSRS asks, and in a crash course unseen cards go first. What is put off is counted.
//!
//! Without one: plain FSRS. What is due comes first, the weakest in front, and new cards take the
//! rest. When more is due than the day's minutes hold, it is spread over days, the cards that are
//! most worth saving first, and no new card comes meanwhile.
//!
//! Everything is fixed at the start of a study day: it is a function of the state of the cards
//! then.

use std::iter;

use super::{
    day::{Calendar, DayCards, DayPlan, DayShape},
    filling::{Filling, sort_by_rate},
    plan::{self, Gain, Outlook, Pace, Subject, days_left, gain, kept, studied},
    ranked::Ranked,
    roster::Roster,
};

/// Days before the exam on which a mock is due.
pub const MOCKS_BEFORE: [i32; 3] = [3, 7, 14];
/// No more days than these are played ahead.
pub const MOST_DAYS: i32 = 120;
/// New cards of a day when nothing else was set and no exam date is ahead.
pub const USUAL_NEW: usize = 20;

/// Share of a day's minutes that goes to cards: at first, and from half of the cards seen or two
/// weeks before the exam on, when scenarios and drills ask about what is there.
const CARDS_SHARE: (f64, f64) = (0.9, 0.7);
const LATE_DAYS: i32 = 14;
/// On the last day before the exam, and on a mock day at least this share of the minutes.
const LIGHT_SHARE: f64 = 0.5;
const MOCK_DAY_SHARE: f64 = 0.3;
/// Without an exam date: as far ahead as the worth of a card is looked at when not all fit.
const PLAIN_HORIZON: f32 = 30.0;
/// A card is promised a crowded day only when it is worth so many times what just finds room there:
/// who is in front changes with each evening's answers. Our choice.
const PROMISE_MARGIN: f64 = 1.5;
/// No day takes more than this many times its minutes.
const MOST_OF_DAY: f64 = 1.5;
/// Scenarios and drills share what cards leave two to one, or take turns below so many minutes.
const SHARED_FROM_MIN: f64 = 6.0;
/// After a break known cards come before new ones for so many days, or until they fit into one.
pub const BACK_DAYS: i32 = 14;
/// So many days without an answer are a break.
pub const BREAK_DAYS: i32 = 3;

/// What the days to come are like.
#[derive(Debug, Clone)]
pub struct Course<'a> {
    pub outlook: Outlook<'a>,
    pub pace: Pace,
    /// The wanted recall, 0 to 1.
    pub retention: f32,
    /// Days to the exam from the first day on; none: plain FSRS.
    pub exam: Option<i32>,
    /// Minutes of the first day and the six after it; later weeks are the same.
    pub minutes: [f64; 7],
    /// Minutes of a mock.
    pub mock_min: u32,
    /// New cards of a day at most; none: the rule decides.
    pub most_new: Option<usize>,
    /// Known cards of a day at most; counts without an exam date only.
    pub most_known: usize,
    /// For so many days more the learner is back from a break.
    pub back_days: i32,
    /// A number of the first day, by which scenarios and drills take turns.
    pub number: i32,
}

impl Course<'_> {
    /// Minutes of a day, all that is done on it.
    fn minutes(&self, ahead: i32) -> f64 {
        let place = usize::try_from(ahead.rem_euclid(7)).unwrap_or(0);
        self.minutes.get(place).copied().unwrap_or(0.0)
    }

    /// The minutes of a mock that falls on a day.
    pub fn mock_on(&self, ahead: i32) -> u32 {
        let left = self.exam.map(|days| days - ahead);
        let is_day = left.is_some_and(|left| MOCKS_BEFORE.contains(&left));
        if is_day && 0.0 < self.minutes(ahead) { self.mock_min } else { 0 }
    }

    /// Minutes of a day that are for cards. `is_half_seen`: half of the cards have been seen.
    fn cards_min(&self, ahead: i32, is_half_seen: bool) -> f64 {
        let minutes = self.minutes(ahead);
        let Some(days) = self.exam else { return CARDS_SHARE.0 * minutes };
        let left = days - ahead;
        let mock = self.mock_on(ahead);
        if 0 < mock {
            (minutes - f64::from(mock)).max(MOCK_DAY_SHARE * minutes)
        } else if left <= 1 {
            LIGHT_SHARE * minutes
        } else if is_half_seen || left <= LATE_DAYS {
            CARDS_SHARE.1 * minutes
        } else {
            CARDS_SHARE.0 * minutes
        }
    }

    /// How a day is shared out; none without an exam date.
    pub fn shape(&self, roster: &Roster, ahead: i32) -> Option<DayShape> {
        let days = self.exam?;
        let left = days - ahead;
        let n_unseen = roster.n_unseen();
        let is_half_seen = 2 * n_unseen <= roster.len();
        #[expect(clippy::cast_precision_loss, reason = "counts of cards")]
        let unseen_min = n_unseen as f64 * self.pace.new_s / 60.0;
        let last = (days - 1).max(ahead);
        let all_min: f64 = (ahead..=last).map(|day| self.cards_min(day, is_half_seen)).sum();
        let seconds = 60.0 * self.cards_min(ahead, is_half_seen);
        Some(DayShape::new(seconds, unseen_min, all_min, left, self.retention))
    }

    /// The cards of a day, with all cards as they will be at its start.
    pub fn day(&self, roster: &Roster, ahead: i32) -> DayCards {
        let (Some(shape), Some(days)) = (self.shape(roster, ahead), self.exam) else {
            return self.plain(roster, ahead);
        };
        self.fill(roster, shape, days_left(days - ahead), ahead)
    }

    /// The day `ahead` of a course to an exam that is then `days` away.
    pub fn fill(&self, roster: &Roster, shape: DayShape, days: f32, ahead: i32) -> DayCards {
        let is_below = |one: &Subject| {
            let recall = one.memory.map(|memory| self.outlook.model.recall(memory, one.elapsed));
            recall.is_some_and(|recall| recall < shape.floor)
        };
        let known = roster.met().filter(|(_, one)| one.is_known());
        let (below, above): (Vec<_>, Vec<_>) = known.partition(|(_, one)| is_below(one));
        let mut filling = Filling::new(roster, self.pace.pass_s);
        filling.cards.floor = shape.floor;
        filling.cards.room_s = shape.seconds;
        let due = self.gains(below.into_iter(), days);
        if shape.seconds <= 0.0 {
            return DayCards { waiting: due, floor: shape.floor, ..DayCards::default() };
        }
        filling.take_steps();
        // After a break no new card comes until what is due fits into one day.
        let is_behind =
            ahead < self.back_days && shape.seconds < due.iter().map(|one| one.seconds).sum();
        let room = if is_behind { shape.seconds } else { shape.share * shape.seconds };
        filling.take_due(due, room);
        let above = above.into_iter().map(|(place, one)| (place, *one));
        let rest = Ranked::new(self.outlook, &self.pace, days, above, &filling.cards.waiting);
        let rest = rest.take_while(|one| 0.0 < one.gain);
        let most_new = if is_behind { 0 } else { self.most_new.unwrap_or(usize::MAX) };
        filling.rank(rest, self.fresh(roster, days), shape.seconds, most_new);
        filling.done()
    }

    /// A day of plain FSRS.
    fn plain(&self, roster: &Roster, ahead: i32) -> DayCards {
        let seconds = 60.0 * self.minutes(ahead);
        let is_due = |one: &Subject| one.due_in <= 0;
        if seconds <= 0.0 {
            let waiting = self.known(roster, PLAIN_HORIZON, is_due);
            return DayCards { waiting, ..DayCards::default() };
        }
        let mut filling = Filling::new(roster, self.pace.pass_s);
        filling.take_steps();
        let room = CARDS_SHARE.0 * seconds;
        let mut due = self.weakest(roster, is_due);
        let is_behind = room < filling.used_s + due.iter().map(|one| one.seconds).sum::<f64>();
        if is_behind {
            due = self.known(roster, PLAIN_HORIZON, is_due);
        }
        let late = due.split_off(self.most_known.min(due.len()));
        let room = if is_behind { room - filling.used_s } else { f64::INFINITY };
        filling.take_due(due, room);
        filling.cards.waiting.extend(late);
        let most_new = if is_behind { 0 } else { self.most_new.unwrap_or(USUAL_NEW) };
        let fresh = self.fresh(roster, PLAIN_HORIZON);
        filling.rank(iter::empty(), fresh, MOST_OF_DAY * seconds, most_new);
        filling.done()
    }

    /// Known cards that may be shown and for which `is_wanted` holds, the weakest in front: where
    /// all fit, what each is worth decides nothing.
    fn weakest(&self, roster: &Roster, is_wanted: impl Fn(&Subject) -> bool) -> Vec<Gain> {
        let wanted = roster.met().filter(|(_, one)| one.is_known() && is_wanted(one));
        let mut weakest: Vec<(f32, Gain)> = wanted
            .map(|(place, one)| {
                let seconds = plan::seconds(self.outlook, one, &self.pace);
                let recall = one.memory.map(|it| self.outlook.model.recall(it, one.elapsed));
                (recall.unwrap_or(0.0), Gain { place, gain: 0.0, seconds })
            })
            .collect();
        weakest.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.place.cmp(&b.1.place)));
        weakest.into_iter().map(|(_, one)| one).collect()
    }

    /// Known cards that may be shown and for which `is_wanted` holds, the most worth saving first.
    fn known(&self, roster: &Roster, days: f32, is_wanted: impl Fn(&Subject) -> bool) -> Vec<Gain> {
        let wanted = roster.met().filter(|(_, one)| one.is_known() && is_wanted(one));
        self.gains(wanted, days)
    }

    /// What each of some cards is worth, the most worth saving first.
    fn gains<'r>(&self, cards: impl Iterator<Item = (usize, &'r Subject)>, days: f32) -> Vec<Gain> {
        let mut gains: Vec<Gain> = cards
            .map(|(place, one)| {
                let (gain, seconds) = gain(self.outlook, one, days, &self.pace);
                Gain { place, gain, seconds }
            })
            .collect();
        sort_by_rate(&mut gains);
        gains
    }

    /// New cards in their order, each with its own weight.
    fn fresh<'r>(&self, roster: &'r Roster, days: f32) -> impl Iterator<Item = Gain> + use<'r> {
        let one = Subject { weight: 1.0, ..Subject::default() };
        let (whole, seconds) = gain(self.outlook, &one, days, &self.pace);
        let new = roster.fresh();
        new.map(move |(place, one)| Gain { place, gain: whole * one.weight, seconds })
    }

    /// Plays the days ahead, each card as expected. `today` is what is left of the first one.
    pub fn calendar(&self, mut roster: Roster, today: DayCards, n_days: i32) -> Calendar {
        let n_days = n_days.clamp(1, MOST_DAYS);
        let end = self.exam.map_or_else(|| days_left(n_days), days_left);
        // New cards are worth nothing as long as they are not studied.
        let known_in = |roster: &Roster, days: f32| -> f64 {
            roster
                .met()
                .map(|(_, one)| one.weight * kept(self.outlook, one, days))
                .fold(0.0, |all, one| all + one)
        };
        let mut calendar =
            Calendar { known_without: known_in(&roster, end), ..Calendar::default() };
        let mut first = Some(today);
        for ahead in 0..n_days {
            let cards = first.take().unwrap_or_else(|| self.day(&roster, ahead));
            calendar.days.push(self.told(&cards, ahead));
            for one in cards.all() {
                if let Some(subject) = roster.get(one.place) {
                    let after = studied(self.outlook.model, subject, self.retention);
                    roster.study(one.place, after);
                }
            }
            roster.next_day();
        }
        // The clock of the cards stands at the end of the days that were played.
        #[expect(clippy::cast_precision_loss, reason = "days of a life")]
        let rest = (end - n_days as f32).max(0.0);
        calendar.known = known_in(&roster, rest);
        calendar.left_out = roster.unseen();
        calendar
    }

    /// What the calendar says of a day.
    fn told(&self, cards: &DayCards, ahead: i32) -> DayPlan {
        let rest = if self.exam.is_some() && self.mock_on(ahead) == 0 {
            (self.minutes(ahead) - cards.room_s / 60.0).max(0.0)
        } else {
            0.0
        };
        let is_even = (self.number + ahead).rem_euclid(2) == 0;
        let (items_min, drills_min) = match (rest < SHARED_FROM_MIN, is_even) {
            (false, _) => (rest * 2.0 / 3.0, rest / 3.0),
            (true, true) => (rest, 0.0),
            (true, false) => (0.0, rest),
        };
        DayPlan {
            ahead,
            n_reviews: cards.n_known(),
            n_new: cards.new.len(),
            n_waiting: cards.waiting.len(),
            cards_min: cards.seconds() / 60.0,
            items_min,
            drills_min,
            mock_min: self.mock_on(ahead),
            floor: cards.floor,
            least_rate: cards.least_rate,
        }
    }

    /// After how many days a card that was just answered comes back at the latest, by the days as
    /// they were played: the first one on which it is below that day's floor and finds room. None
    /// when that is no day before the exam.
    pub fn comes_back(&self, answered: &Subject, calendar: &Calendar) -> Option<i32> {
        let days = self.exam?;
        let memory = answered.memory?;
        let found = calendar.days.iter().filter(|day| 0 < day.ahead).find(|day| {
            #[expect(clippy::cast_precision_loss, reason = "days of a life")]
            let elapsed = day.ahead as f32;
            let then = Subject { elapsed, ..*answered };
            let is_below = self.outlook.model.recall(memory, elapsed) < day.floor;
            let (gain, seconds) =
                gain(self.outlook, &then, days_left(days - day.ahead), &self.pace);
            let rate = Gain { place: 0, gain, seconds }.rate();
            is_below && PROMISE_MARGIN * day.least_rate <= rate
        });
        found.map(|day| day.ahead)
    }
}
