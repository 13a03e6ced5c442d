//! coldstart.

pub mod clock;
pub mod diag;
mod fields;
pub mod ids;
pub mod rng;
pub mod text;

pub mod content;
pub mod memory;

pub mod store;

pub mod app;
