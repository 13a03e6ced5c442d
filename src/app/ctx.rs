//! What a screen may use while it acts.

use super::event::Size;
use crate::{
    clock::Now,
    study::{desk::Desk, record::Effect},
};

/// What a screen may use while it acts.
#[derive(Debug)]
pub struct Ctx<'a> {
    pub now: Now,
    pub size: Size,
    pub desk: &'a mut Desk,
    pub effects: &'a mut Vec<Effect>,
    pub(super) toast: &'a mut Option<String>,
    /// Tokens of lines that must not be written any more.
    pub(super) forget: &'a mut Vec<u64>,
}

impl Ctx<'_> {
    /// Shows a sentence until the next key.
    pub fn say(&mut self, words: impl Into<String>) {
        *self.toast = Some(words.into());
    }
}
