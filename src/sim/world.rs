//! A world: components with wires, run event by event.
//!
//! Components are put in the order of their names, so the order in which they are declared does not
//! matter. `advance_to` may be called in slices of any size: the same events come in the same
//! order.

use super::{
    kernel::{
        call::PartId,
        core::{Account, Core, EVENT_ENTER, EVENT_EXIT, Todo, Told},
        events::PlannedEvent,
        ledger::{Ledger, Usage},
        meter::Count,
        part::{SetupError, Site, place_of},
        setting::{Refusal, SettingValue},
        shared::SharedQuotas,
        time::{MAX_TIME, SimTime},
    },
    services::{Component, PartSetup},
    setup::{self, Setup},
};
use crate::rng::stable_hash;

/// A world at some moment.
#[derive(Debug)]
pub struct World {
    pub core: Core,
    setup: Setup,
    parts: Vec<Component>,
    names: Vec<String>,
    ledger: Ledger,
}

impl World {
    /// Builds the world at time 0.
    ///
    /// # Errors
    /// When a wire leads nowhere or a setting is outside what the service allows.
    pub fn new(setup: &Setup) -> Result<Self, SetupError> {
        setup::check(setup)?;
        let names: Vec<String> = setup.parts.keys().cloned().collect();
        let kinds: Vec<&'static str> = setup.parts.values().map(PartSetup::kind).collect();
        let hashes = names.iter().map(|name| stable_hash(name.as_bytes())).collect();
        let mut core = Core::new(setup.seed, hashes);
        core.account = account_of(setup)?;
        core.shared = SharedQuotas::new(setup::quotas(setup)?);
        let mut parts = Vec::new();
        for (place, (name, part)) in setup.parts.iter().enumerate() {
            let me = PartId::try_from(place).map_err(|_| SetupError::OutOfRange {
                name: name.clone(),
                key: "name",
                what: format!("is one too many: a world has {} components at most", PartId::MAX),
            })?;
            parts.push(part.build(Site { core: &core, me, name, names: &names, kinds: &kinds })?);
        }
        for part in &mut parts {
            part.start(&mut core);
        }
        let ledger = Ledger::new(setup.pace());
        Ok(Self { core, setup: setup.clone(), parts, names, ledger })
    }

    fn place(&self, name: &str) -> Option<PartId> {
        place_of(&self.names, name)
    }

    /// What it is set to now.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// Changes a setting while the world runs. Wires and the seed stay as they are.
    ///
    /// # Errors
    /// When there is no such setting, or the changed world could not be.
    pub fn turn(&mut self, path: &str, value: &SettingValue) -> Result<(), Refusal> {
        if self.stays(path) {
            let what = "a new run: it stays as it is while a world runs";
            return Err(Refusal::Expected(what.to_owned()));
        }
        let mut next = self.setup.clone();
        next.set(path, value)?;
        let cannot = |error: SetupError| Refusal::Expected(format!("something else: {error}"));
        setup::check(&next).map_err(cannot)?;
        let wires = |setup: &Setup| -> Vec<Vec<String>> {
            let of = |part: &PartSetup| part.wires().into_iter().map(str::to_owned).collect();
            setup.parts.values().map(of).collect()
        };
        if wires(&self.setup) != wires(&next) {
            let what = "a new run: wires stay as they are while a world runs";
            return Err(Refusal::Expected(what.to_owned()));
        }
        let fresh = account_of(&next).map_err(cannot)?;
        self.core.account.limit = fresh.limit;
        let levels = setup::quotas(&next).map_err(cannot)?;
        self.core.shared.resize(self.core.now, levels);
        let changed = path.split_once('.').map(|(name, _)| name);
        for (name, component) in self.names.iter().zip(&mut self.parts) {
            let is_changed = changed.is_none_or(|changed| changed == name);
            let Some(part) = next.parts.get(name).filter(|_| is_changed) else { continue };
            component.turn(&mut self.core, part);
        }
        self.setup = next;
        if self.setup.pace() != self.ledger.pace() {
            self.ledger = Ledger::new(self.setup.pace());
        }
        self.settle_account();
        Ok(())
    }

    /// Whether a setting decides how a run begins, and does not change on the way.
    fn stays(&self, path: &str) -> bool {
        match path.split_once('.') {
            Some((name, key)) => {
                let part = self.setup.parts.get(name);
                part.is_some_and(|part| part.configure().still().contains(&key))
            }
            None => path == "seed",
        }
    }

    /// What the account has left for functions without a reservation, as things stand.
    fn settle_account(&mut self) {
        let held = self.parts.iter().map(Component::held);
        let taken = held.fold(0_u32, u32::saturating_add);
        self.core.account.pool = self.core.account.limit.saturating_sub(taken);
    }

    /// Runs until `time`, that instant included.
    pub fn advance_to(&mut self, time: SimTime) {
        let time = time.min(MAX_TIME);
        while let Some(event) = self.core.queue.take_until(time) {
            self.step(event);
        }
        self.reach(time);
        self.check();
    }

    /// Runs at most `budget` events up to `time`; gives back what is left of the budget when that
    /// instant was reached.
    pub fn advance_within(&mut self, time: SimTime, budget: u64) -> Option<u64> {
        let time = time.min(MAX_TIME);
        for spent in 0..budget {
            if self.core.is_full {
                break;
            }
            match self.core.queue.take_until(time) {
                Some(event) => self.step(event),
                None => {
                    self.reach(time);
                    return Some(budget - spent);
                }
            }
        }
        None
    }

    /// Runs until nothing is planned any more, or until `limit`.
    pub fn drain(&mut self, limit: SimTime) {
        while !self.drain_slice(limit, u64::MAX) {}
        self.check();
    }

