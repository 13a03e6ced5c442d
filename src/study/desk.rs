//! What every screen works on: the library, what is remembered, and what today holds.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    cards::Cards,
    history::History,
    plan::Plan,
    preferences::Preferences,
    record::{Effect, Outcome, Progress},
};
use crate::{
    clock::{Day, Now},
    content::{Card, Library, Status},
    ids::{CardId, DeckId, FactId, TopicId},
    memory::{
        CardState, Deed, Entry, Source,
        day::{Calendar, DayPlan},
        queue::{States, Today},
        stats::{Returns, Review, Summary},
    },
    rng::Seed,
};

/// How many weakest facts an overview names.
const N_WEAKEST: usize = 8;

/// How many days an overview looks ahead, and how many it has to play for that, today first.
const N_COMING: usize = 14;
const N_SHOWN: i32 = 15;

/// The data of a session.
#[derive(Debug)]
pub struct Desk {
    pub library: Arc<Library>,
    pub preferences: Preferences,
    pub cards: Cards,
    pub history: History,
    pub(super) plan: Plan,
    pub seed: Seed,
    /// Names this run in the log.
    pub session: u64,
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
    /// The chance to reach the pass line of the track with its range, once there is
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
        let mut times: BTreeMap<&'static str, Vec<u32>> = BTreeMap::new();
        for (card, ms) in recent_times {
            if let Some(card) = library.card(&card) {
                times.entry(card.kind.word()).or_default().push(ms);
            }
        }
        let scheduler = preferences.scheduler();
        Self {
            plan: Plan::new(&library),
            library,
            preferences,
            cards: Cards { states, scheduler, times },
            history: History { summary, ..History::default() },
            session: seed.0,
            seed,
            next_token: 0,
        }
    }

    /// Takes in what the progress file holds.
    pub fn take(&mut self, progress: Progress) {
        // A clock that was ahead for an evening must not let a card rest for a month.
        let late = progress.answered_by;
        let as_of = |states: States| -> States {
            let day = |card: &CardId| late.get(card).copied().unwrap_or(progress.day);
            states
                .into_iter()
                .map(|(card, state)| (card.clone(), state.as_of(day(&card))))
                .collect()
        };
        self.cards.states = as_of(progress.states);
        self.plan.dawn = as_of(progress.dawn);
        let touched = self.cards.states.keys().chain(self.plan.dawn.keys());
        self.plan.touched = self.plan.places_of(&self.library, touched);
        self.plan.day = progress.day;
        self.history = History {
            summary: progress.summary,
            solved: progress.solved,
            mocks: progress.mocks,
            reviews: progress.reviews,
            forecasts: progress.forecasts,
            drill_history: progress.drills,
            predictions: progress.predictions,
            ..History::default()
        };
        self.history.set_items(progress.items);
        self.begin(progress.day);
    }

    /// The deciding facts of scenarios that went wrong last time.
    pub fn missed_facts(&self) -> BTreeSet<FactId> {
        let history = self.history.item_history.iter();
        let missed = history.filter(|(_, counts)| !counts.was_right);
        let missed = missed.filter_map(|(id, _)| self.library.item(&id.0));
        missed.flat_map(|item| item.facts.iter().cloned()).collect()
    }

    /// Notes an answer or another deed: in memory at once, and as an effect for the disk.
    pub fn note(&mut self, now: Now, card: &Card, deed: Deed) -> (Effect, u64) {
        let entry = Entry {
            card: card.id.clone(),
            at: now.wall,
            offset_min: now.offset_min,
            day: now.day,
            mark: card.mark,
            deed,
        };
        let before = self.cards.state(&card.id).clone();
        let state = self.cards.scheduler.apply(&before, &entry);
        if entry.day == self.plan.day {
            self.plan.dawn.entry(card.id.clone()).or_insert(before);
        }
        self.set_state(&card.id, state);
        if let Deed::Answer(answer) = &entry.deed {
            let review = Review::of(&entry, answer);
            if answer.source.is_at_card() {
                self.history.summary.note_card(&review);
            }
            self.history.reviews.push(review);
            // Only answers in review have a time that could be compared.
            if answer.is_right && answer.source == Source::Review {
                self.cards.times.entry(card.kind.word()).or_default().push(answer.time_ms);
            }
        }
        self.next_token += 1;
        (Effect::Save { token: self.next_token, session: self.session, entry }, self.next_token)
    }

    fn set_state(&mut self, card: &CardId, state: CardState) {
        self.cards.states.insert(card.clone(), state);
        self.plan.touch(&self.library, card);
    }

    /// Takes a deed back in memory.
    pub fn take_back(&mut self, entry: &Entry, before: &CardState) {
        self.set_state(&entry.card, before.clone());
        if let Deed::Answer(answer) = &entry.deed {
            if answer.source.is_at_card() {
                self.history.summary.take_card_back(entry.day, answer);
            }
            if let Some(last) = self.history.reviews.iter().rposition(|one| one.card == entry.card)
            {
                self.history.reviews.remove(last);
            }
        }
    }

    /// Takes in what the disk now says.
    pub fn done(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Saved { card, state, .. } | Outcome::Undone { card, state, .. } => {
                self.set_state(card, state.clone());
            }
            Outcome::Loaded(progress) | Outcome::TakenBack { progress, .. } => {
                self.take(Progress::clone(progress));
            }
            Outcome::Kept(_) | Outcome::Failed { .. } => {}
        }
    }

    pub fn overview(&self, day: Day) -> Overview {
        let everything = DeckId::everything();
        let today = self.today(&everything, day, 0);
        let topics = self.topics(day, &today);
        // Today and the days that are shown; what comes after them is a matter of the plan.
        let calendar = self.days_ahead(day, self.n_ahead(day).min(N_SHOWN));
        Overview {
            n_due: today.n_due(),
            n_new: today.new.len(),
            minutes: today.minutes(),
            n_waiting: today.n_waiting,
            tomorrow: calendar.days.get(1).copied().unwrap_or_default(),
            activity: self.history.summary.last_days(day, 35),
            n_today: self.history.summary.on(day),
            returns: self.history.returns(day),
            is_new: self.history.summary.by_day.is_empty()
                && topics.iter().all(|one| one.n_seen == 0),
            streak_days: self.history.summary.streak_days(day),
            topics,
            weakest: self.weakest(day),
            coming: known_ahead(&calendar, N_COMING),
            exam_in_days: self.preferences.exam_date.map(|exam| exam.since(day)),
            ready: self
                .standing(day)
                .filter(|standing| standing.is_enough)
                .map(|standing| (standing.readiness.pass, standing.readiness.pass_range)),
            running: self.history.mocks.iter().position(|mock| mock.ended.is_none()),
        }
    }

    /// The figures of every topic, in the order of the library.
    /// What is due is counted from `today`, where siblings wait for another day.
    pub fn topics(&self, day: Day, today: &Today) -> Vec<TopicFigures> {
        let due: BTreeSet<&CardId> = today.reviews.iter().chain(&today.steps).collect();
        let mut figures: BTreeMap<&TopicId, (TopicFigures, f64)> = BTreeMap::new();
        for topic in &self.library.topics {
            let n_cards = self.plan.topics.get(&topic.id).map_or(0, |of_topic| of_topic.n_cards);
            let none = TopicFigures {
                topic: topic.id.clone(),
                title: topic.title.clone(),
                n_cards,
                n_seen: 0,
                n_due: 0,
                known: 0.0,
                recall: None,
            };
            figures.insert(&topic.id, (none, 0.0));
        }
        for (_, card) in self.touched() {
            let Some((topic, sum)) = figures.get_mut(&card.topic) else { continue };
            if let Some(recall) = self.cards.scheduler.recall(self.cards.state(&card.id), day) {
                topic.n_seen += 1;
                *sum += f64::from(recall);
            }
            topic.n_due += usize::from(due.contains(&card.id));
        }
        let topics = self.library.topics.iter().filter_map(|topic| figures.remove(&topic.id));
        let with_means = topics.map(|(topic, sum)| {
            #[expect(clippy::cast_precision_loss, reason = "numbers of cards are small")]
            let share = |n: usize| sum / n.max(1) as f64;
            TopicFigures {
                known: share(topic.n_cards),
                recall: (0 < topic.n_seen).then(|| share(topic.n_seen)),
                ..topic
            }
        });
        with_means.collect()
    }

    /// Names of the facts that are most likely forgotten among those that were seen.
    fn weakest(&self, day: Day) -> Vec<String> {
        let mut by_fact: BTreeMap<&str, f32> = BTreeMap::new();
        for (_, card) in self.touched() {
            if let Some(recall) = self.cards.scheduler.recall(self.cards.state(&card.id), day) {
                let worst = by_fact.entry(&card.main_fact().0).or_insert(recall);
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
/// In words how the notes stand to a fact; a track without notes has documents only.
pub fn status_words(library: &Library, status: Status) -> &'static str {
    match status {
        _ if library.notes.is_empty() => "from its documents",
        Status::Agreed => "the notes agree",
        Status::Single => "one set of notes",
        Status::Conflict => "the notes disagree",
        Status::Outdated => "the notes are out of date",
        Status::Wrong => "the notes are wrong",
        Status::Beyond => "beyond the notes",
    }
}
