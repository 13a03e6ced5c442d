//! The full-screen front end: draws the state, reads keys, carries effects out.
//!
//! Drawing is a function of the state and the look, and changes neither. It gives back where the
//! entries of a list stand, so that a click can be turned into an event.

mod overlay;
pub mod parts;
pub mod run;
mod screens;
pub mod session;

use ratatui::{
    Frame,
    layout::Rect,
    text::Line,
    widgets::{Block, Clear, Paragraph},
};

use self::{
    parts::{
        page::line,
        theme::{Look, Role},
    },
    screens::drawn,
};
use crate::{
    app::{
        App,
        keys::{
            action::Place,
            actions::{self, Info},
        },
    },
    text,
};

/// Below this size nothing can be shown but what size it needs.
pub const SMALLEST: (u16, u16) = (40, 12);

/// An entry of the list in view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    pub area: Rect,
    /// Its place in the whole list, from 0.
    pub entry: usize,
}

/// Draws everything. The theme is that of the preferences, so that changing it shows at once.
pub fn draw(frame: &mut Frame<'_>, app: &App, look: Look) -> Vec<Target> {
    let look = look.with_theme(app.desk.preferences.theme);
    let area = frame.area();
    frame.render_widget(Block::new().style(look.ground()), area);
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        too_small(frame, app, look);
        return Vec::new();
    }
    let [head, body, foot] = parts(area);
    title(frame, app, look, head);
    let mut targets = drawn(app.screen()).draw(frame, app, look, body);
    if let Some(front) = app.overlay() {
        targets = overlay::draw(frame, app, front, look, area);
    }
    hints(frame, app, look, foot);
    targets
}

/// Title line, body, line of hints; one column is free at each side, and a row above the body where
/// there is room.
fn parts(area: Rect) -> [Rect; 3] {
    let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let gap = u16::from(20 <= area.height);
    let head = Rect { height: 1, ..inner };
    let foot = Rect { y: area.bottom() - 1, height: 1, ..inner };
    let body = Rect { y: area.y + 1 + gap, height: area.height.saturating_sub(2 + gap), ..inner };
    [head, body, foot]
}

fn too_small(frame: &mut Frame<'_>, app: &App, look: Look) {
    let area = frame.area();
    let (width, height) = SMALLEST;
    let quit = app.keymap.keys("app.quit").first().map(ToString::to_string).unwrap_or_default();
    let lines = [
        format!("{}x{} is too small", area.width, area.height),
        format!("{width}x{height} is needed"),
        format!("{quit} leaves"),
    ];
    let lines: Vec<Line<'static>> =
        lines.iter().map(|text| Line::styled(text.clone(), look.style(Role::Plain))).collect();
    frame.render_widget(Paragraph::new(lines), area);
}

/// Left: where one is. Right: what counts now.
fn title(frame: &mut Frame<'_>, app: &App, look: Look, area: Rect) {
    let (left, right) = drawn(app.screen()).title(app, look);
    let unsaved = match app.n_unsaved() {
        0 => String::new(),
        n => format!("{n} unsaved  "),
    };
    let width = usize::from(area.width);
    let taken = text::width(&unsaved) + text::width(&right);
    let left = text::fit(&left, width.saturating_sub(taken + 1), look.signs.cut);
    let parts = [
        (Role::Accent, left.as_str()),
        (Role::Plain, " "),
        (Role::Warn, &unsaved),
        (Role::Dim, &right),
    ];
    frame.render_widget(Paragraph::new(line(look, &parts, width)), area);
}

