//! Content and decks are built into the program: their files are read and linked here, by the very
//! readers that a user's decks come through, and come in as a block that needs no parsing.

#![expect(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "the readers need a part of each module only"
)]

#[path = "src/diag.rs"]
pub mod diag;
#[path = "src/fields.rs"]
mod fields;
#[path = "src/ids.rs"]
pub mod ids;
#[path = "src/number/mod.rs"]
pub mod number;
#[path = "src/rng.rs"]
pub mod rng;
#[path = "src/sim/mod.rs"]
pub mod sim;
#[path = "src/text.rs"]
pub mod text;
#[path = "src/unit/mod.rs"]
pub mod unit;

#[path = "src/exam"]
mod exam {
    pub mod answer;
    pub mod blueprint;
    pub mod drawing;
    pub mod drill;
    pub mod formula;
    pub mod score;
    pub mod stage;
    pub mod template;
    pub mod wording;

    pub use self::{
        blueprint::Blueprint, drill::Drill, drill::DrillAnswer, stage::Stage, template::Template,
    };
}

#[path = "src/content"]
mod content {
    pub mod binding;
    pub mod block;
    mod by_id;
    pub mod card;
    pub mod curriculum;
    pub mod fact;
    mod figure;
    pub mod item;
    pub mod judge;
    pub mod kinds;
    pub mod library;
    pub mod numbers;
    pub mod packed;
    mod read;
    mod runs;
    pub mod situation;
    pub mod track;
    pub mod world;

    pub use self::{
        card::{Card, CardText, Verdict},
        fact::{Fact, FactKind, FactText, NoteLine, Older, Quantity, Rank, Status, Value},
        figure::{Limit, Price},
        kinds::{Body, CardKind, options::Choice},
        library::{Deck, Document, InLine, Library, Note, Select, Topic},
        read::link::{Loaded, load},
        track::Track,
    };
}

/// What is taken in above, and the versions of what it uses.
const READERS: &[&str] = &[
    "src/content",
    "src/diag.rs",
    "src/exam",
    "src/fields.rs",
    "src/ids.rs",
    "src/number",
    "src/rng.rs",
    "src/sim",
    "src/text.rs",
    "src/unit",
    "Cargo.lock",
];

use std::{env, error::Error, fs, io, path::Path};

use self::diag::{Layer, SourceFile};

#[expect(clippy::disallowed_methods, reason = "cargo says by the environment where to write")]
fn main() -> Result<(), Box<dyn Error>> {
    let mut files = Vec::new();
    for folder in ["content", "decks"] {
        println!("cargo::rerun-if-changed={folder}");
        collect(Path::new(folder), &mut files)?;
    }
    files.sort_by(|left, right| left.name.cmp(&right.name));
    let loaded = content::load(&files);
    for problem in &loaded.problems {
        println!("cargo::warning={problem}");
    }
    let track = &loaded.library.track;
    if track.id.is_empty() {
        return Err("content/ has no folder with a sound track.toml".into());
    }
    println!("cargo::rustc-env=COLDSTART_TRACK={}", track.id);
    println!("cargo::rustc-env=COLDSTART_TRACK_TITLE={}", track.title);
    let out = env::var("OUT_DIR")?;
    let [facts, runs] = content::block::pack(&loaded.library);
    // What was kept of a user's decks holds for the readers and the content that made it.
    let mut readers = Vec::new();
    for path in READERS {
        read_all(Path::new(path), &mut readers)?;
    }
    readers.extend_from_slice(&facts);
    readers.extend_from_slice(&runs);
    println!("cargo::rustc-env=COLDSTART_READERS={:016x}", rng::stable_hash(&readers));
    fs::write(Path::new(&out).join("facts.bin"), facts)?;
    fs::write(Path::new(&out).join("runs.bin"), runs)?;
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<SourceFile>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            let name = path.display().to_string().replace('\\', "/");
            files.push(SourceFile::new(name, fs::read_to_string(&path)?, Layer::BuiltIn));
        }
    }
    Ok(())
}

/// The bytes of all files at a path, in the order of their names.
fn read_all(path: &Path, bytes: &mut Vec<u8>) -> io::Result<()> {
    if !path.is_dir() {
        bytes.extend(fs::read(path)?);
        return Ok(());
    }
    let mut inside: Vec<_> =
        fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    inside.sort();
    inside.iter().try_for_each(|path| read_all(path, bytes))
}
