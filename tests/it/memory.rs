//! FSRS against the reference implementations. `tests/vectors` holds what they gave, and the
//! scripts that asked them.

use coldstart::memory::{
    Memory, Rating,
    fsrs::{self, Model},
};
use serde_json::Value;

struct Checked {
    n_reviews: usize,
}

/// Holds every review of a file of vectors against the model.
#[track_caller]
fn check(text: &str) -> Checked {
    let file: Value = serde_json::from_str(text).unwrap();
    let number = |value: &Value| value.as_f64().unwrap();
    let mut n_reviews = 0;
    for case in file["cases"].as_array().unwrap() {
        let model = match case["parameters"].as_array() {
            None => Model::default(),
            Some(w) => Model::new(&w.iter().map(|w| number(w) as f32).collect::<Vec<_>>()).unwrap(),
        };
        let retention = number(&case["retention"]) as f32;
        let mut memory: Option<Memory> = None;
        for review in case["reviews"].as_array().unwrap() {
            let days = review["days"].as_i64().unwrap() as i32;
            if let (Some(memory), Some(recall)) =
                (memory, review.get("recall").and_then(Value::as_f64))
            {
                let ours = f64::from(model.recall(memory, days as f32));
                assert!((ours - recall).abs() < 1e-4, "recall {ours}, reference {recall}: {case}");
            }
            let rating = Rating::from_number(review["rating"].as_u64().unwrap() as u8).unwrap();
            let next = model.next(memory, rating, days);
            let (s, d) = (number(&review["stability"]), number(&review["difficulty"]));
            assert!(
                (f64::from(next.stability) / s - 1.0).abs() < 1e-4,
                "{next:?}, reference {s}: {case}"
            );
            assert!(
                (f64::from(next.difficulty) - d).abs() < 1e-4,
                "{next:?}, reference {d}: {case}"
            );
            let shown = review["days_shown"].as_i64().unwrap() as i32;
            let unrounded = f64::from(model.interval(next.stability, retention));
            let is_near_half = ((unrounded - unrounded.floor()) - 0.5).abs() < 0.01;
            if !is_near_half {
                assert_eq!(fsrs::whole_days(unrounded as f32), shown, "{unrounded}: {case}");
            }
            memory = Some(next);
            n_reviews += 1;
        }
    }
    Checked { n_reviews }
}

#[test]
fn py_fsrs_agrees() {
    let checked = check(include_str!("../vectors/fsrs-py.json"));
    assert!(900 < checked.n_reviews, "{}", checked.n_reviews);
}

#[test]
fn ts_fsrs_agrees() {
    let checked = check(include_str!("../vectors/fsrs-ts.json"));
    assert!(900 < checked.n_reviews, "{}", checked.n_reviews);
}
