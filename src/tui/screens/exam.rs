//! A mock: the question in front, the list of all, the list of mocks.
//!
//! ```text
//!  Mock 7/40                                          flagged   1:12:40 left
//!
//!  A parcel service stores the state of each shipment ...
//!  Which solution will meet these requirements MOST cost-effectively?
//!
//!  ▸ A □ Switch the table to on-demand mode.
//!    B ■ Raise the provisioned capacity to 900 WCU.
//!
//!  ■■■□■■▸□□□□□□□□□□□□□□□□□□□□□□□□□□□□□□□□□                     6 of 40 answered
//! ```

use ratatui::{Frame, layout::Rect};

use super::Drawn;
use crate::{
    app::{
        App,
        screens::{
            exam::{Exam, Filter, LIST_FRAME},
            mocks::{FRAME_ROWS, MockRow, Mocks},
        },
    },
    content::Library,
    exam::attempt::Attempt,
    memory::Confidence,
    study::mock::{QuestionStanding, bank_words, clock_words, n_answered, sentences},
    text,
    tui::{
        Target,
        parts::{
            options::{option_rows, option_targets},
            page::{Page, measure, spark},
            theme::{Look, Role},
        },
    },
};

/// Below this many seconds the clock is a warning.
const LAST_MS: u64 = 5 * 60_000;
impl Drawn for Mocks {
    fn title(&self, app: &App, _look: Look) -> (String, String) {
        let bank = self.forms.iter().find_map(|(_, form)| form.as_ref().ok()).map(|form| form.bank);
        let bank = bank.map_or_else(String::new, |bank| format!("bank {}", bank_words(bank)));
        let n = app.desk.library.items().len();
        ("Mock exams".to_owned(), format!("{} {bank}", text::plural(n, "item")))
    }

    fn draw(&self, frame: &mut Frame<'_>, app: &App, look: Look, area: Rect) -> Vec<Target> {
        let mut head = Page::new(look, area.width);
        let on = |is_on: bool| if is_on { "on" } else { "off" };
        let extra = format!("extra time {}", on(self.plan.has_extra_time));
        let practice = format!("practice {}", on(self.plan.is_practice));
        head.row(&[
            (if self.plan.has_extra_time { Role::New } else { Role::Dim }, &extra),
            (Role::Dim, "   "),
            (if self.plan.is_practice { Role::New } else { Role::Dim }, &practice),
        ]);
        let words = if self.plan.is_practice {
            "No clock, and the explanation after each answer; it does not count as a mock."
        } else {
            "Against the clock, which goes on when you leave; no feedback before the end."
        };
        head.text(Role::Dim, 0, words);
        head.blank();
        let rows = self.rows(&app.desk.history.mocks);
        let below = Rect {
            y: area.y + head.height(),
            height: area.height.saturating_sub(head.height() + 2),
            ..area
        };
        head.draw(frame, Rect { height: head.height().min(area.height), ..area }, 0);
        let mut cursor = self.cursor;
        cursor.keep(
            rows.len(),
            usize::from(below.height.min(area.height + 3 - FRAME_ROWS.min(area.height))),
        );
        let mut page = Page::new(look, area.width);
        let mut targets = Vec::new();
        for (entry, row) in
            rows.iter().enumerate().skip(cursor.offset).take(usize::from(below.height))
        {
            let place = Rect { y: below.y + page.height(), height: 1, ..below };
            targets.push(Target { area: place, entry });
            let (mark, words) = row_words(app, self, row, look);
            page.entry(entry, cursor, mark, &words);
        }
        page.draw(frame, below, 0);
        let foot = Rect { y: below.bottom() + 1, height: 1.min(area.height), ..area };
        trend(frame, app, look, foot);
        targets
    }
}

