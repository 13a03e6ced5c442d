//! How a card looks, a file for each kind as in `content/kinds`: asked, answered, and in a list.

mod basic;
mod matching;
mod options;
mod order;
mod typed;

use crate::{
    app::{
        App,
        screens::{kinds::Input, showing::AnsweredCard},
    },
    content::kinds::kinds,
    tui::parts::{page::Page, theme::Role},
};

/// A kind of card as it looks. Options stand in an `order`: their positions in the card.
pub(super) trait Pictured {
    /// What there is to answer with.
    fn ask(&self, page: &mut Page, app: &App, order: &[usize]) -> Posed;

    /// The right answer in a row below the verdict.
    fn right(&self, _page: &mut Page) {}

    /// The right answer beside the one that was given, if one was.
    fn solve(&self, _page: &mut Page, _order: &[usize], _answered: &AnsweredCard) {}

    /// The card in a list, with its answer.
    fn preview(&self, page: &mut Page);
}

/// Where things stand that were drawn.
#[derive(Debug, Default)]
pub(super) struct Posed {
    /// The rows of the options that a click picks, by their places.
    pub(super) entries: Vec<(usize, u16)>,
    /// The option that has to be in view.
    pub(super) focus: usize,
    /// Column and row of the cursor in a line of text.
    pub(super) cursor: Option<(u16, u16)>,
}

macro_rules! pictured {
    ($($name:ident($module:ident::$kind:ident) = $word:literal,)*) => {
        /// How a card looks that is answered with this.
        pub(super) fn pictured(input: &Input) -> &dyn Pictured {
            match input {
                $(Input::$name(input) => input,)*
            }
        }
    };
}
kinds!(pictured);

/// `▸ 2 text`, the number being the key.
fn numbered(page: &mut Page, place: usize, is_selected: bool, marks: &[(Role, &str)], words: &str) {
    let pointer = if is_selected { page.look.signs.pointer } else { " " };
    let number = format!(" {} ", place + 1);
    let mut head = vec![(Role::Accent, pointer), (Role::Accent, number.as_str())];
    head.extend(marks);
    let role = if is_selected { Role::Strong } else { Role::Plain };
    page.hanging(&head, 0, role, words);
}
