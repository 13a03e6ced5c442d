//! How ready one is for the exam, and what would raise it, from what the desk holds.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    desk::Desk,
    event::{Effect, Record},
};
use crate::{
    clock::{Day, Now},
    exam::{
        form::{DOMAIN_TITLES, Size},
        score,
    },
    ids::{FactId, ItemId, TopicId},
    memory::{
        plan::{self, Outlook},
        queue::Item,
        readiness::{
            COVERAGE_NEEDED, DomainEvidence, ExamShape, N_DOMAINS, QUESTIONS_NEEDED, Readiness,
            readiness,
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

impl Desk {
    /// How the exam stands; none without an exam date ahead.
    pub fn standing(&self, day: Day) -> Option<Standing> {
        let days = plan::days_left(self.days_to_exam(day)?);
        let outlook = Outlook { model: &self.scheduler.model, correction: self.correction };
        let items: Vec<&Item> = self.items.iter().collect();
        let subjects = self.subjects(&items, day, |card| self.state(card));
        let mut topics: Vec<(TopicId, f64)> = Vec::new();
        for topic in &self.library.topics {
            let of_topic =
                self.items.iter().zip(&subjects).filter(|(item, _)| item.topic == topic.id);
            let (mut all, mut sum) = (0.0, 0.0);
            for (_, subject) in of_topic {
                all += subject.weight;
                sum += subject.weight * plan::kept(outlook, subject, days);
            }
            if 0.0 < all {
                topics.push((topic.id.clone(), sum / all));
            }
        }
        let evidence = self.evidence(&topics);
        let said = readiness(&evidence, &exam_shape());
        let coverage = self.coverage();
        let is_enough = QUESTIONS_NEEDED <= said.asked || COVERAGE_NEEDED <= coverage;
        Some(Standing { readiness: said, coverage, is_enough, topics })
    }

    /// What cards and first mock answers say of each domain.
    fn evidence(&self, topics: &[(TopicId, f64)]) -> [DomainEvidence; N_DOMAINS] {
        let mut evidence = [DomainEvidence::default(); N_DOMAINS];
        for (domain, one) in evidence.iter_mut().enumerate() {
            let (mut all, mut sum) = (0.0, 0.0);
            for (id, known) in topics {
                let topic = self.library.topics.iter().find(|topic| topic.id == *id);
                let share =
                    topic.and_then(|topic| topic.domains.get(domain)).copied().unwrap_or(0.0);
                all += share;
                sum += share * known;
            }
            one.known = if all == 0.0 { 0.0 } else { sum / all };
        }
        let mut met: BTreeSet<&ItemId> = BTreeSet::new();
        for entry in &self.item_log {
            let is_first = met.insert(&entry.item);
            let item = self.library.item(&entry.item.0);
            let (Some(item), AnswerKind::Mock, true) = (item, entry.kind, is_first) else {
                continue;
            };
            if let Some(one) = evidence.get_mut(usize::from(item.domain.saturating_sub(1))) {
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
        let items: Vec<&Item> = self.items.iter().collect();
        let subjects = self.subjects(&items, day, |card| self.state(card));
        let outlook = Outlook { model: &self.scheduler.model, correction: self.correction };
        let (days, pace) = (plan::days_left(days), self.held(day).pace);
        let mut by_fact: BTreeMap<&FactId, f64> = BTreeMap::new();
        for (item, subject) in self.items.iter().zip(&subjects) {
            // One card of a fact is studied at a time: the best one counts.
            let points = 100.0 * plan::gain(outlook, subject, days, &pace).0;
            let best = by_fact.entry(&item.fact).or_default();
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
    pub(super) fn keep_forecast(&mut self, now: Now) -> Option<Effect> {
        if self.forecasts.iter().any(|one| one.day == now.day) {
            return None;
        }
        let forecast = self.forecast(now.day)?;
        self.forecasts.push(forecast.clone());
        self.forecasts.sort_by_key(|one| one.day);
        Some(Effect::Keep(Record::Forecast { at: now.wall, forecast }))
    }

    /// What was said at the last look before `day`, if that was for the same exam.
    pub fn forecast_before(&self, day: Day) -> Option<&Forecast> {
        let exam = self.preferences.exam_date?;
        let before = self.forecasts.iter().rev().find(|one| one.day < day)?;
        (before.exam_day == exam && day.since(before.day) <= N_BACK).then_some(before)
    }
}

/// The exam as readiness draws it: the scored questions of the whole exam by domain.
pub fn exam_shape() -> ExamShape {
    debug_assert_eq!(DOMAIN_TITLES.len(), N_DOMAINS);
    ExamShape {
        questions: Size::Whole.scored_by_domain(),
        scaled: score::scaled,
        pass: score::PASS,
    }
}
