//! Browse: a list on the left, a preview on the right; below 76 columns the preview opens over the
//! list.

use std::fmt::Write;

use ratatui::{
    Frame,
    layout::{Position, Rect},
};

use super::{Drawn, kinds::pictured};
use crate::{
    app::{
        App,
        keys::action::Place,
        screens::{
            browse::{Browse, Filters, What},
            kinds::Input,
        },
    },
    content::{Card, Fact},
    memory::{CardState, Due, Phase},
    study::{
        desk::status_words,
        search::{Hit, shown_front},
    },
    text,
    tui::{
        Target,
        parts::{
            fact::fact_lines,
            page::Page,
            theme::{Look, Role},
        },
    },
};

/// From this width on the preview stands beside the list.
const BESIDE: u16 = 76;
impl Drawn for Browse {
    fn title(&self, _app: &App, _look: Look) -> (String, String) {
        let found = match self.hits.len() {
            0 => "nothing found".to_owned(),
            n => format!("{} of {n}", self.cursor.selected + 1),
        };
        ("Browse".to_owned(), found)
    }

    fn draw(&self, frame: &mut Frame<'_>, app: &App, look: Look, area: Rect) -> Vec<Target> {
        let is_beside = BESIDE <= area.width && !self.is_open;
        search_line(frame, self, look, Rect { height: 1, ..area });
        let filters = Rect { y: area.y + 1, height: 1, ..area };
        filter_line(frame, app, &self.filters, look, filters);
        let below = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        if self.is_open {
            let mut page = Page::new(look, below.width.min(96));
            preview(&mut page, app, self);
            page.draw(frame, below, self.scroll);
            return Vec::new();
        }
        let list_width = if is_beside { (below.width * 9 / 20).max(34) } else { below.width };
        let list = Rect { width: list_width, ..below };
        let targets = rows(frame, app, self, look, list);
        if is_beside {
            let x = list.right() + 2;
            let right = Rect { x, width: below.right().saturating_sub(x), ..below };
            let mut page = Page::new(look, right.width);
            preview(&mut page, app, self);
            page.draw(frame, right, self.scroll);
        }
        targets
    }
}

fn search_line(frame: &mut Frame<'_>, browse: &Browse, look: Look, area: Rect) {
    let mut page = Page::new(look, area.width);
    let query = browse.query.text();
    if browse.is_searching || !query.is_empty() {
        let role = if browse.is_searching { Role::Strong } else { Role::Plain };
        page.row(&[(Role::Accent, "/ "), (role, &query)]);
    } else {
        let long = "/ to search: words in any order, parts of words";
        page.row(&[(Role::Dim, if page.width < 50 { "/ to search" } else { long })]);
    }
    page.draw(frame, area, 0);
    if browse.is_searching {
        let column = u16::try_from(2 + browse.query.cursor_column()).unwrap_or(0);
        if column < area.width {
            frame.set_cursor_position(Position { x: area.x + column, y: area.y });
        }
    }
}

fn filter_line(frame: &mut Frame<'_>, app: &App, filters: &Filters, look: Look, area: Rect) {
    let any = "any".to_owned();
    let topic = filters
        .topic
        .as_ref()
        .map_or(any.clone(), |topic| app.desk.library.topic_title(topic).to_owned());
    let chips = [
        ("{browse.what}", filters.what.word().to_owned(), filters.what != What::Both),
        ("{browse.topic}", format!("topic {topic}"), filters.topic.is_some()),
        (
            "{browse.kind}",
            format!("kind {}", filters.kind.map_or("any", |kind| kind.word())),
            filters.kind.is_some(),
        ),
        (
            "{browse.status}",
            format!("notes {}", filters.status.map_or("any", |status| status.word())),
            filters.status.is_some(),
        ),
        (
            "{browse.due}",
            filters.state.map_or("all".to_owned(), |state| state.word().to_owned()),
            filters.state.is_some(),
        ),
    ]
    .map(|(key, words, is_set)| (app.keymap.fill(Place::Browse, key), words, is_set));
    let mut page = Page::new(look, area.width);
    let mut parts: Vec<(Role, String)> = Vec::new();
    let room = usize::from(area.width);
    let wanted: usize = chips.iter().map(|(key, words, _)| key.len() + words.len() + 4).sum();
    let has_set = chips.iter().any(|(_, _, is_set)| *is_set);
    if room + 3 < wanted && !has_set {
        let keys: Vec<&str> = chips.iter().map(|(key, _, _)| key.as_str()).collect();
        page.row(&[(Role::Accent, &keys.join(" ")), (Role::Dim, " narrow the list")]);
        page.draw(frame, area, 0);
        return;
    }
    // Where not all fit, those that are set come alone.
    for (key, words, is_set) in chips {
        if room + 3 < wanted && !is_set {
            continue;
        }
        parts.push((Role::Accent, format!("{key} ")));
        parts.push((if is_set { Role::Strong } else { Role::Dim }, format!("{words}   ")));
    }
    let parts: Vec<(Role, &str)> =
        parts.iter().map(|(role, part)| (*role, part.as_str())).collect();
    page.row(&parts);
    page.draw(frame, area, 0);
}

