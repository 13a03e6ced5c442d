//! What a world costs a month, if every hour were like the run without its start (see the ledger).
//!
//! Free allowances are left out: they would hide what a choice costs. The instance of a database
//! and transfer are left out too: no setting changes them.

use super::{
    kernel::{
        bill::{BillLine, HOURS, Month, Prices},
        time::{HOUR, to_seconds},
    },
    world::World,
};

/// The bill of a month, part by part in the order of their names.
pub fn bill<'a>(world: &'a World, prices: &Prices) -> Vec<(&'a str, Vec<BillLine>)> {
    let (seconds, usage) = world.stretch();
    let month = Month { prices, runs: HOURS * to_seconds(HOUR) / seconds };
    let parts = world.components().zip(usage);
    parts.map(|((name, part), used)| (name, part.bill(&used, &month))).collect()
}

/// USD a month.
pub fn monthly(world: &World, prices: &Prices) -> f64 {
    let of_part = |lines: &[BillLine]| lines.iter().map(|line| line.usd).sum::<f64>();
    bill(world, prices).iter().map(|(_, lines)| of_part(lines)).sum()
}

#[cfg(test)]
#[expect(clippy::cast_precision_loss, reason = "prices are small")]
mod tests {
    use super::*;
    use crate::sim::{
        kernel::bill::FreeTier,
        services::{
            self,
            api_gateway::calc::{http_bill, rest_bill},
            dynamodb::calc::standard_bill,
            lambda::calc::x86_bill,
        },
    };
    use proptest::prelude::*;

    fn prices() -> Prices {
        let text = include_str!("../../content/prices.toml");
        let table: toml::Table = text.parse().unwrap();
        let list = table["prices"].as_array().unwrap();
        let pair = |price: &toml::Value| {
            let usd = &price["usd"];
            let number = usd.as_float().unwrap_or_else(|| usd.as_integer().unwrap() as f64);
            (price["id"].as_str().unwrap().to_owned(), number)
        };
        Prices(list.iter().map(pair).collect())
    }

    #[test]
    fn every_price_that_is_used_is_in_the_file() {
        for id in services::prices() {
            assert!(0.0 < prices().usd(id), "{id}");
        }
    }

    #[test]
    fn examples_of_the_price_pages() {
        let bill = x86_bill(&prices(), 3e6, 120.0, 1_536.0, FreeTier::Left);
        assert!((bill.usd_compute - 2.33).abs() < 0.005, "{bill:?}");
        assert!((bill.usd_requests - 0.40).abs() < 0.005, "{bill:?}");
        assert!((standard_bill(&prices(), 100.0, 100.0, 730.0) - 56.94).abs() < 0.005);
        assert!((http_bill(&prices(), 216e6) - 216.0).abs() < 0.005);
        // 333 million at 3.50 and 67 million at 2.80 a million.
        assert!((rest_bill(&prices(), 400e6) - 1_353.1).abs() < 0.005);
    }

    proptest! {
        /// Invariant 12 of the model, second half.
        #[test]
        fn bills_never_fall_as_volume_rises_and_are_never_negative(
            low in 0.0_f64..5e10, more in 0.0_f64..5e10, ms in 1.0_f64..900_000.0,
        ) {
            let p = prices();
            prop_assert!(rest_bill(&p, low) <= rest_bill(&p, low + more));
            prop_assert!(http_bill(&p, low) <= http_bill(&p, low + more));
            let bill = |n| x86_bill(&p, n, ms, 512.0, FreeTier::Left).usd_total();
            prop_assert!(0.0 <= bill(low) && bill(low) <= bill(low + more));
        }
    }
}
