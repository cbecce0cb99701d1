//! A binary fuse structure that gives values: the local index.
//!
//! Every key has three slots in neighbouring segments; the value is their XOR, under the mask. It
//! answers for every key, for those that were never put in with noise, so it cannot be asked what
//! it holds. Source: Graf and Lemire, *Binary Fuse Filters* (2022), of which this keeps 40-bit
//! values where a filter keeps fingerprints.
//!
//! ```text
//! offset   length   field
//!      0        8   magic "PDQFUSE1"
//!      8        8   seed, little-endian
//!     16      5 m   m slots of 40 bits, little-endian
//! ```

use super::{Place, Value};
use crate::codec::Reader;
use crate::matchset::probe::fixed::log2;

pub(super) const MAGIC: [u8; 8] = *b"PDQFUSE1";

/// Bytes before the slots.
pub(super) const HEAD: usize = 16;

/// How many slots there are, and where the three of a key are; whole numbers only, so that every
/// machine has the same.
///
/// With n keys, the length of a segment is the power of two below `3.33^-1 …`: `2^e` for the
/// largest e with `3.33^(e - 2.25) <= n`, at most 2^18. All segments together hold `f n` slots,
/// rounded up to whole segments, f being the larger of 1.125 and `0.875 + 0.25 log(10^6) / log(n)`.
#[derive(Clone, Copy)]
pub(super) struct Geometry {
    segment: u64,
    /// Where a key's first slot may be.
    first: u64,
}

impl Geometry {
    pub fn of(keys: u64) -> Self {
        let keys = keys.max(2);
        let mut exponent = 2u32;
        // 3.33^(e - 2.25) for e = 3, in thousandths
        let mut next: u64 = 2465;
        while exponent < 18 && next <= keys.saturating_mul(1000) {
            next = next.saturating_mul(333) / 100;
            exponent += 1;
        }
        let segment = 1u64 << exponent;
        // 0.25 log2(10^6) is 4.983
        let log = u64::from(log2(u32::try_from(keys).unwrap_or(u32::MAX)));
        let factor = (875 + 4983 * 1024 / log).max(1125);
        let slots = keys.saturating_mul(factor).div_ceil(1000);
        let segments = slots.div_ceil(segment).saturating_sub(2).max(1);
        Self {
            segment,
            first: segments * segment,
        }
    }

    pub fn slots(self) -> u64 {
        self.first + 2 * self.segment
    }

    /// Which segment a slot lies in.
    #[cfg(feature = "builder")]
    pub fn segment_of(self, slot: usize) -> usize {
        slot >> self.segment.trailing_zeros()
    }

    /// Where in its segment a slot lies.
    #[cfg(feature = "builder")]
    pub fn inside(self, slot: usize) -> usize {
        slot - (self.segment_of(slot) << self.segment.trailing_zeros())
    }

    /// The slot in this place of a segment.
    #[cfg(feature = "builder")]
    pub fn slot(self, segment: usize, inside: usize) -> usize {
        (segment << self.segment.trailing_zeros()) + inside
    }

    /// The three slots of a key.
    pub fn of_key(self, key: u64, seed: u64) -> [usize; 3] {
        let hash = mix(key ^ seed);
        let first = (u128::from(hash) * u128::from(self.first)) >> 64;
        let first = u64::try_from(first).unwrap_or_default();
        let inside = self.segment - 1;
        let second = (first + self.segment) ^ ((hash >> 18) & inside);
        let third = (first + 2 * self.segment) ^ (hash & inside);
        [first, second, third].map(|slot| usize::try_from(slot).unwrap_or(usize::MAX))
    }
}

/// Mixes 64 bits, so that another seed gives unrelated slots (the finalizer of MurmurHash3).
fn mix(mut x: u64) -> u64 {
    x ^= x >> 33;
    x = x.wrapping_mul(0xff51_afd7_ed55_8ccd);
    x ^= x >> 33;
    x = x.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    x ^ (x >> 33)
}

/// Bytes of an index with room for this many keys.
pub(crate) fn length(keys: u64) -> u64 {
    HEAD as u64 + 5 * Geometry::of(keys).slots()
}

/// A local index in memory.
pub(crate) struct Fuse {
    geometry: Geometry,
    seed: u64,
    slots: Vec<[u8; 5]>,
}

