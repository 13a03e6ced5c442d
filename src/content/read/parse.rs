//! From the text of one file to facts, cards and the rest, with every fault on the way.
//!
//! Built-in content and a user's own decks come through this one door. What can be read is read; a
//! table with a fault is left out only when the fault takes away what it is.

use toml::de::DeTable;

use super::{
    binding::{read_binding, read_pick},
    card::read_card,
    drill::read_drill,
    raw::{Parsed, RawDeck, RawFact},
    scalar::{MAX_VALUES, need_word, read_dotted_id, read_id, read_month, word_of},
    situation::read_situation,
    track::{is_track_file, read_track},
    weight,
    world::read_world,
};
use crate::content::{
    Document, FactKind, Note, NoteLine, Older, Quantity, Rank, Select, Status, Topic, Value,
    figure::{read_limit, read_price},
    judge::{read_contrast, read_term},
};
use crate::{
    diag::{Diagnostic, SourceFile},
    fields::{At, Fields, MAX_LIST, Reader},
    ids::{DocumentId, FactId, TopicId},
    unit::Unit,
};

/// No file may be larger, in bytes.
pub(in crate::content) const MAX_FILE: usize = 16 * 1024 * 1024;
/// A file's list of faults ends here; a file of noise would else fill memory with messages.
pub(in crate::content) const MAX_PROBLEMS: usize = 200;
/// Of what defines something a file has no more than this: each is compared with others, or run.
const FEW: usize = 1_000;
/// Each template of drills is tried out when it is read.
const MAX_DRILLS: usize = 50;

/// Reads one file.
pub(in crate::content) fn parse(file: &SourceFile) -> Parsed {
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
    let start = root_span.start..root_span.start;
    if is_track_file(&file.name) {
        let fields = Fields::new("track", root.get_ref(), start.clone());
        let id = read_id(&mut reader, &fields);
        let track = read_track(&mut reader, &fields, id);
        parsed.track = track.map(|it| At { it, span: start });
    } else {
        let fields = Fields::new("file", root.get_ref(), start);
        if is_toml {
            // After a slip in the syntax, keys may have ended up outside the table that they belong
            // to.
            fields.only(&mut reader, FILE_KEYS);
        }
        read_file(&mut reader, &fields, &mut parsed);
    }
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
    "drill",
];

fn read_file(reader: &mut Reader<'_>, root: &Fields<'_>, parsed: &mut Parsed) {
    let topic = root.text(reader, "topic");
    let topic = topic.as_ref();
    let deck = root.text(reader, "deck").map(|deck| deck.it);
    let mut file = Tables { reader, root };
    parsed.facts = file.read("fact", "fact", MAX_LIST, |reader, one| read_fact(reader, one, topic));
    parsed.cards = file
        .read("card", "card", MAX_LIST, |reader, one| read_card(reader, one, topic, deck.as_ref()));
    parsed.topics = file.read("topics", "topic", FEW, read_topic);
    parsed.notes = file.read("notes", "note", FEW, read_note);
    parsed.documents = file.read("documents", "document", FEW, read_document);
    parsed.prices = file.read("prices", "price", FEW, read_price);
    parsed.limits = file.read("limits", "limit", FEW, read_limit);
    let terms = file.read("terms", "term", FEW, read_term);
    parsed.terms = terms.into_iter().map(|term| term.it).collect();
    let contrasts = file.read("contrast", "contrast", FEW, read_contrast);
    parsed.contrasts = contrasts.into_iter().map(|words| words.it).collect();
    parsed.worlds = file.read("world", "world", FEW, read_world);
    parsed.situations =
        file.read("situation", "situation", FEW, |reader, one| read_situation(reader, one, topic));
    parsed.bindings = file.read("binding", "binding", MAX_LIST, read_binding);
    parsed.picks = file.read("pick", "pick", MAX_LIST, read_pick);
    parsed.drills =
        file.read("drill", "drill", MAX_DRILLS, |reader, one| read_drill(reader, one, topic));
    parsed.first = root.texts(reader, "first");
    parsed.decks = Tables { reader, root }.read("decks", "deck", FEW, read_deck);
}

/// The lists of tables of one file.
struct Tables<'a, 'f, 't> {
    reader: &'a mut Reader<'f>,
    root: &'a Fields<'t>,
}

impl<'f, 't> Tables<'_, 'f, 't> {
    /// At most so many tables below `key`; those without a fault that takes away what they are.
    fn read<T>(
        &mut self,
        key: &str,
        name: &'static str,
        most: usize,
        read: impl Fn(&mut Reader<'f>, &Fields<'t>) -> Option<T>,
    ) -> Vec<At<T>> {
        let tables = self.root.few_tables(self.reader, key, name, most);
        let one = |table: Fields<'t>| {
            read(self.reader, &table).map(|it| At { it, span: table.span.clone() })
        };
        tables.into_iter().filter_map(one).collect()
    }
}

fn read_topic(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<Topic> {
    table.only(reader, &["id", "title", "weight", "domains"]);
    let id = read_id(reader, table)?.it;
    let title = table.need_text(reader, "title")?.it;
    let weight = table.number(reader, "weight").unwrap_or(0.0);
    let domains = table.numbers(reader, "domains");
    Some(Topic { id: TopicId(id.into()), title, weight, domains })
}

fn read_note(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<Note> {
    table.only(reader, &["id", "file", "lines"]);
    let id = read_id(reader, table)?.it;
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
    let id = read_id(reader, table)?.it;
    let title = table.need_text(reader, "title")?.it;
    let checked = read_month(reader, table, "checked")?;
    Some(Document { id: DocumentId(id.into()), title, checked })
}

fn read_deck(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<RawDeck> {
    table.only(reader, &["id", "title", "about", "select"]);
    let id = read_id(reader, table)?.it;
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
    "document",
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
    let id = read_dotted_id(reader, table);
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
    // A document of AWS, or of whoever has the say in what a track is about.
    let document = table.text(reader, "aws").or_else(|| table.text(reader, "document"));
    let aws = document.map(|named| At { it: DocumentId(named.it.into()), span: named.span });
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
