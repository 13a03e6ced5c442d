//! Browse: every fact and card, found by typing, narrowed by filters, with a preview.

use super::{
    Scene,
    field::Field,
    list::{Cursor, scroll},
};
use crate::{
    app::{
        Ctx, Next,
        keys::action::{Action, Place},
        overlay::{Overlay, ToConfirm},
    },
    content::{Card, CardKind, Fact, Status},
    ids::{CardId, FactId, TopicId},
    memory::{Deed, Phase},
    study::{
        record::Outcome,
        search::{Hit, Index},
    },
};

/// Rows of the screen that are no list: title, search line, filters, and the line of hints.
pub const FRAME_ROWS: u16 = 5;

/// The cards by what is remembered of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateFilter {
    Due,
    New,
    Learnt,
    Suspended,
    Leech,
}

impl StateFilter {
    const ALL: [Self; 5] = [Self::Due, Self::New, Self::Learnt, Self::Suspended, Self::Leech];

    pub fn word(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::New => "new",
            Self::Learnt => "learned",
            Self::Suspended => "suspended",
            Self::Leech => "leeches",
        }
    }
}

/// Whether facts, cards, or both are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum What {
    #[default]
    Both,
    Facts,
    Cards,
}

impl What {
    pub fn word(self) -> &'static str {
        match self {
            Self::Both => "facts and cards",
            Self::Facts => "facts",
            Self::Cards => "cards",
        }
    }
}

/// What narrows the list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filters {
    pub what: What,
    pub topic: Option<TopicId>,
    pub kind: Option<CardKind>,
    pub status: Option<Status>,
    pub state: Option<StateFilter>,
}

/// The screen.
#[derive(Debug)]
pub struct Browse {
    pub query: Field,
    pub is_searching: bool,
    pub filters: Filters,
    pub hits: Vec<Hit>,
    pub cursor: Cursor,
    /// Whether the preview fills the screen.
    pub is_open: bool,
    pub scroll: usize,
    /// Opened to look at one fact: going back leaves at once.
    is_visit: bool,
    index: Index,
}

impl Browse {
    pub fn new(ctx: &Ctx<'_>) -> Self {
        let mut browse = Self {
            query: Field::default(),
            is_searching: false,
            filters: Filters::default(),
            hits: Vec::new(),
            cursor: Cursor::default(),
            is_open: false,
            scroll: 0,
            is_visit: false,
            index: Index::new(&ctx.desk.library),
        };
        browse.refresh(ctx);
        browse
    }

    /// The screen with its line of text in front.
    pub fn searching(ctx: &Ctx<'_>) -> Self {
        Self { is_searching: true, ..Self::new(ctx) }
    }

    /// The screen with one fact open.
    pub fn at_fact(ctx: &Ctx<'_>, fact: &FactId) -> Self {
        let mut browse = Self::new(ctx);
        let wanted = ctx.desk.library.facts.iter().position(|one| one.id == *fact).map(Hit::Fact);
        let place = browse.hits.iter().position(|hit| Some(*hit) == wanted);
        browse.cursor.selected = place.unwrap_or(0);
        browse.cursor.keep(browse.hits.len(), list_rows(ctx));
        browse.is_open = true;
        browse.is_visit = true;
        browse
    }

    /// Searches again: the query, a filter or the cards have changed.
    pub fn refresh(&mut self, ctx: &Ctx<'_>) {
        let found = self.index.find(&self.query.text());
        self.hits = found.into_iter().filter(|hit| self.filters.keep(ctx, *hit)).collect();
        self.cursor.keep(self.hits.len(), list_rows(ctx));
        self.scroll = 0;
    }

    pub fn selected(&self) -> Option<Hit> {
        self.hits.get(self.cursor.selected).copied()
    }

    pub fn selected_card<'a>(&self, ctx: &'a Ctx<'_>) -> Option<&'a Card> {
        match self.selected()? {
            Hit::Card(index) => ctx.desk.library.cards.get(index),
            Hit::Fact(_) => None,
        }
    }

    fn scroll_or_move(&mut self, ctx: &Ctx<'_>, action: Action) {
        let page = list_rows(ctx).max(1);
        if !self.is_open {
            self.cursor.act(action, self.hits.len(), page);
            self.scroll = 0;
            return;
        }
        scroll(&mut self.scroll, action, page);
    }

