//! A card with options, of which one is chosen or several are.

use super::{Answerable, Answering, AskedCard, Judged, picked, share};
use crate::{
    app::{
        keys::action::Action,
        screens::list::{step, toggle},
    },
    content::{
        Choice, Verdict,
        binding::CardReply,
        kinds::options::{ChooseOne, ChooseSeveral, WhichService},
    },
};

/// One of the options; the cursor is the pick.
#[derive(Debug, Clone)]
pub struct OneOption {
    pub options: Vec<Choice>,
    pub cursor: usize,
}

/// Several of the options.
#[derive(Debug, Clone)]
pub struct SeveralOptions {
    pub options: Vec<Choice>,
    pub cursor: usize,
    /// In the order in which they were marked.
    pub marked: Vec<usize>,
}

impl Answerable for ChooseOne {
    type Input = OneOption;

    fn begin(&self) -> OneOption {
        OneOption { options: self.options.clone(), cursor: 0 }
    }
}

impl Answerable for WhichService {
    type Input = OneOption;

    fn begin(&self) -> OneOption {
        OneOption { options: self.options.clone(), cursor: 0 }
    }
}

impl Answerable for ChooseSeveral {
    type Input = SeveralOptions;

    fn begin(&self) -> SeveralOptions {
        SeveralOptions { options: self.options.clone(), cursor: 0, marked: Vec::new() }
    }
}

/// The option that is shown at a place.
fn shown<'a>(options: &'a [Choice], order: &[usize], place: usize) -> Option<&'a Choice> {
    options.get(*order.get(place)?)
}

impl Answering for OneOption {
    fn n_options(&self) -> usize {
        self.options.len()
    }

    fn offers(&self, action: Action) -> bool {
        !matches!(action, Action::Mark | Action::Erase | Action::EraseAll)
    }

    fn pick(&mut self, action: Action) {
        if action == Action::EraseAll {
            self.cursor = 0;
        }
        step(&mut self.cursor, self.options.len(), action);
        if let Some(place) = picked(action, None, self.options.len()) {
            self.cursor = place;
        }
    }

    fn refuses(&self, n_picks: usize) -> Option<&'static str> {
        (n_picks != 1).then_some("one number answers this question")
    }

    fn settle(&mut self, asked: &AskedCard<'_>) -> Option<Judged> {
        let picked = shown(&self.options, asked.order, self.cursor);
        let is_right = picked.is_some_and(|option| option.is_right);
        Some(Judged::Is(if is_right { Verdict::Right } else { Verdict::Wrong }))
    }

    fn words(&self, order: &[usize]) -> String {
        shown(&self.options, order, self.cursor).map_or_else(String::new, |one| one.text.clone())
    }

    fn reply(&self, order: &[usize]) -> CardReply {
        CardReply::Picked(order.get(self.cursor).copied().into_iter().collect())
    }
}

impl SeveralOptions {
    /// How many options are right.
    pub fn n_right(&self) -> usize {
        self.options.iter().filter(|option| option.is_right).count()
    }
}

impl Answering for SeveralOptions {
    fn n_options(&self) -> usize {
        self.options.len()
    }

    fn pick(&mut self, action: Action) {
        if action == Action::EraseAll {
            self.cursor = 0;
            self.marked.clear();
        }
        step(&mut self.cursor, self.options.len(), action);
        if let Some(place) = picked(action, Some(self.cursor), self.options.len()) {
            self.cursor = place;
            toggle(&mut self.marked, place);
        }
        if action == Action::Erase {
            self.marked.pop();
        }
    }

    fn complete(&mut self) -> Result<(), String> {
        let (n, n_marked) = (self.n_right(), self.marked.len());
        if n_marked == n { Ok(()) } else { Err(format!("mark {n} options; so far {n_marked}")) }
    }

    fn settle(&mut self, asked: &AskedCard<'_>) -> Option<Judged> {
        let marked =
            self.marked.iter().filter_map(|place| shown(&self.options, asked.order, *place));
        Some(share(marked.filter(|option| option.is_right).count(), self.n_right()))
    }

    fn words(&self, order: &[usize]) -> String {
        let marked = self.marked.iter().map(|place| shown(&self.options, order, *place));
        let words = marked.map(|option| option.map_or("", |option| option.text.as_str()));
        words.collect::<Vec<_>>().join("; ")
    }

    fn reply(&self, order: &[usize]) -> CardReply {
        let at = self.marked.iter().filter_map(|place| order.get(*place).copied());
        CardReply::Picked(at.collect())
    }
}
