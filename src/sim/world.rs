//! A world: components with wires, run event by event.
//!
//! Components are put in the order of their names, so the order in which they are declared does not
//! matter. `advance_to` may be called in slices of any size: the same events come in the same
//! order.

use std::collections::BTreeMap;

use super::{
    client::{Client, ClientSetup},
    core::{Core, EVENT_ENTER, EVENT_EXIT, Part, Todo},
    database::{Database, DatabaseSetup},
    function::{Account, Function},
    function_setup::FunctionSetup,
    gateway::{Gateway, GatewaySetup},
    message_queue::{MessageQueue, QueueSetup},
    meter::Count,
    queue::Event,
    store_cache::{CacheSetup, StoreCache},
    table::{Table, TableSetup},
    time::{MAX_TIME, SimTime},
};
use crate::rng::stable_hash;

/// What a component is and how it is set.
#[derive(Debug, Clone, PartialEq)]
pub enum PartSetup {
    Client(ClientSetup),
    Gateway(GatewaySetup),
    Function(FunctionSetup),
    Table(TableSetup),
    Cache(CacheSetup),
    Queue(QueueSetup),
    Database(DatabaseSetup),
}

/// Everything that a run depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct Setup {
    pub seed: u64,
    /// Concurrent executions of the account in the Region.
    pub concurrency: u32,
    pub parts: BTreeMap<String, PartSetup>,
}

impl Setup {
    /// A setup without components, with the account's default concurrency.
    pub fn new(seed: u64) -> Self {
        Self { seed, concurrency: 1_000, parts: BTreeMap::new() }
    }

    /// The same setup with one more component.
    #[must_use]
    pub fn with(mut self, name: &str, part: PartSetup) -> Self {
        self.parts.insert(name.to_owned(), part);
        self
    }
}

/// Why a world cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    #[error("`{from}` is wired to `{to}`, and there is no such component")]
    NoSuchPart { from: String, to: String },
    #[error("`{name}`: {what}")]
    OutOfRange { name: String, what: String },
}

/// A component at work.
#[derive(Debug)]
pub enum Component {
    Client(Box<Client>),
    Gateway(Box<Gateway>),
    Function(Box<Function>),
    Table(Box<Table>),
    Cache(Box<StoreCache>),
    Queue(Box<MessageQueue>),
    Database(Box<Database>),
}

/// A world at some moment.
#[derive(Debug)]
pub struct World {
    pub core: Core,
    account: Account,
    parts: Vec<Component>,
    names: Vec<String>,
}

impl World {
    /// Builds the world at time 0.
    ///
    /// # Errors
    /// When a wire leads nowhere or a setting is outside what the service allows.
    pub fn new(setup: &Setup) -> Result<Self, SetupError> {
        let names: Vec<String> = setup.parts.keys().cloned().collect();
        let hashes = names.iter().map(|name| stable_hash(name.as_bytes())).collect();
        let core = Core::new(setup.seed, hashes);
        let account = Account { pool: pool_of(setup)?, running: 0 };
        let mut world = Self { core, account, parts: Vec::new(), names };
        for (name, part) in &setup.parts {
            let component = world.build(name, part, setup)?;
            world.parts.push(component);
        }
        for part in &mut world.parts {
            match part {
                Component::Client(client) => client.start(&mut world.core),
                Component::Table(table) => table.start(&mut world.core),
                Component::Queue(queue) => queue.start(&mut world.core),
                Component::Gateway(_)
                | Component::Function(_)
                | Component::Cache(_)
                | Component::Database(_) => {}
            }
        }
        Ok(world)
    }

