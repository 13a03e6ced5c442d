//! Review: ask, commit, see the answer, rate. The card stays until its rating has been noted.

use std::time::Duration;

use super::{
    Ctx, Next,
    action::{Action, Place},
    event::{Effect, Outcome},
    field::Field,
};
use crate::{
    content::{Body, Card, Choice, Verdict, card},
    ids::{CardId, DeckId},
    memory::{
        Answer, CardState, Confidence, Deed, Entry, Rating,
        grade::{self, Given},
        queue::Line,
        schedule::Rest,
    },
};

/// How many new cards "more" brings.
const N_MORE: usize = 10;

/// A session of review.
#[derive(Debug)]
pub struct Review {
    pub deck: DeckId,
    pub deck_title: String,
    line: Line,
    showing: Option<Showing>,
    history: Vec<Past>,
    /// Answers of this session by rating, Again first.
    pub tally: [u32; 4],
    pub n_right: u32,
    started: Duration,
    ended: Option<Duration>,
    /// Cards shown so far, for shuffling anew at each showing.
    n_shown: u64,
}

/// The card in front.
#[derive(Debug, Clone)]
pub struct Showing {
    pub card: CardId,
    /// The options in the order shown: positions in the card.
    pub order: Vec<usize>,
    pub input: Input,
    pub confidence: Confidence,
    pub is_new: bool,
    shown: Duration,
    pub stage: Stage,
}

/// What the learner has typed or picked so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    Text(Field),
    /// One of the options; `cursor` counts as shown.
    One {
        cursor: usize,
    },
    /// Several of the options, by place shown.
    Several {
        cursor: usize,
        marked: Vec<usize>,
    },
    /// For each left item, in the card's order, the place shown of its right item.
    Pairs {
        cursor: usize,
        given: Vec<Option<usize>>,
    },
    /// Places shown, in the order picked.
    Sequence {
        cursor: usize,
        given: Vec<usize>,
    },
}

#[derive(Debug, Clone)]
pub enum Stage {
    Asking,
    Answered(Answered),
}

/// An answer and what is made of it.
#[derive(Debug, Clone)]
pub struct Answered {
    pub verdict: Verdict,
    /// Whether an answer was given at all.
    pub is_given: bool,
    pub given: String,
    pub proposal: Rating,
    pub rests: [Rest; 4],
    pub time_ms: u32,
    expected_recall: Option<f32>,
    /// First line shown of the answer.
    pub scroll: usize,
}

/// One step that can be undone.
#[derive(Debug)]
struct Past {
    entry: Entry,
    before: CardState,
    line: Line,
    showing: Showing,
    tally: [u32; 4],
    n_right: u32,
    token: u64,
    seq: Option<i64>,
}

impl Review {
    /// A session over the cards of `deck` that today holds.
    pub fn new(ctx: &Ctx<'_>, deck: DeckId) -> Self {
        Self::with_more(ctx, deck, 0)
    }

    fn with_more(ctx: &Ctx<'_>, deck: DeckId, n_more_new: usize) -> Self {
        let today = ctx.desk.today(&deck, ctx.now.day, n_more_new);
        let title = ctx
            .desk
            .library
            .deck(&deck.0)
            .map_or_else(|| deck.to_string(), |deck| deck.title.clone());
        let mut review = Self {
            deck,
            deck_title: title,
            line: Line::new(&today, &ctx.desk.states),
            showing: None,
            history: Vec::new(),
            tally: [0; 4],
            n_right: 0,
            started: ctx.now.mono,
            ended: None,
            n_shown: 0,
        };
        review.advance(ctx);
        review
    }

    pub fn showing(&self) -> Option<&Showing> {
        self.showing.as_ref()
    }

    /// Answers given in this session.
    pub fn n_done(&self) -> usize {
        self.tally.iter().sum::<u32>() as usize
    }

    /// Cards that still wait in this session, the one in front among them.
    pub fn n_left(&self) -> usize {
        self.line.len() + usize::from(self.showing.is_some())
    }

    /// How long the session took, once it has ended.
    pub fn took(&self) -> Option<Duration> {
        Some(self.ended?.saturating_sub(self.started))
    }

    pub fn place(&self) -> Place {
        match &self.showing {
            None => Place::Finish,
            Some(Showing {
                stage: Stage::Answered(_),
                ..
            }) => Place::Card,
            Some(Showing {
                input: Input::Text(_),
                ..
            }) => Place::Type,
            Some(_) => Place::Pick,
        }
    }

