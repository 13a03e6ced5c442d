//! Time as a value.
//!
//! Everything that depends on time takes a [`Now`]; only [`Clock`] reads the real one, and only the
//! front ends and `cli` hold a `Clock`. A [`Day`] is a *study day*: it begins at the rollover hour,
//! so an answer given at two in the morning still belongs to the evening before.

use std::{
    fmt,
    time::{Duration, Instant},
};

use chrono::{DateTime, Datelike, FixedOffset, Local, NaiveDate, Offset, TimeZone, Utc};

const MS_PER_MIN: i64 = 60_000;
const MS_PER_HOUR: i64 = 60 * MS_PER_MIN;
const MS_PER_DAY: i64 = 24 * MS_PER_HOUR;

/// An instant: milliseconds since 1970-01-01 00:00 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The instant `ms` milliseconds later (earlier when negative); saturates at the ends of the
    /// range.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// The calendar date, `2026-11-21`, where local time is `offset_min` minutes ahead of UTC.
    pub fn date_words(self, offset_min: i32) -> String {
        const DAY_MS: i64 = 86_400_000;
        let local = self.0.saturating_add(i64::from(offset_min) * 60_000);
        Day(i32::try_from(local.div_euclid(DAY_MS)).unwrap_or(i32::MAX)).to_string()
    }

    /// Milliseconds from `earlier` to `self`; negative when `earlier` is in fact later.
    pub fn since_ms(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// A study day: days since 1970-01-01 in local time, with the rollover hour already applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Day(pub i32);

impl Day {
    /// Reads `2026-12-14`. `None` for anything that is no calendar date.
    pub fn parse(text: &str) -> Option<Self> {
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
        Some(Self::of(date))
    }

    fn of(date: NaiveDate) -> Self {
        Self(date.num_days_from_ce() - EPOCH_FROM_CE)
    }

    fn date(self) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(self.0.saturating_add(EPOCH_FROM_CE))
            .unwrap_or(NaiveDate::MAX)
    }

    /// The day `days` later (earlier when negative).
    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// Days from `earlier` to `self`, negative when `earlier` is later.
    pub fn since(self, earlier: Self) -> i32 {
        self.0.saturating_sub(earlier.0)
    }

    /// `Sat 21 Nov`.
    pub fn words(self) -> String {
        self.date().format("%a %e %b").to_string()
    }

    /// Monday is 0, Sunday is 6.
    pub fn weekday(self) -> u8 {
        u8::try_from(self.date().weekday().num_days_from_monday()).unwrap_or(0)
    }
}

/// 1970-01-01 counted from 0001-01-01 = day 1, as `chrono` counts.
const EPOCH_FROM_CE: i32 = 719_163;

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date().format("%Y-%m-%d"))
    }
}

/// The one moment that a batch of events happens at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Time since the program started; it does not jump when the clock is set.
    pub mono: Duration,
    /// The clock on the wall.
    pub wall: Timestamp,
    /// Minutes that local time is ahead of UTC at this instant.
    pub offset_min: i32,
    /// The study day of `wall`.
    pub day: Day,
}

impl Now {
    /// A moment `ms` later by both clocks; the day follows from `rollover_hour`.
    #[must_use]
    pub fn plus_ms(self, ms: u32, rollover_hour: u8) -> Self {
        let wall = self.wall.plus_ms(i64::from(ms));
        Self {
            mono: self.mono + Duration::from_millis(u64::from(ms)),
            wall,
            day: study_day(wall, self.offset_min, rollover_hour),
            ..self
        }
    }

    /// The moment that an RFC 3339 text names, such as `2026-11-21T20:00:00+01:00`.
    ///
    /// # Errors
    /// The words of the date parser when the text is no such moment.
    pub fn parse(text: &str, rollover_hour: u8) -> Result<Self, String> {
        let moment = DateTime::parse_from_rfc3339(text).map_err(|error| error.to_string())?;
        let wall = Timestamp(moment.timestamp_millis());
        let offset_min = moment.offset().local_minus_utc() / 60;
        let day = study_day(wall, offset_min, rollover_hour);
        Ok(Self { mono: Duration::ZERO, wall, offset_min, day })
    }

    /// The wall clock as RFC 3339 text with its offset, to the second.
    pub fn to_rfc3339(self) -> String {
        rfc3339(self.wall, self.offset_min)
    }
}

