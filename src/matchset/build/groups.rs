//! Which entry has which place where two tables must agree.
//!
//! Lists hold many near-duplicates, and near-duplicates have equal tokens. One place holds one
//! value, so entries of one label that are near to each other share a tag: a hit on either counts
//! for both.
//! Entries that have a token in common by chance do not: the first in the list's order keeps the
//! place. Where an entry would not be found by its own hash that way, it shares a tag after all.
//!
//! One table is sorted at a time: 16 bytes an entry for that, and 5 that stay.

use crate::hash256::{MATCH_RADIUS, PdqHash};
use crate::matchset::list::Pair;
use crate::matchset::probe::Tables;
use rayon::prelude::*;

/// Entries this near may both match one picture.
const NEAR: u32 = 2 * MATCH_RADIUS;

/// Who has each place, and who shares a tag with whom.
pub(super) struct Groups {
    /// For each entry, the entry that stands for its group: the first of them.
    pub leader: Vec<u32>,
    /// For each entry, a bit for each table: whether the entry's token stands in the index for it.
    pub kept: Vec<u16>,
    /// Groups of more than one entry.
    pub groups: u64,
}

impl Groups {
    /// Whether an entry's token in a table stands in the index.
    pub fn keeps(&self, entry: usize, table: usize) -> bool {
        let kept = self.kept.get(entry).copied().unwrap_or_default();
        kept >> (table & 15) & 1 == 1
    }

    /// Tokens that stand in the index.
    pub fn count_kept(&self) -> u64 {
        self.kept
            .iter()
            .map(|kept| u64::from(kept.count_ones()))
            .sum()
    }
}

/// Sorts out risen hashes.
pub(super) fn group(hashes: &[Pair], tables: &Tables) -> Groups {
    let agree = u32::from(tables.params().agree());
    let count = usize::from(tables.params().tables());
    let mut leader: Vec<u32> = (0u32..).take(hashes.len()).collect();
    let mut kept = vec![0u16; hashes.len()];
    let entry = |entry: u32| {
        let pair = hashes.get(entry as usize);
        pair.map(|pair| (PdqHash::from_bytes(&pair.value), pair.label))
    };
    each_owner(hashes, tables, |table, of, owner| {
        if of == owner {
            if let Some(kept) = kept.get_mut(of as usize) {
                *kept |= 1 << (table & 15);
            }
        } else if agree > 1
            && let (Some((a, label)), Some((b, other))) = (entry(of), entry(owner))
            && label == other
            && a.distance(b) <= NEAR
        {
            unite(&mut leader, of, owner);
        }
    });
    if agree > 1 {
        // Found by its own hash? If not, it joins those who have its places. Only entries that have lost all
        // places but one may be such.
        let mut poor: Vec<u32> = Vec::new();
        for (number, kept) in (0u32..).zip(&kept) {
            if kept.count_ones() < agree {
                poor.push(number);
            }
        }
        let mut owners = vec![0u32; poor.len() * count];
        if !poor.is_empty() {
            each_owner(hashes, tables, |table, of, owner| {
                if let Ok(at) = poor.binary_search(&of)
                    && let Some(place) = owners.get_mut(at * count + table)
                {
                    *place = owner;
                }
            });
        }
        for (number, owners) in poor.iter().zip(owners.chunks_exact(count)) {
            let mut tags: Vec<u32> = owners.iter().map(|o| find(&mut leader, *o)).collect();
            tags.sort_unstable();
            let most = tags.chunk_by(|a, b| a == b).map(<[u32]>::len).max();
            if most.unwrap_or_default() < agree as usize {
                for owner in owners.iter().take(agree as usize) {
                    unite(&mut leader, *number, *owner);
                }
            }
        }
    }
    let mut shared = vec![false; hashes.len()];
    for number in (0u32..).take(hashes.len()) {
        let first = find(&mut leader, number);
        if let Some(place) = leader.get_mut(number as usize) {
            *place = first;
        }
        if first != number
            && let Some(shared) = shared.get_mut(first as usize)
        {
            *shared = true;
        }
    }
    Groups {
        groups: shared.iter().filter(|shared| **shared).count() as u64,
        leader,
        kept,
    }
}

