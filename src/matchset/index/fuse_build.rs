//! Building the local index: keys are peeled off one by one, then put back in reverse.
//!
//! Ten bytes a slot and four a key in memory, so that ninety million keys fit into 1.4 GB: the items are
//! gone through twice, wherever they are kept.

use super::fuse::{Geometry, HEAD, MAGIC, bits, length};
use super::noise;
#[cfg(test)]
use super::{Place, Value};
use sha2::{Digest, Sha256};

/// Seeds that are tried; each fails with a probability of a few hundredths at most.
const TRIES: u32 = 1000;

/// Items that can be gone through more than once.
pub(crate) trait Source {
    /// How many there are.
    fn count(&self) -> u64;

    /// Each key, with its value under its mask.
    ///
    /// # Errors
    /// The reason why they cannot be had.
    fn each(&self, take: &mut dyn FnMut(u64, u64)) -> Result<(), &'static str>;
}

/// An index with room for `keys` keys that holds these items, whose keys differ. The bytes depend
/// on the items and the secret only, not on the order of the items.
pub(crate) fn build(
    items: &(impl Source + ?Sized),
    keys: u64,
    secret: &[u8; 32],
) -> Result<Vec<u8>, &'static str> {
    if items.count() > keys || u32::try_from(items.count()).is_err() {
        return Err("there are more items than places");
    }
    let geometry = Geometry::of(keys);
    for counter in 0..TRIES {
        let seed = seed(secret, counter);
        if let Some(peeled) = peel(items, geometry, seed)? {
            return fill(items, &peeled, geometry, seed, keys, secret);
        }
        if counter == 0 && repeats(items)? {
            return Err("two items have one key");
        }
    }
    Err("no seed fits these keys")
}

/// Whether two items have one key: looked at only where peeling failed, a sixteenth of the keys at a time.
fn repeats(items: &(impl Source + ?Sized)) -> Result<bool, &'static str> {
    for share in 0..16 {
        let mut keys = Vec::new();
        items.each(&mut |key, _| {
            if key >> 60 == share {
                keys.push(key);
            }
        })?;
        keys.sort_unstable();
        if keys.array_windows().any(|[a, b]| a == b) {
            return Ok(true);
        }
    }
    Ok(false)
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

/// What one item's presence in a slot looks like: which of its three slots it is, counted from 1 and never 0,
/// and where in their segments the other two are. 38 bits, which XOR.
fn state(geometry: Geometry, slots: [usize; 3], role: usize) -> u64 {
    let inside = |at: usize| {
        let slot = slots.get((role + at) % 3).copied().unwrap_or_default();
        geometry.inside(slot) as u64
    };
    (role as u64 + 1) | inside(1) << 2 | inside(2) << 20
}

/// The other two slots of the item that alone has this state in this slot.
fn others(geometry: Geometry, slot: usize, state: u64) -> Option<(usize, [usize; 3])> {
    let role = usize::try_from(state & 3).ok()?.checked_sub(1)?;
    let first = geometry.segment_of(slot).checked_sub(role)?;
    let mask = (1u64 << 18) - 1;
    let mut slots = [slot; 3];
    for (at, shift) in [(1, 2), (2, 20)] {
        let place = (role + at) % 3;
        let inside = usize::try_from(state >> shift & mask).ok()?;
        *slots.get_mut(place)? = geometry.slot(first + place, inside);
    }
    Some((role, slots))
}

fn store(slot: &mut [u8; 5], state: u64) {
    let [a, b, c, d, e, ..] = state.to_le_bytes();
    *slot = [a, b, c, d, e];
}

/// Slots in the order in which they became somebody's alone, and for each slot whose it is.
struct Peeled {
    order: Vec<u32>,
    states: Vec<[u8; 5]>,
}

