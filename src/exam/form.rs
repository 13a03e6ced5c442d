//! Which questions a mock exam holds.
//!
//! A form is a function of bank, size and seed alone, so that a seed brings the same form again.
//! What was seen before enters by the choice of the seed: of many, the one with the fewest
//! repeats.

use std::collections::BTreeSet;

use crate::{
    ids::{FactId, ItemId},
    rng::{Seed, Stream, stable_hash},
};

/// Shares of the domains in percent (SAA-C03 exam guide 1.1).
pub const DOMAINS: [u32; 4] = [30, 26, 24, 20];

/// Titles of the domains (SAA-C03 exam guide 1.1).
pub const DOMAIN_TITLES: [&str; 4] =
    ["Secure architectures", "Resilient architectures", "High-performing", "Cost-optimized"];

/// The length of a mock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    Short,
    Middle,
    /// As long as the exam.
    Whole,
}

impl Size {
    pub const ALL: [Self; 3] = [Self::Short, Self::Middle, Self::Whole];

    /// A size by its number of questions.
    pub fn of(n: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.n() == n)
    }

    /// Questions.
    pub fn n(self) -> u32 {
        match self {
            Self::Short => 20,
            Self::Middle => 40,
            Self::Whole => 65,
        }
    }

    /// Minutes: two for each question, as in the exam; with extra time 30 more for the whole exam
    /// and the same share of a shorter one (exam blueprint, 2.1).
    pub fn minutes(self, has_extra_time: bool) -> u32 {
        match (self, has_extra_time) {
            (Self::Short, false) => 40,
            (Self::Short, true) => 49,
            (Self::Middle, false) => 80,
            (Self::Middle, true) => 98,
            (Self::Whole, false) => 130,
            (Self::Whole, true) => 160,
        }
    }

    /// Questions that do not count, hidden among the others.
    pub fn n_unscored(self) -> u32 {
        match self {
            Self::Short => 5,
            Self::Middle => 9,
            Self::Whole => 15,
        }
    }

    /// Questions with several right answers.
    pub fn n_multiple(self) -> u32 {
        match self {
            Self::Short => 4,
            Self::Middle => 8,
            Self::Whole => 13,
        }
    }

    /// Questions of each domain.
    pub fn by_domain(self) -> [u32; 4] {
        shared_out(self.n())
    }

    /// Questions of each domain that count.
    pub fn scored_by_domain(self) -> [u32; 4] {
        shared_out(self.n() - self.n_unscored())
    }
}

/// `n` shared out over the domains by largest remainder.
pub fn shared_out(n: u32) -> [u32; 4] {
    let mut parts = DOMAINS.map(|share| n * share / 100);
    let mut order = [0, 1, 2, 3];
    let remainder = |domain: &usize| DOMAINS.get(*domain).map_or(0, |share| n * share % 100);
    order.sort_by_key(|domain| std::cmp::Reverse(remainder(domain)));
    let left = n - parts.iter().sum::<u32>();
    for domain in order.into_iter().take(left as usize) {
        if let Some(part) = parts.get_mut(domain) {
            *part += 1;
        }
    }
    parts
}

/// What the choice of questions needs to know of an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    pub item: ItemId,
    /// Items of one situation are siblings and never stand in one form.
    pub situation: String,
    /// 1 to 4.
    pub domain: u8,
    pub is_multiple: bool,
    /// The facts that decide; two items of a form share at most one.
    pub facts: Vec<FactId>,
}

/// A question of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    pub item: ItemId,
    pub is_scored: bool,
}

/// The questions of a mock in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    pub size: Size,
    pub seed: u64,
    pub bank: u64,
    pub questions: Vec<Chosen>,
}

/// Why there is no form of a size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    pub size: Size,
    /// Situations that each domain lacks.
    pub by_domain: [u32; 4],
    /// Situations with several right answers that are missing.
    pub multiple: u32,
    /// Situations with one right answer that are missing beyond those of `by_domain`, because a
    /// form has no more than a fifth of the others.
    pub single: u32,
}

impl Missing {
    /// How many situations are missing.
    pub fn n(&self) -> u32 {
        let by_domain: u32 = self.by_domain.iter().sum();
        by_domain.max(self.multiple) + self.single
    }

    /// A sentence that says what is missing.
    pub fn words(&self) -> String {
        let n = self.size.n();
        if self.n() == 0 {
            return format!("no form of {n} keeps siblings and deciding facts apart");
        }
        let mut parts: Vec<String> = (1..)
            .zip(self.by_domain)
            .filter(|(_, missing)| 0 < *missing)
            .map(|(domain, missing)| format!("{missing} in domain {domain}"))
            .collect();
        if 0 < self.multiple {
            parts.push(format!("{} with several answers", self.multiple));
        }
        if 0 < self.single {
            parts.push(format!("{} with one answer", self.single));
        }
        format!("a form of {n} needs {} more situations: {}", self.n(), parts.join(", "))
    }
}

