//! A world: components with wires, run event by event.
//!
//! Components are put in the order of their names, so the order in which they are declared does not
//! matter. `advance_to` may be called in slices of any size: the same events come in the same
//! order.

use std::collections::BTreeMap;

use super::{
    kernel::{
        core::{Account, Core, EVENT_ENTER, EVENT_EXIT, Part, Todo, Told},
        events::Event,
        meter::Count,
        service::{Configure, Gauge, Service},
        setting::{Given, Refusal},
        time::{MAX_TIME, SimTime},
    },
    services::{
        api_gateway::{Gateway, setup::GatewaySetup},
        cache::{CacheSetup, StoreCache},
        client::{Client, ClientSetup},
        cloudfront::{Edge, EdgeSetup},
        cognito::{SignIn, SignInSetup},
        dynamodb::{Table, setup::TableSetup},
        fanout::{Fanout, FanoutSetup},
        kinesis::{Stream, StreamSetup},
        lambda::{Function, setup::FunctionSetup},
        rds::{Database, DatabaseSetup},
        sqs::{MessageQueue, setup::QueueSetup},
        step_functions::{Workflow, WorkflowSetup},
    },
    settings,
};
use crate::rng::stable_hash;

/// Does the same for a component of any kind.
macro_rules! each {
    ($kind:ident, $of:expr, $one:ident => $do:expr) => {
        match $of {
            $kind::Client($one) => $do,
            $kind::Gateway($one) => $do,
            $kind::Function($one) => $do,
            $kind::Table($one) => $do,
            $kind::Cache($one) => $do,
            $kind::Queue($one) => $do,
            $kind::Database($one) => $do,
            $kind::Fanout($one) => $do,
            $kind::Stream($one) => $do,
            $kind::Workflow($one) => $do,
            $kind::SignIn($one) => $do,
            $kind::Edge($one) => $do,
        }
    };
}

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
    Fanout(FanoutSetup),
    Stream(StreamSetup),
    Workflow(WorkflowSetup),
    SignIn(SignInSetup),
    Edge(EdgeSetup),
}

impl PartSetup {
    /// What files call it.
    pub fn kind(&self) -> &'static str {
        each!(Self, self, one => one.kind())
    }

    /// The settings that it takes.
    pub fn keys(&self) -> &'static [&'static str] {
        each!(Self, self, one => one.keys())
    }

    /// Makes one setting.
    ///
    /// # Errors
    /// When it has no such setting, or the value is none that it takes.
    pub fn set(&mut self, key: &str, value: &Given) -> Result<(), Refusal> {
        if !self.keys().contains(&key) {
            return Err(Refusal::NoKey);
        }
        each!(Self, self, one => one.set(key, value))
    }

    /// The components that it sends to.
    pub fn wires(&self) -> Vec<&str> {
        each!(Self, self, one => one.wires())
    }
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
    #[error("`{from}` sends to no component; set its `target`")]
    NoWire { from: String },
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
    Fanout(Box<Fanout>),
    Stream(Box<Stream>),
    Workflow(Box<Workflow>),
    SignIn(Box<SignIn>),
    Edge(Box<Edge>),
}

impl Component {
    /// What charts show of it.
    pub fn gauges(&self, core: &Core) -> Vec<(Gauge, u64)> {
        each!(Self, self, one => one.gauges(core))
    }

    /// How much it keeps in memory, in entries.
    pub fn n_kept(&self) -> usize {
        each!(Self, self, one => one.n_kept())
    }
}

/// A world at some moment.
#[derive(Debug)]
pub struct World {
    pub core: Core,
    setup: Setup,
    parts: Vec<Component>,
    names: Vec<String>,
}

impl World {
    /// Builds the world at time 0.
    ///
    /// # Errors
    /// When a wire leads nowhere or a setting is outside what the service allows.
    pub fn new(setup: &Setup) -> Result<Self, SetupError> {
        super::limits::check(setup)?;
        let names: Vec<String> = setup.parts.keys().cloned().collect();
        let hashes = names.iter().map(|name| stable_hash(name.as_bytes())).collect();
        let mut core = Core::new(setup.seed, hashes);
        core.account = account_of(setup)?;
        let mut world = Self { core, setup: setup.clone(), parts: Vec::new(), names };
        for (name, part) in &setup.parts {
            let component = world.build(name, part)?;
            world.parts.push(component);
        }
        for part in &mut world.parts {
            each!(Component, part, one => one.start(&mut world.core));
        }
        Ok(world)
    }

