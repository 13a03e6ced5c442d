//! Counters and distributions. Nothing of them feeds back into the world.

use super::{
    call::{N_REASONS, PartId, Reason},
    time::SimTime,
};

/// Declares [`Count`] with the words of reports.
macro_rules! counts {
    ($($(#[$doc:meta])* $name:ident = $word:literal),+ $(,)?) => {
        /// What is counted for each component.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Count {
            $($(#[$doc])* $name),+
        }

        impl Count {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// As reports name it.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word),+
                }
            }
        }
    };
}

counts! {
    /// Requests that reached it.
    In = "in",
    Ok = "ok",
    ClientError = "client_errors",
    Throttled = "throttled",
    FunctionError = "function_errors",
    Timeout = "timeouts",
    Refused = "refused",
    Dropped = "dropped",
    Retries = "retries",
    ColdStarts = "cold_starts",
    /// Served by an on-demand environment while provisioned ones are configured.
    Spillover = "spillover",
    CacheHits = "cache_hits",
    CacheMisses = "cache_misses",
    /// Answers from a cache or a replica that were out of date.
    StaleHits = "stale_hits",
    /// Items or messages, where a call carries several.
    Items = "items",
    /// Items of batches for which there was no room.
    Unprocessed = "unprocessed",
    DeadLetters = "dead_letters",
    Deliveries = "deliveries",
    /// Thousandths of capacity units.
    MilliUnits = "milli_units",
    /// Billed milliseconds.
    BilledMs = "billed_ms",
    /// Delivered once more than sent.
    Duplicates = "duplicates",
    /// Gone for good: overwritten by a conflict, or after the last point that can be restored.
    Lost = "lost",
    /// State transitions of workflows.
    Transitions = "transitions",
    /// Functions at the edge that ran.
    EdgeRuns = "edge_runs",
    /// Writes that came from another Region.
    Replicated = "replicated",
    /// Items removed because their time had come.
    Expired = "expired",
    /// Items read although their time had come.
    ReadExpired = "read_expired",
    /// Sign-ins and exchanges of tokens.
    SignIns = "sign_ins",
    /// Requests for rows of somebody else that were served.
    Trespasses = "trespasses",
    /// Messages or records that a filter of the mapping does not let through.
    Filtered = "filtered",
    /// Writes whose condition did not hold: an answer, and no error of anybody.
    ConditionsFailed = "conditions_failed",
    /// Items with which a handler did what counts, each time that it did, and the times after the
    /// first of the same item.
    Effects = "effects",
    EffectsTwice = "effects_twice",
    /// Items that came again and with which an idempotent handler did nothing more.
    Recognized = "recognized",
}

impl Count {
    /// The ways in which a request can end, of which each request takes one.
    pub const ENDS: [Self; 7] = [
        Self::Ok,
        Self::ClientError,
        Self::Throttled,
        Self::FunctionError,
        Self::Timeout,
        Self::Refused,
        Self::Dropped,
    ];
}

/// How many kinds of count there are.
pub const N_COUNTS: usize = Count::ALL.len();

/// All counters of a world.
#[derive(Debug, Clone)]
pub struct Meter {
    counts: Vec<[u64; N_COUNTS]>,
    reasons: Vec<[u64; N_REASONS]>,
}

impl Meter {
    pub(in crate::sim) fn new(n_parts: usize) -> Self {
        Self { counts: vec![[0; N_COUNTS]; n_parts], reasons: vec![[0; N_REASONS]; n_parts] }
    }

    #[inline]
    pub fn add(&mut self, part: PartId, what: Count, n: u64) {
        if let Some(counts) = self.counts.get_mut(usize::from(part))
            && let Some(count) = counts.get_mut(what as usize)
        {
            *count += n;
        }
    }

    pub(in crate::sim) fn add_reason(&mut self, part: PartId, reason: Reason) {
        if let Some(counts) = self.reasons.get_mut(usize::from(part))
            && let Some(count) = counts.get_mut(reason as usize)
        {
            *count += 1;
        }
    }

    /// How often a component did not serve for a reason.
    pub fn reason(&self, part: PartId, reason: Reason) -> u64 {
        self.reasons
            .get(usize::from(part))
            .and_then(|counts| counts.get(reason as usize))
            .copied()
            .unwrap_or(0)
    }

    pub fn get(&self, part: PartId, what: Count) -> u64 {
        self.counts
            .get(usize::from(part))
            .and_then(|counts| counts.get(what as usize))
            .copied()
            .unwrap_or(0)
    }
}

/// A distribution of durations: 32 steps to each doubling, so a percentile is right within 2.2 %.
#[derive(Debug, Clone)]
pub struct Histogram {
    counts: Vec<u32>,
    n: u64,
    sum: u128,
    max: SimTime,
}

const STEPS: u32 = 5;

impl Default for Histogram {
    fn default() -> Self {
        Self { counts: vec![0; 64 << STEPS], n: 0, sum: 0, max: 0 }
    }
}

impl Histogram {
    #[inline]
    pub fn add(&mut self, value: SimTime) {
        self.n += 1;
        self.sum += u128::from(value);
        self.max = self.max.max(value);
        if let Some(count) = self.counts.get_mut(index_of(value)) {
            *count = count.saturating_add(1);
        }
    }

    pub fn n(&self) -> u64 {
        self.n
    }

    /// The mean; 0 for an empty one.
    pub fn mean(&self) -> SimTime {
        u64::try_from(self.sum / u128::from(self.n.max(1))).unwrap_or(u64::MAX)
    }

    pub fn max(&self) -> SimTime {
        self.max
    }

    /// The values that came after `before`, which is an earlier state of this one.
    #[must_use]
    pub fn since(&self, before: &Self) -> Self {
        let pairs = self.counts.iter().zip(&before.counts);
        Self {
            counts: pairs.map(|(now, then)| now.saturating_sub(*then)).collect(),
            n: self.n - before.n,
            sum: self.sum - before.sum,
            max: self.max,
        }
    }

    /// Takes in all values of another one.
    pub fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.sum += other.sum;
        self.max = self.max.max(other.max);
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine = mine.saturating_add(*theirs);
        }
    }

    /// The value that `percent` of all do not exceed, the upper edge of its step; 0 for an empty
    /// one.
    pub fn percentile(&self, percent: u64) -> SimTime {
        let wanted = (self.n * percent).div_ceil(100).max(1);
        let mut seen = 0;
        for (index, count) in self.counts.iter().enumerate() {
            seen += u64::from(*count);
            if wanted <= seen {
                return upper_edge(index).min(self.max);
            }
        }
        self.max
    }
}

