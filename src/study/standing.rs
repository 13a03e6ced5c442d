//! How ready one is for the exam, and what would raise it, from what the desk holds.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    desk::Desk,
    record::{Effect, Record},
};
use crate::{
    clock::{Day, Now},
    content::Topic,
    exam::blueprint::place,
    ids::{FactId, ItemId, TopicId},
    memory::{
        plan::{self, Outlook, Subject},
        readiness::{
            COVERAGE_NEEDED, DomainEvidence, ExamShape, QUESTIONS_NEEDED, Readiness, readiness,
        },
        stats::{AnswerKind, Forecast},
    },
};

/// How many facts are named that would raise the readiness most.
pub const N_LEVERS: usize = 5;
/// Further back than this many days the past is not compared with.
const N_BACK: i32 = 60;

/// How the exam stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    pub readiness: Readiness,
    /// Share of cards that were seen.
    pub coverage: f64,
    /// Whether there is enough to name the chance to pass.
    pub is_enough: bool,
    /// Expected recall on the exam day by topic.
    pub topics: Vec<(TopicId, f64)>,
}

/// A fact that would raise the expected recall most, and by how much, in points of a hundred.
#[derive(Debug, Clone, PartialEq)]
pub struct Lever {
    pub fact: FactId,
    pub points: f64,
}

/// What today should hold.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TodayMix {
    pub n_due: usize,
    pub n_new: usize,
    /// Known cards that are due and have no room.
    pub n_waiting: usize,
    pub cards_min: u64,
    pub items_min: f64,
    pub drills_min: f64,
    pub mock_min: u32,
}

/// What moved the readiness since the last look.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    /// Days ago.
    pub days: i32,
    /// Change of the chance to pass and of the score.
    pub pass: f64,
    pub score: f64,
    /// Mock questions since.
    pub asked: u32,
    /// Topics whose expected recall changed most, by title, in points.
    pub topics: Vec<(String, f64)>,
}

/// A change below this is none, in points.
const LEAST_MOVE: f64 = 0.5;

impl Desk {
    /// How the exam stands; none without an exam date ahead.
    pub fn standing(&self, day: Day) -> Option<Standing> {
        let days = plan::days_left(self.days_to_exam(day)?);
        let outlook =
            Outlook { model: &self.cards.scheduler.model, correction: self.plan.correction };
        let subjects = self.subjects(day, |card| self.cards.state(card));
        // What was never studied is not known.
        let mut sums: BTreeMap<&TopicId, f64> = BTreeMap::new();
        for (place, card) in self.touched() {
            if let Some(subject) = subjects.get(place) {
                *sums.entry(&card.topic).or_default() +=
                    subject.weight * plan::kept(outlook, subject, days);
            }
        }
        let known = |topic: &Topic| {
            let all = self.plan.topics.get(&topic.id)?.weight;
            let sum = sums.get(&topic.id).copied().unwrap_or(0.0);
            (0.0 < all).then(|| (topic.id.clone(), sum / all))
        };
        let topics: Vec<(TopicId, f64)> = self.library.topics.iter().filter_map(known).collect();
        let evidence = self.evidence(&topics);
        let blueprint = &self.library.track.blueprint;
        let scale = blueprint.scale;
        // The exam as readiness draws it: the scored questions of the whole exam by domain.
        let questions = blueprint.whole().map(|length| blueprint.scored_by_domain(length));
        let shape = ExamShape {
            questions: questions.unwrap_or_default(),
            scaled: &|right, n, mean| scale.scaled(right, n, mean),
            pass: scale.pass,
            rating: scale.rating,
        };
        let said = readiness(&evidence, &shape);
        let coverage = self.coverage();
        let is_enough = QUESTIONS_NEEDED <= said.asked || COVERAGE_NEEDED <= coverage;
        Some(Standing { readiness: said, coverage, is_enough, topics })
    }

