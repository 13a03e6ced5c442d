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
//! | [`kernel`] | instants, the future, chance, calls in flight, counters, what a part is |
//! | [`services`] | a room for each simulated service, and the one list of them |
//! | [`Setup`], [`world`] | parts by name with settings and wires; the loop that runs them |
//! | [`budget`] | what a run may cost that nobody watches |
//! | [`cost`] | bills of a month |
//! | [`watch`] | two runs side by side: samples, figures, rows, what happened in words |
//! | [`fidelity`] | worked examples, answered by runs and calculators |

pub mod budget;
pub mod cost;
pub mod fidelity;
pub mod kernel;
pub mod services;
mod setup;
pub mod watch;
pub mod world;

pub use self::{kernel::part::SetupError, services::PartSetup, setup::Setup, world::World};
