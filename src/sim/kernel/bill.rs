//! Prices, and the lines of a bill.

use std::collections::BTreeMap;

/// Hours of a month.
pub const HOURS: f64 = 730.0;

/// MB of a GB, as Lambda counts memory.
pub const MB_PER_GB: f64 = 1_024.0;

/// Prices in USD by id, as `content/prices.toml` has them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Prices(pub BTreeMap<String, f64>);

impl Prices {
    /// The price called `id`.
    pub fn usd(&self, id: &str) -> f64 {
        *self.0.get(id).expect("a test finds every price that is used in the file of prices")
    }
}

/// The free allowance of an account, every month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FreeTier {
    /// It is taken off.
    Left,
    /// Others have used it up.
    Used,
}

impl FreeTier {
    /// How much of the allowance called `id` is taken off.
    pub fn of(self, prices: &Prices, id: &str) -> f64 {
        match self {
            Self::Left => prices.usd(id),
            Self::Used => 0.0,
        }
    }
}

/// A line of a bill: what is paid for, and USD a month.
#[derive(Debug, Clone, PartialEq)]
pub struct BillLine {
    pub what: &'static str,
    pub usd: f64,
}

impl BillLine {
    pub fn new(what: &'static str, usd: f64) -> Self {
        Self { what, usd }
    }
}

/// A run as a part of a month.
#[derive(Debug, Clone, Copy)]
pub struct Month<'a> {
    pub prices: &'a Prices,
    /// How many runs of this length a month has.
    pub runs: f64,
}

impl Month<'_> {
    /// A month of what a run had `n` of, at a price each.
    pub fn counted(&self, what: &'static str, n: f64, id: &str) -> BillLine {
        BillLine::new(what, n * self.runs * self.prices.usd(id))
    }

    /// Something that is there for all hours of the month.
    pub fn hourly(&self, what: &'static str, n: f64, id: &str) -> BillLine {
        BillLine::new(what, n * HOURS * self.prices.usd(id))
    }
}
