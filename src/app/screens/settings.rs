//! Settings: one line each, changed in place and written at once.

use super::{Scene, field::Field, list::Cursor};
use crate::{
    app::{
        Ctx, Next,
        keys::action::{Action, Place},
    },
    study::{
        record::Effect,
        settings::{SETTINGS, SettingInfo, Turn},
    },
    text,
};

/// Settings that change when known cards come back.
const RESCHEDULING: [&str; 4] =
    ["parameters", "retention_percent", "learning_steps_min", "relearning_steps_min"];

/// The setting that says what is studied.
const TRACK: &str = "track";

/// Rows of the screen that are no setting.
pub const FRAME_ROWS: u16 = 6;

/// The screen.
#[derive(Debug, Default)]
pub struct Settings {
    pub cursor: Cursor,
    /// The value that is being typed.
    pub editing: Option<Field>,
}

impl Settings {
    pub fn selected(&self) -> &'static SettingInfo {
        SETTINGS.get(self.cursor.selected).or(SETTINGS.first()).expect("there are settings")
    }

    fn take(&mut self, ctx: &mut Ctx<'_>, key: &'static str, typed: &str) {
        if let Some(other) = unknown_track(ctx, key, typed) {
            self.editing = Some(Field::new(typed));
            ctx.say(other);
            return;
        }
        if let Err(expected) = change(ctx, key, typed) {
            self.editing = Some(Field::new(typed));
            ctx.say(expected);
        }
    }
}

impl Scene for Settings {
    fn place(&self) -> Place {
        if self.editing.is_some() { Place::Edit } else { Place::Settings }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "actions of other screens do nothing here")]
    fn act(&mut self, ctx: &mut Ctx<'_>, action: Action) -> Next {
        let key = self.selected().key;
        match action {
            Action::Back if self.editing.is_some() => self.editing = None,
            Action::Back => return Next::Pop,
            Action::Commit => {
                let typed = self.editing.take().map(|field| field.text()).unwrap_or_default();
                self.take(ctx, key, &typed);
            }
            Action::More | Action::Less => {
                let mut next = ctx.desk.preferences.clone();
                let turn = if action == Action::More { Turn::On } else { Turn::Back };
                if key == TRACK && 1 < ctx.desk.library.tracks.len() {
                    let id = turned_track(ctx, action);
                    self.take(ctx, key, &id);
                } else if next.turn(key, turn) {
                    let shown = next.show(key);
                    self.take(ctx, key, &shown);
                } else {
                    self.editing = Some(Field::new(&ctx.desk.preferences.show(key)));
                }
            }
            _ => {
                let height = usize::from(ctx.size.height.saturating_sub(FRAME_ROWS));
                self.cursor.act(action, SETTINGS.len(), height);
            }
        }
        Next::Stay
    }

    /// A click on a line.
    fn click(&mut self, ctx: &mut Ctx<'_>, entry: usize) -> Next {
        if self.cursor.selected == entry && self.editing.is_none() {
            return self.act(ctx, Action::More);
        }
        self.editing = None;
        self.cursor.selected = entry.min(SETTINGS.len().saturating_sub(1));
        Next::Stay
    }

    fn field(&mut self) -> Option<&mut Field> {
        self.editing.as_mut()
    }
}

/// What is said of a track that is nowhere.
fn unknown_track(ctx: &Ctx<'_>, key: &str, typed: &str) -> Option<String> {
    let tracks = &ctx.desk.library.tracks;
    let typed = typed.trim();
    if key != TRACK || typed.is_empty() || tracks.is_empty() {
        return None;
    }
    let is_known = tracks.iter().any(|track| track.id == typed);
    let known: Vec<String> = tracks.iter().map(|track| track.id.clone()).collect();
    let words = || format!("there is no track `{typed}`, only {}", text::listed(&known));
    (!is_known).then(words)
}

/// The track that comes after the one that is set, or before it; nothing for the built-in one.
fn turned_track(ctx: &Ctx<'_>, action: Action) -> String {
    let tracks = &ctx.desk.library.tracks;
    let set = ctx.desk.preferences.track.as_ref();
    let at = tracks.iter().position(|track| Some(&track.id) == set).unwrap_or(0);
    let step = if action == Action::More { 1 } else { tracks.len() - 1 };
    let next = (at + step) % tracks.len();
    // The built-in one is the first.
    let next = tracks.get(next).filter(|_| 0 < next);
    next.map(|track| track.id.clone()).unwrap_or_default()
}

/// Changes a setting: at once, in the file, and in the schedule where it depends on it.
///
/// # Errors
/// What was expected instead, as a sentence.
pub(super) fn change(ctx: &mut Ctx<'_>, key: &'static str, typed: &str) -> Result<(), String> {
    ctx.desk.preferences.set(key, typed)?;
    ctx.desk.cards.scheduler = ctx.desk.preferences.scheduler();
    ctx.desk.begin(ctx.now.day);
    ctx.effects.push(Effect::SaveSetting { key, value: ctx.desk.preferences.setting(key) });
    if key == TRACK {
        ctx.say("this exam is studied from the next start on");
    }
    if RESCHEDULING.contains(&key) {
        let preferences = Box::new(ctx.desk.preferences.clone());
        ctx.effects.push(Effect::Reschedule(preferences));
    }
    Ok(())
}
