//! Building and signing match sets. The bytes depend on the entries and the options only, not on
//! the order in which the entries come.

pub use super::list::{
    FileReport, Format, ImportOptions, Importer, IntoList, Kind64, List, ListEntry, ListError,
    SkippedLine, WordOrder, read_csv,
};
pub use super::note::SignerKey;

use super::list::Pair;
use super::{Kind, MAX_LABELS, Manifest, MatchSetError, Purpose, is_name};
use crate::digest::{DigestKind, DigestKinds, FileDigest};
use crate::hash256::PdqHash;
use rayon::prelude::*;
use std::collections::BTreeSet;

mod finish;
mod groups;
mod pieces;
mod plain;
mod plan;
mod private;
mod retire;
mod update;
mod update_private;
mod work;

pub use plain::{build_open, build_sealed, compact_open, compact_sealed, survey};
pub use plan::PrivatePlan;
pub use private::{PrivateOptions, build_private, build_private_for};
pub use retire::retirement;
pub use update::{BuiltUpdate, Difference, UpdateOptions, difference, update_open, update_sealed};
pub use update_private::{UpdatePlan, update_private};
pub use work::{Evaluate, InMemory, WorkStore};

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
    /// Digests in the set.
    pub digests: u32,
    /// Digests of each kind, in the order of [`DigestKind::ALL`].
    pub by_kind: [u64; 3],
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

/// The files of a match set whose index was written as it was made.
#[derive(Debug, Clone)]
pub struct SignedSet {
    /// `manifest.txt`: the signed note.
    pub manifest: String,
    /// `roots.bin`, with [`Kind::PrivateMirror`].
    pub roots: Option<Vec<u8>>,
    /// `keys.txt`: the signer's verifier key, a convenience copy.
    pub keys: String,
    /// What became of the entries.
    pub report: BuildReport,
}

impl SignedSet {
    /// With its index.
    pub fn with(self, index: Vec<u8>) -> BuiltSet {
        BuiltSet {
            manifest: self.manifest,
            index,
            roots: self.roots,
            keys: self.keys,
            report: self.report,
        }
    }
}

/// A list, sorted and counted, ready to become an index.
struct Entries {
    /// Risen, none twice.
    hashes: Vec<Pair>,
    /// Risen, none twice; by kind.
    digests: [Vec<Pair>; 3],
    labels: Vec<String>,
    report: BuildReport,
}

fn cannot(reason: &'static str) -> MatchSetError {
    MatchSetError::CannotBuild { reason }
}

/// What a list is made from, as a list.
fn list_of(list: impl IntoList) -> Result<List, MatchSetError> {
    list.into_list()
        .map_err(|_| cannot("a set has at most 16 different labels"))
}

impl Entries {
    /// Sorts and counts. With `one_label`, a hash or digest has one label only, the first by name.
    fn of(
        list: impl IntoList,
        options: &SetOptions,
        one_label: bool,
    ) -> Result<Self, MatchSetError> {
        options.check()?;
        let list = list_of(list)?;
        let names = label_names(&list);
        let entries = Self::labelled(list, names, one_label)?;
        match entries.report.entries == 0 && entries.report.digests == 0 {
            true => Err(cannot("the list holds nothing that can be matched")),
            false => Ok(entries),
        }
    }

    /// The same with these labels, in this order, which all of the list's are among.
    fn labelled(list: List, labels: Vec<String>, one_label: bool) -> Result<Self, MatchSetError> {
        if labels.len() > MAX_LABELS {
            return Err(cannot("a set has at most 16 different labels"));
        }
        let number = |name: &Option<String>| {
            let name = name.as_deref().unwrap_or(UNLABELLED);
            let position = labels.iter().position(|label| label == name).unwrap_or(0);
            u8::try_from(position).unwrap_or(0)
        };
        let numbers: Vec<u8> = list.names.iter().map(number).collect();
        let mut report = BuildReport {
            low_quality: list.low_quality,
            ..BuildReport::default()
        };
        let (mut hashes, mut digests) = (list.hashes, list.digests);
        report.duplicates += sort(&mut hashes, &numbers);
        let ones = |pair: &Pair| PdqHash::from_bytes(&pair.value).count_ones();
        report.unusual = hashes.iter().filter(|pair| ones(pair) != 128).count() as u64;
        for pairs in &mut digests {
            report.duplicates += sort(pairs, &numbers);
        }
        if one_label {
            report.duplicates += first_labels(&mut hashes, &labels);
            for pairs in &mut digests {
                report.duplicates += first_labels(pairs, &labels);
            }
        }
        let count = |len: usize| {
            u32::try_from(len).map_err(|_| cannot("a set has at most 2^32 - 1 entries"))
        };
        report.entries = count(hashes.len())?;
        report.digests = count(digests.iter().map(Vec::len).sum())?;
        report.by_kind = digests.each_ref().map(|pairs| pairs.len() as u64);
        Ok(Self {
            hashes,
            digests,
            labels,
            report,
        })
    }

