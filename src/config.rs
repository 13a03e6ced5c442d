//! Where settings come from: flags over the environment over the file over the defaults. The only
//! reader of the environment, and of the folders that the platform names.

mod save;
mod tracks;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context;
use toml::de::{DeTable, DeValue};

pub use self::save::save;
use self::tracks::{Dates, TRACKS, read_dates};
use crate::{
    app::keys::{
        actions,
        key::Key,
        keymap::{Clash, Keymap},
    },
    clock::{Clock, Now},
    content::BUILT_IN_TRACK,
    diag::{Diagnostic, SourceFile},
    fields::{Fields, Reader},
    rng::Seed,
    study::{
        preferences::{Glyphs, Preferences, Theme},
        settings::SETTINGS,
    },
};

/// A mistake in what was asked, as against a failure of the environment.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Misuse(pub String);

/// The parts of the environment that coldstart looks at.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    pub now: Option<String>,
    pub seed: Option<String>,
    pub data_dir: Option<PathBuf>,
    pub config: Option<PathBuf>,
    /// `NO_COLOR` is set and not empty (no-color.org).
    pub no_color: bool,
    pub color_term: String,
    pub term: String,
    /// Whether the locale says UTF-8.
    pub is_utf8: bool,
}

impl Environment {
    /// Reads the process's environment.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that reads the environment"
    )]
    pub fn read() -> Self {
        let text = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        // The first one that is set decides, as POSIX has it.
        let locale =
            ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| text(name)).unwrap_or_default();
        let locale = locale.to_lowercase().replace('-', "");
        Self {
            now: text("COLDSTART_NOW"),
            seed: text("COLDSTART_SEED"),
            data_dir: text("COLDSTART_DATA_DIR").map(PathBuf::from),
            config: text("COLDSTART_CONFIG").map(PathBuf::from),
            no_color: text("NO_COLOR").is_some(),
            color_term: text("COLORTERM").unwrap_or_default(),
            term: text("TERM").unwrap_or_default(),
            is_utf8: locale.contains("utf8") || cfg!(windows),
        }
    }
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum ColorChoice {
    #[default]
    Auto,
    Always,
    Never,
}

/// What flags say that hold for every command.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    pub data_dir: Option<PathBuf>,
    pub config: Option<PathBuf>,
    /// The id of a track.
    pub track: Option<String>,
    pub now: Option<String>,
    pub ascii: bool,
    pub color: ColorChoice,
}

/// How many colours the terminal is taken to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColorLevel {
    None,
    Ansi16,
    Ansi256,
    True,
}

/// Everything resolved.
#[derive(Debug)]
pub struct Config {
    pub data_dir: PathBuf,
    /// The data folder was named by a flag, so another call has to name it too.
    pub is_data_dir_named: bool,
    pub config_file: PathBuf,
    /// The id of the track that is studied; none: the built-in one.
    pub track: Option<String>,
    /// It was named by a flag, so another call has to name it too.
    pub is_track_named: bool,
    pub preferences: Preferences,
    pub keymap: Keymap,
    /// What is wrong in the configuration file; the rest of it holds.
    pub problems: Vec<Diagnostic>,
    pub clock: Clock,
    pub seed: Seed,
    pub colors: ColorLevel,
    pub is_ascii: bool,
    pub term: String,
}

impl Config {
    /// The file that holds all progress on the track. Another track than the built-in one has a
    /// folder of its own, so that copies of the files are never taken for each other.
    pub fn progress_file(&self) -> PathBuf {
        let folder = match &self.track {
            None => self.data_dir.clone(),
            Some(id) => self.data_dir.join("tracks").join(id),
        };
        folder.join("progress.sqlite3")
    }

    /// How this program is called for the same data folder and track, in messages.
    pub fn invocation(&self) -> String {
        let mut words = "coldstart".to_owned();
        if self.is_data_dir_named {
            words.push_str(" --data-dir ");
            words.push_str(&quoted(&self.data_dir.display().to_string()));
        }
        if self.is_track_named {
            words.push_str(" --track ");
            words.push_str(self.track.as_deref().unwrap_or(BUILT_IN_TRACK));
        }
        words
    }

    /// The user's own decks as they were linked last. It can be thrown away at any time.
    pub fn kept_decks(&self) -> PathBuf {
        self.progress_file().with_file_name("decks.kept")
    }

    /// The folder of the user's own decks.
    pub fn deck_folder(&self) -> PathBuf {
        self.data_dir.join("decks")
    }
}

