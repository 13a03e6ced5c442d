//! Home.
//!
//! ```text
//!  coldstart                                 the exam in 23 days
//!  Today   14 due · 6 new · about 9 min
//!  ▁▂▄▆█▅▃ five weeks                             streak 12 days
//!  Lambda          ████████░░  82 %   120 of 290 seen   3 due
//!  weakest now     async retries, index write cost, edge limits
//! ```

use ratatui::{Frame, layout::Rect};

use super::Drawn;
use crate::{
    app::{App, keys::action::Place, screens::home::Home},
    study::{desk::Overview, words::waiting_words},
    text,
    tui::{
        Target,
        parts::{
            page::{Page, bar, spark},
            theme::{Look, Role},
        },
    },
};

/// Below this width words are shortened.
const NARROW: usize = 50;
const KNOWN: &str = "known: expected recall, cards not yet seen count as nothing";
const KNOWN_SHORT: &str = "known: expected recall of all";
impl Drawn for Home {
    fn title(&self, app: &App, look: Look) -> (String, String) {
        let dot = look.signs.dot;
        let track = &app.desk.library.track;
        let name = &track.exam;
        let exam = match self.overview.exam_in_days {
            None => name.clone(),
            Some(0) => format!("{name} {dot} the exam is today"),
            Some(days @ 1..) => {
                format!("{name} in {}", text::plural(usize::try_from(days).unwrap_or(0), "day"))
            }
            Some(_) => format!("{name} {dot} the exam date is past"),
        };
        let ready = self.overview.ready.map_or_else(String::new, |(pass, (low, high))| {
            let section = track.section.as_ref();
            let section = section.map_or_else(String::new, |section| format!("{section} "));
            let [pass, low, high] = [pass, low, high].map(text::chance);
            format!(" {dot} {section}ready {pass} % ({low} to {high})")
        });
        ("coldstart".to_owned(), format!("{exam}{ready}"))
    }

    fn draw(&self, frame: &mut Frame<'_>, app: &App, look: Look, area: Rect) -> Vec<Target> {
        let mut page = Page::new(look, area.width);
        let is_roomy = 20 <= area.height;
        today(&mut page, app, &self.overview);
        if is_roomy {
            if let Some(words) = waiting_words(self.overview.n_waiting, self.overview.n_new) {
                page.row(&[(Role::Dim, "        "), (Role::Dim, &words)]);
            }
            page.blank();
        }
        if let Some(mock) =
            self.overview.running.and_then(|place| app.desk.history.mocks.get(place))
        {
            let key = app.keymap.keys("self.mocks").first().map(ToString::to_string);
            let left = crate::study::mock::clock_words(mock, app.now().wall);
            let words = format!("a mock is running, {left} left   ");
            let key = format!("[{}] go on", key.unwrap_or_default());
            page.row(&[(Role::Warn, &words), (Role::Accent, &key)]);
        }
        activity(&mut page, app, &self.overview);
        if let Some(words) = self.overview.returns.words() {
            page.row(&[(Role::Dim, "today "), (Role::Warn, &words)]);
        }
        if 14 <= area.height {
            page.blank();
        }
        let n_topics = self.overview.topics.len();
        let below = if is_roomy { 4 } else { 1 };
        let room =
            usize::from(area.height.saturating_sub(page.height())).saturating_sub(below).max(1);
        let first = self.scroll.min(n_topics.saturating_sub(room));
        for topic in self.overview.topics.iter().skip(first).take(room) {
            let is_wide = 70 <= area.width;
            let bar_width = if is_wide { 20 } else { 8 };
            let (full, empty) = bar(look, topic.known, bar_width);
            let name_width = if 50 <= area.width { 20 } else { 14 };
            let name = text::fit(&topic.title, name_width, look.signs.cut) + " ";
            let percent = format!(" {:>2.0} %", topic.known * 100.0);
            let due = if topic.n_due == 0 || page.width < NARROW {
                String::new()
            } else {
                format!("  {} due", topic.n_due)
            };
            let seen = if is_wide {
                format!("   {:>3} of {:<3} seen", topic.n_seen, topic.n_cards)
            } else {
                format!("  {:>3}/{:<3}", topic.n_seen, topic.n_cards)
            };
            page.row(&[
                (Role::Plain, &name),
                (Role::Good, &full),
                (Role::Dim, &empty),
                (Role::Strong, &percent),
                (Role::Dim, &seen),
                (Role::Warn, &due),
            ]);
        }
        if is_roomy {
            page.blank();
        }
        weakest(&mut page, &self.overview);
        if is_roomy {
            coming(&mut page, &self.overview);
        }
        page.draw(frame, area, 0);
        Vec::new()
    }
}

