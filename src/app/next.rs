//! From screen to screen.

use super::{
    App, Screen,
    browse::Browse,
    drills::{DrillPlan, Drills},
    event::Effect,
    exam::Exam,
    lab::Lab,
    mocks::{MockPlan, Mocks},
    overlay::Overlay,
    plan::PlanView,
    play::{Play, Watch},
    practice::Practice,
    question::Past,
    report::Report,
    review::Review,
    settings::Settings,
    stats::StatsView,
    worlds::Worlds,
};
use crate::ids::{DeckId, FactId};

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
    Pop,
    Review(DeckId),
    /// Browse with this fact open.
    Browse(FactId),
    OpenBrowse {
        is_searching: bool,
    },
    Settings,
    Worlds,
    /// A world by its place in the library.
    Lab(usize),
    /// An item in two lanes.
    Play(Box<Play>),
    /// What plays beside a card.
    Watch(Box<Watch>),
    /// Scenarios by place in the library; none: those that are next.
    Practice(Vec<usize>),
    Drills(Box<DrillPlan>),
    Mocks(MockPlan),
    /// A mock by its place on the desk.
    Exam(usize),
    Report(usize),
    Plan,
    Stats,
    /// Answered questions, one after the other.
    Debrief(Vec<Past>),
    Overlay(Overlay),
}

impl App {
    /// Goes straight to where the person wants to begin.
    pub fn open(&mut self, opening: Opening) -> Vec<Effect> {
        self.keep_forecast();
        match opening {
            Opening::Home => {}
            Opening::Review(deck) => self.follow(Next::Review(deck)),
            Opening::Ahead(deck) => {
                let (stack, ctx) = self.split();
                let review = Review::ahead(&ctx, deck);
                stack.push(Screen::Review(Box::new(review)));
            }
            Opening::Worlds => self.follow(Next::Worlds),
            Opening::Lab(world) => {
                self.follow(Next::Worlds);
                let library = self.desk.library.clone();
                if let Some(Screen::Worlds(worlds)) = self.stack.last_mut() {
                    let listed = worlds.listed(library.worlds());
                    let place = listed.iter().position(|one| *one == world);
                    worlds.cursor.selected = place.unwrap_or(0);
                }
                self.follow(Next::Lab(world));
            }
            Opening::Practice(items) => self.follow(Next::Practice(items)),
            Opening::Drills(plan) => self.follow(Next::Drills(plan)),
            Opening::Mocks(plan) => self.follow(Next::Mocks(plan)),
            Opening::Report(mock) => self.follow(Next::Report(mock)),
            Opening::Plan => self.follow(Next::Plan),
            Opening::Stats => self.follow(Next::Stats),
        }
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
                self.refresh_front();
                self.refresh_home();
            }
            Next::Overlay(overlay) => self.overlay = Some(overlay),
            Next::Settings => self.stack.push(Screen::Settings(Settings::default())),
            Next::Worlds => self.stack.push(Screen::Worlds(Worlds::default())),
            Next::Lab(at) => {
                let (stack, ctx) = self.split();
                if let Some(file) = ctx.desk.library.worlds().get(at).cloned() {
                    stack.push(Screen::Lab(Box::new(Lab::new(&ctx, file))));
                }
            }
            Next::Play(play) => {
                let (stack, mut ctx) = self.split();
                match Lab::of_item(&mut ctx, *play) {
                    Ok(lab) => stack.push(Screen::Lab(Box::new(lab))),
                    Err(why) => ctx.say(why),
                }
            }
            Next::Watch(watch) => {
                let (stack, mut ctx) = self.split();
                match Lab::of_live(&ctx, *watch) {
                    Ok(lab) => stack.push(Screen::Lab(Box::new(lab))),
                    Err(why) => ctx.say(why),
                }
            }
            Next::Practice(items) => {
                let (stack, mut ctx) = self.split();
                let items =
                    if items.is_empty() { Practice::line(&ctx, |_, _| true) } else { items };
                if items.is_empty() {
                    ctx.say("there are no scenarios here");
                    return;
                }
                let practice = Practice::new(&ctx, &items);
                if let Some(Screen::Practice(_)) = stack.last() {
                    stack.pop();
                }
                stack.push(Screen::Practice(Box::new(practice)));
            }
            Next::Mocks(plan) => {
                let (stack, mut ctx) = self.split();
                let mut mocks = Mocks::new(&mut ctx, plan);
                let next = if plan.begins { mocks.begin_wanted(&mut ctx) } else { Next::Stay };
                stack.push(Screen::Mocks(Box::new(mocks)));
                self.follow(next);
            }
            Next::Exam(mock) => {
                let (stack, ctx) = self.split();
                stack.extend(Exam::new(&ctx, mock).map(|exam| Screen::Exam(Box::new(exam))));
            }
            Next::Report(mock) => {
                let (stack, ctx) = self.split();
                if let Some(Screen::Exam(_)) = stack.last() {
                    stack.pop();
                }
                stack.extend(Report::new(&ctx, mock).map(Screen::Report));
            }
            Next::Plan | Next::Stats => self.open_figures(&next),
            Next::Debrief(questions) => {
                let (stack, ctx) = self.split();
                let practice = Practice::debrief(&ctx, questions);
                stack.push(Screen::Practice(Box::new(practice)));
            }
            Next::Drills(plan) => {
                let (stack, ctx) = self.split();
                let drills = Drills::new(&ctx, *plan);
                if let Some(Screen::Drills(_)) = stack.last() {
                    stack.pop();
                }
                stack.push(Screen::Drills(Box::new(drills)));
            }
            Next::Review(deck) => {
                let (stack, ctx) = self.split();
                let review = Review::new(&ctx, deck);
                stack.push(Screen::Review(Box::new(review)));
            }
            Next::Browse(fact) => {
                let (stack, ctx) = self.split();
                let browse = Browse::at_fact(&ctx, &fact);
                stack.push(Screen::Browse(Box::new(browse)));
            }
            Next::OpenBrowse { is_searching } => {
                let (stack, ctx) = self.split();
                let browse = Browse::new(&ctx, is_searching);
                stack.push(Screen::Browse(Box::new(browse)));
            }
        }
    }

    /// The plan, or the figures about the learning.
    fn open_figures(&mut self, next: &Next) {
        let (stack, ctx) = self.split();
        stack.push(match next {
            Next::Plan => Screen::Plan(Box::new(PlanView::new(&ctx))),
            _ => Screen::Stats(Box::new(StatsView::new(&ctx))),
        });
    }
}
