//! `coldstart sim`: the simulator without a screen.

use std::path::Path;

use anyhow::Context;
use serde_json::{Map, Value, json};

use super::{Cli, run, subject::find_world};
use crate::{
    config::Misuse,
    content::world::{Span, WorldFile},
    sim::{
        fidelity::{self, case},
        kernel::time::to_seconds,
    },
    text,
};

impl Cli<'_> {
    pub(super) fn sim_list(&mut self) -> anyhow::Result<u8> {
        let library = self.library();
        if self.is_json {
            let all: Vec<Value> =
                library.worlds().iter().filter(|one| !one.is_hidden).map(world_json).collect();
            self.json(&all)?;
            return Ok(0);
        }
        for world in library.worlds().iter().filter(|one| !one.is_hidden) {
            let mark = if world.challenge.is_some() { "challenge" } else { "" };
            writeln!(self.out, "{:<26} {:<10} {}", world.id, mark, world.title)?;
        }
        Ok(0)
    }

    pub(super) fn sim_show(&mut self, id: &str) -> anyhow::Result<u8> {
        let world = find_world(&self.library(), id)?;
        if self.is_json {
            self.json(&world_json(&world))?;
            return Ok(0);
        }
        writeln!(self.out, "{}\n", world.title)?;
        for line in text::wrap(&world.caption, 76) {
            writeln!(self.out, "{line}")?;
        }
        writeln!(self.out)?;
        for (name, part) in &world.setup.parts {
            let wires = part.wires().join(", ");
            let arrow = if wires.is_empty() { String::new() } else { format!("to {wires}") };
            writeln!(self.out, "  {name:<16} {:<14} {arrow}", part.kind())?;
        }
        for knob in &world.knobs {
            let (path, start, range) = (&knob.path, knob.start.to_string(), knob.range_words());
            writeln!(self.out, "  knob {path:<30} {start:>8}  {}; {range}", knob.title)?;
        }
        for goal in &world.goals {
            writeln!(self.out, "  goal {}", goal.words())?;
        }
        if let Some(challenge) = &world.challenge {
            let n = text::plural(challenge.changes, "change");
            writeln!(self.out)?;
            for line in text::wrap(&format!("Challenge, with {n}: {}", challenge.task), 76) {
                writeln!(self.out, "{line}")?;
            }
        }
        Ok(0)
    }

    /// Answers every worked example of a file: one JSON object, the examples by id; or holds them
    /// against what the file expects.
    pub(super) fn fidelity(&mut self, file: &Path, task: FidelityTask) -> anyhow::Result<u8> {
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("cannot read `{}`", file.display()))?;
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
            Misuse(format!("`{}` is not TOML: {}", file.display(), error.message()))
        })?;
        let cases = case::cases(&serde_json::to_value(&table)?)
            .map_err(|why| Misuse(format!("`{}`: {}", file.display(), text::clean(&why))))?;
        let prices = self.library().price_list();
        match task {
            FidelityTask::Answer => {
                let mut answers = Map::new();
                for (id, case) in cases {
                    let answer = match case {
                        Ok(case) => fidelity::answer(&case.given, &prices),
                        Err(why) => case::told(&why),
                    };
                    answers.insert(id, answer);
                }
                self.json(&answers)?;
                Ok(0)
            }
            FidelityTask::Check => {
                let n = cases.len();
                let misses: Vec<Vec<String>> = cases
                    .into_iter()
                    .map(|(id, case)| match case {
                        Ok(case) => case.misses(&prices),
                        Err(why) => vec![format!("{id}: {why}")],
                    })
                    .filter(|misses| !misses.is_empty())
                    .collect();
                let n_met = n - misses.len();
                let misses: Vec<String> = misses.into_iter().flatten().collect();
                if self.is_json {
                    self.json(&json!({ "met": n_met, "cases": n, "misses": misses }))?;
                } else {
                    for miss in &misses {
                        writeln!(self.out, "{}", text::clean(miss))?;
                    }
                    writeln!(self.out, "{n_met} of {n}")?;
                }
                Ok(u8::from(n_met < n))
            }
        }
    }
}

/// What is done with a table of worked examples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FidelityTask {
    /// Print what the simulator makes of each.
    Answer,
    /// Hold that against what the table expects.
    Check,
}

fn world_json(world: &WorldFile) -> Value {
    let part = |part: &crate::sim::PartSetup| json!({ "kind": part.kind(), "wires": part.wires() });
    let parts: Map<String, Value> =
        world.setup.parts.iter().map(|(name, one)| (name.clone(), part(one))).collect();
    let knobs: Vec<Value> = world
        .knobs
        .iter()
        .map(|knob| {
            let (path, title) = (&knob.path, &knob.title);
            let start = run::given_json(&knob.start);
            match &knob.range {
                Span::Numbers { low, high, step } => json!({
                    "path": path, "title": title, "start": start,
                    "low": low, "high": high, "step": step,
                }),
                Span::Values(values) => {
                    let values: Vec<Value> = values.iter().map(run::given_json).collect();
                    json!({ "path": path, "title": title, "start": start, "values": values })
                }
            }
        })
        .collect();
    let goals: Vec<Value> = world
        .goals
        .iter()
        .map(|goal| {
            let (least, most) = (goal.at_least, goal.at_most);
            json!({ "metric": goal.metric, "at_least": least, "at_most": most })
        })
        .collect();
    let challenge = world
        .challenge
        .as_ref()
        .map(|challenge| json!({ "task": challenge.task, "changes": challenge.changes }));
    json!({
        "id": world.id, "title": world.title, "caption": world.caption,
        "duration_s": to_seconds(world.length), "seed": world.setup.seed,
        "parts": parts, "knobs": knobs, "goals": goals, "challenge": challenge,
    })
}
