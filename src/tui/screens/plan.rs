//! The plan: today's mix, the readiness, what would raise it, and the days to the exam.
//!
//! ```text
//!  Plan                                              2026-12-14 · in 23 days
//!
//!  today     8 due, 12 new, 14 min · scenarios 4 min · drills 2 min
//!  ready     62 % to reach the pass line (51 to 73 %)
//!  score     735, nine times of ten 640 to 830; on 20 mock questions
//!  moved     +3 % since yesterday: Lambda +4, DynamoDB +2
//!  raise     async retries +0.12, GSI cost +0.11
//!
//!  Sat 21 Nov  ████████░░░░   14 due   6 new    20 min
//!  Tue 24 Nov  ████████████    9 due   4 new    46 min   mock
//! ```

use ratatui::{Frame, layout::Rect};

use super::Drawn;
use crate::{
    app::{App, keys::action::Place, screens::plan::PlanView},
    clock::Day,
    memory::{day::DayPlan, readiness::QUESTIONS_NEEDED},
    study::{
        desk::short_name,
        words::{left_out_words, waiting_words},
    },
    text,
    tui::{
        Target,
        parts::{
            page::{Page, bar},
            theme::{Look, Role},
        },
    },
};
impl Drawn for PlanView {
    fn title(&self, app: &App, look: Look) -> (String, String) {
        let exam = app.desk.preferences.exam_date;
        let right = match (exam, app.desk.days_to_exam(app.now().day)) {
            (Some(exam), Some(0)) => format!("{exam} {} the exam is today", look.signs.dot),
            (Some(exam), Some(days)) => {
                let days = text::plural(usize::try_from(days).unwrap_or(0), "day");
                format!("{exam} {} in {days}", look.signs.dot)
            }
            (Some(_), None) => "the exam date is past".to_owned(),
            (None, _) => "no exam date".to_owned(),
        };
        ("Plan".to_owned(), right)
    }

    fn draw(&self, frame: &mut Frame<'_>, app: &App, look: Look, area: Rect) -> Vec<Target> {
        let mut page = Page::new(look, area.width);
        let Some(calendar) = &self.calendar else {
            page.text(
                Role::Strong,
                0,
                "There is no exam date ahead. With one, each day holds what raises the score on that day most.",
            );
            page.blank();
            let words =
                "{home.settings} opens the settings: exam date, minutes a day, self or plain FSRS.";
            page.text(Role::Dim, 0, &app.keymap.fill(Place::Plan, words));
            page.draw(frame, area, 0);
            return Vec::new();
        };
        today(&mut page, self);
        if !app.desk.is_planned(app.now().day) {
            line(
                &mut page,
                "plain",
                Role::Warn,
                "plain FSRS fills the days; the setting `planning` changes that",
            );
        }
        ready(&mut page, app, self);
        page.blank();
        let first = app.now().day;
        let longest = calendar.days.iter().map(DayPlan::minutes).fold(1.0_f64, f64::max);
        page.rule_between("the days to the exam", "due, new, minutes");
        for day in &calendar.days {
            let date = first.plus(day.ahead);
            let width = if page.width < 60 { 8 } else { 20 };
            let (full, empty) = bar(look, day.minutes() / longest, width);
            let mock = if 0 < day.mock_min { "   mock" } else { "" };
            let words = format!(
                "  {:>3} due {:>3} new  {:>3.0} min",
                day.n_reviews,
                day.n_new,
                day.minutes()
            );
            page.row(&[
                (Role::Plain, &date_words(date, page.width)),
                (Role::Accent, &full),
                (Role::Dim, &empty),
                (Role::Plain, &words),
                (Role::New, mock),
            ]);
        }
        page.blank();
        let known = format!(
            "On the exam day {:.0} % of all cards are expected to be known; {:.0} % if nothing is done from now on.",
            100.0 * calendar.known,
            100.0 * calendar.known_without
        );
        page.text(Role::Plain, 0, &known);
        if !self.left_out.is_empty() {
            let n: usize = self.left_out.iter().map(|(_, n)| n).sum();
            let words = format!(
                "The time does not suffice for all: {n} cards stay unseen ({}). More minutes a day would change that.",
                left_out_words(&self.left_out)
            );
            page.text(Role::Warn, 0, &words);
        }
        page.draw(frame, area, self.scroll);
        Vec::new()
    }
}

