//! From screen to screen: where a person wants to go becomes a screen on the stack.

use super::{
    App,
    ctx::Ctx,
    next::{Next, Opening},
    screens::{
        Screen, browse::Browse, drills::Drills, exam::Exam, lab::Lab, mocks::Mocks, plan::PlanView,
        practice::Practice, report::ReportView, review::ReviewSession, settings::Settings,
        stats::StatsView, worlds::Worlds,
    },
};
use crate::study::record::Effect;

impl App {
    /// Goes straight to where the person wants to begin.
    pub fn open(&mut self, opening: Opening) -> Vec<Effect> {
        self.keep_forecast();
        let (stack, mut ctx) = self.split();
        let next = if let Opening::Mocks(plan) = opening
            && plan.begins
        {
            let mut mocks = Mocks::new(&mut ctx, plan);
            let next = mocks.begin_wanted(&mut ctx);
            stack.push(mocks.into());
            next
        } else {
            if let Opening::Lab(world) = opening {
                stack.push(Worlds::at(&ctx, world).into());
            }
            Next::Push(opening)
        };
        self.follow(next);
        self.fill_toast();
        std::mem::take(&mut self.effects)
    }

    /// Does what a screen wants next.
    pub(super) fn follow(&mut self, next: Next) {
        match next {
            Next::Stay => {}
            Next::Pop => {
                if 1 < self.stack.len() {
                    self.stack.pop();
                }
                let (front, mut ctx) = self.front();
                front.come_back(&mut ctx);
                self.refresh_home();
            }
            Next::Push(opening) => {
                let (stack, mut ctx) = self.split();
                stack.extend(screen(&mut ctx, opening));
            }
            Next::Replace(opening) => {
                let (stack, mut ctx) = self.split();
                if let Some(screen) = screen(&mut ctx, opening) {
                    stack.pop();
                    stack.push(screen);
                }
            }
            Next::Overlay(overlay) => self.overlay = Some(overlay),
        }
    }
}

/// The screen of an opening; none, and mostly a word about it, where it has nothing to show.
fn screen(ctx: &mut Ctx<'_>, opening: Opening) -> Option<Screen> {
    Some(match opening {
        Opening::Home => return None,
        Opening::Review(deck) => ReviewSession::new(ctx, deck).into(),
        Opening::Ahead(deck) => ReviewSession::ahead(ctx, deck).into(),
        Opening::Browse => Browse::new(ctx).into(),
        Opening::Search => Browse::searching(ctx).into(),
        Opening::Fact(fact) => Browse::at_fact(ctx, &fact).into(),
        Opening::Worlds => Worlds::default().into(),
        Opening::Lab(world) => {
            let file = ctx.desk.library.worlds().get(world)?.clone();
            Lab::new(ctx, file).into()
        }
        Opening::Lanes(cast) => Lab::of_cast(ctx, cast)?.into(),
        Opening::Practice(items) => Practice::begin(ctx, items)?.into(),
        Opening::Debrief { mock, questions } => Practice::debrief(ctx, mock, &questions)?.into(),
        Opening::Drills(plan) => Drills::new(ctx, *plan).into(),
        Opening::Mocks(plan) => Mocks::new(ctx, plan).into(),
        Opening::Exam(mock) => Exam::new(ctx, mock)?.into(),
        Opening::Report(mock) => ReportView::new(ctx, mock)?.into(),
        Opening::Plan => PlanView::new(ctx).into(),
        Opening::Stats => StatsView::new(ctx).into(),
        Opening::Settings => Settings::default().into(),
    })
}
