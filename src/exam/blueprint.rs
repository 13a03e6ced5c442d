//! What an exam is: its domains, the lengths of its mocks, and its scale. All of it is given; it
//! stands in the `track.toml` of a track.

use serde::{Deserialize, Serialize};

use super::score::Scale;

/// A domain of an exam.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    pub title: String,
    /// Of the questions, in percent.
    pub share: u32,
}

/// How long a mock is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Length {
    pub questions: u32,
    pub minutes: u32,
    /// With extra time.
    pub extra_minutes: u32,
    /// Questions that do not count, hidden among the others.
    pub unscored: u32,
    /// Questions with several right answers.
    pub multiple: u32,
}

impl Length {
    /// Questions that count.
    pub fn scored(self) -> u32 {
        self.questions.saturating_sub(self.unscored)
    }
}

/// An exam.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Blueprint {
    /// The first one is domain 1.
    pub domains: Vec<Domain>,
    /// The shortest first; the last one is as long as the exam.
    pub lengths: Vec<Length>,
    pub scale: Scale,
}

impl Blueprint {
    /// A length by its number of questions.
    pub fn length(&self, questions: u32) -> Option<Length> {
        self.lengths.iter().find(|length| length.questions == questions).copied()
    }

    /// The shortest mock.
    pub fn shortest(&self) -> Option<Length> {
        self.lengths.first().copied()
    }

    /// The exam itself.
    pub fn whole(&self) -> Option<Length> {
        self.lengths.last().copied()
    }

    /// Milliseconds that the exam gives for a question.
    pub fn pace_ms(&self) -> u64 {
        let of = |length: Length| u64::from(length.minutes) * 60_000 / u64::from(length.questions);
        self.whole().filter(|length| 0 < length.questions).map_or(0, of)
    }

    /// Questions of each domain.
    pub fn by_domain(&self, length: Length) -> Vec<u32> {
        self.shared_out(length.questions)
    }

    /// Questions of each domain that count.
    pub fn scored_by_domain(&self, length: Length) -> Vec<u32> {
        self.shared_out(length.scored())
    }

    /// `n` shared out over the domains by largest remainder.
    fn shared_out(&self, n: u32) -> Vec<u32> {
        let of = |domain: &Domain| n * domain.share;
        let mut parts: Vec<u32> = self.domains.iter().map(|domain| of(domain) / 100).collect();
        let mut order: Vec<(u32, &mut u32)> =
            self.domains.iter().map(|domain| of(domain) % 100).zip(&mut parts).collect();
        order.sort_by_key(|(remainder, _)| std::cmp::Reverse(*remainder));
        let given: u32 = order.iter().map(|(_, part)| **part).sum();
        for (_, part) in order.into_iter().take(n.saturating_sub(given) as usize) {
            *part += 1;
        }
        parts
    }
}

/// The place of a domain, whose numbers begin at 1, in a list of all.
pub fn place(domain: u8) -> usize {
    usize::from(domain.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_shared_out_by_largest_remainder() {
        let domain = |share| Domain { title: String::new(), share };
        let of = |shares: &[u32], n| {
            let domains = shares.iter().map(|share| domain(*share)).collect();
            Blueprint { domains, ..Blueprint::default() }.shared_out(n)
        };
        assert_eq!(of(&[30, 26, 24, 20], 20), [6, 5, 5, 4]);
        assert_eq!(of(&[30, 26, 24, 20], 65), [19, 17, 16, 13]);
        assert_eq!(of(&[30, 26, 24, 20], 50), [15, 13, 12, 10]);
        assert_eq!(of(&[50, 30, 20], 3), [1, 1, 1]);
        assert_eq!(of(&[], 3), [0; 0]);
    }
}
