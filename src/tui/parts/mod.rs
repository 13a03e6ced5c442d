//! What screens are drawn from: lines with roles, charts, options, the picture of a world.

pub(super) mod chart;
pub(super) mod fact;
pub(super) mod options;
pub(super) mod page;
pub mod theme;
pub(super) mod topology;
