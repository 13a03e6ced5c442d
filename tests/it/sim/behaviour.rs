//! `tests/vectors/behaviour.toml`: what AWS documents, row by row, held as `sim fidelity --check`
//! does; and what the check itself says of a miss and of what it does not know.

use coldstart::{
    content,
    sim::fidelity::{answer, case::cases},
};
use serde_json::{Value, json};

fn table(text: &str) -> Value {
    let table: toml::Table = text.parse().unwrap();
    serde_json::to_value(&table).unwrap()
}

#[test]
fn published_behaviours_are_met() {
    let prices = content::built_in().price_list();
    let table = table(include_str!("../../vectors/behaviour.toml"));
    let cases = cases(&table).unwrap();
    assert!(80 <= cases.len(), "{} behaviours", cases.len());
    let mut misses = Vec::new();
    for (id, case) in cases {
        let case = case.unwrap_or_else(|why| panic!("{id}: {why}"));
        misses.extend(case.misses(&prices));
    }
    assert!(misses.is_empty(), "{}", misses.join("\n"));
}

/// Each row names its document and the month in which it was looked at, or says that it is plain
/// arithmetic.
#[test]
fn each_behaviour_names_its_document() {
    let table = table(include_str!("../../vectors/behaviour.toml"));
    for case in table["case"].as_array().unwrap() {
        let source = case["source"].as_str().unwrap();
        let has_month = source
            .split('(')
            .skip(1)
            .any(|rest| rest.starts_with("20") && rest.get(7..8) == Some(")"));
        assert!(has_month, "{}: {source}", case["id"]);
    }
}

fn misses(text: &str) -> Vec<String> {
    let prices = content::built_in().price_list();
    let cases = cases(&table(text)).unwrap();
    cases.into_iter().flat_map(|(_, case)| case.unwrap().misses(&prices)).collect()
}

#[test]
fn a_miss_says_what_came_out_and_what_was_expected() {
    let one = |units: f64, tolerance: &str| {
        misses(&format!(
            "[[case]]\nid = \"a\"\ngiven = {{ kind = \"ddb_units\", op = \"get\", bytes = 8192 }}\n\
             expect = {{ units = {units} }}\ntolerance = {{ {tolerance} }}\n"
        ))
    };
    // 8 KB are two blocks, and an eventual read pays half of them.
    assert_eq!(one(1.0, ""), Vec::<String>::new());
    assert_eq!(one(1.5, ""), ["a: units is 1.0, expected 1.5"]);
    assert_eq!(one(1.5, "abs = 0.5"), Vec::<String>::new());
    assert_eq!(one(1.1, "rel = 0.1"), Vec::<String>::new());
    assert_eq!(one(1.2, "rel = 0.1"), ["a: units is 1.0, expected 1.2"]);
}

#[test]
fn what_no_kind_knows_is_told_with_the_nearest_word() {
    let told = |given: Value| {
        let prices = content::built_in().price_list();
        answer(given.as_object().unwrap(), &prices)["error"].as_str().unwrap().to_owned()
    };
    for (given, words) in [
        (
            json!({ "kind": "ddb_units", "op": "get", "consistancy": "strong" }),
            "`ddb_units` has no key `consistancy`; did you mean `consistency`?",
        ),
        (
            json!({ "kind": "ddb_units", "op": "get", "consistency": "strongly" }),
            "unknown consistency `strongly`; did you mean `strong`?",
        ),
        (
            json!({ "kind": "ddb_units" }),
            "`op` is missing: one of get, put, update, delete, batch_get, batch_write, query, \
             scan, tx_get, tx_write",
        ),
        (
            json!({ "kind": "ddb_units", "op": "get", "bytes": "many" }),
            "`bytes` is a number, not \"many\"",
        ),
        (
            json!({ "kind": "apigw_bucket", "batches": [{ "at_ms": 0, "number": 5 }] }),
            "`apigw_bucket.batches` has no key `number`; it is one of at_ms, count, spread_ms",
        ),
        (
            json!({ "kind": "world", "part": [{ "name": "a", "kind": "table", "write": 5 }] }),
            "`a`, a table, has no setting `write`; did you mean `writes`?",
        ),
        (
            json!({ "kind": "world", "part": [{ "name": "a", "kind": "tabel" }] }),
            "unknown kind of part `tabel`; did you mean `table`?",
        ),
    ] {
        assert_eq!(told(given), words);
    }
}

#[test]
fn a_table_of_examples_holds_cases_only() {
    for (text, words) in [
        ("", "it holds no [[case]]"),
        (
            "[[cases]]\nid = \"a\"\n",
            "`cases` stands beside the cases; a table of examples has none",
        ),
        ("[[case]]\ngiven = {}\n", "case 1 has no `id`"),
        ("[[case]]\nid = \"a\"\n[[case]]\nid = \"a\"\n", "the id `a` stands twice"),
    ] {
        assert_eq!(cases(&table(text)).unwrap_err(), words);
    }
    let one = |text: &str| {
        let text = format!("[[case]]\nid = \"a\"\n{text}\n");
        cases(&table(&text)).unwrap().remove(0).1.unwrap_err()
    };
    assert_eq!(one("expect = {}"), "the case has no `given`");
    assert_eq!(
        one("given = {}\nexpects = {}"),
        "a case has no key `expects`; did you mean `expect`?"
    );
    assert_eq!(
        one("given = {}\ntolerance = { absolute = 1 }"),
        "a tolerance has no key `absolute`; did you mean `abs`?"
    );
    assert_eq!(one("given = {}\ntolerance = { abs = -1 }"), "`abs` is a number from 0 on, not -1");
}
