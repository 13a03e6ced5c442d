//! What `coldstart check` looks at across files: each fact is taught, told apart and consistent.

mod drills;
mod figures;
mod glossary;
mod items;
pub mod pool;
mod texts;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
};

use serde::Serialize;

use self::{
    drills::{DrillCheck, DrillFigures},
    figures::{
        CardFigures, ClaimFigures, DeckFigures, MainFigures, RankFigures, card_figures,
        cards_by_fact, deck_figures, figures_of, main_figures, rank_figures,
    },
    items::{BindingFigures, ItemCheck, RuleFigures},
    pool::Pool,
};
use super::{
    Fact, FactKind, Limit, Loaded, Quantity, Rank, Status, Value,
    kinds::{CardKind, raw::words},
    read::{raw::Spot, told::ToldFaults},
    trial::Held,
};
use crate::{
    clock::Day,
    diag::{Diagnostic, Layer, Letters, Severity, SourceFile},
    ids::CardId,
    text,
    unit::Unit,
};

/// Letters that the hints of a check may compare.
const MAX_LETTERS: usize = 20_000_000;
const STATEMENT_WORDS: RangeInclusive<usize> = 4..=60;

/// The figures of a check, and what it found.
#[derive(Debug, Serialize)]
pub struct Report {
    pub facts: usize,
    pub cards: CardFigures,
    /// Facts and cards by how much the exam turns on them.
    pub ranks: BTreeMap<&'static str, RankFigures>,
    /// Facts that no card mainly teaches.
    pub main_cards: MainFigures,
    pub claims: ClaimFigures,
    pub beyond: ClaimFigures,
    pub decks: Vec<DeckFigures>,
    /// All items together.
    pub items: Pool,
    /// Options of items that were run, each at the ends of its numbers.
    pub runs: Held,
    /// Cards with something that runs beside them.
    pub bindings: BindingFigures,
    /// Templates of drills, drawn and run.
    pub templates: DrillFigures,
    /// Each rule with how often something was found.
    pub lint: Vec<RuleFigures>,
    pub problems: Vec<Diagnostic>,
}

impl Report {
    /// Whether anything is wrong; advice alone is no fault.
    pub fn has_faults(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Fault)
    }
}

/// Checks what was loaded from `files`. Only what stands in files of `layers` is reported, so a
/// user's check does not list the built-in content; what has no place in any of the files lies
/// below them, and is not looked at again.
pub fn check(loaded: &Loaded, files: &[SourceFile], layers: &[Layer], today: Day) -> Report {
    let library = &loaded.library;
    let told = loaded.told.clone();
    let mut checker = Checker { loaded, files, found: Vec::new(), told };
    let cited = cards_by_fact(library);
    for fact in library.facts.iter().filter(|fact| loaded.fact_places.contains_key(&fact.id)) {
        checker.fact(fact, cited.get(&fact.id).map_or(&[], Vec::as_slice));
    }
    checker.fronts();
    checker.figures(today);
    checker.challenges(layers);
    let Checker { mut found, told, .. } = checker;
    let mut items = ItemCheck { loaded, files, found: Vec::new(), held: Held::default(), told };
    items.all(layers);
    let bindings = items.bindings(layers);
    let mut drills = DrillCheck::new(loaded, files, items.told);
    drills.all(layers);
    let mut problems = loaded.problems.clone();
    problems.append(&mut found);
    problems.append(&mut items.found);
    problems.append(&mut drills.found);
    problems.extend(drills.told.take_rest(files));
    // A user's file may have the name of a built-in one.
    let mut is_asked: BTreeMap<&str, bool> = BTreeMap::new();
    for file in files {
        *is_asked.entry(&file.name).or_default() |= layers.contains(&file.layer);
    }
    problems.retain(|problem| is_asked.get(problem.file.as_str()).copied().unwrap_or(true));
    problems.sort();
    Report {
        facts: library.facts.len(),
        cards: card_figures(library),
        ranks: rank_figures(library),
        main_cards: main_figures(library),
        claims: figures_of(library, &cited, |fact| fact.text.claims.clone()),
        beyond: figures_of(library, &cited, |fact| {
            fact.text.beyond.iter().map(u32::to_string).collect()
        }),
        decks: deck_figures(library),
        items: pool::figures(library),
        runs: items.held,
        bindings,
        templates: drills.figures,
        lint: items::by_rule(&problems),
        problems,
    }
}

