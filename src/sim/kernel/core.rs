//! What all components share: the clock, the future, calls in flight, counters and the digest.
//!
//! A *call* is one hop: who is asked, by which call, and for what. A component that is asked either
//! answers, or asks another one with a call of its own, or plans an event and answers later.
//! Nothing here calls a component; the loop in `world` does, from the list of what is to be done
//! now.

use std::collections::VecDeque;

use super::{
    call::{Chain, Credential, Doing, Lasting, Op, PartId, Reason, Reply},
    events::{Class, EventQueue},
    meter::{Count, Meter},
    shared::{SharedQuota, SharedQuotas},
    time::SimTime,
};

/// No call: nobody waits for the answer.
pub const NO_CALL: u32 = u32::MAX;

/// No call of its own: a client that neither tries again nor gives up waits for the answer.
const CLIENT: u32 = u32::MAX - 1;

/// One hop in flight.
#[derive(Debug, Clone, Copy, Default)]
pub struct Call {
    /// Raised when the slot is given to another call; then events and replies to this one are
    /// stale.
    pub generation: u32,
    pub parent: u32,
    /// The generation of the parent or, where a client waits itself, its place.
    pub(in crate::sim) parent_generation: u32,
    /// Who is asked.
    pub part: PartId,
    pub op: Op,
    pub(in crate::sim) is_live: bool,
    /// The request at the client, counted from 0: what draws are keyed by.
    pub number: u64,
    pub attempt: u32,
    /// How often an SDK has tried the present call of a handler again.
    pub tries: u32,
    pub key: u32,
    pub bytes: u32,
    /// How many messages or items it carries.
    pub count: u32,
    /// How many of them were left undone before, of a batch that comes again.
    pub left: u32,
    /// Whether the handler fails on it each time.
    pub is_poison: bool,
    /// Again: it is the second of two copies of what was sent once.
    pub doing: Doing,
    /// Whether it comes from outside of the VPC.
    pub is_outside: bool,
    pub credential: Credential,
    pub began: SimTime,
    /// When a client, or a schedule, has set off what this is a part of.
    pub born: SimTime,
    /// The functions that stand between that and this.
    pub chain: Chain,
    /// When what it carries was written, where that decides.
    pub stamp: SimTime,
    /// For the component that is asked: a slot, a step, a deadline.
    pub state: u32,
    pub step: u32,
}

impl Call {
    /// The client that asks without a call of its own.
    fn asking_client(&self) -> PartId {
        PartId::try_from(self.parent_generation).expect("`ask_for` puts a place here")
    }
}

/// What the loop has to do before time goes on.
#[derive(Debug, Clone, Copy)]
pub(in crate::sim) enum Todo {
    Enter(u32),
    /// A call has ended: its parent is told.
    Told {
        parent: u32,
        generation: u32,
        child: Told,
    },
    /// A request that a client made without a call of its own has ended.
    Closed {
        client: PartId,
        closed: Closed,
    },
}

/// What a parent learns of a call that it made.
#[derive(Debug, Clone, Copy)]
pub struct Told {
    pub reply: Reply,
    /// Who answered.
    pub part: PartId,
}

/// What a client learns of a request for which it kept no call.
#[derive(Debug, Clone, Copy)]
pub struct Closed {
    pub reply: Reply,
    /// When it was sent.
    pub began: SimTime,
}

/// The kinds of events that the core itself plans; components count from 16.
pub(in crate::sim) const EVENT_ENTER: u16 = 0;
pub(in crate::sim) const EVENT_EXIT: u16 = 1;
/// The first kind of event that is a component's own.
pub const OWN: u16 = 16;

/// The concurrency that the functions of one account share in a Region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Account {
    /// All that it has.
    pub limit: u32,
    /// What no function has reserved, and no provisioned environment outside a reserve holds.
    pub pool: u32,
    /// What runs in the pool.
    pub running: u32,
    /// What runs in all, and the most that ever did at once.
    pub all_running: u32,
    pub max_running: u32,
}

/// One component asked another: what a picture of the traffic is drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hop {
    pub at: SimTime,
    pub from: PartId,
    pub to: PartId,
}

/// As many hops are kept while somebody watches.
pub const N_HOPS: usize = 1_024;

