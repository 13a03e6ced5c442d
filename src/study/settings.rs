//! All settings as one table, and how each is shown, typed and turned.

use super::{
    preferences::{Glyphs, Motion, Planning, Preferences, Theme},
    record::Setting,
};
use crate::{clock::Day, memory::fsrs};

/// Which way the value of a setting is turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    On,
    Back,
}

/// What values a setting takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingKind {
    /// A date, or nothing.
    Date,
    /// The name of a track, or nothing.
    Track,
    /// A whole number in bounds, changed by a step.
    Number {
        low: u32,
        high: u32,
        step: u32,
    },
    /// The same, or nothing.
    NumberOrNone {
        low: u32,
        high: u32,
        step: u32,
    },
    /// Seven numbers of minutes, Monday first, separated by spaces, or nothing.
    Week,
    Words(&'static [&'static str]),
    Flag,
    /// Minutes, separated by spaces.
    Steps,
    /// The 21 numbers of FSRS-6, separated by spaces, or nothing.
    Parameters,
}

/// One line of the table.
#[derive(Debug)]
pub struct SettingInfo {
    pub key: &'static str,
    pub title: &'static str,
    pub about: &'static str,
    pub values: SettingKind,
}

const fn setting(
    key: &'static str,
    title: &'static str,
    values: SettingKind,
    about: &'static str,
) -> SettingInfo {
    SettingInfo { key, title, about, values }
}

/// All settings, in the order of the screen.
pub static SETTINGS: &[SettingInfo] = &[
    setting(
        "exam_date",
        "Exam date",
        SettingKind::Date,
        "The day of the exam, such as 2026-12-14, for the countdown; empty for none",
    ),
    setting(
        "minutes_per_day",
        "Minutes a day",
        SettingKind::Number { low: 5, high: 600, step: 5 },
        "How long a day of study may take; the plan to the exam date fills it",
    ),
    setting(
        "minutes_by_weekday",
        "Minutes by weekday",
        SettingKind::Week,
        "Seven numbers, Monday first, such as 20 20 0 20 20 60 60; 0 is a day off; empty: every day alike",
    ),
    setting(
        "planning",
        "Planning",
        SettingKind::Words(&["exam", "plain"]),
        "With an exam date: by what raises the score on that day most, or plain FSRS by what is due",
    ),
    setting(
        "new_per_day",
        "New cards a day",
        SettingKind::NumberOrNone { low: 0, high: 500, step: 5 },
        "How many cards one day may show for the first time; empty: 20, or what the plan to an exam date finds best",
    ),
    setting(
        "reviews_per_day",
        "Reviews a day",
        SettingKind::Number { low: 0, high: 9_999, step: 25 },
        "How many known cards one day may hold; those most likely forgotten come first",
    ),
    setting(
        "retention_percent",
        "Wanted recall",
        SettingKind::Number { low: 70, high: 97, step: 1 },
        "The share of due cards that should be remembered, in percent; more means shorter intervals",
    ),
    setting(
        "parameters",
        "Memory parameters",
        SettingKind::Parameters,
        "The 21 parameters of FSRS-6; empty for the default ones; the figures (S) fit them to your answers",
    ),
    setting(
        "learning_steps_min",
        "Steps of a new card",
        SettingKind::Steps,
        "Minutes after which a new card comes back within the day, such as 10 or 1 10",
    ),
    setting(
        "relearning_steps_min",
        "Steps of a forgotten card",
        SettingKind::Steps,
        "Minutes after which a forgotten card comes back within the day",
    ),
    setting(
        "rollover_hour",
        "A day begins at",
        SettingKind::Number { low: 0, high: 23, step: 1 },
        "The hour at which a study day begins; from the next start on",
    ),
    setting(
        "theme",
        "Theme",
        SettingKind::Words(&["terminal", "dark", "light", "high-contrast", "mono"]),
        "Colors: those of the terminal, true color on dark or light, high contrast, or none",
    ),
    setting(
        "glyphs",
        "Signs",
        SettingKind::Words(&["auto", "unicode", "ascii"]),
        "Which signs the screen draws with",
    ),
    setting(
        "motion",
        "Motion",
        SettingKind::Words(&["full", "low"]),
        "How much moves in the lab: low draws ten times a second, and no single requests",
    ),
    setting(
        "predict",
        "Predict first",
        SettingKind::Flag,
        "Whether scenarios ask what will come of the run before they show it",
    ),
    setting(
        "mouse",
        "Mouse",
        SettingKind::Flag,
        "Whether clicks and the wheel work; from the next start on",
    ),
    setting(
        "track",
        "Exam to study",
        SettingKind::Track,
        "A track by its name; empty for the built-in one; from the next start on",
    ),
];

