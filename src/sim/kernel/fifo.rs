//! A queue in pieces: it grows without moving what is in it, so that no single push takes long.

use std::collections::VecDeque;

/// Entries of one piece.
const PIECE: usize = 1_024;

/// First in, first out.
#[derive(Debug, Clone)]
pub(in crate::sim) struct Fifo<T> {
    pieces: VecDeque<VecDeque<T>>,
    len: usize,
}

impl<T> Default for Fifo<T> {
    fn default() -> Self {
        Self { pieces: VecDeque::new(), len: 0 }
    }
}

impl<T> Fifo<T> {
    pub(in crate::sim) fn len(&self) -> usize {
        self.len
    }

    pub(in crate::sim) fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(in crate::sim) fn front(&self) -> Option<&T> {
        self.pieces.front()?.front()
    }

    pub(in crate::sim) fn push_back(&mut self, entry: T) {
        self.len += 1;
        match self.pieces.back_mut().filter(|piece| piece.len() < PIECE) {
            Some(piece) => piece.push_back(entry),
            None => {
                let mut piece = VecDeque::with_capacity(PIECE);
                piece.push_back(entry);
                self.pieces.push_back(piece);
            }
        }
    }

    pub(in crate::sim) fn pop_front(&mut self) -> Option<T> {
        let first = self.pieces.front_mut()?;
        let entry = first.pop_front()?;
        self.len -= 1;
        if first.is_empty() {
            self.pieces.pop_front();
        }
        Some(entry)
    }

    /// Takes everything out, in order.
    pub(in crate::sim) fn take_all(&mut self) -> impl Iterator<Item = T> + use<T> {
        std::mem::take(self).pieces.into_iter().flatten()
    }

    pub(in crate::sim) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.pieces.iter_mut().flatten()
    }

    pub(in crate::sim) fn iter(&self) -> impl Iterator<Item = &T> {
        self.pieces.iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_a_queue(
            pushes in proptest::collection::vec(proptest::option::of(0..9_u32), 0..4_000),
        ) {
            let (mut fifo, mut plain) = (Fifo::default(), VecDeque::new());
            for push in pushes {
                match push {
                    Some(n) => {
                        fifo.push_back(n);
                        plain.push_back(n);
                    }
                    None => prop_assert_eq!(fifo.pop_front(), plain.pop_front()),
                }
                prop_assert_eq!((fifo.len(), fifo.front()), (plain.len(), plain.front()));
            }
            prop_assert!(fifo.iter().eq(plain.iter()));
            prop_assert!(fifo.take_all().eq(plain));
            prop_assert!(fifo.is_empty());
        }
    }
}