/// Names of what uses a figure, a few of them.
fn dependents(names: &[&str]) -> String {
    const SHOWN: usize = 6;
    match names {
        [] => "nothing else depends on it".to_owned(),
        _ if names.len() <= SHOWN => format!("{} depend on it", names.join(", ")),
        _ => {
            let first: Vec<&str> = names.iter().take(SHOWN).copied().collect();
            format!("{} and {} more depend on it", first.join(", "), names.len() - SHOWN)
        }
    }
}

/// Whether a fact's figure is that of a limit, whatever unit either is written in.
fn is_same(quantity: &Quantity, limit: &Limit) -> bool {
    let plain = (quantity.value - limit.value).abs() <= 1e-9 * limit.value.abs();
    plain
        || Unit::spelled(&limit.unit)
            .is_some_and(|unit| unit.same_amount(limit.value, quantity.unit, quantity.value))
}

struct Checker<'a> {
    loaded: &'a Loaded,
    files: &'a [SourceFile],
    found: Vec<Diagnostic>,
    told: ToldFaults,
}

impl Checker<'_> {
    /// Tells a fault, unless its file has so many that it is only counted.
    fn tell(
        &mut self,
        place: &Spot,
        what: impl Into<String>,
        make: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        if self.told.has_room(place.file) {
            let problem = self.file(place.file).problem(place.span.clone(), what);
            self.found.push(make(problem));
        }
    }

    fn is_built_in(&self, fact: &Fact) -> bool {
        let place = self.loaded.fact_places.get(&fact.id);
        let file = place.and_then(|place| self.files.get(place.file));
        file.is_some_and(|file| file.layer == Layer::BuiltIn)
    }

    fn at_fact(&mut self, rule: &'static str, fact: &Fact, what: impl Into<String>) {
        self.at_fact_as(fact, what, |problem| problem.rule(rule));
    }

    fn at_fact_as(
        &mut self,
        fact: &Fact,
        what: impl Into<String>,
        make: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        let loaded = self.loaded;
        let place =
            loaded.fact_places.get(&fact.id).expect("only facts with a place are looked at");
        self.tell(place, what, make);
    }

    fn fact(&mut self, fact: &Fact, cards: &[(CardId, CardKind)]) {
        let id = &fact.id;
        if cards.is_empty() {
            self.at_fact("L03", fact, format!("no card teaches the fact `{id}`"));
        }
        let kinds: BTreeSet<CardKind> = cards.iter().map(|(_, kind)| *kind).collect();
        let needs_two = !fact.text.values.is_empty() && fact.rank != Rank::Detail;
        if needs_two && kinds.len() < 2 && !cards.is_empty() {
            let what = format!("the fact `{id}` has a figure and needs cards of two kinds");
            self.at_fact("L03", fact, what);
        }
        let n_words = words(&fact.text.statement);
        if !STATEMENT_WORDS.contains(&n_words) {
            let what =
                format!("the statement of `{id}` has {n_words} words; 4 to 60 are one statement");
            self.at_fact_as(fact, what, |problem| problem.rule("L13").advice());
        }
        self.provenance(fact);
        let text = &fact.text;
        for value in text.values.iter().filter(|value| !is_readable(value, &text.statement)) {
            let what = format!(
                "the statement of `{id}` does not show its value `{}` ({})",
                value.name, value.quantity
            );
            self.at_fact("L05", fact, what);
        }
        if matches!(fact.kind, FactKind::Price)
            && text.values.is_empty()
            && text.statement.contains("USD")
        {
            self.at_fact("L05", fact, format!("the price in `{id}` is not among its values"));
        }
        let exam = text.exam.as_deref().unwrap_or_default();
        let loaded = self.loaded;
        let retired = loaded.library.track.words.retired.iter();
        for name in retired.filter(|name| text.statement.contains(*name) || exam.contains(*name)) {
            self.at_fact_as(fact, format!("`{name}` is a retired name"), |problem| {
                problem
                    .rule("L20")
                    .hint("name the service as it is called today, the old name in `older_names`")
            });
        }
    }

    fn provenance(&mut self, fact: &Fact) {
        let id = &fact.id;
        if fact.status.is_correction() && (fact.text.said.is_none() || fact.text.exam.is_none()) {
            let what = format!("`{id}` is {}, so it needs `said` and `exam`", fact.status.word());
            self.at_fact("L06", fact, what);
        }
        if fact.status == Status::Beyond {
            if self.is_built_in(fact)
                && fact.text.beyond.is_empty()
                && fact.text.sources.is_empty()
                && fact.text.aws.is_none()
            {
                self.at_fact(
                    "L03",
                    fact,
                    format!("`{id}` has no source: neither a note nor a document of AWS"),
                );
            }
        } else if fact.text.sources.is_empty() {
            self.at_fact(
                "L03",
                fact,
                format!("`{id}` is {}, so it needs `sources` in the notes", fact.status.word()),
            );
        }
        let most = self.loaded.library.track.words.beyond;
        for rank in fact.text.beyond.iter().filter(|rank| !(1..=most).contains(*rank)) {
            self.at_fact(
                "L04",
                fact,
                format!("`{id}` names rank {rank}; the facts beyond the notes have 1 to {most}"),
            );
        }
    }

    /// Prices and limits that nobody has looked at for too long are listed, with what depends on
    /// them; a limit and the facts that state it have one figure.
    fn figures(&mut self, today: Day) {
        let today = today.to_string();
        // Months compare as texts: `2027-11` is over when the day is `2027-12-01` or later.
        let is_over = |expires: &str| today.get(..7).is_some_and(|month| expires < month);
        let loaded = self.loaded;
        let library = &loaded.library;
        let mut letters = Letters(MAX_LETTERS);
        for price in library.prices.iter().filter(|price| is_over(&price.expires)) {
            let what = format!("the price `{}` was to be looked at by {}", price.id, price.expires);
            let worlds = library.worlds().iter().filter(|world| world.pays(&price.id));
            let worlds = worlds.map(|world| world.id.as_str());
            let ids: Vec<&str> = worlds.chain(library.drills_with(&price.id)).collect();
            let hint = format!("hold it against `{}`; {}", price.source, dependents(&ids));
            if let Some(place) = loaded.price_places.get(&price.id) {
                self.tell(place, what, |problem| problem.hint(hint).advice());
            }
        }
        for limit in &library.limits {
            let Some(place) = loaded.limit_places.get(&limit.id) else { continue };
            let facts = limit.facts.iter().map(|fact| &*fact.0);
            let facts: Vec<&str> = facts.chain(library.drills_with(&limit.id)).collect();
            if is_over(&limit.expires) {
                let what =
                    format!("the limit `{}` was to be looked at by {}", limit.id, limit.expires);
                let hint = format!("hold it against `{}`; {}", limit.source, dependents(&facts));
                self.tell(place, what, |problem| problem.hint(hint).advice());
            }
            for id in &limit.facts {
                let Some(fact) = library.fact(id) else {
                    let what = format!("unknown fact `{id}`");
                    let known = library.facts.iter().map(|fact| &*fact.id.0);
                    self.tell(place, what, |problem| letters.nearest(problem, &id.0, known));
                    continue;
                };
                let is_stated =
                    fact.text.values.iter().any(|value| is_same(&value.quantity, limit));
                if !is_stated {
                    let what = format!(
                        "the fact `{id}` does not state `{}`, {} {}",
                        limit.id, limit.value, limit.unit
                    );
                    self.tell(place, what, |problem| problem.rule("L06"));
                }
            }
        }
    }

    /// A challenge is missed by the world as it comes and reached by its solution: both are run.
    fn challenges(&mut self, layers: &[Layer]) {
        let loaded = self.loaded;
        let library = &loaded.library;
        let prices = library.price_list();
        for world in library.worlds() {
            // One without a solution has been told already.
            let challenge = world.challenge.as_ref().filter(|one| !one.solution.is_empty());
            let Some(challenge) = challenge else { continue };
            let Some(place) = loaded.world_places.get(&world.id) else { continue };
            if !layers.contains(&self.file(place.file).layer) {
                continue;
            }
            let what = match (
                world.is_reached(&[], &prices),
                world.is_reached(&challenge.solution, &prices),
            ) {
                (Ok(false), Ok(true)) => continue,
                (Ok(true), _) => "the goals are reached before anything is changed".to_owned(),
                (Ok(false), Ok(false)) => "the solution does not reach the goals".to_owned(),
                (Err(why), _) | (_, Err(why)) => format!("the challenge cannot run: {why}"),
            };
            let hint = format!("`coldstart sim run` plays `{}` and tells each goal", world.id);
            self.tell(place, what, |problem| problem.hint(hint));
        }
    }

    fn file(&self, index: usize) -> &SourceFile {
        self.files.get(index).expect("places are made from the positions of files")
    }

    /// No two cards ask in the same words.
    fn fronts(&mut self) {
        let loaded = self.loaded;
        let mut seen: BTreeMap<String, CardId> = BTreeMap::new();
        for card in &loaded.library.cards {
            let front = text::fold(&card.text.front);
            if let Some(other) = seen.get(&front) {
                let what = format!("`{}` asks in the same words as `{other}`", card.id);
                if let Some(place) = loaded.card_places.get(&card.id) {
                    self.tell(place, what, |problem| problem.rule("L23"));
                }
            }
            seen.insert(front, card.id.clone());
        }
    }
}