/// The line of the table for `key`.
pub fn by_key(key: &str) -> Option<&'static SettingInfo> {
    SETTINGS.iter().find(|info| info.key == key)
}

impl Preferences {
    /// The value of a setting as it is typed and shown; empty for an exam date that is not set.
    ///
    /// # Panics
    /// When `key` is not in the table.
    pub fn show(&self, key: &str) -> String {
        let steps = |steps: &[u32]| steps.iter().map(u32::to_string).collect::<Vec<_>>().join(" ");
        match key {
            "track" => self.track.clone().unwrap_or_default(),
            "exam_date" => self.exam_date.map(|day| day.to_string()).unwrap_or_default(),
            "minutes_per_day" => self.minutes_per_day.to_string(),
            "planning" => self.planning.word().to_owned(),
            "parameters" => {
                let all = self.parameters.as_deref().unwrap_or_default();
                all.iter().map(f32::to_string).collect::<Vec<_>>().join(" ")
            }
            "minutes_by_weekday" => {
                self.minutes_by_weekday.map(|week| steps(&week)).unwrap_or_default()
            }
            "new_per_day" => self.new_per_day.map(|n| n.to_string()).unwrap_or_default(),
            "reviews_per_day" => self.reviews_per_day.to_string(),
            "retention_percent" => self.retention_percent.to_string(),
            "learning_steps_min" => steps(&self.learning_steps_min),
            "relearning_steps_min" => steps(&self.relearning_steps_min),
            "rollover_hour" => self.rollover_hour.to_string(),
            "theme" => self.theme.word().to_owned(),
            "glyphs" => self.glyphs.word().to_owned(),
            "motion" => self.motion.word().to_owned(),
            "predict" => if self.predict { "on" } else { "off" }.to_owned(),
            "mouse" => if self.mouse { "on" } else { "off" }.to_owned(),
            other => panic!("`{other}` is in no line of SETTINGS"),
        }
    }

