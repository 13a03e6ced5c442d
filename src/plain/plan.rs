//! Plan and figures, spoken.

use crate::{
    app::{App, desk::short_name, plan::PlanView, stats::StatsView},
    text,
};

pub(super) fn describe(app: &App, plan: &PlanView, lines: &mut Vec<String>) {
    let Some(calendar) = &plan.calendar else {
        lines.push("There is no exam date ahead; {home.settings} opens the settings.".to_owned());
        return;
    };
    let one = plan.today;
    lines.push(format!(
        "Today: {} due, {} new, about {}; scenarios {}, drills {}.",
        one.n_due,
        one.n_new,
        minutes(one.cards_min),
        minutes(format!("{:.0}", one.items_min)),
        minutes(format!("{:.0}", one.drills_min)),
    ));
    if let Some(standing) = &plan.standing {
        let ready = &standing.readiness;
        if standing.is_enough {
            lines.push(format!(
                "Chance to reach the pass line on serverless questions: {} percent, {} to {}.",
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
    for lever in &plan.levers {
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
    for (topic, n) in &plan.left_out {
        let cards = text::plural(*n, "card");
        lines.push(format!("Left out for want of time: {cards} of {topic}."));
    }
    lines.push("{plan.start} studies, {home.settings} settings, {app.back} back.".to_owned());
}

fn minutes(n: impl std::fmt::Display) -> String {
    text::counted(n, "minute")
}

pub(super) fn describe_stats(app: &App, stats: &StatsView, lines: &mut Vec<String>) {
    let figures = &stats.figures;
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
    for (title, counts) in figures.drills.iter().take(5) {
        lines.push(format!(
            "  drill {title}: {} of {} right",
            counts.n_right,
            counts.n_right + counts.n_wrong
        ));
    }
    for (_, outcome) in app.desk.mocks.iter().filter_map(|mock| mock.ended.as_ref()) {
        lines.push(format!("  mock: {}", outcome.score));
    }
    lines.push("{app.back} back.".to_owned());
}
