//! What every component can do: start, be asked, be woken, be told, and be looked at.

use super::core::{Core, Told};

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

/// A component at work. The loop in `world` calls these; components never call each other.
pub trait Service {
    /// What the component is set to.
    type Setup;

    /// Plans its first events, at time 0.
    fn start(&mut self, _core: &mut Core) {}

    /// Somebody asks it for something: the call in `slot`.
    fn on_enter(&mut self, _core: &mut Core, _slot: u32) {}

    /// An event that it has planned has come.
    fn on_event(&mut self, _core: &mut Core, _what: u16, _slot: u32, _generation: u32) {}

    /// A call that its call in `slot` has made was answered.
    fn on_told(&mut self, _core: &mut Core, _slot: u32, _told: Told) {}

    /// Takes new settings while the world runs. Wires stay as they are.
    fn turn(&mut self, core: &mut Core, setup: Self::Setup);

    /// The laws that hold for it at every moment, asserted.
    fn check(&self, _core: &Core) {}

    /// How many messages, records and entries it keeps in memory, calls of the core left aside.
    fn n_kept(&self) -> usize {
        0
    }

    /// What charts show of it.
    fn gauges(&self, _core: &Core) -> Vec<(Gauge, u64)> {
        Vec::new()
    }
}

/// Settings of a component by name.
pub trait Configure {
    /// What files call this kind of component.
    fn kind(&self) -> &'static str;

    /// The settings that it takes.
    fn keys(&self) -> &'static [&'static str];

    /// Makes one setting.
    ///
    /// # Errors
    /// When there is no such setting, or the value is none that it takes.
    fn set(
        &mut self,
        key: &str,
        value: &super::setting::Given,
    ) -> Result<(), super::setting::Refusal>;

    /// The components that it sends to.
    fn wires(&self) -> Vec<&str>;
}
