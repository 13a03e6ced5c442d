//! Proves templates of drills: many questions of each level, and their worlds run.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde::Serialize;

use crate::content::{
    Loaded,
    read::{raw::Spot, told::ToldFaults},
    world::Goal,
};
use crate::{
    diag::{Diagnostic, Layer, SourceFile},
    exam::{
        Drill, Stage, Template,
        answer::AskUnit,
        drawing::Draft,
        drill::shown,
        template::{LEVELS, Version},
        wording::Values,
    },
    rng::Seed,
    sim::{World, budget::Budget, kernel::bill::Prices, watch::figures},
};

/// Questions that are drawn on each level, and how many of them must differ: then so many more are
/// drawn at most.
const N_DRAWN: u64 = 300;
const N_DIFFERENT: usize = 60;
const N_MORE: u64 = 700;
/// Draws of a level, with those that are passed over.
const MAX_TRIES: usize = 50_000;
/// Questions of a level whose worlds are run.
const N_RUN: usize = 2;
const SEED: Seed = Seed(17);

/// How many templates there are, and what was tried.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DrillFigures {
    pub total: usize,
    pub by_topic: BTreeMap<String, usize>,
    /// Questions drawn, and runs of worlds with an answer in them.
    pub questions: usize,
    pub runs: usize,
}

pub(in crate::content) struct DrillCheck<'a> {
    loaded: &'a Loaded,
    files: &'a [SourceFile],
    prices: Prices,
    pub(in crate::content) found: Vec<Diagnostic>,
    pub(in crate::content) figures: DrillFigures,
    pub(in crate::content) told: ToldFaults,
}

