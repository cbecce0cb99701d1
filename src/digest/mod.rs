//! Digests of a file's bytes, as values: SHA-256, and the two older kinds that lists still hold.

mod old;

use crate::hex::{self, HexError};
use core::fmt;
use core::str::FromStr;
use sha2::{Digest, Sha256};

/// The kinds of digests that a match set may hold.
///
/// MD5 and SHA-1 are broken where somebody makes two files with one digest; they are here because
/// lists hold them. What that means is said in SECURITY.md.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DigestKind {
    /// SHA-256, 32 bytes. Source: FIPS 180-4.
    Sha256,
    /// SHA-1, 20 bytes. Source: FIPS 180-4.
    Sha1,
    /// MD5, 16 bytes. Source: RFC 1321.
    Md5,
}

impl DigestKind {
    /// All of them, in the order in which an index has them.
    pub const ALL: [Self; 3] = [Self::Sha256, Self::Sha1, Self::Md5];

    /// The word in a manifest.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sha1 => "sha1",
            Self::Md5 => "md5",
        }
    }

    /// Bytes of a digest: 32, 20 or 16.
    pub fn length(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha1 => 20,
            Self::Md5 => 16,
        }
    }
}

/// A few kinds of digests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DigestKinds(u8);

impl DigestKinds {
    /// None.
    pub const NONE: Self = Self(0);
    /// SHA-256 alone.
    pub const SHA256: Self = Self(1);
    /// All of [`DigestKind::ALL`].
    pub const ALL: Self = Self(7);

    /// Those of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// These and another one.
    #[must_use]
    pub fn with(self, kind: DigestKind) -> Self {
        Self(self.0 | 1 << kind as u8)
    }

    /// Whether it is among them.
    pub fn has(self, kind: DigestKind) -> bool {
        self.0 >> kind as u8 & 1 == 1
    }

    /// They, in the order of [`DigestKind::ALL`].
    pub fn iter(self) -> impl Iterator<Item = DigestKind> {
        let all = DigestKind::ALL.into_iter();
        all.filter(move |kind| self.has(*kind))
    }
}

/// The digests of one file that are looked up. `Debug` hides them.
#[derive(Clone, Copy, Default)]
pub struct Digests([Option<[u8; 32]>; 3]);

impl Digests {
    /// Of these bytes, of these kinds and no others.
    pub fn of(bytes: &[u8], kinds: DigestKinds) -> Self {
        Self::default().completed(bytes, kinds)
    }

    /// Of these kinds and no others; those that are here already are not computed again.
    #[must_use]
    pub fn completed(mut self, bytes: &[u8], kinds: DigestKinds) -> Self {
        for (kind, digest) in DigestKind::ALL.into_iter().zip(&mut self.0) {
            *digest = kinds.has(kind).then(|| match (*digest, kind) {
                (Some(digest), _) => digest,
                (None, DigestKind::Sha256) => FileDigest::of(bytes).0,
                (None, DigestKind::Sha1) => old::sha1(bytes),
                (None, DigestKind::Md5) => old::md5(bytes),
            });
        }
        self
    }

    /// These with one more, whose bytes stand first in 32.
    pub fn with(mut self, kind: DigestKind, bytes: [u8; 32]) -> Self {
        if let Some(digest) = self.0.get_mut(kind as usize) {
            *digest = Some(bytes);
        }
        self
    }

    /// One of them, with zeros behind it up to 32 bytes.
    pub fn get(&self, kind: DigestKind) -> Option<[u8; 32]> {
        self.0.get(kind as usize).copied().flatten()
    }
}

impl From<FileDigest> for Digests {
    fn from(digest: FileDigest) -> Self {
        Self([Some(digest.0), None, None])
    }
}

impl fmt::Debug for Digests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digests(hidden)")
    }
}

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

    /// The examples of RFC 1321 and FIPS 180-4.
    #[test]
    fn each_kind_of_the_standard_example_and_no_others() {
        let digests = Digests::of(b"abc", DigestKinds::ALL);
        for (kind, expected) in [
            (DigestKind::Md5, "900150983cd24fb0d6963f7d28e17f72"),
            (DigestKind::Sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (
                DigestKind::Sha256,
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            ),
        ] {
            let text = FileDigest(digests.get(kind).unwrap()).to_hex();
            assert_eq!(text, format!("{expected:0<64}"));
            assert_eq!(expected.len(), 2 * kind.length());
            for other in DigestKind::ALL {
                let digests = Digests::of(b"abc", DigestKinds::NONE.with(kind));
                assert_eq!(digests.get(other).is_some(), other == kind);
            }
        }
        assert_eq!(format!("{digests:?}"), "Digests(hidden)");
    }

    #[test]
    fn completed_where_some_are_known() {
        let known = Digests::default()
            .with(DigestKind::Sha1, [1; 32])
            .with(DigestKind::Md5, [2; 32]);
        let kinds = DigestKinds::SHA256.with(DigestKind::Sha1);
        let digests = known.completed(b"abc", kinds);
        let sha256 = FileDigest::of(b"abc").to_bytes();
        assert_eq!(digests.get(DigestKind::Sha256), Some(sha256));
        assert_eq!(digests.get(DigestKind::Sha1), Some([1; 32]));
        assert_eq!(digests.get(DigestKind::Md5), None);
    }

    #[test]
    fn refuses_other_lengths() {
        let error = "abc".parse::<FileDigest>().unwrap_err();
        assert_eq!(error, ParseDigestError::Length { found: 3 });
    }
}
