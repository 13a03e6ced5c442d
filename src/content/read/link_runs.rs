//! Links what runs: worlds, situations with their items, and what runs beside cards to these cards,
//! worlds and settings.

use super::{
    binding::{RawBinding, RawPick},
    item::{RawItem, RawSituation},
    link::{Claim, ItemPlace, Linker, put},
    raw::Spot,
};
use crate::content::{
    Library,
    binding::{Pick, Shown, is_watchable, watchable},
    item::Item,
    situation::Situation,
    world::{WorldFile, refusal_words},
};
use crate::{
    diag::{Diagnostic, Letters},
    fields::At,
    ids::CardId,
    sim::kernel::setting::{Refusal, SettingValue},
};

impl Linker<'_> {
    pub(in crate::content) fn worlds(&mut self, index: usize, worlds: Vec<At<WorldFile>>) {
        for At { it, span } in worlds {
            if self.claim(index, "world", &it.id, &span) != Claim::Taken {
                let place = Spot { file: index, span };
                self.loaded.world_places.insert(it.id.clone(), place);
                self.loaded.library.runs_mut().put_world(it);
            }
        }
    }

    /// The last sentence of a stem, as the track asks.
    fn question(&self, item: &Item) -> String {
        self.loaded.library.track.question.of(item.qualifier.word(), item.n_keys())
    }

    /// A situation replaces one of the same name whole, with its items.
    pub(in crate::content) fn situation(
        &mut self,
        index: usize,
        At { it: raw, span }: At<RawSituation>,
    ) {
        let claim = self.claim(index, "situation", &raw.situation.id, &span);
        if claim == Claim::Taken {
            return;
        }
        let topic = self.topic(index, raw.topic, None);
        let layer = self.file(index).layer;
        let situation = Situation { topic, layer, ..raw.situation };
        if claim == Claim::Over {
            self.loaded.library.runs_mut().items.retain(|item| item.situation != situation.id);
        }
        for At { it: RawItem { mut item, facts, refuting, roles }, span } in raw.items {
            if self.claim(index, "item", &item.id.0, &span) == Claim::Taken {
                continue;
            }
            item.facts = self.known_facts(index, &facts);
            self.known_facts(index, &refuting);
            if item.question.is_empty() {
                item.question = self.question(&item);
            }
            let place = ItemPlace { item: Spot { file: index, span }, roles };
            self.loaded.item_places.insert(item.id.clone(), place);
            self.loaded.library.runs_mut().items.push(item);
        }
        let situations = &mut self.loaded.library.runs_mut().situations;
        put(situations, situation, claim, |one, other| one.id == other.id);
    }

    pub(in crate::content) fn binding(
        &mut self,
        index: usize,
        At { it: raw, span }: At<RawBinding>,
    ) {
        self.known_facts(index, &raw.facts);
        for card in &raw.cards {
            self.known_card(index, card);
        }
        if let Some(world) = &raw.world {
            let Some(place) = self.loaded.library.world_position(&world.it) else {
                let near = |letters: &mut Letters, problem: Diagnostic, library: &Library| {
                    let known = library.worlds().iter().map(|world| world.id.as_str());
                    letters.nearest(problem, &world.it, known)
                };
                self.tell(index, &world.span, near, format!("unknown world `{}`", world.it));
                return;
            };
            if !self.known_paths(index, place, &raw.paths) {
                return;
            }
            let file = self.loaded.library.worlds().get(place);
            let setup = file.map(|file| &file.setup);
            let is_unknown =
                |watch: &&At<String>| setup.is_some_and(|setup| !is_watchable(setup, &watch.it));
            if let Some(watch) = raw.watch.as_ref().filter(is_unknown) {
                let near = |letters: &mut Letters, problem: Diagnostic, library: &Library| {
                    let file = library.worlds().get(place);
                    let known = file.map(|file| watchable(&file.setup)).unwrap_or_default();
                    letters.nearest(problem, &watch.it, known.iter().map(String::as_str))
                };
                self.tell(index, &watch.span, near, format!("unknown figure `{}`", watch.it));
                return;
            }
        }
        self.loaded.binding_places.push(Spot { file: index, span });
        self.loaded.library.runs_mut().push_binding(raw.binding);
    }

    /// What an option puts into a world: the card, its binding, the option and the settings are
    /// known.
    pub(in crate::content) fn pick(&mut self, index: usize, At { it: raw, span }: At<RawPick>) {
        if !self.known_card(index, &raw.card) {
            return;
        }
        let library = &self.loaded.library;
        let card = library.card(&raw.card.it).expect("it was just found");
        let world = match library.binding_of(card).map(|binding| &binding.shown) {
            Some(Shown::Run { world, .. }) => library.world_position(world),
            Some(Shown::Walk { .. }) | None => {
                let what = format!("no world runs beside the card `{}`", card.id);
                let hint = |_: &mut Letters, problem: Diagnostic, _: &Library| {
                    problem.hint("a binding of the card or of its first fact names one")
                };
                self.tell(index, &raw.card.span, hint, what);
                return;
            }
        };
        if card.options().iter().all(|option| option.text != raw.option.it) {
            let what = format!("`{}` has no option `{}`", card.id, raw.option.it);
            let near = |letters: &mut Letters, problem: Diagnostic, library: &Library| {
                let card = library.card(&raw.card.it);
                let options = card.map(crate::content::Card::options).unwrap_or_default();
                let known = options.iter().map(|option| option.text.as_str());
                letters.nearest(problem, &raw.option.it, known)
            };
            self.tell(index, &raw.option.span, near, what);
            return;
        }
        let id = format!("{} / {}", raw.card.it, raw.option.it);
        if self.claim(index, "pick", &id, &span) == Claim::Taken {
            return;
        }
        if world.is_some_and(|world| self.known_paths(index, world, &raw.paths)) {
            let RawPick { card, option, set, .. } = raw;
            self.loaded.pick_places.push(Spot { file: index, span });
            let pick = Pick { card: card.it, option: option.it, set };
            self.loaded.library.runs_mut().push_pick(pick);
        }
    }

    /// Whether a card is known; else a fault at its place.
    pub(in crate::content) fn known_card(&mut self, index: usize, card: &At<CardId>) -> bool {
        let is_known = self.loaded.library.card(&card.it).is_some();
        if !is_known {
            let near = |letters: &mut Letters, problem: Diagnostic, library: &Library| {
                let known = library.cards.iter().map(|card| &*card.id.0);
                letters.nearest(problem, &card.it.0, known)
            };
            self.tell(index, &card.span, near, format!("unknown card `{}`", card.it));
        }
        is_known
    }

    /// Whether all settings exist in the world at `place`; else a fault at the first that does not.
    fn known_paths(&mut self, index: usize, place: usize, paths: &[At<String>]) -> bool {
        for path in paths {
            let Some(file) = self.loaded.library.worlds().get(place) else { return false };
            let refused = file.setup.try_set(&path.it, &SettingValue::Number(f64::NAN));
            if let Err(refusal @ (Refusal::NoPart | Refusal::NoKey)) = refused {
                let (what, known) = refusal_words(&file.setup, &path.it, &refusal);
                let near = |letters: &mut Letters, problem: Diagnostic, _: &Library| {
                    letters.nearest(problem, &path.it, known.iter().map(String::as_str))
                };
                self.tell(index, &path.span, near, what);
                return false;
            }
        }
        true
    }
}
