//! From parsed files to a library: ids are resolved, a user's over a built-in one, and what cannot
//! stand is left out.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::{
    card::RawCard,
    lint, parse,
    raw::{Parsed, RawDeck, RawFact, Spot},
    told::ToldFaults,
};
use crate::content::{
    Card, CardText, Deck, Fact, FactText, Library, NoteLine, curriculum,
    kinds::raw::{Around, Faults},
};
use crate::{
    diag::{Diagnostic, Layer, Letters, SourceFile},
    fields::At,
    ids::{CardId, DeckId, DocumentId, FactId, ItemId, TopicId},
};

/// No card may cite more facts.
const MAX_FACTS: usize = 50;
/// Letters that the hints of all files together may compare, once ids are resolved.
const MAX_LETTERS: usize = 200_000_000;

/// A library, what was wrong in its files, and what `check` needs to point at a place.
#[derive(Debug, Default)]
pub struct Loaded {
    pub library: Library,
    pub problems: Vec<Diagnostic>,
    pub(in crate::content) fact_places: BTreeMap<FactId, Spot>,
    pub(in crate::content) card_places: BTreeMap<CardId, Spot>,
    pub(in crate::content) price_places: BTreeMap<String, Spot>,
    pub(in crate::content) limit_places: BTreeMap<String, Spot>,
    pub(in crate::content) world_places: BTreeMap<String, Spot>,
    pub(in crate::content) item_places: BTreeMap<ItemId, ItemPlace>,
    /// In the order of the library's bindings.
    pub(in crate::content) binding_places: Vec<Spot>,
    /// In the order of the library's picks.
    pub(in crate::content) pick_places: Vec<Spot>,
    pub(in crate::content) drill_places: BTreeMap<String, Spot>,
    /// How many faults of each file are told already.
    pub(in crate::content) told: ToldFaults,
    /// Whether a user's id has replaced one of another layer.
    pub(in crate::content) replaces: bool,
}

/// Where an item stands, and the reason of each of its options.
#[derive(Debug, Clone)]
pub(in crate::content) struct ItemPlace {
    pub(in crate::content) item: Spot,
    pub(in crate::content) roles: Vec<Range<usize>>,
}

/// Builds the library from files alone.
pub fn load(files: &[SourceFile]) -> Loaded {
    Linker::over(Library::default(), files).link(parse_all(files)).in_order()
}

impl Loaded {
    /// With the order in which new cards are learnt, which a check does not need.
    pub(in crate::content) fn in_order(mut self) -> Self {
        self.library.line = curriculum::of_library(&self.library);
        self
    }
}

/// A user's files linked with those below them; the faults are those of the user's files.
pub(in crate::content) fn load_over(mut below: Vec<SourceFile>, own: &[SourceFile]) -> Loaded {
    below.extend_from_slice(own);
    let mut loaded = load(&below);
    loaded.problems.retain(|problem| own.iter().any(|file| file.name == problem.file));
    loaded
}

/// Lays a user's files over a library that is linked already, in no order; none where they replace
/// something that others rest on, or hold what runs: that can only be linked together.
pub(in crate::content) fn lay_over(library: Library, files: &[SourceFile]) -> Option<Loaded> {
    let all = parse_all(files);
    if all.iter().any(|(_, parsed)| parsed.has_runs()) {
        return None;
    }
    let loaded = Linker::over(library, files).link(all);
    (!loaded.replaces).then_some(loaded)
}

/// All files by their place, built-in ones first.
fn parse_all(files: &[SourceFile]) -> Vec<(usize, Parsed)> {
    let mut all: Vec<(usize, Parsed)> =
        files.iter().enumerate().map(|(index, file)| (index, parse::parse(file))).collect();
    all.sort_by_key(|(index, _)| files.get(*index).map(|file| file.layer));
    all
}

pub(in crate::content) struct Linker<'f> {
    files: &'f [SourceFile],
    pub(in crate::content) loaded: Loaded,
    /// Every id with what it names, and who has it.
    layers: BTreeMap<String, Layer>,
    /// How long each of the notes is.
    pub(in crate::content) note_lines: BTreeMap<String, u32>,
    letters: Letters,
}

/// What becomes of an id that a file wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::content) enum Claim {
    /// Nobody has it yet.
    New,
    /// A user's file replaces a built-in one.
    Over,
    /// The first one of a layer holds.
    Taken,
}

