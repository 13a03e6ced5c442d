//! Tracks of a user's own: folders below that of the decks with a `track.toml`. Everything in such
//! a folder is for its exam; what lies elsewhere belongs to the track that is built in.

use super::{
    built_in::{BUILT_IN_TRACK, built_in_track},
    files,
    read::{
        link::{Loaded, load_over},
        parse::parse,
        track::{folder_of, is_track_file},
    },
    track::TrackName,
};
use crate::diag::{Diagnostic, Layer, SourceFile};

/// A folder that is a track.
#[derive(Debug)]
pub struct OwnTrack {
    pub name: TrackName,
    /// What lies in it.
    pub files: Vec<SourceFile>,
}

impl OwnTrack {
    /// Everything that can be studied on it, with what is for every track; the faults are those of
    /// its own files.
    pub fn load(&self) -> Loaded {
        load_over(files::for_every_track(), &self.files)
    }

    /// Its files with those that are for every track.
    pub fn all_files(&self) -> Vec<SourceFile> {
        let mut all = files::for_every_track();
        all.extend_from_slice(&self.files);
        all
    }
}

/// A user's files, told apart.
#[derive(Debug, Default)]
pub struct Parted {
    /// For the track that is built in.
    pub rest: Vec<SourceFile>,
    pub tracks: Vec<OwnTrack>,
}

/// Tells a user's files apart by the folders that they lie in; `root` itself is no track.
pub fn parted(root: &str, files: Vec<SourceFile>) -> Parted {
    let mut tracks: Vec<(String, OwnTrack)> = Vec::new();
    for file in files.iter().filter(|file| is_track_file(&file.name)) {
        let folder = folder_of(&file.name);
        if folder.trim_end_matches(['/', '\\']) != root.trim_end_matches(['/', '\\']) {
            let track = OwnTrack { name: name_of(file, folder), files: Vec::new() };
            tracks.push((folder.to_owned(), track));
        }
    }
    let mut rest = Vec::new();
    for file in files {
        // The innermost folder holds.
        let is_in = |folder: &str| file.name.starts_with(folder);
        let tracks = tracks.iter_mut().filter(|(folder, _)| is_in(folder));
        match tracks.max_by_key(|(folder, _)| folder.len()) {
            Some((_, track)) => track.files.push(file),
            None => rest.push(file),
        }
    }
    Parted { rest, tracks: tracks.into_iter().map(|(_, track)| track).collect() }
}

/// The names of all tracks, the built-in one first.
pub fn names(own: &[OwnTrack]) -> Vec<TrackName> {
    let own = own.iter().map(|track| track.name.clone());
    std::iter::once(built_in_track()).chain(own.filter(|name| name.id != BUILT_IN_TRACK)).collect()
}

/// The track of a user's own by its id.
pub fn own_track<'a>(own: &'a [OwnTrack], id: &str) -> Option<&'a OwnTrack> {
    own.iter().find(|track| track.name.id == id)
}

/// Tracks that have the id of another one.
pub fn clashes(tracks: &[OwnTrack]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (place, track) in tracks.iter().enumerate() {
        let id = &track.name.id;
        let is_taken =
            id == BUILT_IN_TRACK || tracks.iter().take(place).any(|other| other.name.id == *id);
        if let Some(file) = track.files.iter().find(|file| is_track_file(&file.name))
            && is_taken
        {
            let what = format!("another track has the id `{id}`, so this one cannot be chosen");
            found.push(file.problem(0..0, what).rule("L01").hint("give it another id"));
        }
    }
    found
}

/// The names of a track as its file has them; where that is not sound, those of its folder.
fn name_of(file: &SourceFile, folder: &str) -> TrackName {
    let file = SourceFile::new(file.name.clone(), file.text().to_owned(), Layer::User);
    if let Some(track) = parse(&file).track {
        return track.it.name();
    }
    let last = folder.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next();
    let id = last.unwrap_or_default().to_owned();
    TrackName { title: id.clone(), id }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_belong_to_the_innermost_track() {
        let file = |name: &str| SourceFile::user(name, "");
        let files =
            ["d/a.toml", "d/x/track.toml", "d/x/in/b.toml", "d/x/y/track.toml", "d/x/y/c.toml"];
        let parted = parted("d", files.map(file).to_vec());
        let names = |files: &[SourceFile]| -> Vec<String> {
            files.iter().map(|file| file.name.clone()).collect()
        };
        assert_eq!(names(&parted.rest), ["d/a.toml"]);
        let tracks: Vec<(&str, usize)> =
            parted.tracks.iter().map(|one| (one.name.id.as_str(), one.files.len())).collect();
        assert_eq!(tracks, [("x", 2), ("y", 2)]);
    }

    #[test]
    fn the_folder_of_the_decks_is_no_track() {
        let files = vec![SourceFile::user("d/track.toml", ""), SourceFile::user("d/a.toml", "")];
        assert_eq!(parted("d/", files.clone()).rest.len(), 2);
        assert_eq!(parted("", files).tracks.len(), 1);
    }
}
