//! The example that is a world of its own: parts with their settings, run for a while.
//!
//! Its answer holds every figure and every counter (`function.ok`), the states of its parts
//! (`table.write_units`), and the reasons for which each part refused (`table.reasons`). A world
//! that cannot be answers `refused = true` and why.

use serde_json::{Map, Value, json};

use super::{
    form::{Example, unknown},
    given::{ExampleAnswer, GivenKey, Inputs, Takes, reason_name, run},
};
use crate::sim::{
    PartSetup, Setup, World,
    kernel::{
        bill::Prices,
        call::{PartId, Reason},
        meter::Count,
        setting::{Refusal, SettingValue},
        time::from_seconds,
    },
    services::kinds,
    watch::figures::metrics,
};

const KEYS: &[GivenKey] = &[
    ("seconds", Takes::Number),
    ("seed", Takes::Number),
    ("concurrency", Takes::Number),
    ("part", Takes::List),
    ("turn", Takes::Lists),
];

/// By the name that files give it.
pub(super) const EXAMPLES: &[Example] = &[Example::new("world", KEYS, whole)];

fn whole(given: &Inputs<'_>, prices: &Prices) -> ExampleAnswer {
    let mut setup = Setup::new(given.whole("seed", 1));
    setup.concurrency = given.small("concurrency", 1_000);
    for part in given.list("part") {
        let fields = part.as_object().ok_or_else(|| format!("a part is a table, not {part}"))?;
        let (name, part) = read_part(fields)?;
        if setup.parts.insert(name.clone(), part).is_some() {
            return Err(format!("two parts are called `{name}`"));
        }
    }
    let refused = |why: String| Ok(json!({ "refused": true, "why": why }));
    let mut world = match World::new(&setup) {
        Ok(world) => world,
        Err(error) => return refused(error.to_string()),
    };
    for turn in given.list("turn") {
        let (at, path, value) = read_turn(turn)?;
        run(&mut world, from_seconds(at))?;
        if let Err(refusal) = world.turn(&path, &value) {
            return refused(format!("`{path}` cannot be {value}: {refusal:?}"));
        }
    }
    run(&mut world, given.seconds("seconds", 60.0))?;
    Ok(Value::Object(figures(&world, prices)))
}

fn figures(world: &World, prices: &Prices) -> Map<String, Value> {
    let mut all = Map::new();
    all.insert("refused".to_owned(), json!(false));
    for (name, value) in metrics(world, prices).0 {
        all.insert(name.to_owned(), json!(value));
    }
    for (place, (name, part)) in world.components().enumerate() {
        let place = PartId::try_from(place).unwrap_or(PartId::MAX);
        for count in Count::ALL {
            let path = format!("{name}.{}", count.word());
            all.insert(path, json!(world.core.meter.get(place, *count)));
        }
        for (gauge, value) in part.gauges(&world.core) {
            all.insert(format!("{name}.{}", gauge.word()), json!(value));
        }
        let reasons = Reason::ALL.iter().filter(|one| 0 < world.core.meter.reason(place, **one));
        let reasons: Vec<String> = reasons.map(|one| reason_name(*one)).collect();
        all.insert(format!("{name}.reasons"), json!(reasons));
    }
    all
}

/// `[second, "part.setting", value]`.
fn read_turn(turn: &Value) -> Result<(f64, String, SettingValue), String> {
    let expected = || format!("a turn is [second, \"part.setting\", value], not {turn}");
    let list = turn.as_array().map(Vec::as_slice).unwrap_or_default();
    let [at, path, value] = list else { return Err(expected()) };
    match (at.as_f64().filter(|at| 0.0 <= *at), path.as_str(), setting(value)) {
        (Some(at), Some(path), Some(value)) => Ok((at, path.to_owned(), value)),
        _ => Err(expected()),
    }
}

fn read_part(fields: &Map<String, Value>) -> Result<(String, PartSetup), String> {
    let text = |key: &str| {
        let word = fields.get(key).and_then(Value::as_str);
        word.ok_or_else(|| format!("a part has no `{key}`"))
    };
    let (name, kind) = (text("name")?, text("kind")?);
    let Some(mut part) = PartSetup::of_kind(kind) else {
        return Err(unknown("unknown kind of part", kind, kinds().into_iter()));
    };
    let keys = part.keys_in_order();
    let is_known = |key: &str| ["name", "kind"].contains(&key) || keys.contains(&key);
    if let Some(key) = fields.keys().find(|key| !is_known(key)) {
        let what = format!("`{name}`, a {kind}, has no setting");
        return Err(unknown(&what, key, keys.iter().copied()));
    }
    for key in keys {
        let Some(value) = fields.get(key) else { continue };
        let Some(given) = setting(value) else {
            return Err(format!("`{name}.{key}` takes a number, a text, or a list of either"));
        };
        part.set(key, &given).map_err(|refusal| match refusal {
            Refusal::Expected(what) => format!("`{name}.{key}` takes {what}"),
            Refusal::NoPart | Refusal::NoKey => format!("`{name}.{key}` cannot be set here"),
        })?;
    }
    Ok((name.to_owned(), part))
}

fn setting(value: &Value) -> Option<SettingValue> {
    match value {
        Value::Number(number) => number.as_f64().map(SettingValue::Number),
        Value::String(text) => Some(SettingValue::Text(text.clone())),
        Value::Bool(flag) => Some(SettingValue::Flag(*flag)),
        Value::Array(list) => {
            let numbers: Option<Vec<f64>> = list.iter().map(Value::as_f64).collect();
            let texts: Option<Vec<String>> =
                list.iter().map(|one| one.as_str().map(str::to_owned)).collect();
            numbers.map(SettingValue::Numbers).or(texts.map(SettingValue::Texts))
        }
        Value::Null | Value::Object(_) => None,
    }
}
