//! Scenarios: the stem with its options, and the explanation with figures from the runs.
//!
//! ```text
//!  Scenarios                            Lambda · domain 3 · task 3.2     2/12
//!
//!  An insurer runs a claims portal on one Java function ...
//!  Which solution will meet these requirements MOST cost-effectively?
//!
//!  ▸ A  Publish a version of the function with Lambda SnapStart ...
//!    B  Configure provisioned concurrency of 16 on an alias ...
//! ```

use ratatui::{
    Frame,
    layout::{Position, Rect},
};

use super::Drawn;
use crate::{
    app::{
        App,
        keys::action::Place,
        screens::{
            field::Field,
            practice::Practice,
            question::{AnsweredItem, Question},
        },
    },
    content::{
        item::{Item, OptionRole},
        numbers::{fill, shown_number},
        situation::{NOT_RUN, Situation},
        sweep::Sweeper,
        trial::Trial,
        world::Goal,
    },
    memory::stats::{Prediction, median_factor},
    text,
    tui::{
        Target,
        parts::{
            chart,
            fact::fact_lines,
            options::{option_rows, option_targets},
            page::{Page, measure, spark},
            theme::{Look, Role},
        },
    },
};

/// From this width on facts and question have a column of their own.
const WIDE: u16 = 110;
/// Rows of a curve.
const CURVE: usize = 4;
impl Drawn for Practice {
    fn title(&self, app: &App, look: Look) -> (String, String) {
        let is_contrast = self.question.as_ref().is_some_and(Question::is_contrast);
        let left = match (self.is_debrief, is_contrast) {
            (true, _) => "Debrief",
            (false, true) => "Scenarios: which of the two?",
            (false, false) => "Scenarios",
        };
        let left = left.to_owned();
        let Some(question) = &self.question else { return (left, String::new()) };
        let library = &app.desk.library;
        let (item, situation) = question.parts(library);
        let dot = look.signs.dot;
        let n = self.n_done + usize::from(self.is_asking());
        let count = format!("{n}/{}", self.n_all());
        let topic = library.topic_title(&situation.topic);
        let right = if app.size().width < 60 {
            count
        } else {
            let task = match item.task.as_str() {
                "" => String::new(),
                task => format!(" {dot} task {task}"),
            };
            format!("{topic} {dot} domain {}{task}   {count}", item.domain)
        };
        (left, right)
    }

    fn draw(&self, frame: &mut Frame<'_>, app: &App, look: Look, area: Rect) -> Vec<Target> {
        let Some(question) = &self.question else {
            finish(frame, self, look, area);
            return Vec::new();
        };
        match &question.answered {
            None => asking(frame, app, question, look, area),
            Some(answered) => {
                explain(frame, app, question, answered, look, area);
                Vec::new()
            }
        }
    }
}

fn finish(frame: &mut Frame<'_>, practice: &Practice, look: Look, area: Rect) {
    let mut page = Page::new(look, measure(area));
    page.blank();
    if practice.is_debrief {
        page.text(Role::Strong, 0, "All questions of this mock have been gone through.");
        page.draw(frame, area, 0);
        return;
    }
    let words = format!("{} of {} right", practice.n_right, practice.n_done);
    page.row(&[(Role::Strong, "All scenarios of this round are answered: "), (Role::Good, &words)]);
    if let Some(words) = practice.returns.words() {
        page.text(Role::Warn, 0, &words);
    }
    page.blank();
    page.text(Role::Dim, 0, "The next round brings first what is new, then what went wrong.");
    page.draw(frame, area, 0);
}

/// The story and the question, each as a paragraph.
fn stem(page: &mut Page, item: &Item, situation: &Situation, question: &Question) {
    page.text(Role::Plain, 0, &item.story(situation, &question.numbers));
    page.text(Role::Strong, 0, &item.question);
}

fn asking(
    frame: &mut Frame<'_>,
    app: &App,
    question: &Question,
    look: Look,
    area: Rect,
) -> Vec<Target> {
    let (item, situation) = question.parts(&app.desk.library);
    let mut page = Page::new(look, measure(area));
    stem(&mut page, item, situation, question);
    page.blank();
    let options: Vec<(&str, bool, bool)> = question
        .order
        .iter()
        .enumerate()
        .filter_map(|(place, option)| {
            let text = situation.options.get(*option)?.text.as_str();
            Some((text, question.marked.contains(&place), question.struck.contains(&place)))
        })
        .collect();
    let rows = option_rows(&mut page, &options, question.cursor, &question.numbers);
    if let Some(field) = &question.predict {
        predicting(&mut page, frame, app, item, question, field, area);
        return Vec::new();
    }
    let last = rows.get(question.cursor + 1).copied().unwrap_or(page.height()).saturating_sub(1);
    let scroll = (last + 1).saturating_sub(area.height);
    page.draw(frame, area, usize::from(scroll));
    option_targets(&rows, page.height(), scroll, area)
}

