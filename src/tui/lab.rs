//! The lab.
//!
//! ```text
//!  The hot partition                                    ‖ x10   00:34.2 of 01:00
//!  votes ━━━2.5k/s━━▶ table
//!  ── A votes.keys 1 ──────────────────── │ ── B votes.keys 40 ─────────────────
//!  requests       ████████       2,500 /s │ requests      ████████      2,500 /s
//!  table throttled ▅████████     1,499 /s │ table throttled                0 /s
//!  ── knobs ── log ── goals ────────────────────────────────────────────────────
//!  ▸ different keys        1    40                        1 to 200 in steps of 1
//! ```

use ratatui::{Frame, layout::Rect, widgets::Paragraph};

use super::{
    Target, chart,
    page::Page,
    theme::{Look, Role},
    topology,
};
use crate::{
    app::{
        App,
        lab::{Lab, Panel, SPEEDS, Verdict, shown_time},
        preferences,
        readout::{self, Meaning, Reading},
    },
    sim::{
        lanes::Lane,
        log::{Entry, Tone},
        report::{self, shown_figure},
        time::SimTime,
    },
    text,
};

/// From this width on the log stands beside everything.
const WITH_LOG: u16 = 116;
const LOG_WIDTH: u16 = 44;
/// Rows of the panel below the charts.
const PANEL: u16 = 6;
const TITLE: usize = 18;
/// A lane narrower than this shortens titles and leaves totals out.
const NARROW: usize = 60;

pub(super) fn title(lab: &Lab, look: Look) -> (String, String) {
    let state = if lab.is_playing { look.signs.play } else { look.signs.pause };
    let speed = match SPEEDS.get(lab.speed).copied().flatten() {
        Some(speed) => format!("x{speed}"),
        None => "max".to_owned(),
    };
    let behind = if lab.is_behind { "behind  " } else { "" };
    let (now, end) = (shown_time(lab.lanes.now()), shown_time(lab.file.length));
    (lab.file.title.clone(), format!("{behind}{state} {speed}  {now} of {end}"))
}

pub(super) fn draw(
    frame: &mut Frame<'_>,
    app: &App,
    lab: &Lab,
    look: Look,
    area: Rect,
) -> Vec<Target> {
    let mut area = area;
    let with_log = if lab.lanes.b.is_some() { WITH_LOG + LOG_WIDTH } else { WITH_LOG };
    if with_log <= area.width {
        let side = Rect { x: area.right() - LOG_WIDTH, width: LOG_WIDTH, ..area };
        let mut page = Page::new(look, side.width);
        page.rule("log");
        log_lines(&mut page, lab.lane(), usize::from(side.height) - 1);
        page.draw(frame, side, 0);
        area.width -= LOG_WIDTH + 2;
    }
    if lab.shows_table {
        table(frame, lab, look, area);
        return Vec::new();
    }
    let picture = picture(app, lab, look, area);
    let picture_height = u16::try_from(picture.len()).unwrap_or(0).min(area.height / 3);
    frame.render_widget(Paragraph::new(picture), Rect { height: picture_height, ..area });
    let panel_height = PANEL.min(area.height / 3);
    let charts = Rect {
        y: area.y + picture_height,
        height: area.height.saturating_sub(picture_height + panel_height),
        ..area
    };
    lanes(frame, lab, look, charts);
    let below = Rect { y: charts.bottom(), height: panel_height, ..area };
    panel(frame, lab, look, below)
}

fn picture(app: &App, lab: &Lab, look: Look, area: Rect) -> Vec<ratatui::text::Line<'static>> {
    let motion = topology::Motion {
        speed: u64::from(SPEEDS.get(lab.speed).copied().flatten().unwrap_or(600)),
        shows_dots: app.desk.preferences.motion == preferences::Motion::Full,
    };
    topology::rows(look, lab.lane(), motion, usize::from(area.width))
}

/// The time that charts span: a part of the run at first, so that its beginning can be seen.
fn window(lab: &Lab) -> SimTime {
    let parts = [16, 8, 4, 2];
    let fits = |part: &u64| lab.lanes.now() <= lab.file.length / part;
    lab.file.length / parts.into_iter().find(fits).unwrap_or(1)
}

