//! Imports that the picture of the rooms must refuse, and those that it must let pass.

use super::{PICTURE, check, check_in};
use crate::tidy::{
    house::{House, Source, Violation},
    rooms,
};

/// The files that the small picture speaks of; nothing but arrows of the picture is in them.
const ROOMS: &[(&str, &str)] = &[
    ("src/main.rs", "fn main() { coldstart::cli::run(); }"),
    ("src/cli.rs", "use crate::app::App;"),
    ("src/app.rs", "use crate::{memory::Card, sim::{self, World}, text};"),
    ("src/memory.rs", ""),
    ("src/sim.rs", ""),
    ("src/text.rs", ""),
];

/// Holds the picture against the small house with one more file or another one.
#[track_caller]
fn check_room(name: &str, text: &str, broken: &[&str]) {
    let others = ROOMS.iter().filter(|(other, _)| *other != name);
    let files: Vec<(&str, &str)> = others.copied().chain([(name, text)]).collect();
    check(rooms::rooms, &files, broken);
}

#[test]
fn a_house_like_its_picture_is_let_pass() {
    check(rooms::rooms, ROOMS, &[]);
}

#[test]
fn an_import_against_the_arrows_is_refused_wherever_it_stands() {
    for text in [
        "use crate::app::App;",
        "use crate::{text, app::{lab::{Lab}, App}};",
        "use super::app::App;",
        "use crate as house; fn f() { house::app::g(); }",
        "fn f() -> crate::app::App { todo() }",
        "fn f() { let a = crate::app::App::new(); }",
        "fn f(one: Vec<crate::app::App>) {}",
        "fn f() { use crate::app; }",
        "fn f() { assert!(crate::app::g()); }",
        "macro_rules! m { () => { $crate::app::g() }; }",
        "macro_rules! m { () => { use crate::{text, app::g}; }; }",
        "#[cfg(test)] mod tests { use crate::app::App; }",
        "#[cfg(test)] mod tests {} use crate::app::App;",
        "#[derive(crate::app::App)] struct S;",
        "impl crate::app::App for S {}",
        "pub(crate) use crate::app as below;",
    ] {
        let parse = |(name, text): &(&str, &str)| Source::parse(name, (*text).to_owned());
        let sources = ROOMS.iter().filter(|(name, _)| *name != "src/sim.rs").map(parse);
        let bad = Source::parse("src/sim.rs", text.to_owned());
        let house = House::new(sources.chain([bad]).collect(), PICTURE.to_owned());
        let found: Vec<String> = rooms::rooms(&house).iter().map(Violation::to_string).collect();
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(
            found[0].starts_with("src/sim.rs:1: `sim` may not import `app`: crate::app"),
            "{text}"
        );
    }
}

#[test]
fn what_only_looks_like_an_import_is_let_pass() {
    check_room(
        "src/sim.rs",
        "\
        // use crate::app::App;
        use crate::text::{self, cut};
        use app::App;
        use self::app::g;
        use ::cli::Cli;
        fn f(app: S) -> &str { app.cli(); text::width(\"crate::app::App\") }
        pub(in crate::sim) struct S { app: u8 }",
        &[],
    );
}

#[test]
fn what_a_room_hands_on_is_imported_from_where_it_is_declared() {
    let hands_on = ("src/text.rs", "pub use crate::sim::World;");
    let takes = ("src/memory.rs", "use crate::text::World;");
    let files = [ROOMS[0], ROOMS[1], ROOMS[2], ROOMS[4], hands_on, takes];
    let broken = [
        "src/text.rs:1: `text` may not import `sim`: crate::sim::World",
        "src/memory.rs:1: `memory` may not import `sim`: crate::sim::World",
    ];
    check(rooms::rooms, &files, &broken);
}

#[test]
fn the_longest_room_that_holds_a_file_counts() {
    let picture = "\
## Who may import whom
```
sim -> sim/watch, text
sim/watch -> sim/kernel
sim/kernel, text -> leaves only
```
";
    let mut files = vec![
        ("src/sim/mod.rs", "use crate::{sim::watch::log, text};"),
        ("src/sim/watch/log.rs", "use crate::sim::kernel::Time;"),
        ("src/sim/kernel.rs", ""),
        ("src/text.rs", ""),
    ];
    check_in(rooms::rooms, &files, picture, &[]);
    files[1].1 = "use crate::{sim::kernel::Time, text::cut};";
    files[2].1 = "use super::watch::log::Line;";
    let broken = [
        "src/sim/watch/log.rs:1: `sim/watch` may not import `text`: crate::text::cut",
        "src/sim/kernel.rs:1: `sim/kernel` may not import `sim/watch`: crate::sim::watch::log::Line",
    ];
    check_in(rooms::rooms, &files, picture, &broken);
}

#[test]
fn a_picture_that_lies_is_refused() {
    let picture = "\
## Who may import whom
```
cellar, sim -> text
sim and text
leaves, open to all: attic
```
";
    let files = [("src/sim.rs", ""), ("src/text.rs", "")];
    let broken = [
        "ARCHITECTURE.md:4: `sim and text` shows no arrow",
        "ARCHITECTURE.md:5: `attic` is neither a folder nor a file below src",
        "ARCHITECTURE.md:3: `cellar` is neither a folder nor a file below src",
        "src/text.rs:1: stands in no room of the picture in ARCHITECTURE.md",
        "ARCHITECTURE.md:3: no import goes along `cellar -> text`",
        "ARCHITECTURE.md:3: no import goes along `sim -> text`",
    ];
    check_in(rooms::rooms, &files, picture, &broken);
    check_in(
        rooms::rooms,
        &[],
        "No picture.",
        &["ARCHITECTURE.md:1: `## Who may import whom` shows no picture"],
    );
}
