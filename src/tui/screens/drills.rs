//! Drills: one question with a number, and after the answer the arithmetic of it.
//!
//! ```text
//!  Drills, level 2                        RCU of eventual reads         4/20
//!
//!  Items of 7 KB are read 1,200 a minute, eventually consistent. How many RCU?
//!
//!  > ceil(7/4)*20/2                                                     = 20
//! ```

use ratatui::{
    Frame,
    layout::{Position, Rect},
};

use super::Drawn;
use crate::{
    app::{
        App,
        screens::drills::{AnsweredDrill, DrillQuestion, Drills},
    },
    exam::answer::{AnswerPart, shown},
    text,
    tui::{
        Target,
        parts::{
            page::{Page, bar, measure},
            theme::{Look, Role},
        },
    },
};
impl Drawn for Drills {
    fn title(&self, app: &App, look: Look) -> (String, String) {
        let left = format!("Drills, level {}", self.plan.level);
        let Some(asked) = &self.question else { return (left, String::new()) };
        let n = self.n_done + usize::from(asked.given.is_none());
        let count = format!("{n}/{}", self.plan.count);
        if app.size().width < 60 {
            return (left, count);
        }
        (
            left,
            format!(
                "{} {} {}   {count}",
                asked.drill.template.number, look.signs.dot, asked.drill.template.title
            ),
        )
    }

    fn draw(&self, frame: &mut Frame<'_>, app: &App, look: Look, area: Rect) -> Vec<Target> {
        let mut page = Page::new(look, measure(area));
        let Some(asked) = &self.question else {
            finish(&mut page, self);
            page.draw(frame, area, 0);
            return Vec::new();
        };
        page.text(Role::Strong, 0, &asked.drill.question);
        page.blank();
        if let Some(given) = &asked.given {
            answered(&mut page, app, asked, given);
            page.draw(frame, area, 0);
            return Vec::new();
        }
        if self.is_typed {
            typed(&mut page, frame, asked, area);
            page.draw(frame, area, 0);
            return Vec::new();
        }
        let mut targets = Vec::new();
        for (place, answer) in asked.choices.answers.iter().enumerate() {
            let is_here = place == asked.cursor;
            let pointer = if is_here { look.signs.pointer } else { " " };
            let number = format!(" {} ", place + 1);
            let role = if is_here { Role::Strong } else { Role::Plain };
            let row = Rect { y: area.y + page.height(), height: 1, ..area };
            targets.push(Target { area: row, entry: place });
            let words = asked.drill.words(answer);
            page.row(&[(Role::Accent, pointer), (Role::Accent, &number), (role, &words)]);
        }
        page.draw(frame, area, 0);
        targets
    }
}

/// The lines that are typed, one for each part, with what a sum comes to.
fn typed(page: &mut Page, frame: &mut Frame<'_>, asked: &DrillQuestion, area: Rect) {
    let form = asked.drill.form();
    let n_parts = form.n_parts();
    for (place, field) in asked.fields.iter().enumerate() {
        let is_here = place == asked.at;
        let (label, hint) = form.hint(place);
        let words = field.text();
        let is_sum = words.contains(['+', '*', '/', '(', 'x']);
        let sum = match form.read_part(place, &words) {
            Some(AnswerPart::Number(value)) if is_sum => format!("   = {}", shown(value)),
            Some(AnswerPart::Choice(choice)) if !is_here && choice != words => {
                format!("   {choice}")
            }
            _ => String::new(),
        };
        if 1 < n_parts {
            page.text(if is_here { Role::Plain } else { Role::Dim }, 0, label);
        }
        let row = page.height();
        let lead = if is_here { "> " } else { "  " };
        page.row(&[(Role::Accent, lead), (Role::Plain, &words), (Role::Good, &sum)]);
        page.text(Role::Dim, 2, &hint);
        page.blank();
        let column = u16::try_from(2 + field.cursor_column()).unwrap_or(u16::MAX);
        if is_here && column < area.width && row < area.height {
            frame.set_cursor_position(Position { x: area.x + column, y: area.y + row });
        }
    }
    page.text(Role::Dim, 0, "a line calculates: ceil(7/4)*20, floor(9/2), 3*(2+5)");
}

fn answered(page: &mut Page, app: &App, asked: &DrillQuestion, given: &AnsweredDrill) {
    let look = page.look;
    let drill = &asked.drill;
    let seconds = given.time.as_secs();
    let time = format!("   {seconds} s");
    let you = given.answer.as_ref().map(|answer| format!("   you: {}", drill.words(answer)));
    let you = you.unwrap_or_default();
    let (role, sign, word) = if given.is_right {
        (Role::Good, look.signs.right, "right")
    } else {
        (Role::Bad, look.signs.wrong, "wrong")
    };
    let head = format!("{sign} {word}");
    page.row(&[(role, &head), (Role::Dim, &you), (Role::Dim, &time)]);
    page.row(&[(Role::Plain, "  it is "), (Role::Strong, &drill.words(&drill.key))]);
    page.blank();
    page.hanging(&[(Role::Good, "so  ")], 0, Role::Plain, &drill.working);
    if !given.is_right {
        match given.answer.as_ref().and_then(|answer| drill.model_of(answer)) {
            Some(slip) => {
                page.hanging(&[(Role::Bad, "you ")], 0, Role::Plain, &slip.working);
                page.hanging(&[(Role::Plain, "    ")], 0, Role::Warn, &slip.model);
            }
            None if given.answer.is_some() => {
                page.text(Role::Dim, 4, "no usual slip leads there; go through the line above");
            }
            None => {}
        }
    }
    page.gap();
    page.rule("usual slips");
    for wrong in &drill.wrong {
        let head = format!("{}  ", drill.words(&wrong.answer));
        page.hanging(&[(Role::Dim, &head)], 0, Role::Dim, &wrong.model);
    }
    page.gap();
    let library = &app.desk.library;
    let facts = drill.template.facts.iter().filter_map(|id| library.fact(id));
    for fact in facts {
        page.text(Role::Plain, 0, &fact.text.statement);
    }
}

fn finish(page: &mut Page, drills: &Drills) {
    let words = format!("{} of {} right", drills.n_right, drills.n_done);
    let each = drills.took.as_secs() / u64::try_from(drills.n_done.max(1)).unwrap_or(1);
    let time = format!("   {each} s each");
    page.row(&[(Role::Strong, "Done: "), (Role::Good, &words), (Role::Dim, &time)]);
    if let Some(words) = drills.returns.words() {
        page.text(Role::Warn, 0, &words);
    }
    page.blank();
    if drills.missed.is_empty() {
        page.text(
            Role::Plain,
            0,
            "Nothing was missed. + after an answer makes the numbers harder.",
        );
        return;
    }
    page.rule("missed");
    for (template, n) in &drills.missed {
        let title = text::fit(&template.title, 34, page.look.signs.cut);
        #[expect(clippy::cast_precision_loss, reason = "a handful")]
        let (full, _) = bar(page.look, *n as f64 / 5.0, 10);
        let words = format!(" {}, template {}", text::plural(*n, "time"), template.number);
        page.row(&[(Role::Plain, &title), (Role::Bad, &full), (Role::Dim, &words)]);
    }
}