impl Drawn for Exam {
    fn title(&self, app: &App, _look: Look) -> (String, String) {
        let Some(mock) = app.desk.history.mocks.get(self.mock) else { return Default::default() };
        let left = match self.list {
            Some(_) => format!("Mock of {}", self.sheets.len()),
            None => format!("Mock {}/{}", self.at + 1, self.sheets.len()),
        };
        let clock = if self.hides_clock {
            "clock hidden".to_owned()
        } else {
            format!("{} left", clock_words(mock, self.instant(app.now())))
        };
        let is_late = mock.left_ms(self.instant(app.now())) < LAST_MS;
        let clock = if is_late { format!("! {clock}") } else { clock };
        let response = mock.responses.get(self.at).filter(|_| self.list.is_none());
        let flag = if response.is_some_and(|one| one.is_flagged) { "flagged   " } else { "" };
        let sure = match response.and_then(|one| one.confidence) {
            None => "",
            Some(Confidence::Sure) => "sure   ",
            Some(Confidence::Unsure) => "unsure   ",
            Some(Confidence::Guess) => "a guess   ",
        };
        (left, format!("{flag}{sure}{clock}"))
    }

    fn draw(&self, frame: &mut Frame<'_>, app: &App, look: Look, area: Rect) -> Vec<Target> {
        let Some(mock) = app.desk.history.mocks.get(self.mock) else { return Vec::new() };
        let library = &app.desk.library;
        if self.list.is_some() {
            return list(frame, library, self, mock, look, area);
        }
        let foot = Rect { y: area.bottom().saturating_sub(1), height: 1, ..area };
        let body = Rect { height: area.height.saturating_sub(2), ..area };
        navigator(frame, library, self, mock, look, foot);
        question(frame, library, self, mock, look, body)
    }
}

/// Every question as a sign, the one in front pointed at.
fn navigator(
    frame: &mut Frame<'_>,
    library: &Library,
    exam: &Exam,
    mock: &Attempt,
    look: Look,
    area: Rect,
) {
    let n = exam.sheets.len();
    let n_done = n_answered(library, mock);
    let words = format!("{n_done} of {n} answered");
    let room = usize::from(area.width).saturating_sub(text::width(&words) + 2);
    // Where not all fit, those around the one in front are shown.
    let first = (exam.at + 1).saturating_sub(room * 2 / 3).min(n.saturating_sub(room));
    let mut parts: Vec<(Role, String)> = Vec::new();
    for at in (first..n).take(room) {
        let is_flagged = mock.responses.get(at).is_some_and(|one| one.is_flagged);
        let (role, sign) = match (exam.standing(library, mock, at), is_flagged) {
            _ if at == exam.at => (Role::Accent, look.signs.pointer),
            (_, true) => (Role::Warn, "?"),
            (QuestionStanding::Answered, _) => (Role::Good, look.signs.marked),
            (QuestionStanding::Incomplete(..), _) => (Role::Warn, look.signs.unmarked),
            (QuestionStanding::Open, _) => (Role::Dim, look.signs.unmarked),
        };
        parts.push((role, sign.to_owned()));
    }
    let used = parts.len();
    let gap = usize::from(area.width).saturating_sub(used + text::width(&words));
    parts.push((Role::Plain, " ".repeat(gap)));
    parts.push((Role::Dim, words));
    let mut page = Page::new(look, area.width);
    let parts: Vec<(Role, &str)> = parts.iter().map(|(role, one)| (*role, one.as_str())).collect();
    page.row(&parts);
    page.draw(frame, area, 0);
}

