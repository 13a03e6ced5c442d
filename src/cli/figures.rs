//! What the screens of figures and mocks show, as data.

use serde_json::{Value, json};

use crate::{
    app::{desk::Desk, stats::Figures},
    clock::Day,
    memory::{
        figures::{Agreement, Bin},
        fit,
        stats::AnswerCounts,
    },
};

/// What the screen of figures plots.
pub(super) fn figures_json(desk: &Desk, today: Day) -> Value {
    let figures = Figures::new(desk, today);
    let agreement = |one: &Agreement| json!({ "said": one.said, "was": one.was, "answers": one.n });
    let bin =
        |bin: &Bin| json!({ "from": bin.from, "to": bin.to, "was": agreement(&bin.agreement) });
    let topic = |(name, one): &(String, Agreement)| json!({ "name": name, "was": agreement(one) });
    let age = |(name, one): &(&str, Agreement)| json!({ "name": name, "was": agreement(one) });
    let drill = |(title, counts): &(&str, AnswerCounts)| {
        let (right, wrong) = (counts.n_right, counts.n_wrong);
        json!({ "title": title, "right": right, "wrong": wrong })
    };
    let time = |(kind, seconds): &(&str, f64)| json!({ "kind": kind, "median_s": seconds });
    json!({
        "calibration": figures.bins.iter().map(bin).collect::<Vec<_>>(),
        "calibration_error": figures.error,
        "by_topic": figures.by_topic.iter().map(topic).collect::<Vec<_>>(),
        "by_age": figures.by_age.iter().map(age).collect::<Vec<_>>(),
        "due_ahead": figures.due,
        "times": figures.times.iter().map(time).collect::<Vec<_>>(),
        "drills": figures.drills.iter().map(drill).collect::<Vec<_>>(),
        "fit": {
            "reviews": fit::n_reviews(&desk.reviews), "needed": fit::REVIEWS_NEEDED,
            "own_parameters": desk.preferences.parameters.is_some(),
        },
    })
}

/// All mocks that have ended, the oldest first.
pub(super) fn mocks_json(desk: &Desk) -> Value {
    let ended = desk.mocks.iter().filter_map(|mock| Some((mock, mock.ended.as_ref()?)));
    ended
        .map(|(mock, (at, outcome))| {
            json!({
                "ended_ms": at.0, "size": mock.size, "seed": mock.seed, "score": outcome.score,
                "right": outcome.right, "scored": outcome.n_scored,
            })
        })
        .collect()
}
