//! Records: each carries the moment and the day at which it was made, and what the program holds in
//! memory is what the file says when it is read again.

use std::path::Path;

use coldstart::{
    app::{
        App, Opening,
        event::{Event, Size},
        keys::key::Key,
        screens::{Screen, question::Question},
    },
    clock::{Clock, Day, Now},
    config::{self, Config, Environment, Flags},
    content::Library,
    driver::{self, Driver},
    exam::{blueprint::Length, form::Form},
    memory::{Answer, Confidence, Deed, Entry, Rating, Scheduler, Source, stats::Work},
    store::Store,
    study::{debrief, desk::Desk, mock::bank},
};

use crate::bed::built_in;

/// The shortest mock of the track that is built in.
fn shortest(library: &Library) -> Length {
    library.track.blueprint.shortest().unwrap()
}

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
        Self::opened(data, moment, Opening::Home)
    }

    fn opened(data: &Path, moment: &str, opening: Opening) -> Self {
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
        let effects = app.open(opening);
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

    fn question(&self) -> &Question {
        let Screen::Practice(practice) = self.app.screen() else { panic!("a scenario is asked") };
        practice.question.as_ref().expect("a question is in front")
    }

    /// The keys that give a wrong answer to the question in front.
    fn wrong_keys(&self) -> String {
        let (item, _) = self.question().parts(&self.app.desk.library);
        let key = item.key();
        let mut places: Vec<usize> = (0..item.roles.len()).collect();
        // Wrong ones first, then as many right ones as it takes.
        places.sort_by_key(|place| key.contains(place));
        let order = &self.question().order;
        let shown = |place: &usize| order.iter().position(|one| one == place).unwrap() + 1;
        let keys = places.iter().take(key.len()).map(|place| shown(place).to_string());
        keys.collect::<Vec<_>>().join(" ")
    }

    /// Whether everything in memory is as the file has it.
    #[track_caller]
    fn check_disk(&self) {
        let scheduler = self.config.preferences.scheduler();
        let mut store = Store::look(&self.config.progress_file(), scheduler).unwrap();
        let desk = &self.app.desk;
        let disk = driver::desk(&self.config, desk.library.clone(), Some(&mut store)).unwrap();
        let sums = |desk: &Desk| (desk.history.summary.n_answers, desk.history.summary.n_right);
        assert_eq!(sums(desk), sums(&disk));
        assert_eq!(desk.history.summary.by_day, disk.history.summary.by_day);
        assert_eq!(desk.cards.states, disk.cards.states);
        assert_eq!(desk.history.item_log, disk.history.item_log);
        assert_eq!(desk.history.item_history, disk.history.item_history);
        assert_eq!(desk.history.drill_history, disk.history.drill_history);
        assert_eq!(desk.history.reviews, disk.history.reviews);
        assert_eq!(desk.history.mocks, disk.history.mocks);
        assert_eq!(desk.history.solved, disk.history.solved);
    }
}

/// A file in which the cards of all facts behind a mock of this seed are known.
fn knowing(data: &Path, seed: u64) {
    let library = built_in();
    let form = Form::new(&bank(&library), shortest(&library), seed).unwrap();
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
            mark: card.mark,
            deed: Deed::Answer(answer),
        };
        store.append(&entry, 1).unwrap();
    }
}

