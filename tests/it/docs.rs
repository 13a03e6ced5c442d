//! What the documents show is true: the table of keys, the pictures, the table of dependencies.

use std::{fmt::Write, fs, path::PathBuf};

use coldstart::{
    app::{Opening, keys::actions, screens::Screen},
    clock::Day,
    config::ColorLevel,
    content,
    diag::{Layer, SourceFile},
    rng::Seed,
    study::{
        drill::DrillPlan,
        preferences::{Preferences, Theme},
        settings::SETTINGS,
    },
    tui::parts::theme::{Look, UNICODE},
};
use ratatui::{
    buffer::Buffer,
    style::{Color, Modifier},
};

use crate::bed::{Bed, built_in};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

/// The lines of the README's table of keys, made from the one list of actions.
fn key_table() -> String {
    let mut table = "| where | keys | what |\n|---|---|---|\n".to_owned();
    for info in
        actions::all().filter(|info| !info.name.starts_with("pick.") || info.name == "pick.1")
    {
        let places: Vec<&str> = info.places.iter().map(|place| place.title()).collect();
        let is_number = info.name == "pick.1";
        let keys = if is_number {
            "`1` to `9`".to_owned()
        } else {
            info.keys.split(' ').map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" ")
        };
        let about = if is_number { "Pick an option by its number" } else { info.about };
        writeln!(table, "| {} | {keys} | {about} (`{}`) |", places.join(", "), info.name).unwrap();
    }
    table
}

#[test]
fn the_readme_lists_the_keys_as_they_are() {
    let wanted = key_table();
    let path = root().join("docs/keys.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let head = "# Keys\n\nMade from the list of actions by `UPDATE_DOCS=1 cargo test --test it docs`. The name in brackets is the one \
                    that `[keys]` in the configuration file takes:\n`\"review.good\" = [\"3\", \"g\"]`.\n\n";
        fs::write(&path, format!("{head}{wanted}")).unwrap();
    }
    assert!(
        read("docs/keys.md").contains(&wanted),
        "docs/keys.md is stale; UPDATE_DOCS=1 writes it anew"
    );
}

/// Every kind of worked example that the tests hold is described with its inputs and answers.
#[test]
fn every_kind_of_example_is_described() {
    let text = read("tests/vectors/examples.toml");
    let cases: toml::Table = text.parse().unwrap();
    let described = read("docs/fidelity.md");
    for case in cases["case"].as_array().unwrap() {
        let kind = case["given"]["kind"].as_str().unwrap();
        assert!(described.contains(&format!("`{kind}`")), "docs/fidelity.md lacks `{kind}`");
    }
}

#[test]
fn every_action_has_a_name_of_its_own() {
    let mut names: Vec<&str> = actions::all().map(|info| info.name).collect();
    names.sort_unstable();
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
}

#[test]
fn the_readme_names_every_setting() {
    let readme = read("README.md");
    for info in SETTINGS {
        assert!(
            readme.contains(&format!("`{}`", info.key)),
            "README.md says nothing of `{}`",
            info.key
        );
    }
}

#[test]
fn the_architecture_gives_a_reason_for_every_dependency() {
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let architecture = read("ARCHITECTURE.md");
    for table in ["dependencies", "dev-dependencies"] {
        for name in manifest[table].as_table().unwrap().keys() {
            assert!(
                architecture.contains(&format!("| `{name}` |")),
                "ARCHITECTURE.md says nothing of `{name}`"
            );
        }
    }
}

#[test]
fn the_change_log_knows_this_version() {
    assert!(read("CHANGELOG.md").contains(&format!("## {}", env!("CARGO_PKG_VERSION"))));
}

