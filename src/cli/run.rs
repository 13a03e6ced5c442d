//! `coldstart sim run`: one lane or two, as words, JSON or CSV.

use serde_json::{Map, Value, json};

use super::{
    Cli,
    subject::{ItemSubject, LaneAnswer, RunSubject, changed},
};
use crate::{
    config::Misuse,
    content::{item::CHANGES, numbers::fill, world::WorldFile},
    sim::{
        budget::Budget,
        kernel::{
            meter::Count,
            seen::Gauge,
            setting::SettingValue,
            time::{SimTime, from_seconds, to_seconds},
        },
        watch::{
            figures::{self, Metrics},
            lanes::{self, Lane, Lanes},
            readings::shown_time,
            record::{self, Sample},
        },
    },
    text,
};

/// What `sim run` was asked for.
#[derive(Debug, clap::Args)]
pub(super) struct RunArguments {
    /// A world or an item by its id, or a file that holds a world
    world: String,
    /// Which answer of an item to run: A, or A,C, or best (the default)
    #[arg(long, value_name = "A[,B]")]
    answer: Option<String>,
    /// Set one of an item's numbers, as it was shown
    #[arg(long, value_name = "NAME=VALUE")]
    number: Vec<String>,
    /// Draw an item's numbers anew with this seed
    #[arg(long, value_name = "N")]
    draw: Option<u64>,
    /// Change a setting: component.setting=value
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Run a second lane on the same traffic: another answer, best, or these changes
    #[arg(long, value_name = "ANSWER|PATH=VALUE")]
    against: Vec<String>,
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// How long to run, such as 60s, 10m or 2h
    #[arg(long, value_name = "TIME")]
    duration: Option<String>,
    /// Print the first lane as a table, a row for each sample
    #[arg(long, conflicts_with = "json")]
    csv: bool,
}

/// One lane and what it came to.
struct Run<'a> {
    lane: &'a Lane,
    metrics: Metrics,
    /// How many settings were changed from the world's own.
    n_changes: usize,
    /// All of them are values that a knob of the world reaches.
    is_by_knobs: bool,
}

impl<'a> Run<'a> {
    fn of(file: &WorldFile, lanes: &Lanes, lane: &'a Lane, changes: &[String]) -> Self {
        let is_by_knob = |change: &String| {
            let Some((path, value)) = change.split_once('=') else { return false };
            let knob = file.knobs.iter().find(|knob| knob.path == path.trim());
            knob.is_some_and(|knob| knob.reaches(&SettingValue::of_text(value)))
        };
        Self {
            metrics: figures::metrics(&lane.world, lanes.prices()),
            lane,
            n_changes: changes.len(),
            is_by_knobs: changes.iter().all(is_by_knob),
        }
    }
}

