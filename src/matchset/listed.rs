//! What stands in an open index, for owners who look at it before they sign.

use super::list::List;
use super::open::OpenIndex;
use super::{Kind, Manifest, MatchSetError};
use crate::digest::DigestKind;
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
    let mut columns = index.entries();
    let hashes = columns.next().map(Iterator::collect);
    Ok(Listed {
        hashes: hashes.unwrap_or_default(),
        digests: columns.flatten().map(|(_, label)| label).collect(),
    })
}

impl core::fmt::Debug for Listed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let (hashes, digests) = (self.hashes.len(), self.digests.len());
        write!(f, "Listed({hashes} hashes, {digests} digests)")
    }
}

/// What stands in a list, entry by entry; a label is `None` where the list has none.
impl List {
    /// Each hash of quality 50 or more, or of none that is told; duplicates too.
    pub fn labelled_hashes(&self) -> impl Iterator<Item = (PdqHash, Option<&str>)> {
        let pairs = self.hashes.iter();
        pairs.map(|pair| (PdqHash::from_bytes(&pair.value), self.name_of(pair.label)))
    }

    /// Each digest, with zeros behind it up to 32 bytes; duplicates too.
    pub fn labelled_digests(&self) -> impl Iterator<Item = (DigestKind, [u8; 32], Option<&str>)> {
        let kinds = DigestKind::ALL.into_iter().zip(&self.digests);
        kinds.flat_map(move |(kind, pairs)| {
            let pairs = pairs.iter();
            pairs.map(move |pair| (kind, pair.value, self.name_of(pair.label)))
        })
    }

    fn name_of(&self, label: u8) -> Option<&str> {
        self.names.get(usize::from(label))?.as_deref()
    }
}