/// What is wrong with a template: the rule and the words.
type Fault = (&'static str, String);

impl<'a> DrillCheck<'a> {
    pub(in crate::content) fn new(
        loaded: &'a Loaded,
        files: &'a [SourceFile],
        told: ToldFaults,
    ) -> Self {
        let (prices, figures) = (loaded.library.price_list(), DrillFigures::default());
        Self { loaded, files, prices, found: Vec::new(), figures, told }
    }

    pub(in crate::content) fn all(&mut self, layers: &[Layer]) {
        let loaded = self.loaded;
        for template in loaded.library.drills() {
            self.figures.total += 1;
            *self.figures.by_topic.entry(template.topic.to_string()).or_default() += 1;
            let Some(place) = loaded.drill_places.get(&template.id) else { continue };
            let file = self.files.get(place.file).expect("places are made from files");
            if !layers.contains(&file.layer) {
                continue;
            }
            let mut faults = Vec::new();
            for version in &template.versions {
                self.version(template, version, &mut faults);
            }
            for fault in faults {
                self.tell(place, template, fault);
            }
        }
    }

    fn tell(&mut self, place: &Spot, template: &Template, (rule, what): Fault) {
        if self.told.has_room(place.file)
            && let Some(file) = self.files.get(place.file)
        {
            let what = format!("`{}`: {what}", template.id);
            self.found.push(file.problem(place.span.clone(), what).rule(rule));
        }
    }

    fn version(&mut self, template: &Arc<Template>, version: &Version, faults: &mut Vec<Fault>) {
        let mut used: BTreeSet<usize> = BTreeSet::new();
        let mut all = Vec::new();
        // What is wrong on one level is mostly so on the others.
        let mut is_told = false;
        for level in LEVELS.into_iter().filter(|level| version.levels.contains(level)) {
            let (drills, no_amount) = drawn(template, version, level);
            self.figures.questions += drills.len();
            let n = different(&drills);
            if n < N_DIFFERENT {
                let all = drills.len();
                let what = format!("level {level} has {n} different questions of {all}, below 60");
                faults.push(("L35", what));
            }
            let wrong = no_amount.or_else(|| drills.iter().find_map(unsound));
            if let Some(what) = wrong.filter(|_| !is_told) {
                is_told = true;
                faults.push(("L35", format!("on level {level} {what}")));
            }
            used.extend(drills.iter().flat_map(|drill| &drill.wrong).map(|wrong| wrong.slip));
            let can_run = |drill: &&Drill| drill.try_stage(&drill.key).is_some();
            all.extend(drills.iter().filter(can_run).take(N_RUN).cloned());
        }
        for (at, _) in version.slips.iter().enumerate().filter(|(at, _)| !used.contains(at)) {
            let what = format!("slip {} never gives a wrong answer of its own", at + 1);
            faults.push(("L36", what));
        }
        if version.stage.is_some() {
            faults.extend(self.run(&all).err().map(|what| ("L34", what)));
        }
    }

    /// Runs worlds of questions: the right answer reaches the goals, and some wrong one does not.
    fn run(&mut self, drills: &[Drill]) -> Result<(), String> {
        if drills.is_empty() {
            return Err("no right answer makes a world; `when` leaves none".to_owned());
        }
        let mut does_fail = false;
        for drill in drills {
            let stage = drill.try_stage(&drill.key).expect("only what can run was chosen")?;
            if let Some(missed) = self.missed(&stage)? {
                let answer = drill.words(&drill.key);
                return Err(format!("with {answer}, which is right, {missed}: {}", drill.question));
            }
            for wrong in &drill.wrong {
                if let Some(stage) = drill.stage(&wrong.answer).filter(|_| !does_fail) {
                    does_fail = self.missed(&stage)?.is_some();
                }
            }
        }
        if does_fail {
            Ok(())
        } else {
            Err("its world reaches the goals with every slip".to_owned())
        }
    }

    /// The first goal that a run misses, in words.
    fn missed(&mut self, stage: &Stage) -> Result<Option<String>, String> {
        self.figures.runs += 1;
        let mut world = World::new(&stage.setup).map_err(|error| error.to_string())?;
        world
            .run_within(stage.length, Budget::CHECK)
            .map_err(|spent| spent.words("the world of the drill"))?;
        let metrics = figures::metrics(&world, &self.prices);
        for goal in &stage.goals {
            if !figures::is_figure(&stage.setup, &goal.metric) {
                return Err(format!("its world has no figure `{}`", goal.metric));
            }
            let (at_least, at_most) = (goal.at_least, goal.at_most);
            let goal = Goal { metric: goal.metric.clone(), at_least, at_most };
            let value = goal.value(&metrics, &world);
            if !goal.holds(value) {
                let words = goal.words();
                return Ok(Some(format!("its world misses `{words}`, it is {}", shown(value))));
            }
        }
        Ok(None)
    }
}

/// Questions of a level, and the first answer that is no amount.
fn drawn(template: &Arc<Template>, version: &Version, level: u8) -> (Vec<Drill>, Option<String>) {
    let mut drills = Vec::new();
    let mut no_amount = None;
    let (mut index, mut at) = (0, 0);
    for _ in 0..MAX_TRIES {
        match template.attempt(level, SEED, index, at) {
            Draft::Made(drill) => {
                drills.push(*drill);
                (index, at) = (index + 1, 0);
            }
            Draft::NoAmount(answer, values) => {
                at += 1;
                no_amount.get_or_insert_with(|| {
                    let numbers = told_numbers(template, version, &values);
                    format!("the answer is {} with {numbers}", shown(answer))
                });
            }
            Draft::PassedOver | Draft::NoSlips => at += 1,
        }
        let is_enough = N_DRAWN <= index && N_DIFFERENT <= different(&drills);
        if is_enough || index == N_DRAWN + N_MORE {
            break;
        }
    }
    (drills, no_amount)
}

fn different(drills: &[Drill]) -> usize {
    drills.iter().map(|drill| &drill.question).collect::<BTreeSet<_>>().len()
}

fn told_numbers(template: &Template, version: &Version, values: &Values) -> String {
    let all = version.names.iter().zip(&values.numbers).skip(1 + template.figures.len());
    let words: Vec<String> =
        all.map(|(name, value)| format!("{name} = {}", shown(*value))).collect();
    words.join(", ")
}

/// What is wrong with a question itself.
fn unsound(drill: &Drill) -> Option<String> {
    let is_empty = |text: &String| text.trim().is_empty();
    let texts = drill.wrong.iter().flat_map(|wrong| [&wrong.model, &wrong.working]);
    if texts.chain([&drill.question, &drill.working]).any(is_empty) {
        return Some(format!("a text is empty in: {}", drill.question));
    }
    for answer in drill.wrong.iter().map(|wrong| &wrong.answer).chain([&drill.key]) {
        let options = drill.decision.as_ref().map_or(&[][..], |one| one.options.as_slice());
        if let Some(choice) = answer.choice.as_ref().filter(|choice| !options.contains(choice)) {
            return Some(format!("`{choice}` is none of the options: {}", drill.question));
        }
    }
    let mut pairs = drill.key.numbers.iter().zip(&drill.asks);
    let is_broken = |number: f64, unit: &AskUnit| {
        matches!(unit, AskUnit::Things { .. }) && (number - libm::round(number)).abs() > 1e-6
    };
    let (number, ask) = pairs.find(|(number, ask)| is_broken(**number, &ask.unit))?;
    let words = ask.unit.words(*number);
    Some(format!("the answer is {words}, and things are whole: {}", drill.question))
}
