//! What of all that a place lists would do something at this moment.
//!
//! The list of actions knows places, not states: a scenario without a sibling has nothing to flip,
//! a card to choose one option of has no picks to take back. Help, hints and palette name only what
//! is offered. A key that is pressed all the same says why nothing comes of it, where that is not
//! plain.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "actions are one flat list for all screens; each offers all but a few"
)]

use super::{
    App, Screen,
    action::{Action, Place},
    actions::{self, Info},
    drills::Drills,
    lab::Lab,
    live::Kind,
    play::Cast,
    practice::Practice,
    review::Review,
    showing::Input,
};
use crate::content::{Library, sweep::Sweeper};

impl App {
    /// Whether an action that `place` lists would do something now.
    pub fn offers(&self, place: Place, action: Action) -> bool {
        if matches!(place, Place::List | Place::Palette | Place::Confirm) {
            let is_here = place == Place::Palette && action == Action::Palette;
            return action != Action::Undo && !is_here;
        }
        match self.screen() {
            Screen::Home(_) => action != Action::Back,
            Screen::Review(review) => review_offers(review, action),
            Screen::Lab(lab) => lab_offers(lab, action),
            Screen::Practice(practice) => practice_offers(practice, &self.desk.library, action),
            Screen::Drills(drills) => drills_offer(drills, action),
            Screen::Stats(_) => true,
            Screen::Browse(_)
            | Screen::Worlds(_)
            | Screen::Mocks(_)
            | Screen::Exam(_)
            | Screen::Report(_)
            | Screen::Plan(_)
            | Screen::Settings(_) => action != Action::Undo,
        }
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

fn review_offers(review: &Review, action: Action) -> bool {
    match action {
        Action::Watch => review.live.as_ref().is_some_and(|live| matches!(live.kind, Kind::Run(_))),
        // Where one option is to be chosen, the cursor is the pick; in a match it stands on the
        // left, where nothing is picked.
        Action::Mark => has_input(review, |input| {
            matches!(input, Input::Several { .. } | Input::Sequence { .. })
        }),
        Action::Erase | Action::EraseAll => {
            has_input(review, |input| !matches!(input, Input::One { .. }))
        }
        _ => true,
    }
}

fn has_input(review: &Review, is_so: impl Fn(&Input) -> bool) -> bool {
    review.showing().is_some_and(|showing| is_so(&showing.input))
}

fn lab_offers(lab: &Lab, action: Action) -> bool {
    match action {
        Action::Pick(_) | Action::OwnAnswer | Action::BestAnswer => {
            lab.play.as_ref().and_then(Cast::item).is_some()
        }
        Action::ToParting | Action::OtherLane => lab.b.is_some(),
        Action::Peek => lab.file.challenge.is_some(),
        Action::More | Action::Less | Action::MuchMore | Action::MuchLess | Action::ResetKnobs => {
            !lab.file.knobs.is_empty()
        }
        _ => true,
    }
}

fn practice_offers(practice: &Practice, library: &Library, action: Action) -> bool {
    let Some(question) = &practice.question else {
        return match action {
            Action::Start => !practice.is_debrief,
            _ => !matches!(action, Action::Undo | Action::StudyAhead),
        };
    };
    let (item, situation) = question.parts(library);
    match action {
        Action::Undo => false,
        Action::Flip => library.siblings(item).next().is_some(),
        Action::BreakEven => (0..item.roles.len())
            .filter(|place| !item.key().contains(place))
            .any(|place| Sweeper::new(situation, item, &question.numbers, place).is_some()),
        _ => true,
    }
}

fn drills_offer(drills: &Drills, action: Action) -> bool {
    match action {
        Action::Undo | Action::StudyAhead => false,
        // Typed parts are gone through; one alone has nowhere to go.
        Action::Up | Action::Down if drills.is_typed => {
            drills.question.as_ref().is_some_and(|asked| 1 < asked.fields.len())
        }
        Action::Watch => drills
            .question
            .as_ref()
            .is_some_and(|asked| asked.drill.stage(&asked.drill.key).is_some()),
        _ => true,
    }
}
