//! A deterministic simulator of serverless services: Lambda, DynamoDB, API Gateway and what stands
//! around them.
//!
//! Exact where AWS documents a rule; where it does not, the number is a parameter, named as ours.
//! Time is whole nanoseconds, chance is a function of seed and request, and nothing here reads a
//! clock, a file or the environment: the same setup gives the same digest on every machine.
//!
//! ```text
//! client --> gateway --> function --> table / cache --> table
//!                   \              \-> database (with or without a proxy)
//!                    \-> queue --> function
//! ```
//!
//! | module | what |
//! |---|---|
//! | [`time`], [`queue`], [`draw`], [`bucket`] | instants, the future, chance, tokens |
//! | [`core`], [`meter`], [`world`] | calls in flight, counters, the loop |
//! | [`client`], [`gateway`], [`function`], [`table`], [`store_cache`], [`message_queue`], [`database`] | the services |
//! | [`units`], [`calc`] | capacity units, bills and other arithmetic that screens use |
//! | [`settings`], [`report`] | settings by name, figures of a run |
//! | [`fidelity`] | worked examples, answered by runs and calculators |

pub mod bucket;
pub mod calc;
pub mod client;
pub mod core;
pub mod database;
mod deadline;
pub mod draw;
pub mod fidelity;
pub mod function;
pub mod function_setup;
pub mod gateway;
pub mod message_queue;
pub mod meter;
pub mod queue;
pub mod report;
pub mod settings;
pub mod store_cache;
pub mod table;
pub mod time;
pub mod units;
pub mod world;

pub use self::world::{PartSetup, Setup, SetupError, World};
