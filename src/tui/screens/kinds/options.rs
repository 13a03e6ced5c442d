//! A card with options.

use super::{Pictured, Posed, numbered};
use crate::{
    app::{
        App,
        screens::{
            kinds::{
                Judged,
                options::{OneOption, SeveralOptions},
            },
            showing::AnsweredCard,
        },
    },
    content::Choice,
    tui::parts::{page::Page, theme::Role},
};

impl Pictured for OneOption {
    fn ask(&self, page: &mut Page, _: &App, order: &[usize]) -> Posed {
        let mut entries = Vec::new();
        for (place, option) in in_order(&self.options, order) {
            entries.push((place, page.height()));
            numbered(page, place, place == self.cursor, &[], &option.text);
        }
        Posed { entries, focus: self.cursor, cursor: None }
    }

    fn solve(&self, page: &mut Page, order: &[usize], answered: &AnsweredCard) {
        for (place, option) in in_order(&self.options, order) {
            judged(
                page,
                place,
                option,
                answered.judged != Judged::NotGiven && place == self.cursor,
            );
        }
    }

    fn preview(&self, page: &mut Page) {
        preview(page, &self.options);
    }
}

impl Pictured for SeveralOptions {
    fn ask(&self, page: &mut Page, _: &App, order: &[usize]) -> Posed {
        let mut entries = Vec::new();
        let signs = page.look.signs;
        for (place, option) in in_order(&self.options, order) {
            entries.push((place, page.height()));
            let is_marked = self.marked.contains(&place);
            let sign = if is_marked { signs.marked } else { signs.unmarked };
            let marks = [(Role::Accent, sign), (Role::Plain, " ")];
            numbered(page, place, place == self.cursor, &marks, &option.text);
        }
        page.blank();
        let words = format!("{} of {} marked", self.marked.len(), self.n_right());
        page.row(&[(Role::Dim, &words)]);
        Posed { entries, focus: self.cursor, cursor: None }
    }

    fn solve(&self, page: &mut Page, order: &[usize], answered: &AnsweredCard) {
        for (place, option) in in_order(&self.options, order) {
            judged(
                page,
                place,
                option,
                answered.judged != Judged::NotGiven && self.marked.contains(&place),
            );
        }
    }

    fn preview(&self, page: &mut Page) {
        preview(page, &self.options);
    }
}

fn in_order<'a>(
    options: &'a [Choice],
    order: &'a [usize],
) -> impl Iterator<Item = (usize, &'a Choice)> {
    order.iter().enumerate().filter_map(|(place, at)| Some((place, options.get(*at)?)))
}

/// An option with its sign and its reason.
fn judged(page: &mut Page, place: usize, option: &Choice, is_chosen: bool) {
    let signs = page.look.signs;
    let (sign, role) = match (option.is_right, is_chosen) {
        (true, _) => (signs.right.to_string(), Role::Good),
        (false, true) => (signs.wrong.to_string(), Role::Bad),
        (false, false) => (" ".to_owned(), Role::Dim),
    };
    let number = format!("{sign} {} ", place + 1);
    let words = if is_chosen { format!("{}   (you)", option.text) } else { option.text.clone() };
    let text_role = if option.is_right { Role::Strong } else { Role::Plain };
    page.hanging(&[(role, &number)], 0, text_role, &words);
    if let Some(why) = &option.why {
        page.text(Role::Dim, 4, why);
    }
}

fn preview(page: &mut Page, options: &[Choice]) {
    let sign = format!("{} ", page.look.signs.right);
    for option in options {
        let head = if option.is_right { sign.as_str() } else { "  " };
        page.hanging(&[(Role::Good, head)], 0, Role::Plain, &option.text);
    }
}