impl Cli<'_> {
    pub(super) fn sim_run(&mut self, arguments: &RunArguments) -> anyhow::Result<u8> {
        let library = self.library();
        let mut subject = RunSubject::find(&library, &arguments.world, arguments.draw)?;
        if let Some(item) = &mut subject.item {
            item.take_numbers(&arguments.number)?;
            subject.file = item.item.world(item.situation, &item.numbers);
        }
        if let Some(item) = &subject.item {
            return self.run_item(arguments, &subject.file, item);
        }
        if arguments.answer.is_some() {
            return Err(Misuse("a world has no answers; `--set` changes it".to_owned()).into());
        }
        let file = subject.file;
        let length = match &arguments.duration {
            Some(text) => duration(text)?,
            None => file.length,
        };
        let mut setup = file.setup.clone();
        if let Some(seed) = arguments.seed {
            setup.seed = seed;
        }
        let base = changed(&setup, &arguments.set)?;
        let other = match arguments.against.as_slice() {
            [] => None,
            changes => Some(changed(&base, changes)?),
        };
        let prices = library.price_list();
        let mut lanes = Lanes::new(&base, other.as_ref(), record::step_for(length), prices)
            .map_err(|error| Misuse(format!("this world cannot be: {error}")))?;
        run_out(&mut lanes, length, &file.id)?;
        let first = Run::of(&file, &lanes, &lanes.a, &arguments.set);
        let both = [arguments.set.as_slice(), arguments.against.as_slice()].concat();
        let second = lanes.b.as_ref().map(|lane| Run::of(&file, &lanes, lane, &both));
        if arguments.csv {
            return self.print_series(&first);
        }
        if self.is_json {
            let mut json = run_json(&file, &first, length);
            if let (Some(second), Some(object)) = (&second, json.as_object_mut()) {
                object.insert("against".to_owned(), run_json(&file, second, length));
                object.insert("parted_at_s".into(), lanes.parted_at().map(to_seconds).into());
            }
            self.json(&json)?;
            return Ok(0);
        }
        self.print_run(&file, &first, second.as_ref(), length)?;
        Ok(0)
    }

    /// One answer of an item, or two side by side.
    fn run_item(
        &mut self,
        arguments: &RunArguments,
        file: &WorldFile,
        item: &ItemSubject<'_>,
    ) -> anyhow::Result<u8> {
        let length = match &arguments.duration {
            Some(text) => duration(text)?,
            None => file.length,
        };
        let answer = item.answer(arguments.answer.as_deref(), &arguments.set)?;
        let other = match arguments.against.as_slice() {
            [] => None,
            words => Some(item.against(words, &answer)?),
        };
        let mut answers = vec![answer];
        answers.extend(other);
        let mut setups = Vec::new();
        for answer in &answers {
            match item.setup(answer)? {
                Ok(mut setup) => {
                    setup.seed = arguments.seed.unwrap_or(setup.seed);
                    setups.push(setup);
                }
                Err(why) => return self.refused(item, answer, &why),
            }
        }
        let [first, rest @ ..] = setups.as_slice() else { return Ok(0) };
        let prices = self.library().price_list();
        let mut lanes = Lanes::new(first, rest.first(), record::step_for(length), prices)
            .map_err(|error| Misuse(format!("this answer cannot be: {error}")))?;
        run_out(&mut lanes, length, &file.id)?;
        let all: Vec<&Lane> = [Some(&lanes.a), lanes.b.as_ref()].into_iter().flatten().collect();
        let mut runs = Vec::new();
        for (lane, answer) in all.iter().zip(&answers) {
            let mut run = Run::of(file, &lanes, lane, &[]);
            run.n_changes = item.situation.n_changes(&answer.options) + answer.changes.len();
            #[expect(clippy::cast_precision_loss, reason = "a handful")]
            run.metrics.0.push((CHANGES, run.n_changes as f64));
            runs.push(run);
        }
        let [first, rest @ ..] = runs.as_slice() else { return Ok(0) };
        if arguments.csv {
            return self.print_series(first);
        }
        if self.is_json {
            let mut pairs = runs
                .iter()
                .zip(&answers)
                .map(|(run, answer)| item_json(file, item, run, answer, length));
            let mut json = pairs.next().unwrap_or_default();
            if let (Some(second), Some(object)) = (pairs.next(), json.as_object_mut()) {
                object.insert("against".to_owned(), second);
                object.insert("parted_at_s".into(), lanes.parted_at().map(to_seconds).into());
            }
            self.json(&json)?;
            return Ok(0);
        }
        self.print_item(item)?;
        let names: Vec<String> =
            answers.iter().map(|answer| ItemSubject::letters(&answer.options)).collect();
        writeln!(self.out, "\nlanes: {}\n", names.join(" against "))?;
        self.print_run(file, first, rest.first(), length)?;
        Ok(0)
    }

    /// The question with its options, those of the key marked.
    fn print_item(&mut self, item: &ItemSubject<'_>) -> anyhow::Result<()> {
        for line in text::wrap(&item.item.stem(item.situation, &item.numbers), 76) {
            writeln!(self.out, "{line}")?;
        }
        writeln!(self.out)?;
        let key = item.item.key();
        for (place, option) in item.situation.options.iter().enumerate() {
            let sign = if key.contains(&place) { "right" } else { "" };
            let filled = fill(&option.text, &item.numbers);
            let words = text::wrap(&filled, 66);
            for (index, line) in words.iter().enumerate() {
                let letter = if index == 0 { text::letter(place) } else { ' ' };
                let sign = if index == 0 { sign } else { "" };
                writeln!(self.out, "{sign:>5} {letter} {line}")?;
            }
        }
        Ok(())
    }

    /// An answer that cannot be set up at all.
    fn refused(
        &mut self,
        item: &ItemSubject<'_>,
        answer: &LaneAnswer,
        why: &str,
    ) -> anyhow::Result<u8> {
        let letters = ItemSubject::letters(&answer.options);
        if self.is_json {
            let id = item.item.id.to_string();
            let is_key = answer.options == item.item.key();
            self.json(&json!({ "item": id, "answer": letters, "is_key": is_key, "refused": why }))?;
        } else {
            writeln!(self.out, "{letters} cannot be set up: {why}")?;
        }
        Ok(0)
    }

    fn print_run(
        &mut self,
        file: &WorldFile,
        first: &Run<'_>,
        second: Option<&Run<'_>>,
        length: SimTime,
    ) -> anyhow::Result<()> {
        writeln!(self.out, "{}, {} simulated\n", file.title, shown_length(length))?;
        if second.is_some() {
            writeln!(self.out, "{:<22} {:>16} {:>16}", "", "as set", "against")?;
        }
        for (name, value) in &first.metrics.0 {
            let other = second.and_then(|run| run.metrics.get(name));
            let other = other.map(|other| format!(" {:>16}", shown(other))).unwrap_or_default();
            let metric = figures::cloudwatch(first.lane.world.setup(), name);
            let metric = metric.map(|metric| format!("  {metric}")).unwrap_or_default();
            writeln!(self.out, "{name:<22} {:>16}{other}{metric}", shown(*value))?;
        }
        let hash = |run: &Run<'_>| format!("{:016x}", run.lane.world.core.digest());
        let other = second.map(|run| format!(" {}", hash(run))).unwrap_or_default();
        writeln!(self.out, "{:<22} {}{other}", "trace_hash", hash(first))?;
        if !first.lane.log.entries.is_empty() {
            writeln!(self.out)?;
        }
        for entry in first.lane.log.entries.iter().take(12) {
            let at = shown_time(entry.at);
            writeln!(self.out, "{at:>9}  {} {}", entry.part, entry.words)?;
        }
        if !file.goals.is_empty() {
            writeln!(self.out)?;
        }
        for goal in &file.goals {
            let verdict = |run: &Run<'_>| {
                let value = goal.value(&run.metrics, &run.lane.world);
                if goal.holds(value) { "reached" } else { "missed" }
            };
            let other =
                second.map(|run| format!(", against: {}", verdict(run))).unwrap_or_default();
            writeln!(self.out, "goal {}: {}{other}", goal.words(), verdict(first))?;
        }
        if file.challenge.is_some() {
            let solved = if is_solved(file, first, length) { "solved" } else { "not solved" };
            writeln!(self.out, "challenge: {solved}")?;
        }
        Ok(())
    }

    fn print_series(&mut self, run: &Run<'_>) -> anyhow::Result<u8> {
        let names: Vec<&str> = run.lane.world.components().map(|(name, _)| name).collect();
        let samples = &run.lane.recorder.samples;
        let mut columns = Vec::new();
        for (index, name) in names.iter().enumerate() {
            for what in Count::ALL {
                if samples.iter().any(|sample| 0 < sample.count(index, *what)) {
                    columns.push((format!("{name}.{}", what.word()), index, Column::Count(*what)));
                }
            }
            for gauge in Gauge::ALL {
                if samples.iter().any(|sample| sample.gauge(index, *gauge).is_some()) {
                    let column = Column::Gauge(*gauge);
                    columns.push((format!("{name}.{}", gauge.word()), index, column));
                }
            }
        }
        let heads: Vec<&str> = columns.iter().map(|(head, ..)| head.as_str()).collect();
        writeln!(self.out, "second,p50_ms,p95_ms,p99_ms,usd_month,{}", heads.join(","))?;
        for sample in samples {
            let [p50, p95, p99] = sample.latency.unwrap_or_default().map(milliseconds);
            let cells: Vec<String> = columns
                .iter()
                .map(|(_, index, column)| column.value(sample, *index).to_string())
                .collect();
            let (at, usd) = (to_seconds(sample.at), sample.usd_month);
            writeln!(self.out, "{at},{p50},{p95},{p99},{usd:.4},{}", cells.join(","))?;
        }
        Ok(0)
    }
}

