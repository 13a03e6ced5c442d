//! Reads cards; what they name is resolved later.

use super::scalar::{need_word, read_dotted_id};
use crate::{
    content::kinds::{CardKind, raw::RawBody},
    fields::{At, Fields, Reader},
    ids::FactId,
};

#[derive(Debug)]
pub(in crate::content) struct RawCard {
    pub(in crate::content) id: At<String>,
    pub(in crate::content) deck: Option<String>,
    pub(in crate::content) topic: Option<At<String>>,
    pub(in crate::content) facts: Vec<At<FactId>>,
    pub(in crate::content) front: At<String>,
    pub(in crate::content) note: Option<At<String>>,
    /// None when it cannot be asked; its other faults are still looked for.
    pub(in crate::content) body: Option<Box<dyn RawBody>>,
}

pub(in crate::content) fn read_card(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    topic: Option<&At<String>>,
    deck: Option<&String>,
) -> Option<RawCard> {
    let id = read_dotted_id(reader, table);
    let kind = need_word(
        reader,
        table,
        "kind",
        "kind of card",
        CardKind::parse,
        CardKind::ALL,
        CardKind::word,
    );
    let facts = table.texts(reader, "facts");
    if facts.is_empty() {
        reader.fault_hint(
            &table.place("facts"),
            "a card needs the key `facts` with at least one fact",
            "name the facts that the card teaches, such as facts = [\"lambda-core.timeout\"]",
        );
    }
    let front = table.need_text(reader, "front");
    let note = table.text(reader, "note");
    let topic = table.text(reader, "topic").or_else(|| topic.cloned());
    let body = kind.and_then(|kind| read_body(reader, table, kind));
    if facts.is_empty() {
        return None;
    }
    Some(RawCard {
        id: id?,
        deck: deck.cloned(),
        topic,
        facts: facts
            .into_iter()
            .map(|fact| At { it: FactId(fact.it.into()), span: fact.span })
            .collect(),
        front: front?,
        note,
        body,
    })
}

fn read_body(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    kind: CardKind,
) -> Option<Box<dyn RawBody>> {
    let mut known = vec!["id", "kind", "facts", "front", "note", "topic"];
    known.extend(kind.keys());
    table.only(reader, &known);
    kind.read(reader, table)
}