/// The pictures of the README: real screens, drawn by the same code as in a terminal. To draw them
/// anew: `UPDATE_DOCS=1 cargo test --test it docs`.
#[test]
fn the_pictures_show_the_screens_as_they_are() {
    let home = studied("");
    let review = Bed::with(built_in(), exam(), 80, 24).play("<enter> +21s servers <enter>");
    let browse = studied("/ dead_letter <enter> <down>");
    let lab = |world: &str, script: &str| {
        let mut bed = Bed::with(built_in(), exam(), 80, 24);
        let place = bed.app.desk.library.worlds().iter().position(|one| one.id == world).unwrap();
        bed.app.open(Opening::Lab(place));
        bed.play(script)
    };
    let herd = lab(
        "cold-herd",
        "b <right> <right> <right> <right> <right> <right> <right> + <space> ~400 <space>",
    );
    let partition =
        lab("hot-partition", "b <down> <down> <down> > > > + <space> ~120 <space> o <tab>");
    let storm = lab("connection-storm", "b > + <space> ~330 <space> o <tab>");
    let scenario = |script: &str| {
        let mut bed = Bed::with(built_in(), exam(), 80, 24);
        let library = bed.app.desk.library.clone();
        let place = library.items().iter().position(|item| &*item.id.0 == "claims-portal.cost");
        bed.app.open(Opening::Practice(vec![place.unwrap()]));
        bed.play(script)
    };
    let letter = |bed: &Bed, option: &str| {
        let Screen::Practice(practice) = bed.app.screen() else { panic!("a scenario is in front") };
        let question = practice.question.as_ref().unwrap();
        let (_, situation) = question.parts(&bed.app.desk.library);
        let place = situation.option(option).unwrap();
        question.order.iter().position(|one| *one == place).unwrap() + 1
    };
    let wrong = format!("~200 {} <enter>", letter(&scenario(""), "memory"));
    let lanes = scenario(&format!("{wrong} w ~200 + ~200"));
    let explained = scenario(&wrong);
    let mut drill = Bed::with(built_in(), exam(), 80, 24);
    let plan = DrillPlan { templates: vec![1], level: 3, seed: Some(4), ..DrillPlan::default() };
    drill.app.open(Opening::Drills(Box::new(plan)));
    let Screen::Drills(drills) = drill.app.screen() else { panic!("drills are in front") };
    let slip = drills.question.as_ref().unwrap().drill.wrong[1].answer.number();
    let drill = drill.play(&format!("+24s {slip} <enter>"));
    let mut report = studied("m <enter>");
    let library = report.app.desk.library.clone();
    for at in 0..20 {
        let Screen::Exam(exam) = report.app.screen() else { panic!("a mock is in front") };
        let sheet = exam.sheets[at].clone();
        let item = &library.items()[sheet.item.unwrap()];
        let is_hit = at % 4 != 1;
        let wanted = |option: &usize| item.key().contains(option) == is_hit;
        let places = (0..sheet.order.len()).filter(|place| wanted(&sheet.order[*place]));
        let marks: Vec<String> =
            places.take(item.n_keys()).map(|place| (place + 1).to_string()).collect();
        let sure = if at % 8 == 5 { "<tab>" } else { "" };
        let seconds = 45 + (at * 37) % 120;
        report = report.play(&format!("+{seconds}s {} {sure} <enter>", marks.join(" ")));
    }
    let report = report.play("E y");
    let plan = studied("P");
    let figures = studied("S <pagedown>");
    let pictures = [
        ("report", report),
        ("plan", plan),
        ("figures", figures),
        ("scenario", explained),
        ("scenario-lanes", lanes),
        ("drill", drill),
        ("home", home),
        ("review", review),
        ("browse", browse),
        ("lab-cold-herd", herd),
        ("lab-hot-partition", partition),
        ("lab-connection-storm", storm),
    ];
    for (name, bed) in pictures {
        let drawn = svg(&bed.buffer(Look::new(Theme::Dark, ColorLevel::True, &UNICODE)));
        let path = root().join(format!("docs/{name}.svg"));
        if std::env::var_os("UPDATE_DOCS").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &drawn).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == drawn, "docs/{name}.svg is stale; UPDATE_DOCS=1 draws it anew");
    }
}

fn exam() -> Preferences {
    Preferences {
        exam_date: Day::parse("2026-12-14"),
        theme: Theme::Dark,
        ..Preferences::default()
    }
}

/// A learner who has studied for some evenings, then a script.
fn studied(script: &str) -> Bed {
    let mut bed = Bed::with(built_in(), exam(), 80, 24);
    for evening in 0..12_u32 {
        bed = bed.play("<enter>");
        for n in 0..25 + evening % 5 * 4 {
            let grade = if (n + evening).is_multiple_of(6) { 1 } else { 3 };
            bed = bed.play(&format!("<ctrl-g> {grade}"));
            if bed.text().contains("Done for now") {
                break;
            }
        }
        bed = bed.play("<esc> +86400s");
    }
    bed.play("<f1> <esc>").play(script)
}