/// A sentence that has just been said, or else the most useful keys of this place.
fn hints(frame: &mut Frame<'_>, app: &App, look: Look, area: Rect) {
    let width = usize::from(area.width);
    if let Some(words) = app.toast() {
        toast(frame, look, words, area);
        return;
    }
    let list = hint_list(app, app.place());
    let room = |(keys, words): &(String, String)| text::width(keys) + 1 + text::width(words);
    // Help and the way out, the last two, always keep their room.
    let mut left = width;
    let mut is_shown = vec![false; list.len()];
    let order = (list.len().saturating_sub(2)..list.len()).chain(0..list.len().saturating_sub(2));
    for index in order {
        let wanted = list.get(index).map_or(0, room);
        let gap = if left == width { 0 } else { GAP.len() };
        if let Some(shown) = is_shown.get_mut(index).filter(|_| wanted + gap <= left) {
            *shown = true;
            left -= wanted + gap;
        }
    }
    let mut parts: Vec<(Role, String)> = Vec::new();
    for ((keys, words), _) in list.into_iter().zip(is_shown).filter(|(_, is_shown)| *is_shown) {
        let gap = if parts.is_empty() { "" } else { GAP };
        parts.push((Role::Accent, format!("{gap}{keys}")));
        parts.push((Role::Dim, format!(" {words}")));
    }
    let parts: Vec<(Role, &str)> =
        parts.iter().map(|(role, part)| (*role, part.as_str())).collect();
    frame.render_widget(Paragraph::new(line(look, &parts, width)), area);
}

/// The whole sentence: what does not fit into the line of hints grows upward over the body.
fn toast(frame: &mut Frame<'_>, look: Look, words: &str, area: Rect) {
    let width = usize::from(area.width);
    let shown = text::wrap(words, width);
    let most = area.y.saturating_sub(2);
    let rows = u16::try_from(shown.len()).unwrap_or(u16::MAX).min(most).max(1);
    let place = Rect { y: area.bottom().saturating_sub(rows), height: rows, ..area };
    let lines: Vec<Line<'static>> =
        shown.iter().map(|one| line(look, &[(Role::Warn, one)], width)).collect();
    frame.render_widget(Clear, place);
    frame.render_widget(Block::new().style(look.ground()), place);
    frame.render_widget(Paragraph::new(lines), place);
}

/// Between two hints.
const GAP: &str = "   ";

/// Keys with one or two words, the most useful first, help and the way out last.
pub fn hint_list(app: &App, place: Place) -> Vec<(String, String)> {
    let here = |info: &&Info| {
        info.places.contains(&place) && !info.hint.is_empty() && app.offers(place, info.action)
    };
    let scene = app.screen().scene();
    let own = |action| scene.hint(action).filter(|_| place == scene.place());
    let hint = |info: &Info| {
        let key = app.keymap.first_key(place, info)?;
        Some((key.to_string(), own(info.action).unwrap_or(info.hint).to_owned()))
    };
    let mut list: Vec<(String, String)> = actions::all().filter(here).filter_map(hint).collect();
    if matches!(place, Place::Pick | Place::Item | Place::Exam | Place::DrillPick)
        && let Some(first) = list.iter_mut().find(|(_, hint)| hint == "pick")
    {
        let last = actions::by_name(&format!("pick.{}", app.screen().scene().n_numbers()));
        let last = last.and_then(|info| app.keymap.first_key(place, info));
        first.0.extend(last.map(|key| format!("-{key}")));
    }
    let tail = tail(place).iter().filter_map(|(name, words)| {
        let info = actions::by_name(name).filter(|info| app.offers(place, info.action))?;
        let words = own(info.action).unwrap_or(words);
        Some((app.keymap.first_key(place, info)?.to_string(), words.to_owned()))
    });
    list.extend(tail);
    list
}

/// The last hints of a place, which keep their room: actions with what they mean there.
fn tail(place: Place) -> &'static [(&'static str, &'static str)] {
    const HELP: (&str, &str) = ("app.help", "help");
    const UNDO: (&str, &str) = ("app.undo", "undo");
    const LEAVE: (&str, &str) = ("app.back", "leave");
    match place {
        Place::Home => &[HELP, ("home.quit", "quit")],
        Place::Finish => &[UNDO, HELP],
        Place::Pick | Place::Card => &[UNDO, HELP, LEAVE],
        Place::Item
        | Place::Exam
        | Place::DrillPick
        | Place::Type
        | Place::Predict
        | Place::Drill => &[HELP, LEAVE],
        Place::Browse
        | Place::Worlds
        | Place::Lab
        | Place::Explain
        | Place::Mocks
        | Place::ExamList
        | Place::Report
        | Place::Plan
        | Place::Stats
        | Place::Drilled
        | Place::Settings => &[HELP, ("app.back", "back")],
        Place::Search => &[HELP],
        Place::List | Place::Palette | Place::Edit => &[("app.back", "close")],
        Place::Confirm | Place::Anywhere => &[],
    }
}
