//! Series as rows of columns: the same scale for both lanes, time from left to right over the whole
//! length of the run.

use super::theme::Look;

/// A series as `height` rows of `width` columns, the top row first. `n_all` is how many samples the
/// whole run has; what has not come yet stays blank. The highest value of a column counts, so that
/// no spike is lost; a value above zero is never invisible.
pub(in crate::tui) fn rows(
    look: Look,
    series: &[f64],
    n_all: usize,
    top: f64,
    (width, height): (usize, usize),
) -> Vec<String> {
    let n_all = n_all.max(series.len()).max(1);
    // The topmost eighth stays free, so that a full chart does not touch the one above.
    let most = 8 * height - 1;
    let levels: Vec<usize> = (0..width)
        .map(|column| {
            let from = column * n_all / width.max(1);
            let to = ((column + 1) * n_all / width.max(1)).max(from + 1);
            let part = series.get(from..to.min(series.len()).max(from)).unwrap_or_default();
            level(part.iter().copied().fold(0.0, f64::max), top, most)
        })
        .collect();
    let row = |row: usize| {
        let below = 8 * (height - 1 - row);
        let sign = |level: &usize| {
            look.signs.spark.get(level.saturating_sub(below).min(8)).copied().unwrap_or(" ")
        };
        levels.iter().map(sign).collect()
    };
    (0..height).map(row).collect()
}

/// 0 to `most`.
fn level(value: f64, top: f64, most: usize) -> usize {
    if value <= 0.0 {
        return 0;
    }
    #[expect(clippy::cast_precision_loss, reason = "rows are few")]
    let most = most as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let level = libm::ceil(most * value / top.max(f64::MIN_POSITIVE)).clamp(1.0, most) as usize;
    level
}

/// The highest value of some series.
pub(in crate::tui) fn top<'a>(series: impl IntoIterator<Item = &'a [f64]>) -> f64 {
    series.into_iter().flatten().copied().fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::ColorLevel, study::preferences::Theme, tui::parts::theme::UNICODE};

    fn look() -> Look {
        Look::new(Theme::Mono, ColorLevel::None, &UNICODE)
    }

    fn row(series: &[f64], n_all: usize, top: f64, width: usize) -> String {
        rows(look(), series, n_all, top, (width, 1)).concat()
    }

    #[test]
    fn a_column_shows_the_highest_of_its_samples_and_the_future_is_blank() {
        // Four of eight samples in four columns: two samples each, the later half has not come.
        assert_eq!(row(&[0.0, 8.0, 1.0, 4.0], 8, 8.0, 4), "▇▄  ");
    }

    #[test]
    fn a_small_value_is_seen_and_zero_is_not() {
        assert_eq!(row(&[0.001, 0.0, 100.0], 3, 100.0, 3), "▁ ▇");
    }

    #[test]
    fn fewer_samples_than_columns_stretch() {
        assert_eq!(row(&[1.0, 2.0], 2, 2.0, 4), "▄▄▇▇");
    }

    #[test]
    fn two_rows_stand_on_each_other() {
        // 15 levels: 12 of 15 fill the lower row and half of the upper one.
        assert_eq!(rows(look(), &[12.0, 4.0, 15.0], 3, 15.0, (3, 2)), ["▄ ▇", "█▄█"]);
    }
}
