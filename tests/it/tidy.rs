//! The rules of the house that no compiler checks: who may import whom, how long a file may be,
//! what may not be named.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// No source file is longer.
const MAX_LINES: usize = 600;
/// No line of code is longer, in characters.
const MAX_COLUMNS: usize = 100;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

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

fn sources() -> Vec<(String, String)> {
    let mut paths = Vec::new();
    files_below(&root().join("src"), "rs", &mut paths);
    let name =
        |path: &Path| path.strip_prefix(root()).unwrap().display().to_string().replace('\\', "/");
    paths.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

/// `src/app/review.rs` as `app`, `src/driver.rs` as `driver`.
fn module_of(name: &str) -> &str {
    let inside = name.strip_prefix("src/").unwrap_or(name);
    inside.split('/').next().unwrap_or(inside).trim_end_matches(".rs")
}

/// The modules that a file names as `crate::module`, its tests left out.
fn imports(text: &str) -> Vec<String> {
    let product = text.split("#[cfg(test)]").next().unwrap_or(text);
    let code: String =
        product.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code: String = code.chars().filter(|symbol| !symbol.is_whitespace()).collect();
    let mut found = Vec::new();
    for part in code.split("crate::").skip(1) {
        match part.strip_prefix('{') {
            None => found.push(
                part.split(|c: char| !c.is_alphanumeric() && c != '_')
                    .next()
                    .unwrap_or("")
                    .to_owned(),
            ),
            Some(list) => {
                let mut depth = 1;
                let mut word = String::new();
                for symbol in list.chars() {
                    match symbol {
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        _ => {}
                    }
                    let is_boundary = !(symbol.is_alphanumeric() || symbol == '_');
                    if is_boundary && depth <= 1 && !word.is_empty() {
                        found.push(std::mem::take(&mut word));
                    }
                    if depth == 0 {
                        break;
                    }
                    match symbol {
                        ',' if depth == 1 => word.clear(),
                        _ if depth == 1 && !is_boundary => word.push(symbol),
                        _ => {}
                    }
                    if symbol == '{' || symbol == ':' {
                        // What follows stands inside the module that was just named.
                        " ".clone_into(&mut word);
                    }
                }
            }
        }
    }
    found.retain(|word| !word.trim().is_empty() && !word.starts_with(' '));
    found
}

#[test]
fn modules_import_only_what_the_house_allows() {
    let leaves = ["clock", "ids", "number", "rng", "text", "unit", "diag", "fields", "private"];
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("content", &["exam", "sim"][..]),
        ("sim", &[][..]),
        ("memory", &[][..]),
        ("exam", &["memory", "sim"][..]),
        ("study", &["content", "exam", "memory", "sim"][..]),
        ("app", &["study", "content", "exam", "memory", "sim"][..]),
        ("store", &["study", "exam", "memory"][..]),
        ("config", &["app", "study"][..]),
        ("driver", &["app", "study", "store", "content", "config", "memory"][..]),
        ("tui", &["app", "study", "driver", "config", "content", "exam", "memory", "sim"][..]),
        ("plain", &["app", "study", "driver", "config", "content", "exam", "memory", "sim"][..]),
        (
            "cli",
            &[
                "app", "study", "store", "driver", "config", "content", "exam", "memory", "sim",
                "plain", "tui",
            ][..],
        ),
        ("lib", &[][..]),
        ("main", &["cli"][..]),
    ]);
    let mut wrong = Vec::new();
    for (name, text) in sources() {
        let module = module_of(&name);
        let is_leaf = leaves.contains(&module);
        for import in imports(&text) {
            let is_open = leaves.contains(&import.as_str()) || import == module;
            let is_allowed =
                allowed.get(module).is_some_and(|list| list.contains(&import.as_str()));
            if !is_open && !is_allowed {
                wrong.push(format!("{name} imports `{import}`"));
            }
        }
        assert!(
            is_leaf || allowed.contains_key(module),
            "{name} is of no module that the house knows"
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn pure_modules_name_nothing_of_the_outside() {
    let banned = [
        "ratatui",
        "crossterm",
        "rusqlite",
        "std::fs",
        "std::net",
        "std::process",
        "std::env",
        "std::thread",
    ];
    for (name, text) in sources() {
        let product = text.split("#[cfg(test)]").next().unwrap_or(&text).to_owned();
        let module = module_of(&name);
        if ["app", "study", "memory", "sim"].contains(&module) {
            for word in banned {
                assert!(!product.contains(word), "{name} names `{word}`");
            }
            assert!(!product.contains("Instant"), "{name} names a clock");
        }
        if ["memory", "sim"].contains(&module) {
            assert!(!product.contains("chrono::"), "{name} names chrono");
        }
        if ["content", "store", "plain", "cli", "config", "driver"].contains(&module) {
            assert!(!product.contains("ratatui"), "{name} names ratatui");
        }
        if module != "config" {
            assert!(!product.contains("env::var"), "{name} reads the environment");
        }
        assert!(
            !product.contains("HashMap") && !product.contains("HashSet"),
            "{name} uses a random order"
        );
    }
}

#[test]
fn files_and_lines_are_short() {
    for (name, text) in sources() {
        let n_lines = text.lines().count();
        assert!(n_lines <= MAX_LINES, "{name} has {n_lines} lines");
        for (index, line) in text.lines().enumerate() {
            let columns = line.chars().count();
            // A text of many words cannot be broken; the formatter leaves it alone.
            if line.trim_start().starts_with(['"', '|'])
                || line.starts_with("//! |")
                || line.contains("(\"")
            {
                continue;
            }
            assert!(columns <= MAX_COLUMNS, "{name}:{}: {columns} columns", index + 1);
        }
    }
}

/// The rooms of the study side: one can be seen whole, and so can each file and function in it.
#[test]
fn rooms_files_and_functions_of_the_study_side_are_small() {
    let mut rooms: BTreeMap<String, usize> = BTreeMap::new();
    for (name, text) in sources() {
        if !["app", "study", "tui", "plain"].contains(&module_of(&name)) {
            continue;
        }
        let room = name.rsplit_once('/').unwrap().0;
        *rooms.entry(room.to_owned()).or_default() += 1;
        let n_lines = text.lines().count();
        assert!(n_lines <= 500, "{name} has {n_lines} lines");
        let lines: Vec<&str> = text.lines().collect();
        for (first, line) in lines.iter().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let is_function = line.trim_start().split(' ').take(3).any(|word| word == "fn");
            let end = format!("{}}}", " ".repeat(indent));
            let n = lines[first..].iter().position(|one| *one == end).unwrap_or(0) + 1;
            let is_one_line = line.ends_with('}') || line.ends_with(';');
            assert!(!is_function || is_one_line || n <= 70, "{name}:{}: {n} lines", first + 1);
        }
    }
    let full: Vec<_> = rooms.iter().filter(|(_, n_files)| 25 < **n_files).collect();
    assert!(full.is_empty(), "too many files in one room: {full:?}");
}

/// A command has no screen, so what it needs of one is a model and belongs to `study`.
#[test]
fn commands_and_files_know_no_screen() {
    for (name, text) in sources() {
        if ["cli", "store", "config", "study", "driver"].contains(&module_of(&name)) {
            assert!(!text.contains("screens::"), "{name} reaches into a screen");
        }
    }
}

#[test]
fn every_module_says_what_it_is_for() {
    for (name, text) in sources() {
        assert!(text.starts_with("//!"), "{name} has no first line of documentation");
    }
}

#[test]
fn nothing_is_left_unfinished() {
    let mut paths = Vec::new();
    for folder in ["src", "tests", "benches"] {
        files_below(&root().join(folder), "rs", &mut paths);
    }
    let unfinished = [
        ["TO", "DO"].concat(),
        ["FIX", "ME"].concat(),
        ["XX", "X"].concat(),
        ["#[ign", "ore"].concat(),
    ];
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        for word in &unfinished {
            assert!(!text.contains(word.as_str()), "{} holds `{word}`", path.display());
        }
    }
}

#[test]
fn imports_are_read_right() {
    let text = "use crate::{\n    clock::{Day, Now},\n    memory::{self, queue::Line},\n    text,\n};\nfn f() { crate::store::x(); }\n";
    assert_eq!(imports(text), ["clock", "memory", "text", "store"]);
}
