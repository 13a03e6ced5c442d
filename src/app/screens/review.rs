//! Review: ask, commit, see the answer, rate. The card stays until its rating has been noted.

use std::time::Duration;

use super::{
    Scene,
    field::Field,
    kinds::Judged,
    list::scroll,
    live::{Kind, Live},
    play::{Cast, Watch},
    showing::{CardStage, Showing},
};
use crate::{
    app::{
        Ctx, Next, Opening,
        keys::action::{Action, Place},
    },
    content::Card,
    ids::{CardId, DeckId},
    memory::{
        Answer, CardState, Deed, Entry, Phase, Rating, Source,
        day::DayPlan,
        queue::{Line, Today},
    },
    study::{
        desk::Desk,
        preferences::Motion,
        record::{Effect, Outcome},
        words::Back,
    },
};

/// How many new cards "more" brings.
const N_MORE: usize = 10;
/// How many cards are studied ahead in one go.
const N_AHEAD: usize = 20;

/// A session of review.
#[derive(Debug)]
pub struct ReviewSession {
    pub deck: DeckId,
    pub deck_title: String,
    /// Cards are studied that the day does not ask for; their answers change no schedule.
    pub is_ahead: bool,
    line: Line,
    showing: Option<Showing>,
    history: Vec<Past>,
    /// Answers of this session by rating, Again first.
    pub tally: [u32; 4],
    /// Those of them that were not judged by the learner alone.
    pub n_judged: u32,
    /// Those of the judged ones that were right.
    pub n_right: u32,
    started: Duration,
    ended: Option<Duration>,
    /// What plays beside the answered card.
    pub live: Option<Live>,
    /// What tomorrow holds, once the session has ended; none when tomorrow is after the exam.
    pub tomorrow: Option<DayPlan>,
    /// Cards shown so far, for shuffling anew at each showing.
    n_shown: u64,
}

/// One step that can be undone.
#[derive(Debug)]
struct Past {
    entry: Entry,
    before: CardState,
    line: Line,
    showing: Showing,
    tally: [u32; 4],
    n_judged: u32,
    n_right: u32,
    token: u64,
    seq: Option<i64>,
}

impl ReviewSession {
    /// A session over the cards of `deck` that today holds.
    pub fn new(ctx: &Ctx<'_>, deck: DeckId) -> Self {
        let today = ctx.desk.today(&deck, ctx.now.day, 0);
        Self::over(ctx, deck, &today)
    }

    /// A session over cards of `deck` that today does not ask for.
    pub fn ahead(ctx: &Ctx<'_>, deck: DeckId) -> Self {
        let today = ctx.desk.ahead(&deck, ctx.now.day, N_AHEAD);
        let review = Self::over(ctx, deck, &today);
        let deck_title = format!("{}, ahead", review.deck_title);
        Self { is_ahead: true, deck_title, ..review }
    }

