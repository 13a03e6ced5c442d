//! What the screens of figures and mocks show, as data.

use serde_json::{Map, Value, json};

use crate::{
    clock::Day,
    ids::ItemId,
    memory::{
        figures::{Agreement, Bin},
        fit,
        stats::{Activity, AnswerCounts, Work},
    },
    study::{
        desk::Desk,
        figures::{Figures, ScenarioFigures},
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
    let drill = |(title, counts): &(String, AnswerCounts)| {
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
            "reviews": fit::n_reviews(&desk.history.reviews), "needed": fit::REVIEWS_NEEDED,
            "own_parameters": desk.preferences.parameters.is_some(),
        },
    })
}

/// Scenarios that were answered, by topic and by what went wrong.
pub(super) fn scenarios_json(scenarios: &ScenarioFigures) -> Value {
    let topic = |(title, counts): &(String, AnswerCounts)| {
        let n = counts.n_right + counts.n_wrong;
        json!({ "title": title, "answers": n, "right": counts.n_right })
    };
    let missed = |(item, counts): &(ItemId, AnswerCounts)| {
        let (id, wrong, right) = (item.to_string(), counts.n_wrong, counts.n_right);
        json!({ "id": id, "wrong": wrong, "right": right })
    };
    json!({
        "seen": scenarios.n_seen, "answers": scenarios.n_answers, "right": scenarios.n_right,
        "by_topic": scenarios.by_topic.iter().map(topic).collect::<Vec<_>>(),
        "most_missed": scenarios.most_missed.iter().map(missed).collect::<Vec<_>>(),
    })
}

/// What was done, by what it was.
pub(super) fn activity_json(activity: &Activity) -> Map<String, Value> {
    let mut all = Map::new();
    all.insert("answers".to_owned(), json!(activity.n()));
    all.insert("minutes".to_owned(), json!(activity.minutes()));
    for work in Work::ALL {
        all.insert(work.word().to_owned(), json!(activity.of(work)));
    }
    all
}

/// What was done on each day.
pub(super) fn days_json(desk: &Desk) -> Value {
    let day = |(day, activity): (&Day, &Activity)| {
        let mut one = activity_json(activity);
        one.insert("day".to_owned(), json!(day.to_string()));
        Value::Object(one)
    };
    desk.history.summary.by_day.iter().map(day).collect()
}

/// All mocks that have ended, the oldest first.
pub(super) fn mocks_json(desk: &Desk) -> Value {
    let ended = desk.history.mocks.iter().filter_map(|mock| Some((mock, mock.ended.as_ref()?)));
    ended
        .map(|(mock, (at, outcome))| {
            json!({
                "ended_ms": at.0, "size": mock.size, "seed": mock.seed, "score": outcome.score,
                "right": outcome.right, "scored": outcome.n_scored,
            })
        })
        .collect()
}
