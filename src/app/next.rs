//! What a screen wants to happen next: a plain value, which `open` makes a screen of. So no screen
//! knows the one behind it.

use super::{overlay::Overlay, screens::play::Cast};
use crate::{
    ids::{DeckId, FactId},
    study::{drill::DrillPlan, mock::MockPlan},
};

/// Where a person wants to go.
#[derive(Debug, Clone)]
pub enum Opening {
    /// It lies at the bottom of all.
    Home,
    Review(DeckId),
    /// Cards of a deck that today does not ask for.
    Ahead(DeckId),
    Browse,
    /// Browse with its line of text in front.
    Search,
    /// Browse with one fact open.
    Fact(FactId),
    Worlds,
    /// A world by its place in the library.
    Lab(usize),
    /// The lab with something else than a world as it comes in its lanes.
    Lanes(Cast),
    /// Scenarios by place in the library; none: those that are next.
    Practice(Vec<usize>),
    /// Questions, by place, of the mock that is done, by its place on the desk.
    Debrief {
        mock: usize,
        questions: Vec<usize>,
    },
    Drills(Box<DrillPlan>),
    Mocks(MockPlan),
    /// A mock that runs, by its place on the desk.
    Exam(usize),
    /// The report of a mock by its place on the desk.
    Report(usize),
    Plan,
    Stats,
    Settings,
}

/// What a screen wants to happen next.
#[derive(Debug)]
pub enum Next {
    Stay,
    /// Back to the screen below.
    Pop,
    /// On to another screen, if it can be opened.
    Push(Opening),
    /// Another screen in its own place, if it can be opened.
    Replace(Opening),
    Overlay(Overlay),
}
