//! Numbers in the captions and tasks of worlds: each is one that the file sets or asks for, one that
//! a fact or a quota states, or one that the run comes to. What the run comes to stands in
//! [`COMES_TO`], and is run; what follows by arithmetic in [`FOLLOWS`]. (Explanations of items are
//! held against their runs by `coldstart check`, rule L34.)

mod said;

use std::collections::BTreeSet;

use coldstart::{
    content::{self, Library},
    sim::{World, watch::figures},
};
use toml::{Table, Value};

use self::said::{Of, Said, numbers, stem};

/// What a text says of a run as the world comes: the words, the figure, and from where to where it
/// lies. `a/b` is 100 times a share.
const COMES_TO: &[(&str, &str, &str, f64, f64)] = &[
    ("hot-partition", "More than half of the votes", "table_throttled/sent", 50.0, 65.0),
    ("leaderboard", "One read in forty", "dax.cache_misses/sent", 2.3, 2.7),
    ("starved-index", "every third write", "table_throttled/sent", 31.0, 36.0),
    ("near-and-far", "175 ms", "p50_ms", 170.0, 180.0),
    ("uploads", "half of the thumbnails", "queue_depth/sent", 45.0, 55.0),
    ("express-or-standard", "above $10,000", "cost_usd", 10_000.0, 11_000.0),
    ("web-shop", "every fourth order", "errors/sent", 22.0, 25.0),
    ("queue-backlog", "half of the orders", "queue_depth/sent", 44.0, 50.0),
    ("late-delivery", "More than half of the bills", "dropped/sent", 50.0, 70.0),
    ("two-regions", "one change in ten", "lost/sent", 8.0, 10.5),
    ("booked-twice", "One booking in eleven", "errors/sent", 8.4, 9.8),
    ("quiet-archive", "more than $130", "cost_usd", 130.0, 140.0),
    ("status-index", "Half of the orders", "table_throttled/sent", 48.0, 52.0),
];

/// What follows from settings or other numbers of the text, with the value: the words, and how.
const FOLLOWS: &[(&str, &str, f64)] = &[
    // Of the clock, of a calendar, of the scale of a run.
    ("card-nine-o-clock", "around nine", 9.0),
    ("scaling-rate", "November 2023", 2_023.0),
    ("lambda-core-import", "One second stands for a minute", 1.0),
    // 300 children with 20 files each.
    ("card-many-files", "six thousand files", 300.0 * 20.0),
    ("card-many-files", "twenty each", 6_000.0 / 300.0),
    // Ten items of 10,000 bytes, each of ten units.
    ("dynamodb-core-scaling", "100 write units", 10.0 * 10.0),
    // 165 ms, of which 5 are the table's.
    ("dynamodb-features-nearby", "160 ms", 0.165 - 0.005),
    ("lambda-scaling-burst", "ten seconds later", 10.0),
    // What is above the capacity: 20 of 60, from when 12,000 saved units are gone.
    ("exhausted-burst", "every third write", 100.0 * (60.0 - 40.0) / 60.0),
    ("exhausted-burst", "a third of the writes", 100.0 * (60.0 - 40.0) / 60.0),
    ("exhausted-burst", "after ten minutes", 40.0 * 300.0 / (60.0 - 40.0)),
    // A partition's writes (Amazon DynamoDB Developer Guide, Designing partition keys; 2026-11).
    ("status-index", "1,000 writes per second", 1_000.0),
    // Unprocessed items come with 200 (Amazon DynamoDB API Reference, BatchWriteItem; 2026-11).
    ("half-a-batch", "answers 200", 200.0),
    // 30 bursts of 40 batches of 25.
    ("half-a-batch", "30,000 readings", 120.0 / 4.0 * 40.0 * 25.0),
    // The runtime's default.
    ("snapstart", "2.5 seconds to start", 2.5),
    // Lambda Developer Guide, Understanding Lambda function scaling (2026-11), and its edition
    // before November 2023.
    ("scaling-rate", "1,000 new environments", 1_000.0),
    ("scaling-rate", "up to 3,000 at once", 3_000.0),
    // Lambda Developer Guide, Configuring provisioned concurrency (2026-11): alarms of three minutes.
    ("provisioned-tracking", "after three minutes", 180.0),
    ("order-workflow", "waits five seconds", 5.0),
    // A p99 is passed by one in a hundred.
    ("too-short-a-view", "one time in a hundred", 100.0 - 99.0),
    ("token-bucket", "a third is served", 100.0 * 100.0 / 300.0),
    // REST API quota: 29 s by default.
    ("slow-backend", "the API waits 29", 29.0),
    ("poison-message", "nine sound messages", 10.0 - 1.0),
    ("hot-shard", "four of them 4,000", 4.0 * 1_000.0),
    ("hot-shard", "room for 4,000", 4.0 * 1_000.0),
    ("first-come", "Half of what arrives", 100.0 * 3_000.0 / 6_000.0),
    // One of four shards.
    ("change-stream", "a quarter of the bills", 100.0 / 4.0),
    ("fatal-mistake", "little after half an hour", 1_800.0),
    ("fatal-mistake", "At 33 minutes", 1_990.0),
    ("spiky-shop", "every thirty", 1_800.0 / 60.0),
    ("spiky-shop", "twenty-nine", 1_800.0 / 60.0 - 1.0),
];

