//! `coldstart sim`: the simulator without a screen.

use std::path::Path;

use anyhow::Context;
use serde_json::{Map, Value, json};

use super::Cli;
use crate::{
    config::Misuse,
    content::{
        self, Library,
        world::{WorldFile, refusal_words},
    },
    diag::Layer,
    sim::{
        Setup, World, fidelity,
        meter::Count,
        report::{self, Metrics},
        settings::{self, Given},
        time::{SECOND, SimTime, from_seconds, to_seconds},
    },
    text,
};

/// How often a series is read, and how many readings there are at most.
const SERIES_STEP: SimTime = SECOND;
const MAX_READINGS: u64 = 3_600;

/// What `sim run` was asked for.
#[derive(Debug, clap::Args)]
pub(super) struct RunArguments {
    /// A world by its id, or a file that holds one
    world: String,
    /// Change a setting: component.setting=value
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Run a second lane with these changes on the same traffic
    #[arg(long, value_name = "PATH=VALUE")]
    against: Vec<String>,
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// How long to run, such as 60s, 10m or 2h
    #[arg(long, value_name = "TIME")]
    duration: Option<String>,
    /// Print a table of readings, one a second
    #[arg(long, conflicts_with = "against")]
    csv: bool,
}

/// Counters by component.
type Counts = Vec<(String, Count, u64)>;

/// One run and what it came to.
struct Lane {
    setup: Setup,
    world: World,
    metrics: Metrics,
    /// For each reading: the second, and the counts since the one before by component.
    series: Vec<(u64, Counts)>,
}

impl Cli<'_> {
    pub(super) fn sim_list(&mut self) -> anyhow::Result<u8> {
        let library = self.library();
        if self.is_json {
            let all: Vec<Value> = library.worlds.iter().map(world_json).collect();
            self.json(&all)?;
            return Ok(0);
        }
        for world in &library.worlds {
            writeln!(self.out, "{:<26} {}", world.id, world.title)?;
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
            writeln!(self.out, "  {name:<14} {}", settings::kind_of(part))?;
        }
        for knob in &world.knobs {
            let path = &knob.path;
            writeln!(self.out, "  knob {path:<28} {} to {}, {}", knob.low, knob.high, knob.title)?;
        }
        for goal in &world.goals {
            writeln!(self.out, "  goal {}", goal.words())?;
        }
        Ok(0)
    }

    pub(super) fn sim_run(&mut self, arguments: &RunArguments) -> anyhow::Result<u8> {
        let library = self.library();
        let file = find_world(&library, &arguments.world)?;
        let length = match &arguments.duration {
            Some(text) => duration(text)?,
            None => file.length,
        };
        let mut setup = file.setup.clone();
        if let Some(seed) = arguments.seed {
            setup.seed = seed;
        }
        let base = changed(&setup, &arguments.set)?;
        let prices = library.price_list();
        let first = run_lane(base.clone(), length, &prices)?;
        let second = match arguments.against.as_slice() {
            [] => None,
            changes => Some(run_lane(changed(&base, changes)?, length, &prices)?),
        };
        if arguments.csv {
            return self.print_series(&first);
        }
        if self.is_json {
            let against = second.as_ref().map(|lane| lane_json(&file, lane, length));
            let mut json = lane_json(&file, &first, length);
            if let (Some(against), Some(object)) = (against, json.as_object_mut()) {
                object.insert("against".to_owned(), against);
            }
            self.json(&json)?;
            return Ok(0);
        }
        self.print_run(&file, &first, second.as_ref(), length)?;
        Ok(0)
    }

    fn print_run(
        &mut self,
        file: &WorldFile,
        first: &Lane,
        second: Option<&Lane>,
        length: SimTime,
    ) -> anyhow::Result<()> {
        writeln!(self.out, "{}, {} simulated\n", file.title, shown_time(length))?;
        for (name, value) in &first.metrics.0 {
            let other = second.and_then(|lane| lane.metrics.get(name));
            match other {
                Some(other) => writeln!(self.out, "{name:<22} {value:>14.3} {other:>14.3}")?,
                None => writeln!(self.out, "{name:<22} {value:>14.3}")?,
            }
        }
        let hash = format!("{:016x}", first.world.core.digest());
        writeln!(self.out, "{:<22} {hash:>16}", "trace_hash")?;
        if !file.goals.is_empty() {
            writeln!(self.out)?;
        }
        for goal in &file.goals {
            let verdict = |lane: &Lane| {
                let value = lane.metrics.get(&goal.metric).unwrap_or(f64::NAN);
                if goal.holds(value) { "reached" } else { "missed" }
            };
            let other =
                second.map(|lane| format!(", against: {}", verdict(lane))).unwrap_or_default();
            writeln!(self.out, "goal {}: {}{other}", goal.words(), verdict(first))?;
        }
        Ok(())
    }

    fn print_series(&mut self, lane: &Lane) -> anyhow::Result<u8> {
        let columns: Vec<(String, Count)> = lane
            .series
            .first()
            .map(|(_, counts)| counts.iter().map(|(name, what, _)| (name.clone(), *what)).collect())
            .unwrap_or_default();
        let head: Vec<String> =
            columns.iter().map(|(name, what)| format!("{name}.{}", what.word())).collect();
        writeln!(self.out, "second,{}", head.join(","))?;
        for (second, counts) in &lane.series {
            let row: Vec<String> = counts.iter().map(|(_, _, n)| n.to_string()).collect();
            writeln!(self.out, "{second},{}", row.join(","))?;
        }
        Ok(0)
    }

    /// Answers every worked example of a file: one JSON object, the examples by id.
    pub(super) fn fidelity(&mut self, file: &Path) -> anyhow::Result<u8> {
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("cannot read `{}`", file.display()))?;
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
            Misuse(format!("`{}` is not TOML: {}", file.display(), error.message()))
        })?;
        let json = serde_json::to_value(&table)?;
        let cases = json.get("case").and_then(Value::as_array).cloned().unwrap_or_default();
        if cases.is_empty() {
            return Err(Misuse(format!("`{}` holds no [[case]]", file.display())).into());
        }
        let prices = self.library().price_list();
        let mut answers = Map::new();
        for case in &cases {
            let id = case.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
            let given = case.get("given").and_then(Value::as_object);
            let answer = match given {
                Some(given) => fidelity::answer(given, &prices),
                None => json!({ "error": "the case has no `given`" }),
            };
            answers.insert(id, answer);
        }
        self.json(&answers)?;
        Ok(0)
    }
}

