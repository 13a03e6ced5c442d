//! Where TOML files come from: the binary itself, and a user's folders.

use std::{
    borrow::Cow,
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};

use super::read::parse::MAX_FILE;
use crate::diag::{Diagnostic, Layer, SourceFile};

static CONTENT: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/content");
static DECKS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/decks");

/// A folder tree deeper than this is not followed.
const MAX_DEPTH: usize = 32;
/// No more files than this are read below one folder.
const MAX_FILES: usize = 10_000;
/// They have no more bytes than this together: all of them are in memory at once.
const MAX_TOGETHER: u64 = 256 * 1024 * 1024;
/// So many of what is no deck are named.
const MAX_NAMED: usize = 20;
const SPLIT: &str = "split it into several files";

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
/// A file that cannot be read, is no UTF-8 or is too large becomes a message.
pub fn read(path: &Path, layer: Layer) -> (Vec<SourceFile>, Vec<Diagnostic>) {
    let found = find(path);
    let (files, mut problems) = read_found(&found.files, layer);
    problems.splice(..0, found.problems);
    (files, problems)
}

/// A file that was found and not yet read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FoundFile {
    path: PathBuf,
    stamp: Stamp,
}

/// What tells a file that did not change without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Stamp {
    bytes: u64,
    /// When its bytes last changed, in nanoseconds; 0 where the system does not tell.
    written_ns: u128,
    /// When it was last put in its place, which no program can set back, and which file it is; 0
    /// where the system does not tell.
    changed_ns: i128,
    inode: u64,
}

impl Stamp {
    fn of(metadata: &fs::Metadata) -> Self {
        let since = |time: SystemTime| time.duration_since(SystemTime::UNIX_EPOCH).ok();
        let written = metadata.modified().ok().and_then(since);
        let (changed_ns, inode) = place_of(metadata);
        Self {
            bytes: metadata.len(),
            written_ns: written.map_or(0, |time| time.as_nanos()),
            changed_ns,
            inode,
        }
    }
}

#[cfg(unix)]
fn place_of(metadata: &fs::Metadata) -> (i128, u64) {
    use std::os::unix::fs::MetadataExt as _;

    let changed = i128::from(metadata.ctime()) * 1_000_000_000 + i128::from(metadata.ctime_nsec());
    (changed, metadata.ino())
}

#[cfg(not(unix))]
fn place_of(_metadata: &fs::Metadata) -> (i128, u64) {
    (0, 0)
}

/// What lies at a path.
#[derive(Debug, Default)]
pub struct Found {
    /// In order of their names.
    pub files: Vec<FoundFile>,
    /// What is no deck is named once each, as advice: nobody should wonder why a file has no
    /// effect.
    pub problems: Vec<Diagnostic>,
}

/// Looks for TOML files without reading them. Links are followed; what is there twice by a link is
/// taken once.
pub fn find(path: &Path) -> Found {
    let mut search = Search::default();
    search.look(path, 0);
    search.files.sort();
    search.passed_over.sort();
    let mut problems = search.problems;
    let n_named = search.passed_over.len().min(MAX_NAMED);
    let more = search.n_passed_over - n_named;
    for (path, why) in search.passed_over.into_iter().take(n_named) {
        let (what, hint) = why.words();
        problems.push(Diagnostic::unreadable(shown_name(&path), what).hint(hint).advice());
    }
    if 0 < more {
        let what = format!("{more} more files here are no decks and are not read");
        problems.push(Diagnostic::unreadable(shown_name(path), what).advice());
    }
    Found { files: search.files, problems }
}

