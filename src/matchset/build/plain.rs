//! Open sets, and sealed ones, which are open sets under a key.

use super::{BuiltSet, Entries, ListEntry, SetOptions, SignerKey, cannot};
use crate::codec::Writer;
use crate::matchset::{Kind, MatchSetError, SealKey, open, seal};

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
    let index = index(&entries);
    Ok(entries.sign(Kind::Open, index, None, None, options, signer))
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
    let context = seal::context(&options.id, options.epoch);
    let index = key.seal(&index(&entries), &context);
    let index = index.ok_or_else(|| cannot("a sealed index has at most 256 GB"))?;
    Ok(entries.sign(Kind::Sealed, index, None, None, options, signer))
}

fn index(entries: &Entries) -> Vec<u8> {
    let mut index = Writer::default();
    index
        .bytes(&open::MAGIC)
        .u32(entries.report.entries)
        .u32(entries.report.digests);
    for (hash, _) in &entries.hashes {
        index.bytes(&hash.to_bytes());
    }
    for (_, label) in &entries.hashes {
        index.bytes(&[*label]);
    }
    for (digest, _) in &entries.digests {
        index.bytes(&digest.to_bytes());
    }
    for (_, label) in &entries.digests {
        index.bytes(&[*label]);
    }
    index.finish()
}
