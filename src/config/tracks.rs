//! The track that is studied, and what the configuration file holds of each one.

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::Misuse;
use crate::{
    clock::Day,
    fields::{Fields, Reader},
    study::settings::is_track_name,
    text,
};

/// The exam dates of tracks by their ids; that of the built-in one stands by itself in the file.
pub(super) type Dates = BTreeMap<String, Option<Day>>;

/// The table of tracks in the configuration file.
pub(super) const TRACKS: &str = "tracks";

/// Settings that each track has for itself.
const OWN: &[&str] = &["exam_date"];

/// Whether each track has this setting for itself.
pub(super) fn is_own(key: &str) -> bool {
    OWN.contains(&key)
}

/// `[tracks.NAME]` with its exam date.
pub(super) fn read_dates(reader: &mut Reader<'_>, root: &Fields<'_>) -> Dates {
    let mut dates = Dates::new();
    let Some(tracks) = root.table(reader, TRACKS, "table of tracks") else { return dates };
    let ids: Vec<String> = tracks.in_order().into_iter().map(|(id, ..)| id.to_owned()).collect();
    for id in ids {
        let Some(table) = tracks.table(reader, &id, "track") else { continue };
        table.only(reader, OWN);
        let Some(value) = table.get("exam_date") else { continue };
        let typed = match value.it {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(date) => date.to_string(),
            DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Array(_)
            | DeValue::Table(_) => String::new(),
        };
        let day = Day::parse(&typed);
        if day.is_none() {
            let what = "`exam_date` takes a date such as 2026-12-14";
            reader.fault(&value.span, what);
        }
        dates.insert(id, day);
    }
    dates
}

/// The table of a track, made where there is none; none where something else has its name.
pub(super) fn table_of<'d>(
    root: &'d mut toml_edit::Table,
    id: &str,
) -> Option<&'d mut toml_edit::Table> {
    let mut of_all = toml_edit::Table::new();
    of_all.set_implicit(true);
    let tracks = root.entry(TRACKS).or_insert(toml_edit::Item::Table(of_all)).as_table_mut()?;
    tracks.entry(id).or_insert(toml_edit::Item::Table(toml_edit::Table::new())).as_table_mut()
}

/// A name that may be that of a track.
pub(super) fn checked(id: &str) -> Result<String, Misuse> {
    if is_track_name(id) {
        return Ok(id.to_owned());
    }
    let what = format!("`{}` is no name of a track", text::clean(id));
    Err(Misuse(format!("{what}\nhint: names are lower-case letters, digits and hyphens")))
}
