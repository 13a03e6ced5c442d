//! Review: the question, the answer with its provenance, four ratings with the next interval on
//! each.
//!
//! ```text
//!  Everything                           Lambda · a figure · new     3/20
//!
//!  How long may one Lambda invocation run at most?
//!
//!  > 600 s
//!  ✗ wrong    right is 900 s
//!  One Lambda invocation runs for at most 900 seconds (15 minutes).
//!  notes-a:23 notes-b:143 · AWS Lambda ...: Lambda quotas (2026-11)
//!
//!  [1 again 10 min]  2 hard 2 days  3 good 5 days  4 easy 11 days
//! ```
//! From 110 columns on, facts and provenance stand in a column of their own.

use ratatui::{
    Frame,
    layout::{Position, Rect},
};

use super::{
    Drawn,
    answer::{self, NARROW, front},
    finish,
    kinds::{Posed, pictured},
};
use crate::{
    app::{
        App,
        screens::{
            review::ReviewSession,
            showing::{CardStage, Showing},
        },
    },
    content::Card,
    memory::Confidence,
    tui::{
        Target,
        parts::{
            page::{Page, measure},
            theme::{Look, Role},
        },
    },
};

impl Drawn for ReviewSession {
    fn title(&self, app: &App, look: Look) -> (String, String) {
        let dot = format!(" {} ", look.signs.dot);
        let n_all = self.n_done() + self.n_left();
        let card = self.showing().and_then(|showing| {
            let card = app.desk.library.card(&showing.card)?;
            Some((card, if showing.is_new { "new" } else { "due" }))
        });
        let Some((card, state)) = card else { return (self.deck_title.clone(), String::new()) };
        let count = format!("{}/{n_all}", self.n_done() + 1);
        let kind = card.kind.title();
        let right = if app.size().width < NARROW {
            format!("{kind}   {count}")
        } else {
            let topic = app.desk.library.topic_title(&card.topic);
            format!("{topic}{dot}{kind}{dot}{state}   {count}")
        };
        (self.deck_title.clone(), right)
    }

    fn draw(&self, frame: &mut Frame<'_>, app: &App, look: Look, area: Rect) -> Vec<Target> {
        let Some(showing) = self.showing() else {
            finish::draw(frame, self, look, area);
            return Vec::new();
        };
        let Some(card) = app.desk.library.card(&showing.card) else {
            return Vec::new();
        };
        match &showing.stage {
            CardStage::Asking => asking(frame, app, showing, card, look, area),
            CardStage::Answered(answered) => {
                answer::draw(frame, app, (showing, answered, card), self.live.as_ref(), look, area);
                Vec::new()
            }
        }
    }
}

fn asking(
    frame: &mut Frame<'_>,
    app: &App,
    showing: &Showing,
    card: &Card,
    look: Look,
    area: Rect,
) -> Vec<Target> {
    let mut page = Page::new(look, measure(area));
    front(&mut page, card);
    page.blank();
    let posed = pictured(&showing.input).ask(&mut page, app, &showing.order);
    if showing.confidence != Confidence::Sure {
        page.gap();
        let words = match showing.confidence {
            Confidence::Unsure => "unsure: a right answer will be proposed as hard",
            Confidence::Guess | Confidence::Sure => "a guess: even a right answer will come again",
        };
        page.row(&[(Role::Warn, words)]);
    }
    let focus = selected_rows(&posed, &page);
    let scroll = scroll_to(focus, area.height);
    page.draw(frame, area, usize::from(scroll));
    if let Some((column, row)) = posed.cursor {
        place_cursor(frame, area, column, row.saturating_sub(scroll));
    }
    entries_to_targets(&posed.entries, area, page.height(), scroll)
}

/// First and last row of what the cursor is on.
fn selected_rows(posed: &Posed, page: &Page) -> (u16, u16) {
    if let Some((_, row)) = posed.cursor {
        return (row, row);
    }
    let first = posed.entries.get(posed.focus).map_or(0, |(_, row)| *row);
    let next = posed.entries.get(posed.focus + 1).map_or_else(|| page.height(), |(_, row)| *row);
    (first, next.saturating_sub(1))
}

/// The first row to show so that the rows of `focus` are in view, the last one if not all fit.
fn scroll_to((_, last): (u16, u16), height: u16) -> u16 {
    (last + 1).saturating_sub(height)
}

fn place_cursor(frame: &mut Frame<'_>, area: Rect, column: u16, row: u16) {
    if row < area.height && column < area.width {
        frame.set_cursor_position(Position { x: area.x + column, y: area.y + row });
    }
}

fn entries_to_targets(entries: &[(usize, u16)], area: Rect, end: u16, scroll: u16) -> Vec<Target> {
    let mut targets = Vec::new();
    for (index, (entry, row)) in entries.iter().enumerate() {
        let next = entries.get(index + 1).map_or(end, |(_, row)| *row);
        let (top, bottom) =
            (row.saturating_sub(scroll), next.saturating_sub(scroll).min(area.height));
        if top < bottom && top < area.height {
            targets.push(Target {
                area: Rect { y: area.y + top, height: bottom - top, ..area },
                entry: *entry,
            });
        }
    }
    targets
}