    /// The line of text that keys go to, when there is one.
    pub fn field(&mut self) -> Option<&mut Field> {
        match self.showing.as_mut() {
            Some(Showing {
                stage: Stage::Asking,
                input: Input::Text(field),
                ..
            }) => Some(field),
            Some(_) | None => None,
        }
    }

    pub fn act(&mut self, ctx: &mut Ctx<'_>, action: Action) -> Next {
        match action {
            Action::Back => return Next::Pop,
            Action::Undo => self.undo(ctx),
            Action::SuspendCard => self.set_aside(ctx, Deed::Suspend, "suspended"),
            Action::BuryCard => {
                let until = ctx.now.day.plus(1);
                self.set_aside(ctx, Deed::Bury { until }, "put off until tomorrow");
            }
            Action::Start if self.showing.is_none() => {
                let more = Self::with_more(ctx, self.deck.clone(), N_MORE);
                if more.showing.is_none() {
                    ctx.say("there are no more new cards in this deck");
                }
                *self = Self {
                    tally: self.tally,
                    n_right: self.n_right,
                    started: self.started,
                    ..more
                };
            }
            Action::ShowFacts => {
                if let Some(card) = self.card(ctx) {
                    return Next::Browse(card.main_fact().clone());
                }
            }
            _ => match self.place() {
                Place::Pick | Place::Type => self.ask(ctx, action),
                Place::Card => self.rate_or_scroll(ctx, action),
                _ => {}
            },
        }
        Next::Stay
    }

    /// A click on an option.
    pub fn click(&mut self, ctx: &mut Ctx<'_>, entry: usize) -> Next {
        match u8::try_from(entry + 1) {
            Ok(number) if self.place() == Place::Pick => self.act(ctx, Action::Pick(number)),
            Ok(_) | Err(_) => Next::Stay,
        }
    }

    /// Takes in what came of an effect.
    pub fn done(&mut self, outcome: &Outcome) {
        if let Outcome::Saved { token, seq, .. } = outcome
            && let Some(past) = self.history.iter_mut().find(|past| past.token == *token)
        {
            past.seq = Some(*seq);
        }
    }

    fn card(&self, ctx: &Ctx<'_>) -> Option<Card> {
        ctx.desk.library.card(&self.showing.as_ref()?.card).cloned()
    }

    fn advance(&mut self, ctx: &Ctx<'_>) {
        self.showing = None;
        while let Some(id) = self.line.next(ctx.now) {
            if let Some(card) = ctx.desk.library.card(&id) {
                self.n_shown += 1;
                self.showing = Some(Showing::new(ctx, card, self.n_shown));
                self.ended = None;
                return;
            }
        }
        self.ended.get_or_insert(ctx.now.mono);
    }

    fn ask(&mut self, ctx: &mut Ctx<'_>, action: Action) {
        let Some(card) = self.card(ctx) else { return };
        let Some(showing) = self.showing.as_mut() else {
            return;
        };
        let is_complete = match action {
            Action::Confidence => {
                showing.confidence = showing.confidence.next();
                false
            }
            Action::Commit => match showing.complete(&card) {
                Ok(()) => true,
                Err(missing) => {
                    ctx.say(missing);
                    false
                }
            },
            Action::GiveUp => {
                showing.answer(ctx, &card, false);
                false
            }
            _ => showing.pick(&card, action),
        };
        if is_complete {
            showing.answer(ctx, &card, true);
        }
    }

    fn rate_or_scroll(&mut self, ctx: &mut Ctx<'_>, action: Action) {
        let Some(Showing {
            stage: Stage::Answered(answered),
            ..
        }) = self.showing.as_mut()
        else {
            return;
        };
        let page = usize::from(ctx.size.height / 2);
        let rating = match action {
            Action::RateAgain => Rating::Again,
            Action::RateHard => Rating::Hard,
            Action::RateGood => Rating::Good,
            Action::RateEasy => Rating::Easy,
            Action::Confirm => answered.proposal,
            Action::Up => return answered.scroll = answered.scroll.saturating_sub(1),
            Action::Down => return answered.scroll += 1,
            Action::PageUp => return answered.scroll = answered.scroll.saturating_sub(page),
            Action::PageDown => return answered.scroll += page,
            Action::Top => return answered.scroll = 0,
            _ => return,
        };
        self.rate(ctx, rating);
    }

