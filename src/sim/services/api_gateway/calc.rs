//! Arithmetic of API Gateway: bills.

use crate::sim::kernel::bill::Prices;

/// Calls of an API in a month; each tier is paid at its own price.
pub fn gateway_bill(prices: &Prices, is_http: bool, requests: f64) -> f64 {
    const M: f64 = 1e6;
    let tiers: &[(f64, &str)] = if is_http {
        &[(300.0 * M, "apigw.http"), (f64::INFINITY, "apigw.http.over-300m")]
    } else {
        &[
            (333.0 * M, "apigw.rest"),
            (1_000.0 * M, "apigw.rest.over-333m"),
            (20_000.0 * M, "apigw.rest.over-1b"),
            (f64::INFINITY, "apigw.rest.over-20b"),
        ]
    };
    let mut from = 0.0;
    let mut usd = 0.0;
    for (to, price) in tiers {
        usd += (requests.min(*to) - from).max(0.0) * prices.usd(price);
        from = *to;
    }
    usd
}