/// Clock, future, calls, counters.
#[derive(Debug)]
pub struct Core {
    pub now: SimTime,
    pub(in crate::sim) queue: EventQueue,
    calls: Vec<Call>,
    free: Vec<u32>,
    replies: Vec<Reply>,
    /// So many calls may be in flight at once, and whether there were more: then the run is over.
    pub(in crate::sim) most_calls: usize,
    pub(in crate::sim) is_full: bool,
    pub(in crate::sim) todo: Vec<Todo>,
    pub meter: Meter,
    names: Vec<u64>,
    digest: u64,
    n_events: u64,
    /// Calls that were entered and answers that were given, beside the events that they came of.
    pub(in crate::sim) n_steps: u64,
    pub seed: u64,
    pub account: Account,
    /// What all parts of the account share beside its concurrency.
    pub shared: SharedQuotas,
    /// The last hops, oldest first; none unless somebody watches. Nothing reads them but screens.
    pub hops: VecDeque<Hop>,
    is_watched: bool,
}

impl Core {
    pub(in crate::sim) fn new(seed: u64, names: Vec<u64>) -> Self {
        Self {
            now: 0,
            queue: EventQueue::default(),
            calls: Vec::new(),
            free: Vec::new(),
            replies: Vec::new(),
            most_calls: usize::MAX,
            is_full: false,
            todo: Vec::new(),
            meter: Meter::new(names.len()),
            names,
            digest: 0xcbf2_9ce4_8422_2325,
            n_events: 0,
            n_steps: 0,
            seed,
            account: Account::default(),
            shared: SharedQuotas::new(SharedQuota::ALL.map(|quota| quota.by_default(0))),
            hops: VecDeque::new(),
            is_watched: false,
        }
    }

    /// Plans an event of a component at `at`.
    #[inline]
    pub fn plan(
        &mut self,
        at: SimTime,
        class: Class,
        part: PartId,
        what: u16,
        slot: u32,
        generation: u32,
    ) {
        let kind = (u32::from(part) << 16) | u32::from(what);
        self.queue.plan(at.max(self.now), class, kind, slot, generation);
    }

    /// Asks `part` for something now; the reply goes to the call `parent`. For callers that an
    /// arrival has woken: whatever completes at this instant has been given back already.
    #[inline]
    pub fn ask(&mut self, parent: u32, part: PartId, call: Call) -> u32 {
        let slot = self.open(parent, part, call);
        self.todo.push(Todo::Enter(slot));
        slot
    }

    /// Asks `part` in the name of a client, which is told by [`Todo::Closed`]: half the work of a
    /// call of its own.
    #[inline]
    pub(in crate::sim) fn ask_for(&mut self, client: PartId, part: PartId, call: Call) {
        if self.is_watched {
            self.note_hop(client, part);
        }
        let slot = self.place((CLIENT, u32::from(client)), part, call);
        self.todo.push(Todo::Enter(slot));
    }

    /// The same as [`Self::ask`], as a hop of its own: after everything that completes now.
    #[inline]
    pub fn ask_by_hop(&mut self, parent: u32, part: PartId, call: Call) -> u32 {
        let slot = self.open(parent, part, call);
        let generation = self.call(slot).generation;
        self.plan(self.now, Class::Hop, part, EVENT_ENTER, slot, generation);
        slot
    }

    /// Keeps the last hops from now on.
    pub fn watch(&mut self) {
        self.is_watched = true;
    }

    fn note_hop(&mut self, from: PartId, to: PartId) {
        if N_HOPS <= self.hops.len() {
            self.hops.pop_front();
        }
        self.hops.push_back(Hop { at: self.now, from, to });
    }

    #[inline]
    fn open(&mut self, parent: u32, part: PartId, call: Call) -> u32 {
        let mut parent_generation = 0;
        if parent != NO_CALL {
            let asker = self.call(parent);
            parent_generation = asker.generation;
            if self.is_watched {
                let from = asker.part;
                self.note_hop(from, part);
            }
        }
        self.place((parent, parent_generation), part, call)
    }

    /// Puts a call into a slot.
    #[inline]
    fn place(&mut self, (parent, generation): (u32, u32), part: PartId, mut call: Call) -> u32 {
        (call.parent, call.parent_generation) = (parent, generation);
        (call.part, call.began, call.is_live) = (part, self.now, true);
        if let Some(slot) = self.free.pop() {
            let place = self.call_mut(slot);
            call.generation = place.generation;
            *place = call;
            return slot;
        }
        call.generation = 0;
        self.is_full |= self.most_calls <= self.calls.len();
        self.calls.push(call);
        self.replies.push(Reply::OK);
        u32::try_from(self.calls.len() - 1).expect("memory ends before four billion calls")
    }

    /// A call that nobody entered: work that a component gives itself.
    pub fn own_call(&mut self, part: PartId, call: Call) -> u32 {
        self.open(NO_CALL, part, call)
    }

