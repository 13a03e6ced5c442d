//! `order`: steps to be put in order.

use serde::{Deserialize, Serialize};

use super::{
    Asks, Body, InDeck, figures,
    raw::{Around, Faults, Lint, RawBody, repeated},
};
use crate::{
    content::read::scalar::MAX_VALUES,
    fields::{At, Fields, Reader},
};

/// Steps, listed in the right order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InOrder {
    pub steps: Vec<String>,
}

impl InDeck for InOrder {
    const TITLE: &'static str = "put in order";
    const KEYS: &'static [&'static str] = &["steps"];

    fn read(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<Box<dyn RawBody>> {
        if !table.has("steps") {
            table.missing(reader, "steps");
            return None;
        }
        Some(Box::new(RawOrder { steps: table.few_texts(reader, "steps", MAX_VALUES) }))
    }
}

impl Asks for InOrder {
    fn answer_parts(&self) -> Vec<String> {
        self.steps.clone()
    }

    fn marked(&self) -> String {
        self.steps.iter().map(|step| figures(step)).collect()
    }
}

#[derive(Debug)]
struct RawOrder {
    steps: Vec<At<String>>,
}

impl RawBody for RawOrder {
    fn lint(&self, lint: &mut Lint<'_>, card: &Around<'_>) {
        let n = self.steps.len();
        if !(4..=6).contains(&n) {
            lint.fault("L37", card.span, format!("an order has 4 to 6 steps, this one has {n}"));
        }
        let repeated = repeated(self.steps.iter().map(|step| step.it.as_str()));
        for (step, _) in self.steps.iter().zip(repeated).filter(|(_, is_repeated)| *is_repeated) {
            lint.fault("L37", &step.span, format!("the step `{}` stands twice", step.it));
        }
    }

    fn build(&self, _: &Around<'_>, _: &mut Faults<'_>) -> Option<Body> {
        if !(2..=9).contains(&self.steps.len()) {
            return None;
        }
        Some(InOrder { steps: self.steps.iter().map(|step| step.it.clone()).collect() }.into())
    }
}
