//! A list with one entry selected and a part of it in view.

use crate::app::keys::action::Action;

/// Rows of a page of text.
pub const PAGE: usize = 10;

/// Moves the first line shown of a text; the end is found by who draws it.
#[expect(clippy::wildcard_enum_match_arm, reason = "other actions do not move it")]
pub fn scroll(first: &mut usize, action: Action, page: usize) {
    *first = match action {
        Action::Up => first.saturating_sub(1),
        Action::Down => *first + 1,
        Action::PageUp => first.saturating_sub(page),
        Action::PageDown => *first + page,
        Action::Top => 0,
        _ => *first,
    };
}

/// Moves a cursor among `n` options, in a circle.
#[expect(clippy::wildcard_enum_match_arm, reason = "other actions do not move it")]
pub fn step(cursor: &mut usize, n: usize, action: Action) {
    match action {
        Action::Up => *cursor = cursor.checked_sub(1).unwrap_or(n.saturating_sub(1)),
        Action::Down => *cursor = if *cursor + 1 < n { *cursor + 1 } else { 0 },
        _ => {}
    }
}

/// Marks a place, or takes its mark away; the last mark is the last place.
pub fn toggle(marked: &mut Vec<usize>, place: usize) {
    match marked.iter().position(|one| *one == place) {
        Some(at) => drop(marked.remove(at)),
        None => marked.push(place),
    }
}

/// Where in a list a person is. The height of the view comes in with each move, so drawing changes
/// nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor {
    pub selected: usize,
    /// The first entry in view.
    pub offset: usize,
}

impl Cursor {
    /// Moves by an action in a list of `n` entries of which `height` are in view.
    #[expect(clippy::wildcard_enum_match_arm, reason = "other actions do not move it")]
    pub fn act(&mut self, action: Action, n: usize, height: usize) {
        let last = n.saturating_sub(1);
        let page = height.saturating_sub(1).max(1);
        self.selected = match action {
            Action::Up => self.selected.saturating_sub(1),
            Action::Down => self.selected + 1,
            Action::PageUp => self.selected.saturating_sub(page),
            Action::PageDown => self.selected + page,
            Action::Top => 0,
            Action::Bottom => last,
            _ => self.selected,
        };
        self.keep(n, height);
    }

    /// Brings selection and view into a list of `n` entries of which `height` are in view.
    pub fn keep(&mut self, n: usize, height: usize) {
        let height = height.max(1);
        self.selected = self.selected.min(n.saturating_sub(1));
        self.offset =
            self.offset.min(self.selected).max((self.selected + 1).saturating_sub(height));
        self.offset = self.offset.min(n.saturating_sub(height));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_selection_is_always_in_view(
            moves in proptest::collection::vec(0_usize..6, 0..40),
            n in 0_usize..30,
            height in 0_usize..12,
        ) {
            let (up, down) = (Action::Up, Action::Down);
            let (page_up, page_down) = (Action::PageUp, Action::PageDown);
            let actions = [up, down, page_up, page_down, Action::Top, Action::Bottom];
            let mut cursor = Cursor::default();
            for one in moves {
                cursor.act(actions[one], n, height);
                prop_assert!(cursor.selected < n.max(1));
                prop_assert!(cursor.offset <= cursor.selected);
                prop_assert!(cursor.selected < cursor.offset + height.max(1));
            }
        }
    }
}
