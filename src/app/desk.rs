//! What every screen works on: the library, what is remembered, and what today holds.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
    sync::Arc,
};

use super::{
    event::{DrillRecord, Effect, ItemRecord, Outcome, Progress, RunRecord},
    planning::{self, Held},
    preferences::Preferences,
};
use crate::{
    clock::{Day, Now},
    content::{Card, CardKind, FactKind, Library, Rank, Status},
    exam::attempt::Attempt,
    ids::{CardId, DeckId, FactId, ItemId, TopicId},
    memory::{
        CardState, Deed, Entry, Scheduler, Source,
        course::{Calendar, DayPlan},
        grade,
        queue::{self, Item, States, Today},
        readiness::Correction,
        stats::{
            AnswerCounts, AnswerKind, Forecast, ItemEntry, Prediction, Returns, Review, Summary,
            Work, count_answer, counts_by_item,
        },
    },
    rng::Seed,
};

/// How many weakest facts an overview names.
const N_WEAKEST: usize = 8;

/// How many days an overview looks ahead.
const N_COMING: usize = 14;

/// The data of a session.
#[derive(Debug)]
pub struct Desk {
    pub library: Arc<Library>,
    pub states: States,
    pub summary: Summary,
    pub preferences: Preferences,
    pub scheduler: Scheduler,
    pub seed: Seed,
    /// Worlds whose challenge was solved.
    pub solved: BTreeSet<String>,
    /// Answers to scenarios, the oldest first, and how each of these went.
    pub item_log: Vec<ItemEntry>,
    pub item_history: BTreeMap<ItemId, AnswerCounts>,
    /// Mocks, the oldest first.
    pub mocks: Vec<Attempt>,
    /// Answers to cards, the oldest first.
    pub reviews: Vec<Review>,
    /// What was said of the exam on each day, the oldest first.
    pub forecasts: Vec<Forecast>,
    /// How drills went, by the name of their template.
    pub drill_history: BTreeMap<String, AnswerCounts>,
    /// What was said of runs beforehand, the oldest first.
    pub predictions: Vec<Prediction>,
    /// Names this run in the log.
    pub session: u64,
    /// How far what the model expects is off for this learner, as of the last look: it is fitted
    /// when the file is read, at the beginning of a day, and with other parameters.
    pub(super) correction: Correction,
    /// All cards, in the order in which they are learnt.
    pub(super) items: Vec<Item>,
    /// What one unit of rank weighs in each topic.
    pub(super) worths: BTreeMap<TopicId, f64>,
    /// The day that was begun, how it was fixed at its start, and the states that cards which were
    /// touched today had before.
    pub(super) day: Day,
    pub(super) held: Rc<Held>,
    pub(super) dawn: States,
    /// Times of right answers by kind, in milliseconds.
    times: BTreeMap<&'static str, Vec<u32>>,
    next_token: u64,
}

/// How one topic stands.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicFigures {
    pub topic: TopicId,
    pub title: String,
    pub n_cards: usize,
    /// Cards that were answered at least once.
    pub n_seen: usize,
    pub n_due: usize,
    /// Mean expected recall over all cards of the topic, 0 to 1; a card never seen counts as 0.
    pub known: f64,
    /// Mean expected recall over the cards that were seen; none without any.
    pub recall: Option<f64>,
}

/// What Home shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Overview {
    pub n_due: usize,
    pub n_new: usize,
    pub minutes: u64,
    /// Known cards that are due and do not fit into today.
    pub n_waiting: usize,
    /// Tomorrow as the plan sees it.
    pub tomorrow: DayPlan,
    /// Answers and solved challenges of the last five weeks, oldest first.
    pub activity: Vec<u32>,
    pub n_today: u32,
    /// What the misses of today brought back.
    pub returns: Returns,
    /// Nothing was ever done.
    pub is_new: bool,
    pub streak_days: u32,
    pub topics: Vec<TopicFigures>,
    /// What is most likely forgotten, worst first.
    pub weakest: Vec<String>,
    /// Known cards that each of the next fourteen days shows, tomorrow first.
    pub coming: Vec<u32>,
    /// Days to the exam; negative when it is over.
    pub exam_in_days: Option<i32>,
    /// The chance to reach the pass line on serverless questions with its range, once there is
    /// enough to name one.
    pub ready: Option<(f64, (f64, f64))>,
    /// A mock that has not ended, by its place.
    pub running: Option<usize>,
}

