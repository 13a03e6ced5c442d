//! The library that is built into the program.

use super::{
    block, files,
    library::Library,
    packed::Bytes,
    read::link::{Loaded, lay_over, load},
    runs::Lazy,
    track::TrackName,
};
use crate::diag::SourceFile;

static FACTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/facts.bin"));
static RUNS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/runs.bin"));

/// The id of the track that comes with the program.
pub const BUILT_IN_TRACK: &str = env!("COLDSTART_TRACK");

/// What the track is called that comes with the program.
pub fn built_in_track() -> TrackName {
    TrackName { id: BUILT_IN_TRACK.to_owned(), title: env!("COLDSTART_TRACK_TITLE").to_owned() }
}

/// What comes with the program.
pub fn built_in() -> Library {
    block::unpack(FACTS, built_in_runs()).expect("the program reads what it was built with")
}

pub(super) fn built_in_runs() -> Lazy {
    Lazy::lying_in(Bytes::BuiltIn(RUNS), 0..RUNS.len())
}

/// What comes with the program, and a user's files over it; the faults are those of the user's
/// files.
pub fn over_built_in(files: &[SourceFile]) -> Loaded {
    let (loaded, _) = with_places(files);
    let mut loaded = loaded.in_order();
    loaded.problems.retain(|problem| files.iter().any(|file| file.name == problem.file));
    loaded
}

/// The same for a check: with all faults and the files that its places stand in, and in no order.
pub fn with_places(files: &[SourceFile]) -> (Loaded, Vec<SourceFile>) {
    let own = lay_over(built_in(), files).map(|loaded| (loaded, files.to_vec()));
    own.unwrap_or_else(|| {
        // What comes with the program is read from its files again and linked with the user's.
        let mut all = files::built_in();
        all.extend_from_slice(files);
        (load(&all), all)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_block_is_what_the_files_say() {
        let loaded = load(&files::built_in());
        assert_eq!(block::pack(&loaded.library), [FACTS, RUNS]);
        assert_eq!(block::pack(&built_in()), [FACTS, RUNS]);
    }

    const OWN_CARD: &str = r#"
[[card]]
id = "own.limit"
kind = "cloze"
facts = ["lambda-core.ec2.server"]
front = "Mine is {{this}}."
"#;
    const OWN_FACT: &str = r#"
[[fact]]
id = "lambda-core.ec2.server"
topic = "lambda-core"
statement = "This is what I was told of servers."
kind = "rule"
status = "beyond"
"#;
    const OWN_PRICE: &str = r#"
[[prices]]
id = "lambda.request"
usd = 0.5
per = "request"
source = "lambda-pricing"
checked = "2026-11"
expires = "2027-11"
"#;
    const OWN_BINDING: &str = r#"
[[binding]]
facts = ["lambda-core.ec2.server"]
says = "One request goes its way."
walk = ["a person asks", "a server answers"]
decides = 1
"#;

    /// However a user's files come in, the library is that of all files together.
    #[test]
    fn files_over_the_block_are_as_files_over_files() {
        for text in [OWN_CARD, OWN_FACT, OWN_PRICE, OWN_BINDING] {
            let own = [SourceFile::user("own.toml", text.to_owned())];
            let over = over_built_in(&own);
            let mut all = files::built_in();
            all.extend_from_slice(&own);
            let together = load(&all);
            assert_eq!(block::pack(&over.library), block::pack(&together.library), "{text}");
            assert_ne!(block::pack(&over.library), [FACTS, RUNS], "{text}: {:?}", over.problems);
        }
    }
}
