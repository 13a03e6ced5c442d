//! Figures about the learning: the year, what is to come, how well recall is foretold, drills and
//! scenarios.

use std::{cmp::Reverse, collections::BTreeMap};

use super::desk::{Desk, known_ahead};
use crate::{
    clock::Day,
    ids::{ItemId, TopicId},
    memory::{
        figures::{Agreement, Bin, calibration, calibration_error},
        stats::{Activity, AnswerCounts, AnswerKind, ItemEntry, Review},
    },
};

/// Weeks of the heat map.
pub const N_WEEKS: i32 = 53;
/// Days of the forecast of due cards.
pub const N_AHEAD: usize = 30;
/// Ages of cards, in days since the first answer: from, and the name.
const AGES: [(i32, &str); 4] =
    [(0, "first week"), (7, "first month"), (30, "first quarter"), (90, "older")];

/// All figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Answers and solved challenges of each day, the first one a Monday, today the last.
    pub year: Vec<(Day, u32)>,
    /// Cards that fall due, tomorrow first.
    pub due: Vec<u32>,
    pub bins: Vec<Bin>,
    /// Root mean square of what was said less what came, 0 to 1.
    pub error: Option<f64>,
    pub by_topic: Vec<(String, Agreement)>,
    pub by_age: Vec<(&'static str, Agreement)>,
    /// Median seconds by kind of card.
    pub times: Vec<(&'static str, f64)>,
    /// Templates by how often they go wrong, the worst first.
    pub drills: Vec<(String, AnswerCounts)>,
    /// Templates of drills that there are.
    pub n_templates: usize,
    pub scenarios: ScenarioFigures,
    /// Minutes of study today, and in the seven days up to it.
    pub minutes: (u64, u64),
}

/// How scenarios went, in practice and in mocks: choices between two options only are practice of
/// another kind, and what was left open is no answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ScenarioFigures {
    /// Scenarios that were answered.
    pub n_seen: usize,
    pub n_answers: u32,
    pub n_right: u32,
    /// Right and wrong answers by topic, in the order of the library.
    pub by_topic: Vec<(String, AnswerCounts)>,
    /// Those that were missed, the most often missed first.
    pub most_missed: Vec<(ItemId, AnswerCounts)>,
}

impl ScenarioFigures {
    pub fn new(desk: &Desk) -> Self {
        let library = &desk.library;
        let is_answer =
            |one: &&ItemEntry| one.kind != AnswerKind::Contrast && !one.picked.is_empty();
        let mut by_item: BTreeMap<&ItemId, AnswerCounts> = BTreeMap::new();
        let mut by_topic: BTreeMap<&TopicId, AnswerCounts> = BTreeMap::new();
        let mut all = AnswerCounts::default();
        for one in desk.history.item_log.iter().filter(is_answer) {
            all.note(one.is_right);
            by_item.entry(&one.item).or_default().note(one.is_right);
            if let Some(item) = library.item(&one.item.0) {
                let topic = &library.situation_of(item).topic;
                by_topic.entry(topic).or_default().note(one.is_right);
            }
        }
        let topics = library.topics.iter();
        let by_topic = topics
            .filter_map(|topic| Some((topic.title.clone(), *by_topic.get(&topic.id)?)))
            .collect();
        let mut most_missed: Vec<(ItemId, AnswerCounts)> = by_item
            .iter()
            .filter(|(_, counts)| 0 < counts.n_wrong)
            .map(|(item, counts)| ((*item).clone(), *counts))
            .collect();
        most_missed.sort_by_key(|(_, counts)| (Reverse(counts.n_wrong), counts.n_right));
        let n_seen = by_item.len();
        Self {
            n_seen,
            n_answers: all.n_right + all.n_wrong,
            n_right: all.n_right,
            by_topic,
            most_missed,
        }
    }
}

impl Figures {
    pub fn new(desk: &Desk, today: Day) -> Self {
        let back = 7 * (N_WEEKS - 1) + i32::from(today.weekday());
        let year = (0..=back)
            .rev()
            .map(|days| today.plus(-days))
            .map(|day| (day, desk.history.summary.on(day)))
            .collect();
        let due = known_ahead(&desk.calendar(today), N_AHEAD);
        let minutes = |n_days: i32| {
            let days = (0..n_days).map(|back| desk.history.summary.activity(today.plus(-back)));
            days.fold(Activity::default(), |sum, one| sum.and(&one)).minutes()
        };
        let bins = calibration(&desk.history.reviews);
        let topic_of = |one: &Review| desk.library.card(&one.card).map(|card| &card.topic);
        let by_topic = desk
            .library
            .topics
            .iter()
            .map(|topic| {
                let of_topic =
                    desk.history.reviews.iter().filter(|one| topic_of(one) == Some(&topic.id));
                (topic.title.clone(), Agreement::of(of_topic))
            })
            .filter(|(_, agreement)| 0 < agreement.n)
            .collect();
        let age_of = |one: &Review| {
            desk.cards.state(&one.card).first_day.map_or(0, |first| one.day.since(first))
        };
        let by_age = AGES
            .iter()
            .enumerate()
            .map(|(at, (from, name))| {
                let to = AGES.get(at + 1).map_or(i32::MAX, |(to, _)| *to);
                let of_age =
                    desk.history.reviews.iter().filter(|one| (*from..to).contains(&age_of(one)));
                (*name, Agreement::of(of_age))
            })
            .filter(|(_, agreement)| 0 < agreement.n)
            .collect();
        let mut drills: Vec<(String, AnswerCounts)> = desk
            .library
            .drills()
            .iter()
            .filter_map(|one| Some((one.title.clone(), *desk.history.drill_history.get(&one.id)?)))
            .collect();
        drills.sort_by_key(|(_, counts)| {
            let n = (counts.n_right + counts.n_wrong).max(1);
            (counts.n_right * 1_000 / n, Reverse(n))
        });
        Self {
            year,
            due,
            error: calibration_error(&bins),
            bins,
            by_topic,
            by_age,
            times: desk.cards.median_times(),
            drills,
            n_templates: desk.library.drills().len(),
            scenarios: ScenarioFigures::new(desk),
            minutes: (minutes(1), minutes(7)),
        }
    }
}
