//! The plan: what today should hold, the days to the exam, and how ready one is.

use super::{
    Scene,
    list::{PAGE, scroll},
};
use crate::{
    app::{
        Ctx, Next, Opening,
        keys::action::{Action, Place},
    },
    content::Rank,
    ids::DeckId,
    memory::day::{Calendar, DayPlan},
    study::standing::{Lever, Moved, Standing, TodayMix},
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

impl PlanView {
    pub fn new(ctx: &Ctx<'_>) -> Self {
        let (desk, day) = (&ctx.desk, ctx.now.day);
        let calendar = desk.days_to_exam(day).map(|_| desk.calendar(day));
        let standing = desk.standing(day);
        let first = calendar.as_ref().and_then(|one| one.days.first().copied()).unwrap_or_default();
        let held = desk.today(&DeckId::everything(), day, 0);
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
        let moved = standing.as_ref().and_then(|now| desk.moved(day, now));
        Self { today, standing, calendar, left_out, levers, moved, scroll: 0 }
    }
}

impl Scene for PlanView {
    fn place(&self) -> Place {
        Place::Plan
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "actions of other screens do nothing here")]
    fn act(&mut self, ctx: &mut Ctx<'_>, action: Action) -> Next {
        match action {
            Action::Back => return Next::Pop,
            Action::Start => return Next::Push(Opening::Review(DeckId::everything())),
            Action::OpenSettings => return Next::Push(Opening::Settings),
            Action::Undo => ctx.say("answers are taken back in review"),
            other => scroll(&mut self.scroll, other, PAGE),
        }
        Next::Stay
    }

    fn come_back(&mut self, ctx: &mut Ctx<'_>) {
        *self = Self::new(ctx);
    }
}
