#![doc = include_str!("FORMAT.md")]

#[cfg(feature = "builder")]
pub mod build;
mod error;
#[cfg(feature = "builder")]
mod list;
mod manifest;
pub mod note;
mod open;
pub mod probe;
mod scan;

pub use error::MatchSetError;
pub use manifest::{Kind, MAX_LABELS, Manifest, Purpose, format_time, is_name, parse_time};

use crate::digest::FileDigest;
use crate::hash256::PdqHash;
use note::{Note, VerifierKey};
use open::OpenIndex;

/// Whom a host trusts, and with what.
#[derive(Debug, Clone)]
pub struct TrustPolicy {
    /// The keys that count.
    pub keys: Vec<VerifierKey>,
    /// How many of them must have signed; at least 1.
    pub required: usize,
    /// The purposes they are trusted with.
    pub purposes: Vec<Purpose>,
}

impl TrustPolicy {
    /// One of these keys, for any purpose of the closed list.
    pub fn any_of(keys: Vec<VerifierKey>) -> Self {
        Self {
            keys,
            required: 1,
            purposes: Purpose::ALL.to_vec(),
        }
    }

    /// Checks signatures, purpose and dates, and reads the manifest only after the signatures.
    ///
    /// # Errors
    /// [`MatchSetError`], in the order of FORMAT.md.
    pub fn verify(&self, manifest: &[u8], now: u64) -> Result<Manifest, MatchSetError> {
        let manifest = Manifest::parse(self.verify_note(manifest)?)?;
        if !self.purposes.contains(&manifest.purpose) {
            return Err(MatchSetError::PurposeNotAllowed {
                purpose: manifest.purpose.name(),
            });
        }
        if now < manifest.not_before {
            return Err(MatchSetError::NotYetValid);
        }
        if now >= manifest.not_after {
            return Err(MatchSetError::Expired);
        }
        Ok(manifest)
    }

    /// The text of a signed note that enough of the keys have signed, whatever the text is about.
    /// The reader of the text must check its first line: the same key may sign other things.
    ///
    /// # Errors
    /// [`MatchSetError::BadNote`], [`MatchSetError::BadSignature`], [`MatchSetError::Untrusted`]
    pub fn verify_note<'a>(&self, note: &'a [u8]) -> Result<&'a str, MatchSetError> {
        let note = Note::parse(note)?;
        let (found, required) = (note.verify(&self.keys)?, self.required.max(1));
        if found < required {
            return Err(MatchSetError::Untrusted { found, required });
        }
        Ok(note.text)
    }
}

/// A match set that was verified and opened.
#[derive(Debug, Clone)]
pub struct MatchSet {
    manifest: Manifest,
    index: OpenIndex,
}

/// What a match set says about a picture that is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match<'a> {
    /// What the set is for.
    pub purpose: Purpose,
    /// The owner's word for the entry.
    pub label: &'a str,
}

impl MatchSet {
    /// Verifies manifest and index, and opens them.
    ///
    /// `now` is the time in seconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// [`MatchSetError`], in the order of FORMAT.md.
    pub fn open(
        manifest: &[u8],
        index: &[u8],
        trust: &TrustPolicy,
        now: u64,
    ) -> Result<Self, MatchSetError> {
        let manifest = trust.verify(manifest, now)?;
        if manifest.index_bytes != index.len() as u64 {
            return Err(MatchSetError::WrongLength {
                expected: manifest.index_bytes,
                found: index.len() as u64,
            });
        }
        if manifest.index_sha256 != FileDigest::of(index) {
            return Err(MatchSetError::WrongDigest);
        }
        let index = OpenIndex::parse(index, &manifest)?;
        Ok(Self { manifest, index })
    }

    /// The verified manifest.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Whether the set is valid at this time, in seconds since 1970-01-01T00:00:00Z.
    pub fn is_valid_at(&self, now: u64) -> bool {
        (self.manifest.not_before..self.manifest.not_after).contains(&now)
    }

    /// Looks up the exact file.
    pub fn find_digest(&self, digest: FileDigest) -> Option<Match<'_>> {
        self.index
            .find_digest(digest)
            .map(|label| self.named(label))
    }

    /// Looks up a picture by its hashes (all views, all orientations): the nearest entry within
    /// [`MATCH_RADIUS`](crate::hash256::MATCH_RADIUS).
    pub fn find_hash(&self, hashes: &[PdqHash]) -> Option<Match<'_>> {
        self.index.find_hash(hashes).map(|label| self.named(label))
    }

    fn named(&self, label: u8) -> Match<'_> {
        let label = self.manifest.labels.get(usize::from(label));
        Match {
            purpose: self.manifest.purpose,
            label: label.map_or("", String::as_str),
        }
    }
}
