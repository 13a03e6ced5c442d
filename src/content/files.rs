//! Where TOML files come from: the binary itself, and a user's folders.

use std::{
    borrow::Cow,
    fs, io,
    path::{Path, PathBuf},
};

use include_dir::{Dir, include_dir};

use super::read::parse::MAX_FILE;
use crate::diag::{Diagnostic, Layer, SourceFile};

static CONTENT: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/content");
static DECKS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/decks");

/// A folder tree deeper than this is not followed.
const MAX_DEPTH: usize = 8;
/// No more files than this are read below one folder.
const MAX_FILES: usize = 2_000;
/// They have no more bytes than this together: all of them are in memory at once.
const MAX_TOGETHER: usize = 64 * 1024 * 1024;
/// So many of what is no deck are named.
const MAX_NAMED: usize = 20;

/// The files that are compiled into the program, in order of their names.
pub fn built_in() -> Vec<SourceFile> {
    let mut files = Vec::new();
    collect(&CONTENT, "content", &mut files);
    collect(&DECKS, "decks", &mut files);
    files.sort_by(|left, right| left.name.cmp(&right.name));
    files
}

/// Of these, those that are for every track: they lie in no folder of one.
pub fn for_every_track() -> Vec<SourceFile> {
    let mut files = built_in();
    files.retain(|file| file.name.matches('/').count() == 1);
    files
}

fn collect(dir: &'static Dir<'static>, top: &str, files: &mut Vec<SourceFile>) {
    for file in dir.files() {
        let is_toml = file.path().extension().is_some_and(|extension| extension == "toml");
        if let Some(text) = file.contents_utf8().filter(|_| is_toml) {
            let name = format!("{top}/{}", file.path().display()).replace('\\', "/");
            files.push(SourceFile::new(name, Cow::Borrowed(text), Layer::BuiltIn));
        }
    }
    for inner in dir.dirs() {
        collect(inner, top, files);
    }
}

/// The TOML files at `path`: the file itself, or all below the folder, in order of their names.
///
/// A file that cannot be read, is no UTF-8 or is too large becomes a message. Links are not
/// followed, so a deck cannot reach out of its folder. What lies there and is no deck is named once
/// each, as advice: nobody should wonder why a file has no effect.
pub fn read(path: &Path, layer: Layer) -> (Vec<SourceFile>, Vec<Diagnostic>) {
    let mut found = Found::default();
    found.look(path, 0);
    found.paths.sort();
    found.passed_over.sort();
    let mut problems = found.problems;
    let n_named = found.passed_over.len().min(MAX_NAMED);
    let more = found.n_passed_over - n_named;
    for (path, why) in found.passed_over.into_iter().take(n_named) {
        let (what, hint) = why.words();
        problems.push(Diagnostic::unreadable(shown_name(&path), what).hint(hint).advice());
    }
    if 0 < more {
        let what = format!("{more} more files here are no decks and are not read");
        problems.push(Diagnostic::unreadable(shown_name(path), what).advice());
    }
    let mut files = Vec::new();
    let mut n_bytes = 0;
    for path in found.paths {
        let name = shown_name(&path);
        match read_file(&path) {
            Ok(text) if MAX_TOGETHER < n_bytes + text.len() => {
                let what = format!("the files up to here have more than {MAX_TOGETHER} bytes");
                let hint = "this one and what comes after it is left out; take some away";
                problems.push(Diagnostic::unreadable(name, what).hint(hint));
                break;
            }
            Ok(text) => {
                n_bytes += text.len();
                files.push(SourceFile::new(name, text, layer));
            }
            Err(error) => problems.push(Diagnostic::unreadable(name, error.to_string())),
        }
    }
    (files, problems)
}

/// Why something in a folder of decks is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    Hidden,
    Conflict,
    LeftOver,
    Link,
    Deep,
    Other,
}

impl Reason {
    /// What is told, and the next step.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Hidden => ("a hidden file is no deck", "rename it if it is one"),
            Self::Conflict => (
                "a copy that a syncer made of a conflict is not read",
                "take over what is newer in it, then delete it",
            ),
            Self::LeftOver => (
                "a copy that an editor or a merge left is not read",
                "delete it, or rename it if it is a deck",
            ),
            Self::Link => ("a link is not followed", "copy the file here"),
            Self::Deep => ("a folder this deep is not read", "move it further up"),
            Self::Other => ("this is no TOML file, so it is not read", "decks end in .toml"),
        }
    }
}

