//! Figures: heat map of the year, forecast, calibration, retention, times, scenarios, drills,
//! predictions, mocks; each as a plot with its numbers, or as a table.

use ratatui::{Frame, layout::Rect};

use super::Drawn;
use crate::{
    app::{App, keys::action::Place, screens::stats::StatsView},
    memory::{
        figures::Agreement,
        fit::REVIEWS_NEEDED,
        stats::{Prediction, median_factor},
    },
    text,
    tui::{
        Target,
        parts::{
            page::{Page, bar, spark},
            theme::{Look, Role},
        },
    },
};

/// Columns of a name.
const NAME: usize = 20;
/// How many templates are listed.
const N_DRILLS: usize = 8;
/// How many scenarios are named that go wrong most often.
const N_MISSED: usize = 5;
impl Drawn for StatsView {
    fn title(&self, _app: &App, _look: Look) -> (String, String) {
        let n: u32 = self.figures.year.iter().map(|(_, n)| n).sum();
        let answers = text::thousands(u64::from(n));
        ("Figures".to_owned(), format!("{} in a year", text::counted(answers, "answer")))
    }

    fn draw(&self, frame: &mut Frame<'_>, app: &App, look: Look, area: Rect) -> Vec<Target> {
        let mut page = Page::new(look, area.width);
        if self.is_table {
            months(&mut page, self);
        } else {
            heat_map(&mut page, self);
        }
        due(&mut page, self);
        calibration(&mut page, self);
        retention(&mut page, self);
        times(&mut page, self);
        fitted(&mut page, app, self);
        scenarios(&mut page, self);
        drills(&mut page, self);
        predictions(&mut page, app, self);
        mocks(&mut page, app, self);
        let most = page.lines.len().saturating_sub(usize::from(area.height));
        page.draw(frame, area, self.scroll.min(most));
        Vec::new()
    }
}

/// Weeks as columns, Monday at the top; the more answers, the fuller.
fn heat_map(page: &mut Page, stats: &StatsView) {
    page.rule_between("the year", &minutes_words(stats));
    let year = &stats.figures.year;
    let top = year.iter().map(|(_, n)| *n).max().unwrap_or(0).max(1);
    let n_weeks = year.len().div_ceil(7);
    let shown = n_weeks.min(page.width.saturating_sub(5));
    let first = 7 * (n_weeks - shown);
    let look = page.look;
    let sign = |n: u32| {
        let level = if n == 0 { 0 } else { 1 + (n * 7 / top).min(7) } as usize;
        let blank = look.signs.dot;
        if n == 0 { blank } else { look.signs.spark.get(level).copied().unwrap_or(" ") }
    };
    let mut months = String::from("     ");
    for week in 0..shown {
        let Some((day, _)) = year.get(first + 7 * week) else { break };
        let words = day.words();
        let month = words.get(words.len().saturating_sub(3)..).unwrap_or_default().to_owned();
        let day_of_month: u32 =
            words.get(4..6).and_then(|one| one.trim().parse().ok()).unwrap_or(9);
        while text::width(&months) < 5 + week {
            months.push(' ');
        }
        if day_of_month <= 7 && text::width(&months) <= 5 + week && week + 3 <= shown {
            months.push_str(&month);
        }
    }
    page.row(&[(Role::Dim, &months)]);
    for (row, name) in ["Mon", "", "Wed", "", "Fri", "", "Sun"].into_iter().enumerate() {
        let head = text::fit(name, 5, ' ');
        let mut parts = vec![(Role::Dim, head.as_str())];
        let days = (0..shown).filter_map(|week| year.get(first + 7 * week + row));
        parts.extend(days.map(|(_, n)| (if *n == 0 { Role::Dim } else { Role::Accent }, sign(*n))));
        page.row(&parts);
    }
    page.blank();
}

fn minutes_words(stats: &StatsView) -> String {
    let (today, week) = stats.figures.minutes;
    format!("{today} min today, {week} in seven days")
}

/// The same as a table: answers by month.
fn months(page: &mut Page, stats: &StatsView) {
    page.rule_between("answers by month", &minutes_words(stats));
    let mut by_month: Vec<(String, u32, u32)> = Vec::new();
    for (day, n) in &stats.figures.year {
        let month: String = day.to_string().chars().take(7).collect();
        match by_month.last_mut().filter(|(one, _, _)| *one == month) {
            Some((_, sum, days)) => {
                *sum += n;
                *days += u32::from(0 < *n);
            }
            None => by_month.push((month, *n, u32::from(0 < *n))),
        }
    }
    for (month, n, days) in by_month.iter().rev().filter(|(_, n, _)| 0 < *n) {
        let words = format!("{month}   {n:>6} answers on {}", text::plural(*days as usize, "day"));
        page.row(&[(Role::Plain, &words)]);
    }
    if by_month.iter().all(|(_, n, _)| *n == 0) {
        page.row(&[(Role::Dim, "none in a year")]);
    }
    page.blank();
}

