//! Building and signing match sets. The bytes depend on the entries and the options only, not on
//! the order in which the entries come.

pub use super::list::{ListEntry, ListError, read_csv};
pub use super::note::SignerKey;

use super::{Kind, MAX_LABELS, Manifest, MatchSetError, Purpose, is_name};
use crate::digest::FileDigest;
use crate::hash256::PdqHash;
use crate::pdq::MIN_QUALITY;
use std::collections::{BTreeSet, HashSet};

mod groups;
mod plain;
mod private;
mod retire;
mod update;

pub use plain::{build_open, build_sealed, compact_open, compact_sealed};
pub use private::{PrivateOptions, build_private, build_private_for};
pub use retire::retirement;
pub use update::{
    BuiltUpdate, Difference, UpdateOptions, difference, update_open, update_private, update_sealed,
};

/// Label of entries that have none.
pub const UNLABELLED: &str = "unlabelled";

/// What the owner decides about an edition.
#[derive(Debug, Clone)]
pub struct SetOptions {
    /// Name of the set, the same in every edition.
    pub id: String,
    /// Edition, rising.
    pub epoch: u32,
    /// What the set is for.
    pub purpose: Purpose,
    /// SHA-256 of the previous edition's manifest text.
    pub previous: Option<FileDigest>,
    /// First valid second, since 1970-01-01T00:00:00Z.
    pub not_before: u64,
    /// First second at which the set is no longer valid.
    pub not_after: u64,
}

/// What became of the entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BuildReport {
    /// PDQ hashes in the set.
    pub entries: u32,
    /// SHA-256 digests in the set.
    pub digests: u32,
    /// Hashes and digests left out because the same one stands in the set with the same label.
    pub duplicates: u64,
    /// Hashes left out because their quality is below 50.
    pub low_quality: u64,
    /// Hashes that are kept although they do not have 128 ones, as real pictures have: worth a
    /// look, they may be damaged.
    pub unusual: u64,
    /// Private kinds: values left out because another entry has their place, or because a bucket
    /// was full. Every entry keeps enough others to be found by.
    pub tokens_left_out: u64,
    /// Private kinds: groups of entries so near to each other that they share a tag.
    pub groups: u64,
}

/// The files of a match set.
#[derive(Debug, Clone)]
pub struct BuiltSet {
    /// `manifest.txt`: the signed note.
    pub manifest: String,
    /// `index.bin`.
    pub index: Vec<u8>,
    /// `roots.bin`, with [`Kind::PrivateMirror`].
    pub roots: Option<Vec<u8>>,
    /// `keys.txt`: the signer's verifier key, a convenience copy.
    pub keys: String,
    /// What became of the entries.
    pub report: BuildReport,
}

/// A list, sorted and counted, ready to become an index.
struct Entries {
    hashes: BTreeSet<(PdqHash, u8)>,
    digests: BTreeSet<(FileDigest, u8)>,
    labels: Vec<String>,
    report: BuildReport,
}

fn cannot(reason: &'static str) -> MatchSetError {
    MatchSetError::CannotBuild { reason }
}

impl Entries {
    /// Sorts and counts. With `one_label`, a hash or digest has one label only, the first by name.
    fn of(
        list: &[ListEntry],
        options: &SetOptions,
        one_label: bool,
    ) -> Result<Self, MatchSetError> {
        options.check()?;
        let entries = Self::labelled(list, label_names(list), one_label)?;
        match entries.report.entries == 0 && entries.report.digests == 0 {
            true => Err(cannot("the list holds nothing that can be matched")),
            false => Ok(entries),
        }
    }