fn question(
    frame: &mut Frame<'_>,
    library: &Library,
    exam: &Exam,
    mock: &Attempt,
    look: Look,
    area: Rect,
) -> Vec<Target> {
    let mut page = Page::new(look, measure(area));
    let parts = exam.parts(library, exam.at);
    let (Some((item, situation)), Some(sheet), Some(response)) =
        (parts, exam.sheets.get(exam.at), mock.responses.get(exam.at))
    else {
        page.text(Role::Warn, 0, "This question is no longer there; it does not count.");
        page.draw(frame, area, 0);
        return Vec::new();
    };
    let story = item.story(situation, &sheet.numbers);
    let shown: Vec<(Role, &str)> = sentences(&story)
        .into_iter()
        .enumerate()
        .map(|(at, sentence)| {
            let role = match (response.highlights.contains(&at), exam.sentence == Some(at)) {
                (true, _) => Role::Focus,
                (false, true) => Role::Accent,
                (false, false) => Role::Plain,
            };
            (role, sentence)
        })
        .collect();
    page.flow(&shown);
    page.text(Role::Strong, 0, &item.question);
    page.blank();
    let options: Vec<(&str, bool, bool)> = sheet
        .order
        .iter()
        .filter_map(|option| {
            let text = situation.options.get(*option)?.text.as_str();
            Some((text, response.picked.contains(option), response.struck.contains(option)))
        })
        .collect();
    let rows = option_rows(&mut page, &options, exam.cursor, &sheet.numbers);
    let n = response.picked.len();
    if n != 0 && n != item.n_keys() {
        page.blank();
        let words = format!("{n} of {} marked", item.n_keys());
        page.text(Role::Warn, 0, &words);
    }
    let last = rows.get(exam.cursor + 1).copied().unwrap_or(page.height()).saturating_sub(1);
    let least = (last + 1).saturating_sub(area.height);
    let most = page.height().saturating_sub(area.height);
    let wanted = u16::try_from(exam.scroll).unwrap_or(u16::MAX);
    let scroll = least.max(wanted.min(most));
    page.draw(frame, area, usize::from(scroll));
    option_targets(&rows, page.height(), scroll, area)
}

