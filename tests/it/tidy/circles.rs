//! How files lean on each other: never in a circle, and never up by two floors.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use super::{
    house::{House, Violation, module_of},
    tokens,
};

/// The files that each file imports, with the line of the first import.
type Imports<'a> = BTreeMap<&'a str, BTreeMap<&'a str, usize>>;

/// No file imports one that leads back to it. A module and its own children are one house: they may
/// import each other. A circle is told once, at the first of its files, with all its arrows.
pub(super) fn circles(house: &House) -> Vec<Violation> {
    let mut imports = Imports::new();
    for source in house.product() {
        for named in &source.names {
            let Some(file) = house.file_of(&named.path) else { continue };
            if file != source.name && !is_family(file, &source.name) {
                imports.entry(&source.name).or_default().entry(file).or_insert(named.line);
            }
        }
    }
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        imports.keys().map(|file| (*file, reached_from(file, &imports))).collect();
    let mut circles: BTreeSet<Vec<&str>> = BTreeSet::new();
    for (file, ends) in &reached {
        let leads_back = |end: &&&str| reached.get(**end).is_some_and(|back| back.contains(file));
        let circle: Vec<&str> = ends.iter().filter(leads_back).copied().collect();
        if !circle.is_empty() {
            circles.insert(circle);
        }
    }
    circles.iter().map(|circle| told(circle, &imports)).collect()
}

/// What is said of a circle.
fn told(circle: &[&str], imports: &Imports<'_>) -> Violation {
    let mut what = format!("a circle of {} files", circle.len());
    let mut first = None;
    for file in circle {
        for (end, line) in imports[file].iter().filter(|(end, _)| circle.contains(end)) {
            first = first.or(Some(*line));
            write!(what, "\n    {file}:{line} -> {end}").unwrap();
        }
    }
    Violation::new(circle[0], first.unwrap_or(1), &circle[1..].join(" "), what)
}

/// Whether one of two files is the module right above the other.
fn is_family(one: &str, other: &str) -> bool {
    let (one, other) = (module_of(one), module_of(other));
    let is_above = |above: &[String], below: &[String]| {
        below.split_last().is_some_and(|(_, parent)| parent == above)
    };
    is_above(&one, &other) || is_above(&other, &one)
}

fn reached_from<'a>(start: &'a str, imports: &Imports<'a>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![start];
    while let Some(file) = open.pop() {
        for next in imports.get(file).into_iter().flat_map(BTreeMap::keys) {
            if reached.insert(*next) {
                open.push(next);
            }
        }
    }
    reached
}

/// No path climbs by `super::super`.
pub(super) fn climbs(house: &House) -> Vec<Violation> {
    let mut found = Vec::new();
    for source in house.product() {
        for (words, line) in tokens::paths(&source.tokens) {
            if words.windows(2).any(|pair| pair == ["super", "super"]) {
                let path = words.join("::");
                let what = format!("`{path}` climbs two floors: begin at `crate`");
                found.push(Violation::new(&source.name, line, &path, what));
            }
        }
    }
    found
}