    fn suspend(&mut self, ctx: &mut Ctx<'_>) {
        let is_suspended =
            self.selected_card(ctx).map(|card| ctx.desk.cards.state(&card.id).is_suspended);
        match is_suspended {
            Some(true) => self.edit(ctx, Deed::Resume, "back"),
            Some(false) => self.edit(ctx, Deed::Suspend, "suspended"),
            None => ctx.say("this is a fact; only cards can be suspended"),
        }
    }

    fn ask_reset(&self, ctx: &mut Ctx<'_>) -> Next {
        let Some(card) = self.selected_card(ctx) else {
            ctx.say("this is a fact; only cards can be reset");
            return Next::Stay;
        };
        let question =
            format!("Forget what was learned of {}? The log of answers keeps it.", card.id);
        Next::Overlay(Overlay::Confirm { question, ask: ToConfirm::Reset(card.id.clone()) })
    }

    /// The question whether to reset was answered with yes.
    pub fn reset(&mut self, ctx: &mut Ctx<'_>, card: &CardId) {
        if self.selected_card(ctx).is_some_and(|selected| selected.id == *card) {
            self.edit(ctx, Deed::Reset, "new again");
        }
    }

    fn edit(&mut self, ctx: &mut Ctx<'_>, deed: Deed, words: &str) {
        let Some(card) = self.selected_card(ctx).cloned() else {
            ctx.say("this is a fact; that works on cards");
            return;
        };
        let (effect, _) = ctx.desk.note(ctx.now, &card, deed);
        ctx.effects.push(effect);
        ctx.say(format!("{} is {words}", card.id));
        let before = self.cursor;
        self.refresh(ctx);
        self.cursor = before;
        self.cursor.keep(self.hits.len(), list_rows(ctx));
    }
}

impl Scene for Browse {
    fn place(&self) -> Place {
        if self.is_searching { Place::Search } else { Place::Browse }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "actions of other screens do nothing here")]
    fn act(&mut self, ctx: &mut Ctx<'_>, action: Action) -> Next {
        match action {
            Action::Back if self.is_visit => return Next::Pop,
            Action::Back if self.is_open => self.is_open = false,
            Action::Back if !self.query.is_empty() || self.filters != Filters::default() => {
                self.query = Field::default();
                self.filters = Filters::default();
                self.typed(ctx);
            }
            Action::Back => return Next::Pop,
            Action::Clear => self.is_searching = false,
            Action::Search => {
                self.is_searching = true;
                self.is_open = false;
            }
            Action::Open => {
                if self.hits.is_empty() {
                    ctx.say("nothing is listed here");
                }
                self.is_open = !self.is_open && !self.hits.is_empty();
                self.scroll = 0;
            }
            Action::FilterWhat
            | Action::FilterTopic
            | Action::FilterKind
            | Action::FilterStatus
            | Action::FilterState => {
                self.filters.turn(ctx, action);
                self.typed(ctx);
            }
            Action::SuspendCard => self.suspend(ctx),
            Action::BuryCard => {
                let today = ctx.now.day;
                let is_buried = self
                    .selected_card(ctx)
                    .and_then(|card| ctx.desk.cards.state(&card.id).buried_until)
                    .is_some_and(|until| today < until);
                if is_buried {
                    self.edit(ctx, Deed::Resume, "back");
                } else {
                    self.edit(ctx, Deed::Bury { until: today.plus(1) }, "put off until tomorrow");
                }
            }
            Action::ResetCard => return self.ask_reset(ctx),
            Action::Undo => {
                ctx.say(
                    "answers are taken back in review; {card.suspend} brings a suspended card back",
                );
            }
            Action::Up
            | Action::Down
            | Action::PageUp
            | Action::PageDown
            | Action::Top
            | Action::Bottom => {
                self.scroll_or_move(ctx, action);
            }
            _ => {}
        }
        Next::Stay
    }

    /// A click on a row of the list.
    fn click(&mut self, ctx: &mut Ctx<'_>, entry: usize) -> Next {
        self.is_searching = false;
        if self.cursor.selected == entry {
            self.is_open = true;
        }
        self.cursor.selected = entry;
        self.cursor.keep(self.hits.len(), list_rows(ctx));
        self.scroll = 0;
        Next::Stay
    }

    fn field(&mut self) -> Option<&mut Field> {
        self.is_searching.then_some(&mut self.query)
    }

    /// The query was typed at.
    fn typed(&mut self, ctx: &Ctx<'_>) {
        self.cursor = Cursor::default();
        self.refresh(ctx);
    }

    fn done(&mut self, ctx: &Ctx<'_>, outcome: &Outcome) {
        match outcome {
            Outcome::Loaded(_) => self.refresh(ctx),
            Outcome::Saved { .. }
            | Outcome::Undone { .. }
            | Outcome::TakenBack { .. }
            | Outcome::Kept(_)
            | Outcome::Failed { .. } => {}
        }
    }

    fn resize(&mut self, ctx: &Ctx<'_>) {
        self.cursor.keep(self.hits.len(), list_rows(ctx));
    }
}

