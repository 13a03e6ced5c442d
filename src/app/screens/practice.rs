//! Practice: exam items one by one, each answer run beside the best one.
//!
//! While the person reads, all options of the item run in the background, some thousand events a
//! frame; so no key waits, and the explanation has its figures from those runs.

use std::time::Duration;

use super::{
    Scene,
    field::Field,
    question::{Past, Question},
};
use crate::{
    app::{
        Ctx, Next, Opening,
        keys::action::{Action, Place},
    },
    content::{Library, item::Item, sweep::Sweeper},
    exam::attempt::Attempt,
    memory::stats::Returns,
    study::{
        confusion::{self, Confusion},
        desk::Desk,
        evidence::round_words,
        mock::{Sheet, sheets},
        preferences::Motion,
    },
};

/// Events of the background runs in one frame.
const BUDGET: u64 = 40_000;
const FRAME: Duration = Duration::from_millis(33);
/// After so many items comes a pair that was confused.
const INTERLEAVED: usize = 3;

/// What stands in line.
#[derive(Debug, Clone, PartialEq)]
enum Entry {
    /// An item by its place in the library.
    Item(usize),
    /// Two options of an item, one of which was taken for the other.
    Contrast(Confusion),
    /// An answered question of a mock.
    Past(Past),
}

/// The screen.
#[derive(Debug)]
pub struct Practice {
    /// The next one last.
    line: Vec<Entry>,
    /// Questions of a mock are gone through; none is asked.
    pub is_debrief: bool,
    pub question: Option<Question>,
    pub n_right: usize,
    pub n_done: usize,
    /// What the misses of this round brought back.
    pub returns: Returns,
    n_shown: u64,
}

impl Practice {
    /// Items of the library by place, or those that are next; none, and a word about it, where
    /// there are none.
    pub fn begin(ctx: &mut Ctx<'_>, items: Vec<usize>) -> Option<Self> {
        let items = if items.is_empty() { Self::line(ctx, |_, _| true) } else { items };
        if items.is_empty() {
            ctx.say("there are no scenarios here");
            return None;
        }
        Some(Self::new(ctx, &items))
    }

    /// Items of the library by place; the first one is asked.
    pub fn new(ctx: &Ctx<'_>, items: &[usize]) -> Self {
        let library = &ctx.desk.library;
        let situation = |at: &usize| library.items().get(*at).map(|item| item.situation.as_str());
        let mut pairs = confusion::recurring(library, &ctx.desk.history.item_log);
        pairs.retain(|pair| items.iter().any(|at| situation(at) == situation(&pair.item)));
        let mut pairs = pairs.into_iter();
        let mut line = Vec::new();
        for (place, item) in items.iter().enumerate() {
            line.push(Entry::Item(*item));
            // Among other questions, so that the two have to be told apart once more.
            if place % INTERLEAVED == INTERLEAVED - 1 {
                line.extend(pairs.next().map(Entry::Contrast));
            }
        }
        Self::of_line(ctx, line, false)
    }

    /// Goes through the questions of a mock that is done.
    pub fn debrief(ctx: &Ctx<'_>, mock: usize, questions: &[usize]) -> Option<Self> {
        let mock = ctx.desk.history.mocks.get(mock)?;
        let sheets = sheets(&ctx.desk.library, mock);
        let past = questions.iter().filter_map(|question| past(&sheets, mock, *question));
        Some(Self::of_line(ctx, past.map(Entry::Past).collect(), true))
    }

    fn of_line(ctx: &Ctx<'_>, mut line: Vec<Entry>, is_debrief: bool) -> Self {
        line.reverse();
        let mut practice = Self {
            line,
            is_debrief,
            question: None,
            n_right: 0,
            n_done: 0,
            returns: Returns::default(),
            n_shown: 0,
        };
        practice.advance(ctx);
        practice
    }

    /// Items to practise, one of each situation: never seen first, then those that went wrong last
    /// time, then the rest; each group in an order of its own for this session.
    pub fn line(ctx: &Ctx<'_>, is_wanted: impl Fn(&Library, &Item) -> bool) -> Vec<usize> {
        let library = &ctx.desk.library;
        let mut all: Vec<usize> = (0..library.items().len()).collect();
        all.retain(|at| library.items().get(*at).is_some_and(|item| is_wanted(library, item)));
        ctx.desk.seed.stream("practice", ctx.desk.session).shuffle(&mut all);
        let rank = |at: &usize| {
            let history = library
                .items()
                .get(*at)
                .and_then(|item| ctx.desk.history.item_history.get(&item.id));
            history.map_or(0, |history| if history.was_right { 2 } else { 1 })
        };
        all.sort_by_key(rank);
        library.first_of_each_situation(&mut all);
        all
    }

    /// Questions of this session, the one in front among them.
    pub fn n_all(&self) -> usize {
        self.n_done + self.line.len() + usize::from(self.is_asking())
    }

    pub fn is_asking(&self) -> bool {
        self.question.as_ref().is_some_and(|question| question.answered.is_none())
    }

    /// Takes in what the question in front has brought back.
    fn collect(&mut self) {
        if let Some(question) = &mut self.question {
            self.returns.add(std::mem::take(&mut question.returns));
        }
    }

    /// The answer to the question in front counts; its lanes play at once where that is wanted.
    fn answered(&mut self, ctx: &mut Ctx<'_>, is_right: bool) -> Next {
        self.n_done += 1;
        self.n_right += usize::from(is_right);
        self.collect();
        let wanted = ctx.desk.preferences.watch.plays(is_right);
        if !wanted || !self.offers(ctx.desk, Action::Watch) {
            return Next::Stay;
        }
        let library = ctx.desk.library.clone();
        self.question.as_ref().map_or(Next::Stay, |question| question.watch(ctx, &library))
    }

