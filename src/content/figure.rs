//! Prices and limits as data: each figure in one place, with its source and the month after which
//! somebody has to look at it again.

use serde::{Deserialize, Serialize};

use super::read::scalar::{read_dotted_id, read_month};
use crate::{
    fields::{Fields, Reader},
    ids::{DocumentId, FactId},
};

/// What one unit of something costs, in one place for all who calculate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Price {
    pub id: String,
    /// USD in us-east-1; for an allowance, how much of it is free.
    pub usd: f64,
    /// What one price buys.
    pub per: String,
    pub source: DocumentId,
    /// The month of the last look, and the one after which it has to be looked at again.
    pub checked: String,
    pub expires: String,
}

/// A figure that a service does not go beyond, as the simulator uses it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Limit {
    pub id: String,
    pub value: f64,
    pub unit: String,
    /// What it bounds, as a sentence.
    pub what: String,
    /// The value that courses and exams may still use.
    pub older: Option<f64>,
    /// The facts that state it.
    pub facts: Vec<FactId>,
    pub source: DocumentId,
    /// The month of the last look, and the one after which it has to be looked at again.
    pub checked: String,
    pub expires: String,
}

pub(super) fn read_price(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<Price> {
    table.only(reader, &["id", "usd", "per", "source", "checked", "expires"]);
    let id = read_dotted_id(reader, table);
    if !table.has("usd") {
        table.missing(reader, "usd");
    }
    let usd = table.number(reader, "usd");
    let per = table.need_text(reader, "per");
    let source = table.need_text(reader, "source");
    let checked = read_month(reader, table, "checked");
    let expires = read_month(reader, table, "expires");
    Some(Price {
        id: id?.it,
        usd: usd?,
        per: per?.it,
        source: DocumentId(source?.it.into()),
        checked: checked?,
        expires: expires?,
    })
}

pub(super) fn read_limit(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<Limit> {
    const KEYS: &[&str] =
        &["id", "value", "unit", "what", "older", "facts", "source", "checked", "expires"];
    table.only(reader, KEYS);
    let id = read_dotted_id(reader, table);
    if !table.has("value") {
        table.missing(reader, "value");
    }
    let value = table.number(reader, "value");
    let unit = table.need_text(reader, "unit");
    let what = table.need_text(reader, "what");
    let older = table.number(reader, "older");
    let facts = table.texts(reader, "facts");
    let source = table.need_text(reader, "source");
    let checked = read_month(reader, table, "checked");
    let expires = read_month(reader, table, "expires");
    Some(Limit {
        id: id?.it,
        value: value?,
        unit: unit?.it,
        what: what?.it,
        older,
        facts: facts.into_iter().map(|fact| FactId::from(fact.it.as_str())).collect(),
        source: DocumentId(source?.it.into()),
        checked: checked?,
        expires: expires?,
    })
}
