//! Links templates of drills: to their topic and facts, and to the figures that they name.

use std::sync::Arc;

use super::{
    drill::RawDrill,
    link::{Claim, Linker, put},
    raw::Spot,
};
use crate::content::{Library, Quantity};
use crate::{
    diag::{Diagnostic, Letters},
    exam::{Template, drawing::Draft, drill::shown},
    fields::At,
};

impl Linker<'_> {
    /// A template stands only with all its figures, and with questions on every level.
    pub(in crate::content) fn drill(&mut self, index: usize, At { it: raw, span }: At<RawDrill>) {
        let claim = self.claim(index, "drill", &raw.template.id, &span);
        if claim == Claim::Taken {
            return;
        }
        let topic = self.topic(index, raw.topic, None);
        let facts = self.known_facts(index, &raw.facts);
        let mut figures = Vec::new();
        let mut is_bill = false;
        for figure in &raw.figures {
            match self.figure(index, figure) {
                Some((value, is_price)) => {
                    figures.push(value);
                    is_bill |= is_price;
                }
                None => return,
            }
        }
        if facts.is_empty() {
            return;
        }
        let template = Arc::new(Template { topic, facts, is_bill, figures, ..raw.template });
        if let Err((level, attempt)) = template.try_out() {
            let what = format!("level {level} of `{}` makes no question", template.id);
            let why = match attempt {
                Draft::NoAmount(answer, _) => format!("the answer would be {}", shown(answer)),
                Draft::NoSlips => "two slips at least have to differ from the answer".to_owned(),
                Draft::PassedOver | Draft::Made(_) => "`keep` passes over every draw".to_owned(),
            };
            let make =
                |_: &mut Letters, problem: Diagnostic, _: &Library| problem.rule("L35").hint(why);
            self.tell(index, &span, make, what);
            return;
        }
        self.loaded.drill_places.insert(template.id.clone(), Spot { file: index, span });
        put(&mut self.loaded.library.runs_mut().drills, template, claim, |one, other| {
            one.id == other.id
        });
    }

    /// Each template knows its place among all of them.
    pub(in crate::content) fn number_drills(&mut self) {
        for (at, drill) in self.loaded.library.runs_mut().drills.iter_mut().enumerate() {
            Arc::make_mut(drill).number = at + 1;
        }
    }

    /// A figure by the name of a price or a limit, or as `fact/value`; and whether it is a price.
    fn figure(&mut self, index: usize, named: &At<String>) -> Option<(f64, bool)> {
        let library = &self.loaded.library;
        if let Some(price) = library.prices.iter().find(|price| price.id == named.it) {
            return Some((price.usd, true));
        }
        let limit = library.limits.iter().find(|limit| limit.id == named.it);
        if let Some(value) = limit.map(|limit| limit.value).or_else(|| stated(library, &named.it)) {
            return Some((value, false));
        }
        let near = |letters: &mut Letters, problem: Diagnostic, library: &Library| {
            let prices = library.prices.iter().map(|price| price.id.clone());
            let limits = library.limits.iter().map(|limit| limit.id.clone());
            let values = library.facts.iter().flat_map(|fact| {
                fact.text.values.iter().map(|value| format!("{}/{}", fact.id, value.name))
            });
            let known: Vec<String> = prices.chain(limits).chain(values).collect();
            letters.nearest(problem, &named.it, known.iter().map(String::as_str))
        };
        self.tell(index, &named.span, near, format!("unknown figure `{}`", named.it));
        None
    }
}

/// The value that a fact states, by `fact/value`; what it was before, by `fact/value/older`.
fn stated(library: &Library, name: &str) -> Option<f64> {
    let (fact, value) = name.split_once('/')?;
    let (value, is_older) = match value.strip_suffix("/older") {
        Some(value) => (value, true),
        None => (value, false),
    };
    let value = library.fact(&fact.into())?.text.values.iter().find(|one| one.name == value)?;
    let older = value.older.as_ref().map(|older| &older.quantity);
    let quantity = if is_older { older } else { Some(&value.quantity) };
    quantity.map(|Quantity { value, .. }| *value)
}
