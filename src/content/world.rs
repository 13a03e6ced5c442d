//! Worlds: setups of the simulator as files, with a caption, goals and knobs.

use std::{collections::BTreeMap, ops::Range};

use toml::de::DeValue;

use serde::{Deserialize, Serialize};

use crate::sim::kernel::number::shown_figure;
use crate::{
    fields::{Fields, MAX_LIST, Reader},
    sim::{
        PartSetup, Setup, SetupError, World,
        budget::Budget,
        kernel::{
            bill::Prices,
            meter::Count,
            setting::{Refusal, SettingValue},
            time::{SimTime, from_seconds},
        },
        services::kinds,
        watch::figures::{self, Metrics, NAMES},
    },
};

/// A setting that may be turned while a world runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Knob {
    /// `component.setting`.
    pub path: String,
    pub title: String,
    /// What the world's file sets it to.
    pub start: SettingValue,
    pub range: Span,
}

/// The values of a knob.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Span {
    Numbers { low: f64, high: f64, step: f64 },
    Values(Vec<SettingValue>),
}

impl Knob {
    /// The value `steps` further up or down from `value`, within the range.
    pub fn turned(&self, value: &SettingValue, steps: i32) -> SettingValue {
        match (&self.range, value) {
            (Span::Numbers { low, high, step }, SettingValue::Number(number)) => {
                let next = number + f64::from(steps) * step;
                // Steps count from the low end, so that a start between two of them finds back.
                SettingValue::Number(
                    (libm::round((next - low) / step) * step + low).clamp(*low, *high),
                )
            }
            (Span::Numbers { low, .. }, _) => SettingValue::Number(*low),
            (Span::Values(values), value) => {
                let at = values.iter().position(|one| one == value).unwrap_or(0);
                let last = values.len().saturating_sub(1);
                let next = i32::try_from(at).unwrap_or(0).saturating_add(steps).max(0);
                let next = usize::try_from(next).unwrap_or(0).min(last);
                values.get(next).cloned().unwrap_or_else(|| value.clone())
            }
        }
    }

    /// Whether the knob can be turned to a value, between two steps too.
    pub fn reaches(&self, value: &SettingValue) -> bool {
        match (&self.range, value) {
            (Span::Numbers { low, high, .. }, SettingValue::Number(number)) => {
                (low..=high).contains(&number)
            }
            (Span::Numbers { .. }, _) => false,
            (Span::Values(values), value) => values.contains(value),
        }
    }

    /// `20 to 400 in steps of 20`, or all values.
    pub fn range_words(&self) -> String {
        match &self.range {
            Span::Numbers { low, high, step } => format!("{low} to {high} in steps of {step}"),
            Span::Values(values) => {
                let words: Vec<String> = values.iter().map(SettingValue::to_string).collect();
                words.join(", ")
            }
        }
    }
}

/// A design to mend, or goals to reach within a budget: with few changes of settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Challenge {
    /// What is asked, in words.
    pub task: String,
    /// How many settings may be changed.
    pub changes: usize,
    /// Changes that reach all goals, as path and value.
    pub solution: Vec<(String, SettingValue)>,
}

/// What a figure of the run has to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    pub metric: String,
    pub at_least: Option<f64>,
    pub at_most: Option<f64>,
}

impl Goal {
    /// The figure of a run that it is about.
    pub fn value(&self, metrics: &Metrics, world: &World) -> f64 {
        let own = || metrics.get(&self.metric);
        figures::figure(metrics, world, &self.metric).or_else(own).unwrap_or(f64::NAN)
    }

    /// Whether a value reaches the goal.
    pub fn holds(&self, value: f64) -> bool {
        self.at_least.is_none_or(|least| least <= value)
            && self.at_most.is_none_or(|most| value <= most)
    }

    /// `p99 latency at most 500 ms`.
    pub fn sentence(&self) -> String {
        let (words, _) = figures::words(&self.metric);
        let bound = |word: &str, value: Option<f64>| {
            value.map(|value| format!("{word} {}", self.shown(value)))
        };
        let bounds = [bound("at least", self.at_least), bound("at most", self.at_most)];
        let bounds: Vec<String> = bounds.into_iter().flatten().collect();
        format!("{words} {}", bounds.join(" and "))
    }

