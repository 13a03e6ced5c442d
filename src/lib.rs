//! coldstart.

pub mod clock;
pub mod ids;
pub mod rng;
pub mod text;

pub mod content;
pub mod memory;

pub mod store;
