//! `choice`, `multiple` and `which`: options, of which one or several are right.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::{
    Asks, Body, InDeck, figures,
    raw::{Around, Faults, Lint, RawBody, contains_words, normal, repeated, words},
};
use crate::content::read::scalar::MAX_VALUES;
use crate::{
    fields::{At, Fields, Reader},
    text,
};

const WHICH_WORDS: RangeInclusive<usize> = 20..=40;
const WHY_WORDS: RangeInclusive<usize> = 8..=35;
const MAX_OPTION_WORDS: usize = 30;
/// Longest option over shortest, in characters; short options may differ more.
const MAX_LENGTH_RATIO: usize = 180;
const MAX_SHORT_LENGTH_RATIO: usize = 360;
const SHORT_OPTION: usize = 40;

/// An option of a choice, with the reason why it is right or wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub text: String,
    pub is_right: bool,
    pub why: Option<String>,
}

/// One of four.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChooseOne {
    pub options: Vec<Choice>,
}

/// Two or three of five or six.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChooseSeveral {
    pub options: Vec<Choice>,
}

/// A service among its neighbors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WhichService {
    pub options: Vec<Choice>,
}

impl InDeck for ChooseOne {
    const TITLE: &'static str = "choose one";
    const KEYS: &'static [&'static str] = &["option"];

    fn read(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<Box<dyn RawBody>> {
        Some(Box::new(RawChoice { options: read_options(reader, table)? }))
    }
}

impl InDeck for ChooseSeveral {
    const TITLE: &'static str = "choose several";
    const KEYS: &'static [&'static str] = &["option"];

    fn read(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<Box<dyn RawBody>> {
        Some(Box::new(RawMultiple { options: read_options(reader, table)? }))
    }
}

impl InDeck for WhichService {
    const TITLE: &'static str = "which service";
    const KEYS: &'static [&'static str] = &["answer", "among"];

    fn read(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<Box<dyn RawBody>> {
        let answer = table.need_text(reader, "answer")?;
        Some(Box::new(RawWhich { answer, among: table.few_texts(reader, "among", MAX_VALUES) }))
    }
}

/// What a card with options asks for; `$marked` tells what of a right one makes the mark.
macro_rules! asks_for_options {
    ($($kind:ident: $marked:path),+) => {
        $(impl Asks for $kind {
            fn answer_parts(&self) -> Vec<String> {
                right(&self.options).map(str::to_owned).collect()
            }

            fn marked(&self) -> String {
                right(&self.options).map($marked).collect()
            }

            fn options(&self) -> &[Choice] {
                &self.options
            }

            fn more(&self) -> Vec<&str> {
                more(&self.options)
            }
        })+
    };
}
asks_for_options!(ChooseOne: figures, ChooseSeveral: figures, WhichService: text::fold);

/// The texts of the right options.
fn right(options: &[Choice]) -> impl Iterator<Item = &str> {
    options.iter().filter(|option| option.is_right).map(|option| option.text.as_str())
}

fn more(options: &[Choice]) -> Vec<&str> {
    let texts = options.iter().map(|option| (option.text.as_str(), option.why.as_deref()));
    texts.flat_map(|(text, why)| [text, why.unwrap_or_default()]).collect()
}

fn read_options(reader: &mut Reader<'_>, table: &Fields<'_>) -> Option<Vec<At<Choice>>> {
    if !table.has("option") {
        table.missing(reader, "option");
        return None;
    }
    let mut options = Vec::new();
    for option in table.few_tables(reader, "option", "option", MAX_VALUES) {
        option.only(reader, &["text", "right", "why"]);
        let is_right = option.flag(reader, "right");
        let why = option.text(reader, "why").map(|why| why.it);
        if let Some(text) = option.need_text(reader, "text") {
            options.push(At {
                it: Choice { text: text.it, is_right, why },
                span: option.span.clone(),
            });
        }
    }
    Some(options)
}

/// The options, if a card can be asked at all: enough of them, at most nine for the nine digit
/// keys, and a right one.
fn playable(options: &[At<Choice>], at_least: usize) -> Option<Vec<Choice>> {
    let is_playable =
        (at_least..=9).contains(&options.len()) && options.iter().any(|option| option.it.is_right);
    is_playable.then(|| options.iter().map(|option| option.it.clone()).collect())
}

#[derive(Debug)]
struct RawChoice {
    options: Vec<At<Choice>>,
}

impl RawBody for RawChoice {
    fn lint(&self, lint: &mut Lint<'_>, card: &Around<'_>) {
        let n_right = self.options.iter().filter(|option| option.it.is_right).count();
        if n_right != 1 {
            let what = format!("a choice has one right option, this one has {n_right}");
            lint.fault("L08", card.span, what);
        }
        if self.options.len() != 4 {
            let what = format!("a choice has 4 options, this one has {}", self.options.len());
            lint.fault("L08", card.span, what);
        }
        check_options(lint, &self.options);
    }

