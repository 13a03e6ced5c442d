//! One scenario: what is marked, what was answered, and the runs behind it.

use std::time::Duration;

use super::{
    field::Field,
    list::{PAGE, scroll, step, toggle},
};
use crate::{
    app::{Ctx, keys::action::Action},
    content::{
        Library,
        item::Item,
        numbers::Numbers,
        situation::Situation,
        sweep::Sweeper,
        trial::{Runner, Trial, Trials},
    },
    exam::drill::calculate,
    memory::{
        Confidence, Source,
        stats::{AnswerKind, Prediction, Returns},
    },
    sim::{World, budget::Budget},
    study::{
        confusion::Confusion,
        evidence::{self, Evidence},
        record::{Effect, ItemRecord, PredictionRecord, Record},
    },
    text,
};

/// A question that was answered before, as it was shown then.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// By place in the library.
    pub item: usize,
    pub numbers: Numbers,
    pub order: Vec<usize>,
    /// Options by place in the item.
    pub picked: Vec<usize>,
}

/// An item that is asked or explained.
#[derive(Debug)]
pub struct Question {
    /// By place in the library.
    pub item: usize,
    pub numbers: Numbers,
    /// Options in the order in which they are shown.
    pub order: Vec<usize>,
    pub cursor: usize,
    /// Options that are marked, by place in the order shown.
    pub marked: Vec<usize>,
    /// Options that the person has ruled out.
    pub struck: Vec<usize>,
    pub(super) shown: Duration,
    pub(super) runner: Option<Runner>,
    /// Figures of all options, when their runs are done.
    pub trials: Option<Trials>,
    pub answered: Option<AnsweredItem>,
    /// The line that a prediction is typed into, before the answer counts as given.
    pub predict: Option<Field>,
    /// The run of what was picked, where that is no option by itself.
    pub(super) own: Option<Box<World>>,
    pub scroll: usize,
    /// What it brought back and the round has not counted yet.
    pub(super) returns: Returns,
}

/// An answer and what it came to.
#[derive(Debug)]
pub struct AnsweredItem {
    /// Options by place in the item.
    pub picked: Vec<usize>,
    pub is_right: bool,
    /// Run by themselves, where several answers were picked together.
    pub own: Option<Trial>,
    /// The answer has reached a card already.
    pub(super) had_evidence: bool,
    /// What was said beforehand of the first requirement's figure.
    pub prediction: Option<f64>,
    /// What came of it, once it has run.
    pub actual: Option<f64>,
    /// The search for the point where a wrong option becomes right, once asked for.
    pub sweeper: Option<Sweeper>,
}

impl AnsweredItem {
    /// Whether the question was left open, in a mock.
    pub fn is_open(&self) -> bool {
        self.picked.is_empty()
    }
}

impl Question {
    pub(super) fn new(ctx: &Ctx<'_>, at: usize, showing: u64) -> Self {
        let library = &ctx.desk.library;
        let item = library.items().get(at).expect("the line holds places of the library");
        let situation = library.situation_of(item);
        let session = ctx.desk.session.wrapping_add(showing);
        let numbers = situation.drawn(ctx.desk.seed, session);
        let mut order: Vec<usize> = (0..situation.options.len()).collect();
        ctx.desk.seed.stream(&format!("options/{}", item.id), session).shuffle(&mut order);
        Self {
            item: at,
            order,
            cursor: 0,
            marked: Vec::new(),
            struck: Vec::new(),
            shown: ctx.now.mono,
            runner: runner(situation, item, &numbers),
            numbers,
            trials: None,
            answered: None,
            predict: None,
            own: None,
            scroll: 0,
            returns: Returns::default(),
        }
    }

    /// The item with two of its options only.
    pub(super) fn contrast(ctx: &Ctx<'_>, pair: &Confusion, showing: u64) -> Self {
        let mut question = Self::new(ctx, pair.item, showing);
        question.order.retain(|option| [pair.key, pair.picked].contains(option));
        question
    }

    /// A question of a mock with the answer that was given.
    pub(super) fn past(ctx: &Ctx<'_>, past: Past) -> Self {
        let library = ctx.desk.library.clone();
        let mut question = Self::new(ctx, past.item, 0);
        let (item, situation) = question.parts(&library);
        question.runner = runner(situation, item, &past.numbers);
        question.numbers = past.numbers;
        question.order = past.order;
        question.explain(&library, past.picked);
        question
    }

    /// Whether only two options are asked about.
    pub fn is_contrast(&self) -> bool {
        self.order.len() == 2
    }

