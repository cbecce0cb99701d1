//! Building and signing match sets. The bytes depend on the entries and the options only, not on
//! the order in which the entries come.

pub use super::list::{ListEntry, ListError, read_csv};
pub use super::note::SignerKey;

use super::{Kind, MAX_LABELS, Manifest, MatchSetError, Purpose, is_name, open};
use crate::codec::Writer;
use crate::digest::FileDigest;
use crate::pdq::MIN_QUALITY;
use std::collections::{BTreeSet, HashSet};

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
}

/// The files of a match set.
#[derive(Debug, Clone)]
pub struct BuiltSet {
    /// `manifest.txt`: the signed note.
    pub manifest: String,
    /// `index.bin`.
    pub index: Vec<u8>,
    /// `keys.txt`: the signer's verifier key, a convenience copy.
    pub keys: String,
    /// What became of the entries.
    pub report: BuildReport,
}

/// Builds an open set.
///
/// # Errors
/// [`MatchSetError::CannotBuild`]
pub fn build_open(
    list: &[ListEntry],
    options: &SetOptions,
    signer: &SignerKey,
) -> Result<BuiltSet, MatchSetError> {
    let cannot = |reason| MatchSetError::CannotBuild { reason };
    if !is_name(&options.id) {
        return Err(cannot(
            "the id of a set has at most 64 letters, digits, '.', '-' or '_'",
        ));
    }
    if options.not_after <= options.not_before {
        return Err(cannot("a set must end after it begins"));
    }
    let labels = label_names(list);
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
    let count =
        |len: usize| u32::try_from(len).map_err(|_| cannot("a set has at most 2^32 - 1 entries"));
    (report.entries, report.digests) = (count(hashes.len())?, count(digests.len())?);
    if report.entries == 0 && report.digests == 0 {
        return Err(cannot("the list holds nothing that can be matched"));
    }

    let mut index = Writer::default();
    index
        .bytes(&open::MAGIC)
        .u32(report.entries)
        .u32(report.digests);
    for (hash, _) in &hashes {
        index.bytes(&hash.to_bytes());
    }
    for (_, label) in &hashes {
        index.bytes(&[*label]);
    }
    for (digest, _) in &digests {
        index.bytes(&digest.to_bytes());
    }
    for (_, label) in &digests {
        index.bytes(&[*label]);
    }
    let index = index.finish();

    let verifier = signer.verifier();
    let manifest = Manifest {
        id: options.id.clone(),
        epoch: options.epoch,
        kind: Kind::Open,
        purpose: options.purpose,
        owners: vec![verifier.name().to_owned()],
        labels,
        entries: report.entries,
        digests: report.digests,
        index_bytes: index.len() as u64,
        index_sha256: FileDigest::of(&index),
        previous: options.previous,
        not_before: options.not_before,
        not_after: options.not_after,
    };
    Ok(BuiltSet {
        manifest: signer.sign(&manifest.to_text()),
        index,
        keys: format!("{verifier}\n"),
        report,
    })
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