/// A world of the library, or the first one of a file.
fn find_world(library: &Library, name: &str) -> anyhow::Result<WorldFile> {
    let path = Path::new(name);
    if path.extension().is_some_and(|extension| extension == "toml") {
        let (files, unreadable) = content::files::read(path, Layer::User);
        let loaded = content::load(&files);
        if let Some(problem) = unreadable.iter().chain(&loaded.problems).next() {
            return Err(Misuse(problem.to_string()).into());
        }
        let found = loaded.library.worlds.into_iter().next();
        return Ok(found.ok_or_else(|| Misuse(format!("`{name}` holds no [[world]]")))?);
    }
    if let Some(world) = library.world(name) {
        return Ok(world.clone());
    }
    let hint = match text::nearest(name, library.worlds.iter().map(|world| world.id.as_str())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`coldstart sim list` names all worlds".to_owned(),
    };
    Err(Misuse(format!("there is no world `{}`\nhint: {hint}", text::clean(name))).into())
}

fn run_lane(
    setup: Setup,
    length: SimTime,
    prices: &crate::sim::calc::Prices,
) -> anyhow::Result<Lane> {
    let mut world =
        World::new(&setup).map_err(|error| Misuse(format!("this world cannot be: {error}")))?;
    let mut series = Vec::new();
    let mut before = counts_of(&world);
    let step = SERIES_STEP.max(length / MAX_READINGS);
    let mut at = 0;
    while at < length {
        at = (at + step).min(length);
        world.advance_to(at);
        let now = counts_of(&world);
        let delta = now
            .iter()
            .zip(&before)
            .map(|((name, what, n), (_, _, old))| (name.clone(), *what, n - old));
        series.push((at / SECOND, delta.collect()));
        before = now;
    }
    let metrics = report::metrics(&setup, &world, prices);
    Ok(Lane { setup, world, metrics, series })
}

