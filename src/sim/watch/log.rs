//! What happened, in words, with the rule that decided it.
//!
//! Entries are made from counters and states at the borders of samples, so that watching costs the
//! run nothing and changes nothing in it.

use std::collections::{BTreeMap, VecDeque};

use super::rules::rule;
use crate::sim::{
    kernel::{
        call::{PartId, Reason},
        meter::Count,
        time::{SECOND, SimTime},
    },
    services::Component,
    world::World,
};
use crate::text::{plural, thousands};

/// As many entries are kept.
pub const N_ENTRIES: usize = 400;
/// Something that has not come again for this long is over.
const CALM: SimTime = 3 * SECOND;

/// How an entry is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something is refused, lost or late.
    Bad,
    /// Something is over.
    Good,
    /// Something has changed.
    Plain,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    pub at: SimTime,
    pub part: String,
    pub words: String,
    pub tone: Tone,
}

/// What goes on with one component for one cause: since when, until when, how often.
#[derive(Debug, Clone, Copy, Default)]
struct Spell {
    seen: u64,
    last_at: SimTime,
    began_with: u64,
    is_on: bool,
}

/// What is watched of a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cause {
    Reason(Reason),
    Count(Count),
}

/// The log of one run.
#[derive(Debug, Default)]
pub struct Log {
    pub entries: VecDeque<LogLine>,
    spells: BTreeMap<(usize, Cause), Spell>,
    levels: BTreeMap<(usize, usize), u64>,
}

/// Counters that are worth a word by themselves; `{}` is how many there were at first.
const COUNTS: [(Count, Tone, &str); 9] = [
    (Count::ColdStarts, Tone::Plain, "starts {} cold: none was idle"),
    (
        Count::Spillover,
        Tone::Plain,
        "spills over: all provisioned environments are busy, others take the rest",
    ),
    (Count::DeadLetters, Tone::Bad, "moves what keeps failing to its dead letters"),
    (Count::Dropped, Tone::Bad, "loses what keeps failing: no destination takes it"),
    (Count::Duplicates, Tone::Bad, "delivers something twice: delivery is at least once"),
    (Count::EffectsTwice, Tone::Bad, "does again what it had done: its handler is not idempotent"),
    (Count::Lost, Tone::Bad, "loses writes for good"),
    (Count::StaleHits, Tone::Bad, "answers with what is no longer so: eventual consistency"),
    (
        Count::Trespasses,
        Tone::Bad,
        "serves callers without access: it checks neither who they are nor what they own",
    ),
];

impl Log {
    /// Looks at the world at `world.core.now`.
    pub fn look(&mut self, world: &World) {
        let now = world.core.now;
        for (index, (name, part)) in world.components().enumerate() {
            let place = PartId::try_from(index).unwrap_or(PartId::MAX);
            for reason in Reason::ALL {
                let n = world.core.meter.reason(place, *reason);
                self.spell(now, world, (index, name), Cause::Reason(*reason), n);
            }
            for (what, ..) in COUNTS {
                let n = world.core.meter.get(place, what);
                self.spell(now, world, (index, name), Cause::Count(what), n);
            }
            self.levels(now, index, name, part);
        }
    }

    fn push(&mut self, at: SimTime, part: &str, tone: Tone, words: String) {
        if self.entries.len() == N_ENTRIES {
            self.entries.pop_front();
        }
        self.entries.push_back(LogLine { at, part: part.to_owned(), words, tone });
    }

    /// Follows one cause: a word when it begins, and one when it is over.
    fn spell(
        &mut self,
        now: SimTime,
        world: &World,
        (index, name): (usize, &str),
        cause: Cause,
        n: u64,
    ) {
        if n == 0 {
            return;
        }
        let spell = self.spells.entry((index, cause)).or_default();
        let more = n - spell.seen;
        let before = spell.seen;
        spell.seen = n;
        if 0 < more {
            spell.last_at = now;
            if !spell.is_on {
                (spell.is_on, spell.began_with) = (true, before);
                let (tone, words) = begins(world, name, cause, more);
                self.push(now, name, tone, words);
            }
        } else if spell.is_on && spell.last_at + CALM <= now {
            spell.is_on = false;
            let in_all = n - spell.began_with;
            if let Some(words) = ends(cause, in_all) {
                self.push(now, name, Tone::Good, words);
            }
        }
    }

    /// Follows what is set while the world runs: capacity, partitions.
    fn levels(&mut self, now: SimTime, index: usize, name: &str, part: &Component) {
        for (kind, (value, words)) in part.levels().into_iter().enumerate() {
            let before = self.levels.insert((index, kind), value);
            if let Some(before) = before.filter(|before| *before != value) {
                let words = format!("{} {words} (was {})", thousands(value), thousands(before));
                self.push(now, name, Tone::Plain, words);
            }
        }
    }
}

fn begins(world: &World, name: &str, cause: Cause, n: u64) -> (Tone, String) {
    match cause {
        Cause::Reason(reason) => (Tone::Bad, rule(world, name, reason)),
        Cause::Count(what) => {
            let found = COUNTS.iter().find(|(one, ..)| *one == what);
            let (tone, words) = found.map_or((Tone::Plain, ""), |(_, tone, words)| (*tone, *words));
            let environments = plural(usize::try_from(n).unwrap_or(usize::MAX), "environment");
            (tone, words.replace("{}", &environments))
        }
    }
}

fn ends(cause: Cause, n: u64) -> Option<String> {
    let many = thousands(n);
    match cause {
        Cause::Reason(
            Reason::HandlerError
            | Reason::FunctionTimeout
            | Reason::IntegrationTimeout
            | Reason::MalformedResponse
            | Reason::ClientTimeout
            | Reason::BorrowTimeout,
        ) => Some(format!("works again; {many} failed")),
        Cause::Reason(_) => Some(format!("serves again; {many} were refused")),
        Cause::Count(Count::ColdStarts) => {
            Some(format!("has enough environments; {many} had started cold"))
        }
        Cause::Count(_) => None,
    }
}
