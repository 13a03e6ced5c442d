//! All integration tests in one program, so that it links once.

mod bed;
mod cli;
mod content;
mod docs;
mod keys;
mod memory;
mod pty;
mod screens;
mod tidy;