/// A word for the shell: in quotes where it needs them.
pub fn quoted(word: &str) -> String {
    let is_plain = |symbol: char| symbol.is_alphanumeric() || "-_./:\\+,@%".contains(symbol);
    if !word.is_empty() && word.chars().all(is_plain) && (cfg!(windows) || !word.contains('\\')) {
        word.to_owned()
    } else if cfg!(windows) {
        format!("\"{word}\"")
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// Resolves flags, environment, file and defaults.
///
/// # Errors
/// When the platform names no folders, the configuration file cannot be read, or a given time,
/// seed or track is none. Wrong lines of the file are no error but [`Config::problems`].
pub fn resolve(flags: &Flags, environment: &Environment) -> anyhow::Result<Config> {
    let (data_dir, config_file) = folders(flags, environment)?;
    let (mut preferences, keymap, problems, dates) = load(&config_file)?;
    let track = flags.track.as_ref().or(preferences.track.as_ref());
    let track = track.map(|id| tracks::checked(id)).transpose()?;
    let track = track.filter(|id| id != BUILT_IN_TRACK);
    if let Some(id) = &track {
        preferences.exam_date = dates.get(id).copied().flatten();
    }
    let rollover = preferences.rollover_hour;
    let clock = match flags.now.as_ref().or(environment.now.as_ref()) {
        None => Clock::system(rollover),
        Some(text) => Clock::Fixed(Now::parse(text, rollover).map_err(|why| {
            Misuse(format!(
                "`{text}` is no moment: {why}\nhint: write it as 2026-11-21T20:00:00+01:00"
            ))
        })?),
    };
    let seed = match &environment.seed {
        Some(text) => {
            let number = text.parse().map_err(|_| {
                Misuse(format!("`COLDSTART_SEED` is `{text}`, which is no whole number"))
            })?;
            Seed(number)
        }
        None => Seed(clock.now().wall.0.cast_unsigned()),
    };
    let is_ascii = match preferences.glyphs {
        _ if flags.ascii => true,
        Glyphs::Ascii => true,
        Glyphs::Unicode => false,
        Glyphs::Auto => !environment.is_utf8 || environment.term == "linux",
    };
    Ok(Config {
        data_dir,
        is_data_dir_named: flags.data_dir.is_some(),
        config_file,
        track,
        is_track_named: flags.track.is_some(),
        colors: color_level(flags.color, environment, preferences.theme),
        preferences,
        keymap,
        problems,
        clock,
        seed,
        is_ascii,
        term: environment.term.clone(),
    })
}

fn folders(flags: &Flags, environment: &Environment) -> anyhow::Result<(PathBuf, PathBuf)> {
    let data_dir = flags.data_dir.clone().or_else(|| environment.data_dir.clone());
    let config = flags.config.clone().or_else(|| environment.config.clone());
    let platform = directories::ProjectDirs::from("", "", "coldstart");
    let missing =
        "the platform names no folder for data\nhint: give one with --data-dir, and --config FILE";
    let data_dir = match (&data_dir, &platform) {
        (Some(dir), _) => dir.clone(),
        (None, Some(platform)) => platform.data_dir().to_owned(),
        (None, None) => anyhow::bail!(missing),
    };
    let config = match (config, &platform) {
        (Some(file), _) => file,
        // With a data folder of its own a run keeps its settings there too, so nothing of it
        // touches the usual ones.
        (None, _) if flags.data_dir.is_some() || environment.data_dir.is_some() => {
            data_dir.join("config.toml")
        }
        (None, Some(platform)) => platform.config_dir().join("config.toml"),
        (None, None) => anyhow::bail!(missing),
    };
    Ok((data_dir, config))
}

/// `--color`, then `NO_COLOR`, then the configuration, then `COLORTERM`, then `TERM`.
fn color_level(choice: ColorChoice, environment: &Environment, theme: Theme) -> ColorLevel {
    let found = match environment.color_term.as_str() {
        "truecolor" | "24bit" => ColorLevel::True,
        _ if environment.term == "dumb" || environment.term.is_empty() => ColorLevel::None,
        _ if environment.term.contains("256color") => ColorLevel::Ansi256,
        _ => ColorLevel::Ansi16,
    };
    match choice {
        ColorChoice::Never => ColorLevel::None,
        ColorChoice::Always => found.max(ColorLevel::Ansi16),
        ColorChoice::Auto if environment.no_color || theme == Theme::Mono => ColorLevel::None,
        ColorChoice::Auto => found,
    }
}

type Loaded = (Preferences, Keymap, Vec<Diagnostic>, Dates);

fn load(path: &Path) -> anyhow::Result<Loaded> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if is_missing(&error) => String::new(),
        Err(error) => {
            return Err(error).with_context(|| {
                format!("cannot read the configuration file `{}`", path.display())
            });
        }
    };
    Ok(parse(&path.display().to_string(), &text))
}

/// Whether there is no such file, or not even the folder that it would be in.
fn is_missing(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    [NotFound, NotADirectory].contains(&error.kind())
}

