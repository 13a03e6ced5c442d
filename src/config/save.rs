//! Changes one setting in the configuration file.

use std::{fs, path::Path};

use anyhow::Context;

use super::tracks::{TRACKS, is_own, table_of};
use crate::{private, study::record::Setting};

/// Writes one setting into the configuration file, for a track where each has its own, and leaves
/// everything else in it as it is, comments too.
///
/// # Errors
/// When the file is not TOML or cannot be written; it is then as it was.
pub fn save(
    path: &Path,
    track: Option<&str>,
    key: &str,
    value: Option<&Setting>,
) -> anyhow::Result<()> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error).context("cannot read the configuration file"),
    };
    let mut document: toml_edit::DocumentMut =
        text.parse().with_context(|| format!("`{}` is not TOML; mend it first", path.display()))?;
    let table = match track.filter(|_| is_own(key)) {
        None => document.as_table_mut(),
        Some(id) => table_of(document.as_table_mut(), id)
            .with_context(|| format!("`{TRACKS}` in `{}` is no table", path.display()))?,
    };
    put(table, key, value);
    // A link to the file is followed, so the link stays one.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().unwrap_or(Path::new("."));
    private::create_folder(folder).context("cannot make the folder of the configuration file")?;
    // Written beside it and then renamed, so a full disk leaves the old file whole.
    let part = path.with_extension("toml.part");
    private::write(&part, document.to_string().as_bytes())
        .context("cannot write the configuration file")?;
    if let Ok(metadata) = fs::metadata(path) {
        // Whoever has opened it to others wants that to stay so.
        let _ = fs::set_permissions(&part, metadata.permissions());
    }
    fs::rename(&part, path).context("cannot replace the configuration file")
}

/// Puts a value in, or takes it out; what stands around the old value, a comment behind it, stays.
fn put(table: &mut toml_edit::Table, key: &str, value: Option<&Setting>) {
    let decor = table.get(key).and_then(|item| item.as_value()).map(|old| old.decor().clone());
    match value {
        None => drop(table.remove(key)),
        Some(Setting::Text(text)) => table[key] = toml_edit::value(text),
        Some(Setting::Flag(flag)) => table[key] = toml_edit::value(*flag),
        #[expect(clippy::cast_possible_truncation, reason = "settings are small whole numbers")]
        Some(Setting::Number(number)) => table[key] = toml_edit::value(*number as i64),
    }
    if let (Some(decor), Some(new)) =
        (decor, table.get_mut(key).and_then(|item| item.as_value_mut()))
    {
        *new.decor_mut() = decor;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn saving_keeps_comments_and_other_lines() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/config.toml");
        save(&path, None, "theme", Some(&Setting::Text("dark".into()))).unwrap();
        fs::write(&path, "# mine\ntheme = \"dark\" # at night\nmouse = true\n").unwrap();
        save(&path, None, "theme", Some(&Setting::Text("light".into()))).unwrap();
        save(&path, None, "new_per_day", Some(&Setting::Number(5.0))).unwrap();
        save(&path, None, "mouse", None).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("# mine\ntheme = \"light\" # at night"), "{text}");
        assert!(text.contains("new_per_day = 5") && !text.contains("mouse"), "{text}");
    }

    #[test]
    fn each_track_has_an_exam_date_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        let date = |day: &str| Some(Setting::Text(day.into()));
        save(&path, None, "exam_date", date("2026-12-14").as_ref()).unwrap();
        save(&path, Some("planets"), "exam_date", date("2027-01-05").as_ref()).unwrap();
        save(&path, Some("planets"), "theme", Some(&Setting::Text("dark".into()))).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let tables = "[tracks.planets]\nexam_date = \"2027-01-05\"\n";
        assert_eq!(text, format!("exam_date = \"2026-12-14\"\ntheme = \"dark\"\n\n{tables}"));
        save(&path, Some("planets"), "exam_date", None).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains("2026-12-14") && !text.contains("2027"), "{text}");
    }
}