fn list(
    frame: &mut Frame<'_>,
    library: &Library,
    exam: &Exam,
    mock: &Attempt,
    look: Look,
    area: Rect,
) -> Vec<Target> {
    let Some(list) = exam.list else { return Vec::new() };
    let listed = exam.listed(library, mock);
    let n = exam.sheets.len();
    let n_done = n_answered(library, mock);
    let n_flagged = mock.responses.iter().filter(|one| one.is_flagged).count();
    let mut head = Page::new(look, area.width);
    let what = match list.filter {
        Filter::All => "all questions",
        Filter::Incomplete => "incomplete questions",
        Filter::Flagged => "flagged questions",
    };
    let counts = format!(
        "   {} answered {dot} {} incomplete {dot} {n_flagged} flagged",
        n_done,
        n - n_done,
        dot = look.signs.dot
    );
    head.row(&[(Role::Strong, what), (Role::Dim, &counts)]);
    head.blank();
    if listed.is_empty() {
        head.text(Role::Dim, 0, "none");
    }
    let below = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
    let mut cursor = list.cursor;
    cursor.keep(listed.len(), usize::from(below.height.min(area.height + 3 - LIST_FRAME)));
    let mut page = Page::new(look, area.width);
    let mut targets = Vec::new();
    let shown = listed.iter().enumerate().skip(cursor.offset).take(usize::from(below.height));
    for (entry, at) in shown {
        let row = Rect { y: below.y + page.height(), height: 1, ..below };
        targets.push(Target { area: row, entry });
        let response = mock.responses.get(*at);
        let flag = if response.is_some_and(|one| one.is_flagged) { "flagged" } else { "" };
        let state = match exam.standing(library, mock, *at) {
            QuestionStanding::Answered => "answered".to_owned(),
            QuestionStanding::Incomplete(n, wanted) => format!("{n} of {wanted} marked"),
            QuestionStanding::Open => "open".to_owned(),
        };
        let stem = exam.parts(library, *at).map_or_else(String::new, |(item, situation)| {
            let numbers = exam.sheets.get(*at).map(|sheet| sheet.numbers.clone());
            item.story(situation, &numbers.unwrap_or_default())
        });
        let words = format!("{:>2}  {state:<13} {flag:<8} {stem}", at + 1);
        page.entry(entry, cursor, "", &words);
    }
    head.draw(frame, Rect { height: 3.min(area.height), ..area }, 0);
    if !listed.is_empty() {
        page.draw(frame, below, 0);
    }
    targets
}
fn row_words(app: &App, mocks: &Mocks, row: &MockRow, look: Look) -> (&'static str, String) {
    let dot = look.signs.dot;
    match row {
        MockRow::Resume(place) => {
            let Some(mock) = app.desk.history.mocks.get(*place) else { return Default::default() };
            let n_done = n_answered(&app.desk.library, mock);
            let left = clock_words(mock, app.now().wall);
            let n = mock.questions.len();
            (look.signs.play, format!(" go on: {n_done} of {n} answered {dot} {left} left"))
        }
        MockRow::Begin(place) => match mocks.forms.get(*place) {
            Some((length, Ok(form))) => {
                let minutes = mocks.plan.minutes(*length);
                let time = if mocks.plan.is_practice {
                    "no clock".to_owned()
                } else {
                    format!("{minutes} min")
                };
                let again = match mocks.repeats.get(*place).copied().unwrap_or(0) {
                    0 => "none seen before".to_owned(),
                    n if n == form.questions.len() => "all seen before".to_owned(),
                    n => format!("{n} seen before"),
                };
                let words = format!(
                    "{} questions {dot} {time} {dot} {again} {dot} seed {}",
                    length.questions, form.seed
                );
                (" ", format!(" {words}"))
            }
            Some((length, Err(missing))) => {
                let n = missing.n().max(missing.multiple);
                (
                    " ",
                    format!(
                        " {} questions {dot} the bank lacks {} for it",
                        length.questions,
                        text::counted(n, "situation")
                    ),
                )
            }
            None => Default::default(),
        },
        MockRow::Past(place) => {
            let Some(mock) = app.desk.history.mocks.get(*place) else { return Default::default() };
            let Some((at, outcome)) = &mock.ended else { return Default::default() };
            let day = at.date_words(app.now().offset_min);
            let passed = app.desk.library.track.blueprint.scale.passes(outcome.score);
            let word = if passed { "passed" } else { "not passed" };
            let mark = if passed { look.signs.marked } else { look.signs.unmarked };
            let words = format!(
                " {day} {dot} {} questions {dot} {} {dot} {} of {} {dot} {word}",
                mock.questions.len(),
                outcome.score,
                outcome.right,
                outcome.n_scored
            );
            (mark, words)
        }
    }
}

/// The scores of all mocks as columns, with the pass line in words.
fn trend(frame: &mut Frame<'_>, app: &App, look: Look, area: Rect) {
    let outcomes: Vec<_> =
        app.desk.history.mocks.iter().filter_map(|mock| mock.ended.as_ref()).collect();
    let mut page = Page::new(look, area.width);
    let track = &app.desk.library.track;
    let scale = track.blueprint.scale;
    let Some((_, last)) = outcomes.last() else {
        let why = track.estimate.as_ref().map_or_else(String::new, |why| format!("{why}, "));
        let passes = track.score_words(scale.pass);
        page.row(&[(Role::Dim, &format!("{passes} passes; {why}the score is an estimate"))]);
        page.draw(frame, area, 0);
        return;
    };
    let scores: Vec<u32> = outcomes.iter().rev().take(20).rev().map(|(_, one)| one.score).collect();
    let columns = spark(look, &scores);
    let needed = scale.cut(last.n_scored, last.mean_rating);
    let (score, pass, n) = (last.score, scale.pass, last.n_scored);
    let words = format!("  last {score}, pass line {pass} ({needed} of {n})");
    page.row(&[(Role::Dim, "trend  "), (Role::Accent, &columns), (Role::Dim, &words)]);
    page.draw(frame, area, 0);
}
