//! What stands in front of a screen: help, the palette, the list of decks, a question.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "actions are one flat list for all screens; each takes the few that are its own"
)]

use super::{
    Ctx,
    action::{Action, Place},
    actions::{self, Info},
    field::Field,
    keymap::Keymap,
    list::Cursor,
};
use crate::{
    ids::{CardId, DeckId},
    text,
};

/// Rows of an overlay that are no list: border, title, hints.
pub const FRAME_ROWS: u16 = 6;

/// The thing in front.
#[derive(Debug)]
pub enum Overlay {
    Help { place: Place, cursor: Cursor },
    Palette(Palette),
    Decks(DeckList),
    Confirm { question: String, ask: Ask },
}

/// What a question is about.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    Reset(CardId),
    /// Leave although some lines have not reached the disk.
    LeaveUnsaved,
    EndExam,
}

/// All actions of a place, narrowed by typing.
#[derive(Debug)]
pub struct Palette {
    pub place: Place,
    pub field: Field,
    pub cursor: Cursor,
}

/// The decks with what today holds of each.
#[derive(Debug)]
pub struct DeckList {
    pub rows: Vec<DeckRow>,
    pub cursor: Cursor,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeckRow {
    pub deck: DeckId,
    pub title: String,
    pub n_cards: usize,
    pub n_due: usize,
    pub n_new: usize,
}

impl DeckList {
    pub fn new(ctx: &Ctx<'_>) -> Self {
        let library = &ctx.desk.library;
        let rows = library.decks.iter().map(|deck| {
            let today = ctx.desk.today(&deck.id, ctx.now.day, 0);
            DeckRow {
                deck: deck.id.clone(),
                title: deck.title.clone(),
                n_cards: library.cards.iter().filter(|card| library.is_in_deck(card, deck)).count(),
                n_due: today.n_due(),
                n_new: today.new.len(),
            }
        });
        Self { rows: rows.collect(), cursor: Cursor::default() }
    }
}

impl Overlay {
    pub fn place(&self) -> Place {
        match self {
            Self::Help { .. } | Self::Decks(_) => Place::List,
            Self::Palette(_) => Place::Palette,
            Self::Confirm { .. } => Place::Confirm,
        }
    }

    pub fn field(&mut self) -> Option<&mut Field> {
        match self {
            Self::Palette(palette) => Some(&mut palette.field),
            Self::Help { .. } | Self::Decks(_) | Self::Confirm { .. } => None,
        }
    }

    /// Moves in the list of the overlay.
    pub fn scroll(&mut self, action: Action, keymap: &Keymap, height: usize) {
        match self {
            Self::Help { place, cursor } => {
                cursor.act(action, help_rows(*place, keymap).len(), height);
            }
            Self::Decks(list) => list.cursor.act(action, list.rows.len(), height),
            Self::Palette(palette) => {
                let n = palette.rows(keymap).len();
                palette.cursor.act(action, n, height);
            }
            Self::Confirm { .. } => {}
        }
    }
}

impl Palette {
    pub fn new(place: Place) -> Self {
        Self { place, field: Field::default(), cursor: Cursor::default() }
    }

    /// The actions whose name or sentence holds every word typed.
    pub fn rows(&self, keymap: &Keymap) -> Vec<&'static Info> {
        let query = text::fold(&self.field.text());
        let has_words = |info: &&Info| {
            let line = text::fold(&format!("{} {}", info.about, info.name));
            query.split_whitespace().all(|word| line.contains(word))
        };
        let is_useful = |info: &&Info| !matches!(info.action, Action::Palette | Action::Pick(_));
        actions_of(self.place, keymap).into_iter().filter(is_useful).filter(has_words).collect()
    }

    pub fn selected(&self, keymap: &Keymap) -> Option<Action> {
        self.rows(keymap).get(self.cursor.selected).map(|info| info.action)
    }
}

/// The actions that can be done in a place with some key, its own first.
fn actions_of(place: Place, keymap: &Keymap) -> Vec<&'static Info> {
    let own = actions::all().filter(|info| info.places.contains(&place));
    let global = actions::all().filter(|info| info.places.contains(&Place::Anywhere));
    let mut all: Vec<&'static Info> =
        own.filter(|info| keymap.first_key(place, info).is_some()).collect();
    let is_own = |info: &&Info, all: &[&Info]| all.iter().any(|one| one.action == info.action);
    for info in global {
        if !is_own(&info, &all) && keymap.first_key(place, info).is_some() {
            all.push(info);
        }
    }
    all
}

/// Keys and sentences for help: numbers of options stand in one line.
pub fn help_rows(place: Place, keymap: &Keymap) -> Vec<(String, &'static str)> {
    let mut rows = Vec::new();
    for info in actions_of(place, keymap) {
        match info.action {
            Action::Pick(1) => rows.push(("1 to 9".to_owned(), "Pick an option by its number")),
            Action::Pick(_) => {}
            _ => {
                let is_usable =
                    |key: &&super::event::Key| !place.is_text() || key.typed().is_none();
                let keys: Vec<String> = keymap
                    .keys(info.name)
                    .iter()
                    .filter(is_usable)
                    .map(ToString::to_string)
                    .collect();
                rows.push((keys.join("  "), info.about));
            }
        }
    }
    rows
}
