//! What the plan says, in words: when a card comes back, what a day holds, what has no room.

use crate::{
    content::Rank,
    memory::{day::DayPlan, state::Rest},
    text,
};

/// When a card comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Back {
    In(Rest),
    /// The plan has no room for it before.
    AfterExam,
    /// When it would have come anyway: it is studied ahead.
    AsPlanned,
}

impl Back {
    /// `10 min`, `1 day`, `3 months`; none when it comes back as planned.
    pub fn words(self) -> Option<String> {
        self.say(|n, unit| match unit {
            "minute" => format!("{n} min"),
            "hour" => format!("{n} h"),
            _ => text::plural(n, unit),
        })
    }

    /// The same to be read aloud: `10 minutes`.
    pub fn spoken(self) -> Option<String> {
        self.say(text::plural)
    }

    /// How long it rests, in a unit that suits the length.
    fn say(self, length: impl Fn(usize, &str) -> String) -> Option<String> {
        let days = |n: i32| usize::try_from(n).unwrap_or(0);
        Some(match self {
            Self::AsPlanned => return None,
            Self::AfterExam => "after the exam".to_owned(),
            Self::In(Rest::Minutes(n)) if n < 60 => length(n as usize, "minute"),
            Self::In(Rest::Minutes(n)) => length(n.div_ceil(60) as usize, "hour"),
            Self::In(Rest::Days(n)) if n < 60 => length(days(n), "day"),
            Self::In(Rest::Days(n)) if n < 730 => length(days((n + 15) / 30), "month"),
            Self::In(Rest::Days(n)) => length(days((n + 182) / 365), "year"),
        })
    }
}

/// A day of the calendar in words: `12 due, 25 new, about 18 min`.
pub fn day_words(day: &DayPlan) -> String {
    if day.n_reviews + day.n_new == 0 {
        return "nothing is due".to_owned();
    }
    format!("{} due, {} new, about {:.0} min", day.n_reviews, day.n_new, day.minutes().ceil())
}

/// What waits, and why; none when nothing does.
pub fn waiting_words(n_waiting: usize, n_new: usize) -> Option<String> {
    let repeats = match n_waiting {
        0 => return None,
        1 => "1 repeat waits".to_owned(),
        n => format!("{n} repeats wait"),
    };
    Some(match n_new {
        0 => format!("{repeats} for a later day: all at once would be too much"),
        n => format!("{repeats} so that {} fit", text::plural(n, "new card")),
    })
}

/// Cards that the time does not suffice for, the weightiest last: `120 details, 30 useful ones`.
pub fn left_out_words(left_out: &[(Rank, usize)]) -> String {
    let word = |(rank, n): &(Rank, usize)| match rank {
        Rank::Detail => text::plural(*n, "detail"),
        Rank::Useful => format!("{n} useful"),
        Rank::Core => format!("{n} of the core"),
    };
    left_out.iter().rev().map(word).collect::<Vec<_>>().join(", ")
}
