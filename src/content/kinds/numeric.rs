//! `numeric`: a figure of the main fact, which is typed.

use serde::{Deserialize, Serialize};

use super::{
    Asks, Body, InDeck, Typed,
    raw::{Around, Faults, Lint, RawBody},
};
use crate::{
    content::Value,
    fields::{At, Fields, Reader},
};

/// A figure of the main fact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Numeric {
    pub value: Value,
}

impl InDeck for Numeric {
    const TITLE: &'static str = "a figure";
    const IS_TYPED: bool = true;
    const KEYS: &'static [&'static str] = &["asks"];

    fn read(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<Box<dyn RawBody>> {
        Some(Box::new(RawNumeric { asks: table.need_text(reader, "asks")? }))
    }
}

impl Asks for Numeric {
    fn answer_parts(&self) -> Vec<String> {
        vec![self.value.quantity.to_string()]
    }

    fn marked(&self) -> String {
        self.value.quantity.to_string()
    }

    fn typed(&self) -> Option<Typed<'_>> {
        Some(Typed::Figure(&self.value))
    }
}

#[derive(Debug)]
struct RawNumeric {
    /// The name of the figure.
    asks: At<String>,
}

impl RawBody for RawNumeric {
    fn lint(&self, _: &mut Lint<'_>, _: &Around<'_>) {}

    fn build(&self, card: &Around<'_>, faults: &mut Faults<'_>) -> Option<Body> {
        let main = card.main;
        let Some(value) = main.value(&self.asks.it) else {
            let what = format!("the fact `{}` has no value `{}`", main.id, self.asks.it);
            let names = main.text.values.iter().map(|value| value.name.as_str());
            faults.unknown(&self.asks, what, names);
            return None;
        };
        Some(Numeric { value: value.clone() }.into())
    }
}
