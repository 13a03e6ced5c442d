//! All settings as one table, and how each is shown, typed and turned.

use super::{
    preferences::{Preferences, settings},
    record::Setting,
};
use crate::{clock::Day, content::fact::Worded, memory::fsrs};

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
    /// One of the words of its type.
    Words,
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

macro_rules! table {
    ($($(#[$doc:meta])* $key:ident: $type:ty = $default:expr, $values:expr, $title:literal,
        $about:literal;)*) => {
        /// All settings, in the order of the screen.
        pub static SETTINGS: &[SettingInfo] = &[$(SettingInfo {
            key: stringify!($key),
            title: $title,
            about: $about,
            values: $values,
        },)*];

        impl Preferences {
            fn value(&self, key: &str) -> Option<&dyn Typable> {
                match key {
                    $(stringify!($key) => Some(&self.$key),)*
                    _ => None,
                }
            }

            fn value_mut(&mut self, key: &str) -> Option<&mut dyn Typable> {
                match key {
                    $(stringify!($key) => Some(&mut self.$key),)*
                    _ => None,
                }
            }
        }
    };
}
settings!(table);

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
        match self.value(key) {
            Some(value) => value.show(),
            None => panic!("`{key}` is in no line of SETTINGS"),
        }
    }

    /// Takes a value as a person types it.
    ///
    /// # Errors
    /// What was expected instead, as a sentence.
    pub fn set(&mut self, key: &str, typed: &str) -> Result<(), String> {
        let (Some(info), Some(value)) = (by_key(key), self.value_mut(key)) else {
            return Err(format!("unknown setting `{key}`"));
        };
        value.take(info, typed.trim())
    }

    /// The value as the configuration file holds it; none removes the line.
    pub fn setting(&self, key: &str) -> Option<Setting> {
        let shown = self.show(key);
        match by_key(key)?.values {
            _ if shown.is_empty() => None,
            SettingKind::Date
            | SettingKind::Track
            | SettingKind::Week
            | SettingKind::Words
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
            SettingKind::Words => {
                let all = self.value(key).map_or(&[][..], Typable::words);
                let at = all.iter().position(|word| *word == shown).unwrap_or(0);
                let next = if forward { at + 1 } else { at + all.len().saturating_sub(1) };
                all.iter().cycle().nth(next).copied().unwrap_or_default().to_owned()
            }
        };
        self.set(key, &next).is_ok()
    }
}

/// Whether a text may be the name of a track, which becomes part of a path.
pub fn is_track_name(typed: &str) -> bool {
    let is_plain = |symbol: char| matches!(symbol, 'a'..='z' | '0'..='9' | '-' | '.');
    !typed.is_empty() && !typed.starts_with('.') && typed.chars().all(is_plain)
}

/// A value as people type it.
trait Typable {
    /// As it is typed and shown.
    fn show(&self) -> String;

    /// Takes what was typed for a setting.
    ///
    /// # Errors
    /// What was expected instead, as a sentence.
    fn take(&mut self, info: &SettingInfo, typed: &str) -> Result<(), String>;

    /// The words that it takes, where it is one of a list.
    fn words(&self) -> &'static [&'static str] {
        &[]
    }
}

/// What is said of a value that a setting does not take.
fn refused(info: &SettingInfo, takes: &str, typed: &str) -> String {
    format!("`{}` takes {takes}, not `{typed}`", info.key)
}

fn is_none(typed: &str) -> bool {
    typed.is_empty() || typed == "none"
}

impl<T: Worded> Typable for T {
    fn show(&self) -> String {
        self.as_word().to_owned()
    }

    fn take(&mut self, info: &SettingInfo, typed: &str) -> Result<(), String> {
        let all = || format!("one of {}", T::WORDS.join(", "));
        *self = T::of_word(typed).ok_or_else(|| refused(info, &all(), typed))?;
        Ok(())
    }

    fn words(&self) -> &'static [&'static str] {
        T::WORDS
    }
}

impl Typable for bool {
    fn show(&self) -> String {
        if *self { "on" } else { "off" }.to_owned()
    }

    fn take(&mut self, info: &SettingInfo, typed: &str) -> Result<(), String> {
        *self = match typed {
            "on" | "true" => true,
            "off" | "false" => false,
            _ => return Err(refused(info, "one of on, off", typed)),
        };
        Ok(())
    }
}

