//! Arithmetic of Kinesis: shards.

/// Shards of a stream: 1 MB/s or 1,000 records/s in, 2 MB/s out shared by all readers; one at
/// least.
pub fn kinesis_shards(in_mb_s: f64, in_records_s: f64, readers: f64) -> f64 {
    let by_bytes = libm::ceil(in_mb_s);
    let by_records = libm::ceil(in_records_s / 1_000.0);
    let by_readers = libm::ceil(readers * in_mb_s / 2.0);
    by_bytes.max(by_records).max(by_readers).max(1.0)
}
