//! What stands in front: a box in the middle with a title, a list, and nothing behind it showing
//! through.

use ratatui::{
    Frame,
    layout::{Position, Rect},
    widgets::{Block, Clear},
};

use super::{
    Target,
    parts::{
        page::Page,
        theme::{Look, Role},
    },
};
use crate::{
    app::{
        App,
        keys::action::Place,
        overlay::{DeckList, Overlay, Palette},
        screens::list::Cursor,
    },
    text,
};

pub(super) fn draw(
    frame: &mut Frame<'_>,
    app: &App,
    overlay: &Overlay,
    look: Look,
    area: Rect,
) -> Vec<Target> {
    match overlay {
        Overlay::Help { place, rows, cursor } => {
            let widest = rows.iter().map(|(keys, _)| text::width(keys)).max().unwrap_or(0).min(18);
            let lines = |width: u16| {
                let mut page = Page::new(look, width);
                for (keys, about) in rows {
                    let keys = format!("{}  ", text::fit(keys, widest, look.signs.cut));
                    page.hanging(&[(Role::Accent, &keys)], 0, Role::Plain, about);
                }
                page
            };
            let n_lines = usize::from(lines(inside_width(area)).height());
            let inner = open(frame, look, area, &format!("Keys: {}", place.title()), n_lines);
            let page = lines(inner.width);
            let most = usize::from(page.height().saturating_sub(inner.height));
            page.draw(frame, inner, cursor.selected.min(most));
            Vec::new()
        }
        Overlay::Palette(palette) => palette_box(frame, app, palette, look, area),
        Overlay::Decks(list) => decks(frame, list, look, area),
        Overlay::Confirm { question, .. } => {
            let width = area.width.saturating_sub(8).min(56);
            let n_lines = text::wrap(question, usize::from(width)).len();
            let inner = open(frame, look, area, "Sure?", n_lines + 2);
            let mut page = Page::new(look, inner.width);
            page.text(Role::Plain, 0, question);
            page.blank();
            page.row(&[
                (Role::Accent, &app.keymap.fill(Place::Confirm, "{confirm.yes}")),
                (Role::Plain, " yes    "),
                (Role::Accent, &app.keymap.fill(Place::Confirm, "{confirm.no}")),
                (Role::Plain, " no"),
            ]);
            page.draw(frame, inner, 0);
            Vec::new()
        }
    }
}

/// The width of what a box holds.
fn inside_width(area: Rect) -> u16 {
    area.width.saturating_sub(4).min(66).saturating_sub(4)
}

/// Clears a box for `n_lines` in the middle and gives back its inside.
fn open(frame: &mut Frame<'_>, look: Look, area: Rect, title: &str, n_lines: usize) -> Rect {
    let width = area.width.saturating_sub(4).min(66);
    let wanted = u16::try_from(n_lines).unwrap_or(u16::MAX).saturating_add(2);
    let height = wanted.min(area.height.saturating_sub(2)).max(3);
    let outer = Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - 1).saturating_sub(height) / 2,
        width,
        height,
    };
    frame.render_widget(Clear, outer);
    let block = Block::bordered()
        .border_set(look.signs.border)
        .border_style(look.style(Role::Plain))
        .title(format!(" {title} "))
        .title_style(look.style(Role::Accent))
        .style(look.ground());
    let inside = block.inner(outer);
    frame.render_widget(block, outer);
    Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside }
}

/// The first entry to show so that the selected one is in view.
fn first(cursor: Cursor, n: usize, height: u16) -> usize {
    let mut cursor = cursor;
    cursor.keep(n, usize::from(height));
    cursor.offset
}

fn palette_box(
    frame: &mut Frame<'_>,
    app: &App,
    palette: &Palette,
    look: Look,
    area: Rect,
) -> Vec<Target> {
    let rows = palette.rows();
    let inner = open(frame, look, area, "Do", palette.all.len() + 1);
    let mut page = Page::new(look, inner.width);
    page.row(&[(Role::Accent, ": "), (Role::Strong, &palette.field.text())]);
    let list_height = inner.height.saturating_sub(1);
    let start = first(palette.cursor, rows.len(), list_height);
    let mut targets = Vec::new();
    for (entry, info) in rows.iter().enumerate().skip(start).take(usize::from(list_height)) {
        let is_selected = entry == palette.cursor.selected;
        let pointer = if is_selected { look.signs.pointer } else { " " };
        let key = app
            .keymap
            .first_key(palette.place, info)
            .map(|key| key.to_string())
            .unwrap_or_default();
        let room = usize::from(inner.width).saturating_sub(2 + 10);
        let about = text::fit(info.about, room, look.signs.cut);
        targets
            .push(Target { area: Rect { y: inner.y + page.height(), height: 1, ..inner }, entry });
        let role = if is_selected { Role::Focus } else { Role::Plain };
        page.row(&[
            (Role::Accent, pointer),
            (Role::Plain, " "),
            (role, &about),
            (Role::Dim, &format!(" {key:>9}")),
        ]);
    }
    if rows.is_empty() {
        page.row(&[(Role::Dim, "  nothing like that can be done here")]);
    }
    page.draw(frame, inner, 0);
    let column = u16::try_from(2 + palette.field.cursor_column()).unwrap_or(0);
    if column < inner.width {
        frame.set_cursor_position(Position { x: inner.x + column, y: inner.y });
    }
    targets
}

fn decks(frame: &mut Frame<'_>, list: &DeckList, look: Look, area: Rect) -> Vec<Target> {
    let inner = open(frame, look, area, "Study a deck", list.rows.len());
    let start = first(list.cursor, list.rows.len(), inner.height);
    let mut page = Page::new(look, inner.width);
    let mut targets = Vec::new();
    let name_width = usize::from(inner.width).saturating_sub(30).max(12);
    for (entry, row) in list.rows.iter().enumerate().skip(start).take(usize::from(inner.height)) {
        let is_selected = entry == list.cursor.selected;
        let pointer = if is_selected { look.signs.pointer } else { " " };
        let title = text::fit(&row.title, name_width, look.signs.cut);
        let figures = format!("{:>4} cards {:>3} due {:>3} new", row.n_cards, row.n_due, row.n_new);
        targets
            .push(Target { area: Rect { y: inner.y + page.height(), height: 1, ..inner }, entry });
        let role = if is_selected { Role::Focus } else { Role::Plain };
        page.row(&[
            (Role::Accent, pointer),
            (Role::Plain, " "),
            (role, &title),
            (Role::Dim, "  "),
            (Role::Dim, &figures),
        ]);
    }
    page.draw(frame, inner, 0);
    targets
}
