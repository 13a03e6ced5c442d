//! Reads worlds: parts, knobs, goals and challenges.

use std::{collections::BTreeMap, ops::Range};

use toml::de::DeValue;

use crate::content::world::{Challenge, Goal, Knob, Span, WorldFile, refusal_words};
use crate::{
    fields::{Fields, MAX_LIST, Reader},
    sim::{
        PartSetup, Setup, SetupError, World,
        kernel::{
            meter::Count,
            setting::{Refusal, SettingValue},
            time::{MAX_TIME, SECOND, from_seconds, to_seconds},
        },
        services::kinds,
        watch::figures::{self, NAMES},
    },
    text::thousands,
};

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
pub(in crate::content) const MAX_PARTS: usize = 200;
pub(in crate::content) const MAX_KNOBS: usize = 50;

pub(in crate::content) fn read_world(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
) -> Option<WorldFile> {
    table.only(reader, WORLD_KEYS);
    let id = table.need_text(reader, "id");
    let title = table.need_text(reader, "title");
    let caption = table.need_text(reader, "caption");
    let seconds = table.number(reader, "seconds").unwrap_or(60.0);
    if !(1.0..=to_seconds(MAX_TIME)).contains(&seconds) {
        let longest = thousands(MAX_TIME / SECOND);
        let what = format!(
            "`seconds` is {seconds}; a world runs for 1 to {longest} simulated seconds (30 days)"
        );
        reader.fault(&table.place("seconds"), what);
        return None;
    }
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
        setup: Setup { length: from_seconds(seconds), ..setup },
        knobs,
        goals,
        challenge,
        is_hidden: table.flag(reader, "hidden"),
    })
}

/// The parts of a world with seed and concurrency, and the settings as they stand in the file; none
/// when the world cannot be.
pub(in crate::content) fn read_setup(
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
pub(in crate::content) type GivenByPath = BTreeMap<String, SettingValue>;
/// Where they stand in it.
type SpanByPath = BTreeMap<String, Range<usize>>;

/// Says why a world cannot be, at the setting that is the cause.
fn tell_error(
    reader: &mut Reader<'_>,
    world: &Range<usize>,
    setup: &Setup,
    spans: &SpanByPath,
    error: &SetupError,
) {
    let what = format!("this world cannot be: {error}");
    let (name, key, to) = match error {
        SetupError::NoSuchPart { from, key, to } => (from, *key, to.as_str()),
        SetupError::NoWire { from, key } => (from, *key, ""),
        SetupError::OutOfRange { name, key, .. } => (name, *key, ""),
    };
    // A setting that does not stand there is as by default: the part is what can be looked at.
    let of_part = || spans.iter().find(|(path, _)| path.starts_with(&format!("{name}.")));
    let span = spans.get(&format!("{name}.{key}")).or_else(|| of_part().map(|(_, span)| span));
    let span = span.unwrap_or(world);
    if matches!(error, SetupError::NoSuchPart { .. }) {
        reader.fault_near(span, what, to, setup.parts.keys().map(String::as_str));
    } else {
        reader.fault(span, what);
    }
}

pub(in crate::content) fn read_part(
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
    for key in part.keys_in_order() {
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

pub(in crate::content) fn given_of(value: &DeValue<'_>) -> Option<SettingValue> {
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

pub(in crate::content) fn read_knob(
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

pub(in crate::content) fn read_bounds(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<Span> {
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
pub(in crate::content) fn check_path(
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