    fn rate(&mut self, ctx: &mut Ctx<'_>, rating: Rating) {
        let Some(card) = self.card(ctx) else { return };
        let Some(showing) = self.showing.clone() else {
            return;
        };
        let Stage::Answered(answered) = &showing.stage else {
            return;
        };
        let answer = Answer {
            rating,
            is_right: answered.verdict.is_right() && answered.is_given,
            confidence: showing.confidence,
            time_ms: answered.time_ms,
            expected_recall: answered.expected_recall,
            given: answered.given.clone(),
        };
        let is_right = answer.is_right;
        self.note(ctx, &card, showing, Deed::Answer(answer));
        self.tally[usize::from(rating.number() - 1)] += 1;
        self.n_right += u32::from(is_right);
        let state = ctx.desk.state(&card.id).clone();
        self.line.answered(&card.id, &state);
        self.advance(ctx);
    }

    fn set_aside(&mut self, ctx: &mut Ctx<'_>, deed: Deed, words: &str) {
        let (Some(card), Some(showing)) = (self.card(ctx), self.showing.clone()) else {
            return;
        };
        self.note(ctx, &card, showing, deed);
        self.line.drop_card(&card.id);
        ctx.say(format!("{} is {words}", card.id));
        self.advance(ctx);
    }

    fn note(&mut self, ctx: &mut Ctx<'_>, card: &Card, showing: Showing, deed: Deed) {
        let before = ctx.desk.state(&card.id).clone();
        let (effect, token) = ctx.desk.note(ctx.now, card, deed);
        let Effect::Save { entry, .. } = &effect else {
            return;
        };
        self.history.push(Past {
            entry: entry.clone(),
            before,
            line: self.line.clone(),
            showing,
            tally: self.tally,
            n_right: self.n_right,
            token,
            seq: None,
        });
        ctx.effects.push(effect);
    }

    fn undo(&mut self, ctx: &mut Ctx<'_>) {
        let Some(past) = self.history.pop() else {
            ctx.say("nothing of this session is left to undo");
            return;
        };
        ctx.desk.take_back(&past.entry, &past.before);
        match past.seq {
            Some(seq) => ctx.effects.push(Effect::Undo {
                seq,
                session: ctx.desk.session,
                entry: past.entry,
            }),
            // It never reached the disk, so it must not be tried again either.
            None => ctx.forget.push(past.token),
        }
        self.line = past.line;
        self.showing = Some(past.showing);
        self.tally = past.tally;
        self.n_right = past.n_right;
        self.ended = None;
        ctx.say("taken back");
    }
}

impl Showing {
    fn new(ctx: &Ctx<'_>, card: &Card, n_shown: u64) -> Self {
        let n_options = match &card.body {
            Body::Cloze { .. } | Body::Numeric { .. } => 0,
            Body::Choice { options } | Body::Multiple { options } | Body::Which { options } => {
                options.len()
            }
            Body::Match { pairs, extra } => pairs.len() + extra.len(),
            Body::Order { steps } => steps.len(),
        };
        let mut order: Vec<usize> = (0..n_options).collect();
        let name = format!("options of {}", card.id);
        ctx.desk.seed.stream(&name, n_shown).shuffle(&mut order);
        let input = match &card.body {
            Body::Cloze { .. } | Body::Numeric { .. } => Input::Text(Field::default()),
            Body::Choice { .. } | Body::Which { .. } => Input::One { cursor: 0 },
            Body::Multiple { .. } => Input::Several {
                cursor: 0,
                marked: Vec::new(),
            },
            Body::Match { pairs, .. } => Input::Pairs {
                cursor: 0,
                given: vec![None; pairs.len()],
            },
            Body::Order { .. } => Input::Sequence {
                cursor: 0,
                given: Vec::new(),
            },
        };
        let is_new = ctx.desk.state(&card.id).n_answers == 0;
        Self {
            card: card.id.clone(),
            order,
            input,
            confidence: Confidence::Sure,
            is_new,
            shown: ctx.now.mono,
            stage: Stage::Asking,
        }
    }

    /// The position in the card of what is shown at `place`.
    fn at(&self, place: usize) -> Option<usize> {
        self.order.get(place).copied()
    }

