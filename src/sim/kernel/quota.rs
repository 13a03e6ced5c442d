//! Quotas that several services keep.
//!
//! The figures stand in `content/limits.toml` with source and date; a test holds these constants
//! against that file.

/// Payload of a synchronous invocation of a function, bytes.
pub const FUNCTION_PAYLOAD: u32 = 6 * 1_024 * 1_024;

/// Batches of one shard that a function works on at once.
pub const PARALLELIZATION: u32 = 10;
