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
}

/// The items of a table.
#[derive(Debug, Default)]
pub(in crate::sim) struct Items {
    known: BTreeMap<u32, StoredItem>,
    /// When expired items are removed, in order.
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

    /// The item's time comes at `expires`, and it is removed at `removed`.
    pub(in crate::sim) fn expire(&mut self, key: u32, expires: SimTime, removed: SimTime) {
        self.known.entry(key).or_default().expires = Some(expires);
        self.removals.insert((removed, key));
    }

    /// When the next item is removed.
    pub(in crate::sim) fn next_removal(&self) -> Option<SimTime> {
        self.removals.first().map(|(at, _)| *at)
    }

    /// Removes an item whose time has come by `now`; one that was written again since stays.
    pub(in crate::sim) fn remove_expired(&mut self, now: SimTime) -> Option<u32> {
        loop {
            let (at, key) = *self.removals.first()?;
            if now < at {
                return None;
            }
            self.removals.pop_first();
            let is_over = self
                .known
                .get(&key)
                .and_then(|item| item.expires)
                .is_some_and(|expires| expires <= now);
            if is_over {
                self.known.remove(&key);
                return Some(key);
            }
        }
    }

    pub(in crate::sim) fn remove(&mut self, key: u32) {
        self.known.remove(&key);
    }

    pub(in crate::sim) fn len(&self) -> usize {
        self.known.len()
    }

    /// Keys with the stamps of their surviving versions.
    pub(in crate::sim) fn versions(&self) -> impl Iterator<Item = (u32, (SimTime, PartId))> {
        self.known.iter().map(|(key, item)| (*key, item.stamp))
    }
}
