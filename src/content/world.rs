//! Worlds: setups of the simulator as files, with a caption, goals and knobs.

use std::ops::Range;

use toml::de::DeValue;

use crate::{
    fields::{Fields, Reader},
    sim::{
        PartSetup, Setup, World,
        report::NAMES,
        settings::{self, Given, KINDS, Refusal},
        time::{SimTime, from_seconds},
    },
};

/// A setting that may be turned while a world runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Knob {
    /// `component.setting`.
    pub path: String,
    pub title: String,
    pub low: f64,
    pub high: f64,
    pub step: f64,
}

/// What a figure of the run has to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Goal {
    pub metric: String,
    pub at_least: Option<f64>,
    pub at_most: Option<f64>,
}

impl Goal {
    /// Whether a value reaches the goal.
    pub fn holds(&self, value: f64) -> bool {
        self.at_least.is_none_or(|least| least <= value)
            && self.at_most.is_none_or(|most| value <= most)
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
#[derive(Debug, Clone, PartialEq)]
pub struct WorldFile {
    pub id: String,
    pub title: String,
    /// What to look at, and what it teaches.
    pub caption: String,
    pub length: SimTime,
    pub setup: Setup,
    pub knobs: Vec<Knob>,
    pub goals: Vec<Goal>,
}

const WORLD_KEYS: &[&str] =
    &["id", "title", "caption", "seconds", "seed", "concurrency", "part", "knob", "goal"];

/// These say which shape the other settings have, so they are set first.
const FIRST: [&str; 3] = ["load", "mode", "duration_ms"];

pub(super) fn read_world(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<WorldFile> {
    table.only(reader, WORLD_KEYS);
    let id = table.need_text(reader, "id");
    let title = table.need_text(reader, "title");
    let caption = table.need_text(reader, "caption");
    let seconds = table.number(reader, "seconds").unwrap_or(60.0);
    let mut setup = Setup::new(1);
    for key in ["seed", "concurrency"] {
        if let Some(number) = table.number(reader, key)
            && let Err(Refusal::Expected(what)) =
                settings::set(&mut setup, key, &Given::Number(number))
        {
            reader.fault(&table.place(key), format!("`{key}` takes {what}"));
        }
    }
    for part in table.tables(reader, "part", "part") {
        if let Some((name, part)) = read_part(reader, &part) {
            setup.parts.insert(name, part);
        }
    }
    if let Err(error) = World::new(&setup) {
        reader.fault(&table.span, format!("this world cannot be: {error}"));
        return None;
    }
    let mut knobs = Vec::new();
    for knob in table.tables(reader, "knob", "knob") {
        knobs.extend(read_knob(reader, &knob, &setup));
    }
    let mut goals = Vec::new();
    for goal in table.tables(reader, "goal", "goal") {
        goals.extend(read_goal(reader, &goal));
    }
    Some(WorldFile {
        id: id?.it,
        title: title?.it,
        caption: caption?.it,
        length: from_seconds(seconds),
        setup,
        knobs,
        goals,
    })
}

fn read_part(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<(String, PartSetup)> {
    let name = table.need_text(reader, "name")?;
    let kind = table.need_text(reader, "kind")?;
    let Some(mut part) = settings::default_of(&kind.it) else {
        let what = format!("unknown kind of part `{}`", kind.it);
        reader.fault_near(&kind.span, what, &kind.it, KINDS.iter().copied());
        return None;
    };
    let known: Vec<&str> =
        settings::keys_of(&part).iter().copied().chain(["name", "kind"]).collect();
    table.only(reader, &known);
    let rest = settings::keys_of(&part).iter().filter(|key| !FIRST.contains(key));
    for key in FIRST.iter().chain(rest) {
        let Some(value) = table.get(key) else { continue };
        let Some(given) = given_of(value.it) else {
            reader
                .fault(&value.span, format!("`{key}` takes a number, a text, or a list of either"));
            continue;
        };
        if let Err(refusal) = settings::set_part(&mut part, key, &given) {
            let what = match refusal {
                Refusal::Expected(what) => format!("`{key}` takes {what}"),
                Refusal::NoPart | Refusal::NoKey => format!("`{key}` cannot be set here"),
            };
            reader.fault(&value.span, what);
        }
    }
    Some((name.it, part))
}

fn given_of(value: &DeValue<'_>) -> Option<Given> {
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
        DeValue::String(text) => Some(Given::Text(text.to_string())),
        DeValue::Boolean(flag) => Some(Given::Flag(*flag)),
        DeValue::Integer(_) | DeValue::Float(_) => number(value).map(Given::Number),
        DeValue::Array(items) => {
            let texts: Option<Vec<String>> =
                items.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect();
            let numbers: Option<Vec<f64>> =
                items.iter().map(|item| number(item.get_ref())).collect();
            numbers.map(Given::Numbers).or(texts.map(Given::Texts))
        }
        DeValue::Datetime(_) | DeValue::Table(_) => None,
    }
}

fn read_knob(reader: &mut Reader<'_>, table: &Fields<'_>, setup: &Setup) -> Option<Knob> {
    table.only(reader, &["path", "title", "low", "high", "step"]);
    let path = table.need_text(reader, "path")?;
    let title = table.need_text(reader, "title");
    let bounds: Vec<f64> =
        ["low", "high", "step"].iter().filter_map(|key| table.number(reader, key)).collect();
    let [low, high, step] = bounds[..] else {
        reader.fault(&table.span, "a knob needs the numbers `low`, `high` and `step`");
        return None;
    };
    for bound in [low, high] {
        check_path(reader, setup, &path.it, &path.span, bound)?;
    }
    if !(low < high && 0.0 < step) {
        reader.fault(&table.span, "a knob goes from `low` up to `high` in steps above 0");
        return None;
    }
    Some(Knob { path: path.it, title: title?.it, low, high, step })
}

/// Whether a path can be set to `value` at all.
fn check_path(
    reader: &mut Reader<'_>,
    setup: &Setup,
    path: &str,
    span: &Range<usize>,
    value: f64,
) -> Option<()> {
    let mut trial = setup.clone();
    match settings::set(&mut trial, path, &Given::Number(value)) {
        Ok(()) => Some(()),
        Err(refusal) => {
            let (what, known) = refusal_words(setup, path, &refusal);
            reader.fault_near(span, what, path, known.iter().map(String::as_str));
            None
        }
    }
}

/// What to say of a path that cannot be set, and the paths that can.
pub fn refusal_words(setup: &Setup, path: &str, refusal: &Refusal) -> (String, Vec<String>) {
    let of_part = |name: &str, part: &PartSetup| {
        settings::keys_of(part).iter().map(|key| format!("{name}.{key}")).collect::<Vec<String>>()
    };
    let all: Vec<String> =
        setup.parts.iter().flat_map(|(name, part)| of_part(name, part)).collect();
    let what = match refusal {
        Refusal::NoPart => format!("there is no part in `{path}`"),
        Refusal::NoKey => format!("there is no setting `{path}`"),
        Refusal::Expected(what) => format!("`{path}` takes {what}"),
    };
    let known = if matches!(refusal, Refusal::Expected(_)) { Vec::new() } else { all };
    (what, known)
}

fn read_goal(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<Goal> {
    table.only(reader, &["metric", "at_least", "at_most"]);
    let metric = table.need_text(reader, "metric")?;
    if !NAMES.contains(&metric.it.as_str()) {
        let what = format!("unknown figure `{}`", metric.it);
        reader.fault_near(&metric.span, what, &metric.it, NAMES.iter().copied());
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
