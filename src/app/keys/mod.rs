//! What a person can do, where, and with which keys.

pub mod action;
pub mod actions;
pub mod key;
pub mod keymap;