/// The charts of one lane, or of two side by side with one scale.
fn lanes(frame: &mut Frame<'_>, lab: &Lab, look: Look, area: Rect) {
    let a = readout::readings(&lab.lanes.a, lab.lanes.b.as_ref());
    let Some(second) = &lab.lanes.b else {
        let mut page = Page::new(look, area.width);
        page.rule(&lane_words(lab, "A", false));
        rows(&mut page, lab, &a, None, usize::from(area.height) - 1);
        page.draw(frame, area, 0);
        return;
    };
    let b = readout::readings(second, Some(&lab.lanes.a));
    let half = (area.width - 3) / 2;
    let n_rows = usize::from(area.height) - 1;
    let left = Rect { width: half, ..area };
    let mut page = Page::new(look, left.width);
    page.rule(&lane_words(lab, "A", false));
    rows(&mut page, lab, &a, Some(&b), n_rows);
    page.draw(frame, left, 0);
    let bar = Rect { x: left.right() + 1, width: 1, ..area };
    let mut page = Page::new(look, 1);
    for _ in 0..area.height {
        page.row(&[(Role::Dim, look.signs.bar)]);
    }
    page.draw(frame, bar, 0);
    let right = Rect { x: bar.right() + 1, width: area.right() - bar.right() - 1, ..area };
    let mut page = Page::new(look, right.width);
    page.rule(&lane_words(lab, "B", true));
    rows(&mut page, lab, &b, Some(&a), n_rows);
    page.draw(frame, right, 0);
}

/// The name of a lane with what was changed in it.
fn lane_words(lab: &Lab, name: &str, is_b: bool) -> String {
    let span = if is_b { String::new() } else { format!(", 0 to {}", shown_time(window(lab))) };
    let values = if is_b { lab.b.as_ref() } else { Some(&lab.a) };
    let changed: Vec<String> = lab
        .file
        .knobs
        .iter()
        .zip(values.into_iter().flatten())
        .filter(|(knob, value)| knob.start != **value)
        .map(|(knob, value)| format!("{} {value}", knob.path))
        .collect();
    let words = if changed.is_empty() { "as it came".to_owned() } else { changed.join(", ") };
    let turned = if lab.b.is_some() && lab.turns_b == is_b { "*" } else { "" };
    format!("{name}{turned}: {words}{span}")
}

fn rows(
    page: &mut Page,
    lab: &Lab,
    readings: &[Reading],
    other: Option<&[Reading]>,
    n_rows: usize,
) {
    let n_all = usize::try_from(window(lab) / lab.lanes.a.recorder.step).unwrap_or(1);
    // The first rows and the bill are always there; what is in between gives way.
    let n_shown = readings.len().min(n_rows);
    let shown: Vec<&Reading> = if n_shown < readings.len() {
        readings.iter().take(n_shown.saturating_sub(1)).chain(readings.last()).collect()
    } else {
        readings.iter().collect()
    };
    // Figures of one width, so that all charts have one axis.
    let values: Vec<String> = shown.iter().map(|one| value_words(one, page.width)).collect();
    let beside = other.unwrap_or_default().iter().map(|one| value_words(one, page.width));
    let widths = values.iter().map(|value| text::width(value));
    let widths = widths.chain(beside.map(|value| text::width(&value)));
    let value_width = widths.max().unwrap_or(0);
    // What room is left makes charts two rows high, the first ones first.
    let mut extra = n_rows.saturating_sub(shown.len());
    let each = (1 + extra / shown.len().max(1)).min(3);
    extra = if each < 3 { extra % shown.len().max(1) } else { 0 };
    for (reading, value) in shown.into_iter().zip(values) {
        let same = other.and_then(|other| other.iter().find(|one| one.title == reading.title));
        let series = same.map_or(&[][..], |one| one.series.as_slice());
        let top = chart::top([reading.series.as_slice(), series]);
        let height = each + usize::from(0 < extra);
        extra = extra.saturating_sub(1);
        let value = format!(" {value:>value_width$}");
        let columns = Columns { n_all, top, height };
        row(page, reading, &value, columns);
    }
}

