//! `basic`: a front and a back. The learner recalls the back, looks, and rates the memory alone.

use serde::{Deserialize, Serialize};

use super::{
    Asks, Body, InDeck, figures,
    raw::{Around, Faults, Lint, RawBody, contains_words, words},
};
use crate::{
    fields::{At, Fields, Reader},
    text,
};

/// What can be recalled in one go.
const MAX_BACK_WORDS: usize = 60;

/// What stands behind the front.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Basic {
    pub back: String,
}

impl InDeck for Basic {
    const TITLE: &'static str = "front and back";
    const KEYS: &'static [&'static str] = &["back"];

    fn read(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<Box<dyn RawBody>> {
        Some(Box::new(RawBasic { back: table.need_text(reader, "back")? }))
    }
}

impl Asks for Basic {
    fn answer_parts(&self) -> Vec<String> {
        vec![self.back.clone()]
    }

    fn marked(&self) -> String {
        figures(&self.back)
    }
}

#[derive(Debug)]
struct RawBasic {
    back: At<String>,
}

impl RawBody for RawBasic {
    fn lint(&self, lint: &mut Lint<'_>, card: &Around<'_>) {
        let back = &self.back;
        if contains_words(&text::fold(&card.front.it), &text::fold(&back.it)) {
            lint.fault("L18", &back.span, format!("the back `{}` stands on the front", back.it));
        }
        let n_words = words(&back.it);
        if MAX_BACK_WORDS < n_words {
            let what = format!("the back has {n_words} words, more than {MAX_BACK_WORDS}");
            lint.advice("L13", &back.span, what);
        }
    }

    fn build(&self, _: &Around<'_>, _: &mut Faults<'_>) -> Option<Body> {
        Some(Basic { back: self.back.it.clone() }.into())
    }
}
