//! Which questions a mock exam holds.
//!
//! A form is a function of bank, length and seed alone, so that a seed brings the same form again.
//! What was seen before enters by the choice of the seed: of many, the one with the fewest
//! repeats.

use std::collections::BTreeSet;

use super::blueprint::{Blueprint, Length, place};
use crate::{
    ids::{FactId, ItemId},
    rng::{Seed, Stream, stable_hash},
};

/// What the choice of questions needs to know of an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    pub item: ItemId,
    /// Items of one situation are siblings and never stand in one form.
    pub situation: String,
    /// From 1 on.
    pub domain: u8,
    pub is_multiple: bool,
    /// The facts that decide; two items of a form share at most one.
    pub facts: Vec<FactId>,
}

/// What forms are made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Bank {
    pub blueprint: Blueprint,
    pub candidates: Vec<Candidate>,
    /// Another text, key or option makes another one.
    pub version: u64,
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
    pub length: Length,
    pub seed: u64,
    pub bank: u64,
    pub questions: Vec<Chosen>,
}

/// Why there is no form of a length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    pub length: Length,
    /// Situations that each domain lacks.
    pub by_domain: Vec<u32>,
    /// Situations with several right answers that are missing.
    pub multiple: u32,
    /// Situations with one right answer that are missing beyond those of `by_domain`, because a
    /// form has so many of the others and no more.
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
        let n = self.length.questions;
        if self.n() == 0 {
            return format!("no form of {n} keeps siblings and deciding facts apart");
        }
        let mut parts: Vec<String> = (1_u8..)
            .zip(&self.by_domain)
            .filter(|(_, missing)| 0 < **missing)
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

/// How often a choice is begun anew before a length counts as one that cannot be filled.
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
    /// When the bank does not fill this length.
    pub fn new(bank: &Bank, length: Length, seed: u64) -> Result<Self, Missing> {
        let missing = missing(bank, length);
        if 0 < missing.n() {
            return Err(missing);
        }
        let mut sorted: Vec<&Candidate> = bank.candidates.iter().collect();
        // The order of files is no part of the bank.
        sorted.sort_by(|a, b| a.item.cmp(&b.item));
        let wanted = bank.blueprint.by_domain(length);
        let lack = lacks(&wanted, &situations(bank, |one| !one.is_multiple));
        let scored = bank.blueprint.scored_by_domain(length);
        let name = format!("form/{}", length.questions);
        for attempt in 0..TRIES {
            let mut stream = Seed(seed).stream(&name, attempt);
            let room = Room { chosen: Vec::new(), domains: wanted.clone() };
            if let Some(chosen) = choose(&sorted, lack.clone(), room, length, &mut stream) {
                let questions = arrange(&chosen, scored, &mut stream);
                return Ok(Self { length, seed, bank: bank.version, questions });
            }
        }
        Err(missing)
    }

    /// Of many seeds from `first` on the form with the fewest questions that were `seen`.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn freshest(
        bank: &Bank,
        length: Length,
        first: u64,
        seen: &BTreeSet<ItemId>,
    ) -> Result<Self, Missing> {
        let mut best: Option<(usize, Self)> = None;
        for step in 0..SEEDS {
            let form = Self::new(bank, length, first.wrapping_add(step))?;
            let n = form.n_repeats(seen);
            if best.as_ref().is_none_or(|(least, _)| n < *least) {
                best = Some((n, form));
            }
            if n == 0 {
                break;
            }
        }
        best.map(|(_, form)| form).ok_or_else(|| missing(bank, length))
    }

    /// How many of its questions were seen before.
    pub fn n_repeats(&self, seen: &BTreeSet<ItemId>) -> usize {
        self.questions.iter().filter(|one| seen.contains(&one.item)).count()
    }
}

/// Situations of each domain that have an item of a kind.
fn situations(bank: &Bank, is_wanted: impl Fn(&Candidate) -> bool) -> Vec<u32> {
    let of_domain = |domain: u8| {
        let all = bank.candidates.iter();
        let of_domain = all.filter(|one| one.domain == domain && is_wanted(one));
        let names: BTreeSet<&str> = of_domain.map(|one| one.situation.as_str()).collect();
        u32::try_from(names.len()).unwrap_or(u32::MAX)
    };
    (1_u8..).zip(&bank.blueprint.domains).map(|(domain, _)| of_domain(domain)).collect()
}

/// By domain, what is wanted beyond what is there.
fn lacks(wanted: &[u32], there: &[u32]) -> Vec<u32> {
    wanted.iter().zip(there).map(|(wanted, there)| wanted.saturating_sub(*there)).collect()
}

