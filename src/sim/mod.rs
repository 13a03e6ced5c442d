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
//! | module | what |
//! |---|---|
//! | [`time`], [`queue`], [`draw`], [`bucket`] | instants, the future, chance, tokens |
//! | [`core`], [`meter`], [`service`], [`world`] | calls in flight, counters, what every component can do, the loop |
//! | [`client`], [`gateway`], [`function`], [`table`], [`store_cache`], [`message_queue`], [`database`] | the services at the centre |
//! | [`fanout`], [`stream`], [`workflow`], [`sign_in`], [`edge`] | the supporting cast |
//! | [`given`], [`settings`], [`limits`] | settings by name, and what none can go beyond |
//! | [`budget`] | what a run may cost that nobody watches |
//! | [`units`], [`calc`], [`bill`], [`report`] | capacity units, bills, figures of a run |
//! | [`lanes`], [`record`], [`log`], [`rules`] | two runs side by side, their samples, what happened in words |
//! | [`fidelity`] | worked examples, answered by runs and calculators |

pub mod bill;
pub mod bucket;
pub mod budget;
pub mod calc;
pub mod client;
pub mod core;
pub mod database;
mod deadline;
pub mod draw;
pub mod edge;
pub mod fanout;
pub mod fidelity;
mod fifo;
pub mod function;
mod function_events;
mod function_provisioned;
pub mod function_setup;
pub mod gateway;
pub mod gateway_setup;
pub mod given;
pub mod lanes;
pub mod limits;
pub mod log;
pub mod message_queue;
pub mod meter;
pub mod queue;
pub mod queue_setup;
pub mod record;
pub mod report;
pub mod rules;
pub mod service;
pub mod settings;
pub mod sign_in;
pub mod store_cache;
pub mod stream;
pub mod table;
mod table_capacity;
mod table_copies;
mod table_items;
mod table_scaling;
pub mod table_setup;
pub mod time;
pub mod units;
pub mod workflow;
pub mod world;

pub use self::world::{PartSetup, Setup, SetupError, World};
