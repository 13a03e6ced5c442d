//! From parsed files to a library: ids are resolved, a user's over a built-in one, and what cannot
//! stand is left out.

use std::collections::BTreeMap;

use super::{
    Body, Card, Choice, Deck, Fact, Library, Limit, Note, Price, Topic,
    binding::{Pick, Shown, is_watchable, watchable},
    item::Situation,
    lint,
    parse::{self, Parsed, Place, RawBody, RawCard, RawDeck, RawFact},
    read_binding::{RawBinding, RawPick},
    read_item::{RawItem, RawSituation},
    world::{WorldFile, refusal_words},
};
use crate::{
    diag::{Diagnostic, Layer, SourceFile},
    fields::At,
    ids::{CardId, DeckId, DocumentId, FactId, ItemId, TopicId},
    sim::{
        Setup,
        given::{Given, Refusal},
        settings,
    },
    text,
};

/// No card may cite more facts.
const MAX_FACTS: usize = 50;

/// A library, what was wrong in its files, and what `check` needs to point at a place.
#[derive(Debug, Default)]
pub struct Loaded {
    pub library: Library,
    pub problems: Vec<Diagnostic>,
    pub(super) fact_places: BTreeMap<FactId, Place>,
    pub(super) card_places: BTreeMap<CardId, Place>,
    pub(super) price_places: BTreeMap<String, Place>,
    pub(super) limit_places: BTreeMap<String, Place>,
    pub(super) world_places: BTreeMap<String, Place>,
    pub(super) item_places: BTreeMap<ItemId, ItemPlace>,
    /// In the order of the library's bindings.
    pub(super) binding_places: Vec<Place>,
    /// In the order of the library's picks.
    pub(super) pick_places: Vec<Place>,
}

/// Where an item stands, and the reason of each of its options.
#[derive(Debug, Clone)]
pub(super) struct ItemPlace {
    pub(super) item: Place,
    pub(super) roles: Vec<std::ops::Range<usize>>,
}

/// Builds the library from files. Built-in files come first; among a user's files the order given
/// decides nothing, since an id that stands twice in one layer is a fault and the first one holds.
pub fn load(files: &[SourceFile]) -> Loaded {
    let mut linker = Linker { files, loaded: Loaded::default(), layers: BTreeMap::new() };
    let mut all: Vec<(usize, Parsed)> =
        files.iter().enumerate().map(|(index, file)| (index, parse::parse(file))).collect();
    all.sort_by_key(|(index, _)| files.get(*index).map(|file| file.layer));
    for (_, parsed) in &mut all {
        linker.loaded.problems.append(&mut parsed.problems);
    }
    for (index, parsed) in &mut all {
        linker.definitions(*index, parsed);
    }
    for (index, parsed) in &mut all {
        linker.prices(*index, std::mem::take(&mut parsed.prices));
        linker.limits(*index, std::mem::take(&mut parsed.limits));
        linker.worlds(*index, std::mem::take(&mut parsed.worlds));
        for fact in std::mem::take(&mut parsed.facts) {
            linker.fact(*index, fact);
        }
    }
    for (index, parsed) in &mut all {
        for situation in std::mem::take(&mut parsed.situations) {
            linker.situation(*index, situation);
        }
        for card in std::mem::take(&mut parsed.cards) {
            linker.card(*index, card);
        }
    }
    // Last, since they name cards; a user's come first, so that they hold over built-in ones.
    for (index, parsed) in all.iter_mut().rev() {
        for binding in std::mem::take(&mut parsed.bindings) {
            linker.binding(*index, binding);
        }
    }
    for (index, parsed) in all.iter_mut().rev() {
        for pick in std::mem::take(&mut parsed.picks) {
            linker.pick(*index, pick);
        }
    }
    linker.decks(&mut all);
    linker.first(&mut all);
    linker.loaded.problems.sort();
    linker.loaded
}

struct Linker<'f> {
    files: &'f [SourceFile],
    loaded: Loaded,
    layers: BTreeMap<String, Layer>,
}

