//! The evaluator's public key: read, named, pinned.

use super::group::{self, Point};
use super::suite::digest;
use super::{Element, OprfError};
use core::fmt;

/// The name of a key, and so of an epoch: the first 8 bytes of
/// `SHA-512("presend evaluator key v1" || public key)`. Shown as 16 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 8]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", u64::from_be_bytes(self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

/// A public key as it was read: it is a key, and nothing says yet whose.
#[derive(Clone, Copy)]
pub struct PublicKey {
    encoded: Element,
    point: Point,
}

// An element has one encoding.
impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.encoded == other.encoded
    }
}

impl Eq for PublicKey {}

impl PublicKey {
    /// Reads 32 bytes, a canonical ristretto255 encoding (RFC 9496).
    ///
    /// # Errors
    /// [`OprfError::BadPublicKey`] for any other bytes and for the identity.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, OprfError> {
        let points = group::decode(&[*bytes]);
        match points.as_deref() {
            Ok([point]) if *bytes != [0; 32] => Ok(Self {
                encoded: *bytes,
                point: *point,
            }),
            _ => Err(OprfError::BadPublicKey),
        }
    }

    #[cfg(feature = "evaluator")]
    pub(super) fn from_point(point: Point) -> Self {
        let encoded = group::encode(&[point]);
        Self {
            encoded: encoded.first().copied().unwrap_or_default(),
            point,
        }
    }

    /// The 32 bytes.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.encoded
    }

    /// The key's name.
    pub fn id(&self) -> KeyId {
        let [a, b, c, d, e, f, g, h, ..] = digest(&[b"presend evaluator key v1", &self.encoded]);
        KeyId([a, b, c, d, e, f, g, h])
    }

    pub(super) fn encoded(&self) -> &[u8; 32] {
        &self.encoded
    }

    pub(super) fn point(&self) -> &Point {
        &self.point
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.id())
    }
}

/// A public key that came out of a manifest whose signatures were checked.
///
/// Every step of the device asks for one. An evaluator that could choose its key for each person
/// could tell people apart by it, and fixed-base blinding is safe only with a key that is
/// authenticated (eprint 2021/273).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PinnedKey {
    key: PublicKey,
    id: KeyId,
}

impl PinnedKey {
    /// Pins a key. Call this with a key from a verified manifest and with no other: never with one
    /// that the evaluator sent.
    pub fn from_signed_manifest(key: PublicKey) -> Self {
        Self { key, id: key.id() }
    }

    /// The key.
    pub fn public(&self) -> &PublicKey {
        &self.key
    }

    /// The key's name.
    pub fn id(&self) -> KeyId {
        self.id
    }
}
