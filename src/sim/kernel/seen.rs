//! What is seen of a part from outside: states, rows beside charts, figures of a run. Nothing of it
//! feeds back into the world.

use super::{
    meter::{Count, Histogram},
    time::SimTime,
};

/// A state of a component that charts show; nothing in the world reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Gauge {
    /// Concurrent executions of a function or a workflow.
    Running,
    /// Environments of a function, busy or idle.
    Environments,
    /// Environments that are kept ready for pay.
    Provisioned,
    /// Events or messages that wait.
    Waiting,
    /// Messages that somebody works on.
    InFlight,
    /// Capacity units a second, writes and reads.
    WriteUnits,
    ReadUnits,
    /// Unused capacity that has been saved.
    WriteCredit,
    ReadCredit,
    /// Connections of a database.
    Connections,
    /// Tokens of a throttle.
    Tokens,
    /// Entries of a cache.
    Entries,
    /// Items of a table.
    Items,
    /// How long the oldest record has waited, ms.
    AgeMs,
}

impl Gauge {
    pub const ALL: &'static [Self] = &[
        Self::Running,
        Self::Environments,
        Self::Provisioned,
        Self::Waiting,
        Self::InFlight,
        Self::WriteUnits,
        Self::ReadUnits,
        Self::WriteCredit,
        Self::ReadCredit,
        Self::Connections,
        Self::Tokens,
        Self::Entries,
        Self::Items,
        Self::AgeMs,
    ];

    /// As reports name it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Environments => "environments",
            Self::Provisioned => "provisioned",
            Self::Waiting => "waiting",
            Self::InFlight => "in_flight",
            Self::WriteUnits => "write_units",
            Self::ReadUnits => "read_units",
            Self::WriteCredit => "write_credit",
            Self::ReadCredit => "read_credit",
            Self::Connections => "connections",
            Self::Tokens => "tokens",
            Self::Entries => "entries",
            Self::Items => "stored_items",
            Self::AgeMs => "age_ms",
        }
    }
}

/// What a row means, for its color.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    Plain,
    /// Bad when it is above zero.
    Trouble,
    Cold,
    Cost,
}

/// One row of a part: its words, and where its series comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum Row {
    /// A state, with the present one in words, and in fewer letters where there is no room.
    Level { words: &'static str, gauge: Gauge, value: String, short: Option<String> },
    /// A counter as a rate, once it has counted anything.
    Rate { words: &'static str, what: Count, meaning: Meaning },
    /// A counter of thousandths as a rate, in this unit.
    Milli { words: &'static str, what: Count, unit: &'static str },
    /// The share of cache hits, once the cache was asked.
    Hits,
}

/// Sums over the parts of a world, from which the figures of a run are made.
#[derive(Debug, Default)]
pub struct Tally {
    pub sent: u64,
    pub ok: u64,
    /// Ended by a condition that did not hold.
    pub conditions_failed: u64,
    pub in_flight: u64,
    pub latency: Histogram,
    /// From what set it off to its end: work that nobody waited for.
    pub work: Histogram,
    /// Whether some caller waits for its answers.
    pub has_waiting: bool,
    pub fn_throttled: u64,
    pub gateway_throttled: u64,
    pub table_throttled: u64,
    pub cold: u64,
    /// Time that environments were busy, ns.
    pub busy: u128,
    pub dropped: u64,
    /// Environments that got no connection.
    pub refused: usize,
    /// What still waits.
    pub depth: u64,
    /// The longest that a record has waited.
    pub oldest: SimTime,
    pub recovery: SimTime,
}

impl Tally {
    /// How long what callers wait for took or, where nobody waits for more than that something was
    /// taken, how long the work took that came of it.
    pub fn times(&self) -> &Histogram {
        if self.has_waiting { &self.latency } else { &self.work }
    }
}