/// A terminal's cells as a picture.
fn svg(buffer: &Buffer) -> String {
    const CELL: (u16, u16) = (9, 19);
    let (width, height) = (buffer.area.width * CELL.0 + 20, buffer.area.height * CELL.1 + 20);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"#161a22\"/>\n\
         <g font-family=\"DejaVu Sans Mono,Menlo,Consolas,monospace\" font-size=\"15\">\n"
    );
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < buffer.area.width {
            let cell = &buffer[(x, y)];
            let style = (cell.fg, cell.bg, cell.modifier);
            let mut text = String::new();
            let start = x;
            while x < buffer.area.width
                && (buffer[(x, y)].fg, buffer[(x, y)].bg, buffer[(x, y)].modifier) == style
            {
                text.push_str(buffer[(x, y)].symbol());
                x += 1;
            }
            let is_reversed = style.2.contains(Modifier::REVERSED);
            let top = 10 + y * CELL.1;
            let left = |column: u16| 10 + column * CELL.0;
            let front = color(style.0, "#d8dee9");
            if is_reversed {
                writeln!(
                    out,
                    "<rect x=\"{}\" y=\"{top}\" width=\"{}\" height=\"{}\" fill=\"{front}\"/>",
                    left(start),
                    (x - start) * CELL.0,
                    CELL.1
                )
                .unwrap();
            }
            if text.trim().is_empty() {
                continue;
            }
            let fill = if is_reversed { "#161a22".to_owned() } else { front };
            let weight =
                if style.2.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
            // Every sign has its own place, so that columns stand whatever font there is.
            let signs: Vec<(u16, char)> =
                (start..).zip(text.chars()).filter(|(_, sign)| *sign != ' ').collect();
            let places: Vec<String> =
                signs.iter().map(|(column, _)| left(*column).to_string()).collect();
            let shown: String = signs.iter().map(|(_, sign)| *sign).collect();
            let shown = shown.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            writeln!(
                out,
                "<text x=\"{}\" y=\"{}\" fill=\"{fill}\"{weight}>{shown}</text>",
                places.join(" "),
                top + 15,
            )
            .unwrap();
        }
    }
    out + "</g>\n</svg>\n"
}

fn color(color: Color, plain: &str) -> String {
    match color {
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
        _ => plain.to_owned(),
    }
}

/// The world that CONTRIBUTING.md shows is one, and its challenge holds.
#[test]
fn the_example_of_a_world_is_sound() {
    let text = read("CONTRIBUTING.md");
    let example = text.split("```toml").nth(2).and_then(|rest| rest.split("```").next()).unwrap();
    let mut files = content::files::built_in();
    files.push(SourceFile::user("example.toml", example));
    let loaded = content::load(&files);
    let today = Day::parse("2026-11-21").unwrap();
    let report = content::check::check(&loaded, &files, &[Layer::User], today);
    assert_eq!(report.problems, []);
    assert!(loaded.library.world("my-world").is_some());
}

/// The track that CONTRIBUTING.md shows is one, and so is the item that docs/items.md has for it.
#[test]
fn the_example_of_a_track_is_sound() {
    let text = read("CONTRIBUTING.md");
    let example = text.split("```toml").nth(3).and_then(|rest| rest.split("```").next()).unwrap();
    let loaded = content::load(&[SourceFile::user("http/track.toml", example)]);
    assert_eq!(loaded.problems, []);
    let blueprint = &loaded.library.track.blueprint;
    assert_eq!((blueprint.domains.len(), blueprint.lengths.len()), (2, 1));
}

/// The drill that docs/drills.md shows is proven, and it is one of the drills.
#[test]
fn the_example_of_a_drill_is_sound() {
    let text = read("docs/drills.md");
    let example = text.split("```toml").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let mut files = content::files::built_in();
    files.push(SourceFile::user("example.toml", example));
    let loaded = content::load(&files);
    let today = Day::parse("2026-11-21").unwrap();
    let report = content::check::check(&loaded, &files, &[Layer::User], today);
    assert_eq!(report.problems, []);
    let drill = loaded.library.drill("my-most-requests").unwrap().drill(1, Seed(1), 1);
    assert!(drill.stage(&drill.key).is_some());
}

/// The card that CONTRIBUTING.md shows passes the check that it names.
#[test]
fn the_example_of_a_card_is_sound() {
    let text = read("CONTRIBUTING.md");
    let example = text.split("```toml").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let mut files = content::files::built_in();
    files.push(SourceFile::user("example.toml", example));
    let loaded = content::load(&files);
    let today = Day::parse("2026-11-21").unwrap();
    let report = content::check::check(&loaded, &files, &[Layer::User], today);
    assert_eq!(report.problems, [], "the example has no fault and needs no advice");
    assert!(loaded.library.card(&"my-deck.name.cloze".into()).is_some());
}

/// Each place that a symptom is sent to is there, with the function that is named behind it.
#[test]
fn where_to_look_names_places_that_are_there() {
    let text = read("docs/where.md");
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
    assert!(20 <= rows.len(), "{} symptoms", rows.len());
    for row in rows {
        let places = row.split(" | ").nth(2).expect("a row has three columns");
        let is_path = |part: &&str| part.contains('/') && !part.contains(' ');
        assert!(places.split('`').any(|part| is_path(&part)), "no place in {row}");
        let mut path: Option<PathBuf> = None;
        for part in places.split('`').skip(1).step_by(2) {
            if is_path(&part) {
                let at = root().join(part);
                assert!(at.exists(), "{part} is not there: {row}");
                path = Some(at).filter(|at| at.is_file());
            } else if let Some(code) =
                path.as_ref().filter(|_| places.contains(&format!("(`{part}`)")))
            {
                let code = std::fs::read_to_string(code).expect("a file");
                assert!(code.contains(&format!("fn {part}")), "{part} is not there: {row}");
            }
        }
    }
}