    fn build(&self, name: &str, part: &PartSetup, setup: &Setup) -> Result<Component, SetupError> {
        let me = self.part(name, name)?;
        let core = &self.core;
        Ok(match part {
            PartSetup::Client(client) => {
                let target = self.part(name, &client.target)?;
                Component::Client(Box::new(Client::new(core, me, name, target, client.clone())))
            }
            PartSetup::Gateway(gateway) => {
                let target = self.part(name, &gateway.target)?;
                Component::Gateway(Box::new(Gateway::new(core, me, name, target, gateway.clone())))
            }
            PartSetup::Function(function) => {
                let calls: Result<Vec<Part>, SetupError> =
                    function.calls.iter().map(|to| self.part(name, to)).collect();
                let limit = setup.concurrency;
                let built = Function::new(core, me, name, calls?, limit, function.clone());
                Component::Function(Box::new(built))
            }
            PartSetup::Table(table) => {
                Component::Table(Box::new(Table::new(core, me, name, table.clone())))
            }
            PartSetup::Cache(cache) => {
                let target = self.part(name, &cache.target)?;
                Component::Cache(Box::new(StoreCache::new(core, me, name, target, cache.clone())))
            }
            PartSetup::Queue(queue) => {
                let target = queue.target.as_ref().map(|to| self.part(name, to)).transpose()?;
                Component::Queue(Box::new(MessageQueue::new(me, target, queue.clone())))
            }
            PartSetup::Database(database) => {
                Component::Database(Box::new(Database::new(core, me, name, database.clone())))
            }
        })
    }

    fn part(&self, from: &str, to: &str) -> Result<Part, SetupError> {
        let place = self.names.iter().position(|name| name == to);
        place
            .and_then(|place| Part::try_from(place).ok())
            .ok_or_else(|| SetupError::NoSuchPart { from: from.to_owned(), to: to.to_owned() })
    }

    /// Runs until `time`, that instant included.
    pub fn advance_to(&mut self, time: SimTime) {
        let time = time.min(MAX_TIME);
        while let Some(event) = self.core.queue.take_until(time) {
            self.step(event);
        }
        self.core.now = self.core.now.max(time);
        self.check_conservation();
    }

    /// Runs at most `budget` events up to `time`; true when that instant was reached.
    pub fn advance_within(&mut self, time: SimTime, budget: u64) -> bool {
        let time = time.min(MAX_TIME);
        for _ in 0..budget {
            match self.core.queue.take_until(time) {
                Some(event) => self.step(event),
                None => {
                    self.core.now = self.core.now.max(time);
                    return true;
                }
            }
        }
        false
    }

    /// Runs until nothing is planned any more, or until `limit`.
    pub fn drain(&mut self, limit: SimTime) {
        while let Some(event) = self.core.queue.take_until(limit.min(MAX_TIME)) {
            self.step(event);
        }
        self.check_conservation();
    }