/// Status codes that API Gateway answers with (API Gateway Developer Guide, Gateway response types;
/// 202 and 504 in REST API integrations; 2026-11).
const STATUSES: [f64; 12] =
    [202.0, 400.0, 401.0, 403.0, 404.0, 413.0, 415.0, 429.0, 500.0, 502.0, 503.0, 504.0];

/// What a file sets and asks for, by what it counts.
#[derive(Default)]
struct Known {
    values: Vec<(f64, Of)>,
    /// As it stands in the file, whatever the unit.
    raw: Vec<f64>,
}

impl Known {
    fn add(&mut self, key: &str, value: f64) {
        self.raw.push(value);
        let key = key.rsplit('.').next().unwrap();
        let (value, of) = match key {
            _ if key.ends_with("_ms") => (value / 1_000.0, Of::Seconds),
            _ if key.ends_with("_s") || key == "seconds" => (value, Of::Seconds),
            _ if key.ends_with("_mb") => (value * 1_048_576.0, Of::Bytes),
            _ if key.ends_with("_gb") => (value * 1_073_741_824.0, Of::Bytes),
            _ if key.contains("bytes") => (value, Of::Bytes),
            _ if key.ends_with("_percent") => (value, Of::Percent),
            _ if key.ends_with("_ratio") => (100.0 * value, Of::Percent),
            _ if key.ends_with("usd") => (value, Of::Dollars),
            _ => (value, Of::Things),
        };
        self.values.push((value, of));
        // A percentile says of how many of 100 it is.
        if let Some((percent, _)) = key.strip_prefix('p').and_then(|rest| rest.split_once('_')) {
            self.values.extend(percent.parse().map(|percent: f64| (percent, Of::Percent)));
        }
    }

    /// `path=value` and `metric <= value`.
    fn add_text(&mut self, text: &str) {
        let ends: &[char] = &['=', '<', '>', ' '];
        if let (Some(key), Some(value)) = (text.split(ends).next(), text.rsplit(ends).next())
            && let Ok(value) = value.parse()
        {
            self.add(key, value);
        }
    }

    fn walk(&mut self, key: &str, value: &Value) {
        match value {
            Value::Integer(value) => self.add(key, *value as f64),
            Value::Float(value) => self.add(key, *value),
            Value::String(text) => self.add_text(text),
            Value::Array(items) => {
                self.values.push((items.len() as f64, Of::Things));
                for item in items {
                    self.walk(key, item);
                }
            }
            Value::Table(table) => self.table(table),
            Value::Boolean(_) | Value::Datetime(_) => {}
        }
    }