/// Values below 32 have a step each; above, the five bits below the highest one decide.
#[inline]
fn index_of(value: u64) -> usize {
    let bits = 64 - value.leading_zeros();
    if bits <= STEPS {
        return usize::try_from(value).unwrap_or(0);
    }
    let shift = bits - STEPS - 1;
    let step = (value >> shift) & ((1 << STEPS) - 1);
    (((shift + 1) << STEPS) as usize) + usize::try_from(step).unwrap_or(0)
}

fn upper_edge(index: usize) -> u64 {
    let (group, step) = (index >> STEPS, (index & ((1 << STEPS) - 1)) as u64);
    if group == 0 {
        return step;
    }
    let width = 1_u64 << (group - 1);
    ((1 << STEPS) + step).saturating_mul(width).saturating_add(width - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_percentile_is_right_within_its_step(
            mut values in proptest::collection::vec(0_u64..10_000_000_000, 1..300),
            percent in 1_u64..=100,
        ) {
            let mut histogram = Histogram::default();
            for value in &values {
                histogram.add(*value);
            }
            values.sort_unstable();
            let rank = (values.len() * usize::try_from(percent).unwrap()).div_ceil(100).max(1);
            let exact = values[rank - 1];
            let found = histogram.percentile(percent);
            prop_assert!(exact <= found, "{exact} {found}");
            prop_assert!(found <= exact + exact / 31 + 1, "{exact} {found}");
        }
    }
}
