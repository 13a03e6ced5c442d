//! What each deck has, and what today asks of it: all decks in one pass over the cards.

use std::collections::BTreeMap;

use super::desk::Desk;
use crate::{
    clock::Day,
    content::Card,
    ids::{CardId, DeckId},
};

/// How one deck stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeckRow {
    pub deck: DeckId,
    pub title: String,
    pub n_cards: usize,
    /// Cards that today still asks for, and new ones that it still shows.
    pub n_due: usize,
    pub n_new: usize,
}

impl Desk {
    /// The figures of every deck, in the order of the library.
    pub fn decks(&self, day: Day) -> Vec<DeckRow> {
        let today = self.today_of_all(day);
        let due = self.cards_of(today.reviews.iter().chain(&today.steps));
        let new = self.cards_of(&today.new);
        let mut own: BTreeMap<&DeckId, usize> = BTreeMap::new();
        for card in &self.library.cards {
            *own.entry(&card.deck).or_default() += 1;
        }
        let figures = self.library.decks.iter().map(|deck| {
            let n_in = |cards: &[&Card]| {
                cards.iter().filter(|card| self.library.is_in_deck(card, deck)).count()
            };
            let n_cards = match &deck.select {
                None => own.get(&deck.id).copied().unwrap_or(0),
                Some(select) => self.library.n_selected(select),
            };
            DeckRow {
                deck: deck.id.clone(),
                title: deck.title.clone(),
                n_cards,
                n_due: n_in(&due),
                n_new: n_in(&new),
            }
        });
        figures.collect()
    }

    fn cards_of<'a>(&self, ids: impl IntoIterator<Item = &'a CardId>) -> Vec<&Card> {
        ids.into_iter().filter_map(|card| self.library.card(card)).collect()
    }
}
