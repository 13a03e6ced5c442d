//! Places of a list by the ids that stand there, without a copy of any id.

use std::collections::BTreeMap;

/// The places of a list in the order of their ids. What came with a block is sorted already; what
/// is added later is found beside it.
#[derive(Debug, Default)]
pub(super) struct ById {
    sorted: Vec<u32>,
    added: BTreeMap<String, u32>,
}

impl ById {
    /// Of places that stand in the order of their ids.
    pub(super) fn sorted(sorted: Vec<u32>) -> Self {
        Self { sorted, added: BTreeMap::new() }
    }

    /// Where an id stands. `id_at` tells which one stands at a place.
    pub(super) fn find<'a>(
        &self,
        id: &str,
        id_at: impl Fn(usize) -> Option<&'a str>,
    ) -> Option<usize> {
        let at = |place: &u32| id_at(*place as usize).unwrap_or_default();
        let found = self.sorted.binary_search_by(|place| at(place).cmp(id)).ok();
        let found = found.and_then(|at| self.sorted.get(at));
        found.or_else(|| self.added.get(id)).map(|place| *place as usize)
    }

    /// Something new stands at the end of the list.
    pub(super) fn add(&mut self, id: &str, place: usize) {
        self.added.insert(id.to_owned(), small(place));
    }

    /// All places in the order of their ids.
    pub(super) fn all<'a>(&self, id_at: impl Fn(usize) -> Option<&'a str>) -> Vec<u32> {
        let mut all = self.sorted.clone();
        all.extend(self.added.values());
        if !self.added.is_empty() {
            all.sort_by_key(|place| id_at(*place as usize));
        }
        all
    }
}

/// A place as a block keeps it.
pub(super) fn small(n: usize) -> u32 {
    u32::try_from(n).expect("a library has fewer than four billion bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_sorted_and_what_was_added_is_found() {
        let ids = ["c", "a", "b", "d"];
        let id_at = |at: usize| ids.get(at).copied();
        let mut by_id = ById::sorted(vec![1, 0]);
        by_id.add("b", 2);
        by_id.add("d", 3);
        let found = ["a", "b", "c", "d", "e"].map(|id| by_id.find(id, id_at));
        assert_eq!(found, [Some(1), Some(2), Some(0), Some(3), None]);
        assert_eq!(by_id.all(id_at), [1, 2, 0, 3]);
    }
}