    fn build(&self, name: &str, part: &PartSetup) -> Result<Component, SetupError> {
        let me = self.part(name, name)?;
        let core = &self.core;
        let to = |target: &str| self.part(name, target);
        let all = |targets: &[String]| -> Result<Vec<Part>, SetupError> {
            targets.iter().map(|one| to(one)).collect()
        };
        let maybe = |target: &Option<String>| target.as_deref().map(to).transpose();
        Ok(match part {
            PartSetup::Client(setup) => {
                let target = to(&setup.target)?;
                Component::Client(Box::new(Client::new(core, me, name, target, setup.clone())))
            }
            PartSetup::Gateway(setup) => {
                let targets = (to(&setup.target)?, maybe(&setup.canary_target)?);
                Component::Gateway(Box::new(Gateway::new(core, me, name, targets, setup.clone())))
            }
            PartSetup::Function(setup) => {
                let wires = super::services::lambda::Wires {
                    calls: all(&setup.calls)?,
                    on_success: maybe(&setup.on_success)?,
                    on_failure: maybe(&setup.on_failure)?,
                };
                Component::Function(Box::new(Function::new(core, me, name, wires, setup.clone())))
            }
            PartSetup::Table(setup) => {
                let wires = super::services::dynamodb::Wires {
                    stream: maybe(&setup.stream)?,
                    replicas: all(&setup.replicas)?,
                };
                Component::Table(Box::new(Table::new(core, me, name, wires, setup.clone())))
            }
            PartSetup::Cache(setup) => {
                let target = to(&setup.target)?;
                Component::Cache(Box::new(StoreCache::new(core, me, name, target, setup.clone())))
            }
            PartSetup::Queue(setup) => {
                let target = maybe(&setup.target)?;
                let queue = MessageQueue::new(core, me, name, target, setup.clone());
                Component::Queue(Box::new(queue))
            }
            PartSetup::Database(setup) => {
                Component::Database(Box::new(Database::new(core, me, name, setup.clone())))
            }
            PartSetup::Fanout(setup) => {
                let targets = all(&setup.targets)?;
                Component::Fanout(Box::new(Fanout::new(core, me, name, targets, setup.clone())))
            }
            PartSetup::Stream(setup) => {
                let targets = all(&setup.targets)?;
                Component::Stream(Box::new(Stream::new(core, me, name, targets, setup.clone())))
            }
            PartSetup::Workflow(setup) => {
                let mut steps = Vec::new();
                for step in &setup.steps {
                    steps.push(step.placed(&to)?);
                }
                let catch = maybe(&setup.catch)?;
                let workflow = Workflow::new(core, me, name, (steps, catch), setup.clone());
                Component::Workflow(Box::new(workflow))
            }
            PartSetup::SignIn(setup) => {
                let target = to(&setup.target)?;
                Component::SignIn(Box::new(SignIn::new(core, me, name, target, setup.clone())))
            }
            PartSetup::Edge(setup) => {
                let target = to(&setup.target)?;
                Component::Edge(Box::new(Edge::new(core, me, name, target, setup.clone())))
            }
        })
    }

    fn part(&self, from: &str, to: &str) -> Result<Part, SetupError> {
        if to.is_empty() {
            return Err(SetupError::NoWire { from: from.to_owned() });
        }
        self.place(to)
            .ok_or_else(|| SetupError::NoSuchPart { from: from.to_owned(), to: to.to_owned() })
    }

    fn place(&self, name: &str) -> Option<Part> {
        // They come from a map, so they are in order.
        let place = self.names.binary_search_by(|one| one.as_str().cmp(name)).ok()?;
        Part::try_from(place).ok()
    }

    /// What it is set to now.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// Changes a setting while the world runs. Wires and the seed stay as they are.
    ///
    /// # Errors
    /// When there is no such setting, or the changed world could not be.
    pub fn turn(&mut self, path: &str, value: &Given) -> Result<(), Refusal> {
        if path.rsplit('.').next().is_some_and(|key| STILL.contains(&key)) {
            let what = "a new run: it stays as it is while a world runs";
            return Err(Refusal::Expected(what.to_owned()));
        }
        let mut next = self.setup.clone();
        settings::set(&mut next, path, value)?;
        let cannot = |error: SetupError| Refusal::Expected(format!("something else: {error}"));
        super::limits::check(&next).map_err(cannot)?;
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
        let changed = path.split_once('.').map(|(name, _)| name);
        for (name, component) in self.names.iter().zip(&mut self.parts) {
            let is_changed = changed.is_none_or(|changed| changed == name);
            let Some(part) = next.parts.get(name).filter(|_| is_changed) else { continue };
            turn_one(&mut self.core, component, part);
        }
        self.setup = next;
        self.settle_account();
        Ok(())
    }

    /// What the account has left for functions without a reservation, as things stand.
    fn settle_account(&mut self) {
        let mut taken = 0_u32;
        for part in &self.parts {
            if let Component::Function(function) = part {
                taken = taken.saturating_add(function.held());
            }
        }
        self.core.account.pool = self.core.account.limit.saturating_sub(taken);
    }

