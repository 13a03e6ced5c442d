//! coldstart.

pub mod clock;
pub mod content;
pub mod rng;
pub mod text;