fn explain(
    frame: &mut Frame<'_>,
    app: &App,
    question: &Question,
    answered: &AnsweredItem,
    look: Look,
    area: Rect,
) {
    let library = &app.desk.library;
    let (item, situation) = question.parts(library);
    let is_wide = WIDE <= area.width;
    let left = if is_wide { Rect { width: area.width * 3 / 5 - 2, ..area } } else { area };
    let mut page = Page::new(look, measure(left));
    verdict(&mut page, question, answered, item);
    if let Some(sweeper) = &answered.sweeper {
        sweep(&mut page, app, question, item, situation, sweeper);
        page.draw(frame, area, question.scroll);
        return;
    }
    let Some(said) = question.explained(situation, &item.verdict, None) else {
        page.blank();
        page.text(Role::Dim, 0, "the options are still running; their figures come in a moment");
        page.draw(frame, area, 0);
        return;
    };
    page.text(Role::Plain, 0, &said);
    if let (Some(said), Some(came)) = (answered.prediction, answered.actual) {
        said_and_came(&mut page, app, item, said, came);
    }
    match &question.trials {
        None => page.text(Role::Dim, 0, NOT_RUN),
        // Nobody's answer ran: the figures are those of the best one.
        Some(trials) if answered.is_open() => goals(&mut page, &trials.key, &trials.key, true),
        Some(trials) => {
            if let Some(own) = question.own_trial(item) {
                goals(&mut page, own, &trials.key, answered.is_right);
            }
        }
    }
    reasons(&mut page, app, question);
    if is_wide {
        let right = Rect { x: left.right() + 3, width: area.right() - left.right() - 3, ..area };
        let mut side = Page::new(look, right.width);
        asked_and_so(&mut side, app, question);
        side.draw(frame, right, question.scroll);
    } else {
        page.gap();
        asked_and_so(&mut page, app, question);
    }
    page.draw(frame, left, question.scroll);
}

/// Why each option is right or wrong, and what would turn it around.
fn reasons(page: &mut Page, app: &App, question: &Question) {
    let library = &app.desk.library;
    let (item, situation) = question.parts(library);
    let look = page.look;
    for option in &question.order {
        let Some(role) = item.roles.get(*option) else { continue };
        let words = question.explained(situation, role.why(), Some(*option)).unwrap_or_default();
        let (style, sign, class) = match role {
            OptionRole::Key { .. } => (Role::Good, look.signs.right, String::new()),
            OptionRole::Wrong(reason) => {
                (Role::Bad, look.signs.wrong, format!("{}: ", reason.class.title()))
            }
            OptionRole::Refuted { .. } => (Role::Bad, look.signs.wrong, String::new()),
        };
        let head = format!("{sign} {} ", question.letter(*option));
        page.hanging(&[(style, &head)], 0, Role::Plain, &format!("{class}{words}"));
        if let Some(fact) = role.refuting().and_then(|id| library.fact(id)) {
            page.text(Role::Dim, 4, &fact.text.statement);
        }
    }
    if !item.flip.is_empty() {
        let words = question.explained(situation, &item.flip, None).unwrap_or_default();
        page.hanging(&[(Role::New, "flip ")], 0, Role::Plain, &words);
    }
}

/// Right, wrong or left open, and the letters.
fn verdict(page: &mut Page, question: &Question, answered: &AnsweredItem, item: &Item) {
    let signs = &page.look.signs;
    let you = question.letters(&answered.picked);
    let best = question.letters(&item.key());
    let (role, head, rest) = match (answered.is_right, answered.is_open()) {
        (true, _) => (Role::Good, format!("{} right", signs.right), format!("   {you}")),
        (false, false) => {
            let rest = format!("   you: {you}   best: {best}");
            (Role::Bad, format!("{} wrong", signs.wrong), rest)
        }
        (false, true) => {
            (Role::Warn, format!("{} left open", signs.wrong), format!("   best: {best}"))
        }
    };
    page.row(&[(role, &head), (Role::Strong, &rest)]);
}