    /// Runs until `time`, that instant included.
    pub fn advance_to(&mut self, time: SimTime) {
        let time = time.min(MAX_TIME);
        while let Some(event) = self.core.queue.take_until(time) {
            self.step(event);
        }
        self.core.now = self.core.now.max(time);
        self.check();
    }

    /// Runs at most `budget` events up to `time`; gives back what is left of the budget when that
    /// instant was reached.
    pub fn advance_within(&mut self, time: SimTime, budget: u64) -> Option<u64> {
        let time = time.min(MAX_TIME);
        for spent in 0..budget {
            match self.core.queue.take_until(time) {
                Some(event) => self.step(event),
                None => {
                    self.core.now = self.core.now.max(time);
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
            match self.core.queue.take_until(limit.min(MAX_TIME)) {
                Some(event) => self.step(event),
                None => return true,
            }
        }
        false
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
            _ => {
                let component =
                    self.parts.get_mut(usize::from(part)).expect("parts plan their own");
                let (slot, generation) = (event.slot, event.generation);
                let core = &mut self.core;
                each!(Component, component, one => one.on_event(core, what, slot, generation));
            }
        }
        while let Some(todo) = self.core.todo.pop() {
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
                    if let Some(Component::Client(client)) = component {
                        client.on_closed(core, closed);
                    }
                }
            }
        }
    }

    #[inline]
    fn enter(&mut self, slot: u32) {
        let core = &mut self.core;
        let part = core.call(slot).part;
        let component = self.parts.get_mut(usize::from(part)).expect("calls name a part");
        each!(Component, component, one => one.on_enter(core, slot));
    }

    #[inline]
    fn told(&mut self, slot: u32, child: Told) {
        let core = &mut self.core;
        let part = core.call(slot).part;
        let component = self.parts.get_mut(usize::from(part)).expect("calls name a part");
        each!(Component, component, one => one.on_told(core, slot, child));
    }

    /// The laws of every component and of the account. They stay on in release.
    pub fn check(&self) {
        for part in &self.parts {
            each!(Component, part, one => one.check(&self.core));
        }
    }

    /// The component called `name`.
    pub fn component(&self, name: &str) -> Option<&Component> {
        self.parts.get(usize::from(self.place(name)?))
    }

    /// One counter of the component called `name`; 0 for one that does not exist.
    pub fn count(&self, name: &str, what: Count) -> u64 {
        self.place(name).map_or(0, |part| self.core.meter.get(part, what))
    }

    /// Tells a cache that somebody has written to the table around it.
    pub fn written_around(&mut self, name: &str, key: u32) {
        let place = self.place(name).map(usize::from);
        if let Some(Component::Cache(cache)) = place.and_then(|place| self.parts.get_mut(place)) {
            cache.written_around(key);
        }
    }

    /// Names and components, in order of names.
    pub fn components(&self) -> impl Iterator<Item = (&str, &Component)> {
        self.names.iter().map(String::as_str).zip(&self.parts)
    }
}

/// Settings that decide how a run begins, and do not change on the way.
const STILL: [&str; 8] =
    ["seed", "fifo", "steps", "express", "disaster_s", "requests", "indexes", "source"];

/// What is left of the account's concurrency for functions without a reservation.
fn account_of(setup: &Setup) -> Result<Account, SetupError> {
    let mut reserved = 0_u32;
    let mut provisioned = 0_u32;
    for part in setup.parts.values() {
        let PartSetup::Function(function) = part else { continue };
        match function.reserved {
            Some(units) => reserved = reserved.saturating_add(units),
            None => provisioned = provisioned.saturating_add(function.provisioned),
        }
    }
    let taken = reserved.saturating_add(provisioned);
    let limit = setup.concurrency;
    let pool = limit.checked_sub(taken).ok_or_else(|| SetupError::OutOfRange {
        name: "account".to_owned(),
        what: format!("{taken} units are reserved or provisioned, of {limit}"),
    })?;
    Ok(Account { limit, pool, ..Account::default() })
}

/// Hands a component its new settings.
fn turn_one(core: &mut Core, component: &mut Component, part: &PartSetup) {
    macro_rules! pairs {
        ($($kind:ident),+) => {
            match (component, part) {
                $((Component::$kind(one), PartSetup::$kind(setup)) => {
                    one.turn(core, setup.clone());
                })+
                _ => unreachable!("a component keeps its kind"),
            }
        };
    }
    pairs!(
        Client, Gateway, Function, Table, Cache, Queue, Database, Fanout, Stream, Workflow, SignIn,
        Edge
    );
}
