//! Steps to be put in order.

use super::{Voiced, numbered};
use crate::app::screens::kinds::order::PickedSteps;

impl Voiced for PickedSteps {
    fn ask(&self, order: &[usize], lines: &mut Vec<String>) {
        for (place, at) in order.iter().enumerate() {
            lines.push(numbered(place, self.steps.get(*at).map_or("", String::as_str)));
        }
        lines.push("Type the numbers in the right order.".to_owned());
    }
}