    /// Back to where it was begun, with a line on how it went.
    fn leave(&self, ctx: &mut Ctx<'_>) -> Next {
        let words = round_words(self.n_right, self.n_done, &self.returns);
        if let Some(words) = words.filter(|_| !self.is_debrief) {
            ctx.say(words);
        }
        Next::Pop
    }

    fn advance(&mut self, ctx: &Ctx<'_>) {
        self.question = self.line.pop().map(|entry| {
            self.n_shown += 1;
            match entry {
                Entry::Item(item) => Question::new(ctx, item, self.n_shown),
                Entry::Contrast(pair) => Question::contrast(ctx, &pair, self.n_shown),
                Entry::Past(past) => {
                    self.n_done += 1;
                    Question::past(ctx, past)
                }
            }
        });
    }
}

impl Scene for Practice {
    fn place(&self) -> Place {
        match &self.question {
            Some(question) if question.predict.is_some() => Place::Predict,
            Some(question) if question.answered.is_none() => Place::Item,
            Some(_) => Place::Explain,
            None => Place::Finish,
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "actions of other screens do nothing here")]
    fn act(&mut self, ctx: &mut Ctx<'_>, action: Action) -> Next {
        let Some(question) = &mut self.question else {
            return match action {
                Action::Start | Action::NextItem if !self.is_debrief => {
                    Next::Replace(Opening::Practice(Vec::new()))
                }
                Action::Back
                | Action::Commit
                | Action::Confirm
                | Action::Start
                | Action::NextItem => self.leave(ctx),
                _ => Next::Stay,
            };
        };
        let library = ctx.desk.library.clone();
        match action {
            Action::Back if question.close_sweep() => {}
            Action::Back => {
                question.settle(ctx, &library);
                self.collect();
                return self.leave(ctx);
            }
            Action::Undo => ctx.say("an answered scenario stays answered"),
            Action::NextItem if question.answered.is_some() => {
                question.settle(ctx, &library);
                self.collect();
                self.advance(ctx);
            }
            Action::Commit => {
                if let Some(is_right) = question.commit(ctx, &library) {
                    return self.answered(ctx, is_right);
                }
            }
            Action::GiveUp if question.predict.is_some() => {
                let is_right = question.finish(ctx, &library, None);
                return self.answered(ctx, is_right);
            }
            Action::Watch => return question.watch(ctx, &library),
            Action::Flip => return question.flip(ctx, &library),
            Action::BreakEven => question.sweep(ctx, &library),
            Action::ShowFacts if question.answered.is_some() => {
                let fact = library.items().get(question.item).and_then(|item| item.facts.first());
                return fact.map_or(Next::Stay, |fact| Next::Push(Opening::Fact(fact.clone())));
            }
            _ if question.answered.is_some() => question.scroll_by(action),
            _ => question.pick(action),
        }
        Next::Stay
    }

    /// A click on an option: the first marks, and where one answer is asked for, a second gives it.
    fn click(&mut self, ctx: &mut Ctx<'_>, entry: usize) -> Next {
        let Some(question) = self.question.as_mut().filter(|one| one.answered.is_none()) else {
            return Next::Stay;
        };
        let was_here = question.cursor == entry && question.marked.contains(&entry);
        let Ok(number) = u8::try_from(entry + 1) else { return Next::Stay };
        if was_here && question.n_keys(&ctx.desk.library) == 1 {
            return self.act(ctx, Action::Commit);
        }
        question.pick(Action::Pick(number));
        Next::Stay
    }

    fn field(&mut self) -> Option<&mut Field> {
        self.question.as_mut().and_then(|question| question.predict.as_mut())
    }

    /// How long until the next frame; none while nothing runs.
    fn wake_in(&self, _motion: Motion) -> Option<Duration> {
        let question = self.question.as_ref()?;
        let sweeps = question
            .answered
            .as_ref()
            .and_then(|answered| answered.sweeper.as_ref())
            .is_some_and(|sweeper| !sweeper.is_done());
        let is_running = question.runner.is_some() || question.own.is_some() || sweeps;
        is_running.then_some(FRAME)
    }

    fn wake(&mut self, ctx: &mut Ctx<'_>) -> Next {
        let Some(question) = &mut self.question else { return Next::Stay };
        let library = ctx.desk.library.clone();
        question.run(&library, BUDGET);
        question.compare(ctx, &library);
        self.collect();
        Next::Stay
    }

    fn n_numbers(&self) -> usize {
        self.question.as_ref().map_or(9, |one| one.order.len())
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "all other actions are offered")]
    fn offers(&self, desk: &Desk, action: Action) -> bool {
        let Some(question) = &self.question else {
            return match action {
                Action::Start => !self.is_debrief,
                _ => !matches!(action, Action::Undo | Action::StudyAhead),
            };
        };
        let (item, situation) = question.parts(&desk.library);
        match action {
            Action::Undo => false,
            Action::Watch | Action::Flip | Action::BreakEven if situation.is_plain() => false,
            Action::Flip => desk.library.siblings(item).next().is_some(),
            Action::BreakEven => (0..item.roles.len())
                .filter(|place| !item.key().contains(place))
                .any(|place| Sweeper::new(situation, item, &question.numbers, place).is_some()),
            _ => true,
        }
    }
}

/// A question of a mock as practice explains it.
fn past(sheets: &[Sheet], mock: &Attempt, question: usize) -> Option<Past> {
    let sheet = sheets.get(question)?;
    let response = mock.responses.get(question)?;
    Some(Past {
        item: sheet.item?,
        numbers: sheet.numbers.clone(),
        order: sheet.order.clone(),
        picked: response.picked.clone(),
    })
}
