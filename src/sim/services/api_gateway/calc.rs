//! Arithmetic of API Gateway: bills.

use crate::sim::kernel::bill::{Prices, tiered};

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

/// What an HTTP API counts as one call, bytes; a REST API counts a call of any size as one.
pub const HTTP_UNIT: u64 = 512 * 1_024;

/// What a WebSocket API counts as one message, bytes.
pub const WEBSOCKET_UNIT: u64 = 32 * 1_024;

/// Messages of a WebSocket API in a month, each of 32 KB.
pub fn websocket_bill(prices: &Prices, messages: f64) -> f64 {
    let tiers = [
        (1_000.0 * MILLION, "apigw.websocket.message"),
        (f64::INFINITY, "apigw.websocket.message.over-1b"),
    ];
    tiered(prices, &tiers, messages)
}