impl<'f> Linker<'f> {
    /// Files over a library that is linked already, as what is built in.
    fn over(library: Library, files: &'f [SourceFile]) -> Self {
        let below = |what: &str, id: &str| (format!("{what} {id}"), Layer::BuiltIn);
        let mut layers: BTreeMap<String, Layer> = BTreeMap::new();
        layers.extend(library.topics.iter().map(|one| below("topic", &one.id.0)));
        layers.extend(library.notes.iter().map(|one| below("note", &one.id)));
        layers.extend(library.documents.iter().map(|one| below("document", &one.id.0)));
        layers.extend(library.prices.iter().map(|one| below("price", &one.id)));
        layers.extend(library.limits.iter().map(|one| below("limit", &one.id)));
        layers.extend(library.described.iter().map(|one| below("deck", &one.id.0)));
        layers.extend(library.facts.iter().map(|one| below("fact", &one.id.0)));
        layers.extend(library.cards.iter().map(|one| below("card", &one.id.0)));
        let lengths = library.notes.iter().map(|note| (note.id.clone(), note.n_lines));
        Self {
            files,
            note_lines: lengths.collect(),
            loaded: Loaded { library, ..Loaded::default() },
            layers,
            letters: Letters(MAX_LETTERS),
        }
    }

    /// Links what the files hold. Among a user's files the order given decides nothing, since an id
    /// that stands twice in one layer is a fault and the first one holds.
    fn link(mut self, mut all: Vec<(usize, Parsed)>) -> Loaded {
        for (index, parsed) in &mut all {
            self.loaded.told.add(*index, parsed.problems.len(), parsed.n_more);
            self.loaded.problems.append(&mut parsed.problems);
        }
        let has_runs = all.iter().any(|(_, parsed)| parsed.has_runs());
        for (index, parsed) in &mut all {
            self.track(*index, parsed);
        }
        for (index, parsed) in &mut all {
            self.definitions(*index, parsed);
        }
        for (index, parsed) in &mut all {
            self.prices(*index, std::mem::take(&mut parsed.prices));
            self.limits(*index, std::mem::take(&mut parsed.limits));
            for term in std::mem::take(&mut parsed.terms) {
                self.loaded.library.terms.add(term);
            }
            for words in std::mem::take(&mut parsed.contrasts) {
                self.loaded.library.terms.contrast(words);
            }
            self.worlds(*index, std::mem::take(&mut parsed.worlds));
            for fact in std::mem::take(&mut parsed.facts) {
                self.fact(*index, fact);
            }
        }
        for (index, parsed) in &mut all {
            for situation in std::mem::take(&mut parsed.situations) {
                self.situation(*index, situation);
            }
            for card in std::mem::take(&mut parsed.cards) {
                self.card(*index, card);
            }
        }
        for (index, parsed) in &mut all {
            for drill in std::mem::take(&mut parsed.drills) {
                self.drill(*index, drill);
            }
        }
        // Last, since they name cards; a user's come first, so that they hold over built-in ones.
        for (index, parsed) in all.iter_mut().rev() {
            for binding in std::mem::take(&mut parsed.bindings) {
                self.binding(*index, binding);
            }
        }
        for (index, parsed) in all.iter_mut().rev() {
            for pick in std::mem::take(&mut parsed.picks) {
                self.pick(*index, pick);
            }
        }
        self.decks(&mut all);
        self.first(&mut all);
        if has_runs {
            self.loaded.library.runs_mut().index_items();
            self.number_drills();
        }
        let more = self.loaded.told.take_rest(self.files);
        self.loaded.problems.extend(more);
        self.loaded.problems.sort();
        self.loaded
    }

