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

impl Place {
    /// Of an output.
    pub fn of(output: &[u8; 64]) -> Self {
        let [a, b, c, d, e, f, g, h, m0, m1, m2, m3, m4, fingerprint, ..] = *output;
        Self {
            key: u64::from_le_bytes([a, b, c, d, e, f, g, h]),
            mask: u64::from_le_bytes([m0, m1, m2, m3, m4, 0, 0, 0]),
            fingerprint,
        }
    }
}
