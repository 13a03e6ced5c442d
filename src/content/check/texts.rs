//! The rules that the text of an exam item keeps (exam blueprint, section 5), one item at a time.
//!
//! What a run has to show is checked in [`trial`](crate::content::trial); what only a pool of
//! items shows, in [`pool`](super::pool).

use super::glossary::COMMON;
use crate::content::{
    Fact, Library,
    item::{CHANGES, DistractorClass, Item, OptionRole, Qualifier},
    kinds::raw::words,
    numbers::{fill, fill_with, places},
    situation::Situation,
    track::{Track, TrackWords},
    trial::Trials,
};
use crate::{sim::kernel::bill::Prices, text};

/// Something that a rule found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::content) struct Finding {
    pub(in crate::content) rule: &'static str,
    /// The option that it is about; none: the item.
    pub(in crate::content) option: Option<usize>,
    pub(in crate::content) what: String,
    /// Worth a look, but no fault.
    pub(in crate::content) is_advice: bool,
}

const STEM_WORDS: std::ops::RangeInclusive<usize> = 30..=95;
const OPTION_WORDS: std::ops::RangeInclusive<usize> = 5..=36;
const WHY_WORDS: std::ops::RangeInclusive<usize> = 8..=35;
const KEY_WORDS: std::ops::RangeInclusive<usize> = 8..=60;
/// Options that are all shorter than this are lists of a few words.
const SHORT: usize = 40;

struct Findings(Vec<Finding>);

impl Findings {
    fn item(&mut self, rule: &'static str, what: impl Into<String>) {
        self.0.push(Finding { rule, option: None, what: what.into(), is_advice: false });
    }

    fn option(&mut self, rule: &'static str, place: usize, what: impl Into<String>) {
        self.0.push(Finding { rule, option: Some(place), what: what.into(), is_advice: false });
    }

    fn advice(&mut self, rule: &'static str, what: impl Into<String>) {
        self.0.push(Finding { rule, option: None, what: what.into(), is_advice: true });
    }
}

/// Holds one item against the rules.
pub(in crate::content) fn lint(
    library: &Library,
    situation: &Situation,
    item: &Item,
) -> Vec<Finding> {
    let mut found = Findings(Vec::new());
    let numbers = situation.first_numbers();
    let story = item.story(situation, &numbers);
    let options: Vec<String> =
        situation.options.iter().map(|option| fill(&option.text, &numbers)).collect();
    let track = &library.track;
    domain(&mut found, track, item);
    shape(&mut found, situation, item);
    if !situation.is_plain() {
        classes(&mut found, situation, item);
    }
    stem(&mut found, &track.words, &story, item);
    for (place, option) in options.iter().enumerate() {
        one_option(&mut found, &track.words, place, option);
    }
    lengths(&mut found, item, &options);
    giveaways(&mut found, item, &story, &options);
    reasons(&mut found, &track.words, situation, item);
    siblings(&mut found, library, situation, item);
    figures(&mut found, library, situation, item);
    found.0
}

fn domain(found: &mut Findings, track: &Track, item: &Item) {
    let (domain, n) = (item.domain, track.blueprint.domains.len());
    if !(1..=n).contains(&usize::from(domain)) {
        found.item("L12", format!("domain {domain} is none of the {n} domains of `{}`", track.id));
    } else if track.words.tasks.is_empty() && item.task.is_empty() {
        // The track has no task statements.
    } else if !track.words.tasks.contains(&item.task) {
        found.item("L12", format!("`{}` is no task statement of the section", item.task));
    } else if !item.task.starts_with(&domain.to_string()) {
        found.item("L12", format!("task {} is not of domain {domain}", item.task));
    }
    if !(0.30..=0.95).contains(&item.rating) {
        found.item("L12", format!("the rating is {}, not from 0.30 to 0.95", item.rating));
    }
}

fn shape(found: &mut Findings, situation: &Situation, item: &Item) {
    let (n, n_keys) = (situation.options.len(), item.n_keys());
    match n_keys {
        1 if n != 4 => {
            found.item("L08", format!("a multiple choice has 4 options, this one has {n}"));
        }
        2 | 3 if !(5..=6).contains(&n) => {
            found.item("L08", format!("a multiple response has 5 or 6 options, this one has {n}"));
        }
        1..=3 => {}
        _ => found.item("L08", format!("an item has 1 to 3 right options, this one has {n_keys}")),
    }
}