/// Rows of the list at the present size.
fn list_rows(ctx: &Ctx<'_>) -> usize {
    usize::from(ctx.size.height.saturating_sub(FRAME_ROWS))
}

impl Filters {
    /// Goes to the next value of one filter; after the last comes none.
    #[expect(clippy::wildcard_enum_match_arm, reason = "actions of other screens do nothing here")]
    fn turn(&mut self, ctx: &Ctx<'_>, action: Action) {
        let topics: Vec<TopicId> =
            ctx.desk.library.topics.iter().map(|topic| topic.id.clone()).collect();
        match action {
            Action::FilterWhat => {
                self.what = match self.what {
                    What::Both => What::Facts,
                    What::Facts => What::Cards,
                    What::Cards => What::Both,
                }
            }
            Action::FilterTopic => self.topic = following(&topics, self.topic.as_ref()),
            Action::FilterKind => self.kind = following(CardKind::ALL, self.kind.as_ref()),
            Action::FilterStatus => self.status = following(Status::ALL, self.status.as_ref()),
            Action::FilterState => self.state = following(&StateFilter::ALL, self.state.as_ref()),
            _ => {}
        }
    }

    fn keep(&self, ctx: &Ctx<'_>, hit: Hit) -> bool {
        let library = &ctx.desk.library;
        match hit {
            Hit::Fact(index) => library.facts.get(index).is_some_and(|fact| self.keep_fact(fact)),
            Hit::Card(index) => {
                library.cards.get(index).is_some_and(|card| self.keep_card(ctx, card))
            }
        }
    }

    /// Filters that speak of cards only leave facts out.
    fn keep_fact(&self, fact: &Fact) -> bool {
        self.what != What::Cards
            && self.kind.is_none()
            && self.state.is_none()
            && self.topic.as_ref().is_none_or(|topic| *topic == fact.topic)
            && self.status.is_none_or(|status| status == fact.status)
    }

    fn keep_card(&self, ctx: &Ctx<'_>, card: &Card) -> bool {
        let today = ctx.now.day;
        // Looked up for a filter only: a letter of the query comes here with all cards.
        let has_state = |filter| {
            let state = ctx.desk.cards.state(&card.id);
            match filter {
                StateFilter::Due => ctx.desk.is_due(&card.id, today),
                StateFilter::New => state.phase == Phase::New && !state.is_suspended,
                StateFilter::Learnt => state.phase == Phase::Review,
                StateFilter::Suspended => state.is_suspended,
                StateFilter::Leech => state.is_leech(),
            }
        };
        let has_status = |status| {
            let fact = ctx.desk.library.fact(card.main_fact());
            fact.is_some_and(|fact| fact.status == status)
        };
        self.what != What::Facts
            && self.topic.as_ref().is_none_or(|topic| *topic == card.topic)
            && self.kind.is_none_or(|kind| kind == card.kind)
            && self.status.is_none_or(has_status)
            && self.state.is_none_or(has_state)
    }
}

/// The value after `now` in a circle that begins and ends with none.
fn following<T: Clone + PartialEq>(all: &[T], now: Option<&T>) -> Option<T> {
    let Some(now) = now else {
        return all.first().cloned();
    };
    let at = all.iter().position(|one| one == now)?;
    all.get(at + 1).cloned()
}
