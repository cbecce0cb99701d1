//! Private sets: every token of every entry is evaluated with the owner's key, and a random value
//! is put where the evaluation says.

use super::groups::group;
use super::plan::{PrivatePlan, exact_item, items_of};
use super::work::{Evaluate, InMemory, Record, Records};
use super::{BuiltSet, Entries, IntoList, SetOptions, SignerKey, cannot};
use crate::digest::FileDigest;
use crate::matchset::index::{Part, Place, Value, fuse_build};
use crate::matchset::manifest::places;
use crate::matchset::probe::{Params, Probe, Tables};
use crate::matchset::updates::{Segment, SegmentKind};
use crate::matchset::{Kind, MatchSetError, private};
use crate::oprf::EvaluatorKey;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::sync::atomic::{AtomicU64, Ordering};
use zeroize::Zeroizing;

/// Tokens that are evaluated together.
const CHUNK: usize = 1024;

/// What a private set takes beside the rest.
pub struct PrivateOptions<'a> {
    /// For a mirror ([`Kind::PrivateMirror`]) instead of the device ([`Kind::PrivateLocal`]).
    pub mirror: bool,
    /// The evaluator's key for this edition.
    pub key: &'a EvaluatorKey,
    /// How devices ask.
    pub params: Params,
    /// Called now and then with the number of evaluated tokens, and how many there are.
    pub progress: &'a (dyn Fn(u64, u64) + Sync),
}

/// A token that is put into the index.
pub(super) struct Item {
    pub probe: Probe,
    pub value: Value,
}

/// Builds a private set, on all cores.
///
/// # Errors
/// [`MatchSetError::CannotBuild`]
pub fn build_private(
    list: impl IntoList,
    options: &SetOptions,
    signer: &SignerKey,
    private: &PrivateOptions<'_>,
) -> Result<BuiltSet, MatchSetError> {
    build_private_for(0, list, options, signer, private)
}

/// Builds the index for an update: what a fresh build of the list gives, with tags and places of
/// its own. Update 0 is the first edition of its epoch.
///
/// # Errors
/// [`MatchSetError::CannotBuild`]
pub fn build_private_for(
    update: u32,
    list: impl IntoList,
    options: &SetOptions,
    signer: &SignerKey,
    private: &PrivateOptions<'_>,
) -> Result<BuiltSet, MatchSetError> {
    let store = InMemory::default();
    let plan = PrivatePlan::new(update, list, options, private)?;
    plan.evaluate(0..plan.pieces(), &store)?;
    plan.finish(&store, signer)
}

/// Tokens that were evaluated, of how many.
pub(super) struct Progress<'a> {
    done: AtomicU64,
    all: u64,
    private: &'a PrivateOptions<'a>,
}

impl<'a> Progress<'a> {
    pub(super) fn new(all: usize, private: &'a PrivateOptions<'a>) -> Self {
        let done = AtomicU64::new(0);
        Self {
            done,
            all: all as u64,
            private,
        }
    }
}

impl Progress<'_> {
    /// So many more are done.
    pub(super) fn done(&self, count: usize) {
        let done = self.done.fetch_add(count as u64, Ordering::Relaxed);
        (self.private.progress)(done + count as u64, self.all);
    }
}

/// What the key says of tokens.
pub(super) fn outputs(
    key: &dyn Evaluate,
    probes: &[Probe],
    options: &SetOptions,
    progress: &Progress<'_>,
) -> Result<Vec<[u8; 64]>, MatchSetError> {
    let evaluate = |chunk: &[Probe]| {
        let inputs = chunk
            .iter()
            .map(|probe| private::input(&options.id, options.epoch, probe));
        let inputs: Vec<_> = inputs.collect();
        let outputs = key.outputs(&inputs).map_err(cannot)?;
        progress.done(chunk.len());
        Ok(outputs)
    };
    let outputs: Result<Vec<_>, MatchSetError> = probes.par_chunks(CHUNK).map(evaluate).collect();
    Ok(outputs?.concat())
}

/// Items as records, with the places that the key says.
pub(super) fn evaluated(
    key: &dyn Evaluate,
    items: &[Item],
    part: Part,
    options: &SetOptions,
    progress: &Progress<'_>,
) -> Result<Vec<Record>, MatchSetError> {
    let probes: Vec<Probe> = items.iter().map(|item| item.probe).collect();
    let outputs = outputs(key, &probes, options, progress)?;
    let places = outputs.iter().map(|output| Place::of(output, part));
    let records = places
        .zip(items)
        .map(|(place, item)| Record::new(&place, item.value));
    Ok(records.collect())
}

/// A segment of these items, for so many hashes and digests.
pub(super) fn segment(
    kind: SegmentKind,
    update: u32,
    (entries, digests): (u32, u32),
    items: &[Item],
    options: &SetOptions,
    progress: &Progress<'_>,
) -> Result<(Segment, Vec<u8>), MatchSetError> {
    let part = Part::segment(kind, update);
    let params = &progress.private.params;
    let room = places(Kind::PrivateLocal, params, entries, digests);
    let secret = secret(progress.private.key, options, part);
    let records = evaluated(progress.private.key, items, part, options, progress)?;
    let bytes = fuse_build::build(&Records(records), room, &secret).map_err(cannot)?;
    let segment = Segment {
        kind,
        update,
        entries,
        digests,
        bytes: bytes.len() as u64,
        sha256: FileDigest::of(&bytes),
    };
    Ok((segment, bytes))
}

/// What tags and noise are drawn from. It comes from the key itself and not from an evaluation, so
/// no question to the evaluator can bring it out.
///
/// Every part has its own, so that no two parts of an epoch share a tag or noise.
pub(super) fn secret(key: &EvaluatorKey, options: &SetOptions, part: Part) -> Zeroizing<[u8; 32]> {
    let text = key.to_secret_text();
    let mut digest = Sha256::new()
        .chain_update("presend build secret v1\n")
        .chain_update(text.as_bytes())
        .chain_update(options.id.as_bytes())
        .chain_update(options.epoch.to_le_bytes());
    if let Some(name) = part.name() {
        digest.update(name);
    }
    Zeroizing::new(digest.finalize().into())
}

/// Every token that has a place of its own, with its value.
pub(super) fn items(entries: &Entries, tables: &Tables, secret: &[u8; 32]) -> Vec<Item> {
    let groups = group(&entries.hashes, tables);
    let all = 0..entries.hashes.len();
    let mut items = items_of(&entries.hashes, all, &groups, tables, secret);
    items.extend(entries.exact().map(exact_item));
    items
}

/// 36 bits for a group, none of which is 0.
pub(super) fn tag(secret: &[u8; 32], hash: &[u8; 32]) -> u64 {
    let digest: [u8; 32] = Sha256::new()
        .chain_update(secret)
        .chain_update("presend tag")
        .chain_update(hash)
        .finalize()
        .into();
    let [a, b, c, d, e, ..] = digest;
    let tag = u64::from_le_bytes([a, b, c, d, e, 0, 0, 0]) >> 4;
    tag.max(1)
}
