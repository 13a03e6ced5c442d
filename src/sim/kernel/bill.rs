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
    /// How many stretches a month has, each as long as what was looked at.
    pub runs: f64,
}

impl Month<'_> {
    /// A month of what a run had `n` of, at a price each.
    pub fn counted(&self, what: &'static str, n: f64, id: &str) -> BillLine {
        BillLine::new(what, n * self.runs * self.prices.usd(id))
    }

    /// The same in tiers, each at its own price.
    pub fn tiered(&self, what: &'static str, n: f64, tiers: &[(f64, &str)]) -> BillLine {
        BillLine::new(what, tiered(self.prices, tiers, n * self.runs))
    }

    /// Something that is there for all hours of the month.
    pub fn hourly(&self, what: &'static str, n: f64, id: &str) -> BillLine {
        BillLine::new(what, n * HOURS * self.prices.usd(id))
    }
}

/// What `n` cost in tiers: each up to its amount, at the price called so.
pub fn tiered(prices: &Prices, tiers: &[(f64, &str)], n: f64) -> f64 {
    let mut from = 0.0;
    let mut usd = 0.0;
    for (to, price) in tiers {
        usd += (n.min(*to) - from).max(0.0) * prices.usd(price);
        from = *to;
    }
    usd
}

/// How many units a payload is paid as: whole ones, one at least.
pub fn payload_units(bytes: u64, unit: u64) -> u64 {
    bytes.div_ceil(unit).max(1)
}
