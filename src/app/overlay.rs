//! What stands in front of a screen: help, the palette, the list of decks, a question.

use super::{
    Ctx,
    keys::{
        action::{Action, Place},
        actions::Info,
        keymap::Keymap,
    },
    screens::{field::Field, list::Cursor},
};
use crate::{ids::CardId, study::decks::DeckRow, text};

/// Rows of an overlay that are no list: border, title, hints.
pub const FRAME_ROWS: u16 = 6;

/// The thing in front.
#[derive(Debug)]
pub enum Overlay {
    /// The keys of a place with what they do, as it was when help was asked for.
    Help {
        place: Place,
        rows: Vec<(String, &'static str)>,
        cursor: Cursor,
    },
    Palette(Palette),
    Decks(DeckList),
    Confirm {
        question: String,
        ask: ToConfirm,
    },
}

/// What a question is about.
#[derive(Debug, Clone, PartialEq)]
pub enum ToConfirm {
    Reset(CardId),
    /// Leave although some lines have not reached the disk.
    LeaveUnsaved,
    EndExam,
}

/// All actions of a place, narrowed by typing.
#[derive(Debug)]
pub struct Palette {
    pub place: Place,
    /// What can be done there, whatever is typed.
    pub all: Vec<&'static Info>,
    pub field: Field,
    pub cursor: Cursor,
}

/// The decks with what today holds of each.
#[derive(Debug)]
pub struct DeckList {
    pub rows: Vec<DeckRow>,
    pub cursor: Cursor,
}

impl DeckList {
    pub fn new(ctx: &Ctx<'_>) -> Self {
        Self { rows: ctx.desk.decks(ctx.now.day), cursor: Cursor::default() }
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
    pub fn scroll(&mut self, action: Action, height: usize) {
        match self {
            Self::Help { rows, cursor, .. } => cursor.act(action, rows.len(), height),
            Self::Decks(list) => list.cursor.act(action, list.rows.len(), height),
            Self::Palette(palette) => {
                let n = palette.rows().len();
                palette.cursor.act(action, n, height);
            }
            Self::Confirm { .. } => {}
        }
    }
}

impl Palette {
    pub fn new(place: Place, offered: Vec<&'static Info>) -> Self {
        let is_useful = |info: &&Info| !matches!(info.action, Action::Palette | Action::Pick(_));
        let all = offered.into_iter().filter(is_useful).collect();
        Self { place, all, field: Field::default(), cursor: Cursor::default() }
    }

    /// The actions whose name or sentence holds every word typed.
    pub fn rows(&self) -> Vec<&'static Info> {
        let query = text::fold(&self.field.text());
        let has_words = |info: &&Info| {
            let line = text::fold(&format!("{} {}", info.about, info.name));
            query.split_whitespace().all(|word| line.contains(word))
        };
        self.all.iter().copied().filter(has_words).collect()
    }

    pub fn selected(&self) -> Option<Action> {
        self.rows().get(self.cursor.selected).map(|info| info.action)
    }
}

/// Keys and sentences for help: numbers of options stand in one line.
pub(super) fn help_rows(
    place: Place,
    keymap: &Keymap,
    offered: &[&'static Info],
) -> Vec<(String, &'static str)> {
    let keys = |info: &Info| {
        keymap.keys_in(place, info).map(|key| key.to_string()).collect::<Vec<_>>().join("  ")
    };
    let mut rows = Vec::new();
    let mut picks = Vec::new();
    for info in offered {
        let Action::Pick(number) = info.action else {
            rows.push((keys(info), info.about));
            continue;
        };
        if number == 1 {
            let about = if place == Place::Lab {
                "Put an option into the lane that knobs turn"
            } else {
                "Pick an option by its number"
            };
            rows.push((String::new(), about));
        }
        picks.push(keys(info));
    }
    if let (Some(row), [first, .., last]) =
        (rows.iter_mut().find(|(keys, _)| keys.is_empty()), picks.as_slice())
    {
        row.0 = format!("{first} to {last}");
    }
    rows
}
