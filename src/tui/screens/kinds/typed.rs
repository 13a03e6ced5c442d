//! A card whose answer is typed.

use super::{Pictured, Posed};
use crate::{
    app::{
        App,
        keys::action::Place,
        screens::kinds::{Answering, typed::TypedLine},
    },
    content::kinds::{cloze::Cloze, numeric::Numeric},
    text,
    tui::parts::{page::Page, theme::Role},
};

impl Pictured for TypedLine<Cloze> {
    fn ask(&self, page: &mut Page, app: &App, _: &[usize]) -> Posed {
        line(page, app, self, "the word or figure that fills the gap")
    }

    fn right(&self, page: &mut Page) {
        page.row(&[(Role::Plain, "  it is "), (Role::Strong, &self.asks.gap)]);
    }

    fn preview(&self, page: &mut Page) {
        answer(page, &self.asks.gap);
    }
}

impl Pictured for TypedLine<Numeric> {
    fn ask(&self, page: &mut Page, app: &App, _: &[usize]) -> Posed {
        let unit = unit_words(self.asks.value.quantity.unit.symbol());
        line(page, app, self, &format!("a number, counted in {unit}"))
    }

    fn right(&self, page: &mut Page) {
        let value = &self.asks.value;
        let (shown, scope) = (value.quantity.to_string(), format!("   {}", value.scope));
        page.row(&[(Role::Plain, "  it is "), (Role::Strong, &shown), (Role::Dim, &scope)]);
    }

    fn preview(&self, page: &mut Page) {
        answer(page, &self.asks.value.quantity.to_string());
    }
}

/// The line being typed, and below it what is asked for or asked back.
fn line<Q>(page: &mut Page, app: &App, input: &TypedLine<Q>, hint: &str) -> Posed {
    let row = page.height();
    let lead = "> ";
    let room = page.width.saturating_sub(4).max(1);
    // A line longer than the room shows its end.
    let cursor = input.field.cursor_column();
    let skipped = cursor.saturating_sub(room.saturating_sub(1));
    let shown: String = input.field.text().chars().skip(skipped).collect();
    page.row(&[(Role::Accent, lead), (Role::Plain, &text::cut(&shown, room, page.look.signs.cut))]);
    page.blank();
    match input.doubt() {
        Some(about) => {
            page.text(Role::Warn, 0, &app.keymap.fill(Place::Type, &about.words()));
        }
        None => page.text(Role::Dim, 0, hint),
    }
    let column = u16::try_from(lead.len() + cursor - skipped).unwrap_or(0);
    Posed { cursor: Some((column, row)), ..Posed::default() }
}

fn unit_words(symbol: &str) -> String {
    match symbol {
        "HTTP" => "HTTP status codes".to_owned(),
        "x" => "times".to_owned(),
        symbol => format!("{symbol} unless it says otherwise"),
    }
}

fn answer(page: &mut Page, words: &str) {
    let sign = format!("{} ", page.look.signs.right);
    page.hanging(&[(Role::Good, &sign)], 0, Role::Strong, words);
}
