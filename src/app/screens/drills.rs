//! Drills: one number at a time, typed or picked, timed; a slip is named, with its arithmetic.
//!
//! Templates that went wrong, in this session or before, come more often.

use std::{sync::Arc, time::Duration};

use super::{
    Scene,
    field::Field,
    list::step,
    play::{Cast, Watch},
};
use crate::{
    app::{
        Ctx, Next, Opening,
        keys::action::{Action, Place},
    },
    content::world::WorldFile,
    exam::{Drill, DrillAnswer, Template, answer::AnswerPart, drill::Choices},
    memory::{Confidence, Source, stats::Returns},
    rng::{Seed, Stream},
    sim::World,
    study::{
        desk::Desk,
        drill::{DrillPlan, weight},
        evidence::{self, Evidence, round_words},
        record::{DrillRecord, Effect, Record},
    },
};

/// The screen.
#[derive(Debug)]
pub struct Drills {
    pub plan: DrillPlan,
    stream: Stream,
    seed: Seed,
    /// How heavy each template of the plan weighs in the choice of the next one.
    weights: Vec<u64>,
    pub question: Option<DrillQuestion>,
    pub n_done: usize,
    pub n_right: usize,
    /// What the misses of this session brought back.
    pub returns: Returns,
    /// Templates that went wrong, with how often.
    pub missed: Vec<(Arc<Template>, usize)>,
    /// Numbers are typed, not picked.
    pub is_typed: bool,
    started: Duration,
    pub took: Duration,
    n_shown: u64,
}

/// A question and what came of it.
#[derive(Debug)]
pub struct DrillQuestion {
    /// Its place among the templates of the plan.
    place: usize,
    pub drill: Drill,
    pub choices: Choices,
    pub cursor: usize,
    /// What is typed, part by part.
    pub fields: Vec<Field>,
    /// The part that keys go to.
    pub at: usize,
    shown: Duration,
    pub given: Option<AnsweredDrill>,
}

/// An answer that was given.
#[derive(Debug, Clone, PartialEq)]
pub struct AnsweredDrill {
    pub answer: Option<DrillAnswer>,
    pub is_right: bool,
    pub time: Duration,
}

impl Drills {
    pub fn new(ctx: &Ctx<'_>, mut plan: DrillPlan) -> Self {
        if plan.templates.is_empty() {
            plan.templates = (0..ctx.desk.library.drills().len()).collect();
        }
        let seed = plan.seed.map_or(ctx.desk.seed, Seed);
        let session = if plan.seed.is_some() { 0 } else { ctx.desk.session };
        let stream = seed.stream("drills", session);
        let mut drills = Self {
            weights: plan.templates.iter().map(|at| weight(ctx.desk, &plan, *at)).collect(),
            plan,
            stream,
            seed,
            question: None,
            n_done: 0,
            n_right: 0,
            returns: Returns::default(),
            missed: Vec::new(),
            is_typed: true,
            started: ctx.now.mono,
            took: Duration::ZERO,
            n_shown: 0,
        };
        drills.advance(ctx);
        drills
    }

    /// The next question: weak templates come more often, the same one never twice in a row, and
    /// bills only in the last quarter of a session that has more than bills: units, concurrency and
    /// timeouts come first.
    fn advance(&mut self, ctx: &Ctx<'_>) {
        let last = self.question.take().map(|asked| asked.place);
        if self.plan.count <= self.n_done {
            self.took = ctx.now.mono.saturating_sub(self.started);
            return;
        }
        let is_bill = |at: usize| {
            let place = self.plan.templates.get(at);
            let template = place.and_then(|place| ctx.desk.library.drills().get(*place));
            template.is_some_and(|template| template.is_bill)
        };
        let has_others = (0..self.plan.templates.len()).any(|at| !is_bill(at));
        let no_bills = has_others && 4 * self.n_done < 3 * self.plan.count;
        let weights = self.weights.iter().copied().enumerate();
        let mut open: Vec<(usize, u64)> =
            weights.filter(|(at, _)| !(no_bills && is_bill(*at))).collect();
        if 1 < open.len() {
            open.retain(|(at, _)| Some(*at) != last);
        }
        let all: u64 = open.iter().map(|(_, weight)| weight).sum();
        let mut left = self.stream.between(1, all.max(1));
        let mut chosen = 0;
        for (at, weight) in open {
            chosen = at;
            if left <= weight {
                break;
            }
            left -= weight;
        }
        let place = self.plan.templates.get(chosen);
        let Some(template) = place.and_then(|place| ctx.desk.library.drills().get(*place)) else {
            return;
        };
        self.n_shown += 1;
        let index = ctx.desk.session.wrapping_mul(1_000).wrapping_add(self.n_shown);
        let index = if self.plan.seed.is_some() { self.n_shown } else { index };
        let drill = template.drill(self.plan.level, self.seed, index);
        let choices = drill.choices(self.seed, index);
        self.question = Some(DrillQuestion {
            place: chosen,
            fields: vec![Field::default(); drill.form().n_parts()],
            at: 0,
            drill,
            choices,
            cursor: 0,
            shown: ctx.now.mono,
            given: None,
        });
    }

