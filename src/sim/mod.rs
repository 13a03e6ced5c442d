//! A deterministic simulator of serverless services: Lambda, DynamoDB, API Gateway and what stands
//! around them.
//!
//! Exact where AWS documents a rule; where it does not, the number is a parameter, named as ours.
//! Time is whole nanoseconds, chance is a function of seed and request, and nothing here reads a
//! clock, a file or the environment: the same setup gives the same digest on every machine.
//!
//! ```text
//! client -> edge -> sign-in -> gateway -> function -> cache -> table -> stream -> function
//!                                 |          |-> database (with or without a proxy)
//!                                 |          '-> queue, topic, workflow
//!                                 '-> workflow -> functions
//! bucket, bus, schedule, topic -> functions and queues
//! ```
//!
//! | room | what |
//! |---|---|
//! | [`kernel`] | instants, the future, chance, calls in flight, counters, what a part can do |
//! | [`services`] | a room for each simulated service |
//! | [`world`], [`settings`], [`limits`] | parts with wires, run event by event; settings by name, and what none can go beyond |
//! | [`budget`] | what a run may cost that nobody watches |
//! | [`cost`] | bills |
//! | [`watch`] | two runs side by side, their samples and figures, what happened in words |
//! | [`fidelity`] | worked examples, answered by runs and calculators |

pub mod budget;
pub mod cost;
pub mod fidelity;
pub mod kernel;
pub mod limits;
pub mod services;
pub mod settings;
pub mod watch;
pub mod world;

pub use self::world::{PartSetup, Setup, SetupError, World};
