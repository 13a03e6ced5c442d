//! The plan to the exam date and the readiness, from what the desk holds.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    desk::Desk,
    event::{Effect, Record},
    preferences::Planning,
};
use crate::{
    clock::{Day, Now},
    exam::{
        form::{DOMAIN_TITLES, Size},
        score,
    },
    ids::{FactId, ItemId, TopicId},
    memory::{
        Phase, fit,
        plan::{self, Calendar, Outlook, Pace, Span, Subject},
        queue::{self, Item, Today},
        readiness::{
            COVERAGE_NEEDED, Correction, DomainEvidence, ExamShape, N_DOMAINS, QUESTIONS_NEEDED,
            Readiness, readiness,
        },
        stats::{AnswerKind, Forecast},
    },
};

/// The mock that the plan asks for.
const MOCK: Size = Size::Short;
/// Answers from which a learner's own times are used.
const OWN_TIMES_FROM: u64 = 50;
/// Seconds for what is read after the answer, of a known card and a new one: the log has the time
/// up to the answer only. Our own estimate.
const READING_S: (f64, f64) = (3.0, 12.0);
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
    /// Whether the plan to the exam date rules `day`.
    pub fn is_planned(&self, day: Day) -> bool {
        let is_ahead = self.preferences.exam_date.is_some_and(|exam| day <= exam);
        is_ahead && self.preferences.planning == Planning::Exam
    }

    /// Days to the exam; none without a date or after it.
    pub fn days_to_exam(&self, day: Day) -> Option<i32> {
        self.preferences.exam_date.map(|exam| exam.since(day)).filter(|days| 0 <= *days)
    }

    /// Fits anew how far what the model in use expects is off for this learner.
    pub(super) fn correct(&mut self) {
        self.correction = Correction::fit(&fit::foretold(&self.scheduler.model, &self.reviews));
    }

    fn pace(&self) -> Pace {
        let start = Pace::default();
        if self.summary.n_answers < OWN_TIMES_FROM {
            return start;
        }
        let own = |seconds: Option<f64>, reading: f64, start: f64| {
            seconds.map_or(start, |seconds| (seconds + reading).max(0.6 * start))
        };
        let pass_s = own(self.summary.review_s, READING_S.0, start.pass_s);
        let new_s = own(self.summary.new_s, READING_S.1, start.new_s);
        Pace { pass_s, fail_s: 2.5 * pass_s, new_s, ..start }
    }

    /// How many minutes so many known and new cards will take, rounded up; 0 for none.
    pub fn minutes(&self, n_due: usize, n_new: usize, day: Day) -> u64 {
        if !self.is_planned(day) {
            return self.summary.minutes(n_due, n_new);
        }
        let pace = self.pace();
        #[expect(clippy::cast_precision_loss, reason = "counts of cards")]
        let seconds = n_due as f64 * pace.pass_s + n_new as f64 * pace.new_s;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "minutes")]
        let minutes = libm::ceil(seconds / 60.0) as u64;
        minutes
    }

    /// Cards in the order in which new ones are learnt: known ones first, then the new ones with
    /// topics in turn by their weight and one card of each fact before its siblings; those of facts
    /// that a scenario has missed come first.
    fn lined_up(&self, items: &[Item]) -> Vec<Item> {
        let is_new = |item: &&Item| self.state(&item.card).phase == Phase::New;
        let fresh: Vec<&Item> = items.iter().filter(is_new).collect();
        let mut line: Vec<Item> = items.iter().filter(|item| !is_new(item)).cloned().collect();
        let missed = self.missed_facts();
        let (first, rest): (Vec<&Item>, Vec<&Item>) =
            fresh.into_iter().partition(|item| missed.contains(&item.fact));
        for part in [first, rest] {
            line.extend(queue::in_turn(&part, &self.weights).into_iter().cloned());
        }
        line
    }

    /// What the plan knows of some cards. The weight of a topic is shared out over its cards, so
    /// that a topic does not count more because it has more of them.
    fn subjects(&self, items: &[Item], day: Day) -> Vec<Subject> {
        let weight_of = |topic: &TopicId| {
            let weight = self.weights.iter().find(|(one, _)| one == topic);
            weight.map_or(1.0, |(_, weight)| weight.max(0.1))
        };
        let mut counts: BTreeMap<&TopicId, f64> = BTreeMap::new();
        let mut groups: BTreeMap<&FactId, usize> = BTreeMap::new();
        for item in &self.items {
            *counts.entry(&item.topic).or_default() += 1.0;
            let next = groups.len();
            groups.entry(&item.fact).or_insert(next);
        }
        let all: f64 = counts.keys().map(|topic| weight_of(topic)).sum();
        let subject = |item: &Item| {
            let state = self.state(&item.card);
            #[expect(clippy::cast_precision_loss, reason = "days of a life are exact in 24 bits")]
            let elapsed = state.elapsed_days(day) as f32;
            let n = counts.get(&item.topic).copied().unwrap_or(1.0);
            Subject {
                memory: state.memory,
                elapsed,
                weight: weight_of(&item.topic) / all / n,
                group: groups.get(&item.fact).copied().unwrap_or(usize::MAX),
            }
        };
        items.iter().map(subject).collect()
    }

    /// Seconds of cards that `day` has had.
    fn used_s(&self, day: Day, pace: &Pace) -> f64 {
        let done = queue::done(&self.states, day);
        #[expect(clippy::cast_precision_loss, reason = "counts of cards")]
        let used = done.n_new as f64 * pace.new_s + done.n_reviews as f64 * pace.pass_s;
        used
    }

    /// Whether a mock was taken on `day`.
    fn had_mock(&self, day: Day) -> bool {
        self.item_log.iter().any(|one| one.kind == AnswerKind::Mock && one.day == day)
    }

    fn outlook(&self) -> Outlook<'_> {
        Outlook { model: &self.scheduler.model, correction: self.correction }
    }

    /// The cards of `items` that today holds by the plan: what is in steps, and then what raises
    /// the score most, within the minutes that are left of the day. `n_more` new cards' worth of
    /// time comes on top.
    pub(super) fn planned(&self, items: &[Item], day: Day, n_more: usize) -> Today {
        let days = plan::days_left(self.days_to_exam(day).unwrap_or(0));
        let pace = self.pace();
        let taken = queue::facts_of_today(&self.items, &self.states, day);
        let mut steps: Vec<&Item> = Vec::new();
        let mut open: Vec<Item> = Vec::new();
        let items = self.lined_up(items);
        for item in &items {
            let state = self.state(&item.card);
            if !state.is_available(day) {
                continue;
            }
            match state.phase {
                Phase::Learning | Phase::Relearning => steps.push(item),
                Phase::New | Phase::Review if !taken.contains(&item.fact) => {
                    open.push(item.clone());
                }
                Phase::New | Phase::Review => {}
            }
        }
        queue::sort_steps(&mut steps, &self.states);
        let subjects = self.subjects(&open, day);
        let ranked = plan::ranked(self.outlook(), &subjects, days, &pace);
        let left = self.days_to_exam(day).unwrap_or(0);
        let mock_min = if self.had_mock(day) { 0 } else { MOCK.minutes(false) };
        let minutes = f64::from(self.preferences.minutes_per_day);
        let (room, _) = plan::room(left, minutes, mock_min);
        let [share, _, _] = plan::shares(self.coverage(), left);
        #[expect(clippy::cast_precision_loss, reason = "counts of cards")]
        let more = n_more as f64 * pace.new_s;
        let seconds = if 0 < n_more { more } else { room * share * 60.0 - self.used_s(day, &pace) };
        let chosen = plan::fitting(&plan::apart(&ranked, &subjects), seconds);
        let (mut reviews, mut new) = (Vec::new(), Vec::new());
        for item in chosen.iter().filter_map(|one| open.get(one.place)) {
            let is_new = self.state(&item.card).phase == Phase::New;
            if is_new { &mut new } else { &mut reviews }.push(item.card.clone());
        }
        Today { steps: steps.into_iter().map(|item| item.card.clone()).collect(), reviews, new }
    }

    /// Share of the cards that were seen.
    pub fn coverage(&self) -> f64 {
        let n = self.items.iter().filter(|item| self.state(&item.card).memory.is_some()).count();
        #[expect(clippy::cast_precision_loss, reason = "counts of cards")]
        let share = n as f64 / self.items.len().max(1) as f64;
        share
    }

    /// The days to the exam; none without an exam date ahead.
    pub fn calendar(&self, day: Day) -> Option<Calendar> {
        let days = self.days_to_exam(day)?;
        let subjects = self.subjects(&self.lined_up(&self.items), day);
        let pace = self.pace();
        let span = Span {
            days,
            minutes: f64::from(self.preferences.minutes_per_day),
            mock_min: MOCK.minutes(false),
            used_s: self.used_s(day, &pace),
            had_mock: self.had_mock(day),
        };
        Some(plan::calendar(self.outlook(), &subjects, span, &pace))
    }

    /// The facts of cards that the plan leaves out, by topic.
    pub fn left_out(&self, calendar: &Calendar) -> Vec<(String, usize)> {
        let line = self.lined_up(&self.items);
        let of_topic = |topic: &TopicId| {
            let places = calendar.left_out.iter().filter_map(|place| line.get(*place));
            places.filter(|item| item.topic == *topic).count()
        };
        let topics = self.library.topics.iter();
        topics
            .map(|topic| (topic.title.clone(), of_topic(&topic.id)))
            .filter(|(_, n)| 0 < *n)
            .collect()
    }

    /// How the exam stands; none without an exam date ahead.
    pub fn standing(&self, day: Day) -> Option<Standing> {
        let days = plan::days_left(self.days_to_exam(day)?);
        let outlook = self.outlook();
        let subjects = self.subjects(&self.items, day);
        let mut topics: Vec<(TopicId, f64)> = Vec::new();
        for topic in &self.library.topics {
            let of_topic =
                self.items.iter().zip(&subjects).filter(|(item, _)| item.topic == topic.id);
            let (mut n, mut sum) = (0.0, 0.0);
            for (_, subject) in of_topic {
                n += 1.0;
                sum += plan::kept(outlook, subject, days);
            }
            if 0.0 < n {
                topics.push((topic.id.clone(), sum / n));
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
        let subjects = self.subjects(&self.items, day);
        let outlook = self.outlook();
        let (days, pace) = (plan::days_left(days), self.pace());
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
