//! A user's own decks: read and linked when they have changed, else taken as they were kept.

use std::{fs, io, path::Path, process};

use crate::{
    config::Config,
    content::{
        self, Library,
        files::{self, Found, FoundFile},
        kept::{self, Origin},
        tracks::{OwnTrack, names, own_track, parted},
    },
    diag::{Diagnostic, Layer, Severity},
    private,
};

/// Everything that can be studied on the track of `config`: what is built in with the user's own
/// decks over it, or a track of the user's own; and how many faults the user's files have.
pub fn load_library(config: &Config) -> (Library, usize) {
    let folder = config.deck_folder();
    let found = if folder.is_dir() { files::find(&folder) } else { Found::default() };
    let n_unfound = n_faults(&found.problems);
    let (library, n_faults) = own(found.files, config);
    (library, n_faults + n_unfound)
}

/// The library of these files and the number of their faults. What was kept holds while no file has
/// changed; where only times have, the texts decide.
fn own(found: Vec<FoundFile>, config: &Config) -> (Library, usize) {
    let kept_file = config.kept_decks();
    let kept = if found.is_empty() { None } else { fs::read(&kept_file).ok() };
    let kept = match kept.and_then(kept::unpack) {
        Some((library, origin)) if origin.files == found => return (library, origin.n_faults),
        kept => kept,
    };
    let (texts, problems) = files::read_found(&found, Layer::User);
    let texts_of = |origin: &Origin| origin.files.len() == found.len() && origin.has_texts(&texts);
    if let Some((library, mut origin)) = kept.filter(|(_, origin)| texts_of(origin)) {
        origin.files = found;
        // It only makes the next start faster, so nobody is told when there is no room for it.
        let _ = keep(&kept_file, &kept::pack(&library, &origin));
        return (library, origin.n_faults);
    }
    let is_any = !found.is_empty();
    let mut origin = Origin::of(found, &texts);
    let parted = parted(&config.deck_folder().display().to_string(), texts);
    let own = config.track.as_ref().and_then(|id| own_track(&parted.tracks, id));
    let loaded = own.map_or_else(|| content::over_built_in(&parted.rest), OwnTrack::load);
    origin.n_faults = n_faults(&problems) + n_faults(&loaded.problems);
    let mut library = loaded.library;
    library.tracks = names(&parted.tracks);
    if is_any {
        let _ = keep(&kept_file, &kept::pack(&library, &origin));
    }
    (library, origin.n_faults)
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
