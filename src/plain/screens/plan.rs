//! Plan and figures, spoken.

use super::Spoken;
use crate::{
    app::{
        App,
        screens::{plan::PlanView, stats::StatsView},
    },
    study::{
        desk::short_name,
        words::{left_out_words, waiting_words},
    },
    text,
};
impl Spoken for StatsView {
    fn describe(&self, app: &App, lines: &mut Vec<String>) {
        let figures = &self.figures;
        let n: u32 = figures.year.iter().map(|(_, n)| n).sum();
        lines.push(format!(
            "{} in a year, {} due in the next 30 days.",
            text::counted(n, "answer"),
            text::counted(figures.due.iter().sum::<u32>(), "card")
        ));
        for (name, one) in &figures.by_topic {
            lines.push(format!(
                "  {name}: expected {:.0} percent, was {:.0} percent of {}",
                100.0 * one.said,
                100.0 * one.was,
                one.n
            ));
        }
        let (today, week) = figures.minutes;
        lines.push(format!("{today} minutes of study today, {week} in seven days."));
        let scenarios = &figures.scenarios;
        if 0 < scenarios.n_answers {
            lines.push(format!(
                "{} of {} answers to scenarios right.",
                scenarios.n_right, scenarios.n_answers
            ));
        }
        for (topic, counts) in &scenarios.by_topic {
            let n = counts.n_right + counts.n_wrong;
            lines.push(format!("  scenarios of {topic}: {} of {n} right", counts.n_right));
        }
        for (item, counts) in scenarios.most_missed.iter().take(5) {
            lines.push(format!("  missed {} times: {item}", counts.n_wrong));
        }
        for (title, counts) in figures.drills.iter().take(5) {
            lines.push(format!(
                "  drill {title}: {} of {} right",
                counts.n_right,
                counts.n_right + counts.n_wrong
            ));
        }
        for (_, outcome) in app.desk.history.mocks.iter().filter_map(|mock| mock.ended.as_ref()) {
            lines.push(format!("  mock: {}", outcome.score));
        }
        lines.push("{app.back} back.".to_owned());
    }
}

impl Spoken for PlanView {
    fn describe(&self, app: &App, lines: &mut Vec<String>) {
        let Some(calendar) = &self.calendar else {
            lines.push(
                "There is no exam date ahead; {home.settings} opens the settings.".to_owned(),
            );
            return;
        };
        let one = self.today;
        lines.push(format!(
            "Today: {} due, {} new, about {}; scenarios {}, drills {}.",
            one.n_due,
            one.n_new,
            minutes(one.cards_min),
            minutes(format!("{:.0}", one.items_min)),
            minutes(format!("{:.0}", one.drills_min)),
        ));
        if let Some(words) = waiting_words(one.n_waiting, one.n_new) {
            lines.push(format!("  {words}"));
        }
        if let Some(standing) = &self.standing {
            let ready = &standing.readiness;
            if standing.is_enough {
                let scope = app.desk.library.track.scope();
                lines.push(format!(
                    "Chance to reach the pass line{scope}: {} percent, {} to {}.",
                    text::chance(ready.pass),
                    text::chance(ready.pass_range.0),
                    text::chance(ready.pass_range.1)
                ));
            }
            lines.push(format!(
                "Expected score {:.0}, nine times of ten {} to {}, on {}.",
                ready.score,
                ready.score_range.0,
                ready.score_range.1,
                text::plural(ready.asked as usize, "mock question")
            ));
        }
        for lever in &self.levers {
            lines.push(format!(
                "  would raise it: {}, {:+.2} points",
                short_name(&lever.fact.0),
                lever.points
            ));
        }
        for day in &calendar.days {
            let mock = if 0 < day.mock_min { ", a mock" } else { "" };
            lines.push(format!(
                "  {}: {} due, {} new, {}{mock}",
                app.now().day.plus(day.ahead).words(),
                day.n_reviews,
                day.n_new,
                minutes(format!("{:.0}", day.minutes()))
            ));
        }
        if !self.left_out.is_empty() {
            lines.push(format!("Left out for want of time: {}.", left_out_words(&self.left_out)));
        }
        lines.push("{plan.start} studies, {home.settings} settings, {app.back} back.".to_owned());
    }
}

fn minutes(n: impl std::fmt::Display) -> String {
    text::counted(n, "minute")
}
