//! The future: events in order of time, then class, then the order in which they were planned.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::time::SimTime;

/// What happens first when several things happen at one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Class {
    /// A unit of capacity is given back before anything asks for one.
    Completion = 0,
    /// Scaling, alarms, expiry, replication.
    Control = 1,
    /// Retries and polls.
    Retry = 2,
    /// From one component to the next.
    Hop = 3,
    Arrival = 7,
}

/// One planned event, 32 bytes.
#[derive(Debug, Clone, Copy)]
pub struct Event {
    /// Time in the upper half, class in the next four bits, sequence in the rest.
    key: u128,
    /// Which component, in the upper half, and what, in the lower.
    pub kind: u32,
    /// A slot of the component's, or a call.
    pub slot: u32,
    /// Which use of the slot is meant; a later use makes the event stale.
    pub generation: u32,
}

impl Event {
    pub fn time(&self) -> SimTime {
        (self.key >> 64) as u64
    }

    pub fn class(&self) -> u8 {
        ((self.key >> 60) & 0xf) as u8
    }
}

impl PartialEq for Event {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Event {}

impl PartialOrd for Event {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Event {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key.cmp(&other.key)
    }
}

/// All planned events.
///
/// The event that was taken last stays at the top as a hollow until something else is planned: most
/// events plan exactly one other, and putting that in its place is one move through the heap
/// instead of two.
#[derive(Debug, Default)]
pub struct EventQueue {
    heap: BinaryHeap<Reverse<Event>>,
    /// Whether the top has been taken already.
    is_hollow: bool,
    next_sequence: u64,
}

impl EventQueue {
    /// Plans an event.
    #[inline]
    pub fn plan(&mut self, at: SimTime, class: Class, kind: u32, slot: u32, generation: u32) {
        let low = (u64::from(class as u8) << 60) | self.next_sequence;
        self.next_sequence += 1;
        let key = (u128::from(at) << 64) | u128::from(low);
        let event = Reverse(Event { key, kind, slot, generation });
        if self.is_hollow {
            self.is_hollow = false;
            *self.heap.peek_mut().expect("the hollow is the top") = event;
        } else {
            self.heap.push(event);
        }
    }

    /// Takes the next event if it is not after `limit`.
    #[inline]
    pub fn take_until(&mut self, limit: SimTime) -> Option<Event> {
        if self.is_hollow {
            self.is_hollow = false;
            self.heap.pop();
        }
        let next = self.heap.peek()?.0;
        self.is_hollow = next.time() <= limit;
        self.is_hollow.then_some(next)
    }

    pub fn len(&self) -> usize {
        self.heap.len() - usize::from(self.is_hollow)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn events_come_by_time_then_class_then_plan(
            planned in proptest::collection::vec((0_u64..5, 0_usize..5), 0..60),
        ) {
            let classes =
                [Class::Completion, Class::Control, Class::Retry, Class::Hop, Class::Arrival];
            let mut queue = EventQueue::default();
            for (index, (at, class)) in planned.iter().enumerate() {
                queue.plan(*at, classes[*class], 0, u32::try_from(index).unwrap(), 0);
            }
            let mut expected: Vec<usize> = (0..planned.len()).collect();
            expected.sort_by_key(|index| {
                let (at, class) = planned[*index];
                (at, classes[class] as u8, *index)
            });
            let mut found = Vec::new();
            while let Some(event) = queue.take_until(u64::MAX) {
                found.push(event.slot as usize);
            }
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn an_event_is_small() {
        assert_eq!(size_of::<Event>(), 32);
    }
}
