//! Days of the plan: how one is shared out, the cards of one, and what the days ahead hold.

use super::plan::Gain;

/// The largest share of a day for cards below the floor, at which scarcity it begins to fall and is
/// gone, and the least while many days are left.
const DUE_SHARE: f64 = 0.6;
const NO_SHARE_FROM: f64 = 0.9;
const LEAST_SHARE: f64 = 0.15;
const LEAST_SHARE_DAYS: i32 = 10;
/// Below this scarcity the floor is the wanted recall, above it at most [`LOW_FLOOR`].
const AMPLE: f64 = 0.3;
const LOW_FLOOR: f32 = 0.8;

/// How a day is shared out, fixed at its start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DayShape {
    /// Seconds for cards.
    pub seconds: f64,
    /// Minutes of all unseen cards over the minutes for cards that are left.
    pub scarcity: f64,
    /// Share of the seconds that cards below the floor may take.
    pub share: f64,
    /// Recall below which a known card is due, 0 to 1.
    pub floor: f32,
}

impl DayShape {
    /// The shape of a day with so many seconds for cards, `left` days before the exam: what the
    /// unseen cards would take and what is left for cards, both in minutes, and the wanted recall.
    pub fn new(seconds: f64, unseen_min: f64, all_min: f64, left: i32, retention: f32) -> Self {
        let scarcity = if unseen_min <= 0.0 {
            0.0
        } else if all_min <= 0.0 {
            1.0
        } else {
            unseen_min / all_min
        };
        let share = DUE_SHARE * ((NO_SHARE_FROM - scarcity) / DUE_SHARE).clamp(0.0, 1.0);
        let share = if LEAST_SHARE_DAYS < left { share.max(LEAST_SHARE) } else { share };
        let floor = if scarcity < AMPLE { retention } else { retention.min(LOW_FLOOR) };
        Self { seconds, scarcity, share, floor }
    }
}

/// The cards of a day, by place among the subjects.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DayCards {
    pub steps: Vec<Gain>,
    /// Known cards that are due, and known ones that come early because it raises the score.
    pub due: Vec<Gain>,
    pub early: Vec<Gain>,
    pub new: Vec<Gain>,
    /// Known cards that are due and do not fit.
    pub waiting: Vec<Gain>,
    /// Seconds that the day has for cards.
    pub room_s: f64,
    /// The floor of the day, and the least gain a second with which a due card found room.
    pub floor: f32,
    pub least_rate: f64,
}

impl DayCards {
    /// All cards that are shown.
    pub fn all(&self) -> impl Iterator<Item = &Gain> {
        self.steps.iter().chain(&self.due).chain(&self.early).chain(&self.new)
    }

    /// Seconds that they are expected to take.
    pub fn seconds(&self) -> f64 {
        self.all().map(|one| one.seconds).sum()
    }

    /// Known cards that are shown.
    pub fn n_known(&self) -> usize {
        self.steps.len() + self.due.len() + self.early.len()
    }
}

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct DayPlan {
    /// Days from today.
    pub ahead: i32,
    /// Known cards that are shown, new ones, and known ones that are put off.
    pub n_reviews: usize,
    pub n_new: usize,
    pub n_waiting: usize,
    /// Minutes of cards, of scenarios, of drills, and of a mock.
    pub cards_min: f64,
    pub items_min: f64,
    pub drills_min: f64,
    pub mock_min: u32,
    /// See [`DayCards`].
    pub floor: f32,
    pub least_rate: f64,
}

impl DayPlan {
    /// All minutes of the day.
    pub fn minutes(&self) -> f64 {
        self.cards_min + self.items_min + self.drills_min + f64::from(self.mock_min)
    }
}

/// The days ahead, and what they come to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Calendar {
    pub days: Vec<DayPlan>,
    /// Expected recall over all cards on the exam day, 0 to 1: by this plan, and if nothing is done
    /// from now on. Without an exam date on the last day that is played.
    pub known: f64,
    pub known_without: f64,
    /// Subjects that are never studied because the time does not suffice.
    pub left_out: Vec<usize>,
}