fn value_words(reading: &Reading, width: usize) -> String {
    match (&reading.total, &reading.short) {
        (Some(total), _) if NARROW <= width => format!("{total}   {}", reading.value),
        (_, Some(short)) if width < NARROW => short.clone(),
        (Some(_) | None, _) => reading.value.clone(),
    }
}

/// How a series is drawn: how many samples the run has, the highest value, and rows.
#[derive(Debug, Clone, Copy)]
struct Columns {
    n_all: usize,
    top: f64,
    height: usize,
}

fn row(page: &mut Page, reading: &Reading, value: &str, columns: Columns) {
    let Columns { n_all, top, height } = columns;
    let wanted = if page.width < NARROW { TITLE - 2 } else { TITLE };
    // Where columns are few, the figure is shown whole and the name gives way.
    let title_width = wanted.min(page.width.saturating_sub(text::width(value) + 1));
    let title = text::fit(&reading.title, title_width, page.look.signs.cut);
    let is_on = reading.series.iter().any(|value| 0.0 < *value);
    let role = match reading.meaning {
        Meaning::Trouble if is_on => Role::Bad,
        Meaning::Cold if is_on => Role::New,
        Meaning::Cost => Role::Warn,
        Meaning::Plain | Meaning::Trouble | Meaning::Cold => Role::Accent,
    };
    let is_now = reading.series.last().is_some_and(|value| 0.0 < *value);
    let value_role = if role == Role::Bad && is_now { Role::Bad } else { Role::Plain };
    let room = page.width.saturating_sub(title_width + 1 + text::width(value));
    let columns = chart::rows(page.look, &reading.series, n_all, top, (room, height));
    let blank = " ".repeat(title_width);
    for (index, line) in columns.iter().enumerate() {
        let is_last = index + 1 == height;
        let (title, value) = if is_last { (title.as_str(), value) } else { (blank.as_str(), "") };
        page.row(&[(Role::Plain, title), (Role::Plain, " "), (role, line), (value_role, value)]);
    }
}

fn panel(frame: &mut Frame<'_>, lab: &Lab, look: Look, area: Rect) -> Vec<Target> {
    let mut page = Page::new(look, area.width);
    let words: Vec<String> = Panel::ALL
        .iter()
        .map(|panel| {
            let mut word = panel.word().to_owned();
            if *panel == Panel::Log && lab.b.is_some() {
                word += if lab.turns_b { " B" } else { " A" };
            }
            if *panel == lab.panel { format!("[{word}]") } else { format!(" {word} ") }
        })
        .collect();
    page.rule(&words.join(" "));
    let n_rows = usize::from(area.height).saturating_sub(1);
    match lab.panel {
        Panel::Knobs => knobs(&mut page, lab, n_rows),
        Panel::Log => log_lines(&mut page, lab.lane(), n_rows),
        Panel::Goals => goals(&mut page, lab),
    }
    page.draw(frame, area, 0);
    Vec::new()
}

fn knobs(page: &mut Page, lab: &Lab, n_rows: usize) {
    let mut cursor = lab.cursor;
    cursor.keep(lab.file.knobs.len(), n_rows);
    let values = lab.values();
    let all = lab.file.knobs.iter().zip(values).enumerate();
    for (entry, (knob, value)) in all.skip(cursor.offset).take(n_rows) {
        let is_selected = entry == cursor.selected;
        let pointer = if is_selected { page.look.signs.pointer } else { " " };
        let title_width = if page.width < 60 { page.width / 2 } else { 34 };
        let title = text::fit(&knob.title, title_width, page.look.signs.cut);
        let is_changed = knob.start != *value;
        let mark = if is_changed { "* " } else { "  " };
        let role = if is_selected { Role::Focus } else { Role::Strong };
        let shown = format!(" {value} ");
        let range = format!("  {}", knob.range_words());
        page.row(&[
            (Role::Accent, pointer),
            (Role::Plain, " "),
            (if is_selected { Role::Strong } else { Role::Plain }, &title),
            (Role::Warn, mark),
            (role, &shown),
            (Role::Dim, &range),
        ]);
    }
}

