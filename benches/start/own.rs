//! Decks of a person's own, of which some cards were seen.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use coldstart::{
    clock::{Clock, Now},
    content,
    diag::Layer,
    memory::{Answer, CardState, Confidence, Deed, Due, Entry, Rating, Scheduler, Source},
    store::Store,
};

/// Cards of one file.
const IN_FILE: usize = 1_000;
/// So many cards were seen, the first time over the last days.
const SEEN: usize = 2_000;
const DAYS: usize = 60;

/// How a learner has kept it with cards that came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Habit {
    /// Each was answered on the day on which it was due.
    KeptUp,
    /// None was answered a second time: all are due.
    LeftAlone,
}

/// A data folder with decks.
pub(crate) struct OwnDecks {
    folder: tempfile::TempDir,
}

impl OwnDecks {
    pub(crate) fn new(n_cards: usize, habit: Habit) -> Self {
        let own = Self { folder: tempfile::tempdir().expect("a folder") };
        fs::create_dir_all(own.decks()).expect("a folder");
        fs::write(own.data().join("config.toml"), "").expect("a file");
        for file in 0..n_cards.div_ceil(IN_FILE) {
            let n = IN_FILE.min(n_cards - file * IN_FILE);
            fs::write(own.decks().join(format!("own-{file}.toml")), deck(file, n)).expect("a file");
        }
        own.see(SEEN.min(n_cards), habit);
        own
    }

    pub(crate) fn data(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn decks(&self) -> PathBuf {
        self.data().join("decks")
    }

    /// From now on there is an exam in two months.
    pub(crate) fn set_exam(&self) {
        let date = Clock::system(4).now().day.plus(60);
        fs::write(self.data().join("config.toml"), format!("exam_date = \"{date}\"\n"))
            .expect("a file");
    }

    /// Answers for so many of the cards.
    fn see(&self, n_seen: usize, habit: Habit) {
        let (files, _) = content::files::read(&self.decks(), Layer::User);
        let library = content::over_built_in(&files).library;
        let path = self.data().join("progress.sqlite3");
        let mut store = Store::open(&path, Scheduler::default()).expect("a store");
        let now = Clock::system(4).now();
        let own = library.cards.iter().filter(|card| card.layer == Layer::User);
        for (n, card) in own.take(n_seen).enumerate() {
            let mut days_ago = i32::try_from(n % DAYS).expect("few days") + 1;
            let (scheduler, mut state) = (Scheduler::default(), CardState::default());
            while 0 < days_ago {
                let expected = scheduler.recall(&state, now.day.plus(-days_ago));
                let entry = entry(now, days_ago, card, expected);
                let receipt = store.append(&entry, 1).expect("there is room");
                state = receipt.state.clone();
                days_ago = match receipt.state.due {
                    // In steps: again on the same day.
                    Due::At(_) | Due::Unplanned => days_ago,
                    Due::On(_) if habit == Habit::LeftAlone => 0,
                    Due::On(due) => now.day.since(due),
                };
            }
        }
    }
}

fn entry(now: Now, days_ago: i32, card: &content::Card, expected: Option<f32>) -> Entry {
    let answer = Answer {
        rating: Rating::Good,
        is_right: true,
        confidence: Confidence::Sure,
        time_ms: 5_000,
        expected_recall: expected,
        given: "an option".to_owned(),
        source: Source::Review,
    };
    Entry {
        card: card.id.clone(),
        at: now.wall.plus_ms(-i64::from(days_ago) * 86_400_000),
        offset_min: now.offset_min,
        day: now.day.plus(-days_ago),
        mark: card.mark,
        deed: Deed::Answer(answer),
    }
}

/// A file of cards: each has a fact of its own.
fn deck(file: usize, n_cards: usize) -> String {
    let mut text = String::from("topic = \"lambda\"\n\n");
    for n in 0..n_cards {
        write!(
            text,
            "[[fact]]\nid = \"own-{file}.thing-{n}\"\nstatement = \"Thing {n} of deck {file} is \
             known by the number {n}, and by no other.\"\nkind = \"rule\"\nstatus = \"beyond\"\n\n\
             [[card]]\nid = \"own-{file}.thing-{n}.cloze\"\nfacts = [\"own-{file}.thing-{n}\"]\n\
             kind = \"cloze\"\nfront = \"Deck {file} knows thing {n} by its {{{{number}}}}.\"\n\
             note = \"It is {n}.\"\n\n"
        )
        .expect("memory");
    }
    text
}
