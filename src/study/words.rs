//! What the plan says, in words: when a card comes back, what a day holds, what has no room.

use crate::{
    content::Rank,
    memory::{course::DayPlan, schedule::Rest},
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
        Some(match self {
            Self::AsPlanned => return None,
            Self::AfterExam => "after the exam".to_owned(),
            Self::In(Rest::Minutes(minutes)) if minutes < 60 => format!("{minutes} min"),
            Self::In(Rest::Minutes(minutes)) => format!("{} h", minutes.div_ceil(60)),
            Self::In(Rest::Days(1)) => "1 day".to_owned(),
            Self::In(Rest::Days(days)) if days < 60 => format!("{days} days"),
            Self::In(Rest::Days(days)) if days < 730 => format!("{} months", (days + 15) / 30),
            Self::In(Rest::Days(days)) => format!("{} years", (days + 182) / 365),
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
