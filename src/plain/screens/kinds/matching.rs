//! A match.

use super::{Voiced, numbered};
use crate::app::screens::kinds::matching::MatchedPairs;

impl Voiced for MatchedPairs {
    fn ask(&self, order: &[usize], lines: &mut Vec<String>) {
        let lefts: Vec<&str> = self.asks.pairs.iter().map(|(left, _)| left.as_str()).collect();
        lines.push(format!("Left, in this order: {}.", lefts.join("; ")));
        for (place, at) in order.iter().enumerate() {
            lines.push(numbered(place, self.asks.right_item(*at).unwrap_or_default()));
        }
        lines.push("Type one number for each on the left, in their order.".to_owned());
    }
}
