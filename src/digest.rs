//! SHA-256 of a file's bytes, as a value.

use crate::hex::{self, HexError};
use core::fmt;
use core::str::FromStr;
use sha2::{Digest, Sha256};

/// SHA-256 of a whole file. `Debug` hides it: it tells which file somebody holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileDigest([u8; 32]);

/// Why a text is not a SHA-256 digest. Carries no part of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseDigestError {
    /// Not 64 characters long.
    #[error("a SHA-256 digest has 64 hex digits, this text has {found} characters")]
    Length {
        /// Number of characters found.
        found: usize,
    },
    /// A character that is no hex digit.
    #[error("a SHA-256 digest has hex digits only, character {position} is none")]
    Digit {
        /// Position of the first such character, counted from 1.
        position: usize,
    },
}

impl FileDigest {
    /// Of these bytes. Source: FIPS 180-4.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// From the 32 bytes of the digest.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes of the digest.
    pub fn to_bytes(self) -> [u8; 32] {
        self.0
    }

    /// 64 lower-case hex digits.
    pub fn to_hex(self) -> String {
        hex::encode(&self.0)
    }
}

impl FromStr for FileDigest {
    type Err = ParseDigestError;

    /// Reads 64 hex digits, upper or lower case.
    ///
    /// # Errors
    /// [`ParseDigestError`]
    fn from_str(text: &str) -> Result<Self, ParseDigestError> {
        hex::decode(text).map(Self).map_err(|error| match error {
            HexError::Length { found } => ParseDigestError::Length { found },
            HexError::Digit { position } => ParseDigestError::Digit { position },
        })
    }
}

impl fmt::Debug for FileDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileDigest(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_the_standard_example() {
        let digest = FileDigest::of(b"abc");
        let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(digest.to_hex(), hex);
        assert_eq!(hex.parse(), Ok(digest));
        assert_eq!(format!("{digest:?}"), "FileDigest(hidden)");
    }

    #[test]
    fn refuses_other_lengths() {
        let error = "abc".parse::<FileDigest>().unwrap_err();
        assert_eq!(error, ParseDigestError::Length { found: 3 });
    }
}