fn rows(frame: &mut Frame<'_>, app: &App, browse: &Browse, look: Look, area: Rect) -> Vec<Target> {
    let mut page = Page::new(look, area.width);
    let mut targets = Vec::new();
    if browse.hits.is_empty() {
        page.blank();
        let words = "Nothing matches. {app.back} clears the search and the filters.";
        page.text(Role::Dim, 0, &app.keymap.fill(Place::Browse, words));
        page.draw(frame, area, 0);
        return targets;
    }
    let height = usize::from(area.height);
    for (entry, hit) in browse.hits.iter().enumerate().skip(browse.cursor.offset).take(height) {
        let is_selected = entry == browse.cursor.selected;
        let y = area.y + page.height();
        targets.push(Target { area: Rect { y, height: 1, ..area }, entry });
        let (kind, words, mark) = row_words(app, *hit, look);
        let pointer = if is_selected { look.signs.pointer } else { " " };
        let room = page.width.saturating_sub(13);
        let words = text::fit(&words, room, look.signs.cut);
        let role = if is_selected { Role::Focus } else { Role::Plain };
        page.row(&[
            (Role::Accent, pointer),
            (Role::Accent, &mark),
            (Role::Dim, &text::fit(kind, 9, ' ')),
            (role, &words),
        ]);
    }
    page.draw(frame, area, 0);
    targets
}

/// Kind, text, and a sign for what stands out.
fn row_words(app: &App, hit: Hit, look: Look) -> (&'static str, String, String) {
    let library = &app.desk.library;
    let plain = || " ".to_owned();
    match hit {
        Hit::Fact(index) => {
            library.facts.get(index).map_or(("fact", String::new(), plain()), |fact| {
                let mark = if fact.status.is_correction() { "!".to_owned() } else { plain() };
                ("fact", fact.text.statement.clone(), mark)
            })
        }
        Hit::Card(index) => {
            library.cards.get(index).map_or(("card", String::new(), plain()), |card| {
                let state = app.desk.cards.state(&card.id);
                let is_due = app.desk.is_due(&card.id, app.now().day);
                let mark = match () {
                    () if state.is_suspended => "-".to_owned(),
                    () if state.is_leech() => "!".to_owned(),
                    () if is_due => look.signs.dot.to_owned(),
                    () => plain(),
                };
                (card.kind.word(), shown_front(&card.text.front), mark)
            })
        }
    }
}

fn preview(page: &mut Page, app: &App, browse: &Browse) {
    let library = &app.desk.library;
    match browse.selected() {
        Some(Hit::Fact(index)) => {
            if let Some(fact) = library.facts.get(index) {
                fact_preview(page, app, fact);
            }
        }
        Some(Hit::Card(index)) => {
            if let Some(card) = library.cards.get(index) {
                card_preview(page, app, card);
            }
        }
        None => {}
    }
}

fn fact_preview(page: &mut Page, app: &App, fact: &Fact) {
    let status = status_words(&app.desk.library, fact.status);
    let words = format!("{} {} {status}", fact.kind.word(), page.look.signs.dot);
    page.row(&[(Role::Accent, &fact.id.to_string())]);
    page.row(&[(if fact.status.is_correction() { Role::Warn } else { Role::Dim }, &words)]);
    page.blank();
    fact_lines(page, app, fact);
    for value in &fact.text.values {
        let words =
            format!("{} {} {} (as of {})", value.name, value.quantity, value.scope, value.as_of);
        page.text(Role::Dim, 2, &words);
    }
    page.gap();
    let cards: Vec<&Card> = app.desk.library.cards_of(&fact.id).collect();
    page.row(&[(Role::Dim, &text::plural(cards.len(), "card"))]);
    for card in cards {
        page.hanging(
            &[(Role::Dim, &text::fit(card.kind.word(), 9, ' '))],
            0,
            Role::Plain,
            &shown_front(&card.text.front),
        );
    }
}

fn card_preview(page: &mut Page, app: &App, card: &Card) {
    let state = app.desk.cards.state(&card.id);
    page.row(&[(Role::Accent, &card.id.to_string())]);
    let words =
        format!("{} {} {}", card.kind.title(), page.look.signs.dot, state_words(app, state));
    page.row(&[(
        if state.is_suspended || state.is_leech() { Role::Warn } else { Role::Dim },
        &words,
    )]);
    page.blank();
    page.text(Role::Strong, 0, &shown_front(&card.text.front));
    page.blank();
    pictured(&Input::begin(&card.text.body)).preview(page);
    if let Some(note) = &card.text.note {
        page.gap();
        page.text(Role::Plain, 0, note);
    }
    page.gap();
    for fact in app.desk.library.facts_of(card) {
        fact_lines(page, app, fact);
    }
}

/// Where a card stands, in a few words.
fn state_words(app: &App, state: &CardState) -> String {
    let today = app.now().day;
    let mut words = match (state.phase, state.due) {
        _ if state.is_suspended => "suspended".to_owned(),
        (Phase::New, _) => "new".to_owned(),
        (Phase::Learning | Phase::Relearning, _) => "in steps".to_owned(),
        (Phase::Review, Due::On(day)) if day <= today => "due".to_owned(),
        (Phase::Review, Due::On(day)) => format!(
            "due in {}",
            text::plural(usize::try_from(day.since(today)).unwrap_or(0), "day")
        ),
        (Phase::Review, Due::Unplanned | Due::At(_)) => "due".to_owned(),
    };
    if let Some(recall) = app.desk.cards.scheduler.recall(state, today) {
        let _ = write!(words, ", recall {:.0} %", recall * 100.0);
    }
    if state.is_leech() {
        let _ = write!(words, ", leech: forgotten {}", text::counted(state.n_lapses, "time"));
    }
    if state.buried_until.is_some_and(|until| today < until) {
        words += ", put off until tomorrow";
    }
    words
}