    fn build(&self, _: &Around<'_>, _: &mut Faults<'_>) -> Option<Body> {
        Some(ChooseOne { options: playable(&self.options, 2)? }.into())
    }
}

#[derive(Debug)]
struct RawMultiple {
    options: Vec<At<Choice>>,
}

impl RawBody for RawMultiple {
    fn lint(&self, lint: &mut Lint<'_>, card: &Around<'_>) {
        let n_right = self.options.iter().filter(|option| option.it.is_right).count();
        if !(2..=3).contains(&n_right) {
            let what = format!("a multiple has 2 or 3 right options, this one has {n_right}");
            lint.fault("L08", card.span, what);
        }
        if !(5..=6).contains(&self.options.len()) {
            let n = self.options.len();
            let what = format!("a multiple has 5 or 6 options, this one has {n}");
            lint.fault("L08", card.span, what);
        }
        let ending = if n_right == 3 { "(Select THREE.)" } else { "(Select TWO.)" };
        if !card.front.it.ends_with(ending) {
            let what = format!("the front of this multiple must end with \"{ending}\"");
            lint.fault("L08", &card.front.span, what);
        }
        check_options(lint, &self.options);
    }

    fn build(&self, _: &Around<'_>, _: &mut Faults<'_>) -> Option<Body> {
        Some(ChooseSeveral { options: playable(&self.options, 3)? }.into())
    }
}

fn check_options(lint: &mut Lint<'_>, options: &[At<Choice>]) {
    let repeated = repeated(options.iter().map(|option| option.it.text.as_str()));
    for (option, is_repeated) in options.iter().zip(repeated) {
        let text = &option.it.text;
        if is_repeated {
            lint.fault("L16", &option.span, format!("the option `{text}` stands twice"));
        }
        let folded = text::fold(text);
        if ["all of the above", "none of the above"].iter().any(|phrase| folded.contains(phrase)) {
            let what = "options are shuffled, so none may speak of those above";
            lint.fault("L09", &option.span, what);
        }
        if MAX_OPTION_WORDS < words(text) {
            let what = format!("an option has more than {MAX_OPTION_WORDS} words");
            lint.advice("L13", &option.span, what);
        }
        match &option.it.why {
            None => {
                let what = "an option needs the key `why`: why it is right, or what it would do";
                lint.advice("L07", &option.span, what);
            }
            Some(why) if !WHY_WORDS.contains(&words(why)) => {
                let n_words = text::plural(words(why), "word");
                let what = format!("`why` has {n_words}; 8 to 35 tell the reason");
                lint.advice("L07", &option.span, what);
            }
            Some(_) => {}
        }
    }
    let lengths = options.iter().map(|option| option.it.text.chars().count());
    let (Some(longest), Some(shortest)) = (lengths.clone().max(), lengths.min()) else {
        return;
    };
    let limit = if longest < SHORT_OPTION { MAX_SHORT_LENGTH_RATIO } else { MAX_LENGTH_RATIO };
    if limit * shortest < longest * 100 {
        let what = format!(
            "options of {shortest} to {longest} characters: the length gives the answer away"
        );
        let span = options.first().map_or(0..0, |option| option.span.clone());
        lint.advice("L14", &span, what);
    }
}

#[derive(Debug)]
struct RawWhich {
    answer: At<String>,
    among: Vec<At<String>>,
}

impl RawBody for RawWhich {
    fn lint(&self, lint: &mut Lint<'_>, card: &Around<'_>) {
        let front = card.front;
        let n_words = words(&front.it);
        if !WHICH_WORDS.contains(&n_words) {
            let what = format!("a situation has 20 to 40 words, this one has {n_words}");
            lint.advice("L13", &front.span, what);
        }
        if !(3..=4).contains(&self.among.len()) {
            let n = self.among.len();
            let what = format!("a which needs 3 or 4 wrong neighbors in `among`, this one has {n}");
            lint.fault("L08", card.span, what);
        }
        let answer = &self.answer.it;
        let right = normal(answer);
        for one in self.among.iter().filter(|one| normal(&one.it) == right) {
            let what = format!("the answer `{answer}` is also among the wrong ones");
            lint.fault("L38", &one.span, what);
        }
        if contains_words(&text::fold(&front.it), &text::fold(answer)) {
            let what = format!("the answer `{answer}` stands in the question");
            lint.fault("L18", &front.span, what);
        }
    }

    fn build(&self, _: &Around<'_>, _: &mut Faults<'_>) -> Option<Body> {
        if self.among.is_empty() || 8 < self.among.len() {
            return None;
        }
        let wrong = self.among.iter().map(|text| (text, false));
        let all = std::iter::once((&self.answer, true)).chain(wrong);
        let option = |(text, is_right): (&At<String>, bool)| Choice {
            text: text.it.clone(),
            is_right,
            why: None,
        };
        Some(WhichService { options: all.map(option).collect() }.into())
    }
}