impl Linker<'_> {
    fn file(&self, index: usize) -> &SourceFile {
        self.files.get(index).expect("places are made from the positions of files")
    }

    /// Whether an id may be taken: a user's file replaces a built-in one, within a layer the first
    /// one holds.
    fn claim(&mut self, index: usize, what: &str, id: &str, span: &std::ops::Range<usize>) -> bool {
        let layer = self.file(index).layer;
        let key = format!("{what} {id}");
        if self.layers.get(&key) == Some(&layer) {
            let text = format!("the {what} `{id}` stands twice");
            let problem = self
                .file(index)
                .problem(span.clone(), text)
                .rule("L01")
                .hint("give one of them another id");
            self.loaded.problems.push(problem);
            return false;
        }
        self.layers.insert(key, layer);
        true
    }

    fn definitions(&mut self, index: usize, parsed: &mut Parsed) {
        for At { it, span } in std::mem::take(&mut parsed.topics) {
            if self.claim(index, "topic", &it.id.0, &span) {
                replace_or_push(&mut self.loaded.library.topics, it, |topic: &Topic| {
                    topic.id.0.to_string()
                });
            }
        }
        for At { it, span } in std::mem::take(&mut parsed.notes) {
            if self.claim(index, "note", &it.id, &span) {
                replace_or_push(&mut self.loaded.library.notes, it, |note: &Note| note.id.clone());
            }
        }
        for At { it, span } in std::mem::take(&mut parsed.documents) {
            if self.claim(index, "document", &it.id.0, &span) {
                replace_or_push(&mut self.loaded.library.documents, it, |document| {
                    document.id.0.to_string()
                });
            }
        }
    }

    fn prices(&mut self, index: usize, prices: Vec<At<Price>>) {
        for At { it, span } in prices {
            if self.claim(index, "price", &it.id, &span) {
                let place = Place { file: index, span: span.clone() };
                self.loaded.price_places.insert(it.id.clone(), place);
                let source = At { it: it.source.clone(), span };
                self.document(index, source);
                replace_or_push(&mut self.loaded.library.prices, it, |price| price.id.clone());
            }
        }
    }

    fn limits(&mut self, index: usize, limits: Vec<At<Limit>>) {
        for At { it, span } in limits {
            if self.claim(index, "limit", &it.id, &span) {
                let place = Place { file: index, span: span.clone() };
                self.loaded.limit_places.insert(it.id.clone(), place);
                let source = At { it: it.source.clone(), span };
                self.document(index, source);
                replace_or_push(&mut self.loaded.library.limits, it, |limit| limit.id.clone());
            }
        }
    }

    fn worlds(&mut self, index: usize, worlds: Vec<At<WorldFile>>) {
        for At { it, span } in worlds {
            if self.claim(index, "world", &it.id, &span) {
                let place = Place { file: index, span };
                self.loaded.world_places.insert(it.id.clone(), place);
                replace_or_push(&mut self.loaded.library.worlds, it, |world| world.id.clone());
            }
        }
    }

    /// A situation replaces one of the same name whole, with its items.
    fn situation(&mut self, index: usize, At { it: raw, span }: At<RawSituation>) {
        if !self.claim(index, "situation", &raw.situation.id, &span) {
            return;
        }
        let topic = self.topic(index, raw.topic, None);
        let layer = self.file(index).layer;
        let situation = Situation { topic, layer, ..raw.situation };
        self.loaded.library.items.retain(|item| item.situation != situation.id);
        for At { it: RawItem { mut item, facts, roles }, span } in raw.items {
            if !self.claim(index, "item", &item.id.0, &span) {
                continue;
            }
            item.facts = self.known_facts(index, &facts);
            let place = ItemPlace { item: Place { file: index, span }, roles };
            self.loaded.item_places.insert(item.id.clone(), place);
            self.loaded.library.items.push(item);
        }
        replace_or_push(&mut self.loaded.library.situations, situation, |one| one.id.clone());
    }

    fn binding(&mut self, index: usize, At { it: raw, span }: At<RawBinding>) {
        self.known_facts(index, &raw.facts);
        for card in &raw.cards {
            self.known_card(index, card);
        }
        if let Some(world) = &raw.world {
            let Some(file) = self.loaded.library.world(&world.it).cloned() else {
                let known: Vec<&str> =
                    self.loaded.library.worlds.iter().map(|world| world.id.as_str()).collect();
                let what = format!("unknown world `{}`", world.it);
                let problem =
                    self.file(index).problem(world.span.clone(), what).nearest(&world.it, known);
                self.loaded.problems.push(problem);
                return;
            };
            if !self.known_paths(index, &file.setup, &raw.paths) {
                return;
            }
            if let Some(watch) =
                raw.watch.as_ref().filter(|one| !is_watchable(&file.setup, &one.it))
            {
                let known = watchable(&file.setup);
                let what = format!("unknown figure `{}`", watch.it);
                let problem = self
                    .file(index)
                    .problem(watch.span.clone(), what)
                    .nearest(&watch.it, known.iter().map(String::as_str));
                self.loaded.problems.push(problem);
                return;
            }
        }
        self.loaded.binding_places.push(Place { file: index, span });
        self.loaded.library.bindings.push(raw.binding);
    }

    /// What an option puts into a world: the card, its binding, the option and the settings are
    /// known.
    fn pick(&mut self, index: usize, At { it: raw, span }: At<RawPick>) {
        if !self.known_card(index, &raw.card) {
            return;
        }
        let library = &self.loaded.library;
        let card = library.card(&raw.card.it).expect("it was just found");
        let world = match library.binding_of(card).map(|binding| &binding.shown) {
            Some(Shown::Run { world, .. }) => world.clone(),
            Some(Shown::Walk { .. }) | None => {
                let what = format!("no world runs beside the card `{}`", card.id);
                let problem = self
                    .file(index)
                    .problem(raw.card.span, what)
                    .hint("a binding of the card or of its first fact names one");
                self.loaded.problems.push(problem);
                return;
            }
        };
        let options: Vec<String> =
            card.options().iter().map(|option| option.text.clone()).collect();
        if !options.contains(&raw.option.it) {
            let what = format!("`{}` has no option `{}`", card.id, raw.option.it);
            let known = options.iter().map(String::as_str);
            let problem = self
                .file(index)
                .problem(raw.option.span.clone(), what)
                .nearest(&raw.option.it, known);
            self.loaded.problems.push(problem);
            return;
        }
        let setup = library.world(&world).map(|file| file.setup.clone());
        let id = format!("{} / {}", raw.card.it, raw.option.it);
        if !self.claim(index, "pick", &id, &span) {
            return;
        }
        if setup.is_some_and(|setup| self.known_paths(index, &setup, &raw.paths)) {
            let RawPick { card, option, set, .. } = raw;
            self.loaded.pick_places.push(Place { file: index, span });
            self.loaded.library.picks.push(Pick { card: card.it, option: option.it, set });
        }
    }

    /// Whether a card is known; else a fault at its place.
    fn known_card(&mut self, index: usize, card: &At<CardId>) -> bool {
        let is_known = self.loaded.library.card(&card.it).is_some();
        if !is_known {
            let known = self.loaded.library.cards.iter().map(|card| &*card.id.0);
            let what = format!("unknown card `{}`", card.it);
            let problem =
                self.file(index).problem(card.span.clone(), what).nearest(&card.it.0, known);
            self.loaded.problems.push(problem);
        }
        is_known
    }

    /// Whether all settings exist in a setup; else a fault at the first that does not.
    fn known_paths(&mut self, index: usize, setup: &Setup, paths: &[At<String>]) -> bool {
        for path in paths {
            let refused = settings::set(&mut setup.clone(), &path.it, &Given::Number(f64::NAN));
            if let Err(refusal @ (Refusal::NoPart | Refusal::NoKey)) = refused {
                let (what, known) = refusal_words(setup, &path.it, &refusal);
                let problem = self
                    .file(index)
                    .problem(path.span.clone(), what)
                    .nearest(&path.it, known.iter().map(String::as_str));
                self.loaded.problems.push(problem);
                return false;
            }
        }
        true
    }

    /// The topic that a file names, when it is known; without one, what `fallback` says.
    fn topic(
        &mut self,
        index: usize,
        named: Option<At<String>>,
        fallback: Option<TopicId>,
    ) -> TopicId {
        let Some(named) = named else {
            return fallback.unwrap_or_else(|| TopicId("own".into()));
        };
        let known: Vec<String> =
            self.loaded.library.topics.iter().map(|topic| topic.id.0.to_string()).collect();
        if !known.contains(&named.it) {
            let what = format!("unknown topic `{}`", named.it);
            let problem = self
                .file(index)
                .problem(named.span, what)
                .nearest(&named.it, known.iter().map(String::as_str));
            self.loaded.problems.push(problem);
        }
        TopicId(named.it.into())
    }

    fn fact(&mut self, index: usize, At { it: raw, span }: At<RawFact>) {
        if !self.claim(index, "fact", &raw.id.0, &span) {
            return;
        }
        let topic = self.topic(index, raw.topic, None);
        let mut sources = Vec::new();
        for source in raw.sources {
            let note =
                self.loaded.library.notes.iter().find(|note| note.id == source.it.note).cloned();
            match note {
                None => {
                    let known: Vec<String> =
                        self.loaded.library.notes.iter().map(|note| note.id.clone()).collect();
                    let what = format!("unknown note `{}`", source.it.note);
                    let problem = self
                        .file(index)
                        .problem(source.span, what)
                        .rule("L04")
                        .nearest(&source.it.note, known.iter().map(String::as_str));
                    self.loaded.problems.push(problem);
                }
                Some(note) if source.it.line < 1 || note.n_lines < source.it.line => {
                    let what = format!(
                        "{} has {} lines, so `{}` is none of them",
                        note.id, note.n_lines, source.it
                    );
                    let problem = self.file(index).problem(source.span, what).rule("L04");
                    self.loaded.problems.push(problem);
                }
                Some(_) => sources.push(source.it),
            }
        }
        let aws = raw.aws.map(|aws| self.document(index, aws));
        let fact = Fact {
            id: raw.id,
            topic,
            statement: raw.statement.it,
            kind: raw.kind,
            rank: raw.rank,
            status: raw.status,
            claims: raw.claims,
            beyond: raw.beyond,
            sources,
            aws,
            values: raw.values,
            said: raw.said,
            exam: raw.exam,
            older_names: raw.older_names,
        };
        self.loaded.fact_places.insert(fact.id.clone(), Place { file: index, span });
        let library = &mut self.loaded.library;
        if let Some(at) = library.fact_index.get(&fact.id) {
            library.facts[*at] = fact;
        } else {
            library.fact_index.insert(fact.id.clone(), library.facts.len());
            library.facts.push(fact);
        }
    }

    /// The document that a fact names; an unknown one is reported and kept, so that nothing else is
    /// said to be missing.
    fn document(&mut self, index: usize, named: At<DocumentId>) -> DocumentId {
        if self.loaded.library.document(&named.it).is_none() {
            let documents = &self.loaded.library.documents;
            let known: Vec<String> = documents.iter().map(|one| one.id.0.to_string()).collect();
            let what = format!("unknown document `{}`", named.it);
            let problem = self
                .file(index)
                .problem(named.span, what)
                .rule("L04")
                .nearest(&named.it.0, known.iter().map(String::as_str));
            self.loaded.problems.push(problem);
        }
        named.it
    }

    fn card(&mut self, index: usize, At { it: raw, span }: At<RawCard>) {
        if !self.claim(index, "card", &raw.id.it, &span) {
            return;
        }
        let facts = self.known_facts(index, &raw.facts);
        let Some(main) = facts.first().and_then(|id| self.loaded.library.fact(id)).cloned() else {
            return;
        };
        let file = self.file(index);
        let mut problems = lint::shape(file, &raw, &span, &main);
        let body = build_body(file, &raw, &main, &mut problems);
        self.loaded.problems.append(&mut problems);
        let Some(body) = body else { return };
        let deck = raw
            .deck
            .or_else(|| raw.topic.as_ref().map(|topic| topic.it.clone()))
            .unwrap_or_else(|| stem(&self.file(index).name));
        let topic = self.topic(index, raw.topic, Some(main.topic.clone()));
        let card = Card {
            id: CardId(raw.id.it.into()),
            deck: DeckId(deck.into()),
            topic,
            facts,
            front: raw.front.it,
            note: raw.note.map(|note| note.it),
            body,
            layer: self.file(index).layer,
        };
        self.loaded.card_places.insert(card.id.clone(), Place { file: index, span });
        let library = &mut self.loaded.library;
        if let Some(at) = library.card_index.get(&card.id) {
            library.cards[*at] = card;
        } else {
            library.card_index.insert(card.id.clone(), library.cards.len());
            library.cards.push(card);
        }
    }

    /// The cards that a newcomer meets first; a user's list replaces the built-in one.
    fn first(&mut self, all: &mut [(usize, Parsed)]) {
        for (index, parsed) in all {
            let named = std::mem::take(&mut parsed.first);
            if named.is_empty() {
                continue;
            }
            let named = named.into_iter().map(|id| At { it: CardId(id.it.into()), span: id.span });
            let known: Vec<At<CardId>> =
                named.filter(|card| self.known_card(*index, card)).collect();
            self.loaded.library.first = known.into_iter().map(|card| card.it).collect();
        }
    }

    fn known_facts(&mut self, index: usize, named: &[At<FactId>]) -> Vec<FactId> {
        let mut known = Vec::new();
        // A card cites a few facts; noise must not fill memory with messages.
        for fact in named.iter().take(MAX_FACTS) {
            if self.loaded.library.fact(&fact.it).is_some() {
                known.push(fact.it.clone());
                continue;
            }
            let ids: Vec<&str> = self.loaded.library.facts.iter().map(|fact| &*fact.id.0).collect();
            let what = format!("unknown fact `{}`", fact.it);
            let problem = self
                .file(index)
                .problem(fact.span.clone(), what)
                .rule("L03")
                .nearest(&fact.it.0, ids);
            self.loaded.problems.push(problem);
        }
        known
    }

    /// Decks that files describe, then one for every topic, then one for every other deck that
    /// cards name.
    fn decks(&mut self, all: &mut [(usize, Parsed)]) {
        let mut decks: Vec<Deck> = Vec::new();
        for (index, parsed) in all {
            for At { it: RawDeck { id, title, about, select }, span } in
                std::mem::take(&mut parsed.decks)
            {
                if self.claim(*index, "deck", &id, &span) {
                    let deck = Deck { id: DeckId(id.into()), title, about, select };
                    replace_or_push(&mut decks, deck, |deck: &Deck| deck.id.0.to_string());
                }
            }
        }
        let library = &mut self.loaded.library;
        for topic in &library.topics {
            if decks.iter().all(|deck| deck.id.0 != topic.id.0) {
                let select = None;
                decks.push(Deck {
                    id: DeckId(topic.id.0.clone()),
                    title: topic.title.clone(),
                    about: None,
                    select,
                });
            }
        }
        for card in &library.cards {
            if decks.iter().all(|deck| deck.id != card.deck) {
                let title = card.deck.0.to_string();
                decks.push(Deck { id: card.deck.clone(), title, about: None, select: None });
            }
        }
        library.decks = decks;
    }
}

fn replace_or_push<T>(list: &mut Vec<T>, item: T, id: impl Fn(&T) -> String) {
    let wanted = id(&item);
    match list.iter_mut().find(|one| id(one) == wanted) {
        Some(found) => *found = item,
        None => list.push(item),
    }
}

fn stem(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    last.strip_suffix(".toml").unwrap_or(last).to_owned()
}

fn build_body(
    file: &SourceFile,
    raw: &RawCard,
    main: &Fact,
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
                let names: Vec<&str> =
                    main.values.iter().map(|value| value.name.as_str()).collect();
                problems.push(file.problem(asks.span.clone(), what).nearest(&asks.it, names));
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

/// `text` with its first letter folded away, for comparing texts of a card with each other.
pub(super) fn same_text(left: &str, right: &str) -> bool {
    let normal = |one: &str| text::fold(one).split_whitespace().collect::<Vec<_>>().join(" ");
    normal(left) == normal(right)
}
