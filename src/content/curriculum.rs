//! In which order new cards are learnt, which depends on nothing that a learner does.
//!
//! The first ones are given. Then by rank, where each further card of a fact counts one rank lower;
//! within a rank topics in turn by their weight (Webster's method, as seats are given to parties);
//! within a topic what is needed first, the parts of a topic in turn. A figure waits until another
//! card of its matter has been shown.

use std::collections::{BTreeMap, BTreeSet};

use super::{CardKind, FactKind, InLine, Library, Rank, by_id::small};

/// What the order has to know of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lesson<'a> {
    pub card: &'a str,
    /// The fact that it mainly teaches: cards with the same one are siblings.
    pub fact: &'a str,
    pub topic: &'a str,
    /// How much the exam turns on the fact: 0 most, 2 least.
    pub rank: u8,
    /// What has to be known before: definitions are 0, prices come last.
    pub need: u8,
    /// It asks for a figure.
    pub is_figure: bool,
    /// Its place among the first cards of a newcomer, if it is one.
    pub first: Option<usize>,
}

impl<'a> Lesson<'a> {
    /// What the card is about: the first two parts of the fact's id, `lambda-core.limit`.
    fn matter(&self) -> &'a str {
        let id = self.fact;
        id.match_indices('.').nth(1).map_or(id, |(at, _)| id.get(..at).unwrap_or(id))
    }

    /// The file that it comes from, as far as its id tells.
    fn part(&self) -> &'a str {
        self.fact.split('.').next().unwrap_or_default()
    }
}

/// A library's cards in the order in which they are learnt.
pub(super) fn of_library(library: &Library) -> Vec<InLine> {
    let first: BTreeMap<&str, usize> =
        library.first.iter().enumerate().map(|(place, card)| (&*card.0, place)).collect();
    let lessons = library.cards.iter().map(|card| {
        let fact = library.fact(card.main_fact());
        Lesson {
            card: &card.id.0,
            fact: &card.main_fact().0,
            topic: &card.topic.0,
            rank: fact.map_or(Rank::Useful, |fact| fact.rank) as u8,
            need: fact.map_or(0, |fact| need_of(fact.kind)),
            is_figure: card.kind == CardKind::Numeric,
            first: first.get(&*card.id.0).copied(),
        }
    });
    let lessons: Vec<Lesson<'_>> = lessons.collect();
    let weights = library.topics.iter().map(|topic| (&*topic.id.0, topic.weight));
    let places = curriculum(&lessons, &weights.collect::<Vec<_>>()).into_iter();
    let in_line = places.filter_map(|card| {
        let fact = library.fact_position(library.cards.get(card)?.main_fact())?;
        Some(InLine { card: small(card), fact: small(fact) })
    });
    in_line.collect()
}

/// What has to be known before what: a word, its use, how it differs, its rules, its figures.
fn need_of(kind: FactKind) -> u8 {
    match kind {
        FactKind::Definition => 0,
        FactKind::UseCase => 1,
        FactKind::Comparison => 2,
        FactKind::Rule | FactKind::Fact | FactKind::Default => 3,
        FactKind::Limit => 4,
        FactKind::Price => 5,
    }
}

/// Where a card stands among those of its topic: its level, what it needs, its turn.
type Turn = (u8, u8, u32);

/// The places of cards in the order in which they are learnt. `weights` are those of topics; a
/// topic that is not among them weighs 1.
pub fn curriculum(lessons: &[Lesson<'_>], weights: &[(&str, f64)]) -> Vec<usize> {
    // Of a fact's cards the figure comes last; else they keep the order of their file.
    let mut order: Vec<usize> = (0..lessons.len()).collect();
    order.sort_by_key(|place| lessons.get(*place).map(|lesson| lesson.is_figure));
    let mut n_of_fact: BTreeMap<&str, u8> = BTreeMap::new();
    let mut n_of_part: BTreeMap<(u8, u8, &str), u32> = BTreeMap::new();
    let mut keyed: Vec<Keyed<'_>> = Vec::with_capacity(lessons.len());
    for place in order {
        let Some(lesson) = lessons.get(place) else { continue };
        let n = n_of_fact.entry(lesson.fact).or_default();
        let level = lesson.rank.saturating_add(*n);
        *n = n.saturating_add(1);
        let turn = n_of_part.entry((level, lesson.need, lesson.part())).or_default();
        *turn += 1;
        keyed.push(Keyed { turn: (level, lesson.need, *turn), place, lesson });
    }
    keyed.sort_by(|a, b| a.turn.cmp(&b.turn).then_with(|| a.lesson.card.cmp(b.lesson.card)));
    let (mut line, rest): (Vec<Keyed<'_>>, Vec<Keyed<'_>>) =
        keyed.into_iter().partition(|one| one.lesson.first.is_some());
    line.sort_by_key(|one| one.lesson.first);
    let mut open: BTreeSet<&str> = line.iter().map(|one| one.lesson.matter()).collect();
    let mut topics = in_topics(&line, rest, weights);
    while let Some(least) = topics.iter().filter_map(Turns::level).min() {
        let open_now = topics.iter_mut().filter(|topic| topic.level() == Some(least));
        // Topics come in the order of their ids, and of equals the first one is taken.
        let Some(topic) = open_now.min_by(|a, b| a.turn().total_cmp(&b.turn())) else { break };
        let Some(next) = topic.take_next(&open) else { break };
        open.insert(next.lesson.matter());
        line.push(next);
    }
    line.into_iter().map(|one| one.place).collect()
}

/// A card with its turn.
#[derive(Debug, Clone, Copy)]
struct Keyed<'a> {
    turn: Turn,
    place: usize,
    lesson: &'a Lesson<'a>,
}

