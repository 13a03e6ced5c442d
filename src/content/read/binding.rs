//! Reads bindings from a file.

use super::world::MAX_KNOBS;
use crate::content::binding::{AnswerPath, Binding, Changes, Shown};
use crate::{
    fields::{At, Fields, Reader},
    ids::{CardId, FactId},
    sim::kernel::setting::SettingValue,
    unit::Unit,
};

/// A binding as its file has it; worlds and facts are resolved by the linker.
#[derive(Debug)]
pub(in crate::content) struct RawBinding {
    pub(in crate::content) binding: Binding,
    pub(in crate::content) facts: Vec<At<FactId>>,
    pub(in crate::content) cards: Vec<At<CardId>>,
    pub(in crate::content) world: Option<At<String>>,
    pub(in crate::content) watch: Option<At<String>>,
    /// All paths that it sets.
    pub(in crate::content) paths: Vec<At<String>>,
}

/// A pick as its file has it.
#[derive(Debug)]
pub(in crate::content) struct RawPick {
    pub(in crate::content) card: At<CardId>,
    pub(in crate::content) option: At<String>,
    pub(in crate::content) set: Changes,
    pub(in crate::content) paths: Vec<At<String>>,
}

const KEYS: &[&str] = &[
    "facts", "cards", "world", "set", "right", "wrong", "answer", "unit", "watch", "walk",
    "decides", "says",
];
const STEPS: std::ops::RangeInclusive<usize> = 2..=7;

pub(in crate::content) fn read_binding(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
) -> Option<RawBinding> {
    table.only(reader, KEYS);
    let facts: Vec<At<FactId>> = table
        .texts(reader, "facts")
        .into_iter()
        .map(|one| At { it: FactId(one.it.into()), span: one.span })
        .collect();
    let cards: Vec<At<CardId>> = table
        .texts(reader, "cards")
        .into_iter()
        .map(|one| At { it: CardId(one.it.into()), span: one.span })
        .collect();
    if facts.is_empty() && cards.is_empty() {
        reader.fault(&table.span, "a binding belongs to `facts` or `cards`");
        return None;
    }
    let says = table.need_text(reader, "says");
    let mut paths = Vec::new();
    let (shown, world, watch) = if table.has("walk") {
        (read_walk(reader, table)?, None, None)
    } else {
        let world = table.need_text(reader, "world")?;
        let set = read_changes(reader, table, "set", &mut paths);
        let right = read_changes(reader, table, "right", &mut paths);
        let wrong = read_changes(reader, table, "wrong", &mut paths);
        let answer = read_answer(reader, table, &mut paths);
        if wrong.is_empty() {
            reader.fault(&table.span, "a binding needs `wrong`: what a wrong answer would have");
        }
        let watch = table.need_text(reader, "watch")?;
        let shown = Shown::Run {
            world: world.it.clone(),
            set,
            right,
            wrong,
            answer,
            watch: watch.it.clone(),
        };
        (shown, Some(world), Some(watch))
    };
    let binding = Binding {
        facts: facts.iter().map(|one| one.it.clone()).collect(),
        cards: cards.iter().map(|one| one.it.clone()).collect(),
        shown,
        says: says?.it,
    };
    Some(RawBinding { binding, facts, cards, world, watch, paths })
}

pub(in crate::content) fn read_pick(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
) -> Option<RawPick> {
    table.only(reader, &["card", "option", "set"]);
    let card = table.need_text(reader, "card");
    let option = table.need_text(reader, "option");
    let mut paths = Vec::new();
    let set = read_changes(reader, table, "set", &mut paths);
    if set.is_empty() {
        reader.fault(&table.span, "a pick needs `set`: what the world has with this option");
        return None;
    }
    let (card, option) = (card?, option?);
    Some(RawPick { card: At { it: CardId(card.it.into()), span: card.span }, option, set, paths })
}

fn read_walk(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<Shown> {
    let steps: Vec<String> = table.texts(reader, "walk").into_iter().map(|one| one.it).collect();
    if !STEPS.contains(&steps.len()) {
        reader.fault(&table.place("walk"), format!("a walk has 2 to 7 steps, not {}", steps.len()));
        return None;
    }
    let decides = table.number(reader, "decides").unwrap_or(0.0);
    let place = (1..=steps.len()).position(|one| {
        u32::try_from(one).is_ok_and(|one| (f64::from(one) - decides).abs() < f64::EPSILON)
    });
    let Some(decides) = place else {
        let what = format!("`decides` names one of the {} steps, from 1", steps.len());
        reader.fault(&table.place("decides"), what);
        return None;
    };
    Some(Shown::Walk { steps, decides })
}

fn read_answer(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    paths: &mut Vec<At<String>>,
) -> Option<AnswerPath> {
    let path = table.text(reader, "answer")?;
    let unit = table.need_text(reader, "unit")?;
    let Some(known) = Unit::parse(&unit.it) else {
        let what = format!("unknown unit `{}`", unit.it);
        reader.fault_near(&unit.span, what, &unit.it, Unit::symbols());
        return None;
    };
    paths.push(path.clone());
    Some(AnswerPath { path: path.it, unit: known })
}

fn read_changes(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    key: &str,
    paths: &mut Vec<At<String>>,
) -> Changes {
    let mut changes = Vec::new();
    for change in table.few_texts(reader, key, MAX_KNOBS) {
        let Some((path, value)) = change.it.split_once('=') else {
            reader.fault(&change.span, "a change is `component.setting=value`");
            continue;
        };
        let path = path.trim().to_owned();
        paths.push(At { it: path.clone(), span: change.span.clone() });
        changes.push((path, SettingValue::of_text(value)));
    }
    changes
}