    /// The kinds of digests that a device has to compute.
    fn digest_kinds(&self) -> DigestKinds {
        let kinds = DigestKind::ALL.into_iter().zip(&self.digests);
        let kinds = kinds.filter(|(_, pairs)| !pairs.is_empty());
        let kinds = kinds.fold(DigestKinds::NONE, |all, (kind, _)| all.with(kind));
        match kinds == DigestKinds::NONE {
            true => DigestKinds::SHA256,
            false => kinds,
        }
    }

    /// All digests, each with its kind and label.
    fn exact(&self) -> impl Iterator<Item = (DigestKind, &Pair)> {
        let kinds = DigestKind::ALL.into_iter().zip(&self.digests);
        kinds.flat_map(|(kind, pairs)| pairs.iter().map(move |pair| (kind, pair)))
    }
}

/// Gives labels their numbers, sorts, and takes out what stands twice; says how many those were.
fn sort(pairs: &mut Vec<Pair>, numbers: &[u8]) -> u64 {
    pairs.par_iter_mut().for_each(|pair| {
        let number = numbers.get(usize::from(pair.label));
        pair.label = number.copied().unwrap_or_default();
    });
    pairs.par_sort_unstable();
    let before = pairs.len();
    pairs.dedup();
    (before - pairs.len()) as u64
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
        let digest_kinds = entries.digest_kinds();
        let manifest = Manifest {
            id: options.id.clone(),
            epoch: options.epoch,
            kind,
            purpose: options.purpose,
            owners: Vec::new(),
            labels: entries.labels,
            entries: entries.report.entries,
            digests: entries.report.digests,
            digest_kinds,
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

    /// Of an index of so many bytes with this digest.
    fn sign(
        mut self,
        bytes: u64,
        sha256: FileDigest,
        roots: Option<Vec<u8>>,
        signer: &SignerKey,
    ) -> SignedSet {
        let verifier = signer.verifier();
        self.manifest.owners = vec![verifier.name().to_owned()];
        self.manifest.index_bytes = bytes;
        self.manifest.index_sha256 = sha256;
        SignedSet {
            manifest: signer.sign(&self.manifest.to_text()),
            roots,
            keys: format!("{verifier}\n"),
            report: self.report,
        }
    }

    /// Of this index.
    fn sign_with(self, index: Vec<u8>, signer: &SignerKey) -> BuiltSet {
        let (bytes, sha256) = (index.len() as u64, FileDigest::of(&index));
        self.sign(bytes, sha256, None, signer).with(index)
    }
}

/// Of pairs with the same value, leaves the one whose label has the first name; says how many went.
fn first_labels(pairs: &mut Vec<Pair>, labels: &[String]) -> u64 {
    let before = pairs.len();
    let name = |pair: &Pair| labels.get(usize::from(pair.label));
    pairs.dedup_by(|later, first| {
        let same = later.value == first.value;
        if same && name(later) < name(first) {
            *first = *later;
        }
        same
    });
    (before - pairs.len()) as u64
}

/// The names in use, sorted, so that their numbers do not depend on the order of the list.
fn label_names(list: &List) -> Vec<String> {
    let names = list.names.iter();
    let names = names.map(|name| name.as_deref().unwrap_or(UNLABELLED).to_owned());
    let names: BTreeSet<String> = names.collect();
    names.into_iter().collect()
}