    fn table(&mut self, table: &Table) {
        // The bounds of a knob are of its setting, those of a goal of its figure.
        let text = |key: &str| table.get(key).and_then(Value::as_str);
        let first = table.get("paths").and_then(|paths| paths.get(0)).and_then(Value::as_str);
        let whose = text("path").or_else(|| text("metric")).or(first);
        for (key, value) in table {
            let is_bound = matches!(
                key.as_str(),
                "low" | "high" | "start" | "values" | "at_least" | "at_most"
            );
            self.walk(whose.filter(|_| is_bound).unwrap_or(key), value);
        }
        for kind in kinds(table) {
            let n = kinds(table).iter().filter(|one| **one == kind).count();
            self.values.push((n as f64, Of::Things));
        }
    }

    fn has(&self, said: &Said) -> bool {
        let is = |value: f64| (value - said.value).abs() <= 1e-9 * value.abs();
        let among = |value: f64, of: Of| match said.of {
            _ if of != said.of => false,
            // KB and MB of a thousand too.
            Of::Bytes => [1.0, 1.024, 1.024 * 1.024, 1.024 * 1.024 * 1.024]
                .iter()
                .any(|times| (value * times - said.value).abs() <= 1e-3 * value),
            Of::Percent => is(value) || (100.0 - value - said.value).abs() < 1e-9,
            Of::Seconds | Of::Dollars | Of::Things => is(value),
        };
        self.values.iter().any(|(value, of)| among(*value, *of))
            || (said.of == Of::Things && self.raw.iter().any(|value| is(*value)))
    }
}

fn kinds(table: &Table) -> Vec<&str> {
    let parts = table.get("part").and_then(Value::as_array);
    parts.into_iter().flatten().filter_map(|part| part.get("kind")?.as_str()).collect()
}

/// The words of a sentence that say what it is about.
fn subjects(text: &str) -> BTreeSet<String> {
    text.split_whitespace().map(stem).filter(|word| 4 <= word.len()).collect()
}

/// A number that facts state: the same value of the same things, about the same.
struct Stated(Vec<(Said, BTreeSet<String>)>);

impl Stated {
    fn of(library: &Library) -> Self {
        let texts = library.facts.iter().map(|fact| &*fact.text.statement);
        let all = texts
            .flat_map(|text| numbers(text).into_iter().map(move |said| (said, subjects(text))));
        // A quota says how many of what, wherever it comes up.
        let quotas = library.limits.iter().map(|limit| {
            let text = format!("{} {}", limit.value, limit.unit);
            (numbers(&text).remove(0), BTreeSet::new())
        });
        Self(all.chain(quotas).collect())
    }

    fn has(&self, said: &Said, around: &BTreeSet<String>) -> bool {
        self.0.iter().any(|(stated, about)| {
            stated.value.total_cmp(&said.value).is_eq()
                && stated.of == said.of
                && (said.of != Of::Things || stated.noun == said.noun)
                && (about.is_empty() || 3 <= about.intersection(around).count())
        })
    }
}

/// The sentence of a text in which something stands.
fn sentence(text: &str, at: usize) -> &str {
    let (before, after) = text.split_at(at);
    let from = before.rfind(". ").map_or(0, |end| end + 2);
    let to = after.find(". ").map_or(text.len(), |end| at + end);
    text.get(from..to).unwrap_or_default()
}

/// A world or a situation with its texts.
struct Subject {
    id: String,
    known: Known,
    texts: Vec<String>,
}

