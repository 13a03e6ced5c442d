//! All integration tests in one program, so that it links once.

#![expect(
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    reason = "a test that panics has said what it wanted to say, and tests may read the environment"
)]

mod actions;
mod answers;
mod bed;
mod cast;
mod cli;
mod content;
mod days;
mod decks;
mod docs;
mod drills;
mod exam;
mod figures;
mod files;
mod hostile;
mod keys;
mod lab;
mod memory;
mod offered;
mod practice;
mod pty;
mod records;
mod screens;
mod sim;
mod tidy;
mod worlds;
