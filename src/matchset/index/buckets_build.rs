//! Building a mirror's index.

use super::buckets::{MAGIC, ROOTS, SLOTS, bucket_count, bucket_of};
use super::pages::Buckets;
use super::{Place, Value, noise};
use sha2::{Digest, Sha256};

/// The index, and the roots of its pages.
pub(crate) struct Built {
    pub index: Vec<u8>,
    pub roots: Vec<u8>,
}

/// An index with room for `keys` keys that holds these items, whose keys differ. The bytes depend
/// on the items and the secret only, not on the order of the items.
///
/// Where a bucket is full, `may_go` is asked about the items of the bucket by their numbers; those
/// of which it says so are left out.
pub(crate) fn build(
    items: &[(Place, Value)],
    keys: u64,
    secret: &[u8; 32],
    mut may_go: impl FnMut(usize) -> bool,
) -> Result<Built, &'static str> {
    if noise::repeats(items) {
        return Err("two items have one key");
    }
    let count = bucket_count(keys);
    let mut placed: Vec<(u32, u64, u32)> = (0u32..)
        .zip(items)
        .map(|(number, (place, _))| (bucket_of(place, count), place.key, number))
        .collect();
    // By bucket, then by key: the order of the items does not matter.
    placed.sort_unstable();
    let large = "the index does not fit into memory";
    let count = usize::try_from(count).map_err(|_| large)?;
    let mut buckets = vec![[0; 64]; count];
    noise::fill(buckets.as_flattened_mut(), secret, "presend bucket noise");
    for together in placed.chunk_by(|a, b| a.0 == b.0) {
        let mut left = together.to_vec();
        let mut at = left.len();
        while left.len() > SLOTS && at > 0 {
            at -= 1;
            let number = left.get(at).map_or(0, |(_, _, number)| *number);
            if may_go(usize::try_from(number).map_err(|_| large)?) {
                left.remove(at);
            }
        }
        if left.len() > SLOTS {
            return Err("a bucket is full; build with another epoch or another evaluator key");
        }
        let number = together.first().map_or(0, |(bucket, _, _)| *bucket);
        let bucket = usize::try_from(number).map_err(|_| large)?;
        let bucket = buckets.get_mut(bucket).ok_or(large)?;
        // Which slots are taken says nothing about the keys in them.
        let mut order: Vec<(u64, usize)> = (0..SLOTS)
            .map(|slot| (rank(secret, number, slot), slot))
            .collect();
        order.sort_unstable();
        let slots = bucket.as_chunks_mut::<6>().0;
        for ((_, _, number), (_, slot)) in left.iter().zip(order) {
            let item = usize::try_from(*number).ok().and_then(|n| items.get(n));
            let (place, value) = item.ok_or(large)?;
            let [a, b, c, d, e, ..] = (value.bits() ^ place.mask).to_le_bytes();
            *slots.get_mut(slot).ok_or(large)? = [place.fingerprint, a, b, c, d, e];
        }
    }
    let mut index = MAGIC.to_vec();
    index.extend_from_slice(buckets.as_flattened());
    let buckets = Buckets::new(buckets, keys);
    let mut roots = ROOTS.to_vec();
    let pages = u32::try_from(buckets.roots().count()).map_err(|_| large)?;
    roots.extend_from_slice(&pages.to_le_bytes());
    for root in buckets.roots() {
        roots.extend_from_slice(root);
    }
    Ok(Built { index, roots })
}

fn rank(secret: &[u8; 32], bucket: u32, slot: usize) -> u64 {
    let digest: [u8; 32] = Sha256::new()
        .chain_update(secret)
        .chain_update("presend bucket order")
        .chain_update(bucket.to_le_bytes())
        .chain_update((slot as u64).to_le_bytes())
        .finalize()
        .into();
    let [a, b, c, d, e, f, g, h, ..] = digest;
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

#[cfg(test)]
mod tests {
    use super::super::buckets::{Roots, length, read_bucket};
    use super::*;

    fn items(n: u64) -> Vec<(Place, Value)> {
        let mut items = Vec::new();
        for i in 0..n {
            let mut bytes = [0; 64];
            noise::fill(&mut bytes, &[9; 32], &i.to_string());
            items.push((
                Place::of(&bytes, super::super::Part::base(0)),
                Value::from_bits(i * 31),
            ));
        }
        items
    }

    #[test]
    fn every_value_comes_back_with_its_proof() {
        for n in [1, 2, 10, 400, 2000] {
            let mut items = items(n);
            let mut gone = std::collections::BTreeSet::new();
            let built = build(&items, n, &[5; 32], |item| gone.insert(item)).unwrap();
            assert!(gone.len() <= 5, "{} of {n} left out", gone.len());
            assert_eq!(built.index.len() as u64, length(n));
            let buckets = Buckets::parse(&built.index, n).unwrap();
            let roots = Roots::parse(&built.roots, n).unwrap();
            for (item, (place, value)) in items.iter().enumerate() {
                if gone.contains(&item) {
                    continue;
                }
                let number = bucket_of(place, bucket_count(n));
                let proven = buckets.prove(number).unwrap();
                let bucket = roots.check(number, &proven).unwrap();
                assert!(read_bucket(&bucket, place).any(|found| found == *value));
                assert!(roots.check(number ^ 1, &proven).is_none());
                for at in [0, 63, 64, 175] {
                    let mut changed = proven;
                    changed[at] ^= 1;
                    assert!(roots.check(number, &changed).is_none(), "byte {at}");
                }
            }
            assert!(buckets.prove(bucket_count(n)).is_none());
            items.reverse();
            let again = build(&items, n, &[5; 32], |_| true).unwrap();
            assert_eq!((again.index, again.roots), (built.index, built.roots));
        }
    }

    #[test]
    fn a_full_bucket_gives_up_what_may_go() {
        let mut items = items(12);
        for (i, item) in items.iter_mut().enumerate() {
            // room for 40 keys: 13 buckets, all items in the first
            item.0.key = i as u64;
        }
        let stuck = build(&items, 40, &[5; 32], |_| false).err();
        assert!(stuck.unwrap().starts_with("a bucket is full"));
        let built = build(&items, 40, &[5; 32], |item| item < 5).unwrap();
        let buckets = Buckets::parse(&built.index, 40).unwrap();
        let bucket: [u8; 64] = *buckets.prove(0).unwrap().first_chunk().unwrap();
        let held = items
            .iter()
            .filter(|(place, value)| read_bucket(&bucket, place).any(|found| found == *value));
        assert_eq!(held.count(), 10);
    }

    #[test]
    fn other_lengths_and_beginnings_are_refused() {
        let built = build(&items(50), 50, &[5; 32], |_| false).unwrap();
        assert!(Buckets::parse(&built.index[1..], 50).is_err());
        assert!(Buckets::parse(&built.index, 5000).is_err());
        assert!(Roots::parse(&built.roots[1..], 50).is_err());
        assert!(Roots::parse(&built.roots, 5000).is_err());
        let mut longer = built.roots.clone();
        longer.push(0);
        assert!(Roots::parse(&longer, 50).is_err());
    }
}