/// The question once more, and the facts behind it.
fn asked_and_so(page: &mut Page, app: &App, question: &Question) {
    let library = &app.desk.library;
    let (item, situation) = question.parts(library);
    page.rule("what is so");
    for fact in item.facts.iter().filter_map(|id| library.fact(id)) {
        fact_lines(page, app, fact);
    }
    page.gap();
    page.rule("the question");
    stem(page, item, situation, question);
    for option in &question.order {
        let Some(one) = situation.options.get(*option) else { continue };
        let head = format!("{} ", question.letter(*option));
        page.hanging(&[(Role::Dim, &head)], 0, Role::Dim, &fill(&one.text, &question.numbers));
    }
    if let Some(command) = question.command(item, situation) {
        page.gap();
        page.rule("the same without a screen");
        page.text(Role::Dim, 0, &command);
    }
}

/// The line that a prediction is typed into, below the options.
fn predicting(
    page: &mut Page,
    frame: &mut Frame<'_>,
    app: &App,
    item: &Item,
    question: &Question,
    field: &Field,
    area: Rect,
) {
    let Some(goal) = item.goals(&question.numbers).into_iter().next() else { return };
    let (words, unit) = crate::sim::watch::figures::words(&goal.metric);
    let unit = if unit.is_empty() { String::new() } else { format!(" in {unit}") };
    page.blank();
    let ask = format!("Before it runs: what will your answer bring as {words}{unit}?");
    page.text(Role::New, 0, &ask);
    let row = page.height();
    page.row(&[(Role::Accent, "> "), (Role::Plain, &field.text())]);
    let words = app.keymap.fill(Place::Predict, "{answer.give-up} goes on without saying");
    page.text(Role::Dim, 0, &words);
    let scroll = page.height().saturating_sub(area.height);
    page.draw(frame, area, usize::from(scroll));
    let column = u16::try_from(2 + field.cursor_column()).unwrap_or(u16::MAX);
    let row = row.saturating_sub(scroll);
    if column < area.width && row < area.height {
        frame.set_cursor_position(Position { x: area.x + column, y: area.y + row });
    }
}

/// What was said beforehand beside what came, and how far off the last ones were.
fn said_and_came(page: &mut Page, app: &App, item: &Item, said: f64, came: f64) {
    let Some(metric) = item.requirements.first().map(|one| one.metric.clone()) else { return };
    let goal = Goal { metric, at_least: None, at_most: None };
    let all = &app.desk.history.predictions;
    let last: Vec<u32> = all.iter().rev().take(20).rev().map(off_by).collect();
    let columns = spark(page.look, &last);
    let median = median_factor(all).unwrap_or(1.0);
    let words = format!("you said {}, {} came", goal.shown(said), goal.shown(came));
    let more = format!("   half of yours are within x{median:.1}  ");
    page.row(&[(Role::New, &words), (Role::Dim, &more), (Role::Accent, &columns)]);
}

/// How far a prediction was off, in tenths of the factor above 1, for a row of columns.
fn off_by(one: &Prediction) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let tenths = ((one.factor() - 1.0) * 10.0).clamp(0.0, 90.0) as u32;
    tenths
}

/// What was required and what the qualifier compares, yours beside the best.
fn goals(page: &mut Page, own: &Trial, best: &Trial, is_right: bool) {
    if let Some(why) = &own.refused {
        page.hanging(&[(Role::Bad, "cannot be set up: ")], 0, Role::Plain, why);
        return;
    }
    let look = page.look;
    let tick = |holds: bool| if holds { look.signs.right } else { look.signs.wrong };
    for ((goal, value, holds), (_, of_best, _)) in own.goals.iter().zip(&best.goals) {
        let role = if *holds { Role::Good } else { Role::Bad };
        let sign = format!("{} ", tick(*holds));
        let you = format!("{}: {}", goal.sentence(), goal.shown(*value));
        let best =
            if is_right { String::new() } else { format!("   best {}", goal.shown(*of_best)) };
        page.row(&[(role, &sign), (Role::Plain, &you), (Role::Dim, &best)]);
    }
    let cost = |trial: &Trial| trial.metrics.get("cost_usd").unwrap_or(0.0);
    let shown =
        |value| Goal { metric: "cost_usd".into(), at_least: None, at_most: None }.shown(value);
    let dot = format!("{} ", look.signs.dot);
    let you = format!("cost a month: {}", shown(cost(own)));
    let of_best = if is_right { String::new() } else { format!("   best {}", shown(cost(best))) };
    page.row(&[(Role::Dim, &dot), (Role::Plain, &you), (Role::Dim, &of_best)]);
}