/// Whether a statement shows a value: its number in digits, with or without commas, or as a small
/// word.
fn is_readable(value: &Value, statement: &str) -> bool {
    const WORDS: &[(f64, &str)] = &[
        (1.0, "one"),
        (2.0, "two"),
        (3.0, "three"),
        (4.0, "four"),
        (5.0, "five"),
        (6.0, "six"),
        (7.0, "seven"),
        (8.0, "eight"),
        (9.0, "nine"),
        (10.0, "ten"),
    ];
    let digits = value.quantity.value.to_string();
    let plain = text::fold(&statement.replace(',', ""));
    let is_part = |symbol: Option<char>| symbol.is_some_and(|symbol| symbol.is_ascii_digit());
    let has_digits = plain.match_indices(&digits).any(|(at, found)| {
        let before = plain.get(..at).and_then(|before| before.chars().next_back());
        // A price may end in zeros: 0.20 shows the value 0.2.
        let rest = plain.get(at + found.len()..).unwrap_or_default();
        let mut after =
            if digits.contains('.') { rest.trim_start_matches('0') } else { rest }.chars();
        let next = after.next();
        let goes_on = is_part(next) || (next == Some('.') && is_part(after.next()));
        !is_part(before) && before != Some('.') && !goes_on
    });
    let millions =
        (1e6 <= value.quantity.value).then(|| format!("{} million", value.quantity.value / 1e6));
    has_digits
        || millions.is_some_and(|words| plain.contains(&words))
        || WORDS.iter().any(|(number, word)| {
            (number - value.quantity.value).abs() < f64::EPSILON
                && plain.split(|c: char| !c.is_alphanumeric()).any(|one| one == *word)
        })
}
