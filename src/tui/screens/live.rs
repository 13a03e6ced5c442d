//! The live pane of an answered card.
//!
//! ```text
//!  ── live: one slow call ────────────────────────────── function timeouts
//!  you 600 s    ▁▁▁▁▁▁▁▁▁▁▁▁▁▁█                                          1
//!  900 s        ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁                                          0
//!  The call is cut at the timeout; at most 900 s can be set.
//! ```

use ratatui::{Frame, layout::Rect};

use crate::{
    app::screens::live::{Kind, Live, Run},
    text,
    tui::parts::{
        chart,
        page::Page,
        theme::{Look, Role},
    },
};

/// Rows that the pane takes where it stands below a card.
pub(in crate::tui) const ROWS: u16 = 5;
/// Names of lanes are not longer than this.
const NAME: usize = 16;

pub(in crate::tui) fn draw(frame: &mut Frame<'_>, live: &Live, look: Look, area: Rect) {
    let mut page = Page::new(look, area.width);
    match &live.kind {
        Kind::Run(run) => lanes(&mut page, run),
        Kind::Walk { steps, decides } => walk(&mut page, live, steps, *decides),
    }
    page.text(Role::Plain, 0, &live.says());
    page.draw(frame, area, 0);
}

fn lanes(page: &mut Page, run: &Run) {
    page.rule_between(&format!("live: {}", run.file.title), &run.title());
    let series: Vec<Vec<f64>> = run
        .lanes
        .iter()
        .map(|one| one.lane.as_ref().map(|lane| run.series(lane)).unwrap_or_default())
        .collect();
    let top = chart::top(series.iter().map(Vec::as_slice));
    let figures: Vec<String> = run
        .lanes
        .iter()
        .map(|one| one.lane.as_ref().map(|lane| run.figure(lane)).unwrap_or_default())
        .collect();
    let figure_width = figures.iter().map(|figure| text::width(figure)).max().unwrap_or(0);
    let names = run.lanes.iter().map(|one| text::width(&one.name));
    let name_width = names.max().unwrap_or(0).min(NAME);
    for ((one, series), figure) in run.lanes.iter().zip(&series).zip(&figures) {
        let name = text::fit(&one.name, name_width, page.look.signs.cut);
        if let Err(why) = &one.lane {
            let words = format!("  {why}");
            page.row(&[
                (Role::Strong, &name),
                (Role::Bad, " "),
                (Role::Bad, &page.look.signs.wrong.to_string()),
                (Role::Plain, &words),
            ]);
            continue;
        }
        let room = page.width.saturating_sub(name_width + figure_width + 4);
        let row = chart::rows(page.look, series, run.n_all(), top, (room, 1)).concat();
        let figure = format!("  {figure:>figure_width$}");
        let parts = [
            (Role::Strong, name.as_str()),
            (Role::Plain, "  "),
            (Role::Accent, &row),
            (Role::Plain, &figure),
        ];
        page.row(&parts);
    }
}

/// The steps with arrows; those that the request has passed are plain, the deciding one is marked.
fn walk(page: &mut Page, live: &Live, steps: &[String], decides: usize) {
    page.rule("live: the way of one request");
    let at = live.step();
    let sign = page.look.signs.pointer;
    let mut lines: Vec<Vec<(Role, String)>> = vec![Vec::new()];
    let mut used = 0;
    for (index, step) in steps.iter().enumerate() {
        let words = if index == decides { format!("[{step}]") } else { step.clone() };
        let arrow = if index == 0 { String::new() } else { format!(" {sign} ") };
        let width = text::width(&arrow) + text::width(&words);
        if page.width < used + width && 0 < used {
            lines.push(Vec::new());
            used = 0;
        }
        used += width;
        let role = match (index <= at, index == decides) {
            (true, true) => Role::Good,
            (true, false) => Role::Strong,
            (false, _) => Role::Dim,
        };
        let line = lines.last_mut().expect("one was pushed above");
        line.push((if index <= at { Role::Accent } else { Role::Dim }, arrow));
        line.push((role, words));
    }
    for line in lines {
        let parts: Vec<(Role, &str)> =
            line.iter().map(|(role, words)| (*role, words.as_str())).collect();
        page.row(&parts);
    }
}
