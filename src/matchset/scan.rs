//! Exact search by Hamming distance: every entry is compared with every query.

use crate::hash256::{MATCH_RADIUS, PdqHash};

/// Position of the entry that is nearest to any query, if it lies within [`MATCH_RADIUS`]; the
/// first of them where several are equally near.
pub(super) fn nearest(entries: &[PdqHash], queries: &[PdqHash]) -> Option<usize> {
    let mut best = None;
    let mut radius = MATCH_RADIUS;
    for (position, entry) in entries.iter().enumerate() {
        for query in queries {
            let Some(distance) = entry.distance_within(*query, radius) else {
                continue;
            };
            if distance < radius || (distance == radius && best.is_none()) {
                (best, radius) = (Some(position), distance);
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_flipped(base: PdqHash, bits: impl IntoIterator<Item = usize>) -> PdqHash {
        let mut bytes = base.to_bytes();
        for bit in bits {
            bytes[31 - bit / 8] ^= 1 << (bit % 8);
        }
        PdqHash::from_bytes(&bytes)
    }

    #[test]
    fn the_radius_is_inclusive() {
        let base = PdqHash::from_bytes(&[0x5a; 32]);
        let at = |distance: usize| with_flipped(base, (0..distance).map(|i| i * 8));
        assert_eq!(nearest(&[base], &[at(31)]), Some(0));
        assert_eq!(nearest(&[base], &[at(32)]), None);
        assert_eq!(nearest(&[], &[base]), None);
        assert_eq!(nearest(&[base], &[]), None);
    }

    #[test]
    fn the_nearest_entry_wins_whichever_query_finds_it() {
        let base = PdqHash::from_bytes(&[0x33; 32]);
        let far = with_flipped(base, [1, 2, 3]);
        let near = with_flipped(base, [200]);
        let other = PdqHash::from_bytes(&[0xcc; 32]);
        assert_eq!(nearest(&[far, other, near], &[base]), Some(2));
        assert_eq!(nearest(&[far, other, near], &[base, other]), Some(1));
        assert_eq!(
            nearest(&[near, near], &[base]),
            Some(0),
            "the first of equals"
        );
    }
}
