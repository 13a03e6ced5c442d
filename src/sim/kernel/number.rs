//! Numbers for reports.

/// A count as a number that can be divided.
#[expect(clippy::cast_precision_loss, reason = "reports show far fewer digits")]
pub fn float(n: u64) -> f64 {
    n as f64
}

/// A figure for a goal, a chart or a table.
pub fn shown_figure(value: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked before")]
    let whole = |value: f64| crate::text::thousands(libm::round(value) as u64);
    match value {
        value if !value.is_finite() || value < 0.0 => format!("{value:.1}"),
        value if value.fract() == 0.0 || 100.0 <= value => whole(value),
        value if 10.0 <= value => format!("{value:.1}"),
        value => format!("{value:.2}"),
    }
}
