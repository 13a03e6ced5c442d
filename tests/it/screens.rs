//! What a person sees, at the three sizes that screens are designed for, and that no size breaks
//! them.

use std::{collections::BTreeSet, sync::Arc};

use coldstart::{
    app::{
        event::{Event, Size},
        screens::Screen,
    },
    clock::Day,
    config::ColorLevel,
    content::Library,
    study::preferences::{Preferences, Theme},
    tui::parts::theme::{ASCII, Look, UNICODE},
};

use crate::bed::{Bed, sample, sample_of, symbols};

const SIZES: [(u16, u16); 3] = [(60, 16), (80, 24), (120, 40)];

/// Plays a script at every size and compares the screens with those on record.
#[track_caller]
fn check(name: &str, script: &str) {
    for (width, height) in SIZES {
        let bed = Bed::sized(width, height).play(script);
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(format!("{name}-{width}x{height}"), bed.screen());
        });
    }
}

/// Answers the first cards until one of `kind` is in front.
pub(crate) fn until(kind: &str) -> String {
    // The sample has one card of each kind; giving up and rating again moves on.
    let mut script = "<enter>".to_owned();
    for _ in 0..7 {
        let bed = Bed::new().play(&script);
        if bed.text().contains(&format!("· {kind} ·")) {
            return script;
        }
        script += " <ctrl-g> <enter>";
    }
    panic!("no card of kind `{kind}` came");
}

#[test]
fn home_of_a_newcomer() {
    check("home-new", "");
}

#[test]
fn home_after_an_evening() {
    check("home-used", "<enter> <ctrl-g> <enter> <ctrl-g> 3 <ctrl-g> 3 <esc>");
}

#[test]
fn a_card_to_type() {
    let script = until("a figure");
    check("figure-asked", &format!("{script} 600_s"));
    check("figure-wrong", &format!("{script} +7s 600_s <enter>"));
    check("figure-right", &format!("{script} +7s 15_min <enter>"));
}

#[test]
fn a_card_with_a_gap() {
    let script = until("fill the gap");
    check("gap-right", &format!("{script} DLQ <enter>"));
}

#[test]
fn a_choice() {
    let script = until("choose one");
    check("choice-asked", &script);
    check("choice-answered", &format!("{script} 1 <enter>"));
}

#[test]
fn a_multiple() {
    let script = until("choose several");
    check("multiple-asked", &format!("{script} 1 3"));
    check("multiple-answered", &format!("{script} 1 3 <enter>"));
}

#[test]
fn a_match() {
    let script = until("match");
    check("match-asked", &format!("{script} 1 3"));
    check("match-answered", &format!("{script} 1234 <enter>"));
}

#[test]
fn an_order() {
    let script = until("put in order");
    check("order-asked", &format!("{script} 2 4"));
    check("order-answered", &format!("{script} 1234 <enter>"));
}

#[test]
fn a_which() {
    let script = until("which service");
    check("which-asked", &format!("{script} <tab>"));
    check("which-answered", &format!("{script} 1 <enter>"));
}

#[test]
fn a_front_and_a_back() {
    let library = Arc::new(crate::decks::basic::library());
    let check = |name, script| check_on(&library, &Preferences::default(), name, script);
    check("basic-asked", "<enter>");
    check("basic-answered", "<enter> <enter>");
    check("basic-browsed", "/ timeout <enter> <down> <enter>");
}

#[test]
fn the_end_of_a_session() {
    check("finish", "d <down> <enter> <ctrl-g> 4 <ctrl-g> 4");
}

#[test]
fn browsing() {
    check("browse", "b <down>");
    check("browse-search", "/ dax");
    check("browse-open", "b G <enter>");
    check("browse-filter", "b t y y");
    check("browse-nothing", "/ zzzz <enter>");
}

#[test]
fn the_list_of_worlds() {
    check("worlds", "L <down>");
}

