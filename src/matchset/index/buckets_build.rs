//! Building a mirror's index: a range of its buckets at a time, written as it is made.
//!
//! Buckets rise with keys, so the items of a range are those between two keys. The items are gone through once for
//! each range, wherever they are kept, and those of the range are held, 24 bytes each. Buckets are filled and
//! digested a few pages at a time and go to the disk in order: what stays in memory is a root for each page.

use super::buckets::{MAGIC, Node, PAGE, ROOTS, SLOTS, bucket_count, bucket_number, pages};
use super::noise;
use super::pages::tree;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::io::Write;

/// Items that are held at once: 400 MB. Chosen 2026-11-25, so that a set of ten million entries is gone through
/// five times and takes less memory than its grouping did.
pub(crate) const HELD: usize = 1 << 24;

/// Pages that are made before they are written: 8 MB.
const BATCH: u32 = 1024;

/// What stands in a slot, and where.
#[derive(Clone, Copy)]
pub(crate) struct Item {
    /// Decides the bucket.
    pub key: u64,
    /// Whose it is: a number that [`build`] asks about and does not write.
    pub entry: u32,
    /// Fingerprint and masked value.
    pub slot: [u8; 6],
}

/// Items that can be gone through more than once, in any order.
pub(crate) trait Source {
    /// How many there are.
    fn count(&self) -> u64;

    /// Each of them.
    ///
    /// # Errors
    /// The reason why they cannot be had.
    fn each(&self, take: &mut dyn FnMut(Item)) -> Result<(), &'static str>;
}

const LARGE: &str = "the index does not fit into memory";

/// Writes an index with room for `keys` keys that holds these items, whose keys differ, and gives the roots of
/// its pages. The bytes depend on the items and the secret only: not on the order of the items, nor on how
/// many are `held` at once.
///
/// Where a bucket is full, `may_go` is asked about the entries of the bucket's items, from the first bucket to the
/// last and from the highest key down; items of which it says so are left out.
pub(crate) fn build(
    items: &(impl Source + ?Sized),
    keys: u64,
    secret: &[u8; 32],
    held: usize,
    mut may_go: impl FnMut(u32) -> bool,
    out: &mut dyn Write,
) -> Result<Vec<u8>, &'static str> {
    let full = |_| "the index cannot be written; is the disk full?";
    let buckets = bucket_count(keys);
    let count = usize::try_from(items.count()).map_err(|_| LARGE)?;
    let parts = u32::try_from(count.div_ceil(held.max(1)).max(1)).map_err(|_| LARGE)?;
    let per_part = pages(buckets).div_ceil(parts);
    let mut roots = ROOTS.to_vec();
    roots.extend_from_slice(&pages(buckets).to_le_bytes());
    out.write_all(&MAGIC).map_err(full)?;
    // The same room for every part, and a little more than the average one needs.
    let mut part: Vec<Item> = Vec::with_capacity(count.min(held.saturating_add(held / 64)));
    for first in (0..pages(buckets)).step_by(per_part.max(1) as usize) {
        let end = first.saturating_add(per_part).min(pages(buckets));
        part.clear();
        items.each(&mut |item| {
            let page = bucket_number(item.key, buckets) / PAGE;
            if (first..end).contains(&page) {
                part.push(item);
            }
        })?;
        part.par_sort_unstable_by_key(|item| item.key);
        if part.array_windows().any(|[a, b]| a.key == b.key) {
            return Err("two items have one key");
        }
        make_room(&mut part, buckets, &mut may_go)?;
        for batch in (first..end).step_by(BATCH as usize) {
            let batch = batch..batch.saturating_add(BATCH).min(end);
            let made = batch.into_par_iter().map(|page| {
                let lowest = page * PAGE;
                let from = part.partition_point(|item| bucket_number(item.key, buckets) < lowest);
                fill(page, buckets, part.get(from..).unwrap_or_default(), secret)
            });
            for (bytes, root) in made.collect::<Vec<_>>() {
                out.write_all(bytes.as_flattened()).map_err(full)?;
                roots.extend_from_slice(&root);
            }
        }
    }
    Ok(roots)
}

/// Takes items out of buckets that have too many, where they may go.
fn make_room(
    part: &mut Vec<Item>,
    buckets: u32,
    may_go: &mut impl FnMut(u32) -> bool,
) -> Result<(), &'static str> {
    let bucket = |item: &Item| bucket_number(item.key, buckets);
    let mut gone: Vec<u64> = Vec::new();
    for together in part.chunk_by(|a, b| bucket(a) == bucket(b)) {
        let mut left = together.len();
        for item in together.iter().rev() {
            if left > SLOTS && may_go(item.entry) {
                left -= 1;
                gone.push(item.key);
            }
        }
        if left > SLOTS {
            return Err("a bucket is full; build with another epoch or another evaluator key");
        }
    }
    gone.sort_unstable();
    let mut gone = gone.into_iter().peekable();
    part.retain(|item| gone.next_if_eq(&item.key).is_none());
    Ok(())
}

/// The buckets of a page, with its root. The items begin with the page's own and rise.
fn fill(page: u32, buckets: u32, mut items: &[Item], secret: &[u8; 32]) -> (Vec<[u8; 64]>, Node) {
    let numbers = page * PAGE..(page * PAGE).saturating_add(PAGE).min(buckets);
    let made = numbers.map(|number| {
        let mut bucket = noise::block(secret, "presend bucket noise", u64::from(number));
        let mine = |item: &&Item| bucket_number(item.key, buckets) == number;
        let own = items.iter().take_while(mine).count();
        let (own, rest) = items.split_at_checked(own).unwrap_or_default();
        items = rest;
        if !own.is_empty() {
            // Which slots are taken says nothing about the keys in them.
            let ranks = (0..SLOTS).map(|slot| (rank(secret, number, slot), slot));
            let mut order: Vec<(u64, usize)> = ranks.collect();
            order.sort_unstable();
            for (item, (_, slot)) in own.iter().zip(order) {
                if let Some(slot) = bucket.as_chunks_mut::<6>().0.get_mut(slot) {
                    *slot = item.slot;
                }
            }
        }
        bucket
    });
    let made: Vec<[u8; 64]> = made.collect();
    let [_, root, ..] = tree(page, &made);
    (made, root)
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
mod tests;
