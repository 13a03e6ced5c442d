//! Which tracks there are, and whether the one that is asked for is among them.

use super::decks::load_library;
use crate::{
    config::{Config, Misuse},
    content::{
        self,
        tracks::{OwnTrack, Parted, names, own_track, parted},
    },
    diag::{Diagnostic, Layer},
    text,
};

/// A user's files, told apart by track, and what is wrong with the folder.
pub fn own_files(config: &Config) -> (Parted, Vec<Diagnostic>) {
    let folder = config.deck_folder();
    if !folder.is_dir() {
        return Default::default();
    }
    let (files, problems) = content::files::read(&folder, Layer::User);
    (parted(&folder.display().to_string(), files), problems)
}

/// Whether the track that is asked for can be studied.
///
/// # Errors
/// When there is no such track, or it has no sound `track.toml`.
pub fn chosen(config: &Config) -> anyhow::Result<()> {
    let Some(id) = &config.track else { return Ok(()) };
    let (library, _) = load_library(config);
    if library.track.id == *id {
        return Ok(());
    }
    let (parted, _) = own_files(config);
    let Some(track) = own_track(&parted.tracks, id) else {
        let Misuse(what) = unknown(id, &parted.tracks);
        return Err(Misuse(format!("{what}{}", way_back(config))).into());
    };
    let problems = track.load().problems;
    let first = problems.first();
    let why = first.map_or_else(String::new, |one| format!(": line {}, {}", one.line, one.what));
    let hint = "`coldstart check` lists what is wrong with it";
    let back = way_back(config);
    Err(Misuse(format!("the track `{id}` cannot be read{why}\nhint: {hint}{back}")).into())
}

/// How to get away from a track that a setting names.
fn way_back(config: &Config) -> &'static str {
    if config.is_track_named {
        ""
    } else {
        "; `coldstart config set track none` goes back to the built-in one"
    }
}

/// That there is no track of a name, with those that there are.
pub fn unknown(id: &str, own: &[OwnTrack]) -> Misuse {
    let known: Vec<String> = names(own).into_iter().map(|name| name.id).collect();
    let near = text::nearest(id, known.iter().map(String::as_str));
    let near = near.map_or_else(String::new, |near| format!("did you mean `{near}`? "));
    let hint = format!("{near}there are {}", text::listed(&known));
    Misuse(format!("there is no track `{}`\nhint: {hint}", text::clean(id)))
}