impl Overview {
    /// Cards that were answered at least once.
    pub fn n_seen(&self) -> usize {
        self.topics.iter().map(|topic| topic.n_seen).sum()
    }
}

impl Desk {
    pub fn new(
        library: Arc<Library>,
        states: States,
        summary: Summary,
        recent_times: Vec<(CardId, u32)>,
        preferences: Preferences,
        seed: Seed,
    ) -> Self {
        let weights: Vec<(TopicId, f64)> =
            library.topics.iter().map(|topic| (topic.id.clone(), topic.weight)).collect();
        let first: BTreeMap<&CardId, usize> =
            library.first.iter().enumerate().map(|(place, card)| (card, place)).collect();
        let items = library.cards.iter().map(|card| item_of(&library, card, &first)).collect();
        let items = queue::curriculum(items, &weights);
        let worths = planning::worths(&items, &weights);
        let mut times: BTreeMap<&'static str, Vec<u32>> = BTreeMap::new();
        for (card, ms) in recent_times {
            if let Some(card) = library.card(&card) {
                times.entry(card.kind().word()).or_default().push(ms);
            }
        }
        let scheduler = preferences.scheduler();
        Self {
            library,
            states,
            summary,
            preferences,
            scheduler,
            session: seed.0,
            seed,
            solved: BTreeSet::new(),
            item_log: Vec::new(),
            item_history: BTreeMap::new(),
            mocks: Vec::new(),
            reviews: Vec::new(),
            forecasts: Vec::new(),
            drill_history: BTreeMap::new(),
            predictions: Vec::new(),
            items,
            worths,
            day: Day(0),
            held: Rc::default(),
            dawn: States::new(),
            times,
            next_token: 0,
            correction: Correction::default(),
        }
    }

    /// Takes in what the progress file holds.
    pub fn take(&mut self, progress: Progress) {
        let Progress { states, summary, solved, items, predictions, drills, mocks, .. } = progress;
        self.states = states;
        self.summary = summary;
        self.solved = solved;
        self.set_items(items);
        self.predictions = predictions;
        self.drill_history = drills;
        self.mocks = mocks;
        self.reviews = progress.reviews;
        self.forecasts = progress.forecasts;
        // A clock that was ahead for an evening must not let a card rest for a month.
        let late = progress.answered_by;
        let as_of = |states: States| -> States {
            let day = |card: &CardId| late.get(card).copied().unwrap_or(progress.day);
            states
                .into_iter()
                .map(|(card, state)| (card.clone(), state.as_of(day(&card))))
                .collect()
        };
        self.states = as_of(std::mem::take(&mut self.states));
        self.dawn = as_of(progress.dawn);
        self.day = progress.day;
        self.begin(progress.day);
    }

    /// A scenario was answered.
    pub fn note_item(&mut self, record: &ItemRecord) {
        let ItemRecord { day, item, picked, is_right, kind, time_ms, .. } = record.clone();
        let work = match kind {
            AnswerKind::Mock => Work::Mock,
            AnswerKind::Practice | AnswerKind::Contrast => Work::Scenario,
        };
        if picked.is_empty() {
            self.summary.note_time(day, work, time_ms);
        } else {
            self.summary.note(day, work, time_ms);
        }
        if !is_right {
            self.summary.note_miss(day);
        }
        let entry = ItemEntry { day, item, picked, is_right, kind };
        count_answer(&mut self.item_history, &entry);
        self.item_log.push(entry);
    }

    /// Takes in the log of answers to scenarios.
    pub fn set_items(&mut self, log: Vec<ItemEntry>) {
        self.item_history = counts_by_item(&log);
        self.item_log = log;
    }

    /// The deciding facts of scenarios that went wrong last time.
    pub fn missed_facts(&self) -> BTreeSet<FactId> {
        let is_missed = |item: &&crate::content::item::Item| {
            self.item_history.get(&item.id).is_some_and(|counts| !counts.was_right)
        };
        let missed = self.library.items().iter().filter(is_missed);
        missed.flat_map(|item| item.facts.iter().cloned()).collect()
    }

    /// A drill was answered.
    pub fn note_drill(&mut self, record: &DrillRecord) {
        self.drill_history.entry(record.template.clone()).or_default().note(record.is_right);
        self.summary.note(record.day, Work::Drill, record.time_ms);
        if !record.is_right {
            self.summary.note_miss(record.day);
        }
    }

    /// A challenge was solved.
    pub fn note_solved(&mut self, record: &RunRecord) {
        self.solved.insert(record.world.clone());
        self.summary.note(record.day, Work::Challenge, 0);
    }

