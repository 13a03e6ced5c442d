//! In which order new cards are learnt, and which card comes next in a session.
//!
//! - New cards: by rank, then by what needs what, topics in turn by weight.
//! - At most one card of a fact a day: siblings wait for tomorrow.
//! - Cards in steps come back at their minute, or after eight others, or when nothing else is left.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{CardState, Due};
use crate::{
    clock::Now,
    ids::{CardId, FactId, TopicId},
};

/// When nothing else is left, a card in steps is shown up to this much early.
const AHEAD_MS: i64 = 20 * 60_000;
/// A card in steps may come back early after this many others.
const OTHERS_BETWEEN: u32 = 8;

/// What the queue has to know of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueCard {
    pub card: CardId,
    /// The fact that it mainly teaches: cards with the same one are siblings.
    pub fact: FactId,
    pub topic: TopicId,
    /// How much the exam turns on the fact: 0 most, 2 least.
    pub rank: u8,
    /// What has to be known before: definitions are 0, prices come last.
    pub need: u8,
    /// It asks for a figure.
    pub is_figure: bool,
    /// Its place among the first cards of a newcomer, if it is one.
    pub first: Option<usize>,
}

impl QueueCard {
    /// What the card is about: the first two parts of the fact's id, `lambda-core.limit`.
    fn matter(&self) -> &str {
        let id = &*self.fact.0;
        id.match_indices('.').nth(1).map_or(id, |(at, _)| id.get(..at).unwrap_or(id))
    }

    /// The file that it comes from, as far as its id tells.
    fn part(&self) -> &str {
        self.fact.0.split('.').next().unwrap_or_default()
    }
}

/// Where a card stands among those of its topic: its level, what it needs, its turn.
type Turn = (u8, u8, u32);

/// Cards in the order in which they are learnt, which depends on nothing that a learner does.
///
/// The first ones are given. Then by rank, where each further card of a fact counts one rank lower;
/// within a rank topics in turn by their weight (Webster's method, as seats are given to parties);
/// within a topic what is needed first, the parts of a topic in turn. A figure waits until another
/// card of its matter has been shown.
pub fn curriculum(mut items: Vec<QueueCard>, weights: &[(TopicId, f64)]) -> Vec<QueueCard> {
    // Of a fact's cards the figure comes last; else they keep the order of their file.
    items.sort_by_key(|item| item.is_figure);
    let mut names = Names::default();
    let mut n_of_fact: BTreeMap<usize, u8> = BTreeMap::new();
    let mut n_of_part: BTreeMap<(u8, u8, usize), u32> = BTreeMap::new();
    let mut keyed: Vec<Keyed> = Vec::with_capacity(items.len());
    for item in items {
        let fact = names.fact(&item);
        let n = n_of_fact.entry(fact.place).or_default();
        let level = item.rank.saturating_add(*n);
        *n = n.saturating_add(1);
        let turn = n_of_part.entry((level, item.need, fact.part)).or_default();
        *turn += 1;
        keyed.push(Keyed { turn: (level, item.need, *turn), matter: fact.matter, item });
    }
    keyed.sort_by(|a, b| a.turn.cmp(&b.turn).then_with(|| a.item.card.cmp(&b.item.card)));
    let (mut line, rest): (Vec<Keyed>, Vec<Keyed>) =
        keyed.into_iter().partition(|one| one.item.first.is_some());
    line.sort_by_key(|one| one.item.first);
    let mut open: BTreeSet<usize> = line.iter().map(|one| one.matter).collect();
    let mut topics = in_topics(&line, rest, weights);
    while let Some(least) = topics.iter().filter_map(Turns::level).min() {
        let open_now = topics.iter_mut().filter(|topic| topic.level() == Some(least));
        // Topics come in the order of their ids, and of equals the first one is taken.
        let Some(topic) = open_now.min_by(|a, b| a.turn().total_cmp(&b.turn())) else { break };
        let Some(next) = take_next(&mut topic.queue, &open) else { break };
        topic.n_shown += 1.0;
        open.insert(next.matter);
        line.push(next);
    }
    line.into_iter().map(|one| one.item).collect()
}

/// A card with its turn, and what it is about by number.
#[derive(Debug)]
struct Keyed {
    turn: Turn,
    matter: usize,
    item: QueueCard,
}