/// A whole number in the bounds of a setting.
fn number<T: TryFrom<u32>>(info: &SettingInfo, typed: &str) -> Result<T, String> {
    let (SettingKind::Number { low, high, .. } | SettingKind::NumberOrNone { low, high, .. }) =
        info.values
    else {
        panic!("`{}` is a number without bounds", info.key)
    };
    let number = typed.parse().ok().filter(|number| (low..=high).contains(number));
    let takes = || format!("a whole number from {low} to {high}");
    number.and_then(|number| number.try_into().ok()).ok_or_else(|| refused(info, &takes(), typed))
}

impl Typable for u32 {
    fn show(&self) -> String {
        self.to_string()
    }

    fn take(&mut self, info: &SettingInfo, typed: &str) -> Result<(), String> {
        *self = number(info, typed)?;
        Ok(())
    }
}

impl Typable for u8 {
    fn show(&self) -> String {
        self.to_string()
    }

    fn take(&mut self, info: &SettingInfo, typed: &str) -> Result<(), String> {
        *self = number(info, typed)?;
        Ok(())
    }
}

impl Typable for Option<u32> {
    fn show(&self) -> String {
        self.map(|number| number.to_string()).unwrap_or_default()
    }

    fn take(&mut self, info: &SettingInfo, typed: &str) -> Result<(), String> {
        *self = if is_none(typed) { None } else { Some(number(info, typed)?) };
        Ok(())
    }
}

impl Typable for Option<Day> {
    fn show(&self) -> String {
        self.map(|day| day.to_string()).unwrap_or_default()
    }

    fn take(&mut self, info: &SettingInfo, typed: &str) -> Result<(), String> {
        let day = Day::parse(typed);
        if day.is_none() && !is_none(typed) {
            return Err(refused(info, "a date such as 2026-12-14", typed));
        }
        *self = day;
        Ok(())
    }
}

/// The name of a track.
impl Typable for Option<String> {
    fn show(&self) -> String {
        self.clone().unwrap_or_default()
    }

    fn take(&mut self, info: &SettingInfo, typed: &str) -> Result<(), String> {
        let name = Some(typed).filter(|typed| !is_none(typed));
        if !name.is_none_or(is_track_name) {
            let takes = "a name of lower-case letters, digits and hyphens";
            return Err(refused(info, takes, typed));
        }
        *self = name.map(str::to_owned);
        Ok(())
    }
}

fn listed<T: ToString>(all: &[T]) -> String {
    all.iter().map(T::to_string).collect::<Vec<_>>().join(" ")
}

/// The parameters of FSRS.
impl Typable for Option<Vec<f32>> {
    fn show(&self) -> String {
        listed(self.as_deref().unwrap_or_default())
    }

    fn take(&mut self, info: &SettingInfo, typed: &str) -> Result<(), String> {
        if typed.is_empty() || typed == "default" {
            *self = None;
            return Ok(());
        }
        let all: Option<Vec<f32>> = typed.split_whitespace().map(|one| one.parse().ok()).collect();
        let Some(all) = all.filter(|all| fsrs::Model::new(all).is_some()) else {
            let key = info.key;
            return Err(format!("`{key}` takes 21 numbers, or nothing for the default ones"));
        };
        *self = Some(all);
        Ok(())
    }
}

/// Minutes by weekday.
impl Typable for Option<[u32; 7]> {
    fn show(&self) -> String {
        self.map(|week| listed(&week)).unwrap_or_default()
    }

    fn take(&mut self, info: &SettingInfo, typed: &str) -> Result<(), String> {
        const MOST: u32 = 600;
        if is_none(typed) {
            *self = None;
            return Ok(());
        }
        let minutes: Option<Vec<u32>> = typed
            .split_whitespace()
            .map(|word| word.parse().ok().filter(|minutes| *minutes <= MOST))
            .collect();
        let takes = || {
            format!(
                "seven numbers of minutes up to {MOST}, Monday first, such as `20 20 0 20 20 60 60`"
            )
        };
        let week = minutes.and_then(|week| week.try_into().ok());
        *self = Some(week.ok_or_else(|| refused(info, &takes(), typed))?);
        Ok(())
    }
}

/// Steps in minutes.
impl Typable for Vec<u32> {
    fn show(&self) -> String {
        listed(self)
    }

    fn take(&mut self, info: &SettingInfo, typed: &str) -> Result<(), String> {
        let minutes: Option<Self> = typed
            .split_whitespace()
            .map(|word| word.parse().ok().filter(|minutes| (1..1_440).contains(minutes)))
            .collect();
        let takes = "up to five numbers of minutes below a day, such as `1 10`";
        let steps = minutes.filter(|steps| steps.len() <= 5);
        *self = steps.ok_or_else(|| refused(info, takes, typed))?;
        Ok(())
    }
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
