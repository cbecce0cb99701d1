//! Buckets of 64 bytes and their proofs: the mirror's index, as a device reads it.
//!
//! ```text
//! index.bin                                       a bucket, 64 bytes
//! offset   length   field                         offset   length   field
//!      0        8   magic "PDQBUCK1"                   0     10×6   fingerprint, masked value
//!      8     64 b   b buckets                         60        4   noise
//!
//! roots.bin
//!      0        8   magic "PDQROOT1"
//!      8        4   p, number of pages, little-endian
//!     12     16 p   root of each page of 128 buckets
//! ```
//! A page is a Merkle tree over its buckets (SHA-256, the first 16 bytes): a leaf is
//! `0 || page || bucket in the page || 64 bytes`, numbers as 32 bits little-endian, an inner node
//! `1 || left || right`. Buckets that the last page lacks count as 64 zero bytes. A proven bucket
//! is its 64 bytes and the 7 siblings from the leaf up.

use super::{Place, Value};
use crate::codec::Reader;
use sha2::{Digest, Sha256};

#[cfg(feature = "evaluator")]
pub(super) const MAGIC: [u8; 8] = *b"PDQBUCK1";
pub(super) const ROOTS: [u8; 8] = *b"PDQROOT1";
/// Slots in a bucket.
#[cfg(feature = "builder")]
pub(super) const SLOTS: usize = 10;
/// Buckets in a page.
pub(crate) const PAGE: u32 = 128;
/// Levels above a leaf.
const LEVELS: usize = 7;

/// A node of a page's tree.
pub(super) type Node = [u8; 16];

/// Buckets of an index with room for this many keys: 3.2 keys to a bucket of ten slots.
///
/// Chosen: at that load about one key in 5,000 finds its bucket full (a Poisson tail), and the
/// builder leaves such a key out where its entry has others.
pub(crate) fn bucket_count(keys: u64) -> u32 {
    let count = keys.saturating_mul(10).div_ceil(32).max(1);
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Bytes of an index with room for this many keys.
#[cfg(feature = "evaluator")]
pub(crate) fn length(keys: u64) -> u64 {
    8 + 64 * u64::from(bucket_count(keys))
}

/// Whether a file with these first bytes and so many in all is an index with room for this many keys.
#[cfg(feature = "evaluator")]
pub(crate) fn is_index(first: [u8; 8], bytes: u64, keys: u64) -> Result<(), &'static str> {
    if first != MAGIC {
        return Err("it begins with PDQBUCK1");
    }
    match bytes == length(keys) {
        true => Ok(()),
        false => Err("it is as long as its counts say"),
    }
}

/// Bytes of the roots of such an index.
#[cfg(feature = "builder")]
pub(crate) fn roots_length(keys: u64) -> u64 {
    12 + 16 * u64::from(pages(bucket_count(keys)))
}

/// The bucket of a probe.
pub(crate) fn bucket_of(place: &Place, buckets: u32) -> u32 {
    bucket_number(place.key, buckets)
}

/// The bucket of a key: a larger key never has an earlier one.
pub(super) fn bucket_number(key: u64, buckets: u32) -> u32 {
    let bucket = (u128::from(key) * u128::from(buckets)) >> 64;
    u32::try_from(bucket).unwrap_or_default()
}

/// The values that a bucket may hold for a probe: that of its entry, if there is one, and now and
/// then noise whose fingerprint fits by chance.
pub(crate) fn read_bucket(bucket: &[u8; 64], place: &Place) -> impl Iterator<Item = Value> {
    let (slots, _) = bucket.as_chunks::<6>();
    let slots = slots.iter().filter_map(|[fingerprint, a, b, c, d, e]| {
        let bits = u64::from_le_bytes([*a, *b, *c, *d, *e, 0, 0, 0]);
        (*fingerprint == place.fingerprint).then_some(Value::from_bits(bits ^ place.mask))
    });
    slots.collect::<Vec<_>>().into_iter()
}

/// Pages that so many buckets take.
pub(super) fn pages(buckets: u32) -> u32 {
    buckets.div_ceil(PAGE)
}

pub(super) fn leaf(number: u32, bucket: &[u8; 64]) -> Node {
    let digest = Sha256::new()
        .chain_update([0])
        .chain_update((number / PAGE).to_le_bytes())
        .chain_update((number % PAGE).to_le_bytes())
        .chain_update(bucket)
        .finalize();
    first_half(digest.into())
}

pub(super) fn inner(left: &Node, right: &Node) -> Node {
    let digest = Sha256::new()
        .chain_update([1])
        .chain_update(left)
        .chain_update(right)
        .finalize();
    first_half(digest.into())
}

fn first_half(digest: [u8; 32]) -> Node {
    digest.first_chunk().copied().unwrap_or_default()
}

/// What a device holds of a mirror's index: the roots, whose digest the owners signed.
pub(crate) struct Roots {
    buckets: u32,
    roots: Vec<Node>,
}

impl Roots {
    /// Reads the roots of an index that was built for this many keys.
    pub fn parse(bytes: &[u8], keys: u64) -> Result<Self, &'static str> {
        let mut reader = Reader::new(bytes);
        if reader.array() != Ok(ROOTS) {
            return Err("its roots begin with PDQROOT1");
        }
        let buckets = bucket_count(keys);
        let long = "its roots are as many as its pages";
        let count = reader.u32().map_err(|_| long)?;
        let whole = usize::try_from(count)
            .unwrap_or(usize::MAX)
            .saturating_mul(16);
        if count != pages(buckets) || reader.left() != whole {
            return Err(long);
        }
        let roots = reader.bytes(whole).map_err(|_| long)?;
        Ok(Self {
            buckets,
            roots: roots.as_chunks().0.to_vec(),
        })
    }

    /// The bucket, if it is the one of this number in the signed index.
    pub fn check(&self, number: u32, proven: &[u8; 176]) -> Option<[u8; 64]> {
        let bucket: &[u8; 64] = proven.first_chunk()?;
        let path: &[u8; 16 * LEVELS] = proven.last_chunk()?;
        if number >= self.buckets {
            return None;
        }
        let mut node = leaf(number, bucket);
        for (level, sibling) in path.as_chunks::<16>().0.iter().enumerate() {
            node = match number >> level & 1 {
                0 => inner(&node, sibling),
                _ => inner(sibling, &node),
            };
        }
        let root = self.roots.get(usize::try_from(number / PAGE).ok()?)?;
        (node == *root).then_some(*bucket)
    }
}
