//! Reads the items of a situation from a file.

use std::{collections::BTreeMap, ops::Range as Span};

use super::{
    scalar::{need_word, word_of},
    world::MAX_KNOBS,
};
use crate::content::{
    item::{CHANGES, Defeat, DistractorClass, Item, LIMIT, OptionRole, Qualifier, Requirement},
    numbers::{places, value_of},
    situation::Situation,
    world::refusal_words,
};
use crate::{
    fields::{At, Fields, Reader},
    ids::{FactId, ItemId},
    sim::{
        Setup,
        kernel::{meter::Count, setting::Refusal},
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
    /// Those that speak against a wrong option.
    pub(in crate::content) refuting: Vec<At<FactId>>,
    /// Where the reason of each option stands.
    pub(in crate::content) roles: Vec<Span<usize>>,
}

/// Options of a situation; its ranges, items and requirements. All of them are run with each other.
pub(super) const MAX_OPTIONS: usize = 12;
pub(super) const MAX_RANGES: usize = 20;

/// Changes as path and value. A value that no service takes is kept: that it cannot be is what some
/// options are about.
pub(super) fn read_set(
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

/// Reports places of a text that name no number of the situation.
pub(super) fn known_places(
    reader: &mut Reader<'_>,
    situation: &Situation,
    text: &str,
    span: &Span<usize>,
) {
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

pub(super) fn read_item(
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
    let keys = &["option", "class", "by", "why"];
    let (roles, spans) =
        read_roles(reader, table, situation, &key, keys, &mut |reader, reason, why| {
            read_defeat(reader, reason, &requirements, why)
        })?;
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
        question: String::new(),
        set,
        qualifier: qualifier?,
        requirements,
        roles,
        verdict: verdict?.it,
        flip: flip?.it,
    };
    let facts =
        facts.into_iter().map(|fact| At { it: FactId(fact.it.into()), span: fact.span }).collect();
    Some(RawItem { item, facts, refuting: Vec::new(), roles: spans })
}

/// The options that are right, by place in the situation.
pub(super) fn read_key(
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

/// The role of each option, by the reason that it has; `read_wrong` reads that of a wrong one.
pub(super) fn read_roles(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    situation: &Situation,
    key: &[usize],
    keys: &[&str],
    read_wrong: &mut dyn FnMut(&mut Reader<'_>, &Fields<'_>, String) -> Option<OptionRole>,
) -> Option<(Vec<OptionRole>, Vec<Span<usize>>)> {
    let ids: Vec<&str> = situation.options.iter().map(|option| option.id.as_str()).collect();
    let mut found: BTreeMap<usize, (OptionRole, Span<usize>)> = BTreeMap::new();
    for reason in table.few_tables(reader, "reason", "reason", MAX_OPTIONS) {
        reason.only(reader, keys);
        let Some(option) = reason.need_text(reader, "option") else { continue };
        let Some(place) = situation.option(&option.it) else {
            let what = format!("there is no option `{}`", option.it);
            reader.fault_near(&option.span, what, &option.it, ids.iter().copied());
            continue;
        };
        let Some(why) = reason.need_text(reader, "why") else { continue };
        let role = if key.contains(&place) {
            if reason.has("class") || reason.has("by") || reason.has("fact") {
                reader.fault(&reason.span, "the key has no `class` and nothing that defeats it");
            }
            OptionRole::Key { why: why.it }
        } else {
            let Some(role) = read_wrong(reader, &reason, why.it) else { continue };
            role
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

/// Why an option of a world is wrong.
fn read_defeat(
    reader: &mut Reader<'_>,
    reason: &Fields<'_>,
    requirements: &[Requirement],
    why: String,
) -> Option<OptionRole> {
    let word = reason.need_text(reader, "class")?;
    let (all, name) = (DistractorClass::ALL, DistractorClass::word);
    let class = word_of(reader, &word, "class", DistractorClass::parse, all, name)?;
    let by = reason.text(reader, "by");
    check_by(reader, reason, class, by.as_ref(), requirements);
    Some(OptionRole::Wrong(Defeat { class, by: by.map(|by| by.it), why }))
}

/// What defeats an option is a requirement of the item, or a limit; losing needs none.
fn check_by(
    reader: &mut Reader<'_>,
    reason: &Fields<'_>,
    class: DistractorClass,
    by: Option<&At<String>>,
    requirements: &[Requirement],
) {
    match (class, by) {
        (DistractorClass::Loses, Some(by)) => {
            reader.fault(&by.span, "an option that loses is defeated by the qualifier, not `by`");
        }
        (DistractorClass::Loses, None) => {}
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