fn subjects_of(table: &Table) -> Vec<Subject> {
    let text = |table: &Table, key: &str| table.get(key)?.as_str().map(str::to_owned);
    let tables = |table: &Table, key: &str| -> Vec<Table> {
        let list = table.get(key).and_then(Value::as_array).into_iter().flatten();
        list.filter_map(|one| one.as_table().cloned()).collect()
    };
    let mut found = Vec::new();
    for kind in ["world"] {
        for one in tables(table, kind) {
            let mut texts: Vec<String> =
                ["caption", "text"].iter().filter_map(|key| text(&one, key)).collect();
            texts.extend(one.get("challenge").and_then(|task| text(task.as_table()?, "task")));
            texts.extend(tables(&one, "option").iter().filter_map(|option| text(option, "text")));
            texts.extend(tables(&one, "item").iter().filter_map(|item| text(item, "wants")));
            let mut known = Known::default();
            known.table(&one);
            found.push(Subject { id: text(&one, "id").unwrap(), known, texts });
        }
    }
    found
}

/// Where words of a table stand in a text.
fn is_at(text: &str, words: &str, at: usize) -> bool {
    text.match_indices(words).any(|(from, found)| (from..from + found.len()).contains(&at))
}

/// A figure of the run of a world as it comes; of `a/b` 100 times the share.
fn comes_to(library: &Library, id: &str, figure: &str) -> f64 {
    let file = library.world(id).unwrap();
    let mut world = World::new(&file.setup).unwrap();
    world.advance_to(file.length);
    let metrics = figures::metrics(&world, &library.price_list());
    let get = |name: &str| figures::figure(&metrics, &world, name).unwrap();
    match figure.split_once('/') {
        Some((part, whole)) => 100.0 * get(part) / get(whole),
        None => get(figure),
    }
}

#[test]
fn numbers_in_texts_have_a_source() {
    let library = content::load(&content::files::built_in()).library;
    let stated = Stated::of(&library);
    let (mut missing, mut used) = (Vec::new(), BTreeSet::new());
    let tables = content::files::built_in();
    let tables = tables.iter().filter_map(|file| file.text().parse::<Table>().ok());
    for subject in tables.flat_map(|table| subjects_of(&table)) {
        for text in &subject.texts {
            let around = subjects(text);
            // What a run comes to is held against the run, also where a setting has the same number.
            let of_runs = COMES_TO.iter().map(|row| (row.0, row.1));
            used.extend(of_runs.filter(|(id, words)| *id == subject.id && text.contains(words)));
            for said in numbers(text) {
                let is_status = said.of == Of::Things && STATUSES.contains(&said.value);
                if is_status || subject.known.has(&said) || stated.has(&said, &around) {
                    continue;
                }
                let is_here =
                    |id: &str, words: &str| id == subject.id && is_at(text, words, said.at);
                let run = COMES_TO.iter().find(|(id, words, ..)| is_here(id, words));
                let other = FOLLOWS.iter().find(|(id, words, value)| {
                    is_here(id, words) && (value - said.value).abs() < 0.02 * value
                });
                let row = run.map(|row| (row.0, row.1)).or(other.map(|row| (row.0, row.1)));
                used.extend(row);
                if row.is_none() {
                    let place = sentence(text, said.at);
                    missing.push(format!("{}: {} {:?}: {place}", subject.id, said.value, said.of));
                }
            }
        }
    }
    assert!(missing.is_empty(), "no source for\n{}", missing.join("\n"));
    let all = COMES_TO.iter().map(|row| (row.0, row.1));
    let all = all.chain(FOLLOWS.iter().map(|row| (row.0, row.1)));
    let stale: Vec<_> = all.filter(|row| !used.contains(row)).collect();
    assert!(stale.is_empty(), "rows that no number needs: {stale:?}");
}

#[test]
fn texts_say_what_runs_come_to() {
    let library = content::load(&content::files::built_in()).library;
    for (id, words, figure, low, high) in COMES_TO {
        let value = comes_to(&library, id, figure);
        assert!((*low..=*high).contains(&value), "{id}: \"{words}\", but {figure} is {value}");
    }
}
