//! The index of the *open* kind: plain hashes and digests, sorted. Its layout stands in FORMAT.md.

use super::updates::{SegmentFault, SegmentKind, signed};
use super::{Manifest, MatchSetError, scan};
use crate::codec::{OutOfBytes, Reader};
use crate::digest::FileDigest;
use crate::hash256::PdqHash;
use std::borrow::Cow;

/// First eight bytes.
pub(super) const MAGIC: [u8; 8] = *b"PDQOPEN1";

/// Hashes or digests, risen, each with its label. Digests are kept as if they were hashes: 32 bytes
/// have one order, and so both share this code, of which devices download every byte.
#[derive(Clone, Default)]
struct Column {
    values: Vec<PdqHash>,
    labels: Vec<u8>,
}

/// An open index in memory. `Debug` shows sizes only.
#[derive(Clone)]
pub(super) struct OpenIndex {
    hashes: Column,
    digests: Column,
}

impl OpenIndex {
    /// Reads the layout; the bytes are those that the manifest was signed for.
    pub(super) fn parse(bytes: &[u8], manifest: &Manifest) -> Result<Self, MatchSetError> {
        Self::counted(bytes, manifest.index_counts(), manifest.labels.len())
    }

    /// The same for so many hashes and digests, and so many labels.
    pub(super) fn counted(
        bytes: &[u8],
        counts: (u32, u32),
        labels: usize,
    ) -> Result<Self, MatchSetError> {
        let bad = |rule| MatchSetError::BadIndex { rule };
        let short = |_: OutOfBytes| bad("it ends where its counts say");
        let mut reader = Reader::new(bytes);
        if reader.array() != Ok(MAGIC) {
            return Err(bad("it begins with PDQOPEN1"));
        }
        let (entries, digests) = (reader.u32().map_err(short)?, reader.u32().map_err(short)?);
        if (entries, digests) != counts {
            return Err(bad("its counts are those of the manifest"));
        }
        let index = Self {
            hashes: Column::read(&mut reader, entries as usize).map_err(short)?,
            digests: Column::read(&mut reader, digests as usize).map_err(short)?,
        };
        if reader.left() != 0 {
            return Err(bad("it ends where its counts say"));
        }
        let columns = [&index.hashes, &index.digests];
        if !columns.iter().all(|column| column.rises()) {
            return Err(bad("its entries rise, none stands twice"));
        }
        let mut used = columns.iter().flat_map(|column| &column.labels);
        if used.any(|label| usize::from(*label) >= labels) {
            return Err(bad("its labels are named in the manifest"));
        }
        Ok(index)
    }

    /// Takes in the segments of a verified manifest behind the first `held`.
    pub(super) fn update<'a>(
        &mut self,
        manifest: &Manifest,
        held: usize,
        bytes: &[&'a [u8]],
        unseal: impl Fn(&'a [u8]) -> Result<Cow<'a, [u8]>, MatchSetError>,
    ) -> Result<(), MatchSetError> {
        let labels = manifest.labels.len();
        signed(manifest.segments(), bytes, held, |place, line, bytes| {
            let counts = (line.entries, line.digests);
            let segment = Self::counted(&unseal(bytes)?, counts, labels)
                .map_err(|_| SegmentFault::BadLayout.of(place))?;
            let applied = self.apply(&segment, line.kind);
            applied.map_err(|fault| fault.of(place))
        })
    }

    /// Adds the entries of a segment, or takes them away: those that are added must be new, those
    /// that are taken away must be there.
    fn apply(&mut self, segment: &Self, kind: SegmentKind) -> Result<(), SegmentFault> {
        let applied =
            self.hashes.apply(&segment.hashes, kind) && self.digests.apply(&segment.digests, kind);
        applied.then_some(()).ok_or(SegmentFault::Overlap)
    }

    /// All hashes and all digests, each with its label.
    #[cfg(feature = "builder")]
    pub(super) fn entries(
        &self,
    ) -> (
        impl Iterator<Item = (PdqHash, u8)>,
        impl Iterator<Item = (FileDigest, u8)>,
    ) {
        let digests = self.digests.pairs();
        let digests = digests.map(|(d, label)| (FileDigest::from_bytes(d.to_bytes()), label));
        (self.hashes.pairs(), digests)
    }

    /// Label of the entry nearest to any of the hashes, within the match radius.
    pub(super) fn find_hash(&self, queries: &[PdqHash]) -> Option<u8> {
        let nearest = scan::nearest(&self.hashes.values, queries)?;
        self.hashes.labels.get(nearest).copied()
    }

    /// Label of the entry with this digest.
    pub(super) fn find_digest(&self, digest: FileDigest) -> Option<u8> {
        let digest = PdqHash::from_bytes(&digest.to_bytes());
        let Column { values, labels } = &self.digests;
        let position = values.partition_point(|entry| *entry < digest);
        (values.get(position) == Some(&digest))
            .then(|| labels.get(position).copied())
            .flatten()
    }
}

impl Column {
    fn read(reader: &mut Reader<'_>, count: usize) -> Result<Self, OutOfBytes> {
        let values = reader.bytes(count.saturating_mul(32))?.as_chunks().0;
        Ok(Self {
            values: values.iter().map(PdqHash::from_bytes).collect(),
            labels: reader.bytes(count)?.to_vec(),
        })
    }

    fn pairs(&self) -> impl Iterator<Item = (PdqHash, u8)> {
        self.values.iter().copied().zip(self.labels.iter().copied())
    }

    /// Whether the pairs of value and label rise strictly.
    fn rises(&self) -> bool {
        let pairs = self.pairs();
        pairs.zip(self.pairs().skip(1)).all(|(a, b)| a < b)
    }

    /// Walks both at once; false where there is something to add already, or nothing to take away.
    fn apply(&mut self, other: &Self, kind: SegmentKind) -> bool {
        let adds = kind == SegmentKind::Add;
        let old = core::mem::take(self);
        let (mut held, mut others) = (old.pairs().peekable(), other.pairs().peekable());
        loop {
            let (a, b) = (held.peek().copied(), others.peek().copied());
            let both = a.is_some() && a == b;
            let mine = both || b.is_none() || a.is_some() && a < b;
            let Some((value, label)) = (if mine { held.next() } else { others.next() }) else {
                return true;
            };
            if both {
                others.next();
            }
            if if adds { both } else { !mine } {
                return false;
            }
            if !both {
                self.values.push(value);
                self.labels.push(label);
            }
        }
    }
}

impl core::fmt::Debug for OpenIndex {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("OpenIndex")
            .field("entries", &self.hashes.labels.len())
            .field("digests", &self.digests.labels.len())
            .finish_non_exhaustive()
    }
}
