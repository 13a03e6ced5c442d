//! The future: events in order of time, then class, then the order in which they were planned.

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
pub struct PlannedEvent {
    /// Time in the upper half, class in the next four bits, sequence in the rest.
    key: u128,
    /// Which component, in the upper half, and what, in the lower.
    pub kind: u32,
    /// A slot of the component's, or a call.
    pub slot: u32,
    /// Which use of the slot is meant; a later use makes the event stale.
    pub generation: u32,
}

impl PlannedEvent {
    pub fn time(&self) -> SimTime {
        (self.key >> 64) as u64
    }

    pub fn class(&self) -> u8 {
        ((self.key >> 60) & 0xf) as u8
    }
}

impl PartialEq for PlannedEvent {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for PlannedEvent {}

impl PartialOrd for PlannedEvent {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for PlannedEvent {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key.cmp(&other.key)
    }
}

/// How many events stand below one in the heap. Four lie side by side in memory, and the heap is
/// half as deep as one with two.
const CHILDREN: usize = 4;

/// All planned events.
///
/// Each source of traffic has one arrival ahead and plans the next when that comes, so arrivals are
/// few and most of them are next: they stand in a short list in order, outside of the heap. In the
/// heap, of four children each, the place of the event that was taken last stays open until
/// something else is planned or wanted: one move through the heap instead of two.
#[derive(Debug, Default)]
pub struct EventQueue {
    heap: Vec<PlannedEvent>,
    /// Whether the top has been taken already.
    is_hollow: bool,
    /// The next one last.
    arrivals: Vec<PlannedEvent>,
    next_sequence: u64,
}

impl EventQueue {
    /// Plans an event.
    #[inline]
    pub fn plan(&mut self, at: SimTime, class: Class, kind: u32, slot: u32, generation: u32) {
        let low = (u64::from(class as u8) << 60) | self.next_sequence;
        self.next_sequence += 1;
        let key = (u128::from(at) << 64) | u128::from(low);
        let event = PlannedEvent { key, kind, slot, generation };
        if class == Class::Arrival {
            let place = self.arrivals.iter().rev().take_while(|one| one.key < key).count();
            self.arrivals.insert(self.arrivals.len() - place, event);
        } else if self.is_hollow {
            self.is_hollow = false;
            self.sink(0, event);
        } else {
            self.heap.push(event);
            self.rise();
        }
    }

    /// Brings the last event of the heap up to where it belongs.
    #[inline]
    fn rise(&mut self) {
        let mut place = self.heap.len().saturating_sub(1);
        while 0 < place {
            let above = (place - 1) / CHILDREN;
            if self.event(above).key < self.event(place).key {
                return;
            }
            self.heap.swap(above, place);
            place = above;
        }
    }

    /// Puts an event at `place` and brings it down to where it belongs.
    #[inline]
    fn sink(&mut self, mut place: usize, event: PlannedEvent) {
        while let Some((best, key)) = self.first_child(place)
            && key < event.key
        {
            *self.event_mut(place) = *self.event(best);
            place = best;
        }
        *self.event_mut(place) = event;
    }

    #[inline]
    fn event(&self, place: usize) -> &PlannedEvent {
        self.heap.get(place).expect("a place in the heap")
    }

    #[inline]
    fn event_mut(&mut self, place: usize) -> &mut PlannedEvent {
        self.heap.get_mut(place).expect("a place in the heap")
    }

    /// Which of the events below `place` comes first: where it stands, and its key.
    #[inline]
    fn first_child(&self, place: usize) -> Option<(usize, u128)> {
        let first = CHILDREN * place + 1;
        let below = self.heap.get(first..)?;
        let (mut best, mut key) = (0, below.first()?.key);
        let mut look = |index: usize, event: &PlannedEvent| {
            let is_before = event.key < key;
            best = if is_before { index } else { best };
            key = if is_before { event.key } else { key };
        };
        match below {
            // The usual case has no loop.
            [_, b, c, d, ..] => {
                look(1, b);
                look(2, c);
                look(3, d);
            }
            few => few.iter().enumerate().for_each(|(index, event)| look(index, event)),
        }
        Some((first + best, key))
    }

    /// Takes the next event if it is not after `limit`.
    #[inline]
    pub fn take_until(&mut self, limit: SimTime) -> Option<PlannedEvent> {
        let planned = if self.is_hollow {
            self.first_child(0)
        } else {
            self.heap.first().map(|top| (0, top.key))
        };
        if let Some(arrival) = self.arrivals.last()
            && planned.is_none_or(|(_, key)| arrival.key < key)
        {
            return if arrival.time() <= limit { self.arrivals.pop() } else { None };
        }
        let (place, _) = planned?;
        let event = *self.event(place);
        if limit < event.time() {
            return None;
        }
        if self.is_hollow {
            // The hollow stays at the top; the last event goes where the taken one stood.
            let last = self.heap.pop()?;
            if place < self.heap.len() {
                self.sink(place, last);
            }
        }
        self.is_hollow = true;
        Some(event)
    }

    pub fn len(&self) -> usize {
        self.heap.len() - usize::from(self.is_hollow) + self.arrivals.len()
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
        assert_eq!(size_of::<PlannedEvent>(), 32);
    }
}