    /// What cards and first mock answers say of each domain.
    fn evidence(&self, topics: &[(TopicId, f64)]) -> Vec<DomainEvidence> {
        let n_domains = self.library.track.blueprint.domains.len();
        let mut evidence = vec![DomainEvidence::default(); n_domains];
        for (domain, one) in evidence.iter_mut().enumerate() {
            let (mut all, mut sum) = (0.0, 0.0);
            for (id, known) in topics {
                let topic = self.library.topics.iter().find(|topic| topic.id == *id);
                let share = topic.map_or(0.0, |topic| topic.share(domain));
                all += share;
                sum += share * known;
            }
            one.known = if all == 0.0 { 0.0 } else { sum / all };
        }
        let mut met: BTreeSet<&ItemId> = BTreeSet::new();
        for entry in &self.history.item_log {
            let is_first = met.insert(&entry.item);
            let item = self.library.item(&entry.item.0);
            let (Some(item), AnswerKind::Mock, true) = (item, entry.kind, is_first) else {
                continue;
            };
            if let Some(one) = evidence.get_mut(place(item.domain)) {
                one.asked += 1;
                one.right += u32::from(entry.is_right);
            }
        }
        evidence
    }

    /// The facts that would raise the expected recall on the exam day most, if they were studied
    /// now.
    pub fn levers(&self, day: Day) -> Vec<Lever> {
        let Some(days) = self.days_to_exam(day) else { return Vec::new() };
        let subjects = self.subjects(day, |card| self.cards.state(card));
        let outlook =
            Outlook { model: &self.cards.scheduler.model, correction: self.plan.correction };
        let (days, pace) = (plan::days_left(days), self.held(day).pace);
        let mut by_fact: BTreeMap<&FactId, f64> = BTreeMap::new();
        // New cards differ by their weight only.
        let new = Subject { weight: 1.0, ..Subject::default() };
        let (of_new, _) = plan::gain(outlook, &new, days, &pace);
        for (place, subject) in subjects.iter().enumerate() {
            let Some(card) = self.library.in_line(place) else { continue };
            // One card of a fact is studied at a time: the best one counts.
            let points = 100.0
                * match subject.memory {
                    None => subject.weight * of_new,
                    Some(_) => plan::gain(outlook, subject, days, &pace).0,
                };
            let best = by_fact.entry(card.main_fact()).or_default();
            *best = best.max(points);
        }
        let mut levers: Vec<Lever> = by_fact
            .into_iter()
            .map(|(fact, points)| Lever { fact: fact.clone(), points })
            .collect();
        levers.sort_by(|a, b| b.points.total_cmp(&a.points).then_with(|| a.fact.cmp(&b.fact)));
        levers.truncate(N_LEVERS);
        levers
    }

    /// What is said of the exam today, to be kept once a day.
    pub fn forecast(&self, day: Day) -> Option<Forecast> {
        let standing = self.standing(day)?;
        Some(Forecast {
            day,
            exam_day: self.preferences.exam_date?,
            score: standing.readiness.score,
            pass: standing.readiness.pass,
            asked: standing.readiness.asked,
            topics: standing.topics,
        })
    }

    /// Keeps what is said today, at the first look of the day.
    pub fn keep_forecast(&mut self, now: Now) -> Option<Effect> {
        if self.history.forecasts.iter().any(|one| one.day == now.day) {
            return None;
        }
        let forecast = self.forecast(now.day)?;
        self.history.forecasts.push(forecast.clone());
        self.history.forecasts.sort_by_key(|one| one.day);
        Some(Effect::Keep(Record::Forecast { at: now.wall, forecast }))
    }

    /// What is said now beside what was said at the last look.
    pub fn moved(&self, day: Day, now: &Standing) -> Option<Moved> {
        let before = self.forecast_before(day)?;
        let mut topics: Vec<(String, f64)> = now
            .topics
            .iter()
            .filter_map(|(id, known)| {
                let (_, was) = before.topics.iter().find(|(one, _)| one == id)?;
                Some((self.library.topic_title(id).to_owned(), 100.0 * (known - was)))
            })
            .filter(|(_, points)| LEAST_MOVE <= points.abs())
            .collect();
        topics.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        topics.truncate(3);
        Some(Moved {
            days: day.since(before.day),
            pass: now.readiness.pass - before.pass,
            score: now.readiness.score - before.score,
            asked: now.readiness.asked.saturating_sub(before.asked),
            topics,
        })
    }

    /// What was said at the last look before `day`, if that was for the same exam.
    pub fn forecast_before(&self, day: Day) -> Option<&Forecast> {
        let exam = self.preferences.exam_date?;
        let before = self.history.forecasts.iter().rev().find(|one| one.day < day)?;
        (before.exam_day == exam && day.since(before.day) <= N_BACK).then_some(before)
    }
}