/// The cards of a topic that wait, and how many have been shown.
#[derive(Debug)]
struct Turns {
    weight: f64,
    n_shown: f64,
    queue: VecDeque<Keyed>,
}

impl Turns {
    /// The level of the next card.
    fn level(&self) -> Option<u8> {
        self.queue.front().map(|one| one.turn.0)
    }

    /// The smaller, the sooner it is the topic's turn.
    fn turn(&self) -> f64 {
        (self.n_shown + 0.5) / self.weight
    }
}

/// The cards that wait by topic, in the order of the topics' ids. `shown` come before all.
fn in_topics(shown: &[Keyed], rest: Vec<Keyed>, weights: &[(TopicId, f64)]) -> Vec<Turns> {
    let weight = |topic: &TopicId| {
        weights.iter().find(|(one, _)| one == topic).map_or(1.0, |(_, weight)| weight.max(0.1))
    };
    let mut topics: BTreeMap<TopicId, Turns> = BTreeMap::new();
    for one in rest {
        match topics.get_mut(&one.item.topic) {
            Some(topic) => topic.queue.push_back(one),
            None => {
                let weight = weight(&one.item.topic);
                let topic = one.item.topic.clone();
                let turns = Turns { weight, n_shown: 0.0, queue: VecDeque::from([one]) };
                topics.insert(topic, turns);
            }
        }
    }
    for one in shown {
        if let Some(topic) = topics.get_mut(&one.item.topic) {
            topic.n_shown += 1.0;
        }
    }
    topics.into_values().collect()
}

/// Facts, and what they are about, by number: texts are compared once for each fact.
#[derive(Debug, Default)]
struct Names {
    facts: BTreeMap<FactId, About>,
    matters: BTreeMap<String, usize>,
    parts: BTreeMap<String, usize>,
    last: Option<(FactId, About)>,
}

#[derive(Debug, Clone, Copy)]
struct About {
    place: usize,
    matter: usize,
    part: usize,
}

impl Names {
    fn fact(&mut self, item: &QueueCard) -> About {
        // Cards of one fact mostly stand together.
        if let Some((_, about)) = self.last.as_ref().filter(|(fact, _)| *fact == item.fact) {
            return *about;
        }
        let about = match self.facts.get(&item.fact) {
            Some(about) => *about,
            None => {
                let place = self.facts.len();
                let matter = number_of(&mut self.matters, item.matter());
                let part = number_of(&mut self.parts, item.part());
                let about = About { place, matter, part };
                self.facts.insert(item.fact.clone(), about);
                about
            }
        };
        self.last = Some((item.fact.clone(), about));
        about
    }
}

fn number_of(names: &mut BTreeMap<String, usize>, name: &str) -> usize {
    if let Some(number) = names.get(name) {
        return *number;
    }
    let number = names.len();
    names.insert(name.to_owned(), number);
    number
}

/// The next card of a topic: a figure whose matter is not open yet lets the first other card of
/// that matter pass.
fn take_next(queue: &mut VecDeque<Keyed>, open: &BTreeSet<usize>) -> Option<Keyed> {
    let head = queue.front()?;
    let mut at = 0;
    if head.item.is_figure && !open.contains(&head.matter) {
        let is_other = |one: &Keyed| !one.item.is_figure && one.matter == head.matter;
        at = queue.iter().position(is_other).unwrap_or(0);
    }
    queue.remove(at)
}

/// The cards of a day that still wait.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Today {
    /// In steps, soonest first.
    pub steps: Vec<CardId>,
    pub reviews: Vec<CardId>,
    pub new: Vec<CardId>,
    /// Known cards that are due and do not fit into the day.
    pub n_waiting: usize,
    /// Seconds that the cards are expected to take.
    pub seconds: u64,
}

impl Today {
    /// Cards that are due: in steps or known.
    pub fn n_due(&self) -> usize {
        self.steps.len() + self.reviews.len()
    }

    /// Minutes that the cards are expected to take, rounded up; 0 for none.
    pub fn minutes(&self) -> u64 {
        self.seconds.div_ceil(60)
    }

    pub fn is_empty(&self) -> bool {
        self.n_due() + self.new.len() == 0
    }
}

