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

use super::Drawn;
use crate::{
    app::{
        App,
        keys::{action::Place, keymap::Keymap},
        screens::lab::{ChallengeVerdict, Lab, Panel, SPEEDS},
    },
    sim::{
        kernel::{number::shown_figure, seen::Meaning, time::SimTime},
        watch::{
            figures,
            lanes::{Lane, LaneId},
            log::{LogLine, Tone},
            readings::{self, Readout, shown_time},
        },
    },
    study::preferences,
    text,
    tui::{
        Target,
        parts::{
            chart,
            page::Page,
            theme::{Look, Role},
            topology,
        },
    },
};

/// From this width on the log stands beside everything.
const WITH_LOG: u16 = 116;
const LOG_WIDTH: u16 = 44;
/// Rows of the panel below the charts.
const PANEL: u16 = 6;
const TITLE: usize = 18;
/// A lane narrower than this shortens titles and leaves totals out.
const NARROW: usize = 60;
impl Drawn for Lab {
    fn title(&self, _app: &App, look: Look) -> (String, String) {
        let state = if self.is_playing { look.signs.play } else { look.signs.pause };
        let speed = match SPEEDS.get(self.speed).copied().flatten() {
            Some(speed) => format!("x{speed}"),
            None => "max".to_owned(),
        };
        let behind = if self.is_behind { "behind  " } else { "" };
        let (now, end) = (shown_time(self.lanes.now()), shown_time(self.file.length));
        let behind = if self.seek.is_some() { "looking  " } else { behind };
        (self.file.title.clone(), format!("{behind}{state} {speed}  {now} of {end}"))
    }

    fn draw(&self, frame: &mut Frame<'_>, app: &App, look: Look, area: Rect) -> Vec<Target> {
        let mut area = area;
        let with_log = if self.lanes.b.is_some() { WITH_LOG + LOG_WIDTH } else { WITH_LOG };
        if with_log <= area.width {
            let side = Rect { x: area.right() - LOG_WIDTH, width: LOG_WIDTH, ..area };
            let mut page = Page::new(look, side.width);
            page.rule("log");
            page.draw(frame, Rect { height: 1, ..side }, 0);
            let inside = Rect { y: side.y + 1, height: side.height - 1, ..side };
            let mut page = Page::new(look, side.width);
            log_lines(&mut page, self.lane());
            let most = page.lines.len().saturating_sub(usize::from(inside.height));
            page.draw(frame, inside, most);
            area.width -= LOG_WIDTH + 2;
        }
        if self.shows_table {
            table(frame, self, look, area);
            return Vec::new();
        }
        let picture = picture(app, self, look, area);
        let picture_height = u16::try_from(picture.len()).unwrap_or(0).min(area.height / 3);
        frame.render_widget(Paragraph::new(picture), Rect { height: picture_height, ..area });
        let panel_height = PANEL.min(area.height / 3);
        let charts = Rect {
            y: area.y + picture_height,
            height: area.height.saturating_sub(picture_height + panel_height),
            ..area
        };
        lanes(frame, self, look, charts);
        let below = Rect { y: charts.bottom(), height: panel_height, ..area };
        panel(frame, app, self, look, below)
    }
}

fn picture(app: &App, lab: &Lab, look: Look, area: Rect) -> Vec<ratatui::text::Line<'static>> {
    let motion = topology::DotMotion {
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
    let a = readings::readings(&lab.lanes.a, lab.lanes.b.as_ref(), lab.lanes.prices());
    let Some(second) = &lab.lanes.b else {
        let mut page = Page::new(look, area.width);
        head(&mut page, lab, LaneId::A);
        rows(&mut page, lab, &a, None, usize::from(area.height) - 1);
        page.draw(frame, area, 0);
        return;
    };
    let b = readings::readings(second, Some(&lab.lanes.a), lab.lanes.prices());
    let half = (area.width - 3) / 2;
    let n_rows = usize::from(area.height) - 1;
    let left = Rect { width: half, ..area };
    let mut page = Page::new(look, left.width);
    head(&mut page, lab, LaneId::A);
    rows(&mut page, lab, &a, Some(&b), n_rows);
    page.draw(frame, left, 0);
    let bar = Rect { x: left.right() + 1, width: 1, ..area };
    let mut page = Page::new(look, 1);
    for _ in 0..area.height {
        page.row(&[(Role::Dim, look.signs.bar)]);
    }
    page.draw(frame, bar, 0);
    let right = Rect { x: bar.right() + 1, width: half, ..area };
    let mut page = Page::new(look, right.width);
    head(&mut page, lab, LaneId::B);
    rows(&mut page, lab, &b, Some(&a), n_rows);
    page.draw(frame, right, 0);
}

