//! From a card as its file has it to what it asks.

use super::card::{RawBody, RawCard};
use crate::content::{Body, Choice, Fact};
use crate::{
    diag::{Diagnostic, Letters, SourceFile},
    fields::At,
    text,
};

/// What a card asks; none when it cannot be asked, with the reason where nobody has told it yet.
pub(in crate::content) fn build_body(
    file: &SourceFile,
    raw: &RawCard,
    main: &Fact,
    letters: &mut Letters,
    problems: &mut Vec<Diagnostic>,
) -> Option<Body> {
    let options =
        |options: &[At<Choice>]| options.iter().map(|option| option.it.clone()).collect::<Vec<_>>();
    let body = match raw.body.as_ref()? {
        RawBody::Cloze { accept } => {
            let (before, rest) = raw.front.it.split_once("{{")?;
            let (gap, after) = rest.split_once("}}")?;
            if gap.trim().is_empty() || after.contains("{{") {
                return None;
            }
            Body::Cloze {
                before: before.to_owned(),
                gap: gap.trim().to_owned(),
                after: after.to_owned(),
                accept: accept.clone(),
            }
        }
        RawBody::Numeric { asks } => {
            let Some(value) = main.value(&asks.it) else {
                let what = format!("the fact `{}` has no value `{}`", main.id, asks.it);
                let names = main.text.values.iter().map(|value| value.name.as_str());
                let problem = file.problem(asks.span.clone(), what);
                problems.push(letters.nearest(problem, &asks.it, names));
                return None;
            };
            Body::Numeric { value: value.clone() }
        }
        RawBody::Choice { options: all } if is_playable(all, 2) => {
            Body::Choice { options: options(all) }
        }
        RawBody::Multiple { options: all } if is_playable(all, 3) => {
            Body::Multiple { options: options(all) }
        }
        RawBody::Match { pairs, extra } if 2 <= pairs.len() && pairs.len() + extra.len() <= 9 => {
            Body::Match {
                pairs: pairs.iter().map(|pair| pair.it.clone()).collect(),
                extra: extra.iter().map(|extra| extra.it.clone()).collect(),
            }
        }
        RawBody::Order { steps } if 2 <= steps.len() && steps.len() <= 9 => {
            Body::Order { steps: steps.iter().map(|step| step.it.clone()).collect() }
        }
        RawBody::Which { answer, among } if !among.is_empty() && among.len() <= 8 => {
            let mut all = vec![Choice { text: answer.it.clone(), is_right: true, why: None }];
            let wrong =
                |text: &At<String>| Choice { text: text.it.clone(), is_right: false, why: None };
            all.extend(among.iter().map(wrong));
            Body::Which { options: all }
        }
        RawBody::Choice { .. }
        | RawBody::Multiple { .. }
        | RawBody::Match { .. }
        | RawBody::Order { .. }
        | RawBody::Which { .. } => return None,
    };
    Some(body)
}

/// Whether a card can be asked at all: enough options, at most nine for the nine digit keys, and a
/// right one.
fn is_playable(options: &[At<Choice>], at_least: usize) -> bool {
    (at_least..=9).contains(&options.len()) && options.iter().any(|option| option.it.is_right)
}

/// A text as it is compared with the others of its card: case, accents and spaces do not count.
pub(in crate::content) fn normal(text: &str) -> String {
    text::fold(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
