//! Settings: title and value in two columns, the sentence of the selected one below.

use ratatui::{
    Frame,
    layout::{Position, Rect},
};

use super::Drawn;
use crate::{
    app::{App, screens::settings::Settings},
    content::BUILT_IN_TRACK,
    study::settings::{SETTINGS, SettingInfo, SettingKind},
    text,
    tui::{
        Target,
        parts::{
            page::Page,
            theme::{Look, Role},
        },
    },
};

const TITLE_WIDTH: usize = 28;

impl Drawn for Settings {
    fn title(&self, app: &App, _look: Look) -> (String, String) {
        ("Settings".to_owned(), app.desk.library.track.title.clone())
    }

    fn draw(&self, frame: &mut Frame<'_>, app: &App, look: Look, area: Rect) -> Vec<Target> {
        let about_height = 3;
        let list = Rect { height: area.height.saturating_sub(about_height), ..area };
        let mut page = Page::new(look, area.width);
        let mut targets = Vec::new();
        let height = usize::from(list.height);
        for (entry, info) in SETTINGS.iter().enumerate().skip(self.cursor.offset).take(height) {
            let is_selected = entry == self.cursor.selected;
            let row = page.height();
            targets.push(Target { area: Rect { y: list.y + row, height: 1, ..list }, entry });
            let pointer = if is_selected { look.signs.pointer } else { " " };
            let title = text::fit(info.title, TITLE_WIDTH, look.signs.cut);
            let typed = self.editing.as_ref().filter(|_| is_selected);
            let shown = match typed {
                Some(field) => field.text(),
                None => shown(info, app.desk.preferences.show(info.key)),
            };
            let role = match (typed.is_some(), is_selected) {
                (true, _) => Role::Strong,
                (false, true) => Role::Focus,
                (false, false) => Role::Plain,
            };
            let lead = if typed.is_some() { "> " } else { "  " };
            let title_role = if is_selected { Role::Strong } else { Role::Plain };
            page.row(&[
                (Role::Accent, pointer),
                (Role::Plain, " "),
                (title_role, &title),
                (Role::Accent, lead),
                (role, &shown),
            ]);
            if let Some(field) = typed {
                let column =
                    u16::try_from(2 + TITLE_WIDTH + 2 + field.cursor_column()).unwrap_or(0);
                if column < list.width && row < list.height {
                    frame.set_cursor_position(Position { x: list.x + column, y: list.y + row });
                }
            }
        }
        page.draw(frame, list, 0);
        let mut about = Page::new(look, area.width.min(76));
        about.rule("");
        about.text(Role::Dim, 0, self.selected().about);
        let below = Rect { y: list.bottom(), height: area.height - list.height, ..area };
        about.draw(frame, below, 0);
        targets
    }
}

/// A value as the list shows it.
fn shown(info: &SettingInfo, value: String) -> String {
    match info.values {
        SettingKind::Date if value.is_empty() => "none".to_owned(),
        SettingKind::Track if value.is_empty() => BUILT_IN_TRACK.to_owned(),
        SettingKind::Week if value.is_empty() => "all alike".to_owned(),
        SettingKind::NumberOrNone { .. } if value.is_empty() => "as planned".to_owned(),
        SettingKind::Number { .. } if info.key == "retention_percent" => format!("{value} %"),
        SettingKind::Number { .. } if info.key == "rollover_hour" => format!("{value}:00"),
        SettingKind::Parameters => if value.is_empty() { "default" } else { "your own" }.to_owned(),
        SettingKind::Steps => format!("{value} min"),
        SettingKind::Date
        | SettingKind::Track
        | SettingKind::Week
        | SettingKind::Number { .. }
        | SettingKind::NumberOrNone { .. }
        | SettingKind::Words
        | SettingKind::Flag => value,
    }
}