    fn over(ctx: &Ctx<'_>, deck: DeckId, today: &Today) -> Self {
        let title = ctx
            .desk
            .library
            .deck(&deck.0)
            .map_or_else(|| deck.to_string(), |deck| deck.title.clone());
        let mut review = Self {
            deck,
            deck_title: title,
            is_ahead: false,
            line: Line::new(today, &ctx.desk.cards.states),
            showing: None,
            history: Vec::new(),
            tally: [0; 4],
            n_judged: 0,
            n_right: 0,
            started: ctx.now.mono,
            ended: None,
            live: None,
            tomorrow: None,
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

    /// Goes on with other cards after the end; false when there are none.
    fn go_on(&mut self, ctx: &Ctx<'_>, today: &Today, is_ahead: bool) -> bool {
        let more = Self::over(ctx, self.deck.clone(), today);
        if more.showing.is_none() {
            return false;
        }
        self.line = more.line;
        self.showing = more.showing;
        self.n_shown += more.n_shown;
        self.ended = None;
        self.is_ahead = is_ahead;
        let mark = if is_ahead { ", ahead" } else { "" };
        self.deck_title = format!("{}{mark}", more.deck_title);
        true
    }

    /// Shows a card whose answer was taken back.
    fn put_first(&mut self, ctx: &Ctx<'_>, card: &CardId) {
        if let Some(waiting) = self.showing.take() {
            self.line.put_first(waiting.card);
        }
        self.line.put_first(card.clone());
        self.advance(ctx);
    }

    fn card(&self, ctx: &Ctx<'_>) -> Option<Card> {
        ctx.desk.library.card(&self.showing.as_ref()?.card).cloned()
    }

    /// Starts what plays beside the card in front, if it was answered.
    fn play(&mut self, ctx: &Ctx<'_>) {
        let is_ahead = self.is_ahead;
        if let Some(Showing { stage: CardStage::Answered(answered), .. }) = self.showing.as_mut()
            && is_ahead
        {
            answered.rests = [Back::AsPlanned; 4];
        }
        self.live = self.showing.as_ref().and_then(|showing| {
            let CardStage::Answered(answered) = &showing.stage else { return None };
            let card = ctx.desk.library.card(&showing.card)?;
            let missed = answered.judged.is_missed().then_some(&answered.reply);
            Live::new(&ctx.desk.library, card, missed)
        });
    }

    /// The lab with the two lanes of the live pane.
    fn watch(&mut self, ctx: &mut Ctx<'_>) -> Next {
        let Some(Live { kind: Kind::Run(run), says, .. }) = &self.live else {
            ctx.say("no world runs beside this card");
            return Next::Stay;
        };
        Next::Push(Opening::Lanes(Cast::Card(Box::new(Watch::of(run, says)))))
    }

    fn advance(&mut self, ctx: &Ctx<'_>) {
        self.live = None;
        self.showing = None;
        while let Some(id) = self.line.next(ctx.now) {
            let state = ctx.desk.cards.state(&id);
            // Answered or set aside meanwhile, in another window or in Browse.
            let day = ctx.now.day;
            let is_done = state.last.is_some_and(|(last, _)| day <= last);
            let is_over = !state.is_available(day) || (state.phase == Phase::Review && is_done);
            if let Some(card) = ctx.desk.library.card(&id).filter(|_| !is_over) {
                self.n_shown += 1;
                self.showing = Some(Showing::new(ctx, card, self.n_shown));
                self.ended = None;
                return;
            }
        }
        self.ended.get_or_insert(ctx.now.mono);
        self.tomorrow = ctx.desk.calendar(ctx.now.day).days.get(1).copied();
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "actions of other screens do nothing here")]
    fn ask(&mut self, ctx: &mut Ctx<'_>, action: Action) {
        let Some(card) = self.card(ctx) else { return };
        let Some(showing) = self.showing.as_mut() else {
            return;
        };
        match action {
            Action::Confidence => showing.confidence = showing.confidence.next(),
            Action::Commit => match showing.input.answering_mut().complete() {
                Ok(()) => {
                    if let Some(judged) = showing.settle(ctx, &card) {
                        showing.answer(ctx, &card, judged);
                        self.play(ctx);
                    }
                }
                Err(missing) => ctx.say(missing),
            },
            Action::GiveUp => {
                showing.answer(ctx, &card, Judged::NotGiven);
                self.play(ctx);
            }
            _ => showing.input.answering_mut().pick(action),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "actions of other screens do nothing here")]
    fn rate_or_scroll(&mut self, ctx: &mut Ctx<'_>, action: Action) {
        let Some(Showing { stage: CardStage::Answered(answered), .. }) = self.showing.as_mut()
        else {
            return;
        };
        let page = usize::from(ctx.size.height / 2);
        let rating = match action {
            Action::RateAgain => Rating::Again,
            Action::RateHard => Rating::Hard,
            Action::RateGood => Rating::Good,
            Action::RateEasy => Rating::Easy,
            Action::Confirm => {
                let Some(proposal) = answered.proposal else {
                    return ctx.say("rate it yourself: {review.again} again to {review.easy} easy");
                };
                proposal
            }
            _ => return scroll(&mut answered.scroll, action, page),
        };
        self.rate(ctx, rating);
    }

    fn rate(&mut self, ctx: &mut Ctx<'_>, rating: Rating) {
        let Some(card) = self.card(ctx) else { return };
        let Some(showing) = self.showing.clone() else {
            return;
        };
        let CardStage::Answered(answered) = &showing.stage else {
            return;
        };
        let answer = Answer {
            rating,
            is_right: answered.judged.is_right(rating),
            confidence: showing.confidence,
            time_ms: answered.time_ms,
            expected_recall: answered.expected_recall,
            given: answered.given.clone(),
            source: if self.is_ahead { Source::Cram } else { Source::Review },
        };
        let (is_right, is_judged) = (answer.is_right, answered.judged != Judged::ByOneself);
        self.note(ctx, &card, showing, Deed::Answer(answer));
        self.tally[usize::from(rating.number() - 1)] += 1;
        self.n_judged += u32::from(is_judged);
        self.n_right += u32::from(is_right && is_judged);
        let state = ctx.desk.cards.state(&card.id).clone();
        self.line.answered(&card.id, &state);
        self.advance(ctx);
    }

    /// Leaves what was asked back about the answer; whether there was something.
    fn drop_doubt(&mut self) -> bool {
        match &mut self.showing {
            Some(Showing { stage: CardStage::Asking, input, .. }) => {
                input.answering_mut().drop_doubt()
            }
            Some(_) | None => false,
        }
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
        let before = ctx.desk.cards.state(&card.id).clone();
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
            n_judged: self.n_judged,
            n_right: self.n_right,
            token,
            seq: None,
        });
        ctx.effects.push(effect);
    }

    fn undo(&mut self, ctx: &mut Ctx<'_>) {
        let Some(past) = self.history.pop() else {
            ctx.effects.push(Effect::UndoLast);
            return;
        };
        ctx.desk.take_back(&past.entry, &past.before);
        match past.seq {
            Some(seq) => {
                ctx.effects.push(Effect::Undo {
                    seq,
                    session: ctx.desk.session,
                    entry: past.entry,
                });
            }
            // It never reached the disk, so it must not be tried again either.
            None => ctx.forget.push(past.token),
        }
        self.line = past.line;
        self.showing = Some(past.showing);
        self.tally = past.tally;
        self.n_judged = past.n_judged;
        self.n_right = past.n_right;
        self.ended = None;
        self.play(ctx);
        ctx.say("taken back");
    }
}