    /// Back to where it was begun, with a line on how it went.
    fn leave(&self, ctx: &mut Ctx<'_>) -> Next {
        if let Some(words) = round_words(self.n_right, self.n_done, &self.returns) {
            ctx.say(words);
        }
        Next::Pop
    }

    fn commit(&mut self, ctx: &mut Ctx<'_>) {
        let Some(asked) = &mut self.question else { return };
        if asked.given.is_some() {
            return;
        }
        let answer = if self.is_typed {
            match asked.typed() {
                Ok(Some(answer)) => answer,
                Ok(None) => return,
                Err(words) => return ctx.say(words),
            }
        } else {
            match asked.choices.answers.get(asked.cursor) {
                Some(answer) => answer.clone(),
                None => return,
            }
        };
        self.take(ctx, Some(answer));
    }

    fn take(&mut self, ctx: &mut Ctx<'_>, answer: Option<DrillAnswer>) {
        let Some(asked) = &mut self.question else { return };
        let is_right = answer.as_ref().is_some_and(|answer| asked.drill.is_right(answer));
        let time = ctx.now.mono.saturating_sub(asked.shown);
        asked.given = Some(AnsweredDrill { answer, is_right, time });
        self.n_done += 1;
        self.n_right += usize::from(is_right);
        let (template, at) = (Arc::clone(&asked.drill.template), asked.place);
        let words = asked.given.as_ref().and_then(|given| given.answer.as_ref());
        let words = words.map_or_else(String::new, |answer| asked.drill.words(answer));
        let evidence = Evidence {
            is_right,
            confidence: Confidence::Sure,
            given: format!("drill {}: {words}", template.number),
            source: Source::Drill,
        };
        let main = template.facts.get(..1).unwrap_or(&[]);
        let effects = ctx.desk.take_evidence(ctx.now, main, &evidence);
        if !is_right {
            let mut returns = Returns::default();
            returns.note_miss(evidence::cards(&effects));
            if let Some(words) = returns.words() {
                ctx.say(words);
            }
            self.returns.add(returns);
        }
        ctx.effects.extend(effects);
        let record = DrillRecord {
            at: ctx.now.wall,
            day: ctx.now.day,
            template: template.id.clone(),
            level: asked.drill.level,
            is_right,
            time_ms: u32::try_from(time.as_millis()).unwrap_or(u32::MAX),
        };
        ctx.desk.history.note_drill(&record);
        ctx.effects.push(Effect::Keep(Record::Drill(record)));
        if let Some(weight) = self.weights.get_mut(at) {
            *weight = if is_right { (*weight / 2).max(1) } else { (*weight * 3).min(64) };
        }
        if !is_right {
            match self.missed.iter_mut().find(|(one, _)| one.id == template.id) {
                Some((_, n)) => *n += 1,
                None => self.missed.push((template, 1)),
            }
        }
    }
}

impl Scene for Drills {
    fn place(&self) -> Place {
        match &self.question {
            None => Place::Finish,
            Some(DrillQuestion { given: Some(_), .. }) => Place::Drilled,
            Some(_) if self.is_typed => Place::Drill,
            Some(_) => Place::DrillPick,
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "actions of other screens do nothing here")]
    fn act(&mut self, ctx: &mut Ctx<'_>, action: Action) -> Next {
        let Some(asked) = &mut self.question else {
            return match action {
                Action::Start => Next::Replace(Opening::Drills(Box::new(self.plan.clone()))),
                Action::Back | Action::Commit | Action::Confirm | Action::NextItem => {
                    self.leave(ctx)
                }
                _ => Next::Stay,
            };
        };
        match action {
            Action::Back => return self.leave(ctx),
            Action::Undo => ctx.say("an answered drill stays answered"),
            Action::NextItem if asked.given.is_some() => self.advance(ctx),
            Action::ShowFacts if asked.given.is_some() => {
                let fact = asked.drill.template.facts.first();
                return fact.map_or(Next::Stay, |fact| Next::Push(Opening::Fact(fact.clone())));
            }
            Action::Watch => return asked.watch(ctx),
            Action::SwitchInput => self.is_typed = !self.is_typed,
            Action::Commit => self.commit(ctx),
            Action::GiveUp => self.take(ctx, None),
            Action::Up | Action::Down if self.is_typed && asked.given.is_none() => {
                step(&mut asked.at, asked.fields.len(), action);
            }
            Action::Up | Action::Down => {
                step(&mut asked.cursor, asked.choices.answers.len(), action);
            }
            Action::Pick(number) if usize::from(number) <= asked.choices.answers.len() => {
                asked.cursor = usize::from(number) - 1;
                self.commit(ctx);
            }
            Action::Harder | Action::Easier => {
                let step: i8 = if action == Action::Harder { 1 } else { -1 };
                self.plan.level = self.plan.level.saturating_add_signed(step).clamp(1, 3);
                ctx.say(format!("level {} from the next question on", self.plan.level));
            }
            _ => {}
        }
        Next::Stay
    }