#[test]
fn the_lab() {
    check("lab-begin", "L <enter>");
    check("lab-playing", "L <enter> <space> ~60");
    check("lab-lanes", "L <enter> b <down> < + <space> ~30");
    check("lab-log", "L <enter> <down> < e ~20 <tab>");
    check("lab-table", "L <enter> e ~20 t");
    check("lab-challenge", "L <down> <enter>");
    check("lab-missed", "L <down> <enter> e ~20");
    check("lab-solved", "L <down> <enter> > e ~20");
}

/// The same on a library and with settings of its own.
#[track_caller]
fn check_on(library: &Arc<Library>, preferences: &Preferences, name: &str, script: &str) {
    for (width, height) in SIZES {
        let bed = Bed::on(library.clone(), preferences.clone(), width, height).play(script);
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(format!("{name}-{width}x{height}"), bed.screen());
        });
    }
}

/// The sample with forty more situations, enough for the shorter mocks: its own under other names,
/// in all domains, every fifth with two answers.
fn with_bank() -> Arc<Library> {
    let text = include_str!("sample.toml");
    let (_, situation) = text.split_once("[[situation]]").unwrap();
    let more = (0..40).map(|n| {
        let id = format!("id = \"portal-{n}\"");
        format!("\n[[situation]]{}", situation.replace("id = \"s-portal\"", &id))
    });
    let library = sample_of(text.to_owned() + &more.collect::<String>());
    let mut items = library.items().to_vec();
    for (item, n) in items.iter_mut().zip(0_u8..) {
        item.domain = n / 2 % 4 + 1;
        if n % 5 == 0 {
            let key = item.roles[item.key()[0]].clone();
            (item.roles[0], item.roles[1]) = (key.clone(), key);
        }
    }
    let situations = library.situations().to_vec();
    Arc::new(library.with_items(situations, items))
}

fn with_date() -> Preferences {
    Preferences { exam_date: Day::parse("2026-12-14"), ..Preferences::default() }
}

#[test]
fn mocks() {
    check("mocks-none", "m");
    let library = with_bank();
    let check = |name, script| check_on(&library, &Preferences::default(), name, script);
    check("mocks", "m <down>");
    check("mock-asked", "m <enter> 1 x <down> v +61s f");
    check("mock-list", "m <enter> 1 <enter> f <enter> o <down>");
    check("mock-report", "m <enter> 1 <tab> <enter> 2 <enter> E y <down>");
    check("mocks-past", "m <enter> 1 E y q");
}

#[test]
fn the_plan() {
    check("plan-none", "P");
    let library = Arc::new(sample());
    check_on(&library, &with_date(), "plan", "P");
    check_on(&library, &with_date(), "plan-days", "P <pagedown>");
}

#[test]
fn figures() {
    let studied = "<enter> <ctrl-g> 3 <ctrl-g> 1 <esc> D <ctrl-g> <enter> <esc> S";
    check("figures", studied);
    check("figures-tables", &format!("{studied} t <pagedown>"));
}

#[test]
fn a_prediction() {
    let preferences = Preferences { predict: true, ..Preferences::default() };
    check_on(&Arc::new(sample()), &preferences, "prediction", "p ~60 1 <enter> 250");
}

#[test]
fn what_was_meant_is_asked_with_what_the_keys_then_do() {
    let script = until("fill the gap");
    check("gap-meant", &format!("{script} dead-leter_queue <enter> <down>"));
}

#[test]
fn settings() {
    check("settings", "s <down> <right>");
    check("settings-edit", "s <enter> 2026-12-1");
}

#[test]
fn what_stands_in_front() {
    check("help", "?");
    check("palette", ":se");
    check("decks", "d");
    check("confirm", "b w w R");
}

#[test]
fn unsaved_answers_are_told() {
    let mut bed = Bed::new().play("<enter> <ctrl-g>");
    bed.saving_fails = true;
    let bed = bed.play("<enter>");
    assert!(bed.text().contains("1 unsaved"), "{}", bed.text());
    assert!(bed.text().contains("not saved: the disk is full"), "{}", bed.text());
}