/// `at` as local RFC 3339 text for an offset of `offset_min` minutes.
pub fn rfc3339(at: Timestamp, offset_min: i32) -> String {
    let offset = FixedOffset::east_opt(offset_min.saturating_mul(60)).unwrap_or(Utc.fix());
    match Utc.timestamp_millis_opt(at.0).single() {
        Some(utc) => utc.with_timezone(&offset).format("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        None => "out of range".to_owned(),
    }
}

/// The study day of an instant: local time moved back by the rollover hour, then its calendar date.
///
/// Hours are subtracted from the local *reading* of the clock, so a day of 23 or 25 hours still
/// counts once.
///
/// ```
/// use coldstart::clock::{Day, Timestamp, study_day};
/// // 2026-11-21 02:00 UTC: still the evening of the 20th with a rollover at four.
/// assert_eq!(study_day(Timestamp(1_795_226_400_000), 0, 4), Day::parse("2026-11-20").unwrap());
/// ```
pub fn study_day(at: Timestamp, offset_min: i32, rollover_hour: u8) -> Day {
    let shifted =
        at.0.saturating_add(i64::from(offset_min) * MS_PER_MIN)
            .saturating_sub(i64::from(rollover_hour) * MS_PER_HOUR);
    let days = shifted.div_euclid(MS_PER_DAY);
    let bound = if days < 0 { i32::MIN } else { i32::MAX };
    Day(i32::try_from(days).unwrap_or(bound))
}

/// Where the time comes from.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock, and its time zone.
    System { started: Instant, rollover_hour: u8 },
    /// A clock that stands still (`--now`): the same moment at every reading.
    Fixed(Now),
}

impl Clock {
    /// The machine's clock.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    pub fn system(rollover_hour: u8) -> Self {
        Self::System { started: Instant::now(), rollover_hour }
    }

    /// The present moment.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    pub fn now(&self) -> Now {
        match self {
            Self::Fixed(now) => *now,
            Self::System { started, rollover_hour } => {
                let local = Local::now();
                let wall = Timestamp(local.timestamp_millis());
                let offset_min = local.offset().fix().local_minus_utc() / 60;
                let day = study_day(wall, offset_min, *rollover_hour);
                Now { mono: started.elapsed(), wall, offset_min, day }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_day(moment: &str, rollover_hour: u8, expected: &str) {
        let now = Now::parse(moment, rollover_hour).unwrap();
        assert_eq!(now.day.to_string(), expected, "{moment} with rollover {rollover_hour}");
    }

    #[test]
    fn the_day_begins_at_the_rollover_hour() {
        check_day("2026-11-21T03:59:59+00:00", 4, "2026-11-20");
        check_day("2026-11-21T04:00:00+00:00", 4, "2026-11-21");
        check_day("2026-11-21T00:00:00+00:00", 0, "2026-11-21");
    }

    #[test]
    fn the_day_is_the_local_one() {
        check_day("2026-11-21T23:30:00-08:00", 4, "2026-11-21");
        check_day("2026-11-21T23:30:00+13:00", 4, "2026-11-21");
    }

    #[test]
    fn a_leap_day_is_a_day() {
        check_day("2028-02-29T12:00:00+00:00", 4, "2028-02-29");
        let leap = Day::parse("2028-02-29").unwrap();
        assert_eq!(leap.plus(1), Day::parse("2028-03-01").unwrap());
        assert_eq!(leap.plus(366).to_string(), "2029-03-01");
    }

    #[test]
    fn the_hour_that_clocks_repeat_or_skip_stays_in_its_day() {
        // Central Europe 2026-10-25: 02:30 happens twice, with two offsets.
        check_day("2026-10-25T02:30:00+02:00", 4, "2026-10-24");
        check_day("2026-10-25T02:30:00+01:00", 4, "2026-10-24");
    }

    #[test]
    fn no_date_is_no_day() {
        for text in ["", "2026-13-01", "2027-02-29", "tomorrow", "2026/11/21"] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }

    #[test]
    fn moments_print_as_they_were_read() {
        let text = "2026-11-21T20:15:00+05:30";
        assert_eq!(Now::parse(text, 4).unwrap().to_rfc3339(), text);
    }

    #[test]
    fn far_away_moments_do_not_panic() {
        for ms in [i64::MIN, i64::MAX] {
            let day = study_day(Timestamp(ms), 14 * 60, 23);
            let _ = (day.to_string(), day.plus(i32::MAX), day.weekday(), rfc3339(Timestamp(ms), 0));
        }
    }
}
