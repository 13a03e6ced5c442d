//! What is asked, by whom, and how it ends: the words of calls.

use serde::{Deserialize, Serialize};

/// A component, by its place in the order of names.
pub type PartId = u16;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[repr(u8)]
pub enum Op {
    /// A synchronous request, or the invocation of a function.
    #[default]
    Request,
    /// An event that is handed over; the answer says only that it was taken.
    Event,
    Read,
    ReadStrong,
    Write,
    /// A write that names a condition.
    ConditionalWrite,
    /// A write or a read as part of a transaction: twice the units.
    TransactWrite,
    TransactRead,
    /// A read of a global secondary index.
    ReadIndex,
    /// Several items in one call, each by itself.
    WriteBatch,
    ReadBatch,
}

impl Op {
    /// Whether it changes what is stored.
    pub fn is_write(self) -> bool {
        match self {
            Self::Write | Self::ConditionalWrite | Self::TransactWrite | Self::WriteBatch => true,
            Self::Request
            | Self::Event
            | Self::Read
            | Self::ReadStrong
            | Self::TransactRead
            | Self::ReadIndex
            | Self::ReadBatch => false,
        }
    }

    /// How many items one call of it carries at most (Amazon `DynamoDB` API Reference,
    /// `BatchWriteItem`, `BatchGetItem`, 2026-11).
    pub fn most_items(self) -> u32 {
        match self {
            Self::WriteBatch => 25,
            Self::ReadBatch => 100,
            Self::Request
            | Self::Event
            | Self::Read
            | Self::ReadStrong
            | Self::Write
            | Self::ConditionalWrite
            | Self::TransactWrite
            | Self::TransactRead
            | Self::ReadIndex => 1,
        }
    }
}

/// What a caller can show of who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[repr(u8)]
pub enum Credential {
    /// A valid token, signature and key: whatever is asked for.
    #[default]
    Full,
    /// An API key, and nothing that says who it is.
    ApiKey,
    /// Nothing.
    None,
}

/// Declares [`Reason`] with the names that AWS gives them, or that we give where it names none.
macro_rules! reasons {
    ($($name:ident),+ $(,)?) => {
        /// Why something was not served, in the words of the services.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
        #[repr(u8)]
        pub enum Reason {
            #[default]
            None,
            $($name),+
        }

        impl Reason {
            pub const ALL: &'static [Self] = &[Self::None, $(Self::$name),+];
        }
    };
}

reasons! {
    ConcurrentInvocationLimitExceeded,
    ReservedFunctionConcurrentInvocationLimitExceeded,
    FunctionInvocationRateLimitExceeded,
    ReservedFunctionInvocationRateLimitExceeded,
    TableReadProvisionedThroughputExceeded,
    TableWriteProvisionedThroughputExceeded,
    IndexWriteProvisionedThroughputExceeded,
    IndexReadProvisionedThroughputExceeded,
    IndexWriteKeyRangeThroughputExceeded,
    IndexReadKeyRangeThroughputExceeded,
    NoSuchIndex,
    UnprocessedItems,
    TableReadKeyRangeThroughputExceeded,
    TableWriteKeyRangeThroughputExceeded,
    TableReadMaxOnDemandThroughputExceeded,
    TableWriteMaxOnDemandThroughputExceeded,
    TableReadAccountLimitExceeded,
    TableWriteAccountLimitExceeded,
    ConditionalCheckFailed,
    TransactionConflict,
    ReplicatedWriteConflict,
    ItemTooLarge,
    TableRestoring,
    Throttled,
    UsagePlanThrottled,
    QuotaExceeded,
    MissingApiKey,
    InvalidSignature,
    UnknownPath,
    WafFiltered,
    Unauthorized,
    AccessDenied,
    AuthorizerFailure,
    RequestTooLarge,
    BadRequestBody,
    UnsupportedMediaType,
    IntegrationTimeout,
    IntegrationFailure,
    MalformedResponse,
    PrivateEndpoint,
    HandlerError,
    FunctionTimeout,
    NotPermitted,
    TooManyConnections,
    BorrowTimeout,
    ClientTimeout,
    StreamWriteThroughputExceeded,
    FifoRateExceeded,
    InFlightLimitExceeded,
    ExecutionStartRateExceeded,
    StateTransitionRateExceeded,
    ExecutionTimedOut,
    ExecutionHistoryLimit,
    TooManyRequests,
    EdgeRateExceeded,
    CacheOverloaded,
    RecursiveLoop,
    TaskTimedOut,
}

