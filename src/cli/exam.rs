//! `coldstart exam`: mocks, and their forms without a screen.

use serde_json::{Value, json};

use super::Cli;
use crate::{
    app::Opening,
    config::Misuse,
    content::{Library, numbers::fill},
    exam::{
        attempt::Attempt,
        blueprint::Length,
        form::{Bank, Form},
    },
    rng::Seed,
    study::mock::{MockPlan, Sheet, bank, bank_words, sheets},
    text,
};

/// What `exam` was asked for.
#[derive(Debug, clap::Args)]
pub(super) struct ExamArguments {
    /// How many questions: one of the lengths of the exam's mocks; practice takes any number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=500))]
    size: Option<u32>,
    /// The same seed gives the same form
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(0..=u64::MAX >> 1))]
    seed: Option<u64>,
    /// As for those whose first language is not that of the exam
    #[arg(long)]
    extra_time: bool,
    /// No clock, and the explanation after each answer
    #[arg(long)]
    practice: bool,
}

impl Cli<'_> {
    /// Begins a mock, or opens the list of mocks when nothing is asked for in particular.
    pub(super) fn exam(&mut self, wanted: &ExamArguments) -> anyhow::Result<u8> {
        let library = self.library();
        let blueprint = &library.track.blueprint;
        let length = wanted.size.and_then(|n| blueprint.length(n));
        if wanted.size.is_some() && length.is_none() && !wanted.practice {
            let lengths = blueprint.lengths.iter().map(|length| length.questions.to_string());
            let known = text::alternatives(&lengths.collect::<Vec<_>>());
            let what = format!("a mock has {known} questions\nhint: with --practice any number");
            return Err(Misuse(what).into());
        }
        if self.is_json {
            return self.form_json(&library, length, wanted);
        }
        if let (Some(n), None) = (wanted.size, length) {
            let line: Vec<usize> =
                first_of_each(&library, n as usize, wanted.seed.map_or(self.config.seed, Seed));
            return self.study(Opening::Practice(line));
        }
        if let Some(length) = length.filter(|_| !wanted.practice) {
            form_of(&bank(&library), length, wanted.seed.unwrap_or(0))?;
        }
        let plan = MockPlan {
            length,
            seed: wanted.seed,
            has_extra_time: wanted.extra_time,
            is_practice: wanted.practice,
            begins: length.is_some() || wanted.seed.is_some() || wanted.practice,
        };
        self.study(Opening::Mocks(plan))
    }

    fn form_json(
        &mut self,
        library: &Library,
        length: Option<Length>,
        wanted: &ExamArguments,
    ) -> anyhow::Result<u8> {
        let seed = wanted.seed.unwrap_or(self.config.seed.0 >> 1);
        let bank = bank(library);
        let fits = |length: &Length| form_of(&bank, *length, seed).is_ok();
        let longest = || bank.blueprint.lengths.iter().copied().rev().find(fits);
        let Some(length) = length.or_else(longest).or_else(|| bank.blueprint.shortest()) else {
            return Err(Misuse("there is no exam to mock".to_owned()).into());
        };
        let form = form_of(&bank, length, seed)?;
        let minutes = if wanted.extra_time { length.extra_minutes } else { length.minutes };
        let now = self.config.clock.now().wall;
        let mock = Attempt::new((length.questions, seed, form.bank), form.questions, now, minutes);
        let question = |sheet: &Sheet| {
            let item = library.items().get(sheet.item?)?;
            let situation = library.situation_of(item);
            let options: Vec<String> = sheet
                .order
                .iter()
                .filter_map(|option| situation.options.get(*option))
                .map(|option| fill(&option.text, &sheet.numbers))
                .collect();
            Some(json!({
                "id": item.id.to_string(), "domain": item.domain, "answers": item.n_keys(),
                "stem": item.stem(situation, &sheet.numbers), "options": options,
            }))
        };
        let questions: Vec<Value> = sheets(library, &mock).iter().filter_map(question).collect();
        self.json(&json!({
            "size": length.questions, "minutes": minutes, "seed": seed, "bank": bank_words(form.bank),
            "scored": length.scored(), "questions": questions,
        }))?;
        Ok(0)
    }
}

/// One item of each situation, at most `n`.
fn first_of_each(library: &Library, n: usize, seed: Seed) -> Vec<usize> {
    let mut places: Vec<usize> = (0..library.items().len()).collect();
    seed.stream("practice form", 0).shuffle(&mut places);
    library.first_of_each_situation(&mut places);
    places.truncate(n);
    places
}

fn form_of(bank: &Bank, length: Length, seed: u64) -> Result<Form, Misuse> {
    Form::new(bank, length, seed).map_err(|missing| {
        let shorter = "a shorter mock may fit, and practice takes any number";
        Misuse(format!("{}\nhint: {shorter}", missing.words()))
    })
}
