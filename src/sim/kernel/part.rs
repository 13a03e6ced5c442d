//! What a part of a world is: how it is set, how it is built, what it does, what is seen of it,
//! and what it costs. Nothing outside of a service's room knows more of it than this.

use super::{
    bill::{BillLine, Month},
    call::{PartId, Reason},
    core::{Closed, Core, Told},
    ledger::Recurrence,
    seen::{Gauge, Row, Tally},
    setting::{Refusal, SettingValue},
    shared::{QuotaLevel, SharedQuota},
    time::SimTime,
};

/// Why a world cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    #[error("`{from}` is wired to `{to}`, and there is no such component")]
    NoSuchPart { from: String, key: &'static str, to: String },
    #[error("`{from}` sends to no component; set its `target`")]
    NoWire { from: String, key: &'static str },
    #[error("`{name}`: {what}")]
    OutOfRange { name: String, key: &'static str, what: String },
}

/// What a service would not take: the setting that is the cause, and the limit in its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    pub key: &'static str,
    pub what: String,
}

impl Unfit {
    pub fn new(key: &'static str, what: impl Into<String>) -> Self {
        Self { key, what: what.into() }
    }
}

/// What a part is set to, and what follows from its settings alone.
pub trait Configure {
    /// What files call this kind of part.
    fn kind(&self) -> &'static str;

    /// The settings that it takes.
    fn keys(&self) -> &'static [&'static str];

    /// Makes one setting.
    ///
    /// # Errors
    /// When there is no such setting, or the value is none that it takes.
    fn set(&mut self, key: &str, value: &SettingValue) -> Result<(), Refusal>;

    /// The parts that it sends to, each with the setting that names it.
    fn wires(&self) -> Vec<(&'static str, &str)> {
        Vec::new()
    }

    /// What `CloudWatch` calls its counters and states, by our words for them; two of ours may be
    /// in one of theirs. Source: the page of metrics in each service's developer guide (2026-11).
    fn metrics(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// The kinds of part to which the wire of a setting may lead, as the service has it.
    fn leads_to(&self, _key: &str) -> &'static [&'static str] {
        &[]
    }

    /// Whether a part of this kind may send to it, wherever its wires may lead.
    fn is_asked_by(&self, _kind: &str) -> bool {
        true
    }

    /// Settings that decide how a run begins, and do not change on the way.
    fn still(&self) -> &'static [&'static str] {
        &[]
    }

    /// What the service would not take, with the limit that is in the way.
    fn refused(&self) -> Option<Unfit> {
        None
    }

    /// What the service would not take together with the part that reads from it.
    fn refused_with(&self, _reader: &dyn Configure) -> Option<Unfit> {
        None
    }

    /// How long it may work on what it is asked, where it has such a limit.
    fn timeout(&self) -> Option<SimTime> {
        None
    }

    /// Whether it hands on at once what it is asked. Others keep it for a while, or hand on
    /// nothing.
    fn hands_on(&self) -> bool {
        false
    }

    /// The quotas of the account for which it sets another level, with the setting that does.
    fn quotas_set(&self) -> Vec<(SharedQuota, &'static str, QuotaLevel)> {
        Vec::new()
    }

    /// Executions that it takes away from the account's others: reserved ones, or provisioned ones
    /// outside of a reserve.
    fn executions(&self) -> u32 {
        0
    }

    /// Whether it sends what the others answer: such a part is asked by nobody.
    fn is_caller(&self) -> bool {
        false
    }

    /// Whether what it asks for should be served: a caller who is meant to be refused is no part of
    /// the figures of a run.
    fn is_wanted(&self) -> bool {
        true
    }

    /// How its traffic goes on, for one that sends by itself.
    fn pace(&self) -> Recurrence {
        Recurrence::Steady
    }

    /// Whether it calls from the internet.
    fn is_outside(&self) -> bool {
        false
    }

    /// Whether it lets callers on the internet in.
    fn is_open(&self) -> bool {
        true
    }

    /// What somebody has to look after: one for a part, and one more where its size is set by hand
    /// (our choice of a measure).
    fn chores(&self) -> u64 {
        1
    }

    /// What callers with credentials from it may do: actions, once for their own rows and once for
    /// those of others.
    fn actions(&self) -> u64 {
        0
    }
}

/// Where a part is built: who it is, and where the others are.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    pub core: &'a Core,
    pub me: PartId,
    pub name: &'a str,
    /// The names of all parts, in order, and what kinds of part they are.
    pub names: &'a [String],
    pub kinds: &'a [&'static str],
}

