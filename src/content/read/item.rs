//! Reads situations and their items from a file.

use std::{collections::BTreeMap, ops::Range as Span};

use super::scalar::{need_word, read_id, word_of};
use crate::content::{
    item::{
        CHANGES, Class, Delta, Derived, Item, ItemOption, LIMIT, Qualifier, Range, Reason,
        Requirement, Role, Situation, Sweep, places, value_of,
    },
    world::{
        MAX_KNOBS, MAX_PARTS, check_path, read_bounds, read_knob, read_part, read_setup,
        refusal_words,
    },
};
use crate::{
    diag::Layer,
    fields::{At, Fields, Reader},
    ids::{FactId, ItemId, TopicId},
    sim::{
        Setup,
        kernel::{
            meter::Count,
            setting::{Refusal, SettingValue},
            time::from_seconds,
        },
        watch::figures::{self, NAMES},
    },
};

/// A situation as its file has it; topic and layer are filled in by the linker.
#[derive(Debug)]
pub(in crate::content) struct RawSituation {
    pub(in crate::content) situation: Situation,
    pub(in crate::content) topic: Option<At<String>>,
    pub(in crate::content) items: Vec<At<RawItem>>,
}

/// An item as its file has it.
#[derive(Debug)]
pub(in crate::content) struct RawItem {
    pub(in crate::content) item: Item,
    pub(in crate::content) facts: Vec<At<FactId>>,
    /// Where the reason of each option stands.
    pub(in crate::content) roles: Vec<Span<usize>>,
}

