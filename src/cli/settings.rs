//! `coldstart config`.

use super::{Cli, ConfigCommand};
use crate::{
    config::{self, Misuse},
    content::{BUILT_IN_TRACK, tracks::own_track},
    driver::tracks,
    study::settings::{SETTINGS, by_key},
    text,
};

impl Cli<'_> {
    pub(super) fn config(&mut self, command: ConfigCommand) -> anyhow::Result<u8> {
        match command {
            ConfigCommand::Path => {
                let path = self.config.config_file.display().to_string();
                if self.is_json {
                    self.json(&serde_json::json!({ "path": path }))?;
                } else {
                    writeln!(self.out, "{path}")?;
                }
            }
            ConfigCommand::Show { key: Some(key) } => {
                let key = known(&key)?;
                let value = self.config.preferences.show(key);
                if self.is_json {
                    self.json(&serde_json::json!({ key: value }))?;
                } else {
                    writeln!(self.out, "{value}")?;
                }
            }
            ConfigCommand::Show { key: None } => {
                let preferences = &self.config.preferences;
                let all: Vec<(&str, String)> =
                    SETTINGS.iter().map(|info| (info.key, preferences.show(info.key))).collect();
                if self.is_json {
                    let map: serde_json::Map<String, serde_json::Value> = all
                        .into_iter()
                        .map(|(key, value)| (key.to_owned(), value.into()))
                        .collect();
                    self.json(&map)?;
                } else {
                    for (key, value) in all {
                        writeln!(self.out, "{key:<22} {value}")?;
                    }
                }
            }
            ConfigCommand::Set { key, value } => {
                let key = known(&key)?;
                self.config.preferences.set(key, &value).map_err(Misuse)?;
                self.known_track(key)?;
                let setting = self.config.preferences.setting(key);
                let track = self.config.track.as_deref();
                config::save(&self.config.config_file, track, key, setting.as_ref())?;
                let shown = self.config.preferences.show(key);
                if self.is_json {
                    self.json(&serde_json::json!({ key: shown }))?;
                } else {
                    writeln!(self.out, "{key} = {shown}")?;
                }
            }
        }
        Ok(0)
    }
}

impl Cli<'_> {
    /// A track is set by a name that is there.
    fn known_track(&self, key: &str) -> Result<(), Misuse> {
        let set = self.config.preferences.track.as_ref();
        let Some(id) = set.filter(|id| key == "track" && *id != BUILT_IN_TRACK) else {
            return Ok(());
        };
        let own = tracks::own_files(&self.config).0.tracks;
        if own_track(&own, id).is_some() { Ok(()) } else { Err(tracks::unknown(id, &own)) }
    }
}

fn known(key: &str) -> Result<&'static str, Misuse> {
    if let Some(info) = by_key(key) {
        return Ok(info.key);
    }
    let keys: Vec<&str> = SETTINGS.iter().map(|info| info.key).collect();
    let hint = match text::nearest(key, keys.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", keys.join(", ")),
    };
    Err(Misuse(format!("unknown setting `{key}`\nhint: {hint}")))
}
