//! Steps that are put in order.

use super::{Answerable, Answering, AskedCard, Judged, picked, share};
use crate::{
    app::{keys::action::Action, screens::list::step},
    content::kinds::order::InOrder,
};

/// Places shown, in the order picked.
#[derive(Debug, Clone)]
pub struct PickedSteps {
    pub steps: Vec<String>,
    pub cursor: usize,
    pub given: Vec<usize>,
}

impl Answerable for InOrder {
    type Input = PickedSteps;

    fn begin(&self) -> PickedSteps {
        PickedSteps { steps: self.steps.clone(), cursor: 0, given: Vec::new() }
    }
}

impl Answering for PickedSteps {
    fn n_options(&self) -> usize {
        self.steps.len()
    }

    fn pick(&mut self, action: Action) {
        if action == Action::EraseAll {
            self.cursor = 0;
            self.given.clear();
        }
        step(&mut self.cursor, self.steps.len(), action);
        if let Some(place) = picked(action, Some(self.cursor), self.steps.len()) {
            self.cursor = place;
            match self.given.iter().position(|one| *one == place) {
                Some(at) => self.given.truncate(at),
                None => self.given.push(place),
            }
        }
        if action == Action::Erase {
            self.given.pop();
        }
    }

    fn complete(&mut self) -> Result<(), String> {
        let n = self.steps.len();
        let mut open = (0..n).filter(|place| !self.given.contains(place));
        match (open.next(), open.next()) {
            (None, _) => Ok(()),
            // The last step can only stand at the end.
            (Some(last), None) => {
                self.given.push(last);
                Ok(())
            }
            (Some(_), Some(_)) => Err(format!("{} of {n} steps are in order", self.given.len())),
        }
    }

    fn settle(&mut self, asked: &AskedCard<'_>) -> Option<Judged> {
        let is_right = |(at, place): &(usize, &usize)| asked.order.get(**place) == Some(at);
        let n_right = self.given.iter().enumerate().filter(is_right).count();
        Some(share(n_right, self.steps.len()))
    }

    fn words(&self, order: &[usize]) -> String {
        let step = |place: &usize| self.steps.get(*order.get(*place)?).map(String::as_str);
        self.given.iter().filter_map(step).collect::<Vec<_>>().join("; ")
    }
}
