//! Home: one glance tells what to do now.

use super::{
    Scene, browse::Browse, drills::Drills, mocks::Mocks, plan::PlanView, practice::Practice,
    review::Review, settings::Settings, stats::StatsView, worlds::Worlds,
};
use crate::{
    app::{
        Ctx, Next,
        keys::action::{Action, Place},
        overlay::{DeckList, Overlay},
    },
    ids::DeckId,
    study::{
        desk::{Desk, Overview},
        drill::DrillPlan,
        mock::MockPlan,
        record::Effect,
    },
};

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
}

impl Scene for Home {
    fn place(&self) -> Place {
        Place::Home
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "actions of other screens do nothing here")]
    fn act(&mut self, ctx: &mut Ctx<'_>, action: Action) -> Next {
        match action {
            Action::Start if self.overview.n_due + self.overview.n_new == 0 => {
                ctx.say("nothing is due today; {home.decks} chooses a deck, {home.browse} shows all cards");
                Next::Stay
            }
            Action::Start => Next::to(Review::new(ctx, DeckId::everything())),
            Action::Decks => Next::Overlay(Overlay::Decks(DeckList::new(ctx))),
            Action::OpenBrowse => Next::to(Browse::new(ctx, false)),
            Action::OpenSearch => Next::to(Browse::new(ctx, true)),
            Action::OpenSettings => Next::to(Settings::default()),
            Action::OpenLab => Next::to(Worlds::default()),
            Action::OpenDrills => Next::to(Drills::new(ctx, DrillPlan::default())),
            Action::OpenPlan => Next::to(PlanView::new(ctx)),
            Action::OpenStats => Next::to(StatsView::new(ctx)),
            Action::OpenMocks => Next::to(Mocks::new(ctx, MockPlan::default())),
            Action::OpenPractice => Next::to_some(Practice::begin(ctx, Vec::new())),
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

    fn offers(&self, _desk: &Desk, action: Action) -> bool {
        action != Action::Back
    }
}
