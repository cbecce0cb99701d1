//! The trees over a mirror's buckets: what a builder signs and a mirror proves with.

use super::buckets::{Node, PAGE, inner, is_index, leaf};

/// Nodes of a page's tree, the root in place 1, the children of node i in 2i and 2i + 1.
type Tree = [Node; 256];

/// A mirror's index in memory, with its trees: half as much again as the index.
pub(crate) struct Buckets {
    buckets: Vec<[u8; 64]>,
    trees: Vec<Tree>,
}

impl Buckets {
    /// Reads an index that was built for this many keys.
    pub fn parse(bytes: &[u8], keys: u64) -> Result<Self, &'static str> {
        let (first, body) = bytes.split_first_chunk().unwrap_or((&[0; 8], &[]));
        is_index(*first, bytes.len() as u64, keys)?;
        let buckets: Vec<[u8; 64]> = body.as_chunks().0.to_vec();
        let pages = (0u32..).zip(buckets.chunks(PAGE as usize));
        let trees = pages.map(|(page, buckets)| tree(page, buckets)).collect();
        Ok(Self { buckets, trees })
    }

    /// The bucket of this number with its proof.
    pub fn prove(&self, number: u32) -> Option<[u8; 176]> {
        let bucket = self.buckets.get(usize::try_from(number).ok()?)?;
        let tree = self.trees.get(usize::try_from(number / PAGE).ok()?)?;
        let mut proven = [0; 176];
        let (head, path) = proven.split_first_chunk_mut::<64>()?;
        *head = *bucket;
        let mut node = usize::try_from(PAGE + number % PAGE).ok()?;
        for place in path.as_chunks_mut::<16>().0 {
            *place = *tree.get(node ^ 1)?;
            node /= 2;
        }
        Some(proven)
    }
}

/// The tree of a page with these buckets.
pub(super) fn tree(page: u32, buckets: &[[u8; 64]]) -> Tree {
    let mut tree = [[0; 16]; 256];
    for place in 0..PAGE {
        let bucket = buckets.get(place as usize);
        let node = leaf(page * PAGE + place, bucket.unwrap_or(&[0; 64]));
        if let Some(at) = tree.get_mut((PAGE + place) as usize) {
            *at = node;
        }
    }
    for node in (1..PAGE as usize).rev() {
        let (Some(left), Some(right)) = (tree.get(2 * node), tree.get(2 * node + 1)) else {
            continue;
        };
        let joined = inner(left, right);
        if let Some(at) = tree.get_mut(node) {
            *at = joined;
        }
    }
    tree
}
