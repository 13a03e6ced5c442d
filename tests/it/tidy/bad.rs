//! What each rule must refuse, and the near misses that it must let pass.

mod rooms;

use super::{
    Rule, circles, faults, files,
    house::{House, Source, Violation},
    items, pure, services, words,
};

/// A picture for small houses.
const PICTURE: &str = "\
## Who may import whom

```
main -> cli -> everything below
app -> sim (setups), memory      memory, sim -> leaves only
leaves, open to all: text
```
";

/// Holds a rule against a house of these files.
#[track_caller]
fn check(rule: Rule, files: &[(&str, &str)], broken: &[&str]) {
    check_in(rule, files, PICTURE, broken);
}

#[track_caller]
fn check_in(rule: Rule, files: &[(&str, &str)], picture: &str, broken: &[&str]) {
    let parse = |(name, text): &(&str, &str)| Source::parse(name, (*text).to_owned());
    let house = House::new(files.iter().map(parse).collect(), picture.to_owned());
    let found: Vec<String> = rule(&house).iter().map(Violation::to_string).collect();
    assert_eq!(found, broken);
}

#[test]
fn a_circle_of_files_is_told_with_its_arrows() {
    let files = [
        ("src/a.rs", "\nuse crate::b::B;"),
        ("src/b.rs", "mod tests { use super::super::c; }"),
        ("src/c.rs", "fn f() { crate::shelf::A::new(); }"),
        ("src/shelf.rs", "pub use crate::a::A;"),
        ("src/d.rs", "use crate::a::A;"),
    ];
    let broken = "\
src/a.rs:2: a circle of 3 files
    src/a.rs:2 -> src/b.rs
    src/b.rs:1 -> src/c.rs
    src/c.rs:1 -> src/a.rs";
    check(circles::circles, &files, &[broken]);
}

#[test]
fn a_module_and_its_own_children_are_no_circle() {
    let files = [
        ("src/lib.rs", "mod a; use a::A;"),
        ("src/a/mod.rs", "mod b; pub use self::b::B; struct A;"),
        ("src/a/b.rs", "use super::A; use crate::a::c::C; use crate::c;"),
        ("src/a/c.rs", "use super::A; // use crate::a::b::B"),
        ("src/c.rs", ""),
    ];
    check(circles::circles, &files, &[]);
}

