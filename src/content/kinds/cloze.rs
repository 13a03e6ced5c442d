//! `cloze`: a sentence with one gap, which is filled by typing.

use serde::{Deserialize, Serialize};

use super::{
    Asks, Body, InDeck, Typed,
    raw::{Around, Faults, Lint, RawBody, contains_words},
};
use crate::{
    fields::{Fields, Reader},
    text,
};

/// A sentence with one gap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cloze {
    pub before: String,
    pub gap: String,
    pub after: String,
    /// Other spellings of the gap.
    pub accept: Vec<String>,
}

impl InDeck for Cloze {
    const TITLE: &'static str = "fill the gap";
    const IS_TYPED: bool = true;
    const KEYS: &'static [&'static str] = &["accept"];

    fn read(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<Box<dyn RawBody>> {
        let accept = table.texts(reader, "accept").into_iter().map(|text| text.it).collect();
        Some(Box::new(RawCloze { accept }))
    }
}

impl Asks for Cloze {
    fn answer_parts(&self) -> Vec<String> {
        vec![self.gap.clone()]
    }

    fn marked(&self) -> String {
        text::fold(&self.gap)
    }

    fn typed(&self) -> Option<Typed<'_>> {
        Some(Typed::Gap(self))
    }

    fn more(&self) -> Vec<&str> {
        self.accept.iter().map(String::as_str).collect()
    }
}

#[derive(Debug)]
struct RawCloze {
    accept: Vec<String>,
}

impl RawBody for RawCloze {
    fn lint(&self, lint: &mut Lint<'_>, card: &Around<'_>) {
        let front = card.front;
        let n_gaps = front.it.matches("{{").count();
        let gap = front
            .it
            .split_once("{{")
            .and_then(|(_, rest)| rest.split_once("}}"))
            .map(|(gap, _)| gap.trim());
        let Some(gap) = gap.filter(|gap| n_gaps == 1 && !gap.is_empty()) else {
            let n_gaps = if n_gaps == 1 { 0 } else { n_gaps };
            let what = format!("a cloze has one gap, this one has {n_gaps}");
            lint.keep(|file| {
                let problem = file.problem(front.span.clone(), what).rule("L39");
                problem.hint("write the gap as {{its text}}")
            });
            return;
        };
        let rest = text::fold(&front.it.replacen(&format!("{{{{{gap}}}}}"), " ", 1));
        if contains_words(&rest, &text::fold(gap)) {
            let what = format!("the gap's text `{gap}` stands elsewhere on the card");
            lint.fault("L39", &front.span, what);
        }
        if matches!(text::fold(gap).as_str(), "the" | "a" | "an" | "is" | "not" | "and" | "or") {
            lint.fault("L39", &front.span, format!("the gap `{gap}` decides nothing"));
        }
        let statement = text::fold(&card.main.text.statement);
        let mut spellings = std::iter::once(gap).chain(self.accept.iter().map(String::as_str));
        if !spellings.any(|one| statement.contains(&text::fold(one))) {
            let main = &card.main.id;
            let what = format!("the gap's text `{gap}` does not stand in the fact `{main}`");
            lint.fault("L39", &front.span, what);
        }
    }

    fn build(&self, card: &Around<'_>, _: &mut Faults<'_>) -> Option<Body> {
        let (before, rest) = card.front.it.split_once("{{")?;
        let (gap, after) = rest.split_once("}}")?;
        if gap.trim().is_empty() || after.contains("{{") {
            return None;
        }
        let body = Cloze {
            before: before.to_owned(),
            gap: gap.trim().to_owned(),
            after: after.to_owned(),
            accept: self.accept.clone(),
        };
        Some(body.into())
    }
}
