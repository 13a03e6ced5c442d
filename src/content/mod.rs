//! Facts, cards and the library that holds them.
//!
//! A [`Library`] is built from TOML files by [`load()`]: first each file is parsed by itself, then
//! ids are resolved across files, a user's over a built-in one. Loading never stops at a fault; it
//! gives back what could be read and the list of [`Diagnostic`](crate::diag::Diagnostic)s. What is
//! only worth saying to an author is found by [`check::check`], not at every start.

pub mod binding;
pub mod block;
mod body;
mod built_in;
pub mod card;
pub mod check;
mod check_drills;
mod check_items;
pub mod fact;
mod figure;
pub mod files;
mod glossary;
pub mod item;
mod item_lint;
pub mod judge;
pub mod library;
mod link;
mod link_drills;
mod link_runs;
mod lint;
mod parse;
pub mod pool;
mod raw;
mod read_binding;
mod read_card;
mod read_draw;
mod read_drill;
mod read_item;
mod read_scope;
mod runs;
pub mod sweep;
mod told;
pub mod trial;
mod weight;
pub mod world;

pub use self::{
    built_in::{built_in, over_built_in},
    card::{Body, Card, CardKind, Choice, Verdict},
    fact::{Fact, FactKind, NoteLine, Older, Quantity, Rank, Status, Value},
    figure::{Limit, Price},
    library::{Deck, Document, Library, Note, Select, Topic},
    link::{Loaded, load},
};
