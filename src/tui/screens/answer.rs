//! The answer to a card with its provenance, and four ratings with the next interval on each.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
    widgets::Paragraph,
};

use super::{kinds::pictured, live};
use crate::{
    app::{
        App,
        keys::action::Place,
        screens::{
            kinds::Judged,
            live::Live,
            showing::{AnsweredCard, Showing},
        },
    },
    content::{Card, Verdict},
    memory::{Rating, state::Rest},
    study::{search::shown_front, words::Back},
    tui::parts::{
        fact::fact_lines,
        page::{Page, measure},
        theme::{Look, Role},
    },
};

/// From this width on facts have a column of their own.
const WIDE: u16 = 110;
/// From this height on the live pane has room below the card.
const WITH_LIVE: u16 = 16;
/// Below this width words are shortened.
pub(super) const NARROW: u16 = 50;

pub(super) fn draw(
    frame: &mut Frame<'_>,
    app: &App,
    (showing, answered, card): (&Showing, &AnsweredCard, &Card),
    live: Option<&Live>,
    look: Look,
    area: Rect,
) {
    let is_wide = WIDE <= area.width;
    let footer_height = 2.min(area.height);
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
    let pictured = pictured(&showing.input);
    pictured.right(&mut page);
    page.gap();
    pictured.solve(&mut page, &showing.order, answered);
    if let Some(note) = &card.text.note {
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
fn verdict(page: &mut Page, answered: &AnsweredCard, card: &Card) {
    let signs = page.look.signs;
    let (right, wrong) = (format!("{} right", signs.right), format!("{} wrong", signs.wrong));
    let you = |words: &str| {
        if answered.given.is_empty() { String::new() } else { format!("   you: {words}") }
    };
    let is_typed = card.kind.is_typed();
    let given = if is_typed { you(&answered.given) } else { String::new() };
    match &answered.judged {
        Judged::NotGiven => page.row(&[(Role::Warn, "not answered")]),
        Judged::ByOneself => page.row(&[(Role::Dim, "rate how well you remembered it")]),
        Judged::Is(Verdict::Right) => page.row(&[(Role::Good, &right), (Role::Dim, &given)]),
        Judged::Is(Verdict::Misspelt(meant)) => {
            let words = format!("   spelled {meant}");
            page.row(&[(Role::Good, &right), (Role::Dim, &words)]);
        }
        Judged::Is(Verdict::Wrong) => page.row(&[(Role::Bad, &wrong), (Role::Dim, &given)]),
        Judged::Is(Verdict::Partly { n_right, n }) => {
            let words = format!("   {n_right} of {n}; the exam gives no part of a point");
            page.row(&[(Role::Bad, &wrong), (Role::Dim, &words)]);
        }
        Judged::Is(Verdict::Older { until }) => {
            let older = card.figure().and_then(|value| value.older.as_ref());
            let was =
                older.map_or_else(|| answered.given.clone(), |older| older.quantity.to_string());
            let words = format!("{} {was} was right until {until}", signs.right);
            page.row(&[(Role::Warn, &words), (Role::Dim, &given)]);
        }
    }
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

/// The four ratings; the proposed one, if one is, is reversed and in brackets.
fn ratings(frame: &mut Frame<'_>, app: &App, answered: &AnsweredCard, look: Look, area: Rect) {
    let mut spans: Vec<Span<'static>> = Vec::new();
    let has_words = 62 <= area.width;
    let is_narrow = area.width < NARROW;
    let keys = ["{review.again}", "{review.hard}", "{review.good}", "{review.easy}"];
    for ((rating, rest), key) in Rating::ALL.into_iter().zip(answered.rests).zip(keys) {
        let key = app.keymap.fill(Place::Card, key);
        let is_proposed = Some(rating) == answered.proposal;
        let rest = if is_narrow { short_rest(rest) } else { rest.words().unwrap_or_default() };
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

pub(super) fn front(page: &mut Page, card: &Card) {
    page.text(Role::Strong, 0, &shown_front(&card.text.front));
}
