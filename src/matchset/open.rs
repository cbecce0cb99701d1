//! The index of the *open* kind: plain hashes and digests, sorted. Its layout stands in FORMAT.md.

use super::updates::{SegmentFault, SegmentKind, signed};
use super::{Manifest, MatchSetError, scan};
use crate::codec::{OutOfBytes, Reader};
use crate::digest::{DigestKind, DigestKinds, Digests};
use crate::hash256::PdqHash;
use std::borrow::Cow;

/// First eight bytes where all digests are SHA-256.
pub(super) const MAGIC: [u8; 8] = *b"PDQOPEN1";
/// First eight bytes where there are others.
pub(super) const MAGIC_2: [u8; 8] = *b"PDQOPEN2";

/// Hashes or digests, risen, each with its label. Digests are kept as if they were hashes: 32 bytes
/// have one order, and so both share this code, of which devices download every byte.
#[derive(Clone, Default)]
struct Column {
    values: Vec<PdqHash>,
    labels: Vec<u8>,
}

/// An open index in memory. `Debug` shows sizes only.
#[derive(Clone, Default)]
pub(super) struct OpenIndex {
    hashes: Column,
    digests: [Column; 3],
}

impl OpenIndex {
    /// Reads the layout; the bytes are those that the manifest was signed for.
    pub(super) fn parse(bytes: &[u8], manifest: &Manifest) -> Result<Self, MatchSetError> {
        Self::counted(bytes, manifest.index_counts(), manifest)
    }

    /// The same for so many hashes and digests.
    fn counted(
        bytes: &[u8],
        counts: (u32, u32),
        manifest: &Manifest,
    ) -> Result<Self, MatchSetError> {
        let bad = |rule| MatchSetError::BadIndex { rule };
        let short = |_: OutOfBytes| bad("it ends where its counts say");
        let mut reader = Reader::new(bytes);
        let more = match reader.array() {
            Ok(MAGIC) => false,
            Ok(MAGIC_2) => true,
            _ => return Err(bad("it begins with PDQOPEN1 or PDQOPEN2")),
        };
        let (mut index, mut numbers) = (Self::default(), [0; 4]);
        for number in numbers.iter_mut().take(if more { 4 } else { 2 }) {
            *number = reader.u32().map_err(short)?;
        }
        let [entries, sha256, sha1, md5] = numbers;
        let digests = sha256.checked_add(sha1).and_then(|n| n.checked_add(md5));
        if (entries, digests) != (counts.0, Some(counts.1)) {
            return Err(bad("its counts are those of the manifest"));
        }
        let kinds = DigestKind::ALL.into_iter().zip([sha256, sha1, md5]);
        let held = kinds.clone().filter(|(_, count)| *count > 0);
        let held = held.fold(DigestKinds::NONE, |held, (kind, _)| held.with(kind));
        let old = held.and(DigestKinds::SHA256) == DigestKinds::SHA256;
        if old == more {
            return Err(bad("it begins with PDQOPEN2 where it holds SHA-1 or MD5"));
        }
        if held.and(manifest.digest_kinds) != manifest.digest_kinds {
            return Err(bad("its kinds of digests are named in the manifest"));
        }
        index.hashes = Column::read(&mut reader, entries as usize, 32).map_err(short)?;
        for ((kind, count), column) in kinds.zip(&mut index.digests) {
            *column = Column::read(&mut reader, count as usize, kind.length()).map_err(short)?;
        }
        let labels = manifest.labels.len();
        if reader.left() != 0 {
            return Err(bad("it ends where its counts say"));
        }
        if !index.columns().all(Column::rises) {
            return Err(bad("its entries rise, none stands twice"));
        }
        let bad_label = |column: &Column| column.labels.iter().any(|l| usize::from(*l) >= labels);
        if index.columns().any(bad_label) {
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
        signed(manifest.segments(), bytes, held, |place, line, bytes| {
            let counts = (line.entries, line.digests);
            let segment = Self::counted(&unseal(bytes)?, counts, manifest)
                .map_err(|_| SegmentFault::BadLayout.of(place))?;
            let applied = self.apply(&segment, line.kind);
            applied.map_err(|fault| fault.of(place))
        })
    }

    /// Adds the entries of a segment, or takes them away: those that are added must be new, those
    /// that are taken away must be there.
    fn apply(&mut self, segment: &Self, kind: SegmentKind) -> Result<(), SegmentFault> {
        let mine = core::iter::once(&mut self.hashes).chain(&mut self.digests);
        let applied = mine
            .zip(segment.columns())
            .all(|(mine, column)| mine.apply(column, kind));
        applied.then_some(()).ok_or(SegmentFault::Overlap)
    }

    fn columns(&self) -> impl Iterator<Item = &Column> {
        core::iter::once(&self.hashes).chain(&self.digests)
    }

    /// The hashes, then the digests of each kind, each with its label, risen.
    #[cfg(feature = "builder")]
    pub(super) fn entries(&self) -> impl Iterator<Item = impl Iterator<Item = (PdqHash, u8)>> {
        self.columns().map(Column::pairs)
    }

    /// Label of the entry nearest to any of the hashes, within the match radius.
    pub(super) fn find_hash(&self, queries: &[PdqHash]) -> Option<u8> {
        let nearest = scan::nearest(&self.hashes.values, queries)?;
        self.hashes.labels.get(nearest).copied()
    }

    /// Label of the entry with one of these digests, the stronger ones first.
    pub(super) fn find_digest(&self, digests: &Digests) -> Option<u8> {
        let mut kinds = DigestKind::ALL.into_iter().zip(&self.digests);
        kinds.find_map(|(kind, Column { values, labels })| {
            let digest = PdqHash::from_bytes(&digests.get(kind)?);
            let position = values.partition_point(|entry| *entry < digest);
            (values.get(position) == Some(&digest))
                .then(|| labels.get(position).copied())
                .flatten()
        })
    }
}

impl Column {
    /// Values of `width` bytes, at most 32, each of which has zeros behind it in memory.
    fn read(reader: &mut Reader<'_>, count: usize, width: usize) -> Result<Self, OutOfBytes> {
        let bytes = reader.bytes(count.saturating_mul(width))?;
        let value = |bytes: &[u8]| {
            let mut value = [0; 32];
            if let Some(value) = value.get_mut(..width) {
                value.copy_from_slice(bytes);
            }
            PdqHash::from_bytes(&value)
        };
        Ok(Self {
            values: bytes.chunks_exact(width).map(value).collect(),
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
            .field(
                "digests",
                &self.digests.each_ref().map(|column| column.labels.len()),
            )
            .finish_non_exhaustive()
    }
}
