//! Which entry has which place where two tables must agree.
//!
//! Lists hold many near-duplicates, and near-duplicates have equal tokens. One place holds one
//! value, so entries of one label that are near to each other share a tag: a hit on either counts
//! for both.
//! Entries that have a token in common by chance do not: the first in the list's order keeps the
//! place. Where an entry would not be found by its own hash that way, it shares a tag after all.

use crate::hash256::{MATCH_RADIUS, PdqHash};
use std::collections::HashMap;

/// Entries this near may both match one picture.
const NEAR: u32 = 2 * MATCH_RADIUS;

/// Who has each place, and who shares a tag with whom.
pub(super) struct Groups {
    /// For each entry, the entry that stands for its group: the first of them.
    pub leader: Vec<u32>,
    /// For each entry and table, in that order, whether the entry's token stands in the index for
    /// it.
    pub kept: Vec<bool>,
    /// Groups of more than one entry.
    pub groups: u64,
}

/// Sorts out entries; `tokens` holds one token a table for each of them.
pub(super) fn group(
    hashes: &[(PdqHash, u8)],
    tokens: &[u64],
    tables: usize,
    agree: usize,
) -> Groups {
    let mut leader: Vec<u32> = (0u32..).take(hashes.len()).collect();
    let owners = owners(tokens, tables);
    let hash = |entry: u32| hashes.get(entry as usize).copied();
    if agree > 1 {
        for (place, owner) in owners.iter().enumerate() {
            let entry = (place / tables) as u32;
            if let (Some((a, label)), Some((b, other))) = (hash(entry), hash(*owner))
                && label == other
                && a.distance(b) <= NEAR
            {
                unite(&mut leader, entry, *owner);
            }
        }
        // Found by its own hash? If not, it joins those who have its places.
        for (entry, owners) in (0u32..).zip(owners.chunks_exact(tables)) {
            let mut tags: Vec<u32> = owners.iter().map(|o| find(&mut leader, *o)).collect();
            tags.sort_unstable();
            let most = tags.chunk_by(|a, b| a == b).map(<[u32]>::len).max();
            if most.unwrap_or_default() < agree {
                for owner in owners.iter().take(agree) {
                    unite(&mut leader, entry, *owner);
                }
            }
        }
    }
    let mut sizes: HashMap<u32, u32> = HashMap::new();
    let leader: Vec<u32> = (0u32..)
        .take(hashes.len())
        .map(|entry| find(&mut leader, entry))
        .inspect(|leader| *sizes.entry(*leader).or_default() += 1)
        .collect();
    let kept = owners.iter().enumerate();
    Groups {
        kept: kept
            .map(|(place, owner)| (place / tables) as u32 == *owner)
            .collect(),
        groups: sizes.values().filter(|size| **size > 1).count() as u64,
        leader,
    }
}

/// For each entry and table, the first entry that has the token.
fn owners(tokens: &[u64], tables: usize) -> Vec<u32> {
    let mut owners = vec![0u32; tokens.len()];
    let count = tokens.len() / tables.max(1);
    for table in 0..tables {
        let token = |entry: u32| tokens.get(entry as usize * tables + table).copied();
        let mut order: Vec<u32> = (0u32..).take(count).collect();
        order.sort_unstable_by_key(|entry| (token(*entry), *entry));
        for same in order.chunk_by(|a, b| token(*a) == token(*b)) {
            let first = same.first().copied().unwrap_or_default();
            for entry in same {
                if let Some(owner) = owners.get_mut(*entry as usize * tables + table) {
                    *owner = first;
                }
            }
        }
    }
    owners
}

/// The first entry of a group.
fn find(leader: &mut [u32], entry: u32) -> u32 {
    let mut at = entry;
    while let Some(next) = leader.get(at as usize).copied().filter(|next| *next != at) {
        // Every step shortens the way for those who come later.
        let further = leader.get(next as usize).copied().unwrap_or(next);
        if let Some(place) = leader.get_mut(at as usize) {
            *place = further;
        }
        at = next;
    }
    at
}

fn unite(leader: &mut [u32], a: u32, b: u32) {
    let (a, b) = (find(leader, a), find(leader, b));
    if let Some(place) = leader.get_mut(a.max(b) as usize) {
        *place = a.min(b);
    }
}
