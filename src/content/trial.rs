//! Runs the options of an item and says what they come to.
//!
//! The key has to meet every requirement and to win by a margin; every wrong option has to fail
//! exactly as its item says. Nothing here reads the text: the run decides.

use super::item::LIMIT;
use super::{
    item::{CHANGES, DistractorClass, Item, OptionRole, Qualifier},
    numbers::{Numbers, fill_with, shown_number},
    situation::Situation,
    world::Goal,
};
use crate::sim::{
    World,
    budget::Budget,
    kernel::bill::Prices,
    watch::figures::{self, Metrics},
};

/// The key of a question about cost costs at most this share of any other option that works (exam
/// blueprint, section 4: at least 20 % lower).
const COST_MARGIN: f64 = 0.8;

/// What a run of some options came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// Why it cannot be set up at all.
    pub refused: Option<String>,
    pub metrics: Metrics,
    /// Each requirement with its figure, and whether it holds.
    pub goals: Vec<(Goal, f64, bool)>,
}

impl Trial {
    /// Runs some options of a situation to the end.
    pub fn run(
        situation: &Situation,
        item: &Item,
        numbers: &Numbers,
        options: &[usize],
        prices: &Prices,
    ) -> Self {
        let setup = situation.setup(item, numbers, options);
        match setup.and_then(|setup| World::new(&setup).map_err(|error| error.to_string())) {
            Ok(mut world) => match world.run_within(situation.length, Budget::CHECK) {
                Ok(()) => Self::of(situation, item, numbers, options, &world, prices),
                Err(spent) => Self::refused(situation, options, spent.words(&situation.id)),
            },
            Err(why) => Self::refused(situation, options, why),
        }
    }

    /// What stands for a run that cannot be, or that is too long.
    pub fn refused(situation: &Situation, options: &[usize], why: String) -> Self {
        Self {
            refused: Some(why),
            metrics: Metrics(vec![(CHANGES, changes(situation, options))]),
            goals: Vec::new(),
        }
    }

    /// What a world that has run came to.
    pub fn of(
        situation: &Situation,
        item: &Item,
        numbers: &Numbers,
        options: &[usize],
        world: &World,
        prices: &Prices,
    ) -> Self {
        let mut metrics = figures::metrics(world, prices);
        metrics.0.push((CHANGES, changes(situation, options)));
        let judged = |goal: Goal| {
            let value = match goal.metric.as_str() {
                CHANGES => metrics.get(CHANGES).unwrap_or(f64::NAN),
                _ => goal.value(&metrics, world),
            };
            let holds = goal.holds(value);
            (goal, value, holds)
        };
        let goals = item.goals(numbers).into_iter().map(judged).collect();
        Self { refused: None, metrics, goals }
    }

    /// Whether it can be set up and meets every requirement.
    pub fn passes(&self) -> bool {
        self.refused.is_none() && self.goals.iter().all(|(_, _, holds)| *holds)
    }

    /// Whether it fails the requirement on a figure; `limit`: it cannot be set up.
    pub fn fails(&self, by: &str) -> bool {
        if by == LIMIT {
            return self.refused.is_some();
        }
        self.goals.iter().any(|(goal, _, holds)| goal.metric == by && !holds)
    }