fn today(page: &mut Page, app: &App, overview: &Overview) {
    let dot = format!(" {} ", page.look.signs.dot);
    let due = format!("{} due", overview.n_due);
    let new = format!("{} new", overview.n_new);
    let minutes = format!("about {} min", overview.minutes);
    let enter = app.keymap.keys("home.start").first().map(ToString::to_string).unwrap_or_default();
    if overview.n_due + overview.n_new == 0 {
        let done = match overview.n_today {
            0 => "nothing is due".to_owned(),
            n => format!("done, {} today", text::plural(n as usize, "answer")),
        };
        page.row(&[(Role::Strong, "Today   "), (Role::Good, &done)]);
        return;
    }
    let is_narrow = page.width < NARROW;
    let start = if is_narrow { String::new() } else { format!("   [{enter}] start") };
    let minutes = if is_narrow { format!("{} min", overview.minutes) } else { minutes };
    page.row(&[
        (Role::Strong, "Today   "),
        (if 0 < overview.n_due { Role::Warn } else { Role::Dim }, &due),
        (Role::Dim, &dot),
        (Role::New, &new),
        (Role::Dim, &dot),
        (Role::Plain, &minutes),
        (Role::Accent, &start),
    ]);
}

fn activity(page: &mut Page, app: &App, overview: &Overview) {
    let is_narrow = page.width < NARROW;
    // Where columns are few, only the last days are shown.
    let n_days = if is_narrow { 14 } else { overview.activity.len() };
    let first = overview.activity.len().saturating_sub(n_days);
    let columns = spark(page.look, overview.activity.get(first..).unwrap_or_default());
    let streak = match overview.streak_days {
        0 => "no streak yet".to_owned(),
        n => format!("streak {}", text::plural(n as usize, "day")),
    };
    let today = format!("  {} today", overview.n_today);
    let words = if 70 <= page.width { "  five weeks" } else { "" };
    let left = text::width(&columns) + text::width(words) + text::width(&today);
    let pad = " ".repeat(page.width.saturating_sub(left + text::width(&streak)).clamp(2, 12));
    let is_empty = overview.activity.iter().all(|n| *n == 0);
    if is_empty {
        let words = match (overview.is_new, page.width < 64) {
            (true, false) => {
                "New here: start shows the first card; {home.settings} sets the exam date."
            }
            (true, true) => "New here: {home.start} shows the first card.",
            (false, _) => "no answers in five weeks",
        };
        page.row(&[(Role::Dim, &app.keymap.fill(Place::Home, words))]);
        return;
    }
    page.row(&[
        (Role::Accent, &columns),
        (Role::Dim, words),
        (Role::Dim, &today),
        (Role::Dim, &pad),
        (Role::Plain, &streak),
    ]);
}

/// What falls due in the next two weeks.
fn coming(page: &mut Page, overview: &Overview) {
    if overview.n_seen() == 0 {
        return;
    }
    let columns = spark(page.look, &overview.coming);
    let tomorrow = &overview.tomorrow;
    let words = match overview.exam_in_days {
        Some(0) => String::new(),
        _ => format!("  tomorrow {} due, {} new", tomorrow.n_reviews, tomorrow.n_new),
    };
    page.row(&[(Role::Dim, "coming          "), (Role::Accent, &columns), (Role::Dim, &words)]);
}

fn weakest(page: &mut Page, overview: &Overview) {
    if overview.weakest.is_empty() {
        let words = if page.width < 60 { KNOWN_SHORT } else { KNOWN };
        page.row(&[(Role::Dim, words)]);
        return;
    }
    let names = overview.weakest.join(", ");
    let lead = "weakest now     ";
    let room = page.width.saturating_sub(lead.len());
    let shown = text::wrap(&names, room);
    for (index, part) in shown.iter().take(2).enumerate() {
        let head = if index == 0 { lead } else { "                " };
        let part = part.trim_end_matches(',').to_owned()
            + if index == 0 && 1 < shown.len() { "," } else { "" };
        page.row(&[(Role::Dim, head), (Role::Plain, &part)]);
    }
}
