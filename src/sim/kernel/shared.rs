//! Quotas of the account: what all parts of one kind share in a Region.
//!
//! Each is a token bucket that starts full. A part may set another level for all of them, as an
//! owner who has asked for more. Sources: Amazon API Gateway Developer Guide, Throttle requests to
//! your REST APIs; AWS Lambda Developer Guide, Understanding function scaling, Requests per second;
//! AWS Step Functions Developer Guide, Quotas related to API action and state throttling (2026-11).

use super::{bucket::TokenBucket, time::SimTime};

/// What is counted for the whole account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum SharedQuota {
    /// Requests to all APIs.
    ApiRequests,
    /// Synchronous invocations of functions without a reserve: ten a second for each unit of the
    /// account's concurrency.
    Invocations,
    /// Starts of Standard executions, and of asynchronous Express ones.
    StandardStarts,
    ExpressStarts,
    /// States that Standard executions enter.
    Transitions,
}

/// Requests that one unit of concurrency serves in a second at most.
pub const REQUESTS_PER_UNIT: u64 = 10;

/// Tokens a second, and how many are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuotaLevel {
    pub rate: u64,
    pub burst: u64,
}

impl QuotaLevel {
    pub const API_REQUESTS: Self = Self { rate: 10_000, burst: 5_000 };
    pub const STANDARD_STARTS: Self = Self { rate: 300, burst: 1_300 };
    pub const EXPRESS_STARTS: Self = Self { rate: 6_000, burst: 6_000 };
    pub const TRANSITIONS: Self = Self { rate: 5_000, burst: 5_000 };

    /// Invocations that a concurrency allows. At once twice as many as can run, and ten at least
    /// (our choice: AWS says what a second takes).
    pub fn of_concurrency(units: u32) -> Self {
        let units = u64::from(units);
        let burst = if units == 0 { 0 } else { (2 * units).max(REQUESTS_PER_UNIT) };
        Self { rate: units * REQUESTS_PER_UNIT, burst }
    }
}

impl SharedQuota {
    pub const ALL: [Self; 5] = [
        Self::ApiRequests,
        Self::Invocations,
        Self::StandardStarts,
        Self::ExpressStarts,
        Self::Transitions,
    ];

    /// What an account has of it, with so much concurrency, in the large Regions.
    pub fn by_default(self, concurrency: u32) -> QuotaLevel {
        match self {
            Self::ApiRequests => QuotaLevel::API_REQUESTS,
            Self::Invocations => QuotaLevel::of_concurrency(concurrency),
            Self::StandardStarts => QuotaLevel::STANDARD_STARTS,
            Self::ExpressStarts => QuotaLevel::EXPRESS_STARTS,
            Self::Transitions => QuotaLevel::TRANSITIONS,
        }
    }
}

/// The buckets of one account.
#[derive(Debug, Clone)]
pub struct SharedQuotas([TokenBucket; SharedQuota::ALL.len()]);

impl SharedQuotas {
    /// Full buckets with these levels, in the order of [`SharedQuota::ALL`].
    pub(in crate::sim) fn new(levels: [QuotaLevel; SharedQuota::ALL.len()]) -> Self {
        Self(levels.map(|level| TokenBucket::full(level.rate * 1_000, level.burst)))
    }

    /// Other levels from now on.
    pub(in crate::sim) fn resize(
        &mut self,
        now: SimTime,
        levels: [QuotaLevel; SharedQuota::ALL.len()],
    ) {
        for (bucket, level) in self.0.iter_mut().zip(levels) {
            bucket.resize(now, level.rate * 1_000, level.burst);
        }
    }

    /// The bucket of one quota.
    #[inline]
    pub fn of(&mut self, quota: SharedQuota) -> &mut TokenBucket {
        let [api, invocations, standard, express, transitions] = &mut self.0;
        match quota {
            SharedQuota::ApiRequests => api,
            SharedQuota::Invocations => invocations,
            SharedQuota::StandardStarts => standard,
            SharedQuota::ExpressStarts => express,
            SharedQuota::Transitions => transitions,
        }
    }

    /// Whole tokens there are of a quota.
    pub fn tokens(&self, quota: SharedQuota, now: SimTime) -> u64 {
        self.0.get(quota as usize).map_or(0, |bucket| bucket.tokens(now))
    }
}
