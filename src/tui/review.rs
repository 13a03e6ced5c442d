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
    text::{Line, Span},
    widgets::Paragraph,
};

use super::{
    Target,
    fact::fact_lines,
    finish, live,
    page::Page,
    theme::{Look, Role},
};
use crate::{
    app::{
        App, Screen,
        action::Place,
        field::Field,
        review::Review,
        search::shown_front,
        showing::{self, Answered, Back, Input, Showing, Stage},
    },
    content::{Body, Card, Choice, Verdict},
    memory::{Confidence, Rating, schedule::Rest},
    text,
};

/// From this width on facts have a column of their own.
const WIDE: u16 = 110;
/// From this height on the live pane has room below the card.
const WITH_LIVE: u16 = 16;
/// Below this width words are shortened.
const NARROW: u16 = 50;
/// Lines of text are not longer than this, to be read with ease.
const MEASURE: u16 = 76;

pub(super) fn title(app: &App, review: &Review, look: Look) -> (String, String) {
    let dot = format!(" {} ", look.signs.dot);
    let n_all = review.n_done() + review.n_left();
    let card = review.showing().and_then(|showing| {
        let card = app.desk.library.card(&showing.card)?;
        Some((card, if showing.is_new { "new" } else { "due" }))
    });
    let Some((card, state)) = card else { return (review.deck_title.clone(), String::new()) };
    let count = format!("{}/{n_all}", review.n_done() + 1);
    let kind = card.kind().title();
    let right = if app.size().width < NARROW {
        format!("{kind}   {count}")
    } else {
        let topic = app.desk.library.topic_title(&card.topic);
        format!("{topic}{dot}{kind}{dot}{state}   {count}")
    };
    (review.deck_title.clone(), right)
}

/// How many number keys pick something now.
pub(super) fn n_numbers(app: &App) -> usize {
    match app.screen() {
        Screen::Review(review) => review.showing().map_or(9, |showing| showing.order.len().max(1)),
        Screen::Drills(drills) => {
            drills.question.as_ref().map_or(4, |one| one.choices.answers.len())
        }
        Screen::Practice(practice) => practice.question.as_ref().map_or(9, |one| one.order.len()),
        Screen::Exam(exam) => exam.sheets.get(exam.at).map_or(4, |sheet| sheet.order.len()),
        Screen::Home(_)
        | Screen::Browse(_)
        | Screen::Worlds(_)
        | Screen::Lab(_)
        | Screen::Mocks(_)
        | Screen::Report(_)
        | Screen::Plan(_)
        | Screen::Stats(_)
        | Screen::Settings(_) => 9,
    }
}

pub(super) fn draw(
    frame: &mut Frame<'_>,
    app: &App,
    review: &Review,
    look: Look,
    area: Rect,
) -> Vec<Target> {
    let Some(showing) = review.showing() else {
        finish::draw(frame, review, look, area);
        return Vec::new();
    };
    let Some(card) = app.desk.library.card(&showing.card) else {
        return Vec::new();
    };
    match &showing.stage {
        Stage::Asking => asking(frame, app, showing, card, look, area),
        Stage::Answered(answered) => {
            answer(frame, app, showing, answered, card, look, area);
            Vec::new()
        }
    }
}

