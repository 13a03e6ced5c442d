//! Home: one glance tells what to do now.

use super::Scene;
use crate::{
    app::{
        Ctx, Next, Opening,
        keys::action::{Action, Place},
        overlay::{DeckList, Overlay},
    },
    ids::DeckId,
    study::{
        desk::{Desk, Overview},
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
        if let Some(what) = lacking(ctx.desk, action) {
            ctx.say(format!("{} has no {what}", ctx.desk.library.track.title));
            return Next::Stay;
        }
        match action {
            Action::Start if self.overview.n_due + self.overview.n_new == 0 => {
                ctx.say("nothing is due today; {home.decks} chooses a deck, {home.browse} shows all cards");
                Next::Stay
            }
            Action::Start => Next::Push(Opening::Review(DeckId::everything())),
            Action::Decks => Next::Overlay(Overlay::Decks(DeckList::new(ctx))),
            Action::OpenBrowse => Next::Push(Opening::Browse),
            Action::OpenSearch => Next::Push(Opening::Search),
            Action::OpenSettings => Next::Push(Opening::Settings),
            Action::OpenLab => Next::Push(Opening::Worlds),
            Action::OpenDrills => Next::Push(Opening::Drills(Box::default())),
            Action::OpenPlan => Next::Push(Opening::Plan),
            Action::OpenStats => Next::Push(Opening::Stats),
            Action::OpenMocks => Next::Push(Opening::Mocks(MockPlan::default())),
            Action::OpenPractice => Next::Push(Opening::Practice(Vec::new())),
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

    fn offers(&self, desk: &Desk, action: Action) -> bool {
        action != Action::Back && lacking(desk, action).is_none()
    }
}

/// What a track has none of, where an action would open a list of it.
#[expect(clippy::wildcard_enum_match_arm, reason = "nothing else opens what a track may lack")]
fn lacking(desk: &Desk, action: Action) -> Option<&'static str> {
    let has = desk.library.has();
    match action {
        Action::OpenLab if !has.worlds => Some("worlds"),
        Action::OpenDrills if !has.drills => Some("drills"),
        Action::OpenPractice | Action::OpenMocks if !has.items => Some("scenarios"),
        _ => None,
    }
}
