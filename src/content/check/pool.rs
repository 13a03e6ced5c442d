//! What only a pool of items shows: where keys stand, how long they are, and how far guessing by
//! looks would get.

use std::collections::BTreeMap;

use serde::Serialize;

use super::texts::tokens;
use crate::content::{Library, item::Item, numbers::fill};
use crate::{exam::blueprint::Length, text};

/// A way to guess the key of a multiple choice without knowing anything.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Baseline {
    pub name: &'static str,
    /// How many of the multiple choices it gets right, percent.
    pub percent: f64,
}

/// Figures of all items together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pool {
    pub items: usize,
    pub situations: usize,
    pub multiple: usize,
    /// Items whose numbers are drawn anew.
    pub drawn: usize,
    pub by_domain: BTreeMap<u8, usize>,
    pub by_topic: BTreeMap<String, usize>,
    /// Of items with a task 1.1, 1.2 and so on.
    pub by_task: BTreeMap<String, usize>,
    /// Rated 0.80 or above, from 0.60, and below.
    pub easy: usize,
    pub medium: usize,
    pub hard: usize,
    /// How often the key of a multiple choice stands in each place, percent (L25: 20 to 30).
    pub key_places: [f64; 4],
    /// Chi-square of the places; up to 7.81 for three degrees of freedom is p above 0.05 (L25).
    pub chi_square: f64,
    /// The longest option is the key, and the shortest is, percent (L26: 15 to 33).
    pub longest_is_key: f64,
    pub shortest_is_key: f64,
    /// L28: each at most 35, the vote of all at most 40.
    pub baselines: Vec<Baseline>,
    /// For each service: in how many options it is named, and how many of those are right. L29: not
    /// above 70 % of them; L30 wants three of either where the pool is large enough.
    pub services: BTreeMap<String, [usize; 2]>,
    /// For each length of a mock, how many forms can be filled with different items (L32).
    pub forms: BTreeMap<u32, usize>,
}

/// A multiple choice with its options as they are stored.
struct Choice {
    options: Vec<String>,
    stem: Vec<String>,
    key: usize,
}

/// The figures of a library.
pub fn figures(library: &Library) -> Pool {
    let items = library.items();
    let choices = choices(library);
    let mut by_domain = BTreeMap::new();
    let mut by_topic = BTreeMap::new();
    let mut by_task = BTreeMap::new();
    for item in items {
        let situation = library.situation_of(item);
        *by_domain.entry(item.domain).or_default() += 1;
        *by_topic.entry(situation.topic.to_string()).or_default() += 1;
        *by_task.entry(item.task.clone()).or_default() += 1;
    }
    let count = |is: &dyn Fn(&&Item) -> bool| items.iter().filter(is).count();
    let n = choices.len();
    let places = |place: usize| choices.iter().filter(|one| one.key == place).count();
    let expected = float(n) / 4.0;
    let chi = |place: usize| {
        let off = float(places(place)) - expected;
        if n == 0 { 0.0 } else { off * off / expected }
    };
    Pool {
        items: items.len(),
        situations: library.situations().len(),
        multiple: count(&|item| item.is_multiple()),
        drawn: count(&|item| !library.situation_of(item).ranges.is_empty()),
        by_topic,
        by_task,
        easy: count(&|item| 0.80 <= item.rating),
        medium: count(&|item| (0.60..0.80).contains(&item.rating)),
        hard: count(&|item| item.rating < 0.60),
        key_places: [0, 1, 2, 3].map(|place| percent(places(place), n)),
        chi_square: (0..4).map(chi).sum(),
        longest_is_key: percent(hits(&choices, longest), n),
        shortest_is_key: percent(hits(&choices, shortest), n),
        baselines: baselines(&choices),
        services: services(library),
        forms: forms(library, &by_domain),
        by_domain,
    }
}

fn services(library: &Library) -> BTreeMap<String, [usize; 2]> {
    let mut found: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    let names = &library.track.words.services;
    for item in library.items() {
        let options = library.situation_of(item).options.iter().zip(&item.roles);
        for (option, role) in options {
            let text = text::fold(&option.text);
            for name in names.iter().filter(|name| text.contains(&text::fold(name))) {
                let [all, keys] = found.entry(name.clone()).or_default();
                *all += 1;
                *keys += usize::from(role.is_key());
            }
        }
    }
    found
}

fn choices(library: &Library) -> Vec<Choice> {
    let single = library.items().iter().filter(|item| !item.is_multiple());
    let choice = |item: &Item| {
        let situation = library.situation_of(item);
        let numbers = situation.first_numbers();
        Some(Choice {
            options: situation.options.iter().map(|one| fill(&one.text, &numbers)).collect(),
            stem: tokens(&item.story(situation, &numbers)),
            key: *item.key().first()?,
        })
    };
    single.filter_map(choice).collect()
}

type Guess = fn(&Choice) -> Vec<usize>;

/// The places with the highest score, ties included.
fn best(choice: &Choice, score: impl Fn(&str) -> f64) -> Vec<usize> {
    let scores: Vec<f64> = choice.options.iter().map(|option| score(option)).collect();
    let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let is_top = |(place, score): (usize, &f64)| (top <= *score).then_some(place);
    scores.iter().enumerate().filter_map(is_top).collect()
}

fn longest(choice: &Choice) -> Vec<usize> {
    best(choice, |option| float(option.chars().count()))
}

