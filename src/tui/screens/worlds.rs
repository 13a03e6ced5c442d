//! The list of worlds: title and services, and what the selected one is about.

use ratatui::{Frame, layout::Rect};

use super::Drawn;
use crate::{
    app::{App, screens::worlds::Worlds},
    content::world::{Goal, WorldFile},
    tui::{
        Target,
        parts::{
            page::Page,
            theme::{Look, Role},
        },
    },
};

/// From this width on the description stands beside the list.
const WIDE: u16 = 72;
impl Drawn for Worlds {
    fn title(&self, app: &App, look: Look) -> (String, String) {
        let worlds = app.desk.library.worlds();
        let challenges = worlds.iter().filter(|world| world.challenge.is_some());
        let n_all = challenges.clone().count();
        let n_solved =
            challenges.filter(|world| app.desk.history.solved.contains(&world.id)).count();
        let what = if self.challenges_only { "Lab: challenges" } else { "Lab" };
        let legend = format!("? challenge   {} solved", look.signs.right);
        (what.to_owned(), format!("{legend}   {n_solved} of {n_all} challenges solved"))
    }

    fn draw(&self, frame: &mut Frame<'_>, app: &App, look: Look, area: Rect) -> Vec<Target> {
        let listed = self.listed(app.desk.library.worlds());
        let list_width = if WIDE <= area.width { (area.width * 2 / 5).max(34) } else { area.width };
        let about_height = if WIDE <= area.width { 0 } else { (area.height / 3).min(6) };
        let list =
            Rect { width: list_width, height: area.height.saturating_sub(about_height), ..area };
        let mut cursor = self.cursor;
        cursor.keep(listed.len(), usize::from(list.height));
        let mut page = Page::new(look, list.width);
        let mut targets = Vec::new();
        let rows = listed.iter().enumerate().skip(cursor.offset).take(usize::from(list.height));
        for (entry, at) in rows {
            let Some(world) = app.desk.library.worlds().get(*at) else { continue };
            let row = Rect { y: list.y + page.height(), height: 1, ..list };
            targets.push(Target { area: row, entry });
            page.entry(entry, cursor, &mark(app, look, world), &world.title);
        }
        page.draw(frame, list, 0);
        let Some(world) =
            listed.get(cursor.selected).and_then(|at| app.desk.library.worlds().get(*at))
        else {
            return targets;
        };
        let about = if about_height == 0 {
            Rect { x: list.right() + 2, width: area.width.saturating_sub(list_width + 2), ..area }
        } else {
            Rect { y: list.bottom(), height: about_height, ..area }
        };
        let mut page = Page::new(look, about.width);
        if about_height != 0 {
            page.rule("");
        }
        describe(&mut page, app, world, about_height == 0);
        page.draw(frame, about, 0);
        targets
    }
}

/// Whether a world asks for something, and whether that was reached.
fn mark(app: &App, look: Look, world: &WorldFile) -> String {
    let sign = match (&world.challenge, app.desk.history.solved.contains(&world.id)) {
        (None, _) => " ".to_owned(),
        (Some(_), true) => look.signs.right.to_string(),
        (Some(_), false) => "?".to_owned(),
    };
    format!("{sign} ")
}

fn describe(page: &mut Page, app: &App, world: &WorldFile, is_long: bool) {
    if is_long {
        page.row(&[(Role::Accent, &world.title)]);
        page.blank();
    }
    page.text(Role::Plain, 0, &world.caption);
    if !is_long {
        return;
    }
    if let Some(challenge) = &world.challenge {
        page.blank();
        let is_solved = app.desk.history.solved.contains(&world.id);
        let (role, words) =
            if is_solved { (Role::Good, "solved") } else { (Role::Warn, "challenge") };
        let head = format!("{words}: ");
        page.hanging(&[(role, &head)], 0, Role::Plain, &challenge.task);
    }
    page.blank();
    let kinds: Vec<&str> = world.setup.parts.values().map(crate::sim::PartSetup::kind).collect();
    let mut shown: Vec<&str> = Vec::new();
    for kind in kinds {
        if kind != "client" && !shown.contains(&kind) {
            shown.push(kind);
        }
    }
    page.hanging(&[(Role::Dim, "with   ")], 0, Role::Dim, &shown.join(", "));
    let knobs: Vec<&str> = world.knobs.iter().map(|knob| knob.title.as_str()).collect();
    page.hanging(&[(Role::Dim, "knobs  ")], 0, Role::Dim, &knobs.join(", "));
    let goals: Vec<String> = world.goals.iter().map(Goal::sentence).collect();
    page.hanging(&[(Role::Dim, "goals  ")], 0, Role::Dim, &goals.join(", "));
}
