//! From the text of one file to facts, cards and the rest, with every fault on the way.
//!
//! Built-in content and a user's own decks come through this one door. What can be read is read; a
//! table with a fault is left out only when the fault takes away what it is.

use std::ops::Range;

use toml::de::DeTable;

use super::{
    Document, FactKind, Limit, Note, NoteLine, Older, Price, Quantity, Rank, Select, Status, Topic,
    Value,
    card::{CardKind, Choice},
    figure::{read_limit, read_price},
    judge::{Term, read_terms},
    read_binding::{RawBinding, RawPick, read_binding, read_pick},
    read_item::{RawSituation, read_situation},
    weight,
    world::{WorldFile, read_world},
};
use crate::{
    diag::{Diagnostic, SourceFile},
    fields::{At, Fields, Reader},
    ids::{DocumentId, FactId, TopicId},
    unit::Unit,
};

/// No file may be larger, in bytes.
pub(super) const MAX_FILE: usize = 4 * 1024 * 1024;
/// A file's list of faults ends here; a file of noise would else fill memory with messages.
pub(super) const MAX_PROBLEMS: usize = 200;
/// Of what defines something a file has no more than this: each is compared with others, or run.
const FEW: usize = 1_000;
/// Figures of one fact, and steps, pairs or options of one card.
const MAX_VALUES: usize = 50;

/// Everything that one file holds; ids are not resolved yet.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub(super) facts: Vec<At<RawFact>>,
    pub(super) cards: Vec<At<RawCard>>,
    pub(super) topics: Vec<At<Topic>>,
    pub(super) notes: Vec<At<Note>>,
    pub(super) documents: Vec<At<Document>>,
    pub(super) decks: Vec<At<RawDeck>>,
    /// The cards that a newcomer meets first.
    pub(super) first: Vec<At<String>>,
    pub(super) prices: Vec<At<Price>>,
    pub(super) limits: Vec<At<Limit>>,
    pub(super) terms: Vec<Term>,
    pub(super) contrasts: Vec<Vec<String>>,
    pub(super) worlds: Vec<At<WorldFile>>,
    pub(super) situations: Vec<At<RawSituation>>,
    pub(super) bindings: Vec<At<RawBinding>>,
    pub(super) picks: Vec<At<RawPick>>,
    pub(super) problems: Vec<Diagnostic>,
    /// Faults beyond those.
    pub(super) n_more: usize,
}

#[derive(Debug)]
pub(super) struct RawFact {
    pub(super) id: FactId,
    pub(super) topic: Option<At<String>>,
    pub(super) statement: At<String>,
    pub(super) kind: FactKind,
    pub(super) rank: Rank,
    pub(super) status: Status,
    pub(super) claims: Vec<String>,
    pub(super) beyond: Vec<u32>,
    pub(super) sources: Vec<At<NoteLine>>,
    pub(super) aws: Option<At<DocumentId>>,
    pub(super) values: Vec<Value>,
    pub(super) said: Option<String>,
    pub(super) exam: Option<String>,
    pub(super) older_names: Vec<String>,
}

#[derive(Debug)]
pub(super) struct RawCard {
    pub(super) id: At<String>,
    pub(super) deck: Option<String>,
    pub(super) topic: Option<At<String>>,
    pub(super) facts: Vec<At<FactId>>,
    pub(super) front: At<String>,
    pub(super) note: Option<At<String>>,
    /// None when it cannot be asked; its other faults are still looked for.
    pub(super) body: Option<RawBody>,
}

#[derive(Debug)]
pub(super) enum RawBody {
    Cloze { accept: Vec<String> },
    Numeric { asks: At<String> },
    Choice { options: Vec<At<Choice>> },
    Multiple { options: Vec<At<Choice>> },
    Match { pairs: Vec<At<(String, String)>>, extra: Vec<At<String>> },
    Order { steps: Vec<At<String>> },
    Which { answer: At<String>, among: Vec<At<String>> },
}

#[derive(Debug)]
pub(super) struct RawDeck {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) about: Option<String>,
    pub(super) select: Option<Select>,
}

