//! What can be done with an answered scenario: its runs beside each other, its sibling, the point
//! where a wrong option becomes right.

use super::{
    play::{Cast, Play},
    question::Question,
};
use crate::{
    app::{Ctx, Next, Opening},
    content::{
        Library,
        item::Item,
        situation::{NOT_RUN, Range, Situation},
        sweep::Sweeper,
        trial::{Trial, Trials},
    },
    text,
};

impl Question {
    /// The command that runs the same two answers with the same numbers.
    pub fn command(&self, item: &Item, situation: &Situation) -> Option<String> {
        if situation.is_plain() {
            return None;
        }
        let answered = self.answered.as_ref().filter(|one| !one.picked.is_empty())?;
        let letters: Vec<String> =
            answered.picked.iter().map(|at| text::letter(*at).to_string()).collect();
        let against = if answered.is_right { "" } else { " --against best" };
        let number = |range: &Range| {
            let value = self.numbers.get(&range.name).copied().unwrap_or(range.start);
            format!(" --number {}={value}", range.name)
        };
        let numbers: String = situation.ranges.iter().map(number).collect();
        let answer = letters.join(",");
        Some(format!("coldstart sim run {} --answer {answer}{against}{numbers}", item.id))
    }

    /// A text of the explanation; none while the runs that its figures come from go on.
    pub fn explained(
        &self,
        situation: &Situation,
        text: &str,
        option: Option<usize>,
    ) -> Option<String> {
        if situation.is_plain() {
            return Some(text.to_owned());
        }
        self.trials.as_ref().map(|trials| trials.explain(situation, text, option))
    }

    /// The run of what was picked; none where nothing was.
    pub fn own_trial(&self, item: &Item) -> Option<&Trial> {
        let answered = self.answered.as_ref()?;
        let trials = self.trials.as_ref()?;
        match answered.picked.as_slice() {
            _ if answered.is_right => Some(&trials.key),
            [] => None,
            _ if item.is_multiple() => answered.own.as_ref(),
            [one] => trials.options.get(*one),
            _ => None,
        }
    }

    /// Your answer beside the best one.
    pub(super) fn watch(&self, ctx: &mut Ctx<'_>, library: &Library) -> Next {
        let Some(answered) = &self.answered else {
            ctx.say("answer first; then both answers run");
            return Next::Stay;
        };
        let (item, situation) = self.parts(library);
        if situation.is_plain() {
            ctx.say(NOT_RUN);
            return Next::Stay;
        }
        let (a, b) = if answered.is_open() {
            // Nothing was picked, so nothing stands beside the best.
            (item.key(), None)
        } else if answered.is_right {
            // The best is yours: the most tempting other answer stands beside it.
            let trials = self.trials.as_ref();
            let runs = |place: &usize| {
                trials
                    .and_then(|all| all.options.get(*place))
                    .is_some_and(|one| one.refused.is_none())
            };
            let mut others = (0..item.roles.len()).filter(|place| !item.key().contains(place));
            let other = others.find(runs).map(|place| Trials::set_for(item, place));
            (answered.picked.clone(), other)
        } else {
            (answered.picked.clone(), Some(item.key()))
        };
        let play = Play {
            item: item.clone(),
            situation: situation.clone(),
            numbers: self.numbers.clone(),
            order: self.order.clone(),
            own: answered.picked.clone(),
            a,
            b,
        };
        Next::Push(Opening::Lanes(Cast::Item(Box::new(play))))
    }

    /// What would flip it: the key of this item beside that of its sibling, under what the sibling
    /// wants.
    pub(super) fn flip(&self, ctx: &mut Ctx<'_>, library: &Library) -> Next {
        let (item, situation) = self.parts(library);
        let Some(answered) = &self.answered else {
            ctx.say("answer first; then its sibling can be run");
            return Next::Stay;
        };
        if situation.is_plain() {
            ctx.say(NOT_RUN);
            return Next::Stay;
        }
        let Some(sibling) = library.siblings(item).next() else {
            ctx.say("this situation has no sibling");
            return Next::Stay;
        };
        let play = Play {
            item: sibling.clone(),
            situation: situation.clone(),
            numbers: self.numbers.clone(),
            order: self.order.clone(),
            own: answered.picked.clone(),
            a: item.key(),
            b: Some(sibling.key()),
        };
        Next::Push(Opening::Lanes(Cast::Item(Box::new(play))))
    }

    /// Looks for the point where a wrong option becomes right: yours if it has one, else the first.
    pub(super) fn sweep(&mut self, ctx: &mut Ctx<'_>, library: &Library) {
        let (item, situation) = self.parts(library);
        let Some(answered) = &mut self.answered else {
            ctx.say("answer first; then the break-even point can be looked for");
            return;
        };
        if answered.sweeper.take().is_some() {
            return;
        }
        let others = (0..item.roles.len()).filter(|place| !item.key().contains(place));
        let is_wrong = |place: &usize| !item.key().contains(place);
        let mut places = answered.picked.iter().copied().filter(is_wrong).chain(others);
        answered.sweeper =
            places.find_map(|place| Sweeper::new(situation, item, &self.numbers, place));
        if answered.sweeper.is_none() {
            ctx.say("no quantity of these options turns this around");
        }
        self.scroll = 0;
    }

    /// Goes back from the break-even point to the explanation; false when that is in front already.
    pub(super) fn close_sweep(&mut self) -> bool {
        let was_open =
            self.answered.as_mut().is_some_and(|answered| answered.sweeper.take().is_some());
        if was_open {
            self.scroll = 0;
        }
        was_open
    }
}