/// Scripts that come to every screen in its different states, but for those of a mock.
fn all_screens() -> Vec<String> {
    let wrong = format!("p ~60 {} <enter>", option_key("p", "memory"));
    let sibling = format!("{wrong} <enter> m ~60");
    let turned = format!("{sibling} {} <enter>", option_key(&sibling, "snapstart"));
    let figure = until("a figure");
    let own = [
        "",
        "<enter>",
        "d <down> <enter> <ctrl-g> 4 <ctrl-g> 4",
        "b",
        "/ da",
        "b <enter>",
        "s",
        "s <enter>",
        "?",
        ":",
        "d",
        "b w w R",
        "L",
        "L <enter> <space> ~40",
        "L <enter> b <right> <space> ~40 <tab>",
        "L <enter> e ~40 t",
        "L <down> <enter> e ~9",
        "p ~60",
        "D 3*(2+5)",
        "D <ctrl-g>",
        "D <tab> <down>",
        "S",
        "S t",
    ];
    let mut all: Vec<String> = own.into_iter().map(str::to_owned).collect();
    all.extend([format!("{wrong} w ~120"), format!("{turned} b ~200"), wrong, figure.clone()]);
    all.push(format!("{figure} +7s 600_s <enter> ~90"));
    all.push(format!("{} dead-leter_queue <enter>", until("fill the gap")));
    all.extend(["match", "put in order", "choose several"].map(|kind| until(kind) + " 1 2"));
    all
}

/// Those of a mock, and a plan to an exam date.
const WITH_BANK: [&str; 5] = ["m", "m <enter> 1 v", "m <enter> 1 o", "m <enter> 1 E y", "P"];

/// A bed at each screen that there is.
fn every_screen() -> Vec<(String, Bed)> {
    let library = with_bank();
    let of_sample = all_screens().into_iter().map(|script| {
        let bed = Bed::new().play(&script);
        (script, bed)
    });
    let with_bank = WITH_BANK.into_iter().map(|script| {
        (script.to_owned(), Bed::on(library.clone(), with_date(), 80, 24).play(script))
    });
    of_sample.chain(with_bank).collect()
}

/// The compiler asks for a new screen here, and this test for a script that comes to it.
#[test]
fn every_screen_is_among_those_that_are_drawn_in_all_sizes() {
    let mut missing = BTreeSet::from([
        "Home", "Review", "Browse", "Worlds", "Lab", "Practice", "Drills", "Mocks", "Exam",
        "Report", "Plan", "Stats", "Settings",
    ]);
    for (_, bed) in every_screen() {
        let name = match bed.app.screen() {
            Screen::Home(_) => "Home",
            Screen::Review(_) => "Review",
            Screen::Browse(_) => "Browse",
            Screen::Worlds(_) => "Worlds",
            Screen::Lab(_) => "Lab",
            Screen::Practice(_) => "Practice",
            Screen::Drills(_) => "Drills",
            Screen::Mocks(_) => "Mocks",
            Screen::Exam(_) => "Exam",
            Screen::Report(_) => "Report",
            Screen::Plan(_) => "Plan",
            Screen::Stats(_) => "Stats",
            Screen::Settings(_) => "Settings",
        };
        missing.remove(name);
    }
    assert_eq!(missing, BTreeSet::new());
}

#[test]
fn ascii_has_no_other_signs() {
    for (script, bed) in every_screen() {
        let text = symbols(&bed.buffer(Look::new(Theme::Terminal, ColorLevel::Ansi16, &ASCII)));
        let foreign: Vec<char> = text.chars().filter(|symbol| !symbol.is_ascii()).collect();
        assert!(foreign.is_empty(), "{script}: {foreign:?}\n{text}");
    }
}