    /// A value of its figure with the unit.
    pub fn shown(&self, value: f64) -> String {
        let figure = shown_figure(value);
        match figures::words(&self.metric).1 {
            "USD" if value < 100.0 => format!("${value:.2}"),
            "USD" => format!("${figure}"),
            "" => figure,
            unit => format!("{figure} {unit}"),
        }
    }

    /// `errors_percent at most 1`.
    pub fn words(&self) -> String {
        let bound = |word: &str, value: Option<f64>| value.map(|value| format!("{word} {value}"));
        let bounds: Vec<String> =
            [bound("at least", self.at_least), bound("at most", self.at_most)]
                .into_iter()
                .flatten()
                .collect();
        format!("{} {}", self.metric, bounds.join(" and "))
    }
}

/// A world as its file describes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorldFile {
    pub id: String,
    pub title: String,
    /// What to look at, and what it teaches.
    pub caption: String,
    pub length: SimTime,
    pub setup: Setup,
    pub knobs: Vec<Knob>,
    pub goals: Vec<Goal>,
    pub challenge: Option<Challenge>,
    /// Made for cards; the lab does not list it.
    pub is_hidden: bool,
}

impl WorldFile {
    /// Whether bills of this world may contain a price.
    pub fn pays(&self, price: &str) -> bool {
        self.setup.parts.values().any(|part| part.pays(price))
    }

    /// Whether a run of the whole length with these changes reaches every goal.
    ///
    /// # Errors
    /// When a change cannot be made, or the run is too long.
    pub fn is_reached(
        &self,
        changes: &[(String, SettingValue)],
        prices: &Prices,
    ) -> Result<bool, String> {
        let mut setup = self.setup.clone();
        for (path, value) in changes {
            setup.set(path, value).map_err(|refusal| refusal_words(&setup, path, &refusal).0)?;
        }
        let mut world = World::new(&setup).map_err(|error| error.to_string())?;
        world.run_within(self.length, Budget::CHECK).map_err(|spent| spent.words(&self.id))?;
        let metrics = figures::metrics(&world, prices);
        Ok(self.goals.iter().all(|goal| goal.holds(goal.value(&metrics, &world))))
    }
}

const WORLD_KEYS: &[&str] = &[
    "id",
    "title",
    "caption",
    "seconds",
    "seed",
    "concurrency",
    "part",
    "knob",
    "goal",
    "challenge",
    "hidden",
];

/// Parts of a world, and its knobs or goals. Every change of a setting looks at all parts.
pub(super) const MAX_PARTS: usize = 200;
pub(super) const MAX_KNOBS: usize = 50;

/// These say which shape the other settings have, so they are set first.
pub(super) const FIRST: [&str; 3] = ["load", "mode", "duration_ms"];