fn line(page: &mut Page, name: &str, role: Role, words: &str) {
    let head = text::fit(name, 9, ' ');
    page.hanging(&[(Role::Dim, &head)], 0, role, words);
}

fn today(page: &mut Page, plan: &PlanView) {
    let one = plan.today;
    let dot = page.look.signs.dot;
    let mock = if 0 < one.mock_min {
        format!(" {dot} a mock of {} min", one.mock_min)
    } else {
        String::new()
    };
    let words = format!(
        "{} due, {} new, about {} min {dot} scenarios {:.0} min {dot} drills {:.0} min{mock}",
        one.n_due, one.n_new, one.cards_min, one.items_min, one.drills_min
    );
    line(page, "today", Role::Strong, &words);
    if let Some(words) = waiting_words(one.n_waiting, one.n_new) {
        line(page, "waiting", Role::Warn, &words);
    }
}

fn ready(page: &mut Page, app: &App, plan: &PlanView) {
    let Some(standing) = &plan.standing else { return };
    let ready = &standing.readiness;
    let track = &app.desk.library.track;
    let scope = track.scope();
    if standing.is_enough {
        let words = format!(
            "{} % to reach the pass line{scope} ({} to {} %)",
            text::chance(ready.pass),
            text::chance(ready.pass_range.0),
            text::chance(ready.pass_range.1)
        );
        let role = if 0.8 <= ready.pass { Role::Good } else { Role::Warn };
        line(page, "ready", role, &words);
    } else {
        let words = format!(
            "no chance is named yet: that takes {QUESTIONS_NEEDED} mock questions or 60 % of the cards seen ({} and {:.0} %)",
            ready.asked,
            100.0 * standing.coverage
        );
        line(page, "ready", Role::Dim, &words);
    }
    let basis = match ready.asked {
        0 => "from the cards alone".to_owned(),
        n => format!("on {}", text::plural(n as usize, "mock question")),
    };
    let section = track.section.as_ref();
    let only = section.map_or_else(String::new, |one| format!(", for {one} questions only"));
    let words = format!(
        "{:.0}, nine times of ten {} to {}; an estimate {basis}{only}",
        ready.score, ready.score_range.0, ready.score_range.1
    );
    line(page, "score", Role::Plain, &words);
    if let Some(moved) = &plan.moved {
        let since = match moved.days {
            1 => "yesterday".to_owned(),
            n => format!("{n} days ago"),
        };
        let topics: Vec<String> =
            moved.topics.iter().map(|(topic, points)| format!("{topic} {points:+.0}")).collect();
        let mocks = match moved.asked {
            0 => String::new(),
            n => format!(", {}", text::plural(n as usize, "mock question")),
        };
        let because =
            if topics.is_empty() { String::new() } else { format!(": {}", topics.join(", ")) };
        let chance = if standing.is_enough {
            format!("{:+.0} % of the chance, ", libm::round(100.0 * moved.pass) + 0.0)
        } else {
            String::new()
        };
        let score = format!("{:+.0} points of the score", moved.score);
        let words = format!("{chance}{score} since {since}{because}{mocks}");
        line(page, "moved", Role::Plain, &words);
    }
    let levers: Vec<String> = plan
        .levers
        .iter()
        .map(|one| format!("{} +{:.2}", short_name(&one.fact.0), one.points))
        .collect();
    if !levers.is_empty() {
        line(page, "raise", Role::Plain, &levers.join(", "));
    }
}

/// `Sat 21 Nov  `, or `21 Nov  ` where columns are few.
fn date_words(day: Day, width: usize) -> String {
    let words = day.words();
    if width < 60 {
        format!("{}  ", words.get(4..).unwrap_or(&words))
    } else {
        format!("{words}  ")
    }
}
