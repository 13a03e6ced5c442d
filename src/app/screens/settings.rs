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
};

/// Settings that change when known cards come back.
const RESCHEDULING: [&str; 4] =
    ["parameters", "retention_percent", "learning_steps_min", "relearning_steps_min"];

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
                if next.turn(key, turn) {
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

/// Changes a setting: at once, in the file, and in the schedule where it depends on it.
///
/// # Errors
/// What was expected instead, as a sentence.
pub(super) fn change(ctx: &mut Ctx<'_>, key: &'static str, typed: &str) -> Result<(), String> {
    ctx.desk.preferences.set(key, typed)?;
    ctx.desk.cards.scheduler = ctx.desk.preferences.scheduler();
    ctx.desk.begin(ctx.now.day);
    ctx.effects.push(Effect::SaveSetting { key, value: ctx.desk.preferences.setting(key) });
    if RESCHEDULING.contains(&key) {
        let preferences = Box::new(ctx.desk.preferences.clone());
        ctx.effects.push(Effect::Reschedule(preferences));
    }
    Ok(())
}