/// The cards of a topic in their order, and how far they have been shown.
#[derive(Debug)]
struct Turns<'a> {
    weight: f64,
    n_shown: f64,
    cards: Vec<Keyed<'a>>,
    /// The card whose turn it is, and those behind it that were taken before their turn.
    next: usize,
    passed: BTreeSet<usize>,
    /// The first card of each matter that asks for no figure.
    others: BTreeMap<&'a str, usize>,
}

impl<'a> Turns<'a> {
    /// The level of the next card.
    fn level(&self) -> Option<u8> {
        self.cards.get(self.next).map(|one| one.turn.0)
    }

    /// The smaller, the sooner it is the topic's turn.
    fn turn(&self) -> f64 {
        (self.n_shown + 0.5) / self.weight
    }

    fn push(&mut self, one: Keyed<'a>) {
        if !one.lesson.is_figure {
            self.others.entry(one.lesson.matter()).or_insert(self.cards.len());
        }
        self.cards.push(one);
    }

    /// The next card: a figure whose matter is not open yet lets the first other card of that
    /// matter pass. Of a matter that is not open no card has been taken.
    fn take_next(&mut self, open: &BTreeSet<&str>) -> Option<Keyed<'a>> {
        let head = self.cards.get(self.next)?.lesson;
        let is_early = head.is_figure && !open.contains(head.matter());
        let other = self.others.get(head.matter()).copied().filter(|_| is_early);
        if let Some(at) = other {
            self.passed.insert(at);
        }
        let taken = self.cards.get(other.unwrap_or(self.next)).copied();
        if other.is_none() {
            self.next += 1;
            while self.passed.remove(&self.next) {
                self.next += 1;
            }
        }
        self.n_shown += 1.0;
        taken
    }
}

/// The cards that wait by topic, in the order of the topics' ids. `shown` come before all.
fn in_topics<'a>(
    shown: &[Keyed<'a>],
    rest: Vec<Keyed<'a>>,
    weights: &[(&str, f64)],
) -> Vec<Turns<'a>> {
    let weight = |topic: &str| {
        weights.iter().find(|(one, _)| *one == topic).map_or(1.0, |(_, weight)| weight.max(0.1))
    };
    let mut topics: BTreeMap<&str, Turns<'_>> = BTreeMap::new();
    for one in rest {
        let topic = one.lesson.topic;
        let turns = topics.entry(topic).or_insert_with(|| Turns {
            weight: weight(topic),
            n_shown: 0.0,
            cards: Vec::new(),
            next: 0,
            passed: BTreeSet::new(),
            others: BTreeMap::new(),
        });
        turns.push(one);
    }
    for one in shown {
        if let Some(topic) = topics.get_mut(one.lesson.topic) {
            topic.n_shown += 1.0;
        }
    }
    topics.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARDS: [&str; 5] = ["a.0", "a.1", "a.2", "a.3", "a.4"];

    fn lesson(n: usize) -> Lesson<'static> {
        const FACTS: [&str; 5] = ["a.fact-0", "a.fact-1", "a.fact-2", "a.fact-3", "a.fact-4"];
        Lesson {
            card: CARDS[n],
            fact: FACTS[n],
            topic: "a",
            rank: 0,
            need: 0,
            is_figure: false,
            first: None,
        }
    }

    fn learnt(lessons: &[Lesson<'_>]) -> Vec<usize> {
        curriculum(lessons, &[])
    }

    #[test]
    fn new_cards_come_by_rank_and_by_what_needs_what() {
        let mut lessons: Vec<Lesson<'_>> = (0..4).map(lesson).collect();
        (lessons[0].rank, lessons[1].rank, lessons[2].rank, lessons[3].rank) = (2, 0, 0, 1);
        (lessons[1].need, lessons[2].need) = (3, 0);
        assert_eq!(learnt(&lessons), [2, 1, 3, 0]);
        lessons[0].first = Some(0);
        assert_eq!(learnt(&lessons), [0, 2, 1, 3]);
    }

    #[test]
    fn each_further_card_of_a_fact_counts_a_rank_lower() {
        let mut lessons: Vec<Lesson<'_>> = (0..4).map(lesson).collect();
        lessons[1].fact = lessons[0].fact;
        (lessons[2].rank, lessons[3].rank) = (1, 0);
        // Core, core again; useful; core: the second one of the first fact stands with the useful.
        assert_eq!(learnt(&lessons), [0, 3, 1, 2]);
    }

    #[test]
    fn topics_come_in_turn_by_weight() {
        let names: Vec<String> = (0..140).map(|n| format!("{n:03}")).collect();
        let lessons = names.iter().enumerate().map(|(n, name)| Lesson {
            card: name,
            fact: name,
            topic: if n < 70 { "a" } else { "b" },
            ..lesson(0)
        });
        let lessons: Vec<Lesson<'_>> = lessons.collect();
        let line = curriculum(&lessons, &[("a", 3.0), ("b", 1.0)]);
        assert_eq!(line[..20].iter().filter(|place| **place < 70).count(), 15);
    }

    #[test]
    fn a_figure_waits_for_another_card_of_its_matter() {
        let mut lessons: Vec<Lesson<'_>> = (0..3).map(lesson).collect();
        for (lesson, fact) in lessons.iter_mut().zip(["a.limit.one", "a.limit.two", "a.price.one"])
        {
            lesson.fact = fact;
        }
        (lessons[0].is_figure, lessons[2].is_figure) = (true, true);
        (lessons[0].rank, lessons[1].rank, lessons[2].rank) = (0, 2, 1);
        // The other card of the matter is only a detail, and passes; where there is none, nothing
        // is waited for.
        assert_eq!(learnt(&lessons), [1, 0, 2]);
    }
}
