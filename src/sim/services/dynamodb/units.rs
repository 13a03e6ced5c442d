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

/// Thousandths of read units of a whole query or scan of items with these sizes. A page ends after
/// the item with which it has come to 1 MB, and each page is rounded by itself. One that finds
/// nothing costs as much as the smallest.
pub fn pages_milli(sizes: &[u64], consistency: Consistency) -> u64 {
    let (mut done, mut page) = (0, 0);
    let mut is_open = true;
    for size in sizes {
        page += size;
        is_open = page < PAGE_BYTES;
        if !is_open {
            done += read_milli(page, consistency);
            page = 0;
        }
    }
    if is_open { done + read_milli(page, consistency) } else { done }
}

/// How many items one operation takes, and how many bytes in all: of a batch, a transaction, or a
/// single item. A query or a scan reads as many as it finds.
pub fn most_of(op: &str) -> (u64, u64) {
    const MB: u64 = 1_024 * 1_024;
    match op {
        "batch_get" => (100, u64::MAX),
        "batch_write" => (25, 16 * MB),
        "tx_get" | "tx_write" => (100, 4 * MB),
        _ => (u64::MAX, u64::MAX),
    }
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
        let item = |n: usize, bytes: u64| pages_milli(&vec![bytes; n], Consistency::Eventual);
        // 1,006 items of 1,042 bytes stay below 1 MB, and one more ends the page: 257 blocks.
        assert_eq!(item(1_007, 1_042), 128_500, "dbi services: 128.5 units a page");
        assert_eq!(item(5_000, 1_042), 4 * 128_500 + 124_000, "five pages");
        assert_eq!(item(0, 1), 500, "nothing found");
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
