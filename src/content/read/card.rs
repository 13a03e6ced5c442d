//! Reads cards; what they name is resolved later.

use super::scalar::{MAX_VALUES, need_word, read_dotted_id};
use crate::content::card::{CardKind, Choice};
use crate::{
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
    pub(in crate::content) body: Option<RawBody>,
}

#[derive(Debug)]
pub(in crate::content) enum RawBody {
    Cloze { accept: Vec<String> },
    Numeric { asks: At<String> },
    Choice { options: Vec<At<Choice>> },
    Multiple { options: Vec<At<Choice>> },
    Match { pairs: Vec<At<(String, String)>>, extra: Vec<At<String>> },
    Order { steps: Vec<At<String>> },
    Which { answer: At<String>, among: Vec<At<String>> },
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

fn read_body(reader: &mut Reader<'_>, table: &Fields<'_>, kind: CardKind) -> Option<RawBody> {
    let own: &[&str] = match kind {
        CardKind::Cloze => &["accept"],
        CardKind::Numeric => &["asks"],
        CardKind::Choice | CardKind::Multiple => &["option"],
        CardKind::Match => &["pairs", "extra"],
        CardKind::Order => &["steps"],
        CardKind::Which => &["answer", "among"],
    };
    let mut known = vec!["id", "kind", "facts", "front", "note", "topic"];
    known.extend(own);
    table.only(reader, &known);
    match kind {
        CardKind::Cloze => {
            let accept = table.texts(reader, "accept").into_iter().map(|text| text.it).collect();
            Some(RawBody::Cloze { accept })
        }
        CardKind::Numeric => Some(RawBody::Numeric { asks: table.need_text(reader, "asks")? }),
        CardKind::Choice => Some(RawBody::Choice { options: read_options(reader, table)? }),
        CardKind::Multiple => Some(RawBody::Multiple { options: read_options(reader, table)? }),
        CardKind::Match => {
            let mut pairs = Vec::new();
            for pair in table.text_lists(reader, "pairs", MAX_VALUES) {
                match <[String; 2]>::try_from(pair.it) {
                    Ok([left, right]) => pairs.push(At { it: (left, right), span: pair.span }),
                    Err(_) => reader.fault_hint(
                        &pair.span,
                        "a pair has two texts",
                        "write pairs as [[\"left\", \"right\"], [\"left\", \"right\"]]",
                    ),
                }
            }
            if !table.has("pairs") {
                table.missing(reader, "pairs");
                return None;
            }
            Some(RawBody::Match { pairs, extra: table.few_texts(reader, "extra", MAX_VALUES) })
        }
        CardKind::Order => {
            if !table.has("steps") {
                table.missing(reader, "steps");
                return None;
            }
            Some(RawBody::Order { steps: table.few_texts(reader, "steps", MAX_VALUES) })
        }
        CardKind::Which => {
            let answer = table.need_text(reader, "answer");
            Some(RawBody::Which {
                answer: answer?,
                among: table.few_texts(reader, "among", MAX_VALUES),
            })
        }
    }
}

fn read_options(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<Vec<At<Choice>>> {
    if !table.has("option") {
        table.missing(reader, "option");
        return None;
    }
    let mut options = Vec::new();
    for option in table.few_tables(reader, "option", "option", MAX_VALUES) {
        option.only(reader, &["text", "right", "why"]);
        let is_right = option.flag(reader, "right");
        let why = option.text(reader, "why").map(|why| why.it);
        if let Some(text) = option.need_text(reader, "text") {
            options.push(At {
                it: Choice { text: text.it, is_right, why },
                span: option.span.clone(),
            });
        }
    }
    Some(options)
}
