//! What a room may not name: the outside, where it is pure, and whatever makes runs differ.

use std::collections::BTreeMap;

use super::house::{House, Source, Violation};

/// The rooms that know no terminal, file, process, environment or clock.
const PURE: &[&str] = &["app", "content", "exam", "memory", "sim", "study"];

/// The doors of pure rooms to the outside.
const DOORS: &[&str] = &["src/content/built_in.rs", "src/content/files.rs"];

/// The outside.
const OUTSIDE: &[&str] = &[
    "crossterm",
    "ratatui",
    "rusqlite",
    "std::env",
    "std::fs",
    "std::net",
    "std::process",
    "std::thread",
    "std::time::Instant",
    "std::time::SystemTime",
];

/// The rooms without a calendar: their days are numbers.
const TIMELESS: &[&str] = &["memory", "sim"];

/// The rooms outside that draw nothing.
const BLIND: &[&str] = &["cli", "config", "driver", "plain", "store"];

/// The ways to read the environment, which only `config` does.
const ENVIRONMENT: &[&str] =
    &["std::env::var", "std::env::var_os", "std::env::vars", "std::env::vars_os"];

/// Collections whose order differs from run to run.
const RANDOM: &[&str] = &["HashMap", "HashSet", "hash_map", "hash_set"];

/// What a file may not name behind and before its tests.
fn banned(source: &Source) -> Vec<&'static str> {
    let Some(room) = source.top() else { return Vec::new() };
    let mut banned = Vec::new();
    if PURE.contains(&room) && !DOORS.contains(&source.name.as_str()) {
        banned.extend(OUTSIDE);
    }
    if TIMELESS.contains(&room) {
        banned.push("chrono");
    }
    if BLIND.contains(&room) {
        banned.push("ratatui");
    }
    if room != "config" {
        banned.extend(ENVIRONMENT);
    }
    banned
}

/// Pure rooms name nothing of the outside, and nobody names what has a random order.
pub(super) fn pure(house: &House) -> Vec<Violation> {
    let mut found = BTreeMap::new();
    for source in house.product() {
        let banned = banned(source);
        for named in &source.names {
            let path = named.path.join("::");
            let is_random = named.path.iter().any(|word| RANDOM.contains(&word.as_str()));
            let is_outside = !named.is_test && banned.iter().any(|ban| names(&path, ban));
            if is_random || is_outside {
                found.entry((&source.name, path)).or_insert(named.line);
            }
        }
    }
    let violation = |((file, path), line): ((&String, String), usize)| {
        Violation::new(file, line, &path, format!("names `{path}`"))
    };
    found.into_iter().map(violation).collect()
}

/// Whether a path leads to what is banned or into it, or a glob brings it along.
fn names(path: &str, ban: &str) -> bool {
    let is_inside =
        path.strip_prefix(ban).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"));
    is_inside || path.strip_suffix('*').is_some_and(|before| ban.starts_with(before))
}
