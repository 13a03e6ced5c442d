//! The lab, spoken: a world does not play by itself here; one steps, or runs it to its end, and the
//! figures are read out.

use super::Spoken;
use crate::{
    app::{
        App,
        screens::{
            lab::{ChallengeVerdict, Lab},
            worlds::Worlds,
        },
    },
    sim::watch::{
        lanes::LaneId,
        readings::{self, shown_time},
    },
    text,
};

/// How many entries of a list or a log are read out.
const N_READ: usize = 10;

impl Spoken for Worlds {
    fn describe(&self, app: &App, lines: &mut Vec<String>) {
        let listed = self.listed(app.desk.library.worlds());
        lines.push(format!("Lab. {}.", text::plural(listed.len(), "world")));
        let first = (self.cursor.selected + 1).saturating_sub(N_READ);
        for (entry, at) in listed.iter().enumerate().skip(first).take(N_READ) {
            let Some(world) = app.desk.library.worlds().get(*at) else { continue };
            let here = if entry == self.cursor.selected { "selected: " } else { "" };
            let challenge = match (&world.challenge, app.desk.history.solved.contains(&world.id)) {
                (None, _) => "",
                (Some(_), true) => ", challenge solved",
                (Some(_), false) => ", challenge",
            };
            lines.push(format!("  {here}{}{challenge}", world.title));
        }
        let selected = listed.get(self.cursor.selected);
        if let Some(world) = selected.and_then(|at| app.desk.library.worlds().get(*at)) {
            lines.push(world.caption.clone());
        }
        lines.push("{list.down} and {list.up} choose, {browse.open} opens, {worlds.challenges} lists challenges, {app.help} help, {app.back} back.".to_owned());
    }
}

impl Spoken for Lab {
    fn describe(&self, _app: &App, lines: &mut Vec<String>) {
        let (now, end) = (shown_time(self.lanes.now()), shown_time(self.file.length));
        lines.push(format!("{}, {now} of {end}.", self.file.title));
        if let Some(challenge) = &self.file.challenge {
            let n = text::plural(challenge.changes, "change");
            lines.push(format!("Challenge, with {n}: {}", challenge.task));
            let verdict = match self.verdict {
                None => None,
                Some(ChallengeVerdict::Solved) => Some("Solved."),
                Some(ChallengeVerdict::Missed) => Some("Not solved: a goal is missed."),
                Some(ChallengeVerdict::TooManyChanges) => Some("Not solved: too many changes."),
                Some(ChallengeVerdict::Turned) => {
                    Some("Not judged: a knob was turned on the way; {lab.restart}, then {lab.end}.")
                }
            };
            lines.extend(verdict.map(str::to_owned));
        }
        if self.lanes.b.is_some() {
            describe_lane(self, LaneId::A, "Lane A", lines);
            describe_lane(self, LaneId::B, "Lane B", lines);
        } else {
            describe_lane(self, LaneId::A, "Now", lines);
        }
        let values = self.file.knobs.iter().zip(self.values()).enumerate();
        for (entry, (knob, value)) in values {
            let here = if entry == self.cursor.selected { "selected knob: " } else { "knob: " };
            lines.push(format!("  {here}{} {value}; {}", knob.title, knob.range_words()));
        }
        lines.push(
            "{lab.end} runs to the end, {lab.step} steps, {lab.next} goes on to the next event, \
         {lab.more} and {lab.less} turn, {list.up} and {list.down} choose a knob, {lab.restart} \
         begins again, {lab.second-lane} adds a lane, {app.help} help, {app.back} back."
                .to_owned(),
        );
    }
}

fn describe_lane(lab: &Lab, id: LaneId, name: &str, lines: &mut Vec<String>) {
    let lane = lab.lane_of(id);
    lines.push(format!("{name}:"));
    for reading in readings::readings(lane, None, lab.lanes.prices()) {
        let total = reading.total.map(|total| format!(", {total}")).unwrap_or_default();
        let metric = reading.metric.map(|metric| format!(" ({metric})")).unwrap_or_default();
        lines.push(format!("  {}{metric}: {}{total}", reading.title, reading.value));
    }
    for (goal, value, is_reached) in lab.goals(id) {
        let verdict = if is_reached { "reached" } else { "missed" };
        let (words, now) = (goal.sentence(), goal.shown(value));
        lines.push(format!("  goal {words}: {now}, {verdict}"));
    }
    let entries = &lane.log.entries;
    for entry in entries.iter().skip(entries.len().saturating_sub(N_READ)) {
        lines.push(format!("  {} {} {}", shown_time(entry.at), entry.part, entry.words));
    }
}
