//! `coldstart plan`: what today and the days to the exam should hold, and how ready one is.

use serde_json::{Value, json};

use super::Cli;
use crate::{
    clock::Day,
    ids::DeckId,
    study::{
        desk::{Desk, short_name},
        standing::Standing,
        words::{left_out_words, waiting_words},
    },
    text,
};

impl Cli<'_> {
    pub(super) fn plan(&mut self) -> anyhow::Result<u8> {
        let library = std::sync::Arc::new(self.library());
        let mut store = self.store()?;
        let desk = crate::driver::desk(&self.config, library, store.as_mut())?;
        let today = self.config.clock.now().day;
        let plan = plan_json(&desk, today);
        if self.is_json {
            self.json(&plan)?;
            return Ok(0);
        }
        let Some(standing) = desk.standing(today) else {
            let command = self.config.invocation();
            writeln!(
                self.out,
                "no exam date ahead\nhint: `{command} config set exam_date 2026-12-14`"
            )?;
            return Ok(0);
        };
        let calendar = desk.calendar(today);
        for line in words(&desk, today, &standing) {
            writeln!(self.out, "{line}")?;
        }
        writeln!(self.out)?;
        for day in &calendar.days {
            let mock = if 0 < day.mock_min { "  mock" } else { "" };
            writeln!(
                self.out,
                "{}  {:>3} due {:>3} new {:>4.0} min{mock}",
                today.plus(day.ahead).words(),
                day.n_reviews,
                day.n_new,
                day.minutes()
            )?;
        }
        writeln!(
            self.out,
            "\non the exam day {:.0} % of all cards known, {:.0} % without study",
            100.0 * calendar.known,
            100.0 * calendar.known_without
        )?;
        let left_out = desk.left_out(&calendar);
        if !left_out.is_empty() {
            writeln!(self.out, "left out for want of time: {}", left_out_words(&left_out))?;
        }
        Ok(0)
    }
}

fn words(desk: &Desk, today: Day, standing: &Standing) -> Vec<String> {
    let held = desk.today(&DeckId::everything(), today, 0);
    let ready = &standing.readiness;
    let mut lines = vec![format!("today    {} due, {} new", held.n_due(), held.new.len())];
    lines.extend(
        waiting_words(held.n_waiting, held.new.len()).map(|words| format!("waiting  {words}")),
    );
    lines.push(if standing.is_enough {
        format!(
            "ready    {} % to reach the pass line{} ({} to {} %)",
            text::chance(ready.pass),
            desk.library.track.scope(),
            text::chance(ready.pass_range.0),
            text::chance(ready.pass_range.1)
        )
    } else {
        "ready    too little to go on: it takes 20 mock questions or 60 % of the cards".to_owned()
    });
    lines.push(format!(
        "score    {:.0}, nine times of ten {} to {} (estimate, {})",
        ready.score,
        ready.score_range.0,
        ready.score_range.1,
        text::plural(ready.asked as usize, "mock question")
    ));
    let levers: Vec<String> = desk
        .levers(today)
        .iter()
        .map(|one| format!("{} {:+.2}", short_name(&one.fact.0), one.points))
        .collect();
    lines.push(format!("raise    {}", levers.join(", ")));
    lines
}

fn plan_json(desk: &Desk, today: Day) -> Value {
    let Some(standing) = desk.standing(today) else {
        return json!({ "exam_date": null, "days": [] });
    };
    let calendar = desk.calendar(today);
    let held = desk.today(&DeckId::everything(), today, 0);
    let ready = &standing.readiness;
    let days: Vec<Value> = calendar
        .days
        .iter()
        .map(|day| {
            json!({
                "day": today.plus(day.ahead).to_string(), "due": day.n_reviews, "new": day.n_new,
                "waiting": day.n_waiting, "cards_min": day.cards_min, "scenarios_min": day.items_min,
                "drills_min": day.drills_min, "mock_min": day.mock_min,
            })
        })
        .collect();
    let topics: Vec<Value> = standing
        .topics
        .iter()
        .map(|(topic, known)| json!({ "id": topic.to_string(), "known": known }))
        .collect();
    let levers: Vec<Value> = desk
        .levers(today)
        .iter()
        .map(|one| json!({ "fact": one.fact.to_string(), "points": one.points }))
        .collect();
    let left_out: Vec<Value> = desk
        .left_out(&calendar)
        .into_iter()
        .map(|(rank, cards)| json!({ "rank": rank.word(), "cards": cards }))
        .collect();
    // Nothing is said of the chance while there is too little to go on.
    let pass = standing.is_enough.then_some(ready.pass);
    let range = standing.is_enough.then_some([ready.pass_range.0, ready.pass_range.1]);
    let section = desk.library.track.section.as_ref();
    let scope = section.map(|section| format!("{section} questions only"));
    json!({
        "exam_date": desk.preferences.exam_date.map(|day| day.to_string()),
        "days_left": desk.days_to_exam(today), "planned": desk.is_planned(today),
        "today": {
            "due": held.n_due(), "new": held.new.len(), "waiting": held.n_waiting,
            "minutes": held.minutes(),
        },
        "readiness": {
            "scope": scope, "pass": pass, "pass_range": range,
            "score": ready.score, "score_range": [ready.score_range.0, ready.score_range.1],
            "mock_questions": ready.asked, "coverage": standing.coverage,
            "domains": ready.domains, "topics": topics,
        },
        "raise_most": levers, "known": calendar.known, "known_without": calendar.known_without,
        "left_out": left_out, "days": days,
    })
}
