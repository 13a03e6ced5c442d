//! `coldstart drill --json`: questions without a screen.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Cli;
use crate::{
    config::Misuse,
    content::Library,
    exam::{Drill, DrillAnswer, Template},
    rng::Seed,
    study::drill::{DrillPlan, N_QUESTIONS},
    text,
};

/// What `drill` was asked for.
#[derive(Debug, clap::Args)]
pub(super) struct DrillArguments {
    /// A template by number or name, or a topic; without it all templates
    what: Option<String>,
    /// 1 easy by head, 2 mixed units, 3 odd numbers
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=3))]
    pub(super) level: u8,
    /// The same seed gives the same questions
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,
    /// How many questions
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(super) count: Option<u32>,
}

impl DrillArguments {
    /// A session of these.
    pub(super) fn plan(&self, library: &Library) -> Result<DrillPlan, Misuse> {
        let all = self.templates(library)?;
        Ok(DrillPlan {
            templates: all.iter().map(|one| one.number - 1).collect(),
            level: self.level,
            count: self.count.map_or(N_QUESTIONS, |n| n as usize),
            seed: self.seed,
        })
    }

    /// The templates that are meant.
    pub(super) fn templates(&self, library: &Library) -> Result<Vec<Arc<Template>>, Misuse> {
        let all = library.drills();
        let Some(what) = &self.what else { return Ok(all.to_vec()) };
        if let Some(one) = library.drill(what) {
            return Ok(vec![Arc::clone(one)]);
        }
        let is_of_topic = |one: &&Arc<Template>| *one.topic.0 == **what;
        let of_topic: Vec<Arc<Template>> = all.iter().filter(is_of_topic).cloned().collect();
        if !of_topic.is_empty() {
            return Ok(of_topic);
        }
        let names = all.iter().flat_map(|one| [one.id.as_str(), &*one.topic.0]);
        let hint = match text::nearest(what, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "templates have the numbers 1 to {}; `coldstart drill --json` names them",
                all.len()
            ),
        };
        Err(Misuse(format!("there is no template or topic `{}`\nhint: {hint}", text::clean(what))))
    }
}

impl Cli<'_> {
    /// Prints questions with choices, answers and working.
    pub(super) fn drill_json(&mut self, arguments: &DrillArguments) -> anyhow::Result<u8> {
        let templates = arguments.templates(&self.library())?;
        let seed = arguments.seed.map_or(self.config.seed, Seed);
        let count = arguments.count.unwrap_or(1);
        let mut all = Vec::new();
        for index in 0..count {
            for one in &templates {
                let drill = one.drill(arguments.level, seed, u64::from(index));
                all.push(drill_json(&drill, seed, u64::from(index)));
            }
        }
        self.json(&all)?;
        Ok(0)
    }
}

fn answer_json(drill: &Drill, answer: &DrillAnswer) -> Value {
    json!({ "choice": answer.choice, "numbers": answer.numbers, "words": drill.words(answer) })
}

fn drill_json(drill: &Drill, seed: Seed, index: u64) -> Value {
    let template = &drill.template;
    let choices = drill.choices(seed, index);
    let shown: Vec<Value> = choices.answers.iter().map(|one| answer_json(drill, one)).collect();
    let wrong: Vec<Value> = drill
        .wrong
        .iter()
        .map(|one| {
            json!({
                "model": one.model, "answer": answer_json(drill, &one.answer),
                "working": one.working,
            })
        })
        .collect();
    let asks: Vec<Value> = drill
        .asks
        .iter()
        .map(|ask| json!({ "label": ask.label, "unit": ask.unit.name() }))
        .collect();
    let given: serde_json::Map<String, Value> =
        drill.given.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    let facts: Vec<&str> = template.facts.iter().map(|fact| &*fact.0).collect();
    json!({
        "template": template.number, "id": template.id, "title": template.title,
        "topic": &*template.topic.0, "facts": facts, "level": drill.level,
        "seed": seed.0, "index": index, "question": drill.question, "asks": asks,
        "decision": drill.decision.as_ref().map(|one| json!({ "label": one.label, "options": one.options })),
        "given": given, "choices": shown, "answer": answer_json(drill, &drill.key),
        "key": choices.key, "working": drill.working, "wrong_models": wrong,
    })
}
