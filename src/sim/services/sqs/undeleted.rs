//! When the messages of a queue were sent that are not deleted yet: the age of the oldest is known
//! without a look at all that wait, are delayed, or are in flight.

use std::collections::VecDeque;

use crate::sim::kernel::time::SimTime;

/// A message that is gone.
const GONE: SimTime = SimTime::MAX;

/// When each message was sent, from the oldest on that is still there.
#[derive(Debug, Default)]
pub(super) struct Undeleted {
    /// The place of the first of them in the order of sending.
    first: u64,
    sent: VecDeque<SimTime>,
}

impl Undeleted {
    /// The next message in the order of sending.
    #[inline]
    pub(super) fn add(&mut self, now: SimTime) {
        self.sent.push_back(now);
    }

    /// The message at `sequence` is deleted, dead or expired.
    #[inline]
    pub(super) fn remove(&mut self, sequence: u64) {
        let place = sequence.checked_sub(self.first).and_then(|place| usize::try_from(place).ok());
        if let Some(sent) = place.and_then(|place| self.sent.get_mut(place)) {
            *sent = GONE;
        }
        while self.sent.front() == Some(&GONE) {
            self.sent.pop_front();
            self.first += 1;
        }
    }

    /// When the oldest was sent.
    pub(super) fn oldest(&self) -> Option<SimTime> {
        self.sent.front().copied()
    }

    /// How many moments are kept.
    pub(super) fn len(&self) -> usize {
        self.sent.len()
    }
}
