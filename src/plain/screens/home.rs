//! Home, spoken.

use super::Spoken;
use crate::{
    app::{
        App,
        keys::action::{Action, Place},
        screens::home::Home,
    },
    text,
};

/// What is said of the keys, as far as there is something to open.
const KEYS: [(Action, &str); 12] = [
    (Action::Start, "{home.start} starts"),
    (Action::OpenPractice, "{home.practice} scenarios"),
    (Action::OpenDrills, "{home.drills} drills"),
    (Action::OpenMocks, "{home.mocks} mocks"),
    (Action::OpenLab, "{home.lab} lab"),
    (Action::OpenPlan, "{home.plan} plan"),
    (Action::OpenStats, "{home.stats} figures"),
    (Action::Decks, "{home.decks} decks"),
    (Action::OpenBrowse, "{home.browse} browse"),
    (Action::OpenSettings, "{home.settings} settings"),
    (Action::Help, "{app.help} help"),
    (Action::Quit, "{home.quit} quits"),
];

impl Spoken for Home {
    fn describe(&self, app: &App, lines: &mut Vec<String>) {
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
        let keys = KEYS.iter().filter(|(action, _)| app.offers(Place::Home, *action));
        let keys: Vec<&str> = keys.map(|(_, words)| *words).collect();
        lines.push(format!("{}.", keys.join(", ")));
    }
}
