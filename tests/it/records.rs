//! Records: each carries the moment and the day at which it was made, and what the program holds in
//! memory is what the file says when it is read again.

use std::path::Path;

use coldstart::{
    app::{
        App, Opening, Screen,
        event::{Event, Key, Size},
        exam::{bank_of, candidates},
    },
    clock::{Clock, Now},
    config::{self, Config, Environment, Flags},
    driver::{self, Driver},
    exam::form::{Form, Size as FormSize},
    memory::{Answer, Confidence, Deed, Entry, Rating, Scheduler, Source},
    store::Store,
};

use crate::bed::built_in;

const SIZE: Size = Size { width: 80, height: 24 };

/// The program with its real file, without a terminal.
struct Program {
    app: App,
    driver: Driver,
    config: Config,
    now: Now,
}

impl Program {
    fn at(data: &Path, moment: &str) -> Self {
        let flags = Flags {
            data_dir: Some(data.to_owned()),
            config: Some(data.join("config.toml")),
            now: Some(moment.to_owned()),
            ..Flags::default()
        };
        let environment = Environment { seed: Some("7".into()), ..Environment::default() };
        let config = config::resolve(&flags, &environment).unwrap();
        let Clock::Fixed(now) = config.clock else { panic!("the clock stands still") };
        let (mut app, mut driver) = driver::open(&config, SIZE).unwrap();
        let effects = app.open(Opening::Home);
        driver::settle(&mut app, &mut driver, now, effects);
        Self { app, driver, config, now }
    }

    /// Plays a script: named keys as `<enter>`, `+61s` moves the clock, other words are typed.
    fn play(mut self, script: &str) -> Self {
        for word in script.split_whitespace() {
            if let Some(seconds) = word.strip_prefix('+').and_then(|rest| rest.strip_suffix('s')) {
                self.now = self.now.plus_ms(seconds.parse::<u32>().unwrap() * 1_000, 4);
                continue;
            }
            let keys: Vec<Key> = match word.strip_prefix('<').and_then(|w| w.strip_suffix('>')) {
                Some(name) => vec![name.parse().unwrap()],
                None => word.chars().map(Key::char).collect(),
            };
            for key in keys {
                let effects = self.app.update(self.now, Event::Key(key));
                driver::settle(&mut self.app, &mut self.driver, self.now, effects);
            }
        }
        self
    }

    /// Whether everything in memory is as the file has it.
    #[track_caller]
    fn check_disk(&self) {
        let scheduler = self.config.preferences.scheduler();
        let mut store = Store::look(&self.config.progress_file(), scheduler).unwrap();
        let desk = &self.app.desk;
        let disk = driver::desk(&self.config, desk.library.clone(), Some(&mut store)).unwrap();
        assert_eq!(desk.summary, disk.summary);
        assert_eq!(desk.states, disk.states);
        assert_eq!(desk.item_log, disk.item_log);
        assert_eq!(desk.item_history, disk.item_history);
        assert_eq!(desk.drill_history, disk.drill_history);
        assert_eq!(desk.reviews, disk.reviews);
        assert_eq!(desk.mocks, disk.mocks);
        assert_eq!(desk.solved, disk.solved);
    }
}

/// A file in which the cards of all facts behind a mock of this seed are known.
fn knowing(data: &Path, seed: u64) {
    let library = built_in();
    let form = Form::new(&candidates(&library), FormSize::Short, seed, bank_of(&library)).unwrap();
    let mut store = Store::open(&data.join("progress.sqlite3"), Scheduler::default()).unwrap();
    let now = Now::parse("2026-11-18T20:00:00+00:00", 4).unwrap();
    let items = form.questions.iter().filter_map(|one| library.item(&one.item.0));
    for fact in items.flat_map(|item| &item.facts) {
        let Some(card) = library.cards.iter().find(|card| card.main_fact() == fact) else {
            continue;
        };
        let answer = Answer {
            rating: Rating::Good,
            is_right: true,
            confidence: Confidence::Sure,
            time_ms: 5_000,
            expected_recall: None,
            given: String::new(),
            source: Source::Review,
        };
        let entry = Entry {
            card: card.id.clone(),
            at: now.wall,
            offset_min: 0,
            day: now.day,
            mark: card.answer_mark(),
            deed: Deed::Answer(answer),
        };
        store.append(&entry, 1).unwrap();
    }
}

/// Days and moments of everything that a mock has left in the file.
fn of_mock(data: &Path) -> (Vec<(String, i64)>, Vec<String>) {
    let store = Store::look(&data.join("progress.sqlite3"), Scheduler::default()).unwrap();
    let is_mock = |entry: &Entry| {
        matches!(&entry.deed, Deed::Answer(answer) if answer.source == Source::Mock)
    };
    let entries = store.entries().unwrap().into_iter().filter(is_mock);
    let entries = entries.map(|entry| (entry.day.to_string(), entry.at.0)).collect();
    let items = store.item_log().unwrap().iter().map(|one| one.day.to_string()).collect();
    (entries, items)
}

/// A mock of 40 minutes that was begun at 21:50 ran out at 22:30, whenever that is found.
#[track_caller]
fn check_end(found: &str) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    knowing(data, 3);
    let flags = ["--plain", "exam", "--size", "20", "--seed", "3"];
    crate::cli::run_at(data, "2026-11-20T21:50:00+00:00", &flags, "1\n1\n1\n1\n1\n1\n1\n1\n");
    assert_eq!(of_mock(data), (vec![], vec![]), "the mock runs");
    crate::cli::run_at(data, found, &["--plain"], "");
    let (entries, items) = of_mock(data);
    assert!(0 < entries.len() && 8 <= items.len(), "{entries:?} {items:?}");
    let ended = Now::parse("2026-11-20T22:30:00+00:00", 4).unwrap().wall.0;
    for (day, at) in &entries {
        assert_eq!(day, "2026-11-20", "found {found}");
        assert!((ended..ended + 20).contains(at), "found {found}: {at}");
    }
    assert!(items.iter().all(|day| day == "2026-11-20"), "found {found}: {items:?}");
}

#[test]
fn a_mock_that_is_found_after_midnight_ended_on_its_own_study_day() {
    check_end("2026-11-21T01:00:00+00:00");
}

#[test]
fn a_mock_that_is_found_five_days_later_ended_on_its_own_study_day() {
    check_end("2026-11-25T20:00:00+00:00");
}

/// Across midnight, while the program runs and after it was closed.
#[test]
fn memory_and_disk_agree_about_a_mock_that_ran_out() {
    let folder = tempfile::tempdir().unwrap();
    knowing(folder.path(), 3);
    let program = Program::at(folder.path(), "2026-11-20T23:30:00+00:00");
    let program = program.play("m <enter> +9s 1 <enter> +9s 2 <enter> q q +7200s m");
    let ended = program.app.desk.mocks[0].ended.clone().expect("its time ran out");
    assert_eq!(ended.0, program.app.desk.mocks[0].deadline());
    // Ten past midnight, before the day begins at four.
    let days: Vec<String> =
        program.app.desk.item_log.iter().map(|one| one.day.to_string()).collect();
    assert_eq!(days, ["2026-11-20"; 3]);
    program.check_disk();
    drop(program);
    let later = Program::at(folder.path(), "2026-11-26T20:00:00+00:00");
    assert!(matches!(later.app.screen(), Screen::Home(_)));
    later.check_disk();
}