    /// Takes a value as a person types it.
    ///
    /// # Errors
    /// What was expected instead, as a sentence.
    pub fn set(&mut self, key: &str, typed: &str) -> Result<(), String> {
        let Some(info) = by_key(key) else {
            return Err(format!("unknown setting `{key}`"));
        };
        let typed = typed.trim();
        let is_none = typed.is_empty() || typed == "none";
        let number = || match info.values {
            SettingKind::Number { low, high, .. } | SettingKind::NumberOrNone { low, high, .. } => {
                typed.parse::<u32>().ok().filter(|number| (low..=high).contains(number)).ok_or_else(
                    || format!("`{key}` takes a whole number from {low} to {high}, not `{typed}`"),
                )
            }
            SettingKind::Date
            | SettingKind::Track
            | SettingKind::Week
            | SettingKind::Words(_)
            | SettingKind::Flag
            | SettingKind::Steps
            | SettingKind::Parameters => Ok(0),
        };
        match key {
            "track" if is_none => self.track = None,
            "track" if is_track_name(typed) => self.track = Some(typed.to_owned()),
            "track" => {
                return Err(format!(
                    "`{key}` takes a name of lower-case letters, digits and hyphens, not `{typed}`"
                ));
            }
            "exam_date" if is_none => self.exam_date = None,
            "exam_date" => {
                let day = Day::parse(typed);
                self.exam_date = Some(day.ok_or_else(|| {
                    format!("`{key}` takes a date such as 2026-12-14, not `{typed}`")
                })?);
            }
            "minutes_per_day" => self.minutes_per_day = number()?,
            "planning" => self.planning = choice(Planning::ALL, Planning::word, key, typed)?,
            "parameters" if typed.is_empty() || typed == "default" => self.parameters = None,
            "parameters" => {
                let all: Option<Vec<f32>> =
                    typed.split_whitespace().map(|one| one.parse().ok()).collect();
                let all = all.filter(|all| fsrs::Model::new(all).is_some());
                self.parameters = Some(all.ok_or_else(|| {
                    format!("`{key}` takes 21 numbers, or nothing for the default ones")
                })?);
            }
            "minutes_by_weekday" if is_none => self.minutes_by_weekday = None,
            "minutes_by_weekday" => self.minutes_by_weekday = Some(week(key, typed)?),
            "new_per_day" if is_none => self.new_per_day = None,
            "new_per_day" => self.new_per_day = Some(number()?),
            "reviews_per_day" => self.reviews_per_day = number()?,
            "retention_percent" => self.retention_percent = number()?,
            "rollover_hour" => self.rollover_hour = u8::try_from(number()?).unwrap_or(4),
            "learning_steps_min" => self.learning_steps_min = steps(key, typed)?,
            "relearning_steps_min" => self.relearning_steps_min = steps(key, typed)?,
            "theme" => self.theme = choice(Theme::ALL, Theme::word, key, typed)?,
            "glyphs" => self.glyphs = choice(Glyphs::ALL, Glyphs::word, key, typed)?,
            "motion" => self.motion = choice(Motion::ALL, Motion::word, key, typed)?,
            "predict" => self.predict = switch(key, typed)?,
            "mouse" => self.mouse = switch(key, typed)?,
            other => return Err(format!("unknown setting `{other}`")),
        }
        Ok(())
    }

    /// The value as the configuration file holds it; none removes the line.
    pub fn setting(&self, key: &str) -> Option<Setting> {
        let shown = self.show(key);
        match by_key(key)?.values {
            _ if shown.is_empty() => None,
            SettingKind::Date
            | SettingKind::Track
            | SettingKind::Week
            | SettingKind::Words(_)
            | SettingKind::Steps
            | SettingKind::Parameters => Some(Setting::Text(shown)),
            SettingKind::Number { .. } | SettingKind::NumberOrNone { .. } => {
                shown.parse().ok().map(Setting::Number)
            }
            SettingKind::Flag => Some(Setting::Flag(shown == "on")),
        }
    }

    /// The next value of a setting or the one before; false when it is one that is typed.
    pub fn turn(&mut self, key: &str, turn: Turn) -> bool {
        let Some(info) = by_key(key) else {
            return false;
        };
        let shown = self.show(key);
        let forward = turn == Turn::On;
        let next = match info.values {
            SettingKind::Date
            | SettingKind::Track
            | SettingKind::Week
            | SettingKind::Steps
            | SettingKind::Parameters => {
                return false;
            }
            SettingKind::NumberOrNone { low, .. } if shown.is_empty() && forward => low.to_string(),
            SettingKind::NumberOrNone { .. } if shown.is_empty() => return true,
            SettingKind::NumberOrNone { low, .. } if !forward && shown == low.to_string() => {
                String::new()
            }
            SettingKind::Flag => if shown == "on" { "off" } else { "on" }.to_owned(),
            SettingKind::Number { low, high, step }
            | SettingKind::NumberOrNone { low, high, step } => {
                let now: u32 = shown.parse().unwrap_or(low);
                let next =
                    if forward { now.saturating_add(step) } else { now.saturating_sub(step) };
                next.clamp(low, high).to_string()
            }
            SettingKind::Words(all) => {
                let at = all.iter().position(|word| *word == shown).unwrap_or(0);
                let next = if forward { at + 1 } else { at + all.len() - 1 };
                all.get(next % all.len()).copied().unwrap_or_default().to_owned()
            }
        };
        self.set(key, &next).is_ok()
    }
}

