//! Bytes that fill what no value takes: SHA-512 of a secret and a counter.

use sha2::{Digest, Sha512};

/// Fills the bytes, 64 at a time; the same secret and label give the same.
pub(super) fn fill(bytes: &mut [u8], secret: &[u8; 32], label: &str) {
    for (counter, chunk) in (0u64..).zip(bytes.chunks_mut(64)) {
        for (byte, noise) in chunk.iter_mut().zip(block(secret, label, counter)) {
            *byte = noise;
        }
    }
}

/// The 64 bytes of this number, counted from 0.
pub(super) fn block(secret: &[u8; 32], label: &str, counter: u64) -> [u8; 64] {
    Sha512::new()
        .chain_update(secret)
        .chain_update(label)
        .chain_update(counter.to_le_bytes())
        .finalize()
        .into()
}
