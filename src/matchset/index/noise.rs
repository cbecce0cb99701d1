//! Bytes that fill what no value takes: SHA-512 of a secret and a counter.

use sha2::{Digest, Sha512};

/// Fills the bytes; the same secret and label give the same.
pub(super) fn fill(bytes: &mut [u8], secret: &[u8; 32], label: &str) {
    for (counter, block) in (0u64..).zip(bytes.chunks_mut(64)) {
        let noise = Sha512::new()
            .chain_update(secret)
            .chain_update(label)
            .chain_update(counter.to_le_bytes())
            .finalize();
        for (byte, noise) in block.iter_mut().zip(noise) {
            *byte = noise;
        }
    }
}

/// Whether two items have one key.
pub(super) fn repeats(items: &[(super::Place, super::Value)]) -> bool {
    let mut keys: Vec<u64> = items.iter().map(|(place, _)| place.key).collect();
    keys.sort_unstable();
    keys.iter().zip(keys.iter().skip(1)).any(|(a, b)| a == b)
}