    /// What the misses of a day brought back. A prediction that was far off is one, too.
    pub fn returns(&self, day: Day) -> Returns {
        let came = self.reviews.iter().filter(|one| one.day == day && one.is_return());
        let n_predicted = came.clone().filter(|one| one.source == Source::Prediction).count();
        Returns {
            n_misses: self.summary.activity(day).n_missed
                + u32::try_from(n_predicted).unwrap_or(u32::MAX),
            cards: came.map(|one| one.card.clone()).collect(),
        }
    }

    /// The state of a card; fresh when it was never touched.
    pub fn state(&self, card: &CardId) -> &CardState {
        queue::state_of(&self.states, card)
    }

    /// The learner's median time for right answers of a kind of card, none while there are too few.
    pub fn median_ms(&self, kind: CardKind) -> Option<u32> {
        grade::median_ms(self.times.get(kind.word())?)
    }

    /// Median seconds of right answers by kind of card, where there are enough.
    pub fn median_times(&self) -> Vec<(&'static str, f64)> {
        let median = |times: &Vec<u32>| grade::median_ms(times).map(|ms| f64::from(ms) / 1_000.0);
        self.times.iter().filter_map(|(kind, times)| Some((*kind, median(times)?))).collect()
    }

    /// Notes an answer or another deed: in memory at once, and as an effect for the disk.
    pub fn note(&mut self, now: Now, card: &Card, deed: Deed) -> (Effect, u64) {
        let entry = Entry {
            card: card.id.clone(),
            at: now.wall,
            offset_min: now.offset_min,
            day: now.day,
            mark: card.answer_mark(),
            deed,
        };
        let before = self.state(&card.id).clone();
        let state = self.scheduler.apply(&before, &entry);
        if entry.day == self.day {
            self.dawn.entry(card.id.clone()).or_insert(before);
        }
        self.states.insert(card.id.clone(), state);
        if let Deed::Answer(answer) = &entry.deed {
            if answer.source.is_at_card() {
                self.summary.note_card(now.day, answer.is_right, answer.time_ms);
            }
            self.reviews.push(Review {
                card: card.id.clone(),
                at: now.wall,
                day: now.day,
                rating: answer.rating,
                is_right: answer.is_right,
                expected: answer.expected_recall.map(f64::from),
                source: answer.source,
                time_ms: answer.time_ms,
            });
            // Only answers in review have a time that could be compared.
            if answer.is_right && answer.source == Source::Review {
                self.times.entry(card.kind().word()).or_default().push(answer.time_ms);
            }
        }
        self.next_token += 1;
        (Effect::Save { token: self.next_token, session: self.session, entry }, self.next_token)
    }

    /// Takes a deed back in memory.
    pub fn take_back(&mut self, entry: &Entry, before: &CardState) {
        self.states.insert(entry.card.clone(), before.clone());
        if let Deed::Answer(answer) = &entry.deed {
            if answer.source.is_at_card() {
                self.summary.take_card_back(entry.day, answer.is_right, answer.time_ms);
            }
            if let Some(last) = self.reviews.iter().rposition(|one| one.card == entry.card) {
                self.reviews.remove(last);
            }
        }
    }