fn shortest(choice: &Choice) -> Vec<usize> {
    best(choice, |option| -float(option.chars().count()))
}

fn most_words_of_stem(choice: &Choice) -> Vec<usize> {
    best(choice, |option| {
        float(tokens(option).iter().filter(|word| choice.stem.contains(word)).count())
    })
}

/// Words that begin with a capital letter inside an option: names of services.
fn n_names(option: &str) -> f64 {
    let is_name = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    float(option.split_whitespace().skip(1).filter(is_name).count())
}

fn most_services(choice: &Choice) -> Vec<usize> {
    best(choice, n_names)
}

fn fewest_services(choice: &Choice) -> Vec<usize> {
    best(choice, |option| -n_names(option))
}

fn most_unlike(choice: &Choice) -> Vec<usize> {
    let all: Vec<Vec<String>> = choice.options.iter().map(|option| tokens(option)).collect();
    best(choice, |option| {
        let mine = tokens(option);
        let shared: usize =
            all.iter().map(|other| mine.iter().filter(|word| other.contains(word)).count()).sum();
        -float(shared) / float(mine.len().max(1))
    })
}

const GUESSES: [(&str, Guess); 6] = [
    ("always the longest", longest),
    ("always the shortest", shortest),
    ("most words of the stem", most_words_of_stem),
    ("most services named", most_services),
    ("fewest services named", fewest_services),
    ("most unlike the others", most_unlike),
];

/// A tie counts as the share of its members that are right: a guesser has to choose.
fn hits(choices: &[Choice], guess: Guess) -> f64 {
    let hit = |choice: &Choice| {
        let places = guess(choice);
        if places.contains(&choice.key) { 1.0 / float(places.len()) } else { 0.0 }
    };
    choices.iter().map(hit).sum()
}

fn baselines(choices: &[Choice]) -> Vec<Baseline> {
    let n = choices.len();
    let mut found: Vec<Baseline> = GUESSES
        .iter()
        .map(|(name, guess)| Baseline { name, percent: percent(hits(choices, *guess), n) })
        .collect();
    let key_word = frequent_word(choices);
    let by_word: f64 = choices.iter().map(|choice| by_word(choice, &key_word)).sum();
    found.push(Baseline { name: "the most frequent key word", percent: percent(by_word, n) });
    let vote = choices.iter().map(vote).sum::<f64>();
    found.push(Baseline { name: "the vote of all", percent: percent(vote, n) });
    found
}

/// The word that stands in keys more often, against how often it stands in options, than any other
/// that is in five keys at least.
fn frequent_word(choices: &[Choice]) -> String {
    let mut in_keys: BTreeMap<String, usize> = BTreeMap::new();
    for choice in choices {
        for word in choice.options.get(choice.key).map(|option| tokens(option)).unwrap_or_default()
        {
            *in_keys.entry(word).or_default() += 1;
        }
    }
    let frequent = in_keys.into_iter().max_by_key(|(_, n)| *n);
    frequent.map(|(word, _)| word).unwrap_or_default()
}

fn by_word(choice: &Choice, word: &str) -> f64 {
    let has = |option: &String| tokens(option).iter().any(|one| one == word);
    let places: Vec<usize> = (0..choice.options.len())
        .filter(|place| choice.options.get(*place).is_some_and(has))
        .collect();
    match places.len() {
        0 => 1.0 / float(choice.options.len().max(1)),
        n if places.contains(&choice.key) => 1.0 / float(n),
        _ => 0.0,
    }
}

fn vote(choice: &Choice) -> f64 {
    let mut votes = vec![0.0; choice.options.len()];
    for (_, guess) in GUESSES {
        let places = guess(choice);
        for place in &places {
            if let Some(vote) = votes.get_mut(*place) {
                *vote += 1.0 / float(places.len());
            }
        }
    }
    let top = votes.iter().copied().fold(0.0, f64::max);
    let is_top = |place: &usize| votes.get(*place).is_some_and(|vote| top <= *vote);
    let winners: Vec<usize> = (0..votes.len()).filter(is_top).collect();
    if winners.contains(&choice.key) { 1.0 / float(winners.len()) } else { 0.0 }
}

/// Forms of each length. No form holds two siblings, so a situation is of use in as many forms as
/// it has items; the scarcest domain decides.
fn forms(library: &Library, by_domain: &BTreeMap<u8, usize>) -> BTreeMap<u32, usize> {
    let blueprint = &library.track.blueprint;
    let of = |length: &Length| {
        let wanted = (1_u8..).zip(blueprint.by_domain(*length)).filter(|(_, n)| 0 < *n);
        let there = |domain| by_domain.get(&domain).copied().unwrap_or(0);
        wanted.map(|(domain, n)| there(domain) / n as usize).min().unwrap_or(0)
    };
    blueprint.lengths.iter().map(|length| (length.questions, of(length))).collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of items")]
fn float(n: usize) -> f64 {
    n as f64
}

/// Something that percentages are made of.
trait Count {
    fn value(self) -> f64;
}

impl Count for usize {
    fn value(self) -> f64 {
        float(self)
    }
}

impl Count for f64 {
    fn value(self) -> f64 {
        self
    }
}

/// Percent with one digit; 0 of nothing.
fn percent(part: impl Count, all: usize) -> f64 {
    if all == 0 { 0.0 } else { libm::round(1_000.0 * part.value() / float(all)) / 10.0 }
}