    /// The requirements that it fails, in words.
    pub fn failed_words(&self) -> String {
        if let Some(why) = &self.refused {
            return why.clone();
        }
        let failed = self.goals.iter().filter(|(_, _, holds)| !holds);
        let words: Vec<String> = failed
            .map(|(goal, value, _)| format!("{} is {}", goal.metric, goal.shown(*value)))
            .collect();
        if words.is_empty() { "every requirement holds".to_owned() } else { words.join(", ") }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a handful")]
fn changes(situation: &Situation, options: &[usize]) -> f64 {
    situation.n_changes(options) as f64
}

/// Whether `key` is better than `other` on what the qualifier asks for, by its margin.
pub fn wins(qualifier: Qualifier, key: &Trial, other: &Trial) -> bool {
    let figure = |trial: &Trial, name| trial.metrics.get(name).unwrap_or(f64::NAN);
    match qualifier {
        Qualifier::Cost => figure(key, "cost_usd") <= COST_MARGIN * figure(other, "cost_usd"),
        Qualifier::Overhead | Qualifier::Effort => {
            qualifier.metrics().iter().all(|name| figure(key, name) + 1.0 <= figure(other, name))
        }
        Qualifier::Secure => {
            // Fewest ways in, then fewest allowed actions.
            let pair = |trial| (figure(trial, "public_hops"), figure(trial, "allowed_actions"));
            let (key, other) = (pair(key), pair(other));
            key.0 < other.0 || (key.0 <= other.0 && key.1 < other.1)
        }
        Qualifier::None => false,
    }
}

/// All single options of an item and its key, run with the same numbers.
#[derive(Debug, Clone)]
pub struct Trials {
    pub numbers: Numbers,
    /// In the order of the options: the option by itself, or in a question with several answers the
    /// key with this option in it.
    pub options: Vec<Trial>,
    pub key: Trial,
}

impl Trials {
    /// Which options are run for the option at `place`: itself, or with several answers the key
    /// where it belongs to it, else the key with its first member replaced.
    pub fn set_for(item: &Item, place: usize) -> Vec<usize> {
        let key = item.key();
        if !item.is_multiple() {
            return vec![place];
        }
        if key.contains(&place) {
            return key;
        }
        let mut set: Vec<usize> = key.into_iter().skip(1).chain([place]).collect();
        set.sort_unstable();
        set
    }

    /// Runs everything.
    pub fn run(situation: &Situation, item: &Item, numbers: &Numbers, prices: &Prices) -> Self {
        let run = |options: &[usize]| Trial::run(situation, item, numbers, options, prices);
        let key = run(&item.key());
        let one = |place: usize| {
            let set = Self::set_for(item, place);
            if set == item.key() { key.clone() } else { run(&set) }
        };
        let options = (0..situation.options.len()).map(one).collect();
        Self { numbers: numbers.clone(), options, key }
    }

    /// A text of an explanation with numbers of the situation and figures of the runs: `{rate}`,
    /// `{this.p99_ms}` for the option at `place`, `{best.cost_usd}` for the key, `{NAME.cost_usd}`
    /// for another option.
    pub fn explain(&self, situation: &Situation, text: &str, place: Option<usize>) -> String {
        fill_with(text, |name| self.figure(situation, name, place))
    }

    fn figure(&self, situation: &Situation, name: &str, place: Option<usize>) -> Option<String> {
        let Some((whose, metric)) = name.split_once('.') else {
            return self.numbers.get(name).copied().map(shown_number);
        };
        let trial = match whose {
            "best" => &self.key,
            "this" => self.options.get(place?)?,
            option => self.options.get(situation.option(option)?)?,
        };
        shown_metric(trial, metric)
    }
}

/// Runs all options of an item bit by bit, so that nobody waits for it.
#[derive(Debug)]
pub struct Runner {
    numbers: Numbers,
    /// What is run: the key, then what stands for each option.
    sets: Vec<Vec<usize>>,
    done: Vec<Trial>,
    now: Option<World>,
}

impl Runner {
    pub fn new(item: &Item, numbers: Numbers) -> Self {
        let mut sets = vec![item.key()];
        for place in 0..item.roles.len() {
            let set = Trials::set_for(item, place);
            if !sets.contains(&set) {
                sets.push(set);
            }
        }
        Self { numbers, sets, done: Vec::new(), now: None }
    }

    /// Goes on for at most `budget` events; the figures once everything has run.
    pub fn advance(
        &mut self,
        situation: &Situation,
        item: &Item,
        prices: &Prices,
        budget: u64,
    ) -> Option<Trials> {
        let mut left = budget;
        while let Some(set) = self.sets.get(self.done.len()) {
            let numbers = &self.numbers;
            let mut world = match self.now.take() {
                Some(world) => world,
                None => match situation.setup(item, numbers, set).map(|setup| World::new(&setup)) {
                    Ok(Ok(world)) => world,
                    Ok(Err(_)) | Err(_) => {
                        self.done.push(Trial::run(situation, item, numbers, set, prices));
                        continue;
                    }
                },
            };
            match world.go_within(situation.length, left, Budget::CHECK) {
                Ok(Some(rest)) => left = rest,
                Ok(None) => {
                    self.now = Some(world);
                    return None;
                }
                Err(spent) => {
                    let why = spent.words(&situation.id);
                    self.done.push(Trial::refused(situation, set, why));
                    continue;
                }
            }
            world.check();
            self.done.push(Trial::of(situation, item, numbers, set, &world, prices));
        }
        let of = |set: &Vec<usize>| {
            let at = self.sets.iter().position(|one| one == set);
            at.and_then(|at| self.done.get(at)).cloned().expect("every set has run")
        };
        Some(Trials {
            numbers: self.numbers.clone(),
            options: (0..item.roles.len()).map(|place| of(&Trials::set_for(item, place))).collect(),
            key: of(&item.key()),
        })
    }
}

/// A figure of a run with its unit; none when the run has no such figure.
pub fn shown_metric(trial: &Trial, metric: &str) -> Option<String> {
    let value = trial.metrics.get(metric).or_else(|| {
        trial.goals.iter().find(|(goal, ..)| goal.metric == metric).map(|(_, value, _)| *value)
    })?;
    if trial.refused.is_some() && metric != CHANGES {
        return None;
    }
    let goal = Goal { metric: metric.to_owned(), at_least: None, at_most: None };
    Some(goal.shown(value))
}

/// What is wrong with an item, as the runs show it. `seen` takes in how many options were run, and
/// how many of them came out as declared.
pub fn verify(
    situation: &Situation,
    item: &Item,
    prices: &Prices,
    seen: &mut Held,
) -> Vec<(Option<usize>, String)> {
    let mut wrong = Vec::new();
    for (index, numbers) in situation.corners().into_iter().enumerate() {
        let trials = Trials::run(situation, item, &numbers, prices);
        let found = if item.is_multiple() {
            verify_set(situation, item, &trials, prices)
        } else {
            verify_one(item, &trials)
        };
        seen.options += item.roles.len();
        let mut failed: Vec<Option<usize>> = found.iter().map(|(place, _)| *place).collect();
        failed.sort_unstable();
        failed.dedup();
        seen.held += item.roles.len() - failed.len().min(item.roles.len());
        for (place, what) in found {
            let what = match index {
                0 => what,
                _ => format!("{what}, with {}", numbers_words(&numbers)),
            };
            wrong.push((place, what));
        }
        if !wrong.is_empty() {
            break;
        }
    }
    wrong
}

/// Options run, and how many came out as declared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Held {
    pub options: usize,
    pub held: usize,
}

fn numbers_words(numbers: &Numbers) -> String {
    let words: Vec<String> =
        numbers.iter().map(|(name, value)| format!("{name} {}", shown_number(*value))).collect();
    words.join(", ")
}

fn verify_one(item: &Item, trials: &Trials) -> Vec<(Option<usize>, String)> {
    let mut wrong = Vec::new();
    let key = item.key().first().copied();
    if !trials.key.passes() {
        wrong.push((
            key,
            format!("the key does not meet its requirements: {}", trials.key.failed_words()),
        ));
        return wrong;
    }
    for (place, (role, trial)) in item.roles.iter().zip(&trials.options).enumerate() {
        let OptionRole::Wrong(reason) = role else { continue };
        wrong.extend(
            declared(item, &trials.key, trial, reason.class, reason.by.as_deref())
                .map(|what| (Some(place), what)),
        );
    }
    wrong
}

/// What is wrong with how a wrong option is declared.
fn declared(
    item: &Item,
    key: &Trial,
    trial: &Trial,
    class: DistractorClass,
    by: Option<&str>,
) -> Option<String> {
    if class == DistractorClass::Loses {
        if !trial.passes() {
            return Some(format!(
                "an option that loses meets all requirements, this one does not: {}",
                trial.failed_words()
            ));
        }
        if !wins(item.qualifier, key, trial) {
            let compared: Vec<String> = item
                .qualifier
                .metrics()
                .iter()
                .map(|metric| {
                    let shown = |trial| shown_metric(trial, metric).unwrap_or_default();
                    format!("{metric} is {}, of the key {}", shown(trial), shown(key))
                })
                .collect();
            return Some(format!("the key does not win by its margin: {}", compared.join(", ")));
        }
        return None;
    }
    let by = by.unwrap_or_default();
    if trial.fails(by) {
        return None;
    }
    let happened = trial.failed_words();
    Some(format!("this option is said to fail `{by}`, and in the run {happened}"))
}

/// With several answers: any other set of as many that has one member replaced fails or loses, and
/// so does the key without one of its members.
fn verify_set(
    situation: &Situation,
    item: &Item,
    trials: &Trials,
    prices: &Prices,
) -> Vec<(Option<usize>, String)> {
    let key = item.key();
    let mut wrong = Vec::new();
    if !trials.key.passes() {
        wrong.push((
            key.first().copied(),
            format!("the key does not meet its requirements: {}", trials.key.failed_words()),
        ));
        return wrong;
    }
    let run = |options: &[usize]| Trial::run(situation, item, &trials.numbers, options, prices);
    let beats = |trial: &Trial| !trial.passes() || wins(item.qualifier, &trials.key, trial);
    for member in &key {
        let rest: Vec<usize> = key.iter().copied().filter(|place| place != member).collect();
        if !beats(&run(&rest)) {
            let what = "the key meets all requirements without this option too".to_owned();
            wrong.push((Some(*member), what));
        }
    }
    for (place, role) in item.roles.iter().enumerate() {
        let OptionRole::Wrong(reason) = role else { continue };
        let mut is_as_declared = false;
        let mut happened = Vec::new();
        for member in &key {
            let mut set: Vec<usize> =
                key.iter().copied().filter(|one| one != member).chain([place]).collect();
            set.sort_unstable();
            let trial = run(&set);
            if !beats(&trial) {
                let name = situation.options.get(*member).map_or("", |option| option.id.as_str());
                let what = format!("in the place of `{name}` this option is as good as the key");
                wrong.push((Some(place), what));
            }
            let fits = declared(item, &trials.key, &trial, reason.class, reason.by.as_deref());
            is_as_declared |= fits.is_none();
            happened.push(trial.failed_words());
        }
        if !is_as_declared {
            let by = reason.by.as_deref().unwrap_or_default();
            let what = format!(
                "this option is said to be `{}` by `{by}`, and in the runs {}",
                reason.class.word(),
                happened.join("; ")
            );
            wrong.push((Some(place), what));
        }
    }
    wrong
}
