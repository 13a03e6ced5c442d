//! Checks exam items: the rules of their texts, and every option run.

use std::{cell::LazyCell, collections::BTreeMap};

use serde::Serialize;

use super::texts;
use crate::content::{
    Card, CardKind, Library, Loaded,
    binding::{CardReply, Shown},
    item::Item,
    read::{raw::Spot, told::ToldFaults},
    trial::{self, Held},
};
use crate::{
    diag::{Diagnostic, Layer, SourceFile},
    sim::kernel::bill::Prices,
    text,
};

/// The rules of the blueprint's section 5 that are held here, with what they ask for.
const RULES: &[(&str, &str)] = &[
    ("L01", "ids are unique"),
    ("L02", "every table has known keys only"),
    ("L03", "every card and item cites a fact, every fact has a card and a source"),
    ("L04", "sources name a known document and a line of it"),
    ("L05", "figures carry value, unit, scope and month"),
    ("L06", "facts and limits do not contradict each other"),
    ("L07", "every option has its reason"),
    ("L08", "four options and one key, or five to six and two to three"),
    ("L09", "no option speaks of other options"),
    ("L10", "questions are positive"),
    ("L11", "one question line with one qualifier of the closed list"),
    ("L12", "domain, task and rating agree"),
    ("L13", "stems of 30 to 95 words, options of 5 to 36, fronts up to 60"),
    ("L14", "options of like length"),
    ("L15", "the key is as long as the others"),
    ("L16", "no two options are the same"),
    ("L17", "absolute words are no sign of a wrong option"),
    ("L18", "the key does not repeat words of the stem"),
    ("L19", "options have one grammar"),
    ("L20", "services have their present names"),
    ("L21", "units are spelled one way"),
    ("L22", "stems speak of a company"),
    ("L23", "no two situations share a run of words"),
    ("L24", "plain characters"),
    ("L25", "keys stand in all places"),
    ("L26", "the longest option is the key as often as others"),
    ("L28", "guessing by looks gets nowhere"),
    ("L29", "no service is always right"),
    ("L31", "siblings differ in key and facts"),
    ("L34", "the run agrees with the text"),
    ("L35", "drills have sound questions on every level"),
    ("L36", "a wrong figure is that of its wrong model"),
    ("L37", "an order card has one order"),
    ("L38", "a match card has one partner for each"),
    ("L39", "the gap stands in the fact"),
    ("L40", "something flips it"),
    ("L41", "what is built in runs"),
];

/// How one rule came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleFigures {
    pub rule: &'static str,
    pub asks: &'static str,
    pub found: usize,
}

/// How many cards have something that runs beside them.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct BindingFigures {
    pub cards: usize,
    pub bound: usize,
    /// Percent of all cards.
    pub share: f64,
    /// Cards that a world runs beside, and those with a walk.
    pub by_run: usize,
    pub by_walk: usize,
    /// Percent of the cards of each topic.
    pub by_topic: BTreeMap<String, f64>,
    /// Wrong options of cards that a world runs beside, and those that have their own run.
    pub options: usize,
    pub picks: usize,
    /// Bindings and options that were run for a card, and how many showed a difference.
    pub runs: usize,
    pub held: usize,
}

/// Every rule with how often something was found.
pub(in crate::content) fn by_rule(problems: &[Diagnostic]) -> Vec<RuleFigures> {
    let n = |rule: &str| problems.iter().filter(|one| one.rule == Some(rule)).count();
    RULES.iter().map(|(rule, asks)| RuleFigures { rule, asks, found: n(rule) }).collect()
}

/// A run of words that two stems have in common from this length on is copied text.
const COPIED: usize = 7;
/// So many of the others are named.
const SHOWN: usize = 5;

pub(in crate::content) struct ItemCheck<'a> {
    pub(in crate::content) loaded: &'a Loaded,
    pub(in crate::content) files: &'a [SourceFile],
    pub(in crate::content) found: Vec<Diagnostic>,
    pub(in crate::content) held: Held,
    pub(in crate::content) told: ToldFaults,
}