/// What a bank lacks for a length, counted by situation.
fn missing(bank: &Bank, length: Length) -> Missing {
    let wanted = bank.blueprint.by_domain(length);
    let all = situations(bank, |_| true);
    let single = situations(bank, |one| !one.is_multiple);
    let multiple: u32 = situations(bank, |one| one.is_multiple).iter().sum();
    // What items with one answer do not fill is left to those with several, of which there are so
    // many and no more.
    let left: u32 = lacks(&wanted, &single).iter().sum();
    let by_domain = lacks(&wanted, &all);
    let n_lacking: u32 = by_domain.iter().sum();
    Missing {
        length,
        multiple: length.multiple.saturating_sub(multiple),
        single: left.saturating_sub(length.multiple + n_lacking),
        by_domain,
    }
}

/// What may still come in.
struct Room<'a> {
    chosen: Vec<&'a Candidate>,
    domains: Vec<u32>,
}

impl<'a> Room<'a> {
    fn take(&mut self, one: &'a Candidate) -> bool {
        let Some(left) = self.domains.get_mut(place(one.domain)) else {
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
    mut lack: Vec<u32>,
    mut room: Room<'a>,
    length: Length,
    stream: &mut Stream,
) -> Option<Vec<&'a Candidate>> {
    let mut order = sorted.to_vec();
    stream.shuffle(&mut order);
    let (multiple, single): (Vec<&Candidate>, Vec<&Candidate>) =
        order.into_iter().partition(|one| one.is_multiple);
    let n_multiple = length.multiple as usize;
    for one in &multiple {
        let lack = lack.get_mut(place(one.domain));
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
    (room.chosen.len() == length.questions as usize).then_some(room.chosen)
}

/// Shuffles the questions and hides those that do not count among them, domain by domain.
fn arrange(chosen: &[&Candidate], mut left: Vec<u32>, stream: &mut Stream) -> Vec<Chosen> {
    let mut order: Vec<&Candidate> = chosen.to_vec();
    stream.shuffle(&mut order);
    let mut questions: Vec<Chosen> = order
        .into_iter()
        .map(|one| {
            let room = left.get_mut(place(one.domain));
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
    use crate::exam::blueprint::Domain;

    const SHORT: Length =
        Length { questions: 20, minutes: 40, extra_minutes: 49, unscored: 5, multiple: 4 };
    const MIDDLE: Length =
        Length { questions: 40, minutes: 80, extra_minutes: 98, unscored: 9, multiple: 8 };

    /// A bank of situations by domain, so many with one answer and so many with several.
    fn bank(counts: [(u32, u32); 4]) -> Bank {
        let domains = [30, 26, 24, 20].map(|share| Domain { title: String::new(), share });
        let blueprint = Blueprint { domains: domains.to_vec(), ..Blueprint::default() };
        let mut candidates = Vec::new();
        for (domain, (single, multiple)) in (1..).zip(counts) {
            for at in 0..single + multiple {
                let situation = format!("{domain}-{at}");
                candidates.push(Candidate {
                    item: situation.as_str().into(),
                    situation,
                    domain,
                    is_multiple: single <= at,
                    facts: Vec::new(),
                });
            }
        }
        Bank { blueprint, candidates, version: 1 }
    }

    #[test]
    fn too_many_with_several_answers_are_no_help() {
        // 12 + 10 + 10 + 8 situations, ten with several answers, of which a form of 40 takes eight.
        let all = bank([(9, 3), (7, 3), (7, 3), (7, 1)]);
        let missing = Form::new(&all, MIDDLE, 1).unwrap_err();
        assert_eq!((missing.by_domain.as_slice(), missing.multiple), (&[0; 4][..], 0));
        assert_eq!(missing.single, 2);
        assert_eq!(missing.words(), "a form of 40 needs 2 more situations: 2 with one answer");
        let all = bank([(10, 3), (8, 3), (7, 3), (7, 1)]);
        assert_eq!(Form::new(&all, MIDDLE, 1).map(|form| form.questions.len()), Ok(40));
    }

    #[test]
    fn what_is_missing_is_told_by_domain() {
        let missing = Form::new(&bank([(0, 0); 4]), SHORT, 1).unwrap_err();
        assert_eq!((missing.n(), missing.multiple, missing.single), (20, 4, 0));
        assert_eq!(
            missing.words(),
            "a form of 20 needs 20 more situations: 6 in domain 1, 5 in domain 2, 5 in domain 3, \
             4 in domain 4, 4 with several answers"
        );
    }
}