impl Site<'_> {
    /// Where the part called `name` is.
    ///
    /// # Errors
    /// When there is no such part, or no name.
    pub fn to(&self, name: &str) -> Result<PartId, SetupError> {
        let from = self.name.to_owned();
        if name.is_empty() {
            return Err(SetupError::NoWire { from, key: "" });
        }
        let missing = SetupError::NoSuchPart { from, key: "", to: name.to_owned() };
        place_of(self.names, name).ok_or(missing)
    }

    /// What kind of part the one at a place is.
    pub fn kind_at(&self, part: PartId) -> &'static str {
        self.kinds.get(usize::from(part)).copied().unwrap_or_default()
    }

    /// Where several parts are.
    ///
    /// # Errors
    /// As [`Self::to`].
    pub fn all(&self, names: &[String]) -> Result<Vec<PartId>, SetupError> {
        names.iter().map(|one| self.to(one)).collect()
    }

    /// Where a part is that need not be there.
    ///
    /// # Errors
    /// As [`Self::to`].
    pub fn maybe(&self, name: Option<&String>) -> Result<Option<PartId>, SetupError> {
        name.map(|one| self.to(one)).transpose()
    }
}

/// The place of a name among all names, which are in order.
pub(in crate::sim) fn place_of(names: &[String], name: &str) -> Option<PartId> {
    let place = names.binary_search_by(|one| one.as_str().cmp(name)).ok()?;
    PartId::try_from(place).ok()
}

/// What a kind of part knows of itself: settings, quotas, prices, bill, figures and words.
pub trait Part: Sized {
    /// What it is set to.
    type Setup: Configure;

    /// What files call the kinds of it.
    const KINDS: &'static [&'static str];

    /// The prices that its bill may contain, by their ids in the list of prices.
    const PRICES: &'static [&'static str] = &[];

    /// The figures of its quotas, by their ids in the list of limits.
    fn quotas() -> Vec<(&'static str, f64)> {
        Vec::new()
    }

    /// The defaults of one of [`Self::KINDS`].
    fn setup_of(kind: &str) -> Self::Setup;

    /// Puts it into a world.
    ///
    /// # Errors
    /// When a wire leads nowhere.
    fn build(setup: &Self::Setup, site: Site<'_>) -> Result<Self, SetupError>;

    /// Takes new settings while the world runs. Wires stay as they are.
    fn turn(&mut self, core: &mut Core, setup: Self::Setup);

    /// The laws that hold for it at every moment, asserted.
    fn check(&self, _core: &Core) {}

    /// How many messages, records and entries it keeps in memory, calls of the core left aside.
    fn n_kept(&self) -> usize {
        0
    }

    /// Units of the account's concurrency that only it may use.
    fn held(&self) -> u32 {
        0
    }

    /// Takes note that somebody has written to the table around it.
    fn written_around(&mut self, _key: u32) {}

    /// What charts show of it.
    fn gauges(&self, _core: &Core) -> Vec<(Gauge, u64)> {
        Vec::new()
    }

    /// What changes by itself while a world runs: capacity, partitions, pollers.
    fn levels(&self) -> Vec<(u64, &'static str)> {
        Vec::new()
    }

    /// Its own rows beside a chart; those of what went wrong come by themselves.
    fn rows(&self, _core: &Core) -> Vec<Row> {
        Vec::new()
    }

    /// Adds what it has to the figures of a run, beside the counters that all have.
    fn tally(&self, _core: &Core, _sums: &mut Tally) {}

    /// What it does for a reason, with the figure of the rule as it is set.
    fn rule(&self, _core: &Core, _reason: Reason) -> Option<String> {
        None
    }

    /// Amounts of what is paid by use, from the beginning until now.
    fn used(&self, _core: &Core) -> Vec<f64> {
        Vec::new()
    }

    /// The lines of its bill for a month in which it uses, again and again, `used`: amounts in the
    /// order of [`Self::used`].
    fn bill(&self, _used: &[f64], _month: &Month<'_>) -> Vec<BillLine> {
        Vec::new()
    }
}

/// A part that is asked for something. The loop in `world` calls these; parts never call each
/// other.
pub trait Service: Part {
    /// Plans its first events, at time 0.
    fn start(&mut self, _core: &mut Core) {}

    /// Somebody asks it for something: the call in `slot`.
    fn on_enter(&mut self, _core: &mut Core, _slot: u32) {}

    /// An event that it has planned has come.
    fn on_event(&mut self, _core: &mut Core, _what: u16, _slot: u32, _generation: u32) {}

    /// A call that its call in `slot` has made was answered.
    fn on_told(&mut self, _core: &mut Core, _slot: u32, _told: Told) {}

    /// A request for which it kept no call has ended.
    fn on_closed(&mut self, _core: &mut Core, _closed: Closed) {}
}
