//! Which cards today holds, and which comes next.
//!
//! - Cards whose day has come: those most likely forgotten first.
//! - New cards, up to the day's number: topics by weight in turn, kinds of card as mixed as can be.
//! - At most one card of a fact a day: siblings wait for tomorrow.
//! - Cards in steps come back at their minute, or after eight others, or when nothing else is left.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{CardState, Due, Phase, Scheduler};
use crate::{
    clock::{Day, Now},
    ids::{CardId, FactId, TopicId},
};

/// When nothing else is left, a card in steps is shown up to this much early.
const AHEAD_MS: i64 = 20 * 60_000;
/// A card in steps may come back early after this many others.
const OTHERS_BETWEEN: u32 = 8;
/// Among how many of a topic's next new cards the kind may decide.
const KIND_WINDOW: usize = 24;

/// What the queue has to know of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub card: CardId,
    /// The fact that it mainly teaches: cards with the same one are siblings.
    pub fact: FactId,
    pub topic: TopicId,
    /// A number for the kind of card.
    pub kind: u8,
}

/// How much a day may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub new_per_day: usize,
    pub reviews_per_day: usize,
}

/// How much of today's limits is used up already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Done {
    /// Cards answered for the first time today.
    pub n_new: usize,
    /// Known cards answered today.
    pub n_reviews: usize,
}

/// The cards of a day that still wait.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Today {
    /// In steps, soonest first.
    pub steps: Vec<CardId>,
    pub reviews: Vec<CardId>,
    pub new: Vec<CardId>,
}

impl Today {
    /// Cards that are due: in steps or known.
    pub fn n_due(&self) -> usize {
        self.steps.len() + self.reviews.len()
    }
}

/// Every card's state, by id; a card that is missing was never answered.
pub type States = BTreeMap<CardId, CardState>;

static FRESH: CardState = CardState::FRESH;

/// The state of a card, fresh when it is not in `states`.
pub fn state_of<'a>(states: &'a States, card: &CardId) -> &'a CardState {
    states.get(card).unwrap_or(&FRESH)
}

/// What was answered on `today`, over all cards.
pub fn done(states: &States, today: Day) -> Done {
    let mut done = Done::default();
    for state in states.values() {
        if state.first_day == Some(today) {
            done.n_new += 1;
        } else if state.last.is_some_and(|(day, _)| day == today) {
            done.n_reviews += 1;
        }
    }
    done
}

/// The cards that `today` holds out of `items`, which are in the order in which new ones are
/// learnt. `siblings` are the items of all decks, so that a sibling answered in another deck counts
/// too.
pub fn today(
    scheduler: &Scheduler,
    items: &[Item],
    siblings: &[Item],
    states: &States,
    weights: &[(TopicId, f64)],
    today: Day,
    limits: Limits,
) -> Today {
    let mut taken = facts_of_today(siblings, states, today);
    let available = |item: &&Item| state_of(states, &item.card).is_available(today);
    let mut steps: Vec<&Item> = Vec::new();
    let mut known: Vec<(f32, &Item)> = Vec::new();
    let mut fresh: Vec<&Item> = Vec::new();
    for item in items.iter().filter(available) {
        let state = state_of(states, &item.card);
        match state.phase {
            Phase::New => fresh.push(item),
            Phase::Learning | Phase::Relearning => steps.push(item),
            Phase::Review if state.is_due(today) => {
                known.push((scheduler.recall(state, today).unwrap_or(0.0), item));
            }
            Phase::Review => {}
        }
    }
    sort_steps(&mut steps, states);
    known.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.card.cmp(&b.1.card)));
    let done = done(states, today);
    let mut reviews = Vec::new();
    for (_, item) in known {
        let has_room = reviews.len() + done.n_reviews < limits.reviews_per_day;
        if has_room && taken.insert(item.fact.clone()) {
            reviews.push(item.card.clone());
        }
    }
    let n_new = limits.new_per_day.saturating_sub(done.n_new);
    let new = mixed(&fresh, weights, n_new, &mut taken);
    Today { steps: steps.into_iter().map(|item| item.card.clone()).collect(), reviews, new }
}

/// Cards in steps, the soonest first.
pub fn sort_steps(steps: &mut [&Item], states: &States) {
    steps.sort_by_key(|item| match state_of(states, &item.card).due {
        Due::At(at) => at.0,
        Due::Unplanned | Due::On(_) => 0,
    });
}