fn week(key: &str, typed: &str) -> Result<[u32; 7], String> {
    const MOST: u32 = 600;
    let minutes: Option<Vec<u32>> = typed
        .split_whitespace()
        .map(|word| word.parse().ok().filter(|minutes| *minutes <= MOST))
        .collect();
    minutes.and_then(|week| week.try_into().ok()).ok_or_else(|| {
        format!(
            "`{key}` takes seven numbers of minutes up to {MOST}, Monday first, such as `20 20 0 20 20 60 60`, not `{typed}`"
        )
    })
}

fn steps(key: &str, typed: &str) -> Result<Vec<u32>, String> {
    let minutes: Option<Vec<u32>> = typed
        .split_whitespace()
        .map(|word| word.parse().ok().filter(|m| (1..1_440).contains(m)))
        .collect();
    minutes.filter(|steps| steps.len() <= 5).ok_or_else(|| {
        format!(
            "`{key}` takes up to five numbers of minutes below a day, such as `1 10`, not `{typed}`"
        )
    })
}

/// Whether a text may be the name of a track, which becomes part of a path.
pub fn is_track_name(typed: &str) -> bool {
    let is_plain = |symbol: char| matches!(symbol, 'a'..='z' | '0'..='9' | '-' | '.');
    !typed.is_empty() && !typed.starts_with('.') && typed.chars().all(is_plain)
}

/// Whether a switch is on.
fn switch(key: &str, typed: &str) -> Result<bool, String> {
    match typed {
        "on" | "true" => Ok(true),
        "off" | "false" => Ok(false),
        _ => Err(format!("`{key}` takes one of on, off, not `{typed}`")),
    }
}

/// The value that a word names.
fn choice<T: Copy>(
    all: &[T],
    word: impl Fn(T) -> &'static str,
    key: &str,
    typed: &str,
) -> Result<T, String> {
    let found = all.iter().copied().find(|one| word(*one) == typed);
    let words = || all.iter().map(|one| word(*one)).collect::<Vec<_>>().join(", ");
    found.ok_or_else(|| format!("`{key}` takes one of {}, not `{typed}`", words()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_is_shown_as_it_is_typed() {
        let mut preferences =
            Preferences { exam_date: Day::parse("2026-12-14"), ..Preferences::default() };
        for info in SETTINGS {
            let shown = preferences.show(info.key);
            assert_eq!(preferences.set(info.key, &shown), Ok(()), "{}", info.key);
            assert_eq!(preferences.show(info.key), shown);
        }
    }

    #[test]
    fn turning_forward_and_back_ends_where_it_began() {
        let mut preferences = Preferences::default();
        for info in SETTINGS {
            let before = preferences.show(info.key);
            if preferences.turn(info.key, Turn::On) {
                preferences.turn(info.key, Turn::Back);
            }
            assert_eq!(preferences.show(info.key), before, "{}", info.key);
        }
    }

    #[test]
    fn minutes_by_weekday_hold_over_those_of_every_day() {
        let mut preferences = Preferences::default();
        assert_eq!(preferences.minutes_on(2), 20);
        preferences.set("minutes_by_weekday", "20 20 0 20 20 60 60").unwrap();
        assert_eq!((preferences.minutes_on(2), preferences.minutes_on(6)), (0, 60));
        preferences.set("minutes_by_weekday", "none").unwrap();
        assert_eq!(preferences.minutes_on(2), 20);
    }

    #[test]
    fn values_out_of_bounds_say_what_is_expected() {
        let mut preferences = Preferences::default();
        assert_eq!(
            preferences.set("retention_percent", "99"),
            Err("`retention_percent` takes a whole number from 70 to 97, not `99`".into())
        );
        assert_eq!(
            preferences.set("exam_date", "soon"),
            Err("`exam_date` takes a date such as 2026-12-14, not `soon`".into())
        );
        assert_eq!(
            preferences.set("minutes_by_weekday", "20 20 20"),
            Err("`minutes_by_weekday` takes seven numbers of minutes up to 600, Monday first, such as `20 20 0 20 20 60 60`, not `20 20 20`".into())
        );
        assert!(preferences.set("learning_steps_min", "1 x").is_err());
        assert!(preferences.set("learning_steps_min", "9999").is_err());
        assert_eq!(preferences, Preferences::default());
    }
}
