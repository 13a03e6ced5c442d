//! Reads situations from a file.

use std::collections::BTreeMap;

use super::{
    item::{MAX_OPTIONS, MAX_RANGES, RawSituation, known_places, read_item, read_set},
    plain::read_plain,
    scalar::read_id,
    world::{MAX_KNOBS, MAX_PARTS, check_path, read_bounds, read_knob, read_part, read_setup},
};
use crate::content::{
    situation::{Delta, Derived, ItemOption, Range, Situation, Sweep},
    world::Span,
};
use crate::{
    diag::Layer,
    fields::{At, Fields, Reader},
    ids::TopicId,
    sim::{
        Setup,
        kernel::{setting::SettingValue, time::from_seconds},
    },
};

/// As many steps as a range or a sweep may have.
const MAX_STEPS: f64 = 39.0;

/// No situation runs longer: six hours, so that all options run while somebody reads.
const LONGEST_S: f64 = 21_600.0;

const SITUATION_KEYS: &[&str] = &[
    "id",
    "topic",
    "text",
    "seconds",
    "seed",
    "concurrency",
    "part",
    "range",
    "derived",
    "knob",
    "option",
    "item",
];

pub(in crate::content) fn read_situation(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    topic: Option<&At<String>>,
) -> Option<RawSituation> {
    if !table.has("part") {
        return read_plain(reader, table, topic);
    }
    table.only(reader, SITUATION_KEYS);
    let id = read_id(reader, table);
    let text = table.need_text(reader, "text");
    let seconds = table.number(reader, "seconds").unwrap_or(60.0);
    if !(1.0..=LONGEST_S).contains(&seconds) {
        let what =
            format!("`seconds` is {seconds}; a run lasts 1 to {LONGEST_S} simulated seconds");
        reader.fault(&table.place("seconds"), what);
        return None;
    }
    let (setup, given) = read_setup(reader, table)?;
    let mut ranges = Vec::new();
    for range in table.few_tables(reader, "range", "range", MAX_RANGES) {
        ranges.extend(read_range(reader, &range, &setup));
    }
    let mut derived = Vec::new();
    for one in table.few_tables(reader, "derived", "derived number", MAX_RANGES) {
        derived.extend(read_derived(reader, &one, &ranges));
    }
    let mut knobs = Vec::new();
    for knob in table.few_tables(reader, "knob", "knob", MAX_KNOBS) {
        knobs.extend(read_knob(reader, &knob, &setup, &given));
    }
    let mut situation = Situation {
        id: id?.it,
        topic: TopicId("own".into()),
        text: text?.it,
        length: from_seconds(seconds),
        setup: Setup { length: from_seconds(seconds), ..setup },
        ranges,
        derived,
        knobs,
        options: Vec::new(),
        layer: Layer::BuiltIn,
    };
    for option in table.few_tables(reader, "option", "option", MAX_OPTIONS) {
        if let Some(option) = read_option(reader, &option, &situation) {
            situation.options.push(option);
        }
    }
    let mut items = Vec::new();
    for item in table.few_tables(reader, "item", "item", MAX_RANGES) {
        if let Some(raw) = read_item(reader, &item, &situation) {
            items.push(At { it: raw, span: item.span.clone() });
        }
    }
    let topic = table.text(reader, "topic").or_else(|| topic.cloned());
    Some(RawSituation { situation, topic, items })
}

fn read_range(reader: &mut Reader<'_>, table: &Fields<'_>, setup: &Setup) -> Option<Range> {
    table.only(reader, &["name", "low", "high", "step", "values", "start", "paths"]);
    let name = table.need_text(reader, "name")?;
    let values = if table.has("values") {
        table.numbers(reader, "values")
    } else {
        let Span::Numbers { low, high, step } = read_bounds(reader, table)? else {
            return None;
        };
        if MAX_STEPS < (high - low) / step {
            let what = format!("a range has {MAX_STEPS} steps at most; make `step` larger");
            reader.fault(&table.place("step"), what);
            return None;
        }
        let sweep = Sweep { path: String::new(), title: String::new(), low, high, step };
        sweep.values()
    };
    let (Some(first), true) = (values.first().copied(), (2..=40).contains(&values.len())) else {
        reader.fault(&table.span, "a range has 2 to 40 values");
        return None;
    };
    let start = table.number(reader, "start").unwrap_or(first);
    if !values.contains(&start) {
        reader.fault(&table.place("start"), format!("`start` is {start}, none of the values"));
        return None;
    }
    let mut paths = Vec::new();
    for path in table.few_texts(reader, "paths", MAX_KNOBS) {
        for value in &values {
            check_path(reader, setup, &path.it, &path.span, &SettingValue::Number(*value))?;
        }
        paths.push(path.it);
    }
    Some(Range { name: name.it, values, start, paths })
}

