//! The model of study, below every screen: what is known, what a day holds, what a mock is, and
//! what has to be written down.
//!
//! It knows no key, no screen and no file. [`desk::Desk`] holds it all together.

pub mod cards;
pub mod confusion;
pub mod debrief;
pub mod decks;
pub mod desk;
pub mod drill;
pub mod evidence;
pub mod figures;
pub mod history;
mod marking;
pub mod mock;
mod plan;
pub mod planning;
pub mod preferences;
pub mod record;
pub mod search;
pub mod settings;
pub mod standing;
pub mod words;
