//! A card that is recalled: nothing is picked or typed, and nobody judges what was recalled.

use super::{Answerable, Answering, AskedCard, Judged};
use crate::{app::keys::action::Action, content::kinds::basic::Basic};

/// The back of the card, not yet shown.
#[derive(Debug, Clone)]
pub struct Recalled {
    pub back: String,
}

impl Answerable for Basic {
    type Input = Recalled;

    fn begin(&self) -> Recalled {
        Recalled { back: self.back.clone() }
    }
}

impl Answering for Recalled {
    /// The back is shown, or the card is set aside: there is nothing else to do with it.
    fn offers(&self, action: Action) -> bool {
        let picks = matches!(action, Action::Pick(_) | Action::Mark | Action::Up | Action::Down);
        let takes_back = matches!(action, Action::Erase | Action::EraseAll);
        let answers = matches!(action, Action::Confidence | Action::GiveUp);
        !picks && !takes_back && !answers
    }

    fn hint(&self, action: Action) -> Option<&'static str> {
        (action == Action::Commit).then_some("show")
    }

    fn refuses(&self, _: usize) -> Option<&'static str> {
        Some("nothing is picked here; {answer.commit} shows the back")
    }

    fn settle(&mut self, _: &AskedCard<'_>) -> Option<Judged> {
        Some(Judged::ByOneself)
    }

    fn words(&self, _: &[usize]) -> String {
        String::new()
    }
}
