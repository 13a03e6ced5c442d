//! What a database and its proxy are set to.

use serde::{Deserialize, Serialize};

use crate::sim::kernel::{
    draw::Law,
    part::Configure,
    setting::{Refusal, SettingValue, millis, seconds, small},
    time::{MS, SECOND, SimTime},
};

/// What a database is set to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DatabaseSetup {
    pub max_connections: u32,
    /// How long a transaction takes.
    pub transaction: Law,
    /// The share of the connections that a proxy may use, in percent; none without a proxy.
    pub proxy_percent: Option<u32>,
    /// How long a proxy lets a client wait for a connection.
    pub borrow_timeout: SimTime,
}

impl Default for DatabaseSetup {
    fn default() -> Self {
        Self {
            max_connections: 85,
            transaction: Law::Fixed(20 * MS),
            proxy_percent: None,
            borrow_timeout: 120 * SECOND,
        }
    }
}

impl Configure for DatabaseSetup {
    fn kind(&self) -> &'static str {
        "database"
    }

    fn keys(&self) -> &'static [&'static str] {
        &["max_connections", "transaction_ms", "proxy_percent", "borrow_timeout_s"]
    }

    fn metrics(&self) -> &'static [(&'static str, &'static str)] {
        &[("connections", "DatabaseConnections")]
    }

    fn set(&mut self, key: &str, value: &SettingValue) -> Result<(), Refusal> {
        match key {
            "max_connections" => self.max_connections = small(value, 1, 100_000)?,
            "transaction_ms" => self.transaction = Law::Fixed(millis(value, 600_000.0)?),
            "proxy_percent" => {
                let percent = small(value, 0, 100)?;
                self.proxy_percent = (0 < percent).then_some(percent);
            }
            "borrow_timeout_s" => self.borrow_timeout = seconds(value, 1.0, 300.0)?,
            _ => return Err(Refusal::NoKey),
        }
        Ok(())
    }

    fn chores(&self) -> u64 {
        2
    }
}
