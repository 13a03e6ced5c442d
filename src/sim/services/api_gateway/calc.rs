//! Arithmetic of API Gateway: bills.

use crate::sim::kernel::bill::Prices;

const MILLION: f64 = 1e6;

/// Calls of an HTTP API in a month; each tier is paid at its own price.
pub fn http_bill(prices: &Prices, requests: f64) -> f64 {
    let tiers = [(300.0 * MILLION, "apigw.http"), (f64::INFINITY, "apigw.http.over-300m")];
    tiered(prices, &tiers, requests)
}

/// Calls of a REST API in a month; each tier is paid at its own price.
pub fn rest_bill(prices: &Prices, requests: f64) -> f64 {
    let tiers = [
        (333.0 * MILLION, "apigw.rest"),
        (1_000.0 * MILLION, "apigw.rest.over-333m"),
        (20_000.0 * MILLION, "apigw.rest.over-1b"),
        (f64::INFINITY, "apigw.rest.over-20b"),
    ];
    tiered(prices, &tiers, requests)
}

fn tiered(prices: &Prices, tiers: &[(f64, &str)], requests: f64) -> f64 {
    let mut from = 0.0;
    let mut usd = 0.0;
    for (to, price) in tiers {
        usd += (requests.min(*to) - from).max(0.0) * prices.usd(price);
        from = *to;
    }
    usd
}