fn read_derived(reader: &mut Reader<'_>, table: &Fields<'_>, ranges: &[Range]) -> Option<Derived> {
    table.only(reader, &["name", "of", "times", "plus", "step"]);
    let name = table.need_text(reader, "name")?;
    let of = table.need_text(reader, "of")?;
    if ranges.iter().all(|range| range.name != of.it) {
        let names: Vec<&str> = ranges.iter().map(|range| range.name.as_str()).collect();
        reader.fault_near(&of.span, format!("there is no range `{}`", of.it), &of.it, names);
        return None;
    }
    let step = table.number(reader, "step").unwrap_or(1.0);
    if step.partial_cmp(&0.0) != Some(std::cmp::Ordering::Greater) {
        reader.fault(&table.place("step"), "`step` is above 0");
        return None;
    }
    Some(Derived {
        name: name.it,
        of: of.it,
        times: table.number(reader, "times").unwrap_or(1.0),
        plus: table.number(reader, "plus").unwrap_or(0.0),
        step,
    })
}

fn read_option(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    situation: &Situation,
) -> Option<ItemOption> {
    table.only(reader, &["id", "text", "set", "part", "remove", "code", "sweep"]);
    let id = read_id(reader, table)?;
    if situation.option(&id.it).is_some() {
        reader.fault(&id.span, format!("the option `{}` stands twice", id.it));
        return None;
    }
    let text = table.need_text(reader, "text");
    let (mut given, mut spans) = (BTreeMap::new(), BTreeMap::new());
    let mut delta = Delta::default();
    for part in table.few_tables(reader, "part", "part", MAX_PARTS) {
        delta.parts.extend(read_part(reader, &part, &mut given, &mut spans));
    }
    let mut trial = situation.setup.clone();
    trial.parts.extend(delta.parts.iter().cloned());
    delta.set = read_set(reader, table, situation, &trial);
    for name in table.few_texts(reader, "remove", MAX_KNOBS) {
        if !trial.parts.contains_key(&name.it) {
            let what = format!("there is no part `{}` to take away", name.it);
            let names: Vec<&str> = trial.parts.keys().map(String::as_str).collect();
            reader.fault_near(&name.span, what, &name.it, names);
        }
        delta.remove.push(name.it);
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 9")]
    let code = table.number(reader, "code").unwrap_or(0.0).clamp(0.0, 9.0) as u32;
    delta.code = code;
    let sweep =
        table.table(reader, "sweep", "sweep").and_then(|sweep| read_sweep(reader, &sweep, &trial));
    let text = text?;
    known_places(reader, situation, &text.it, &text.span);
    Some(ItemOption { id: id.it, text: text.it, delta, sweep })
}

fn read_sweep(reader: &mut Reader<'_>, table: &Fields<'_>, setup: &Setup) -> Option<Sweep> {
    table.only(reader, &["path", "title", "low", "high", "step"]);
    let path = table.need_text(reader, "path")?;
    let title = table.need_text(reader, "title")?;
    let Span::Numbers { low, high, step } = read_bounds(reader, table)? else {
        return None;
    };
    if MAX_STEPS < (high - low) / step {
        let what = format!("a sweep has {MAX_STEPS} steps at most; make `step` larger");
        reader.fault(&table.place("step"), what);
        return None;
    }
    for value in [low, high] {
        check_path(reader, setup, &path.it, &path.span, &SettingValue::Number(value))?;
    }
    Some(Sweep { path: path.it, title: title.it, low, high, step })
}
