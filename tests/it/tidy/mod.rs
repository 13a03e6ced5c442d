//! The rules of the house that no compiler checks, held against a real parse of its files.
//!
//! Each rule is a function from the files to what breaks it; `bad` shows to each what it must refuse
//! and what it must let pass. What breaks a rule and stays has its reason in `STAYS`; a line there
//! that is no longer true has to go.

mod bad;
mod circles;
mod files;
mod house;
mod items;
mod names;
mod pure;
mod rooms;
mod services;
mod tokens;
mod words;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use self::house::{House, Violation};

/// What breaks a rule, wherever it stands.
type Rule = fn(&House) -> Vec<Violation>;

/// The rules by the names that `STAYS` has for them.
const RULES: &[(&str, Rule)] = &[
    ("rooms", rooms::rooms),
    ("circles", circles::circles),
    ("climbs", circles::climbs),
    ("functions", items::functions),
    ("booleans", items::booleans),
    ("names", items::names),
    ("services", services::services),
    ("pure", pure::pure),
    ("lengths", files::lengths),
    ("folders", files::folders),
    ("headings", files::headings),
    ("unfinished", files::unfinished),
    ("dead", files::dead),
    ("words", words::words),
];

/// What the house breaks, by rule: its files are parsed once for all tests.
static BROKEN: LazyLock<BTreeMap<&str, Vec<Violation>>> = LazyLock::new(|| {
    let house = House::standing();
    RULES.iter().map(|(name, rule)| (*name, rule(&house))).collect()
});

/// What breaks a rule and stays, and why.
const STAYS: &[(&str, &str)] = &[
    ("booleans src/sim/fidelity/given.rs flag", "it is the value where none is given"),
    ("names src/config.rs Environment", "the variables of a process have this name everywhere"),
    ("names src/sim/services/dynamodb/mod.rs Wires", "a room has wires of its own"),
    ("names src/sim/services/lambda/mod.rs Environment", "AWS calls it so"),
    ("names src/sim/services/lambda/mod.rs Wires", "a room has wires of its own"),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a folder and of those in it whose names end with an extension.
pub(crate) fn files_below(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files_below(&path, extension, found);
        } else if path.extension().is_some_and(|ext| ext == extension) {
            found.push(path);
        }
    }
    found.sort();
}

/// What is wrong when a rule is broken so: a violation that is not among the lines of those that
/// stay, and a line that is true no more. A line is `rule file subject`.
fn faults<'a>(
    rule: &str,
    broken: &[Violation],
    stays: impl Iterator<Item = &'a str>,
) -> Vec<String> {
    let mut left: Vec<&str> =
        stays.filter(|line| line.split(' ').next().is_some_and(|name| name == rule)).collect();
    let mut faults = Vec::new();
    for one in broken {
        let line = format!("{rule} {} {}", one.file, one.subject);
        match left.iter().position(|stays| *stays == line) {
            Some(index) => drop(left.remove(index)),
            None => faults.push(one.to_string()),
        }
    }
    faults.extend(left.iter().map(|line| format!("mended, strike it from STAYS: {line}")));
    faults
}

#[track_caller]
fn holds(rule: &str) {
    let faults = faults(rule, &BROKEN[rule], STAYS.iter().map(|(line, _)| *line));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn imports_go_along_the_arrows_of_the_picture() {
    holds("rooms");
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    holds("circles");
}

#[test]
fn no_path_climbs_two_floors() {
    holds("climbs");
}

#[test]
fn functions_fit_on_a_screen() {
    holds("functions");
}

#[test]
fn public_functions_take_no_boolean_among_other_things() {
    holds("booleans");
}

#[test]
fn a_name_means_one_public_type() {
    holds("names");
}

#[test]
fn a_service_is_known_in_its_own_room_alone() {
    holds("services");
}

#[test]
fn pure_rooms_name_nothing_of_the_outside() {
    holds("pure");
}

#[test]
fn files_and_lines_are_short() {
    holds("lengths");
}

#[test]
fn folders_can_be_taken_in_at_a_glance() {
    holds("folders");
}

#[test]
fn every_file_begins_with_what_it_is_for() {
    holds("headings");
}

#[test]
fn nothing_is_left_unfinished() {
    holds("unfinished");
}

#[test]
fn every_file_is_reached_from_the_roots() {
    holds("dead");
}

#[test]
fn words_of_the_glossary_stand_where_it_says() {
    holds("words");
}

#[test]
fn every_line_of_what_stays_is_about_a_rule() {
    for (line, _) in STAYS {
        assert!(RULES.iter().any(|(rule, _)| line.starts_with(&format!("{rule} "))), "{line}");
    }
}