/// Why a file of this name, or what is in a folder of this name, is not read; none when it is.
fn reason_of(name: &str, is_folder: bool) -> Option<Reason> {
    let lower = name.to_lowercase();
    // AppleDouble files begin with `._`.
    if name.starts_with('.') {
        return Some(Reason::Hidden);
    }
    // Syncthing: `a.sync-conflict-20260101-120000-ABCDEFG.toml`; Dropbox and others:
    // `a (conflicted copy 2026-01-01).toml`, `a (Ann's conflicted copy).toml`.
    let in_brackets = lower.split_once('(').is_some_and(|(_, rest)| {
        let inside = rest.split(')').next().unwrap_or_default();
        inside.contains("conflicted copy") || inside.contains("case conflict")
    });
    if lower.contains(".sync-conflict-") || in_brackets {
        return Some(Reason::Conflict);
    }
    let ends_in = |text: &str, end: &str| Path::new(text).extension().is_some_and(|one| one == end);
    let without = lower.strip_suffix(".toml").unwrap_or(&lower);
    let is_left = name.ends_with('~') || ends_in(without, "orig");
    if is_left {
        return Some(Reason::LeftOver);
    }
    (!is_folder && !ends_in(name, "toml")).then_some(Reason::Other)
}

/// What lies below a folder.
#[derive(Debug, Default)]
struct Found {
    paths: Vec<PathBuf>,
    passed_over: Vec<(PathBuf, Reason)>,
    n_passed_over: usize,
    problems: Vec<Diagnostic>,
}

impl Found {
    fn pass_over(&mut self, path: &Path, why: Reason) {
        self.n_passed_over += 1;
        // Only some are named; in which order a folder lists them is chance.
        if self.passed_over.len() < MAX_FILES {
            self.passed_over.push((path.to_owned(), why));
        }
    }

    fn look(&mut self, path: &Path, depth: usize) {
        // What somebody names is read whatever it is called, and where a link leads.
        let metadata = if depth == 0 { fs::metadata(path) } else { fs::symlink_metadata(path) };
        let metadata = match metadata {
            Ok(metadata) => metadata,
            Err(error) => {
                let problem = Diagnostic::unreadable(shown_name(path), reason(&error));
                self.problems.push(problem);
                return;
            }
        };
        let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        if 0 < depth {
            let is_link = metadata.is_symlink();
            let why = reason_of(&name, is_link || metadata.is_dir());
            if let Some(why) = why.or(is_link.then_some(Reason::Link)) {
                self.pass_over(path, why);
                return;
            }
        }
        if metadata.is_file() {
            self.paths.push(path.to_owned());
        }
        if !metadata.is_dir() {
            return;
        }
        if MAX_DEPTH < depth {
            self.pass_over(path, Reason::Deep);
            return;
        }
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => {
                let problem = Diagnostic::unreadable(shown_name(path), reason(&error));
                self.problems.push(problem);
                return;
            }
        };
        for entry in entries.flatten() {
            if MAX_FILES <= self.paths.len() {
                let what = format!("more than {MAX_FILES} files; the rest is left out");
                self.problems.push(Diagnostic::unreadable(shown_name(path), what));
                return;
            }
            self.look(&entry.path(), depth + 1);
        }
    }
}

/// A path for messages: one line without control characters.
fn shown_name(path: &Path) -> String {
    crate::text::clean(&path.display().to_string()).replace('\n', " ")
}

fn read_file(path: &Path) -> io::Result<String> {
    let size = fs::metadata(path)?.len();
    if (MAX_FILE as u64) < size {
        return Err(io::Error::other(format!("the file has {size} bytes, more than {MAX_FILE}")));
    }
    match String::from_utf8(fs::read(path)?) {
        Ok(text) => Ok(text),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            Err(io::Error::other(format!("no UTF-8 from byte {at} on; save the file as UTF-8")))
        }
    }
}

fn reason(error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::NotFound {
        "no such file or folder".to_owned()
    } else if error.kind() == io::ErrorKind::PermissionDenied {
        "no permission to read it".to_owned()
    } else {
        error.to_string()
    }
}
