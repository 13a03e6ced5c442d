//! Settings, spoken.

use super::Spoken;
use crate::{
    app::{App, screens::settings::Settings},
    study::settings::SETTINGS,
};

impl Spoken for Settings {
    fn describe(&self, app: &App, lines: &mut Vec<String>) {
        lines.push(if self.editing.is_some() {
            "Settings. Type the value; `:{app.back}` leaves it as it was.".to_owned()
        } else {
            "Settings. {list.down} and {list.up} choose, {settings.more} changes, {app.back} back."
                .to_owned()
        });
        for (index, info) in SETTINGS.iter().enumerate() {
            let here = if index == self.cursor.selected { "selected: " } else { "" };
            lines.push(format!("  {here}{}: {}", info.title, app.desk.preferences.show(info.key)));
        }
        lines.push(self.selected().about.to_owned());
    }
}