/// The name of a lane with what was changed in it, and the time that its charts span.
fn head(page: &mut Page, lab: &Lab, id: LaneId) {
    let name = id.word();
    let changed: Vec<String> =
        lab.changed(id).map(|(knob, value)| format!("{} {value}", knob.title)).collect();
    let turned = if lab.b.is_some() && lab.turns == id { " (turning)" } else { "" };
    let span = format!("to {}", shown_time(window(lab)));
    let words = match (&lab.play, changed.as_slice()) {
        (Some(play), []) => format!("{}{turned}", play.lane_words(id)),
        (Some(play), _) => format!("{}{turned}, {}", play.lane_words(id), changed.join(", ")),
        (None, []) => format!("{name}{turned}: as it came"),
        (None, _) => format!("{name}{turned}: {}", changed.join(", ")),
    };
    if id == LaneId::B || lab.play.is_some() {
        page.rule(&words);
    } else {
        page.rule_between(&words, &span);
    }
}

fn rows(
    page: &mut Page,
    lab: &Lab,
    readings: &[Readout],
    other: Option<&[Readout]>,
    n_rows: usize,
) {
    let n_all = usize::try_from(window(lab) / lab.lanes.a.recorder.step).unwrap_or(1);
    let shown = chosen(lab, readings, n_rows);
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

/// As many rows as there is room for: requests, errors, latency, the bill and the parts that goals
/// name stay; of the rest the cold starts go first, then the last ones.
fn chosen<'a>(lab: &Lab, readings: &'a [Readout], n_rows: usize) -> Vec<&'a Readout> {
    let mut shown: Vec<&Readout> = readings.iter().collect();
    let is_named = |reading: &Readout| {
        let mut parts = lab.file.goals.iter().filter_map(|goal| goal.metric.split_once('.'));
        parts.any(|(part, _)| reading.title.starts_with(&format!("{part} ")))
    };
    while n_rows < shown.len() && 4 < shown.len() {
        let last = shown.len() - 1;
        let may_go = |index: &usize| (3..last).contains(index);
        let weight = |index: &usize| {
            let reading = shown.get(*index);
            let is_cold = reading.is_some_and(|one| one.meaning == Meaning::Cold);
            let is_kept = reading.is_some_and(|one| is_named(one));
            (is_kept, !is_cold, std::cmp::Reverse(*index))
        };
        let Some(goes) = (0..shown.len()).filter(may_go).min_by_key(weight) else { break };
        shown.remove(goes);
    }
    shown.truncate(n_rows);
    shown
}

