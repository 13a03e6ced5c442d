//! A match.

use super::{Pictured, Posed};
use crate::{
    app::{
        App,
        screens::{kinds::matching::MatchedPairs, showing::AnsweredCard},
    },
    text,
    tui::parts::{page::Page, theme::Role},
};

impl Pictured for MatchedPairs {
    fn ask(&self, page: &mut Page, _: &App, order: &[usize]) -> Posed {
        let pairs = &self.asks.pairs;
        let right = |place: usize| order.get(place).and_then(|at| self.asks.right_item(*at));
        let left_width =
            pairs.iter().map(|(left, _)| text::width(left)).max().unwrap_or(0).min(page.width / 2);
        for (at, (left, _)) in pairs.iter().enumerate() {
            let is_selected = at == self.cursor;
            let pointer = if is_selected { page.look.signs.pointer } else { " " };
            let left = text::fit(left, left_width, page.look.signs.cut);
            let chosen = self.given.get(at).copied().flatten();
            let answer = chosen.map_or_else(
                || "?".to_owned(),
                |place| format!("{} {}", place + 1, right(place).unwrap_or_default()),
            );
            let role = if is_selected { Role::Strong } else { Role::Plain };
            page.row(&[
                (Role::Accent, pointer),
                (Role::Plain, " "),
                (role, &left),
                (Role::Dim, "  =  "),
                (if chosen.is_some() { Role::Accent } else { Role::Dim }, &answer),
            ]);
        }
        page.blank();
        let mut entries = Vec::new();
        for place in 0..order.len() {
            entries.push((place, page.height()));
            let is_used = self.given.contains(&Some(place));
            let number = format!("  {} ", place + 1);
            let role = if is_used { Role::Dim } else { Role::Plain };
            page.hanging(&[(Role::Accent, &number)], 0, role, right(place).unwrap_or_default());
        }
        // The right items are numbered below the left ones; all of them are wanted.
        Posed { focus: entries.len().saturating_sub(1), entries, cursor: None }
    }

    fn solve(&self, page: &mut Page, order: &[usize], _: &AnsweredCard) {
        for (at, (left, right)) in self.asks.pairs.iter().enumerate() {
            let chosen = self.given.get(at).copied().flatten().and_then(|place| order.get(place));
            let is_right = chosen == Some(&at);
            let mine = chosen.and_then(|at| self.asks.right_item(*at));
            pair(page, (left, right), mine.filter(|_| !is_right), is_right);
        }
    }

    fn preview(&self, page: &mut Page) {
        let sign = format!("{} ", page.look.signs.right);
        for (left, right) in &self.asks.pairs {
            let words = format!("{left}  =  {right}");
            page.hanging(&[(Role::Good, &sign)], 0, Role::Plain, &words);
        }
    }
}

fn pair(page: &mut Page, (left, right): (&str, &str), mine: Option<&str>, is_right: bool) {
    let sign = match mine {
        _ if is_right => page.look.signs.right,
        Some(_) => page.look.signs.wrong,
        None => ' ',
    };
    let head = format!("{sign} ");
    let words = match mine {
        Some(mine) => format!("{left}  =  {right}   (you: {mine})"),
        None => format!("{left}  =  {right}"),
    };
    page.hanging(&[(if is_right { Role::Good } else { Role::Bad }, &head)], 0, Role::Plain, &words);
}