impl Fuse {
    /// Reads an index that was built for this many keys.
    pub fn parse(bytes: &[u8], keys: u64) -> Result<Self, &'static str> {
        let mut reader = Reader::new(bytes);
        if reader.array() != Ok(MAGIC) {
            return Err("it begins with PDQFUSE1");
        }
        let long = "it is as long as its counts say";
        if bytes.len() as u64 != length(keys) {
            return Err(long);
        }
        let seed = u64::from_le_bytes(reader.array().map_err(|_| long)?);
        let slots = reader.bytes(reader.left()).map_err(|_| long)?;
        Ok(Self {
            geometry: Geometry::of(keys),
            seed,
            slots: slots.as_chunks().0.to_vec(),
        })
    }

    /// The value of a probe; noise where nothing was put in for it.
    pub fn get(&self, place: &Place) -> Value {
        let slots = self.geometry.of_key(place.key, self.seed);
        let slots = slots.map(|slot| self.slots.get(slot).copied().unwrap_or_default());
        let values = slots.map(bits).into_iter();
        Value::from_bits(values.fold(place.mask, |a, b| a ^ b))
    }
}

/// A slot's 40 bits.
pub(super) fn bits(slot: [u8; 5]) -> u64 {
    let [a, b, c, d, e] = slot;
    u64::from_le_bytes([a, b, c, d, e, 0, 0, 0])
}

#[cfg(all(test, feature = "builder"))]
mod tests {
    use super::*;
    use crate::matchset::index::fuse_build::build;

    fn items(n: u64) -> Vec<(Place, Value)> {
        let place = |i: u64| Place {
            key: mix(i + 1),
            mask: mix(i + 77) & 0xff_ffff_ffff,
            fingerprint: 0,
        };
        (0..n)
            .map(|i| (place(i), Value::from_bits(i * 31)))
            .collect()
    }

    #[test]
    fn every_value_comes_back_whatever_the_number_and_the_room() {
        for n in [0, 1, 2, 3, 5, 10, 31, 100, 1000, 30_000] {
            let mut items = items(n);
            for room in [n.max(1), n + n / 3 + 1] {
                let bytes = build(&items, room, &[5; 32]).unwrap();
                assert_eq!(bytes.len() as u64, length(room));
                let fuse = Fuse::parse(&bytes, room).unwrap();
                assert!(items.iter().all(|(place, value)| fuse.get(place) == *value));
                items.reverse();
                assert_eq!(build(&items, room, &[5; 32]).unwrap(), bytes, "{n}");
            }
        }
    }

    #[test]
    fn what_was_not_put_in_gives_noise() {
        let all = items(20_000);
        let (held, others) = all.split_at(10_000);
        let bytes = build(held, 10_000, &[5; 32]).unwrap();
        let fuse = Fuse::parse(&bytes, 10_000).unwrap();
        let zero_tags = others
            .iter()
            .filter(|(place, _)| fuse.get(place).tag() == 0);
        assert_eq!(zero_tags.count(), 0);
        let ones: u32 = others
            .iter()
            .map(|(p, _)| fuse.get(p).bits().count_ones())
            .sum();
        let share = f64::from(ones) / (40.0 * 10_000.0);
        assert!((0.49..0.51).contains(&share), "{share}");
    }

    #[test]
    fn two_items_with_one_key_and_too_many_items_are_refused() {
        let mut items = items(3);
        assert!(build(&items, 2, &[5; 32]).is_err());
        items[2].0.key = items[0].0.key;
        assert_eq!(build(&items, 3, &[5; 32]), Err("two items have one key"));
    }

    #[test]
    fn other_lengths_and_beginnings_are_refused() {
        let bytes = build(&items(10), 10, &[5; 32]).unwrap();
        assert!(Fuse::parse(&bytes, 10).is_ok());
        assert!(Fuse::parse(&bytes, 11).is_err() || length(10) == length(11));
        assert!(Fuse::parse(&bytes[..bytes.len() - 1], 10).is_err());
        let mut other = bytes.clone();
        other[0] ^= 1;
        assert_eq!(
            Fuse::parse(&other, 10).err(),
            Some("it begins with PDQFUSE1")
        );
    }

    /// Bytes an entry: 9 tables in profile standard, 5 in compact and strict.
    #[test]
    fn lengths_of_large_sets() {
        for entries in [100_000u64, 300_000, 1_000_000, 10_000_000] {
            let each = |tables| length(entries * tables) as f64 / entries as f64;
            assert!(each(9) <= 52.0, "{entries}: {}", each(9));
            assert!(each(5) <= 30.0, "{entries}: {}", each(5));
        }
    }
}
