//! From files to a library: each file is parsed by itself, field by field, then ids are resolved
//! across files.
//!
//! The build script takes this room in by its path, so that built-in content is read when the
//! program is built.

pub(in crate::content) mod binding;
mod card;
mod draw;
mod drill;
pub(in crate::content) mod item;
pub(in crate::content) mod link;
mod link_cited;
mod link_drills;
mod link_runs;
pub(in crate::content) mod lint;
pub(in crate::content) mod parse;
mod plain;
pub(in crate::content) mod raw;
pub(in crate::content) mod scalar;
mod scope;
mod situation;
pub(in crate::content) mod told;
pub(in crate::content) mod track;
mod weight;
mod world;