/// Where a wrong option becomes right, if it does.
fn turning_words(sweeper: &Sweeper, item: &Item, letter: char) -> String {
    let n = sweeper.sweep.values().len();
    let (low, high) = (shown_number(sweeper.sweep.low), shown_number(sweeper.sweep.high));
    match (sweeper.is_done(), sweeper.crossing(item)) {
        (false, _) => format!("running: {} of {n} points", sweeper.points.len()),
        (true, None) => format!("Between {low} and {high} nothing turns it around."),
        (true, Some((from, to))) => {
            let first = sweeper.points.iter().find(|point| (point.value - from).abs() < 1e-9);
            let was_right = first.is_some_and(|point| Sweeper::is_right(item, point));
            let (from, to) = (shown_number(from), shown_number(to));
            let title = &sweeper.sweep.title;
            if was_right {
                format!(
                    "Break-even: {letter} is right up to {from} ({title}), and no more from {to} on."
                )
            } else {
                format!("Break-even: {letter} becomes right between {from} and {to} ({title}).")
            }
        }
    }
}

/// The curve of a wrong option beside the key, with the crossing.
fn sweep(
    page: &mut Page,
    app: &App,
    question: &Question,
    item: &Item,
    situation: &Situation,
    sweeper: &Sweeper,
) {
    let letter = question.letter(sweeper.place);
    let option = situation.options.get(sweeper.place).map_or("", |option| option.text.as_str());
    page.blank();
    let head = format!("{letter} ");
    page.hanging(&[(Role::Accent, &head)], 0, Role::Plain, &fill(option, &question.numbers));
    page.blank();
    let goal = Goal { metric: sweeper.metric.clone(), at_least: None, at_most: None };
    let (words, unit) = crate::sim::watch::figures::words(&sweeper.metric);
    let unit = if unit.is_empty() { String::new() } else { format!(", {unit}") };
    let caption = format!("{words}{unit}, by {}", sweeper.sweep.title);
    page.rule(&caption);
    let n = sweeper.sweep.values().len();
    let [of_option, of_key] = sweeper.curves();
    let top = chart::top([of_option.as_slice(), of_key.as_slice()]);
    let lead = 12;
    let width = page.width.saturating_sub(lead + 1).min(4 * n).max(1);
    let named = [
        (format!("option {letter}"), Role::Accent, &of_option),
        ("the best".to_owned(), Role::Good, &of_key),
    ];
    for (name, role, series) in named {
        let rows = chart::rows(page.look, series, n, top, (width, CURVE));
        for (index, row) in rows.iter().enumerate() {
            let lead = match index {
                0 => goal.shown(top),
                _ if index + 1 == CURVE => name.clone(),
                _ => String::new(),
            };
            let lead = format!("{lead:>11} ");
            page.row(&[(Role::Dim, &lead), (role, row)]);
        }
    }
    let crossing = sweeper.crossing(item);
    let values = sweeper.sweep.values();
    let place_of = |value: f64| values.iter().position(|one| (one - value).abs() < 1e-9);
    let column = crossing.and_then(|(_, to)| place_of(to)).map(|place| place * width / n.max(1));
    let axis: String = (0..width)
        .map(|at| if Some(at) == column { page.look.signs.up } else { page.look.signs.rule })
        .collect();
    let lead = " ".repeat(lead);
    page.row(&[(Role::Dim, &lead), (Role::Dim, &axis)]);
    let (low, high) = (shown_number(sweeper.sweep.low), shown_number(sweeper.sweep.high));
    let gap = " ".repeat(width.saturating_sub(text::width(&low) + text::width(&high)));
    page.row(&[(Role::Dim, &lead), (Role::Dim, &low), (Role::Dim, &gap), (Role::Dim, &high)]);
    page.blank();
    let words = turning_words(sweeper, item, letter);
    page.text(Role::Strong, 0, &words);
    let words = "Each column is a run on the same traffic. {item.break-even} goes back to the \
                 explanation.";
    page.text(Role::Dim, 0, &app.keymap.fill(Place::Explain, words));
}
