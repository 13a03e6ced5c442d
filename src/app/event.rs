//! What comes into the app.

use super::keys::{action::Action, key::Key};
use crate::study::record::Outcome;

/// Columns and rows of the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub width: u16,
    pub height: u16,
}

/// What a mouse can do here. Where a click fell is found by the front end that drew the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mouse {
    /// A click on an entry of the list in view, counted from 0 over the whole list.
    Entry(usize),
    ScrollUp,
    ScrollDown,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Key(Key),
    /// An action by itself, whatever its key: the line-by-line mode has names.
    Act(Action),
    Paste(String),
    Mouse(Mouse),
    Resize(Size),
    /// The deadline of [`App::wake_in`](super::App::wake_in) has passed.
    Wake,
    Done(Outcome),
}
