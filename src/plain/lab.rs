//! The lab, spoken: a world does not play by itself here; one steps, or runs it to its end, and the
//! figures are read out.

use crate::{
    app::{
        App,
        lab::{Lab, Verdict, shown_time},
        worlds::Worlds,
    },
    sim::watch::{lanes::Lane, readings},
    text,
};

/// How many entries of a list or a log are read out.
const N_READ: usize = 10;

pub(super) fn describe_worlds(app: &App, screen: &Worlds, lines: &mut Vec<String>) {
    let listed = screen.listed(app.desk.library.worlds());
    lines.push(format!("Lab. {}.", text::plural(listed.len(), "world")));
    let first = (screen.cursor.selected + 1).saturating_sub(N_READ);
    for (entry, at) in listed.iter().enumerate().skip(first).take(N_READ) {
        let Some(world) = app.desk.library.worlds().get(*at) else { continue };
        let here = if entry == screen.cursor.selected { "selected: " } else { "" };
        let challenge = match (&world.challenge, app.desk.solved.contains(&world.id)) {
            (None, _) => "",
            (Some(_), true) => ", challenge solved",
            (Some(_), false) => ", challenge",
        };
        lines.push(format!("  {here}{}{challenge}", world.title));
    }
    let selected = listed.get(screen.cursor.selected);
    if let Some(world) = selected.and_then(|at| app.desk.library.worlds().get(*at)) {
        lines.push(world.caption.clone());
    }
    lines.push("{list.down} and {list.up} choose, {browse.open} opens, {worlds.challenges} lists challenges, {app.help} help, {app.back} back.".to_owned());
}

pub(super) fn describe(lab: &Lab, lines: &mut Vec<String>) {
    let (now, end) = (shown_time(lab.lanes.now()), shown_time(lab.file.length));
    lines.push(format!("{}, {now} of {end}.", lab.file.title));
    if let Some(challenge) = &lab.file.challenge {
        let n = text::plural(challenge.changes, "change");
        lines.push(format!("Challenge, with {n}: {}", challenge.task));
        let verdict = match lab.verdict {
            None => None,
            Some(Verdict::Solved) => Some("Solved."),
            Some(Verdict::Missed) => Some("Not solved: a goal is missed."),
            Some(Verdict::TooManyChanges) => Some("Not solved: too many changes."),
            Some(Verdict::Turned) => {
                Some("Not judged: a knob was turned on the way; {lab.restart}, then {lab.end}.")
            }
        };
        lines.extend(verdict.map(str::to_owned));
    }
    describe_lane(lab, &lab.lanes.a, if lab.lanes.b.is_some() { "Lane A" } else { "Now" }, lines);
    if let Some(b) = &lab.lanes.b {
        describe_lane(lab, b, "Lane B", lines);
    }
    let values = lab.file.knobs.iter().zip(lab.values()).enumerate();
    for (entry, (knob, value)) in values {
        let here = if entry == lab.cursor.selected { "selected knob: " } else { "knob: " };
        lines.push(format!("  {here}{} {value}; {}", knob.title, knob.range_words()));
    }
    lines.push(
        "{lab.end} runs to the end, {lab.step} steps, {lab.next} goes on to the next event, \
         {lab.more} and {lab.less} turn, {list.up} and {list.down} choose a knob, {lab.restart} \
         begins again, {lab.second-lane} adds a lane, {app.help} help, {app.back} back."
            .to_owned(),
    );
}

fn describe_lane(lab: &Lab, lane: &Lane, name: &str, lines: &mut Vec<String>) {
    lines.push(format!("{name}:"));
    for reading in readings::readings(lane, None, lab.lanes.prices()) {
        let total = reading.total.map(|total| format!(", {total}")).unwrap_or_default();
        lines.push(format!("  {}: {}{total}", reading.title, reading.value));
    }
    for (goal, value, is_reached) in lab.goals(lane) {
        let verdict = if is_reached { "reached" } else { "missed" };
        let (words, now) = (goal.sentence(), goal.shown(value));
        lines.push(format!("  goal {words}: {now}, {verdict}"));
    }
    let entries = &lane.log.entries;
    for entry in entries.iter().skip(entries.len().saturating_sub(N_READ)) {
        lines.push(format!("  {} {} {}", shown_time(entry.at), entry.part, entry.words));
    }
}