    /// The item with its situation.
    pub fn parts<'a>(&self, library: &'a Library) -> (&'a Item, &'a Situation) {
        let item = library.items().get(self.item).expect("the line holds places of the library");
        (item, library.situation_of(item))
    }

    /// How many options are to be marked.
    pub fn n_keys(&self, library: &Library) -> usize {
        self.parts(library).0.n_keys()
    }

    /// The letter under which an option is shown, by its place in the item.
    pub fn letter(&self, option: usize) -> char {
        let place = self.order.iter().position(|one| *one == option).unwrap_or(0);
        text::letter(place)
    }

    /// The letters of some options, in the order shown.
    pub fn letters(&self, options: &[usize]) -> String {
        let mut letters: Vec<char> = options.iter().map(|one| self.letter(*one)).collect();
        letters.sort_unstable();
        letters.iter().map(char::to_string).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn run(&mut self, library: &Library, budget: u64) {
        let (item, situation) = self.parts(library);
        let prices = library.price_list();
        if let Some(runner) = &mut self.runner {
            self.trials = runner.advance(situation, item, &prices, budget);
            if self.trials.is_some() {
                self.runner = None;
            }
            return;
        }
        if let (Some(world), Some(answered)) = (&mut self.own, &mut self.answered) {
            let picked = &answered.picked;
            let own = match world.go_within(situation.length, budget, Budget::CHECK) {
                Ok(None) => return,
                Ok(Some(_)) => Trial::of(situation, item, &self.numbers, picked, world, &prices),
                Err(spent) => Trial::refused(situation, picked, spent.words(&situation.id)),
            };
            answered.own = Some(own);
            self.own = None;
            return;
        }
        if let Some(sweeper) = self.answered.as_mut().and_then(|one| one.sweeper.as_mut()) {
            sweeper.advance(situation, item, &prices, budget);
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "actions of other screens do nothing here")]
    pub(super) fn pick(&mut self, action: Action) {
        let n = self.order.len();
        match action {
            Action::Up | Action::Down => step(&mut self.cursor, n, action),
            Action::Pick(number) if usize::from(number) <= n => {
                self.cursor = usize::from(number) - 1;
                self.mark();
            }
            Action::Mark => self.mark(),
            Action::Strike => {
                toggle(&mut self.struck, self.cursor);
                self.marked.retain(|one| *one != self.cursor);
            }
            Action::EraseAll => self.marked.clear(),
            Action::Erase => drop(self.marked.pop()),
            _ => {}
        }
    }

    pub(super) fn mark(&mut self) {
        let place = self.cursor;
        self.struck.retain(|one| *one != place);
        toggle(&mut self.marked, place);
    }

    /// Gives the answer; none when it is not whole, or when a prediction is asked for first.
    pub(super) fn commit(&mut self, ctx: &mut Ctx<'_>, library: &Library) -> Option<bool> {
        let (item, _) = self.parts(library);
        if let Some(field) = &self.predict {
            let Some(value) = calculate(&field.text()) else {
                ctx.say("type a number; {answer.give-up} goes on without one");
                return None;
            };
            return Some(self.finish(ctx, library, Some(value)));
        }
        let n = item.n_keys();
        if n == 1 && self.marked.is_empty() {
            self.marked = vec![self.cursor];
        }
        if n == 1 {
            // The last mark counts, so that changing one's mind takes one key.
            self.marked = self.marked.last().copied().into_iter().collect();
        }
        if self.marked.len() != n {
            ctx.say(format!("mark {n} options; so far {}", self.marked.len()));
            return None;
        }
        if ctx.desk.preferences.predict && !item.requirements.is_empty() {
            self.predict = Some(Field::default());
            return None;
        }
        Some(self.finish(ctx, library, None))
    }

    /// The answer counts; whether it is right.
    pub(super) fn finish(
        &mut self,
        ctx: &mut Ctx<'_>,
        library: &Library,
        prediction: Option<f64>,
    ) -> bool {
        let (item, situation) = self.parts(library);
        self.predict = None;
        let mut picked: Vec<usize> =
            self.marked.iter().filter_map(|place| self.order.get(*place).copied()).collect();
        picked.sort_unstable();
        let is_right = picked == item.key();
        let elapsed = ctx.now.mono.saturating_sub(self.shown).as_millis();
        // Of a pair the other option is kept too: it is these two that were told apart, or not.
        let other =
            self.order.iter().filter(|option| self.is_contrast() && !picked.contains(option));
        let named: Vec<usize> = picked.iter().chain(other).copied().collect();
        let record = ItemRecord {
            at: ctx.now.wall,
            day: ctx.now.day,
            item: item.id.clone(),
            numbers: self.numbers.iter().map(|(name, value)| (name.clone(), *value)).collect(),
            picked: named
                .iter()
                .filter_map(|place| situation.options.get(*place))
                .map(|option| option.id.clone())
                .collect(),
            is_right,
            time_ms: u32::try_from(elapsed).unwrap_or(u32::MAX),
            kind: if self.is_contrast() { AnswerKind::Contrast } else { AnswerKind::Practice },
        };
        ctx.desk.history.note_item(&record);
        let evidence = Evidence {
            is_right,
            confidence: Confidence::Sure,
            given: format!("scenario {}: {}", record.item, record.picked.join(", ")),
            source: Source::Scenario,
        };
        let effects = ctx.desk.take_evidence(ctx.now, &item.facts, &evidence);
        let had_evidence = !effects.is_empty();
        if !is_right {
            self.returns.note_miss(evidence::cards(&effects));
            if let Some(words) = self.returns.words() {
                ctx.say(words);
            }
        }
        ctx.effects.extend(effects);
        ctx.effects.push(Effect::Keep(Record::Item(record)));
        self.explain(library, picked);
        if let Some(answered) = &mut self.answered {
            (answered.had_evidence, answered.prediction) = (had_evidence, prediction);
        }
        self.compare(ctx, library);
        is_right
    }

    /// The answer is given. What was picked together runs behind the explanation; what cannot be
    /// is told at once.
    pub(super) fn explain(&mut self, library: &Library, picked: Vec<usize>) {
        let (item, situation) = self.parts(library);
        let is_right = picked == item.key();
        let mut own = None;
        let mut world = None;
        if item.is_multiple() && !picked.is_empty() && !is_right && !situation.is_plain() {
            let setup = situation.setup(item, &self.numbers, &picked);
            match setup.map(|setup| World::new(&setup)) {
                Ok(Ok(one)) => world = Some(Box::new(one)),
                Ok(Err(_)) | Err(_) => {
                    let prices = library.price_list();
                    own = Some(Trial::run(situation, item, &self.numbers, &picked, &prices));
                }
            }
        }
        self.own = world;
        self.answered = Some(AnsweredItem {
            picked,
            is_right,
            own,
            had_evidence: false,
            prediction: None,
            actual: None,
            sweeper: None,
        });
        self.scroll = 0;
    }

    /// A prediction that still waits for its run gets it before the question goes away.
    pub(super) fn settle(&mut self, ctx: &mut Ctx<'_>, library: &Library) {
        let waits = |one: &AnsweredItem| one.prediction.is_some() && one.actual.is_none();
        if self.answered.as_ref().is_some_and(waits) {
            for _ in 0..2 {
                self.run(library, u64::MAX);
            }
            self.compare(ctx, library);
        }
    }

    /// Holds a prediction against the run, once, when both are there. One that is off by more than
    /// threefold says that the fact behind it is not understood.
    pub(super) fn compare(&mut self, ctx: &mut Ctx<'_>, library: &Library) {
        const FAR_OFF: f64 = 3.0;
        let (item, _) = self.parts(library);
        let actual = self.own_trial(item).and_then(|trial| trial.goals.first());
        let found = actual.map(|(goal, value, _)| (goal.metric.clone(), *value));
        let (Some((metric, actual)), Some(answered)) = (found, &mut self.answered) else { return };
        let (Some(predicted), None) = (answered.prediction, answered.actual) else { return };
        // An answer without the part that the figure is of has nothing to compare with.
        if !actual.is_finite() {
            return;
        }
        answered.actual = Some(actual);
        let prediction = Prediction { day: ctx.now.day, predicted, actual };
        ctx.desk.history.predictions.push(prediction);
        let record =
            PredictionRecord { at: ctx.now.wall, item: item.id.clone(), metric, prediction };
        ctx.effects.push(Effect::Keep(Record::Prediction(record)));
        if answered.is_right && !answered.had_evidence && FAR_OFF < prediction.factor() {
            let given = format!("prediction {predicted}, {actual} came");
            let evidence = Evidence {
                is_right: false,
                confidence: Confidence::Sure,
                given,
                source: Source::Prediction,
            };
            let first: Vec<_> = item.facts.iter().take(1).cloned().collect();
            let effects = ctx.desk.take_evidence(ctx.now, &first, &evidence);
            self.returns.note_miss(evidence::cards(&effects));
            ctx.effects.extend(effects);
        }
    }

    pub(super) fn scroll_by(&mut self, action: Action) {
        scroll(&mut self.scroll, action, PAGE);
    }
}

/// Runs the options of an item, where they run.
fn runner(situation: &Situation, item: &Item, numbers: &Numbers) -> Option<Runner> {
    (!situation.is_plain()).then(|| Runner::new(item, numbers.clone()))
}
