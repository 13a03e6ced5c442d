//! A user's decks in the form in which they were linked last, with what is built in, as bytes that
//! can be kept in a file: while no deck changes, a start parses nothing.
//!
//! Such a file can be thrown away at any time. It holds for the program that has written it, which
//! is told by the hash of its readers and its content, and for the decks that it was made from.

use std::{io::Read, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{
    block,
    built_in::built_in_runs,
    by_id::small,
    files::FoundFile,
    library::Library,
    packed::{Bytes, Later},
    runs::Lazy,
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

/// Where the parts of a file lie: behind this the rows, then what runs, then the texts.
#[derive(Serialize, Deserialize)]
struct Head {
    origin: Origin,
    /// The names of all tracks.
    tracks: Vec<TrackName>,
    n_rows: usize,
    /// None: what runs is what is built in.
    n_runs: Option<usize>,
    n_texts: usize,
    /// The CRC-32 of the texts.
    sum: u32,
}

/// A library as bytes.
pub fn pack(library: &Library, origin: &Origin) -> Vec<u8> {
    let (rows, texts) = block::pack_shelf(library);
    let runs = (!library.has_built_in_runs()).then(|| block::pack_runs(library));
    let head = Head {
        origin: origin.clone(),
        tracks: library.tracks.clone(),
        n_rows: rows.len(),
        n_runs: runs.as_ref().map(Vec::len),
        n_texts: texts.len(),
        sum: crc32fast::hash(&texts),
    };
    let head = postcard::to_allocvec(&head).expect("plain values have bytes");
    let mut front = small(head.len()).to_le_bytes().to_vec();
    front.extend(head);
    front.extend(rows);
    front.extend(runs.unwrap_or_default());
    let mut bytes = MAGIC.as_bytes().to_vec();
    bytes.extend(crc32fast::hash(&front).to_le_bytes());
    bytes.extend(small(front.len()).to_le_bytes());
    bytes.extend(front);
    bytes.extend(texts);
    bytes
}

/// What was kept in a file of so many bytes; none when it is not whole or was written by another
/// program. Its texts are read when one is first asked for; where they are no longer what was
/// written, `anew` makes the library again from which they are taken.
pub fn open(
    mut file: impl Read + Send + 'static,
    n_bytes: u64,
    anew: impl Fn() -> Library + Send + 'static,
) -> Option<(Library, Origin)> {
    let mut magic = [0; MAGIC.len()];
    file.read_exact(&mut magic).ok().filter(|()| magic == MAGIC.as_bytes())?;
    let [sum, length] = [number(&mut file)?, number(&mut file)?];
    let mut front = Vec::with_capacity(usize::try_from(n_bytes.min(u64::from(length))).ok()?);
    file.by_ref().take(u64::from(length)).read_to_end(&mut front).ok()?;
    if crc32fast::hash(&front) != sum {
        return None;
    }
    let (n_head, rest) = front.split_first_chunk::<4>()?;
    let (head, rest) = rest.split_at_checked(u32::from_le_bytes(*n_head) as usize)?;
    let head: Head = postcard::from_bytes(head).ok()?;
    if n_bytes != (MAGIC.len() + 8 + front.len() + head.n_texts) as u64 {
        return None;
    }
    let (rows, runs) = rest.split_at_checked(head.n_rows)?;
    let runs = match head.n_runs {
        Some(n_runs) if n_runs == runs.len() => {
            Lazy::lying_in(Bytes::Read(Arc::new(runs.to_vec())), 0..n_runs)
        }
        Some(_) => return None,
        None => built_in_runs(),
    };
    let Head { origin, tracks, n_texts, sum, .. } = head;
    let texts = Bytes::Later(Arc::new(Later::new(move || {
        rest_of(&mut file, sum).unwrap_or_else(|| texts_of(&anew(), sum))
    })));
    let mut library = block::unpack_rows(rows, &texts, n_texts, runs)?;
    library.tracks = tracks;
    Some((library, origin))
}

/// What a file still holds; none when that has not this sum.
fn rest_of(file: &mut impl Read, sum: u32) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).ok()?;
    (crc32fast::hash(&bytes) == sum).then_some(bytes)
}

/// The texts of a library that is the same again.
///
/// # Panics
/// When it is not: then the decks have changed as well, and nothing is known of the texts.
fn texts_of(library: &Library, sum: u32) -> Vec<u8> {
    let (_, texts) = block::pack_shelf(library);
    assert_eq!(crc32fast::hash(&texts), sum, "the decks have changed: start coldstart again");
    texts
}

fn number(file: &mut impl Read) -> Option<u32> {
    let mut bytes = [0; 4];
    file.read_exact(&mut bytes).ok()?;
    Some(u32::from_le_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        content::{built_in, over_built_in},
        diag::Layer,
    };
    use std::{
        io::Cursor,
        panic::{AssertUnwindSafe, catch_unwind},
    };

    fn opened(bytes: Vec<u8>) -> Option<(Library, Origin)> {
        let n_bytes = bytes.len() as u64;
        open(Cursor::new(bytes), n_bytes, built_in)
    }

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
            let (read, origin) = opened(bytes).expect("it was just written");
            assert_eq!(block::pack(&read), block::pack(&library));
            // What was kept is kept again when only the times of its files have changed.
            let (again, _) = opened(pack(&read, &origin)).expect("it was just written");
            assert_eq!(block::pack(&again), block::pack(&library));
            assert!(origin.has_texts(&[SourceFile::user("own.toml", text)]));
            assert!(!origin.has_texts(&[SourceFile::user("own.toml", format!("{text} "))]));
            assert!(!origin.has_texts(&[SourceFile::user("other.toml", text)]));
        }
    }

    /// In its front, before anything is made of it; in its texts, as soon as one is asked for: what
    /// is made anew here is another library.
    #[test]
    fn a_changed_or_cut_file_is_found_out() {
        let (whole, bytes) = kept(OWN);
        let n_texts = block::pack_shelf(&whole).1.len();
        let is_read = |bytes: Vec<u8>| {
            let library = opened(bytes).expect("its front is whole").0;
            let first = library.cards.iter().find(|card| card.layer == Layer::User);
            let front = AssertUnwindSafe(|| first.expect("an own card").text.front.clone());
            catch_unwind(front).is_ok()
        };
        assert!(is_read(bytes.clone()));
        for at in (0..bytes.len()).step_by(bytes.len() / 97) {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            let is_front = at < bytes.len() - n_texts;
            if is_front {
                assert!(opened(changed).is_none(), "byte {at}");
            } else {
                assert!(!is_read(changed), "byte {at}");
            }
            assert!(opened(bytes[..at].to_vec()).is_none(), "{at} bytes");
        }
    }
}
