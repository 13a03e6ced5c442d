//! Reads situations without a world: their items hold reasons and facts only, and nothing runs.

use super::{
    item::{MAX_OPTIONS, MAX_RANGES, RawItem, RawSituation, read_key, read_roles},
    scalar::{read_id, word_of},
    world::MAX_KNOBS,
};
use crate::content::{
    item::{Item, OptionRole, Qualifier},
    situation::{Delta, ItemOption, Situation},
};
use crate::{
    diag::Layer,
    fields::{At, Fields, Reader},
    ids::{FactId, ItemId, TopicId},
    sim::{Setup, kernel::time::from_seconds},
};

const SITUATION_KEYS: &[&str] = &["id", "topic", "text", "option", "item"];

const ITEM_KEYS: &[&str] = &[
    "name",
    "domain",
    "task",
    "rating",
    "facts",
    "wants",
    "question",
    "qualifier",
    "key",
    "verdict",
    "flip",
    "reason",
];

/// A situation that has no parts.
pub(super) fn read_plain(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    topic: Option<&At<String>>,
) -> Option<RawSituation> {
    table.only(reader, SITUATION_KEYS);
    let id = read_id(reader, table);
    let text = table.need_text(reader, "text");
    let mut situation = Situation {
        id: id?.it,
        topic: TopicId("own".into()),
        text: text?.it,
        length: from_seconds(1.0),
        setup: Setup::new(1),
        ranges: Vec::new(),
        derived: Vec::new(),
        knobs: Vec::new(),
        options: Vec::new(),
        layer: Layer::BuiltIn,
    };
    for option in table.few_tables(reader, "option", "option", MAX_OPTIONS) {
        option.only(reader, &["id", "text"]);
        let (id, text) = (read_id(reader, &option), option.need_text(reader, "text"));
        let Some((id, text)) = id.zip(text) else { continue };
        if situation.option(&id.it).is_some() {
            reader.fault(&id.span, format!("the option `{}` stands twice", id.it));
            continue;
        }
        let (delta, sweep) = (Delta::default(), None);
        situation.options.push(ItemOption { id: id.it, text: text.it, delta, sweep });
    }
    let mut items = Vec::new();
    for item in table.few_tables(reader, "item", "item", MAX_RANGES) {
        if let Some(raw) = read_plain_item(reader, &item, &situation) {
            items.push(At { it: raw, span: item.span.clone() });
        }
    }
    let topic = table.text(reader, "topic").or_else(|| topic.cloned());
    Some(RawSituation { situation, topic, items })
}

fn read_plain_item(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    situation: &Situation,
) -> Option<RawItem> {
    table.only(reader, ITEM_KEYS);
    let name = table.need_text(reader, "name");
    let domain = table.number(reader, "domain").unwrap_or(0.0);
    let rating = table.number(reader, "rating").unwrap_or(0.0);
    let mut or_empty = |key: &str| table.text(reader, key).map(|it| it.it).unwrap_or_default();
    let (task, wants, question, flip) =
        (or_empty("task"), or_empty("wants"), or_empty("question"), or_empty("flip"));
    let qualifier = match table.text(reader, "qualifier") {
        Some(word) => {
            let (all, name) = (Qualifier::ALL, Qualifier::word);
            word_of(reader, &word, "qualifier", Qualifier::parse, all, name)
        }
        None => Some(Qualifier::None),
    };
    let mut facts: Vec<At<FactId>> = Vec::new();
    for fact in table.few_texts(reader, "facts", MAX_KNOBS) {
        facts.push(At { it: FactId(fact.it.into()), span: fact.span });
    }
    let key = read_key(reader, table, situation)?;
    let mut refuting = Vec::new();
    let keys = &["option", "fact", "why"];
    let (roles, spans) =
        read_roles(reader, table, situation, &key, keys, &mut |reader, reason, why| {
            let fact = reason.need_text(reader, "fact")?;
            let fact = At { it: FactId(fact.it.into()), span: fact.span };
            refuting.push(fact.clone());
            Some(OptionRole::Refuted { fact: fact.it, why })
        })?;
    let verdict = table.need_text(reader, "verdict");
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
        task,
        rating,
        facts: Vec::new(),
        wants,
        question,
        set: Vec::new(),
        qualifier: qualifier?,
        requirements: Vec::new(),
        roles,
        verdict: verdict?.it,
        flip,
    };
    Some(RawItem { item, facts, refuting, roles: spans })
}