/// Lines of text are not longer than can be read with ease.
pub(super) fn measure(area: Rect) -> u16 {
    area.width.min(MEASURE)
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
    let mut entries: Vec<(usize, u16)> = Vec::new();
    let mut cursor: Option<(u16, u16)> = None;
    match (&showing.input, &card.body) {
        (Input::Text(field), _) => {
            let doubt = showing.doubt().map(|about| app.keymap.fill(Place::Type, &about.words()));
            cursor = Some(typed(&mut page, field, card, doubt.as_deref()));
        }
        (Input::One { cursor }, Body::Choice { options } | Body::Which { options }) => {
            for (place, option) in in_order(options, &showing.order) {
                entries.push((place, page.height()));
                numbered(&mut page, place, place == *cursor, &[], &option.text);
            }
        }
        (Input::Several { cursor, marked }, Body::Multiple { options }) => {
            for (place, option) in in_order(options, &showing.order) {
                entries.push((place, page.height()));
                let is_marked = marked.contains(&place);
                let sign = if is_marked { look.signs.marked } else { look.signs.unmarked };
                numbered(
                    &mut page,
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
            matching(&mut page, showing, (*cursor, given), pairs, extra, &mut entries);
        }
        (Input::Sequence { cursor, given }, Body::Order { steps }) => {
            for (place, at) in showing.order.iter().enumerate() {
                entries.push((place, page.height()));
                let position = given.iter().position(|one| *one == place);
                let sign = position
                    .map_or_else(|| "  ".to_owned(), |position| format!("{}.", position + 1));
                let step = steps.get(*at).map_or("", String::as_str);
                numbered(
                    &mut page,
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

fn front(page: &mut Page, card: &Card) {
    page.text(Role::Strong, 0, &shown_front(&card.front));
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
    let hint = match &card.body {
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

fn in_order<'a>(
    options: &'a [Choice],
    order: &'a [usize],
) -> impl Iterator<Item = (usize, &'a Choice)> {
    order.iter().enumerate().filter_map(|(place, at)| Some((place, options.get(*at)?)))
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

fn answer(
    frame: &mut Frame<'_>,
    app: &App,
    showing: &Showing,
    answered: &Answered,
    card: &Card,
    look: Look,
    area: Rect,
) {
    let is_wide = WIDE <= area.width;
    let footer_height = 2.min(area.height);
    let live = if let Screen::Review(review) = app.screen() { review.live.as_ref() } else { None };
    let live_height = if live.is_some() && WITH_LIVE <= area.height { live::ROWS } else { 0 };
    let body = Rect { height: area.height - footer_height - live_height, ..area };
    if let Some(live) = live.filter(|_| 0 < live_height) {
        let pane = Rect { y: body.bottom(), height: live_height, width: measure(area), ..area };
        live::draw(frame, live, look, pane);
    }
    let left = if is_wide { Rect { width: area.width * 3 / 5 - 2, ..body } } else { body };
    let mut page = Page::new(look, if is_wide { left.width } else { measure(left) });
    front(&mut page, card);
    page.gap();
    verdict(&mut page, answered, card);
    page.gap();
    solution(&mut page, showing, answered.is_given, card);
    if let Some(note) = &card.note {
        page.gap();
        page.text(Role::Plain, 0, note);
    }
    if is_wide {
        let right = Rect { x: left.right() + 3, width: body.right() - left.right() - 3, ..body };
        let mut side = Page::new(look, right.width);
        side.rule("what is so");
        facts(&mut side, app, card);
        side.draw(frame, right, answered.scroll);
    } else {
        page.gap();
        facts(&mut page, app, card);
    }
    page.draw(frame, left, answered.scroll);
    let footer = Rect { y: area.bottom() - footer_height, height: footer_height, ..area };
    ratings(frame, app, answered, look, footer);
}

/// One line that says how it went.
fn verdict(page: &mut Page, answered: &Answered, card: &Card) {
    let signs = page.look.signs;
    let (right, wrong) = (format!("{} right", signs.right), format!("{} wrong", signs.wrong));
    let you = |words: &str| {
        if answered.given.is_empty() { String::new() } else { format!("   you: {words}") }
    };
    let is_typed = card.kind().is_typed();
    let given = if is_typed { you(&answered.given) } else { String::new() };
    if answered.is_given {
        match &answered.verdict {
            Verdict::Right => page.row(&[(Role::Good, &right), (Role::Dim, &given)]),
            Verdict::Misspelt(meant) => {
                let words = format!("   spelled {meant}");
                page.row(&[(Role::Good, &right), (Role::Dim, &words)]);
            }
            Verdict::Wrong => page.row(&[(Role::Bad, &wrong), (Role::Dim, &given)]),
            Verdict::Partly { n_right, n } => {
                let words = format!("   {n_right} of {n}; the exam gives no part of a point");
                page.row(&[(Role::Bad, &wrong), (Role::Dim, &words)]);
            }
            Verdict::Older { until } => {
                let older = match &card.body {
                    Body::Numeric { value } => value.older.as_ref(),
                    Body::Cloze { .. }
                    | Body::Choice { .. }
                    | Body::Multiple { .. }
                    | Body::Match { .. }
                    | Body::Order { .. }
                    | Body::Which { .. } => None,
                };
                let was = older
                    .map_or_else(|| answered.given.clone(), |older| older.quantity.to_string());
                let words = format!("{} {was} was right until {until}", signs.right);
                page.row(&[(Role::Warn, &words), (Role::Dim, &given)]);
            }
        }
    } else {
        page.row(&[(Role::Warn, "not answered")]);
    }
    if let Body::Numeric { value } = &card.body {
        let shown = value.quantity.to_string();
        let scope = format!("   {}", value.scope);
        page.row(&[(Role::Plain, "  it is "), (Role::Strong, &shown), (Role::Dim, &scope)]);
    }
    if let Body::Cloze { gap, .. } = &card.body {
        page.row(&[(Role::Plain, "  it is "), (Role::Strong, gap)]);
    }
}

/// The options again, each with its sign and its reason.
fn solution(page: &mut Page, showing: &Showing, is_given: bool, card: &Card) {
    match (&card.body, &showing.input) {
        (Body::Choice { options } | Body::Which { options }, Input::One { cursor }) => {
            for (place, option) in in_order(options, &showing.order) {
                judged(page, place, option, is_given && place == *cursor);
            }
        }
        (Body::Multiple { options }, Input::Several { marked, .. }) => {
            for (place, option) in in_order(options, &showing.order) {
                judged(page, place, option, is_given && marked.contains(&place));
            }
        }
        (Body::Match { pairs, extra }, Input::Pairs { given, .. }) => {
            for (at, (left, right)) in pairs.iter().enumerate() {
                let chosen =
                    given.get(at).copied().flatten().and_then(|place| showing.order.get(place));
                let is_right = chosen == Some(&at);
                let mine = chosen.and_then(|at| showing::right_item(pairs, extra, *at));
                pair(page, (left, right), mine.filter(|_| !is_right), is_right);
            }
        }
        (Body::Order { steps }, Input::Sequence { given, .. }) => {
            for (at, step) in steps.iter().enumerate() {
                let mine = given.iter().position(|place| showing.order.get(*place) == Some(&at));
                let is_right = mine == Some(at);
                let sign = match mine {
                    _ if is_right => page.look.signs.right,
                    Some(_) => page.look.signs.wrong,
                    None => ' ',
                };
                let head = format!("{sign} {}. ", at + 1);
                let role = if is_right { Role::Good } else { Role::Bad };
                let yours = match mine {
                    Some(mine) if !is_right => format!("{step}   (you: {})", mine + 1),
                    _ => step.clone(),
                };
                page.hanging(&[(role, &head)], 0, Role::Plain, &yours);
            }
        }
        _ => {}
    }
}

fn judged(page: &mut Page, place: usize, option: &Choice, is_chosen: bool) {
    let signs = page.look.signs;
    let (sign, role) = match (option.is_right, is_chosen) {
        (true, _) => (signs.right.to_string(), Role::Good),
        (false, true) => (signs.wrong.to_string(), Role::Bad),
        (false, false) => (" ".to_owned(), Role::Dim),
    };
    let number = format!("{sign} {} ", place + 1);
    let words = if is_chosen { format!("{}   (you)", option.text) } else { option.text.clone() };
    let text_role = if option.is_right { Role::Strong } else { Role::Plain };
    page.hanging(&[(role, &number)], 0, text_role, &words);
    if let Some(why) = &option.why {
        page.text(Role::Dim, 4, why);
    }
}

fn pair(page: &mut Page, (left, right): (&str, &str), mine: Option<&str>, is_right: bool) {
    let sign = match mine {
        _ if is_right => page.look.signs.right,
        Some(_) => page.look.signs.wrong,
        None => ' ',
    };
    let head = format!("{sign} ");
    let words = match mine {
        Some(mine) => format!("{left}  =  {right}   (you: {mine})"),
        None => format!("{left}  =  {right}"),
    };
    page.hanging(&[(if is_right { Role::Good } else { Role::Bad }, &head)], 0, Role::Plain, &words);
}

/// What is so, and who says it.
fn facts(page: &mut Page, app: &App, card: &Card) {
    for (index, fact) in app.desk.library.facts_of(card).enumerate() {
        if 0 < index {
            page.gap();
        }
        fact_lines(page, app, fact);
    }
}

/// `10 min`, `1 day`, `3 months`: how long a card rests.
fn rest_words(back: Back) -> String {
    match back {
        Back::AfterExam => "after the exam".to_owned(),
        Back::AsPlanned => String::new(),
        Back::In(Rest::Minutes(minutes)) if minutes < 60 => format!("{minutes} min"),
        Back::In(Rest::Minutes(minutes)) => format!("{} h", minutes.div_ceil(60)),
        Back::In(Rest::Days(1)) => "1 day".to_owned(),
        Back::In(Rest::Days(days)) if days < 60 => format!("{days} days"),
        Back::In(Rest::Days(days)) if days < 730 => format!("{} months", (days + 15) / 30),
        Back::In(Rest::Days(days)) => format!("{} years", (days + 182) / 365),
    }
}

/// `10m`, `1d`, `3mo`: the same where columns are few.
fn short_rest(back: Back) -> String {
    match back {
        Back::AfterExam => "later".to_owned(),
        Back::AsPlanned => String::new(),
        Back::In(Rest::Minutes(minutes)) if minutes < 60 => format!("{minutes}m"),
        Back::In(Rest::Minutes(minutes)) => format!("{}h", minutes.div_ceil(60)),
        Back::In(Rest::Days(days)) if days < 100 => format!("{days}d"),
        Back::In(Rest::Days(days)) => format!("{}mo", (days + 15) / 30),
    }
}

/// The four ratings; the proposed one is reversed and in brackets.
fn ratings(frame: &mut Frame<'_>, app: &App, answered: &Answered, look: Look, area: Rect) {
    let mut spans: Vec<Span<'static>> = Vec::new();
    let has_words = 62 <= area.width;
    let is_narrow = area.width < NARROW;
    let keys = ["{review.again}", "{review.hard}", "{review.good}", "{review.easy}"];
    for ((rating, rest), key) in Rating::ALL.into_iter().zip(answered.rests).zip(keys) {
        let key = app.keymap.fill(Place::Card, key);
        let is_proposed = rating == answered.proposal;
        let rest = if is_narrow { short_rest(rest) } else { rest_words(rest) };
        let words = if has_words {
            format!("{key} {} {rest}", rating.word())
        } else {
            format!("{key} {rest}")
        };
        let words = words.trim_end();
        if is_proposed {
            spans.push(Span::styled(format!("[{words}]"), look.style(Role::Focus)));
        } else {
            spans.push(Span::styled(format!(" {words} "), look.style(Role::Plain)));
        }
        spans.push(Span::raw(" "));
    }
    let mut rule = Page::new(look, area.width);
    rule.rule("");
    let lines: Vec<Line<'static>> = rule.lines.into_iter().chain([Line::from(spans)]).collect();
    frame.render_widget(Paragraph::new(lines), area);
}
