//! `coldstart drill --json`: questions without a screen.

use serde_json::{Value, json};

use super::Cli;
use crate::{
    app::drills::{DrillPlan, N_QUESTIONS},
    config::Misuse,
    exam::{Answer, Drill, TEMPLATES, Template, template},
    rng::Seed,
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
    pub(super) fn plan(&self) -> Result<DrillPlan, Misuse> {
        let all = self.templates()?;
        let place = |one: &Template| usize::from(one.number) - 1;
        Ok(DrillPlan {
            templates: all.into_iter().map(place).collect(),
            level: self.level,
            count: self.count.map_or(N_QUESTIONS, |n| n as usize),
            seed: self.seed,
        })
    }

    /// The templates that are meant.
    pub(super) fn templates(&self) -> Result<Vec<&'static Template>, Misuse> {
        let Some(what) = &self.what else { return Ok(TEMPLATES.to_vec()) };
        if let Some(one) = template(what) {
            return Ok(vec![one]);
        }
        let of_topic: Vec<&'static Template> =
            TEMPLATES.iter().copied().filter(|one| one.topic == what).collect();
        if !of_topic.is_empty() {
            return Ok(of_topic);
        }
        let names = TEMPLATES.iter().flat_map(|one| [one.id, one.topic]);
        let hint = match text::nearest(what, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                "templates have the numbers 1 to 40; `coldstart drill --json` names them".into()
            }
        };
        Err(Misuse(format!("there is no template or topic `{}`\nhint: {hint}", text::clean(what))))
    }
}

impl Cli<'_> {
    /// Prints questions with choices, answers and working.
    pub(super) fn drill_json(&mut self, arguments: &DrillArguments) -> anyhow::Result<u8> {
        let templates = arguments.templates()?;
        let prices = self.library().price_list();
        let seed = arguments.seed.map_or(self.config.seed, Seed);
        let count = arguments.count.unwrap_or(1);
        let mut all = Vec::new();
        for index in 0..count {
            for one in &templates {
                let drill = one.drill(&prices, arguments.level, seed, u64::from(index));
                all.push(drill_json(one, &drill, seed, u64::from(index)));
            }
        }
        self.json(&all)?;
        Ok(0)
    }
}

fn answer_json(drill: &Drill, answer: &Answer) -> Value {
    json!({ "choice": answer.choice, "numbers": answer.numbers, "words": drill.words(answer) })
}

fn drill_json(template: &Template, drill: &Drill, seed: Seed, index: u64) -> Value {
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
        drill.given.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    json!({
        "template": template.number, "id": template.id, "title": template.title,
        "topic": template.topic, "facts": template.facts, "level": drill.level,
        "seed": seed.0, "index": index, "question": drill.question, "asks": asks,
        "decision": drill.decision.as_ref().map(|one| json!({ "label": one.label, "options": one.options })),
        "given": given, "choices": shown, "answer": answer_json(drill, &drill.key),
        "key": choices.key, "working": drill.working, "wrong_models": wrong,
    })
}