/// Options of a situation; its ranges, items and requirements. All of them are run with each other.
const MAX_OPTIONS: usize = 12;
const MAX_RANGES: usize = 20;

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
        setup,
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
        let crate::content::world::Span::Numbers { low, high, step } = read_bounds(reader, table)?
        else {
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

/// Changes as path and value. A value that no service takes is kept: that it cannot be is what some
/// options are about.
fn read_set(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    situation: &Situation,
    setup: &Setup,
) -> Vec<(String, String)> {
    let mut set = Vec::new();
    for change in table.few_texts(reader, "set", MAX_KNOBS) {
        let Some((path, value)) = change.it.split_once('=') else {
            reader.fault(&change.span, "a change is `component.setting=value`");
            continue;
        };
        known_places(reader, situation, value, &change.span);
        let path = path.trim();
        let now = value_of(value, &situation.first_numbers());
        if let Err(refusal @ (Refusal::NoPart | Refusal::NoKey)) = setup.try_set(path, &now) {
            let (what, known) = if reader.is_full() {
                (String::new(), Vec::new())
            } else {
                refusal_words(setup, path, &refusal)
            };
            reader.fault_near(&change.span, what, path, known.iter().map(String::as_str));
            continue;
        }
        set.push((path.to_owned(), value.trim().to_owned()));
    }
    set
}

fn read_sweep(reader: &mut Reader<'_>, table: &Fields<'_>, setup: &Setup) -> Option<Sweep> {
    table.only(reader, &["path", "title", "low", "high", "step"]);
    let path = table.need_text(reader, "path")?;
    let title = table.need_text(reader, "title")?;
    let crate::content::world::Span::Numbers { low, high, step } = read_bounds(reader, table)?
    else {
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

/// Reports places of a text that name no number of the situation.
fn known_places(reader: &mut Reader<'_>, situation: &Situation, text: &str, span: &Span<usize>) {
    let ranges = situation.ranges.iter().map(|one| one.name.as_str());
    let names: Vec<&str> =
        ranges.chain(situation.derived.iter().map(|one| one.name.as_str())).collect();
    for (_, name) in places(text) {
        if !names.contains(&name) {
            let what = format!("`{{{name}}}` is no number of this situation");
            reader.fault_near(span, what, name, names.iter().copied());
        }
    }
}

const ITEM_KEYS: &[&str] = &[
    "name",
    "domain",
    "task",
    "rating",
    "facts",
    "wants",
    "set",
    "qualifier",
    "require",
    "key",
    "verdict",
    "flip",
    "reason",
];

fn read_item(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    situation: &Situation,
) -> Option<RawItem> {
    table.only(reader, ITEM_KEYS);
    let name = table.need_text(reader, "name");
    let domain = table.number(reader, "domain").unwrap_or(0.0);
    let task = table.need_text(reader, "task");
    let rating = table.number(reader, "rating").unwrap_or(0.0);
    let facts = table.few_texts(reader, "facts", MAX_KNOBS);
    let wants = table.text(reader, "wants");
    let qualifier = need_word(
        reader,
        table,
        "qualifier",
        "qualifier",
        Qualifier::parse,
        Qualifier::ALL,
        Qualifier::word,
    );
    for text in [Some(&situation.text), wants.as_ref().map(|wants| &wants.it)].into_iter().flatten()
    {
        known_places(reader, situation, text, &table.span);
    }
    let set = read_set(reader, table, situation, &situation.setup);
    let mut requirements = Vec::new();
    for one in table.few_texts(reader, "require", MAX_RANGES) {
        requirements.extend(read_requirement(reader, &one, situation));
    }
    let key = read_key(reader, table, situation)?;
    let (roles, spans) = read_roles(reader, table, situation, &requirements, &key)?;
    let verdict = table.need_text(reader, "verdict");
    let flip = table.need_text(reader, "flip");
    if facts.is_empty() {
        table.missing(reader, "facts");
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let domain = domain.clamp(0.0, 9.0) as u8;
    let item = Item {
        id: ItemId(format!("{}.{}", situation.id, name?.it).into()),
        situation: situation.id.clone(),
        domain,
        task: task?.it,
        rating,
        facts: Vec::new(),
        wants: wants.map(|wants| wants.it).unwrap_or_default(),
        set,
        qualifier: qualifier?,
        requirements,
        roles,
        verdict: verdict?.it,
        flip: flip?.it,
    };
    let facts =
        facts.into_iter().map(|fact| At { it: FactId(fact.it.into()), span: fact.span }).collect();
    Some(RawItem { item, facts, roles: spans })
}

/// The options that are right, by place in the situation.
fn read_key(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    situation: &Situation,
) -> Option<Vec<usize>> {
    let mut key = Vec::new();
    let ids: Vec<&str> = situation.options.iter().map(|option| option.id.as_str()).collect();
    for one in table.few_texts(reader, "key", MAX_OPTIONS) {
        match situation.option(&one.it) {
            Some(place) => key.push(place),
            None => {
                let what = format!("there is no option `{}`", one.it);
                reader.fault_near(&one.span, what, &one.it, ids.iter().copied());
            }
        }
    }
    if key.is_empty() {
        reader.fault(&table.place("key"), "an item needs a `key` of one option or more");
        return None;
    }
    Some(key)
}

/// `errors_percent <= 1`, `sent >= {n}`.
fn read_requirement(
    reader: &mut Reader<'_>,
    text: &At<String>,
    situation: &Situation,
) -> Option<Requirement> {
    let (parts, is_at_most) = match (text.it.split_once("<="), text.it.split_once(">=")) {
        (Some(parts), None) => (parts, true),
        (None, Some(parts)) => (parts, false),
        _ => {
            let hint = "write a figure, `<=` or `>=`, and a bound, such as \"errors_percent <= 1\"";
            reader.fault_hint(&text.span, format!("`{}` is no requirement", text.it), hint);
            return None;
        }
    };
    let (metric, bound) = (parts.0.trim().to_owned(), parts.1.trim().to_owned());
    // Counters of components that an option brings count too.
    let mut all = situation.setup.clone();
    for option in &situation.options {
        all.parts.extend(option.delta.parts.iter().cloned());
    }
    if metric != CHANGES && !figures::is_figure(&all, &metric) {
        let counters = all.parts.keys().flat_map(|name| {
            Count::ALL.iter().map(move |counter| format!("{name}.{}", counter.word()))
        });
        let known: Vec<String> =
            NAMES.iter().map(|name| (*name).to_owned()).chain(counters).collect();
        let what = format!("unknown figure `{metric}`");
        reader.fault_near(&text.span, what, &metric, known.iter().map(String::as_str));
        return None;
    }
    known_places(reader, situation, &bound, &text.span);
    let requirement = Requirement { metric, is_at_most, bound };
    if requirement.goal(&situation.first_numbers()).is_none() {
        reader.fault(&text.span, format!("`{}` is no number", requirement.bound));
        return None;
    }
    Some(requirement)
}

fn read_roles(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    situation: &Situation,
    requirements: &[Requirement],
    key: &[usize],
) -> Option<(Vec<Role>, Vec<Span<usize>>)> {
    let ids: Vec<&str> = situation.options.iter().map(|option| option.id.as_str()).collect();
    let mut found: BTreeMap<usize, (Role, Span<usize>)> = BTreeMap::new();
    for reason in table.few_tables(reader, "reason", "reason", MAX_OPTIONS) {
        reason.only(reader, &["option", "class", "by", "why"]);
        let Some(option) = reason.need_text(reader, "option") else { continue };
        let Some(place) = situation.option(&option.it) else {
            let what = format!("there is no option `{}`", option.it);
            reader.fault_near(&option.span, what, &option.it, ids.iter().copied());
            continue;
        };
        let Some(why) = reason.need_text(reader, "why") else { continue };
        let role = if key.contains(&place) {
            if reason.has("class") || reason.has("by") {
                reader.fault(&reason.span, "the key has no `class` and nothing that defeats it");
            }
            Role::Key { why: why.it }
        } else {
            let Some(word) = reason.need_text(reader, "class") else { continue };
            let Some(class) =
                word_of(reader, &word, "class", Class::parse, Class::ALL, Class::word)
            else {
                continue;
            };
            let by = reason.text(reader, "by");
            check_by(reader, &reason, class, by.as_ref(), requirements);
            Role::Wrong(Reason { class, by: by.map(|by| by.it), why: why.it })
        };
        if found.insert(place, (role, reason.span.clone())).is_some() {
            reader.fault(&reason.span, format!("`{}` has two reasons", option.it));
        }
    }
    let mut roles = Vec::new();
    let mut spans = Vec::new();
    for (place, id) in ids.iter().enumerate() {
        match found.remove(&place) {
            Some((role, span)) => {
                roles.push(role);
                spans.push(span);
            }
            None => {
                reader.fault(&table.span, format!("the option `{id}` has no reason in this item"));
                return None;
            }
        }
    }
    Some((roles, spans))
}

/// What defeats an option is a requirement of the item, or a limit; losing needs none.
fn check_by(
    reader: &mut Reader<'_>,
    reason: &Fields<'_>,
    class: Class,
    by: Option<&At<String>>,
    requirements: &[Requirement],
) {
    match (class, by) {
        (Class::Loses, Some(by)) => {
            reader.fault(&by.span, "an option that loses is defeated by the qualifier, not `by`");
        }
        (Class::Loses, None) => {}
        (_, None) => {
            let hint = "name a requirement's figure, or `limit` where it cannot be set up at all";
            reader.fault_hint(&reason.span, "this reason needs `by`", hint);
        }
        (_, Some(by)) => {
            let names = || requirements.iter().map(|one| one.metric.as_str());
            if by.it != LIMIT && names().all(|name| name != by.it) {
                let what = format!("no requirement is about `{}`", by.it);
                let known: Vec<&str> = names().chain([LIMIT]).collect();
                reader.fault_near(&by.span, what, &by.it, known.iter().copied());
            }
        }
    }
}
