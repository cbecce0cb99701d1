//! Lists: what an owner has, and what a set is built from.

mod fields;
mod import;
mod json;
mod order;
mod simple;
mod sniff;
mod text;
mod xml;

pub use import::{FileReport, Format, ImportOptions, Importer, Kind64, SkippedLine, WordOrder};
pub use simple::read_csv;

use crate::digest::{DigestKind, FileDigest};
use crate::hash256::PdqHash;
use crate::pdq::MIN_QUALITY;

/// Most different labels that a list may have, so that a number of 8 bits names each; a set may have fewer.
pub const MAX_NAMES: usize = 255;

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListEntry {
    /// PDQ hash of a picture.
    pub pdq: Option<PdqHash>,
    /// Quality of that hash, 0..=100, where the list tells it.
    pub quality: Option<u8>,
    /// SHA-256 of the picture's file.
    pub sha256: Option<FileDigest>,
    /// The owner's word for it.
    pub label: Option<String>,
}

/// A list that is refused: line and reason, never the line's content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct ListError {
    /// Line in the file, counted from 1; the header is line 1.
    pub line: u64,
    /// What is wrong and what was expected.
    pub reason: String,
}

/// A hash or a digest, with the number of its label: 33 bytes, so that ten million fit anywhere.
///
/// The order is that of the value's hex text, then of the label's number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::matchset) struct Pair {
    /// A PDQ hash, most significant byte first, or a digest with zeros behind it.
    pub value: [u8; 32],
    /// Number of the label.
    pub label: u8,
}

/// A list in memory: 33 bytes a hash or digest. `Debug` shows sizes only.
#[derive(Clone, Default)]
pub struct List {
    /// The names that the numbers stand for; `None` is that of entries without one.
    pub(in crate::matchset) names: Vec<Option<String>>,
    /// Hashes whose quality is not known to be below 50.
    pub(in crate::matchset) hashes: Vec<Pair>,
    /// Digests by kind.
    pub(in crate::matchset) digests: [Vec<Pair>; 3],
    /// Hashes that were left out because their quality is below 50.
    pub(in crate::matchset) low_quality: u64,
}

impl List {
    /// The number of a label, which is given one where it has none; `None` where there are too many.
    pub(super) fn number(&mut self, name: Option<&str>) -> Option<u8> {
        let known = self.names.iter().position(|n| n.as_deref() == name);
        let number = known.unwrap_or(self.names.len());
        if known.is_none() {
            if self.names.len() >= MAX_NAMES {
                return None;
            }
            self.names.push(name.map(str::to_owned));
        }
        u8::try_from(number).ok()
    }

    /// Digests of a kind.
    pub(super) fn digests_mut(&mut self, kind: DigestKind) -> &mut Vec<Pair> {
        let [sha256, sha1, md5] = &mut self.digests;
        match kind {
            DigestKind::Sha256 => sha256,
            DigestKind::Sha1 => sha1,
            DigestKind::Md5 => md5,
        }
    }

    /// Different labels in the list; entries without one count as one.
    pub fn labels(&self) -> usize {
        self.names.len()
    }

    /// The hashes, as often as they stand in the list.
    pub fn each_hash(&self) -> impl Iterator<Item = PdqHash> {
        self.hashes
            .iter()
            .map(|pair| PdqHash::from_bytes(&pair.value))
    }

    /// The digests of all kinds, in the order of [`DigestKind::ALL`], each with zeros behind it up to 32 bytes.
    pub fn each_digest(&self) -> impl Iterator<Item = (DigestKind, [u8; 32])> {
        let kinds = DigestKind::ALL.into_iter().zip(&self.digests);
        kinds.flat_map(|(kind, pairs)| pairs.iter().map(move |pair| (kind, pair.value)))
    }

    /// Hashes in the list, duplicates counted.
    pub fn hashes(&self) -> u64 {
        self.hashes.len() as u64
    }

    /// Digests of a kind in the list, duplicates counted.
    pub fn digests(&self, kind: DigestKind) -> u64 {
        self.digests.get(kind as usize).map_or(0, Vec::len) as u64
    }

    /// Adds a digest of any kind: the first [`DigestKind::length`] bytes count.
    ///
    /// # Errors
    /// [`ListError`] (of line 0) where there are more than [`MAX_NAMES`] labels.
    pub fn add_digest(
        &mut self,
        kind: DigestKind,
        digest: &[u8; 32],
        label: Option<&str>,
    ) -> Result<(), ListError> {
        let label = self.number(label).ok_or_else(|| too_many_labels(0))?;
        let mut value = [0; 32];
        for (to, from) in value.iter_mut().zip(digest).take(kind.length()) {
            *to = *from;
        }
        self.digests_mut(kind).push(Pair { value, label });
        Ok(())
    }

    /// Adds what one line has.
    ///
    /// # Errors
    /// [`ListError`] (of line 0) where there are more than [`MAX_NAMES`] labels.
    pub fn add(&mut self, entry: &ListEntry) -> Result<(), ListError> {
        let label = self.number(entry.label.as_deref());
        let label = label.ok_or_else(|| too_many_labels(0))?;
        if let Some(hash) = entry.pdq {
            if entry.quality.is_some_and(|quality| quality < MIN_QUALITY) {
                self.low_quality += 1;
            } else {
                let value = hash.to_bytes();
                self.hashes.push(Pair { value, label });
            }
        }
        if let Some(digest) = entry.sha256 {
            let value = digest.to_bytes();
            let pair = Pair { value, label };
            self.digests_mut(DigestKind::Sha256).push(pair);
        }
        Ok(())
    }
}

pub(super) fn too_many_labels(line: u64) -> ListError {
    let reason = format!("label: a list has at most {MAX_NAMES} different ones");
    ListError { line, reason }
}

impl core::fmt::Debug for List {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("List")
            .field("hashes", &self.hashes.len())
            .field("digests", &self.digests.each_ref().map(Vec::len))
            .finish_non_exhaustive()
    }
}

/// What a set can be built from: a [`List`], which is used up, or lines.
pub trait IntoList {
    /// The list.
    ///
    /// # Errors
    /// [`ListError`] where there are more than [`MAX_NAMES`] labels.
    fn into_list(self) -> Result<List, ListError>;
}

impl IntoList for List {
    fn into_list(self) -> Result<List, ListError> {
        Ok(self)
    }
}

impl IntoList for &List {
    fn into_list(self) -> Result<List, ListError> {
        Ok(self.clone())
    }
}

impl IntoList for &[ListEntry] {
    fn into_list(self) -> Result<List, ListError> {
        let mut list = List::default();
        self.iter().try_for_each(|entry| list.add(entry))?;
        Ok(list)
    }
}

impl IntoList for &Vec<ListEntry> {
    fn into_list(self) -> Result<List, ListError> {
        self.as_slice().into_list()
    }
}

impl<const N: usize> IntoList for &[ListEntry; N] {
    fn into_list(self) -> Result<List, ListError> {
        self.as_slice().into_list()
    }
}
