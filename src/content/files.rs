//! Where TOML files come from: the binary itself, and a user's folders.

use std::{
    borrow::Cow,
    fs, io,
    path::{Path, PathBuf},
};

use include_dir::{Dir, include_dir};

use super::parse::MAX_FILE;
use crate::diag::{Diagnostic, Layer, SourceFile};

static CONTENT: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/content");
static DECKS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/decks");

/// A folder tree deeper than this is not followed.
const MAX_DEPTH: usize = 8;
/// No more files than this are read below one folder.
const MAX_FILES: usize = 2_000;

/// The files that are compiled into the program, in order of their names.
pub fn built_in() -> Vec<SourceFile> {
    let mut files = Vec::new();
    collect(&CONTENT, "content", &mut files);
    collect(&DECKS, "decks", &mut files);
    files.sort_by(|left, right| left.name.cmp(&right.name));
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
/// followed, so a deck cannot reach out of its folder.
pub fn read(path: &Path, layer: Layer) -> (Vec<SourceFile>, Vec<Diagnostic>) {
    let mut paths = Vec::new();
    let mut problems = Vec::new();
    find(path, 0, &mut paths, &mut problems);
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let name = shown_name(&path);
        match read_file(&path) {
            Ok(text) => files.push(SourceFile::new(name, text, layer)),
            Err(error) => problems.push(Diagnostic::unreadable(name, error.to_string())),
        }
    }
    (files, problems)
}

fn find(path: &Path, depth: usize, paths: &mut Vec<PathBuf>, problems: &mut Vec<Diagnostic>) {
    let name = || shown_name(path);
    let metadata = if depth == 0 { fs::metadata(path) } else { fs::symlink_metadata(path) };
    let metadata = match metadata {
        Ok(metadata) => metadata,
        Err(error) => {
            problems.push(Diagnostic::unreadable(name(), reason(&error)));
            return;
        }
    };
    let is_toml = path.extension().is_some_and(|extension| extension == "toml");
    if metadata.is_file() && (is_toml || depth == 0) {
        paths.push(path.to_owned());
    }
    if !metadata.is_dir() || MAX_DEPTH < depth {
        return;
    }
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) => {
            problems.push(Diagnostic::unreadable(name(), reason(&error)));
            return;
        }
    };
    for entry in entries.flatten() {
        if MAX_FILES <= paths.len() {
            let what = format!("more than {MAX_FILES} files; the rest is left out");
            problems.push(Diagnostic::unreadable(name(), what));
            return;
        }
        find(&entry.path(), depth + 1, paths, problems);
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