pub(super) fn read_world(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<WorldFile> {
    table.only(reader, WORLD_KEYS);
    let id = table.need_text(reader, "id");
    let title = table.need_text(reader, "title");
    let caption = table.need_text(reader, "caption");
    let seconds = table.number(reader, "seconds").unwrap_or(60.0);
    let (setup, given) = read_setup(reader, table)?;
    let mut knobs = Vec::new();
    for knob in table.few_tables(reader, "knob", "knob", MAX_KNOBS) {
        knobs.extend(read_knob(reader, &knob, &setup, &given));
    }
    let mut goals = Vec::new();
    for goal in table.few_tables(reader, "goal", "goal", MAX_KNOBS) {
        goals.extend(read_goal(reader, &goal, &setup));
    }
    let challenge = table
        .table(reader, "challenge", "challenge")
        .and_then(|challenge| read_challenge(reader, &challenge, &setup));
    Some(WorldFile {
        id: id?.it,
        title: title?.it,
        caption: caption?.it,
        length: from_seconds(seconds),
        setup,
        knobs,
        goals,
        challenge,
        is_hidden: table.flag(reader, "hidden"),
    })
}

/// The parts of a world with seed and concurrency, and the settings as they stand in the file; none
/// when the world cannot be.
pub(super) fn read_setup(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
) -> Option<(Setup, GivenByPath)> {
    let mut setup = Setup::new(1);
    for key in ["seed", "concurrency"] {
        if let Some(number) = table.number(reader, key)
            && let Err(Refusal::Expected(what)) = setup.set(key, &SettingValue::Number(number))
        {
            reader.fault(&table.place(key), format!("`{key}` takes {what}"));
        }
    }
    let mut given = BTreeMap::new();
    let mut spans = BTreeMap::new();
    for part in table.few_tables(reader, "part", "part", MAX_PARTS) {
        if let Some((name, part)) = read_part(reader, &part, &mut given, &mut spans) {
            setup.parts.insert(name, part);
        }
    }
    if let Err(error) = World::new(&setup) {
        tell_error(reader, &table.span, &setup, &spans, &error);
        return None;
    }
    Some((setup, given))
}

/// Settings as the file gives them, by path.
pub(super) type GivenByPath = BTreeMap<String, SettingValue>;
/// Where they stand in it.
type SpanByPath = BTreeMap<String, Range<usize>>;

/// Settings that name other components.
const WIRES: [&str; 11] = [
    "target",
    "targets",
    "calls",
    "steps",
    "catch",
    "stream",
    "replicas",
    "on_success",
    "on_failure",
    "canary_target",
    "name",
];

/// Says why a world cannot be, at the setting that is the cause where one can be named.
fn tell_error(
    reader: &mut Reader<'_>,
    world: &Range<usize>,
    setup: &Setup,
    spans: &SpanByPath,
    error: &SetupError,
) {
    let what = format!("this world cannot be: {error}");
    let (from, to) = match error {
        SetupError::NoSuchPart { from, to } => (from.as_str(), to.as_str()),
        SetupError::NoWire { from } => (from.as_str(), ""),
        SetupError::OutOfRange { name, .. } => {
            let of_part = spans.iter().find(|(path, _)| path.starts_with(&format!("{name}.")));
            reader.fault(of_part.map_or(world, |(_, span)| span), what);
            return;
        }
    };
    let names = |key: &&str| {
        let part = setup.parts.get(from);
        part.is_some_and(|part| part.keys().contains(key))
            && spans.contains_key(&format!("{from}.{key}"))
    };
    let is_it = |key: &&str| {
        let mut trial = setup.parts.get(from).cloned();
        let without = trial.as_mut().map(|part| part.set(key, &SettingValue::Texts(Vec::new())));
        let left = trial.map(|part| part.wires().contains(&to));
        without.is_some_and(|done| done.is_ok()) && left == Some(false)
    };
    let mut keys = WIRES.into_iter().filter(names);
    let found = keys.clone().find(is_it).or_else(|| keys.next());
    let span = found.and_then(|key| spans.get(&format!("{from}.{key}"))).unwrap_or(world);
    reader.fault_near(span, what, to, setup.parts.keys().map(String::as_str));
}

pub(super) fn read_part(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    all_given: &mut GivenByPath,
    spans: &mut SpanByPath,
) -> Option<(String, PartSetup)> {
    let name = table.need_text(reader, "name")?;
    let kind = table.need_text(reader, "kind")?;
    let Some(mut part) = PartSetup::of_kind(&kind.it) else {
        let what = format!("unknown kind of part `{}`", kind.it);
        reader.fault_near(&kind.span, what, &kind.it, kinds());
        return None;
    };
    let keys = part.keys();
    let known: Vec<&str> = keys.iter().copied().chain(["name", "kind"]).collect();
    table.only(reader, &known);
    let rest = keys.iter().filter(|key| !FIRST.contains(key));
    for key in FIRST.iter().chain(rest) {
        let Some(value) = table.get(key) else { continue };
        let Some(given) = given_of(value.it) else {
            reader
                .fault(&value.span, format!("`{key}` takes a number, a text, or a list of either"));
            continue;
        };
        if let Err(refusal) = part.set(key, &given) {
            let what = match refusal {
                Refusal::Expected(what) => format!("`{key}` takes {what}"),
                Refusal::NoPart | Refusal::NoKey => format!("`{key}` cannot be set here"),
            };
            reader.fault(&value.span, what);
        }
        let path = format!("{}.{key}", name.it);
        spans.insert(path.clone(), value.span.clone());
        all_given.insert(path, given);
    }
    Some((name.it, part))
}

pub(super) fn given_of(value: &DeValue<'_>) -> Option<SettingValue> {
    let number = |value: &DeValue<'_>| match value {
        DeValue::Integer(number) => number.as_str().parse::<f64>().ok(),
        DeValue::Float(number) => number.as_str().parse::<f64>().ok(),
        DeValue::String(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Array(_)
        | DeValue::Table(_) => None,
    };
    match value {
        DeValue::String(text) => Some(SettingValue::Text(text.to_string())),
        DeValue::Boolean(flag) => Some(SettingValue::Flag(*flag)),
        DeValue::Integer(_) | DeValue::Float(_) => number(value).map(SettingValue::Number),
        DeValue::Array(items) if items.len() <= MAX_LIST => {
            let texts: Option<Vec<String>> =
                items.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect();
            let numbers: Option<Vec<f64>> =
                items.iter().map(|item| number(item.get_ref())).collect();
            numbers.map(SettingValue::Numbers).or(texts.map(SettingValue::Texts))
        }
        DeValue::Array(_) | DeValue::Datetime(_) | DeValue::Table(_) => None,
    }
}

pub(super) fn read_knob(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    setup: &Setup,
    all_given: &GivenByPath,
) -> Option<Knob> {
    table.only(reader, &["path", "title", "low", "high", "step", "values"]);
    let path = table.need_text(reader, "path")?;
    let title = table.need_text(reader, "title");
    let range = match table.get("values") {
        Some(values) => Span::Values(read_values(reader, values.it, &values.span)?),
        None => read_bounds(reader, table)?,
    };
    let tried = match &range {
        Span::Numbers { low, high, .. } => {
            vec![SettingValue::Number(*low), SettingValue::Number(*high)]
        }
        Span::Values(values) => values.clone(),
    };
    for value in &tried {
        check_path(reader, setup, &path.it, &path.span, value)?;
    }
    let Some(start) = all_given.get(&path.it).cloned() else {
        let what = format!("`{}` has a knob but no value to begin with", path.it);
        reader.fault(&path.span, what);
        return None;
    };
    let is_inside = match (&range, &start) {
        (Span::Numbers { low, high, .. }, SettingValue::Number(start)) => {
            (low..=high).contains(&start)
        }
        (Span::Numbers { .. }, _) => false,
        (Span::Values(values), start) => values.contains(start),
    };
    if !is_inside {
        reader.fault(&path.span, format!("the knob does not reach `{start}`, where it begins"));
        return None;
    }
    Some(Knob { path: path.it, title: title?.it, start, range })
}

pub(super) fn read_bounds(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<Span> {
    let bounds: Vec<f64> =
        ["low", "high", "step"].iter().filter_map(|key| table.number(reader, key)).collect();
    let [low, high, step] = bounds[..] else {
        reader.fault(&table.span, "a knob needs the numbers `low`, `high` and `step`, or `values`");
        return None;
    };
    if !(low < high && 0.0 < step) {
        reader.fault(&table.span, "a knob goes from `low` up to `high` in steps above 0");
        return None;
    }
    Some(Span::Numbers { low, high, step })
}

fn read_values(
    reader: &mut Reader<'_>,
    value: &DeValue<'_>,
    span: &Range<usize>,
) -> Option<Vec<SettingValue>> {
    let values: Option<Vec<SettingValue>> = match value {
        DeValue::Array(items) if items.len() <= MAX_KNOBS => {
            items.iter().map(|item| given_of(item.get_ref())).collect()
        }
        DeValue::Array(_)
        | DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Table(_) => None,
    };
    let values = values.filter(|values| 2 <= values.len());
    if values.is_none() {
        reader.fault(span, format!("`values` takes a list of 2 to {MAX_KNOBS} values"));
    }
    values
}

fn read_challenge(reader: &mut Reader<'_>, table: &Fields<'_>, setup: &Setup) -> Option<Challenge> {
    table.only(reader, &["task", "changes", "solution"]);
    let task = table.need_text(reader, "task");
    let changes = table.number(reader, "changes").unwrap_or(1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 9")]
    let changes = changes.clamp(1.0, 9.0) as usize;
    let mut solution = Vec::new();
    for change in table.few_texts(reader, "solution", MAX_KNOBS) {
        let Some((path, value)) = change.it.split_once('=') else {
            reader.fault(&change.span, "a change is `component.setting=value`");
            continue;
        };
        let (path, value) = (path.trim().to_owned(), SettingValue::of_text(value));
        if check_path(reader, setup, &path, &change.span, &value).is_some() {
            solution.push((path, value));
        }
    }
    if solution.is_empty() || changes < solution.len() {
        let what = format!("a challenge needs a `solution` of 1 to {changes} changes");
        reader.fault(&table.span, what);
    }
    Some(Challenge { task: task?.it, changes, solution })
}

/// Whether a path can be set to `value` at all.
pub(super) fn check_path(
    reader: &mut Reader<'_>,
    setup: &Setup,
    path: &str,
    span: &Range<usize>,
    value: &SettingValue,
) -> Option<()> {
    match setup.try_set(path, value) {
        Ok(()) => Some(()),
        Err(refusal) => {
            let (what, known) = if reader.is_full() {
                (String::new(), Vec::new())
            } else {
                refusal_words(setup, path, &refusal)
            };
            reader.fault_near(span, what, path, known.iter().map(String::as_str));
            None
        }
    }
}

/// What to say of a path that cannot be set, and the paths that can.
pub fn refusal_words(setup: &Setup, path: &str, refusal: &Refusal) -> (String, Vec<String>) {
    let of_part = |name: &str, part: &PartSetup| {
        part.keys().iter().map(|key| format!("{name}.{key}")).collect::<Vec<String>>()
    };
    let all: Vec<String> =
        setup.parts.iter().flat_map(|(name, part)| of_part(name, part)).collect();
    let what = match refusal {
        Refusal::NoPart => format!("there is no part in `{path}`"),
        Refusal::NoKey => format!("there is no setting `{path}`"),
        Refusal::Expected(what) => format!("`{path}` takes {what}"),
    };
    // Another part may have the setting that was meant.
    let key = path.rsplit('.').next().unwrap_or(path);
    let same: Vec<String> =
        all.iter().filter(|one| one.ends_with(&format!(".{key}"))).cloned().collect();
    let known = match refusal {
        Refusal::Expected(_) => Vec::new(),
        Refusal::NoPart | Refusal::NoKey if same.is_empty() => all,
        Refusal::NoPart | Refusal::NoKey => same,
    };
    (what, known)
}

fn read_goal(reader: &mut Reader<'_>, table: &Fields<'_>, setup: &Setup) -> Option<Goal> {
    table.only(reader, &["metric", "at_least", "at_most"]);
    let metric = table.need_text(reader, "metric")?;
    if !figures::is_figure(setup, &metric.it) {
        let what = format!("unknown figure `{}`", metric.it);
        let counters = setup.parts.keys().flat_map(|name| {
            Count::ALL.iter().map(move |counter| format!("{name}.{}", counter.word()))
        });
        let known: Vec<String> =
            NAMES.iter().map(|name| (*name).to_owned()).chain(counters).collect();
        reader.fault_near(&metric.span, what, &metric.it, known.iter().map(String::as_str));
        return None;
    }
    let goal = Goal {
        metric: metric.it,
        at_least: table.number(reader, "at_least"),
        at_most: table.number(reader, "at_most"),
    };
    if goal.at_least.is_none() && goal.at_most.is_none() {
        reader.fault(&table.span, "a goal needs `at_least` or `at_most`");
        return None;
    }
    Some(goal)
}