fn due(page: &mut Page, stats: &StatsView) {
    let due = &stats.figures.due;
    let n: u32 = due.iter().sum();
    page.rule_between("cards that fall due", &format!("{n} in {} days", due.len()));
    if stats.is_table {
        let words: Vec<String> = (1..)
            .zip(due)
            .filter(|(_, n)| 0 < **n)
            .map(|(day, n)| format!("+{day}: {n}"))
            .collect();
        page.text(Role::Plain, 0, &words.join("  "));
    } else {
        let columns = spark(page.look, due);
        let most = due.iter().max().copied().unwrap_or(0);
        let words = format!("  tomorrow {}, at most {most} on one day", due.first().unwrap_or(&0));
        page.row(&[(Role::Accent, &columns), (Role::Dim, &words)]);
    }
    page.blank();
}

fn calibration(page: &mut Page, stats: &StatsView) {
    let figures = &stats.figures;
    let off = match figures.error {
        Some(error) => format!("off by {:.1} points", 100.0 * error),
        None => "no reviews yet".to_owned(),
    };
    page.rule_between("expected recall, and what came", &off);
    for bin in &figures.bins {
        let name = format!("{:>3.0} to {:.0} %", 100.0 * bin.from, 100.0 * bin.to);
        agreement(page, &name, bin.agreement, stats.is_table);
    }
    page.blank();
}

/// A row of said and was; as a plot the bar is what came, and a mark stands where it was expected.
fn agreement(page: &mut Page, name: &str, one: Agreement, is_table: bool) {
    let name = text::fit(name, NAME, page.look.signs.cut);
    let words =
        format!("  said {:>3.0} %, was {:>3.0} % of {}", 100.0 * one.said, 100.0 * one.was, one.n);
    if is_table || page.width < 60 {
        page.row(&[(Role::Plain, &name), (Role::Dim, &words)]);
        return;
    }
    let width = 24_u8;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and the width"
    )]
    let at = libm::round(one.said.clamp(0.0, 1.0) * f64::from(width - 1)) as usize;
    let (full, empty) = bar(page.look, one.was, usize::from(width));
    let cells: Vec<char> = full.chars().chain(empty.chars()).collect();
    let part = |from: usize, to: usize| -> String {
        cells.get(from..to).map(|part| part.iter().collect()).unwrap_or_default()
    };
    let (before, after) = (part(0, at), part(at + 1, cells.len()));
    let role = if one.was + 0.1 < one.said { Role::Warn } else { Role::Good };
    page.row(&[
        (Role::Plain, &name),
        (role, &before),
        (Role::Strong, page.look.signs.bar),
        (role, &after),
        (Role::Dim, &words),
    ]);
}

fn retention(page: &mut Page, stats: &StatsView) {
    let figures = &stats.figures;
    if figures.by_topic.is_empty() {
        return;
    }
    page.rule("by topic");
    for (topic, one) in &figures.by_topic {
        agreement(page, topic, *one, stats.is_table);
    }
    page.blank();
    page.rule("by age of the card");
    for (age, one) in &figures.by_age {
        agreement(page, age, *one, stats.is_table);
    }
    page.blank();
}

fn times(page: &mut Page, stats: &StatsView) {
    let times = &stats.figures.times;
    if times.is_empty() {
        return;
    }
    page.rule("median time of right answers");
    let longest = times.iter().map(|(_, seconds)| *seconds).fold(1.0, f64::max);
    for (kind, seconds) in times {
        let name = text::fit(kind, NAME, page.look.signs.cut);
        let (full, empty) = bar(page.look, seconds / longest, 24);
        let words = format!("  {seconds:.0} s");
        if stats.is_table {
            page.row(&[(Role::Plain, &name), (Role::Plain, &words)]);
        } else {
            page.row(&[
                (Role::Plain, &name),
                (Role::Accent, &full),
                (Role::Dim, &empty),
                (Role::Dim, &words),
            ]);
        }
    }
    page.blank();
}

