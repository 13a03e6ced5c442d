//! Chance as a value: a [`Seed`] and named streams of draws.
//!
//! A stream is found by its name and a number, not by how much was drawn before it, so a new draw
//! in one place never shifts the draws of another. The generator is `Xoshiro256++` by name, because
//! the standard one of `rand` may change with its version, and with it every stored shuffle.

use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Where all chance of a session comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seed(pub u64);

impl Seed {
    /// The stream called `name`, number `index`.
    pub fn stream(self, name: &str, index: u64) -> Stream {
        let mixed = mix(self.0 ^ mix(stable_hash(name.as_bytes()) ^ mix(index)));
        Stream(Xoshiro256PlusPlus::seed_from_u64(mixed))
    }
}

/// A sequence of draws.
#[derive(Debug, Clone)]
pub struct Stream(Xoshiro256PlusPlus);

impl Stream {
    /// A whole number from `low` to `high`, both included and equally likely.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        self.0.random_range(low..=high)
    }

    /// A number from 0 (included) to 1 (excluded).
    pub fn unit(&mut self) -> f64 {
        self.0.random::<f64>()
    }

    /// Puts `items` in a random order (Fisher-Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let pick = self.between(0, last as u64);
            items.swap(last, usize::try_from(pick).unwrap_or(last));
        }
    }
}

/// FNV-1a of 64 bits: the same on every machine and in every version, unlike the hash of `std`.
///
/// Source: Fowler, Noll, Vo; `draft-eastlake-fnv`, offset basis and prime of the 64-bit variant.
pub fn stable_hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// The finaliser of `SplitMix64` (Steele, Lea, Flood 2014): spreads every input bit over the whole
/// word.
fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_fnv() {
        // Test vectors of the FNV draft, section "FNV-1a 64".
        assert_eq!(stable_hash(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(stable_hash(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(stable_hash(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn a_stream_does_not_depend_on_other_streams() {
        let seed = Seed(7);
        let alone = seed.stream("options", 3).between(0, 999);
        let mut other = seed.stream("options", 2);
        let _ = other.between(0, 999);
        assert_eq!(seed.stream("options", 3).between(0, 999), alone);
    }

    #[test]
    fn streams_of_other_names_numbers_and_seeds_differ() {
        let draw = |seed: u64, name, index| Seed(seed).stream(name, index).between(0, u64::MAX);
        let all = [draw(1, "a", 0), draw(1, "a", 1), draw(1, "b", 0), draw(2, "a", 0)];
        for (i, left) in all.iter().enumerate() {
            for right in all.iter().skip(i + 1) {
                assert_ne!(left, right);
            }
        }
    }

    #[test]
    fn every_order_of_three_is_equally_likely() {
        // Chi-square with 5 degrees of freedom: 20.5 is passed once in a thousand.
        let mut counts = std::collections::BTreeMap::new();
        for index in 0..6_000 {
            let mut items = [0, 1, 2];
            Seed(11).stream("shuffle", index).shuffle(&mut items);
            *counts.entry(items).or_insert(0_i32) += 1;
        }
        assert_eq!(counts.len(), 6);
        let chi: f64 = counts.values().map(|n| f64::from(n - 1_000).powi(2) / 1_000.0).sum();
        assert!(chi < 20.5, "chi-square {chi}: {counts:?}");
    }
}
