//! What stands in an open index, for owners who look at it before they sign.

use super::open::OpenIndex;
use super::{Kind, Manifest, MatchSetError};
use crate::hash256::PdqHash;
use std::borrow::Cow;

/// What an open set lists; labels are numbers of the manifest's.
pub struct Listed {
    /// Each hash with its label.
    pub hashes: Vec<(PdqHash, u8)>,
    /// The label of each digest.
    pub digests: Vec<u8>,
}

/// Reads the index of an open set, and its segments. Signatures are not looked at.
///
/// # Errors
/// [`MatchSetError`]: length, digest or layout of the index or a segment;
/// [`MatchSetError::UnknownKind`] of another kind.
pub fn read_open(
    manifest: &Manifest,
    index: &[u8],
    segments: &[&[u8]],
) -> Result<Listed, MatchSetError> {
    if manifest.kind != Kind::Open {
        return Err(MatchSetError::UnknownKind);
    }
    manifest.check_index(index)?;
    let mut index = OpenIndex::parse(index, manifest)?;
    index.update(manifest, 0, segments, |bytes| Ok(Cow::Borrowed(bytes)))?;
    let (hashes, digests) = index.entries();
    Ok(Listed {
        hashes: hashes.collect(),
        digests: digests.map(|(_, label)| label).collect(),
    })
}

impl core::fmt::Debug for Listed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let (hashes, digests) = (self.hashes.len(), self.digests.len());
        write!(f, "Listed({hashes} hashes, {digests} digests)")
    }
}
