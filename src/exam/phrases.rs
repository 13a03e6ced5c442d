//! What the templates of drills share: money and counts in words, and draws that are passed over.

use super::drill::{Drill, Unit, shown, things};

/// Functions at work at one time.
pub(super) const EXECUTIONS: Unit = things("concurrent execution", "concurrent executions");

/// A question is asked only if its numbers are good and two slips at least can be told apart.
/// Others lose their slips, and then they are drawn again.
pub(super) fn only_if(is_good: bool, drill: Drill) -> Drill {
    if is_good && 2 <= drill.wrong.len() { drill } else { Drill { wrong: Vec::new(), ..drill } }
}

/// Whether only the last bits of a number keep it from being whole.
pub(super) fn is_whole(value: f64) -> bool {
    (value - libm::round(value)).abs() < 1e-9
}

/// An amount of money to the cent, for a working.
pub(super) fn cents(usd: f64) -> String {
    if usd.abs() < 1.0 {
        return shown(usd);
    }
    let (whole, hundredths) = (libm::trunc(usd), libm::round(usd * 100.0) % 100.0);
    match hundredths {
        0.0 => shown(libm::round(usd)),
        _ => format!("{}.{hundredths:02}", shown(whole)),
    }
}

/// Dollars with all their digits, and with two behind the point at least: `0.20`, `0.0000166667`.
pub(super) fn money(usd: f64) -> String {
    let exact = format!("{usd:.11e}").parse::<f64>().unwrap_or(usd);
    let plain = exact.to_string();
    match plain.split_once('.') {
        Some((_, digits)) if 2 <= digits.len() => format!("{plain} USD"),
        _ => format!("{exact:.2} USD"),
    }
}

/// The price of a million of something: `0.20 USD per million`.
pub(super) fn per_million(price: f64) -> String {
    format!("{} per million", money(price * 1e6))
}

/// The price of a GB-second, and how many a dollar buys: that can be worked out by head.
pub(super) fn per_gb_second(price: f64) -> String {
    let bought = shown(libm::round(1.0 / price / 1_000.0) * 1_000.0);
    format!("{} per GB-second (about 1 USD per {bought})", money(price))
}

/// The price of a GB-second, and of a GB-hour.
pub(super) fn per_gb_hour(price: f64) -> String {
    let hour = libm::round(price * 3_600.0 * 10_000.0) / 10_000.0;
    format!("{} per GB-second (about {} per GB-hour)", money(price), money(hour))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_written_for_people() {
        assert_eq!(
            (cents(147.25), cents(3.999_9), cents(1_204.5)),
            ("147.25".to_owned(), "4".to_owned(), "1,204.50".to_owned())
        );
        assert_eq!(money(0.000_016_666_7), "0.0000166667 USD");
        assert_eq!(money(3.0), "3.00 USD");
        assert_eq!(per_million(0.000_000_2), "0.20 USD per million");
        assert_eq!(per_million(0.000_000_625), "0.625 USD per million");
        assert_eq!(
            per_gb_second(0.000_016_666_7),
            "0.0000166667 USD per GB-second (about 1 USD per 60,000)"
        );
        assert_eq!(
            per_gb_hour(0.000_004_166_7),
            "0.0000041667 USD per GB-second (about 0.015 USD per GB-hour)"
        );
    }
}
