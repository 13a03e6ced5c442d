//! A user's own decks: read and linked when they have changed, else taken as they were kept.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process,
};

use crate::{
    config::Config,
    content::{
        self, Library,
        files::{self, Found, FoundFile},
        kept::{self, Origin},
        tracks::{OwnTrack, names, own_track, parted},
    },
    diag::{Diagnostic, Layer, Severity, SourceFile},
    private,
};

/// Everything that can be studied on the track of `config`: what is built in with the user's own
/// decks over it, or a track of the user's own; and how many faults the user's files have.
pub fn load_library(config: &Config) -> (Library, usize) {
    let folder = config.deck_folder();
    let found = if folder.is_dir() { files::find(&folder) } else { Found::default() };
    let n_unfound = n_faults(&found.problems);
    let track = config.track.clone();
    let own = OwnDecks { folder, track, kept: config.kept_decks(), files: found.files };
    let (library, n_faults) = own.library();
    (library, n_faults + n_unfound)
}

/// The files of a user's decks, and where they are kept as they were linked.
#[derive(Debug, Clone)]
struct OwnDecks {
    folder: PathBuf,
    /// The id of a track of the user's own.
    track: Option<String>,
    kept: PathBuf,
    files: Vec<FoundFile>,
}

impl OwnDecks {
    /// The library of these files and the number of their faults. What was kept holds while no file
    /// has changed; where only times have, the texts decide.
    fn library(self) -> (Library, usize) {
        let kept = if self.files.is_empty() { None } else { self.opened() };
        let kept = match kept {
            Some((library, origin)) if origin.files == self.files => {
                return (library, origin.n_faults);
            }
            kept => kept,
        };
        let (texts, problems) = files::read_found(&self.files, Layer::User);
        let is_same =
            |origin: &Origin| origin.files.len() == self.files.len() && origin.has_texts(&texts);
        if let Some((library, mut origin)) = kept.filter(|(_, origin)| is_same(origin)) {
            origin.files = self.files;
            // It only makes the next start faster, so nobody is told when there is no room for it.
            let _ = keep(&self.kept, &kept::pack(&library, &origin));
            return (library, origin.n_faults);
        }
        self.made(texts, &problems)
    }

    /// The library of these texts, which is kept for the next start.
    fn made(self, texts: Vec<SourceFile>, problems: &[Diagnostic]) -> (Library, usize) {
        let is_any = !self.files.is_empty();
        let mut origin = Origin::of(self.files, &texts);
        let parted = parted(&self.folder.display().to_string(), texts);
        let own = self.track.as_ref().and_then(|id| own_track(&parted.tracks, id));
        let loaded = own.map_or_else(|| content::over_built_in(&parted.rest), OwnTrack::load);
        origin.n_faults = n_faults(problems) + n_faults(&loaded.problems);
        let mut library = loaded.library;
        library.tracks = names(&parted.tracks);
        if is_any {
            let _ = keep(&self.kept, &kept::pack(&library, &origin));
        }
        (library, origin.n_faults)
    }

    /// What lies in the file of kept decks, if it is one.
    fn opened(&self) -> Option<(Library, Origin)> {
        let file = fs::File::open(&self.kept).ok()?;
        let n_bytes = file.metadata().ok()?.len();
        let own = self.clone();
        kept::open(file, n_bytes, move || {
            let own = own.clone();
            let (texts, problems) = files::read_found(&own.files, Layer::User);
            own.made(texts, &problems).0
        })
    }
}

/// Puts a file in its place whole, so that another window never reads half of it.
fn keep(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension(format!("kept-{}", process::id()));
    let done = private::write(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    if done.is_err() {
        let _ = fs::remove_file(&beside);
    }
    done
}

fn n_faults(problems: &[Diagnostic]) -> usize {
    problems.iter().filter(|problem| problem.severity == Severity::Fault).count()
}