    pub(in crate::content) fn file(&self, index: usize) -> &'f SourceFile {
        self.files.get(index).expect("places are made from the positions of files")
    }

    /// Tells a fault, unless its file has so many that it is only counted.
    pub(in crate::content) fn tell(
        &mut self,
        index: usize,
        span: &Range<usize>,
        make: impl FnOnce(&mut Letters, Diagnostic, &Library) -> Diagnostic,
        what: impl Into<String>,
    ) {
        if self.loaded.told.has_room(index) {
            let problem = self.file(index).problem(span.clone(), what);
            let problem = make(&mut self.letters, problem, &self.loaded.library);
            self.loaded.problems.push(problem);
        }
    }

    /// Who gets an id: a user's file replaces a built-in one, within a layer the first one holds.
    pub(in crate::content) fn claim(
        &mut self,
        index: usize,
        what: &str,
        id: &str,
        span: &Range<usize>,
    ) -> Claim {
        let layer = self.file(index).layer;
        let key = format!("{what} {id}");
        match self.layers.insert(key, layer) {
            None => Claim::New,
            Some(other) if other != layer => {
                self.loaded.replaces = true;
                Claim::Over
            }
            Some(_) => {
                let text = format!("the {what} `{id}` stands twice");
                let make = |_: &mut Letters, problem: Diagnostic, _: &Library| {
                    problem.rule("L01").hint("give one of them another id")
                };
                self.tell(index, span, make, text);
                Claim::Taken
            }
        }
    }

    fn is_known(&self, what: &str, id: &str) -> bool {
        self.layers.contains_key(&format!("{what} {id}"))
    }

    /// The topic that a file names, when it is known; without one, what `fallback` says.
    pub(in crate::content) fn topic(
        &mut self,
        index: usize,
        named: Option<At<String>>,
        fallback: Option<TopicId>,
    ) -> TopicId {
        let Some(named) = named else {
            return fallback.unwrap_or_else(|| TopicId("own".into()));
        };
        if !self.is_known("topic", &named.it) {
            let near = |letters: &mut Letters, problem: Diagnostic, library: &Library| {
                let known = library.topics.iter().map(|one| &*one.id.0);
                let problem = letters.nearest(problem, &named.it, known);
                match &problem.hint {
                    Some(hint) if hint.starts_with("known") => {
                        let hint = format!("{hint}; or bring your own as `[[topics]]`");
                        problem.hint(hint)
                    }
                    Some(_) | None => problem,
                }
            };
            self.tell(index, &named.span, near, format!("unknown topic `{}`", named.it));
        }
        TopicId(named.it.into())
    }

    fn fact(&mut self, index: usize, At { it: raw, span }: At<RawFact>) {
        if self.claim(index, "fact", &raw.id.0, &span) == Claim::Taken {
            return;
        }
        let topic = self.topic(index, raw.topic, None);
        let mut sources = Vec::new();
        for source in raw.sources {
            match self.note_lines.get(&source.it.note).copied() {
                None => {
                    let what = format!("unknown note `{}`", source.it.note);
                    let near = |letters: &mut Letters, problem: Diagnostic, library: &Library| {
                        let known = library.notes.iter().map(|note| note.id.as_str());
                        letters.nearest(problem.rule("L04"), &source.it.note, known)
                    };
                    self.tell(index, &source.span, near, what);
                }
                Some(n_lines) if source.it.line < 1 || n_lines < source.it.line => {
                    let NoteLine { note, .. } = &source.it;
                    let what =
                        format!("{note} has {n_lines} lines, so `{}` is none of them", source.it);
                    let of_rule =
                        |_: &mut Letters, problem: Diagnostic, _: &Library| problem.rule("L04");
                    self.tell(index, &source.span, of_rule, what);
                }
                Some(_) => sources.push(source.it),
            }
        }
        let aws = raw.aws.map(|aws| self.document(index, aws));
        let text = FactText {
            statement: raw.statement.it,
            claims: raw.claims,
            beyond: raw.beyond,
            sources,
            aws,
            values: raw.values,
            said: raw.said,
            exam: raw.exam,
            older_names: raw.older_names,
        };
        let fact = Fact {
            id: raw.id,
            topic,
            kind: raw.kind,
            rank: raw.rank,
            status: raw.status,
            has_figures: !text.values.is_empty(),
            text: text.into(),
        };
        self.loaded.fact_places.insert(fact.id.clone(), Spot { file: index, span });
        let library = &mut self.loaded.library;
        if let Some(at) = library.fact_position(&fact.id) {
            library.facts[at] = fact;
        } else {
            library.facts_by_id.add(&fact.id.0, library.facts.len());
            library.facts.push(fact);
        }
    }

    /// The document that a fact names; an unknown one is reported and kept, so that nothing else is
    /// said to be missing.
    pub(in crate::content) fn document(
        &mut self,
        index: usize,
        named: At<DocumentId>,
    ) -> DocumentId {
        if !self.is_known("document", &named.it.0) {
            let near = |letters: &mut Letters, problem: Diagnostic, library: &Library| {
                let known = library.documents.iter().map(|one| &*one.id.0);
                letters.nearest(problem.rule("L04"), &named.it.0, known)
            };
            self.tell(index, &named.span, near, format!("unknown document `{}`", named.it));
        }
        named.it
    }

    fn card(&mut self, index: usize, At { it: raw, span }: At<RawCard>) {
        if self.claim(index, "card", &raw.id.it, &span) == Claim::Taken {
            return;
        }
        let facts = self.known_facts(index, &raw.facts);
        let file = self.file(index);
        let Some(main) = facts.first().and_then(|id| self.loaded.library.fact(id)) else {
            return;
        };
        let (mut problems, n_more) =
            lint::shape(file, &raw, &span, main, self.loaded.told.room(index));
        let n_linted = problems.len();
        let mut faults = Faults { file, letters: &mut self.letters, problems: &mut problems };
        let around = Around { front: &raw.front, span: &span, main };
        let body = raw.body.as_ref().and_then(|body| body.build(&around, &mut faults));
        let main_topic = main.topic.clone();
        self.loaded.told.add(index, n_linted, n_more);
        if n_linted < problems.len() && !self.loaded.told.has_room(index) {
            problems.truncate(n_linted);
        }
        self.loaded.problems.append(&mut problems);
        let Some(body) = body else { return };
        let deck = raw
            .deck
            .or_else(|| raw.topic.as_ref().map(|topic| topic.it.clone()))
            .unwrap_or_else(|| stem(&self.file(index).name));
        let topic = self.topic(index, raw.topic, Some(main_topic));
        let card = Card {
            id: CardId(raw.id.it.into()),
            deck: DeckId(deck.into()),
            topic,
            facts,
            kind: body.kind(),
            mark: body.mark(),
            layer: self.file(index).layer,
            text: CardText { front: raw.front.it, note: raw.note.map(|note| note.it), body }.into(),
        };
        self.loaded.card_places.insert(card.id.clone(), Spot { file: index, span });
        let library = &mut self.loaded.library;
        if let Some(at) = library.card_position(&card.id) {
            library.cards[at] = card;
        } else {
            library.cards_by_id.add(&card.id.0, library.cards.len());
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

    pub(in crate::content) fn known_facts(
        &mut self,
        index: usize,
        named: &[At<FactId>],
    ) -> Vec<FactId> {
        let mut known = Vec::new();
        // A card cites a few facts; noise must not fill memory with messages.
        for fact in named.iter().take(MAX_FACTS) {
            if self.loaded.library.fact(&fact.it).is_some() {
                known.push(fact.it.clone());
                continue;
            }
            let near = |letters: &mut Letters, problem: Diagnostic, library: &Library| {
                let known = library.facts.iter().map(|fact| &*fact.id.0);
                letters.nearest(problem.rule("L03"), &fact.it.0, known)
            };
            self.tell(index, &fact.span, near, format!("unknown fact `{}`", fact.it));
        }
        known
    }

    /// Decks that files describe, then one for every topic, then one for every other deck that
    /// cards name.
    fn decks(&mut self, all: &mut [(usize, Parsed)]) {
        let mut decks = std::mem::take(&mut self.loaded.library.described);
        for (index, parsed) in all {
            for At { it: RawDeck { id, title, about, select }, span } in
                std::mem::take(&mut parsed.decks)
            {
                let claim = self.claim(*index, "deck", &id, &span);
                let deck = Deck { id: DeckId(id.into()), title, about, select };
                put(&mut decks, deck, claim, |one, other| one.id == other.id);
            }
        }
        if decks.iter().all(|deck| *deck.id.0 != *DeckId::EVERYTHING) {
            decks.insert(0, Deck::everything());
        }
        let library = &mut self.loaded.library;
        library.described.clone_from(&decks);
        let mut known: BTreeSet<String> = decks.iter().map(|deck| deck.id.to_string()).collect();
        for topic in &library.topics {
            if known.insert(topic.id.to_string()) {
                let (id, title) = (DeckId(topic.id.0.clone()), topic.title.clone());
                decks.push(Deck { id, title, about: None, select: None });
            }
        }
        for card in &library.cards {
            if known.insert(card.deck.to_string()) {
                let title = card.deck.0.to_string();
                decks.push(Deck { id: card.deck.clone(), title, about: None, select: None });
            }
        }
        library.decks = decks;
    }
}

/// Adds something, or puts it in the place of the built-in one that it replaces.
pub(in crate::content) fn put<T>(
    list: &mut Vec<T>,
    item: T,
    claim: Claim,
    is_same: impl Fn(&T, &T) -> bool,
) {
    match claim {
        Claim::Taken => {}
        Claim::New => list.push(item),
        // Only what is built in is replaced, so this looks through a list that no user makes longer
        // more often than there are built-in ones.
        Claim::Over => match list.iter_mut().find(|one| is_same(one, &item)) {
            Some(found) => *found = item,
            None => list.push(item),
        },
    }
}

fn stem(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    last.strip_suffix(".toml").unwrap_or(last).to_owned()
}