impl Scene for ReviewSession {
    fn place(&self) -> Place {
        match &self.showing {
            None => Place::Finish,
            Some(Showing { stage: CardStage::Answered(_), .. }) => Place::Card,
            Some(Showing { input, .. }) => input.answering().place(),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "actions of other screens do nothing here")]
    fn act(&mut self, ctx: &mut Ctx<'_>, action: Action) -> Next {
        match action {
            Action::Back if self.drop_doubt() => {}
            Action::Back => return Next::Pop,
            Action::Undo => self.undo(ctx),
            Action::SuspendCard => self.set_aside(ctx, Deed::Suspend, "suspended"),
            Action::BuryCard => {
                let until = ctx.now.day.plus(1);
                self.set_aside(ctx, Deed::Bury { until }, "put off until tomorrow");
            }
            Action::Start if self.showing.is_none() => {
                let today = ctx.desk.today(&self.deck, ctx.now.day, N_MORE);
                if !self.go_on(ctx, &today, false) {
                    ctx.say("there are no more new cards in this deck");
                }
            }
            Action::StudyAhead if self.showing.is_none() => {
                let today = ctx.desk.ahead(&self.deck, ctx.now.day, N_AHEAD);
                if !self.go_on(ctx, &today, true) {
                    ctx.say("no card of this deck has been learned that today does not ask for");
                }
            }
            Action::Watch if self.place() == Place::Card => return self.watch(ctx),
            Action::ShowFacts => {
                if let Some(card) = self.card(ctx) {
                    return Next::Push(Opening::Fact(card.main_fact().clone()));
                }
            }
            _ => match &self.showing {
                Some(Showing { stage: CardStage::Asking, .. }) => self.ask(ctx, action),
                Some(Showing { stage: CardStage::Answered(_), .. }) => {
                    self.rate_or_scroll(ctx, action);
                }
                None => {}
            },
        }
        Next::Stay
    }

    /// A click on an option.
    fn click(&mut self, ctx: &mut Ctx<'_>, entry: usize) -> Next {
        match u8::try_from(entry + 1) {
            Ok(number) if self.place() == Place::Pick => self.act(ctx, Action::Pick(number)),
            Ok(_) | Err(_) => Next::Stay,
        }
    }

    fn field(&mut self) -> Option<&mut Field> {
        match self.showing.as_mut() {
            Some(Showing { stage: CardStage::Asking, input, .. }) => input.answering_mut().field(),
            Some(_) | None => None,
        }
    }

    /// How long until the next frame; none while nothing moves.
    fn wake_in(&self, motion: Motion) -> Option<Duration> {
        self.live.as_ref().and_then(|live| live.wake_in(motion))
    }

    fn wake(&mut self, ctx: &mut Ctx<'_>) -> Next {
        if let Some(live) = &mut self.live {
            live.wake(ctx.desk.preferences.motion);
        }
        Next::Stay
    }

    fn done(&mut self, ctx: &Ctx<'_>, outcome: &Outcome) {
        if let Outcome::TakenBack { card: Some(card), .. } = outcome {
            self.put_first(ctx, card);
        }
        if let Outcome::Saved { token, seq, .. } = outcome
            && let Some(past) = self.history.iter_mut().find(|past| past.token == *token)
        {
            past.seq = Some(*seq);
        }
    }

    fn n_numbers(&self) -> usize {
        self.showing.as_ref().map_or(9, |showing| showing.order.len().max(1))
    }

    fn hint(&self, action: Action) -> Option<&'static str> {
        match &self.showing {
            Some(Showing { stage: CardStage::Asking, input, .. }) => input.answering().hint(action),
            Some(_) | None => None,
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "all other actions are offered")]
    fn offers(&self, _desk: &Desk, action: Action) -> bool {
        match &self.showing {
            Some(Showing { stage: CardStage::Asking, input, .. }) => {
                input.answering().offers(action)
            }
            Some(Showing { stage: CardStage::Answered(answered), .. }) => match action {
                Action::Watch => {
                    self.live.as_ref().is_some_and(|live| matches!(live.kind, Kind::Run(_)))
                }
                Action::Confirm => answered.proposal.is_some(),
                _ => true,
            },
            None => true,
        }
    }
}