/// Reads the text of a configuration file; what is wrong in it is listed and the rest holds.
fn parse(name: &str, text: &str) -> Loaded {
    let file = SourceFile::user(name, text);
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader::new(&file);
    reader.syntax(errors);
    let fields = Fields::new("configuration", root.get_ref(), root.span());
    let known: Vec<&str> = SETTINGS.iter().map(|info| info.key).chain(["keys", TRACKS]).collect();
    fields.only(&mut reader, &known);
    let mut preferences = Preferences::default();
    for info in SETTINGS {
        let Some(value) = fields.get(info.key) else {
            continue;
        };
        let typed = match value.it {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(number) => number.to_string(),
            DeValue::Float(number) => number.to_string(),
            DeValue::Boolean(flag) => flag.to_string(),
            DeValue::Datetime(date) => date.to_string(),
            DeValue::Array(_) | DeValue::Table(_) => {
                reader.fault(&value.span, format!("`{}` takes one value", info.key));
                continue;
            }
        };
        if let Err(expected) = preferences.set(info.key, &typed) {
            reader.fault_hint(&value.span, expected, info.about);
        }
    }
    let keymap = read_keys(&mut reader, &fields);
    let dates = read_dates(&mut reader, &fields);
    reader.drop_echoes();
    (preferences, keymap, reader.problems, dates)
}

fn read_keys(reader: &mut Reader<'_>, root: &Fields<'_>) -> Keymap {
    let Some(keys) = root.table(reader, "keys", "table of keys") else {
        return Keymap::default();
    };
    let names: Vec<&str> = actions::all().map(|info| info.name).collect();
    keys.only(reader, &names);
    let mut own: BTreeMap<&'static str, Vec<Key>> = BTreeMap::new();
    for info in actions::all().filter(|info| keys.has(info.name)) {
        let mut chosen = Vec::new();
        for text in keys.texts(reader, info.name) {
            match text.it.parse::<Key>() {
                Ok(key) => chosen.push(key),
                Err(what) => reader.fault_hint(
                    &text.span,
                    what,
                    "write keys as \"a\", \"ctrl-n\", \"f2\", \"space\" or \"pageup\"",
                ),
            }
        }
        own.insert(info.name, chosen);
    }
    match Keymap::new(&own) {
        Ok(keymap) => keymap,
        Err(Clash { key, place, first, second }) => {
            let named = if own.contains_key(second) { second } else { first };
            let what =
                format!("`{first}` and `{second}` both want the key `{key}` in {}", place.title());
            reader.fault_hint(
                &keys.place(named),
                what,
                "the default keys are used until one of them has another key",
            );
            Keymap::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_file_says_where_and_the_rest_holds() {
        let text = [
            "theme = \"drak\"",
            "new_per_day = 30",
            "retention_percent = 99",
            "exam_dat = \"x\"",
            "[keys]",
            "\"review.good\" = [\"ctrl-y\"]",
            "\"review.god\" = [\"g\"]",
        ]
        .join("\n");
        let (preferences, keymap, problems, _) = parse("c.toml", &text);
        assert_eq!(preferences.new_per_day, Some(30));
        assert_eq!(keymap.keys("review.good"), ["ctrl-y".parse().unwrap()]);
        let lines: Vec<(usize, &str)> =
            problems.iter().map(|p| (p.line, p.what.as_str())).collect();
        assert_eq!(
            lines,
            [
                (4, "unknown key `exam_dat` in a configuration"),
                (3, "`retention_percent` takes a whole number from 70 to 97, not `99`"),
                (1, "`theme` takes one of terminal, dark, light, high-contrast, mono, not `drak`"),
                (7, "unknown key `review.god` in a table of keys"),
            ]
        );
    }

    #[test]
    fn a_clash_of_keys_names_both_actions() {
        let (_, keymap, problems, _) = parse("c.toml", "[keys]\n\"review.good\" = [\"2\"]\n");
        assert_eq!(
            problems[0].what,
            "`review.hard` and `review.good` both want the key `2` in an answered card"
        );
        assert_eq!((problems[0].line, problems[0].column), (2, 17));
        assert_eq!(keymap.keys("review.good"), ["3".parse().unwrap()]);
    }

    #[track_caller]
    fn check(
        choice: ColorChoice,
        no_color: bool,
        color_term: &str,
        term: &str,
        expected: ColorLevel,
    ) {
        let environment = Environment {
            no_color,
            color_term: color_term.into(),
            term: term.into(),
            ..Environment::default()
        };
        assert_eq!(color_level(choice, &environment, Theme::Terminal), expected);
    }

    #[test]
    fn colours_follow_flag_then_no_color_then_the_terminal() {
        check(ColorChoice::Auto, false, "truecolor", "xterm", ColorLevel::True);
        check(ColorChoice::Auto, false, "", "xterm-256color", ColorLevel::Ansi256);
        check(ColorChoice::Auto, false, "", "vt220", ColorLevel::Ansi16);
        check(ColorChoice::Auto, false, "", "dumb", ColorLevel::None);
        check(ColorChoice::Auto, true, "truecolor", "xterm", ColorLevel::None);
        check(ColorChoice::Always, true, "truecolor", "xterm", ColorLevel::True);
        check(ColorChoice::Never, false, "truecolor", "xterm", ColorLevel::None);
    }
}
