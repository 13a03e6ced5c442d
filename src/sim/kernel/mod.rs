//! What every service of the simulator stands on: time, the future, chance, calls in flight, and
//! what a part of a world is.

pub mod bill;
pub mod bucket;
pub mod call;
pub mod core;
pub(in crate::sim) mod deadline;
pub mod draw;
pub mod events;
pub(in crate::sim) mod fifo;
pub mod ledger;
pub mod meter;
pub mod number;
pub mod part;
pub mod quota;
pub mod retry;
pub mod seen;
pub mod setting;
pub mod shared;
pub mod time;
