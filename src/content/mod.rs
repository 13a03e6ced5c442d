//! Facts, cards and the library that holds them.
//!
//! A [`Library`] is built from TOML files by [`load()`]: first each file is parsed by itself, then
//! ids are resolved across files, a user's over a built-in one. Loading never stops at a fault; it
//! gives back what could be read and the list of [`Diagnostic`](crate::diag::Diagnostic)s. What is
//! only worth saying to an author is found by [`check::check`], not at every start.

pub mod beside;
pub mod binding;
pub mod block;
mod built_in;
mod by_id;
pub mod card;
pub mod check;
pub mod curriculum;
pub mod fact;
mod figure;
pub mod files;
pub mod item;
pub mod judge;
pub mod kept;
pub mod kinds;
pub mod library;
pub mod numbers;
pub mod packed;
mod read;
mod runs;
pub mod situation;
pub mod sweep;
pub mod track;
pub mod tracks;
pub mod trial;
pub mod world;

pub use self::{
    built_in::{BUILT_IN_TRACK, built_in, built_in_track, over_built_in, with_places},
    card::{Card, CardText, Verdict},
    fact::{Fact, FactKind, FactText, NoteLine, Older, Quantity, Rank, Status, Value},
    figure::{Limit, Price},
    kinds::{Body, CardKind, options::Choice},
    library::{Deck, Document, InLine, Library, Note, Select, Topic},
    read::link::{Loaded, load},
    track::Track,
};
