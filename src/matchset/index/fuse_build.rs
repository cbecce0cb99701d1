//! Building the local index: keys are peeled off one by one, then put back in reverse.

use super::fuse::{Geometry, HEAD, MAGIC, bits, length};
use super::{Place, Value, noise};
use sha2::{Digest, Sha256};

/// Seeds that are tried; each fails with a probability of a few hundredths at most.
const TRIES: u32 = 1000;

/// An index with room for `keys` keys that holds these items, whose keys differ. The bytes depend
/// on the items and the secret only, not on the order of the items.
pub(crate) fn build(
    items: &[(Place, Value)],
    keys: u64,
    secret: &[u8; 32],
) -> Result<Vec<u8>, &'static str> {
    if items.len() as u64 > keys || u32::try_from(items.len()).is_err() {
        return Err("there are more items than places");
    }
    if noise::repeats(items) {
        return Err("two items have one key");
    }
    let geometry = Geometry::of(keys);
    for counter in 0..TRIES {
        let seed = seed(secret, counter);
        if let Some(order) = peel(items, geometry, seed) {
            return fill(items, &order, geometry, seed, keys, secret);
        }
    }
    Err("no seed fits these keys")
}

fn seed(secret: &[u8; 32], counter: u32) -> u64 {
    let digest: [u8; 32] = Sha256::new()
        .chain_update(secret)
        .chain_update("presend fuse seed")
        .chain_update(counter.to_le_bytes())
        .finalize()
        .into();
    let [a, b, c, d, e, f, g, h, ..] = digest;
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

/// Items with the slot that is theirs alone once those before them are gone; `None` where some
/// never become free.
fn peel(items: &[(Place, Value)], geometry: Geometry, seed: u64) -> Option<Vec<(u32, u32)>> {
    let slots = usize::try_from(geometry.slots()).ok()?;
    // how many items a slot has, and their numbers XORed: with one left, it is that one's number
    let mut counts = vec![0u32; slots];
    let mut members = vec![0u32; slots];
    for (number, (place, _)) in (0u32..).zip(items) {
        for slot in geometry.of_key(place.key, seed) {
            *counts.get_mut(slot)? += 1;
            *members.get_mut(slot)? ^= number;
        }
    }
    let mut free: Vec<usize> = (0..slots)
        .filter(|slot| counts.get(*slot) == Some(&1))
        .collect();
    let mut order = Vec::with_capacity(items.len());
    while let Some(slot) = free.pop() {
        if counts.get(slot) != Some(&1) {
            continue;
        }
        let number = *members.get(slot)?;
        order.push((number, u32::try_from(slot).ok()?));
        let (place, _) = items.get(usize::try_from(number).ok()?)?;
        for slot in geometry.of_key(place.key, seed) {
            let count = counts.get_mut(slot)?;
            *count -= 1;
            if *count == 1 {
                free.push(slot);
            }
            *members.get_mut(slot)? ^= number;
        }
    }
    (order.len() == items.len()).then_some(order)
}

fn fill(
    items: &[(Place, Value)],
    order: &[(u32, u32)],
    geometry: Geometry,
    seed: u64,
    keys: u64,
    secret: &[u8; 32],
) -> Result<Vec<u8>, &'static str> {
    let large = "the index does not fit into memory";
    let mut index = vec![0; usize::try_from(length(keys)).map_err(|_| large)?];
    let (head, body) = index.split_at_mut_checked(HEAD).ok_or(large)?;
    head.copy_from_slice([MAGIC, seed.to_le_bytes()].as_flattened());
    // Slots that no item takes keep these bytes. Which slot an item takes depends on the order of
    // the items, what is read for its key does not; sorting them makes the bytes one and the same.
    noise::fill(body, secret, "presend fuse noise");
    let slots = body.as_chunks_mut::<5>().0;
    for (number, slot) in order.iter().rev() {
        let item = usize::try_from(*number).ok().and_then(|n| items.get(n));
        let (place, value) = item.ok_or(large)?;
        let slot = usize::try_from(*slot).map_err(|_| large)?;
        let mut bits_left = value.bits() ^ place.mask;
        for other in geometry.of_key(place.key, seed) {
            if other != slot {
                bits_left ^= bits(*slots.get(other).ok_or(large)?);
            }
        }
        let [a, b, c, d, e, ..] = bits_left.to_le_bytes();
        *slots.get_mut(slot).ok_or(large)? = [a, b, c, d, e];
    }
    Ok(index)
}
