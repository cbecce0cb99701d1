//! The index of the *open* kind: plain hashes and digests, sorted. Its layout stands in FORMAT.md.

use super::{Manifest, MatchSetError, scan};
use crate::codec::{OutOfBytes, Reader};
use crate::digest::FileDigest;
use crate::hash256::PdqHash;

/// First eight bytes.
pub(super) const MAGIC: [u8; 8] = *b"PDQOPEN1";

/// An open index in memory. `Debug` shows sizes only.
#[derive(Clone)]
pub(super) struct OpenIndex {
    hashes: Vec<PdqHash>,
    hash_labels: Vec<u8>,
    digests: Vec<FileDigest>,
    digest_labels: Vec<u8>,
}

impl OpenIndex {
    /// Reads the layout; the bytes are those that the manifest was signed for.
    pub(super) fn parse(bytes: &[u8], manifest: &Manifest) -> Result<Self, MatchSetError> {
        let bad = |rule| MatchSetError::BadIndex { rule };
        let short = |_: OutOfBytes| bad("it ends where its counts say");
        let mut reader = Reader::new(bytes);
        if reader.array() != Ok(MAGIC) {
            return Err(bad("it begins with PDQOPEN1"));
        }
        let (entries, digests) = (reader.u32().map_err(short)?, reader.u32().map_err(short)?);
        if (entries, digests) != (manifest.entries, manifest.digests) {
            return Err(bad("its counts are those of the manifest"));
        }
        let (n, m) = (entries as usize, digests as usize);
        let hashes = reader.bytes(n.saturating_mul(32)).map_err(short)?;
        let hash_labels = reader.bytes(n).map_err(short)?.to_vec();
        let digests = reader.bytes(m.saturating_mul(32)).map_err(short)?;
        let digest_labels = reader.bytes(m).map_err(short)?.to_vec();
        if reader.left() != 0 {
            return Err(bad("it ends where its counts say"));
        }
        let index = Self {
            hashes: hashes
                .as_chunks()
                .0
                .iter()
                .map(PdqHash::from_bytes)
                .collect(),
            hash_labels,
            digests: digests
                .as_chunks()
                .0
                .iter()
                .copied()
                .map(FileDigest::from_bytes)
                .collect(),
            digest_labels,
        };
        if !(rises(&index.hashes, &index.hash_labels)
            && rises(&index.digests, &index.digest_labels))
        {
            return Err(bad("its entries rise, none stands twice"));
        }
        let labels = manifest.labels.len();
        let mut used = index.hash_labels.iter().chain(&index.digest_labels);
        if used.any(|label| usize::from(*label) >= labels) {
            return Err(bad("its labels are named in the manifest"));
        }
        Ok(index)
    }

    /// Label of the entry nearest to any of the hashes, within the match radius.
    pub(super) fn find_hash(&self, queries: &[PdqHash]) -> Option<u8> {
        let nearest = scan::nearest(&self.hashes, queries)?;
        self.hash_labels.get(nearest).copied()
    }

    /// Label of the entry with this digest.
    pub(super) fn find_digest(&self, digest: FileDigest) -> Option<u8> {
        let position = self.digests.partition_point(|entry| *entry < digest);
        (self.digests.get(position) == Some(&digest))
            .then(|| self.digest_labels.get(position).copied())
            .flatten()
    }
}

impl core::fmt::Debug for OpenIndex {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("OpenIndex")
            .field("entries", &self.hashes.len())
            .field("digests", &self.digests.len())
            .finish_non_exhaustive()
    }
}

/// Whether the pairs of value and label rise strictly.
fn rises<T: Ord>(values: &[T], labels: &[u8]) -> bool {
    let pairs = values.iter().zip(labels);
    pairs.clone().zip(pairs.skip(1)).all(|(a, b)| a < b)
}
