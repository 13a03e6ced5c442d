//! What is said of a card, a file for each kind as in `content/kinds`.

mod basic;
mod matching;
mod options;
mod order;
mod typed;

use crate::{app::screens::kinds::Input, content::kinds::kinds};

/// A kind of card in words. Options stand in an `order`: their positions in the card.
pub(super) trait Voiced {
    /// What there is to answer with, a line each; actions stand in braces.
    fn ask(&self, order: &[usize], lines: &mut Vec<String>);

    /// Why the right answer is right, once it is known.
    fn reasons(&self, _lines: &mut Vec<String>) {}
}

macro_rules! voiced {
    ($($name:ident($module:ident::$kind:ident) = $word:literal,)*) => {
        /// What is said of a card that is answered with this.
        pub(super) fn voiced(input: &Input) -> &dyn Voiced {
            match input {
                $(Input::$name(input) => input,)*
            }
        }
    };
}
kinds!(voiced);

/// An option with the number that picks it.
fn numbered(place: usize, words: &str) -> String {
    format!("  {}. {words}", place + 1)
}
