//! Runs looked at: two lanes, their samples, their figures, and what happened in words.

pub mod figures;
pub mod lanes;
pub mod log;
pub mod readings;
pub mod record;
pub mod rules;
