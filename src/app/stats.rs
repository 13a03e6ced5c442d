//! Figures about the learning: the year, what is to come, how well recall is foretold, time, drills,
//! predictions and mocks.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "actions are one flat list for all screens; each takes the few that are its own"
)]

use super::{Ctx, Next, action::Action, desk::Desk};
use crate::{
    clock::Day,
    exam::TEMPLATES,
    memory::{
        figures::{Agreement, Bin, calibration, calibration_error},
        stats::{AnswerCounts, RecallOutcome},
    },
};

/// Weeks of the heat map.
pub const N_WEEKS: i32 = 53;
/// Days of the forecast of due cards.
pub const N_AHEAD: i32 = 30;
/// Ages of cards, in days since the first answer: from, and the name.
const AGES: [(i32, &str); 4] =
    [(0, "first week"), (7, "first month"), (30, "first quarter"), (90, "older")];
/// Rows of a page.
const PAGE: usize = 10;

/// The screen.
#[derive(Debug)]
pub struct StatsView {
    pub figures: Figures,
    /// Tables in place of plots.
    pub is_table: bool,
    pub scroll: usize,
}

/// All figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Answers of each day, the first one a Monday, today the last.
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
    pub drills: Vec<(&'static str, AnswerCounts)>,
}

impl Figures {
    pub fn new(desk: &Desk, today: Day) -> Self {
        let back = 7 * (N_WEEKS - 1) + i32::from(today.weekday());
        let year = (0..=back)
            .rev()
            .map(|days| today.plus(-days))
            .map(|day| (day, desk.summary.on(day)))
            .collect();
        let due = (1..=N_AHEAD).map(|ahead| desk.due_on(today.plus(ahead))).collect();
        let bins = calibration(&desk.outcomes);
        let topic_of = |one: &RecallOutcome| desk.library.card(&one.card).map(|card| &card.topic);
        let by_topic = desk
            .library
            .topics
            .iter()
            .map(|topic| {
                let of_topic = desk.outcomes.iter().filter(|one| topic_of(one) == Some(&topic.id));
                (topic.title.clone(), Agreement::of(of_topic))
            })
            .filter(|(_, agreement)| 0 < agreement.n)
            .collect();
        let age_of = |one: &RecallOutcome| {
            desk.state(&one.card).first_day.map_or(0, |first| one.day.since(first))
        };
        let by_age = AGES
            .iter()
            .enumerate()
            .map(|(at, (from, name))| {
                let to = AGES.get(at + 1).map_or(i32::MAX, |(to, _)| *to);
                let of_age = desk.outcomes.iter().filter(|one| (*from..to).contains(&age_of(one)));
                (*name, Agreement::of(of_age))
            })
            .filter(|(_, agreement)| 0 < agreement.n)
            .collect();
        let mut drills: Vec<(&'static str, AnswerCounts)> = TEMPLATES
            .iter()
            .filter_map(|one| Some((one.title, *desk.drill_history.get(one.id)?)))
            .collect();
        drills.sort_by_key(|(_, counts)| {
            let n = (counts.n_right + counts.n_wrong).max(1);
            (counts.n_right * 1_000 / n, std::cmp::Reverse(n))
        });
        Self {
            year,
            due,
            error: calibration_error(&bins),
            bins,
            by_topic,
            by_age,
            times: desk.median_times(),
            drills,
        }
    }
}

impl StatsView {
    pub fn new(ctx: &Ctx<'_>) -> Self {
        Self { figures: Figures::new(ctx.desk, ctx.now.day), is_table: false, scroll: 0 }
    }

    pub fn act(&mut self, ctx: &mut Ctx<'_>, action: Action) -> Next {
        match action {
            Action::Back => return Next::Pop,
            Action::Undo => ctx.say("answers are taken back in review"),
            Action::ShowTable => self.is_table = !self.is_table,
            Action::Up => self.scroll = self.scroll.saturating_sub(1),
            Action::Down => self.scroll += 1,
            Action::PageUp => self.scroll = self.scroll.saturating_sub(PAGE),
            Action::PageDown => self.scroll += PAGE,
            Action::Top => self.scroll = 0,
            _ => {}
        }
        Next::Stay
    }
}
