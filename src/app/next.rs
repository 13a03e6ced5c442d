//! From screen to screen.

use super::{
    App,
    overlay::Overlay,
    screens::{
        Screen, drills::Drills, mocks::Mocks, plan::PlanView, practice::Practice, report::Report,
        review::Review, stats::StatsView, worlds::Worlds,
    },
};
use crate::{
    ids::DeckId,
    study::{drill::DrillPlan, mock::MockPlan, record::Effect},
};

/// Where a person wants to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opening {
    Home,
    Review(DeckId),
    /// Cards of a deck that today does not ask for.
    Ahead(DeckId),
    Worlds,
    /// A world by its place in the library.
    Lab(usize),
    /// Scenarios by place in the library; none: those that are next.
    Practice(Vec<usize>),
    Drills(Box<DrillPlan>),
    Mocks(MockPlan),
    /// The report of a mock by its place on the desk.
    Report(usize),
    Plan,
    Stats,
}

/// What a screen wants to happen next.
#[derive(Debug)]
pub enum Next {
    Stay,
    /// Back to the screen below.
    Pop,
    /// On to another screen.
    Push(Screen),
    /// Another screen in its own place.
    Replace(Screen),
    Overlay(Overlay),
}

impl Next {
    /// On to another screen.
    pub fn to(screen: impl Into<Screen>) -> Self {
        Self::Push(screen.into())
    }

    /// On to another screen, if there is one.
    pub fn to_some(screen: Option<impl Into<Screen>>) -> Self {
        screen.map_or(Self::Stay, Self::to)
    }
}

impl App {
    /// Goes straight to where the person wants to begin.
    pub fn open(&mut self, opening: Opening) -> Vec<Effect> {
        self.keep_forecast();
        let (_, mut ctx) = self.split();
        let next = match opening {
            Opening::Home => Next::Stay,
            Opening::Review(deck) => Next::to(Review::new(&ctx, deck)),
            Opening::Ahead(deck) => Next::to(Review::ahead(&ctx, deck)),
            Opening::Worlds => Next::to(Worlds::default()),
            Opening::Lab(world) => {
                let worlds = Worlds::at(&ctx, world);
                let lab = Worlds::open(&ctx, world);
                self.follow(Next::to(worlds));
                lab
            }
            Opening::Practice(items) => Next::to_some(Practice::begin(&mut ctx, items)),
            Opening::Drills(plan) => Next::to(Drills::new(&ctx, *plan)),
            Opening::Mocks(plan) => {
                let mut mocks = Mocks::new(&mut ctx, plan);
                let next = if plan.begins { mocks.begin_wanted(&mut ctx) } else { Next::Stay };
                self.follow(Next::to(mocks));
                next
            }
            Opening::Report(mock) => Next::to_some(Report::new(&ctx, mock)),
            Opening::Plan => Next::to(PlanView::new(&ctx)),
            Opening::Stats => Next::to(StatsView::new(&ctx)),
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
            Next::Push(screen) => self.stack.push(screen),
            Next::Replace(screen) => {
                self.stack.pop();
                self.stack.push(screen);
            }
            Next::Overlay(overlay) => self.overlay = Some(overlay),
        }
    }
}
