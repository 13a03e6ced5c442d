//! How long the parts of a start take, one under the other, so that their ratios can be read from
//! one run.
//!
//! `cargo bench`: reading all content, building the home screen, drawing it, one answer on the
//! disk, one search.

mod cold;
mod own;

use std::{hint::black_box, sync::Arc};

use coldstart::{
    app::{
        App, Opening,
        event::{Event, Size},
        keys::{
            key::{Key, KeyCode},
            keymap::Keymap,
        },
    },
    clock::Now,
    config::ColorLevel,
    content,
    ids::CardId,
    memory::{
        Answer, Confidence, Deed, Entry, Rating, Scheduler, Source, fsrs::Model, queue::States,
        stats::Summary,
    },
    rng::Seed,
    store::Store,
    study::{
        desk::Desk,
        preferences::{Preferences, Theme},
        search::Index,
    },
    tui::{
        draw,
        parts::theme::{Look, UNICODE},
    },
};
use criterion::{Criterion, criterion_group};
use ratatui::{Terminal, backend::TestBackend};

const SIZE: Size = Size { width: 80, height: 24 };

fn now() -> Now {
    Now::parse("2026-11-21T20:00:00+00:00", 4).expect("a moment")
}

fn app() -> App {
    let library = Arc::new(content::built_in());
    let desk = Desk::new(
        library,
        States::new(),
        Summary::default(),
        Vec::new(),
        Preferences::default(),
        Seed(1),
    );
    App::new(now(), SIZE, desk, Keymap::default())
}

fn entry(n: i64) -> Entry {
    let answer = Answer {
        rating: Rating::Good,
        is_right: true,
        confidence: Confidence::Sure,
        time_ms: 5_000,
        expected_recall: None,
        given: "900 s".to_owned(),
        source: Source::Review,
    };
    let now = now();
    Entry {
        card: CardId::from(&*format!("bench.card-{}", n % 500)),
        at: now.wall.plus_ms(n),
        offset_min: 0,
        day: now.day,
        mark: 1,
        deed: Deed::Answer(answer),
    }
}

/// From the key that answers a scenario to its first frame, and from the key that starts its lanes
/// to theirs: both have to stay below a frame's 16 ms, whatever the runs behind take.
fn scenario(c: &mut Criterion) {
    let look = Look::new(Theme::Terminal, ColorLevel::True, &UNICODE);
    let mut terminal =
        Terminal::new(TestBackend::new(SIZE.width, SIZE.height)).expect("a terminal in memory");
    let n = app().desk.library.items().len();
    let mut longest = [std::time::Duration::ZERO; 2];
    for at in 0..n {
        let mut app = app();
        app.open(Opening::Practice(vec![at]));
        let keys: &[char] =
            if app.desk.library.items()[at].is_multiple() { &['1', '2'] } else { &['1'] };
        for key in keys {
            app.update(now(), Event::Key(Key::char(*key)));
        }
        for (place, key) in [Key::plain(KeyCode::Enter), Key::char('w')].into_iter().enumerate() {
            #[expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
            let started = std::time::Instant::now();
            app.update(now(), Event::Key(key));
            terminal.draw(|frame| drop(draw(frame, &app, look))).expect("a frame");
            longest[place] = longest[place].max(started.elapsed());
        }
    }
    let [answer, lanes] = longest;
    #[expect(clippy::print_stdout, reason = "a bench tells what it found")]
    {
        println!(
            "of {n} scenarios, the longest: answer to frame {answer:?}, lanes to frame {lanes:?}"
        );
    }
    c.bench_function("draw a scenario", |b| {
        let mut app = app();
        app.open(Opening::Practice(vec![0]));
        b.iter(|| terminal.draw(|frame| drop(draw(frame, &app, look))).map(|_| ()));
    });
}

fn start(c: &mut Criterion) {
    let files = content::files::built_in();
    c.bench_function("read all content", |b| b.iter(|| content::load(black_box(&files))));
    c.bench_function("content to home screen", |b| b.iter(app));
    let home = app();
    let look = Look::new(Theme::Terminal, ColorLevel::True, &UNICODE);
    let mut terminal =
        Terminal::new(TestBackend::new(SIZE.width, SIZE.height)).expect("a terminal in memory");
    c.bench_function("draw home", |b| {
        b.iter(|| terminal.draw(|frame| drop(draw(frame, black_box(&home), look))).map(drop));
    });
    // What a key waits for when home or the plan comes into view.
    let mut planned = app();
    let today = planned.now().day;
    planned.desk.preferences.exam_date = Some(today.plus(21));
    c.bench_function("home with a plan: all figures", |b| {
        b.iter(|| black_box(planned.desk.overview(today)));
    });
    c.bench_function("the days to the exam", |b| {
        b.iter(|| black_box(planned.desk.calendar(today)));
    });
}

fn study(c: &mut Criterion) {
    c.bench_function("key to state: show an answer, take it back", |b| {
        let mut app = app();
        app.update(now(), Event::Key("enter".parse::<Key>().expect("a key")));
        let keys = ["ctrl-g", "3", "ctrl-t"].map(|key| key.parse::<Key>().expect("a key"));
        b.iter(|| {
            for key in keys {
                black_box(app.update(now(), Event::Key(key)));
            }
        });
    });
    c.bench_function("one answer on the disk", |b| {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store =
            Store::open(&folder.path().join("p.sqlite3"), Scheduler::default()).expect("a store");
        let mut n = 0;
        b.iter(|| {
            n += 1;
            store.append(&entry(n), 1).expect("there is room")
        });
    });
    let index = Index::new(&content::built_in());
    c.bench_function("search two words", |b| b.iter(|| index.find(black_box("dead letter"))));
    let model = Model::default();
    let memory = model.next(None, Rating::Good, 0);
    c.bench_function("FSRS: one next state", |b| {
        b.iter(|| model.next(black_box(Some(memory)), Rating::Good, 3));
    });
}

criterion_group!(benches, scenario, start, study);

fn main() {
    cold::report();
    benches();
    Criterion::default().configure_from_args().final_summary();
}
