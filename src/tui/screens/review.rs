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
    answer::{self, NARROW, front, in_order},
    finish,
};
use crate::{
    app::{
        App,
        keys::action::Place,
        screens::{
            field::Field,
            review::ReviewSession,
            showing::{self, CardStage, Input, Showing},
        },
    },
    content::{Body, Card},
    memory::Confidence,
    text,
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
    let mut entries = Vec::new();
    let mut cursor: Option<(u16, u16)> = None;
    if let Input::Text(field) = &showing.input {
        let doubt = showing.doubt().map(|about| app.keymap.fill(Place::Type, &about.words()));
        cursor = Some(typed(&mut page, field, card, doubt.as_deref()));
    } else {
        entries = options(&mut page, showing, card);
    }
    if showing.confidence != Confidence::Sure {
        page.gap();
        let words = match showing.confidence {
            Confidence::Unsure => "unsure: a right answer will be proposed as hard",
            Confidence::Guess | Confidence::Sure => "a guess: even a right answer will come again",
        };
        page.row(&[(Role::Warn, words)]);
    }
    let focus =
        cursor.map_or_else(|| selected_rows(showing, &entries, &page), |(_, row)| (row, row));
    let scroll = scroll_to(focus, area.height);
    page.draw(frame, area, usize::from(scroll));
    if let Some((column, row)) = cursor {
        place_cursor(frame, area, column, row.saturating_sub(scroll));
    }
    entries_to_targets(&entries, area, page.height(), scroll)
}

/// What there is to pick from, with the numbers that pick; gives back the row of each.
fn options(page: &mut Page, showing: &Showing, card: &Card) -> Vec<(usize, u16)> {
    let mut entries: Vec<(usize, u16)> = Vec::new();
    match (&showing.input, &card.text.body) {
        (Input::One { cursor }, Body::Choice { options } | Body::Which { options }) => {
            for (place, option) in in_order(options, &showing.order) {
                entries.push((place, page.height()));
                numbered(page, place, place == *cursor, &[], &option.text);
            }
        }
        (Input::Several { cursor, marked }, Body::Multiple { options }) => {
            for (place, option) in in_order(options, &showing.order) {
                entries.push((place, page.height()));
                let is_marked = marked.contains(&place);
                let sign =
                    if is_marked { page.look.signs.marked } else { page.look.signs.unmarked };
                numbered(
                    page,
                    place,
                    place == *cursor,
                    &[(Role::Accent, sign), (Role::Plain, " ")],
                    &option.text,
                );
            }
            page.blank();
            let words = format!("{} of {} marked", marked.len(), showing::n_right(card));
            page.row(&[(Role::Dim, &words)]);
        }
        (Input::Pairs { cursor, given }, Body::Match { pairs, extra }) => {
            matching(page, showing, (*cursor, given), pairs, extra, &mut entries);
        }
        (Input::Sequence { cursor, given }, Body::Order { steps }) => {
            for (place, at) in showing.order.iter().enumerate() {
                entries.push((place, page.height()));
                let position = given.iter().position(|one| *one == place);
                let sign = position
                    .map_or_else(|| "  ".to_owned(), |position| format!("{}.", position + 1));
                let step = steps.get(*at).map_or("", String::as_str);
                numbered(
                    page,
                    place,
                    place == *cursor,
                    &[(Role::Accent, &sign), (Role::Plain, " ")],
                    step,
                );
            }
            page.blank();
            page.row(&[(Role::Dim, "pick the steps by number, first one first")]);
        }
        _ => {}
    }
    entries
}

