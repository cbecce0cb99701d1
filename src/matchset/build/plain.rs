//! Open sets, and sealed ones, which are open sets under a key.

use super::{BuildReport, BuiltSet, Edition, Entries, ListEntry, SetOptions, SignerKey, cannot};
use crate::codec::Writer;
use crate::digest::FileDigest;
use crate::hash256::PdqHash;
use crate::matchset::updates::Updates;
use crate::matchset::{Index, Kind, MatchSet, MatchSetError, SealKey, open, seal};
use std::collections::BTreeSet;

/// Builds an open set.
///
/// # Errors
/// [`MatchSetError::CannotBuild`]
pub fn build_open(
    list: &[ListEntry],
    options: &SetOptions,
    signer: &SignerKey,
) -> Result<BuiltSet, MatchSetError> {
    let entries = Entries::of(list, options, false)?;
    let index = index(&entries.hashes, &entries.digests);
    Ok(Edition::of(entries, Kind::Open, options).sign(index, None, signer))
}

/// Builds a sealed set.
///
/// # Errors
/// [`MatchSetError::CannotBuild`]
pub fn build_sealed(
    list: &[ListEntry],
    options: &SetOptions,
    signer: &SignerKey,
    key: &SealKey,
) -> Result<BuiltSet, MatchSetError> {
    let entries = Entries::of(list, options, false)?;
    let index = sealed(&index(&entries.hashes, &entries.digests), options, key)?;
    Ok(Edition::of(entries, Kind::Sealed, options).sign(index, None, signer))
}

/// Folds the updates of an open set into a new index: that of a fresh build of what it holds.
///
/// # Errors
/// [`MatchSetError::CannotBuild`]
pub fn compact_open(
    before: &MatchSet,
    update: u32,
    options: &SetOptions,
    signer: &SignerKey,
) -> Result<BuiltSet, MatchSetError> {
    let (edition, index) = compact(before, update, Kind::Open, options)?;
    Ok(edition.sign(index, None, signer))
}

/// The same for a sealed set that was opened with its key.
///
/// # Errors
/// [`MatchSetError::CannotBuild`]
pub fn compact_sealed(
    before: &MatchSet,
    update: u32,
    options: &SetOptions,
    signer: &SignerKey,
    key: &SealKey,
) -> Result<BuiltSet, MatchSetError> {
    let (edition, index) = compact(before, update, Kind::Sealed, options)?;
    Ok(edition.sign(sealed(&index, options, key)?, None, signer))
}

fn compact(
    before: &MatchSet,
    update: u32,
    kind: Kind,
    options: &SetOptions,
) -> Result<(Edition, Vec<u8>), MatchSetError> {
    let entries = held(before, kind)?;
    options.check()?;
    // Labels are numbered by name, without those that no entry has any more: as a fresh build does.
    let used: BTreeSet<u8> = (entries.hashes.iter().map(|(_, label)| *label))
        .chain(entries.digests.iter().map(|(_, label)| *label))
        .collect();
    let name = |label: u8| entries.labels.get(usize::from(label)).cloned();
    let names: BTreeSet<String> = used.into_iter().filter_map(name).collect();
    let labels: Vec<String> = names.into_iter().collect();
    let renumbered = |label: u8| {
        let number = labels.iter().position(|l| Some(l) == name(label).as_ref());
        u8::try_from(number.unwrap_or_default()).unwrap_or_default()
    };
    let hashes = entries
        .hashes
        .iter()
        .map(|(h, label)| (*h, renumbered(*label)));
    let digests = entries
        .digests
        .iter()
        .map(|(d, label)| (*d, renumbered(*label)));
    let entries = Entries {
        hashes: hashes.collect(),
        digests: digests.collect(),
        report: entries.report,
        labels,
    };
    let index = index(&entries.hashes, &entries.digests);
    let mut edition = Edition::of(entries, kind, options);
    edition.manifest.updates = Some(Updates {
        update,
        base: update,
        entries: edition.manifest.entries,
        digests: edition.manifest.digests,
        segments: Vec::new(),
    });
    Ok((edition, index))
}

/// What an opened set of this readable kind holds.
pub(super) fn held(set: &MatchSet, kind: Kind) -> Result<Entries, MatchSetError> {
    let Index::Plain(index) = &set.index else {
        return Err(cannot("this is a private set"));
    };
    if set.manifest.kind != kind {
        return Err(cannot("this is a set of another kind"));
    }
    let (hashes, digests) = index.entries();
    let report = BuildReport {
        entries: set.manifest.entries,
        digests: set.manifest.digests,
        ..BuildReport::default()
    };
    Ok(Entries {
        hashes: hashes.collect(),
        digests: digests.collect(),
        labels: set.manifest.labels.clone(),
        report,
    })
}

pub(super) fn sealed(
    index: &[u8],
    options: &SetOptions,
    key: &SealKey,
) -> Result<Vec<u8>, MatchSetError> {
    let context = seal::context(&options.id, options.epoch);
    let sealed = key.seal(index, &context);
    sealed.ok_or_else(|| cannot("a sealed index has at most 256 GB"))
}

/// The layout of an open index, which segments of open sets have too.
pub(super) fn index(
    hashes: &BTreeSet<(PdqHash, u8)>,
    digests: &BTreeSet<(FileDigest, u8)>,
) -> Vec<u8> {
    // Counts were checked with the list.
    let count = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
    let mut index = Writer::default();
    index
        .bytes(&open::MAGIC)
        .u32(count(hashes.len()))
        .u32(count(digests.len()));
    for (hash, _) in hashes {
        index.bytes(&hash.to_bytes());
    }
    for (_, label) in hashes {
        index.bytes(&[*label]);
    }
    for (digest, _) in digests {
        index.bytes(&digest.to_bytes());
    }
    for (_, label) in digests {
        index.bytes(&[*label]);
    }
    index.finish()
}