    /// Moves the cursor or picks; true when that completes the answer.
    fn pick(&mut self, card: &Card, action: Action) -> bool {
        let n_options = self.order.len();
        let number = match action {
            Action::Pick(number) => {
                Some(usize::from(number) - 1).filter(|place| *place < n_options)
            }
            _ => None,
        };
        match &mut self.input {
            Input::Text(_) => {}
            Input::One { cursor } => {
                step(cursor, n_options, action);
                if let Some(place) = number {
                    *cursor = place;
                    return true;
                }
            }
            Input::Several { cursor, marked } => {
                step(cursor, n_options, action);
                if let Some(place) = number {
                    *cursor = place;
                    match marked.iter().position(|one| *one == place) {
                        Some(at) => drop(marked.remove(at)),
                        None => marked.push(place),
                    }
                }
                if action == Action::Erase {
                    marked.pop();
                }
            }
            Input::Pairs { cursor, given } => {
                step(cursor, given.len(), action);
                if let Some(place) = number {
                    // A right item belongs to one left item only; picked again, it moves.
                    for one in given.iter_mut().filter(|one| **one == Some(place)) {
                        *one = None;
                    }
                    if let Some(here) = given.get_mut(*cursor) {
                        *here = Some(place);
                    }
                    let n = given.len();
                    let next = (1..=n)
                        .map(|ahead| (*cursor + ahead) % n)
                        .find(|at| given.get(*at) == Some(&None));
                    *cursor = next.unwrap_or(*cursor);
                }
                if action == Action::Erase
                    && let Some(here) = given.get_mut(*cursor)
                {
                    *here = None;
                }
            }
            Input::Sequence { cursor, given } => {
                step(cursor, n_options, action);
                if let Some(place) = number {
                    *cursor = place;
                    match given.iter().position(|one| *one == place) {
                        Some(at) => given.truncate(at),
                        None => given.push(place),
                    }
                }
                if action == Action::Erase {
                    given.pop();
                }
            }
        }
        let _ = card;
        false
    }

    /// Whether the answer is whole; else what is missing.
    fn complete(&mut self, card: &Card) -> Result<(), String> {
        match &mut self.input {
            Input::Text(field) if field.text().trim().is_empty() => {
                Err("type an answer first; ctrl-g shows it without one".into())
            }
            Input::Several { marked, .. } => {
                let n = n_right(card);
                let n_marked = marked.len();
                if n_marked == n {
                    Ok(())
                } else {
                    Err(format!("mark {n} options; {n_marked} are marked"))
                }
            }
            Input::Pairs { given, .. } if given.contains(&None) => {
                let n_open = given.iter().filter(|one| one.is_none()).count();
                Err(format!("{n_open} on the left still need a number"))
            }
            Input::Sequence { given, .. } if given.len() < self.order.len() => {
                // The last step can only stand at the end.
                let mut open = (0..self.order.len()).filter(|place| !given.contains(place));
                match (open.next(), open.next()) {
                    (Some(last), None) => {
                        given.push(last);
                        Ok(())
                    }
                    _ => Err(format!(
                        "{} of {} steps are in order",
                        given.len(),
                        self.order.len()
                    )),
                }
            }
            Input::Text(_) | Input::One { .. } | Input::Pairs { .. } | Input::Sequence { .. } => {
                Ok(())
            }
        }
    }

    fn answer(&mut self, ctx: &Ctx<'_>, card: &Card, is_given: bool) {
        let verdict = if is_given {
            self.judge(card)
        } else {
            Verdict::Wrong
        };
        let elapsed = ctx.now.mono.saturating_sub(self.shown).as_millis();
        let time_ms = u32::try_from(elapsed).unwrap_or(u32::MAX);
        let state = ctx.desk.state(&card.id);
        let proposal = grade::propose(Given {
            is_right: verdict.is_right(),
            confidence: self.confidence,
            is_typed: card.kind().is_typed(),
            time_ms,
            median_ms: ctx.desk.median_ms(card.kind()),
        });
        self.stage = Stage::Answered(Answered {
            verdict,
            is_given,
            given: if is_given {
                self.given_words(card)
            } else {
                String::new()
            },
            proposal,
            rests: ctx.desk.scheduler.preview(&card.id, state, ctx.now.day),
            time_ms,
            expected_recall: ctx.desk.scheduler.recall(state, ctx.now.day),
            scroll: 0,
        });
    }

