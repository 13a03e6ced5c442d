//! The plan: what today should hold, the days to the exam, and how ready one is.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "actions are one flat list for all screens; each takes the few that are its own"
)]

use super::{
    Ctx, Next,
    action::Action,
    list::scroll,
    standing::{Lever, Standing},
};
use crate::{
    content::Rank,
    ids::DeckId,
    memory::course::{Calendar, DayPlan},
};

/// The screen.
#[derive(Debug)]
pub struct PlanView {
    pub today: TodayMix,
    pub standing: Option<Standing>,
    pub calendar: Option<Calendar>,
    /// Cards that are left out, by rank.
    pub left_out: Vec<(Rank, usize)>,
    pub levers: Vec<Lever>,
    pub moved: Option<Moved>,
    pub scroll: usize,
}

/// What today should hold.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TodayMix {
    pub n_due: usize,
    pub n_new: usize,
    /// Known cards that are due and have no room.
    pub n_waiting: usize,
    pub cards_min: u64,
    pub items_min: f64,
    pub drills_min: f64,
    pub mock_min: u32,
}

/// What moved the readiness since the last look.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    /// Days ago.
    pub days: i32,
    /// Change of the chance to pass and of the score.
    pub pass: f64,
    pub score: f64,
    /// Mock questions since.
    pub asked: u32,
    /// Topics whose expected recall changed most, by title, in points.
    pub topics: Vec<(String, f64)>,
}

/// A change below this is none, in points.
const LEAST_MOVE: f64 = 0.5;

impl PlanView {
    pub fn new(ctx: &Ctx<'_>) -> Self {
        let (desk, day) = (&ctx.desk, ctx.now.day);
        let calendar = desk.days_to_exam(day).map(|_| desk.calendar(day));
        let standing = desk.standing(day);
        let first = calendar.as_ref().and_then(|one| one.days.first().copied()).unwrap_or_default();
        let held = desk.today(&DeckId::from("everything"), day, 0);
        let DayPlan { items_min, drills_min, mock_min, .. } = first;
        let today = TodayMix {
            n_due: held.n_due(),
            n_new: held.new.len(),
            n_waiting: held.n_waiting,
            cards_min: held.minutes(),
            items_min,
            drills_min,
            mock_min,
        };
        let left_out = calendar.as_ref().map(|one| desk.left_out(one)).unwrap_or_default();
        let levers = desk.levers(day);
        let moved = standing.as_ref().and_then(|now| moved(ctx, now));
        Self { today, standing, calendar, left_out, levers, moved, scroll: 0 }
    }

    pub fn act(&mut self, ctx: &mut Ctx<'_>, action: Action) -> Next {
        match action {
            Action::Back => return Next::Pop,
            Action::Start => return Next::Review(DeckId::from("everything")),
            Action::OpenSettings => return Next::Settings,
            Action::Undo => ctx.say("answers are taken back in review"),
            other => scroll(&mut self.scroll, other),
        }
        Next::Stay
    }
}

/// What is said now beside what was said at the last look.
fn moved(ctx: &Ctx<'_>, now: &Standing) -> Option<Moved> {
    let before = ctx.desk.forecast_before(ctx.now.day)?;
    let mut topics: Vec<(String, f64)> = now
        .topics
        .iter()
        .filter_map(|(id, known)| {
            let (_, was) = before.topics.iter().find(|(one, _)| one == id)?;
            Some((ctx.desk.library.topic_title(id).to_owned(), 100.0 * (known - was)))
        })
        .filter(|(_, points)| LEAST_MOVE <= points.abs())
        .collect();
    topics.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    topics.truncate(3);
    Some(Moved {
        days: ctx.now.day.since(before.day),
        pass: now.readiness.pass - before.pass,
        score: now.readiness.score - before.score,
        asked: now.readiness.asked.saturating_sub(before.asked),
        topics,
    })
}