/// New cards in the order in which they are learnt: topics in turn by weight, kinds mixed, and one
/// card of each fact before its siblings.
pub fn in_turn<'a>(fresh: &[&'a Item], weights: &[(TopicId, f64)]) -> Vec<&'a Item> {
    let mut left: Vec<&Item> = fresh.to_vec();
    let mut line = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let round = mixed(&left, weights, left.len(), &mut BTreeSet::new());
        let place: BTreeMap<&CardId, usize> =
            round.iter().enumerate().map(|(place, card)| (card, place)).collect();
        let (mut now, later): (Vec<&Item>, Vec<&Item>) =
            left.into_iter().partition(|item| place.contains_key(&item.card));
        now.sort_by_key(|item| place.get(&item.card).copied());
        line.extend(now);
        left = later;
    }
    line
}

/// Facts of which a card was answered today or is in steps.
pub fn facts_of_today(items: &[Item], states: &States, today: Day) -> BTreeSet<FactId> {
    let is_taken = |item: &&Item| {
        let state = state_of(states, &item.card);
        let is_in_steps = matches!(state.phase, Phase::Learning | Phase::Relearning);
        (is_in_steps && !state.is_suspended) || state.last.is_some_and(|(day, _)| day == today)
    };
    items.iter().filter(is_taken).map(|item| item.fact.clone()).collect()
}

