//! The list of worlds: what can be played with, and which challenges are solved.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "actions are one flat list for all screens; each takes the few that are its own"
)]

use super::{Ctx, Next, action::Action, list::Cursor};
use crate::content::world::WorldFile;

/// Rows of the screen that are no entry: title, gap, hints.
const FRAME_ROWS: u16 = 3;

/// The screen.
#[derive(Debug, Default)]
pub struct Worlds {
    pub cursor: Cursor,
    /// Only challenges are listed.
    pub challenges_only: bool,
}

impl Worlds {
    /// The worlds that are listed, by place in the library.
    pub fn listed(&self, worlds: &[WorldFile]) -> Vec<usize> {
        let is_listed = |world: &WorldFile| {
            !world.is_hidden && (!self.challenges_only || world.challenge.is_some())
        };
        (0..worlds.len()).filter(|index| worlds.get(*index).is_some_and(is_listed)).collect()
    }

    pub fn act(&mut self, ctx: &mut Ctx<'_>, action: Action) -> Next {
        let listed = self.listed(ctx.desk.library.worlds());
        let height = usize::from(ctx.size.height.saturating_sub(FRAME_ROWS));
        match action {
            Action::Back => return Next::Pop,
            Action::Open => match listed.get(self.cursor.selected) {
                Some(at) => return Next::Lab(*at),
                None => ctx.say("nothing is listed here"),
            },
            Action::FilterChallenges => {
                self.challenges_only = !self.challenges_only;
                self.cursor = Cursor::default();
            }
            Action::Undo => ctx.say("nothing here can be taken back"),
            _ => self.cursor.act(action, listed.len(), height),
        }
        Next::Stay
    }

    /// A click on an entry: the first selects, the second opens.
    pub fn click(&mut self, ctx: &Ctx<'_>, entry: usize) -> Next {
        let listed = self.listed(ctx.desk.library.worlds());
        if self.cursor.selected == entry {
            return listed.get(entry).map_or(Next::Stay, |at| Next::Lab(*at));
        }
        self.cursor.selected = entry.min(listed.len().saturating_sub(1));
        Next::Stay
    }
}