/// How often a choice is begun anew before a size counts as one that cannot be filled.
const TRIES: u64 = 400;
/// How many seeds are tried for few repeats.
const SEEDS: u64 = 16;

/// A number for the version of a bank of items: another bank has another one.
pub fn bank_version(candidates: &[Candidate], texts: impl Iterator<Item = String>) -> u64 {
    let mut all: Vec<String> = candidates
        .iter()
        .map(|one| format!("{}/{}/{}/{}", one.item, one.situation, one.domain, one.is_multiple))
        .chain(texts)
        .collect();
    all.sort();
    stable_hash(all.join("\n").as_bytes())
}

impl Form {
    /// The form of a seed.
    ///
    /// # Errors
    /// When the bank does not fill this size.
    pub fn new(
        candidates: &[Candidate],
        size: Size,
        seed: u64,
        bank: u64,
    ) -> Result<Self, Missing> {
        let missing = missing(candidates, size);
        if 0 < missing.n() {
            return Err(missing);
        }
        let mut sorted: Vec<&Candidate> = candidates.iter().collect();
        // The order of files is no part of the bank.
        sorted.sort_by(|a, b| a.item.cmp(&b.item));
        let lack = lacks(size.by_domain(), situations(candidates, |one| !one.is_multiple));
        let name = format!("form/{}", size.n());
        for attempt in 0..TRIES {
            let mut stream = Seed(seed).stream(&name, attempt);
            if let Some(chosen) = choose(&sorted, lack, size, &mut stream) {
                let questions = arrange(&chosen, size, &mut stream);
                return Ok(Self { size, seed, bank, questions });
            }
        }
        Err(missing)
    }

    /// Of many seeds from `first` on the form with the fewest questions that were `seen`.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn freshest(
        candidates: &[Candidate],
        size: Size,
        first: u64,
        bank: u64,
        seen: &BTreeSet<ItemId>,
    ) -> Result<Self, Missing> {
        let mut best: Option<(usize, Self)> = None;
        for step in 0..SEEDS {
            let form = Self::new(candidates, size, first.wrapping_add(step), bank)?;
            let n = form.n_repeats(seen);
            if best.as_ref().is_none_or(|(least, _)| n < *least) {
                best = Some((n, form));
            }
            if n == 0 {
                break;
            }
        }
        best.map(|(_, form)| form).ok_or_else(|| missing(candidates, size))
    }

    /// How many of its questions were seen before.
    pub fn n_repeats(&self, seen: &BTreeSet<ItemId>) -> usize {
        self.questions.iter().filter(|one| seen.contains(&one.item)).count()
    }
}

/// Situations of each domain that have an item of a kind.
fn situations(candidates: &[Candidate], is_wanted: impl Fn(&Candidate) -> bool) -> [u32; 4] {
    let mut counts = [0; 4];
    for (domain, count) in (1_u8..).zip(&mut counts) {
        let of_domain = candidates.iter().filter(|one| one.domain == domain && is_wanted(one));
        let names: BTreeSet<&str> = of_domain.map(|one| one.situation.as_str()).collect();
        *count = u32::try_from(names.len()).unwrap_or(u32::MAX);
    }
    counts
}

/// By domain, what is wanted beyond what is there.
fn lacks(wanted: [u32; 4], there: [u32; 4]) -> [u32; 4] {
    let mut lack = wanted;
    for (lack, there) in lack.iter_mut().zip(there) {
        *lack = lack.saturating_sub(there);
    }
    lack
}

/// What a bank lacks for a size, counted by situation.
fn missing(candidates: &[Candidate], size: Size) -> Missing {
    let all = situations(candidates, |_| true);
    let single = situations(candidates, |one| !one.is_multiple);
    let multiple: u32 = situations(candidates, |one| one.is_multiple).iter().sum();
    // What items with one answer do not fill is left to those with several, of which there are so
    // many and no more.
    let left: u32 = lacks(size.by_domain(), single).iter().sum();
    let by_domain = lacks(size.by_domain(), all);
    Missing {
        size,
        by_domain,
        multiple: size.n_multiple().saturating_sub(multiple),
        single: left.saturating_sub(size.n_multiple() + by_domain.iter().sum::<u32>()),
    }
}

/// What may still come in.
struct Room<'a> {
    chosen: Vec<&'a Candidate>,
    domains: [u32; 4],
}

impl<'a> Room<'a> {
    fn take(&mut self, one: &'a Candidate) -> bool {
        let Some(left) = self.domains.get_mut(usize::from(one.domain.saturating_sub(1))) else {
            return false;
        };
        let is_apart = |other: &&Candidate| {
            other.situation != one.situation
                && one.facts.iter().filter(|fact| other.facts.contains(fact)).count() <= 1
        };
        let fits = 0 < *left && self.chosen.iter().all(is_apart);
        if fits {
            *left -= 1;
            self.chosen.push(one);
        }
        fits
    }
}