    /// The same with these labels, in this order, which all of the list's are among.
    fn labelled(
        list: &[ListEntry],
        labels: Vec<String>,
        one_label: bool,
    ) -> Result<Self, MatchSetError> {
        if labels.len() > MAX_LABELS {
            return Err(cannot("a set has at most 16 different labels"));
        }
        let number = |entry: &ListEntry| {
            let name = entry.label.as_deref().unwrap_or(UNLABELLED);
            let position = labels.iter().position(|label| label == name).unwrap_or(0);
            u8::try_from(position).unwrap_or(0)
        };
        let mut report = BuildReport::default();
        let (mut hashes, mut digests) = (BTreeSet::new(), BTreeSet::new());
        for entry in list {
            let label = number(entry);
            if let Some(hash) = entry.pdq {
                if entry.quality.is_some_and(|quality| quality < MIN_QUALITY) {
                    report.low_quality += 1;
                } else if hashes.insert((hash, label)) {
                    report.unusual += u64::from(hash.count_ones() != 128);
                } else {
                    report.duplicates += 1;
                }
            }
            if let Some(digest) = entry.sha256
                && !digests.insert((digest, label))
            {
                report.duplicates += 1;
            }
        }
        if one_label {
            let before = hashes.len() + digests.len();
            hashes = first_labels(hashes, &labels);
            digests = first_labels(digests, &labels);
            report.duplicates += (before - hashes.len() - digests.len()) as u64;
        }
        let count = |len: usize| {
            u32::try_from(len).map_err(|_| cannot("a set has at most 2^32 - 1 entries"))
        };
        (report.entries, report.digests) = (count(hashes.len())?, count(digests.len())?);
        Ok(Self {
            hashes,
            digests,
            labels,
            report,
        })
    }
}

impl SetOptions {
    fn check(&self) -> Result<(), MatchSetError> {
        if !is_name(&self.id) {
            return Err(cannot(
                "the id of a set has at most 64 letters, digits, '.', '-' or '_'",
            ));
        }
        if self.not_after <= self.not_before {
            return Err(cannot("a set must end after it begins"));
        }
        Ok(())
    }
}

/// A manifest that waits for its index.
struct Edition {
    manifest: Manifest,
    report: BuildReport,
}

impl Edition {
    fn of(entries: Entries, kind: Kind, options: &SetOptions) -> Self {
        let manifest = Manifest {
            id: options.id.clone(),
            epoch: options.epoch,
            kind,
            purpose: options.purpose,
            owners: Vec::new(),
            labels: entries.labels,
            entries: entries.report.entries,
            digests: entries.report.digests,
            index_bytes: 0,
            index_sha256: FileDigest::of(&[]),
            previous: options.previous,
            not_before: options.not_before,
            not_after: options.not_after,
            private: None,
            updates: None,
            commitments: Vec::new(),
        };
        let report = entries.report;
        Self { manifest, report }
    }

    fn sign(mut self, index: Vec<u8>, roots: Option<Vec<u8>>, signer: &SignerKey) -> BuiltSet {
        let verifier = signer.verifier();
        self.manifest.owners = vec![verifier.name().to_owned()];
        self.manifest.index_bytes = index.len() as u64;
        self.manifest.index_sha256 = FileDigest::of(&index);
        BuiltSet {
            manifest: signer.sign(&self.manifest.to_text()),
            index,
            roots,
            keys: format!("{verifier}\n"),
            report: self.report,
        }
    }
}

/// Of pairs with the same value, the one whose label has the first name.
fn first_labels<T: Ord + Copy>(pairs: BTreeSet<(T, u8)>, labels: &[String]) -> BTreeSet<(T, u8)> {
    let pairs: Vec<_> = pairs.into_iter().collect();
    let name = |label: u8| labels.get(usize::from(label));
    let first = |same: &[(T, u8)]| same.iter().copied().min_by_key(|(_, label)| name(*label));
    let same = pairs.chunk_by(|a, b| a.0 == b.0);
    same.filter_map(first).collect()
}

/// The names in use, sorted, so that their numbers do not depend on the order of the list.
fn label_names(list: &[ListEntry]) -> Vec<String> {
    let names: HashSet<&str> = list
        .iter()
        .map(|entry| entry.label.as_deref().unwrap_or(UNLABELLED))
        .collect();
    let mut names: Vec<String> = names.into_iter().map(str::to_owned).collect();
    names.sort_unstable();
    names
}
