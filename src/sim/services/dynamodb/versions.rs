//! What a table remembers of its items, for the features that need it: versions for consistency
//! and conflicts, times to live, transactions in flight.
//!
//! Kept only while a feature is on that asks for it, so a plain table costs no memory by key.

use std::collections::{BTreeMap, BTreeSet};

use crate::sim::kernel::{call::PartId, time::SimTime};

/// One item.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::sim) struct StoredItem {
    /// When the surviving version was written, and in which Region: the later one wins, and of two
    /// at the same instant that of the later name.
    pub(in crate::sim) stamp: (SimTime, PartId),
    /// Until when a transaction works on it.
    pub(in crate::sim) locked_until: SimTime,
    /// When its time has come.
    pub(in crate::sim) expires: Option<SimTime>,
    /// When it is removed.
    removed: Option<SimTime>,
}

/// The items of a table.
#[derive(Debug, Default)]
pub(in crate::sim) struct Items {
    known: BTreeMap<u32, StoredItem>,
    /// When expired items are removed, in order: one entry for each item that expires.
    removals: BTreeSet<(SimTime, u32)>,
}

impl Items {
    pub(in crate::sim) fn get(&self, key: u32) -> Option<&StoredItem> {
        self.known.get(&key)
    }

    /// A write that took place here, or came from elsewhere; false when a later one is there.
    pub(in crate::sim) fn write(&mut self, key: u32, stamp: (SimTime, PartId)) -> bool {
        let item = self.known.entry(key).or_default();
        let is_later = item.stamp <= stamp;
        if is_later {
            item.stamp = stamp;
        }
        is_later
    }

    pub(in crate::sim) fn lock(&mut self, key: u32, until: SimTime) {
        self.known.entry(key).or_default().locked_until = until;
    }

    /// The item's time comes at `expires`, and it is removed at `removed`, whenever it was to be
    /// removed before.
    pub(in crate::sim) fn expire(&mut self, key: u32, expires: SimTime, removed: SimTime) {
        let item = self.known.entry(key).or_default();
        item.expires = Some(expires);
        if let Some(before) = item.removed.replace(removed) {
            self.removals.remove(&(before, key));
        }
        self.removals.insert((removed, key));
    }

    /// The item was written without a time to live.
    pub(in crate::sim) fn keep_for_ever(&mut self, key: u32) {
        if let Some(item) = self.known.get_mut(&key) {
            item.expires = None;
            if let Some(before) = item.removed.take() {
                self.removals.remove(&(before, key));
            }
        }
    }

    /// When the next item is removed.
    pub(in crate::sim) fn next_removal(&self) -> Option<SimTime> {
        self.removals.first().map(|(at, _)| *at)
    }

    /// Removes an item that is to be removed by `now`.
    pub(in crate::sim) fn remove_expired(&mut self, now: SimTime) -> Option<u32> {
        let (at, key) = *self.removals.first()?;
        if now < at {
            return None;
        }
        self.removals.pop_first();
        self.known.remove(&key);
        Some(key)
    }

    pub(in crate::sim) fn remove(&mut self, key: u32) {
        if let Some(removed) = self.known.remove(&key).and_then(|item| item.removed) {
            self.removals.remove(&(removed, key));
        }
    }

    pub(in crate::sim) fn len(&self) -> usize {
        self.known.len()
    }

    /// Keys with the stamps of their surviving versions.
    pub(in crate::sim) fn versions(&self) -> impl Iterator<Item = (u32, (SimTime, PartId))> {
        self.known.iter().map(|(key, item)| (*key, item.stamp))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::kernel::time::SECOND;

    /// An item is removed once, when its last write says, and its earlier removals are gone.
    #[test]
    fn a_write_moves_the_removal_of_its_item() {
        let mut items = Items::default();
        for n in 0..600 {
            items.expire(7, (n + 60) * SECOND, (n + 5_000 - n % 3) * SECOND);
            assert_eq!(items.removals.len(), 1);
        }
        items.expire(8, SECOND, 2 * SECOND);
        assert_eq!(items.remove_expired(5_000 * SECOND), Some(8));
        assert_eq!(items.remove_expired(5_000 * SECOND), None, "599 + 5,000 - 599 % 3 = 5,597");
        assert_eq!(items.remove_expired(5_597 * SECOND), Some(7));
        assert_eq!((items.len(), items.removals.len()), (0, 0));
        items.expire(9, SECOND, 2 * SECOND);
        items.keep_for_ever(9);
        assert_eq!(items.remove_expired(SimTime::MAX), None);
    }
}
