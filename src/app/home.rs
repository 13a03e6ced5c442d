//! Home: one glance tells what to do now.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "actions are one flat list for all screens; each takes the few that are its own"
)]

use super::{
    Ctx, Next,
    action::Action,
    desk::Overview,
    event::Effect,
    mocks::MockPlan,
    overlay::{DeckList, Overlay},
};
use crate::ids::DeckId;

/// The first screen; always at the bottom of the stack.
#[derive(Debug, Default)]
pub struct Home {
    pub overview: Box<Overview>,
    /// First topic shown, where not all fit.
    pub scroll: usize,
}

impl Home {
    /// Brings the figures up to date.
    pub fn refresh(&mut self, ctx: &Ctx<'_>) {
        *self.overview = ctx.desk.overview(ctx.now.day);
    }

    pub fn act(&mut self, ctx: &mut Ctx<'_>, action: Action) -> Next {
        match action {
            Action::Start if self.overview.n_due + self.overview.n_new == 0 => {
                ctx.say("nothing is due today; {home.decks} chooses a deck, {home.browse} shows all cards");
                Next::Stay
            }
            Action::Start => Next::Review(DeckId::from("everything")),
            Action::Decks => Next::Overlay(Overlay::Decks(DeckList::new(ctx))),
            Action::OpenBrowse => Next::OpenBrowse { is_searching: false },
            Action::OpenSearch => Next::OpenBrowse { is_searching: true },
            Action::OpenSettings => Next::Settings,
            Action::OpenLab => Next::Worlds,
            Action::OpenDrills => Next::Drills(Box::default()),
            Action::OpenPlan => Next::Plan,
            Action::OpenStats => Next::Stats,
            Action::OpenMocks => Next::Mocks(MockPlan::default()),
            Action::OpenPractice => Next::Practice(Vec::new()),
            Action::Back => {
                ctx.say("this is home; {home.quit} leaves");
                Next::Stay
            }
            Action::Undo => {
                ctx.effects.push(Effect::UndoLast);
                Next::Stay
            }
            Action::Up => {
                self.scroll = self.scroll.saturating_sub(1);
                Next::Stay
            }
            Action::Down => {
                self.scroll = (self.scroll + 1).min(self.overview.topics.len().saturating_sub(1));
                Next::Stay
            }
            _ => Next::Stay,
        }
    }
}
