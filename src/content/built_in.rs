//! The library that is built into the program.

use super::{
    block,
    library::Library,
    read::link::{Linker, Loaded},
};
use crate::diag::SourceFile;

static FACTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/facts.bin"));
static RUNS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/runs.bin"));

/// What comes with the program.
pub fn built_in() -> Library {
    block::unpack(FACTS, || block::unpack_runs(RUNS))
}

/// What comes with the program, and a user's files over it.
pub fn over_built_in(files: &[SourceFile]) -> Loaded {
    let library = built_in();
    if files.is_empty() {
        return Loaded { library, ..Loaded::default() };
    }
    Linker::over(library, files).link()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{files, load};

    #[test]
    fn the_block_is_what_the_files_say() {
        let loaded = load(&files::built_in());
        assert_eq!(block::pack(&loaded.library), [FACTS, RUNS]);
        assert_eq!(block::pack(&built_in()), [FACTS, RUNS]);
    }
}