    fn judge(&self, card: &Card) -> Verdict {
        match (&card.body, &self.input) {
            (Body::Numeric { value }, Input::Text(field)) => {
                card::judge_figure(&field.text(), value)
            }
            (Body::Cloze { gap, accept, .. }, Input::Text(field)) => {
                card::judge_gap(&field.text(), gap, accept)
            }
            (Body::Choice { options } | Body::Which { options }, Input::One { cursor }) => {
                let picked = self.at(*cursor).and_then(|at| options.get(at));
                if picked.is_some_and(|option| option.is_right) {
                    Verdict::Right
                } else {
                    Verdict::Wrong
                }
            }
            (Body::Multiple { options }, Input::Several { marked, .. }) => {
                let picked = marked
                    .iter()
                    .filter_map(|place| options.get(self.at(*place)?));
                let n_right_marked = picked.filter(|option| option.is_right).count();
                share(n_right_marked, n_right(card))
            }
            (Body::Match { pairs, .. }, Input::Pairs { given, .. }) => {
                let is_right = |(left, place): (usize, &Option<usize>)| {
                    place.and_then(|p| self.at(p)) == Some(left)
                };
                share(
                    given
                        .iter()
                        .enumerate()
                        .filter(|one| is_right(*one))
                        .count(),
                    pairs.len(),
                )
            }
            (Body::Order { steps }, Input::Sequence { given, .. }) => {
                let n = given
                    .iter()
                    .enumerate()
                    .filter(|(at, place)| self.at(**place) == Some(*at))
                    .count();
                share(n, steps.len())
            }
            _ => Verdict::Wrong,
        }
    }

    /// The answer as words, for the log and the screen.
    fn given_words(&self, card: &Card) -> String {
        let option = |options: &[Choice], place: usize| {
            self.at(place)
                .and_then(|at| options.get(at))
                .map(|option| option.text.clone())
                .unwrap_or_default()
        };
        match (&card.body, &self.input) {
            (_, Input::Text(field)) => field.text().trim().to_owned(),
            (Body::Choice { options } | Body::Which { options }, Input::One { cursor }) => {
                option(options, *cursor)
            }
            (Body::Multiple { options }, Input::Several { marked, .. }) => marked
                .iter()
                .map(|place| option(options, *place))
                .collect::<Vec<_>>()
                .join("; "),
            (Body::Match { pairs, extra }, Input::Pairs { given, .. }) => {
                let words = |(left, place): (usize, &Option<usize>)| {
                    let right = place
                        .and_then(|place| self.at(place))
                        .and_then(|at| right_item(pairs, extra, at));
                    let left = pairs.get(left).map_or("", |pair| &pair.0);
                    format!("{left} = {}", right.unwrap_or_default())
                };
                given
                    .iter()
                    .enumerate()
                    .map(words)
                    .collect::<Vec<_>>()
                    .join("; ")
            }
            (Body::Order { steps }, Input::Sequence { given, .. }) => {
                let words = given
                    .iter()
                    .filter_map(|place| steps.get(self.at(*place)?).cloned());
                words.collect::<Vec<_>>().join("; ")
            }
            _ => String::new(),
        }
    }
}

fn share(n_right: usize, n: usize) -> Verdict {
    match n_right {
        0 => Verdict::Wrong,
        all if all == n => Verdict::Right,
        n_right => Verdict::Partly { n_right, n },
    }
}

/// How many options of a card are right.
pub fn n_right(card: &Card) -> usize {
    match &card.body {
        Body::Choice { options } | Body::Multiple { options } | Body::Which { options } => {
            options.iter().filter(|option| option.is_right).count()
        }
        Body::Cloze { .. } | Body::Numeric { .. } | Body::Match { .. } | Body::Order { .. } => 1,
    }
}

/// The right-hand item of a match at `at`: first those of the pairs, then the extra ones.
pub fn right_item<'a>(
    pairs: &'a [(String, String)],
    extra: &'a [String],
    at: usize,
) -> Option<&'a str> {
    match pairs.get(at) {
        Some((_, right)) => Some(right),
        None => extra.get(at - pairs.len()).map(String::as_str),
    }
}

fn step(cursor: &mut usize, n: usize, action: Action) {
    match action {
        Action::Up => *cursor = cursor.checked_sub(1).unwrap_or(n.saturating_sub(1)),
        Action::Down => *cursor = if *cursor + 1 < n { *cursor + 1 } else { 0 },
        _ => {}
    }
}
