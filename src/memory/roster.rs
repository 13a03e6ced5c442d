//! The cards that a course is about: those that were met, which change from day to day, and the
//! line of new ones, which only gets shorter. So a day costs what was met and not what there is.

use super::plan::Subject;

/// Cards by their place in the order in which new ones are learnt.
#[derive(Debug, Clone, PartialEq)]
pub struct Roster {
    subjects: Vec<Subject>,
    /// Places of cards that were studied at least once, in order.
    met: Vec<usize>,
    /// Places of the others, in order.
    new: Vec<usize>,
    /// Days that have gone by since the subjects were taken.
    days: i32,
}

impl Roster {
    /// All of these cards.
    pub fn new(subjects: Vec<Subject>) -> Self {
        Self::of(subjects, |_| true)
    }

    /// Those of the cards whose place is taken in.
    pub fn of(subjects: Vec<Subject>, is_in: impl Fn(usize) -> bool) -> Self {
        let is_met = |place: &usize| {
            subjects.get(*place).is_some_and(|one| one.memory.is_some() || one.is_in_steps)
        };
        let (met, new) = (0..subjects.len()).filter(|place| is_in(*place)).partition(is_met);
        Self { subjects, met, new, days: 0 }
    }

    /// How many cards there are.
    pub fn len(&self) -> usize {
        self.met.len() + self.new.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What is known of a card. Of one that is new, days are as they were at the start.
    pub fn get(&self, place: usize) -> Option<&Subject> {
        self.subjects.get(place)
    }

    /// Cards that were met, in order.
    pub fn met(&self) -> impl Iterator<Item = (usize, &Subject)> {
        self.met.iter().filter_map(|place| Some((*place, self.subjects.get(*place)?)))
    }

    /// New cards that may be shown today, in order.
    pub fn fresh(&self) -> impl Iterator<Item = (usize, &Subject)> {
        let new = self.new.iter().filter_map(|place| Some((*place, self.subjects.get(*place)?)));
        new.filter(|(_, one)| one.rests <= self.days)
    }

    /// How many cards were never studied.
    pub fn n_unseen(&self) -> usize {
        self.met().filter(|(_, one)| one.memory.is_none()).count() + self.new.len()
    }

    /// Places of the cards that were never studied, in order.
    pub fn unseen(&self) -> Vec<usize> {
        let met = self.met().filter(|(_, one)| one.memory.is_none()).map(|(place, _)| place);
        let mut places: Vec<usize> = met.chain(self.new.iter().copied()).collect();
        places.sort_unstable();
        places
    }

    /// A card was studied.
    pub fn study(&mut self, place: usize, after: Subject) {
        let Some(subject) = self.subjects.get_mut(place) else { return };
        *subject = after;
        if let Err(at) = self.met.binary_search(&place) {
            subject.rests -= self.days;
            self.met.insert(at, place);
            if let Ok(at) = self.new.binary_search(&place) {
                self.new.remove(at);
            }
        }
    }

    /// The next day begins.
    pub fn next_day(&mut self) {
        self.days += 1;
        for place in &self.met {
            if let Some(subject) = self.subjects.get_mut(*place) {
                subject.elapsed += 1.0;
                subject.due_in -= 1;
                subject.rests -= 1;
            }
        }
    }
}
