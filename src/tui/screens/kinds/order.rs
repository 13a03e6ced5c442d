//! Steps to be put in order.

use super::{Pictured, Posed, numbered};
use crate::{
    app::{
        App,
        screens::{kinds::order::PickedSteps, showing::AnsweredCard},
    },
    tui::parts::{page::Page, theme::Role},
};

impl Pictured for PickedSteps {
    fn ask(&self, page: &mut Page, _: &App, order: &[usize]) -> Posed {
        let mut entries = Vec::new();
        for (place, at) in order.iter().enumerate() {
            entries.push((place, page.height()));
            let position = self.given.iter().position(|one| *one == place);
            let sign =
                position.map_or_else(|| "  ".to_owned(), |position| format!("{}.", position + 1));
            let marks = [(Role::Accent, sign.as_str()), (Role::Plain, " ")];
            let step = self.steps.get(*at).map_or("", String::as_str);
            numbered(page, place, place == self.cursor, &marks, step);
        }
        page.blank();
        page.row(&[(Role::Dim, "pick the steps by number, first one first")]);
        Posed { entries, focus: self.cursor, cursor: None }
    }

    fn solve(&self, page: &mut Page, order: &[usize], _: &AnsweredCard) {
        for (at, step) in self.steps.iter().enumerate() {
            let mine = self.given.iter().position(|place| order.get(*place) == Some(&at));
            let is_right = mine == Some(at);
            let sign = match mine {
                _ if is_right => page.look.signs.right,
                Some(_) => page.look.signs.wrong,
                None => ' ',
            };
            let head = format!("{sign} {}. ", at + 1);
            let role = if is_right { Role::Good } else { Role::Bad };
            let yours = match mine {
                Some(mine) if !is_right => format!("{step}   (you: {})", mine + 1),
                _ => step.clone(),
            };
            page.hanging(&[(role, &head)], 0, Role::Plain, &yours);
        }
    }

    fn preview(&self, page: &mut Page) {
        for (index, step) in self.steps.iter().enumerate() {
            page.hanging(&[(Role::Good, &format!("{}. ", index + 1))], 0, Role::Plain, step);
        }
    }
}
