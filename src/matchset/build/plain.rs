//! Open sets, and sealed ones, which are open sets under a key.

use super::groups::group;
use super::{BuildReport, BuiltSet, Edition, Entries, IntoList, SetOptions, SignerKey, cannot};
use crate::codec::Writer;
use crate::digest::DigestKind;
use crate::matchset::list::Pair;
use crate::matchset::probe::{Params, Profile, Tables};
use crate::matchset::updates::Updates;
use crate::matchset::{Index, Kind, MatchSet, MatchSetError, SealKey, open, seal};
use std::collections::BTreeSet;

/// Builds an open set.
///
/// # Errors
/// [`MatchSetError::CannotBuild`]
pub fn build_open(
    list: impl IntoList,
    options: &SetOptions,
    signer: &SignerKey,
) -> Result<BuiltSet, MatchSetError> {
    let entries = Entries::of(list, options, false)?;
    let index = index(&entries.hashes, &entries.digests);
    Ok(Edition::of(entries, Kind::Open, options).sign_with(index, signer))
}

/// Builds a sealed set.
///
/// # Errors
/// [`MatchSetError::CannotBuild`]
pub fn build_sealed(
    list: impl IntoList,
    options: &SetOptions,
    signer: &SignerKey,
    key: &SealKey,
) -> Result<BuiltSet, MatchSetError> {
    let entries = Entries::of(list, options, false)?;
    let index = sealed(&index(&entries.hashes, &entries.digests), options, key)?;
    Ok(Edition::of(entries, Kind::Sealed, options).sign_with(index, signer))
}

/// What would become of a list in an open or sealed set, with the groups of near-duplicates as profile `standard`
/// sees them; and the bytes of its index, the 40 of a seal aside.
///
/// # Errors
/// [`MatchSetError::CannotBuild`]
pub fn survey(
    list: impl IntoList,
    options: &SetOptions,
) -> Result<(BuildReport, u64), MatchSetError> {
    let mut entries = Entries::of(list, options, false)?;
    let profile = Profile::ALL.first().ok_or_else(|| cannot("no profile"))?;
    let params = profile.params(Params::SEED);
    let params = params.map_err(MatchSetError::BadParameters)?;
    let groups = group(&entries.hashes, &Tables::new(&params));
    entries.report.groups = groups.groups;
    let head = match entries.report.by_kind {
        [_, 0, 0] => 16,
        _ => 24,
    };
    let digests = entries.exact().map(|(kind, _)| kind.length() as u64 + 1);
    let bytes = head + 33 * entries.hashes.len() as u64 + digests.sum::<u64>();
    Ok((entries.report, bytes))
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
    Ok(edition.sign_with(index, signer))
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
    Ok(edition.sign_with(sealed(&index, options, key)?, signer))
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
    let all = entries
        .hashes
        .iter()
        .chain(entries.digests.iter().flatten());
    let used: BTreeSet<u8> = all.map(|pair| pair.label).collect();
    let name = |label: u8| entries.labels.get(usize::from(label)).cloned();
    let names: BTreeSet<String> = used.into_iter().filter_map(name).collect();
    let labels: Vec<String> = names.into_iter().collect();
    let renumbered = |label: u8| {
        let number = labels.iter().position(|l| Some(l) == name(label).as_ref());
        u8::try_from(number.unwrap_or_default()).unwrap_or_default()
    };
    let renumber = |pairs: &[Pair]| {
        let mut pairs = pairs.to_vec();
        for pair in &mut pairs {
            pair.label = renumbered(pair.label);
        }
        pairs.sort_unstable();
        pairs
    };
    let entries = Entries {
        hashes: renumber(&entries.hashes),
        digests: entries.digests.each_ref().map(|pairs| renumber(pairs)),
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
    let mut columns = index.entries().map(|column| {
        let pairs = column.map(|(value, label)| Pair {
            value: value.to_bytes(),
            label,
        });
        pairs.collect::<Vec<Pair>>()
    });
    let mut next = || columns.next().unwrap_or_default();
    let (hashes, digests) = (next(), [next(), next(), next()]);
    let report = BuildReport {
        entries: set.manifest.entries,
        digests: set.manifest.digests,
        by_kind: digests.each_ref().map(|pairs| pairs.len() as u64),
        ..BuildReport::default()
    };
    Ok(Entries {
        hashes,
        digests,
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
pub(super) fn index(hashes: &[Pair], digests: &[Vec<Pair>; 3]) -> Vec<u8> {
    // Counts were checked with the list.
    let count = |pairs: &[Pair]| u32::try_from(pairs.len()).unwrap_or(u32::MAX);
    let [sha256, sha1, md5] = digests;
    let mut index = Writer::default();
    match sha1.is_empty() && md5.is_empty() {
        true => index
            .bytes(&open::MAGIC)
            .u32(count(hashes))
            .u32(count(sha256)),
        false => index
            .bytes(&open::MAGIC_2)
            .u32(count(hashes))
            .u32(count(sha256))
            .u32(count(sha1))
            .u32(count(md5)),
    };
    let kinds = DigestKind::ALL.into_iter().zip(digests);
    let columns = kinds.map(|(kind, pairs)| (kind.length(), pairs.as_slice()));
    for (length, pairs) in core::iter::once((32, hashes)).chain(columns) {
        for pair in pairs {
            index.bytes(pair.value.get(..length).unwrap_or_default());
        }
        let labels: Vec<u8> = pairs.iter().map(|pair| pair.label).collect();
        index.bytes(&labels);
    }
    index.finish()
}