/// Wrong options differ in why they are wrong, and in what they change.
fn classes(found: &mut Findings, situation: &Situation, item: &Item) {
    let classes: Vec<DistractorClass> = item
        .roles
        .iter()
        .filter_map(|role| match role {
            OptionRole::Wrong(reason) => Some(reason.class),
            OptionRole::Refuted { .. } | OptionRole::Key { .. } => None,
        })
        .collect();
    let n_of = |class| classes.iter().filter(|one| **one == class).count();
    if item.qualifier != Qualifier::None && n_of(DistractorClass::Loses) == 0 {
        found.item("L11", "a qualifier decides between options that work, so one of them `loses`");
    }
    if n_of(DistractorClass::Breaks) == 0 {
        found.item("L07", "one option at least `breaks` a requirement or a limit");
    }
    if let Some(class) = DistractorClass::ALL.iter().find(|class| 2 < n_of(**class)) {
        found.item("L07", format!("more than two options are `{}`", class.word()));
    }
    for (place, option) in situation.options.iter().enumerate() {
        let twin = situation.options.iter().take(place).find(|one| one.delta == option.delta);
        if let Some(twin) = twin {
            found.option("L16", place, format!("it changes the same as `{}`", twin.id));
        }
    }
}

fn stem(found: &mut Findings, glossary: &TrackWords, story: &str, item: &Item) {
    let n = words(story) + words(&item.question);
    if !STEM_WORDS.contains(&n) {
        found.item("L13", format!("the stem has {n} words; 30 to 95 are asked for"));
    }
    if story.contains('?') {
        found.item(
            "L11",
            "the question line is made from the qualifier; the stem asks nothing else",
        );
    }
    for word in story.split_whitespace() {
        if ["NOT", "EXCEPT", "LEAST", "MOST"].contains(&word.trim_matches(['.', ','])) {
            found.item("L10", format!("`{word}` stands in the question line alone"));
        }
    }
    let folded = format!(" {} ", text::fold(story));
    for word in [" you ", " your ", " we ", " our "] {
        if folded.contains(word) {
            found.item("L22", format!("a stem speaks of a company, not of `{}`", word.trim()));
        }
    }
    everywhere(found, glossary, None, story);
}

fn one_option(found: &mut Findings, glossary: &TrackWords, place: usize, option: &str) {
    let n = words(option);
    if !OPTION_WORDS.contains(&n) {
        found.option("L13", place, format!("an option has 5 to 36 words, this one has {n}"));
    }
    let first = option.split_whitespace().next().unwrap_or_default();
    let is_verb = |verb: &String| verb == first;
    if !glossary.verbs.is_empty() && !glossary.verbs.iter().any(is_verb) {
        let what = format!("options say what to do; `{first}` is no verb of the list");
        found.option("L19", place, what);
    }
    let folded = text::fold(option);
    for phrase in ["all of the above", "none of the above", "both a and b", "option a", "option b"]
    {
        if folded.contains(phrase) {
            found.option("L09", place, format!("options are shuffled, so none may say `{phrase}`"));
        }
    }
    everywhere(found, glossary, Some(place), option);
}

/// Names, units and letters, in any text.
fn everywhere(found: &mut Findings, glossary: &TrackWords, place: Option<usize>, text: &str) {
    let mut say = |rule: &'static str, what: String| {
        found.0.push(Finding { rule, option: place, what, is_advice: false });
    };
    for name in glossary.retired.iter().filter(|name| text.contains(*name)) {
        say("L20", format!("`{name}` is a retired name"));
    }
    for (wrong, right) in &glossary.spellings {
        let mut parts =
            text.split(|symbol: char| symbol.is_whitespace() || ",.;()".contains(symbol));
        if parts.any(|part| part == wrong) {
            say("L21", format!("`{wrong}` is written `{right}`"));
        }
    }
    let is_known = |symbol: &char| symbol.is_ascii() || ['–', '×', '≥', '≤'].contains(symbol);
    if let Some(symbol) = text.chars().find(|symbol| !is_known(symbol)) {
        say("L24", format!("`{symbol}` is no character that every terminal shows"));
    }
    if let Some(long) = text.split_whitespace().find(|word| 76 < word.chars().count()) {
        say("L24", format!("`{long}` does not fit 76 columns"));
    }
}

fn lengths(found: &mut Findings, item: &Item, options: &[String]) {
    let lengths: Vec<usize> = options.iter().map(|option| option.chars().count()).collect();
    let (Some(longest), Some(shortest)) = (lengths.iter().max(), lengths.iter().min()) else {
        return;
    };
    let most = if *longest < SHORT { 36 } else { 18 };
    if most * shortest < longest * 10 {
        let what = format!("options of {shortest} to {longest} characters give the answer away");
        found.item("L14", what);
    }
    let mean = |is_key: bool| {
        let of: Vec<usize> = lengths
            .iter()
            .zip(&item.roles)
            .filter(|(_, role)| role.is_key() == is_key)
            .map(|(length, _)| *length)
            .collect();
        float(of.iter().sum()) / float(of.len().max(1))
    };
    let ratio = mean(true) / mean(false).max(1.0);
    if !(0.75..=1.25).contains(&ratio) {
        let what = format!("the key is {ratio:.2} times as long as the mean of the others");
        found.item("L15", what);
    }
    let sentences = |text: &str| text.matches(". ").count();
    let counts = options.iter().map(|option| sentences(option));
    if counts.clone().max().unwrap_or(0) > counts.min().unwrap_or(0) + 1 {
        found.item("L19", "options have the same number of sentences, but for one");
    }
}