#[test]
fn a_path_that_climbs_two_floors_is_refused() {
    let text = "\
use super::super::a;
use super::{super::{b, c}, d};
fn f() { assert!(super::super::e()); super::super::super::f::<u8>(); }
use super::d::super_user;
fn g() { super::d(\"super::super\"); }";
    let broken = [
        "src/a/b.rs:1: `super::super::a` climbs two floors: begin at `crate`",
        "src/a/b.rs:2: `super::super::b` climbs two floors: begin at `crate`",
        "src/a/b.rs:2: `super::super::c` climbs two floors: begin at `crate`",
        "src/a/b.rs:3: `super::super::super::f` climbs two floors: begin at `crate`",
        "src/a/b.rs:3: `super::super::e` climbs two floors: begin at `crate`",
    ];
    check(circles::climbs, &[("src/a/b.rs", text)], &broken);
}

/// A function of this many lines.
fn function(name: &str, n_lines: usize) -> String {
    format!("fn {name}() {{{}}}", "\n".repeat(n_lines - 1))
}

#[test]
fn a_function_that_fits_on_no_screen_is_refused_wherever_it_stands() {
    let long = function("long", 71);
    for text in [
        long.clone(),
        format!("impl S {{ {long} }}"),
        format!("trait T {{ fn short(); {long} }}"),
        format!("#[cfg(test)] mod tests {{ {long} }}"),
        format!("macro_rules! m {{ () => {{ {long} }} }}"),
        format!("m! {{ pub {long} }}"),
    ] {
        check(
            items::functions,
            &[("src/a.rs", &text)],
            &["src/a.rs:1: function `long` has 71 lines"],
        );
    }
    let short = function("short", 70);
    let outer = format!("struct S {{ call: fn(u8) -> u8, }}\n{short}\nmod m {{ {short} {short} }}");
    let declared =
        format!("trait T {{ fn f(&self); type A; const B: [u8; 2] = [{}0, 1]; }}", "\n".repeat(90));
    check(items::functions, &[("src/a.rs", &outer), ("src/b.rs", &declared)], &[]);
}

#[test]
fn a_boolean_among_the_parameters_of_a_public_function_is_refused() {
    let text = "\
pub fn free(count: u8, flag: bool) {}
impl S { pub(crate) fn method(&self, flag: &bool, count: u8) {} }
pub trait T { fn required(&self, count: u8, flag: bool); }
mod m { pub(super) fn inner(a: bool, b: bool) {} }";
    let broken = ["free", "method", "required", "inner"].map(|name| {
        let line = text.lines().position(|line| line.contains(name)).unwrap() + 1;
        format!("src/a.rs:{line}: function `{name}` takes a boolean among other things")
    });
    check(items::booleans, &[("src/a.rs", text)], &broken.each_ref().map(String::as_str));
    let near = "\
pub fn only(flag: bool) {}
impl S { pub fn set(&mut self, flag: bool) {} fn private(&self, count: u8, flag: bool) {} }
trait T { fn required(&self, count: u8, flag: bool); }
impl T for S { fn required(&self, count: u8, flag: bool) {} }
pub fn answers(count: u8, kept: Option<bool>, ask: fn(bool) -> bool) -> bool { true }";
    check(items::booleans, &[("src/a.rs", near)], &[]);
}

#[test]
fn two_public_types_of_one_name_are_refused() {
    let first = "pub struct Card; id!(/// A deck.\n Deck); pub(crate) trait Judge {}";
    let second = "\
pub enum Card {}
macro_rules! m { () => { pub type Judge = u8; } }
words! { /// Words.
    Deck { A = \"a\" } }";
    let broken = [
        "src/a.rs:1: `Card` is a type of src/b.rs too",
        "src/b.rs:1: `Card` is a type of src/a.rs too",
        "src/a.rs:2: `Deck` is a type of src/b.rs too",
        "src/b.rs:4: `Deck` is a type of src/a.rs too",
        "src/a.rs:2: `Judge` is a type of src/b.rs too",
        "src/b.rs:2: `Judge` is a type of src/a.rs too",
    ];
    check(items::names, &[("src/a.rs", first), ("src/b.rs", second)], &broken);
    let near = "\
struct Card;
pub enum Kind { Deck, Judge }
impl Part for S { type Judge = u8; }
pub fn Deck() {}
pub use crate::a::Judge;
macro_rules! id { ($name:ident) => { pub struct $name; } }";
    check(items::names, &[("src/a.rs", first), ("src/b.rs", near)], &[]);
}

/// A house with a service, the load and the list of services.
fn with_service<'a>(name: &'a str, text: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("src/sim/mod.rs", "pub use self::services::lambda::Function; pub mod services;"),
        ("src/sim/services/mod.rs", "pub mod lambda; pub mod client; type All = lambda::Function;"),
        ("src/sim/services/lambda/mod.rs", "pub struct Function; pub fn rate() {}"),
        ("src/sim/services/lambda/part.rs", "use super::Function; pub enum Start { Cold }"),
        ("src/sim/services/client/mod.rs", "pub struct Load;"),
        (name, text),
    ]
}

#[test]
fn a_type_of_a_service_is_refused_outside_of_its_room() {
    for text in [
        "use crate::sim::services::lambda::{self, Function};",
        "use crate::sim::services::{lambda as computing}; fn f(one: computing::Function) {}",
        "fn f() { crate::sim::services::lambda::Function::new(); }",
        "use crate::sim::Function;",
        "use crate::sim; fn f(one: sim::Function) {}",
        "#[cfg(test)] mod tests { use crate::sim::services::lambda::Function; }",
        "fn f() { vec![crate::sim::services::lambda::Function]; }",
    ] {
        let broken = "src/app.rs:1: names `Function` of the room of lambda";
        let own = "src/sim/mod.rs:1: names `Function` of the room of lambda";
        check(services::services, &with_service("src/app.rs", text), &[broken, own]);
    }
    let other = "use crate::sim::services::lambda::{part::*};";
    let own = "src/sim/mod.rs:1: names `Function` of the room of lambda";
    let broken = "src/sim/services/sqs/mod.rs:1: names `*` of the room of lambda";
    check(services::services, &with_service("src/sim/services/sqs/mod.rs", other), &[own, broken]);
}

#[test]
fn what_is_no_type_of_a_service_is_let_pass() {
    let text = "\
        use crate::{sim::services::{client::Load, lambda}, text::Function};
        enum Kind { Function }
        fn f(one: Function) { lambda::rate(); Kind::Function; }
        // crate::sim::services::lambda::Function";
    let mut files = with_service("src/app.rs", text).to_vec();
    files[0].1 = "pub mod services;";
    files.push(("src/text.rs", "pub struct Function;"));
    check(services::services, &files, &[]);
}

/// Holds the rule of pure rooms against one file.
#[track_caller]
fn check_pure(name: &str, text: &str, paths: &[&str]) {
    let broken: Vec<String> =
        paths.iter().map(|path| format!("{name}:1: names `{path}`")).collect();
    let broken: Vec<&str> = broken.iter().map(String::as_str).collect();
    check(pure::pure, &[(name, text)], &broken);
}

#[test]
fn a_pure_room_that_names_the_outside_is_refused() {
    let pure = "src/study/desk.rs";
    check_pure(pure, "use std::{collections::BTreeMap, fs, path::Path};", &["std::fs"]);
    check_pure(pure, "use std::time::{Duration, Instant};", &["std::time::Instant"]);
    check_pure(
        pure,
        "use std::time; fn f() { time::SystemTime::now(); }",
        &["std::time::SystemTime::now"],
    );
    check_pure(pure, "use std as core; fn f() { core::env::args(); }", &["std::env::args"]);
    check_pure(
        pure,
        "fn f() { assert!(::std::thread::panicking()); }",
        &["std::thread::panicking"],
    );
    check_pure(pure, "use std::*;", &["std::*"]);
    check_pure(pure, "#[cfg(test)] mod tests {} use std::net::IpAddr;", &["std::net::IpAddr"]);
    check_pure("src/app/lab.rs", "fn f(frame: &mut ratatui::Frame) {}", &["ratatui::Frame"]);
    check_pure("src/content/mod.rs", "use rusqlite as db;", &["rusqlite"]);
    check_pure("src/exam/form.rs", "use crossterm::event;", &["crossterm::event"]);
    check_pure("src/memory/queue.rs", "use chrono::Days;", &["chrono::Days"]);
    check_pure("src/driver.rs", "use ratatui::Frame;", &["ratatui::Frame"]);
    check_pure("src/tui/run.rs", "use std::env; fn f() { env::var(\"A\"); }", &["std::env::var"]);
    check_pure(
        "src/tui/run.rs",
        "#[cfg(test)] mod tests { use std::collections::HashMap; }",
        &["std::collections::HashMap"],
    );
}

#[test]
fn what_a_pure_room_may_name_is_let_pass() {
    let inside = "\
        use std::{fmt, path::Path, time::Duration};
        use crate::{store::fs, text::env};
        use fsrs::FSRS;
        mod thread { pub fn sleep() {} }
        fn f(net: u8) { fs::read(); env::var(); thread::sleep(); net.process(\"std::fs\"); }
        #[cfg(test)] mod tests { use std::fs; fn f() { std::env::var(\"A\"); } }
        #[test] fn g() { std::thread::yield_now(); }";
    check_pure("src/app/desk.rs", inside, &[]);
    check_pure("src/content/files.rs", "use std::fs;", &[]);
    check_pure("src/exam/form.rs", "use chrono::Days;", &[]);
    check_pure("src/config.rs", "use std::env; fn f() { env::var(\"A\"); }", &[]);
    check_pure("src/cli/mod.rs", "use std::{env, fs}; fn f() { env::args(); }", &[]);
    check_pure("src/tui/run.rs", "use ratatui::Frame; use std::thread;", &[]);
}

#[test]
fn files_and_lines_that_are_too_long_are_refused() {
    let lines = |count: usize| "//\n".repeat(count);
    let long = format!("//{}\n", "ä".repeat(99));
    let full = format!("//{}\nfn f() {{ g(\"{}\") }}\n", "ä".repeat(98), "a".repeat(200));
    check(
        files::lengths,
        &[
            ("src/a.rs", &lines(500)),
            ("src/b.rs", &lines(501)),
            ("tests/c.rs", &lines(501)),
            ("src/d.rs", &full),
            ("src/e.rs", &long),
        ],
        &[
            "src/b.rs:501: the file has 501 lines",
            "tests/c.rs:501: the file has 501 lines",
            "src/e.rs:1: the line has 101 columns",
        ],
    );
}

#[test]
fn a_folder_of_too_many_files_is_refused() {
    let names: Vec<String> = (0..51).map(|n| format!("src/{}/{n}.rs", n % 2)).collect();
    let inner = ["src/1/a/x.rs", "src/1/mod.txt"];
    let files: Vec<(&str, &str)> =
        names.iter().map(String::as_str).chain([inner[0]]).map(|name| (name, "")).collect();
    check(files::folders, &files, &["src/0:1: the folder has 26 files"]);
}

#[test]
fn a_file_that_does_not_say_what_it_is_for_is_refused() {
    let bare = ("tests/b.rs", "// Not for documentation.\nfn f() {}");
    let told = ("src/a.rs", "//! What it is for.");
    check(
        files::headings,
        &[told, bare],
        &["tests/b.rs:1: the file does not begin with what it is for"],
    );
}

#[test]
fn an_unfinished_file_is_refused() {
    let word = ["TO", "DO"].concat();
    let left_out = ["#[ign", "ore]"].concat();
    let text = format!("// Todos are told.\n// {word}: later\n#[test] {left_out} fn f() {{}}");
    let broken = [
        format!("tests/a.rs:2: holds `{word}`"),
        format!("tests/a.rs:3: holds `{}`", left_out.trim_end_matches(']')),
    ];
    check(files::unfinished, &[("tests/a.rs", &text)], &broken.each_ref().map(String::as_str));
}

#[test]
fn a_file_that_no_module_declares_is_refused() {
    let files = [
        ("src/lib.rs", "mod a; #[cfg(test)] mod inline { mod deep; } mod beside;"),
        ("src/main.rs", "mod arguments;"),
        ("src/a/mod.rs", "pub(crate) mod b;"),
        ("src/a/b.rs", "// mod left;"),
        ("src/a/left.rs", "mod below;"),
        ("src/a/left/below.rs", ""),
        ("src/inline/deep.rs", ""),
        ("src/beside.rs", ""),
        ("src/arguments.rs", ""),
        ("tests/it/main.rs", ""),
    ];
    let broken = [
        "src/a/left.rs:1: no module declares this file",
        "src/a/left/below.rs:1: no module declares this file",
    ];
    check(files::dead, &files, &broken);
}

#[test]
fn a_word_that_stands_elsewhere_is_refused() {
    let files = [("src/a.rs", "pub struct Card; struct Deck;"), ("src/b.rs", "pub enum Deed {}")];
    let table = "\
## Words

| word | what it is | where |
|---|---|---|
| `Card` | a question | `a.rs` |
| `Deck` | cards | `a.rs` |
| `Deed` | what was done, by `Card` | `a.rs` |
";
    let broken = [
        "ARCHITECTURE.md:6: `Deck` is no public type of src/a.rs",
        "ARCHITECTURE.md:7: `Deed` is no public type of src/a.rs",
    ];
    check_in(words::words, &files, table, &broken);
    check_in(words::words, &files, "", &["ARCHITECTURE.md:1: `## Words` shows no table"]);
}

#[test]
fn what_stays_only_gets_shorter() {
    let broken = |subject: &str| Violation::new("src/a.rs", 7, subject, format!("{subject}!"));
    let stays = ["functions src/a.rs f", "names src/a.rs f"];
    let faults = |found: &[Violation]| faults("functions", found, stays.into_iter());
    assert_eq!(faults(&[broken("f")]), [""; 0]);
    assert_eq!(faults(&[]), ["mended, strike it from STAYS: functions src/a.rs f"]);
    let new = |subject: &str| format!("src/a.rs:7: {subject}!");
    assert_eq!(faults(&[broken("f"), broken("g")]), [new("g")]);
    assert_eq!(faults(&[broken("f"), broken("f")]), [new("f")]);
}
