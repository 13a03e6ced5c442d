//! Capacity units and item sizes of DynamoDB, exactly as documented.
//!
//! Units are counted in thousandths, since an eventual read of 4 KB is half a unit.
//! Source: Amazon DynamoDB Developer Guide, Capacity unit consumption; Item sizes and formats
//! (2026-11).

/// An item with its attribute names is never larger: 400 KB.
pub const MAX_ITEM_BYTES: u64 = 409_600;
const READ_BLOCK: u64 = 4_096;
const WRITE_BLOCK: u64 = 1_024;
/// A page of a query or scan ends here: 1 MB.
pub const PAGE_BYTES: u64 = 1_048_576;

/// What a table has capacity for, each by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Read,
    Write,
}

/// Whether a read has to see what was written before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consistency {
    Eventual,
    Strong,
}

/// Thousandths of read units for one item; a missing item costs as much as the smallest.
///
/// ```
/// use coldstart::sim::services::dynamodb::units::{Consistency, read_milli};
/// assert_eq!(read_milli(4_097, Consistency::Strong), 2_000); // two blocks of 4 KB
/// assert_eq!(read_milli(4_097, Consistency::Eventual), 1_000); // half of it
/// ```
#[inline]
pub fn read_milli(bytes: u64, consistency: Consistency) -> u64 {
    let units = bytes.div_ceil(READ_BLOCK).max(1) * 1_000;
    match consistency {
        Consistency::Strong => units,
        Consistency::Eventual => units / 2,
    }
}

/// Thousandths of write units for one item.
#[inline]
pub fn write_milli(bytes: u64) -> u64 {
    bytes.div_ceil(WRITE_BLOCK).max(1) * 1_000
}

/// Thousandths of read units for one page of a query or scan: sizes are added before rounding.
pub fn page_milli(bytes: u64, consistency: Consistency) -> u64 {
    read_milli(bytes, consistency)
}

/// Thousandths of read units of a whole query or scan, page by page.
pub fn pages_milli(bytes: u64, consistency: Consistency) -> u64 {
    let full = bytes / PAGE_BYTES;
    let rest = bytes % PAGE_BYTES;
    let last = if rest == 0 && 0 < full { 0 } else { page_milli(rest, consistency) };
    full * page_milli(PAGE_BYTES, consistency) + last
}

/// Write units of a global index for one change of the table.
///
/// A new or removed entry costs one write, a changed index key two (delete and put), a changed
/// projected attribute one, anything else none; each by the size of the entry that is written.
pub fn index_milli(change: IndexChange, before: u64, after: u64) -> u64 {
    match change {
        IndexChange::New => write_milli(after),
        IndexChange::Removed => write_milli(before),
        IndexChange::KeyChanged => write_milli(before) + write_milli(after),
        IndexChange::ProjectedChanged => write_milli(before.max(after)),
        IndexChange::Untouched => 0,
    }
}

/// What a write does to an entry of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexChange {
    New,
    Removed,
    KeyChanged,
    ProjectedChanged,
    Untouched,
}

/// Bytes of a number: one for each two significant digits, and one more.
pub fn number_bytes(digits: &str) -> u64 {
    let mantissa = digits.split(['e', 'E']).next().unwrap_or(digits);
    let significant: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let trimmed = significant.trim_start_matches('0').trim_end_matches('0');
    let sign = u64::from(mantissa.starts_with('-'));
    (trimmed.len() as u64).div_ceil(2) + 1 + sign
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_examples_of_the_guide() {
        assert_eq!(read_milli(3_584, Consistency::Strong), 1_000, "3.5 KB, strong");
        assert_eq!(read_milli(0, Consistency::Eventual), 500, "a missing item, eventual");
        assert_eq!(write_milli(512), 1_000, "512 bytes round up to 1 KB");
        assert_eq!(write_milli(2_048), 2_000);
        assert_eq!(
            pages_milli(2 * PAGE_BYTES, Consistency::Strong),
            512_000,
            "2 MB are 512 blocks"
        );
        assert_eq!(number_bytes("123"), 3);
        assert_eq!(number_bytes("1000000"), 2, "one significant digit");
    }

    proptest! {
        /// Sizes counted block by block, instead of by division.
        #[test]
        fn units_are_the_blocks_that_an_item_touches(bytes in 1_u64..409_600) {
            let blocks = (0..100).take_while(|n| n * 4_096 < bytes).count() as u64;
            prop_assert_eq!(read_milli(bytes, Consistency::Strong), blocks * 1_000);
            let blocks = (0..400).take_while(|n| n * 1_024 < bytes).count() as u64;
            prop_assert_eq!(write_milli(bytes), blocks * 1_000);
        }
    }
}
