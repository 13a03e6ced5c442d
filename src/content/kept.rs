//! A user's decks in the form in which they were linked last, with what is built in, as bytes that
//! can be kept in a file: while no deck changes, a start parses nothing.
//!
//! Such a file can be thrown away at any time. It holds for the program that has written it, which
//! is told by the hash of its readers and its content, and for the decks that it was made from.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    block, built_in::built_in_runs, files::FoundFile, library::Library, packed::Bytes, runs::Lazy,
    track::TrackName,
};
use crate::{diag::SourceFile, rng::stable_hash};

/// How a file of this kind begins, and which program has written it.
const MAGIC: &str = concat!("coldstart decks ", env!("COLDSTART_READERS"), "\n");

/// What a library was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    pub files: Vec<FoundFile>,
    /// The hash of the text of each file that could be read, with its name.
    texts: Vec<(String, u64)>,
    /// How many faults the decks have.
    pub n_faults: usize,
}

impl Origin {
    /// A library of these texts, which lie in these files, as long as no fault is known.
    pub fn of(files: Vec<FoundFile>, texts: &[SourceFile]) -> Self {
        Self { files, texts: hashes(texts), n_faults: 0 }
    }

    /// Whether it was made from just these texts.
    pub fn has_texts(&self, texts: &[SourceFile]) -> bool {
        self.texts == hashes(texts)
    }
}

fn hashes(texts: &[SourceFile]) -> Vec<(String, u64)> {
    let one = |file: &SourceFile| (file.name.clone(), stable_hash(file.text().as_bytes()));
    texts.iter().map(one).collect()
}

/// Where the parts of a file lie.
#[derive(Serialize, Deserialize)]
struct Head {
    origin: Origin,
    /// The names of all tracks.
    tracks: Vec<TrackName>,
    n_shelf: usize,
    /// None: what runs is what is built in.
    n_runs: Option<usize>,
}

/// A library as bytes.
pub fn pack(library: &Library, origin: &Origin) -> Vec<u8> {
    let shelf = block::pack_shelf(library);
    let runs = (!library.has_built_in_runs()).then(|| block::pack_runs(library));
    let n_runs = runs.as_ref().map(Vec::len);
    let tracks = library.tracks.clone();
    let head = Head { origin: origin.clone(), tracks, n_shelf: shelf.len(), n_runs };
    let head = postcard::to_allocvec(&head).expect("plain values have bytes");
    let n_head = u32::try_from(head.len()).expect("names of files are no four billion bytes");
    let mut rest = n_head.to_le_bytes().to_vec();
    rest.extend(head);
    rest.extend(shelf);
    rest.extend(runs.unwrap_or_default());
    let mut bytes = MAGIC.as_bytes().to_vec();
    bytes.extend(crc32fast::hash(&rest).to_le_bytes());
    bytes.extend(rest);
    bytes
}

/// What was kept; none when the bytes are not whole or were written by another program.
pub fn unpack(bytes: Vec<u8>) -> Option<(Library, Origin)> {
    let rest = bytes.strip_prefix(MAGIC.as_bytes())?;
    let (sum, rest) = rest.split_first_chunk::<4>()?;
    if crc32fast::hash(rest) != u32::from_le_bytes(*sum) {
        return None;
    }
    let (n_head, rest) = rest.split_first_chunk::<4>()?;
    let n_head = u32::from_le_bytes(*n_head) as usize;
    let head: Head = postcard::from_bytes(rest.get(..n_head)?).ok()?;
    let shelf = MAGIC.len() + 8 + n_head;
    let runs = shelf.checked_add(head.n_shelf)?;
    let all = Bytes::Read(Arc::new(bytes));
    let lazy = match head.n_runs {
        Some(n_runs) => Lazy::lying_in(all.clone(), runs..runs.checked_add(n_runs)?),
        None => built_in_runs(),
    };
    let mut library = block::unpack(&all, shelf..runs, lazy)?;
    library.tracks = head.tracks;
    Some((library, head.origin))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::over_built_in;

    const OWN: &str = r#"
[[fact]]
id = "own.name"
topic = "lambda"
statement = "A name of our own."
kind = "rule"
status = "beyond"

[[card]]
id = "own.name.cloze"
kind = "cloze"
facts = ["own.name"]
front = "A {{name}} of our own."
"#;
    const OWN_BINDING: &str = r#"
[[binding]]
facts = ["lambda-core.ec2.server"]
says = "One request goes its way."
walk = ["a person asks", "a server answers"]
decides = 1
"#;

    fn kept(text: &str) -> (Library, Vec<u8>) {
        let own = [SourceFile::user("own.toml", text)];
        let loaded = over_built_in(&own);
        let origin = Origin::of(Vec::new(), &own);
        let bytes = pack(&loaded.library, &origin);
        (loaded.library, bytes)
    }

    #[test]
    fn what_is_kept_is_the_library_that_was_linked() {
        for text in [OWN, OWN_BINDING] {
            let (library, bytes) = kept(text);
            let (read, origin) = unpack(bytes).expect("it was just written");
            assert_eq!(block::pack(&read), block::pack(&library));
            // What was kept is kept again when only the times of its files have changed.
            let (again, _) = unpack(pack(&read, &origin)).expect("it was just written");
            assert_eq!(block::pack(&again), block::pack(&library));
            assert!(origin.has_texts(&[SourceFile::user("own.toml", text)]));
            assert!(!origin.has_texts(&[SourceFile::user("own.toml", format!("{text} "))]));
            assert!(!origin.has_texts(&[SourceFile::user("other.toml", text)]));
        }
    }

    #[test]
    fn a_changed_or_cut_file_is_none() {
        let (_, bytes) = kept(OWN);
        for at in (0..bytes.len()).step_by(bytes.len() / 97) {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(unpack(changed).is_none(), "byte {at}");
            assert!(unpack(bytes[..at].to_vec()).is_none(), "{at} bytes");
        }
    }
}