/// Every card's state, by id; a card that is missing was never answered.
pub type States = BTreeMap<CardId, CardState>;

static FRESH: CardState = CardState::FRESH;

/// The state of a card, fresh when it is not in `states`.
pub fn state_of<'a>(states: &'a States, card: &CardId) -> &'a CardState {
    states.get(card).unwrap_or(&FRESH)
}

/// Cards in steps, the soonest first.
pub fn sort_steps(steps: &mut [&QueueCard], states: &States) {
    steps.sort_by_key(|item| match state_of(states, &item.card).due {
        Due::At(at) => at.0,
        Due::Unplanned | Due::On(_) => 0,
    });
}

/// The line in front of a learner: what was planned, and what comes back within the session.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    planned: VecDeque<CardId>,
    /// In steps: the card, when it is due, and how many cards had been shown when it went there.
    steps: Vec<(CardId, i64, u32)>,
    n_shown: u32,
}

impl Line {
    /// A line of today's cards, new ones spread evenly among the known.
    pub fn new(today: &Today, states: &States) -> Self {
        let (n_known, n_new) = (today.reviews.len(), today.new.len());
        let mut planned = VecDeque::with_capacity(n_known + n_new);
        let (mut known, mut new) = (today.reviews.iter(), today.new.iter());
        for place in 0..n_known + n_new {
            // As many new ones among the first `place + 1` as their share says.
            let n_new_by_now = (place + 1) * n_new / (n_known + n_new);
            let is_new = place * n_new / (n_known + n_new) < n_new_by_now;
            planned.extend(if is_new { new.next() } else { known.next() }.cloned());
        }
        let due = |card: &CardId| match state_of(states, card).due {
            Due::At(at) => at.0,
            Due::Unplanned | Due::On(_) => 0,
        };
        let steps = today.steps.iter().map(|card| (card.clone(), due(card), 0)).collect();
        Self { planned, steps, n_shown: 0 }
    }

    /// Takes the next card out of the line; none when everything is done or rests longer.
    pub fn next(&mut self, now: Now) -> Option<CardId> {
        let n_shown = self.n_shown;
        let is_ready =
            |step: &(CardId, i64, u32)| step.1 <= now.wall.0 || step.2 + OTHERS_BETWEEN <= n_shown;
        let soonest = |line: &Self, ready: &dyn Fn(&(CardId, i64, u32)) -> bool| {
            let steps = line.steps.iter().enumerate().filter(|(_, step)| ready(step));
            steps.min_by_key(|(_, step)| step.1).map(|(index, _)| index)
        };
        let card = if let Some(index) = soonest(self, &is_ready) {
            self.steps.remove(index).0
        } else if let Some(card) = self.planned.pop_front() {
            card
        } else {
            let ahead = now.wall.0.saturating_add(AHEAD_MS);
            let index = soonest(self, &|step| step.1 <= ahead)?;
            self.steps.remove(index).0
        };
        self.n_shown += 1;
        Some(card)
    }

    /// Puts a card back after its answer, when it rests within the session only.
    pub fn answered(&mut self, card: &CardId, state: &CardState) {
        if let Due::At(at) = state.due {
            self.steps.push((card.clone(), at.0, self.n_shown));
        }
    }

    /// Puts a card in front of all that is planned.
    pub fn put_first(&mut self, card: CardId) {
        self.drop_card(&card);
        self.planned.push_front(card);
    }

    /// Takes a card out: it was suspended or buried.
    pub fn drop_card(&mut self, card: &CardId) {
        self.planned.retain(|one| one != card);
        self.steps.retain(|(one, _, _)| one != card);
    }

    /// Cards still in line.
    pub fn len(&self) -> usize {
        self.planned.len() + self.steps.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Day, Timestamp};
    use std::time::Duration;

    fn item(n: usize, topic: &str) -> QueueCard {
        QueueCard {
            card: CardId::from(&*format!("{topic}.{n:03}")),
            fact: FactId::from(&*format!("{topic}.fact-{n}")),
            topic: TopicId::from(topic),
            rank: 0,
            need: 0,
            is_figure: false,
            first: None,
        }
    }

    fn learnt(items: Vec<QueueCard>, weights: &[(TopicId, f64)]) -> Vec<String> {
        curriculum(items, weights).into_iter().map(|item| item.card.to_string()).collect()
    }

