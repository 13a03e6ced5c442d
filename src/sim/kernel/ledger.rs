//! What a run has used that is paid for, at the moments between which a month is reckoned.
//!
//! A month is many hours like those of the run, and not many starts: first cold starts, caches that
//! fill and pollers that grow come once. Where traffic comes in periods, whole periods are taken,
//! the first of them left out once there are two. Where it is steady, what came in the first
//! seventh to quarter is left out. Traffic that does not go on, as a ramp or one batch, stands for
//! each stretch of the month as long as its world, start included.

use super::time::{SECOND, SimTime, to_seconds};

/// What all parts have used, part by part in the order of their names.
pub type Usage = Vec<Vec<f64>>;

/// The moments of one run, and what had been used by then.
#[derive(Debug, Clone)]
pub struct Ledger {
    pace: Recurrence,
    marks: Vec<(SimTime, Usage)>,
    next: SimTime,
}

/// How the traffic of a world goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recurrence {
    /// As it was.
    Steady,
    /// In periods of this length.
    Periods(SimTime),
    /// Not at all, after a run of this length; 0: of any length.
    Once(SimTime),
}

impl Ledger {
    pub fn new(pace: Recurrence) -> Self {
        let next = match pace {
            Recurrence::Steady => SECOND,
            Recurrence::Periods(period) => period,
            Recurrence::Once(0) => SimTime::MAX,
            Recurrence::Once(length) => length,
        };
        Self { pace, marks: Vec::new(), next }
    }

    pub fn pace(&self) -> Recurrence {
        self.pace
    }

    /// The next moment at which to look.
    #[inline]
    pub fn next(&self) -> SimTime {
        self.next
    }

    /// Notes what has been used by [`Self::next`].
    pub fn note(&mut self, usage: Usage) {
        let at = self.next;
        self.next = match self.pace {
            Recurrence::Steady => at.saturating_mul(2),
            Recurrence::Periods(period) => {
                self.marks.truncate(1);
                at.saturating_add(period)
            }
            Recurrence::Once(_) => SimTime::MAX,
        };
        self.marks.push((at, usage));
    }

    /// The stretch from which a month is reckoned: how many seconds, and what was used in it. By
    /// `now` it was `usage`.
    pub fn stretch(&self, now: SimTime, usage: Usage) -> (f64, Usage) {
        let (from, to) = match (self.pace, self.marks.as_slice()) {
            (Recurrence::Steady, marks) => {
                let is_early = |(at, _): &&(SimTime, Usage)| at.saturating_mul(4) <= now;
                (marks.iter().rev().find(is_early), None)
            }
            (Recurrence::Periods(_), [first, last]) => (Some(first), Some(last)),
            (Recurrence::Periods(_) | Recurrence::Once(_), marks) => (None, marks.last()),
        };
        let (until, mut used) = to.map_or((now, usage), |(at, usage)| (*at, usage.clone()));
        let since = from.map_or(0, |(at, _)| *at);
        let before = from.iter().flat_map(|(_, usage)| usage).flatten();
        for (amount, before) in used.iter_mut().flatten().zip(before) {
            *amount -= before;
        }
        (to_seconds(until.saturating_sub(since).max(SECOND)), used)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One a second after 100 at the start: what is used a second in the stretch.
    fn rate(pace: Recurrence, seconds: u64) -> f64 {
        let used = |at: SimTime| vec![vec![100.0 + to_seconds(at)]];
        let mut ledger = Ledger::new(pace);
        let now = seconds * SECOND;
        while ledger.next() <= now {
            ledger.note(used(ledger.next()));
        }
        let (length, usage) = ledger.stretch(now, used(now));
        usage[0][0] / length
    }

    #[test]
    fn the_start_is_left_out() {
        assert!((rate(Recurrence::Steady, 60) - 1.0).abs() < 1e-9);
        assert!((rate(Recurrence::Periods(20 * SECOND), 60) - 1.0).abs() < 1e-9);
        // One period alone has its start.
        assert!((rate(Recurrence::Periods(40 * SECOND), 60) - 3.5).abs() < 1e-9);
    }

    #[test]
    fn what_does_not_go_on_ends_with_its_world() {
        let once = rate(Recurrence::Once(50 * SECOND), 50);
        assert!((once - 3.0).abs() < 1e-9);
        assert!((rate(Recurrence::Once(50 * SECOND), 500) - once).abs() < 1e-9);
    }
}
