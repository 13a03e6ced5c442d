//! The report of a mock: the score, the domains, the time, and the questions for the debrief.
//!
//! ```text
//!  Report                                       21 November 2026 · seed 41
//!
//!  not passed   681 of 1,000   pass line 700          an estimate
//!  20 of 31 right; 22 would have passed
//!  1 Secure architectures     ██████████░░░░   7/9   needs work
//!  ...
//!  time   ▂▃▁▅▂▂▇▁   1:34 a question, 3 over 3 minutes
//!  changed  2 to right, 1 to wrong
//!
//!  ▸ ✗  7  sure, but wrong   2:10  A parcel service stores ...
//! ```

use ratatui::{Frame, layout::Rect};

use super::Drawn;
use crate::{
    app::{
        App,
        screens::report::{HEAD_ROWS, ReportView},
    },
    content::Track,
    exam::attempt::{Attempt, Change, MockOutcome},
    study::debrief::ReportLine,
    text,
    tui::{
        Target,
        parts::{
            page::{Page, bar, spark},
            theme::{Look, Role},
        },
    },
};
impl Drawn for ReportView {
    fn title(&self, app: &App, look: Look) -> (String, String) {
        let Some(mock) = app.desk.history.mocks.get(self.mock) else { return Default::default() };
        let day = mock.started.date_words(app.now().offset_min);
        let dot = look.signs.dot;
        let bank = crate::study::mock::bank_words(mock.bank);
        let changed = if self.is_same_bank { "" } else { ", changed since" };
        ("Report".to_owned(), format!("{day} {dot} seed {} {dot} bank {bank}{changed}", mock.seed))
    }

    fn draw(&self, frame: &mut Frame<'_>, app: &App, look: Look, area: Rect) -> Vec<Target> {
        let Some(mock) = app.desk.history.mocks.get(self.mock) else { return Vec::new() };
        let Some((_, outcome)) = &mock.ended else { return Vec::new() };
        let mut head = Page::new(look, area.width);
        summary(&mut head, &app.desk.library.track, mock, outcome, self);
        let height = head.height().min(area.height.saturating_sub(3));
        head.draw(frame, Rect { height, ..area }, 0);
        let below = Rect { y: area.y + height, height: area.height.saturating_sub(height), ..area };
        let mut cursor = self.cursor;
        let rows = usize::from(below.height);
        cursor.keep(
            self.lines.len(),
            rows.min(usize::from((area.height + 3).saturating_sub(HEAD_ROWS)).max(1)),
        );
        let mut page = Page::new(look, area.width);
        let mut targets = Vec::new();
        for (entry, line) in self.lines.iter().enumerate().skip(cursor.offset).take(rows) {
            let row = Rect { y: below.y + page.height(), height: 1, ..below };
            targets.push(Target { area: row, entry });
            let sign = if line.went.is_right() { look.signs.right } else { look.signs.wrong };
            let stem = stem_of(app, mock, line);
            let unscored = if line.is_scored { " " } else { "*" };
            let words = format!(
                " {:>2}{unscored} {:<15}  {}  {stem}",
                line.question + 1,
                line.went.words(),
                minutes(line.time_ms),
            );
            page.entry(entry, cursor, &sign.to_string(), &words);
        }
        page.draw(frame, below, 0);
        targets
    }
}

fn stem_of(app: &App, mock: &Attempt, line: &ReportLine) -> String {
    let library = &app.desk.library;
    let id = mock.questions.get(line.question).map(|one| &one.item);
    let item = id.and_then(|id| library.item(&id.0));
    item.map_or_else(String::new, |item| {
        let situation = library.situation_of(item);
        let numbers = situation.drawn(crate::rng::Seed(mock.seed), 0);
        item.story(situation, &numbers)
    })
}

/// `2:05` of milliseconds.
pub(in crate::tui) fn minutes(ms: u64) -> String {
    let seconds = ms / 1_000;
    format!("{:>2}:{:02}", seconds / 60, seconds % 60)
}

fn summary(
    page: &mut Page,
    track: &Track,
    mock: &Attempt,
    outcome: &MockOutcome,
    report: &ReportView,
) {
    let lines = &report.lines;
    let look = page.look;
    let (exam, scale) = (&track.blueprint, track.blueprint.scale);
    let passed = scale.passes(outcome.score);
    let (role, word) = if passed { (Role::Good, "passed") } else { (Role::Bad, "not passed") };
    let score = format!("   {}", track.score_words(outcome.score));
    let line = format!("   pass line {}   an estimate", scale.pass);
    page.row(&[(role, word), (Role::Strong, &score), (Role::Dim, &line)]);
    let needed = scale.cut(outcome.n_scored, outcome.mean_rating);
    let unscored = lines.iter().filter(|line| !line.is_scored).count();
    let counts = format!(
        "{} of {} scored questions right, {needed} pass; {unscored} did not count (*)",
        outcome.right, outcome.n_scored
    );
    page.row(&[(Role::Plain, &counts)]);
    page.blank();
    for ((number, domain), level) in (1..).zip(&exam.domains).zip(&outcome.domains) {
        let share = f64::from(level.right) / f64::from(level.n.max(1));
        let (full, empty) = bar(look, share, if page.width < 60 { 8 } else { 16 });
        let name = text::fit(&format!("{number} {}", domain.title), 26, look.signs.cut);
        let figures = format!(" {:>2}/{:<2}  ", level.right, level.n);
        let is_met = level.meets(scale, outcome.mean_rating);
        let role = if is_met { Role::Good } else { Role::Warn };
        page.row(&[
            (Role::Plain, &name),
            (role, &full),
            (Role::Dim, &empty),
            (Role::Strong, &figures),
            (role, level.words(scale, outcome.mean_rating)),
        ]);
    }
    page.blank();
    let mut by_question: Vec<&ReportLine> = lines.iter().collect();
    by_question.sort_by_key(|line| line.question);
    let seconds = |line: &&ReportLine| u32::try_from(line.time_ms / 1_000).unwrap_or(u32::MAX);
    let times: Vec<u32> = by_question.iter().map(seconds).collect();
    let shown = spark(look, &times);
    let all: u64 = lines.iter().map(|line| line.time_ms).sum();
    let mean = minutes(all / u64::try_from(lines.len().max(1)).unwrap_or(1));
    let slow = lines.iter().filter(|line| 180_000 < line.time_ms).count();
    let words = format!("  {} a question, {slow} took over three minutes", mean.trim());
    page.row(&[(Role::Dim, "time     "), (Role::Accent, &shown), (Role::Dim, &words)]);
    let n = |change: Change| lines.iter().filter(|line| line.change == Some(change)).count();
    let changed = format!(
        "{} to right, {} to wrong, {} from wrong to wrong",
        n(Change::ToRight),
        n(Change::ToWrong),
        n(Change::Neither)
    );
    page.row(&[(Role::Dim, "changed  "), (Role::Plain, &changed)]);
    let minutes_used = mock
        .ended
        .as_ref()
        .map_or(0, |(at, _)| u64::try_from(at.0 - mock.started.0).unwrap_or(0) / 60_000);
    let used = format!("{minutes_used} of {} minutes used", mock.minutes);
    page.row(&[(Role::Dim, "clock    "), (Role::Plain, &used)]);
    match report.returns.words() {
        Some(words) => page.row(&[(Role::Dim, "cards    "), (Role::Warn, &words)]),
        None => page.blank(),
    }
}