impl ItemCheck<'_> {
    /// Tells a fault, unless its file has so many that it is only counted.
    fn tell(&mut self, place: &Spot, what: &str, make: impl FnOnce(Diagnostic) -> Diagnostic) {
        let Some(file) = self.files.get(place.file) else { return };
        if self.told.has_room(place.file) {
            self.found.push(make(file.problem(place.span.clone(), what)));
        }
    }

    /// Checks the items that stand in files of `layers`.
    pub(in crate::content) fn all(&mut self, layers: &[Layer]) {
        let loaded = self.loaded;
        let library = &loaded.library;
        let prices = library.price_list();
        let copied = LazyCell::new(|| copied_words(library));
        for item in library.items() {
            let Some(place) = loaded.item_places.get(&item.id) else { continue };
            let Some(file) = self.files.get(place.item.file) else { continue };
            if !layers.contains(&file.layer) {
                continue;
            }
            let situation = library.situation_of(item);
            for finding in texts::lint(library, situation, item) {
                self.at(item, finding.option, &finding.what, |problem| {
                    let problem = problem.rule(finding.rule);
                    if finding.is_advice { problem.advice() } else { problem }
                });
            }
            if let Some((words, others)) = copied.get(item.situation.as_str()) {
                let what = format!("\"{words}\" stands in `{}` too", others.join("`, `"));
                self.at(item, None, &what, |problem| problem.rule("L23"));
            }
            if situation.is_plain() {
                if file.layer == Layer::BuiltIn {
                    let what = "reasons and facts only; what is built in has a world that runs";
                    self.at(item, None, what, |problem| problem.rule("L41"));
                }
                continue;
            }
            let n_wrong = self.held.options - self.held.held;
            for (option, what) in trial::verify(situation, item, &prices, &mut self.held) {
                let hint = format!("`coldstart sim run {}` plays it", item.id);
                self.at(item, option, &what, |problem| problem.rule("L34").hint(hint));
            }
            if n_wrong == self.held.options - self.held.held {
                for (option, name) in texts::open_places(situation, item, &prices) {
                    let what = format!("no run gives a figure for `{{{name}}}`");
                    self.at(item, option, &what, |problem| problem.rule("L34"));
                }
            }
        }
    }

    /// Counts the cards that are bound, and runs what runs beside them.
    pub(in crate::content) fn bindings(&mut self, layers: &[Layer]) -> BindingFigures {
        let library = &self.loaded.library;
        let prices = library.price_list();
        let mut figures = BindingFigures { cards: library.cards.len(), ..Default::default() };
        let mut cards_of: Vec<Vec<&Card>> = vec![Vec::new(); library.bindings().len()];
        let mut by_topic: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        for card in &library.cards {
            let topic = by_topic.entry(card.topic.to_string()).or_default();
            topic.0 += 1;
            let Some(at) = library.binding_position(card) else { continue };
            let Some(binding) = library.bindings().get(at) else { continue };
            if let Some(cards) = cards_of.get_mut(at) {
                cards.push(card);
            }
            topic.1 += 1;
            figures.bound += 1;
            match &binding.shown {
                Shown::Run { .. } => {
                    figures.by_run += 1;
                    figures.options += card.options().iter().filter(|one| !one.is_right).count();
                }
                Shown::Walk { .. } => figures.by_walk += 1,
            }
        }
        self.run_bindings(layers, &prices, &cards_of, &mut figures);
        self.run_picks(layers, &prices, &mut figures);
        figures.share = percent(figures.bound, figures.cards);
        figures.by_topic = by_topic
            .into_iter()
            .map(|(topic, (all, bound))| (topic, percent(bound, all)))
            .collect();
        figures
    }

    /// Runs what runs beside cards, as its author foresaw it.
    fn run_bindings(
        &mut self,
        layers: &[Layer],
        prices: &Prices,
        cards_of: &[Vec<&Card>],
        figures: &mut BindingFigures,
    ) {
        let loaded = self.loaded;
        let library = &loaded.library;
        let bindings = library.bindings().iter().zip(&loaded.binding_places).zip(cards_of);
        for ((binding, place), cards) in bindings {
            if !self.is_of(place, layers) || !matches!(binding.shown, Shown::Run { .. }) {
                continue;
            }
            let mut cards = cards.iter().copied();
            // Cards of one binding differ in how they ask; of those that ask for a figure each
            // brings its own.
            let first = cards.clone().next();
            let numeric = cards.find(|card| card.kind == CardKind::Numeric);
            for card in [first, numeric].into_iter().flatten() {
                figures.runs += 1;
                match binding.verify(library, card, &CardReply::Nothing, prices) {
                    Ok(()) => figures.held += 1,
                    Err(what) => {
                        let what = format!("beside `{}`: {what}", card.id);
                        self.tell(place, &what, |problem| problem.rule("L34"));
                    }
                }
            }
        }
    }

    /// Runs each option that can be got wrong.
    fn run_picks(&mut self, layers: &[Layer], prices: &Prices, figures: &mut BindingFigures) {
        let loaded = self.loaded;
        let library = &loaded.library;
        for (pick, place) in library.picks().iter().zip(&loaded.pick_places) {
            if !self.is_of(place, layers) {
                continue;
            }
            let Some(card) = library.card(&pick.card) else { continue };
            let Some(binding) = library.binding_of(card) else { continue };
            let is_wrong =
                card.options().iter().any(|one| one.text == pick.option && !one.is_right);
            figures.picks += usize::from(is_wrong);
            figures.runs += 1;
            match binding.verify(library, card, &pick.answer(card), prices) {
                Ok(()) => figures.held += 1,
                Err(what) => {
                    let what = format!("`{}` of `{}`: {what}", pick.option, card.id);
                    self.tell(place, &what, |problem| problem.rule("L34"));
                }
            }
        }
    }

    fn is_of(&self, place: &Spot, layers: &[Layer]) -> bool {
        self.files.get(place.file).is_some_and(|file| layers.contains(&file.layer))
    }

    /// Tells a fault at an item, or at the reason of one of its options.
    fn at(
        &mut self,
        item: &Item,
        option: Option<usize>,
        what: &str,
        make: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        let loaded = self.loaded;
        let place = loaded.item_places.get(&item.id).expect("items are loaded from a place");
        let span = option.and_then(|option| place.roles.get(option)).unwrap_or(&place.item.span);
        let named = option.and_then(|option| loaded.library.situation_of(item).options.get(option));
        let whose = named.map_or_else(String::new, |option| format!(" `{}`", option.id));
        let place = Spot { file: place.item.file, span: span.clone() };
        self.tell(&place, &format!("`{}`{whose}: {what}", item.id), make);
    }
}