#[test]
fn without_colours_nothing_is_coloured() {
    for theme in Theme::ALL {
        let preferences = Preferences { theme: *theme, ..Preferences::default() };
        let bed = Bed::with(sample(), preferences, 80, 24).play("<enter> <ctrl-g>");
        let buffer = bed.buffer(Look::new(*theme, ColorLevel::None, &UNICODE));
        for cell in buffer.content() {
            assert_eq!(
                (cell.fg, cell.bg),
                (ratatui::style::Color::Reset, ratatui::style::Color::Reset)
            );
        }
    }
}

/// Draws each of some beds at every size.
fn draw_all_sizes(beds: impl IntoIterator<Item = (String, Bed)>) {
    for (_, mut bed) in beds {
        for width in 1..=120 {
            for height in 1..=50 {
                bed.send(Event::Resize(Size { width, height }));
                let _ = bed.buffer(Bed::look());
            }
        }
    }
}

#[test]
fn every_size_draws() {
    // In two halves, side by side.
    let second = std::thread::spawn(|| draw_all_sizes(every_screen().into_iter().step_by(2)));
    draw_all_sizes(every_screen().into_iter().skip(1).step_by(2));
    second.join().unwrap();
}

#[test]
fn a_screen_too_small_says_what_it_needs_and_keeps_the_session() {
    let mut bed = Bed::new().play("<enter> abc");
    let before = bed.text();
    bed.send(Event::Resize(Size { width: 30, height: 8 }));
    assert_eq!(bed.text().trim_end(), "30x8 is too small\n40x12 is needed\nctrl-c leaves");
    bed.send(Event::Resize(Size { width: 80, height: 24 }));
    assert_eq!(bed.text(), before);
}

#[test]
fn the_exam_date_is_counted_down() {
    let shown = |date: &str| {
        let preferences = Preferences { exam_date: Day::parse(date), ..Preferences::default() };
        Bed::with(sample(), preferences, 80, 24)
            .text()
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    assert!(shown("2026-12-14").ends_with("SAA-C03 in 23 days"));
    assert!(shown("2026-11-22").ends_with("SAA-C03 in 1 day"));
    assert!(shown("2026-11-21").ends_with("the exam is today"));
    assert!(shown("2026-11-20").ends_with("the exam date is past"));
}

/// The key that picks an option of the scenario that a script comes to.
pub(crate) fn option_key(script: &str, option: &str) -> String {
    let bed = Bed::new().play(script);
    let Screen::Practice(practice) = bed.app.screen() else { panic!("a scenario is in front") };
    let question = practice.question.as_ref().unwrap();
    let (_, situation) = question.parts(&bed.app.desk.library);
    let place = situation.option(option).unwrap();
    (question.order.iter().position(|one| *one == place).unwrap() + 1).to_string()
}

#[test]
fn a_scenario_and_its_answer() {
    check("scenario-asked", "p ~60 <down> x <down>");
    let wrong = format!("p ~60 {} <enter>", option_key("p", "memory"));
    check("scenario-wrong", &wrong);
    check("scenario-lanes", &format!("{wrong} w ~120"));
    // The sibling, in which the image cannot be kept unless the folder is small.
    let sibling = format!("{wrong} <enter> m ~60");
    let wrong_too = format!("{sibling} {} <enter>", option_key(&sibling, "snapstart"));
    check("scenario-break-even", &format!("{wrong_too} b ~200"));
    check("scenario-done", &format!("{wrong} <enter>"));
}

#[test]
fn a_card_with_what_runs_beside_it() {
    let script = until("a figure");
    check("live-run", &format!("{script} +7s 600_s <enter> ~90"));
    let script = until("fill the gap");
    check("live-walk", &format!("{script} queue <enter> ~60"));
}

#[test]
fn drills_typed_and_picked() {
    check("drill-asked", "D 3*(2+5)");
    check("drill-shown", "D <ctrl-g>");
    check("drill-pick", "D <tab> <down>");
}
