//! What of all that a place lists would do something at this moment.
//!
//! The list of actions knows places, not states: a scenario without a sibling has nothing to flip,
//! a card to choose one option of has no picks to take back. Help, hints and palette name only what
//! is offered. A key that is pressed all the same says why nothing comes of it, where that is not
//! plain.

use super::{
    App,
    keys::{
        action::{Action, Place},
        actions::{self, Info},
    },
};

impl App {
    /// Whether an action that `place` lists would do something now.
    pub fn offers(&self, place: Place, action: Action) -> bool {
        if matches!(place, Place::List | Place::Palette | Place::Confirm) {
            let is_here = place == Place::Palette && action == Action::Palette;
            return action != Action::Undo && !is_here;
        }
        self.screen().scene().offers(&self.desk, action)
    }

    /// All actions that can be done in a place with some key, its own first.
    pub(super) fn offered(&self, place: Place) -> Vec<&'static Info> {
        let is_usable = |info: &&Info| {
            self.keymap.first_key(place, info).is_some() && self.offers(place, info.action)
        };
        let own = actions::all().filter(|info| info.places.contains(&place));
        let mut all: Vec<&'static Info> = own.filter(is_usable).collect();
        let anywhere = actions::all().filter(|info| info.places.contains(&Place::Anywhere));
        for info in anywhere.filter(is_usable) {
            if all.iter().all(|one| one.action != info.action) {
                all.push(info);
            }
        }
        all
    }
}