/// The newest entries, the last one at the bottom.
fn log_lines(page: &mut Page, lane: &Lane, n_rows: usize) {
    let entries = &lane.log.entries;
    if entries.is_empty() {
        page.row(&[(Role::Dim, "nothing has happened that is worth a word")]);
        return;
    }
    let mut lines = Page::new(page.look, u16::try_from(page.width).unwrap_or(u16::MAX));
    for entry in entries.iter().rev().take(n_rows).rev() {
        log_entry(&mut lines, entry);
    }
    let first = lines.lines.len().saturating_sub(n_rows);
    page.lines.extend(lines.lines.into_iter().skip(first));
}

fn log_entry(page: &mut Page, entry: &Entry) {
    let (role, sign) = match entry.tone {
        Tone::Bad => (Role::Bad, page.look.signs.wrong),
        Tone::Good => (Role::Good, page.look.signs.right),
        Tone::Plain => (Role::Plain, ' '),
    };
    let at = format!("{} ", shown_time(entry.at));
    let sign = format!("{sign} ");
    let words = format!("{} {}", entry.part, entry.words);
    page.hanging(&[(Role::Dim, &at), (role, &sign)], 0, Role::Plain, &words);
}

fn goals(page: &mut Page, lab: &Lab) {
    let lane_name = if lab.b.is_some() { if lab.turns_b { " in B" } else { " in A" } } else { "" };
    if let Some(challenge) = &lab.file.challenge {
        let (role, words) = match lab.verdict {
            Some(Verdict::Solved) if lab.has_peeked => (Role::Good, "reached, after a look: "),
            Some(Verdict::Solved) => (Role::Good, "solved: "),
            Some(Verdict::Missed) => (Role::Bad, "not solved: "),
            Some(Verdict::TooManyChanges) => (Role::Bad, "too many changes: "),
            Some(Verdict::Turned) => (Role::Warn, "knobs were turned on the way; r, then e: "),
            None => (Role::Warn, "challenge: "),
        };
        let n = lab.n_changes(lab.values());
        let changes = format!(" ({n} of {})", text::plural(challenge.changes, "change"));
        let task = format!("{}{changes}", challenge.task);
        page.hanging(&[(role, words)], 0, Role::Plain, &task);
    }
    for (goal, value, is_reached) in lab.goals(lab.lane()) {
        let (role, sign) = if is_reached {
            (Role::Good, page.look.signs.right)
        } else {
            (Role::Bad, page.look.signs.wrong)
        };
        let words = format!("{}, now {}{lane_name}", goal.sentence(), goal.shown(value));
        page.hanging(&[(role, &format!("{sign} "))], 0, Role::Plain, &words);
    }
}

/// The same numbers as a table: rows of charts first, then all figures of the run.
fn table(frame: &mut Frame<'_>, lab: &Lab, look: Look, area: Rect) {
    let mut page = Page::new(look, area.width);
    let (a, b) = (&lab.lanes.a, lab.lanes.b.as_ref());
    let column = (usize::from(area.width) / 3).min(30);
    let line = |page: &mut Page, role: Role, name: &str, left: &str, right: &str| {
        let rest = page.width.saturating_sub(2 * column);
        let name = text::fit(name, rest, look.signs.cut);
        let cells = format!("{left:>column$}{right:>column$}");
        page.row(&[(Role::Plain, &name), (role, &cells)]);
    };
    line(&mut page, Role::Accent, "now", "A", if b.is_some() { "B" } else { "" });
    let others = b.map(|b| readout::readings(b, Some(a))).unwrap_or_default();
    for reading in readout::readings(a, b) {
        let other = others.iter().find(|one| one.title == reading.title);
        let right = other.map(|one| value_words(one, NARROW)).unwrap_or_default();
        let left = value_words(&reading, NARROW);
        line(&mut page, Role::Plain, &reading.title, &left, &right);
    }
    page.blank();
    line(&mut page, Role::Accent, "the whole run", "A", if b.is_some() { "B" } else { "" });
    let other = b.map(|b| report::metrics(&b.world, lab.lanes.prices()));
    for (name, value) in report::metrics(&a.world, lab.lanes.prices()).0 {
        let right = other.as_ref().and_then(|other| other.get(name));
        let right = right.map(shown_figure).unwrap_or_default();
        let (name, unit) = report::words(name);
        let name = format!("{name} {unit}");
        line(&mut page, Role::Plain, name.trim(), &shown_figure(value), &right);
    }
    page.draw(frame, area, lab.scroll);
}
