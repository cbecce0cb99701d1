//! Hashes of the Merkle tree (RFC 6962, section 2.1).

use crate::digest::FileDigest;

/// SHA-256, 32 bytes.
pub type Hash = [u8; 32];

/// The hash of an entry: `SHA-256(0x00 || entry)`.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    FileDigest::of(&[&[0], entry].concat()).to_bytes()
}

/// The hash above two hashes: `SHA-256(0x01 || left || right)`.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    FileDigest::of(&[&[1], &left[..], right].concat()).to_bytes()
}