#[expect(clippy::cast_precision_loss, reason = "lengths of texts")]
fn float(n: usize) -> f64 {
    n as f64
}

/// The content words of a text, folded, without names of services.
fn content_words(text: &str) -> Vec<String> {
    let split = |symbol: char| !symbol.is_alphanumeric() && symbol != '-';
    let mut found: Vec<String> = Vec::new();
    for word in text.split(split) {
        let is_name = word.chars().any(char::is_uppercase);
        let folded = text::fold(word);
        let is_plain = 4 <= folded.chars().count() && !COMMON.contains(&folded.as_str());
        if is_plain
            && !is_name
            && folded.chars().all(char::is_alphabetic)
            && !found.contains(&folded)
        {
            found.push(folded);
        }
    }
    found
}

fn giveaways(found: &mut Findings, item: &Item, story: &str, options: &[String]) {
    let words_of: Vec<Vec<String>> = options.iter().map(|option| tokens(option)).collect();
    for (place, these) in words_of.iter().enumerate() {
        for (other, those) in words_of.iter().enumerate().take(place) {
            let common = these.iter().filter(|word| those.contains(word)).count();
            let all = these.len() + those.len() - common;
            if 85 * all < 100 * common {
                found.option(
                    "L16",
                    place,
                    format!("it is nearly the same as option {}", other + 1),
                );
            }
        }
    }
    let of_stem = content_words(story);
    let keys = item.key();
    let in_others: Vec<String> = options
        .iter()
        .enumerate()
        .filter(|(place, _)| !keys.contains(place))
        .flat_map(|(_, option)| content_words(option))
        .collect();
    for place in &keys {
        let Some(option) = options.get(*place) else { continue };
        let only: Vec<String> = content_words(option)
            .into_iter()
            .filter(|word| of_stem.contains(word) && !in_others.contains(word))
            .collect();
        if 2 < only.len() {
            let what = format!("words of the stem stand in the key alone: {}", only.join(", "));
            found.option("L18", *place, what);
        }
    }
    let absolutes = |option: &String| {
        let is_one = |word: &&String| {
            ["always", "never", "only", "all", "every", "manually"].contains(&word.as_str())
        };
        tokens(option).iter().filter(is_one).count()
    };
    let in_key: usize = keys.iter().filter_map(|place| options.get(*place)).map(absolutes).sum();
    let others = options.iter().enumerate().filter(|(place, _)| !keys.contains(place));
    for (_, option) in others {
        if in_key + 1 < absolutes(option) {
            found.advice("L17", "absolute words stand in a wrong option more than in the key");
        }
    }
}

/// All words of a text, folded.
pub(in crate::content) fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = text::fold(text)
        .split(|symbol: char| !symbol.is_alphanumeric() && symbol != '-')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    tokens.sort();
    tokens.dedup();
    tokens
}

fn reasons(found: &mut Findings, glossary: &TrackWords, situation: &Situation, item: &Item) {
    for (place, role) in item.roles.iter().enumerate() {
        let n = words(role.why());
        let range = if role.is_key() { KEY_WORDS } else { WHY_WORDS };
        if !range.contains(&n) {
            let (low, high) = (range.start(), range.end());
            found.option(
                "L07",
                place,
                format!("its reason has {n} words; {low} to {high} tell it"),
            );
        }
        everywhere(found, glossary, Some(place), role.why());
    }
    if !(8..=40).contains(&words(&item.verdict)) {
        found.item("L07", "the verdict is one sentence of 8 to 40 words");
    }
    let names: Vec<&str> = situation.options.iter().map(|option| option.id.as_str()).collect();
    for (place, text) in item.explanations() {
        for (_, name) in places(text) {
            let is_known = match name.split_once('.') {
                None => situation.first_numbers().contains_key(name),
                Some(("this", metric)) => place.is_some() && is_metric(situation, metric),
                Some((whose, metric)) => {
                    (whose == "best" || names.contains(&whose)) && is_metric(situation, metric)
                }
            };
            if !is_known {
                let what = format!("`{{{name}}}` names no number and no figure of a run");
                found.0.push(Finding { rule: "L07", option: place, what, is_advice: false });
            }
        }
    }
}