fn value_words(reading: &Readout, width: usize) -> String {
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

fn row(page: &mut Page, reading: &Readout, value: &str, columns: Columns) {
    let Columns { n_all, top, height } = columns;
    let wanted = if page.width < NARROW { TITLE - 3 } else { TITLE };
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

fn panel(frame: &mut Frame<'_>, app: &App, lab: &Lab, look: Look, area: Rect) -> Vec<Target> {
    let mut page = Page::new(look, area.width);
    let words: Vec<String> = Panel::ALL
        .iter()
        .map(|panel| {
            let mut word = panel.word().to_owned();
            if *panel == Panel::Log && lab.b.is_some() {
                word += " ";
                word += lab.turns.word();
            }
            if *panel == lab.panel { format!("[{word}]") } else { format!(" {word} ") }
        })
        .collect();
    page.rule(&words.join(" "));
    page.draw(frame, Rect { height: 1, ..area }, 0);
    let area = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let mut page = Page::new(look, area.width);
    match lab.panel {
        Panel::Knobs => knobs(&mut page, lab, usize::from(area.height)),
        Panel::Log => {
            log_lines(&mut page, lab.lane());
            // The newest entries are at the bottom; scrolling goes back from there.
            let most = page.lines.len().saturating_sub(usize::from(area.height));
            page.draw(frame, area, most.saturating_sub(lab.scroll.min(most)));
            return Vec::new();
        }
        Panel::Goals => goals(&mut page, &app.keymap, lab),
        Panel::About => page.text(Role::Plain, 0, &lab.file.caption),
    }
    page.draw(frame, area, lab.scroll);
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

/// All entries, the newest one at the bottom.
fn log_lines(page: &mut Page, lane: &Lane) {
    for entry in &lane.log.entries {
        log_entry(page, entry);
    }
    if lane.log.entries.is_empty() {
        page.row(&[(Role::Dim, "nothing has happened yet")]);
    }
}

fn log_entry(page: &mut Page, entry: &LogLine) {
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

/// What an item requires, in both lanes.
fn both_goals(page: &mut Page, keymap: &Keymap, lab: &Lab) {
    let has_begun = 0 < lab.lanes.now();
    let lanes = [lab.goals(LaneId::A), lab.goals(LaneId::B)];
    let [of_a, of_b] = &lanes;
    let wide = of_a.iter().map(|(goal, ..)| text::width(&goal.sentence())).max().unwrap_or(0);
    let wide = wide.min(page.width.saturating_sub(28));
    if of_a.len() <= 3 {
        let name = |id: LaneId| {
            let words = lab.play.as_ref().map(|play| play.lane_words(id)).unwrap_or_default();
            let short = words.split("  ").next().unwrap_or_default().to_owned();
            format!("  {:<12}", text::cut(&short, 12, page.look.signs.cut))
        };
        let blank = " ".repeat(wide);
        let (a, b) = (name(LaneId::A), name(LaneId::B));
        page.row(&[(Role::Plain, &blank), (Role::Dim, &a), (Role::Dim, &b)]);
    }
    for ((goal, a, a_holds), (_, b, b_holds)) in of_a.iter().zip(of_b) {
        let sentence = text::fit(&goal.sentence(), wide, page.look.signs.cut);
        let cell = |value: &f64, holds: &bool| match (has_begun, holds) {
            (false, _) => (Role::Dim, format!("  {:<12}", page.look.signs.dot)),
            (true, true) => (
                Role::Good,
                format!("  {:<12}", format!("{} {}", page.look.signs.right, goal.shown(*value))),
            ),
            (true, false) => (
                Role::Bad,
                format!("  {:<12}", format!("{} {}", page.look.signs.wrong, goal.shown(*value))),
            ),
        };
        let ((a_role, a), (b_role, b)) = (cell(a, a_holds), cell(b, b_holds));
        page.row(&[(Role::Plain, &sentence), (a_role, &a), (b_role, &b)]);
    }
    let words = match (lab.seek, lab.parted_at) {
        (Some(_), _) => "looking for the moment where the lanes part".to_owned(),
        (None, Some(at)) => {
            format!("the lanes part at {}; {{lab.parting}} goes there", shown_time(at))
        }
        (None, None) => {
            "{lab.answer-1} to {lab.answer-6} put an option into a lane, {lab.other-lane} chooses \
             the lane"
                .to_owned()
        }
    };
    page.row(&[(Role::Dim, &keymap.fill(Place::Lab, &words))]);
}

fn goals(page: &mut Page, keymap: &Keymap, lab: &Lab) {
    if lab.play.is_some() && lab.lanes.b.is_some() {
        both_goals(page, keymap, lab);
        return;
    }
    let lane_name =
        if lab.b.is_some() { format!(" in {}", lab.turns.word()) } else { String::new() };
    let has_begun = 0 < lab.lanes.now();
    for (goal, value, is_reached) in lab.goals(lab.turns) {
        let (role, sign) = match (has_begun, is_reached) {
            (false, _) => (Role::Dim, page.look.signs.dot.to_owned()),
            (true, true) => (Role::Good, page.look.signs.right.to_string()),
            (true, false) => (Role::Bad, page.look.signs.wrong.to_string()),
        };
        let now = if has_begun {
            format!(", now {}{lane_name}", goal.shown(value))
        } else {
            String::new()
        };
        page.hanging(
            &[(role, &format!("{sign} "))],
            0,
            Role::Plain,
            &format!("{}{now}", goal.sentence()),
        );
    }
    let Some(challenge) = &lab.file.challenge else { return };
    let (role, words) = match lab.verdict {
        Some(ChallengeVerdict::Solved) if lab.has_peeked => (Role::Good, "reached, after a look"),
        Some(ChallengeVerdict::Solved) => (Role::Good, "solved"),
        Some(ChallengeVerdict::Missed) => (Role::Bad, "not solved: a goal is missed"),
        Some(ChallengeVerdict::TooManyChanges) => (Role::Bad, "not solved: too many changes"),
        Some(ChallengeVerdict::Turned) => (
            Role::Warn,
            "not judged: a knob was turned on the way; {lab.end} runs it once more from 0",
        ),
        None => (Role::Warn, "challenge"),
    };
    let n = lab.n_changes(lab.turns);
    let changes = format!("  {n} of {} made", text::plural(challenge.changes, "change"));
    let words = keymap.fill(Place::Lab, words);
    page.row(&[(role, &words), (Role::Dim, &changes)]);
    page.text(Role::Plain, 0, &challenge.task);
}

/// The same numbers as a table: rows of charts first, then all figures of the run. With one lane
/// the place of the other has what `CloudWatch` calls them.
fn table(frame: &mut Frame<'_>, lab: &Lab, look: Look, area: Rect) {
    let mut page = Page::new(look, area.width);
    let (a, b) = (&lab.lanes.a, lab.lanes.b.as_ref());
    let column = (usize::from(area.width) / 3).min(30);
    let line = |page: &mut Page, role: Role, name: &str, left: &str, right: &str| {
        let rest = page.width.saturating_sub(2 * column);
        let name = text::fit(name, rest, look.signs.cut);
        let right = text::fit(right, column.saturating_sub(2), look.signs.cut);
        let cells = format!("{left:>column$}{:>column$}", right.trim_end());
        page.row(&[(Role::Plain, &name), (role, &cells)]);
    };
    let second = if b.is_some() { "B" } else { "CloudWatch" };
    line(&mut page, Role::Accent, "now", "A", second);
    let others = b.map(|b| readings::readings(b, Some(a), lab.lanes.prices())).unwrap_or_default();
    for reading in readings::readings(a, b, lab.lanes.prices()) {
        let other = others.iter().find(|one| one.title == reading.title);
        let right = match other {
            Some(one) => value_words(one, NARROW),
            None => reading.metric.filter(|_| b.is_none()).unwrap_or_default().to_owned(),
        };
        let left = value_words(&reading, NARROW);
        line(&mut page, Role::Plain, &reading.title, &left, &right);
    }
    page.blank();
    line(&mut page, Role::Accent, "the whole run", "A", second);
    let other = b.map(|b| figures::metrics(&b.world, lab.lanes.prices()));
    for (name, value) in figures::metrics(&a.world, lab.lanes.prices()).0 {
        let right = match &other {
            Some(other) => other.get(name).map(shown_figure).unwrap_or_default(),
            None => figures::cloudwatch(a.world.setup(), name).unwrap_or_default().to_owned(),
        };
        let (name, unit) = figures::words(name);
        let name = format!("{name} {unit}");
        line(&mut page, Role::Plain, name.trim(), &shown_figure(value), &right);
    }
    page.draw(frame, area, lab.scroll);
}