/// One try: first the items with several answers, those of domains that the others do not fill
/// (`lack` of each) before the rest, then the others in a random order.
fn choose<'a>(
    sorted: &[&'a Candidate],
    mut lack: [u32; 4],
    size: Size,
    stream: &mut Stream,
) -> Option<Vec<&'a Candidate>> {
    let mut order = sorted.to_vec();
    stream.shuffle(&mut order);
    let (multiple, single): (Vec<&Candidate>, Vec<&Candidate>) =
        order.into_iter().partition(|one| one.is_multiple);
    let mut room = Room { chosen: Vec::new(), domains: size.by_domain() };
    let n_multiple = size.n_multiple() as usize;
    for one in &multiple {
        let lack = lack.get_mut(usize::from(one.domain.saturating_sub(1)));
        if let Some(lack) = lack.filter(|lack| 0 < **lack)
            && room.chosen.len() < n_multiple
            && room.take(one)
        {
            *lack -= 1;
        }
    }
    for one in &multiple {
        if room.chosen.len() < n_multiple {
            room.take(one);
        }
    }
    if room.chosen.len() < n_multiple {
        return None;
    }
    for one in single {
        room.take(one);
    }
    (room.chosen.len() == size.n() as usize).then_some(room.chosen)
}

/// Shuffles the questions and hides those that do not count among them, domain by domain.
fn arrange(chosen: &[&Candidate], size: Size, stream: &mut Stream) -> Vec<Chosen> {
    let mut order: Vec<&Candidate> = chosen.to_vec();
    stream.shuffle(&mut order);
    let mut left = size.scored_by_domain();
    let mut questions: Vec<Chosen> = order
        .into_iter()
        .map(|one| {
            let room = left.get_mut(usize::from(one.domain.saturating_sub(1)));
            let is_scored = room.is_some_and(|room| {
                let has_room = 0 < *room;
                *room = room.saturating_sub(1);
                has_room
            });
            Chosen { item: one.item.clone(), is_scored }
        })
        .collect();
    stream.shuffle(&mut questions);
    questions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_those_of_the_blueprint() {
        // Exam blueprint, 2.2.
        let table =
            [(20, [6, 5, 5, 4], 4, 5), (40, [12, 10, 10, 8], 8, 9), (65, [19, 17, 16, 13], 13, 15)];
        for (n, domains, multiple, unscored) in table {
            let size = Size::of(n).unwrap();
            assert_eq!(size.by_domain(), domains);
            assert_eq!((size.n_multiple(), size.n_unscored()), (multiple, unscored));
            let scored = size.scored_by_domain();
            assert_eq!(scored.iter().sum::<u32>(), n - unscored);
            assert!(scored.iter().zip(domains).all(|(scored, all)| *scored <= all));
        }
        assert_eq!(Size::Whole.scored_by_domain(), [15, 13, 12, 10]);
        assert_eq!(Size::of(30), None);
    }

    /// A bank of situations by domain, so many with one answer and so many with several.
    fn bank(counts: [(u32, u32); 4]) -> Vec<Candidate> {
        let mut all = Vec::new();
        for (domain, (single, multiple)) in (1..).zip(counts) {
            for at in 0..single + multiple {
                let situation = format!("{domain}-{at}");
                all.push(Candidate {
                    item: situation.as_str().into(),
                    situation,
                    domain,
                    is_multiple: single <= at,
                    facts: Vec::new(),
                });
            }
        }
        all
    }

    #[test]
    fn too_many_with_several_answers_are_no_help() {
        // 12 + 10 + 10 + 8 situations, ten with several answers, of which a form of 40 takes eight.
        let all = bank([(9, 3), (7, 3), (7, 3), (7, 1)]);
        let missing = Form::new(&all, Size::Middle, 1, 1).unwrap_err();
        assert_eq!((missing.by_domain, missing.multiple, missing.single), ([0; 4], 0, 2));
        assert_eq!(missing.words(), "a form of 40 needs 2 more situations: 2 with one answer");
        let all = bank([(10, 3), (8, 3), (7, 3), (7, 1)]);
        assert_eq!(Form::new(&all, Size::Middle, 1, 1).map(|form| form.questions.len()), Ok(40));
    }

    #[test]
    fn what_is_missing_is_told_by_domain() {
        let missing = Form::new(&[], Size::Short, 1, 1).unwrap_err();
        assert_eq!((missing.n(), missing.multiple, missing.single), (20, 4, 0));
        assert_eq!(
            missing.words(),
            "a form of 20 needs 20 more situations: 6 in domain 1, 5 in domain 2, 5 in domain 3, \
             4 in domain 4, 4 with several answers"
        );
    }
}
