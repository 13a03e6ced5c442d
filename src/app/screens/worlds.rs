//! The list of worlds: what can be played with, and which challenges are solved.

use super::{Scene, list::Cursor};
use crate::{
    app::{
        Ctx, Next, Opening,
        keys::action::{Action, Place},
    },
    content::world::WorldFile,
};

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
    /// The list with a world selected, by its place in the library.
    pub fn at(ctx: &Ctx<'_>, world: usize) -> Self {
        let mut worlds = Self::default();
        let listed = worlds.listed(ctx.desk.library.worlds());
        worlds.cursor.selected = listed.iter().position(|one| *one == world).unwrap_or(0);
        worlds
    }

    /// The worlds that are listed, by place in the library.
    pub fn listed(&self, worlds: &[WorldFile]) -> Vec<usize> {
        let is_listed = |world: &WorldFile| {
            !world.is_hidden && (!self.challenges_only || world.challenge.is_some())
        };
        (0..worlds.len()).filter(|index| worlds.get(*index).is_some_and(is_listed)).collect()
    }
}

impl Scene for Worlds {
    fn place(&self) -> Place {
        Place::Worlds
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "actions of other screens do nothing here")]
    fn act(&mut self, ctx: &mut Ctx<'_>, action: Action) -> Next {
        let listed = self.listed(ctx.desk.library.worlds());
        let height = usize::from(ctx.size.height.saturating_sub(FRAME_ROWS));
        match action {
            Action::Back => return Next::Pop,
            Action::Open => match listed.get(self.cursor.selected) {
                Some(at) => return Next::Push(Opening::Lab(*at)),
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
    fn click(&mut self, ctx: &mut Ctx<'_>, entry: usize) -> Next {
        let listed = self.listed(ctx.desk.library.worlds());
        if self.cursor.selected == entry {
            return listed.get(entry).map_or(Next::Stay, |at| Next::Push(Opening::Lab(*at)));
        }
        self.cursor.selected = entry.min(listed.len().saturating_sub(1));
        Next::Stay
    }
}