    #[inline]
    fn step(&mut self, event: Event) {
        assert!(self.core.now <= event.time(), "time never goes back");
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
            _ => self.own_event(part, what, event),
        }
        while let Some(todo) = self.core.todo.pop() {
            match todo {
                Todo::Enter(slot) => self.enter(slot),
                Todo::Told { parent, generation, child } => {
                    if self.core.is_live(parent, generation) {
                        self.told(parent, child);
                    }
                }
            }
        }
    }

    fn own_event(&mut self, part: Part, what: u16, event: Event) {
        let (core, slot, generation) = (&mut self.core, event.slot, event.generation);
        match self.parts.get_mut(usize::from(part)) {
            Some(Component::Client(client)) => client.on_event(core, what, slot, generation),
            Some(Component::Gateway(gateway)) => gateway.on_event(core, what, slot, generation),
            Some(Component::Function(function)) => {
                function.on_event(core, &mut self.account, what, slot, generation);
            }
            Some(Component::Table(table)) => table.on_event(core, what, slot),
            Some(Component::Queue(queue)) => queue.on_event(core, what, slot, generation),
            Some(Component::Database(database)) => database.on_event(core, what, slot, generation),
            Some(Component::Cache(_)) | None => {}
        }
    }

    fn enter(&mut self, slot: u32) {
        let core = &mut self.core;
        let call = *core.call(slot);
        match self.parts.get_mut(usize::from(call.part)) {
            Some(Component::Gateway(gateway)) => gateway.on_enter(core, slot),
            Some(Component::Function(function)) => function.on_enter(core, &mut self.account, slot),
            Some(Component::Table(table)) => table.on_enter(core, slot),
            Some(Component::Cache(cache)) => cache.on_enter(core, slot),
            Some(Component::Queue(queue)) => queue.on_enter(core, slot),
            Some(Component::Database(database)) => {
                // A connection belongs to the environment that asks.
                let environment = core.call(call.parent).state;
                database.on_enter(core, slot, environment);
            }
            Some(Component::Client(_)) | None => {}
        }
    }

    fn told(&mut self, slot: u32, child: super::core::Told) {
        let core = &mut self.core;
        let part = core.call(slot).part;
        match self.parts.get_mut(usize::from(part)) {
            Some(Component::Client(client)) => client.on_told(core, slot, child),
            Some(Component::Gateway(gateway)) => gateway.on_told(core, slot, child),
            Some(Component::Function(function)) => {
                function.on_told(core, &mut self.account, slot, child);
            }
            Some(Component::Cache(cache)) => cache.on_told(core, slot, child),
            Some(Component::Queue(queue)) => queue.on_told(core, slot, child),
            Some(Component::Table(_) | Component::Database(_)) | None => {}
        }
    }

    /// Every request is in exactly one place: ended in one way, or in flight. Stays on in release.
    fn check_conservation(&self) {
        const ENDS: [Count; 7] = [
            Count::Ok,
            Count::ClientError,
            Count::Throttled,
            Count::FunctionError,
            Count::Timeout,
            Count::Refused,
            Count::Dropped,
        ];
        for (index, part) in self.parts.iter().enumerate() {
            let part_id = Part::try_from(index).unwrap_or(Part::MAX);
            let count = |what| self.core.meter.get(part_id, what);
            match part {
                Component::Client(client) => {
                    let ended: u64 = ENDS.into_iter().map(count).sum();
                    let sent = count(Count::In);
                    assert!(sent == ended + client.in_flight, "requests are conserved");
                }
                Component::Queue(queue) => {
                    let known = queue.n_deleted
                        + queue.n_dead
                        + queue.n_expired
                        + queue.depth() as u64
                        + queue.in_flight;
                    assert!(queue.n_sent == known, "messages are conserved");
                }
                Component::Gateway(_)
                | Component::Function(_)
                | Component::Table(_)
                | Component::Cache(_)
                | Component::Database(_) => {}
            }
        }
        assert!(self.account.running <= self.account.pool, "the pool is never exceeded");
    }

    /// The component called `name`.
    pub fn component(&self, name: &str) -> Option<&Component> {
        self.parts.get(self.names.iter().position(|one| one == name)?)
    }

    /// One counter of the component called `name`; 0 for one that does not exist.
    pub fn count(&self, name: &str, what: Count) -> u64 {
        let place = self.names.iter().position(|one| one == name);
        place
            .and_then(|place| Part::try_from(place).ok())
            .map_or(0, |part| self.core.meter.get(part, what))
    }

    /// Tells a cache that somebody has written to the table around it.
    pub fn written_around(&mut self, name: &str, key: u32) {
        let place = self.names.iter().position(|one| one == name);
        if let Some(Component::Cache(cache)) = place.and_then(|place| self.parts.get_mut(place)) {
            cache.written_around(key);
        }
    }

    /// Names and components, in order of names.
    pub fn components(&self) -> impl Iterator<Item = (&str, &Component)> {
        self.names.iter().map(String::as_str).zip(&self.parts)
    }
}

/// What is left of the account's concurrency for functions without a reservation.
fn pool_of(setup: &Setup) -> Result<u32, SetupError> {
    let mut reserved = 0_u32;
    let mut provisioned = 0_u32;
    for (name, part) in &setup.parts {
        let PartSetup::Function(function) = part else { continue };
        check_function(name, function)?;
        match function.reserved {
            Some(units) => reserved = reserved.saturating_add(units),
            None => provisioned = provisioned.saturating_add(function.provisioned),
        }
    }
    let taken = reserved.saturating_add(provisioned);
    setup.concurrency.checked_sub(taken).ok_or_else(|| SetupError::OutOfRange {
        name: "account".to_owned(),
        what: format!("{taken} units are reserved or provisioned, of {}", setup.concurrency),
    })
}

fn check_function(name: &str, function: &FunctionSetup) -> Result<(), SetupError> {
    use super::time::SECOND;
    let wrong = |what: String| Err(SetupError::OutOfRange { name: name.to_owned(), what });
    if !(128..=10_240).contains(&function.memory_mb) {
        return wrong(format!("memory is 128 to 10,240 MB, not {} MB", function.memory_mb));
    }
    if 900 * SECOND < function.timeout {
        let seconds = function.timeout / SECOND;
        return wrong(format!(
            "a function is cut after 900 s, so its timeout cannot be {seconds} s"
        ));
    }
    if 2 < function.event_retries {
        return wrong(format!(
            "a failed event is tried again 0 to 2 times, not {}",
            function.event_retries
        ));
    }
    Ok(())
}
