//! Checking proofs: RFC 9162, sections 2.1.3.2 and 2.1.4.2, over the tree of RFC 6962.

use super::tree::{Hash, node_hash};

/// Both proofs climb the same path: from the node `at` of its level, whose last node is `last`, to
/// the root of the tree, and on the way to that of the old tree. `None` where the proof has another
/// length than the path.
#[inline(never)]
fn climb(mut at: u64, mut last: u64, from: Hash, proof: &[Hash]) -> Option<(Hash, Hash)> {
    let (mut old, mut new) = (from, from);
    for sibling in proof {
        if last == 0 {
            return None;
        }
        if at & 1 == 1 || at == last {
            old = node_hash(sibling, &old);
            new = node_hash(sibling, &new);
            // Levels at which a lone last node moved up unhashed.
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            new = node_hash(&new, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    (last == 0).then_some((old, new))
}

/// Whether the entry with this hash stands at `index` of the tree of `size` entries.
pub fn verify_inclusion(leaf: Hash, index: u64, size: u64, root: &Hash, proof: &[Hash]) -> bool {
    index < size && climb(index, size - 1, leaf, proof).is_some_and(|(_, new)| new == *root)
}

/// Whether the tree of `size` entries begins with the tree of `old_size` entries.
pub fn verify_consistency(
    (old_size, old_root): (u64, &Hash),
    (size, root): (u64, &Hash),
    proof: &[Hash],
) -> bool {
    if old_size == 0 || old_size >= size {
        let same = old_size == 0 || old_size == size && old_root == root;
        return same && proof.is_empty();
    }
    // A tree of 2^n entries is a node of the larger one, and the proof leaves it out.
    let (first, rest) = match old_size.is_power_of_two() {
        true => (*old_root, proof),
        false => match proof.split_first() {
            Some((first, rest)) => (*first, rest),
            None => return false,
        },
    };
    let shared = (old_size - 1).trailing_ones();
    let climbed = climb((old_size - 1) >> shared, (size - 1) >> shared, first, rest);
    climbed.is_some_and(|(old, new)| old == *old_root && new == *root)
}