    #[inline]
    pub fn call(&self, slot: u32) -> &Call {
        self.calls.get(slot as usize).expect("slots come from `ask`")
    }

    #[inline]
    pub fn call_mut(&mut self, slot: u32) -> &mut Call {
        self.calls.get_mut(slot as usize).expect("slots come from `ask`")
    }

    /// Who made a call: its place and the state of the call that it made it with; none where a
    /// component gives work to itself.
    pub fn asker(&self, call: &Call) -> Option<(PartId, u32)> {
        match call.parent {
            NO_CALL => None,
            CLIENT => Some((call.asking_client(), 0)),
            parent => {
                let asker = self.call(parent);
                Some((asker.part, asker.state))
            }
        }
    }

    /// Whether a slot still holds the call that it held under `generation`.
    #[inline]
    pub fn is_live(&self, slot: u32, generation: u32) -> bool {
        let call = self.call(slot);
        call.is_live && call.generation == generation
    }

    /// Ends a call with a reply, after `delay`.
    #[inline]
    pub fn answer(&mut self, slot: u32, reply: Reply, delay: SimTime) {
        if delay == 0 {
            self.end(slot, reply);
            return;
        }
        let call = self.call(slot);
        let (part, generation) = (call.part, call.generation);
        if let Some(kept) = self.replies.get_mut(slot as usize) {
            *kept = reply;
        }
        self.plan(self.now + delay, Class::Completion, part, EVENT_EXIT, slot, generation);
    }

    /// Ends the call whose reply was planned.
    pub(in crate::sim) fn end_planned(&mut self, slot: u32) {
        let reply = self.replies.get(slot as usize).copied().unwrap_or_default();
        self.end(slot, reply);
    }

    #[inline]
    fn end(&mut self, slot: u32, reply: Reply) {
        let call = self.call_mut(slot);
        assert!(call.is_live, "a call ends once");
        call.is_live = false;
        call.generation = call.generation.wrapping_add(1);
        let todo = match call.parent {
            NO_CALL => None,
            CLIENT => {
                let closed = Closed { reply, began: call.began };
                Some(Todo::Closed { client: call.asking_client(), closed })
            }
            parent => {
                let child = Told { reply, part: call.part };
                Some(Todo::Told { parent, generation: call.parent_generation, child })
            }
        };
        self.free.push(slot);
        self.todo.extend(todo);
    }

    #[inline]
    pub fn count(&mut self, part: PartId, what: Count) {
        self.meter.add(part, what, 1);
    }

    /// Counts something that was not served, with the rule that decided it.
    pub fn refuse(&mut self, part: PartId, what: Count, reason: Reason) {
        self.meter.add(part, what, 1);
        self.meter.add_reason(part, reason);
    }

    /// Counts what the handler of `part` has done with one item.
    pub fn note_effect(&mut self, part: PartId, effect: Lasting, doing: Doing) {
        match (effect, doing) {
            (Lasting::None, _) => {}
            (Lasting::Idempotent, Doing::Again) => self.count(part, Count::Recognized),
            (Lasting::Plain, Doing::Again) => {
                self.count(part, Count::Effects);
                self.count(part, Count::EffectsTwice);
            }
            (Lasting::Plain | Lasting::Idempotent, Doing::First) => {
                self.count(part, Count::Effects);
            }
        }
    }

    /// Takes an event into the digest: time, class, name of the component, kind and request.
    #[inline]
    pub(in crate::sim) fn note(&mut self, class: u8, part: PartId, what: u16, request: u64) {
        self.n_events += 1;
        let name = self.names.get(usize::from(part)).copied().unwrap_or(0);
        let word = self.now ^ (u64::from(class) << 60) ^ (u64::from(what) << 44);
        let mixed = (self.digest ^ word).wrapping_mul(0x0000_0100_0000_01b3);
        self.digest = (mixed.rotate_left(23) ^ name ^ request).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    /// A number that two runs share when the same things happened in the same order.
    pub fn digest(&self) -> u64 {
        self.digest
    }

    /// The calls in flight.
    pub(in crate::sim) fn live_calls(&self) -> impl Iterator<Item = &Call> {
        self.calls.iter().filter(|call| call.is_live)
    }

    /// How many calls and planned events there are.
    pub fn n_live(&self) -> usize {
        self.calls.len() - self.free.len() + self.queue.len()
    }

    /// Events so far.
    pub fn n_events(&self) -> u64 {
        self.n_events
    }
}