/// Up to `n` new cards: topics in turn by weight, and within the next of a topic the kind shown
/// least so far.
fn mixed(
    fresh: &[&Item],
    weights: &[(TopicId, f64)],
    n: usize,
    taken: &mut BTreeSet<FactId>,
) -> Vec<CardId> {
    let mut by_topic: BTreeMap<&TopicId, VecDeque<&Item>> = BTreeMap::new();
    for item in fresh {
        by_topic.entry(&item.topic).or_default().push_back(item);
    }
    let weight = |topic: &TopicId| {
        weights.iter().find(|(one, _)| one == topic).map_or(1.0, |(_, weight)| weight.max(0.1))
    };
    let mut n_shown: BTreeMap<&TopicId, f64> = BTreeMap::new();
    let mut n_of_kind: BTreeMap<u8, usize> = BTreeMap::new();
    let mut chosen = Vec::new();
    while chosen.len() < n {
        // The topic that is furthest behind its share (Webster's method, as seats are given to
        // parties).
        let turn =
            |topic: &TopicId| (n_shown.get(topic).copied().unwrap_or(0.0) + 0.5) / weight(topic);
        let Some(topic) = by_topic
            .keys()
            .copied()
            .min_by(|a, b| turn(a).total_cmp(&turn(b)).then_with(|| a.cmp(b)))
        else {
            break;
        };
        let Some(queue) = by_topic.get_mut(topic) else {
            break;
        };
        let rarest = queue
            .iter()
            .enumerate()
            .filter(|(_, item)| !taken.contains(&item.fact))
            .take(KIND_WINDOW)
            .min_by_key(|(index, item)| (n_of_kind.get(&item.kind).copied().unwrap_or(0), *index))
            .map(|(index, _)| index);
        let Some(item) = rarest.and_then(|index| queue.remove(index)) else {
            by_topic.remove(topic);
            continue;
        };
        *n_shown.entry(topic).or_default() += 1.0;
        *n_of_kind.entry(item.kind).or_default() += 1;
        taken.insert(item.fact.clone());
        chosen.push(item.card.clone());
    }
    chosen
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
    use crate::clock::Timestamp;
    use crate::memory::Memory;
    use std::time::Duration;

    fn item(n: usize, topic: &str, kind: u8) -> Item {
        Item {
            card: CardId::from(&*format!("{topic}.{n:03}")),
            fact: FactId::from(&*format!("{topic}.fact-{n}")),
            topic: TopicId::from(topic),
            kind,
        }
    }

    fn known(recall_days: i32) -> CardState {
        CardState {
            phase: Phase::Review,
            memory: Some(Memory { stability: 5.0, difficulty: 5.0 }),
            due: Due::On(Day(90)),
            first_day: Some(Day(1)),
            last: Some((Day(100 - recall_days), Timestamp(0))),
            n_answers: 3,
            ..CardState::default()
        }
    }

    const ALL: Limits = Limits { new_per_day: 20, reviews_per_day: 200 };

    fn plan(items: &[Item], states: &States, limits: Limits) -> Today {
        today(&Scheduler::default(), items, items, states, &[], Day(100), limits)
    }

    #[test]
    fn those_most_likely_forgotten_come_first() {
        let items: Vec<Item> = (0..3).map(|n| item(n, "a", 0)).collect();
        let states: States = items
            .iter()
            .zip([3, 30, 10])
            .map(|(item, days)| (item.card.clone(), known(days)))
            .collect();
        let ids: Vec<&str> = vec!["a.001", "a.002", "a.000"];
        let reviews = plan(&items, &states, ALL).reviews;
        assert_eq!(reviews.iter().map(|card| &*card.0).collect::<Vec<_>>(), ids);
    }

    #[test]
    fn siblings_are_never_on_one_day() {
        let mut items: Vec<Item> = (0..3).map(|n| item(n, "a", 0)).collect();
        for item in &mut items {
            item.fact = FactId::from("a.one");
        }
        let fresh = plan(&items, &States::new(), ALL);
        assert_eq!(fresh.new.len(), 1);
        let mut states = States::new();
        let done_today =
            CardState { last: Some((Day(100), Timestamp(0))), due: Due::On(Day(105)), ..known(0) };
        states.insert(items[0].card.clone(), done_today);
        states.insert(items[1].card.clone(), known(5));
        let after = plan(&items, &states, ALL);
        assert_eq!((after.reviews.len(), after.new.len()), (0, 0));
    }

    #[test]
    fn a_suspended_card_in_steps_blocks_no_sibling() {
        let mut items: Vec<Item> = (0..2).map(|n| item(n, "a", 0)).collect();
        items[1].fact = items[0].fact.clone();
        let in_steps = CardState {
            phase: Phase::Relearning,
            is_suspended: true,
            last: Some((Day(60), Timestamp(0))),
            ..known(0)
        };
        let states = States::from([(items[0].card.clone(), in_steps)]);
        assert_eq!(plan(&items, &states, ALL).new, vec![items[1].card.clone()]);
    }

    #[test]
    fn the_limits_of_the_day_count_what_was_done() {
        let items: Vec<Item> = (0..50).map(|n| item(n, "a", 0)).collect();
        let mut states = States::new();
        for item in items.iter().take(4) {
            let state = CardState {
                first_day: Some(Day(100)),
                last: Some((Day(100), Timestamp(0))),
                due: Due::On(Day(103)),
                ..known(0)
            };
            states.insert(item.card.clone(), state);
        }
        assert_eq!(
            plan(&items, &states, Limits { new_per_day: 10, reviews_per_day: 9 }).new.len(),
            6
        );
        assert_eq!(
            plan(&items, &states, Limits { new_per_day: 3, reviews_per_day: 9 }).new.len(),
            0
        );
    }

    #[test]
    fn suspended_and_buried_cards_stay_away() {
        let items: Vec<Item> = (0..3).map(|n| item(n, "a", 0)).collect();
        let mut states = States::new();
        states.insert(items[0].card.clone(), CardState { is_suspended: true, ..known(5) });
        states
            .insert(items[1].card.clone(), CardState { buried_until: Some(Day(101)), ..known(5) });
        states
            .insert(items[2].card.clone(), CardState { buried_until: Some(Day(100)), ..known(5) });
        assert_eq!(plan(&items, &states, ALL).reviews, vec![items[2].card.clone()]);
    }

    #[test]
    fn new_cards_mix_kinds_and_share_topics_by_weight() {
        let mut items: Vec<Item> =
            (0..70).map(|n| item(n, "a", u8::try_from(n % 7).unwrap())).collect();
        items.extend((0..70).map(|n| item(n, "b", u8::try_from(n % 7).unwrap())));
        let weights = [(TopicId::from("a"), 3.0), (TopicId::from("b"), 1.0)];
        let plan =
            today(&Scheduler::default(), &items, &items, &States::new(), &weights, Day(100), ALL);
        let of_a = plan.new.iter().filter(|card| card.0.starts_with('a')).count();
        assert_eq!((of_a, plan.new.len()), (15, 20));
        let kinds: BTreeSet<u8> = plan
            .new
            .iter()
            .take(7)
            .map(|card| items.iter().find(|i| i.card == *card).unwrap().kind)
            .collect();
        assert_eq!(kinds.len(), 7);
    }

    fn now(ms: i64) -> Now {
        Now { mono: Duration::ZERO, wall: Timestamp(ms), offset_min: 0, day: Day(0) }
    }

    #[test]
    fn a_failed_card_comes_back_after_its_minutes_or_eight_others_or_at_the_end() {
        let cards: Vec<CardId> = (0..20).map(|n| item(n, "a", 0).card).collect();
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
        let ids = |topic| (0..3).map(|n| item(n, topic, 0).card).collect::<Vec<_>>();
        let reviews: Vec<CardId> = (0..9).map(|n| item(n, "r", 0).card).collect();
        let today = Today { steps: vec![], reviews, new: ids("n") };
        let mut line = Line::new(&today, &States::new());
        let mut order = String::new();
        while let Some(card) = line.next(now(0)) {
            order.extend(card.0.chars().next());
        }
        assert_eq!(order, "rrrnrrrnrrrn");
    }
}