/// Whose parameters the memory has, and what a fit came to or still takes.
fn fitted(page: &mut Page, app: &App, stats: &StatsView) {
    let own =
        if app.desk.preferences.parameters.is_some() { "your own" } else { "the default ones" };
    page.rule_between("memory parameters (FSRS-6)", own);
    let n = stats.n_reviews;
    let small = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    let (full, empty) = bar(page.look, small(n) / small(REVIEWS_NEEDED), 24);
    let words = format!("  {n} of {REVIEWS_NEEDED} reviews on another day that a fit takes");
    match &stats.fit {
        None if n < REVIEWS_NEEDED => {
            page.row(&[(Role::Accent, &full), (Role::Dim, &empty), (Role::Dim, &words)]);
        }
        None => {
            let words = "reviews are there; {stats.fit} fits the parameters to them";
            let words = format!("{n} {}", app.keymap.fill(Place::Stats, words));
            page.row(&[(Role::Plain, &words)]);
        }
        Some(fit) => {
            let words = format!(
                "on the last fifth of {} reviews: log loss {:.3} before, {:.3} fitted",
                fit.n, fit.before, fit.after
            );
            let role = if fit.is_better() { Role::Good } else { Role::Warn };
            page.row(&[(role, &words)]);
        }
    }
    page.blank();
}

/// Answers to scenarios by topic, and those that go wrong most often.
fn scenarios(page: &mut Page, stats: &StatsView) {
    let scenarios = &stats.figures.scenarios;
    if scenarios.n_answers == 0 {
        return;
    }
    let words = format!("{} of {} answers right", scenarios.n_right, scenarios.n_answers);
    page.rule_between("scenarios", &words);
    for (topic, counts) in &scenarios.by_topic {
        let n = counts.n_right + counts.n_wrong;
        let name = text::fit(topic, NAME, page.look.signs.cut);
        let words = format!("  {} of {n} right", counts.n_right);
        if stats.is_table || page.width < 60 {
            page.row(&[(Role::Plain, &name), (Role::Dim, &words)]);
            continue;
        }
        let (full, empty) = bar(page.look, f64::from(counts.n_right) / f64::from(n.max(1)), 24);
        page.row(&[
            (Role::Plain, &name),
            (Role::Good, &full),
            (Role::Dim, &empty),
            (Role::Dim, &words),
        ]);
    }
    for (at, (item, counts)) in scenarios.most_missed.iter().take(N_MISSED).enumerate() {
        let lead = if at == 0 { "missed most" } else { "" };
        let lead = text::fit(lead, NAME, ' ');
        let words =
            format!("{item}  {} of {} wrong", counts.n_wrong, counts.n_right + counts.n_wrong);
        page.row(&[(Role::Dim, &lead), (Role::Plain, &words)]);
    }
    page.blank();
}

fn drills(page: &mut Page, stats: &StatsView) {
    let drills = &stats.figures.drills;
    if drills.is_empty() {
        return;
    }
    let asked = format!("{} of {} kinds asked", drills.len(), stats.figures.n_templates);
    page.rule_between("drills, the weakest first", &asked);
    for (title, counts) in drills.iter().take(N_DRILLS) {
        let n = counts.n_right + counts.n_wrong;
        let name = text::fit(title, 30, page.look.signs.cut);
        let words = format!("  {} of {n} right", counts.n_right);
        page.row(&[(Role::Plain, &name), (Role::Dim, &words)]);
    }
    page.blank();
}

fn predictions(page: &mut Page, app: &App, stats: &StatsView) {
    let all = &app.desk.history.predictions;
    let Some(median) = median_factor(all) else { return };
    page.rule_between(
        "predictions of runs",
        &format!("{} made, half of them within x{median:.1}", all.len()),
    );
    let last: Vec<f64> = all.iter().rev().take(40).rev().map(Prediction::factor).collect();
    if stats.is_table {
        let words: Vec<String> = last.iter().map(|factor| format!("x{factor:.1}")).collect();
        page.text(Role::Plain, 0, &words.join("  "));
    } else {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        let columns: Vec<u32> =
            last.iter().map(|factor| ((factor - 1.0) * 10.0).clamp(1.0, 90.0) as u32).collect();
        let shown = spark(page.look, &columns);
        page.row(&[(Role::Accent, &shown), (Role::Dim, "  how far off, the last one right")]);
    }
    page.blank();
}

fn mocks(page: &mut Page, app: &App, stats: &StatsView) {
    let done: Vec<_> =
        app.desk.history.mocks.iter().filter_map(|mock| mock.ended.as_ref()).collect();
    if done.is_empty() {
        return;
    }
    let scores: Vec<u32> = done.iter().map(|(_, outcome)| outcome.score).collect();
    let pass = app.desk.library.track.blueprint.scale.pass;
    page.rule_between("mock exams", &format!("{} taken, {pass} passes", done.len()));
    if stats.is_table {
        for (at, outcome) in &done {
            let day = at.date_words(app.now().offset_min);
            let words =
                format!("{day}   {:>5}   {} of {}", outcome.score, outcome.right, outcome.n_scored);
            page.row(&[(Role::Plain, &words)]);
        }
    } else {
        let shown = spark(page.look, &scores);
        let last = format!("  last {}", scores.last().unwrap_or(&0));
        page.row(&[(Role::Accent, &shown), (Role::Dim, &last)]);
    }
    page.blank();
}