/// A column of a series.
enum Column {
    Count(Count),
    Gauge(Gauge),
}

impl Column {
    fn value(&self, sample: &Sample, part: usize) -> u64 {
        match self {
            Self::Count(what) => sample.count(part, *what),
            Self::Gauge(what) => sample.gauge(part, *what).unwrap_or(0),
        }
    }
}

/// Whether a run of the whole length with no more changes than allowed has reached every goal.
fn is_solved(file: &WorldFile, run: &Run<'_>, length: SimTime) -> bool {
    let Some(challenge) = &file.challenge else { return false };
    let is_reached =
        |goal: &crate::content::world::Goal| goal.holds(goal.value(&run.metrics, &run.lane.world));
    file.length <= length
        && run.is_by_knobs
        && run.n_changes <= challenge.changes
        && file.goals.iter().all(is_reached)
}

fn milliseconds(time: SimTime) -> f64 {
    to_seconds(time) * 1_000.0
}

/// A figure for people: counts whole, the rest with three digits.
fn shown(value: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked before")]
    if value.fract() == 0.0 && (0.0..1e15).contains(&value) {
        return text::thousands(value as u64);
    }
    format!("{value:.3}")
}

/// Runs all lanes to the end, as far as a budget allows.
fn run_out(lanes: &mut Lanes, length: SimTime, world: &str) -> Result<(), Misuse> {
    let run = lanes.go_within(length, u64::MAX, Budget::RUN);
    run.map(|_| ()).map_err(|spent| {
        let what = text::clean(&spent.words(world));
        Misuse(what.replacen("; ", "\nhint: ", 1))
    })
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

fn shown_length(time: SimTime) -> String {
    let seconds = to_seconds(time);
    if 120.0 <= seconds { format!("{} min", shown(seconds / 60.0)) } else { format!("{seconds} s") }
}

/// A value of a setting as JSON.
pub(super) fn given_json(given: &SettingValue) -> Value {
    match given {
        SettingValue::Number(number) => json!(number),
        SettingValue::Text(text) => json!(text),
        SettingValue::Flag(flag) => json!(flag),
        SettingValue::Texts(texts) => json!(texts),
        SettingValue::Numbers(numbers) => json!(numbers),
    }
}

fn run_json(file: &WorldFile, run: &Run<'_>, length: SimTime) -> Value {
    let world = &run.lane.world;
    let mut metrics: Map<String, Value> =
        run.metrics.0.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    metrics.insert("units_changed".to_owned(), json!(run.n_changes));
    metrics.insert("trace_hash".to_owned(), format!("{:016x}", world.core.digest()).into());
    let goals: Vec<Value> = file
        .goals
        .iter()
        .map(|goal| {
            let value = goal.value(&run.metrics, world);
            json!({ "goal": goal.words(), "value": value, "reached": goal.holds(value) })
        })
        .collect();
    let mut components = Map::new();
    for (index, (name, _)) in world.components().enumerate() {
        components.insert(name.to_owned(), component_json(run.lane, index, name));
    }
    let log: Vec<Value> = run
        .lane
        .log
        .entries
        .iter()
        .map(|entry| {
            json!({ "at_s": to_seconds(entry.at), "component": entry.part, "what": entry.words })
        })
        .collect();
    let step = to_seconds(run.lane.recorder.step);
    let challenge =
        file.challenge.as_ref().map(|_| json!({ "solved": is_solved(file, run, length) }));
    json!({
        "world": file.id, "seed": world.setup().seed, "duration_s": to_seconds(length),
        "metrics": metrics, "trace_hash": metrics["trace_hash"], "goals": goals, "challenge": challenge,
        "sample_s": step, "components": components, "log": log,
    })
}

/// What a component counted, why it refused, and both as series.
/// A run with the answer that it is of.
fn item_json(
    file: &WorldFile,
    item: &ItemSubject<'_>,
    run: &Run<'_>,
    answer: &LaneAnswer,
    length: SimTime,
) -> Value {
    let mut json = run_json(file, run, length);
    if let Some(object) = json.as_object_mut() {
        object.insert("item".to_owned(), item.item.id.to_string().into());
        object.insert("answer".to_owned(), ItemSubject::letters(&answer.options).into());
        object.insert("is_key".to_owned(), (answer.options == item.item.key()).into());
        object.insert("numbers".to_owned(), json!(item.numbers));
    }
    json
}

fn component_json(lane: &Lane, index: usize, name: &str) -> Value {
    let place = u16::try_from(index).unwrap_or(u16::MAX);
    let samples = &lane.recorder.samples;
    let mut totals = Map::new();
    let mut series = Map::new();
    for what in Count::ALL {
        let total = lane.world.count(name, *what);
        if 0 < total {
            totals.insert(what.word().to_owned(), total.into());
            let values: Vec<u64> = samples.iter().map(|one| one.count(index, *what)).collect();
            series.insert(what.word().to_owned(), values.into());
        }
    }
    for gauge in Gauge::ALL {
        let values: Option<Vec<u64>> = samples.iter().map(|one| one.gauge(index, *gauge)).collect();
        if let Some(values) = values.filter(|values| !values.is_empty()) {
            series.insert(gauge.word().to_owned(), values.into());
        }
    }
    let refused: Map<String, Value> = lanes::refusals(&lane.world, place)
        .into_iter()
        .map(|(reason, n)| (format!("{reason:?}"), n.into()))
        .collect();
    let part = lane.world.setup().parts.get(name);
    let metrics: Map<String, Value> = Count::ALL
        .iter()
        .map(|what| what.word())
        .chain(Gauge::ALL.iter().map(|gauge| gauge.word()))
        .filter_map(|word| Some((word.to_owned(), part?.metric(word)?.into())))
        .collect();
    json!({ "counts": totals, "refused": refused, "series": series, "cloudwatch": metrics })
}