/// Percent with one digit.
#[expect(clippy::cast_precision_loss, reason = "counts of cards")]
fn percent(part: usize, all: usize) -> f64 {
    if all == 0 { 0.0 } else { libm::round(1_000.0 * part as f64 / all as f64) / 10.0 }
}

/// For each situation the shortest run of words that stands in others too, and which others.
fn copied_words(library: &Library) -> BTreeMap<&str, (String, Vec<&str>)> {
    let mut runs: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for situation in library.situations() {
        let wants = library.items_of(&situation.id).map(|item| item.wants.as_str());
        let options = situation.options.iter().map(|option| option.text.as_str());
        let texts = std::iter::once(situation.text.as_str()).chain(wants).chain(options);
        for text in texts {
            let words: Vec<String> = text
                .split_whitespace()
                .map(|word| text::fold(word).trim_matches(['.', ',', ';', ':']).to_owned())
                .collect();
            for run in words.windows(COPIED) {
                let of = runs.entry(run.join(" ")).or_default();
                // Situations come one after the other, so it can only be the last one.
                if of.last() != Some(&situation.id.as_str()) {
                    of.push(&situation.id);
                }
            }
        }
    }
    let mut shortest: BTreeMap<&str, &String> = BTreeMap::new();
    for (words, of) in runs.iter().filter(|(_, of)| 1 < of.len()) {
        for situation in of {
            let known = shortest.entry(situation).or_insert(words);
            if words.len() < known.len() {
                *known = words;
            }
        }
    }
    let others = |situation: &str, words: &String| {
        let of = runs.get(words).into_iter().flatten().copied();
        of.filter(|one| *one != situation).take(SHOWN).collect::<Vec<&str>>()
    };
    shortest.into_iter().map(|(one, words)| (one, (words.clone(), others(one, words)))).collect()
}