/// `None` where some items never become free.
fn peel(
    items: &(impl Source + ?Sized),
    geometry: Geometry,
    seed: u64,
) -> Result<Option<Peeled>, &'static str> {
    let large = "the index does not fit into memory";
    let slots = usize::try_from(geometry.slots()).map_err(|_| large)?;
    let mut states = vec![[0u8; 5]; slots];
    // How many items a slot has; with one left, the state is that one's.
    let mut counts = vec![0u8; slots];
    let mut full = false;
    items.each(&mut |key, _| {
        let found = geometry.of_key(key, seed);
        for (role, slot) in found.into_iter().enumerate() {
            if let (Some(count), Some(at)) = (counts.get_mut(slot), states.get_mut(slot)) {
                let next = bits(*at) ^ state(geometry, found, role);
                store(at, next);
                full |= *count == u8::MAX;
                *count = count.saturating_add(1);
            }
        }
    })?;
    if full {
        return Ok(None);
    }
    let number = |slot: usize| u32::try_from(slot).map_err(|_| large);
    let mut free: Vec<u32> = Vec::new();
    for (slot, count) in counts.iter().enumerate() {
        if *count == 1 {
            free.push(number(slot)?);
        }
    }
    let mut order = Vec::with_capacity(usize::try_from(items.count()).map_err(|_| large)?);
    while let Some(slot) = free.pop() {
        let at = slot as usize;
        if counts.get(at) != Some(&1) {
            continue;
        }
        order.push(slot);
        let alone = states.get(at).map_or(0, |state| bits(*state));
        let (_, found) = others(geometry, at, alone).ok_or(large)?;
        for (role, other) in found.into_iter().enumerate() {
            let count = counts.get_mut(other).ok_or(large)?;
            *count = count.checked_sub(1).ok_or(large)?;
            if other == at {
                // Whose it is stays here.
                continue;
            }
            if *count == 1 {
                free.push(number(other)?);
            }
            let left = states.get_mut(other).ok_or(large)?;
            let next = bits(*left) ^ state(geometry, found, role);
            store(left, next);
        }
    }
    let all = order.len() as u64 == items.count();
    Ok(all.then_some(Peeled { order, states }))
}

fn fill(
    items: &(impl Source + ?Sized),
    peeled: &Peeled,
    geometry: Geometry,
    seed: u64,
    keys: u64,
    secret: &[u8; 32],
) -> Result<Vec<u8>, &'static str> {
    let large = "the index does not fit into memory";
    let mut index = vec![0; usize::try_from(length(keys)).map_err(|_| large)?];
    let (head, body) = index.split_at_mut_checked(HEAD).ok_or(large)?;
    head.copy_from_slice([MAGIC, seed.to_le_bytes()].as_flattened());
    // Slots that no item takes keep these bytes. Which slot an item takes depends on the slots alone, so the
    // bytes are the same whatever the order of the items.
    noise::fill(body, secret, "presend fuse noise");
    let slots = body.as_chunks_mut::<5>().0;
    items.each(&mut |key, value| {
        let found = geometry.of_key(key, seed);
        for (role, slot) in found.into_iter().enumerate() {
            let whose = peeled.states.get(slot).map_or(0, |state| bits(*state));
            if whose == state(geometry, found, role)
                && let Some(place) = slots.get_mut(slot)
            {
                store(place, value);
            }
        }
    })?;
    for slot in peeled.order.iter().rev() {
        let at = *slot as usize;
        let alone = peeled.states.get(at).map_or(0, |state| bits(*state));
        let (_, found) = others(geometry, at, alone).ok_or(large)?;
        let mut left = 0;
        for slot in found {
            left ^= bits(*slots.get(slot).ok_or(large)?);
        }
        store(slots.get_mut(at).ok_or(large)?, left);
    }
    Ok(index)
}

#[cfg(test)]
impl Source for [(Place, Value)] {
    fn count(&self) -> u64 {
        self.len() as u64
    }

    fn each(&self, take: &mut dyn FnMut(u64, u64)) -> Result<(), &'static str> {
        for (place, value) in self {
            take(place.key, value.bits() ^ place.mask);
        }
        Ok(())
    }
}

#[cfg(test)]
impl Source for Vec<(Place, Value)> {
    fn count(&self) -> u64 {
        self.as_slice().count()
    }

    fn each(&self, take: &mut dyn FnMut(u64, u64)) -> Result<(), &'static str> {
        self.as_slice().each(take)
    }
}
