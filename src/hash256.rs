//! The 256-bit PDQ hash as a value: hex, bytes, Hamming distance.

use core::fmt;
use core::str::FromStr;

/// Two pictures match when their hashes differ in at most this many of 256 bits.
///
/// Source: `pdq/README.md` of facebook/ThreatExchange ("distance 31"). Hashes of real pictures
/// have exactly 128 ones, so distances are even and 31 means 30.
pub const MATCH_RADIUS: u32 = 31;

/// A PDQ hash: 256 bits, of which bit `k = 16 * i + j` belongs to vertical frequency `i` and
/// horizontal frequency `j` of the 16x16 DCT.
///
/// Its text form is the reference's: 64 lower-case hex digits of the 256-bit number in which bit
/// `k` weighs `2^k`, so the first digit holds bits 255..252.
///
/// `Debug` hides the bits: a hash is to be treated like a small thumbnail of the picture.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct PdqHash {
    /// Most significant word first, so that the derived order is the order of the hex text.
    words: [u64; 4],
}

/// Why a text is not a PDQ hash. Carries no part of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseHashError {
    /// Not 64 characters long.
    #[error("a PDQ hash has 64 hex digits, this text has {found} characters")]
    Length {
        /// Number of characters found.
        found: usize,
    },
    /// A character that is no hex digit.
    #[error("a PDQ hash has hex digits only, character {position} is none")]
    Digit {
        /// Position of the first such character, counted from 1.
        position: usize,
    },
}

impl PdqHash {
    /// From the 256 bits in the reference's order: element `k` is bit `k`.
    pub fn from_bits(bits: &[bool; 256]) -> Self {
        let mut words = [0u64; 4];
        for (word, chunk) in words.iter_mut().rev().zip(bits.chunks_exact(64)) {
            for (shift, bit) in chunk.iter().enumerate() {
                *word |= u64::from(*bit) << shift;
            }
        }
        Self { words }
    }

    /// From 32 bytes, most significant first: the order in which the hex text reads.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        let mut words = [0u64; 4];
        for (word, chunk) in words.iter_mut().zip(bytes.as_chunks::<8>().0) {
            *word = u64::from_be_bytes(*chunk);
        }
        Self { words }
    }

    /// 32 bytes, most significant first.
    pub fn to_bytes(self) -> [u8; 32] {
        let mut bytes = [0u8; 32];
        for (chunk, word) in bytes.as_chunks_mut::<8>().0.iter_mut().zip(self.words) {
            *chunk = word.to_be_bytes();
        }
        bytes
    }

    /// Bit `k` of 0..=255; false beyond.
    pub fn bit(self, k: usize) -> bool {
        let word = 3usize.checked_sub(k / 64).and_then(|i| self.words.get(i));
        word.is_some_and(|word| word >> (k % 64) & 1 == 1)
    }

    /// Number of ones; 128 for every picture whose 256 coefficients differ.
    pub fn count_ones(self) -> u32 {
        self.words.iter().map(|word| word.count_ones()).sum()
    }

    /// Hamming distance, 0..=256.
    pub fn distance(self, other: Self) -> u32 {
        self.words
            .iter()
            .zip(other.words)
            .map(|(a, b)| (a ^ b).count_ones())
            .sum()
    }

    /// [`distance`](Self::distance), if it is at most `radius`. Half of the bits are compared first:
    /// of two unrelated pictures they alone differ in more than 31 nearly always.
    #[inline]
    pub fn distance_within(self, other: Self, radius: u32) -> Option<u32> {
        let ([a, b, c, d], [e, f, g, h]) = (self.words, other.words);
        let half = (a ^ e).count_ones() + (b ^ f).count_ones();
        if half > radius {
            return None;
        }
        let distance = half + (c ^ g).count_ones() + (d ^ h).count_ones();
        (distance <= radius).then_some(distance)
    }

    /// The reference's text form, see the type.
    pub fn to_hex(self) -> String {
        use fmt::Write;
        let mut text = String::with_capacity(64);
        for word in self.words {
            // Writing to a String cannot fail.
            let _ = write!(text, "{word:016x}");
        }
        text
    }
}

impl FromStr for PdqHash {
    type Err = ParseHashError;

    /// Reads the text form; upper-case digits are accepted.
    ///
    /// # Errors
    /// [`ParseHashError`] when it is not exactly 64 hex digits.
    fn from_str(text: &str) -> Result<Self, ParseHashError> {
        crate::hex::decode(text)
            .map(|bytes| Self::from_bytes(&bytes))
            .map_err(|error| match error {
                crate::hex::HexError::Length { found } => ParseHashError::Length { found },
                crate::hex::HexError::Digit { position } => ParseHashError::Digit { position },
            })
    }
}

impl fmt::Debug for PdqHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PdqHash(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "df501ccce9856c7b93e483322c9bf16cd87213918d956c2fe66e293042ca8f9f";

    #[test]
    fn within_a_radius_is_the_distance_or_nothing() {
        let mut bytes = [0u8; 32];
        for flipped in 0..256usize {
            // spread over all words, and in another order than that of the words
            let bit = flipped * 167 % 256;
            let (a, b) = (PdqHash::default(), PdqHash::from_bytes(&bytes));
            let distance = a.distance(b);
            assert_eq!(distance as usize, flipped);
            for radius in [0, 31, 127, 128, 255, 256] {
                let expected = (distance <= radius).then_some(distance);
                assert_eq!(b.distance_within(a, radius), expected);
            }
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
    }

    #[test]
    fn text_and_bytes_round_trip() {
        let hash: PdqHash = HEX.parse().unwrap();
        assert_eq!(hash.to_hex(), HEX);
        assert_eq!(hash, HEX.to_uppercase().parse().unwrap());
        assert_eq!(PdqHash::from_bytes(&hash.to_bytes()), hash);
        assert_eq!(hash.to_bytes()[0], 0xdf);
    }

    #[test]
    fn bit_0_is_the_last_digit() {
        let mut bits = [false; 256];
        bits[0] = true;
        bits[255] = true;
        let hash = PdqHash::from_bits(&bits);
        assert_eq!(hash.to_hex(), format!("8{}1", "0".repeat(62)));
        assert!(hash.bit(0) && hash.bit(255) && !hash.bit(1) && !hash.bit(256));
        assert_eq!(hash.count_ones(), 2);
    }

    #[test]
    fn distance_counts_differing_bits() {
        let hash: PdqHash = HEX.parse().unwrap();
        let mut bytes = hash.to_bytes();
        bytes[0] ^= 0b101;
        bytes[31] ^= 0x80;
        assert_eq!(hash.distance(PdqHash::from_bytes(&bytes)), 3);
        assert_eq!(hash.distance(hash), 0);
    }

    #[test]
    fn order_is_the_order_of_the_text() {
        let low: PdqHash = format!("0{}", "f".repeat(63)).parse().unwrap();
        let high: PdqHash = format!("1{}", "0".repeat(63)).parse().unwrap();
        assert!(low < high);
    }

    #[test]
    fn refuses_what_is_no_hash_without_repeating_it() {
        let short = HEX[..63].parse::<PdqHash>().unwrap_err();
        assert_eq!(short, ParseHashError::Length { found: 63 });
        let bad = HEX.replacen('1', "g", 1).parse::<PdqHash>().unwrap_err();
        assert_eq!(bad, ParseHashError::Digit { position: 5 });
        assert!(!bad.to_string().contains("df50"));
    }

    #[test]
    fn debug_hides_the_bits() {
        let hash: PdqHash = HEX.parse().unwrap();
        assert_eq!(format!("{hash:?}"), "PdqHash(hidden)");
    }
}