    /// Runs at most `n` events up to `limit`, and leaves the clock at the last one; true when
    /// nothing is left to run.
    pub(super) fn drain_slice(&mut self, limit: SimTime, n: u64) -> bool {
        for _ in 0..n {
            if self.core.is_full {
                break;
            }
            match self.core.queue.take_until(limit.min(MAX_TIME)) {
                Some(event) => self.step(event),
                None => return true,
            }
        }
        false
    }

    #[inline]
    fn step(&mut self, event: PlannedEvent) {
        assert!(self.core.now <= event.time(), "time never goes back");
        if self.ledger.next() < event.time() {
            self.note_usage(event.time() - 1);
        }
        self.core.now = event.time();
        let part = u16::try_from(event.kind >> 16).expect("a part has sixteen bits");
        let what = u16::try_from(event.kind & 0xffff).expect("a kind has sixteen bits");
        self.core.note(event.class(), part, what, u64::from(event.slot));
        match what {
            EVENT_ENTER if self.core.is_live(event.slot, event.generation) => {
                self.enter(event.slot);
            }
            EVENT_EXIT if self.core.is_live(event.slot, event.generation) => {
                self.core.end_planned(event.slot);
            }
            EVENT_ENTER | EVENT_EXIT => {}
            _ => {
                let component =
                    self.parts.get_mut(usize::from(part)).expect("parts plan their own");
                let (slot, generation) = (event.slot, event.generation);
                let core = &mut self.core;
                component.on_event(core, what, slot, generation);
            }
        }
        // One event may ask for more than there is memory for, by workflows in workflows.
        while !self.core.is_full
            && let Some(todo) = self.core.todo.pop()
        {
            self.core.n_steps += 1;
            match todo {
                Todo::Enter(slot) => self.enter(slot),
                Todo::Told { parent, generation, child } => {
                    if self.core.is_live(parent, generation) {
                        self.told(parent, child);
                    }
                }
                Todo::Closed { client, closed } => {
                    let core = &mut self.core;
                    let component = self.parts.get_mut(usize::from(client));
                    component.expect("clients are parts").on_closed(core, closed);
                }
            }
        }
    }

    #[inline]
    fn enter(&mut self, slot: u32) {
        let core = &mut self.core;
        let part = core.call(slot).part;
        let component = self.parts.get_mut(usize::from(part)).expect("calls name a part");
        component.on_enter(core, slot);
    }

    #[inline]
    fn told(&mut self, slot: u32, child: Told) {
        let core = &mut self.core;
        let part = core.call(slot).part;
        let component = self.parts.get_mut(usize::from(part)).expect("calls name a part");
        component.on_told(core, slot, child);
    }

    /// All that comes until `time` has come.
    fn reach(&mut self, time: SimTime) {
        self.note_usage(time);
        self.core.now = self.core.now.max(time);
    }

    /// Notes what was used at the moments that the ledger wants to know of, up to `until`.
    #[cold]
    fn note_usage(&mut self, until: SimTime) {
        while self.ledger.next() <= until {
            self.core.now = self.core.now.max(self.ledger.next());
            let usage = self.usage();
            self.ledger.note(usage);
        }
    }

    /// What all parts have used that is paid for.
    fn usage(&self) -> Usage {
        self.parts.iter().map(|part| part.used(&self.core)).collect()
    }

    /// The stretch from which a month is reckoned: how many seconds, and what was used in it.
    pub(super) fn stretch(&self) -> (f64, Usage) {
        self.ledger.stretch(self.core.now, self.usage())
    }

    /// The laws of every component and of the account. They stay on in release.
    pub fn check(&self) {
        for part in &self.parts {
            part.check(&self.core);
        }
    }

    /// The component called `name`.
    pub fn component(&self, name: &str) -> Option<&Component> {
        self.parts.get(usize::from(self.place(name)?))
    }

    /// Whether the part called `name` is one of those that call the others.
    pub fn is_caller(&self, name: &str) -> bool {
        self.setup.parts.get(name).is_some_and(|part| part.configure().is_caller())
    }

    /// Whether it is a caller that should be served.
    pub fn is_wanted(&self, name: &str) -> bool {
        let part = self.setup.parts.get(name).map(PartSetup::configure);
        part.is_some_and(|part| part.is_caller() && part.is_wanted())
    }

    /// One counter of the component called `name`; 0 for one that does not exist.
    pub fn count(&self, name: &str, what: Count) -> u64 {
        self.place(name).map_or(0, |part| self.core.meter.get(part, what))
    }

    /// Tells a cache that somebody has written to the table around it.
    pub fn written_around(&mut self, name: &str, key: u32) {
        let place = self.place(name).map(usize::from);
        if let Some(part) = place.and_then(|place| self.parts.get_mut(place)) {
            part.written_around(key);
        }
    }

    /// Names and components, in order of names.
    pub fn components(&self) -> impl Iterator<Item = (&str, &Component)> {
        self.names.iter().map(String::as_str).zip(&self.parts)
    }
}

/// What is left of the account's concurrency for functions without a reservation.
fn account_of(setup: &Setup) -> Result<Account, SetupError> {
    let executions = |part: &PartSetup| part.configure().executions();
    let taken = setup.parts.values().map(executions).fold(0_u32, u32::saturating_add);
    let limit = setup.concurrency;
    let pool = limit.checked_sub(taken).ok_or_else(|| {
        // Whoever takes most is the first to look at.
        let most = setup.parts.iter().max_by_key(|(_, part)| executions(part));
        SetupError::OutOfRange {
            name: most.map_or_else(String::new, |(name, _)| name.clone()),
            key: "reserved",
            what: format!(
                "{taken} units are reserved or provisioned in all, and the account has {limit}"
            ),
        }
    })?;
    Ok(Account { limit, pool, ..Account::default() })
}
