//! Home, spoken.

use super::Spoken;
use crate::{
    app::{App, screens::home::Home},
    text,
};

impl Spoken for Home {
    fn describe(&self, _app: &App, lines: &mut Vec<String>) {
        let o = &self.overview;
        lines.push(format!(
            "Home. {} due, {} new, about {}. Streak {}.",
            o.n_due,
            o.n_new,
            text::counted(o.minutes, "minute"),
            text::plural(o.streak_days as usize, "day")
        ));
        if 0 < o.n_today {
            lines.push(format!("{} today.", text::plural(o.n_today as usize, "answer")));
        }
        lines.extend(o.returns.words().map(|words| format!("Today {words}.")));
        if let Some(days) = o.exam_in_days {
            lines.push(match days {
                0 => "The exam is today.".to_owned(),
                1.. => format!("The exam is in {}.", text::counted(days, "day")),
                _ => "The exam date is past.".to_owned(),
            });
        }
        for topic in &o.topics {
            lines.push(format!(
                "  {}: {:.0} percent known, {} of {} seen, {} due",
                topic.title,
                topic.known * 100.0,
                topic.n_seen,
                topic.n_cards,
                topic.n_due
            ));
        }
        lines.push(
            "{home.start} starts, {home.practice} scenarios, {home.drills} drills, {home.mocks} mocks, {home.lab} lab, {home.plan} plan, {home.stats} figures, {home.decks} decks, {home.browse} browse, {home.settings} settings, {app.help} help, {home.quit} quits."
                .to_owned(),
        );
    }
}