fn counts_of(world: &World) -> Counts {
    const SHOWN: [Count; 5] =
        [Count::In, Count::Ok, Count::Throttled, Count::ColdStarts, Count::CacheHits];
    let names = world.components().map(|(name, _)| name.to_owned());
    names
        .flat_map(|name| SHOWN.map(|what| (name.clone(), what, world.count(&name, what))))
        .collect()
}

/// A setup with changes of the form `path=value`.
fn changed(setup: &Setup, changes: &[String]) -> anyhow::Result<Setup> {
    let mut next = setup.clone();
    for change in changes {
        let Some((path, value)) = change.split_once('=') else {
            let what = format!("`{change}` is no change\nhint: write component.setting=value");
            return Err(Misuse(what).into());
        };
        let given = match value.trim().parse::<f64>() {
            Ok(number) => Given::Number(number),
            Err(_) => Given::Text(value.trim().to_owned()),
        };
        if let Err(refusal) = settings::set(&mut next, path.trim(), &given) {
            let (what, known) = refusal_words(&next, path.trim(), &refusal);
            let near = text::nearest(path.trim(), known.iter().map(String::as_str));
            let hint =
                near.map(|near| format!("\nhint: did you mean `{near}`?")).unwrap_or_default();
            return Err(Misuse(format!("{what}{hint}")).into());
        }
    }
    Ok(next)
}

/// `60s`, `10m`, `2h`, `1d`, or seconds.
fn duration(text: &str) -> Result<SimTime, Misuse> {
    let (digits, factor) = match text.chars().last() {
        Some('s') => (text.trim_end_matches('s'), 1.0),
        Some('m') => (text.trim_end_matches('m'), 60.0),
        Some('h') => (text.trim_end_matches('h'), 3_600.0),
        Some('d') => (text.trim_end_matches('d'), 86_400.0),
        _ => (text, 1.0),
    };
    match digits.parse::<f64>() {
        Ok(number) if 0.0 < number && number * factor <= 2_592_000.0 => {
            Ok(from_seconds(number * factor))
        }
        _ => Err(Misuse(format!(
            "`{text}` is no duration up to 30 days\nhint: write 60s, 10m or 2h"
        ))),
    }
}

fn shown_time(time: SimTime) -> String {
    let seconds = to_seconds(time);
    if 120.0 <= seconds { format!("{} min", seconds / 60.0) } else { format!("{seconds} s") }
}

fn world_json(world: &WorldFile) -> Value {
    let parts: Map<String, Value> = world
        .setup
        .parts
        .iter()
        .map(|(name, part)| (name.clone(), settings::kind_of(part).into()))
        .collect();
    let knobs: Vec<Value> = world
        .knobs
        .iter()
        .map(|knob| {
            let (low, high, step) = (knob.low, knob.high, knob.step);
            let (path, title) = (&knob.path, &knob.title);
            json!({ "path": path, "title": title, "low": low, "high": high, "step": step })
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
    json!({
        "id": world.id, "title": world.title, "caption": world.caption,
        "duration_s": to_seconds(world.length), "seed": world.setup.seed,
        "parts": parts, "knobs": knobs, "goals": goals,
    })
}

fn lane_json(file: &WorldFile, lane: &Lane, length: SimTime) -> Value {
    let metrics: Map<String, Value> =
        lane.metrics.0.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    let goals: Vec<Value> = file
        .goals
        .iter()
        .map(|goal| {
            let value = lane.metrics.get(&goal.metric).unwrap_or(f64::NAN);
            json!({ "goal": goal.words(), "value": value, "reached": goal.holds(value) })
        })
        .collect();
    let components: Map<String, Value> = lane
        .world
        .components()
        .map(|(name, _)| {
            let counts: Map<String, Value> = Count::ALL
                .iter()
                .map(|what| (what.word().to_owned(), lane.world.count(name, *what).into()))
                .filter(|(_, n): &(String, Value)| n != &Value::from(0))
                .collect();
            (name.to_owned(), counts.into())
        })
        .collect();
    json!({
        "world": file.id, "seed": lane.setup.seed, "duration_s": to_seconds(length),
        "metrics": metrics, "trace_hash": format!("{:016x}", lane.world.core.digest()),
        "goals": goals, "components": components,
    })
}
