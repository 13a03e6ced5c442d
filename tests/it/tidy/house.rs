//! The files of the house, parsed, and the modules that they make.

use std::{collections::BTreeMap, fmt, fs, path::Path};

use proc_macro2::TokenStream;

use super::{
    files_below,
    names::{self, HandedOn, Named, Names},
    root,
};

/// Through no more modules is a name followed that each hands on.
const MAX_HANDS: usize = 8;

/// A Rust file. Its name begins at the root of the project: `src/app/mod.rs`.
pub(super) struct Source {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) tokens: TokenStream,
    pub(super) tree: syn::File,
    /// The paths that it names.
    pub(super) names: Vec<Named>,
    /// What it only hands on.
    handed_on: HandedOn,
}

impl Source {
    pub(super) fn parse(name: &str, text: String) -> Self {
        let tokens: TokenStream =
            text.parse().unwrap_or_else(|error| panic!("{name} is no Rust: {error}"));
        let tree: syn::File = syn::parse2(tokens.clone())
            .unwrap_or_else(|error| panic!("{name} does not parse: {error}"));
        let Names { all, handed_on } = names::of(&tree, &module_of(name));
        Self { name: name.to_owned(), text, tokens, tree, names: all, handed_on }
    }

    /// The room at the top, `app` of `src/app/mod.rs`; nothing outside of `src`.
    pub(super) fn top(&self) -> Option<&str> {
        let inside = self.name.strip_prefix("src/")?;
        inside.split('/').next()?.split('.').next()
    }
}

/// What a rule looks at.
pub(super) struct House {
    pub(super) sources: Vec<Source>,
    /// The text of `ARCHITECTURE.md`.
    pub(super) architecture: String,
    /// The files below `src` by their modules.
    modules: BTreeMap<Vec<String>, String>,
}

impl House {
    pub(super) fn new(mut sources: Vec<Source>, architecture: String) -> Self {
        let mut modules = BTreeMap::new();
        let mut handed_on = HandedOn::new();
        for source in &mut sources {
            if source.name.starts_with("src/") && source.name != "src/main.rs" {
                modules.insert(module_of(&source.name), source.name.clone());
                handed_on.append(&mut source.handed_on);
            }
        }
        for named in sources.iter_mut().flat_map(|source| &mut source.names) {
            named.path = origin(&named.path, &handed_on);
        }
        Self { sources, architecture, modules }
    }

    /// The house as it stands.
    pub(super) fn standing() -> Self {
        let root = root();
        let mut paths = Vec::new();
        for folder in ["src", "tests", "benches"] {
            files_below(&root.join(folder), "rs", &mut paths);
        }
        let name = |path: &Path| {
            path.strip_prefix(&root).unwrap().display().to_string().replace('\\', "/")
        };
        let read = |path: &Path| fs::read_to_string(path).unwrap();
        let sources = paths.iter().map(|path| Source::parse(&name(path), read(path))).collect();
        Self::new(sources, read(&root.join("ARCHITECTURE.md")))
    }

    /// The files of the product, with the tests inside them.
    pub(super) fn product(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter().filter(|source| source.name.starts_with("src/"))
    }

    /// The longest part of a path that is the module of a file, and that file. Nothing for a path
    /// into another crate.
    pub(super) fn module_in(&self, path: &[String]) -> Option<(usize, &str)> {
        (1..=path.len())
            .rev()
            .find_map(|length| Some((length, self.modules.get(&path[..length])?.as_str())))
    }

    /// The file that declares what a path names.
    pub(super) fn file_of(&self, path: &[String]) -> Option<&str> {
        self.module_in(path).map(|(_, file)| file)
    }
}

/// The path where something is declared that modules may only hand on.
fn origin(path: &[String], handed_on: &HandedOn) -> Vec<String> {
    let mut path = path.to_vec();
    for _ in 0..MAX_HANDS {
        let step =
            (2..=path.len()).find_map(|length| Some((length, handed_on.get(&path[..length])?)));
        let Some((length, own)) = step else { break };
        path = own.iter().chain(&path[length..]).cloned().collect();
    }
    path
}

/// The module of a file: `crate`, `app`, `review` of `src/app/review.rs`.
pub(super) fn module_of(name: &str) -> Vec<String> {
    let inside = name.strip_prefix("src/").unwrap_or(name);
    let inside = inside.strip_suffix(".rs").unwrap_or(inside);
    let inside = match inside {
        "lib" | "main" => "",
        _ => inside.strip_suffix("/mod").unwrap_or(inside),
    };
    let inner = inside.split('/').filter(|part| !part.is_empty());
    ["crate"].into_iter().chain(inner).map(str::to_owned).collect()
}

/// What breaks a rule, and where.
#[derive(Clone)]
pub(super) struct Violation {
    pub(super) file: String,
    line: usize,
    /// What it is about, without a number that changes with the file: a function, a room.
    pub(super) subject: String,
    what: String,
}

impl Violation {
    pub(super) fn new(file: &str, line: usize, subject: &str, what: String) -> Self {
        Self { file: file.to_owned(), line, subject: subject.to_owned(), what }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}
