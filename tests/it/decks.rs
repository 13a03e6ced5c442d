//! A person's own decks on the disk: links, and what is kept of them between starts.

pub(crate) mod basic;
mod track;

use std::{fs, path::Path};

use coldstart::{content, diag::Layer};

use crate::cli::{json, run};

const FACT: &str = "[[fact]]\nid = \"own.name\"\ntopic = \"lambda\"\nstatement = \"A name of our own is here\"\nkind = \"rule\"\nstatus = \"beyond\"\naws = \"lambda-what-is\"\n";

/// What a folder holds by name, and what is said of the rest.
#[cfg(unix)]
fn found(folder: &Path) -> (Vec<String>, Vec<(String, String)>) {
    let inside = |name: &str| {
        Path::new(name).strip_prefix(folder).map_or(name.to_owned(), |it| it.display().to_string())
    };
    let (files, problems) = content::files::read(folder, Layer::User);
    let told = problems.iter().map(|one| (inside(&one.file), one.what.clone())).collect();
    (files.iter().map(|file| inside(&file.name)).collect(), told)
}

#[cfg(unix)]
#[test]
fn links_to_files_and_folders_are_followed() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let ten_deep = elsewhere.path().join("1/2/3/4/5/6/7/8/9/10");
    fs::create_dir_all(&ten_deep).unwrap();
    fs::write(ten_deep.join("deep.toml"), FACT).unwrap();
    fs::write(elsewhere.path().join("b.TOML"), FACT).unwrap();
    fs::write(elsewhere.path().join("single"), FACT).unwrap();
    symlink(elsewhere.path(), folder.path().join("more")).unwrap();
    symlink(elsewhere.path().join("single"), folder.path().join("a.toml")).unwrap();
    let (files, told) = found(folder.path());
    assert_eq!(files, ["a.toml", "more/1/2/3/4/5/6/7/8/9/10/deep.toml", "more/b.TOML"]);
    assert_eq!(told, [("more/single".into(), "this is no TOML file, so it is not read".into())]);
}

#[cfg(unix)]
#[test]
fn what_is_there_twice_by_a_link_is_read_once_and_a_circle_ends() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    fs::create_dir(&inner).unwrap();
    fs::write(inner.join("a.toml"), FACT).unwrap();
    symlink(folder.path(), inner.join("round")).unwrap();
    symlink(inner.join("a.toml"), folder.path().join("again.toml")).unwrap();
    symlink("nowhere", folder.path().join("gone.toml")).unwrap();
    let (files, told) = found(folder.path());
    assert_eq!(files, ["inner/a.toml"]);
    let twice = "what this link leads to is read already";
    let expected =
        [("gone.toml", "no such file or folder"), ("again.toml", twice), ("inner/round", twice)];
    assert_eq!(told, expected.map(|(name, what)| (name.to_owned(), what.to_owned())));
}

/// The statement of the own fact as the program shows it.
fn statement(data: &Path) -> String {
    json(data, &["show", "own.name"])["statement"].as_str().unwrap().to_owned()
}

#[test]
fn a_changed_deck_is_read_again_and_an_unchanged_one_is_not() {
    let data = tempfile::tempdir().unwrap();
    let deck = data.path().join("decks/own.toml");
    let kept = data.path().join("decks.kept");
    fs::create_dir(data.path().join("decks")).unwrap();
    fs::write(&deck, FACT).unwrap();
    assert_eq!(statement(data.path()), "A name of our own is here");
    let first = fs::read(&kept).unwrap();
    assert_eq!(statement(data.path()), "A name of our own is here");
    assert_eq!(fs::read(&kept).unwrap(), first);
    // Of the same length.
    fs::write(&deck, FACT.replace("is here", "is near")).unwrap();
    assert_eq!(statement(data.path()), "A name of our own is near");
    // Other times and the same text: what was kept holds, and knows the times.
    let changed = fs::read(&kept).unwrap();
    fs::write(&deck, FACT.replace("is here", "is near")).unwrap();
    assert_eq!(statement(data.path()), "A name of our own is near");
    assert_ne!(fs::read(&kept).unwrap(), changed);
    // Another file beside it, and one less.
    let second = FACT.replace("own.name", "own.second");
    fs::write(data.path().join("decks/second.toml"), second).unwrap();
    assert_eq!(run(data.path(), &["show", "own.second"]).code, 0);
    fs::remove_file(&deck).unwrap();
    assert_ne!(run(data.path(), &["show", "own.name"]).code, 0);
}

#[test]
fn what_is_kept_can_be_broken_or_thrown_away() {
    let data = tempfile::tempdir().unwrap();
    let kept = data.path().join("decks.kept");
    fs::create_dir(data.path().join("decks")).unwrap();
    fs::write(data.path().join("decks/own.toml"), FACT).unwrap();
    assert_eq!(statement(data.path()), "A name of our own is here");
    let good = fs::read(&kept).unwrap();
    let mut worse = good.clone();
    let at = worse.len() / 2;
    worse[at] ^= 0xFF;
    for broken in [&b""[..], b"coldstart", &good[..good.len() / 2], &worse] {
        fs::write(&kept, broken).unwrap();
        assert_eq!(statement(data.path()), "A name of our own is here");
        assert_eq!(fs::read(&kept).unwrap(), good, "it is made anew");
    }
    fs::remove_file(&kept).unwrap();
    fs::create_dir(&kept).unwrap();
    assert_eq!(statement(data.path()), "A name of our own is here");
}

#[test]
fn faults_are_told_at_every_start() {
    let data = tempfile::tempdir().unwrap();
    fs::create_dir(data.path().join("decks")).unwrap();
    fs::write(data.path().join("decks/own.toml"), FACT.replace("lambda-what-is", "nowhere"))
        .unwrap();
    for _ in 0..2 {
        let out = run(data.path(), &["doctor"]).out;
        assert!(out.contains("1 fault"), "{out}");
    }
}
