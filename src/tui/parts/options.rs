//! Options with letters, as scenarios and mocks show them.

use ratatui::layout::Rect;

use super::{page::Page, theme::Role};
use crate::{
    content::numbers::{Numbers, fill},
    text,
    tui::Target,
};

/// Options with letters and marks; each with whether it is marked and struck out. Gives back the
/// row in which each begins.
pub(in crate::tui) fn option_rows(
    page: &mut Page,
    options: &[(&str, bool, bool)],
    cursor: usize,
    numbers: &Numbers,
) -> Vec<u16> {
    let look = page.look;
    let mut rows = Vec::new();
    for (place, (text, is_marked, is_struck)) in options.iter().enumerate() {
        rows.push(page.height());
        let is_here = place == cursor;
        let pointer = if is_here { look.signs.pointer } else { " " };
        let letter = text::letter(place);
        let mark = match (is_struck, is_marked) {
            (true, _) => "-",
            (false, true) => look.signs.marked,
            (false, false) => look.signs.unmarked,
        };
        let head = format!(" {letter} ");
        let role = match (is_struck, is_here) {
            (true, _) => Role::Dim,
            (false, true) => Role::Strong,
            (false, false) => Role::Plain,
        };
        let head = [
            (Role::Accent, pointer),
            (Role::Accent, head.as_str()),
            (Role::Accent, mark),
            (Role::Plain, " "),
        ];
        page.hanging(&head, 0, role, &fill(text, numbers));
    }
    rows
}

/// Where options can be clicked.
pub(in crate::tui) fn option_targets(
    rows: &[u16],
    end: u16,
    scroll: u16,
    area: Rect,
) -> Vec<Target> {
    let ends = rows.iter().skip(1).copied().chain([end]);
    rows.iter()
        .zip(ends)
        .enumerate()
        .filter_map(|(entry, (top, end))| {
            let (top, end) =
                (top.saturating_sub(scroll), end.saturating_sub(scroll).min(area.height));
            let area = Rect { y: area.y + top, height: end.saturating_sub(top), ..area };
            (top < end).then_some(Target { area, entry })
        })
        .collect()
}