fn is_metric(situation: &Situation, metric: &str) -> bool {
    metric == CHANGES
        || crate::sim::watch::figures::NAMES.contains(&metric)
        || metric.split_once('.').is_some_and(|(part, _)| {
            situation.setup.parts.contains_key(part)
                || situation
                    .options
                    .iter()
                    .any(|option| option.delta.parts.iter().any(|(name, _)| name == part))
        })
}

fn siblings(found: &mut Findings, library: &Library, situation: &Situation, item: &Item) {
    let is_plain = situation.is_plain();
    let may_lack = is_plain && item.flip.is_empty();
    if !may_lack && !(6..=35).contains(&words(&item.flip)) {
        found.item("L40", "what would flip it is told in 6 to 35 words");
    }
    let mut siblings = library.siblings(item).peekable();
    if siblings.peek().is_none() && !is_plain {
        let what = format!("`{}` has one item; a sibling has another key", situation.id);
        found.item("L40", what);
    }
    for sibling in siblings {
        if sibling.key() == item.key() {
            found.item("L31", format!("it has the same key as its sibling `{}`", sibling.id));
        }
        let mut mine = item.facts.clone();
        let mut theirs = sibling.facts.clone();
        mine.sort();
        theirs.sort();
        if mine == theirs {
            found.item("L31", format!("its sibling `{}` turns on the same facts", sibling.id));
        }
        let shared = float(words(&situation.text));
        let all = float(words(&situation.text) + words(&item.wants));
        if shared < 0.5 * all {
            found.item("L31", "siblings share most of their stem; put it into the situation");
        }
    }
}

/// Every figure of an explanation comes from the run, the stem or a fact that the item cites.
fn figures(found: &mut Findings, library: &Library, situation: &Situation, item: &Item) {
    let refuting = item.roles.iter().filter_map(OptionRole::refuting);
    let facts = item.facts.iter().chain(refuting);
    let facts: Vec<&Fact> = facts.filter_map(|id| library.fact(id)).collect();
    // A number that is drawn is named by its place, since another one is drawn next time.
    let fixed = |text: &str| fill_with(text, |_| Some(String::new()));
    let mut sources: Vec<String> = vec![fixed(&situation.text), fixed(&item.wants)];
    sources.extend(library.siblings(item).map(|sibling| fixed(&sibling.wants)));
    sources.extend(situation.options.iter().map(|option| fixed(&option.text)));
    for fact in facts {
        sources.push(fact.text.statement.clone());
        sources.extend(fact.text.exam.clone());
        sources.extend(fact.text.values.iter().map(|value| {
            let older = value.older.as_ref().map(|older| older.quantity.to_string());
            format!("{} {}", value.quantity, older.unwrap_or_default())
        }));
    }
    let known: Vec<String> = sources.iter().flat_map(|text| numbers_in(text)).collect();
    for (place, text) in item.explanations() {
        for number in numbers_in(&fixed(text)) {
            if !known.contains(&number) {
                let what = format!(
                    "the figure {number} stands neither in the stem nor in a cited fact; take it \
                     from the run"
                );
                found.0.push(Finding { rule: "L34", option: place, what, is_advice: false });
            }
        }
    }
}

/// The numbers of a text without commas, `S3` and `us-east-1` left out.
pub(in crate::content) fn numbers_in(text: &str) -> Vec<String> {
    let is_part = |symbol: char| symbol.is_alphanumeric() || ".,-:".contains(symbol);
    text.split(|symbol: char| !is_part(symbol))
        .map(|word| word.trim_matches(|symbol: char| ".,-:".contains(symbol)).replace(',', ""))
        .filter(|word| word.chars().next().is_some_and(|symbol| symbol.is_ascii_digit()))
        .map(|word| word.trim_end_matches(|symbol: char| symbol.is_alphabetic()).to_owned())
        .map(|word| word.trim_end_matches('-').to_owned())
        .filter(|word| !word.is_empty())
        .collect()
}

/// Places of explanations that stay open because a run has no such figure.
pub(in crate::content) fn open_places(
    situation: &Situation,
    item: &Item,
    prices: &Prices,
) -> Vec<(Option<usize>, String)> {
    let trials = Trials::run(situation, item, &situation.first_numbers(), prices);
    let mut open = Vec::new();
    for (place, text) in item.explanations() {
        let filled = trials.explain(situation, text, place);
        open.extend(places(&filled).into_iter().map(|(_, name)| (place, name.to_owned())));
    }
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_and_names_are_not() {
        assert_eq!(
            numbers_in("up to 1,000 of 29 s, S3 in us-east-1, 0.25 and 15-minute"),
            ["1000", "29", "0.25", "15"]
        );
    }
}