/// Days and moments of everything that a mock has left in the file.
fn of_mock(data: &Path) -> (Vec<(String, i64)>, Vec<String>) {
    let store = Store::look(&data.join("progress.sqlite3"), Scheduler::default()).unwrap();
    let is_mock = |entry: &Entry| match &entry.deed {
        Deed::Answer(answer) => answer.source == Source::Mock,
        _ => false,
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
    assert!(!entries.is_empty() && 8 <= items.len(), "{entries:?} {items:?}");
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
    let ended = program.app.desk.history.mocks[0].ended.clone().expect("its time ran out");
    assert_eq!(ended.0, program.app.desk.history.mocks[0].deadline());
    // Ten past midnight, before the day begins at four.
    let days: Vec<String> =
        program.app.desk.history.item_log.iter().map(|one| one.day.to_string()).collect();
    assert_eq!(days, ["2026-11-20"; 3]);
    // The third question was in front and left open: a miss that took time, and no answer.
    let day = Day::parse("2026-11-20").unwrap();
    let activity = program.app.desk.history.summary.activity(day);
    assert_eq!((activity.n(), activity.of(Work::Mock)), (2, 2));
    let mock = &program.app.desk.history.mocks[0];
    let returns = debrief::returns(
        &program.app.desk.history.reviews,
        mock,
        &debrief::lines(&built_in(), mock),
    );
    assert_eq!(returns.n_misses, activity.n_missed);
    assert!(!returns.cards.is_empty(), "known cards came back");
    assert_eq!(returns, program.app.desk.history.returns(day));
    program.check_disk();
    drop(program);
    let later = Program::at(folder.path(), "2026-11-26T20:00:00+00:00");
    assert!(matches!(later.app.screen(), Screen::Home(_)));
    later.check_disk();
}

/// Drills and scenarios are answers like any other: today, the streak, activity, minutes, figures.
#[test]
fn answers_anywhere_count_for_the_day() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::at(folder.path(), "2026-11-20T20:00:00+00:00");
    let day = program.now.day;
    assert!(program.app.desk.overview(day).is_new);
    let program = program.play("D +5s <ctrl-g> <enter> +5s <ctrl-g> <esc> p +9s");
    let keys = program.wrong_keys();
    let program = program.play(&format!("{keys} <enter> q"));
    let overview = program.app.desk.overview(day);
    assert_eq!((overview.n_today, overview.streak_days, overview.is_new), (3, 1, false));
    assert_eq!(overview.activity.last(), Some(&3));
    let activity = program.app.desk.history.summary.activity(day);
    assert_eq!([Work::Drill, Work::Scenario, Work::Card].map(|one| activity.of(one)), [2, 1, 0]);
    // Twice five seconds and once nine.
    assert_eq!((activity.time_ms, activity.n_missed), (19_000, 3));
    program.check_disk();
    drop(program);
    let arguments = ["stats", "--json"];
    let out = crate::cli::run_at(folder.path(), "2026-11-20T21:00:00+00:00", &arguments, "");
    let stats: serde_json::Value = serde_json::from_str(&out).unwrap();
    let today = &stats["done"]["today"];
    let all = ["answers", "minutes", "cards", "scenarios", "mocks", "drills", "challenges"];
    let numbers = all.map(|name| today[name].as_u64().unwrap());
    assert_eq!(numbers, [3, 1, 0, 1, 0, 2, 0], "{today}");
    assert_eq!((&stats["answers"], &stats["streak_days"]), (&3.into(), &1.into()));
    assert_eq!(stats["right_share"], 0.0);
    assert_eq!(
        (&stats["scenarios"]["answers"], &stats["drills"]["answers"]),
        (&1.into(), &2.into())
    );
    assert_eq!(stats["scenarios"]["most_missed"][0]["wrong"], 1);
    assert_eq!(stats["scenarios"]["by_topic"][0]["answers"], 1);
    assert_eq!(stats["days"][0]["drills"], 2);
}

/// What a miss brought back is said after it, on leaving and at home, and is known the next time.
#[test]
fn what_a_miss_brought_back_is_said() {
    let folder = tempfile::tempdir().unwrap();
    knowing(folder.path(), 3);
    let library = built_in();
    let form = Form::new(&bank(&library), shortest(&library), 3).unwrap();
    let at = library.item_position(&form.questions[0].item).unwrap();
    let has_card =
        |fact: &&coldstart::ids::FactId| library.cards.iter().any(|card| card.main_fact() == *fact);
    let n = library.items()[at].facts.iter().filter(has_card).count();
    assert!(0 < n);
    let back = format!("1 miss brought {n} card{} back", if n == 1 { "" } else { "s" });
    let opening = Opening::Practice(vec![at]);
    let program = Program::opened(folder.path(), "2026-11-20T20:00:00+00:00", opening);
    let keys = program.wrong_keys();
    let program = program.play(&format!("{keys} <enter>"));
    assert_eq!(program.app.toast(), Some(&*back));
    let program = program.play("<esc>");
    assert_eq!(program.app.toast(), Some(&*format!("0 of 1 right; {back}")));
    let Screen::Home(home) = program.app.screen() else { panic!("home is in front") };
    assert_eq!(home.overview.returns.words().as_deref(), Some(&*back));
    program.check_disk();
    drop(program);
    let again = Program::at(folder.path(), "2026-11-20T21:00:00+00:00");
    let Screen::Home(home) = again.app.screen() else { panic!("home is in front") };
    assert_eq!(home.overview.returns.words().as_deref(), Some(&*back));
}