    /// A click on an answer to pick.
    fn click(&mut self, ctx: &mut Ctx<'_>, entry: usize) -> Next {
        match u8::try_from(entry + 1) {
            Ok(number) if self.place() == Place::DrillPick => self.act(ctx, Action::Pick(number)),
            Ok(_) | Err(_) => Next::Stay,
        }
    }

    fn field(&mut self) -> Option<&mut Field> {
        let is_typed = self.is_typed;
        let asked = self.question.as_mut().filter(|asked| asked.given.is_none())?;
        asked.fields.get_mut(asked.at).filter(|_| is_typed)
    }

    fn n_numbers(&self) -> usize {
        self.question.as_ref().map_or(4, |one| one.choices.answers.len())
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "all other actions are offered")]
    fn offers(&self, _desk: &Desk, action: Action) -> bool {
        let asks = |is_so: fn(&DrillQuestion) -> bool| self.question.as_ref().is_some_and(is_so);
        match action {
            Action::Undo | Action::StudyAhead => false,
            // Typed parts are gone through; one alone has nowhere to go.
            Action::Up | Action::Down if self.is_typed => asks(|asked| 1 < asked.fields.len()),
            Action::Watch => asks(|asked| asked.drill.stage(&asked.drill.key).is_some()),
            _ => true,
        }
    }
}

impl DrillQuestion {
    /// Takes in the part that was typed. The answer once all parts are there; before that the next
    /// part has the keys.
    ///
    /// # Errors
    /// What is to be typed, where that cannot be read; nothing is marked.
    fn typed(&mut self) -> Result<Option<DrillAnswer>, String> {
        let form = self.drill.form();
        let words: Vec<String> = self.fields.iter().map(Field::text).collect();
        let here = words.get(self.at).map_or("", |words| words.trim());
        if here.is_empty() {
            return Err("type the answer; {answer.give-up} shows it without one".to_owned());
        }
        // The whole answer may stand in the first field.
        let is_alone = words.iter().skip(1).all(|words| words.trim().is_empty());
        if let Some(answer) = form.read_line(here).filter(|_| self.at == 0 && is_alone) {
            return Ok(Some(answer));
        }
        let parts: Vec<Option<AnswerPart>> =
            words.iter().enumerate().map(|(at, words)| form.read_part(at, words)).collect();
        let is_open = |at: &usize| parts.get(*at).is_none_or(Option::is_none);
        if is_open(&self.at) {
            let (_, hint) = form.hint(self.at);
            return Err(format!("`{here}` cannot be read here; type {hint}"));
        }
        let n = parts.len();
        match (1..n).map(|ahead| (self.at + ahead) % n).find(is_open) {
            Some(open) => {
                self.at = open;
                Ok(None)
            }
            None => Ok(form.whole(parts.into_iter().flatten().collect())),
        }
    }

    /// The question as a world: with your number in one lane, with the right one in the other.
    fn watch(&self, ctx: &mut Ctx<'_>) -> Next {
        let Some(given) = &self.given else { return Next::Stay };
        let right = self.drill.stage(&self.drill.key);
        let Some(stage) = right.clone() else {
            ctx.say("this question is about money or structure; no world runs it");
            return Next::Stay;
        };
        let typed = given.answer.as_ref().filter(|_| !given.is_right);
        let own = typed.and_then(|answer| {
            let stage = self.drill.stage(answer)?;
            World::new(&stage.setup).ok()?;
            // Where the answer is no setting, both lanes would be the same.
            if Some(&stage.setup) == right.as_ref().map(|right| &right.setup) {
                return None;
            }
            Some((format!("you: {}", self.drill.words(answer)), stage.setup))
        });
        let best = (format!("right: {}", self.drill.words(&self.drill.key)), stage.setup.clone());
        let file = WorldFile {
            id: format!("drill-{}", self.drill.template.id),
            title: stage.title,
            caption: stage.says,
            length: stage.length,
            setup: stage.setup,
            knobs: Vec::new(),
            goals: Vec::new(),
            challenge: None,
            is_hidden: true,
        };
        let lanes = own.into_iter().chain([best]).collect();
        Next::Push(Opening::Lanes(Cast::Card(Box::new(Watch { file, lanes }))))
    }
}