/// Reads what was found.
pub fn read_found(found: &[FoundFile], layer: Layer) -> (Vec<SourceFile>, Vec<Diagnostic>) {
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    let mut n_bytes = 0;
    for FoundFile { path, stamp } in found {
        let name = shown_name(path);
        n_bytes += stamp.bytes;
        if MAX_TOGETHER < n_bytes {
            let what = format!("the files up to here have more than {MAX_TOGETHER} bytes");
            let hint = "this one and what comes after it is left out; take some away";
            problems.push(Diagnostic::unreadable(name, what).hint(hint));
            break;
        }
        match read_file(path, stamp.bytes) {
            Ok(text) => files.push(SourceFile::new(name, text, layer)),
            Err(problem) => {
                let Unreadable { what, hint } = problem;
                let problem = Diagnostic::unreadable(name, what);
                problems.push(match hint {
                    Some(hint) => problem.hint(hint),
                    None => problem,
                });
            }
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
    Twice,
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
            Self::Twice => ("what this link leads to is read already", "delete the link"),
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
    let ends_in = |text: &str, end: &str| {
        Path::new(text).extension().is_some_and(|one| one.eq_ignore_ascii_case(end))
    };
    let without = lower.strip_suffix(".toml").unwrap_or(&lower);
    let is_left = name.ends_with('~') || ends_in(without, "orig");
    if is_left {
        return Some(Reason::LeftOver);
    }
    (!is_folder && !ends_in(name, "toml")).then_some(Reason::Other)
}

/// A walk through a folder.
#[derive(Debug, Default)]
struct Search {
    files: Vec<FoundFile>,
    passed_over: Vec<(PathBuf, Reason)>,
    n_passed_over: usize,
    problems: Vec<Diagnostic>,
    /// Files and folders that were seen, by where they are in the end.
    seen: BTreeSet<PathBuf>,
}

impl Search {
    fn pass_over(&mut self, path: &Path, why: Reason) {
        self.n_passed_over += 1;
        // Only some are named; in which order a folder lists them is chance.
        if self.passed_over.len() < MAX_FILES {
            self.passed_over.push((path.to_owned(), why));
        }
    }

    fn refuse(&mut self, path: &Path, error: &io::Error) {
        self.problems.push(Diagnostic::unreadable(shown_name(path), reason(error)));
    }

    fn look(&mut self, path: &Path, depth: usize) {
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) => return self.refuse(path, &error),
        };
        // What somebody names is read whatever it is called.
        let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        if let Some(why) = reason_of(&name, metadata.is_dir()).filter(|_| 0 < depth) {
            return self.pass_over(path, why);
        }
        if !metadata.is_dir() && !metadata.is_file() {
            return;
        }
        let place = match fs::canonicalize(path) {
            Ok(place) => place,
            Err(error) => return self.refuse(path, &error),
        };
        if !self.seen.insert(place) {
            return self.pass_over(path, Reason::Twice);
        }
        if metadata.is_file() {
            self.files.push(FoundFile { path: path.to_owned(), stamp: Stamp::of(&metadata) });
        } else if MAX_DEPTH < depth {
            self.pass_over(path, Reason::Deep);
        } else {
            self.look_into(path, depth);
        }
    }

    /// What lies in a folder itself is seen before what its links lead to.
    fn look_into(&mut self, folder: &Path, depth: usize) {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.refuse(folder, &error),
        };
        let is_link = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_symlink());
        let mut inside: Vec<(bool, PathBuf)> =
            entries.flatten().map(|entry| (is_link(&entry), entry.path())).collect();
        inside.sort();
        for (_, path) in inside {
            if MAX_FILES <= self.files.len() {
                let what = format!("more than {MAX_FILES} files; the rest is left out");
                self.problems.push(Diagnostic::unreadable(shown_name(folder), what));
                return;
            }
            self.look(&path, depth + 1);
        }
    }
}

/// A path for messages: one line without control characters.
fn shown_name(path: &Path) -> String {
    crate::text::clean(&path.display().to_string()).replace('\n', " ")
}

/// Why a file cannot be read, and the next step.
struct Unreadable {
    what: String,
    hint: Option<&'static str>,
}

fn read_file(path: &Path, n_bytes: u64) -> Result<String, Unreadable> {
    if (MAX_FILE as u64) < n_bytes {
        let what = format!("the file has {n_bytes} bytes, more than {MAX_FILE}");
        return Err(Unreadable { what, hint: Some(SPLIT) });
    }
    let bytes = fs::read(path).map_err(|error| Unreadable { what: reason(&error), hint: None })?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let what = format!("no UTF-8 from byte {at} on; save the file as UTF-8");
        Unreadable { what, hint: None }
    })
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
