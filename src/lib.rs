//! coldstart: an exam, learnt in the terminal.
//!
//! A pure state machine with three front ends. In reading order:
//!
//! | layer | modules | what it knows |
//! |---|---|---|
//! | leaves | [`clock`], [`ids`], [`rng`], [`text`], [`number`], [`mod@unit`], [`diag`] | values for time, names, chance, text, amounts and faults |
//! | cores | [`content`], [`memory`], [`sim`] | questions and facts; what is remembered; a simulator of serverless services |
//! | study | [`study`] | what is known, what a day holds, what a mock is; what is to be written down |
//! | state | [`app`] | events in, new state and effects out; no terminal, no clock, no files |
//! | outside | [`store`], [`config`], [`driver`] | the progress file, settings, and the carrying out of effects |
//! | front ends | [`tui`], [`plain`], [`cli`] | full screen, line by line, single commands |
//!
//! The same events with the same times and the same seed give the same state and the same screen.

pub mod clock;
pub mod diag;
mod fields;
pub mod ids;
pub mod number;
mod private;
pub mod rng;
pub mod text;
pub mod unit;

pub mod content;
pub mod exam;
pub mod memory;
pub mod sim;

pub mod study;

pub mod app;

pub mod config;
pub mod driver;
pub mod store;

pub mod cli;
pub mod plain;
pub mod tui;