/// Reads one file.
pub(super) fn parse(file: &SourceFile) -> Parsed {
    let mut parsed = Parsed::default();
    if let Some(what) = too_large(file.text()) {
        parsed
            .problems
            .push(Diagnostic::unreadable(&file.name, what).hint("split it into several files"));
        return parsed;
    }
    let (root, errors) = DeTable::parse_recoverable(file.text());
    let mut reader = Reader::new(file);
    let is_toml = errors.is_empty();
    reader.syntax(errors);
    let root_span = root.span();
    let fields = Fields::new("file", root.get_ref(), root_span.start..root_span.start);
    if is_toml {
        // After a slip in the syntax, keys may have ended up outside the table that they belong to.
        fields.only(&mut reader, FILE_KEYS);
    }
    read_file(&mut reader, &fields, &mut parsed);
    reader.drop_echoes();
    parsed.n_more = reader.n_more + reader.problems.len().saturating_sub(MAX_PROBLEMS);
    reader.problems.truncate(MAX_PROBLEMS);
    parsed.problems = reader.problems;
    parsed
}

/// Why a text is not even given to the parser of TOML.
fn too_large(text: &str) -> Option<String> {
    if MAX_FILE < text.len() {
        return Some(format!("the file has {} bytes, more than {MAX_FILE}", text.len()));
    }
    let needed = weight::of(text);
    (weight::MOST < needed).then(|| {
        let (needed, most) = (needed / 1_000_000, weight::MOST / 1_000_000);
        format!("so many tables and values need {needed} MB to be read, more than {most}")
    })
}

const FILE_KEYS: &[&str] = &[
    "topic",
    "deck",
    "fact",
    "card",
    "topics",
    "notes",
    "documents",
    "decks",
    "first",
    "prices",
    "limits",
    "terms",
    "contrast",
    "world",
    "situation",
    "binding",
    "pick",
];

fn read_file(reader: &mut Reader<'_>, root: &Fields<'_>, parsed: &mut Parsed) {
    let topic = root.text(reader, "topic");
    let deck = root.text(reader, "deck").map(|deck| deck.it);
    for table in root.tables(reader, "fact", "fact") {
        if let Some(fact) = read_fact(reader, &table, topic.as_ref()) {
            parsed.facts.push(At { it: fact, span: table.span });
        }
    }
    for table in root.tables(reader, "card", "card") {
        if let Some(card) = read_card(reader, &table, topic.as_ref(), deck.as_ref()) {
            parsed.cards.push(At { it: card, span: table.span });
        }
    }
    for table in root.few_tables(reader, "topics", "topic", FEW) {
        if let Some(topic) = read_topic(reader, &table) {
            parsed.topics.push(At { it: topic, span: table.span });
        }
    }
    for table in root.few_tables(reader, "notes", "note", FEW) {
        if let Some(note) = read_note(reader, &table) {
            parsed.notes.push(At { it: note, span: table.span });
        }
    }
    for table in root.few_tables(reader, "documents", "document", FEW) {
        if let Some(document) = read_document(reader, &table) {
            parsed.documents.push(At { it: document, span: table.span });
        }
    }
    for table in root.few_tables(reader, "prices", "price", FEW) {
        if let Some(price) = read_price(reader, &table) {
            parsed.prices.push(At { it: price, span: table.span });
        }
    }
    for table in root.few_tables(reader, "limits", "limit", FEW) {
        if let Some(limit) = read_limit(reader, &table) {
            parsed.limits.push(At { it: limit, span: table.span });
        }
    }
    (parsed.terms, parsed.contrasts) = read_terms(reader, root, FEW);
    for table in root.few_tables(reader, "world", "world", FEW) {
        if let Some(world) = read_world(reader, &table) {
            parsed.worlds.push(At { it: world, span: table.span });
        }
    }
    for table in root.few_tables(reader, "situation", "situation", FEW) {
        if let Some(situation) = read_situation(reader, &table, topic.as_ref()) {
            parsed.situations.push(At { it: situation, span: table.span });
        }
    }
    for table in root.tables(reader, "binding", "binding") {
        if let Some(binding) = read_binding(reader, &table) {
            parsed.bindings.push(At { it: binding, span: table.span });
        }
    }
    for table in root.tables(reader, "pick", "pick") {
        if let Some(pick) = read_pick(reader, &table) {
            parsed.picks.push(At { it: pick, span: table.span });
        }
    }
    parsed.first = root.texts(reader, "first");
    for table in root.few_tables(reader, "decks", "deck", FEW) {
        if let Some(deck) = read_deck(reader, &table) {
            parsed.decks.push(At { it: deck, span: table.span });
        }
    }
}