    #[test]
    fn new_cards_come_by_rank_and_by_what_needs_what() {
        let mut items: Vec<QueueCard> = (0..4).map(|n| item(n, "a")).collect();
        (items[0].rank, items[1].rank, items[2].rank, items[3].rank) = (2, 0, 0, 1);
        (items[1].need, items[2].need) = (3, 0);
        assert_eq!(learnt(items.clone(), &[]), ["a.002", "a.001", "a.003", "a.000"]);
        items[0].first = Some(0);
        assert_eq!(learnt(items, &[]), ["a.000", "a.002", "a.001", "a.003"]);
    }

    #[test]
    fn each_further_card_of_a_fact_counts_a_rank_lower() {
        let mut items: Vec<QueueCard> = (0..4).map(|n| item(n, "a")).collect();
        items[1].fact = items[0].fact.clone();
        (items[2].rank, items[3].rank) = (1, 0);
        // Core, core again; useful; core: the second one of the first fact stands with the useful.
        assert_eq!(learnt(items, &[]), ["a.000", "a.003", "a.001", "a.002"]);
    }

    #[test]
    fn topics_come_in_turn_by_weight() {
        let mut items: Vec<QueueCard> = (0..70).map(|n| item(n, "a")).collect();
        items.extend((0..70).map(|n| item(n, "b")));
        let weights = [(TopicId::from("a"), 3.0), (TopicId::from("b"), 1.0)];
        let line = learnt(items, &weights);
        assert_eq!(line[..20].iter().filter(|card| card.starts_with('a')).count(), 15);
    }

    #[test]
    fn a_figure_waits_for_another_card_of_its_matter() {
        let mut items: Vec<QueueCard> = (0..3).map(|n| item(n, "a")).collect();
        for (item, fact) in items.iter_mut().zip(["a.limit.one", "a.limit.two", "a.price.one"]) {
            item.fact = FactId::from(fact);
        }
        (items[0].is_figure, items[2].is_figure) = (true, true);
        (items[0].rank, items[1].rank, items[2].rank) = (0, 2, 1);
        // The other card of the matter is only a detail, and passes; where there is none, nothing
        // is waited for.
        assert_eq!(learnt(items, &[]), ["a.001", "a.000", "a.002"]);
    }

    fn now(ms: i64) -> Now {
        Now { mono: Duration::ZERO, wall: Timestamp(ms), offset_min: 0, day: Day(0) }
    }

    #[test]
    fn a_failed_card_comes_back_after_its_minutes_or_eight_others_or_at_the_end() {
        let cards: Vec<CardId> = (0..20).map(|n| item(n, "a").card).collect();
        let today = Today { new: cards.clone(), ..Today::default() };
        let mut line = Line::new(&today, &States::new());
        let first = line.next(now(0)).unwrap();
        let resting = CardState { due: Due::At(Timestamp(600_000)), ..CardState::default() };
        line.answered(&first, &resting);
        let mut by_time = line.clone();
        assert_ne!(by_time.next(now(599_999)), Some(first.clone()));
        assert_eq!(by_time.next(now(600_000)), Some(first.clone()));
        for _ in 0..8 {
            assert_ne!(line.next(now(1)), Some(first.clone()));
        }
        assert_eq!(line.next(now(1)), Some(first.clone()));
        let only = Today { new: vec![first.clone()], ..Today::default() };
        let mut short = Line::new(&only, &States::new());
        assert_eq!(short.next(now(0)), Some(first.clone()));
        short.answered(&first, &resting);
        assert_eq!(short.next(now(0)), Some(first));
        assert_eq!(short.next(now(0)), None);
    }

    #[test]
    fn new_ones_are_spread_among_the_known() {
        let ids = |topic| (0..3).map(|n| item(n, topic).card).collect::<Vec<_>>();
        let reviews: Vec<CardId> = (0..9).map(|n| item(n, "r").card).collect();
        let today = Today { reviews, new: ids("n"), ..Today::default() };
        let mut line = Line::new(&today, &States::new());
        let mut order = String::new();
        while let Some(card) = line.next(now(0)) {
            order.extend(card.0.chars().next());
        }
        assert_eq!(order, "rrrnrrrnrrrn");
    }
}
