//! The whole log as a list of hashes: roots, proofs, and the static files of C2SP `tlog-tiles`.
//!
//! A log of editions grows by a few entries a day, so everything is computed from all leaves.

use super::tree::{Hash, leaf_hash, node_hash};
use sha2::{Digest, Sha256};

/// Hashes in a full tile.
const WIDTH: usize = 256;

/// Entries in a full bundle.
pub const BUNDLE: usize = WIDTH;

/// The tree over all entries of a log.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    leaves: Vec<Hash>,
}

/// The largest power of two below `n`, which is at least 2.
fn split(n: usize) -> usize {
    n.next_power_of_two() / 2
}

fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Sha256::digest([]).into(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node_hash(&root(left), &root(right))
        }
    }
}

/// `PATH` of RFC 6962, section 2.1.1.
fn path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() < 2 {
        return Vec::new();
    }
    let k = split(leaves.len());
    let (left, right) = leaves.split_at(k);
    let (mut hashes, sibling) = match index < k {
        true => (path(index, left), root(right)),
        false => (path(index - k, right), root(left)),
    };
    hashes.push(sibling);
    hashes
}

/// `SUBPROOF` of RFC 6962, section 2.1.2.
fn subproof(old: usize, leaves: &[Hash], complete: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if complete {
            Vec::new()
        } else {
            vec![root(leaves)]
        };
    }
    let k = split(leaves.len());
    let (left, right) = leaves.split_at(k);
    let (mut hashes, sibling) = match old <= k {
        true => (subproof(old, left, complete), root(right)),
        false => (subproof(old - k, right, false), root(left)),
    };
    hashes.push(sibling);
    hashes
}

impl Tree {
    /// Over these entries.
    pub fn of<E: AsRef<[u8]>>(entries: &[E]) -> Self {
        let leaves = entries.iter().map(|entry| leaf_hash(entry.as_ref()));
        Self {
            leaves: leaves.collect(),
        }
    }

    /// Over entries with these hashes ([`leaf_hash`]), as the tiles of level 0 hold them.
    pub fn of_leaves(leaves: Vec<Hash>) -> Self {
        Self { leaves }
    }

    /// The hashes of the entries, in order.
    pub fn leaves(&self) -> &[Hash] {
        &self.leaves
    }

    /// Number of entries.
    pub fn size(&self) -> u64 {
        self.leaves.len() as u64
    }

    /// The root over the first `size` entries; `None` beyond the end.
    pub fn root_at(&self, size: u64) -> Option<Hash> {
        let leaves = self.leaves.get(..usize::try_from(size).ok()?)?;
        Some(root(leaves))
    }

    /// The proof that the entry at `index` is in the tree; `None` beyond the end.
    pub fn inclusion(&self, index: u64) -> Option<Vec<Hash>> {
        (index < self.size()).then(|| path(usize::try_from(index).unwrap_or(0), &self.leaves))
    }

    /// The proof that the tree begins with that of `old` entries; `None` beyond the end.
    pub fn consistency(&self, old: u64) -> Option<Vec<Hash>> {
        let old = usize::try_from(old).ok()?;
        match old {
            0 => Some(Vec::new()),
            _ if old > self.leaves.len() => None,
            _ => Some(subproof(old, &self.leaves, true)),
        }
    }

    /// All tiles, as path below the log's prefix and bytes.
    pub fn tiles(&self) -> Vec<(String, Vec<u8>)> {
        let mut files = Vec::new();
        let mut row = self.leaves.clone();
        for level in 0..64usize {
            if row.is_empty() {
                break;
            }
            for (n, tile) in row.chunks(WIDTH).enumerate() {
                files.push((
                    tile_path(&level.to_string(), n, tile.len()),
                    tile.as_flattened().to_vec(),
                ));
            }
            // Partial tiles are not hashed into the level above.
            row = row.chunks_exact(WIDTH).map(root).collect();
        }
        files
    }
}

/// `tile/<level>/<n>[.p/<width>]`; `level` may be `entries`.
pub fn tile_path(level: &str, n: usize, width: usize) -> String {
    let mut parts = vec![format!("{:03}", n % 1000)];
    let mut rest = n / 1000;
    while rest > 0 {
        parts.insert(0, format!("x{:03}", rest % 1000));
        rest /= 1000;
    }
    let path = format!("tile/{level}/{}", parts.join("/"));
    match width {
        WIDTH => path,
        _ => format!("{path}.p/{width}"),
    }
}

/// All entry bundles, as path and bytes; `None` where an entry has more than 65,535 bytes.
pub fn entry_bundles<E: AsRef<[u8]>>(entries: &[E]) -> Option<Vec<(String, Vec<u8>)>> {
    let bundles = entries.chunks(WIDTH).enumerate().map(|(n, bundle)| {
        let mut bytes = Vec::new();
        for entry in bundle {
            let entry = entry.as_ref();
            bytes.extend(u16::try_from(entry.len()).ok()?.to_be_bytes());
            bytes.extend(entry);
        }
        Some((tile_path("entries", n, bundle.len()), bytes))
    });
    bundles.collect()
}

/// The entries of a bundle; `None` where it is cut.
pub fn read_bundle(mut bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut entries = Vec::new();
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_first_chunk::<2>()?;
        let (entry, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        entries.push(entry.to_vec());
        bytes = rest;
    }
    Some(entries)
}