fn read_topic(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<Topic> {
    table.only(reader, &["id", "title", "weight", "domains"]);
    let id = read_id(reader, table, false)?.it;
    let title = table.need_text(reader, "title")?.it;
    let weight = table.number(reader, "weight").unwrap_or(0.0);
    let domains = table.numbers(reader, "domains");
    let domains = <[f64; 4]>::try_from(domains).unwrap_or([1.0; 4]);
    Some(Topic { id: TopicId(id.into()), title, weight, domains })
}

fn read_note(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<Note> {
    table.only(reader, &["id", "file", "lines"]);
    let id = read_id(reader, table, false)?.it;
    let file = table.need_text(reader, "file")?.it;
    let lines = table.number(reader, "lines")?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the range of u32"
    )]
    let n_lines = lines.clamp(0.0, f64::from(u32::MAX)) as u32;
    Some(Note { id, file, n_lines })
}

fn read_document(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<Document> {
    table.only(reader, &["id", "title", "checked"]);
    let id = read_id(reader, table, false)?.it;
    let title = table.need_text(reader, "title")?.it;
    let checked = read_month(reader, table, "checked")?;
    Some(Document { id: DocumentId(id.into()), title, checked })
}

fn read_deck(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<RawDeck> {
    table.only(reader, &["id", "title", "about", "select"]);
    let id = read_id(reader, table, false)?.it;
    let title = table.need_text(reader, "title")?.it;
    let about = table.text(reader, "about").map(|about| about.it);
    let select =
        table.table(reader, "select", "selection").map(|select| read_select(reader, &select));
    Some(RawDeck { id, title, about, select })
}

fn read_select(reader: &mut Reader<'_>, table: &Fields<'_>) -> Select {
    table.only(reader, &["topics", "status", "figures"]);
    let topics =
        table.texts(reader, "topics").into_iter().map(|topic| TopicId(topic.it.into())).collect();
    let mut statuses = Vec::new();
    for word in table.texts(reader, "status") {
        statuses.extend(word_of(reader, &word, "status", Status::parse, Status::ALL, Status::word));
    }
    Select { topics, statuses, has_figures: table.flag(reader, "figures") }
}

const FACT_KEYS: &[&str] = &[
    "id",
    "topic",
    "statement",
    "kind",
    "rank",
    "status",
    "claims",
    "beyond",
    "sources",
    "aws",
    "values",
    "said",
    "exam",
    "older_names",
];

fn read_fact(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    topic: Option<&At<String>>,
) -> Option<RawFact> {
    table.only(reader, FACT_KEYS);
    let id = read_id(reader, table, true);
    let statement = table.need_text(reader, "statement");
    let kind = need_word(
        reader,
        table,
        "kind",
        "kind of fact",
        FactKind::parse,
        FactKind::ALL,
        FactKind::word,
    );
    // A deck of one's own need not rank its facts.
    let rank = match table.text(reader, "rank") {
        Some(word) => word_of(reader, &word, "rank", Rank::parse, Rank::ALL, Rank::word),
        None => Some(Rank::Useful),
    };
    let status =
        need_word(reader, table, "status", "status", Status::parse, Status::ALL, Status::word);
    let claims = table.texts(reader, "claims").into_iter().map(|claim| claim.it).collect();
    let beyond = table.integers(reader, "beyond");
    let mut sources = Vec::new();
    for source in table.texts(reader, "sources") {
        sources.extend(read_source(reader, &source));
    }
    let aws =
        table.text(reader, "aws").map(|aws| At { it: DocumentId(aws.it.into()), span: aws.span });
    let mut values = Vec::new();
    for value in table.few_tables(reader, "values", "value", MAX_VALUES) {
        values.extend(read_value(reader, &value));
    }
    let said = table.text(reader, "said").map(|said| said.it);
    let exam = table.text(reader, "exam").map(|exam| exam.it);
    let older_names = table.texts(reader, "older_names").into_iter().map(|name| name.it).collect();
    let topic = table.text(reader, "topic").or_else(|| topic.cloned());
    Some(RawFact {
        id: FactId(id?.it.into()),
        topic,
        statement: statement?,
        kind: kind?,
        rank: rank?,
        status: status?,
        claims,
        beyond,
        sources,
        aws,
        values,
        said,
        exam,
        older_names,
    })
}

fn read_source(reader: &mut Reader<'_>, source: &At<String>) -> Option<At<NoteLine>> {
    let parts =
        source.it.split_once(':').and_then(|(note, line)| Some((note, line.parse::<u32>().ok()?)));
    let Some((note, line)) = parts.filter(|(note, _)| !note.is_empty()) else {
        let what = format!("`{}` is no source", source.it);
        reader.fault_hint(&source.span, what, "write a note and a line, such as \"notes-b:143\"");
        return None;
    };
    Some(At { it: NoteLine { note: note.to_owned(), line }, span: source.span.clone() })
}

fn read_value(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<Value> {
    table.only(reader, &["name", "value", "unit", "scope", "as_of", "older"]);
    let name = table.need_text(reader, "name");
    let quantity = read_quantity(reader, table);
    let scope = table.need_text(reader, "scope");
    let as_of = read_month(reader, table, "as_of");
    let older = table.table(reader, "older", "older value").and_then(|older| {
        older.only(reader, &["value", "unit", "until"]);
        let quantity = read_quantity(reader, &older)?;
        let until = older.need_text(reader, "until")?.it;
        Some(Older { quantity, until })
    });
    Some(Value { name: name?.it, quantity: quantity?, scope: scope?.it, as_of: as_of?, older })
}

fn read_quantity(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<Quantity> {
    if !table.has("value") {
        table.missing(reader, "value");
    }
    let value = table.number(reader, "value");
    let unit = table.need_text(reader, "unit")?;
    let Some(known) = Unit::parse(&unit.it) else {
        let what = format!("unknown unit `{}`", unit.it);
        reader.fault_near(&unit.span, what, &unit.it, Unit::symbols());
        return None;
    };
    Some(Quantity { value: value?, unit: known })
}

pub(super) fn read_month(reader: &mut Reader<'_>, table: &Fields<'_>, key: &str) -> Option<String> {
    let month = table.need_text(reader, key)?;
    let is_month =
        crate::clock::Day::parse(&format!("{}-01", month.it)).is_some() && month.it.len() == 7;
    if !is_month {
        let what = format!("`{key}` is `{}`, which is no month", month.it);
        reader.fault_of("L05", &month.span, what, "write year and month, such as \"2026-11\"");
        return None;
    }
    Some(month.it)
}

/// An id: words of lower-case letters, digits and hyphens, joined by dots.
pub(super) fn read_id(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    needs_dot: bool,
) -> Option<At<String>> {
    let id = table.need_text(reader, "id")?;
    let is_part = |part: &str| {
        !part.is_empty()
            && !part.starts_with('-')
            && !part.ends_with('-')
            && part.chars().all(|symbol| matches!(symbol, 'a'..='z' | '0'..='9' | '-'))
    };
    let is_id =
        id.it.len() <= 100 && id.it.split('.').all(is_part) && (!needs_dot || id.it.contains('.'));
    if !is_id {
        let what = format!("`{}` is no id", id.it);
        let hint = if needs_dot {
            "use lower-case letters, digits, hyphens and at least one dot, such as \"my-deck.timeout\""
        } else {
            "use lower-case letters, digits and hyphens, such as \"my-deck\""
        };
        reader.fault_hint(&id.span, what, hint);
        return None;
    }
    Some(id)
}

pub(super) fn need_word<T: Copy>(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    key: &str,
    name: &str,
    parse: fn(&str) -> Option<T>,
    all: &'static [T],
    word: fn(T) -> &'static str,
) -> Option<T> {
    let found = table.need_text(reader, key)?;
    word_of(reader, &found, name, parse, all, word)
}

pub(super) fn word_of<T: Copy>(
    reader: &mut Reader<'_>,
    found: &At<String>,
    name: &str,
    parse: fn(&str) -> Option<T>,
    all: &'static [T],
    word: fn(T) -> &'static str,
) -> Option<T> {
    let parsed = parse(&found.it);
    if parsed.is_none() {
        let what = format!("unknown {name} `{}`", found.it);
        reader.fault_near(&found.span, what, &found.it, all.iter().map(|one| word(*one)));
    }
    parsed
}

fn read_card(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    topic: Option<&At<String>>,
    deck: Option<&String>,
) -> Option<RawCard> {
    let id = read_id(reader, table, true);
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

/// Where in a file something was read; `check` points there.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) file: usize,
    pub(super) span: Range<usize>,
}