/// First and last row of what the cursor is on.
fn selected_rows(showing: &Showing, entries: &[(usize, u16)], page: &Page) -> (u16, u16) {
    let place = match &showing.input {
        Input::One { cursor } | Input::Several { cursor, .. } | Input::Sequence { cursor, .. } => {
            *cursor
        }
        // The items of a match are numbered below their left sides; all of them are wanted.
        Input::Pairs { .. } => entries.len().saturating_sub(1),
        Input::Text(_) => 0,
    };
    let first = entries.get(place).map_or(0, |(_, row)| *row);
    let next = entries.get(place + 1).map_or_else(|| page.height(), |(_, row)| *row);
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
/// The line being typed; gives back where in the page the cursor stands.
fn typed(page: &mut Page, field: &Field, card: &Card, doubt: Option<&str>) -> (u16, u16) {
    let row = page.height();
    let lead = "> ";
    let room = page.width.saturating_sub(4).max(1);
    // A line longer than the room shows its end.
    let cursor = field.cursor_column();
    let skipped = cursor.saturating_sub(room.saturating_sub(1));
    let shown: String = field.text().chars().skip(skipped).collect();
    page.row(&[(Role::Accent, lead), (Role::Plain, &text::cut(&shown, room, page.look.signs.cut))]);
    page.blank();
    let hint = match &card.text.body {
        Body::Numeric { value } => {
            format!("a number, counted in {}", unit_words(value.quantity.unit.symbol()))
        }
        Body::Cloze { .. }
        | Body::Choice { .. }
        | Body::Multiple { .. }
        | Body::Match { .. }
        | Body::Order { .. }
        | Body::Which { .. } => "the word or figure that fills the gap".to_owned(),
    };
    match doubt {
        Some(words) => page.text(Role::Warn, 0, words),
        None => page.text(Role::Dim, 0, &hint),
    }
    (u16::try_from(lead.len() + cursor - skipped).unwrap_or(0), row)
}

fn unit_words(symbol: &str) -> String {
    match symbol {
        "HTTP" => "HTTP status codes".to_owned(),
        "x" => "times".to_owned(),
        symbol => format!("{symbol} unless it says otherwise"),
    }
}
/// `▸ 2 text`, the number being the key.
fn numbered(page: &mut Page, place: usize, is_selected: bool, marks: &[(Role, &str)], words: &str) {
    let pointer = if is_selected { page.look.signs.pointer } else { " " };
    let number = format!(" {} ", place + 1);
    let mut head = vec![(Role::Accent, pointer), (Role::Accent, number.as_str())];
    head.extend(marks);
    let role = if is_selected { Role::Strong } else { Role::Plain };
    page.hanging(&head, 0, role, words);
}

fn matching(
    page: &mut Page,
    showing: &Showing,
    (cursor, given): (usize, &[Option<usize>]),
    pairs: &[(String, String)],
    extra: &[String],
    entries: &mut Vec<(usize, u16)>,
) {
    let right = |place: usize| {
        showing.order.get(place).and_then(|at| showing::right_item(pairs, extra, *at))
    };
    let left_width =
        pairs.iter().map(|(left, _)| text::width(left)).max().unwrap_or(0).min(page.width / 2);
    for (at, (left, _)) in pairs.iter().enumerate() {
        let is_selected = at == cursor;
        let pointer = if is_selected { page.look.signs.pointer } else { " " };
        let left = text::fit(left, left_width, page.look.signs.cut);
        let chosen = given.get(at).copied().flatten();
        let answer = chosen.map_or_else(
            || "?".to_owned(),
            |place| format!("{} {}", place + 1, right(place).unwrap_or_default()),
        );
        let role = if is_selected { Role::Strong } else { Role::Plain };
        page.row(&[
            (Role::Accent, pointer),
            (Role::Plain, " "),
            (role, &left),
            (Role::Dim, "  =  "),
            (if chosen.is_some() { Role::Accent } else { Role::Dim }, &answer),
        ]);
    }
    page.blank();
    for place in 0..showing.order.len() {
        entries.push((place, page.height()));
        let is_used = given.contains(&Some(place));
        let number = format!("  {} ", place + 1);
        let role = if is_used { Role::Dim } else { Role::Plain };
        page.hanging(&[(Role::Accent, &number)], 0, role, right(place).unwrap_or_default());
    }
}
