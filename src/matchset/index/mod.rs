//! Indexes of private match sets: what is published, and says nothing without an evaluator.
//!
//! The evaluator gives 64 pseudorandom bytes for each probe. Some of them say *where* a value
//! stands, some hide it: an index holds no hash, no sketch of one and no other value that could be
//! compared with anything. Whoever has the bytes and no evaluator sees random numbers, as many as
//! the counts in the manifest say.

pub(crate) mod buckets;
#[cfg(feature = "builder")]
pub(crate) mod buckets_build;
pub(crate) mod fuse;
#[cfg(feature = "builder")]
pub(crate) mod fuse_build;
#[cfg(feature = "builder")]
mod noise;
#[cfg(feature = "evaluator")]
pub(crate) mod pages;

use crate::digest::FileDigest;

/// Bits of a [`Value`].
const BITS: u64 = (1 << 40) - 1;

/// 36 bits of tag, then 4 bits of label.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Value(u64);

impl Value {
    /// The lowest 36 bits of the tag, the lowest 4 of the label.
    #[cfg(feature = "builder")]
    pub fn new(tag: u64, label: u8) -> Self {
        Self::from_bits(tag << 4 | u64::from(label & 15))
    }

    /// The lowest 40 bits.
    pub fn from_bits(bits: u64) -> Self {
        Self(bits & BITS)
    }

    /// All 40 bits.
    pub fn bits(self) -> u64 {
        self.0
    }

    /// The tag.
    pub fn tag(self) -> u64 {
        self.0 >> 4
    }

    /// The label's number.
    pub fn label(self) -> u8 {
        u8::try_from(self.0 & 15).unwrap_or_default()
    }
}

/// Where the value of a probe stands, and what hides it.
///
/// An output of the oblivious function is the output of a pseudorandom function, 64 bytes that are
/// uniform and independent for whoever lacks the key. Disjoint parts of it are keys of their own,
/// so no further derivation is needed: bytes 0..8 are the place, 8..13 the mask, 13 the fingerprint.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    /// Decides the slots or the bucket.
    pub key: u64,
    /// 40 bits over the value.
    pub mask: u64,
    /// Tells the slots of a bucket apart.
    pub fingerprint: u8,
}

/// A part of a set: its index, or a segment that came later.
///
/// Parts of one epoch share a key. Were a token's place and mask the same in two of them, whoever
/// has both could tell by comparing them which tokens stand in both. So every part but the first
/// index of an epoch derives its own from the output.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    /// 0 index, 1 segment that adds, 2 segment that takes away.
    role: u8,
    /// The update that it came with.
    update: u32,
}

impl Part {
    /// An index, built for this update.
    pub fn base(update: u32) -> Self {
        Self { role: 0, update }
    }

    /// A segment.
    pub fn segment(kind: super::updates::SegmentKind, update: u32) -> Self {
        let role = match kind {
            super::updates::SegmentKind::Add => 1,
            super::updates::SegmentKind::Remove => 2,
        };
        Self { role, update }
    }

    /// Role and update, where they are not those of an epoch's first index.
    pub fn name(self) -> Option<[u8; 5]> {
        let [a, b, c, d] = self.update.to_le_bytes();
        (self != Self::base(0)).then_some([self.role, a, b, c, d])
    }
}

impl Place {
    /// Of an output, in a part: of the output itself in an epoch's first index, of
    /// `SHA-256("presend part v1" || role || update || output)` in every other part.
    pub fn of(output: &[u8; 64], part: Part) -> Self {
        let bytes: [u8; 32] = match part.name() {
            None => output.first_chunk().copied().unwrap_or_default(),
            Some(name) => {
                let message = [&b"presend part v1"[..], &name, output].concat();
                FileDigest::of(&message).to_bytes()
            }
        };
        let [a, b, c, d, e, f, g, h, m0, m1, m2, m3, m4, fingerprint, ..] = bytes;
        Self {
            key: u64::from_le_bytes([a, b, c, d, e, f, g, h]),
            mask: u64::from_le_bytes([m0, m1, m2, m3, m4, 0, 0, 0]),
            fingerprint,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matchset::updates::SegmentKind::{Add, Remove};

    /// Were two of them equal, comparing parts would tell which tokens stand in both.
    #[test]
    fn every_part_has_places_and_masks_of_its_own() {
        let output: [u8; 64] = core::array::from_fn(|i| i as u8);
        let first = Place::of(&output, Part::base(0));
        assert_eq!(first.key, 0x0706_0504_0302_0100);
        assert_eq!((first.mask, first.fingerprint), (0x0c_0b0a_0908, 13));
        let parts = [
            Part::base(0),
            Part::base(1),
            Part::segment(Add, 1),
            Part::segment(Remove, 1),
            Part::segment(Add, 2),
        ];
        let places = parts.map(|part| Place::of(&output, part));
        for (i, a) in places.iter().enumerate() {
            for b in places.iter().skip(i + 1) {
                assert!(a.key != b.key && a.mask != b.mask);
            }
        }
    }
}
