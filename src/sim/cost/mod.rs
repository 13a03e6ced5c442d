//! What a month costs.

pub mod bill;
pub mod calc;