/// For each table and entry, the first entry that has the token.
fn each_owner(hashes: &[Pair], tables: &Tables, mut each: impl FnMut(usize, u32, u32)) {
    let mut order: Vec<(u64, u32)> = Vec::new();
    for table in 0..usize::from(tables.params().tables()) {
        let numbered = hashes.par_iter().enumerate();
        let tokens = numbered.map(|(number, pair)| {
            let token = tables.token(table, PdqHash::from_bytes(&pair.value));
            (token, u32::try_from(number).unwrap_or(u32::MAX))
        });
        tokens.collect_into_vec(&mut order);
        order.par_sort_unstable();
        for same in order.chunk_by(|a, b| a.0 == b.0) {
            let first = same.first().map_or(0, |(_, number)| *number);
            for (_, number) in same {
                each(table, *number, first);
            }
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::FileDigest;
    use crate::matchset::probe::Params;
    use std::collections::HashMap;

    /// What the text above says, entry by entry, with a map of everything.
    fn by_brute_force(hashes: &[Pair], tables: &Tables) -> (Vec<u32>, Vec<u16>) {
        let agree = usize::from(tables.params().agree());
        let hash = |n: usize| PdqHash::from_bytes(&hashes[n].value);
        let mut first: HashMap<(u8, u64), usize> = HashMap::new();
        let mut owners: Vec<Vec<usize>> = Vec::new();
        for n in 0..hashes.len() {
            let tokens = tables.tokens(hash(n));
            owners.push(
                tokens
                    .map(|p| *first.entry((p.table, p.token)).or_insert(n))
                    .collect(),
            );
        }
        let mut tag: Vec<usize> = (0..hashes.len()).collect();
        let unite = |tag: &mut Vec<usize>, a: usize, b: usize| {
            let (low, high) = (tag[a].min(tag[b]), tag[a].max(tag[b]));
            tag.iter_mut()
                .filter(|t| **t == high)
                .for_each(|t| *t = low);
        };
        if agree > 1 {
            for (n, all) in owners.iter().enumerate() {
                for owner in all.clone() {
                    let near = hash(n).distance(hash(owner)) <= 62;
                    if near && hashes[n].label == hashes[owner].label {
                        unite(&mut tag, n, owner);
                    }
                }
            }
            for (n, all) in owners.iter().enumerate() {
                let same = |o: &usize| all.iter().filter(|p| tag[**p] == tag[*o]).count();
                let most = all.iter().map(same).max();
                if most.unwrap() < agree {
                    for owner in all.iter().take(agree) {
                        unite(&mut tag, n, *owner);
                    }
                }
            }
        }
        let kept = (0..hashes.len()).map(|n| {
            let own = owners[n].iter().enumerate().filter(|(_, o)| **o == n);
            own.fold(0u16, |bits, (table, _)| bits | 1 << table)
        });
        (tag.iter().map(|t| *t as u32).collect(), kept.collect())
    }

    /// Tokens of 16 bits and hashes that differ in few of their bits: everybody is in everybody's way.
    #[test]
    fn the_same_as_with_a_map_of_everything() {
        for (seed, differing, agree) in [
            (1u8, 12, 2),
            (2, 40, 2),
            (3, 200, 2),
            (4, 12, 1),
            (5, 256, 2),
        ] {
            let params = Params::new(16, 9, 512, agree, Params::SEED).unwrap();
            let tables = Tables::new(&params);
            let pair = |i: u32| {
                let noise = FileDigest::of(&[&[seed][..], &i.to_le_bytes()].concat()).to_bytes();
                let mut value = [0x5a; 32];
                for bit in 0..differing {
                    let at = bit * 97 % 256;
                    value[at / 8] ^= noise[at / 8] & 1 << (at % 8);
                }
                Pair {
                    value,
                    label: i.is_multiple_of(3).into(),
                }
            };
            let mut hashes: Vec<Pair> = (0..700).map(pair).collect();
            hashes.sort_unstable();
            hashes.dedup_by_key(|pair| pair.value);
            let found = group(&hashes, &tables);
            let (leader, kept) = by_brute_force(&hashes, &tables);
            assert_eq!(found.leader, leader, "{seed}");
            assert_eq!(found.kept, kept, "{seed}");
            let sizes = |n: u32| leader.iter().filter(|l| **l == n).count();
            let groups = (0..leader.len() as u32).filter(|n| sizes(*n) > 1).count();
            assert_eq!(found.groups, groups as u64);
        }
    }
}
