//! How long files and lines are, how many files a folder has, what each begins with, that none is
//! left over.

use std::collections::{BTreeMap, BTreeSet};

use syn::{
    ItemMod,
    visit::{self, Visit},
};

use super::house::{House, Violation, module_of};

/// No file is longer, in lines.
const MAX_LINES: usize = 500;
/// No line of the product is longer, in characters.
const MAX_COLUMNS: usize = 100;
/// No folder has more Rust files.
const MAX_FILES: usize = 25;

/// Files and lines are short.
pub(super) fn lengths(house: &House) -> Vec<Violation> {
    let mut found = Vec::new();
    for source in &house.sources {
        let n_lines = source.text.lines().count();
        if MAX_LINES < n_lines {
            let what = format!("the file has {n_lines} lines");
            found.push(Violation::new(&source.name, n_lines, "lines", what));
        }
    }
    for source in house.product() {
        for (index, line) in source.text.lines().enumerate() {
            // A text of many words cannot be broken; the formatter leaves it alone.
            let is_text = line.trim_start().starts_with(['"', '|'])
                || line.starts_with("//! |")
                || line.contains("(\"");
            let columns = line.chars().count();
            if !is_text && MAX_COLUMNS < columns {
                let what = format!("the line has {columns} columns");
                found.push(Violation::new(&source.name, index + 1, "columns", what));
            }
        }
    }
    found
}

/// A folder can be taken in at a glance.
pub(super) fn folders(house: &House) -> Vec<Violation> {
    let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
    for source in &house.sources {
        let (folder, _) = source.name.rsplit_once('/').expect("no file lies at the root");
        *folders.entry(folder).or_default() += 1;
    }
    folders.retain(|_, n_files| MAX_FILES < *n_files);
    folders
        .into_iter()
        .map(|(folder, n_files)| {
            Violation::new(folder, 1, "files", format!("the folder has {n_files} files"))
        })
        .collect()
}

/// Every file begins with what it is for.
pub(super) fn headings(house: &House) -> Vec<Violation> {
    let bare = house.sources.iter().filter(|source| !source.text.starts_with("//!"));
    bare.map(|source| {
        let what = "the file does not begin with what it is for".to_owned();
        Violation::new(&source.name, 1, "heading", what)
    })
    .collect()
}

/// Nothing is left unfinished, and no test is left out.
pub(super) fn unfinished(house: &House) -> Vec<Violation> {
    let words =
        [["TO", "DO"], ["FIX", "ME"], ["XX", "X"], ["#[ign", "ore"]].map(|word| word.concat());
    let mut found = Vec::new();
    for source in &house.sources {
        for (index, line) in source.text.lines().enumerate() {
            for word in words.iter().filter(|word| line.contains(word.as_str())) {
                let what = format!("holds `{word}`");
                found.push(Violation::new(&source.name, index + 1, word, what));
            }
        }
    }
    found
}

/// Every file below `src` is reached from `lib.rs` or `main.rs`: the compiler does not look at
/// others.
pub(super) fn dead(house: &House) -> Vec<Violation> {
    let declared: BTreeMap<&str, Vec<Vec<String>>> = house
        .product()
        .map(|source| {
            let mut modules = Modules { at: module_of(&source.name), declared: Vec::new() };
            modules.visit_file(&source.tree);
            (source.name.as_str(), modules.declared)
        })
        .collect();
    let mut alive = BTreeSet::new();
    let mut open = vec!["src/lib.rs", "src/main.rs"];
    while let Some(file) = open.pop() {
        let Some(modules) = declared.get(file) else { continue };
        if alive.insert(file) {
            open.extend(declared.keys().filter(|other| modules.contains(&module_of(other))));
        }
    }
    let dead = declared.keys().filter(|file| !alive.contains(*file));
    dead.map(|file| Violation::new(file, 1, "dead", "no module declares this file".to_owned()))
        .collect()
}

/// The modules that a file declares and that stand in files of their own.
struct Modules {
    at: Vec<String>,
    declared: Vec<Vec<String>>,
}

impl<'ast> Visit<'ast> for Modules {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        self.at.push(item.ident.to_string());
        match item.content {
            Some(_) => visit::visit_item_mod(self, item),
            None => self.declared.push(self.at.clone()),
        }
        self.at.pop();
    }
}
