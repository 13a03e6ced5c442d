//! Which cards a policy shows on a day.

use coldstart::{
    content::curriculum::{Lesson, curriculum},
    memory::{
        course::Course,
        day::{DayCards, DayShape},
        fsrs::{Memory, Model},
        plan::{self, Outlook, Pace, Subject},
        roster::Roster,
    },
};

use super::{CARDS, Row, TOPICS, weights};

/// What a scheduler keeps of a card.
#[derive(Clone, Copy)]
pub(super) struct Kept {
    pub(super) memory: Option<Memory>,
    pub(super) last_day: f64,
    /// SM-2: ease, interval, repetitions.
    pub(super) ease: f64,
    pub(super) interval: f64,
    pub(super) n: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Policy {
    AnkiFsrs,
    AnkiSm2,
    Paced,
    /// Nothing but gain a second.
    Bare,
    /// What the product does.
    Rule,
}

/// What a policy without a plan shows on a day, in order.
pub(super) fn line_of(
    scheduler: &Model,
    policy: Policy,
    kept: &[Kept],
    order: &[usize],
    (day, days): (i32, i32),
) -> Vec<usize> {
    let now = f64::from(day);
    let recall = |one: &Kept| {
        let elapsed = (now - one.last_day) as f32;
        one.memory.map_or(0.0, |memory| f64::from(scheduler.recall(memory, elapsed)))
    };

    let is_sm2 = policy == Policy::AnkiSm2;
    let due_after = |one: &Kept| match one.memory {
        _ if is_sm2 => one.interval,
        Some(memory) => f64::from(scheduler.interval_days(memory.stability, 0.9)),
        None => 0.0,
    };
    let is_due = |one: &Kept| one.memory.is_some() && due_after(one) <= now - one.last_day;
    let mut due: Vec<usize> = (0..CARDS).filter(|place| is_due(&kept[*place])).collect();
    due.sort_by(|a, b| recall(&kept[*a]).total_cmp(&recall(&kept[*b])));
    let fresh: Vec<usize> =
        order.iter().copied().filter(|place| kept[*place].memory.is_none()).collect();
    let days_left = (days - day) as usize;
    if policy == Policy::Paced {
        let n = fresh.len().div_ceil(days_left);
        let mut rest: Vec<usize> = (0..CARDS)
            .filter(|place| kept[*place].memory.is_some() && !is_due(&kept[*place]))
            .collect();
        rest.sort_by(|a, b| recall(&kept[*a]).total_cmp(&recall(&kept[*b])));
        fresh.into_iter().take(n).chain(due).chain(rest).collect()
    } else {
        due.into_iter().chain(fresh.into_iter().take(20)).collect()
    }
}

/// The order in which the product shows new cards: topics in turn by weight, cards of one rank.
pub(super) fn in_turn(row: &Row, order: &[usize]) -> Vec<usize> {
    let topics: Vec<String> = (0..TOPICS).map(|at| format!("t{at}")).collect();
    let topic = |place: usize| topics[place % TOPICS].as_str();
    let name = |(turn, place): (usize, &usize)| {
        (format!("{turn:04}"), format!("t{}.m{turn}.f", place % TOPICS))
    };
    let names: Vec<(String, String)> = order.iter().enumerate().map(name).collect();
    let lesson = |((card, fact), place)| Lesson {
        card,
        fact,
        topic: topic(place),
        rank: 0,
        need: 0,
        is_figure: false,
        first: None,
    };
    let lessons: Vec<Lesson<'_>> = names
        .iter()
        .map(|(card, fact)| (card.as_str(), fact.as_str()))
        .zip(order.iter().copied())
        .map(lesson)
        .collect();
    let weights = weights(row.unequal);
    let of_topic: Vec<(&str, f64)> =
        (0..TOPICS).map(|at| (topic(at), 100.0 * weights[at])).collect();
    curriculum(&lessons, &of_topic).into_iter().map(|turn| order[turn]).collect()
}

/// The order of cards for a policy that plans; empty for the others.
pub(super) fn line_for(row: &Row, policy: Policy, order: &[usize], weights: &[f64]) -> Vec<usize> {
    match policy {
        Policy::Rule => in_turn(row, order),
        Policy::Bare => {
            let mut line = order.to_vec();
            line.sort_by(|a, b| weights[*b].total_cmp(&weights[*a]));
            line
        }
        Policy::AnkiFsrs | Policy::AnkiSm2 | Policy::Paced => Vec::new(),
    }
}

/// The course from a day of a row on.
pub(super) fn course<'a>(row: &Row, outlook: Outlook<'a>, pace: Pace, day: i32) -> Course<'a> {
    Course {
        outlook,
        pace,
        retention: 0.9,
        exam: Some(row.days - day),
        minutes: [row.minutes; 7],
        mock_min: 0,
        most_new: None,
        most_known: usize::MAX,
        back_days: 0,
        number: day,
    }
}

/// What the plan shows on a day, in order: what is due, then by gain a second.
pub(super) fn planned(
    course: &Course<'_>,
    row: &Row,
    policy: Policy,
    roster: &Roster,
) -> Vec<usize> {
    /// Answers may take less time than expected: the list goes on a bit beyond the day.
    const BEYOND: f64 = 1.3;
    let left = course.exam.expect("the bench has an exam");
    let unseen = roster.n_unseen() as f64;
    let seconds = row.minutes * 60.0;
    let unseen_min = unseen * course.pace.new_s / 60.0;
    let all_min = row.minutes * f64::from(left);
    let mut shape = DayShape::new(seconds, unseen_min, all_min, left, course.retention);
    if policy == Policy::Bare {
        shape.share = 0.0;
    }
    let is_due = |one: &Subject| {
        one.memory.is_some_and(|it| course.outlook.model.recall(it, one.elapsed) < shape.floor)
    };
    let has_due = roster.met().any(|(_, one)| is_due(one));
    let share = shape.share / BEYOND;
    let longer = DayShape { seconds: seconds * BEYOND, share, ..shape };
    let cards: DayCards = course.fill(roster, longer, plan::days_left(left), 0);
    if policy == Policy::Rule && has_due && (shape.scarcity < 0.6 || 10 < left) {
        assert!(!cards.due.is_empty(), "{}: nothing that is due is shown", row.name);
    }
    let mut rest: Vec<_> = cards.early.iter().chain(&cards.new).collect();
    rest.sort_by(|a, b| b.rate().total_cmp(&a.rate()));
    cards.due.iter().chain(rest).map(|one| one.place).collect()
}