/// How many reasons there are.
pub const N_REASONS: usize = Reason::ALL.len();

/// How a call ended: exactly one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u8)]
pub enum End {
    #[default]
    Ok,
    ClientError,
    Throttled,
    FunctionError,
    Timeout,
    Refused,
    Dropped,
}

/// The answer to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reply {
    pub end: End,
    pub reason: Reason,
    /// The HTTP status where one is given, else 0.
    pub status: u16,
    /// Items of a batch that were left undone.
    pub left: u16,
    /// What a handler has done for good meanwhile, whatever its end.
    pub effect: Lasting,
}

/// What a handler does for good with each item that it works on, such as charging an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lasting {
    /// Nothing that counts, or it did not get as far.
    #[default]
    None,
    /// Done, and done again for an item that comes again.
    Plain,
    /// Done unless it was done for this item before.
    Idempotent,
}

/// Whether a handler does something for an item for the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Doing {
    #[default]
    First,
    Again,
}

impl Doing {
    /// What a handler does that has done the same before, or has not.
    pub const fn after(was_done: bool) -> Self {
        if was_done { Self::Again } else { Self::First }
    }
}

impl Reply {
    pub const OK: Self =
        Self { end: End::Ok, reason: Reason::None, status: 200, left: 0, effect: Lasting::None };

    pub const fn new(end: End, reason: Reason, status: u16) -> Self {
        Self { end, reason, status, left: 0, effect: Lasting::None }
    }

    /// The same with so many items left undone.
    #[must_use]
    pub const fn with_left(self, left: u16) -> Self {
        Self { left, ..self }
    }

    /// The same by a handler that has had this effect.
    #[must_use]
    pub const fn with_effect(self, effect: Lasting) -> Self {
        Self { effect, ..self }
    }

    pub fn is_ok(self) -> bool {
        matches!(self.end, End::Ok)
    }
}

/// How often the same function has been invoked in a chain of events that functions have caused.
///
/// Lambda counts each function for itself; here one function is counted, the first, and another one
/// once that has not come again for as long as it takes to find a loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Chain {
    counted: PartId,
    visits: u8,
    since: u8,
}

/// Lambda stops a function that was invoked about so often in one chain (AWS Lambda Developer
/// Guide, Use Lambda recursive loop detection to prevent infinite loops; 2026-11).
pub const MOST_VISITS: u8 = 16;

impl Chain {
    /// The chain with one more invocation of a function.
    #[must_use]
    pub fn with(self, function: PartId) -> Self {
        let Self { counted, visits, since } = self;
        match visits {
            0 => Self { counted: function, visits: 1, since: 0 },
            _ if counted == function => {
                Self { counted, visits: visits.saturating_add(1), since: 0 }
            }
            _ if MOST_VISITS <= since => Self { counted: function, visits: 1, since: 0 },
            _ => Self { counted, visits, since: since + 1 },
        }
    }

    /// Whether a function has been invoked in it as often as Lambda lets it.
    pub fn is_loop_of(self, function: PartId) -> bool {
        self.counted == function && MOST_VISITS <= self.visits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many invocations a chain has until it is stopped: first those that do not come again,
    /// then the loop.
    fn length(first: &[PartId], circle: &[PartId]) -> usize {
        let all = first.iter().chain(circle.iter().cycle());
        let mut chain = Chain::default();
        for (n, function) in all.enumerate().take(1_000) {
            if chain.is_loop_of(*function) {
                return n;
            }
            chain = chain.with(*function);
        }
        panic!("no loop was found");
    }

    #[test]
    fn a_loop_ends_after_sixteen_invocations_of_a_function() {
        assert_eq!(length(&[], &[7]), 16);
        assert_eq!(length(&[], &[7, 8, 9]), 3 * 16);
        // Behind an entrance the circle is counted once the entrance has not come for sixteen.
        assert_eq!(length(&[1], &[7]), 1 + 16 + 16);
    }
}