    /// Takes in what the disk now says.
    pub fn done(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Saved { card, state, .. } | Outcome::Undone { card, state, .. } => {
                self.states.insert(card.clone(), state.clone());
            }
            Outcome::Loaded(progress) | Outcome::TakenBack { progress, .. } => {
                self.take(Progress::clone(progress));
            }
            Outcome::Kept(_) | Outcome::Failed { .. } => {}
        }
    }

    pub fn overview(&self, day: Day) -> Overview {
        let everything = DeckId::from("everything");
        let today = self.today(&everything, day, 0);
        let topics = self.topics(day, &today);
        let calendar = self.calendar(day);
        Overview {
            n_due: today.n_due(),
            n_new: today.new.len(),
            minutes: today.minutes(),
            n_waiting: today.n_waiting,
            tomorrow: calendar.days.get(1).copied().unwrap_or_default(),
            activity: self.summary.last_days(day, 35),
            n_today: self.summary.on(day),
            returns: self.returns(day),
            is_new: self.summary.by_day.is_empty() && topics.iter().all(|one| one.n_seen == 0),
            streak_days: self.summary.streak_days(day),
            topics,
            weakest: self.weakest(day),
            coming: known_ahead(&calendar, N_COMING),
            exam_in_days: self.preferences.exam_date.map(|exam| exam.since(day)),
            ready: self
                .standing(day)
                .filter(|standing| standing.is_enough)
                .map(|standing| (standing.readiness.pass, standing.readiness.pass_range)),
            running: self.mocks.iter().position(|mock| mock.ended.is_none()),
        }
    }

    /// The figures of every topic, in the order of the library.
    /// What is due is counted from `today`, where siblings wait for another day.
    pub fn topics(&self, day: Day, today: &Today) -> Vec<TopicFigures> {
        let topics = self.library.topics.iter();
        topics.map(|topic| self.topic(&topic.id, &topic.title, day, today)).collect()
    }

    fn topic(&self, id: &TopicId, title: &str, day: Day, today: &Today) -> TopicFigures {
        let mut figures = TopicFigures {
            topic: id.clone(),
            title: title.to_owned(),
            n_cards: 0,
            n_seen: 0,
            n_due: 0,
            known: 0.0,
            recall: None,
        };
        let mut sum = 0.0;
        for item in self.items.iter().filter(|item| item.topic == *id) {
            let state = self.state(&item.card);
            figures.n_cards += 1;
            if let Some(recall) = self.scheduler.recall(state, day) {
                figures.n_seen += 1;
                sum += f64::from(recall);
            }
            let is_due = today.reviews.contains(&item.card) || today.steps.contains(&item.card);
            figures.n_due += usize::from(is_due);
        }
        #[expect(clippy::cast_precision_loss, reason = "numbers of cards are small")]
        let share = |n: usize| sum / n.max(1) as f64;
        figures.known = share(figures.n_cards);
        figures.recall = (0 < figures.n_seen).then(|| share(figures.n_seen));
        figures
    }

    /// Names of the facts that are most likely forgotten among those that were seen.
    fn weakest(&self, day: Day) -> Vec<String> {
        let mut by_fact: BTreeMap<&str, f32> = BTreeMap::new();
        for item in &self.items {
            if let Some(recall) = self.scheduler.recall(self.state(&item.card), day) {
                let worst = by_fact.entry(&item.fact.0).or_insert(recall);
                *worst = worst.min(recall);
            }
        }
        let mut facts: Vec<(&str, f32)> =
            by_fact.into_iter().filter(|(_, recall)| *recall < 0.9).collect();
        facts.sort_by(|a, b| a.1.total_cmp(&b.1).then_with(|| a.0.cmp(b.0)));
        facts.into_iter().take(N_WEAKEST).map(|(fact, _)| short_name(fact)).collect()
    }
}

/// Known cards that each of the next days shows, tomorrow first.
pub fn known_ahead(calendar: &Calendar, n_days: usize) -> Vec<u32> {
    let days = calendar.days.iter().skip(1).take(n_days);
    days.map(|day| u32::try_from(day.n_reviews).unwrap_or(u32::MAX)).collect()
}

/// `lambda-scaling.async-retries` as `async retries`.
pub fn short_name(fact: &str) -> String {
    let tail = fact.split_once('.').map_or(fact, |(_, tail)| tail);
    tail.replace(['.', '-'], " ")
}

fn item_of(library: &Library, card: &Card, first: &BTreeMap<&CardId, usize>) -> Item {
    let fact = library.fact(card.main_fact());
    Item {
        card: card.id.clone(),
        fact: card.main_fact().clone(),
        topic: card.topic.clone(),
        rank: fact.map_or(Rank::Useful, |fact| fact.rank) as u8,
        need: fact.map_or(0, |fact| need_of(fact.kind)),
        is_figure: card.kind() == CardKind::Numeric,
        first: first.get(&card.id).copied(),
    }
}

/// What has to be known before what: a word, its use, how it differs, its rules, its figures.
fn need_of(kind: FactKind) -> u8 {
    match kind {
        FactKind::Definition => 0,
        FactKind::UseCase => 1,
        FactKind::Comparison => 2,
        FactKind::Rule | FactKind::Fact | FactKind::Default => 3,
        FactKind::Limit => 4,
        FactKind::Price => 5,
    }
}

/// In words how the notes stand to a fact.
pub fn status_words(status: Status) -> &'static str {
    match status {
        Status::Agreed => "the notes agree",
        Status::Single => "one set of notes",
        Status::Conflict => "the notes disagree",
        Status::Outdated => "the notes are out of date",
        Status::Wrong => "the notes are wrong",
        Status::Beyond => "beyond the notes",
    }
}
